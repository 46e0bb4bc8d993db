//! Typed confirmations.
