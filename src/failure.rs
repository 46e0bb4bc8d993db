//! Failures: class, code, exit status and hint, decided in one place.
