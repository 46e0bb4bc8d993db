//! Plan, roster check and report of a saved inventory and a staff list, as run from a shell.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

/// Runs the program on the sample inventory and the staff list, without the machine's own config.
fn run(words: &[&str]) -> (i32, String, String) {
    let config = tempfile::tempdir().unwrap();
    let file = config.path().join("config.toml");
    std::fs::File::create(&file).unwrap();
    let mut command = Command::cargo_bin("tokenctl").unwrap();
    command.env("TOKENCTL_CONFIG", &file).env("LC_ALL", "C.UTF-8").args(words);
    let output = command.args(["--at", "2026-11-22", "--from"]).arg(fixture("inventory/sample.json")).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn document(words: &[&str]) -> Value {
    let staff = fixture("roster/staff.csv");
    let mut words = words.to_vec();
    words.extend(["--format", "json", "--roster", staff.to_str().unwrap()]);
    let (status, stdout, stderr) = run(&words);
    assert_eq!(status, 0, "{words:?} must succeed: {stderr}");
    serde_json::from_str(&stdout).unwrap()
}

/// Holder and action of each item.
fn work(plan: &Value) -> Vec<(String, String)> {
    let items = plan["items"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").nfc().collect::<String>();
    items.iter().map(|item| (text(&item["holder"]), text(&item["action"]))).collect()
}

#[test]
fn the_worklist_is_sorted_by_deadline_and_knows_the_staff_list() {
    let plan = document(&["plan"]);
    assert_eq!((&plan["kind"], &plan["schema"]), (&"plan".into(), &"tokenctl/1".into()), "a document of its kind");
    let expected = [
        ("Trần Thị Ngọc Ánh", "revoke"),
        ("Trần Thị Ngọc Ánh", "revoke"),
        ("Phạm Hà", "revoke"),
        ("Đặng Văn Hưởng", "recover"),
        ("Đặng Văn Hưởng", "change-information"),
        ("Nguyễn Thị Hồng Nhung", "reissue"),
        ("Đỗ Quyên", "issue"),
        ("-", "undecided"),
    ];
    let mut found = work(&plan);
    found[..3].sort_unstable_by(|left, right| right.cmp(left));
    let expected = expected.map(|(holder, action)| (holder.to_owned(), action.to_owned()));
    assert_eq!(
        found, expected,
        "what left is revoked, also without a token; two marks for one who moved and is locked"
    );
    let change = plan["items"].as_array().unwrap().iter().find(|item| item["action"] == "change-information").unwrap();
    assert_eq!(change["proposed"], true, "another body is a proposal");
    assert_eq!(change["changes"][0]["certificate"][0], "UBND PHƯỜNG HOÀN KIẾM", "both texts");
    assert_eq!(change["changes"][0]["roster"], "UBND phường Cửa Nam", "both texts");
    assert_eq!(
        (&change["form"], &change["rule"]),
        (&"04".into(), &"decree-68-2024-article-15".into()),
        "form and rule"
    );
    let within = document(&["plan", "--within", "0d"]);
    assert!(within["items"].as_array().unwrap().len() < expected.len(), "what is due later is left out");
}

#[test]
fn coverage_counts_who_can_sign_and_lists_the_others() {
    let check = document(&["roster", "check"]);
    let summary = &check["summary"];
    assert_eq!((&summary["must_sign"], &summary["can_sign"]), (&4.into(), &2.into()), "who left need not sign");
    assert_eq!(summary["coverage_percent"], 50.0, "the share of those at work");
    let obstacles: Vec<_> = check["cannot_sign"].as_array().unwrap().iter().map(|one| &one["obstacle"]).collect();
    assert_eq!(obstacles, ["pin-locked", "no-certificate"], "and why the others cannot");
    assert_eq!(check["refused_emails"][0]["email"], "minh@gmail.com", "a private address is named");
    assert_eq!(check["duplicates"][0]["rows"], serde_json::json!([8, 9]), "a shared address is named by rows");
    assert_eq!(check["unclaimed"].as_array().unwrap().len(), 1, "the certificate that nobody claims");
}

#[test]
fn the_numbers_have_a_period_next_years_need_and_changes() {
    let sample = fixture("inventory/sample.json");
    let report = document(&["report", "--period", "2026-Q4", "--since", sample.to_str().unwrap()]);
    assert_eq!(report["period"]["to"], "2026-12-31", "the period's last day");
    assert_eq!(report["total"]["locked"], 1, "the locked one");
    assert_eq!(report["total"]["to_revoke"], 3, "with and without a token");
    assert_eq!((&report["total"]["sim_pki"], &report["total"]["central"]), (&1.into(), &1.into()), "by carrier");
    assert_eq!(report["next_year"]["months"].as_array().unwrap().len(), 12, "every month of the year");
    assert_eq!(report["changes"]["new"].as_array().unwrap().len(), 0, "nothing changed since itself");
}

#[test]
fn every_report_speaks_both_languages_and_leaves_no_identifier_unsaid() {
    let staff = fixture("roster/staff.csv");
    for words in [&["plan", "--all"][..], &["roster", "check"], &["report", "--period", "2026"]] {
        for language in ["en", "vi"] {
            let mut words = words.to_vec();
            words.extend(["--lang", language, "--roster", staff.to_str().unwrap()]);
            let (status, stdout, stderr) = run(&words);
            assert_eq!(status, 0, "{words:?}: {stderr}");
            assert!(stderr.contains("/usr/lib/libeToken.so"), "a driver that failed may have had more: {stderr}");
            for area in ["plan-", "roster-", "verdict-", "statistics-", "{$"] {
                assert!(!stdout.contains(area), "{words:?} says an identifier of {area}: {stdout}");
            }
            assert!(!stdout.contains(['\u{1b}', '\u{202e}']), "{words:?} must be harmless to a terminal");
        }
    }
}

#[test]
fn a_workbook_and_a_csv_hold_the_same_rows() {
    use calamine::{Reader, Xlsx, open_workbook};
    let staff = fixture("roster/staff.csv");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.xlsx");
    let words = ["plan", "--roster", staff.to_str().unwrap(), "--output", file.to_str().unwrap()];
    assert_eq!(run(&words).0, 0, "the workbook is written");
    let mut workbook: Xlsx<_> = open_workbook(&file).unwrap();
    let sheet = workbook.worksheet_range_at(1).unwrap().unwrap();
    let (status, csv, _) = run(&["plan", "--roster", staff.to_str().unwrap(), "--format", "csv"]);
    assert_eq!(status, 0, "the CSV is written");
    assert_eq!(sheet.height(), 9, "a heading and eight rows");
    assert_eq!(csv.lines().count(), 9, "the same in CSV");
    assert!(csv.starts_with("\u{feff}deadline,holder,days,action"), "machine names: {csv}");
}

#[test]
fn a_missing_staff_list_is_a_usage_error_and_a_faulty_cell_is_named_with_its_place() {
    let (status, _, stderr) = run(&["roster", "check"]);
    assert_eq!(status, 2, "no staff list was named: {stderr}");
    assert!(stderr.contains("--roster"), "the hint says how: {stderr}");
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("staff.csv");
    let rows = "Họ tên;Đơn vị;Ngày cấp;CCCD\nLê An;X;31/02/2020;1.2E+11\n";
    std::io::Write::write_all(&mut std::fs::File::create(&list).unwrap(), rows.as_bytes()).unwrap();
    let (status, stdout, stderr) = run(&["plan", "--roster", list.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(status, 1, "a faulty cell costs itself, and the status tells: {stderr}");
    assert!(stdout.contains("Lê An"), "the person is planned for: {stdout}");
    assert!(stderr.contains("row 2, column C (Ngày cấp): `31/02/2020`"), "the date's place: {stderr}");
    assert!(stderr.contains("row 2, column D (CCCD)"), "the rounded number's place: {stderr}");
}
