//! Which of several certificates of one key is in use, as every report says it: the one that is valid.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]

use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

const TODAY: &str = "2026-11-27";
const NAME: &str = "Nguyễn Thị Hồng Nhung";

/// A saved inventory and a staff list with the person whose tokens they are.
struct Office(TempDir);

impl Office {
    fn of(tokens: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut inventory = sample();
        (inventory["tokens"], inventory["drivers"]) = (tokens.into(), json!([]));
        std::fs::write(folder.path().join("read.json"), inventory.to_string()).unwrap();
        let staff = format!("Họ và tên,Số hiệu thiết bị\n{NAME},b7bb0da0c5d0a5a1\n");
        std::fs::write(folder.path().join("staff.csv"), staff).unwrap();
        std::fs::write(folder.path().join("config.toml"), "").unwrap();
        Self(folder)
    }

    /// The status and standard output.
    fn run(&self, words: &[&str], at: &str) -> (i32, String) {
        let mut command = Command::cargo_bin("tokenctl").unwrap();
        command.current_dir(self.0.path()).env("TOKENCTL_CONFIG", "config.toml").env("LC_ALL", "C.UTF-8");
        let output = command.args(words).args(["--from", "read.json", "--at", at]).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    }

    fn document(&self, words: &[&str], at: &str) -> Value {
        let (_, said) = self.run(&[words, &["--format", "json"]].concat(), at);
        serde_json::from_str(&said).unwrap_or_else(|_| panic!("{words:?}: {said}"))
    }

    fn with_list(&self, words: &[&str], at: &str) -> Value {
        self.document(&[words, &["--roster", "staff.csv"]].concat(), at)
    }
}

fn sample() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/inventory/sample.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A token with certificates of its one key, by their dates; the first one's hash begins with 00, the next with 01.
fn token(dates: &[(&str, &str)]) -> Value {
    let mut token = sample()["tokens"][0].clone();
    let certificate = token["certificates"][0].clone();
    let certificates = dates.iter().enumerate().map(|(place, (start, end))| {
        let mut one = certificate.clone();
        one["sha256"] = format!("{place:02x}").repeat(32).into();
        one["serial_number"] = format!("0a{place:02x}").into();
        (one["not_before"], one["not_after"]) = (at(start), at(end));
        one
    });
    token["certificates"] = certificates.collect();
    token["problems"] = json!([]);
    token
}

fn at(day: &str) -> Value {
    format!("{day}T00:00:00Z").into()
}

/// The pairing of each certificate, in the order of its hash.
fn pairings(inventory: &Value) -> Vec<String> {
    let mut found: Vec<(String, String)> = inventory["tokens"][0]["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["sha256"].to_string(), one["pairing"].as_str().unwrap().to_owned()))
        .collect();
    found.sort();
    found.into_iter().map(|(_, pairing)| pairing).collect()
}

fn signing(office: &Office, at: &str) -> Value {
    let person = office.with_list(&["roster", "check"], at)["people"][0].clone();
    json!([person["class"], person["reason"], person["until"]])
}

/// What the officer would file: the actions of the worklist, and the rows of the forms for a new certificate and a renewal.
fn work(office: &Office, at: &str) -> Value {
    let plan = office.with_list(&["plan"], at);
    // Without a row there is no form: status 3.
    let rows = |form| match office.run(&["request", form, "--roster", "staff.csv", "--format", "json"], at) {
        (3, said) if said.is_empty() => 0,
        (_, said) => serde_json::from_str::<Value>(&said).unwrap()["rows"].as_array().unwrap().len(),
    };
    let actions: Vec<&Value> = plan["items"].as_array().unwrap().iter().map(|item| &item["action"]).collect();
    json!([actions, rows("new"), rows("renewal")])
}

/// Certificates valid by date and their people, by the report with a staff list and without one.
fn counted(office: &Office, at: &str) -> Value {
    let [with, without] = [office.with_list(&["report"], at), office.document(&["report"], at)];
    assert_eq!(with["total"]["active"], without["total"]["active"], "with and without a staff list");
    let total = &without["total"];
    json!([total["seen"], total["active"], total["persons"], total["token"], total["expired"]])
}

fn severities(office: &Office, at: &str) -> Vec<(String, String)> {
    let check = office.document(&["check"], at);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let problems = check["tokens"][0]["problems"].as_array().unwrap().clone();
    problems.iter().map(|problem| (text(&problem["code"]), text(&problem["severity"]))).collect()
}

#[test]
fn a_renewal_that_has_not_begun_takes_nothing_from_the_certificate_in_use_and_nothing_is_filed_twice() {
    let office = Office::of(&[token(&[("2022-01-01", "2026-12-20"), ("2026-12-10", "2030-01-01")])]);
    assert_eq!(signing(&office, TODAY), json!(["can-sign", "valid", "2030-01-01"]), "today, and without a gap");
    assert_eq!(work(&office, TODAY), json!([[], 0, 0]), "nothing to file");
    assert_eq!(counted(&office, TODAY), json!([2, 1, 1, 1, 0]), "two seen, one in use, one person");
    assert_eq!(pairings(&office.document(&["inventory"], TODAY)), ["current", "current"], "neither is superseded");
    let expected = [("certificate-not-yet-valid", "warning"), ("certificate-expiring", "note")];
    let expected = expected.map(|(code, severity)| (code.to_owned(), severity.to_owned()));
    assert_eq!(severities(&office, TODAY), expected, "its end is no alarm");
    let plan = office.with_list(&["plan", "--all"], TODAY);
    let mut items: Vec<Value> = plan["items"].as_array().unwrap().clone();
    items.sort_by_key(|item| item["certificate"]["sha256"].to_string());
    let told = |item: &Value| json!([item["action"], item["reason"], item["renewed_from"], item["roster_row"]]);
    assert_eq!(told(&items[0]), json!(["keep", "covered", "2026-12-10", 2]), "with the day of the renewal");
    assert_eq!(told(&items[1]), json!(["keep", "not-yet-valid", null, 2]), "which is the same person's");
    for (language, sentence) in [
        ("en", "its renewal on the token is valid from 2026-12-10"),
        ("vi", "chứng thư gia hạn đã có trên thiết bị, có hiệu lực từ 10/12/2026"),
    ] {
        let (_, table) = office.run(&["plan", "--all", "--lang", language], TODAY);
        assert!(table.contains(sentence), "{table}");
    }
    let shown = office.document(&["cert", "show"], TODAY);
    assert_eq!(shown["tokens"][0]["certificates"][0]["serial_number"], "0a00", "the one in use is meant");
    // The day of the renewal has come.
    assert_eq!(pairings(&office.document(&["inventory"], "2026-12-15")), ["superseded", "current"], "it supersedes");
    assert_eq!(signing(&office, "2026-12-15"), json!(["can-sign", "valid", "2030-01-01"]), "both are valid by date");
    assert_eq!(counted(&office, "2026-12-15"), json!([2, 1, 1, 1, 0]), "still one person");
}

#[test]
fn a_renewal_with_a_gap_before_it_does_not_replace_what_has_to_be_filed() {
    let office = Office::of(&[token(&[("2022-01-01", "2026-12-20"), ("2026-12-22", "2030-01-01")])]);
    assert_eq!(signing(&office, TODAY), json!(["stops-soon", "valid", "2026-12-20"]), "and then not for two days");
    assert_eq!(work(&office, TODAY)[0], json!(["reissue"]), "the window has closed");
}

#[test]
fn an_expired_or_revoked_newer_certificate_takes_nothing_from_the_one_that_is_valid() {
    let expired = token(&[("2022-01-01", "2030-01-01"), ("2024-01-01", "2025-01-01")]);
    let mut revoked = token(&[("2022-01-01", "2030-01-01"), ("2024-01-01", "2031-01-01")]);
    for certificate in revoked["certificates"].as_array_mut().unwrap() {
        let state = if certificate["serial_number"] == "0a01" { "revoked" } else { "effective" };
        certificate["revocation"] = state.into();
    }
    for (what, token) in [("expired", expired), ("revoked", revoked)] {
        let office = Office::of(&[token]);
        assert_eq!(pairings(&office.document(&["inventory"], TODAY)), ["current", "superseded"], "{what}");
        assert_eq!(signing(&office, TODAY), json!(["can-sign", "valid", "2030-01-01"]), "{what}");
        assert_eq!(work(&office, TODAY), json!([[], 0, 0]), "{what}: nothing to file");
        assert_eq!(counted(&office, TODAY), json!([2, 1, 1, 1, 0]), "{what}");
        assert!(severities(&office, TODAY).iter().all(|(_, severity)| severity == "note"), "{what}: no alarm");
    }
}

#[test]
fn a_list_of_tokens_counts_each_certificate_once() {
    let mut token = token(&[("2024-01-01", "2029-01-01"), ("2020-01-01", "2024-01-01")]);
    let mut copy = token["certificates"][0].clone();
    copy["id"] = "02".into();
    token["certificates"].as_array_mut().unwrap().push(copy);
    let office = Office::of(&[token]);
    let (_, table) = office.run(&["token", "list", "--lang", "en"], TODAY);
    let mut lines = table.lines();
    let (before, _) = lines.next().unwrap().split_once("Certificates").unwrap();
    let end = before.chars().count() + "Certificates".len();
    let cell: String = lines.nth(1).unwrap().chars().take(end).skip(end - "Certificates".len()).collect();
    assert_eq!(cell.trim(), "2", "three objects, two certificates: {table}");
    assert_eq!(office.document(&["token", "list"], TODAY)["summary"]["certificates"], 2, "as below the table");
}

#[test]
fn a_certificate_that_cannot_be_read_is_not_called_valid_by_date() {
    let mut token = token(&[("2024-01-01", "2029-01-01"), ("2024-02-01", "2029-02-01")]);
    let cut = token["certificates"][1]["sha256"].clone();
    token["problems"] = json!([{
        "code": "certificate-malformed", "severity": "critical", "subject": cut, "message": "",
        "details": { "fault": "truncated" },
    }]);
    let office = Office::of(&[token]);
    for (language, sentence) in [("en", "1 of 2 certificates"), ("vi", "1/2 chứng thư")] {
        let (_, text) = office.run(&["check", "--lang", language], TODAY);
        assert!(text.contains(sentence), "{text}");
    }
}

#[test]
fn a_sentence_names_the_day_to_which_its_days_are_counted() {
    let mut token = token(&[("2022-01-01", "2026-11-25")]);
    // The 26th in Hanoi, to which a day is left.
    token["certificates"][0]["not_after"] = "2026-11-25T23:59:59Z".into();
    let office = Office::of(&[token]);
    let said = "expires in 1 day, on 2026-11-26";
    let message = |words: &[&str]| {
        let check = office.document(words, "2026-11-25");
        let problems = check["tokens"][0]["problems"].as_array().unwrap().clone();
        let mut messages = problems.iter().filter(|one| one["code"] == "certificate-expiring");
        messages.next().unwrap()["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message(&["check"]), said, "a document");
    assert_eq!(message(&["check", "--redact"]), said, "without names");
    for format in ["csv", "jsonl"] {
        let (_, text) = office.run(&["check", "--format", format], "2026-11-25");
        assert!(text.contains(said), "{format}: {text}");
        assert!(text.contains("2026-11-25T23:59:59Z"), "{format}: times are UTC: {text}");
    }
    std::fs::write(office.0.path().join("config.toml"), "timezone = \"Europe/London\"\n").unwrap();
    assert_eq!(message(&["check"]), "expires in 0 days, on 2026-11-25", "counted there, said there");
}
