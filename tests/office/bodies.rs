//! `--bodies`: which agencies sent nothing, or old inventories.

use serde_json::{Value, json};

use crate::cases::office_file;
use crate::desk::{Desk, csv};

/// The office's inventory, in which the tokens of one agency were read long ago.
fn office() -> (Desk, Value) {
    let text = std::fs::read_to_string(office_file("all.json")).expect("the inventory");
    let mut inventory: Value = serde_json::from_str(&text).expect("JSON");
    inventory["generated_at"] = json!("2026-11-24T01:00:00Z");
    for token in inventory["tokens"].as_array_mut().expect("tokens") {
        let is_old = token.to_string().contains("TRƯNG VƯƠNG");
        token["read_at"] = json!(if is_old { "2026-08-03T01:00:00Z" } else { "2026-11-24T01:00:00Z" });
    }
    let desk = Desk::empty();
    desk.write("all.json", inventory.to_string().as_bytes());
    desk.write("bodies.csv", &std::fs::read(office_file("bodies.csv")).expect("the list"));
    (desk, inventory)
}

fn report(desk: &Desk, more: &[&str]) -> Value {
    let words = ["report", "--from", "all.json", "--bodies", "bodies.csv", "--format", "json"];
    let mut command = desk.process();
    let outcome = crate::support::Outcome::of(command.args(words).args(more).args(["--at", "2026-11-25"]));
    outcome.expect_status(0, "a report").json()["bodies"].clone()
}

#[test]
fn bodies_that_sent_nothing_or_old_readings_are_told_by_any_spelling() {
    let (desk, inventory) = office();
    let found = report(&desk, &[]);
    let states: Vec<(&str, &str)> = found["bodies"]
        .as_array()
        .expect("bodies")
        .iter()
        .map(|body| (body["body"].as_str().expect("a name"), body["state"].as_str().expect("a state")))
        .collect();
    let expected = [
        ("UBND phường Hoàn Kiếm", "current"),
        ("Trường TH Trưng Vương", "old"),
        ("Trường THCS Ngô Sĩ Liên", "current"),
        ("Trường MN 20-10", "current"),
        ("UBND phường Cửa Nam", "silent"),
    ];
    assert_eq!(states, expected, "in the order of the list");
    assert_eq!(found["summary"], json!({"bodies": 5, "silent": 1, "old": 1}));
    assert_eq!(found["bodies"][1]["newest"], "2026-08-03T01:00:00Z", "when it was");
    let counted: u64 =
        found["bodies"].as_array().expect("bodies").iter().filter_map(|one| one["tokens"].as_u64()).sum();
    let with_holder = inventory["tokens"].as_array().expect("tokens").iter().filter(|token| {
        token["initialized"] == true
            && token["certificates"].as_array().is_some_and(|all| all.iter().any(|one| one["is_ca"] == false))
    });
    let unlisted = found["unlisted_tokens"].as_u64().expect("a number");
    assert_eq!(counted + unlisted, with_holder.count() as u64, "each token once");
    let since = report(&desk, &["--not-read-since", "2026-08-01"]);
    assert_eq!(since["summary"]["old"], 0, "the day says what is old");
}

#[test]
fn the_round_names_silent_bodies_on_its_page_and_the_workbook_has_all() {
    let (desk, _) = office();
    let words = ["month", "--from", "all.json", "--bodies", "bodies.csv", "--dir", "m", "--lang", "vi"];
    let outcome = desk.run(&words);
    let page = std::fs::read_to_string(desk.path("m/huong-dan.txt")).expect("the page");
    for said in [
        "Trong 5 cơ quan có 1 cơ quan chưa gửi gì và 1 cơ quan chỉ có bản kiểm kê cũ",
        "- UBND phường Cửa Nam: chưa có thiết bị nào được đọc",
        "- Trường TH Trưng Vương: đọc lần cuối ngày 03/08/2026",
    ] {
        assert!(page.contains(said), "{said}: {page}\n{}", outcome.stderr);
    }
    let shown = desk.run(&["report", "--from", "all.json", "--bodies", "bodies.csv", "--lang", "en"]);
    assert!(shown.text().contains("Of 5 agencies, 1 sent nothing"), "{}", shown.text());
    let _numbers = csv(&desk.run(&["report", "--from", "all.json", "--format", "csv"]).stdout);
}

#[test]
fn a_list_of_bodies_that_is_none_is_told_with_what_is_needed() {
    let (desk, _) = office();
    for (name, bytes) in [("book.csv", &b"PK\x03\x04"[..]), ("none.csv", b"1\n2\n"), ("latin.csv", b"C\xf4ng an\n")] {
        desk.write(name, bytes);
        let outcome = desk.run(&["report", "--from", "all.json", "--bodies", name, "--lang", "en"]);
        assert_eq!((outcome.status, outcome.text()), (2, ""), "{name}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(name) && outcome.stderr.contains("UTF-8"), "{name}: {}", outcome.stderr);
    }
    desk.run(&["report", "--from", "all.json", "--bodies", "nowhere.csv"]).expect_status(3, "no such file");
}

#[test]
fn the_inventory_tells_the_same_of_the_bodies_as_the_report() {
    let (desk, _) = office();
    let run = |more: &[&str]| {
        let mut command = desk.process();
        command.args(["inventory", "--from", "all.json", "--bodies", "bodies.csv", "--at", "2026-11-25"]).args(more);
        crate::support::Outcome::of(&mut command)
    };
    let document = run(&["--format", "json"]).expect_status(0, "an inventory").json();
    assert_eq!(document["bodies"], report(&desk, &[]), "one answer");
    let (part, all) = (run(&["--unit", "Trường MN 20-10", "--format", "json"]).json(), document["tokens"].as_array());
    assert!(part["tokens"].as_array().map(Vec::len) < all.map(Vec::len), "a part of the tokens is shown");
    assert_eq!(part["bodies"], document["bodies"], "nobody is silent because something was left out");
    let table = run(&["--lang", "en"]).expect_status(0, "a table");
    assert!(
        table.text().contains("Of 5 agencies, 1 sent nothing, and 1 sent only old inventories"),
        "{}",
        table.text()
    );
    let book = desk.text("book.xlsx");
    run(&["--lang", "vi", "--output", &book]).expect_status(0, "a workbook");
    let book: calamine::Xlsx<_> = calamine::open_workbook(&book).expect("a workbook");
    assert!(
        calamine::Reader::sheet_names(&book).len() == 7,
        "a sheet more: {:?}",
        calamine::Reader::sheet_names(&book)
    );
    // The saved document is an inventory like any other.
    desk.write("saved.json", document.to_string().as_bytes());
    let again =
        desk.run(&["inventory", "--from", "saved.json", "--format", "json"]).expect_status(0, "read again").json();
    assert_eq!(
        again["tokens"].as_array().map(Vec::len),
        document["tokens"].as_array().map(Vec::len),
        "nothing is lost"
    );
    run(&["--format", "csv"]).expect_status(2, "a row of it is a certificate");
    desk.run(&["inventory", "--bodies", "bodies.csv"]).expect_status(2, "bodies sent files");
}

#[test]
fn list_of_bodies_and_page_call_the_same_reading_old() {
    let (desk, mut inventory) = office();
    for (read_at, is_old) in [("2026-10-25T01:00:00Z", false), ("2026-10-24T01:00:00Z", true)] {
        for token in inventory["tokens"].as_array_mut().expect("tokens") {
            token["read_at"] = json!(read_at);
        }
        inventory["generated_at"] = json!(read_at);
        desk.write("all.json", inventory.to_string().as_bytes());
        let found = report(&desk, &[])["summary"]["old"].as_u64().expect("a number");
        assert_eq!(found > 0, is_old, "{read_at}: 31 days are a month, 32 are more");
        let words = ["report", "--from", "all.json", "--format", "html", "--at", "2026-11-25", "--lang", "en"];
        let page = crate::support::Outcome::of(desk.process().args(words)).expect_status(0, "a page");
        let page = String::from_utf8(page.stdout).expect("text");
        assert_eq!(page.contains("more than 31 days"), is_old, "{read_at}: the page agrees");
    }
}
