//! The whole report of the demo tokens, in every format and both languages.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use serde_json::Value;

use super::support::Home;
use super::{command, golden, json, softhsm, tokenctl};

/// What differs between machines: the library's location and version.
fn normal(mut report: Value) -> Value {
    let driver = report["drivers"][0].as_object_mut().expect("one driver");
    driver.insert("path".to_owned(), "MODULE".into());
    driver.insert("library_version".to_owned(), "VERSION".into());
    for token in report["tokens"].as_array_mut().expect("tokens") {
        for (field, value) in [("driver", "MODULE"), ("firmware_version", "VERSION"), ("hardware_version", "VERSION")] {
            token[field] = value.into();
        }
    }
    report
}

/// The same for a table.
fn normal_text(text: &str) -> String {
    text.replace(softhsm::module().to_str().expect("a plain path"), "MODULE")
}

#[test]
fn the_inventory_of_the_demo_tokens_is_the_golden_document() {
    let report = normal(json(&["inventory"]));
    golden("demo.json", &(serde_json::to_string_pretty(&report).expect("JSON") + "\n"));
}

#[test]
fn the_tables_of_the_demo_tokens_are_the_golden_ones_in_both_languages() {
    for language in ["en", "vi"] {
        let text = tokenctl(&["--lang", language, "inventory"]).expect_status(0, "a table");
        golden(&format!("demo.{language}.txt"), &normal_text(text.text()));
    }
}

#[test]
fn the_same_state_gives_the_same_bytes_in_every_format() {
    for format in ["table", "json", "jsonl", "csv", "xlsx"] {
        let run = || tokenctl(&["--format", format, "inventory"]).expect_status(0, format);
        assert_eq!(run(), run(), "two runs as {format}");
    }
}

#[test]
fn each_line_of_jsonl_says_what_it_is_and_together_they_are_the_document() {
    let text = tokenctl(&["--format", "jsonl", "inventory"]).expect_status(0, "lines");
    let lines: Vec<Value> = text.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let report = json(&["inventory"]);
    let kinds: Vec<&str> = lines.iter().map(|line| line["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds.first(), Some(&"driver"), "drivers come first");
    assert_eq!(kinds.last(), Some(&"summary"), "the summary last");
    assert_eq!(kinds.iter().filter(|kind| **kind == "token").count(), 16, "every slot with a token between");
    assert!(lines.iter().all(|line| line["schema"] == "tokenctl/1"), "every line has its schema");
    let second = lines[2].as_object().expect("a token");
    for (field, value) in report["tokens"][1].as_object().expect("a token") {
        assert_eq!(second.get(field), Some(value), "the token's {field}");
    }
}

#[test]
fn csv_has_a_byte_order_mark_and_a_row_for_every_certificate_and_bare_token() {
    let text = tokenctl(&["--format", "csv", "inventory"]).expect_status(0, "rows");
    assert!(text.stdout.starts_with(b"\xef\xbb\xbf"), "Excel needs the mark for Vietnamese");
    let plain = tokenctl(&["--format", "csv", "--no-bom", "inventory"]).expect_status(0, "rows");
    assert_eq!(plain.stdout, text.stdout[3..], "`--no-bom` leaves nothing else out");
    let mut reader = csv::Reader::from_reader(plain.stdout.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let kind = |wanted: &str| rows.iter().filter(|row| &row[0] == wanted).count();
    // Without a certificate: the key alone, the token without PIN, the uninitialised slot.
    assert_eq!((kind("certificate"), kind("token"), kind("driver")), (17, 3, 0), "one row each");
    let names: Vec<&str> = rows.iter().map(|row| &row[1]).collect();
    assert!(names.contains(&"Nguyễn Thị Minh Hạnh"), "Vietnamese as it is: {names:?}");
}

#[test]
fn a_workbook_opens_with_a_row_for_every_certificate_and_bare_token() {
    let bytes = tokenctl(&["--format", "xlsx", "inventory"]).expect_status(0, "a workbook").stdout;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine opens it");
    let full = book.sheet_names()[1].clone();
    let sheet = book.worksheet_range(&full).expect("the full sheet, behind the summary");
    assert_eq!(sheet.height(), 1 + 20, "a header, 17 certificates, 3 tokens without any");
    let text: Vec<String> = sheet.cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(text.iter().any(|cell| cell == "Nguyễn Thị Minh Hạnh"), "the holder stands in it");
    assert!(text.iter().any(|cell| cell.eq_ignore_ascii_case("7af2df52182653d3")), "and the serial as text");
}

#[test]
fn lists_and_shows_have_the_inventorys_objects_under_their_own_kind() {
    let inventory = json(&["inventory"]);
    for (words, kind) in [
        (&["token", "list"][..], "token-list"),
        (&["key", "list"], "key-list"),
        (&["cert", "list"], "cert-list"),
        (&["driver", "list"], "driver-list"),
    ] {
        let report = json(words);
        assert_eq!(report["kind"], kind, "the words joined by `-`");
        if kind != "driver-list" {
            assert_eq!(report["tokens"].as_array().map(Vec::len), Some(16), "{kind}: all tokens");
            assert_eq!(report["tokens"][1]["user_pin"], inventory["tokens"][1]["user_pin"], "{kind}: the same objects");
        }
    }
    let show = json(&["--token", "serial:10240113", "token", "show"]);
    assert_eq!(show["kind"], "token-show", "the kind");
    let mechanisms = show["tokens"][0]["mechanisms"].as_array().expect("mechanisms");
    assert!(mechanisms.iter().any(|one| one["name"] == "CKM_RSA_PKCS"), "with mechanisms by name: {mechanisms:?}");
}

#[test]
fn without_vv_and_colour_nothing_goes_to_stderr_and_no_escape_to_a_pipe() {
    let outcome = super::Outcome::of(command(&Home::new()).arg("inventory"));
    assert_eq!(outcome.stderr, "", "progress is for terminals");
    assert!(!outcome.text().contains('\u{1b}'), "no escape into a pipe");
    let colour = tokenctl(&["--color", "always", "inventory"]);
    assert!(colour.text().contains('\u{1b}'), "unless asked for");
}
