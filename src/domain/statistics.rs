//! The periodic numbers.
