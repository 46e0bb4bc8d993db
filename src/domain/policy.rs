//! The policy for new PINs, checked before anything is sent.
