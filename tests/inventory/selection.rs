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

#[test]
fn no_match_in_saved_inventories_is_the_same_and_its_hints_stay_with_the_files() {
    let home = Home::new();
    let (saved, none) = (home.path().join("Kiểm kê 1.json"), home.path().join("none.json"));
    let mut report = json(&["inventory"]);
    std::fs::write(&saved, report.to_string()).expect("a saved inventory");
    report["tokens"] = Value::Array(Vec::new());
    std::fs::write(&none, report.to_string()).expect("another");
    let run = |words: &[&str], file: &std::path::Path| {
        let mut command = home.process();
        Outcome::of(command.args(words).arg("--from").arg(file))
    };
    for words in [&["token", "show"][..], &["cert", "list"], &["inventory"], &["check"], &["plan"]] {
        let outcome = run(&[&["--token", "serial:99"], words].concat(), &saved).expect_status(3, "no match");
        assert!(outcome.stderr.contains("serial:10240113"), "what is there: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("slot ID 0xf"), "an empty slot is no choice: {}", outcome.stderr);
        let outcome = run(&[&["--token", "serial:99"], words].concat(), &none).expect_status(3, "no token");
        assert!(outcome.stderr.contains("saved inventories have no token"), "{}", outcome.stderr);
        assert!(!outcome.stderr.contains("plug"), "no driver was asked: {}", outcome.stderr);
    }
    let outcome = run(&["cert", "show", "00000000"], &saved).expect_status(3, "no such certificate");
    let hint = outcome.stderr.split('`').find(|part| part.starts_with("tokenctl ")).expect("a command");
    let mut shell = std::process::Command::new("sh");
    shell.arg("-c").arg(hint.replacen("tokenctl", "\"$PROGRAM\"", 1)).env("PROGRAM", env!("CARGO_BIN_EXE_tokenctl"));
    let listed = Outcome::of(shell.env("HOME", home.path())).expect_status(0, hint).json();
    assert_eq!(serials(&listed).len(), 15, "it lists those of the file: {hint}");
}
