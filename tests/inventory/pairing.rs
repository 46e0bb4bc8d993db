//! Which certificate belongs to which key, before and after a login.

use serde_json::{Value, json};

use super::support::{Home, Outcome};
use super::{json, login_command, softhsm, token};

/// The report of one token after a login with its PIN on standard input.
fn logged_in(serial: &str) -> Value {
    let mut command = login_command(&Home::new());
    command.args(["--format", "json", "--token", serial, "inventory", "--login", "--pin-stdin"]);
    let report = Outcome::with_input(&mut command, format!("{}\n", softhsm::USER_PIN).as_bytes());
    report.expect_status(0, "the demo PIN").json()["tokens"][0].clone()
}

fn verdicts(token: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().expect("a word").to_owned();
    let one = |one: &Value| (text(&one["serial_number"]), text(&one["pairing"]), text(&one["private_key"]));
    token["certificates"].as_array().expect("a list").iter().map(one).collect()
}

fn verdict(serial: &str, pairing: &str, private_key: &str) -> (String, String, String) {
    (serial.to_owned(), pairing.to_owned(), private_key.to_owned())
}

#[test]
fn without_a_login_public_keys_tell_what_they_can_and_nothing_is_guessed() {
    let report = json(&["inventory"]);
    for (token_serial, expected) in [
        ("10240113", vec![verdict("7af2df52182653d3", "current", "unknown")]),
        ("10241130", vec![verdict("5c31e8a90b47d216", "unknown", "unknown")]),
        (
            "10244181",
            vec![
                verdict("58c7930ae41fb26d", "current", "unknown"),
                verdict("0f2a66d1983be47c", "superseded", "unknown"),
            ],
        ),
        ("10245198", vec![verdict("2e9a47b05dc8136f", "unknown", "unknown")]),
        ("10247232", vec![verdict("77a3c15e60d2f94b", "foreign", "unknown")]),
        (
            "10251300",
            vec![
                verdict("6de81730c4b95f2a", "current", "unknown"),
                verdict("4d3f1a7788c20e51", "ca", "unknown"),
                verdict("6b10c2f59e84a733", "ca", "unknown"),
            ],
        ),
    ] {
        assert_eq!(verdicts(token(&report, token_serial)), expected, "token {token_serial}");
    }
    let lonely = token(&report, "10246215");
    assert_eq!(lonely["keys"][0]["certificate_sha256"], Value::Null, "a key without certificate");
    assert_eq!(lonely["certificates"], json!([]), "and no certificate");
}

#[test]
fn after_a_login_private_keys_settle_what_was_unknown() {
    for (token_serial, expected) in [
        ("10241130", vec![verdict("5c31e8a90b47d216", "current", "present")]),
        (
            "10244181",
            vec![
                verdict("58c7930ae41fb26d", "current", "present"),
                verdict("0f2a66d1983be47c", "superseded", "present"),
            ],
        ),
        ("10245198", vec![verdict("2e9a47b05dc8136f", "orphan", "absent")]),
        ("10247232", vec![verdict("77a3c15e60d2f94b", "foreign", "absent")]),
    ] {
        let token = logged_in(token_serial);
        assert_eq!(token["logged_in"], true, "token {token_serial}");
        assert_eq!(verdicts(&token), expected, "token {token_serial}");
    }
}

#[test]
fn keys_show_type_size_use_and_the_fingerprint_of_their_certificate() {
    let token = logged_in("10240113");
    let keys = token["keys"].as_array().expect("keys");
    assert_eq!(keys.len(), 2, "the private and the public one");
    let certificate = &token["certificates"][0];
    for key in keys {
        assert_eq!((&key["type"], &key["bits"]), (&json!("rsa"), &json!(3072)), "{key}");
        assert_eq!(key["spki_sha256"], certificate["key"]["spki_sha256"], "one public key: {key}");
        assert_eq!(key["certificate_sha256"], certificate["sha256"], "{key}");
        let private = key["class"] == "private";
        assert_eq!(key["sensitive"], if private { json!(true) } else { Value::Null }, "absent is null: {key}");
        assert_eq!(key["extractable"], if private { json!(false) } else { Value::Null }, "{key}");
        let used = key["usage"].as_array().expect("a list").contains(&json!(if private { "sign" } else { "verify" }));
        assert!(used, "{key}");
    }
    let report = json(&["inventory"]);
    let curves: Vec<&Value> = report["tokens"]
        .as_array()
        .expect("tokens")
        .iter()
        .flat_map(|token| token["keys"].as_array().expect("keys"))
        .filter(|key| key["type"] == "ec")
        .map(|key| &key["curve"])
        .collect();
    assert!(!curves.is_empty() && curves.iter().all(|curve| **curve == "p-256"), "the demo has P-256: {curves:?}");
}
