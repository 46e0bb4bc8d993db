//! `journal show` and `journal verify` from end to end: what attempts leave behind, and how each kind of damage is shown.

use serde_json::{Value, json};

use super::desk::{Desk, Run, WRONG};
use super::support::{Script, Token, USER_PIN};

/// A token with three attempts in its journal: correct, wrong, correct.
fn desk_with_attempts() -> Desk {
    let desk = Desk::with(|token| token);
    for (pin, status) in [(USER_PIN, 0), (WRONG, 5), (USER_PIN, 0)] {
        assert_eq!(desk.verify(pin, &["--allow-retry"]).status, status, "an attempt to be recorded");
    }
    desk
}

#[test]
fn a_slot_number_that_readers_of_json_would_round_is_shown_as_text_and_not_in_the_file() {
    const SLOT: u64 = (1 << 63) + 5;
    let desk = Desk::of(&Script::empty().slot(SLOT, Token::of_holder(1)));
    assert_eq!(desk.verify(USER_PIN, &[]).status, 0, "an attempt to be recorded");
    let shown = desk.run(&["journal", "show"]);
    let token = &shown.report["journals"][0]["entries"][0]["token"];
    assert_eq!((&token["slot"], &token["slot_text"]), (&json!(SLOT), &json!(SLOT.to_string())), "{token}");
    assert!(lines(&desk).iter().all(|line| !line.contains("slot_text")), "the format of the file stays as it is");
    assert_eq!(desk.run(&["journal", "verify"]).status, 0, "and so do its hashes");
    let small = desk_with_attempts().run(&["journal", "show"]);
    let token = &small.report["journals"][0]["entries"][0]["token"];
    assert_eq!(token.get("slot_text"), None, "only where it is needed: {token}");
}

fn rewrite(desk: &Desk, lines: &[String]) {
    std::fs::write(desk.journal_path(), lines.join("\n") + "\n").expect("the journal");
}

fn lines(desk: &Desk) -> Vec<String> {
    let text = std::fs::read_to_string(desk.journal_path()).expect("the journal");
    text.lines().map(str::to_owned).collect()
}

/// Status and kinds of the findings, with their lines.
fn findings(desk: &Desk, more: &[&str]) -> (i32, Vec<(String, u64)>) {
    let run = desk.run(&[&["journal", "verify"], more].concat());
    let found = run.report["journals"][0]["findings"].as_array().cloned();
    let found = found.unwrap_or_else(|| panic!("no findings: {}", run.said()));
    let one = |finding: &Value| {
        let kind = finding["kind"].as_str().expect("a kind").to_owned();
        (kind, finding["line"].as_u64().expect("a line"))
    };
    (run.status, found.iter().map(one).collect())
}

fn expected(findings: &[(&str, u64)]) -> Vec<(String, u64)> {
    findings.iter().map(|(kind, line)| ((*kind).to_owned(), *line)).collect()
}

#[test]
fn every_attempt_leaves_two_lines_without_a_secret() {
    let desk = desk_with_attempts();
    let journal = desk.journal();
    assert_eq!(journal.len(), 6, "intent and result of each: {journal:?}");
    let wrong = &journal[3];
    for (key, value) in [
        ("phase", json!("result")),
        ("ended", json!("failed")),
        ("code", json!("CKR_PIN_INCORRECT")),
        ("try_spent", json!("yes")),
        ("action", json!("pin-verify")),
        ("method", json!("login")),
        ("secret", json!("user-pin")),
    ] {
        assert_eq!(wrong[key], value, "{key} of {wrong}");
    }
    assert_eq!(wrong["token"]["serial"], "00000001", "which token");
    assert_eq!(
        (&wrong["before"]["user_pin"], &wrong["after"]["user_pin"]),
        (&json!("ok"), &json!("count-low")),
        "{wrong}"
    );
    assert!(wrong["operator"].is_string() && wrong["host"].is_string() && wrong["time"].is_string(), "{wrong}");
    let text = std::fs::read_to_string(desk.journal_path()).expect("it");
    assert!(!text.contains(USER_PIN) && !text.contains(WRONG), "never a secret");
}

#[test]
fn the_journal_is_shown_in_both_languages_and_as_json() {
    let desk = desk_with_attempts();
    let run = desk.run(&["journal", "show"]);
    let entries = run.report["journals"][0]["entries"].as_array().map(Vec::len);
    assert_eq!((run.status, entries), (0, Some(6)), "{}", run.said());
    let run = desk.run(&["journal", "show", "--last", "2"]);
    assert_eq!(run.report["journals"][0]["entries"][0]["sequence"], 5, "the last two: {}", run.said());
    for (language, words) in
        [("en", ["No.", "Operator", "CKR_PIN_INCORRECT"]), ("vi", ["STT", "CKR_PIN_INCORRECT", "sai"])]
    {
        let mut command = desk.home.process();
        let run = Run::of(command.args(["journal", "show", "--lang", language]));
        assert_eq!(run.status, 0, "{language}: {}", run.said());
        for word in words.iter().take(if language == "vi" { 2 } else { 3 }) {
            assert!(run.output.contains(word), "{language} says {word}: {}", run.output);
        }
        assert!(
            !run.output.contains("table-") && !run.output.contains("attempt-"),
            "no bare identifier: {}",
            run.output
        );
    }
    let run = desk.run(&["journal", "show", "--token", "serial:99999999"]);
    assert_eq!(run.report["journals"][0]["entries"], json!([]), "another token's: {}", run.said());
}

#[test]
fn without_a_journal_its_folders_are_named() {
    let desk = Desk::with(|token| token);
    for command in ["show", "verify"] {
        let run = desk.run(&["journal", command]);
        assert_eq!(run.status, 3, "{}", run.said());
        assert!(run.error.contains("journal"), "where it would be: {}", run.error);
    }
}

#[test]
fn a_whole_journal_is_intact() {
    let desk = desk_with_attempts();
    assert_eq!(findings(&desk, &[]), (0, vec![]), "nothing to find");
}

#[test]
fn each_kind_of_damage_is_found_where_it_is() {
    let desk = desk_with_attempts();
    let whole = lines(&desk);
    let edited = whole[3].replace("CKR_PIN_INCORRECT", "CKR_PIN_LOCKED");
    let with = |at: usize, line: &str| {
        let mut lines = whole.clone();
        lines[at] = line.to_owned();
        lines
    };
    let gap = [&whole[..2], &whole[4..]].concat();
    let swapped = [&whole[2..4], &whole[..2], &whole[4..]].concat();
    for (name, damaged, kind, line) in [
        ("an edited code", with(3, &edited), "edited", 4),
        ("two lines taken out", gap, "gap", 3),
        ("a garbage line", with(2, "{\"x\":1}"), "malformed", 3),
        ("the head taken off", whole[2..].to_vec(), "gap", 1),
    ] {
        rewrite(&desk, &damaged);
        let (status, found) = findings(&desk, &[]);
        assert_eq!(status, 1, "{name}: {found:?}");
        assert!(found.contains(&(kind.to_owned(), line)), "{name}: {found:?}");
    }
    rewrite(&desk, &swapped);
    let (status, found) = findings(&desk, &[]);
    assert!(status == 1 && found.iter().any(|(kind, _)| kind == "reordered"), "moved lines: {found:?}");
}

#[test]
fn a_half_line_is_an_accident_that_the_next_attempt_acknowledges() {
    let desk = desk_with_attempts();
    let mut text = std::fs::read_to_string(desk.journal_path()).expect("it");
    text.push_str("{\"schema\":\"tokenctl-jour");
    std::fs::write(desk.journal_path(), text).expect("it");
    assert_eq!(findings(&desk, &[]).1, expected(&[("half-line", 7)]), "a write that was broken off");
    assert_eq!(desk.verify(USER_PIN, &[]).status, 0, "it hinders no attempt");
    assert_eq!(findings(&desk, &[]), (0, expected(&[("torn", 7)])), "kept and acknowledged");
}

#[test]
fn a_cut_tail_shows_against_the_hash_that_an_action_printed() {
    let desk = Desk::with(|token| token);
    desk.verify(USER_PIN, &[]);
    let run = desk.verify(USER_PIN, &[]);
    let noted = run.word("/journal/last_hash").to_owned();
    assert_eq!(noted.len(), 64, "each action prints it: {}", run.said());
    assert_eq!(findings(&desk, &["--last-hash", &noted]), (0, vec![]), "it is there");
    assert_eq!(findings(&desk, &["--last-hash", &noted.to_uppercase()]), (0, vec![]), "in capitals as well");
    for wrong in [&noted[1..], &noted[..8], &format!("{noted}0"), &noted.replace(|digit: char| digit < '8', "x")] {
        let run = desk.run(&["journal", "verify", "--last-hash", wrong]);
        assert_eq!((run.status, run.output.as_str()), (2, ""), "not a whole hash: {wrong}: {}", run.said());
        assert!(run.error.contains("whole hash"), "{}", run.error);
    }
    rewrite(&desk, &lines(&desk)[..2]);
    assert_eq!(findings(&desk, &[]), (0, vec![]), "by itself a shorter journal is whole");
    let (status, found) = findings(&desk, &["--last-hash", &noted]);
    assert_eq!((status, found), (1, expected(&[("tail-cut", 2)])), "the note tells");
}

#[test]
fn many_processes_at_once_write_one_unbroken_chain() {
    let script = (1..=6).fold(Script::empty(), |script, slot| script.slot(slot, Token::of_holder(slot)));
    let desk = Desk::of(&script);
    let pin = desk.file("pin", USER_PIN);
    let start = |slot: u64| {
        let serial = format!("serial:{slot:08}");
        let mut command = desk.command(&["pin", "verify", "--batch", "--token", &serial]);
        command.arg("--pin-file").arg(&pin).stdout(std::process::Stdio::null()).spawn().expect("the program runs")
    };
    for mut child in (1..=6).map(start).collect::<Vec<_>>() {
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "each login is right");
    }
    assert_eq!(findings(&desk, &[]), (0, vec![]), "no line lost, torn or doubled");
    assert_eq!(desk.journal().len(), 12, "six attempts");
}

#[test]
fn a_folder_that_is_named_is_the_only_one_and_is_said() {
    let desk = Desk::with(|token| token);
    let mut command = desk.verifying(USER_PIN, &[]);
    // The machine's folder is not used here: run as root, that would be the real one.
    let named = desk.home.path().join("elsewhere");
    let run = Run::of(command.env("TOKENCTL_JOURNAL", &named));
    assert_eq!((run.status, run.word("/journal/scope")), (0, "named"), "{}", run.said());
    assert!(run.word("/journal/path").starts_with(named.to_str().expect("UTF-8")), "{}", run.said());
}
