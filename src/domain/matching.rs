//! Matching of roster entries and certificates.
