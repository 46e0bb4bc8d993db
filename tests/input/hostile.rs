//! Untrusted text: escape sequences, bidirectional overrides, formulas, floods.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::json;

use super::support::{Certificate, Home, Rig, Script, Token, USER_PIN, hex};
use super::tokenctl;

const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}evil\u{200b}";

/// A token whose label, reader, serial and certificate are hostile.
fn hostile() -> Rig {
    let token = Token::named(HOSTILE)
        .set("serial", "\u{1b}[31m66")
        .set("model", "\u{202e}ledom")
        .set("manufacturer", "a\rb\nc")
        .certificate(&[1], HOSTILE, &Certificate::of(&format!("Kẻ xấu {HOSTILE}")).organizations(&[HOSTILE]).der());
    Script::empty()
        .raw_slot(json!({"id": 1, "description": format!("Reader{HOSTILE}"), "token": token.json()}))
        .slot(2, Token::of_holder(1))
        .install()
}

/// Characters that must not reach a terminal.
fn harmful(text: &str) -> Vec<char> {
    let bad = |character: &char| {
        (character.is_control() && *character != '\n')
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().filter(bad).collect()
}

#[test]
fn no_table_lets_escapes_or_overrides_through() {
    let home = Home::new();
    let rig = hostile();
    for words in [
        &["inventory"][..],
        &["token", "list"],
        &["token", "show"],
        &["cert", "list"],
        &["cert", "show", "01"],
        &["key", "list"],
        &["check"],
        &["check", "--nagios"],
        &["driver", "list"],
        &["--lang", "vi", "inventory"],
    ] {
        let outcome = tokenctl(&home, &rig, words);
        assert_eq!(harmful(outcome.text()), [], "stdout of {words:?}");
        assert_eq!(harmful(&outcome.stderr), [], "stderr of {words:?}");
    }
}

#[test]
fn no_error_lets_escapes_or_overrides_through() {
    let home = Home::new();
    let rig = hostile();
    for words in [
        &["--token", "nobody", "inventory"][..],
        &["inventory", "--login", "--pin-env", "PIN"],
        &["--token", HOSTILE, "check"],
        &["cert", "show", HOSTILE],
        &["cert", "export"],
        &[HOSTILE],
        &["inventory", "--at", HOSTILE],
        &["inventory", "--output", "/nonexistent/\u{1b}[31m/x.json"],
    ] {
        let outcome = tokenctl(&home, &rig, words);
        assert_eq!(harmful(&outcome.stderr), [], "stderr of {words:?}: {}", outcome.stderr);
    }
}

#[test]
fn json_holds_the_text_as_it_is_escaped() {
    let home = Home::new();
    let outcome = tokenctl(&home, &hostile(), &["--format", "json", "inventory"]);
    let report = outcome.json();
    assert_eq!(report["tokens"][0]["label"], HOSTILE, "data is not changed");
    assert!(!outcome.stdout.contains(&0x1b), "but no raw escape stands in the document");
}

#[test]
fn a_formula_as_a_name_stays_text_in_csv_and_workbook() {
    let home = Home::new();
    let mut token = Token::named("=cmd()|'/C calc'!A0");
    for (at, name) in [(1, "=cmd()|'/C calc'!A0"), (2, "+1+1"), (3, "-2+3"), (4, "@SUM(A1)"), (5, "\t=1"), (6, "\r=1")]
    {
        token = token.certificate(&[at], name, &Certificate::of(name).organizations(&[name]).serial(&[at]).der());
    }
    let rig = Script::empty().slot(1, token).install();
    let text = tokenctl(&home, &rig, &["--format", "csv", "--no-bom", "inventory"]).expect_status(0, "rows");
    let mut rows = csv::ReaderBuilder::new().from_reader(text.stdout.as_slice());
    let mut cells = 0;
    for row in rows.records() {
        for cell in &row.expect("a row") {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "the cell {cell:?} would act");
            cells += usize::from(cell.contains("cmd()"));
        }
    }
    assert!(cells >= 2, "holder, label and subject are there as text");
    let bytes = tokenctl(&home, &rig, &["--format", "xlsx", "inventory"]).expect_status(0, "a workbook").stdout;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine opens it");
    let mut texts = 0;
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("the sheet's formulas");
        assert_eq!(formulas.cells().filter(|(_, _, formula)| !formula.is_empty()).count(), 0, "no formula in {name}");
        let sheet = book.worksheet_range(&name).expect("the sheet");
        texts +=
            sheet.cells().filter(|(_, _, cell)| matches!(cell, Data::String(text) if text.contains("cmd()"))).count();
    }
    assert!(texts >= 2, "the names are there as text");
}

#[test]
fn a_certificate_of_a_megabyte_is_read_or_told_and_its_neighbour_is_whole() {
    let home = Home::new();
    let long = "ĐƠN VỊ ".repeat(100_000);
    let der = Certificate::of("Nguyễn Văn Khổng Lồ").organizations(&[&long]).serial(&[9]).der();
    assert!(der.len() > 1_000_000, "a megabyte");
    let rig = Script::tokens(1).certificate(1, &[2], &der).install();
    let report = tokenctl(&home, &rig, &["--format", "json", "inventory"]).expect_status(0, "a long one").json();
    let certificates = report["tokens"][0]["certificates"].as_array().expect("certificates").clone();
    let names: Vec<_> = certificates.iter().map(|one| one["subject"]["common_name"].as_str().unwrap_or("?")).collect();
    assert!(names.contains(&"Nguyễn Văn Khổng Lồ") && names.contains(&"Trần Thị Bích 1"), "{names:?}");
    // A cell holds 32,767 characters at most.
    let bytes = tokenctl(&home, &rig, &["--format", "xlsx", "inventory"]).expect_status(0, "a workbook").stdout;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine opens it");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
    let longest = sheet.cells().map(|(_, _, cell)| cell.to_string().chars().count()).max().unwrap_or(0);
    assert!(longest <= 32_767, "a cell of {longest} characters");
    for format in ["table", "csv", "jsonl"] {
        tokenctl(&home, &rig, &["--format", format, "inventory"]).expect_status(0, format);
    }
}

#[test]
fn a_certificate_object_without_value_or_with_garbage_is_one_problem_and_no_panic() {
    let home = Home::new();
    for garbage in [&b""[..], b"\0", b"\x30", b"\x30\x84\xff\xff\xff\xff", b"not a certificate", &[0xff; 5000]] {
        let rig = Script::tokens(1).certificate(1, &[2], garbage).install();
        let outcome = tokenctl(&home, &rig, &["--format", "json", "inventory"]).expect_status(0, "a report");
        let token = &outcome.json()["tokens"][0];
        // Without any byte nothing is malformed: the value could not be read.
        let code = if garbage.is_empty() { "object-unreadable" } else { "certificate-malformed" };
        let problems = token["problems"].as_array().expect("a list").iter();
        assert_eq!(problems.filter(|one| one["code"] == code).count(), 1, "{garbage:?}: {}", token["problems"]);
        assert_eq!(token["certificates"].as_array().map(Vec::len), Some(2), "both are listed");
    }
}

#[test]
fn a_pin_is_sent_as_it_is_and_shown_nowhere() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let mut command = home.process();
    command.args(["-v", "-v", "--module"]).arg(rig.module()).args(["inventory", "--login", "--pin-stdin"]);
    let outcome = super::Outcome::with_input(&mut command, format!("{USER_PIN}\r\n").as_bytes());
    let outcome = outcome.expect_status(0, "one CR LF at the end is no part of it");
    let log = std::fs::read_to_string(rig.log()).expect("the log of calls");
    for text in [outcome.text(), &outcome.stderr, &log] {
        assert!(!text.contains(USER_PIN), "the PIN is nowhere: {text}");
    }
    assert_eq!(hex(b"x")["hex"], "78", "the script's spelling");
}
