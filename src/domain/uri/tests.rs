//! RFC 7512's own examples, round trips, and hostile texts.

use proptest::prelude::*;

use super::*;
use crate::domain::situation::Situation as _;

/// The examples of RFC 7512, section 3, except the one with `pin-value`, and how they are printed.
const EXAMPLES: &[(&str, &str)] = &[
    ("pkcs11:", "pkcs11:"),
    ("pkcs11:object=my-pubkey;type=public", "pkcs11:object=my-pubkey;type=public"),
    (
        "pkcs11:object=my-key;type=private?pin-source=file:/etc/token",
        "pkcs11:object=my-key;type=private?pin-source=file:/etc/token",
    ),
    (
        "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;\
         object=my-certificate;type=cert;id=%69%95%3E%5C%F4%BD%EC%91;serial=?pin-source=file:/etc/token_pin",
        "pkcs11:model=1.0;manufacturer=Snake%20Oil%2C%20Inc.;serial=;token=The%20Software%20PKCS%2311%20Softtoken;\
         id=%69%95%3E%5C%F4%BD%EC%91;object=my-certificate;type=cert?pin-source=file:/etc/token_pin",
    ),
    (
        "pkcs11:object=my-sign-key;type=private?module-name=mypkcs11",
        "pkcs11:object=my-sign-key;type=private?module-name=mypkcs11",
    ),
    (
        "pkcs11:object=my-sign-key;type=private?module-path=/mnt/libmypkcs11.so.1",
        "pkcs11:object=my-sign-key;type=private?module-path=/mnt/libmypkcs11.so.1",
    ),
    ("pkcs11:slot-description=Sun%20Metaslot", "pkcs11:slot-description=Sun%20Metaslot"),
    (
        "pkcs11:library-manufacturer=Snake%20Oil,%20Inc.;library-description=Soft%20Token%20Library;library-version=1.23",
        "pkcs11:library-description=Soft%20Token%20Library;library-manufacturer=Snake%20Oil%2C%20Inc.;library-version=1.23",
    ),
    (
        "pkcs11:token=My%20token%25%20created%20by%20Joe;library-version=3;id=%01%02%03%Ba%dd%Ca%fe%04%05%06",
        "pkcs11:library-version=3.0;token=My%20token%25%20created%20by%20Joe;id=%01%02%03%BA%DD%CA%FE%04%05%06",
    ),
    (
        "pkcs11:token=A%20name%20with%20a%20substring%20%25%3B;object=my-certificate;type=cert",
        "pkcs11:token=A%20name%20with%20a%20substring%20%25%3B;object=my-certificate;type=cert",
    ),
    (
        "pkcs11:token=Name%20with%20a%20small%20A%20with%20acute:%20%C3%A1;object=my-certificate;type=cert",
        "pkcs11:token=Name%20with%20a%20small%20A%20with%20acute%3A%20%C3%A1;object=my-certificate;type=cert",
    ),
    (
        "pkcs11:token=my-token;object=my-certificate;type=cert;vendor-aaa=value-a?pin-source=file:/etc/token_pin&vendor-bbb=value-b",
        "pkcs11:token=my-token;object=my-certificate;type=cert;vendor-aaa=value-a?pin-source=file:/etc/token_pin&vendor-bbb=value-b",
    ),
];

#[test]
fn the_examples_of_the_rfc_are_read_and_printed() {
    for (text, canonical) in EXAMPLES {
        let uri = Uri::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(uri.to_string(), *canonical, "printed");
        assert_eq!(Uri::parse(canonical), Ok(uri), "{canonical} means the same");
    }
}

#[test]
fn values_are_decoded() {
    let uri = Uri::parse(EXAMPLES[3].0).expect("an example");
    assert_eq!(uri.token, Some("The Software PKCS#11 Softtoken".into()), "token");
    assert_eq!(uri.serial, Some("".into()), "an empty serial is not an absent one");
    assert_eq!(uri.id.as_deref(), Some(&[0x69, 0x95, 0x3e, 0x5c, 0xf4, 0xbd, 0xec, 0x91][..]), "a binary id");
    assert_eq!(uri.pin_file(), Some("/etc/token_pin"), "the file of file:");
    let uri = Uri::parse(EXAMPLES[10].0).expect("an example");
    assert_eq!(uri.token, Some("Name with a small A with acute: á".into()), "UTF-8");
}

#[test]
fn bytes_that_are_no_utf_8_are_kept_as_they_are() {
    let uri = Uri::parse("pkcs11:serial=1;token=H%E1;object=%FF%FE").expect("p11tool prints such URIs");
    assert_eq!(uri.token, Some(b"H\xE1".to_vec().into()), "the very bytes");
    assert_eq!(uri.to_string(), "pkcs11:serial=1;token=H%E1;object=%FF%FE", "and printed again");
}

#[test]
fn a_report_prints_the_contracts_form() {
    let of = |text: &str| Some(UriText::from(text));
    let uri = Uri {
        model: of("SoftHSM v2"),
        manufacturer: of("SoftHSM project"),
        serial: of("b7bb0da0c5d0a5a1"),
        token: of("Nguyễn Văn A"),
        ..Uri::default()
    };
    let wanted = "pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=b7bb0da0c5d0a5a1;\
                  token=Nguy%E1%BB%85n%20V%C4%83n%20A";
    assert_eq!(uri.to_string(), wanted, "order and coding");
}

#[test]
fn a_pin_in_the_uri_is_refused_and_not_repeated() {
    for text in ["pkcs11:token=x?pin-value=12345678", "pkcs11:?pin-value=12345678%", "pkcs11:pin-value=12345678"] {
        let error = Uri::parse(text).expect_err("refused");
        assert!(matches!(error, UriError::PinValue { .. }), "{text}: {error:?}");
        assert!(!format!("{error:?} {error} {:?}", error.hint()).contains("12345678"), "the PIN stays out of it");
    }
}

#[test]
fn a_command_as_pin_source_is_refused_in_every_writing() {
    for source in ["|/usr/lib/pinomatic", "%7C/usr/lib/pinomatic", "%7c"] {
        let error = Uri::parse(&format!("pkcs11:?pin-source={source}")).expect_err("refused");
        assert_eq!(error, UriError::PinCommand { offset: 8 }, "{source}");
    }
}

#[test]
fn pin_source_is_a_file_of_this_machine() {
    let cases = [
        ("/etc/pin", Some("/etc/pin")),
        ("file:/etc/pin", Some("/etc/pin")),
        ("file:///etc/pin", Some("/etc/pin")),
        ("file://localhost/etc/pin", Some("/etc/pin")),
        ("file:///C:/pin.txt", Some("C:/pin.txt")),
        ("C:%5Cpin.txt", Some("C:\\pin.txt")),
        ("pin.txt", Some("pin.txt")),
        ("file://server/etc/pin", None),
        ("https://example.com/pin", None),
        ("", None),
        ("file:", None),
        ("a%00b", None),
    ];
    for (source, file) in cases {
        let uri = Uri::parse(&format!("pkcs11:?pin-source={source}"));
        assert_eq!(uri.as_ref().ok().and_then(Uri::pin_file), file, "{source}: {uri:?}");
    }
}

#[test]
fn a_uri_that_was_broken_into_lines_is_the_same_one() {
    let whole = Uri::parse("pkcs11:model=PKCS%2315;serial=01;token=a%20b?module-name=x&pin-source=file:/p");
    let broken = "pkcs11:model=PKCS%2315;\n  serial=01;\r\n\ttoken=a%20b\n?module-name=x&\n pin-source=file:/p\n";
    assert!(whole.is_ok(), "{whole:?}");
    assert_eq!(Uri::parse(broken), whole, "blanks between attributes are no part of them");
    let inside = Uri::parse("pkcs11:token=a\n;\n  serial=0 1");
    assert_eq!(inside, Err(UriError::BadCharacter { offset: 27, character: ' ' }), "inside a value they are");
}

#[test]
fn every_fault_is_told_with_its_place() {
    let owned = str::to_owned;
    let cases = [
        ("", UriError::NotPkcs11),
        ("pkcs12:token=a", UriError::NotPkcs11),
        ("pkcs11", UriError::NotPkcs11),
        ("pkcs11:token=a b", UriError::BadCharacter { offset: 14, character: ' ' }),
        ("pkcs11:token=ễ", UriError::BadCharacter { offset: 13, character: 'ễ' }),
        ("pkcs11:token=a/b", UriError::BadCharacter { offset: 14, character: '/' }),
        ("pkcs11:token=a#b", UriError::BadCharacter { offset: 14, character: '#' }),
        ("pkcs11:token=%4", UriError::BadPercent { offset: 13 }),
        ("pkcs11:token=%+4", UriError::BadPercent { offset: 13 }),
        ("pkcs11:token=a%éa", UriError::BadPercent { offset: 14 }),
        ("pkcs11:token", UriError::NoEqualsSign { offset: 7 }),
        ("pkcs11:;", UriError::NoEqualsSign { offset: 7 }),
        ("pkcs11:token=a;;", UriError::NoEqualsSign { offset: 15 }),
        ("pkcs11:type=cert;object-type=cert", UriError::Duplicate { offset: 17, attribute: owned("type") }),
        ("pkcs11:token=a;;serial=b", UriError::NoEqualsSign { offset: 15 }),
        ("pkcs11:=a", UriError::BadName { offset: 7 }),
        ("pkcs11:to%6ben=a", UriError::BadName { offset: 9 }),
        ("pkcs11:?module-name=%FF", UriError::NotUtf8 { offset: 20, attribute: owned("module-name") }),
        ("pkcs11:token=a;token=a", UriError::Duplicate { offset: 15, attribute: owned("token") }),
        ("pkcs11:x-a=1;x-a=2", UriError::Duplicate { offset: 13, attribute: owned("x-a") }),
        ("pkcs11:?module-name=a&module-name=b", UriError::Duplicate { offset: 22, attribute: owned("module-name") }),
        ("pkcs11:?token=a", UriError::Misplaced { offset: 8, attribute: owned("token") }),
        ("pkcs11:pin-source=a", UriError::Misplaced { offset: 7, attribute: owned("pin-source") }),
        (
            "pkcs11:type=key",
            UriError::BadValue { offset: 12, attribute: owned("type"), expected: Expected::ObjectType },
        ),
        (
            "pkcs11:slot-id=+1",
            UriError::BadValue { offset: 15, attribute: owned("slot-id"), expected: Expected::SlotNumber },
        ),
        (
            "pkcs11:slot-id=",
            UriError::BadValue { offset: 15, attribute: owned("slot-id"), expected: Expected::SlotNumber },
        ),
        (
            "pkcs11:library-version=1.2.3",
            UriError::BadValue { offset: 23, attribute: owned("library-version"), expected: Expected::Version },
        ),
        (
            "pkcs11:slot-id=99999999999999999999",
            UriError::BadValue { offset: 15, attribute: owned("slot-id"), expected: Expected::SlotNumber },
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(Uri::parse(text), Err(wanted), "{text}");
    }
    assert!(
        matches!(Uri::parse(&format!("pkcs11:token={}", "a".repeat(20_000))), Err(UriError::TooLong { .. })),
        "long"
    );
}

#[test]
fn a_separator_at_the_end_and_the_older_name_of_type_are_taken() {
    let uri = Uri::parse("pkcs11:token=a;object-type=cert;").expect("as other tools print it");
    assert_eq!(uri.to_string(), "pkcs11:token=a;type=cert", "the canonical form");
    assert_eq!(
        Uri::parse("pkcs11:token=a?module-name=b&").map(|uri| uri.module_name),
        Ok(Some("b".into())),
        "the query"
    );
}

#[test]
fn the_scheme_is_taken_in_any_case_and_attribute_names_are_not() {
    assert_eq!(Uri::parse("PKCS11:token=a").map(|uri| uri.token), Ok(Some("a".into())), "RFC 3986, 3.1");
    let uri = Uri::parse("pkcs11:Token=a").expect("a vendor's attribute");
    assert_eq!(uri.vendor, [("Token".to_owned(), b"a".to_vec())], "another name");
}

#[test]
fn vendor_attributes_of_the_query_may_be_repeated() {
    let uri = Uri::parse("pkcs11:?v=1&v=2").expect("RFC 7512, 2.3");
    assert_eq!(uri.vendor_query.len(), 2, "both are kept");
}

#[test]
fn a_bad_character_is_hinted_in_its_encoded_form() {
    let error = Uri::parse("pkcs11:token=ễ").expect_err("refused");
    assert_eq!(
        error.hint().map(|hint| hint.to_string()),
        Some("selection-hint-percent encoded=%E1%BB%85".into()),
        "hint"
    );
}

fn bytes() -> impl Strategy<Value = Option<UriText>> {
    let text = any::<String>().prop_map(UriText::from);
    proptest::option::of(prop_oneof![text, proptest::collection::vec(any::<u8>(), 0..12).prop_map(UriText::from)])
}

fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(any::<String>())
}

prop_compose! {
    fn any_uri()(
        texts in proptest::collection::vec(bytes(), 9),
        module_name in text(),
        id in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
        slot_id in any::<Option<u64>>(),
        version in any::<Option<(u8, u8)>>(),
        class in proptest::option::of(0..5_usize),
        vendor in proptest::collection::btree_map("x-[a-zA-Z0-9_-]{1,8}", proptest::collection::vec(any::<u8>(), 0..9), 0..3),
        vendor_query in proptest::collection::vec(("x-[a-z]{1,8}", proptest::collection::vec(any::<u8>(), 0..9)), 0..3),
        pin_source in proptest::option::of("(file:)?/[^\u{0}]{0,20}"),
    ) -> Uri {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().flatten();
        Uri {
            library_description: next(),
            library_manufacturer: next(),
            model: next(),
            manufacturer: next(),
            serial: next(),
            token: next(),
            slot_description: next(),
            slot_manufacturer: next(),
            object: next(),
            module_name,
            module_path: None,
            library_version: version.map(|(major, minor)| Version { major, minor }),
            slot_id,
            id,
            object_type: class.map(|index| ObjectType::ALL[index]),
            vendor: vendor.into_iter().collect(),
            vendor_query,
            pin_source: pin_source.filter(|source| !source.starts_with("file://")),
        }
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(uri in any_uri()) {
        let text = uri.to_string();
        prop_assert!(text.is_ascii(), "only ASCII is printed: {}", text);
        prop_assert_eq!(Uri::parse(&text), Ok(uri), "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_panic_and_places_lie_inside(text in "(pkcs11:)?\\PC{0,60}") {
        if let Err(UriError::BadCharacter { offset, character }) = Uri::parse(&text) {
            prop_assert!(text[offset..].starts_with(character), "the character stands at its place");
        }
    }

    #[test]
    fn what_is_read_prints_to_something_that_reads_the_same(
        text in "pkcs11:(token|id|serial|x)=[%a-f0-9;=?&:/]{0,30}",
    ) {
        if let Ok(uri) = Uri::parse(&text) {
            prop_assert_eq!(Uri::parse(&uri.to_string()), Ok(uri), "{}", text);
        }
    }
}
