//! A bad driver loses only itself in memory and time as well.

use serde_json::{Value, json};

use super::support::{Fault, Home, Object, Outcome, Rig, Script, Token, USER_PIN};
use super::{essence, inventory, token};

/// The program with its own config.
fn configured(home: &Home, rig: &Rig, config: &str, arguments: &[&str]) -> Outcome {
    let folder = home.path().join("config").join("tokenctl");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config.toml"), config).expect("a config");
    super::tokenctl(home, rig, arguments)
}

/// An inventory with enough time for megabytes.
fn patient(home: &Home, rig: &Rig) -> Outcome {
    let arguments = ["--format", "json", "--at", "2026-11-22", "--timeout", "60", "--module"];
    Outcome::of(home.process().args(arguments).arg(rig.module()).arg("inventory"))
}

#[test]
fn certificates_without_end_cost_their_slot_and_leave_what_was_read_before() {
    let home = Home::new();
    let huge = |token: Token, number: u8| {
        let attributes = json!({
            "CKA_CERTIFICATE_TYPE": {"ulong": "CKC_X_509"}, "CKA_ID": {"hex": format!("{number:02x}")},
            "CKA_VALUE": {"zeros": 7 << 20},
        });
        token.object(Object::new("CKO_CERTIFICATE", attributes))
    };
    let endless = (1..=20).fold(Token::named("Endless"), huge);
    let healthy = inventory(&home, &Script::tokens(2).install()).json();
    let rig = Script::empty().slot(1, endless).slot(2, Token::of_holder(2)).install();
    let outcome = patient(&home, &rig).expect_status(1, "in part");
    let report = outcome.json();
    let failures: Vec<Value> =
        report["drivers"][0]["slot_failures"].as_array().expect("a list").iter().map(essence).collect();
    assert_eq!(failures, [json!({"kind": "too-much", "slot": 1, "reader": "Reader 1"})], "one line");
    let kept = token(&report, 1).expect("the token")["certificates"].as_array().expect("a list").len();
    assert!((4..20).contains(&kept), "{kept} were read before");
    assert_eq!(token(&report, 2), token(&healthy, 2), "the neighbour is whole");
    assert_eq!(report["drivers"][0]["status"], "partial", "{}", report["drivers"]);
}

#[test]
fn an_object_beyond_all_measure_is_left_out_alone() {
    let home = Home::new();
    let zeros = json!({"zeros": 7 << 20});
    let attributes = json!({
        "CKA_CERTIFICATE_TYPE": {"ulong": "CKC_X_509"}, "CKA_ID": zeros, "CKA_LABEL": "huge", "CKA_VALUE": zeros,
    });
    let object = Object::new("CKO_CERTIFICATE", attributes);
    let rig = Script::empty().slot(1, Token::of_holder(1).object(object)).install();
    let healthy = inventory(&home, &Script::empty().slot(1, Token::of_holder(1)).install()).json();
    let report = patient(&home, &rig).expect_status(1, "in part").json();
    assert_eq!(
        essence(&report["drivers"][0]["slot_failures"][0]),
        json!({"kind": "too-much", "slot": 1, "reader": "Reader 1"})
    );
    let parts = |report: &Value| token(report, 1).map(|token| (token["certificates"].clone(), token["keys"].clone()));
    assert_eq!(parts(&report), parts(&healthy), "everything else is there");
}

#[test]
fn announcements_renew_no_deadline_for_ever() {
    let home = Home::new();
    let announce = json!({"calling": ["C_OpenSession", 1]});
    let rig = Script::tokens(2)
        .fault(Fault::at("C_OpenSession").slot(1).keeps_writing_frames(&[announce], 50))
        .fault(Fault::at("C_OpenSession").slot(1).hangs())
        .install();
    let outcome = configured(&home, &rig, "[every_driver]\ntotal_timeout = 5\n", &["inventory"]);
    let report = outcome.expect_status(1, "one slot of two").json();
    let failure = essence(&report["drivers"][0]["slot_failures"][0]);
    assert_eq!(failure["kind"], "out-of-time", "{failure}");
    assert_eq!((&failure["slot"], &failure["seconds"]), (&json!(1), &json!(5)), "{failure}");
    assert!(token(&report, 2).is_some_and(|token| token["certificates"][0].is_object()), "the neighbour was read");
    assert_eq!(rig.calls().processes().len(), 1, "nothing more is asked of it");
    home.no_child_left();
}

#[test]
fn announced_pin_calls_renew_no_deadline_for_ever_either() {
    let home = Home::new();
    let announce = json!({"calling": ["C_Login", 1]});
    let rig = Script::tokens(1)
        .fault(Fault::at("C_OpenSession").keeps_writing_frames(&[announce], 50))
        .fault(Fault::at("C_OpenSession").hangs())
        .install();
    let arguments = ["--pin-timeout", "1", "inventory"];
    let outcome = configured(&home, &rig, "[every_driver]\ntotal_timeout = 2\n", &arguments);
    let failure = essence(&outcome.expect_status(1, "known, not read").json()["drivers"][0]["slot_failures"][0]);
    assert_eq!(failure["kind"], "out-of-time", "{failure}");
    home.no_child_left();
}

#[test]
fn calls_in_flight_without_number_are_no_hosts() {
    let home = Home::new();
    let announce: Vec<Value> = (1000..4000).map(|slot| json!({"calling": ["C_GetSlotInfo", slot]})).collect();
    let rig = Script::tokens(1)
        .fault(Fault::at("C_OpenSession").writes_frames(&announce))
        .fault(Fault::at("C_OpenSession").hangs())
        .install();
    let report = inventory(&home, &rig).expect_status(1, "known, not read").json();
    let failure = essence(&report["drivers"][0]["slot_failures"][0]);
    assert_eq!(failure["kind"], "too-much", "{failure}");
    assert_eq!(rig.calls().processes().len(), 1, "it is not started again");
}

#[test]
fn a_flood_in_a_pin_call_leaves_its_result_unknown_and_counts_as_a_try() {
    let home = Home::new();
    let announce: Vec<Value> = (1000..4000).map(|slot| json!({"calling": ["C_GetSlotInfo", slot]})).collect();
    let rig = Script::tokens(1)
        .fault(Fault::at("C_Login").writes_frames(&announce))
        .fault(Fault::at("C_Login").hangs())
        .install();
    let mut command = home.process();
    command.args(super::ARGUMENTS).arg("--module").arg(rig.module()).env("MY_PIN", USER_PIN);
    let outcome = Outcome::of(command.args(["inventory", "--login", "--pin-env", "MY_PIN"]));
    let outcome = outcome.expect_status(8, "the call never came back");
    assert_eq!(outcome.error()["code"], "unknown-counted-as-try", "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 1, "and is not made again");
    home.no_child_left();
}

#[test]
fn with_v_a_drivers_words_are_shown_without_the_pin() {
    let home = Home::new();
    let rig = Script::tokens(1)
        .fault(Fault::at("C_Login").prints_pin())
        .fault(Fault::at("C_Login").after().writes("stdout", &format!("pin={USER_PIN}, done\n")))
        .install();
    let mut command = home.process();
    command.args(super::ARGUMENTS).arg("-v").arg("--module").arg(rig.module()).env("MY_PIN", USER_PIN);
    let outcome = Outcome::of(command.args(["inventory", "--login", "--pin-env", "MY_PIN"]));
    let outcome = outcome.expect_status(0, "the right PIN");
    assert!(outcome.stderr.contains("[in] pPin"), "the driver printed, and it is shown: {}", outcome.stderr);
    assert!(outcome.stderr.contains("pin=***, done"), "plain: {}", outcome.stderr);
    let hex: Vec<String> = USER_PIN.bytes().map(|byte| format!("{byte:02X}")).collect();
    for piece in [USER_PIN, &hex.join(" "), &hex[..4].join(" "), &USER_PIN[..8]] {
        assert!(!outcome.stderr.contains(piece), "`{piece}` is shown: {}", outcome.stderr);
    }
}
