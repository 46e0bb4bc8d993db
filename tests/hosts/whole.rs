//! Faults that lose a whole driver, and those that lose nothing.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Fault, Home, Outcome, Script, Variant};
use super::{ARGUMENTS, essence, inventory, tokens};

#[test]
fn a_driver_that_never_initialises_costs_only_itself() {
    for call in ["C_Initialize", "C_GetSlotList"] {
        let home = Home::new();
        let (sick, healthy) = (Script::tokens(2).fault(Fault::at(call).hangs()).install(), Script::tokens(3).install());
        let alone = inventory(&home, &sick).expect_status(8, call);
        let failure = essence(&alone.json()["drivers"][0]["failure"]);
        assert_eq!(
            failure,
            json!({"kind": "hung", "call": call, "seconds": 2}),
            "the document comes with status 8 too"
        );
        let expected = tokens(&inventory(&home, &healthy).json());
        let both = Outcome::of(
            home.process()
                .args(ARGUMENTS)
                .arg("--module")
                .arg(sick.module())
                .arg("--module")
                .arg(healthy.module())
                .arg("inventory"),
        )
        .expect_status(1, "one driver of two failed");
        let report = both.json();
        assert_eq!(tokens(&report), expected, "{call}: the other driver's tokens are complete");
        assert_eq!(report["drivers"][0]["status"], "hung", "{call}");
        assert_eq!(report["drivers"][1]["status"], "ok", "{call}");
        assert_eq!(report["summary"]["drivers_failed"], 1, "{call}");
        home.no_child_left();
    }
}

#[test]
fn a_crash_before_any_slot_is_told_with_its_call_and_signal() {
    for (call, fault, kind, signal) in [
        ("C_Initialize", Fault::at("C_Initialize").crashes(), "crashed", json!("SIGSEGV")),
        ("C_Initialize", Fault::at("C_Initialize").aborts(), "crashed", json!("SIGABRT")),
        ("C_Initialize", Fault::at("C_Initialize").exits(0), "exited", Value::Null),
        ("C_GetSlotList", Fault::at("C_GetSlotList").crashes(), "crashed", json!("SIGSEGV")),
        ("C_GetInfo", Fault::at("C_GetInfo").exits_at_once(7), "exited", Value::Null),
    ] {
        let home = Home::new();
        let report = inventory(&home, &Script::tokens(1).fault(fault).install()).expect_status(8, call).json();
        let driver = &report["drivers"][0];
        assert_eq!(driver["status"], "crashed", "{driver}");
        assert_eq!(driver["failure"]["kind"], kind, "{driver}");
        assert_eq!(driver["failure"]["call"], call, "{driver}");
        assert_eq!(driver["failure"]["signal"], signal, "{driver}");
        assert_eq!(report["tokens"], json!([]), "{driver}");
        home.no_child_left();
    }
}

#[test]
fn an_error_of_c_initialize_is_told_by_name_with_status_1() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_Initialize").returns("CKR_GENERAL_ERROR")).install();
    let report = inventory(&home, &rig).expect_status(1, "the driver answered, with an error").json();
    let failure = &report["drivers"][0]["failure"];
    assert_eq!(report["drivers"][0]["status"], "failed", "{failure}");
    assert_eq!(failure["call"], "C_Initialize", "{failure}");
    assert!(failure["ckr"].as_str().is_some_and(|ckr| ckr.contains("CKR_GENERAL_ERROR")), "{failure}");
}

#[test]
fn a_fault_in_c_finalize_is_a_note_and_status_0() {
    let home = Home::new();
    let healthy = tokens(&inventory(&home, &Script::tokens(2).install()).json());
    for fault in [
        Fault::at("C_Finalize").hangs(),
        Fault::at("C_Finalize").crashes(),
        Fault::at("C_Finalize").aborts(),
        Fault::at("C_Finalize").exits(9),
        Fault::at("C_Finalize").returns("CKR_GENERAL_ERROR"),
    ] {
        let rig = Script::tokens(2).fault(fault).install();
        let report = inventory(&home, &rig).expect_status(0, "nothing is lost").json();
        let driver = &report["drivers"][0];
        assert_eq!(tokens(&report), healthy, "everything was read before: {driver}");
        assert_eq!(driver["status"], "ok", "{driver}");
        assert_eq!(driver["failure"], Value::Null, "{driver}");
        let note = driver["notes"][0].as_str().unwrap_or_else(|| panic!("a note: {driver}"));
        assert!(note.contains("C_Finalize"), "it names the call: {note}");
    }
    let rig = Script::tokens(1).fault(Fault::at("C_Finalize").returns("CKR_GENERAL_ERROR")).install();
    let mut command = home.process();
    command.args(["driver", "list", "--lang", "vi", "--module"]).arg(rig.module());
    let said = String::from_utf8_lossy(&Outcome::of(&mut command).stdout).into_owned();
    assert!(said.contains("C_Finalize trả về CKR_GENERAL_ERROR"), "a person reads it in their language: {said}");
    home.no_child_left();
}

#[test]
fn what_a_driver_prints_never_reaches_the_report() {
    let home = Home::new();
    let expected = tokens(&inventory(&home, &Script::tokens(2).install()).json());
    let rig = Script::tokens(2).install_as(Variant::PrintsOnLoad);
    let outcome = inventory(&home, &rig).expect_status(0, "it only prints");
    assert_eq!(tokens(&outcome.json()), expected, "stdout carries the report and nothing else");
    assert_eq!(outcome.stderr, "", "without `-v` nobody hears it");
    let rig = Script::tokens(2)
        .fault(Fault::at("C_GetTokenInfo").floods("stdout", "\u{1b}[31mlibrary says hello\n", 1 << 20))
        .fault(Fault::at("C_GetSlotInfo").floods("stderr", "and more\n", 1 << 20))
        .install();
    let outcome = inventory(&home, &rig).expect_status(0, "a talkative driver never blocks");
    assert_eq!(tokens(&outcome.json()), expected, "a megabyte in every call changes nothing");
}

#[test]
fn with_v_the_drivers_own_words_are_shown_harmless() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_GetInfo").writes("stdout", "\u{1b}]0;owned\u{7}hello\n")).install();
    let outcome = super::tokenctl(&home, &rig, &["-v", "inventory"]).expect_status(0, "it only prints");
    assert!(outcome.stderr.contains("hello"), "the words are shown: {}", outcome.stderr);
    assert!(!outcome.stderr.contains('\u{1b}'), "without the escape: {:?}", outcome.stderr);
    assert_eq!(tokens(&outcome.json()).len(), 1, "and stdout is the report");
}

#[test]
fn with_v_the_last_words_of_a_driver_are_shown_as_well() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_Finalize").writes("stderr", "goodbye\n")).install();
    let outcome = super::tokenctl(&home, &rig, &["-v", "inventory"]).expect_status(0, "all was read before");
    assert!(outcome.stderr.contains("goodbye"), "{}", outcome.stderr);
}

#[test]
fn a_driver_that_ends_the_process_while_loading_is_told_apart_from_a_crash() {
    let home = Home::new();
    let report =
        inventory(&home, &Script::tokens(1).install_as(Variant::ExitsOnLoad)).expect_status(8, "it ends").json();
    let driver = &report["drivers"][0];
    assert_eq!(essence(&driver["failure"]), json!({"kind": "exited", "call": "load"}), "{driver}");
    assert_eq!(driver["status"], "crashed", "{driver}");
    home.no_child_left();
}

#[test]
fn a_driver_that_never_comes_back_from_being_loaded_is_hung() {
    let home = Home::new();
    let report =
        inventory(&home, &Script::tokens(1).install_as(Variant::HangsOnLoad)).expect_status(8, "it hangs").json();
    let driver = &report["drivers"][0];
    assert_eq!(essence(&driver["failure"]), json!({"kind": "hung", "call": "load", "seconds": 2}), "{driver}");
    home.no_child_left();
}

#[test]
fn a_library_without_c_get_function_list_is_no_pkcs11_library() {
    let home = Home::new();
    let report = inventory(&home, &Script::tokens(1).install_as(Variant::NoFunctionList)).json();
    let driver = &report["drivers"][0];
    assert_eq!(driver["status"], "unloadable", "{driver}");
    assert_eq!(driver["failure"]["kind"], "not-pkcs11", "{driver}");
}

#[test]
fn c_get_interface_missing_or_failing_is_no_obstacle() {
    let home = Home::new();
    let expected = tokens(&inventory(&home, &Script::tokens(2).install()).json());
    for variant in [Variant::InterfaceFails, Variant::NoInterface] {
        let rig = Script::tokens(2).install_as(variant);
        let report = inventory(&home, &rig).expect_status(0, "C_GetFunctionList is enough").json();
        assert_eq!(tokens(&report), expected, "{variant:?}");
    }
}

#[test]
fn the_host_ends_when_its_parent_is_killed() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_OpenSession").hangs()).install();
    let mut parent =
        home.process().arg("--module").arg(rig.module()).arg("inventory").spawn().expect("the program starts");
    let deadline = Instant::now() + Duration::from_secs(20);
    while rig.calls().count("C_OpenSession") == 0 {
        assert!(Instant::now() < deadline, "the host never came to C_OpenSession");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(rig.hosts().len(), 1, "one driver, one host");
    parent.kill().expect("the parent can be killed");
    parent.wait().expect("the parent ends");
    rig.no_host_left();
}

#[test]
fn a_failed_driver_is_critical_for_check_and_unknown_for_monitoring() {
    let home = Home::new();
    let (sick, healthy) =
        (Script::tokens(1).fault(Fault::at("C_Initialize").crashes()).install(), Script::tokens(1).install());
    let check = |at: &str, options: &[&str]| {
        let mut command = home.process();
        command
            .args(["--at", at, "--timeout", "2", "--module"])
            .arg(sick.module())
            .arg("--module")
            .arg(healthy.module());
        Outcome::of(command.arg("check").args(options))
    };
    check("2026-11-22", &[]).expect_status(11, "nobody knows what its tokens hold");
    let line = check("2026-11-22", &["--nagios"]).expect_status(3, "no token is critical, a driver failed");
    assert_eq!(line.text().lines().count(), 1, "one line: {}", line.text());
    assert!(line.text().contains("drivers_failed=1"), "{}", line.text());
    // The certificate of the healthy driver's token expires in 2029.
    check("2030-06-01", &["--nagios"]).expect_status(2, "an expired certificate is critical");
    let alone = Outcome::of(home.process().arg("--module").arg(sick.module()).args(["check", "--nagios"]));
    let alone = alone.expect_status(3, "nothing could be checked");
    assert!(alone.text().starts_with("TOKENCTL UNKNOWN"), "{}", alone.text());
}

#[test]
fn a_hang_in_the_mechanisms_leaves_the_token_itself() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_GetMechanismList").hangs()).install();
    let report = super::tokenctl(&home, &rig, &["token", "show"]).expect_status(1, "in part").json();
    assert_eq!(tokens(&report)[0]["serial"], "00000001", "who it is stays known");
    assert_eq!(report["drivers"][0]["slot_failures"][0]["call"], "C_GetMechanismList", "{}", report["drivers"]);
}

#[test]
fn a_login_is_refused_where_the_driver_fails_before_it() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_Initialize").process(3).crashes()).install();
    let mut command = home.process();
    command.args(ARGUMENTS).arg("--module").arg(rig.module()).env("MY_PIN", "Trung-thu-1508");
    let outcome = Outcome::of(command.args(["inventory", "--login", "--pin-env", "MY_PIN"]));
    assert_ne!(outcome.status, 0, "there was no login");
    assert_eq!(outcome.error()["code"], "token-unread", "{}", outcome.stderr);
    assert_eq!(rig.calls().with_secrets(), 0, "nothing was sent");
}
