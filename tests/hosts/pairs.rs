//! Private keys that show only a part of their public key: what they show must count, and an ID must not outweigh it.

use serde_json::{Value, json};

use super::support::{
    Certificate, Home, Object, P_256, P_384, RSA_2048, RSA_2048_OTHER, RSA_3072, Script, Token, hex, tlv,
};
use super::{inventory, token};

/// CKF_TOKEN_INITIALIZED alone: no login is required, so what is not seen is not there.
const OPEN: u64 = 0x400;
/// CKF_TOKEN_INITIALIZED and CKF_USER_PIN_INITIALIZED.
const OPEN_WITH_PIN: u64 = 0x408;

fn read(case: Token) -> Value {
    let rig = Script::empty().slot(1, case.set("serial", "00000001")).install();
    let report = inventory(&Home::new(), &rig).json();
    token(&report, 1).unwrap_or_else(|| panic!("the token is listed: {report}"))
}

fn open() -> Token {
    Token::bare("x").set("flags", OPEN)
}

/// Pairing and private key of the first certificate.
fn verdict(token: &Value) -> (&str, &str) {
    let certificate = &token["certificates"][0];
    let word = |name: &str| certificate[name].as_str().expect("a word");
    (word("pairing"), word("private_key"))
}

/// A private RSA key that shows its modulus, but not its public exponent.
fn without_exponent(id: u8, key: &super::support::Key) -> Object {
    Object::private_key(&[id], "", key).without("CKA_PUBLIC_EXPONENT").seen()
}

#[test]
fn a_private_key_without_its_exponent_is_found_by_its_modulus_whatever_its_id() {
    let der = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
    let held = || open().certificate(&[1], "", &der);
    let other = || Object::public_key(&[1], "", &RSA_2048_OTHER);
    for (case, what) in [
        (held().object(without_exponent(1, &RSA_2048)), "under the same ID"),
        (held().object(without_exponent(2, &RSA_2048)), "under another ID"),
        (held().object(without_exponent(2, &RSA_2048).without("CKA_ID")), "without an ID"),
        (held().object(without_exponent(1, &RSA_2048)).object(other()), "beside another public key of its ID"),
        (held().object(without_exponent(2, &RSA_2048)).object(Object::public_key(&[1], "", &RSA_2048)), "and its own"),
    ] {
        let token = read(case);
        assert_eq!(verdict(&token), ("current", "present"), "{what}: {token}");
        let (key, certificate) = (&token["keys"][0], &token["certificates"][0]);
        assert_eq!(key["spki_sha256"], certificate["key"]["spki_sha256"], "{what}: {token}");
        assert_eq!(key["certificate_sha256"], certificate["sha256"], "{what}: {token}");
    }
}

#[test]
fn a_private_key_with_another_modulus_is_another_key_even_under_the_certificates_id() {
    let der = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
    for key in [&RSA_2048_OTHER, &RSA_3072] {
        let token = read(open().certificate(&[1], "", &der).object(without_exponent(1, key)));
        assert_eq!(verdict(&token), ("foreign", "absent"), "{}: {token}", key.name);
        assert_eq!(token["keys"][0]["certificate_sha256"], Value::Null, "{}: {token}", key.name);
    }
    // A modulus that is none says nothing, and the ID is a hint again.
    let number = |key: Object| key.attribute("CKA_MODULUS", hex(&[0x80; 256]));
    let token = read(open().certificate(&[1], "", &der).object(number(without_exponent(1, &RSA_2048))));
    assert_eq!(verdict(&token), ("current", "present"), "{token}");
}

#[test]
fn a_private_key_on_another_curve_is_another_key_even_under_the_certificates_id() {
    let der = Certificate::of("Nguyễn Văn An").key(&P_256).der();
    let hidden = |key| Object::private_key(&[1], "", key).without("CKA_EC_POINT").seen();
    let held = || open().certificate(&[1], "", &der);
    assert_eq!(verdict(&read(held().object(hidden(&P_384)))), ("foreign", "absent"), "P-384");
    assert_eq!(verdict(&read(held().object(hidden(&P_256)))), ("current", "present"), "its own curve");
    let both = held().object(hidden(&P_384)).object(hidden(&P_256));
    assert_eq!(verdict(&read(both)), ("current", "present"), "one of two under this ID fits");
    // A curve that the token calls by a name of its own may be any.
    let named = hidden(&P_256).attribute("CKA_EC_PARAMS", hex(&tlv(0x13, b"NIST curve")));
    assert_eq!(verdict(&read(held().object(named))), ("current", "present"), "a name that nobody knows");
}

#[test]
fn a_parameter_set_names_the_algorithm_of_a_key_without_a_value() {
    let spki = |arc: u8, length: usize| {
        let algorithm = tlv(6, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, arc]);
        tlv(0x30, &[tlv(0x30, &algorithm), tlv(3, &[&[0][..], &vec![5; length]].concat())].concat())
    };
    let own = |class: &str, set: u64| {
        Object::new(class, json!({"CKA_KEY_TYPE": 0x4a, "CKA_ID": hex(&[1]), "0x61d": {"ulong": set}}))
    };
    for (set, arc, length, name) in [(1, 17, 1312, "ml-dsa-44"), (2, 18, 1952, "ml-dsa-65"), (3, 19, 2592, "ml-dsa-87")]
    {
        let der = Certificate::of("Nguyễn Văn An").public_key(spki(arc, length)).der();
        for class in ["CKO_PUBLIC_KEY", "CKO_PRIVATE_KEY"] {
            let token = read(open().certificate(&[1], "", &der).object(own(class, set)));
            assert_eq!((&token["keys"][0]["type"], &token["keys"][0]["spki_sha256"]), (&json!(name), &Value::Null));
        }
        let private =
            |set| verdict(&read(open().certificate(&[1], "", &der).object(own("CKO_PRIVATE_KEY", set)))).1.to_owned();
        assert_eq!((private(set).as_str(), private(1 + set % 3).as_str()), ("present", "absent"), "{name}");
    }
}

#[test]
fn edwards_and_montgomery_keys_are_known_by_their_type_whatever_names_their_curve() {
    for (key_type, arc, length, name) in [
        (0x40, 0x71, 57, "edwards448"),
        (0x40, 0x70, 32, "edwards25519"),
        (0x41, 0x6f, 56, "curve448"),
        (0x41, 0x6e, 32, "curve25519"),
    ] {
        let value = vec![5; length];
        let algorithm = tlv(0x30, &tlv(6, &[0x2b, 0x65, arc]));
        let spki = tlv(0x30, &[algorithm, tlv(3, &[&[0][..], &value].concat())].concat());
        let der = Certificate::of("Nguyễn Văn An").public_key(spki).der();
        let key = |point: &[u8]| {
            Object::new(
                "CKO_PUBLIC_KEY",
                json!({"CKA_KEY_TYPE": key_type, "CKA_ID": hex(&[1]), "CKA_EC_POINT": hex(point)}),
            )
        };
        let printable = tlv(0x13, name.as_bytes());
        for parameters in
            [printable, tlv(0x0c, name.as_bytes()), vec![5, 0], tlv(0x13, b"a name of its own"), vec![0xff]]
        {
            let object = key(&tlv(4, &value)).attribute("CKA_EC_PARAMS", hex(&parameters));
            let token = read(open().certificate(&[1], "", &der).object(object));
            assert_eq!(token["certificates"][0]["pairing"], "current", "{name} {parameters:?}: {token}");
        }
        // Ed448 has a byte more than its field: without it, it is not a point.
        let token = read(Token::bare("x").certificate(&[1], "", &der).object(key(&value[1..])));
        assert_eq!(token["certificates"][0]["pairing"], "unknown", "{name}: {token}");
    }
}

#[test]
fn a_restricted_rsa_key_is_no_mismatch_for_another_exponent_either() {
    let at = RSA_2048.spki.windows(2).position(|two| two == [3, 0x82]).expect("its BIT STRING");
    // RSASSA-PSS and RSAES-OAEP.
    for arc in [10, 7] {
        let algorithm = tlv(0x30, &tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, arc]));
        let der = Certificate::of("Nguyễn Văn An")
            .public_key(tlv(0x30, &[&algorithm[..], &RSA_2048.spki[at..]].concat()))
            .der();
        let key = Object::public_key(&[1], "", &RSA_2048);
        let pairing =
            |key| read(Token::bare("x").certificate(&[1], "", &der).object(key))["certificates"][0]["pairing"].clone();
        assert_eq!(pairing(key.clone()), "current", "{arc}");
        assert_eq!(pairing(key.attribute("CKA_PUBLIC_EXPONENT", hex(&[3]))), "unknown", "{arc}: the same modulus");
    }
}

#[test]
fn a_token_with_a_pin_that_denies_needing_a_login_proves_no_orphan() {
    let der = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
    let held = |flags: u64| Token::named("x").set("flags", flags).certificate(&[1], "", &der);
    let hidden = Object::private_key(&[1], "", &RSA_2048);
    assert_eq!(verdict(&read(held(OPEN_WITH_PIN).object(hidden))), ("unknown", "unknown"), "its key is hidden");
    let other = Object::private_key(&[2], "", &RSA_2048_OTHER).seen();
    assert_eq!(verdict(&read(held(OPEN_WITH_PIN).object(other))), ("orphan", "absent"), "private keys are visible");
    assert_eq!(verdict(&read(open().certificate(&[1], "", &der))), ("orphan", "absent"), "no login, no PIN");
}

#[test]
fn flags_of_a_driver_that_sets_none_prove_no_orphan() {
    let der = Certificate::of("Nguyễn Văn An").valid("200101000000Z", "210101000000Z").key(&RSA_2048).der();
    for flags in [0, 1] {
        let held = Token::named("x").set("flags", flags).certificate(&[1], "", &der);
        let token = read(held.clone().object(Object::private_key(&[1], "", &RSA_2048)));
        assert_eq!(verdict(&token), ("unknown", "unknown"), "{flags}: its key may be hidden: {token}");
        assert_eq!(token["problems"][0]["severity"], "critical", "{flags}: {token}");
        let token = read(held.object(Object::public_key(&[1], "", &RSA_2048)));
        assert_eq!(verdict(&token), ("current", "unknown"), "{flags}: {token}");
    }
}

#[test]
fn an_expired_certificate_weighs_less_only_if_its_successor_is_proved_to_work() {
    let of = |key, from: &str, until: &str| Certificate::of("Nguyễn Văn An").valid(from, until).key(key).der();
    let old = of(&RSA_2048, "200101000000Z", "210101000000Z");
    let held = |new: &[u8]| Token::named("x").certificate(&[1], "", &old).certificate(&[2], "", new);
    let severity = |token: &Value| {
        let problems = token["problems"].as_array().expect("a list").iter();
        let expired = problems.filter(|one| one["code"] == "certificate-expired").map(|one| one["severity"].clone());
        expired.collect::<Vec<Value>>()
    };
    let new = of(&RSA_2048_OTHER, "200601000000Z", "490101000000Z");
    let hidden = Object::private_key(&[1], "", &RSA_2048);
    assert_eq!(severity(&read(held(&new).object(hidden.clone()))), ["critical"], "another key that nobody saw");
    let seen = held(&new).object(hidden).object(Object::public_key(&[2], "", &RSA_2048_OTHER));
    assert_eq!(severity(&read(seen)), ["note"], "another key that is on the token");
    let renewed = of(&RSA_2048, "200601000000Z", "490101000000Z");
    assert_eq!(severity(&read(held(&renewed))), ["note"], "its own key");
}
