//! One faulty slot never affects the others: three tokens under one driver, a fault at each call of the middle one.
//!
//! Pitfall: the healthy report is compared without the faulty token, so everything else must be identical.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Fault, Home, REPRESENTATIVE_CODES, Rig, Script, Variant};

/// One run of the inventory: status, report, time.
struct Run {
    status: Option<i32>,
    report: Value,
    elapsed: Duration,
    error: String,
}

fn inventory(home: &Home, rig: &Rig) -> Run {
    let begin = Instant::now();
    let mut command = home.tokenctl();
    let arguments = ["inventory", "--timeout", "1", "--format", "json", "--at", "2026-11-22T01:00:00Z", "--module"];
    let output = command.args(arguments).arg(rig.module()).output().expect("the program runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|fault| {
        panic!("no JSON on stdout ({fault}), status {:?}:\n{}\n{error}", output.status, output.stdout.escape_ascii())
    });
    Run { status: output.status.code(), report, elapsed: begin.elapsed(), error }
}

/// The tokens of a report by slot, without what differs between runs.
fn tokens(report: &Value) -> Vec<(u64, Value)> {
    let tokens = report["tokens"].as_array().unwrap_or_else(|| panic!("no tokens: {report}")).iter().cloned();
    tokens.map(|token| (token["slot"].as_u64().expect("a slot"), support::comparable(token))).collect()
}

fn healthy(home: &Home) -> Vec<(u64, Value)> {
    let rig = Script::tokens(3).install();
    let run = inventory(home, &rig);
    assert_eq!(run.status, Some(0), "three healthy tokens: {}", run.error);
    let tokens = tokens(&run.report);
    assert_eq!(tokens.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(), [1, 2, 3], "all three are there");
    assert_eq!(rig.calls().with_secrets(), 0, "nobody asked for a login");
    assert!(rig.calls().overlaps().is_empty(), "threads only where they were promised");
    home.no_child_left();
    tokens
}

const CALLS: [&str; 7] = [
    "C_GetSlotInfo",
    "C_GetTokenInfo",
    "C_OpenSession",
    "C_FindObjectsInit",
    "C_FindObjects",
    "C_GetAttributeValue",
    "C_CloseSession",
];

fn neighbours_are_complete(fault: impl Fn(&str) -> Fault, deadline: Duration) {
    let home = Home::new();
    let mut expected = healthy(&home);
    expected.retain(|(slot, _)| *slot != 2);
    for call in CALLS {
        let rig = Script::tokens(3).fault(fault(call)).install();
        let run = inventory(&home, &rig);
        let mut seen = tokens(&run.report);
        seen.retain(|(slot, _)| *slot != 2);
        assert_eq!(seen, expected, "the neighbours of a slot that fails in {call}: {}", run.error);
        let called = rig.calls().count_on(call, 2) > 0;
        let status = i32::from(called);
        assert_eq!(run.status, Some(status), "in part, if {call} is made at all: {}", run.report["drivers"]);
        let named = format!("\"call\":\"{call}\"");
        assert_eq!(
            run.report["drivers"].to_string().contains(&named),
            called,
            "{call} is named: {}",
            run.report["drivers"]
        );
        assert!(run.elapsed < deadline, "{call}: within the deadline: {:?}", run.elapsed);
        assert_eq!(rig.calls().with_secrets(), 0, "{call}: no login on the way");
        home.no_child_left();
    }
}

#[test]
fn a_hang_in_the_middle_slot_costs_only_this_slot() {
    neighbours_are_complete(|call| Fault::at(call).slot(2).hangs(), Duration::from_secs(20));
}

#[test]
fn a_crash_in_the_middle_slot_costs_only_this_slot() {
    neighbours_are_complete(|call| Fault::at(call).slot(2).crashes(), Duration::from_secs(20));
}

#[test]
fn an_exit_in_the_middle_slot_costs_only_this_slot() {
    neighbours_are_complete(|call| Fault::at(call).slot(2).exits(0), Duration::from_secs(20));
}

#[test]
fn a_failing_call_of_the_middle_slot_costs_only_what_it_told() {
    let home = Home::new();
    let mut expected = healthy(&home);
    expected.retain(|(slot, _)| *slot != 2);
    for call in CALLS {
        for code in REPRESENTATIVE_CODES {
            let rig = Script::tokens(3).fault(Fault::at(call).slot(2).returns(code)).install();
            let run = inventory(&home, &rig);
            let mut seen = tokens(&run.report);
            seen.retain(|(slot, _)| *slot != 2);
            assert_eq!(seen, expected, "the neighbours of a slot where {call} says {code}: {}", run.error);
            assert!(matches!(run.status, Some(0 | 1)), "{call} says {code}: done or in part: {}", run.error);
            assert_eq!(rig.calls().with_secrets(), 0, "{call} says {code}: no login on the way");
        }
    }
    home.no_child_left();
}

#[test]
fn hostile_lengths_counts_and_noise_of_the_middle_slot_cost_only_this_slot() {
    let home = Home::new();
    let mut expected = healthy(&home);
    expected.retain(|(slot, _)| *slot != 2);
    let faults = [
        ("unavailable", Fault::at("C_GetAttributeValue").slot(2).claims_lengths("unavailable")),
        ("huge", Fault::at("C_GetAttributeValue").slot(2).claims_lengths("huge")),
        ("larger", Fault::at("C_GetAttributeValue").slot(2).claims_lengths("larger")),
        ("handles", Fault::at("C_FindObjects").slot(2).claims_more(5000)),
        ("noise", Fault::at("C_OpenSession").slot(2).floods("stdout", "\u{1b}[2J{\"a\":1}\n", 300_000)),
        ("noise", Fault::at("C_OpenSession").slot(2).floods("stderr", "noise\n", 300_000)),
        ("pulled", Fault::at("C_FindObjectsInit").slot(2).pulls_token()),
    ];
    for (name, fault) in faults {
        let rig = Script::tokens(3).fault(fault).install();
        let run = inventory(&home, &rig);
        let mut seen = tokens(&run.report);
        seen.retain(|(slot, _)| *slot != 2);
        assert_eq!(seen, expected, "the neighbours of a slot with {name}: {}", run.error);
        assert!(matches!(run.status, Some(0 | 1)), "{name}: done or in part: {}", run.error);
        assert!(!run.error.contains("noise"), "{name}: the driver's noise is not ours: {}", run.error);
    }
    home.no_child_left();
}

#[test]
fn a_driver_that_is_serial_or_refuses_threads_is_read_in_full() {
    let home = Home::new();
    let expected = healthy(&home);
    for script in [Script::tokens(3).set("os_locking", false), Script::tokens(3).set("global_lock", true)] {
        let rig = script.install();
        let run = inventory(&home, &rig);
        assert_eq!(tokens(&run.report), expected, "everything is read: {}", run.error);
        assert!(rig.calls().overlaps().is_empty(), "no thread comes uninvited: {:?}", rig.calls().overlaps());
    }
}

#[test]
fn each_variant_of_a_bad_library_is_one_line_and_a_good_driver_beside_it_is_read() {
    let home = Home::new();
    for variant in [Variant::NoFunctionList, Variant::ExitsOnLoad, Variant::HangsOnLoad] {
        let (good, bad) = (Script::tokens(1).install(), Script::tokens(1).install_as(variant));
        let mut command = home.tokenctl();
        command.args(["inventory", "--timeout", "1", "--format", "json", "--module"]);
        let output = command.arg(bad.module()).arg("--module").arg(good.module()).output().expect("the program runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON on stdout");
        assert_eq!(output.status.code(), Some(1), "{variant:?}: in part: {report}");
        assert_eq!(tokens(&report).len(), 1, "{variant:?}: the good driver's token: {report}");
    }
    for variant in [Variant::NoInterface, Variant::InterfaceFails, Variant::PrintsOnLoad] {
        let run = inventory(&home, &Script::tokens(1).install_as(variant));
        assert_eq!(run.status, Some(0), "{variant:?} is read all the same: {}", run.error);
    }
    home.no_child_left();
}

#[test]
fn a_fault_of_the_whole_driver_is_named_and_the_other_driver_is_read() {
    let home = Home::new();
    // If C_GetFunctionList fails, C_GetInterface is used; if C_GetInfo fails, only the library's name is lost.
    for call in ["C_Initialize", "C_GetSlotList"] {
        for fault in [Fault::at(call).hangs(), Fault::at(call).aborts(), Fault::at(call).returns("CKR_GENERAL_ERROR")] {
            let (bad, good) = (Script::tokens(2).fault(fault).install(), Script::tokens(1).install());
            let mut command = home.tokenctl();
            command.args(["inventory", "--timeout", "1", "--format", "json", "--module"]);
            let output =
                command.arg(bad.module()).arg("--module").arg(good.module()).output().expect("the program runs");
            let report: Value = serde_json::from_slice(&output.stdout).expect("JSON on stdout");
            assert_eq!(output.status.code(), Some(1), "{call}: in part: {}", report["drivers"]);
            assert_eq!(tokens(&report).len(), 1, "{call}: the good driver's token");
            let named = report["drivers"].to_string().contains(&format!("\"call\":\"{call}\""));
            assert!(named, "{call} is named: {}", report["drivers"]);
        }
    }
    home.no_child_left();
}

#[test]
fn a_fault_in_c_finalize_costs_nothing_since_the_results_travel_before_it() {
    let home = Home::new();
    let expected = healthy(&home);
    for fault in [Fault::at("C_Finalize").hangs(), Fault::at("C_Finalize").crashes(), Fault::at("C_Finalize").exits(9)]
    {
        let run = inventory(&home, &Script::tokens(3).fault(fault).install());
        assert_eq!(tokens(&run.report), expected, "the report is whole: {}", run.error);
        assert_eq!(run.status, Some(0), "a note, and status 0: {}", run.error);
    }
    home.no_child_left();
}
