//! Values that have the form of a public key and are none: from memory that was never filled, or in the wrong byte order.
//!
//! Imports `tlv`, p256, p384, p521. Pitfall: such a value is another key's only for those who believe it. A certificate for
//! the very same value still proves it, so it is doubted, not dropped.

use super::modulus::has_small_factor;
use super::spki::{Parameters, unwrap_point};
use crate::domain::tlv;

/// Whether bytes cannot be a modulus: one that is made of two large primes has no small factor.
pub fn is_doubtful_modulus(modulus: &[u8]) -> bool {
    let number = tlv::without_leading_zeros(modulus);
    !number.is_empty() && has_small_factor(number)
}

/// Whether bytes cannot be a point of their curve, as far as that can be known.
pub fn is_doubtful_point(parameters_der: &[u8], point: &[u8]) -> bool {
    let parameters = Parameters::read(parameters_der);
    let point = unwrap_point(point, parameters.curve);
    let Some(curve) = parameters.curve.filter(|curve| !curve.own_algorithm) else {
        return is_filling(point) || point.split_first().is_some_and(|(_, coordinates)| is_filling(coordinates));
    };
    let plain = match point.split_first() {
        Some((6 | 7, coordinates)) => [&[4], coordinates].concat(),
        _ => point.to_vec(),
    };
    match curve.name {
        "p-256" => p256::PublicKey::from_sec1_bytes(&plain).is_err(),
        "p-384" => p384::PublicKey::from_sec1_bytes(&plain).is_err(),
        "p-521" => p521::PublicKey::from_sec1_bytes(&plain).is_err(),
        _ => plain.get(1..).is_some_and(is_filling),
    }
}

/// Whether a value, with or without an OCTET STRING around it, is one byte again and again.
pub fn is_filling(value: &[u8]) -> bool {
    let value = unwrap_point(value, None);
    value.len() > 1 && value.iter().all(|octet| Some(octet) == value.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    const P256: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    /// 06 05 2b81040023.
    const P521: [u8; 7] = [6, 5, 0x2b, 0x81, 4, 0, 0x23];
    // brainpoolP256r1.
    const BRAINPOOL: [u8; 11] = [6, 9, 0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7];
    const ED25519: [u8; 5] = [6, 3, 0x2b, 0x65, 0x70];

    #[test]
    fn a_point_that_is_not_on_its_curve_is_doubted_and_one_that_is_is_not() {
        let spki = include_bytes!("../../../tests/support/keys/p-256.spki.der");
        let point = spki.last_chunk::<65>().unwrap();
        let wrapped = tlv::write(tlv::OCTET_STRING, &[point]);
        let hybrid = [&[6 + point[64] % 2], &point[1..]].concat();
        let compressed = [&[2 + point[64] % 2], &point[1..33]].concat();
        for good in [&point[..], &wrapped, &hybrid, &compressed] {
            assert!(!is_doubtful_point(&P256, good), "{good:?}");
        }
        let turned: Vec<u8> = [4].into_iter().chain(point[1..33].iter().rev().copied()).collect();
        let turned = [&turned[..], &point[33..]].concat();
        for bad in [turned, [&[4][..], &[0; 64]].concat(), [&[4][..], &[0xff; 64]].concat()] {
            assert!(is_doubtful_point(&P256, &bad), "{bad:?}");
        }
        assert!(is_doubtful_point(&P521, &[&[4][..], &[1; 132]].concat()), "P-521");
        assert!(is_doubtful_point(&BRAINPOOL, &[&[4][..], &[0; 64]].concat()), "a curve without arithmetic here");
        assert!(is_doubtful_point(&ED25519, &[0; 32]) && is_doubtful_point(&ED25519, &[0xff; 32]), "Ed25519");
        assert!(!is_doubtful_point(&ED25519, &point[1..33]), "bytes that may be a point");
    }

    #[test]
    fn a_modulus_with_a_small_factor_is_doubted() {
        let spki = include_bytes!("../../../tests/support/keys/rsa-2048.spki.der");
        let at = spki.windows(4).position(|four| four == [2, 0x82, 1, 1]).unwrap();
        assert!(!is_doubtful_modulus(&spki[at + 4..at + 4 + 257]), "a real one");
        assert!(is_doubtful_modulus(&[0xff; 256]), "2^2048 - 1");
    }
}
