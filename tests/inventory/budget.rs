//! The calls that reach SoftHSM, counted by OpenSC's spy: 4 per driver, 2 per slot, 5 per initialised token (its
//! session and one search, which only a count of 0 ends), 1 per object, and 1 more for the value of a certificate. A
//! token that shows no certificate is searched for one, and one that shows nothing is searched by each class. A slot
//! whose token is reported as uninitialised and shows nothing takes 1: the session that it refuses, because some
//! drivers report a full token as uninitialised.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::support::{Home, Outcome};
use super::{AT, configuration, configuration_for_logins, softhsm};

const SPIES: [&str; 6] = [
    "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so",
    "/usr/lib/aarch64-linux-gnu/pkcs11-spy.so",
    "/usr/lib/x86_64-linux-gnu/pkcs11/pkcs11-spy.so",
    "/usr/lib64/pkcs11/pkcs11-spy.so",
    "/usr/lib64/pkcs11-spy.so",
    "/opt/homebrew/lib/pkcs11/pkcs11-spy.so",
];

fn spy() -> PathBuf {
    let found = SPIES.into_iter().map(PathBuf::from).find(|path| path.exists());
    found.expect("OpenSC's pkcs11-spy is missing: apt-get install opensc, dnf install opensc, or brew install opensc")
}

/// Runs the program through the spy; returns the spy's output.
fn spied(log: &Path, arguments: &[&str], pin: &str) -> (Outcome, String) {
    let home = Home::new();
    let mut command = home.process();
    let tokens = if arguments.contains(&"--login") { configuration_for_logins() } else { configuration() };
    command.env("SOFTHSM2_CONF", tokens).env("PKCS11SPY", softhsm::module()).env("PKCS11SPY_OUTPUT", log);
    // One slot after another, or the spy's lines would be mixed.
    command.args(["--jobs", "1", "--format", "json", "--at", AT, "--module"]).arg(spy()).args(arguments);
    let outcome = Outcome::with_input(&mut command, pin.as_bytes());
    let text = String::from_utf8_lossy(&std::fs::read(log).expect("the spy wrote its log")).into_owned();
    (outcome, text)
}

/// Calls by name; getting the function list does not count.
fn calls(log: &str) -> BTreeMap<&str, usize> {
    let names =
        log.lines().filter_map(|line| line.split_once(": ")).filter(|(number, _)| number.parse::<u32>().is_ok());
    let mut calls = BTreeMap::new();
    for name in names.map(|(_, name)| name).filter(|name| name.starts_with("C_") && *name != "C_GetFunctionList") {
        *calls.entry(name).or_default() += 1;
    }
    calls
}

#[test]
fn an_inventory_of_the_demo_tokens_makes_exactly_the_promised_calls() {
    let folder = TempDir::new().expect("a folder");
    let (outcome, log) = spied(&folder.path().join("log"), &["inventory"], "");
    let report = outcome.expect_status(0, "the demo tokens").json();
    let count = |what: &str| report["summary"][what].as_u64().expect("a count");
    let reads = 2 * count("certificates") + count("keys");
    let (slots, tokens) = (16, 15);
    // A token that shows nothing is searched by each class, and one that shows no certificate is searched for one.
    let shows = |token: &Value, what: &str| token[what].as_array().is_some_and(|list| !list.is_empty());
    let doubts = report["tokens"].as_array().expect("tokens").iter().filter(|token| token["initialized"] == true);
    let doubts = doubts.map(|token| match (shows(token, "certificates"), shows(token, "keys")) {
        (true, _) => 0,
        (false, true) => 3,
        (false, false) => 4 * 3 - 1,
    });
    let doubts: u64 = doubts.sum();
    let calls = calls(&log);
    let total: usize = calls.values().sum();
    let denied = slots - tokens;
    assert_eq!(u64::try_from(total).expect("small"), 4 + 2 * slots + 5 * tokens + denied + reads + doubts, "{calls:?}");
    assert_eq!(calls.get("C_Login"), None, "nobody asked for a login");
    assert_eq!(calls.get("C_GetAttributeValue").map(|count| *count as u64), Some(reads), "none too many: {calls:?}");
}

#[test]
fn values_are_asked_from_certificates_only_even_after_a_login() {
    let folder = TempDir::new().expect("a folder");
    let arguments = ["--token", "serial:10240113", "inventory", "--login", "--pin-stdin"];
    let (outcome, log) = spied(&folder.path().join("log"), &arguments, softhsm::USER_PIN);
    outcome.expect_status(0, "the demo PIN");
    assert_eq!(calls(&log).get("C_Login"), Some(&1), "once");
    let requests: Vec<&str> = log.split("C_GetAttributeValue").skip(1).collect();
    let values = requests.iter().filter(|request| first_call(request).contains("CKA_VALUE "));
    let odd: Vec<&&str> = values.filter(|request| !first_call(request).contains("CKA_CERTIFICATE_TYPE")).collect();
    assert!(odd.is_empty(), "CKA_VALUE was asked of something else: {odd:?}");
    assert!(requests.len() >= 3, "a certificate and two keys were read: {}", requests.len());
}

/// The spy's output for one call, up to the next.
fn first_call(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or(text)
}
