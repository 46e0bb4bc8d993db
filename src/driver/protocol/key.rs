//! Key pairs that are made on a token and taken from it, each in a login of its own.
//!
//! Pitfall: a CKA_ID that is in use already, also by an object that shows after the login only, makes two keys one to every
//! program that goes by it; so the host looks again, right before the call.

use serde::{Deserialize, Serialize};

use crate::domain::key::KeyKind;

/// A key pair as it is made (PKCS#11 3.1, 5.18.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKeyPair {
    /// What kind.
    pub kind: KeyKind,
    /// CKA_ID of both keys, in hex.
    pub id: String,
    /// CKA_LABEL of both keys.
    pub label: String,
    /// CKA_EXTRACTABLE of the private key.
    pub extractable: bool,
}
