//! Public keys: algorithm, size, curve, and the fingerprint that pairs keys with certificates.
//!
//! Imports `tlv`, sha2 and, for points, p256, p384 and p521. Pitfall: the fingerprint is taken over a *canonical*
//! SubjectPublicKeyInfo rebuilt from the key's numbers, so that a certificate with odd encodings and the token's
//! attributes agree; it equals `openssl pkey -pubin -outform der | sha256sum` for a well-formed key.

mod curve;
mod doubt;
mod kind;
mod modulus;
mod named;
mod number;
mod spki;

use serde::{Deserialize, Serialize};

pub use doubt::{is_doubtful_modulus, is_doubtful_point, is_filling};
pub use kind::KeyKind;
pub use named::{Family, ValueKey, by_parameter_set, from_value};
pub use number::Number;
pub use spki::{ec_spki, read_spki, rsa_spki};

use modulus::is_modulus;
use spki::{ec_key, rsa_key};

/// A public key, as far as the inventory shows it. What is not known is null, never zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PublicKey {
    /// `rsa`, `ec`, `ed25519`, `ed448`, `x25519`, `x448`, `dsa`, `ml-dsa-65`, `ml-kem-768`, `slh-dsa-sha2-128s`,
    /// `gost-r-34.10-2012-256` and similar, else the algorithm's OID in dots.
    #[serde(rename = "type")]
    pub algorithm: Option<String>,
    /// Size in bits: the RSA modulus, or the curve's field.
    pub bits: Option<u32>,
    /// `p-256`, `p-384`, `p-521`, `ed25519`, …, else the curve's OID in dots.
    pub curve: Option<String>,
    /// SHA-256 over the canonical DER SubjectPublicKeyInfo (RFC 5280 4.1.2.7), lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub spki_sha256: Option<String>,
}

/// Reads a SubjectPublicKeyInfo; what cannot be read is `None`, and the fingerprint is then taken over the bytes as they are.
#[allow(dead_code, reason = "tests read keys alone; certificates are read with their quirks")]
pub fn from_spki(der: &[u8]) -> PublicKey {
    read_spki(der, &super::tlv::Quirks::default()).unwrap_or_else(|partial| partial.key)
}

/// The key of CKA_MODULUS and CKA_PUBLIC_EXPONENT (PKCS#11 2.1.2): big-endian, leading zeros tolerated.
///
/// A value that is not a modulus (a DER INTEGER, a little-endian number) gives no fingerprint: a wrong fingerprint
/// would report this very key's certificate as a key mismatch.
pub fn from_rsa(modulus: &[u8], public_exponent: &[u8]) -> PublicKey {
    let key = rsa_key(modulus, public_exponent);
    if is_modulus(modulus) { key } else { PublicKey { bits: None, spki_sha256: None, ..key } }
}

/// The key of CKA_EC_PARAMS and CKA_EC_POINT (PKCS#11 2.3.3, 2.3.5).
///
/// Parameters may be a curve's OID, a PrintableString with its name (`edwards25519`), or explicit; the point may be raw
/// or a DER OCTET STRING, compressed or not. A point whose length does not match its curve, or without its first byte,
/// is invalid and gives no fingerprint.
pub fn from_ec(parameters_der: &[u8], point: &[u8]) -> PublicKey {
    ec_key(parameters_der, point)
}

/// Whether the key is too small to sign with: RSA and DSA below 2048 bits, a curve below 224. Unknown sizes are not weak.
pub fn is_weak(key: &PublicKey) -> bool {
    let least = match key.algorithm.as_deref() {
        Some("rsa" | "dsa") => 2048,
        Some("ec") => 224,
        // Broken, and withdrawn long ago.
        Some("gost-r-34.10-94") => return true,
        _ => return false,
    };
    key.bits.is_some_and(|bits| bits < least)
}

/// The fingerprint of a modulus in reversed byte order, if it can be one.
///
/// A certificate with this fingerprint proves that the bytes came in the wrong order.
pub fn reversed_rsa(modulus: &[u8], public_exponent: &[u8]) -> Option<String> {
    if modulus.len() < 32 || modulus.last().is_none_or(|last| *last == 0) || modulus.first()? % 2 == 0 {
        return None;
    }
    let turned: Vec<u8> = modulus.iter().rev().copied().collect();
    rsa_key(&turned, public_exponent).spki_sha256
}

/// What a token may call an algorithm whose parameter set the certificate names: `ml-dsa` for `ml-dsa-65`. `None` for
/// an unknown algorithm.
pub fn family(algorithm: &str) -> Option<&str> {
    const FAMILIES: [&str; 4] = ["ml-kem", "ml-dsa", "slh-dsa", "gost"];
    match algorithm {
        "rsa" | "dsa" | "dh" | "ec" => Some(algorithm),
        "ed25519" | "ed448" | "ec-edwards" => Some("ec-edwards"),
        "x25519" | "x448" | "ec-montgomery" => Some("ec-montgomery"),
        "x9-42-dh" => Some("dh"),
        _ => FAMILIES.into_iter().find(|family| algorithm.starts_with(family)),
    }
}

/// Whether a name of an algorithm says all of it: `ml-dsa-65`, not `ml-dsa`.
pub fn is_exact(algorithm: &str) -> bool {
    named::is_parameter_set(algorithm) || is_curve(algorithm)
}

/// Whether a curve is known by this name. A curve may have other names, which say nothing about this one.
pub fn is_curve(name: &str) -> bool {
    curve::is_named(name)
}

/// Whether a signature algorithm, named as in [`Certificate`](super::certificate::Certificate), uses a broken digest.
pub fn weak_digest(signature_algorithm: &str) -> bool {
    signature_algorithm.split('-').any(|part| matches!(part, "md2" | "md4" | "md5" | "sha1"))
}

#[cfg(test)]
mod tests;
