use super::*;

/// Modulus of a small key, beginning with a set bit.
const MODULUS: [u8; 128] = [0xc5; 128];
const EXPONENT: [u8; 3] = [1, 0, 1];
/// 06 08 2a8648ce3d030107.
const P256: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

/// The base point of P-256 (SEC 2), compressed or not.
fn base_point(form: u8) -> Vec<u8> {
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    let x = hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    let y = hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    if form < 4 { [vec![form], x].concat() } else { [vec![form], x, y].concat() }
}

#[test]
fn rsa_attributes_and_certificate_agree_whatever_the_encoding() {
    let canonical = rsa_spki(&MODULUS, &EXPONENT);
    let key = from_spki(&canonical);
    assert_eq!(key.algorithm.as_deref(), Some("rsa"), "the algorithm");
    assert_eq!(key.bits, Some(1024), "bits of the modulus");
    assert_eq!(from_rsa(&MODULUS, &EXPONENT), key, "attributes as PKCS#11 writes them");
    let padded = [&[0, 0][..], &MODULUS].concat();
    assert_eq!(from_rsa(&padded, &[0, 1, 0, 1]), key, "leading zeros in attributes");
    assert_eq!(from_spki(&[&canonical[..], &[0, 0]].concat()), key, "bytes after the structure");
    // Without NULL parameters, and with superfluous zeros in the INTEGERs.
    let loose = crate::domain::tlv::write(
        0x30,
        &[
            &[0x30, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1],
            &crate::domain::tlv::write(
                3,
                &[
                    &[0],
                    &crate::domain::tlv::write(0x30, &[&crate::domain::tlv::write(2, &[&padded]), &[2, 4, 0, 1, 0, 1]]),
                ],
            ),
        ],
    );
    assert_eq!(from_spki(&loose), key, "a loosely encoded certificate key");
}

#[test]
fn ec_points_agree_raw_wrapped_compressed_and_hybrid() {
    let key = from_ec(&P256, &base_point(4));
    assert_eq!(key.algorithm.as_deref(), Some("ec"), "the algorithm");
    assert_eq!((key.bits, key.curve.as_deref()), (Some(256), Some("p-256")), "the curve");
    assert!(key.spki_sha256.is_some(), "the fingerprint");
    let wrapped = [vec![4, 65], base_point(4)].concat();
    assert_eq!(from_ec(&P256, &wrapped), key, "a point in an OCTET STRING");
    assert_eq!(from_ec(&P256, &base_point(3)), key, "a compressed point: the base point's y is odd");
    assert_eq!(from_ec(&P256, &base_point(7)), key, "a hybrid point");
    assert_eq!(from_ec(b"\x13\x0asecp256r1!", &wrapped).curve.as_deref(), Some("secp256r1!"), "an unknown name stays");
    assert_eq!(from_ec(b"\x13\x09secp256r1", &wrapped), key, "a curve by name");
    assert_eq!(from_spki(&ec_spki(&P256, &wrapped)), key, "the certificate's view");
}

#[test]
fn a_raw_point_that_looks_like_an_octet_string_is_left_alone() {
    // 04, then a first coordinate byte of 63: a raw point of 65 bytes reads as OCTET STRING of 63.
    let mut point = vec![4, 63];
    point.resize(65, 7);
    assert_eq!(from_spki(&ec_spki(&P256, &point)), from_ec(&P256, &point), "both views agree");
    assert_eq!(ec_spki(&P256, &point)[26..], point, "the point is the whole of it");
}

#[test]
fn edwards_keys_agree_by_every_name_of_the_curve() {
    let point = [9; 32];
    let key = from_ec(&[6, 3, 0x2b, 0x65, 0x70], &point);
    assert_eq!(key.algorithm.as_deref(), Some("ed25519"), "RFC 8410's OID");
    assert_eq!(key.bits, Some(255), "bits of the field");
    assert_eq!(from_ec(b"\x13\x0cedwards25519", &point), key, "PKCS#11's name");
    assert_eq!(from_ec(b"\x06\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", &point), key, "the older OID");
    let wrapped = [&[4, 32][..], &point].concat();
    assert_eq!(from_ec(b"\x13\x0cedwards25519", &wrapped), key, "wrapped in an OCTET STRING");
    assert_eq!(from_spki(&ec_spki(b"\x13\x0cedwards25519", &wrapped)), key, "the certificate's view");
    assert!(!is_weak(&key), "255 bits of Edwards curve are not weak");
}

#[test]
fn unknown_curves_and_algorithms_stand_by_their_oid() {
    let key = from_ec(&[6, 5, 0x2b, 0x81, 4, 0, 1], &[4, 1, 2]);
    assert_eq!(key.curve.as_deref(), Some("1.3.132.0.1"), "sect163k1 is not in the table");
    assert_eq!(key.bits, None, "its size is unknown, not zero");
    assert!(!is_weak(&key), "an unknown size is not called weak");
}

#[test]
fn a_public_value_that_is_no_value_gives_no_fingerprint() {
    let point = base_point(4);
    let bare = from_ec(&P256, &point[1..]);
    assert_eq!((bare.spki_sha256, bare.curve.as_deref()), (None, Some("p-256")), "without its format octet");
    assert_eq!(from_ec(&P256, &[&point[..], &[0, 0]].concat()).spki_sha256, None, "with octets behind it");
    assert_eq!(from_ec(&P256, &point[..40]).spki_sha256, None, "cut short");
    let der = crate::domain::tlv::write(2, &[&[0], &MODULUS]);
    assert_eq!(from_rsa(&der, &EXPONENT).spki_sha256, None, "a modulus as a DER INTEGER");
}

#[test]
fn absent_attributes_leave_no_fingerprint() {
    assert_eq!(from_rsa(&[], &EXPONENT).spki_sha256, None, "no modulus");
    assert_eq!(from_rsa(&MODULUS, &[]).spki_sha256, None, "no exponent");
    assert_eq!(from_rsa(&MODULUS, &[]).bits, Some(1024), "the size is still known");
    assert_eq!(from_ec(&P256, &[]).spki_sha256, None, "no point");
    assert_eq!(from_ec(&[], &base_point(4)).spki_sha256, None, "no curve");
}

#[test]
fn weak_keys_and_digests_are_told_by_size_and_name() {
    let key = |algorithm: &str, bits| PublicKey { algorithm: Some(algorithm.to_owned()), bits, ..PublicKey::default() };
    assert!(is_weak(&key("rsa", Some(2047))), "RSA below 2048 bits");
    assert!(!is_weak(&key("rsa", Some(2048))), "RSA of 2048 bits");
    assert!(is_weak(&key("ec", Some(192))), "a curve of 192 bits");
    assert!(!is_weak(&key("ec", Some(224))), "a curve of 224 bits");
    assert!(!is_weak(&key("rsa", None)), "an unknown size");
    for name in
        ["md2-with-rsa", "md4-with-rsa", "md5-with-rsa", "sha1-with-rsa", "ecdsa-with-sha1", "rsassa-pss-with-sha1"]
    {
        assert!(weak_digest(name), "{name} uses a broken digest");
    }
    for name in ["sha256-with-rsa", "sha512-224-with-rsa", "rsassa-pss", "ed25519", "1.2.3"] {
        assert!(!weak_digest(name), "{name} does not");
    }
}
