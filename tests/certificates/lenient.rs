//! A test for each deviation from RFC 5280 or DER that occurs in real certificates and that strict parsers refuse.

use tokenctl::domain::certificate::{Certificate, parse};
use tokenctl::domain::problem::ProblemCode;
use tokenctl::domain::tlv::{hex, write};

use crate::build::{GENERALIZED, Parts, UTC, extension, sequence};
use crate::{assert_noted, certificate_named, only_problem};

pub(crate) fn common_name(certificate: &Certificate) -> Option<&str> {
    certificate.subject.as_ref()?.common_name.as_deref()
}

pub(crate) fn not_after(certificate: &Certificate) -> Option<String> {
    certificate.not_after.map(|moment| moment.to_string())
}

/// Asserts that everything except `field` was read as from the certificate without the oddity.
pub(crate) fn assert_neighbours_stay(certificate: &Certificate, field: &str) {
    let plain = parse(&Parts::default().build());
    assert_eq!(plain.problems, [], "the plain certificate has no problem");
    let mut expected = Certificate {
        sha256: certificate.sha256.clone(),
        length: certificate.length,
        problems: certificate.problems.clone(),
        ..plain
    };
    match field {
        "version" | "certificate" | "signature" => {}
        "serial_number" => {
            expected.serial_number.clone_from(&certificate.serial_number);
            expected.serial_number_der.clone_from(&certificate.serial_number_der);
        }
        "subject" => {
            expected.subject.clone_from(&certificate.subject);
            expected.subject_der.clone_from(&certificate.subject_der);
        }
        "not_before" => expected.not_before = certificate.not_before,
        "not_after" => expected.not_after = certificate.not_after,
        "key_usage" => expected.key_usage.clone_from(&certificate.key_usage),
        "is_ca" => expected.is_ca = certificate.is_ca,
        "key" => {
            expected.key.clone_from(&certificate.key);
            expected.spki_der.clone_from(&certificate.spki_der);
        }
        other => panic!("no such field here: {other}"),
    }
    assert_eq!(*certificate, expected, "the neighbours of {field} stay as they are");
}

/// Reads a certificate whose common name has this string type.
pub(crate) fn named(tag: u8, value: &[u8]) -> Certificate {
    parse(&Parts::named(tag, value).build())
}

#[test]
fn a_boolean_01_is_true() {
    let mut parts = Parts::default();
    parts.extensions[0] = extension(&[0x55, 0x1d, 0x0f], &[1, 1, 1], &[3, 2, 6, 0xc0]);
    let critical = parse(&parts.build());
    assert_eq!(critical.key_usage, ["digital-signature", "non-repudiation"], "the usage is read");
    assert_noted(&critical, "key_usage", "true-not-ff");
    assert_neighbours_stay(&critical, "key_usage");
    let mut parts = Parts::default();
    parts.extensions[2] = extension(&[0x55, 0x1d, 0x13], &[], &[0x30, 3, 1, 1, 1]);
    let authority = parse(&parts.build());
    assert!(authority.is_ca, "any octet but zero is TRUE in BER");
    assert_noted(&authority, "is_ca", "true-not-ff");
    assert_neighbours_stay(&authority, "is_ca");
}

#[test]
fn an_explicit_false_is_noted() {
    let mut parts = Parts::default();
    parts.extensions[2] = extension(&[0x55, 0x1d, 0x13], &[], &[0x30, 3, 1, 1, 0]);
    let certificate = parse(&parts.build());
    assert!(!certificate.is_ca, "it says no");
    assert_noted(&certificate, "is_ca", "false-encoded");
}

#[test]
fn times_outside_rfc_5280_are_read() {
    for (tag, value, expected, words) in [
        (UTC, "3002280203Z", "2030-02-28T02:03:00Z", "time-without-seconds"),
        (UTC, "300228090304+0700", "2030-02-28T02:03:04Z", "time-with-offset"),
        (UTC, "3002280903+0700", "2030-02-28T02:03:00Z", "time-without-seconds time-with-offset"),
        (UTC, "300227220304-0400", "2030-02-28T02:03:04Z", "time-with-offset"),
        (UTC, "300228020304", "2030-02-28T02:03:04Z", "time-without-zone"),
        (UTC, "300228235960Z", "2030-02-28T23:59:59Z", "leap-second"),
        (GENERALIZED, "20520228020304.5Z", "2052-02-28T02:03:04Z", "time-with-fraction"),
        (GENERALIZED, "20520228020304,123456789Z", "2052-02-28T02:03:04Z", "time-with-fraction"),
        (GENERALIZED, "20300228020304Z", "2030-02-28T02:03:04Z", "generalized-before-2050"),
        (GENERALIZED, "205202280203Z", "2052-02-28T02:03:00Z", "time-without-seconds"),
        (GENERALIZED, "2052022802Z", "2052-02-28T02:00:00Z", "time-without-seconds"),
    ] {
        let certificate = parse(&Parts { not_after: write(tag, &[value.as_bytes()]), ..Parts::default() }.build());
        assert_eq!(not_after(&certificate).as_deref(), Some(expected), "{value}");
        assert_noted(&certificate, "not_after", words);
        assert_neighbours_stay(&certificate, "not_after");
    }
}

#[test]
fn times_of_rfc_5280_have_no_problem() {
    for (tag, value, expected) in [
        (UTC, "491231235959Z", "2049-12-31T23:59:59Z"),
        (GENERALIZED, "20500101000000Z", "2050-01-01T00:00:00Z"),
        (GENERALIZED, "99991231235959Z", "9999-12-31T23:59:59Z"),
    ] {
        let certificate = parse(&Parts { not_after: write(tag, &[value.as_bytes()]), ..Parts::default() }.build());
        assert_eq!(not_after(&certificate).as_deref(), Some(expected), "{value}");
        assert_eq!(certificate.problems, [], "{value} is as RFC 5280 wants it");
    }
    let before = Parts { not_before: write(UTC, &[b"500101000000Z"]), ..Parts::default() };
    let certificate = parse(&before.build());
    assert_eq!(certificate.not_before.unwrap().to_string(), "1950-01-01T00:00:00Z", "50 to 99 is the last century");
}

#[test]
fn what_is_no_time_is_null_and_one_problem() {
    for value in [
        "",
        "Z",
        "300228",
        "301328020304Z",
        "300230020304Z",
        "300228250304Z",
        "3002280203045Z",
        "30022802030xZ",
        "300228020304+2500",
        "300228020304+07000",
        "300228020304ZZ",
    ] {
        let certificate = parse(&Parts { not_after: write(UTC, &[value.as_bytes()]), ..Parts::default() }.build());
        assert_eq!(certificate.not_after, None, "{value}");
        let problem = only_problem(&certificate);
        assert_eq!((problem.code, problem.field), (ProblemCode::CertificateField, "not_after"), "{value}");
        assert_neighbours_stay(&certificate, "not_after");
    }
}

#[test]
fn an_end_before_the_beginning_is_noted() {
    let certificate = parse(&Parts { not_after: write(UTC, &[b"250228020304Z"]), ..Parts::default() }.build());
    assert_noted(&certificate, "validity", "ends-before-begin");
}

#[test]
fn zero_padding_after_the_certificate_is_the_tokens_habit_and_no_problem() {
    let plain = Parts::default().build();
    let mut padded = plain.clone();
    padded.resize(4_096, 0);
    assert_eq!(parse(&padded), parse(&plain), "the same certificate, the same fingerprint");
    assert_eq!(parse(&padded).length, plain.len(), "and its true length");
}

#[test]
fn other_octets_after_the_certificate_are_noted() {
    let plain = Parts::default().build();
    let certificate = parse(&[&plain[..], b"\0junk"].concat());
    assert_eq!(certificate.sha256, parse(&plain).sha256, "they are not part of the fingerprint");
    assert_noted(&certificate, "certificate", "octets-after:5");
    assert_neighbours_stay(&certificate, "certificate");
}

#[test]
fn version_4_is_read() {
    let certificate = parse(&Parts { version: vec![0xa0, 3, 2, 1, 3], ..Parts::default() }.build());
    assert_noted(&certificate, "version", "unknown-version:4");
    assert_neighbours_stay(&certificate, "version");
}

#[test]
fn version_1_has_no_extensions_and_no_version_field() {
    let plain = Parts { version: vec![], extensions: vec![], ..Parts::default() };
    let certificate = parse(&plain.build());
    assert_eq!(certificate.problems, [], "a v1 certificate is well-formed");
    assert_eq!(common_name(&certificate), Some("Nguyễn Văn An"), "and read in full");
    let certificate = parse(&Parts { version: vec![], ..Parts::default() }.build());
    assert_noted(&certificate, "version", "extensions-need-version-3");
    assert_neighbours_stay(&certificate, "version");
}

#[test]
fn serial_numbers_are_printed_as_openssl_prints_them() {
    let long = [0x7f; 21];
    let signed = [&[0][..], &[0x80; 20]].concat();
    let cases: [(&[u8], Option<&str>, Option<&str>); 10] = [
        (&[0x0a, 0x2b], Some("0a2b"), None),
        (&[0, 0xa1, 0xb2], Some("a1b2"), None),
        (&[0, 0x0a, 0x2b], Some("0a2b"), Some("integer-not-minimal")),
        (&[0], Some("00"), Some("zero")),
        (&[0xff], Some("-01"), Some("negative")),
        (&[0x80], Some("-80"), Some("negative")),
        (&[0xff, 0x80], Some("-80"), Some("integer-not-minimal")),
        (&[0xf5, 0xd5], Some("-0a2b"), Some("negative")),
        (&long, Some("7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f"), Some("over-20-octets:21")),
        (&signed, Some("8080808080808080808080808080808080808080"), Some("over-20-octets:21")),
    ];
    for (contents, printed, words) in cases {
        let certificate = parse(&Parts { serial: write(2, &[contents]), ..Parts::default() }.build());
        assert_eq!(certificate.serial_number.as_deref(), printed, "{contents:02x?}");
        let raw = hex(contents);
        assert_eq!(certificate.serial_number_der, Some(raw), "the raw octets of {contents:02x?}");
        match words {
            Some(words) => assert_noted(&certificate, "serial_number", words),
            None => assert_eq!(certificate.problems, [], "{contents:02x?} is as RFC 5280 wants it"),
        }
        assert_neighbours_stay(&certificate, "serial_number");
    }
    let empty = parse(&Parts { serial: vec![2, 0], ..Parts::default() }.build());
    assert_eq!(empty.serial_number, None, "no octets, no number");
    assert_eq!(only_problem(&empty).code, ProblemCode::CertificateField, "it could not be read");
    assert_neighbours_stay(&empty, "serial_number");
}

#[test]
fn lengths_in_more_octets_than_needed_are_noted_with_their_field() {
    let serial = parse(&Parts { serial: vec![2, 0x81, 3, 0x1a, 0x2b, 0x3c], ..Parts::default() }.build());
    assert_eq!(serial.serial_number.as_deref(), Some("1a2b3c"), "the number is read");
    assert_noted(&serial, "serial_number", "length-not-minimal");
    assert_neighbours_stay(&serial, "serial_number");
    let plain = Parts::default();
    let long = |contents: &[u8]| {
        [&[0x30, 0x83, 0][..], &u16::try_from(contents.len()).unwrap().to_be_bytes(), contents].concat()
    };
    let subject = long(&plain.subject[2..]);
    let certificate = parse(&Parts { subject, ..plain.clone() }.build());
    assert_eq!(common_name(&certificate), Some("Nguyễn Văn An"), "the name is read");
    assert_noted(&certificate, "subject", "length-not-minimal");
    let signed_part = long(&plain.signed_part());
    let outer = long(&[&signed_part[..], &plain.algorithm, &plain.signature].concat());
    let certificate = parse(&outer);
    assert_noted(&certificate, "certificate", "length-not-minimal");
    assert_neighbours_stay(&certificate, "certificate");
}

#[test]
fn indefinite_lengths_are_read() {
    let plain = Parts::default();
    let open = |contents: &[u8]| [&[0x30, 0x80][..], contents, &[0, 0]].concat();
    let signed_part = open(&plain.signed_part());
    let outer = open(&[&signed_part[..], &plain.algorithm, &plain.signature].concat());
    let certificate = parse(&outer);
    assert_noted(&certificate, "certificate", "length-indefinite");
    assert_eq!(certificate.length, outer.len(), "the end-of-contents octets belong to it");
    assert_neighbours_stay(&certificate, "certificate");
    let subject = open(&plain.subject[2..]);
    let certificate = parse(&Parts { subject, ..plain }.build());
    assert_eq!(common_name(&certificate), Some("Nguyễn Văn An"), "the name is read");
    assert_noted(&certificate, "subject", "length-indefinite");
    assert_neighbours_stay(&certificate, "subject");
}

#[test]
fn a_field_of_a_wrong_kind_is_null_and_one_problem() {
    type Change = fn(&mut Parts);
    let cases: [(&str, Change); 6] = [
        ("version", |parts| parts.version[2] = 4),
        ("serial_number", |parts| parts.serial[0] = 4),
        ("subject", |parts| parts.subject[0] = 0x31),
        ("key", |parts| parts.key[0] = 0x31),
        ("not_before", |parts| parts.not_before[0] = 0x16),
        ("key_usage", |parts| parts.extensions[0] = extension(&[0x55, 0x1d, 0x0f], &[], &[4, 2, 6, 0xc0])),
    ];
    for (field, change) in cases {
        let mut parts = Parts::default();
        change(&mut parts);
        let certificate = parse(&parts.build());
        let problem = only_problem(&certificate);
        assert_eq!((problem.code, problem.field), (ProblemCode::CertificateField, field), "{problem:?}");
        assert_neighbours_stay(&certificate, field);
    }
}

#[test]
fn an_algorithm_that_differs_beside_the_signed_part_is_noted() {
    let plain = Parts::default();
    let other = sequence(&[&write(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12]]), &[5, 0]]);
    let value = sequence(&[&sequence(&[&plain.signed_part()]), &other, &plain.signature]);
    let certificate = parse(&value);
    assert_eq!(certificate.signature_algorithm.as_deref(), Some("sha384-with-rsa"), "the one beside the signature");
    assert_noted(&certificate, "signature_algorithm", "algorithms-differ");
}

#[test]
fn an_extension_that_stands_twice_counts_once() {
    let mut parts = Parts::default();
    parts.extensions.push(extension(&[0x55, 0x1d, 0x0f], &[], &[3, 2, 1, 6]));
    let certificate = parse(&parts.build());
    assert_eq!(certificate.key_usage, ["digital-signature", "non-repudiation"], "the first one");
    assert_noted(&certificate, "key_usage", "stands-twice");
}

#[test]
fn keys_and_algorithms_of_every_fixture_are_named() {
    for (name, algorithm, bits, curve, signature) in [
        ("g1-person", "rsa", 2048, None, "sha256-with-rsa"),
        ("g2-p256", "ec", 256, Some("p-256"), "sha256-with-rsa"),
        ("g2-p384", "ec", 384, Some("p-384"), "sha256-with-rsa"),
        ("g2-ed25519", "ed25519", 255, Some("ed25519"), "sha256-with-rsa"),
        ("g2-pss", "rsa", 2048, None, "rsassa-pss"),
        ("public-organisation", "rsa", 2048, None, "sha1-with-rsa"),
    ] {
        let certificate = parse(&certificate_named(name));
        let key = certificate.key.unwrap();
        assert_eq!(key.algorithm.as_deref(), Some(algorithm), "{name}'s key");
        assert_eq!(key.bits, Some(bits), "{name}'s size");
        assert_eq!(key.curve.as_deref(), curve, "{name}'s curve");
        assert_eq!(certificate.signature_algorithm.as_deref(), Some(signature), "{name}'s signature");
    }
}
