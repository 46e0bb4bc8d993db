//! What identifies a public key however it is written: the modulus of RSA, the first coordinate of a curve's point.
//!
//! Imports `tlv`. Pitfall: the fingerprints of one key differ where a curve has its parameters written out here and its
//! name there, or a point is compressed on a curve whose points are not decompressed. Such a key is still the same key.

use super::spki::{EC, Parameters, RSA, RSA_OAEP, RSA_PSS, RSA_X509, looks_like_a_point, unwrap_point};
use crate::domain::tlv::{self, BIT_STRING, INTEGER, OBJECT_IDENTIFIER, Quirks, Reader, SEQUENCE};

/// Anything shorter identifies nothing.
const LEAST: usize = 16;

/// The number of a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Number {
    /// Of RSA.
    Modulus(Vec<u8>),
    /// Of a point: equal in its compressed, uncompressed and hybrid form.
    Coordinate(Vec<u8>),
}

impl Number {
    /// Of CKA_MODULUS.
    pub fn of_modulus(modulus: &[u8]) -> Option<Self> {
        long(modulus).map(Self::Modulus)
    }

    /// Of CKA_EC_PARAMS and CKA_EC_POINT.
    pub fn of_point(parameters_der: &[u8], point: &[u8]) -> Option<Self> {
        let parameters = Parameters::read(parameters_der);
        // Edwards and Montgomery points have a single form.
        if parameters.curve.is_some_and(|curve| curve.own_algorithm) {
            return None;
        }
        let inner = unwrap_point(point, parameters.curve);
        let point = [inner, point].into_iter().find(|point| looks_like_a_point(point, parameters.bits))?;
        let (form, coordinates) = point.split_first()?;
        let compressed = matches!(form, 2 | 3);
        let length = if compressed { coordinates.len() } else { coordinates.len() / 2 };
        coordinates.get(..length).and_then(long).map(Self::Coordinate)
    }

    /// Of a SubjectPublicKeyInfo.
    pub fn of_spki(der: &[u8]) -> Option<Self> {
        let quirks = Quirks::default();
        let mut info = Reader::new(der, &quirks).enter(SEQUENCE).ok()?;
        let mut algorithm = info.enter(SEQUENCE).ok()?;
        let oid = algorithm.expect(OBJECT_IDENTIFIER).ok()?.contents;
        let octets = tlv::bits(info.expect(BIT_STRING).ok()?.contents, &quirks).ok()?;
        match oid {
            RSA | RSA_PSS | RSA_OAEP | RSA_X509 => {
                Self::of_modulus(Reader::new(octets, &quirks).enter(SEQUENCE).ok()?.expect(INTEGER).ok()?.contents)
            }
            EC => Self::of_point(algorithm.rest(), octets),
            _ => None,
        }
    }
}

fn long(octets: &[u8]) -> Option<Vec<u8>> {
    let number = tlv::without_leading_zeros(octets);
    (number.len() >= LEAST).then(|| number.to_vec())
}

#[cfg(test)]
mod tests {
    use super::super::{ec_spki, rsa_spki};
    use super::*;

    /// 06 05 2b81040023, P-521.
    const P521: [u8; 7] = [6, 5, 0x2b, 0x81, 4, 0, 0x23];

    #[test]
    fn a_point_has_one_number_in_every_form_and_a_modulus_with_any_exponent() {
        let (x, y) = ([5; 66], [6; 66]);
        let forms = [[&[4][..], &x, &y].concat(), [&[7][..], &x, &y].concat(), [&[3][..], &x].concat()];
        let number = Number::of_point(&P521, &forms[0]);
        assert!(number.is_some(), "a point");
        for form in &forms {
            assert_eq!(Number::of_point(&P521, form), number, "{form:?}");
            let wrapped = tlv::write(tlv::OCTET_STRING, &[form]);
            assert_eq!(Number::of_point(&P521, &wrapped), number, "in an OCTET STRING: {form:?}");
            assert_eq!(Number::of_point(&[5, 0], &wrapped), number, "of a curve that is not named: {form:?}");
            assert_eq!(Number::of_spki(&ec_spki(&P521, form)), number, "in a certificate: {form:?}");
        }
        assert_eq!(Number::of_point(&P521, &forms[0][1..]), None, "without its first octet");
        let modulus = [0xc5; 128];
        let number = Number::of_modulus(&modulus);
        assert_eq!(Number::of_spki(&rsa_spki(&modulus, &[3])), number, "the exponent does not matter");
        assert_eq!((Number::of_modulus(&[0, 1]), Number::of_spki(&[0x30, 0])), (None, None), "nothing is no number");
    }
}
