//! An office of 60 people and 43 tokens, with its staff list in several spellings: what is found must be the same.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::desk::Desk;
use crate::support::Outcome;

/// The day on which the office is judged.
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
