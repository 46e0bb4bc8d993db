//! An office of 60 people and 43 tokens, with its staff list in several spellings: the findings must be the same.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::support::Outcome;

/// The day of the judgement.
const DAY: &str = "2026-11-25";

pub fn office_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/office").join(name)
}

/// Runs a command on the office's inventory and one of its lists.
pub fn run(desk: &Desk, words: &[&str], list: &Path) -> Outcome {
    let mut command = desk.process();
    command.args(words).arg("--from").arg(office_file("all.json")).arg("--roster").arg(list);
    Outcome::of(command.args(["--at", DAY]))
}

fn document(words: &[&str], list: &str) -> Value {
    let desk = Desk::empty();
    run(&desk, &[words, &["--format", "json"]].concat(), &office_file(list)).expect_status(0, list).json()
}

fn texts(document: &Value, column: &str) -> Vec<String> {
    let rows = document["rows"].as_array().expect("rows");
    let text = |row: &Value| row[column]["text"].as_str().unwrap_or_default().to_owned();
    rows.iter().map(text).collect()
}

#[test]
fn nine_people_need_a_new_certificate_and_forty_nine_of_fifty_six_can_sign() {
    for list in ["full.csv", "base.csv", "uyban.csv", "lostcol.csv"] {
        let new = document(&["request", "new"], list);
        let mut names = texts(&new, "full_name");
        names.sort();
        assert_eq!(names.len(), 9, "{list}: {names:?}");
        let check = document(&["roster", "check"], list);
        let summary = &check["summary"];
        assert_eq!((&summary["must_sign"], &summary["can_sign"]), (&56.into(), &49.into()), "{list}: {summary}");
        let classes = json!({"can_sign": 43, "stops_soon": 6, "cannot_sign": 7, "unknown": 0});
        assert_eq!(summary["classes"], classes, "{list}: four renewals and two past the window stop soon");
        assert_eq!(document(&["report"], list)["coverage"], *summary, "{list}: the same by another command");
        // People who cannot sign need a new certificate, and so do the two past the renewal window.
        let mut needed: Vec<String> = check["cannot_sign"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["entry"]["name"].as_str().expect("a name").to_owned())
            .collect();
        needed.extend(["Dương Xuân Long".to_owned(), "Lê Văn Cường".to_owned()]);
        needed.sort();
        assert_eq!(names, needed, "{list}: one definition");
    }
}

#[test]
fn a_lost_device_is_revoked_and_replaced_wherever_the_list_says_it() {
    for list in ["full.csv", "lostcol.csv"] {
        let check = document(&["roster", "check"], list);
        let lost = check["cannot_sign"].as_array().expect("a list").iter().find(|one| one["obstacle"] == "device-lost");
        let name = lost.expect("somebody lost a device")["entry"]["name"].clone();
        let plan = document(&["plan"], list);
        let items = plan["items"].as_array().expect("items").iter();
        let actions: Vec<_> =
            items.filter(|item| item["holder"] == name).map(|item| item["action"].as_str().unwrap_or("-")).collect();
        assert_eq!(actions, ["revoke", "reissue"], "{list}: {name}");
        let revocation = document(&["request", "revocation"], list);
        assert!(texts(&revocation, "certificate_name").iter().any(|one| name == *one), "{list}: on form 05");
    }
}

#[test]
fn only_what_is_confirmed_goes_into_a_letter_and_what_was_left_out_is_said() {
    let desk = Desk::empty();
    let list = office_file("full.csv");
    let change = document(&["request", "change"], "full.csv");
    assert_eq!(texts(&change, "certificate_name"), ["Lý Thị Phương Thủy"], "another e-mail is certain");
    assert_eq!(
        (&change["summary"]["rows"], &change["summary"]["left_out"]),
        (&1.into(), &4.into()),
        "the bodies are not"
    );
    let left_out = change["left_out"].as_array().expect("a list");
    assert!(
        left_out.iter().all(|one| one["match_proposed"] == false && one["changes"][0]["proposed"] == true),
        "{change}"
    );
    for quiet in [&["--lang", "en"][..], &["--lang", "en", "-q"]] {
        let file = desk.text("mau04.docx");
        let words = [&["request", "change", "--output", &file, "--force"][..], quiet].concat();
        let outcome = run(&desk, &words, &list).expect_status(0, "a letter");
        let said = format!("written: {file}, one holder; 4 cases to confirm left out; see `tokenctl plan`\n");
        assert_eq!(outcome.text(), said, "{quiet:?}");
    }
    let shown = run(&desk, &["request", "change", "--lang", "en", "-q"], &list).expect_status(0, "a table");
    assert!(shown.text().ends_with("\n4 cases to confirm left out; see `tokenctl plan`\n"), "{}", shown.text());
    let file = desk.text("mau04-all.docx");
    let words = ["request", "change", "--proposed", "--output", &file, "--lang", "en"];
    let all = run(&desk, &words, &list).expect_status(0, "a letter");
    assert_eq!(all.text(), format!("written: {file}, 5 holders\n"), "with --proposed nothing is left out");
}

const LISTS: [&str; 3] = ["full.csv", "base.csv", "uyban.csv"];

#[test]
fn five_changes_are_found_however_the_list_spells_the_bodies() {
    for list in LISTS {
        let plan = document(&["plan"], list);
        assert_eq!(plan["summary"]["actions"]["change-information"], 5, "{list}: {}", plan["summary"]);
        let change = document(&["request", "change", "--proposed"], list);
        let mut names = texts(&change, "certificate_name");
        names.sort();
        let expected = ["Hoàng Thị Bích Nga", "Hoàng Văn Sơn", "Lý Thị Phương Thủy", "Phan Quốc Phúc", "Đặng Hữu Huy"];
        assert_eq!(names, expected, "{list}");
    }
}

#[test]
fn renewals_carry_no_change_that_is_only_a_spelling() {
    for list in LISTS {
        let renewal = document(&["request", "renewal"], list);
        assert_eq!(renewal["rows"].as_array().map(Vec::len), Some(4), "{list}");
        assert!(texts(&renewal, "new_information").iter().all(String::is_empty), "{list}: {renewal}");
        for row in renewal["rows"].as_array().expect("rows") {
            assert_eq!(
                (&row["renew"]["state"], &row["change"]["state"]),
                (&"marked".into(), &"empty".into()),
                "{list}"
            );
        }
    }
}

/// The staff list with the spellings of lists pasted together from letters, mails and other lists.
fn odd_spellings() -> Vec<(&'static str, String)> {
    let full = std::fs::read_to_string(office_file("full.csv")).expect("the list");
    let with = |pairs: &[(&str, &str)]| {
        let changed = pairs.iter().fold(full.clone(), |text, (from, to)| text.replace(from, to));
        assert_ne!(changed, full, "something is spelt otherwise: {pairs:?}");
        changed
    };
    vec![
        ("blanks lost", with(&[("Ủy ban nhân dân phường", "UBNDphường"), ("Trường Trung học cơ sở", "TrườngTHCS")])),
        ("dots without blanks", with(&[("Ủy ban nhân dân phường ", "UBND P."), ("Trường Tiểu học", "Trường TH.")])),
        ("no-break and double blanks", with(&[("phường Hoàn", "phường\u{a0}Hoàn"), ("Ủy ban nhân", "Ủy  ban nhân")])),
        ("trailing dots and blanks", with(&[("phường Hoàn Kiếm,", "phường Hoàn Kiếm. ,"), ("Liên,", "Liên.,")])),
        ("letters of other alphabets", with(&[("phường Hoàn", "phường \u{41d}\u{43e}àn"), ("Trường", "\u{422}rường")])),
        ("names of persons", with(&[("Nguyễn Văn", "Nguyễn\u{a0}Văn"), ("Lê Thị", "LÊ  THỊ"), ("Thủy", "Thuỷ")])),
    ]
}

#[test]
fn odd_spellings_of_bodies_and_names_are_no_changes() {
    for (what, text) in odd_spellings() {
        let desk = Desk::empty();
        let list = desk.write("list.csv", text.as_bytes());
        let document = |words: &[&str]| {
            let words = [words, &["--format", "json"]].concat();
            run(&desk, &words, Path::new(&list)).expect_status(0, what).json()
        };
        let plan = document(&["plan"]);
        assert_eq!(plan["summary"]["actions"]["change-information"], 5, "{what}: {}", plan["summary"]);
        let renewal = document(&["request", "renewal"]);
        assert_eq!(renewal["rows"].as_array().map(Vec::len), Some(4), "{what}");
        assert!(texts(&renewal, "new_information").iter().all(String::is_empty), "{what}: {renewal}");
        let check = document(&["roster", "check"]);
        let found = (&check["summary"]["must_sign"], &check["summary"]["can_sign"]);
        assert_eq!(found, (&56.into(), &49.into()), "{what}: {}", check["summary"]);
    }
}

#[test]
fn sixty_people_stand_in_their_units_however_the_list_is_laid_out() {
    // A title "Phòng ban" alone is a unit: only one person's e-mail differs then.
    for (list, changes, bodies) in
        [("phong.csv", 1, 5), ("both.csv", 5, 5), ("groups1.xlsx", 5, 5), ("tworow.xlsx", 5, 5), ("full.csv", 5, 5)]
    {
        let check = document(&["roster", "check"], list);
        let summary = &check["summary"];
        assert_eq!(summary["entries"], 60, "{list}: no title, group or total is a person: {summary}");
        let found = (&summary["must_sign"], &summary["can_sign"]);
        assert_eq!(found, (&56.into(), &49.into()), "{list}: {summary}");
        assert_eq!(check["by_unit"].as_array().map(Vec::len), Some(bodies), "{list}: {}", check["by_unit"]);
        assert_eq!(check["cell_faults"], json!([]), "{list}: nothing is misread");
        let change = document(&["request", "change", "--proposed"], list);
        assert_eq!(change["rows"].as_array().map(Vec::len), Some(changes), "{list}: {change}");
        assert_eq!(document(&["request", "renewal"], list)["rows"].as_array().map(Vec::len), Some(4), "{list}");
    }
}

#[test]
fn what_was_seen_is_called_seen_and_the_old_field_says_the_same() {
    let report = document(&["report", "--period", "2026"], "full.csv");
    let counts = std::iter::once(&report["total"]).chain(report["by_unit"].as_array().expect("units"));
    for one in counts {
        assert!(one["seen"].is_u64() && one["seen"] == one["issued"], "the same of a unit as of all: {one}");
    }
    let all: Value =
        serde_json::from_str(&std::fs::read_to_string(office_file("all.json")).expect("it")).expect("JSON");
    let tokens = all["tokens"].as_array().expect("tokens").iter();
    let certificates: BTreeSet<&str> = tokens
        .flat_map(|token| token["certificates"].as_array().expect("a list"))
        .filter_map(|one| one["sha256"].as_str())
        .collect();
    assert_eq!(report["total"]["seen"], certificates.len(), "each certificate once: {}", report["total"]);
    let desk = Desk::empty();
    let said = run(&desk, &["report", "--period", "2026", "--lang", "vi"], &office_file("full.csv"));
    let said = said.expect_status(0, "the numbers");
    assert!(said.text().contains("chứng thư đã kiểm kê") && !said.text().contains("đã cấp"), "{}", said.text());
}

#[test]
fn a_device_whose_certificate_has_another_name_is_told_as_that_and_not_as_a_match_by_name() {
    let desk = Desk::empty();
    let full = std::fs::read_to_string(office_file("full.csv")).expect("the list");
    // One person's token is in the row of somebody with another name, which has no other means of identification.
    let all: Value =
        serde_json::from_str(&std::fs::read_to_string(office_file("all.json")).expect("it")).expect("JSON");
    let serial = all["tokens"][1]["serial"].as_str().expect("a serial");
    let list = format!("Họ và tên,Đơn vị,Số hiệu thiết bị\nVõ Văn Khác,Trạm Y tế phường Hoàn Kiếm,{serial}\n");
    assert!(full.contains(serial), "a device of the office: {serial}");
    let list = desk.write("list.csv", list.as_bytes());
    let check = |format: &str, language: &str| {
        let words = ["roster", "check", "--format", format, "--lang", language];
        run(&desk, &words, Path::new(&list)).expect_status(0, "it is to be confirmed")
    };
    assert_eq!(check("json", "vi").json()["cannot_sign"][0]["obstacle"], "other-name-on-device", "for machines");
    let said = "khớp số hiệu thiết bị nhưng chứng thư mang tên khác, cần xác nhận";
    assert!(check("table", "vi").text().contains(said), "{}", check("table", "vi").text());
    let said = "the token matches, but its certificate has another name, to be confirmed";
    assert!(check("table", "en").text().contains(said), "{}", check("table", "en").text());
}

#[test]
fn numbers_and_months_are_written_as_vietnamese_offices_write_them() {
    let desk = Desk::empty();
    let said =
        |words: &[&str]| run(&desk, words, &office_file("full.csv")).expect_status(0, "a table").text().to_owned();
    let check = said(&["roster", "check", "--lang", "vi"]);
    assert!(check.starts_with("49/56 người phải ký số đã ký được (87,5%)\n"), "{check}");
    assert!(check.contains("83,3") && !check.contains("83.3"), "{check}");
    assert!(said(&["roster", "check", "--lang", "en"]).starts_with("49 of 56 people who must sign can sign (87.5%)\n"));
    let plan = said(&["plan", "--lang", "vi"]);
    assert!(plan.contains("\nTháng 11/2026 · "), "{plan}");
    let report = said(&["report", "--period", "Q4/2026", "--lang", "vi"]);
    assert!(report.contains("\nTrong quý IV/2026 (từ 01/10/2026 đến 31/12/2026)\n"), "{report}");
    assert!(report.contains("49/56 người phải ký số đã ký được (87,5%)"), "{report}");
}
