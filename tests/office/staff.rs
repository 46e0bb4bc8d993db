//! `roster template`: what it writes is what is read back.

use serde_json::Value;

use crate::desk::Desk;

#[test]
fn a_template_filled_in_from_tokens_reads_back_as_the_same_people() {
    let desk = Desk::new();
    let words = ["roster", "template", "--from", "inventory.json", "--output", "staff.xlsx"];
    desk.run(&words).expect_status(0, "a workbook");
    let check = |list: &str| -> Value {
        let words = ["roster", "check", "--from", "inventory.json", "--roster", list, "--format", "json"];
        serde_json::from_str(desk.run(&words).expect_status(0, "every cell is read").text()).expect("a report")
    };
    let report = check("staff.xlsx");
    let length = |field: &str| report[field].as_array().map_or(0, Vec::len);
    assert!(report["summary"]["entries"].as_u64() > Some(5), "the holders are in it: {}", report["summary"]);
    assert_eq!(length("unclaimed"), 0, "each certificate has its person again: {}", report["unclaimed"]);
    assert_eq!(length("differing"), 0, "and nothing differs: {}", report["differing"]);
    assert_eq!(report["unknown_columns"], serde_json::json!([]), "every title is known");
    let empty = desk.run(&["roster", "template", "--output", "empty.xlsx"]).expect_status(0, "an empty one");
    assert_eq!(empty.text(), "", "the workbook goes to the file");
    let words = ["roster", "check", "--from", "inventory.json", "--roster", "empty.xlsx", "--lang", "en"];
    let none = desk.run(&words).expect_status(2, "the example is nobody");
    assert!(none.stderr.contains("nothing under it"), "told so: {}", none.stderr);
}
