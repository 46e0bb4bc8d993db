//! The calls that reach SoftHSM, counted by OpenSC's spy: 4 a driver, 2 a slot, 13 an initialised token, 1 an object,
//! and 1 for each search that found something, because only a count of 0 ends it.

use std::collections::{BTreeMap, BTreeSet};
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

/// Runs the program through the spy; gives what the spy wrote.
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

/// Calls by name; asking for the function list is none of them.
fn calls(log: &str) -> BTreeMap<&str, usize> {
    let names =
        log.lines().filter_map(|line| line.split_once(": ")).filter(|(number, _)| number.parse::<u32>().is_ok());
    let mut calls = BTreeMap::new();
    for name in names.map(|(_, name)| name).filter(|name| name.starts_with("C_") && *name != "C_GetFunctionList") {
        *calls.entry(name).or_default() += 1;
    }
    calls
}

/// How many classes of objects a token has.
fn classes(token: &Value) -> usize {
    let keys = token["keys"].as_array().expect("keys").iter();
    let classes: BTreeSet<&str> = keys.filter_map(|key| key["class"].as_str()).collect();
    classes.len() + usize::from(token["certificates"].as_array().is_some_and(|list| !list.is_empty()))
}

#[test]
fn an_inventory_of_the_demo_tokens_makes_exactly_the_promised_calls() {
    let folder = TempDir::new().expect("a folder");
    let (outcome, log) = spied(&folder.path().join("log"), &["inventory"], "");
    let report = outcome.expect_status(0, "the demo tokens").json();
    let objects =
        report["summary"]["certificates"].as_u64().unwrap_or(0) + report["summary"]["keys"].as_u64().unwrap_or(0);
    let (slots, tokens) = (16, 15);
    let searches: usize = report["tokens"].as_array().expect("tokens").iter().map(classes).sum();
    let calls = calls(&log);
    let total: usize = calls.values().sum();
    assert_eq!(
        u64::try_from(total).expect("small"),
        4 + 2 * slots + 13 * tokens + searches as u64 + objects,
        "{calls:?}"
    );
    assert_eq!(calls.get("C_Login"), None, "nobody asked for a login");
    assert_eq!(calls.get("C_GetAttributeValue").map(|count| *count as u64), Some(objects), "one an object: {calls:?}");
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

/// What the spy wrote of one call, up to the next.
fn first_call(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or(text)
}
