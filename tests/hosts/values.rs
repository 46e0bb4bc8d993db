//! Wrong values: invalid public keys, key types of a single value, certificates that cannot be read, are wrapped, or
//! are of another type.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::support::{Certificate, Home, Object, P_256, RSA_2048, Script, Token, hex, tlv};
use super::{inventory, token};

fn one_of(token_of_case: Token) -> Value {
    let rig = Script::empty().slot(1, token_of_case).install();
    let report = inventory(&Home::new(), &rig).json();
    token(&report, 1).unwrap_or_else(|| panic!("the token is listed: {report}"))
}

fn codes(token: &Value) -> Vec<&str> {
    token["problems"].as_array().expect("a list").iter().map(|one| one["code"].as_str().expect("a code")).collect()
}

fn bytes_of(value: &Value) -> Vec<u8> {
    let text = value["hex"].as_str().expect("hex");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_public_value_that_is_none_makes_its_certificate_unknown_and_never_foreign() {
    let modulus = bytes_of(&RSA_2048.public_attributes()["CKA_MODULUS"]);
    let point = bytes_of(&P_256.public_attributes()["CKA_EC_POINT"])[2..].to_vec();
    let reversed: Vec<u8> = modulus.iter().rev().copied().collect();
    let cases = [
        (&RSA_2048, "CKA_MODULUS", tlv(2, &[&[0], &modulus[..]].concat()), "a modulus as DER INTEGER"),
        (&RSA_2048, "CKA_MODULUS", reversed, "a modulus the wrong way round"),
        (&RSA_2048, "CKA_PUBLIC_EXPONENT", vec![0, 0, 1, 0], "an exponent the wrong way round"),
        (&P_256, "CKA_EC_POINT", point[1..].to_vec(), "a point without its first octet"),
        (&P_256, "CKA_EC_POINT", [&point[..], &[0, 0]].concat(), "a point with octets behind it"),
    ];
    for (key, attribute, value, what) in cases {
        let der = Certificate::of("Nguyễn Văn An").key(key).der();
        let object = Object::public_key(&[1], "", key).attribute(attribute, hex(&value));
        let token = one_of(Token::named("x").certificate(&[1], "", &der).object(object));
        assert_eq!(token["certificates"][0]["pairing"], "unknown", "{what}: {token}");
        assert_eq!(token["keys"][0]["spki_sha256"], Value::Null, "{what}: it is the fingerprint of no key");
    }
}

#[test]
fn bytes_that_only_contain_a_modulus_are_none() {
    let modulus = bytes_of(&RSA_2048.public_attributes()["CKA_MODULUS"]);
    let number = tlv(2, &[&[0], &modulus[..]].concat());
    let whole = tlv(0x30, &[&number[..], &[2, 3, 1, 0, 1]].concat());
    let digits = hex(&modulus)["hex"].as_str().expect("hex").to_owned();
    let cases = [
        ("CKA_MODULUS", tlv(4, &modulus), "in an octet string"),
        ("CKA_MODULUS", whole.clone(), "with its exponent"),
        ("CKA_MODULUS", tlv(3, &[&[0], &whole[..]].concat()), "in a bit string"),
        ("CKA_MODULUS", digits.into_bytes(), "as digits"),
        ("CKA_MODULUS", modulus[255..].to_vec(), "its last byte"),
        ("CKA_PUBLIC_EXPONENT", vec![3], "with another exponent"),
    ];
    for (attribute, value, what) in cases {
        let der = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
        let object = Object::public_key(&[1], "", &RSA_2048).attribute(attribute, hex(&value));
        let token = one_of(Token::named("x").certificate(&[1], "", &der).object(object));
        assert_eq!(token["certificates"][0]["pairing"], "unknown", "{what}: {token}");
        assert_eq!(token["keys"][0]["spki_sha256"], Value::Null, "{what}: it is the fingerprint of no key");
    }
}

#[test]
fn a_point_is_its_certificates_whatever_form_it_and_its_curve_have() {
    // P-521 and brainpoolP256r1: neither has its points decompressed.
    let curves = [(tlv(6, &[0x2b, 0x81, 4, 0, 0x23]), 66), (tlv(6, &[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7]), 32)];
    for (named, size) in curves {
        let (first, second) = (vec![5; size], vec![6; size]);
        // Version and field, then what is not read: the curve, its base point and order.
        let prime = tlv(2, &[&[0][..], &vec![0xff; size]].concat());
        let field = tlv(0x30, &[tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 1, 1]), prime].concat());
        let explicit = tlv(0x30, &[&tlv(2, &[1])[..], &field].concat());
        let points =
            [[&[4][..], &first, &second].concat(), [&[7][..], &first, &second].concat(), [&[2][..], &first].concat()];
        let ec = tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
        let certified = |parameters: &[u8], point: &[u8]| {
            let algorithm = tlv(0x30, &[&ec[..], parameters].concat());
            let spki = tlv(0x30, &[algorithm, tlv(3, &[&[0], point].concat())].concat());
            Certificate::of("Nguyễn Văn An").public_key(spki).der()
        };
        let key = |parameters: &[u8], point: &[u8]| {
            Object::public_key(&[1], "", &P_256)
                .attribute("CKA_EC_PARAMS", hex(parameters))
                .attribute("CKA_EC_POINT", hex(&tlv(4, point)))
        };
        for parameters in [&named, &explicit] {
            for point in &points {
                for der in
                    [certified(&named, &points[0]), certified(&explicit, &points[0]), certified(&named, &points[2])]
                {
                    let object = key(parameters, point);
                    let token = one_of(Token::named("x").certificate(&[1], "", &der).object(object));
                    assert_eq!(token["certificates"][0]["pairing"], "current", "{size}: {token}");
                }
            }
        }
        // Another point of that curve under the same ID is another key.
        let other = key(&explicit, &[&[4][..], &second, &first].concat());
        let token = one_of(Token::named("x").certificate(&[1], "", &certified(&named, &points[0])).object(other));
        assert_eq!(token["certificates"][0]["pairing"], "foreign", "{size}: {token}");
    }
}

#[test]
fn a_key_of_any_other_type_is_paired_by_its_public_key_info() {
    let dsa = tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1]);
    let vendor = tlv(6, &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 1]);
    for (key_type, algorithm) in [(1_u64, dsa), (0x8000_0001, vendor)] {
        let spki = tlv(0x30, &[tlv(0x30, &algorithm), tlv(3, &[0, 2, 1, 9])].concat());
        let der = Certificate::of("Nguyễn Văn An").public_key(spki.clone()).der();
        let attributes = json!({"CKA_KEY_TYPE": key_type, "CKA_ID": hex(&[2]), "CKA_PUBLIC_KEY_INFO": hex(&spki)});
        let object = Object::new("CKO_PUBLIC_KEY", attributes);
        let token = one_of(Token::named("x").certificate(&[1], "", &der).object(object));
        assert_eq!(token["certificates"][0]["pairing"], "current", "{key_type:#x}: {token}");
    }
}

#[test]
fn certificates_behind_the_first_of_a_pem_are_told() {
    let pem = |name: &str| {
        let der = Certificate::of(name).key(&RSA_2048).der();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", BASE64_STANDARD.encode(der))
    };
    let (first, second) = (pem("Nguyễn Văn An"), pem("Trần Thị Bích"));
    let value = [first.as_bytes(), second.as_bytes()].concat();
    let token = one_of(Token::named("x").certificate(&[1], "", &value));
    assert_eq!(token["certificates"][0]["subject"]["common_name"], "Nguyễn Văn An", "{token}");
    let faults: Vec<&str> = token["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|problem| problem["details"]["fault"].as_str())
        .collect();
    let after = format!("octets-after:{}", second.trim_end().len());
    assert!(faults.contains(&"pem") && faults.contains(&after.as_str()), "{faults:?}");
}

/// A slot, what it holds, key and certificate values, and what is expected.
type OfValue<'a> = (u64, &'a str, Vec<u8>, Vec<u8>, Value);

#[test]
fn keys_of_one_value_are_paired_by_it_or_by_their_public_key_info() {
    let nist = |branch: u8, arc: u8| tlv(6, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, branch, arc]);
    let spki =
        |algorithm: &[u8], value: &[u8]| tlv(0x30, &[tlv(0x30, algorithm), tlv(3, &[&[0], value].concat())].concat());
    let gost_curve = tlv(6, &[0x2a, 0x85, 3, 2, 2, 0x23, 1]);
    let gost = [tlv(6, &[0x2a, 0x85, 3, 7, 1, 1, 1, 1]), tlv(0x30, &gost_curve)].concat();
    let wrapped = tlv(4, &[7; 64]);
    let cases: [OfValue<'_>; 6] = [
        (0x4a, "ml-dsa-65", spki(&nist(3, 18), &[5; 1952]), vec![5; 1952], json!({})),
        (0x49, "ml-kem-768", spki(&nist(4, 2), &[6; 1184]), vec![6; 1184], json!({})),
        (0x4b, "slh-dsa-shake-128s", spki(&nist(3, 26), &[9; 32]), vec![9; 32], json!({})),
        (0x4b, "slh-dsa-sha2-128f", spki(&nist(3, 21), &[8; 32]), vec![8; 32], json!({"0x61d": 3})),
        (0x30, "gost-r-34.10-2012-256", spki(&gost, &wrapped), vec![7; 64], json!({"0x250": hex(&gost_curve)})),
        (
            0x30,
            "gost-r-34.10-2012-256",
            spki(&gost, &wrapped),
            Vec::new(),
            json!({"CKA_PUBLIC_KEY_INFO": hex(&spki(&gost, &wrapped))}),
        ),
    ];
    for (key_type, name, info, value, more) in cases {
        let der = Certificate::of("Nguyễn Văn An").public_key(info).der();
        let mut attributes = json!({"CKA_KEY_TYPE": key_type, "CKA_ID": hex(&[1]), "CKA_VALUE": hex(&value)});
        for (attribute, content) in more.as_object().unwrap() {
            attributes[attribute] = content.clone();
        }
        let own = || Object::new("CKO_PUBLIC_KEY", attributes.clone());
        let token = one_of(Token::named("x").certificate(&[1], "", &der).object(own()));
        let (certificate, key) = (&token["certificates"][0], &token["keys"][0]);
        assert_eq!(
            (&certificate["key"]["type"], &certificate["pairing"]),
            (&json!(name), &json!("current")),
            "{token}"
        );
        assert_eq!((&key["type"], &key["spki_sha256"]), (&json!(name), &certificate["key"]["spki_sha256"]), "{key}");
        // Another key of that kind proves nothing against a certificate whose key may be hidden.
        let other = Certificate::of("Trần Thị Bích").der();
        let token = one_of(Token::named("x").certificate(&[2], "", &other).object(own()));
        assert_eq!(token["certificates"][0]["pairing"], "unknown", "{name}: {token}");
    }
}

#[test]
fn the_value_of_a_private_key_is_never_asked_for() {
    let private = Object::new(
        "CKO_PRIVATE_KEY",
        json!({"CKA_KEY_TYPE": 0x4a, "CKA_ID": hex(&[1]), "CKA_VALUE": {"error": "CKR_FUNCTION_FAILED"}}),
    );
    let token = one_of(Token::named("x").object(private));
    assert_eq!((token["keys"].as_array().map(Vec::len), codes(&token)), (Some(1), vec![]), "it would fail: {token}");
}

#[test]
fn a_certificate_whose_value_cannot_be_read_is_an_unreadable_object_with_the_code() {
    let certificate = || Object::certificate(&[1], "Thẻ", &[]);
    let cases = [
        (json!({"error": "CKR_GENERAL_ERROR"}), "CKR_GENERAL_ERROR"),
        (json!({"error": "CKR_DEVICE_ERROR"}), "CKR_DEVICE_ERROR"),
        (json!({"sensitive": true}), "CKR_ATTRIBUTE_SENSITIVE"),
        (json!({"unavailable": true}), "CKR_ATTRIBUTE_TYPE_INVALID"),
        (hex(&[]), "no value"),
    ];
    for (value, code) in cases {
        let token = one_of(Token::named("x").object(certificate().attribute("CKA_VALUE", value)));
        assert_eq!(codes(&token), ["object-unreadable"], "{code}: {token}");
        let problem = &token["problems"][0];
        assert_eq!((&problem["details"]["ckr"], &problem["subject"]), (&json!(code), &json!("01")), "{problem}");
        let certificate = &token["certificates"][0];
        assert_eq!((&certificate["sha256"], &certificate["label"]), (&json!(""), &json!("Thẻ")), "{certificate}");
    }
    let url = "http://ca.example/a.cer";
    let elsewhere = certificate().attribute("0x89", url);
    let token = one_of(Token::named("x").object(elsewhere));
    assert_eq!(token["problems"][0]["details"]["url"], url, "{token}");
}

#[test]
fn text_round_a_certificate_is_taken_off_and_other_things_are_named() {
    let der = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
    let text = BASE64_STANDARD.encode(&der);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
    for (value, word) in [(pem.into_bytes(), "pem"), (text.into_bytes(), "base64")] {
        let token = one_of(Token::named("x").certificate(&[1], "", &value).key_pair(&[1], "", &RSA_2048));
        let certificate = &token["certificates"][0];
        assert_eq!(certificate["subject"]["common_name"], "Nguyễn Văn An", "{word}: {token}");
        assert_eq!(certificate["der"].as_str().unwrap(), BASE64_STANDARD.encode(&der), "{word}: the DER is exported");
        let said: Vec<&Value> =
            token["problems"].as_array().unwrap().iter().map(|one| &one["details"]["fault"]).collect();
        assert_eq!((said, codes(&token)), (vec![&json!(word)], vec!["certificate-not-rfc5280"]), "{token}");
    }
    let pkcs7 = tlv(0x30, &[tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]), tlv(0xa0, &[5, 0])].concat());
    for (value, word) in [(pkcs7, "pkcs7"), (vec![0x1f, 0x8b, 8, 0], "gzip"), (vec![0x78, 0x9c, 1], "zlib")] {
        let token = one_of(Token::named("x").certificate(&[1], "", &value));
        assert_eq!(codes(&token), ["certificate-malformed"], "{word}: {token}");
        assert_eq!(token["problems"][0]["details"]["fault"], word, "{token}");
    }
}

#[test]
fn certificates_of_other_types_are_listed_as_what_they_are() {
    for (number, word) in [(1, "x-509-attribute"), (2, "wtls"), (0x8000_0001_u64, "0x80000001")] {
        let object = Object::certificate(&[1], "Thẻ", &[1, 2, 3]).attribute("CKA_CERTIFICATE_TYPE", number);
        let token = one_of(Token::named("x").object(object));
        assert_eq!(token["certificates"][0]["certificate_type"], word, "{token}");
        assert_eq!(
            (codes(&token), &token["problems"][0]["severity"]),
            (vec!["certificate-not-rfc5280"], &json!("note"))
        );
    }
    let der = Certificate::of("Nguyễn Văn An").der();
    let lied = Object::certificate(&[1], "", &der).attribute("CKA_CERTIFICATE_TYPE", 2);
    let token = one_of(Token::named("x").object(lied));
    assert_eq!(token["certificates"][0]["subject"]["common_name"], "Nguyễn Văn An", "what can be read is read");
}

#[test]
fn a_modulus_without_its_sign_octet_is_the_number_it_means_and_marked() {
    let modulus = bytes_of(&RSA_2048.public_attributes()["CKA_MODULUS"]);
    assert!(modulus[0] >= 0x80, "else nothing is missing");
    let numbers = tlv(0x30, &[tlv(2, &modulus), tlv(2, &[1, 0, 1])].concat());
    let rsa = tlv(0x30, &[tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]), vec![5, 0]].concat());
    let spki = tlv(0x30, &[rsa, tlv(3, &[&[0], &numbers[..]].concat())].concat());
    let der = Certificate::of("Nguyễn Văn An").public_key(spki).der();
    let token = one_of(Token::named("x").certificate(&[1], "", &der).key_pair(&[1], "", &RSA_2048));
    let certificate = &token["certificates"][0];
    assert_eq!((&certificate["key"]["bits"], &certificate["pairing"]), (&json!(2048), &json!("current")), "{token}");
    let problem = &token["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["details"]["fault"]),
        (&json!("certificate-not-rfc5280"), &json!("no-sign-octet"))
    );
}

/// A SubjectPublicKeyInfo of an algorithm without parameters.
fn info_of(oid: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[tlv(0x30, &tlv(6, oid)), tlv(3, &[&[0][..], value].concat())].concat())
}

#[test]
fn bytes_that_can_be_no_key_of_their_kind_make_their_certificate_unknown() {
    let point = bytes_of(&P_256.public_attributes()["CKA_EC_POINT"])[2..].to_vec();
    let turned = |half: &[u8]| half.iter().rev().copied().collect::<Vec<u8>>();
    let reversed = [vec![4], turned(&point[1..33]), turned(&point[33..])].concat();
    for (key, attribute, value) in [
        (&RSA_2048, "CKA_MODULUS", vec![0xff; 256]),
        (&P_256, "CKA_EC_POINT", tlv(4, &reversed)),
        (&P_256, "CKA_EC_POINT", tlv(4, &[&[4][..], &[0; 64]].concat())),
        (&P_256, "CKA_EC_POINT", [&[4][..], &[0xff; 64]].concat()),
    ] {
        let der = Certificate::of("Nguyễn Văn An").key(key).der();
        let object = Object::public_key(&[1], "", key).attribute(attribute, hex(&value));
        let token = one_of(Token::named("x").certificate(&[1], "", &der).object(object));
        assert_eq!(token["certificates"][0]["pairing"], "unknown", "{value:?}: {token}");
    }
    let value: Vec<u8> = (0..=255).cycle().take(1952).collect();
    for (kind, oid, length, attribute) in [
        (0x40, &[0x2b, 0x65, 0x70][..], 32, "CKA_EC_POINT"),
        (0x40, &[0x2b, 0x65, 0x71], 57, "CKA_EC_POINT"),
        (0x41, &[0x2b, 0x65, 0x6e], 32, "CKA_EC_POINT"),
        (0x4a, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 18], 1952, "CKA_VALUE"),
        (0x49, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 4, 2], 1184, "CKA_VALUE"),
    ] {
        let der = Certificate::of("Nguyễn Văn An").public_key(info_of(oid, &value[..length])).der();
        let pairing = |bytes: Vec<u8>| {
            let object = json!({"CKA_KEY_TYPE": kind, "CKA_ID": hex(&[1]), attribute: hex(&bytes)});
            let object = Object::new("CKO_PUBLIC_KEY", object);
            one_of(Token::named("x").certificate(&[1], "", &der).object(object))["certificates"][0]["pairing"].clone()
        };
        for octet in [0, 0xff, 7] {
            assert_eq!(pairing(vec![octet; length]), "unknown", "{kind:#x}: {octet} again and again");
        }
        assert_eq!(pairing(value[..length].to_vec()), "current", "{kind:#x}: its own");
    }
}

#[test]
fn of_a_value_and_a_public_key_info_that_contradict_it_the_one_in_the_certificate_counts() {
    const ML_DSA_65: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 18];
    let value: Vec<u8> = (0..=255).cycle().take(1952).collect();
    let other: Vec<u8> = (1..=255).cycle().take(1952).collect();
    let own = info_of(ML_DSA_65, &value);
    let der = Certificate::of("Nguyễn Văn An").public_key(own.clone()).der();
    let pairing = |info: &[u8], value: &[u8]| {
        let attributes = json!({
            "CKA_KEY_TYPE": 0x4a, "CKA_ID": hex(&[1]), "CKA_VALUE": hex(value), "CKA_PUBLIC_KEY_INFO": hex(info),
        });
        let object = Object::new("CKO_PUBLIC_KEY", attributes);
        one_of(Token::named("x").certificate(&[1], "", &der).object(object))["certificates"][0]["pairing"].clone()
    };
    let wrong = info_of(ML_DSA_65, &other);
    for (info, value, expected) in [
        (&own[..], &value[..], "current"),
        (&wrong, &value, "current"),
        (RSA_2048.spki, &value, "current"),
        (&own, &other, "current"),
        (&wrong, &other, "foreign"),
        (RSA_2048.spki, &other, "unknown"),
        (RSA_2048.spki, &[], "unknown"),
    ] {
        assert_eq!(pairing(info, value), expected, "{} {}", info == own, value.len());
    }
}

#[test]
fn a_public_key_info_is_asked_for_where_the_parts_of_a_key_are_none() {
    let point = bytes_of(&P_256.public_attributes()["CKA_EC_POINT"])[2..].to_vec();
    let der = Certificate::of("Nguyễn Văn An").key(&P_256).der();
    let read = |value: &[u8]| {
        let object = Object::public_key(&[1], "", &P_256).attribute("CKA_EC_POINT", hex(&tlv(4, value)));
        let object = object.attribute("CKA_PUBLIC_KEY_INFO", hex(P_256.spki));
        let rig = Script::empty().slot(1, Token::named("x").certificate(&[1], "", &der).object(object)).install();
        let report = inventory(&Home::new(), &rig).json();
        (report["tokens"][0]["certificates"][0]["pairing"].clone(), rig.calls().count("C_GetAttributeValue"))
    };
    let (whole, calls) = read(&point);
    assert_eq!(whole, "current", "a point");
    assert_eq!(read(&point[1..]), (json!("current"), calls + 1), "none, and one call more");
}

#[test]
fn a_type_outweighs_only_bytes_that_are_nothing_else() {
    let der = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
    let read = |value: &[u8], number: u64| {
        let object =
            Object::certificate(&[1], "Thẻ", value).attribute("CKA_CERTIFICATE_TYPE", json!({"ulong": number}));
        one_of(Token::named("x").object(object))
    };
    let gzip = [&[0x1f, 0x8b, 8][..], &[1; 20]].concat();
    for number in [1, 2, 3, 0x8000_0001, 0xa5a5_a5a5, u64::from(u32::MAX)] {
        for value in [&der[..der.len() - 9], &der[..300], &[0; 900], &gzip] {
            let token = read(value, number);
            assert!(codes(&token).contains(&"certificate-malformed"), "{number:#x} {}: {token}", value.len());
        }
        let token = read(&[], number);
        assert!(codes(&token).contains(&"object-unreadable"), "{number:#x}: {token}");
        assert!(token["certificates"][0]["certificate_type"].is_string(), "{number:#x}: {token}");
    }
    assert_eq!(codes(&read(&[1, 2, 3], 3)), ["certificate-malformed"], "no such type");
}

#[test]
fn requests_lists_and_bare_keys_are_no_certificates() {
    let name = tlv(0x30, &tlv(0x31, &tlv(0x30, &[tlv(6, &[0x55, 4, 3]), tlv(0x0c, b"A")].concat())));
    let algorithm = tlv(0x30, &tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]));
    let signed = |fields: &[&[u8]]| {
        let signature = tlv(3, &[0, 1, 2, 3]);
        tlv(0x30, &[&tlv(0x30, &fields.concat())[..], &algorithm, &signature].concat())
    };
    let time = tlv(0x17, b"260101000000Z");
    for (value, what) in [
        (signed(&[&[2, 1, 0], &name, RSA_2048.spki, &[0xa0, 0]]), "a request"),
        (signed(&[&[2, 1, 1], &algorithm, &name, &time, &time]), "a list of revoked certificates"),
        (RSA_2048.spki.to_vec(), "a key"),
    ] {
        let token = one_of(Token::named("x").certificate(&[1], "", &value));
        assert_eq!(codes(&token), ["certificate-malformed"], "{what}: {token}");
        assert_eq!(token["certificates"][0]["subject"], Value::Null, "{what}: {token}");
    }
}
