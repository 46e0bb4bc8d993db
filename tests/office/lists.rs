//! Several staff lists, and one unit of all.

use std::path::Path;

use serde_json::{Value, json};

use crate::cases::{office_file, run};
use crate::desk::Desk;
use crate::support::Outcome;

/// The office's list split in two, the second half as a workbook.
fn halves(desk: &Desk) -> [String; 2] {
    let text = std::fs::read_to_string(office_file("full.csv")).expect("the list");
    let lines: Vec<&str> = text.lines().collect();
    let first = lines[..31].join("\n");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0_u32..).zip([&lines[..1], &lines[31..]].concat()) {
        for (column, cell) in (0_u16..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    let second = workbook.save_to_buffer().expect("a workbook");
    [desk.write("phuong.csv", first.as_bytes()), desk.write("truong.xlsx", &second)]
}

fn with_lists(desk: &Desk, words: &[&str], lists: &[&str]) -> Outcome {
    let mut command = desk.process();
    command.args(words).arg("--from").arg(office_file("all.json")).args(["--at", "2026-11-25"]);
    Outcome::of(command.arg("--roster").args(lists))
}

fn counts(document: &Value) -> (Value, Value, Value) {
    let summary = &document["summary"];
    (summary["entries"].clone(), summary["must_sign"].clone(), summary["can_sign"].clone())
}

#[test]
fn a_list_in_two_files_of_two_kinds_is_the_same_list() {
    let desk = Desk::empty();
    let [first, second] = halves(&desk);
    let check = ["roster", "check", "--format", "json"];
    let both = with_lists(&desk, &check, &[&first, &second]).expect_status(0, "both are read").json();
    let one = run(&desk, &check, &office_file("full.csv")).expect_status(0, "one is").json();
    assert_eq!(counts(&both), counts(&one), "nobody is lost, and nobody counted twice");
    assert_eq!(both["same_people"], json!([]), "nobody stands in both");
    let lists: Vec<&Value> =
        both["people"].as_array().expect("people").iter().map(|one| &one["entry"]["list"]).collect();
    assert!(lists.contains(&&json!("phuong.csv")) && lists.contains(&&json!("truong.xlsx")), "rows name their list");
    let twice = with_lists(&desk, &check, &[&first, &second, &first]).expect_status(0, "a file given twice").json();
    assert_eq!(counts(&twice), counts(&both), "counts once");
}

#[test]
fn the_same_person_in_two_lists_is_told_with_both_places_and_counted_once() {
    let desk = Desk::empty();
    let again = desk.write(
        "bien-dong.csv",
        "Họ và tên,Số CCCD,Trạng thái\nNguyễn Văn Bình,001170100000,nghỉ hưu\nHồ Thị Linh,001171100037,\n".as_bytes(),
    );
    let full = office_file("full.csv").display().to_string();
    let told = with_lists(&desk, &["roster", "check", "--lang", "en"], &[&full, &again]).expect_status(0, "read");
    for line in [
        "note: Nguyễn Văn Bình is in several lists and is counted once: full.csv:2, bien-dong.csv:2; the rows differ in status, and the first one is used",
        "note: Hồ Thị Linh is in several lists and is counted once: full.csv:3, bien-dong.csv:3",
    ] {
        assert!(told.stderr.lines().any(|said| said == line), "{line}\n{}", told.stderr);
    }
    assert!(told.text().contains("full.csv:2, bien-dong.csv:2"), "and in the report: {}", told.text());
    let check = with_lists(&desk, &["roster", "check", "--format", "json"], &[&full, &again]).json();
    assert_eq!(check["summary"]["entries"], 60, "counted once");
    let plan = with_lists(&desk, &["plan", "--all", "--format", "json"], &[&full, &again]).json();
    let his = plan["items"].as_array().expect("items").iter().find(|item| item["holder"] == "Nguyễn Văn Bình");
    let his = his.expect("an item");
    assert_eq!(
        (&his["action"], &his["roster_list"]),
        (&json!("undecided"), &json!("full.csv")),
        "nothing is filed: {his}"
    );
}

#[test]
fn one_broken_list_of_several_is_one_line_and_status_1() {
    let desk = Desk::empty();
    let [first, second] = halves(&desk);
    let broken = desk.write("cu.xls", b"\xd0\xcf\x11\xe0rest");
    let words = ["roster", "check", "--lang", "en"];
    let outcome = with_lists(&desk, &words, &[&first, &broken, &second]).expect_status(1, "in part");
    let line = format!(
        "error: the staff list `{broken}` cannot be used: the file is an old .xls workbook or is protected by a password"
    );
    assert_eq!(outcome.stderr.lines().collect::<Vec<_>>(), [line.as_str()], "one line");
    assert!(outcome.text().starts_with("49 of 56"), "the others are whole: {}", outcome.text());
    let missing = desk.text("nowhere.csv");
    let none = with_lists(&desk, &words, &[&broken, &missing]).expect_status(3, "nothing is left");
    assert_eq!(none.text(), "", "no report");
    assert!(none.stderr.contains(&line) && none.stderr.contains("nowhere.csv"), "both are told: {}", none.stderr);
}

#[test]
fn every_error_of_a_list_leads_to_its_page() {
    let desk = Desk::empty();
    for (name, bytes) in [
        ("empty.csv", &b""[..]),
        ("old.xls", b"\xd0\xcf\x11\xe0rest"),
        ("broken.xlsx", b"PK\x03\x04rest"),
        ("titles.csv", b"A,B\n1,2\n"),
        ("twice.csv", "Họ tên,Email,Email\nA,b@c,d@e\n".as_bytes()),
        ("quote.csv", b"Name,Unit\nA,\"B\n"),
        ("latin.csv", b"Ho ten;Don vi\nL\xea An;V\xe3n"),
        ("cell.csv", "Họ tên,Đơn vị,Ngày sinh\nLê An,X,31/02/1980\n".as_bytes()),
    ] {
        let list = desk.write(name, bytes);
        for (language, page) in [("en", "docs/ROSTER.md"), ("vi", "docs/ROSTER.vi.md")] {
            let outcome = run(&desk, &["plan", "--lang", language], Path::new(&list));
            assert!(outcome.status != 0 && outcome.stderr.contains(page), "{name} in {language}: {}", outcome.stderr);
        }
    }
    let unnamed = desk.run(&["roster", "check", "--lang", "vi"]);
    assert!(unnamed.stderr.contains("docs/ROSTER.vi.md"), "where none was named: {}", unnamed.stderr);
    for page in ["docs/ROSTER.md", "docs/ROSTER.vi.md"] {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(page).exists(), "{page} is there");
    }
}

#[test]
fn a_phone_number_gets_its_lost_zero_back_with_a_note() {
    let desk = Desk::empty();
    let list = desk.write("so.csv", "Họ tên,CCCD,Điện thoại\nLê An,1085012345,912345678\n".as_bytes());
    let check = run(&desk, &["roster", "check", "--lang", "en"], Path::new(&list)).expect_status(0, "both are mended");
    let note = "note: 2 numbers had lost a leading zero, which was restored (rows 2)";
    assert!(check.stderr.lines().any(|line| line == note), "{}", check.stderr);
}

#[test]
fn a_unit_by_any_spelling_shows_its_people_and_tokens_alone() {
    let desk = Desk::empty();
    let list = office_file("full.csv");
    let ward = ["UBND phường Hoàn Kiếm", "ủy ban nhân dân phường hoàn kiếm", "Uỷ ban nhân dân P. Hoàn Kiếm"];
    let whole = run(&desk, &["roster", "check", "--format", "json"], &list).json();
    let units = whole["by_unit"].as_array().expect("units");
    let own = units.iter().find(|one| one["unit"] == "Ủy ban nhân dân phường Hoàn Kiếm").expect("the ward");
    for name in ward {
        let check = run(&desk, &["roster", "check", "--unit", name, "--format", "json"], &list);
        let check = check.expect_status(0, name).json();
        assert_eq!(check["by_unit"], json!([own]), "{name}: what the whole report says of it");
        assert_eq!(check["summary"]["can_sign"], own["can_sign"], "{name}");
        let plan = run(&desk, &["plan", "--all", "--unit", name, "--format", "json"], &list).json();
        let items = plan["items"].as_array().expect("items");
        let of_unit = |item: &&Value| item["unit"] == "Ủy ban nhân dân phường Hoàn Kiếm";
        assert!(!items.is_empty() && items.iter().all(|item| of_unit(&item)), "{name}: {plan}");
        let all = run(&desk, &["plan", "--all", "--format", "json"], &list).json();
        let expected: Vec<&Value> = all["items"].as_array().expect("items").iter().filter(of_unit).collect();
        assert_eq!(items.iter().collect::<Vec<_>>(), expected, "{name}: the same items as without it");
    }
    let told = run(&desk, &["plan", "--unit", ward[0], "--lang", "en"], &list).expect_status(0, "a plan");
    assert!(told.stderr.contains("tokens of other units were left out"), "what is left out is said: {}", told.stderr);
}

#[test]
fn a_listing_of_one_unit_goes_by_the_certificates() {
    let desk = Desk::empty();
    let from = office_file("all.json");
    let words = ["check", "--from", from.to_str().expect("a path"), "--format", "json"];
    let all = desk.run(&words).json();
    let one = desk.run(&[&words[..], &["--unit", "trường mầm non 20-10"]].concat()).json();
    let of_school = |token: &&Value| token.to_string().contains("TRƯỜNG MẦM NON 20-10");
    let expected: Vec<&Value> = all["tokens"].as_array().expect("tokens").iter().filter(of_school).collect();
    assert!(expected.len() > 1, "there are some");
    assert_eq!(one["tokens"].as_array().expect("tokens").iter().collect::<Vec<_>>(), expected, "those and no others");
    assert_eq!(one["summary"]["tokens"], expected.len(), "counted anew");
}

#[test]
fn an_unknown_unit_is_told_with_near_ones_and_no_report() {
    let desk = Desk::empty();
    let list = office_file("full.csv");
    let outcome =
        run(&desk, &["plan", "--unit", "phường Hoàn Kiếm", "--lang", "en"], &list).expect_status(3, "unknown");
    assert_eq!(outcome.text(), "", "an empty report would look like nothing to do");
    assert!(outcome.stderr.starts_with("error: no unit is called `phường Hoàn Kiếm`; similar: "), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("Ủy ban nhân dân phường Hoàn Kiếm"), "the one that was meant: {}", outcome.stderr);
    let refused = desk.run(&["pin", "verify", "--unit", "x", "--lang", "en"]).expect_status(2, "no listing");
    assert!(refused.stderr.contains("`--unit` is for commands that list"), "{}", refused.stderr);
}

#[test]
fn who_is_one_of_two_stays_so_when_one_unit_is_asked_for() {
    let desk = Desk::empty();
    let list = desk.write(
        "hai.csv",
        "Họ tên,Đơn vị,Số hiệu thiết bị\nLê Bình,Phòng 10,73bb59df52d2f9a0\nTrần An,Phòng 2,73bb59df52d2f9a0\n"
            .as_bytes(),
    );
    let check = |unit: &[&str]| {
        let words = [&["roster", "check", "--format", "json"][..], unit].concat();
        run(&desk, &words, Path::new(&list)).expect_status(0, "a report").json()
    };
    let whole = check(&[]);
    let units: Vec<&Value> = whole["by_unit"].as_array().expect("units").iter().map(|one| &one["unit"]).collect();
    assert_eq!(units, ["Phòng 2", "Phòng 10"], "2 before 10");
    let classes = check(&["--unit", "phòng 2"])["people"][0]["class"].clone();
    assert_eq!(classes, whole["people"][1]["class"], "the verdict is that of the whole list");
    assert_eq!(classes, "unknown", "which of the two it is cannot be told");
}

#[test]
fn verify_and_diff_take_one_unit_and_files_know_none() {
    let desk = Desk::empty();
    let from = office_file("all.json").display().to_string();
    let school = "trường mầm non 20-10";
    let verified = |more: &[&str]| {
        let words = ["verify", "--from", &from, "--offline", "--format", "json"];
        desk.run(&[&words[..], more].concat()).json()["results"].as_array().expect("results").len()
    };
    let (one, all) = (verified(&["--unit", school]), verified(&[]));
    assert!(one > 0 && one < all, "{one} of {all}");
    let mut without: Value =
        serde_json::from_str(&std::fs::read_to_string(&from).expect("the inventory")).expect("JSON");
    without["tokens"].as_array_mut().expect("tokens").retain(|token| !token.to_string().contains("MẦM NON 20-10"));
    let other = desk.write("without.json", without.to_string().as_bytes());
    let diff =
        desk.run(&["diff", &from, &other, "--unit", school, "--format", "json"]).expect_status(10, "gone").json();
    let kinds = diff["summary"].as_object().expect("counts");
    assert_eq!(kinds.keys().collect::<Vec<_>>(), ["token-gone"], "nothing of others: {diff}");
    let others = desk.run(&["diff", &from, &other, "--unit", "Trường TH Trưng Vương"]);
    others.expect_status(0, "of another unit nothing changed");
    let refused = desk.run(&["verify", "x.cer", "--unit", school, "--lang", "en"]).expect_status(2, "a file");
    assert!(refused.stderr.contains("`--unit`"), "{}", refused.stderr);
}

#[test]
fn a_row_with_two_restored_numbers_is_named_once() {
    let desk = Desk::empty();
    let list =
        "Họ và tên,Số CCCD,Số điện thoại,Đơn vị\nLê An,1185000001,912345678,X\nLê Bình,001185000002,912345679,X\n";
    let list = desk.write("list.csv", list.as_bytes());
    let words = ["roster", "check", "--lang", "vi"];
    let outcome = with_lists(&desk, &words, &[&list]).expect_status(0, "restored");
    let said = "ghi chú: 3 số bị mất số 0 ở đầu, đã được thêm lại (các dòng 2, 3)\n";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
}
