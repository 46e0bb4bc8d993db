//! Which token is selected: by serial, label, reader, slot, bare word, URI; none and several.

use serde_json::Value;

use super::support::{Home, Outcome};
use super::{json, login_command, softhsm, tokenctl};

fn serials(report: &Value) -> Vec<&str> {
    report["tokens"].as_array().expect("tokens").iter().filter_map(|token| token["serial"].as_str()).collect()
}

#[test]
fn every_form_of_selector_finds_its_token() {
    let report = json(&["inventory"]);
    let token = super::token(&report, "10242147");
    let slot = format!("slot:{}", token["slot"]);
    let reader = format!("reader:{}", token["reader"].as_str().expect("a reader"));
    let uri = token["uri"].as_str().expect("a URI");
    for selector in [
        "serial:10242147",
        "label:Trần Đức Thắng",
        &slot,
        &reader,
        "10242147",
        "Trần Đức Thắng",
        uri,
        "pkcs11:serial=10242147",
    ] {
        assert_eq!(serials(&json(&["--token", selector, "token", "list"])), ["10242147"], "{selector}");
    }
    assert_eq!(
        serials(&json(&["--token", "label:VGCA Token", "token", "list"])),
        ["10240113", "10241130"],
        "a list may show two"
    );
}

#[test]
fn no_match_is_status_3_with_what_was_seen() {
    for selector in ["serial:99", "label:vgca token", "reader:none", "slot:4", "nobody", "pkcs11:token=nobody"] {
        for command in [&["token", "show"][..], &["inventory"], &["check"], &["cert", "export"]] {
            let outcome = tokenctl(&[&["--token", selector], command].concat()).expect_status(3, selector);
            assert_eq!(outcome.stdout, b"", "{selector} {command:?}");
            assert!(outcome.stderr.contains(selector), "it repeats the selector: {}", outcome.stderr);
            assert!(outcome.stderr.contains("serial:10240113"), "and says what was seen: {}", outcome.stderr);
            assert!(!outcome.stderr.contains("slot ID 0xf"), "an empty slot is no choice: {}", outcome.stderr);
        }
    }
}

#[test]
fn a_label_on_two_tokens_is_status_4_for_a_login_with_what_tells_them_apart() {
    let mut command = login_command(&Home::new());
    command.args(["--token", "label:VGCA Token", "inventory", "--login", "--pin-stdin"]);
    let outcome = Outcome::with_input(&mut command, softhsm::USER_PIN.as_bytes()).expect_status(4, "two tokens");
    for serial in ["serial:10240113", "serial:10241130"] {
        assert!(outcome.stderr.contains(serial), "{}", outcome.stderr);
    }
    assert!(!outcome.stderr.contains(softhsm::USER_PIN), "{}", outcome.stderr);
}

#[test]
fn a_login_without_a_selector_on_many_tokens_is_status_4() {
    let mut command = login_command(&Home::new());
    command.args(["--format", "json", "inventory", "--login", "--pin-stdin"]);
    let outcome = Outcome::with_input(&mut command, softhsm::USER_PIN.as_bytes()).expect_status(4, "fifteen tokens");
    assert_eq!(outcome.error()["exit_status"], 4, "{}", outcome.stderr);
}
