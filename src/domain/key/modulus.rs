//! Whether the bytes of CKA_MODULUS can be a modulus at all.
//!
//! Imports `tlv` only. Pitfall: a number in reversed byte order looks like any other; but a modulus is odd, fills its
//! length, and has no small factor. A few per cent of reversed numbers still pass.

use crate::domain::tlv::{self, BIT_STRING, INTEGER, OCTET_STRING, Quirks, SEQUENCE};

/// A possibly reversed number is tested for primes below this.
const SMALL: u32 = 1000;

/// No RSA key was ever made so short, in bytes.
const LEAST: usize = 32;

/// Whether these bytes, big-endian, can be the modulus of an RSA key.
pub(super) fn is_modulus(octets: &[u8]) -> bool {
    // DER around a modulus: an INTEGER, a string around it, or a structure with its exponent.
    let is_der = tlv::element(octets, &Quirks::default()).is_ok_and(|element| {
        matches!(element.tag, INTEGER | OCTET_STRING | BIT_STRING | SEQUENCE)
            && element.raw.len() == octets.len()
            && octets.len() > 16
    });
    let is_text = octets.len() > 16 && octets.iter().all(u8::is_ascii_hexdigit);
    let number = tlv::without_leading_zeros(octets);
    let (Some(first), Some(last)) = (number.first(), number.last()) else { return true };
    if is_der || is_text || number.len() < LEAST || last % 2 == 0 {
        return false;
    }
    // Reversed, it would be odd and fill its length, as a modulus does.
    let may_be_reversed = *last >= 0x80 && first % 2 == 1 && !number.iter().eq(number.iter().rev());
    !(may_be_reversed && (*first < 0x80 || has_small_factor(number)))
}

pub(super) fn has_small_factor(number: &[u8]) -> bool {
    let is_prime = |odd: &u32| (3..).step_by(2).take_while(|by| by * by <= *odd).all(|by| !odd.is_multiple_of(by));
    let divides = |prime: u32| number.iter().fold(0, |rest, octet| (rest * 256 + u32::from(*octet)) % prime) == 0;
    (3..SMALL).step_by(2).filter(is_prime).any(divides)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A real modulus: that of the test key.
    fn modulus() -> Vec<u8> {
        let spki = include_bytes!("../../../tests/support/keys/rsa-2048.spki.der");
        // SubjectPublicKeyInfo: the INTEGER of 257 bytes including its sign byte.
        let at = spki.windows(4).position(|four| four == [2, 0x82, 1, 1]).unwrap();
        spki[at + 5..at + 5 + 256].to_vec()
    }

    #[test]
    fn a_modulus_is_one_with_or_without_leading_zeros() {
        assert!(is_modulus(&modulus()), "as PKCS#11 writes it");
        assert!(is_modulus(&[&[0, 0][..], &modulus()].concat()), "with zeros in front");
    }

    #[test]
    fn a_der_integer_and_a_reversed_number_are_none() {
        let der = tlv::write(INTEGER, &[&[0], &modulus()]);
        assert!(!is_modulus(&der), "a DER INTEGER");
        for tag in [BIT_STRING, OCTET_STRING, SEQUENCE] {
            assert!(!is_modulus(&tlv::write(tag, &[&der])), "a structure around it: {tag:#x}");
        }
        assert!(!is_modulus(tlv::hex(&modulus()).as_bytes()), "its digits");
        let mut reversed = modulus();
        reversed.reverse();
        assert!(!is_modulus(&reversed), "little-endian");
        let mut even = modulus();
        *even.last_mut().unwrap() = 2;
        assert!(!is_modulus(&even), "a modulus is odd");
    }
}
