//! The present moment, read once.
