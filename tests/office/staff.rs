//! `roster template`: what it writes can be read back.

use serde_json::Value;

use crate::desk::Desk;
use crate::libreoffice::until_made;

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
    assert!(none.stderr.contains("only a heading row"), "told so: {}", none.stderr);
}

/// One file of a workbook as text.
fn part(bytes: &[u8], name: &str) -> String {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook is a ZIP file");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("XML");
    text
}

#[test]
fn the_template_offers_words_that_are_read_back_in_every_column_of_words() {
    let desk = Desk::empty();
    for language in ["vi", "en"] {
        desk.run(&["roster", "template", "--output", "t.xlsx", "--force", "--lang", language]).expect_status(0, "one");
        let bytes = std::fs::read(desk.path("t.xlsx")).expect("the workbook");
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        let lists: Vec<&str> = sheet
            .split("<formula1>\"")
            .skip(1)
            .map(|rest| rest.split("\"</formula1>").next().expect("an end"))
            .collect();
        assert_eq!(sheet.matches("type=\"list\"").count(), lists.len(), "each is a list: {sheet}");
        assert_eq!(lists.len(), 6, "kinds, states, types, operators, renewals: {lists:?}");
        // Each word is accepted in its own column: the title is in the first row of the validated column.
        for (field, known) in [("đang công tác", "nghỉ hưu"), ("USB Token", "SIM PKI"), ("đang sử dụng", "mất")]
        {
            assert!(
                lists.iter().any(|list| list.contains(field) && list.contains(known)),
                "{field}, {known}: {lists:?}"
            );
        }
        for list in &lists {
            assert!(list.chars().count() <= 255, "Excel takes no longer one: {list}");
        }
        assert!(sheet.contains("fitToWidth=\"2\"") && sheet.contains("orientation=\"landscape\""), "printed legibly");
    }
}

#[test]
fn libreoffice_opens_the_template_and_keeps_leading_zeros() {
    let desk = Desk::empty();
    desk.run(&["roster", "template", "--output", "t.xlsx", "--lang", "vi"]).expect_status(0, "a workbook");
    // LibreOffice rewrites it; what it did not understand would be lost.
    let convert = |to: &str| {
        let mut office = crate::support::tool("soffice");
        office.arg(format!("-env:UserInstallation=file://{}", desk.path("profile").display()));
        office.args(["--headless", "--convert-to", to, "--outdir"]).arg(desk.path("out")).arg(desk.path("t.xlsx"));
        let made = desk.path("out/t").with_extension(to.split(':').next().expect("a kind"));
        let convert = || {
            crate::support::succeed(&mut office);
        };
        until_made(convert, || made.exists());
    };
    convert("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true");
    let text = std::fs::read_to_string(desk.path("out/t.csv")).expect("the sheet as text");
    for value in ["001085012345", "0912345678", "0100688733"] {
        assert!(text.contains(value), "{value} keeps its zeros: {text}");
    }
    convert("xlsx:Calc MS Excel 2007 XML");
    let bytes = std::fs::read(desk.path("out/t.xlsx")).expect("the workbook");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert_eq!(sheet.matches("type=\"list\"").count(), 6, "every drop-down list is still there");
}
