//! What `csr create`, `key generate` and `key delete` report: an attempt, and its key.

use serde::{Deserialize, Serialize};

use super::Envelope;
use super::inventory::KeyClass;
use super::pin::Attempt;
use crate::domain::key::PublicKey;

/// A key as named in the report, under the inventory's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KeyShown {
    /// CKA_ID in lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SOME_HEX)))]
    pub id: String,
    /// CKA_LABEL.
    pub label: Option<String>,
    /// Algorithm, size, curve and fingerprint.
    #[serde(flatten)]
    pub key: PublicKey,
}

impl KeyShown {
    /// A key with its id and label.
    pub fn of(id: &str, label: Option<&str>, key: &PublicKey) -> Self {
        Self { id: id.to_owned(), label: label.map(str::to_owned), key: key.clone() }
    }
}

/// The report of `csr create`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CsrCreate {
    /// Kind `csr-create`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What happened.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The key to certify.
    pub key: KeyShown,
    /// The name in the request, RFC 4514.
    pub subject: String,
    /// Addresses in its subjectAltName.
    pub emails: Vec<String>,
    /// The signature algorithm, by the names used for certificates.
    pub signature_algorithm: String,
    /// The request as PEM; null if none was made, or its signature did not verify.
    pub request: Option<String>,
}

/// The report of `key generate`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KeyGenerate {
    /// Kind `key-generate`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What happened.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The key pair; of its public key only what the token returned.
    pub key: KeyShown,
    /// Whether the private key may be wrapped and exported.
    pub extractable: bool,
    /// Whether a fresh host saw the public key object without a login.
    pub public_key_shown: bool,
}

/// The report of `key delete`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KeyDelete {
    /// Kind `key-delete`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What happened.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The key to delete.
    pub key: KeyShown,
    /// The objects that were deleted, in order.
    #[cfg_attr(test, schemars(extend("items" = {"enum": ["private", "public"]})))]
    pub deleted: Vec<KeyClass>,
}
