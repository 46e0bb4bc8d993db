//! Within one severity the soonest comes first, wherever `check` is shown; units and departments are in natural order.

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::{Value, json};

use crate::cases::office_file;
use crate::desk::Desk;
use crate::support::Outcome;

/// The expiry dates of the certificates that `check` finds in the office: two critical ones, then five warnings.
const ENDS: [&str; 7] =
    ["2026-11-06", "2026-12-06", "2026-12-21", "2027-01-10", "2027-01-25", "2027-02-09", "2027-02-19"];

/// The office, with one locked token far from expiry, and another driver that failed.
fn office(desk: &Desk) -> String {
    let text = std::fs::read_to_string(office_file("all.json")).expect("the office");
    let mut inventory: Value = serde_json::from_str(&text).expect("JSON");
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    let first = tokens.iter_mut().find(|token| token["initialized"] == true).expect("a token");
    first["user_pin"]["state"] = json!("locked");
    desk.write("office.json", inventory.to_string().as_bytes())
}

fn check(desk: &Desk, more: &[&str]) -> Outcome {
    let inventory = office(desk);
    let mut command = desk.process();
    command.args(["check", "--from", &inventory, "--at", "2026-11-25", "--lang", "en"]).args(more);
    Outcome::of(&mut command).expect_status(11, "critical")
}

/// The position of each of these in a text, which must be after the previous one.
fn in_order(text: &str, pieces: &[&str], what: &str) {
    let mut from = 0;
    for piece in pieces {
        let at = text[from..].find(piece);
        from += at.unwrap_or_else(|| panic!("{what}: `{piece}` is not behind the one before:\n{text}"));
    }
}

#[test]
fn within_a_severity_the_soonest_comes_first_in_table_sheets_and_page() {
    let desk = Desk::empty();
    let table = check(&desk, &[]);
    let rows: Vec<&str> = table.text().lines().skip(2).take(8).collect();
    in_order(&rows.join("\n"), &ENDS, "the table");
    assert!(rows[2].starts_with("critical") && rows[2].contains("locked"), "no day: behind its like: {rows:?}");

    let book = desk.text("check.xlsx");
    check(&desk, &["--output", &book]);
    let mut book: Xlsx<_> = open_workbook(&book).expect("a workbook");
    for sheet in ["Summary", "Problems"] {
        let range = book.worksheet_range(sheet).expect("a sheet");
        let lines: Vec<String> =
            range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")).collect();
        in_order(&lines.join("\n"), &ENDS, sheet);
    }

    let page = desk.text("check.html");
    check(&desk, &["--output", &page]);
    let page = std::fs::read_to_string(page).expect("a page");
    let cards = page.split("<ul class=\"cards\">").nth(1).expect("cards");
    in_order(cards, &ENDS, "the page");
}

#[test]
fn in_json_the_problems_of_a_token_are_sorted_the_same_way() {
    let desk = Desk::empty();
    let text = std::fs::read_to_string(office_file("all.json")).expect("the office");
    let mut inventory: Value = serde_json::from_str(&text).expect("JSON");
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    // Three certificates of three keys on one token, whose hashes are not in the order of their expiry.
    let mut gathered: Vec<Value> = Vec::new();
    for token in tokens.iter().filter(|token| token["initialized"] == true).skip(1).take(3) {
        gathered.extend(token["certificates"].as_array().expect("certificates").iter().cloned());
    }
    for (certificate, (hash, end)) in gathered.iter_mut().zip([
        ("aa", "2027-02-01T00:00:00Z"),
        ("bb", "2026-12-30T00:00:00Z"),
        ("cc", "2027-01-15T00:00:00Z"),
    ]) {
        certificate["sha256"] = json!(hash.repeat(32));
        certificate["not_after"] = json!(end);
    }
    let token = tokens.iter_mut().find(|token| token["initialized"] == true).expect("a token");
    token["certificates"] = Value::Array(gathered);
    token["keys"] = json!([]);
    token["user_pin"]["state"] = json!("count-low");
    let file = desk.write("one.json", inventory.to_string().as_bytes());
    let document = {
        let mut command = desk.process();
        command.args(["check", "--from", &file, "--at", "2026-11-25", "--format", "json"]);
        Outcome::of(&mut command).json()
    };
    let tokens = document["tokens"].as_array().expect("tokens").iter();
    let found: Vec<Vec<(String, String)>> = tokens
        .map(|token| {
            let problems = token["problems"].as_array().expect("problems").iter();
            let warnings = problems.filter(|problem| problem["severity"] == "warning");
            let text = |problem: &Value, key: &str| problem[key].as_str().unwrap_or_default().to_owned();
            warnings.map(|one| (text(one, "code"), text(&one["details"], "not_after"))).collect()
        })
        .collect();
    let worst = found.iter().max_by_key(|problems| problems.len()).expect("a token");
    let ends: Vec<&str> = worst.iter().map(|(_, end)| end.as_str()).filter(|end| !end.is_empty()).collect();
    assert_eq!(ends.len(), 3, "three ends are near: {worst:?}");
    assert!(ends.is_sorted(), "the soonest first: {worst:?}");
    assert_eq!(worst.last().map(|(code, _)| code.as_str()), Some("user-pin-count-low"), "what has no day last");
}

#[test]
fn in_letters_departments_stand_in_natural_order() {
    let desk = Desk::empty();
    let mut list = "Họ và tên,Cơ quan,Phòng ban,Ngày sinh,Số CCCD,Thư điện tử,Chức vụ\n".to_owned();
    for (place, department) in ["Phòng 10", "Phòng 2", "Đội 1", "Phòng 1", "Chi cục 3"].iter().enumerate() {
        list += &format!(
            "Trần Thị {name},UBND phường Hàng Bài,{department},01/02/1980,00118000010{place},a{place}@hanoi.gov.vn,Chuyên viên\n",
            name = ["Ánh", "Bích", "Cúc", "Dung", "Én"][place],
        );
    }
    let list = desk.write("list.csv", list.as_bytes());
    let inventory = desk.write(
        "none.json",
        {
            let text = std::fs::read_to_string(office_file("all.json")).expect("the office");
            let mut inventory: Value = serde_json::from_str(&text).expect("JSON");
            inventory["tokens"] = json!([]);
            inventory.to_string().into_bytes()
        }
        .as_slice(),
    );
    let mut command = desk.process();
    command.args(["request", "new", "--from", &inventory, "--roster", &list, "--at", "2026-11-25", "--format", "json"]);
    let document = Outcome::of(&mut command).expect_status(0, "a letter").json();
    let rows = document["rows"].as_array().expect("rows").iter();
    let names: Vec<&str> = rows.map(|row| row["full_name"]["text"].as_str().unwrap_or_default()).collect();
    let expected = ["Trần Thị Én", "Trần Thị Cúc", "Trần Thị Dung", "Trần Thị Bích", "Trần Thị Ánh"];
    assert_eq!(names, expected, "Chi cục 3, Đội 1, Phòng 1, Phòng 2, Phòng 10");
}
