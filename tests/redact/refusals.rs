//! What cannot be redacted is refused, and redacted output stays useful.

use serde_json::Value;

use crate::world::{ACTED_ON, World};

#[test]
fn what_is_personal_through_and_through_is_refused_and_nothing_is_written() {
    let world = World::new();
    let office = world.office("demo.csv");
    let office: Vec<&str> = office.iter().map(String::as_str).collect();
    let (letter, added) = (world.text("letter.docx"), world.text("added.json"));
    let list = world.text("list.xlsx");
    for (words, said) in [
        (vec!["cert", "export", "--token", "10240113"], "a certificate cannot be exported"),
        (vec!["inventory", "--add-to", &added], "`--add-to` cannot be used"),
        (vec!["roster", "template", "--output", &list], "a staff list cannot be written"),
        ([&["request", "renewal", "--output", &letter][..], &office].concat(), "a letter cannot be written"),
        ([&["report", "--output", &letter][..], &office].concat(), "a letter cannot be written"),
    ] {
        let outcome = world.run(&words, &["--redact"]).expect_status(2, "refused");
        assert!(outcome.stdout.is_empty() && outcome.stderr.contains(said), "{words:?}: {}", outcome.stderr);
        let json = world.run(&words, &["--redact", "--lang", "vi"]).expect_status(2, "refused");
        assert!(json.stderr.contains("`--redact`"), "in Vietnamese: {}", json.stderr);
    }
    assert!(!world.path("list.xlsx").exists(), "no staff list either");
    assert!(!world.path("letter.docx").exists() && !world.path("added.json").exists(), "nothing was written");
}

#[test]
fn a_redacted_document_is_still_one_and_one_text_has_one_pseudonym_in_it() {
    let world = World::new();
    let words = ["inventory", "--format", "json", "--redact"];
    let (plain, redacted) = (world.run(&words[..3], &[]).json(), world.run(&words, &[]).json());
    let again = world.run(&words, &[]).json();
    let serials = |document: &Value| -> Vec<String> {
        let tokens = document["tokens"].as_array().expect("tokens");
        tokens.iter().map(|token| token["serial"].to_string()).collect()
    };
    assert_eq!(serials(&redacted).len(), serials(&plain).len(), "no token is lost");
    assert_ne!(serials(&redacted), serials(&again), "another run has other pseudonyms");
    assert_eq!(redacted["summary"], plain["summary"], "the counts are what they were");
    let tokens = redacted["tokens"].as_array().expect("tokens");
    for (token, real) in tokens.iter().zip(plain["tokens"].as_array().expect("tokens")) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (uri, serial, label) = (text(&token["uri"]), text(&token["serial"]), text(&token["label"]));
        let is_slot = token["initialized"] == false;
        assert!(
            is_slot || uri.contains(&format!("serial={serial}")) && uri.ends_with(&format!("token={label}")),
            "{uri}"
        );
        assert_eq!(token["model"], real["model"], "the model tells of nobody");
        assert_eq!(token["user_pin"], real["user_pin"], "nor does the state of the PIN");
        for (certificate, real) in token["certificates"]
            .as_array()
            .into_iter()
            .flatten()
            .zip(real["certificates"].as_array().into_iter().flatten())
        {
            assert_eq!(certificate["not_after"], real["not_after"], "dates stay");
            assert_eq!(certificate["pairing"], real["pairing"], "verdicts stay");
            assert_eq!(certificate["der"], "", "the certificate itself does not");
            if certificate["pairing"] == "current" {
                assert_eq!(certificate["subject"]["common_name"], token["holder"], "one person, one pseudonym");
            }
        }
    }
    // It can be read like any saved inventory.
    std::fs::write(world.path("redacted.json"), redacted.to_string()).expect("a file");
    let read = world.run(&["check", "--format", "json", "--from", &world.text("redacted.json")], &[]).json();
    assert_eq!(read["summary"]["tokens"], plain["summary"]["tokens"], "and is judged");
}

#[test]
fn a_real_selector_still_selects_and_the_pin_goes_to_the_token_it_names() {
    let world = World::new();
    let words = ["token", "show", "--format", "json", "--token", "10240113"];
    let shown = world.run(&words, &["--redact"]).expect_status(0, "the token is found by its real serial").json();
    assert_eq!(shown["tokens"].as_array().map(Vec::len), Some(1), "it alone");
    let pin = world.text("pin");
    let words = ["pin", "verify", "--format", "json", "--token", ACTED_ON, "--pin-file", &pin];
    let verified = world.act(&words, &["--redact"]).expect_status(0, "the PIN is right").json();
    assert_eq!(verified["result"], "verified", "on the token that was named");
    let journal = std::fs::read_to_string(world.path("journal/journal.jsonl")).expect("the journal");
    let last: Value = serde_json::from_str(journal.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["token"]["serial"], ACTED_ON, "the journal is true all the same");
}

#[test]
fn a_redacted_journal_is_still_a_chain_whose_hashes_tell_no_serial() {
    let world = World::new();
    let shown = world.run(&["journal", "show", "--format", "json", "--redact"], &[]).json();
    let entries = shown["journals"][0]["entries"].as_array().expect("entries").clone();
    let plain = world.run(&["journal", "show", "--format", "json"], &[]).json();
    assert!(entries.len() > 2, "several lines");
    for pair in entries.windows(2) {
        assert_eq!(pair[0]["hash"], pair[1]["previous_hash"], "each names the one before");
    }
    for (entry, real) in entries.iter().zip(plain["journals"][0]["entries"].as_array().expect("entries")) {
        assert_ne!(entry["hash"], real["hash"], "a real hash beside its time could be tried out");
        assert!(entry["operator"].as_str().is_some_and(|text| text.starts_with("user-")), "{entry}");
        assert!(entry["host"].as_str().is_some_and(|text| text.starts_with("host-")), "{entry}");
    }
    let verified = |more: &[&str]| world.run(&["journal", "verify", "--format", "json"], more).json();
    assert_eq!(
        verified(&["--redact"])["journals"][0]["last_hash"],
        verified(&[])["journals"][0]["last_hash"],
        "the last hash is there to be noted"
    );
}
