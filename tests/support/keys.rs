//! Fixed key pairs for tests, made by openssl; generating RSA keys would take seconds per test.
//!
//! Pitfall: they are public, and of no use outside tests.

use rsa::RsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

use super::hex;

/// A key pair: PKCS#8 and SubjectPublicKeyInfo in DER.
pub struct Key {
    pub name: &'static str,
    pub pkcs8: &'static [u8],
    pub spki: &'static [u8],
    kind: Kind,
}

#[derive(PartialEq, Eq)]
enum Kind {
    Rsa,
    /// CKA_EC_PARAMS, and the length of the uncompressed point.
    Ec(&'static [u8], usize),
}

macro_rules! key {
    ($constant:ident, $name:literal, $kind:expr) => {
        pub const $constant: Key = Key {
            name: $name,
            pkcs8: include_bytes!(concat!("keys/", $name, ".pkcs8.der")),
            spki: include_bytes!(concat!("keys/", $name, ".spki.der")),
            kind: $kind,
        };
    };
}

key!(RSA_2048, "rsa-2048", Kind::Rsa);
key!(RSA_2048_OTHER, "rsa-2048-other", Kind::Rsa);
key!(RSA_3072, "rsa-3072", Kind::Rsa);
key!(P_256, "p-256", Kind::Ec(&[6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7], 65));
key!(P_384, "p-384", Kind::Ec(&[6, 5, 0x2B, 0x81, 4, 0, 0x22], 97));

impl Key {
    pub fn is_rsa(&self) -> bool {
        self.kind == Kind::Rsa
    }

    /// The attributes of the public key object.
    pub fn public_attributes(&self) -> Value {
        match self.kind {
            Kind::Rsa => {
                let key = self.rsa();
                json!({
                    "CKA_KEY_TYPE": {"ulong": "CKK_RSA"}, "CKA_MODULUS": hex(&key.n().to_bytes_be()),
                    "CKA_MODULUS_BITS": key.n().bits(), "CKA_PUBLIC_EXPONENT": hex(&key.e().to_bytes_be()),
                })
            }
            Kind::Ec(parameters, length) => {
                let point = &self.spki[self.spki.len() - length..];
                let octets = [&[4, u8::try_from(length).expect("a short point")], point].concat();
                json!({
                    "CKA_KEY_TYPE": {"ulong": "CKK_EC"}, "CKA_EC_PARAMS": hex(parameters), "CKA_EC_POINT": hex(&octets),
                })
            }
        }
    }

    /// The attributes of the private key object: nothing secret.
    pub fn private_attributes(&self) -> Value {
        match self.kind {
            Kind::Rsa => {
                let key = self.rsa();
                json!({
                    "CKA_KEY_TYPE": {"ulong": "CKK_RSA"}, "CKA_MODULUS": hex(&key.n().to_bytes_be()),
                    "CKA_PUBLIC_EXPONENT": hex(&key.e().to_bytes_be()), "CKA_PRIVATE_EXPONENT": {"sensitive": true},
                })
            }
            Kind::Ec(parameters, _) => {
                json!({"CKA_KEY_TYPE": {"ulong": "CKK_EC"}, "CKA_EC_PARAMS": hex(parameters)})
            }
        }
    }

    fn rsa(&self) -> RsaPrivateKey {
        RsaPrivateKey::from_pkcs8_der(self.pkcs8).expect("a test key")
    }
}
