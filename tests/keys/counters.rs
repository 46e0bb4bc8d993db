//! Exact tries and private keys that SafeNet's driver reports without a login, by the numbers of its published header;
//! no other driver is asked for them.

use serde_json::{Value, json};

use super::desk::Desk;
use super::support::{Certificate, Fault, Object, RSA_2048, Script, Token, attributes};

fn ulong(value: u64) -> Value {
    json!({"ulong": value})
}

fn feature(kind: u64, numbers: &[(&str, u64)]) -> Object {
    let mut all = vec![("0x300", ulong(kind))];
    all.extend(numbers.iter().map(|(name, value)| (*name, ulong(*value))));
    Object::new(5, attributes(&all))
}

/// A token with these tries of user and SO PIN left, of 15 and 10.
fn token(user: u64, so: u64) -> Token {
    let der = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
    let hidden = Object::private_key(&[1], "An", &RSA_2048);
    let vendor = Object::new(0x8000_5001_u64, hidden_attributes());
    Token::named("An")
        .certificate(&[1], "An", &der)
        .object(hidden)
        .object(vendor)
        .object(feature(
            0x8000_5002,
            &[
                ("0x80001110", user),
                ("0x80001112", 15),
                ("0x80001111", so),
                ("0x80001113", 10),
                ("0x80001142", 2),
                ("0x80001143", 5),
            ],
        ))
        .object(feature(
            0x8000_5003,
            &[
                ("0x80001202", 6),
                ("0x8000120f", 16),
                ("0x80001204", 90),
                ("0x80001207", 10),
                ("0x8000120a", 2),
                ("0x8000120b", 1),
                ("0x8000120c", 0),
            ],
        ))
}

/// The attributes of a private key in the vendor's class.
fn hidden_attributes() -> Value {
    let mut all = RSA_2048.private_attributes();
    all["CKA_ID"] = json!({"hex": "01"});
    all["CKA_LABEL"] = json!("An");
    all["CKA_SIGN"] = json!(true);
    all
}

fn safenet(token: Token) -> Script {
    let library = json!({"description": "SafeNet eToken PKCS#11", "manufacturer": "SafeNet, Inc."});
    Script::empty().set("library", library).slot(1, token)
}

fn asked(desk: &Desk, class: u64) -> usize {
    desk.rig.calls().0.iter().filter(|call| call.detail == format!("class={class}")).count()
}

#[test]
fn tries_unlocks_and_policy_are_read_without_a_login() {
    let desk = Desk::of(&safenet(token(12, 10)));
    let report = desk.run(&["pin", "status", "--format", "json"], &[]).expect_status(0, "a healthy token").json();
    let (user, so) = (&report["tokens"][0]["user_pin"], &report["tokens"][0]["so_pin"]);
    assert_eq!(
        (&user["tries_left"], &user["tries_max"], &user["unlocks_left"]),
        (&json!(12), &json!(15), &json!(3)),
        "{user}"
    );
    let rules = json!({
        "min_length": 6, "max_length": 16, "max_age": 90, "history": 10,
        "digits": "required", "upper": "forbidden", "lower": "any", "special": null,
    });
    assert_eq!(user["rules"], rules, "{user}");
    assert_eq!((&so["tries_left"], &so["tries_max"]), (&json!(10), &json!(10)), "{so}");
    assert_eq!(user["state"], "count-low", "three of fifteen are gone, though no flag says so");
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was tried");
    let said = desk.run(&["pin", "status"], &[]).expect_status(0, "for eyes");
    assert!(said.text().contains("12 / 15") && said.text().contains("Unlocks left"), "{}", said.text());
    let words = "6 to 16 characters, a digit, no upper-case letters, none of the last 10 PINs, changed every 90 days";
    assert!(said.text().contains("New PIN") && said.text().contains(words), "{}", said.text());
    for (left, state) in [(15, "ok"), (1, "final-try"), (0, "locked")] {
        let desk = Desk::of(&safenet(token(left, 10)));
        let report = desk.run(&["pin", "status", "--format", "json"], &[]).json();
        assert_eq!(report["tokens"][0]["user_pin"]["state"], state, "{left} left");
    }
}

#[test]
fn a_private_key_is_known_and_paired_without_a_pin() {
    let desk = Desk::of(&safenet(token(15, 10)));
    let report = desk.run(&["inventory", "--format", "json"], &[]).expect_status(0, "a healthy token").json();
    let certificate = &report["tokens"][0]["certificates"][0];
    assert_eq!(
        (&certificate["pairing"], &certificate["private_key"]),
        (&json!("current"), &json!("present")),
        "{certificate}"
    );
    assert_eq!(desk.rig.calls().with_secrets(), 0, "no login");
    let keys = report["tokens"][0]["keys"].as_array().expect("keys");
    assert_eq!(keys.len(), 1, "the key once: {keys:?}");
}

#[test]
fn no_other_driver_is_asked_for_any_of_it() {
    let desk = Desk::of(&Script::empty().slot(1, token(12, 10)));
    let report = desk.run(&["pin", "status", "--format", "json"], &[]).json();
    let user = &report["tokens"][0]["user_pin"];
    assert_eq!(
        (&user["tries_left"], &user["unlocks_left"], &user["rules"]),
        (&json!(null), &json!(null), &json!(null)),
        "{user}"
    );
    assert_eq!((asked(&desk, 5), asked(&desk, 0x8000_5001)), (0, 0), "not asked");
    let own = Desk::of(&safenet(token(12, 10)));
    own.run(&["pin", "status", "--format", "json"], &[]);
    assert_eq!((asked(&own, 5), asked(&own, 0x8000_5001)), (2, 1), "asked once each");
}

#[test]
fn a_driver_that_does_not_know_its_own_numbers_costs_nothing() {
    let plain = Token::named("An").certificate(&[1], "An", &Certificate::of("An").key(&RSA_2048).der());
    let desk = Desk::of(&safenet(plain.clone()));
    let report = desk.run(&["pin", "status", "--format", "json"], &[]).expect_status(0, "an older one").json();
    assert_eq!(report["tokens"][0]["user_pin"]["tries_left"], json!(null), "not told");
    // The searches after those of the standard are the vendor's.
    let searches = desk.rig.calls().count("C_FindObjectsInit");
    for fault in [
        Fault::at("C_FindObjectsInit").nth(searches as u64 - 2).process(1).returns("CKR_ATTRIBUTE_TYPE_INVALID"),
        Fault::at("C_FindObjectsInit").nth(searches as u64 - 2).process(1).crashes(),
    ] {
        let desk = Desk::of(&safenet(plain.clone()).fault(fault));
        let report = desk.run(&["pin", "status", "--format", "json"], &[]).expect_status(0, "the rest is read").json();
        assert_eq!(report["tokens"][0]["user_pin"]["state"], "ok", "{report}");
    }
}
