//! Strangers' text made harmless.
