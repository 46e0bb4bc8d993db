//! `month`: one folder with everything for the month.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::desk::{Desk, inventory, staff, token};

fn files(desk: &Desk, folder: &str) -> BTreeSet<String> {
    let listed = std::fs::read_dir(desk.path(folder)).expect("the folder");
    listed.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect()
}

fn month(desk: &Desk, more: &[&str]) -> (i32, Value, String) {
    let outcome = desk.office(&[&["month", "--format", "json", "--lang", "en"], more].concat());
    let said = outcome.json();
    (outcome.status, said, outcome.stderr)
}

fn outcome_of<'v>(report: &'v Value, file: &str) -> &'v Value {
    let files = report["files"].as_array().expect("files");
    files.iter().find(|one| one["file"] == file).unwrap_or_else(|| panic!("no {file}: {report}"))
}

#[test]
fn the_round_writes_every_letter_that_is_due_with_the_same_rows_as_the_requests() {
    let desk = Desk::new();
    let (status, report, _) = month(&desk, &[]);
    assert_eq!(report["folder"], "2026-11", "the month of the run");
    let letters = report["letters"].as_array().expect("letters");
    for (form, command) in [("05", "revocation"), ("06", "recovery")] {
        let request = desk.office(&["request", command, "--format", "json"]).json();
        let letter = letters.iter().find(|letter| letter["form"] == form).unwrap_or_else(|| panic!("form {form}"));
        let rows = request["rows"].as_array().expect("rows").len();
        assert_eq!(letter["subscribers"], rows, "form {form}: as `request {command}`");
    }
    // A holder with renewal and change in one request is a single row.
    let of = |command: &str| -> BTreeSet<String> {
        let request = desk.office(&["request", command, "--format", "json"]);
        let document: Value = serde_json::from_slice(&request.stdout).unwrap_or_default();
        let rows = document["rows"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| row["certificate_serial_number"]["text"].to_string()).collect()
    };
    let both: BTreeSet<String> = of("renewal").union(&of("change")).cloned().collect();
    let renewal = letters.iter().find(|letter| letter["form"] == "04").expect("form 04");
    assert_eq!(renewal["subscribers"], both.len(), "renewals and changes, each once: {both:?}");
    let left_out = report["summary"]["left_out"].as_u64().expect("a count");
    assert!(left_out > 0, "the list spells a body in another way");
    let slips: u64 = letters.iter().filter_map(|letter| letter["row_errors"].as_u64()).sum();
    assert_eq!(status, if slips > 0 { 1 } else { 10 }, "what waits for a decision is told by the status");
    let there = files(&desk, "2026-11");
    for letter in letters {
        if let Some(file) = letter["file"].as_str() {
            assert!(there.contains(file), "{file} in {there:?}");
        }
    }
    for file in ["viec-can-lam.xlsx", "ky-so.xlsx", "bao-cao.xlsx", "kiem-ke.json", "huong-dan.txt", "manifest.json"] {
        assert!(there.contains(file), "{file} in {there:?}");
    }
    desk.run(&["check", "--from", "2026-11"]).expect_status(11, "the folder is an inventory to start from");
}

#[test]
fn the_page_says_what_to_sign_in_the_officers_language() {
    let desk = Desk::new();
    let outcome = desk.office(&["month", "--lang", "vi", "--dir", "tháng này"]);
    let page = std::fs::read_to_string(desk.path("tháng này/huong-dan.txt")).expect("the page");
    assert!(outcome.text().starts_with(&page), "what is shown lies in the folder");
    for said in ["công việc tháng 11/2026", "Cần ký và gửi:", "mau06.docx: Mẫu số 06", "người phải ký số đã ký được"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn a_second_run_replaces_nothing_that_was_edited() {
    let desk = Desk::new();
    month(&desk, &[]);
    let before = std::fs::read(desk.path("2026-11/mau06.docx")).expect("the letter");
    let (_, again, _) = month(&desk, &[]);
    for one in again["files"].as_array().expect("files") {
        assert_eq!(one["outcome"], "unchanged", "the same reading gives the same bytes: {one}");
    }
    desk.write("2026-11/mau06.docx", b"signed and sealed");
    let (_, again, _) = month(&desk, &[]);
    assert_eq!(outcome_of(&again, "mau06.docx")["outcome"], "kept", "there is nothing new");
    // One more token is locked, so the letter is a different one.
    let mut later = inventory();
    token(&mut later, "10240113")["user_pin"]["state"] = "locked".into();
    later["generated_at"] = "2026-11-21T18:00:00Z".into();
    for one in later["tokens"].as_array_mut().expect("tokens") {
        one["read_at"] = "2026-11-21T18:00:00Z".into();
    }
    desk.write("inventory.json", later.to_string().as_bytes());
    let (status, again, _) = month(&desk, &[]);
    let told = outcome_of(&again, "mau06.docx");
    assert_eq!((&told["outcome"], &told["beside"]), (&"beside".into(), &"mau06-moi.docx".into()), "{again}");
    assert_ne!(status, 0, "somebody must look at both");
    let kept = std::fs::read(desk.path("2026-11/mau06.docx")).expect("the edited one");
    assert_eq!(kept, b"signed and sealed", "kept");
    let new = std::fs::read(desk.path("2026-11/mau06-moi.docx")).expect("the new one");
    assert!(new.starts_with(b"PK") && new != before, "a letter beside it");
}

#[test]
fn readings_of_one_month_come_together_in_its_folder() {
    let mut first = inventory();
    let tokens = first["tokens"].as_array_mut().expect("tokens").split_off(5);
    let desk = Desk::with(&first);
    let (_, report, _) = month(&desk, &[]);
    let some = report["summary"]["tokens"].as_u64().expect("a count");
    let mut second = inventory();
    second["tokens"] = tokens.into();
    desk.write("inventory.json", second.to_string().as_bytes());
    let (_, report, _) = month(&desk, &[]);
    let all = report["summary"]["tokens"].as_u64().expect("a count");
    assert!(some < all && all == 15, "{some} and then {all}: those of the first hub are still there");
    let (_, report, _) = month(&desk, &["--dir", "other", "--add-to", "year.json"]);
    assert!(desk.path("year.json").exists() && report["summary"]["tokens"].as_u64() < Some(all), "its own inventory");
}

#[test]
fn nothing_due_is_said_and_is_status_0() {
    let mut healthy = inventory();
    healthy["tokens"].as_array_mut().expect("tokens").retain(|token| token["serial"] == "10240113");
    let desk = Desk::with(&healthy);
    let outcome = desk.run(&["month", "--from", "inventory.json", "--lang", "en"]).expect_status(0, "nothing due");
    assert!(outcome.text().contains("No letter is due this month"), "{}", outcome.text());
    assert!(!files(&desk, "2026-11").iter().any(|file| file.starts_with("mau")), "and none is written");
}

#[test]
fn a_broken_inventory_of_several_is_status_1_and_the_round_is_made_all_the_same() {
    let desk = Desk::new();
    desk.write("broken.json", b"[[");
    let outcome = desk.run(&["month", "--from", "inventory.json", "broken.json", "--lang", "en"]);
    assert_eq!(outcome.status, 1, "{}", outcome.stderr);
    assert!(files(&desk, "2026-11").contains("mau06.docx"), "written");
}

#[test]
#[cfg(unix)]
fn a_full_disk_leaves_no_half_file_and_the_next_run_goes_on() {
    let desk = Desk::new();
    let mut command = std::process::Command::new("bash");
    let staff = staff();
    // Files of more than 4 KiB cannot be written: the disk is full in the middle of the round.
    command.args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\""]).arg(desk.process().get_program());
    for (name, value) in desk.process().get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command.args(["month", "--from", "inventory.json", "--at", "2026-11-22", "--lang", "en", "--roster"]).arg(&staff);
    let outcome = crate::support::Outcome::of(command.current_dir(desk.path(".")));
    assert_eq!((outcome.status, outcome.text()), (1, ""), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    for file in files(&desk, "2026-11") {
        assert!(file.starts_with("manifest.json"), "no half file and no temporary one: {file}");
    }
    let (_, report, _) = month(&desk, &[]);
    for one in report["files"].as_array().expect("files") {
        assert_eq!(one["outcome"], "written", "{one}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_told_before_anything_is_read() {
    let desk = Desk::new();
    desk.write("file", b"");
    for folder in ["file", "file/below"] {
        let outcome = desk.run(&["month", "--from", "nowhere.json", "--dir", folder, "--lang", "en"]);
        assert!(outcome.status != 0 && outcome.stderr.contains("`file"), "{folder}: {}", outcome.stderr);
    }
}

#[test]
fn letters_are_people_so_the_round_is_not_redacted() {
    let desk = Desk::new();
    desk.office(&["month", "--redact"]).expect_status(2, "refused");
    assert!(!desk.path("2026-11").exists(), "and nothing is made");
}
