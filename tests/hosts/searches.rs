//! Drivers with odd searches and lists of slots: nothing is lost, and what is invalid is reported.

use serde_json::{Value, json};

use super::support::{Certificate, Fault, Home, Script, Token};
use super::{inventory, token, tokens};

/// Certificates of several people beside one key pair; a small token and a large one.
fn token_of(certificates: u8) -> Token {
    let der = |number: u8| Certificate::of(&format!("Người {number}")).der();
    (1..=certificates).fold(Token::of_holder(1), |token, number| token.certificate(&[number], "thêm", &der(number)))
}

/// What the token holds, without its problems.
fn contents(token: &Value) -> Value {
    json!([token["certificates"], token["keys"]])
}

/// The same read through a driver without any oddity.
fn healthy(home: &Home, certificates: u8) -> Value {
    let rig = Script::empty().slot(1, token_of(certificates)).install();
    let report = inventory(home, &rig).expect_status(0, "a healthy driver").json();
    contents(&token(&report, 1).expect("the token"))
}

#[test]
fn a_handle_that_is_invalid_or_was_there_before_costs_no_other() {
    let home = Home::new();
    for certificates in [2, 12] {
        let expected = healthy(&home, certificates);
        for habit in ["repeated", "overlapping", "invalid", "all-counted"] {
            // One batch would hold everything.
            for most in [2, 1000] {
                let script = Script::empty().slot(1, token_of(certificates)).set("handles", json!(habit));
                let rig = script.set("handles_a_call", json!(most)).install();
                let outcome = inventory(&home, &rig);
                let report = outcome.json();
                let read = contents(&token(&report, 1).expect("the token"));
                assert_eq!(read, expected, "{habit}, {most} a call, {certificates} more: nothing is lost");
                let failures = report["drivers"][0]["slot_failures"].as_array().expect("a list");
                let is_odd = !(habit == "overlapping" && most == 1000);
                let kinds: Vec<&Value> = failures.iter().map(|failure| &failure["kind"]).collect();
                assert_eq!(kinds.contains(&&json!("nonsense")), is_odd, "{habit}, {most} a call: {failures:?}");
                assert_eq!(outcome.status, i32::from(is_odd), "{habit}, {most} a call: it is told by the status too");
            }
        }
    }
}

#[test]
fn a_driver_may_refuse_a_large_batch_with_any_code_and_end_the_search_by_it() {
    let home = Home::new();
    let expected = healthy(&home, 12);
    let codes = [
        "CKR_ARGUMENTS_BAD",
        "CKR_ATTRIBUTE_VALUE_INVALID",
        "CKR_BUFFER_TOO_SMALL",
        "CKR_DATA_INVALID",
        "CKR_DATA_LEN_RANGE",
        "CKR_DEVICE_MEMORY",
        "CKR_FUNCTION_FAILED",
        "CKR_FUNCTION_NOT_SUPPORTED",
        "CKR_GENERAL_ERROR",
        "CKR_HOST_MEMORY",
    ];
    for code in codes {
        for (most, ends) in [(10, false), (1, true), (10, true)] {
            let script = Script::empty().slot(1, token_of(12)).set("largest_search", json!(most));
            let script = script.set("search_refusal", json!(code)).set("refusal_ends_search", json!(ends));
            let report = inventory(&home, &script.install()).expect_status(0, "smaller ones are answered").json();
            assert_eq!(contents(&token(&report, 1).expect("the token")), expected, "{code}, {most}, ends: {ends}");
        }
    }
    // A driver that refuses everything is reported with its own first code.
    let script = Script::empty().slot(1, token_of(0)).set("largest_search", json!(0));
    let rig = script.set("search_refusal", json!("CKR_HOST_MEMORY")).set("refusal_ends_search", json!(true)).install();
    let report = inventory(&home, &rig).expect_status(1, "nothing could be read").json();
    let failure = &report["drivers"][0]["slot_failures"][0];
    assert_eq!((&failure["call"], &failure["ckr"]), (&json!("C_FindObjects"), &json!("CKR_HOST_MEMORY")), "{failure}");
}

#[test]
fn a_search_that_cannot_be_ended_does_not_block_the_next_one() {
    let home = Home::new();
    for certificates in [0, 12] {
        let fault = Fault::at("C_FindObjectsFinal").returns("CKR_DEVICE_ERROR");
        let rig = Script::empty().slot(1, token_of(certificates)).fault(fault).install();
        let report = inventory(&home, &rig).expect_status(1, "it is told").json();
        let read = contents(&token(&report, 1).expect("the token"));
        assert_eq!(read, healthy(&home, certificates), "{certificates} more: everything is read");
        let failure = &report["drivers"][0]["slot_failures"][0];
        assert_eq!(failure["call"], "C_FindObjectsFinal", "the cause, not what followed from it: {failure}");
    }
}

#[test]
fn slots_are_found_whichever_form_of_the_list_a_driver_answers() {
    let home = Home::new();
    let expected = tokens(&inventory(&home, &Script::tokens(2).install()).expect_status(0, "healthy").json());
    let habits = ["counted-first", "refused-until-counted", "with-token-only", "refused-without-token", "growing"];
    for habit in habits {
        let rig = Script::tokens(2).set("slot_list", json!(habit)).install();
        let report = inventory(&home, &rig).expect_status(0, habit).json();
        assert_eq!(tokens(&report), expected, "{habit}: every token is read");
        assert!(rig.calls().count("C_GetSlotList") <= 5, "{habit}: {:?}", rig.calls().table());
    }
    // Where there is no slot, three questions are enough.
    let rig = Script::empty().install();
    inventory(&home, &rig).expect_status(0, "a driver without a slot");
    assert_eq!(rig.calls().count("C_GetSlotList"), 3, "{:?}", rig.calls().table());
}

#[test]
fn slots_beyond_the_buffer_are_read_even_if_the_driver_reports_no_error() {
    let home = Home::new();
    let empty = (1000..2030).fold(Script::empty(), Script::empty_slot);
    let rig = empty.slot(1, Token::of_holder(1)).set("slot_list", json!("overfull")).install();
    let report = inventory(&home, &rig).expect_status(0, "all slots are read").json();
    assert_eq!(report["drivers"][0]["slots"], 1031, "{}", report["drivers"][0]["slots"]);
    assert_eq!(tokens(&report).len(), 1, "the token is in the last slot");
}

#[test]
fn a_driver_that_refuses_a_call_it_carried_out_is_initialised() {
    let home = Home::new();
    let refused = Fault::at("C_Initialize").nth(1).after().returns("CKR_CANT_LOCK");
    let rig = Script::tokens(1).fault(refused).install();
    let report = inventory(&home, &rig).expect_status(0, "the second call says so").json();
    assert_eq!(tokens(&report).len(), 1, "{report}");
    for code in ["CKR_MUTEX_BAD", "CKR_FUNCTION_NOT_SUPPORTED"] {
        let rig = Script::tokens(1).fault(Fault::at("C_Initialize").nth(1).returns(code)).install();
        inventory(&home, &rig).expect_status(0, code);
        assert_eq!(rig.calls().count("C_Initialize"), 2, "{code}: then NULL: {:?}", rig.calls().table());
    }
}

#[test]
fn a_token_with_a_pin_that_cannot_be_opened_is_a_failure_whatever_its_flags_say() {
    let home = Home::new();
    let in_use = || Token::of_holder(1).set("flags", 0xd);
    let refused = |code: &str| {
        let fault = Fault::at("C_OpenSession").slot(1).returns(code);
        inventory(&home, &Script::empty().slot(1, in_use()).fault(fault).install())
    };
    let report = refused("CKR_DEVICE_ERROR").expect_status(1, "the token could not be read").json();
    let failure = &report["drivers"][0]["slot_failures"][0];
    assert_eq!((&failure["call"], &failure["ckr"]), (&json!("C_OpenSession"), &json!("CKR_DEVICE_ERROR")), "{failure}");
    assert_eq!(token(&report, 1).expect("it is listed")["initialized"], true, "{report}");
    for code in ["CKR_TOKEN_NOT_RECOGNIZED", "CKR_TOKEN_NOT_INITIALIZED"] {
        let report = refused(code).expect_status(0, "a blank token").json();
        assert_eq!(token(&report, 1).expect("it is listed")["initialized"], false, "{code}: {report}");
    }
}

#[test]
fn a_value_that_comes_only_when_its_length_was_asked_for_is_read() {
    let home = Home::new();
    // The second call for an object of a small token is the one for the attributes of a certificate.
    let fault = Fault::at("C_GetAttributeValue").slot(1).nth(2).claims_lengths(0);
    let rig = Script::tokens(1).fault(fault).install();
    let report = inventory(&home, &rig).expect_status(0, "the certificate is read").json();
    let certificate = &token(&report, 1).expect("the token")["certificates"][0];
    assert_eq!(certificate["subject"]["common_name"], "Trần Thị Bích 1", "{certificate}");
}
