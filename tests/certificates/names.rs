//! Names of every string type, and their fields required by forms.

use tokenctl::domain::certificate::{Identifier, parse};

use crate::build::{
    BMP, COMMON_NAME, EMAIL, GENERAL, IA5, NUMERIC, ORGANIZATION, PRINTABLE, Parts, TELETEX, UNIVERSAL, USER_ID, UTF8,
    VISIBLE, attribute, name, utf16, utf32,
};
use crate::{assert_noted, certificate_named};

use crate::lenient::{assert_neighbours_stay, common_name, named};

#[test]
fn a_universal_string_is_readable_text() {
    let certificate = named(UNIVERSAL, &utf32("Đặng Hữu Đức 𝄞"));
    assert_eq!(common_name(&certificate), Some("Đặng Hữu Đức 𝄞"), "UTF-32BE");
    assert_noted(&certificate, "subject", "universal-string");
    assert_neighbours_stay(&certificate, "subject");
}

#[test]
fn a_general_string_is_readable_text() {
    let certificate = named(GENERAL, b"Nguyen Van An");
    assert_eq!(common_name(&certificate), Some("Nguyen Van An"), "ASCII");
    assert_noted(&certificate, "subject", "general-string");
    assert_neighbours_stay(&certificate, "subject");
}

#[test]
fn latin_1_teletex_and_bmp_names_are_readable_text_without_a_note() {
    let teletex = named(TELETEX, b"Andr\xe9 Nguy\xean");
    assert_eq!(common_name(&teletex), Some("André Nguyên"), "Latin-1, as openssl reads it");
    assert_eq!(teletex.problems, [], "RFC 5280 lets old names keep their type");
    let bmp = named(BMP, &utf16("Trần Thị Ngọc 𝄞"));
    assert_eq!(common_name(&bmp), Some("Trần Thị Ngọc 𝄞"), "UTF-16BE with a surrogate pair");
    assert_eq!(bmp.subject.unwrap().text, "CN=Trần Thị Ngọc 𝄞", "the text is readable too");
    assert_eq!(bmp.problems, [], "no note either");
}

#[test]
fn a_teletex_string_that_holds_utf_8_is_read_as_utf_8() {
    let certificate = named(TELETEX, "Nguyễn".as_bytes());
    assert_eq!(common_name(&certificate), Some("Nguyễn"), "not mojibake");
    assert_noted(&certificate, "subject", "teletex-utf8");
}

#[test]
fn text_that_its_type_cannot_hold_is_repaired() {
    let cases: [(u8, &[u8], &str); 5] = [
        (UTF8, b"An\xff", "An\u{fffd}"),
        (BMP, &[0, b'A', 0xd8, 0x34], "A\u{fffd}"),
        (BMP, &[0, b'A', 0], "A"),
        (UNIVERSAL, &[0, 0, 0, b'A', 0, 0x11, 0, 0], "A\u{fffd}"),
        (UNIVERSAL, &[0, 0, 0, b'A', 9], "A"),
    ];
    for (tag, value, expected) in cases {
        let certificate = named(tag, value);
        assert_eq!(common_name(&certificate), Some(expected), "tag {tag:02x} {value:02x?}");
        assert_noted(&certificate, "subject", "text-repaired");
    }
}

#[test]
fn other_string_types_are_read_and_noted() {
    for (tag, value, words) in [
        (NUMERIC, &b"0123"[..], "other-string"),
        (VISIBLE, b"An", "other-string"),
        (IA5, b"An", "other-string"),
        (PRINTABLE, b"an@hanoi_gov", "not-printable"),
        (PRINTABLE, "Hà Nội".as_bytes(), "not-printable"),
    ] {
        let certificate = named(tag, value);
        assert_eq!(common_name(&certificate), std::str::from_utf8(value).ok(), "tag {tag:02x}");
        assert_noted(&certificate, "subject", words);
    }
}

#[test]
fn an_attribute_that_is_no_string_is_shown_as_hex_and_left_out_of_the_fields() {
    let certificate = named(4, b"An");
    let subject = certificate.subject.clone().unwrap();
    assert_eq!((subject.text.as_str(), subject.common_name), ("CN=#0402416e", None), "RFC 4514 2.4");
    assert_noted(&certificate, "subject", "not-a-string");
}

#[test]
fn unknown_types_stand_as_oid_and_hex_and_escapes_follow_rfc_4514() {
    let subject = name(&[
        &attribute(&[0x2a, 3, 4], UTF8, b"x"),
        &attribute(ORGANIZATION, UTF8, b" a,b+c\"d\\e<f>g;h=i "),
        &attribute(COMMON_NAME, UTF8, b"#a\0\x1bb"),
    ]);
    let certificate = parse(&Parts { subject, ..Parts::default() }.build());
    let subject = certificate.subject.unwrap();
    assert_eq!(
        subject.text, "CN=\\#a\\00\u{1b}b,O=\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h=i\\ ,1.2.3.4=#0c0178",
        "most specific first, NUL escaped, other controls left to the renderer"
    );
    assert_eq!(subject.common_name.as_deref(), Some("#a\0\u{1b}b"), "the field holds the value itself");
}

#[test]
fn identifiers_are_split_at_the_first_colon_and_unknown_prefixes_kept() {
    let subject = name(&[
        &attribute(USER_ID, UTF8, b"MST:0100109106"),
        &attribute(USER_ID, UTF8, b"XYZ:a:b"),
        &attribute(USER_ID, UTF8, b"plain"),
        &attribute(&[0x55, 4, 5], PRINTABLE, b"CMND:012345678"),
    ]);
    let certificate = parse(&Parts { subject, ..Parts::default() }.build());
    let expected = [(Some("MST"), "0100109106"), (Some("XYZ"), "a:b"), (None, "plain"), (Some("CMND"), "012345678")]
        .map(|(kind, value)| Identifier { kind: kind.map(str::to_owned), value: value.to_owned() });
    assert_eq!(certificate.subject.unwrap().identifiers, expected, "in the certificate's order");
}

#[test]
fn emails_come_from_the_alternative_name_then_the_subject_without_repetition() {
    let subject =
        name(&[&attribute(EMAIL, IA5, b"an@hanoi.gov.vn"), &attribute(EMAIL, IA5, b"an.nguyen@hanoi.gov.vn")]);
    let certificate = parse(&Parts { subject, ..Parts::default() }.build());
    assert_eq!(certificate.emails, ["an@hanoi.gov.vn", "an.nguyen@hanoi.gov.vn"], "each once");
    assert_eq!(certificate.problems, [], "an e-mail is an IA5String by right");
}

#[test]
fn the_names_of_the_government_ca_are_read_as_the_forms_need_them() {
    let certificate = parse(&certificate_named("g2-person"));
    let subject = certificate.subject.unwrap();
    assert_eq!(subject.common_name.as_deref(), Some("Nguyễn Thị Phương Thảo"), "the holder");
    assert_eq!(subject.organizations, ["ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM"], "the body");
    assert_eq!(subject.organizational_units.len(), 2, "both units");
    assert_eq!(subject.title.as_deref(), Some("Chuyên viên"), "the title");
    let identifier = Identifier { kind: Some("CCCD".to_owned()), value: "001185012345".to_owned() };
    assert_eq!(subject.identifiers, [identifier], "the identity number");
    assert_eq!(certificate.issuer.unwrap().organization.as_deref(), Some("Ban Cơ yếu Chính phủ"), "the CA's body");
    assert_eq!(certificate.emails, ["thaontp@hanoi.gov.vn"], "the official address");
    assert_eq!(certificate.policies, ["2.16.704.1.1.1.1.1"], "the policy");
    assert_eq!(certificate.crl_urls, ["http://ca.gov.vn/pki/pub/crl/cpcag2.crl"], "the CRL");
    assert_eq!(certificate.ocsp_urls, ["http://ocsp.ca.gov.vn"], "the OCSP responder");
    assert_eq!(certificate.ca_issuer_urls, ["http://ca.gov.vn/pki/pub/crt/cpcag2.crt"], "the issuer's certificate");
    let usage = ["digital-signature", "non-repudiation", "key-encipherment", "data-encipherment"];
    assert_eq!(certificate.key_usage, usage, "in RFC 5280's order");
    let extended = ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "1.3.6.1.4.1.311.20.2.2"];
    assert_eq!(certificate.extended_key_usage, extended, "in the certificate's order");
    assert_eq!(certificate.signature_algorithm.as_deref(), Some("sha256-with-rsa"), "the algorithm");
    assert!(!certificate.is_ca, "a person is no CA");
    let key = certificate.key.unwrap();
    assert_eq!((key.algorithm.as_deref(), key.bits), (Some("rsa"), Some(3072)), "the key");
}
