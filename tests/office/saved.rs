//! `--from`: files and folders, many of them, for every command that reads.

use serde_json::{Value, json};

use crate::desk::{Desk, earlier, inventory, token};

/// Two readings of the same tokens: in the older one a PIN was not locked yet.
fn two_readings() -> Desk {
    let desk = Desk::empty();
    let mut old = earlier();
    old["generated_at"] = json!("2026-10-20T01:00:00Z");
    for one in old["tokens"].as_array_mut().expect("tokens") {
        one["read_at"] = json!("2026-10-20T01:00:00Z");
    }
    let mut new = inventory();
    // One token was not plugged in the second time.
    new["tokens"].as_array_mut().expect("tokens").retain(|one| one["serial"] != "10242147");
    desk.write("all/2.json", new.to_string().as_bytes());
    desk.write("all/10.json", old.to_string().as_bytes());
    desk
}

/// Every command that reads, with a format it supports.
const READING: &[&[&str]] = &[
    &["inventory"],
    &["check"],
    &["token", "list"],
    &["token", "show"],
    &["key", "list"],
    &["cert", "list"],
    &["plan"],
    &["report"],
    &["request", "recovery"],
    &["roster", "check", "--roster", "staff.csv"],
];

fn json_of(desk: &Desk, words: &[&str]) -> (i32, Value, String) {
    let outcome = desk.run(&[words, &["--format", "json", "--lang", "en"]].concat());
    let document = serde_json::from_slice(&outcome.stdout).unwrap_or_else(|_| panic!("{words:?}: {}", outcome.stderr));
    (outcome.status, document, outcome.stderr)
}

#[test]
fn every_reading_command_takes_files_and_folders_alike_in_any_order_and_needs_no_driver() {
    let desk = two_readings();
    desk.write("staff.csv", &std::fs::read(crate::desk::staff()).expect("the staff list"));
    for words in READING {
        let read = |from: &[&str]| json_of(&desk, &[*words, from].concat());
        let folder = read(&["--from", "all"]);
        assert_eq!(folder, read(&["--from", "all/10.json", "all/2.json"]), "{words:?}: several values");
        assert_eq!(folder, read(&["--from", "all/2.json", "--from", "all/10.json"]), "{words:?}: repeated");
        assert_eq!(folder, read(&["--from", "all", "all/2.json"]), "{words:?}: what is named twice counts once");
    }
    let exported = desk.run(&["cert", "export", "--from", "all", "--token", "10242147"]);
    assert!(exported.expect_status(0, "one holder").text().starts_with("-----BEGIN"), "PEM without a driver");
}

#[test]
fn the_newest_reading_of_a_token_wins_and_says_when_it_was() {
    let desk = two_readings();
    let (status, document, _) = json_of(&desk, &["inventory", "--from", "all"]);
    assert_eq!((status, &document["kind"]), (0, &json!("inventory")), "an inventory like any other");
    let of = |serial: &str| document["tokens"].as_array().expect("tokens").iter().find(|one| one["serial"] == serial);
    let locked = of("10251300").expect("read twice");
    assert_eq!((&locked["user_pin"]["state"], &locked["read_at"]), (&json!("locked"), &json!("2026-11-21T17:00:00Z")));
    assert_eq!(of("10242147").expect("only in the older reading")["read_at"], "2026-10-20T01:00:00Z", "its own day");
    desk.run(&["inventory", "--from", "all", "-o", "all.xlsx"]).expect_status(0, "a workbook without a driver");
    desk.run(&["inventory", "--from", "all", "-o", "all.json"]).expect_status(0, "and a document");
    let again = json_of(&desk, &["inventory", "--from", "all.json"]).1;
    assert_eq!(again["tokens"], document["tokens"], "which reads back with the same days");
}

#[test]
fn one_broken_file_is_one_line_and_status_1_and_the_others_are_read() {
    let desk = two_readings();
    desk.write("all/3.json", b"{\"schema\":\"tokenctl/1\",\"kind\":\"inventory\",");
    desk.write("all/.hidden.json", b"[[[");
    desk.write("all/plan.json", b"{\"schema\":\"tokenctl/1\",\"kind\":\"plan\"}");
    for words in [&["inventory"][..], &["token", "list"], &["plan"], &["report"]] {
        let (status, document, stderr) = json_of(&desk, &[words, &["--from", "all"]].concat());
        assert_eq!(status, 1, "{words:?}: {stderr}");
        let lines: Vec<&str> = stderr.lines().filter(|line| line.contains("3.json")).collect();
        assert_eq!(lines.len(), 1, "{words:?}: one line: {stderr}");
        assert!(lines[0].starts_with("warning: `all/3.json` was left out: "), "{words:?}: {}", lines[0]);
        assert!(!stderr.contains("hidden") && !stderr.contains("plan.json"), "{words:?}: {stderr}");
        if let Some(tokens) = document["tokens"].as_array() {
            assert!(tokens.iter().any(|one| one["serial"] == "10242147"), "the others are there");
            assert_eq!(document["unread"], json!([{"file": "all/3.json", "code": "saved-truncated"}]));
        }
    }
    let (status, _, stderr) = json_of(&desk, &["check", "--from", "all"]);
    assert_eq!(status, 11, "what is critical stays critical: {stderr}");
    let outcome = desk.run(&["inventory", "--from", "all/3.json", "--lang", "en"]);
    assert_eq!((outcome.status, outcome.text()), (2, ""), "nothing at all is an error: {}", outcome.stderr);
    let outcome = desk.run(&["inventory", "--from", "all/2.json", "nowhere.json", "--lang", "vi", "--format", "json"]);
    assert_eq!(outcome.status, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("cảnh báo: bỏ qua `nowhere.json`: "), "{}", outcome.stderr);
}

#[test]
fn the_day_of_the_reading_is_in_every_table_csv_and_sheet() {
    let desk = two_readings();
    for words in [&["inventory"][..], &["token", "list"], &["key", "list"], &["cert", "list"], &["check"], &["plan"]] {
        let outcome = desk.run(&[words, &["--from", "all", "--lang", "vi"]].concat());
        assert!(outcome.text().contains("20/10/2026"), "{words:?}: {}", outcome.text());
    }
    for words in [&["inventory"][..], &["token", "list"], &["cert", "list"], &["check"], &["plan"]] {
        let rows = crate::desk::csv(&desk.run(&[words, &["--from", "all", "--format", "csv"]].concat()).stdout);
        let column = rows[0].iter().position(|name| name == "read_at").expect("a column");
        assert!(rows.iter().any(|row| row[column] == "2026-10-20T01:00:00Z"), "{words:?}");
    }
}

#[test]
fn not_read_since_leaves_only_what_was_not_read_since_that_day() {
    let desk = two_readings();
    let serials = |words: &[&str], day: &str| -> Vec<String> {
        let document = json_of(&desk, &[words, &["--from", "all", "--not-read-since", day]].concat()).1;
        let tokens = document["tokens"].as_array().expect("tokens").clone();
        tokens.iter().filter_map(|one| one["serial"].as_str().map(str::to_owned)).collect()
    };
    for words in [&["inventory"][..], &["token", "list"], &["cert", "list"], &["check"]] {
        assert!(serials(words, "2026-10-20").is_empty(), "{words:?}: all were read that day or later");
        assert_eq!(serials(words, "21/10/2026"), ["10242147"], "{words:?}: the day after, one was not");
    }
    let words = ["check", "--from", "all", "--not-read-since", "2026-10-20", "--lang", "en"];
    desk.run(&words).expect_status(0, "that none went unread is no fault");
    for (value, said) in [("31/12/26", "two digits"), ("soon", "invalid date")] {
        let outcome = desk.run(&["inventory", "--from", "all", "--not-read-since", value, "--lang", "en"]);
        assert_eq!(outcome.status, 2, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(said), "{value}: {}", outcome.stderr);
    }
    desk.run(&["inventory", "--not-read-since", "2026-10-20"]).expect_status(2, "what is plugged in is read now");
}

#[test]
fn a_login_beside_saved_inventories_is_a_usage_error() {
    let desk = two_readings();
    let said = |words: &[&str], other: &str| {
        let outcome = desk.run(&[words, &["--from", "all", "--lang", "en"]].concat()).expect_status(2, "refused");
        assert!(outcome.stderr.contains("`--from") && outcome.stderr.contains(other), "{words:?}: {}", outcome.stderr);
    };
    for words in [&["inventory", "--login"][..], &["check", "--login"], &["cert", "list", "--login"]] {
        said(words, "--login");
    }
    for words in [&["inventory", "--pin-stdin"][..], &["check", "--pin-stdin"], &["key", "list", "--pin-env", "X"]] {
        let outcome = desk.run(&[words, &["--from", "all", "--lang", "en"]].concat());
        outcome.expect_status(2, "a PIN for no token");
    }
}

#[test]
fn saved_inventories_are_added_to_another_one() {
    let desk = two_readings();
    desk.run(&["inventory", "--from", "all/10.json", "--add-to", "year.json"]).expect_status(0, "the older one");
    desk.run(&["inventory", "--from", "all/2.json", "--add-to", "year.json"]).expect_status(0, "the newer one");
    let mut year = json_of(&desk, &["inventory", "--from", "year.json"]).1;
    let all = json_of(&desk, &["inventory", "--from", "all"]).1;
    assert_eq!(token(&mut year, "10251300")["user_pin"]["state"], "locked", "the newest reading wins");
    assert_eq!(year["tokens"], all["tokens"], "one rule, whichever way the readings come together");
}

#[test]
fn people_whose_tokens_were_read_since_are_left_out_and_nobody_is_judged_by_half_of_them() {
    let desk = two_readings();
    desk.write("staff.csv", &std::fs::read(crate::desk::staff()).expect("the staff list"));
    let roster = ["--roster", "staff.csv"];
    let whole = json_of(&desk, &[&["plan", "--all", "--from", "all"][..], &roster].concat()).1;
    let old =
        json_of(&desk, &[&["plan", "--all", "--from", "all", "--not-read-since", "2026-11-01"][..], &roster].concat());
    let items = |document: &Value| document["items"].as_array().expect("items").clone();
    let (all, left) = (items(&whole), items(&old.1));
    assert!(!left.is_empty() && left.len() < all.len(), "some: {left:?}");
    for item in &left {
        assert!(all.contains(item), "the verdict is that of the whole reading: {item}");
        let is_old = item["token"]["serial"] == "10242147" || item["token"].is_null();
        assert!(is_old, "not read since, or never: {item}");
    }
    assert!(left.iter().any(|item| item["token"]["serial"] == "10242147"), "the one that was not plugged in");
    assert!(old.2.contains("have been read since then and were left out"), "what is left out is said: {}", old.2);
    let check = |more: &[&str]| json_of(&desk, &[&["roster", "check", "--from", "all"][..], &roster, more].concat()).1;
    let (every, few) = (check(&[]), check(&["--not-read-since", "2026-11-01"]));
    for person in few["people"].as_array().expect("people") {
        assert!(every["people"].as_array().expect("people").contains(person), "can sign as before: {person}");
    }
    for words in [&["request", "recovery"][..], &["report"], &["cert", "export", "--token", "10242147"], &["verify"]] {
        let outcome = desk.run(&[words, &["--from", "all", "--not-read-since", "31/12/26", "--lang", "en"]].concat());
        assert_eq!(outcome.status, 2, "{words:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("two digits"), "{words:?} takes the option: {}", outcome.stderr);
    }
}
