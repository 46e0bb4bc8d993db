//! All tokens at once where the driver can, one after another where it cannot.

use std::time::{Duration, Instant};

use super::support::{Home, Script};
use super::{inventory, tokenctl, tokens};

#[test]
fn slots_of_one_driver_are_read_at_the_same_time() {
    let home = Home::new();
    // 17 calls of 20 ms a token: thirty tokens one after another would take ten seconds.
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
