//! Public keys that are a single value: the algorithms of FIPS 203, 204 and 205 and of GOST, by identifier, name and size.
//!
//! Imports `tlv`. Pitfall: a token says "ML-DSA" and gives the value; its length identifies the parameter set, except
//! for SLH-DSA and GOST, where several have the same length and only a certificate identifies the one in use.

use super::PublicKey;
use super::spki::{modern_by_name, plain_key, with_parameters};
use crate::domain::tlv::{self, OBJECT_IDENTIFIER, OCTET_STRING, Quirks};

/// An algorithm whose public key is a single value.
#[derive(Debug)]
pub(super) struct Named {
    /// As the report names it.
    pub(super) name: &'static str,
    /// Size in bits, if meaningful.
    pub(super) bits: Option<u32>,
    /// Contents bytes of its OBJECT IDENTIFIER.
    oid: &'static [u8],
    /// Length of a public key.
    length: usize,
    /// What the token calls it in CKA_KEY_TYPE.
    family: Family,
}

/// The meaning of CKA_KEY_TYPE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// CKK_ML_KEM.
    MlKem,
    /// CKK_ML_DSA.
    MlDsa,
    /// CKK_SLH_DSA.
    SlhDsa,
    /// CKK_GOSTR3410, and vendors' numbers for 512 bits.
    Gost,
    /// CKK_EC_EDWARDS.
    Edwards,
    /// CKK_EC_MONTGOMERY.
    Montgomery,
}

macro_rules! nist {
    ($branch:literal, $arc:literal) => {
        &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, $branch, $arc]
    };
}

const fn one(name: &'static str, oid: &'static [u8], length: usize, family: Family) -> Named {
    Named { name, bits: None, oid, length, family }
}

const fn gost(name: &'static str, oid: &'static [u8], length: usize, bits: u32) -> Named {
    Named { name, bits: Some(bits), oid, length, family: Family::Gost }
}

/// The algorithms; those of SLH-DSA in the order of CKP_SLH_DSA_….
static NAMED: &[Named] = &[
    one("ml-kem-512", nist!(4, 1), 800, Family::MlKem),
    one("ml-kem-768", nist!(4, 2), 1184, Family::MlKem),
    one("ml-kem-1024", nist!(4, 3), 1568, Family::MlKem),
    one("ml-dsa-44", nist!(3, 17), 1312, Family::MlDsa),
    one("ml-dsa-65", nist!(3, 18), 1952, Family::MlDsa),
    one("ml-dsa-87", nist!(3, 19), 2592, Family::MlDsa),
    one("slh-dsa-sha2-128s", nist!(3, 20), 32, Family::SlhDsa),
    one("slh-dsa-shake-128s", nist!(3, 26), 32, Family::SlhDsa),
    one("slh-dsa-sha2-128f", nist!(3, 21), 32, Family::SlhDsa),
    one("slh-dsa-shake-128f", nist!(3, 27), 32, Family::SlhDsa),
    one("slh-dsa-sha2-192s", nist!(3, 22), 48, Family::SlhDsa),
    one("slh-dsa-shake-192s", nist!(3, 28), 48, Family::SlhDsa),
    one("slh-dsa-sha2-192f", nist!(3, 23), 48, Family::SlhDsa),
    one("slh-dsa-shake-192f", nist!(3, 29), 48, Family::SlhDsa),
    one("slh-dsa-sha2-256s", nist!(3, 24), 64, Family::SlhDsa),
    one("slh-dsa-shake-256s", nist!(3, 30), 64, Family::SlhDsa),
    one("slh-dsa-sha2-256f", nist!(3, 25), 64, Family::SlhDsa),
    one("slh-dsa-shake-256f", nist!(3, 31), 64, Family::SlhDsa),
    gost("gost-r-34.10-94", &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x14], 128, 1024),
    gost("gost-r-34.10-2001", &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x13], 64, 256),
    gost("gost-r-34.10-2012-256", &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x01, 0x01], 64, 256),
    gost("gost-r-34.10-2012-512", &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x01, 0x02], 128, 512),
];

/// The algorithm with these contents bytes of an OBJECT IDENTIFIER.
pub(super) fn by_oid(oid: &[u8]) -> Option<&'static Named> {
    NAMED.iter().find(|named| named.oid == oid)
}

/// Whether it is the name of an algorithm of FIPS 203, 204 or 205.
pub(super) fn is_parameter_set(name: &str) -> bool {
    NAMED.iter().any(|named| named.name == name && named.family != Family::Gost)
}

impl Named {
    /// The key in its only form; `None` if the algorithm has parameters.
    pub(super) fn plain(&self, octets: &[u8]) -> Option<PublicKey> {
        (self.family != Family::Gost).then(|| plain_key(self.name, self.bits, self.oid, octets))
    }
}

/// What a key object says of a key that is a single value.
#[derive(Debug, Clone, Copy)]
pub struct ValueKey<'a> {
    /// CKA_KEY_TYPE.
    pub family: Family,
    /// CKA_VALUE, or CKA_EC_POINT for curves.
    pub value: &'a [u8],
    /// CKA_PARAMETER_SET.
    pub parameter_set: Option<u64>,
    /// CKA_GOSTR3410_PARAMS and CKA_GOSTR3411_PARAMS, an OBJECT IDENTIFIER in DER each.
    pub gost: [Option<&'a [u8]>; 2],
}

/// A key of which only CKA_PARAMETER_SET is known: its algorithm, without a fingerprint.
pub fn by_parameter_set(family: Family, set: u64) -> Option<PublicKey> {
    let numbered = matches!(family, Family::MlKem | Family::MlDsa | Family::SlhDsa);
    let place = usize::try_from(set).ok()?.checked_sub(1)?;
    let named = NAMED.iter().filter(|named| numbered && named.family == family).nth(place)?;
    Some(PublicKey { algorithm: Some(named.name.to_owned()), bits: named.bits, ..PublicKey::default() })
}

/// The key, or every fingerprint that it may have: the one found in a certificate is correct, because each covers the
/// whole value.
pub fn from_value(key: &ValueKey<'_>) -> Option<(PublicKey, Vec<String>)> {
    let sure = |named: &Named| (plain_key(named.name, named.bits, named.oid, key.value), Vec::new());
    let family: Vec<&Named> = NAMED.iter().filter(|named| named.family == key.family).collect();
    let length = if key.family == Family::Gost { unwrapped(key.value).len() } else { key.value.len() };
    let fitting: Vec<&Named> = family.iter().copied().filter(|named| named.length == length).collect();
    match key.family {
        Family::Edwards | Family::Montgomery => {
            let names: &[&str] =
                if key.family == Family::Edwards { &["ed25519", "ed448"] } else { &["x25519", "x448"] };
            names.iter().find_map(|name| modern_by_name(name, key.value)).map(|key| (key, Vec::new()))
        }
        Family::Gost => gost_key(key, &fitting),
        Family::MlKem | Family::MlDsa | Family::SlhDsa => {
            let place = key.parameter_set.and_then(|set| usize::try_from(set).ok()?.checked_sub(1));
            let set = place.and_then(|place| family.get(place)).filter(|set| set.length == key.value.len());
            match (set, fitting.as_slice()) {
                (Some(set), _) => Some(sure(set)),
                (None, [only]) => Some(sure(only)),
                (None, []) => None,
                (None, several) => {
                    let guesses = several.iter().filter_map(|named| sure(named).0.spki_sha256).collect();
                    Some((PublicKey::default(), guesses))
                }
            }
        }
    }
}

/// The value as an OCTET STRING, after the curve and, in the older form, the digest.
fn gost_key(key: &ValueKey<'_>, fitting: &[&Named]) -> Option<(PublicKey, Vec<String>)> {
    let first = fitting.first()?;
    let value = unwrapped(key.value);
    let octets = tlv::write(OCTET_STRING, &[value]);
    let is_oid = |der: &&[u8]| {
        tlv::element(der, &Quirks::default())
            .is_ok_and(|element| element.tag == OBJECT_IDENTIFIER && element.raw.len() == der.len())
    };
    let [curve, digest] = key.gost.map(|der| der.filter(is_oid));
    let curve = curve?;
    let mut guesses = Vec::new();
    for named in fitting {
        guesses.push(with_parameters(named.oid, &[curve], &octets));
        guesses.extend(digest.map(|digest| with_parameters(named.oid, &[curve, digest], &octets)));
    }
    Some((PublicKey { bits: first.bits, ..PublicKey::default() }, guesses))
}

/// Some tokens wrap the value as a certificate does.
fn unwrapped(value: &[u8]) -> &[u8] {
    match tlv::element(value, &Quirks::default()) {
        Ok(element) if element.tag == OCTET_STRING && element.raw.len() == value.len() => element.contents,
        _ => value,
    }
}
