//! Driver hosts with a scripted driver: whatever a driver does, the rest of the report is complete.
//!
//! Pitfall: timeouts are of seconds, so that a busy machine does not look like a hung driver.
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails, and writes its own files"
)]

#[path = "../support/mod.rs"]
mod support;

mod apart;
mod before_loading;
mod beside;
mod bodies;
mod budgets;
mod confined;
mod copies;
mod copy;
mod counts;
mod login;
mod middle;
mod odd;
mod pairs;
mod parallel;
mod quirks;
mod searches;
mod small_host;
mod together;
mod values;
mod whole;

use serde_json::Value;
use support::{Home, Outcome, Rig};

/// The arguments of every run here; two seconds are long for a scripted driver.
const ARGUMENTS: [&str; 6] = ["--format", "json", "--at", "2026-11-22", "--timeout", "2"];

/// The program on one scripted driver.
fn tokenctl(home: &Home, rig: &Rig, arguments: &[&str]) -> Outcome {
    Outcome::of(home.process().args(ARGUMENTS).arg("--module").arg(rig.module()).args(arguments))
}

fn inventory(home: &Home, rig: &Rig) -> Outcome {
    tokenctl(home, rig, &["inventory"])
}

/// The tokens of a report without what differs between runs.
fn tokens(report: &Value) -> Vec<Value> {
    report["tokens"].as_array().expect("a list of tokens").iter().cloned().map(support::comparable).collect()
}

/// The token in a slot.
fn token(report: &Value, slot: u64) -> Option<Value> {
    tokens(report).into_iter().find(|token| token["slot"] == slot)
}

/// The contents of a failure, without its sentence.
fn essence(failure: &Value) -> Value {
    let mut failure = failure.clone();
    if let Some(fields) = failure.as_object_mut() {
        fields.remove("message");
        fields.retain(|_, value| !value.is_null());
    }
    failure
}
