//! Three tokens under one driver; the middle one hangs or crashes it.

use serde_json::{Value, json};

use super::support::{Fault, Home, Script};
use super::{essence, inventory, token, tokens};

/// Every call that touches one slot.
const CALLS: [&str; 5] = ["C_GetSlotInfo", "C_GetTokenInfo", "C_OpenSession", "C_FindObjects", "C_GetAttributeValue"];

/// Runs all calls of [`CALLS`] with a fault on slot 2, and compares the other slots with the healthy report.
fn neighbours_are_complete(global_lock: bool, fault: impl Fn(&str) -> Fault + Sync, expected: &Value) {
    let healthy_home = Home::new();
    let healthy =
        inventory(&healthy_home, &Script::tokens(3).install()).expect_status(0, "three healthy tokens").json();
    let run = |call: &str| {
        let home = Home::new();
        let rig = Script::tokens(3).set("global_lock", global_lock).fault(fault(call)).install();
        let outcome = inventory(&home, &rig).expect_status(1, "one slot of three failed");
        let report = outcome.json();
        for slot in [1, 3] {
            assert_eq!(token(&report, slot), token(&healthy, slot), "slot {slot} with a fault at {call} of slot 2");
        }
        let driver = &report["drivers"][0];
        assert_eq!(driver["status"], "partial", "{call}: {driver}");
        assert_eq!(driver["failure"], Value::Null, "{call}: the driver as a whole served");
        let failures: Vec<Value> = driver["slot_failures"].as_array().expect("a list").iter().map(essence).collect();
        let mut wanted = expected.clone();
        wanted["call"] = json!(call);
        wanted["slot"] = json!(2);
        // A slot's name is known before its token is queried.
        if call != "C_GetSlotInfo" {
            wanted["reader"] = json!("Reader 2");
        }
        assert_eq!(failures, [wanted], "{call}: the failure names call and slot");
        let message = driver["slot_failures"][0]["message"].as_str().expect("a sentence");
        assert!(message.contains(call), "{call}: the sentence names the call: {message}");
        // What was known of the faulty token before its fault is kept.
        let sick = token(&report, 2);
        let early = ["C_GetSlotInfo", "C_GetTokenInfo"].contains(&call);
        assert_eq!(sick.is_none(), early, "{call}: the token itself is known once C_GetTokenInfo came back");
        assert_eq!(rig.calls().with_secrets(), 0, "{call}: nobody asked for a login");
        home.no_child_left();
    };
    std::thread::scope(|scope| {
        for call in CALLS {
            scope.spawn(move || run(call));
        }
    });
    assert_eq!(tokens(&healthy).len(), 3, "the healthy report has all three");
}

#[test]
fn a_hang_in_any_call_of_the_middle_token_leaves_its_neighbours_complete() {
    let fault = |call: &str| Fault::at(call).slot(2).hangs();
    neighbours_are_complete(false, fault, &json!({"kind": "hung", "seconds": 2}));
}

#[test]
fn a_hang_under_one_lock_for_all_slots_leaves_the_neighbours_complete() {
    let fault = |call: &str| Fault::at(call).slot(2).hangs();
    neighbours_are_complete(true, fault, &json!({"kind": "hung", "seconds": 2}));
}

#[test]
fn a_segmentation_fault_in_any_call_of_the_middle_token_leaves_its_neighbours_complete() {
    let fault = |call: &str| Fault::at(call).slot(2).crashes();
    neighbours_are_complete(false, fault, &json!({"kind": "crashed", "signal": "SIGSEGV"}));
}

#[test]
fn an_abort_in_any_call_of_the_middle_token_leaves_its_neighbours_complete() {
    let fault = |call: &str| Fault::at(call).slot(2).aborts();
    neighbours_are_complete(false, fault, &json!({"kind": "crashed", "signal": "SIGABRT"}));
}

#[test]
fn an_exit_in_any_call_of_the_middle_token_leaves_its_neighbours_complete() {
    let fault = |call: &str| Fault::at(call).slot(2).exits(0);
    neighbours_are_complete(false, fault, &json!({"kind": "exited"}));
}

#[test]
fn an_error_of_one_slot_never_hides_another() {
    let home = Home::new();
    let healthy = inventory(&home, &Script::tokens(3).install()).expect_status(0, "healthy").json();
    for call in ["C_GetSlotInfo", "C_GetTokenInfo", "C_OpenSession", "C_FindObjectsInit", "C_FindObjects"] {
        let rig = Script::tokens(3).fault(Fault::at(call).slot(2).returns("CKR_DEVICE_ERROR")).install();
        let report = inventory(&home, &rig).expect_status(1, call).json();
        for slot in [1, 3] {
            assert_eq!(token(&report, slot), token(&healthy, slot), "slot {slot} with CKR_DEVICE_ERROR from {call}");
        }
        let failure = essence(&report["drivers"][0]["slot_failures"][0]);
        assert_eq!(failure["call"], call, "the failed call is named: {}", report["drivers"][0]);
        assert_eq!(failure["ckr"].as_str().map(|ckr| ckr.contains("CKR_DEVICE_ERROR")), Some(true), "{failure}");
    }
}

#[test]
fn many_sick_slots_are_isolated_from_the_healthy_ones() {
    let home = Home::new();
    let mut script = Script::tokens(40);
    for slot in (1..=40).filter(|slot| slot % 4 == 0) {
        script = script.fault(Fault::at("C_OpenSession").slot(slot).crashes());
    }
    let rig = script.install();
    let report = inventory(&home, &rig).expect_status(1, "ten of forty crash").json();
    let failed: Vec<u64> = report["drivers"][0]["slot_failures"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|failure| failure["slot"].as_u64().expect("a slot"))
        .collect();
    assert_eq!(failed, [4, 8, 12, 16, 20, 24, 28, 32, 36, 40], "exactly the sick ones failed");
    let complete = tokens(&report)
        .iter()
        .filter(|token| token["certificates"].as_array().is_some_and(|all| all.len() == 1))
        .count();
    assert_eq!(complete, 30, "all others are complete");
    home.no_child_left();
}

#[test]
fn a_token_pulled_out_while_it_is_read_costs_itself_alone() {
    let home = Home::new();
    let healthy = inventory(&home, &Script::tokens(3).install()).json();
    // A certificate is asked for its class, then for its value; the key is the third.
    let rig = Script::tokens(3).fault(Fault::at("C_GetAttributeValue").slot(2).nth(3).pulls_token()).install();
    let report = inventory(&home, &rig).expect_status(1, "one token is gone").json();
    for slot in [1, 3] {
        assert_eq!(token(&report, slot), token(&healthy, slot), "slot {slot} stays");
    }
    let sick = token(&report, 2).expect("the token was seen");
    assert_eq!(sick["certificates"].as_array().map(Vec::len), Some(1), "what was read before stays: {sick}");
}

#[test]
fn objects_that_cannot_be_read_are_told_once_each() {
    let home = Home::new();
    let healthy = inventory(&home, &Script::tokens(3).install()).json();
    let rig = Script::tokens(3).fault(Fault::at("C_GetAttributeValue").slot(2).returns("CKR_DEVICE_ERROR")).install();
    let report = inventory(&home, &rig).json();
    for slot in [1, 3] {
        assert_eq!(token(&report, slot), token(&healthy, slot), "slot {slot} stays");
    }
    let sick = token(&report, 2).expect("the token is known");
    let unreadable =
        sick["problems"].as_array().expect("a list").iter().filter(|one| one["code"] == "object-unreadable");
    assert_eq!(unreadable.count(), 2, "a certificate and a key: {}", sick["problems"]);
}
