//! CKR return values by name, number and plain sentence.
