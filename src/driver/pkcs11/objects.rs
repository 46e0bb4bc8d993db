//! The attributes requested for each class of objects, and how the answers are interpreted.
//!
//! Pitfall: CKA_VALUE is requested for certificates only; for a key it would be the secret.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cryptoki_sys as sys;

use super::attributes::{Value, Wanted};
use super::text::repaired;
use crate::domain::key::{from_ec, from_rsa, is_doubtful_modulus, is_doubtful_point};
use crate::domain::tlv::{hex, unhex};
use crate::driver::protocol::{Class, Object};

const ULONG: usize = size_of::<sys::CK_ULONG>();
const BOOL: usize = size_of::<sys::CK_BBOOL>();

const fn wanted(kind: sys::CK_ATTRIBUTE_TYPE, name: &'static str, room: usize) -> Wanted {
    Wanted { kind, name, room }
}

const ID: Wanted = wanted(sys::CKA_ID, "CKA_ID", 255);
const LABEL: Wanted = wanted(sys::CKA_LABEL, "CKA_LABEL", 511);
const KEY_TYPE: Wanted = wanted(sys::CKA_KEY_TYPE, "CKA_KEY_TYPE", ULONG);
const SENSITIVE: Wanted = wanted(sys::CKA_SENSITIVE, "CKA_SENSITIVE", BOOL);
const EXTRACTABLE: Wanted = wanted(sys::CKA_EXTRACTABLE, "CKA_EXTRACTABLE", BOOL);
const MODULUS: Wanted = wanted(sys::CKA_MODULUS, "CKA_MODULUS", 1027);
const EXPONENT: Wanted = wanted(sys::CKA_PUBLIC_EXPONENT, "CKA_PUBLIC_EXPONENT", 67);
const EC_PARAMS: Wanted = wanted(sys::CKA_EC_PARAMS, "CKA_EC_PARAMS", 515);
const EC_POINT: Wanted = wanted(sys::CKA_EC_POINT, "CKA_EC_POINT", 515);

/// Of a certificate.
pub(super) const VALUE: Wanted = wanted(sys::CKA_VALUE, "CKA_VALUE", 6143);
const INFO: Wanted = wanted(sys::CKA_PUBLIC_KEY_INFO, "CKA_PUBLIC_KEY_INFO", 2815);

const CERTIFICATE: &[Wanted] = &[wanted(sys::CKA_CERTIFICATE_TYPE, "CKA_CERTIFICATE_TYPE", ULONG), ID, LABEL, VALUE];
const PUBLIC_KEY: &[Wanted] = &[
    KEY_TYPE,
    ID,
    LABEL,
    wanted(sys::CKA_ENCRYPT, "CKA_ENCRYPT", BOOL),
    wanted(sys::CKA_VERIFY, "CKA_VERIFY", BOOL),
    wanted(sys::CKA_WRAP, "CKA_WRAP", BOOL),
    wanted(sys::CKA_DERIVE, "CKA_DERIVE", BOOL),
    MODULUS,
    EXPONENT,
    EC_PARAMS,
    EC_POINT,
];
const PRIVATE_KEY: &[Wanted] = &[
    KEY_TYPE,
    ID,
    LABEL,
    SENSITIVE,
    EXTRACTABLE,
    wanted(sys::CKA_ALWAYS_AUTHENTICATE, "CKA_ALWAYS_AUTHENTICATE", BOOL),
    wanted(sys::CKA_DECRYPT, "CKA_DECRYPT", BOOL),
    wanted(sys::CKA_SIGN, "CKA_SIGN", BOOL),
    wanted(sys::CKA_UNWRAP, "CKA_UNWRAP", BOOL),
    wanted(sys::CKA_DERIVE, "CKA_DERIVE", BOOL),
    MODULUS,
    EXPONENT,
    EC_PARAMS,
    EC_POINT,
    wanted(sys::CKA_PUBLIC_KEY_INFO, "CKA_PUBLIC_KEY_INFO", 1027),
];
const SECRET_KEY: &[Wanted] = &[
    KEY_TYPE,
    ID,
    LABEL,
    SENSITIVE,
    EXTRACTABLE,
    wanted(sys::CKA_VALUE_LEN, "CKA_VALUE_LEN", ULONG),
    wanted(sys::CKA_ENCRYPT, "CKA_ENCRYPT", BOOL),
    wanted(sys::CKA_DECRYPT, "CKA_DECRYPT", BOOL),
    wanted(sys::CKA_SIGN, "CKA_SIGN", BOOL),
    wanted(sys::CKA_VERIFY, "CKA_VERIFY", BOOL),
    wanted(sys::CKA_WRAP, "CKA_WRAP", BOOL),
    wanted(sys::CKA_UNWRAP, "CKA_UNWRAP", BOOL),
    wanted(sys::CKA_DERIVE, "CKA_DERIVE", BOOL),
];

/// For a certificate without a value: its stated location.
pub(super) const ELSEWHERE: &[Wanted] = &[wanted(sys::CKA_URL, "CKA_URL", 511)];
/// For a public key that is a single value; its class is known, so CKA_VALUE is not a secret.
pub(super) const ONE_VALUE: &[Wanted] = &[
    INFO,
    wanted(sys::CKA_VALUE, "CKA_VALUE", 2623),
    wanted(CKA_PARAMETER_SET, "CKA_PARAMETER_SET", ULONG),
    wanted(sys::CKA_GOSTR3410_PARAMS, "CKA_GOSTR3410_PARAMS", 67),
    wanted(sys::CKA_GOSTR3411_PARAMS, "CKA_GOSTR3411_PARAMS", 67),
];
/// For a private key of such an algorithm: which of them it is.
pub(super) const PARAMETERS: &[Wanted] = &[wanted(CKA_PARAMETER_SET, "CKA_PARAMETER_SET", ULONG)];
/// For a public key of any other type: its algorithm and value in one structure.
pub(super) const WHOLE_KEY: &[Wanted] = &[INFO];
/// PKCS#11 3.2.
const CKA_PARAMETER_SET: sys::CK_ATTRIBUTE_TYPE = 0x0000_061d;

/// Whether keys of a type are a single value: ML-KEM, ML-DSA, SLH-DSA, GOST R 34.10, and a vendor's number for its 512 bits.
pub(super) fn is_one_value(key_type: u64) -> bool {
    has_parameter_set(key_type) || matches!(key_type, 0x30 | 0xd432_1003)
}

/// Whether keys of a type have a parameter set: ML-KEM, ML-DSA and SLH-DSA.
pub(super) fn has_parameter_set(key_type: u64) -> bool {
    matches!(key_type, 0x49..=0x4b)
}

/// Whether a public key has the parts that its fingerprint is made of, and they are such parts.
pub(super) fn has_parts(object: &Object) -> bool {
    let bytes = |field: &Option<String>| field.as_deref().and_then(unhex);
    if let Some((modulus, exponent)) = bytes(&object.modulus).zip(bytes(&object.public_exponent)) {
        return from_rsa(&modulus, &exponent).spki_sha256.is_some() && !is_doubtful_modulus(&modulus);
    }
    let parts = bytes(&object.ec_params).zip(bytes(&object.ec_point));
    parts.is_some_and(|(parameters, point)| {
        from_ec(&parameters, &point).spki_sha256.is_some() && !is_doubtful_point(&parameters, &point)
    })
}

/// Adds the value of a certificate that came late.
pub(super) fn add_late_value(object: &mut Object, bytes: &[u8]) {
    object.value = filled(bytes).map(|bytes| BASE64_STANDARD.encode(bytes));
    object.faults.retain(|(name, _)| name != VALUE.name);
}

/// Adds the further data of such a key.
pub(super) fn add_value(object: &mut Object, asked: &[Wanted], values: Vec<Value>) {
    for (attribute, value) in asked.iter().zip(values) {
        let Value::Bytes(bytes) = value else { continue };
        match attribute.kind {
            sys::CKA_PUBLIC_KEY_INFO => object.public_key_info = filled(&bytes).map(hex),
            sys::CKA_VALUE => object.public_value = filled(&bytes).map(hex),
            CKA_PARAMETER_SET => object.parameter_set = ulong(&bytes),
            sys::CKA_GOSTR3410_PARAMS => object.gost_curve = filled(&bytes).map(hex),
            _ => object.gost_digest = filled(&bytes).map(hex),
        }
    }
}

/// Adds the stated location of a certificate.
pub(super) fn add_url(object: &mut Object, values: Vec<Value>) {
    if let Some(Value::Bytes(bytes)) = values.into_iter().next() {
        object.url = filled(&bytes).map(repaired);
    }
}

pub(super) fn attributes_of(class: Class) -> &'static [Wanted] {
    match class {
        Class::Certificate => CERTIFICATE,
        Class::PublicKey => PUBLIC_KEY,
        Class::PrivateKey => PRIVATE_KEY,
        Class::SecretKey => SECRET_KEY,
    }
}

/// Matches values to fields by type, never by position.
pub(super) fn object(class: Class, attributes: &[Wanted], values: Vec<Value>) -> Object {
    let mut object = Object { class, ..Object::default() };
    for (attribute, value) in attributes.iter().zip(values) {
        let bytes = match value {
            Value::Bytes(bytes) => bytes,
            Value::Absent => continue,
            Value::Unreadable(rv) => {
                object.faults.push((attribute.name.to_owned(), rv));
                continue;
            }
        };
        match attribute.kind {
            sys::CKA_KEY_TYPE => object.key_type = ulong(&bytes),
            sys::CKA_CERTIFICATE_TYPE => object.certificate_type = ulong(&bytes),
            sys::CKA_VALUE_LEN => object.value_length = ulong(&bytes),
            sys::CKA_ID => object.id = filled(&bytes).map(hex),
            sys::CKA_LABEL => object.label = filled(&bytes).map(repaired),
            sys::CKA_VALUE => object.value = filled(&bytes).map(|bytes| BASE64_STANDARD.encode(bytes)),
            sys::CKA_MODULUS => object.modulus = filled(&bytes).map(hex),
            sys::CKA_PUBLIC_EXPONENT => object.public_exponent = filled(&bytes).map(hex),
            sys::CKA_EC_PARAMS => object.ec_params = filled(&bytes).map(hex),
            sys::CKA_EC_POINT => object.ec_point = filled(&bytes).map(hex),
            sys::CKA_PUBLIC_KEY_INFO => object.public_key_info = filled(&bytes).map(hex),
            sys::CKA_SENSITIVE => object.sensitive = boolean(&bytes),
            sys::CKA_EXTRACTABLE => object.extractable = boolean(&bytes),
            sys::CKA_ALWAYS_AUTHENTICATE => object.always_authenticate = boolean(&bytes),
            _ => {
                if boolean(&bytes) == Some(true) {
                    let usage = attribute.name.trim_start_matches("CKA_").to_ascii_lowercase();
                    object.usage.push(usage);
                }
            }
        }
    }
    object
}

/// An empty value counts as none: many drivers return empty attributes for attributes that an object lacks.
fn filled(bytes: &[u8]) -> Option<&[u8]> {
    (!bytes.is_empty()).then_some(bytes)
}

/// A CK_ULONG of this machine's width.
pub(super) fn ulong(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(sys::CK_ULONG::from_ne_bytes).map(super::wide)
}

/// CK_TRUE or CK_FALSE; any other value counts as true, as in C, except the untouched mark.
fn boolean(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0] => Some(false),
        [_] => Some(true),
        _ => None,
    }
}
