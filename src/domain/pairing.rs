//! Keys and certificates paired by public key.
