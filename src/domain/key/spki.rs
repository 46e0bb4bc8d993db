//! SubjectPublicKeyInfo (RFC 5280 4.1.2.7, RFC 3279, 5480, 8410): read leniently, written canonically.
//!
//! Imports `tlv`, sha2, p256, p384. Pitfall: an EC point on a token may be raw or wrapped in an OCTET STRING, and a raw
//! uncompressed point begins with the same byte (04) that marks an OCTET STRING; a wrapping is removed only if it fits
//! to the last byte and holds a point of the curve's size.

use sha2::{Digest, Sha256};

use super::PublicKey;
use super::curve::{self, Curve};
use super::named;
use crate::domain::tlv::{
    self, BIT_STRING, Fault, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, PRINTABLE_STRING, Quirk, Quirks, Reader,
    SEQUENCE, UTF8_STRING,
};

pub(super) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// RSASSA-PSS and RSAES-OAEP keys are restricted RSA keys; a token knows only RSA.
pub(super) const RSA_OAEP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];
pub(super) const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// id-ea-rsa of X.509 (2.5.8.1.1).
pub(super) const RSA_X509: &[u8] = &[0x55, 0x08, 0x01, 0x01];
pub(super) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];

/// A key that could only partly be read.
#[derive(Debug)]
pub struct PartialKey {
    /// What could be read; the fingerprint is taken over the bytes as they are.
    pub key: PublicKey,
    /// What is wrong.
    pub fault: Fault,
}

/// Reads a SubjectPublicKeyInfo, recording deviations from DER in `quirks`.
pub fn read_spki(der: &[u8], quirks: &Quirks) -> Result<PublicKey, Box<PartialKey>> {
    let mut key = PublicKey::default();
    read(der, quirks, &mut key).map_err(|fault| {
        key.spki_sha256 = Some(fingerprint(der));
        Box::new(PartialKey { key: key.clone(), fault })
    })?;
    Ok(key)
}

fn read(der: &[u8], quirks: &Quirks, key: &mut PublicKey) -> Result<(), Fault> {
    let mut outer = Reader::new(der, quirks);
    let whole = outer.expect(SEQUENCE)?;
    let mut info = Reader::new(whole.contents, quirks);
    let mut algorithm = info.enter(SEQUENCE)?;
    let oid = algorithm.expect(OBJECT_IDENTIFIER)?.contents;
    let own_curve = curve::by_oid(oid).filter(|curve| curve.own_algorithm);
    let named = named::by_oid(oid);
    key.algorithm = Some(match oid {
        RSA | RSA_PSS | RSA_OAEP | RSA_X509 => "rsa".to_owned(),
        EC => "ec".to_owned(),
        DSA => "dsa".to_owned(),
        _ => match (own_curve, named) {
            (Some(curve), _) => curve.name.to_owned(),
            (None, Some(named)) => named.name.to_owned(),
            (None, None) => tlv::dotted(oid, quirks)?,
        },
    });
    let parameters = algorithm.rest();
    let octets = tlv::bits(info.expect(BIT_STRING)?.contents, quirks)?;
    info.finish();
    match oid {
        RSA | RSA_PSS | RSA_OAEP | RSA_X509 => {
            let mut numbers = Reader::new(octets, quirks).enter(SEQUENCE)?;
            let modulus = magnitude(numbers.expect(INTEGER)?.contents, quirks)?;
            let exponent = tlv::unsigned(numbers.expect(INTEGER)?.contents, quirks)?;
            numbers.finish();
            if modulus.is_empty() {
                return Err("zero-modulus".into());
            }
            *key = rsa_key(modulus, exponent);
        }
        EC => {
            if octets.is_empty() {
                return Err("empty-point".into());
            }
            let Parameters { canonical, curve, bits, name } = Parameters::read(parameters);
            if name.is_none() && bits.is_none() {
                return Err("unreadable-curve".into());
            }
            key.bits = bits;
            key.curve = name;
            let point = canonical_point(octets, curve);
            key.spki_sha256 = Some(fingerprint(&ec_info(&canonical, &point)));
        }
        DSA => {
            key.bits = dsa_bits(parameters);
            key.spki_sha256 = Some(fingerprint(whole.raw));
        }
        _ => match own_curve {
            Some(curve) => *key = modern_key(curve, octets),
            None => {
                *key = named.and_then(|named| named.plain(octets)).unwrap_or_else(|| PublicKey {
                    bits: named.and_then(|named| named.bits),
                    spki_sha256: Some(fingerprint(whole.raw)),
                    ..key.clone()
                });
            }
        },
    }
    Ok(())
}

/// The DER SubjectPublicKeyInfo of an RSA key, from big-endian numbers with or without leading zeros.
pub fn rsa_spki(modulus: &[u8], public_exponent: &[u8]) -> Vec<u8> {
    let numbers = tlv::write(SEQUENCE, &[&tlv::write_unsigned(modulus), &tlv::write_unsigned(public_exponent)]);
    info(&[&tlv::write(OBJECT_IDENTIFIER, &[RSA]), &[NULL, 0]], &numbers)
}

/// The DER SubjectPublicKeyInfo of CKA_EC_PARAMS and CKA_EC_POINT: canonical if the curve is known.
pub fn ec_spki(parameters_der: &[u8], point: &[u8]) -> Vec<u8> {
    let parameters = Parameters::read(parameters_der);
    let point = unwrap_point(point, parameters.curve);
    match parameters.curve {
        Some(curve) if curve.own_algorithm => modern_info(curve, point),
        curve => ec_info(&parameters.canonical, &canonical_point(point, curve)),
    }
}

pub(super) fn rsa_key(modulus: &[u8], public_exponent: &[u8]) -> PublicKey {
    let modulus = tlv::without_leading_zeros(modulus);
    // An exponent is odd; an even one has reversed bytes or is invalid.
    let is_exponent = tlv::without_leading_zeros(public_exponent).last().is_some_and(|last| last % 2 == 1);
    let known = !modulus.is_empty() && is_exponent;
    PublicKey {
        algorithm: Some("rsa".to_owned()),
        bits: bit_length(modulus),
        curve: None,
        spki_sha256: known.then(|| fingerprint(&rsa_spki(modulus, public_exponent))),
    }
}

/// The key of a curve without parameters, or of a named algorithm: both have a single form.
pub(super) fn plain_key(name: &str, bits: Option<u32>, oid: &[u8], octets: &[u8]) -> PublicKey {
    PublicKey {
        algorithm: Some(name.to_owned()),
        bits,
        curve: None,
        spki_sha256: Some(fingerprint(&info(&[&tlv::write(OBJECT_IDENTIFIER, &[oid])], octets))),
    }
}

/// The key of a point without parameters, by the kind of curve.
pub(super) fn modern_by_name(name: &str, point: &[u8]) -> Option<PublicKey> {
    let curve = curve::by_name(name)?;
    let point = unwrap_point(point, Some(curve));
    fits(point, curve).then(|| modern_key(curve, point))
}

/// The fingerprint of an algorithm with parameters.
pub(super) fn with_parameters(oid: &[u8], parameters: &[&[u8]], octets: &[u8]) -> String {
    let parameters = tlv::write(SEQUENCE, parameters);
    fingerprint(&info(&[&tlv::write(OBJECT_IDENTIFIER, &[oid]), &parameters], octets))
}

pub(super) fn ec_key(parameters_der: &[u8], point: &[u8]) -> PublicKey {
    let parameters = Parameters::read(parameters_der);
    let point = unwrap_point(point, parameters.curve);
    let mut key = match parameters.curve {
        Some(curve) if curve.own_algorithm => modern_key(curve, point),
        curve => PublicKey {
            algorithm: Some("ec".to_owned()),
            bits: parameters.bits,
            curve: parameters.name,
            spki_sha256: Some(fingerprint(&ec_info(&parameters.canonical, &canonical_point(point, curve)))),
        },
    };
    let is_none = match parameters.curve {
        Some(curve) => !fits(point, curve),
        None => !looks_like_a_point(point, parameters.bits),
    };
    if point.is_empty() || parameters.canonical.is_empty() || is_none {
        key.spki_sha256 = None;
    }
    key
}

fn modern_key(curve: &Curve, point: &[u8]) -> PublicKey {
    PublicKey {
        algorithm: Some(curve.name.to_owned()),
        bits: Some(curve.bits),
        curve: Some(curve.name.to_owned()),
        spki_sha256: Some(fingerprint(&modern_info(curve, point))),
    }
}

fn info(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
    tlv::write(SEQUENCE, &[&tlv::write(SEQUENCE, algorithm), &tlv::write(BIT_STRING, &[&[0], key])])
}

fn ec_info(parameters: &[u8], point: &[u8]) -> Vec<u8> {
    info(&[&tlv::write(OBJECT_IDENTIFIER, &[EC]), parameters], point)
}

fn modern_info(curve: &Curve, point: &[u8]) -> Vec<u8> {
    let oid = curve.oids.first().copied().unwrap_or_default();
    info(&[&tlv::write(OBJECT_IDENTIFIER, &[oid])], point)
}

/// ECParameters (RFC 5480 2.1.1, PKCS#11 2.3.3), as read.
pub(super) struct Parameters {
    /// DER of the named curve, else the bytes as received.
    canonical: Vec<u8>,
    pub(super) curve: Option<&'static Curve>,
    pub(super) bits: Option<u32>,
    name: Option<String>,
}

impl Parameters {
    pub(super) fn read(der: &[u8]) -> Self {
        let quirks = Quirks::default();
        let mut found = Self { canonical: der.to_vec(), curve: None, bits: None, name: None };
        let Ok(element) = tlv::element(der, &quirks) else { return found };
        found.canonical = element.raw.to_vec();
        match element.tag {
            OBJECT_IDENTIFIER => {
                found.curve = curve::by_oid(element.contents);
                found.name = tlv::dotted(element.contents, &quirks).ok();
                found.canonical = tlv::write(OBJECT_IDENTIFIER, &[element.contents]);
            }
            PRINTABLE_STRING | UTF8_STRING => {
                let name = String::from_utf8_lossy(element.contents).into_owned();
                found.curve = curve::by_name(&name);
                found.name = Some(name);
            }
            SEQUENCE => found.bits = explicit_bits(element.contents, &quirks),
            _ => {}
        }
        if let Some(curve) = found.curve {
            let oid = curve.oids.first().copied().unwrap_or_default();
            found.canonical = tlv::write(OBJECT_IDENTIFIER, &[oid]);
            found.bits = Some(curve.bits);
            found.name = Some(curve.name.to_owned());
        }
        found
    }
}

/// Field size of explicit parameters: version, then fieldID {type, prime or {m, …}}.
fn explicit_bits(contents: &[u8], quirks: &Quirks) -> Option<u32> {
    let mut parameters = Reader::new(contents, quirks);
    parameters.expect(INTEGER).ok()?;
    let mut field = parameters.enter(SEQUENCE).ok()?;
    field.expect(OBJECT_IDENTIFIER).ok()?;
    let size = field.any().ok()?;
    match size.tag {
        INTEGER => bit_length(tlv::without_leading_zeros(size.contents)),
        SEQUENCE => {
            let degree = Reader::new(size.contents, quirks).expect(INTEGER).ok()?;
            degree
                .contents
                .iter()
                .try_fold(0_u32, |value, octet| value.checked_mul(256)?.checked_add(u32::from(*octet)))
        }
        _ => None,
    }
}

fn dsa_bits(parameters: &[u8]) -> Option<u32> {
    let quirks = Quirks::default();
    let mut numbers = Reader::new(parameters, &quirks).enter(SEQUENCE).ok()?;
    bit_length(tlv::unsigned(numbers.expect(INTEGER).ok()?.contents, &quirks).ok()?)
}

/// A modulus is never negative: without its sign byte it is still the intended number.
fn magnitude<'a>(contents: &'a [u8], quirks: &Quirks) -> Result<&'a [u8], Fault> {
    if contents.first().is_some_and(|first| *first >= 0x80) {
        quirks.note(Quirk::NoSignOctet);
        return Ok(contents);
    }
    tlv::unsigned(contents, quirks)
}

/// Bits of a magnitude without leading zeros; `None` for zero.
fn bit_length(magnitude: &[u8]) -> Option<u32> {
    let first = magnitude.first()?;
    u32::try_from(magnitude.len()).ok()?.checked_mul(8)?.checked_sub(first.leading_zeros())
}

/// Removes a DER OCTET STRING (or, from some tokens, BIT STRING) from around a point.
pub(super) fn unwrap_point<'a>(point: &'a [u8], curve: Option<&Curve>) -> &'a [u8] {
    let quirks = Quirks::default();
    let inner = match tlv::element(point, &quirks) {
        Ok(element) if element.raw.len() == point.len() => match element.tag {
            OCTET_STRING => element.contents,
            BIT_STRING => tlv::bits(element.contents, &quirks).unwrap_or(point),
            _ => point,
        },
        _ => point,
    };
    match curve {
        Some(curve) if !fits(inner, curve) && fits(point, curve) => point,
        _ => inner,
    }
}

/// Whether bytes can be a point of a curve not known by name; for explicit parameters the size is known.
pub(super) fn looks_like_a_point(point: &[u8], bits: Option<u32>) -> bool {
    let field = bits.map(field_octets);
    let coordinates = point.len().saturating_sub(1);
    match point.first() {
        Some(4 | 6 | 7) => coordinates.is_multiple_of(2) && field.is_none_or(|field| coordinates == 2 * field),
        Some(2 | 3) => field.is_none_or(|field| coordinates == field),
        _ => false,
    }
}

fn field_octets(bits: u32) -> usize {
    usize::try_from(bits).unwrap_or(usize::MAX).div_ceil(8)
}

fn fits(point: &[u8], curve: &Curve) -> bool {
    let field = field_octets(curve.bits);
    if curve.own_algorithm {
        // Ed448 has a byte for the sign of its point (RFC 8032, 5.2.2).
        return point.len() == field + usize::from(curve.name == "ed448");
    }
    match point.first() {
        Some(4 | 6 | 7) => point.len() == 1 + 2 * field,
        Some(2 | 3) => point.len() == 1 + field,
        _ => false,
    }
}

/// The uncompressed form of a point if available: hybrid on every curve, compressed on P-256 and P-384.
fn canonical_point(point: &[u8], curve: Option<&Curve>) -> Vec<u8> {
    match (point.split_first(), curve) {
        (Some((6 | 7, rest)), Some(curve)) if fits(point, curve) => [&[4], rest].concat(),
        (Some((2 | 3, _)), Some(curve)) => decompress(point, curve.name).unwrap_or_else(|| point.to_vec()),
        _ => point.to_vec(),
    }
}

fn decompress(point: &[u8], curve: &str) -> Option<Vec<u8>> {
    use p256::elliptic_curve::sec1::ToEncodedPoint as _;
    Some(match curve {
        "p-256" => p256::PublicKey::from_sec1_bytes(point).ok()?.to_encoded_point(false).as_bytes().to_vec(),
        "p-384" => p384::PublicKey::from_sec1_bytes(point).ok()?.to_encoded_point(false).as_bytes().to_vec(),
        _ => return None,
    })
}

fn fingerprint(der: &[u8]) -> String {
    tlv::hex(&Sha256::digest(der))
}
