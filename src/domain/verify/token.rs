//! Signatures in the form of tokens: RSA PKCS#1 v1.5, for ECDSA r and s side by side (PKCS#11 3.1, 6.3.1), and Ed25519.
//!
//! Pitfall: certificates, requests and CMS require r and s in DER, which tokens do not return. The digest is computed
//! here, so that a card that supports only CKM_RSA_PKCS or CKM_ECDSA can sign too.

use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::signature::{self, SignatureFault};
use crate::domain::key::PublicKey;
use crate::domain::tlv::{self, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_WITH_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_WITH_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// How a key on a token signs a request: with the digest for its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// RSA PKCS#1 v1.5 over SHA-256.
    Rsa,
    /// ECDSA over SHA-256.
    P256,
    /// ECDSA over SHA-384.
    P384,
    /// ECDSA over SHA-512.
    P521,
    /// Ed25519, which computes its digest itself.
    Ed25519,
}

impl Signing {
    /// `None` for a key whose signatures are not verified here.
    pub fn of(key: &PublicKey) -> Option<Self> {
        Some(match (key.algorithm.as_deref()?, key.curve.as_deref()) {
            ("rsa", _) => Self::Rsa,
            ("ec", Some("p-256")) => Self::P256,
            ("ec", Some("p-384")) => Self::P384,
            ("ec", Some("p-521")) => Self::P521,
            ("ed25519", _) => Self::Ed25519,
            _ => return None,
        })
    }

    /// What the token gets to sign for a message.
    pub fn to_sign(self, message: &[u8]) -> Vec<u8> {
        let digest = |oid| signature::digest(oid, message).unwrap_or_default();
        match self {
            Self::Rsa => {
                let algorithm = tlv::write(
                    SEQUENCE,
                    &[&tlv::write(OBJECT_IDENTIFIER, &[SHA256.as_bytes()]), &tlv::write(NULL, &[])],
                );
                tlv::write(SEQUENCE, &[&algorithm, &tlv::write(OCTET_STRING, &[&digest(SHA256)])])
            }
            Self::P256 => digest(SHA256),
            Self::P384 => digest(SHA384),
            Self::P521 => digest(SHA512),
            Self::Ed25519 => message.to_vec(),
        }
    }

    /// The signature as used in certificates and requests; `None` if the token's result cannot be one.
    pub fn encoded(self, signature: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Rsa | Self::Ed25519 => Some(signature.to_vec()),
            Self::P256 | Self::P384 | Self::P521 => ecdsa_der(signature),
        }
    }

    /// The DER of its AlgorithmIdentifier (RFC 4055 5, RFC 5758 3.2, RFC 8410 3).
    pub fn algorithm(self) -> Vec<u8> {
        let (oid, parameters) = match self {
            Self::Rsa => (SHA256_WITH_RSA, tlv::write(NULL, &[])),
            Self::P256 => (ECDSA_WITH_SHA256, Vec::new()),
            Self::P384 => (ECDSA_WITH_SHA384, Vec::new()),
            Self::P521 => (ECDSA_WITH_SHA512, Vec::new()),
            Self::Ed25519 => (ED25519, Vec::new()),
        };
        tlv::write(SEQUENCE, &[&tlv::write(OBJECT_IDENTIFIER, &[oid.as_bytes()]), &parameters])
    }

    /// Its name, as in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa => "sha256-with-rsa",
            Self::P256 => "ecdsa-with-sha256",
            Self::P384 => "ecdsa-with-sha384",
            Self::P521 => "ecdsa-with-sha512",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// Verifies a token's signature over SHA-256 of a message with the key of a SubjectPublicKeyInfo in DER.
pub fn signed_by_token(spki: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    let key = SubjectPublicKeyInfoOwned::from_der(spki).map_err(|_unreadable| SignatureFault::UnsupportedKey)?;
    let (oid, signature) = if key.algorithm.oid == RSA {
        (SHA256_WITH_RSA, signature.to_vec())
    } else {
        (ECDSA_WITH_SHA256, ecdsa_der(signature).ok_or(SignatureFault::Wrong)?)
    };
    signature::verify(&AlgorithmIdentifierOwned { oid, parameters: None }, &key, message, &signature)
}

/// The DER of an ECDSA signature whose r and s are side by side (RFC 3279 2.2.3); `None` for an odd or empty one.
pub fn ecdsa_der(signature: &[u8]) -> Option<Vec<u8>> {
    let half = signature.len() / 2;
    let (r, s) = signature.split_at_checked(half).filter(|(r, s)| !r.is_empty() && r.len() == s.len())?;
    Some(tlv::write(SEQUENCE, &[&tlv::write_unsigned(r), &tlv::write_unsigned(s)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_and_s_become_der_integers_of_their_own_length() {
        assert_eq!(ecdsa_der(&[0, 1, 0x80, 2]), Some(vec![0x30, 8, 2, 1, 1, 2, 3, 0, 0x80, 2]), "minimal and positive");
        assert_eq!((ecdsa_der(&[1, 2, 3]), ecdsa_der(&[])), (None, None), "halves of one length");
    }
}
