//! The journal of attempts: append-only, hash-chained, never a secret.
