//! Data written by version 0.1.0 can be read by this and every later version: documents, the config file, the journal.
//!
//! Pitfall: `fixtures/0.1.0` is never regenerated. If a test fails here, correct the program, not the file.
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails, and writes its own files"
)]

#[path = "softhsm/mod.rs"]
mod softhsm;
#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use softhsm::{Tokens, module};
use support::{Home, Outcome, secret_file};

/// The day on which the tokens of the saved inventory were read.
const AT: &str = "2026-11-01";

fn written_by_0_1_0(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/0.1.0").join(name)
}

fn saved() -> Value {
    serde_json::from_slice(&fs::read(written_by_0_1_0("inventory.json")).expect("the fixture")).expect("JSON")
}

fn run(home: &Home, words: &[&str]) -> Outcome {
    Outcome::of(home.process().args(words).args(["--at", AT, "--batch", "--lang", "en"]))
}

/// Serials and certificates of a document, which must be the same after an upgrade.
fn contents(document: &Value) -> Vec<(String, String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let tokens = document["tokens"].as_array().expect("tokens").iter().filter(|token| token["initialized"] == true);
    let certificates = |token: &Value| {
        let all = token["certificates"].as_array().expect("certificates");
        all.iter().map(|certificate| text(&certificate["sha256"])).collect()
    };
    let mut rows: Vec<_> =
        tokens.map(|token| (text(&token["serial"]), text(&token["label"]), certificates(token))).collect();
    rows.sort();
    rows
}

#[test]
fn every_command_reads_an_inventory_of_0_1_0() {
    let home = Home::new();
    let inventory = written_by_0_1_0("inventory.json");
    let from = ["--from", inventory.to_str().expect("a plain path"), "--format", "json"];
    for (words, status) in [
        (&["inventory"][..], 0),
        (&["check"], 11),
        (&["token", "list"], 0),
        (&["token", "show", "--token", "10240113"], 0),
        (&["key", "list"], 0),
        (&["cert", "list"], 0),
        (&["cert", "show", "--token", "10240113"], 0),
        (&["plan"], 0),
        (&["report"], 0),
        (&["request", "renewal"], 0),
        (&["verify", "--offline"], 11),
    ] {
        let outcome = run(&home, &[words, &from].concat());
        let document = outcome.expect_status(status, &format!("{words:?}")).json();
        assert_eq!(document["schema"], "tokenctl/1", "{words:?}");
    }
    let again = run(&home, &[&["inventory"][..], &from].concat()).json();
    assert_eq!(contents(&again), contents(&saved()), "nothing is lost on the way");
    let totals = |document: &Value| {
        let summary = document["summary"].clone();
        ["tokens", "certificates", "keys", "expired", "not_yet_valid"].map(|name| summary[name].clone())
    };
    assert_eq!(totals(&again), totals(&saved()), "and it is counted as it was");
}

#[test]
fn a_new_reading_is_added_to_and_compared_with_an_inventory_of_0_1_0() {
    let tokens = Tokens::demo(AT);
    let home = Home::new();
    let old = home.path().join("old.json");
    let grown = home.path().join("grown.json");
    for copy in [&old, &grown] {
        fs::copy(written_by_0_1_0("inventory.json"), copy).expect("a copy");
    }
    let mut command = home.process();
    command.env("SOFTHSM2_CONF", tokens.configuration()).env("TOKENCTL_MODULE", module());
    command.args(["inventory", "--lang", "en", "--at", AT, "--add-to"]).arg(&grown);
    Outcome::of(&mut command).expect_status(0, "the reading is added");
    let document: Value = serde_json::from_slice(&fs::read(&grown).expect("the file")).expect("JSON");
    let serials = |document: &Value| contents(document).into_iter().map(|(serial, ..)| serial).collect::<Vec<_>>();
    assert_eq!(serials(&document), serials(&saved()), "each token once, none is taken for another");
    let name = |path: &Path| path.to_str().expect("a plain path").to_owned();
    run(&home, &["diff", &name(&old), &name(&written_by_0_1_0("inventory.json"))]).expect_status(0, "the same");
    run(&home, &["report", "--from", &name(&grown), "--since", &name(&old), "--format", "json"])
        .expect_status(0, "an old inventory is the earlier period");
}

#[test]
fn every_setting_of_0_1_0_means_what_it_meant() {
    let home = Home::new();
    let file = written_by_0_1_0("config.toml");
    let mut command = home.process();
    command.args(["config", "show", "--format", "json"]).env("TOKENCTL_CONFIG", &file);
    let document = Outcome::of(&mut command).expect_status(0, "the file is read").json();
    let shown = |key: &str| {
        let settings = document["settings"].as_array().expect("settings");
        let setting = settings.iter().find(|setting| setting["key"] == key);
        setting.unwrap_or_else(|| panic!("{key} is gone: {document}")).clone()
    };
    // As TOML and JSON write them, an inner table as `table.key`.
    let text = fs::read_to_string(&file).expect("the fixture");
    let written: toml::Table = text.parse().expect("TOML");
    let mut count = 0;
    for (key, value) in &written {
        let inner = value.as_table().into_iter().flatten().map(|(name, value)| (format!("{key}.{name}"), value));
        let whole = (!value.is_table()).then(|| (key.clone(), value));
        for (key, value) in inner.chain(whole) {
            let setting = shown(&key);
            let mut expected = json!(value);
            if key == "roster" {
                expected = json!(written_by_0_1_0("danh-sach.csv"));
            }
            if key == "driver" {
                // Settings that a driver's table omits, or sets to the default, are not repeated.
                expected[0].as_object_mut().expect("a table").remove("disabled");
            }
            assert_eq!((&setting["value"], &setting["source"]), (&expected, &json!("file")), "{key}");
            count += 1;
        }
    }
    assert_eq!(count, 43, "every setting that 0.1.0 had is looked at");
}

#[test]
fn a_wrong_pin_that_0_1_0_wrote_into_its_journal_still_counts() {
    let tokens = Tokens::demo(AT);
    let home = Home::new();
    let journal = home.path().join("journal");
    fs::create_dir(&journal).expect("the journal's folder");
    fs::copy(written_by_0_1_0("journal.jsonl"), journal.join("journal.jsonl")).expect("a copy");
    let verified = run(&home, &["journal", "verify", "--format", "json"]).expect_status(0, "the chain is whole").json();
    assert_eq!(verified["journals"][0]["entries"], 12, "{verified}");

    let pin = home.path().join("pin");
    secret_file(&pin, "Wrong!2026x");
    let attempt = |serial: &str| {
        let mut command = home.process();
        command.env("SOFTHSM2_CONF", tokens.configuration()).env("TOKENCTL_MODULE", module());
        command.args(["pin", "verify", "--batch", "--lang", "en", "--token", serial, "--pin-file"]).arg(&pin);
        Outcome::of(&mut command)
    };
    let refused = attempt("10242147").expect_status(7, "a script may not spend a second try");
    assert!(refused.stderr.contains("was tried once without success"), "{}", refused.stderr);
    // Another token, with no wrong tries recorded, and the chain continues after the old lines.
    secret_file(&pin, softhsm::USER_PIN);
    attempt("10240113").expect_status(0, "the right PIN");
    let lines = fs::read_to_string(journal.join("journal.jsonl")).expect("the journal");
    assert!(lines.lines().count() > 13, "new entries follow: {lines}");
    run(&home, &["journal", "verify"]).expect_status(0, "old and new entries are one chain");
}
