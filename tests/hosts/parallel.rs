//! All tokens in parallel if the driver supports it, one after another if not.

use std::time::{Duration, Instant};

use super::support::{Home, Script};
use super::{inventory, tokenctl, tokens};

#[test]
fn slots_of_one_driver_are_read_at_the_same_time() {
    let home = Home::new();
    // 17 calls of 20 ms per token: thirty tokens one after another would take ten seconds.
    let rig = Script::tokens(30).set("latency_ms", 20).install();
    let start = Instant::now();
    let report = inventory(&home, &rig).expect_status(0, "thirty slow tokens").json();
    let elapsed = start.elapsed();
    assert_eq!(tokens(&report).len(), 30, "all were read");
    assert!(elapsed < Duration::from_secs(5), "thirty tokens took {elapsed:?}: they were read one after another");
}

#[test]
fn a_driver_without_locking_is_asked_by_one_thread_only() {
    let home = Home::new();
    let expected = tokens(&inventory(&home, &Script::tokens(4).install()).json());
    let rig = Script::tokens(4).set("os_locking", false).set("latency_ms", 2).install();
    let report = inventory(&home, &rig).expect_status(0, "it serves without threads").json();
    assert_eq!(tokens(&report), expected, "the same tokens");
    assert_eq!(rig.calls().overlaps(), Vec::<&_>::new(), "no two calls at once");
}

#[test]
fn drivers_are_read_at_the_same_time() {
    let home = Home::new();
    let rigs: Vec<_> = (0..4).map(|_| Script::tokens(1).set("latency_ms", 50).install()).collect();
    let mut command = home.process();
    for rig in &rigs {
        command.arg("--module").arg(rig.module());
    }
    let start = Instant::now();
    let outcome = super::Outcome::of(command.args(["--format", "json", "inventory"])).expect_status(0, "four drivers");
    let elapsed = start.elapsed();
    assert_eq!(outcome.json()["drivers"].as_array().map(Vec::len), Some(4), "all four");
    assert!(elapsed < Duration::from_millis(2800), "four drivers of 0.8 s took {elapsed:?}");
}

#[test]
fn the_number_of_hosts_and_jobs_changes_nothing_in_the_report() {
    let home = Home::new();
    let rig = Script::tokens(7).install();
    let expected = inventory(&home, &rig).expect_status(0, "the default");
    for options in [["--jobs", "1"], ["--jobs", "3"], ["--hosts", "3"], ["--hosts", "20"]] {
        let outcome = tokenctl(&home, &rig, &[options[0], options[1], "inventory"]);
        assert_eq!(outcome, expected, "{options:?}");
    }
}

#[test]
fn one_token_through_two_drivers_is_one_token_that_both_have_seen() {
    let home = Home::new();
    let (first, second) = (Script::tokens(2).install(), Script::tokens(2).install());
    let run = |arguments: &[&str]| {
        let mut command = home.process();
        command.args(super::ARGUMENTS).arg("--module").arg(first.module()).arg("--module").arg(second.module());
        super::Outcome::of(command.env("MY_PIN", super::support::USER_PIN).args(arguments))
    };
    let report = run(&["inventory"]).expect_status(0, "two drivers").json();
    let all = report["tokens"].as_array().expect("tokens");
    assert_eq!(all.len(), 2, "two tokens, not four");
    for token in all {
        assert_eq!(token["driver"], first.module_text(), "the first driver serves it");
        assert_eq!(token["also_seen_by"][0]["driver"], second.module_text(), "the other has seen it");
        assert_eq!(token["also_seen_by"][0]["slot"], token["slot"], "in its slot");
    }
    assert_eq!(report["summary"]["tokens"], 2, "and is counted once");
    let report = run(&["--token", "serial:00000002", "inventory", "--login", "--pin-env", "MY_PIN"]);
    assert_eq!(report.expect_status(0, "it is one token").json()["tokens"][0]["logged_in"], true, "a login works");
    let logins = (first.calls().count("C_Login"), second.calls().count("C_Login"));
    assert_eq!(logins, (1, 0), "through the first driver, once");
}

#[test]
fn with_v_the_last_words_of_a_dying_driver_are_shown() {
    let home = Home::new();
    let rig = Script::tokens(1)
        .fault(super::support::Fault::at("C_Initialize").writes("stderr", "no reader service\n"))
        .fault(super::support::Fault::at("C_Initialize").crashes())
        .install();
    let outcome = tokenctl(&home, &rig, &["-v", "inventory"]).expect_status(8, "it crashes");
    assert!(outcome.stderr.contains("no reader service"), "{}", outcome.stderr);
}
