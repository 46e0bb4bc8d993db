//! Signatures over certificates, CRLs and OCSP responses: RSA PKCS#1 v1.5 and PSS, ECDSA on three curves, Ed25519.
//!
//! Pitfall: an algorithm not verified here is a fault of its own and never a valid signature; so is a key whose size
//! the `rsa` crate refuses.

use ed25519_dalek::VerifyingKey as Ed25519Key;
use rsa::RsaPublicKey;
use rsa::pkcs1::{DecodeRsaPublicKey as _, RsaPssParams};
use rsa::signature::hazmat::PrehashVerifier;
use rsa::traits::PublicKeyParts as _;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

/// Why a signature is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureFault {
    /// It was not made by this key over these bytes.
    Wrong,
    /// Its algorithm, or an option of it, is not verified here.
    UnsupportedAlgorithm,
    /// The key cannot be used for it.
    UnsupportedKey,
}

/// What is valid, but weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weakness {
    /// A signature over a SHA-1 digest.
    Sha1,
    /// An RSA key below 2048 bits.
    ShortRsa,
}

impl Weakness {
    /// Its word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1-signature",
            Self::ShortRsa => "rsa-below-2048",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

enum Scheme {
    Pkcs1(Hash),
    Pss(Hash, usize),
    Ecdsa(Hash),
    Ed25519,
}

/// Verifies `signature` over `message`.
pub(super) fn verify(
    algorithm: &AlgorithmIdentifierOwned,
    key: &SubjectPublicKeyInfoOwned,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    verify_by(&scheme(algorithm).ok_or(SignatureFault::UnsupportedAlgorithm)?, key, message, signature)
}

/// Verifies a CMS signature, which names its digest beside its algorithm: some name only the key's algorithm, and if
/// both name a digest they must agree.
pub(super) fn verify_beside(
    algorithm: &AlgorithmIdentifierOwned,
    digest: ObjectIdentifier,
    key: &SubjectPublicKeyInfoOwned,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let named = Hash::by_oid(digest).ok_or(SignatureFault::UnsupportedAlgorithm)?;
    let scheme = match algorithm.oid.to_string().as_str() {
        "1.2.840.113549.1.1.1" => Some(Scheme::Pkcs1(named)),
        "1.2.840.10045.2.1" => Some(Scheme::Ecdsa(named)),
        _ => scheme(algorithm),
    };
    match scheme {
        Some(Scheme::Pkcs1(hash) | Scheme::Pss(hash, _) | Scheme::Ecdsa(hash)) if hash != named => {
            Err(SignatureFault::UnsupportedAlgorithm)
        }
        Some(scheme) => verify_by(&scheme, key, message, signature),
        None => Err(SignatureFault::UnsupportedAlgorithm),
    }
}

fn verify_by(
    scheme: &Scheme,
    key: &SubjectPublicKeyInfoOwned,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    match *scheme {
        Scheme::Pkcs1(hash) => pkcs1(hash, &rsa_key(key)?, &hash.of(message), signature),
        Scheme::Pss(hash, salt) => pss(hash, salt, &rsa_key(key)?, &hash.of(message), signature),
        Scheme::Ecdsa(hash) => ecdsa(key, &hash.of(message), signature),
        Scheme::Ed25519 => ed25519(key, message, signature),
    }
}

/// Whether a signature is over a SHA-1 digest.
pub(super) fn is_sha1(algorithm: &AlgorithmIdentifierOwned) -> bool {
    matches!(
        scheme(algorithm),
        Some(Scheme::Pkcs1(Hash::Sha1) | Scheme::Pss(Hash::Sha1, _) | Scheme::Ecdsa(Hash::Sha1))
    )
}

/// Whether this is an RSA key below 2048 bits.
pub(super) fn short_rsa(key: &SubjectPublicKeyInfoOwned) -> bool {
    rsa_key(key).is_ok_and(|key| key.n().bits() < 2048)
}

fn scheme(algorithm: &AlgorithmIdentifierOwned) -> Option<Scheme> {
    Some(match algorithm.oid.to_string().as_str() {
        "1.2.840.113549.1.1.5" => Scheme::Pkcs1(Hash::Sha1),
        "1.2.840.113549.1.1.14" => Scheme::Pkcs1(Hash::Sha224),
        "1.2.840.113549.1.1.11" => Scheme::Pkcs1(Hash::Sha256),
        "1.2.840.113549.1.1.12" => Scheme::Pkcs1(Hash::Sha384),
        "1.2.840.113549.1.1.13" => Scheme::Pkcs1(Hash::Sha512),
        "1.2.840.113549.1.1.10" => return pss_scheme(algorithm),
        "1.2.840.10045.4.1" => Scheme::Ecdsa(Hash::Sha1),
        "1.2.840.10045.4.3.1" => Scheme::Ecdsa(Hash::Sha224),
        "1.2.840.10045.4.3.2" => Scheme::Ecdsa(Hash::Sha256),
        "1.2.840.10045.4.3.3" => Scheme::Ecdsa(Hash::Sha384),
        "1.2.840.10045.4.3.4" => Scheme::Ecdsa(Hash::Sha512),
        "1.3.101.112" => Scheme::Ed25519,
        _ => return None,
    })
}

/// PSS with the same digest for mask and message, the usual case (RFC 4055 3.1).
fn pss_scheme(algorithm: &AlgorithmIdentifierOwned) -> Option<Scheme> {
    let der = algorithm.parameters.as_ref()?.to_der().ok()?;
    let parameters = RsaPssParams::from_der(&der).ok()?;
    let mgf1 = parameters.mask_gen.oid.to_string() == "1.2.840.113549.1.1.8";
    let same = parameters.mask_gen.parameters.as_ref().is_some_and(|mask| mask.oid == parameters.hash.oid);
    let hash = Hash::by_oid(parameters.hash.oid)?;
    (mgf1 && same).then(|| Scheme::Pss(hash, usize::from(parameters.salt_len)))
}

impl Hash {
    fn by_oid(oid: ObjectIdentifier) -> Option<Self> {
        Some(match oid.to_string().as_str() {
            "1.3.14.3.2.26" => Self::Sha1,
            "2.16.840.1.101.3.4.2.4" => Self::Sha224,
            "2.16.840.1.101.3.4.2.1" => Self::Sha256,
            "2.16.840.1.101.3.4.2.2" => Self::Sha384,
            "2.16.840.1.101.3.4.2.3" => Self::Sha512,
            _ => return None,
        })
    }

    fn of(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(message).to_vec(),
            Self::Sha224 => Sha224::digest(message).to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

/// The name of the digest algorithm with this OID.
pub(super) fn digest_name(oid: ObjectIdentifier) -> Option<&'static str> {
    Hash::by_oid(oid).map(|hash| match hash {
        Hash::Sha1 => "sha-1",
        Hash::Sha224 => "sha-224",
        Hash::Sha256 => "sha-256",
        Hash::Sha384 => "sha-384",
        Hash::Sha512 => "sha-512",
    })
}

/// The digest of `message` by the algorithm of this OID; `None` for one that is not computed here.
pub(super) fn digest(oid: ObjectIdentifier, message: &[u8]) -> Option<Vec<u8>> {
    Hash::by_oid(oid).map(|hash| hash.of(message))
}

fn rsa_key(key: &SubjectPublicKeyInfoOwned) -> Result<RsaPublicKey, SignatureFault> {
    let known = matches!(key.algorithm.oid.to_string().as_str(), "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10");
    let octets = key.subject_public_key.as_bytes().filter(|_| known).ok_or(SignatureFault::UnsupportedKey)?;
    RsaPublicKey::from_pkcs1_der(octets).map_err(|_unusable| SignatureFault::UnsupportedKey)
}

fn held(result: Result<(), rsa::signature::Error>) -> Result<(), SignatureFault> {
    result.map_err(|_wrong| SignatureFault::Wrong)
}

fn pkcs1(hash: Hash, key: &RsaPublicKey, digest: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    let signature = Signature::try_from(signature).map_err(|_unreadable| SignatureFault::Wrong)?;
    let key = key.clone();
    held(match hash {
        Hash::Sha1 => VerifyingKey::<Sha1>::new(key).verify_prehash(digest, &signature),
        Hash::Sha224 => VerifyingKey::<Sha224>::new(key).verify_prehash(digest, &signature),
        Hash::Sha256 => VerifyingKey::<Sha256>::new(key).verify_prehash(digest, &signature),
        Hash::Sha384 => VerifyingKey::<Sha384>::new(key).verify_prehash(digest, &signature),
        Hash::Sha512 => VerifyingKey::<Sha512>::new(key).verify_prehash(digest, &signature),
    })
}

fn pss(hash: Hash, salt: usize, key: &RsaPublicKey, digest: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    use rsa::pss::{Signature, VerifyingKey};
    let signature = Signature::try_from(signature).map_err(|_unreadable| SignatureFault::Wrong)?;
    let key = key.clone();
    held(match hash {
        Hash::Sha1 => VerifyingKey::<Sha1>::new_with_salt_len(key, salt).verify_prehash(digest, &signature),
        Hash::Sha224 => VerifyingKey::<Sha224>::new_with_salt_len(key, salt).verify_prehash(digest, &signature),
        Hash::Sha256 => VerifyingKey::<Sha256>::new_with_salt_len(key, salt).verify_prehash(digest, &signature),
        Hash::Sha384 => VerifyingKey::<Sha384>::new_with_salt_len(key, salt).verify_prehash(digest, &signature),
        Hash::Sha512 => VerifyingKey::<Sha512>::new_with_salt_len(key, salt).verify_prehash(digest, &signature),
    })
}

fn ecdsa(key: &SubjectPublicKeyInfoOwned, digest: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    let ec = key.algorithm.oid.to_string() == "1.2.840.10045.2.1";
    let point = key.subject_public_key.as_bytes().filter(|_| ec).ok_or(SignatureFault::UnsupportedKey)?;
    let curve = key.algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
    macro_rules! on_curve {
        ($curve:ident, $octets:expr) => {{
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map_err(|_unusable| SignatureFault::UnsupportedKey)?;
            let signature =
                $curve::ecdsa::Signature::from_der(signature).map_err(|_unreadable| SignatureFault::Wrong)?;
            held(key.verify_prehash(&padded(digest, $octets), &signature))
        }};
    }
    match curve.map(|oid| oid.to_string()).as_deref() {
        Some("1.2.840.10045.3.1.7") => on_curve!(p256, 32),
        Some("1.3.132.0.34") => on_curve!(p384, 48),
        Some("1.3.132.0.35") => on_curve!(p521, 66),
        _ => Err(SignatureFault::UnsupportedKey),
    }
}

/// A digest shorter than the field, as the same number; the crates refuse one below half the field's size.
fn padded(digest: &[u8], octets: usize) -> Vec<u8> {
    let mut out = vec![0; octets.saturating_sub(digest.len())];
    out.extend_from_slice(digest);
    out
}

fn ed25519(key: &SubjectPublicKeyInfoOwned, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    let own = key.algorithm.oid.to_string() == "1.3.101.112";
    let point = key.subject_public_key.as_bytes().filter(|_| own).and_then(|octets| octets.try_into().ok());
    let key = point.and_then(|point| Ed25519Key::from_bytes(point).ok()).ok_or(SignatureFault::UnsupportedKey)?;
    let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_unreadable| SignatureFault::Wrong)?;
    held(key.verify_strict(message, &signature))
}
