//! A challenge to a private key: a random nonce, the data that the token signs, and the check of the signature.
//!
//! Pitfall: the token signs whatever it is given without identifying it. The digest is computed here, so that a card
//! that supports only CKM_RSA_PKCS or CKM_ECDSA can answer too.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::domain::certificate::parse;
use crate::domain::key::PublicKey;
use crate::domain::tlv::{hex, unhex};
use crate::domain::verify::signed_by_token;
use crate::driver::protocol::{Prove, Scheme};
use crate::interact::secret::{OperatingSystemRandom, Random as _};
use crate::report::inventory::Certificate;

/// DigestInfo of SHA-256 before the digest itself (RFC 8017, 9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// The data to sign, and the expected signer.
pub(crate) struct Challenge {
    pub(crate) prove: Prove,
    nonce: [u8; 32],
    spki: Vec<u8>,
}

impl Challenge {
    /// A new nonce for the key of this certificate; `None` if it has no CKA_ID, or a key that is not verified here.
    pub(crate) fn of(certificate: &Certificate) -> Option<Self> {
        let der = BASE64_STANDARD.decode(&certificate.der).ok()?;
        Self::with_id(&der, certificate.key.as_ref()?, certificate.id.clone()?)
    }

    /// The same for a certificate in DER whose key has this CKA_ID.
    pub(crate) fn with_id(der: &[u8], key: &PublicKey, id: String) -> Option<Self> {
        let scheme = match (key.algorithm.as_deref()?, key.curve.as_deref()) {
            ("rsa", _) => Scheme::RsaPkcs,
            ("ec", Some("p-256" | "p-384" | "p-521")) => Scheme::Ecdsa,
            _ => return None,
        };
        let mut nonce = [0; 32];
        OperatingSystemRandom.fill(&mut nonce).ok()?;
        let data = to_sign(scheme, &nonce);
        Some(Self { prove: Prove { id, scheme, data: hex(&data) }, nonce, spki: parse(der).spki_der })
    }

    /// Whether a signature in hex was made over the nonce with the key of the certificate.
    pub(crate) fn is_met_by(&self, signature: &str) -> bool {
        unhex(signature).is_some_and(|signature| signed_by_token(&self.spki, &self.nonce, &signature).is_ok())
    }
}

/// The data that a token receives for a signature over SHA-256 of a message.
pub(crate) fn to_sign(scheme: Scheme, message: &[u8]) -> Vec<u8> {
    let digest = Sha256::digest(message);
    match scheme {
        Scheme::RsaPkcs => [SHA256_DIGEST_INFO.as_slice(), &digest].concat(),
        Scheme::Ecdsa => digest.to_vec(),
        Scheme::Eddsa => message.to_vec(),
    }
}
