//! Key pairs that are generated on a token and deleted from it, each in its own login.
//!
//! Pitfall: if a CKA_ID is already in use, even by an object that is visible only after the login, programs that go by
//! the ID confuse the two keys. The host therefore checks again immediately before the call.

use serde::{Deserialize, Serialize};

use crate::domain::key::KeyKind;

/// A key pair to generate (PKCS#11 3.1, 5.18.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKeyPair {
    /// Its kind.
    pub kind: KeyKind,
    /// CKA_ID of both keys, in hex.
    pub id: String,
    /// CKA_LABEL of both keys.
    pub label: String,
    /// CKA_EXTRACTABLE of the private key.
    pub extractable: bool,
}
