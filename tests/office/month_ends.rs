//! `month` with numbers, for one unit, and interrupted.

use std::collections::BTreeSet;

use crate::cases::office_file;
use crate::desk::Desk;
use crate::support::Outcome;

fn month(desk: &Desk, more: &[&str]) -> Outcome {
    let mut command = desk.process();
    command
        .args(["month", "--format", "json", "--lang", "en", "--at", "2026-11-25", "--from"])
        .arg(office_file("all.json"));
    Outcome::of(command.arg("--roster").arg(office_file("full.csv")).args(more))
}

/// The text of a letter's document.
fn letter(desk: &Desk, file: &str) -> String {
    let bytes = std::fs::File::open(desk.path(file)).expect("the letter");
    let mut archive = zip::ZipArchive::new(bytes).expect("a document");
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").expect("its text");
    std::io::Read::read_to_string(&mut part, &mut text).expect("UTF-8");
    text
}

#[test]
fn number_and_date_are_in_every_letter_and_no_number_twice() {
    let desk = Desk::empty();
    let outcome = month(&desk, &["--number", "45", "--date", "25/11/2026"]);
    let report = outcome.json();
    let due: Vec<_> =
        report["letters"].as_array().expect("letters").iter().filter(|letter| letter["file"].is_string()).collect();
    assert!(due.len() > 2, "several letters: {report}");
    let numbers: Vec<String> =
        due.iter().map(|letter| letter["number"].as_str().expect("a number").to_owned()).collect();
    let expected: Vec<String> = (45..).take(due.len()).map(|number: u32| number.to_string()).collect();
    assert_eq!(numbers, expected, "counted on");
    for letter_of in &due {
        let file = format!("2026-11/{}", letter_of["file"].as_str().expect("a file"));
        let text = letter(&desk, &file);
        let number = letter_of["number"].as_str().expect("a number");
        assert!(text.contains(&format!("Số: {number}")) || text.contains(number), "{file}: {number}");
        assert!(text.contains("ngày 25 tháng 11 năm 2026"), "{file}: the date");
    }
    let wrong = month(&desk, &["--number", "A-45", "--dir", "other"]);
    assert_eq!((wrong.status, wrong.text()), (2, ""), "{}", wrong.stderr);
    assert!(!desk.path("other/mau01.docx").exists(), "one number for several letters writes none");
    let short = month(&desk, &["--date", "25/11/26"]);
    assert_eq!(short.status, 2, "a year of two digits: {}", short.stderr);
}

#[test]
fn the_round_of_one_unit_has_a_folder_of_its_own_and_nobody_else_in_its_letters() {
    let desk = Desk::empty();
    let whole = month(&desk, &[]).json();
    let before = std::fs::read(desk.path("2026-11/mau01.docx")).expect("the letter of all");
    let of_unit = month(&desk, &["--unit", "UBND P. Hoàn Kiếm"]).json();
    assert_eq!(of_unit["folder"], "2026-11-ubnd-p-hoan-kiem");
    let rows = |report: &serde_json::Value| report["summary"]["subscribers"].as_u64().expect("a number");
    assert!(rows(&of_unit) > 0 && rows(&of_unit) < rows(&whole), "some of them");
    assert_eq!(
        std::fs::read(desk.path("2026-11/mau01.docx")).expect("still there"),
        before,
        "the other round is as it was"
    );
    let units: BTreeSet<&str> =
        of_unit["by_unit"].as_array().expect("units").iter().filter_map(|unit| unit["unit"].as_str()).collect();
    assert_eq!(units, BTreeSet::from(["Ủy ban nhân dân phường Hoàn Kiếm"]));
    assert_eq!(month(&desk, &["--unit", "Sở Lạ", "--dir", "x"]).status, 3, "an unknown unit");
    assert!(!desk.path("x/mau01.docx").exists());
}

#[test]
fn what_was_not_read_since_is_counted_and_the_letters_are_those_of_everybody() {
    let desk = Desk::empty();
    let plain = month(&desk, &[]).json();
    let asked = month(&desk, &["--dir", "asked", "--not-read-since", "2099-01-01"]).json();
    assert_eq!(asked["summary"]["not_read"], asked["summary"]["tokens"], "none was read since");
    assert_eq!(asked["letters"], plain["letters"], "nobody is left out of a letter");
}

#[test]
#[cfg(unix)]
fn control_c_while_tokens_are_read_leaves_no_letter_and_the_next_round_is_whole() {
    use std::process::Stdio;

    use crate::support::{Fault, Home, Script};
    use rustix::process::{Pid, Signal, kill_process};

    let home = Home::new();
    let rig = Script::tokens(2).fault(Fault::at("C_FindObjects").slot(2).hangs()).install();
    let mut command = home.process();
    command.arg("--module").arg(rig.module()).args(["month", "--dir", "m"]).current_dir(home.path());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while rig.calls().count("C_FindObjects") == 0 {
        assert!(std::time::Instant::now() < deadline, "the driver is asked");
        std::thread::yield_now();
    }
    kill_process(Pid::from_child(&child), Signal::INT).expect("the signal");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(9), "cancelled");
    assert_eq!(output.stdout, b"", "no half page");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: cancelled\n");
    let left = |folder: &std::path::Path| -> Vec<String> {
        let listed = std::fs::read_dir(folder).into_iter().flatten();
        listed.map(|one| one.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    };
    let there = left(&home.path().join("m"));
    assert!(
        there.iter().all(|name| std::path::Path::new(name).extension().is_some_and(|extension| extension == "lock")),
        "nothing is written: {there:?}"
    );
    home.no_child_left();
    let healthy = Script::tokens(2).install();
    let mut again = home.process();
    again
        .arg("--module")
        .arg(healthy.module())
        .args(["month", "--dir", "m", "--format", "json"])
        .current_dir(home.path());
    let outcome = Outcome::of(&mut again);
    let report = outcome.json();
    for file in report["files"].as_array().expect("files") {
        assert_eq!(file["outcome"], "written", "{file}");
    }
}

#[test]
#[cfg(unix)]
fn a_folder_that_takes_no_file_is_one_sentence_and_nothing_is_half_written() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::empty();
    std::fs::create_dir(desk.path("ro")).expect("a folder");
    // Root may write into any folder on a disk, but not into the kernel's.
    std::fs::set_permissions(desk.path("ro"), std::fs::Permissions::from_mode(0o555)).expect("read-only");
    let is_root = std::fs::write(desk.path("ro/probe"), b"").is_ok();
    let folder = if is_root { "/sys/kernel" } else { "ro" };
    let outcome = month(&desk, &["--dir", folder]);
    assert!(outcome.status != 0 && outcome.text().is_empty(), "{outcome:?}");
    assert_eq!(outcome.stderr.lines().filter(|line| line.contains("\"code\"")).count(), 1, "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("cell") && outcome.stderr.contains(folder), "{}", outcome.stderr);
}

#[test]
#[cfg(unix)]
fn a_round_that_was_killed_between_any_two_files_is_gone_on_with_and_takes_no_file_for_an_edited_one() {
    let names = |desk: &Desk| -> BTreeSet<String> {
        let listed = std::fs::read_dir(desk.path("2026-11")).into_iter().flatten();
        let names = listed.map(|one| one.expect("an entry").file_name().to_string_lossy().into_owned());
        names.filter(|name| !name.starts_with("manifest") && !name.starts_with('.')).collect()
    };
    let whole = Desk::empty();
    month(&whole, &[]);
    let all = names(&whole);
    assert!(all.len() > 5, "a round of several files: {all:?}");
    for already in 1..all.len() {
        let desk = Desk::empty();
        let mut command = desk.process();
        command.args(["month", "--lang", "en", "--at", "2026-11-25", "--from"]).arg(office_file("all.json"));
        command.arg("--roster").arg(office_file("full.csv"));
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        while names(&desk).len() < already && child.try_wait().expect("its state").is_none() {
            std::thread::yield_now();
        }
        // Whether it was in time does not matter: whatever exists, the next round completes it.
        child.kill().expect("killed");
        child.wait().expect("it ends");
        let left = names(&desk);
        let outcome = month(&desk, &[]);
        let report = outcome.json();
        for file in report["files"].as_array().expect("files") {
            let told = file["outcome"].as_str().expect("an outcome");
            assert!(["written", "updated", "unchanged"].contains(&told), "after {left:?}: {file}");
        }
        let now: BTreeSet<String> = names(&desk).into_iter().filter(|name| all.contains(name)).collect();
        assert_eq!(now, all, "after {left:?}: the round is whole");
        for name in all.iter().filter(|name| name.starts_with("mau") && name.rsplit('.').next() == Some("docx")) {
            let read = |desk: &Desk| std::fs::read(desk.path(&format!("2026-11/{name}"))).expect("a letter");
            assert!(read(&desk) == read(&whole), "after {left:?}: {name} is what it would have been");
        }
    }
}
