//! `check`: statuses, thresholds, monitoring, saved inventories.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{json, tokenctl};

/// `check` on one token.
fn check(serial: &str, options: &[&str]) -> super::Outcome {
    let selector = format!("serial:{serial}");
    tokenctl(&[&["--token", selector.as_str(), "check"], options].concat())
}

#[test]
fn the_worst_problem_decides_the_status() {
    check("10240113", &[]).expect_status(0, "nothing to do");
    check("10241130", &[]).expect_status(10, "20 days left is a warning");
    check("10242147", &[]).expect_status(11, "expired is critical");
    check("10244181", &[]).expect_status(0, "an old certificate that was renewed is no warning");
    check("10247232", &[]).expect_status(10, "a foreign certificate");
    check("10252317", &[]).expect_status(10, "a wrong PIN since the last right one");
    tokenctl(&["check"]).expect_status(11, "the worst of all");
}

#[test]
fn thresholds_are_days_or_dates() {
    // Twenty days left, until 2026-12-12 16:59:59 UTC.
    for (options, status) in [
        (&["--warn", "10d"][..], 0),
        (&["--warn", "21d", "--crit", "5d"], 10),
        (&["--warn", "90d", "--crit", "30d"], 11),
        (&["--warn", "90", "--crit", "30"], 11),
        (&["--warn", "2026-12-01"], 0),
        (&["--warn", "2026-12-31"], 10),
        (&["--warn", "2027-12-31", "--crit", "2026-12-31"], 11),
    ] {
        // The default critical threshold is 15 days.
        check("10241130", options).expect_status(status, &format!("{options:?}"));
    }
    let outcome = check("10241130", &["--warn", "bald"]).expect_status(2, "nonsense");
    assert!(outcome.stderr.contains("`bald`") && outcome.stderr.contains("90d"), "{}", outcome.stderr);
}

#[test]
fn problems_have_codes_and_severities_and_the_worst_comes_first() {
    let outcome = tokenctl(&["--format", "json", "check"]).expect_status(11, "critical");
    let report = outcome.json();
    assert_eq!(report["kind"], "check", "the kind");
    let all: Vec<(&str, &Value, &Value)> = report["tokens"]
        .as_array()
        .expect("tokens")
        .iter()
        .flat_map(|token| token["problems"].as_array().expect("problems").iter().map(move |one| (token, one)))
        .map(|(token, one)| (token["serial"].as_str().unwrap_or_default(), &one["code"], &one["severity"]))
        .collect();
    for expected in [
        ("10241130", &json!("certificate-expiring"), &json!("warning")),
        ("10242147", &json!("certificate-expired"), &json!("critical")),
        ("10243164", &json!("certificate-not-yet-valid"), &json!("warning")),
        ("10244181", &json!("certificate-expiring"), &json!("note")),
        ("10247232", &json!("certificate-foreign"), &json!("warning")),
        ("10248249", &json!("certificate-malformed"), &json!("critical")),
        ("10248249", &json!("certificate-field"), &json!("warning")),
        ("10252317", &json!("user-pin-count-low"), &json!("warning")),
        ("10254351", &json!("user-pin-not-set"), &json!("warning")),
    ] {
        assert!(all.contains(&expected), "{expected:?} is missing in {all:?}");
    }
    let table = tokenctl(&["check"]);
    let weight = |line: &str| ["critical", "warning", "note"].iter().position(|word| line.starts_with(word));
    let weights: Vec<usize> = table.text().lines().filter_map(weight).collect();
    assert!(weights.is_sorted() && weights.len() >= 9, "worst first: {weights:?}");
    assert!(table.text().contains("revocation not checked"), "nothing is called effective");
}

#[test]
fn nagios_gets_one_line_with_performance_data() {
    for (serial, status, word) in [("10240113", 0, "OK"), ("10241130", 1, "WARNING"), ("10242147", 2, "CRITICAL")] {
        let outcome = check(serial, &["--nagios"]).expect_status(status, word);
        let line = outcome.text();
        assert!(line.starts_with(&format!("TOKENCTL {word}")), "{line}");
        assert_eq!(line.lines().count(), 1, "one line: {line}");
        let data = line.split_once(" | ").unwrap_or_else(|| panic!("performance data: {line}")).1;
        assert!(data.contains("tokens=1 certificates=1"), "{data}");
    }
    let outcome = check("99999999", &["--nagios"]).expect_status(3, "no such token is unknown");
    assert!(outcome.text().starts_with("TOKENCTL UNKNOWN"), "{}", outcome.text());
    assert_eq!(outcome.text().lines().count(), 1, "one line: {}", outcome.text());
}

#[test]
fn a_saved_inventory_is_audited_without_a_token() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("saved.json");
    let path = file.to_str().expect("a plain path");
    tokenctl(&["--output", path, "inventory"]).expect_status(0, "saved");
    let home = super::Home::new();
    let audit = |options: &[&str]| {
        // No driver and no configuration: only the file is read.
        super::Outcome::of(home.process().args(["check", "--from", path]).args(options))
    };
    let direct = tokenctl(&["--format", "json", "check"]);
    let saved = audit(&["--at", super::AT, "--format", "json"]).expect_status(11, "as at the desk");
    assert_eq!(saved.text(), direct.text(), "the same verdicts to the byte");
    audit(&["--at", "2026-09-01", "--format", "json"]).expect_status(11, "the malformed one stays critical");
    let later = audit(&["--at", "2027-03-01", "--format", "json"]).json();
    assert!(later["summary"]["expired"].as_u64() > saved.json()["summary"]["expired"].as_u64(), "at another day");
    let outcome = super::Outcome::of(home.process().args(["check", "--from", "/nonexistent/inventory.json"]));
    let outcome = outcome.expect_status(3, "no such file");
    assert!(outcome.stderr.contains("/nonexistent/inventory.json"), "{}", outcome.stderr);
    std::fs::write(&file, "{\"schema\":\"other/1\"}").expect("another document");
    audit(&[]).expect_status(2, "no inventory");
    std::fs::write(&file, "[[[[[[").expect("nonsense");
    assert!(audit(&[]).expect_status(2, "no JSON").stderr.starts_with("error: "), "an error like any other");
}

#[test]
fn check_shows_the_same_objects_as_the_inventory() {
    let (mut check, mut inventory) = (tokenctl(&["--format", "json", "check"]).json(), json(&["inventory"]));
    check["kind"] = Value::Null;
    inventory["kind"] = Value::Null;
    assert!(check == inventory, "the same document but for its kind");
}

#[test]
fn the_state_of_pins_is_shown_of_one_unit_as_every_listing_is() {
    let listed = |words: &[&str], unit: &str| -> Vec<String> {
        let outcome = tokenctl(&[words, &["--unit", unit, "--format", "json", "--lang", "en"]].concat());
        let document = outcome.json();
        let tokens = document["tokens"].as_array().expect("tokens").iter();
        tokens.map(|token| token["serial"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let inventory = tokenctl(&["inventory", "--format", "json"]).json();
    let bodies: std::collections::BTreeSet<String> = inventory["tokens"]
        .as_array()
        .expect("tokens")
        .iter()
        .flat_map(|token| token["certificates"].as_array().expect("certificates"))
        .filter(|certificate| certificate["is_ca"] == false)
        .filter_map(|certificate| certificate["subject"]["organizations"][0].as_str().map(str::to_owned))
        .collect();
    let all = tokenctl(&["pin", "status", "--format", "json"]).json()["tokens"].as_array().map(Vec::len);
    let mut parts = 0;
    for body in &bodies {
        let (status, tokens) = (listed(&["pin", "status"], body), listed(&["token", "list"], body));
        assert_eq!(status, tokens, "{body}: the same tokens as in a listing");
        parts += usize::from(Some(status.len()) < all);
    }
    assert!(parts > 0, "some of them are a part of the tokens: {bodies:?}");
    let unknown = tokenctl(&["pin", "status", "--unit", "Không có đâu", "--lang", "en"]);
    unknown.expect_status(3, "an unknown unit is no empty list");
}
