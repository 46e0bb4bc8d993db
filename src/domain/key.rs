//! Public keys: algorithm, size, curve, and the fingerprint that pairs keys with certificates.

use serde::{Deserialize, Serialize};

/// A public key as far as the inventory tells it. Absent is `None`, never zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// `rsa`, `ec`, `ed25519`, `ed448`, `dsa`, or the algorithm's OID in dots.
    #[serde(rename = "type")]
    pub algorithm: Option<String>,
    /// Size in bits: the RSA modulus, or the curve's field.
    pub bits: Option<u32>,
    /// `p-256`, `p-384`, `p-521`, `ed25519`, …, else the curve's OID in dots.
    pub curve: Option<String>,
    /// SHA-256 over the DER SubjectPublicKeyInfo (RFC 5280 4.1.2.7), lower-case hex.
    pub spki_sha256: Option<String>,
}
