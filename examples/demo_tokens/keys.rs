//! The committed keys: signing with them, and their PKCS#11 attributes. Knows no token.
//!
//! Pitfall: they are public; see `fixtures/demo/README.md`.

use anyhow::{Context, Result, anyhow, bail};
use cryptoki::object::{Attribute, KeyType};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding, Signer};
use sha2::Sha256;

use crate::der;

macro_rules! committed_keys {
    ($($name:literal),+ $(,)?) => {
        fn pem_of(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../../fixtures/demo/keys/", $name, ".pem"))),)+
                _ => None,
            }
        }
    };
}

committed_keys!(
    "root-g2",
    "sub-g2",
    "sub-g1",
    "public-ca",
    "hanh",
    "tuan",
    "thang",
    "bao",
    "son",
    "anh",
    "duong",
    "duong-other",
    "khoa",
    "office",
    "hoasen",
    "chain",
    "lan",
    "thao",
    "chi",
    "bulk",
);

/// A key pair from `fixtures/demo/keys`.
#[derive(Clone)]
pub enum Pair {
    Rsa(Box<rsa::RsaPrivateKey>),
    P256(p256::SecretKey),
}

impl Pair {
    pub fn load(name: &str) -> Result<Self> {
        let pem = pem_of(name).ok_or_else(|| anyhow!("no key `{name}` in fixtures/demo/keys"))?;
        if let Ok(key) = p256::SecretKey::from_pkcs8_pem(pem) {
            return Ok(Self::P256(key));
        }
        let key = rsa::RsaPrivateKey::from_pkcs8_pem(pem).with_context(|| format!("reading the key `{name}`"))?;
        Ok(Self::Rsa(Box::new(key)))
    }

    /// The DER of its SubjectPublicKeyInfo.
    pub fn public_key_info(&self) -> Result<Vec<u8>> {
        let document = match self {
            Self::Rsa(key) => key.to_public_key().to_public_key_der(),
            Self::P256(key) => key.public_key().to_public_key_der(),
        };
        Ok(document.context("encoding a public key")?.into_vec())
    }

    /// The AlgorithmIdentifier that goes with [`Pair::sign`].
    pub fn signature_algorithm(&self) -> Vec<u8> {
        match self {
            Self::Rsa(_) => der::sequence(&[der::oid("1.2.840.113549.1.1.11"), der::null()]),
            Self::P256(_) => der::sequence(&[der::oid("1.2.840.10045.4.3.2")]),
        }
    }

    /// Signs with SHA-256; the same input gives the same signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa(key) => SigningKey::<Sha256>::new((**key).clone()).sign(message).to_vec(),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = p256::ecdsa::SigningKey::from(key).sign(message);
                signature.to_der().to_vec()
            }
        }
    }

    /// The attributes of a public key object and a private key object, except class, ID and label.
    pub fn attributes(&self) -> Result<PairAttributes> {
        match self {
            Self::Rsa(key) => rsa_attributes(key, None),
            Self::P256(key) => Ok(p256_attributes(key)),
        }
    }

    /// Passes for another RSA key: the number is written into the middle of the modulus.
    ///
    /// It cannot sign, but a thousand distinct keys take no time to make, and reading them takes as long as real ones.
    pub fn lookalike(&self, number: u32) -> Result<Lookalike> {
        let Self::Rsa(key) = self else { bail!("only an RSA key has a modulus to write into") };
        let attributes = rsa_attributes(key, Some(number))?;
        let (mut modulus, mut exponent) = (Vec::new(), Vec::new());
        for attribute in &attributes.public {
            match attribute {
                Attribute::Modulus(octets) => modulus.clone_from(octets),
                Attribute::PublicExponent(octets) => exponent.clone_from(octets),
                _ => {}
            }
        }
        let public_key = der::sequence(&[der::integer(&modulus), der::integer(&exponent)]);
        let algorithm = der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]);
        Ok(Lookalike { attributes, public_key_info: der::sequence(&[algorithm, der::bits(0, &public_key)]) })
    }
}

/// The attributes of a public and of a private key object.
pub struct PairAttributes {
    pub public: Vec<Attribute>,
    pub private: Vec<Attribute>,
}

/// A key only for counting.
pub struct Lookalike {
    pub attributes: PairAttributes,
    pub public_key_info: Vec<u8>,
}

fn rsa_attributes(key: &rsa::RsaPrivateKey, number: Option<u32>) -> Result<PairAttributes> {
    let document = key.to_pkcs1_der().context("encoding a private key")?;
    let parts = rsa::pkcs1::RsaPrivateKey::try_from(document.as_bytes()).context("reading a private key back")?;
    let mut modulus = parts.modulus.as_bytes().to_vec();
    if let Some(number) = number {
        let middle = modulus.len() / 2;
        modulus.splice(middle..middle + 4, number.to_be_bytes());
    }
    let shared = [
        Attribute::KeyType(KeyType::RSA),
        Attribute::Modulus(modulus),
        Attribute::PublicExponent(parts.public_exponent.as_bytes().to_vec()),
    ];
    let mut public = shared.to_vec();
    public.extend(public_use(true));
    let mut private = shared.to_vec();
    private.extend([
        Attribute::PrivateExponent(parts.private_exponent.as_bytes().to_vec()),
        Attribute::Prime1(parts.prime1.as_bytes().to_vec()),
        Attribute::Prime2(parts.prime2.as_bytes().to_vec()),
        Attribute::Exponent1(parts.exponent1.as_bytes().to_vec()),
        Attribute::Exponent2(parts.exponent2.as_bytes().to_vec()),
        Attribute::Coefficient(parts.coefficient.as_bytes().to_vec()),
    ]);
    private.extend(private_use(true));
    Ok(PairAttributes { public, private })
}

fn p256_attributes(key: &p256::SecretKey) -> PairAttributes {
    let shared = [Attribute::KeyType(KeyType::EC), Attribute::EcParams(der::oid("1.2.840.10045.3.1.7"))];
    let mut public = shared.to_vec();
    public.push(Attribute::EcPoint(der::octets(key.public_key().to_encoded_point(false).as_bytes())));
    public.extend(public_use(false));
    let mut private = shared.to_vec();
    private.push(Attribute::Value(key.to_bytes().to_vec()));
    private.extend(private_use(false));
    PairAttributes { public, private }
}

/// Every use is explicit: SoftHSM allows any that is left out.
fn public_use(encrypts: bool) -> [Attribute; 4] {
    [Attribute::Verify(true), Attribute::Encrypt(encrypts), Attribute::Wrap(false), Attribute::Derive(false)]
}

fn private_use(decrypts: bool) -> [Attribute; 4] {
    [Attribute::Sign(true), Attribute::Decrypt(decrypts), Attribute::Unwrap(false), Attribute::Derive(false)]
}
