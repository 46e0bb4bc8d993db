//! Signatures as tokens make them: RSA PKCS#1 v1.5, and for ECDSA r and s side by side (PKCS#11 3.1, 6.3.1).
//!
//! Pitfall: certificates, requests and CMS want the DER of r and s; what a token gives is neither.

use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::signature::{self, SignatureFault};
use crate::domain::tlv::{self, SEQUENCE};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

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

/// The DER of an ECDSA signature whose r and s lie side by side (RFC 3279 2.2.3); `None` for an odd or empty one.
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
