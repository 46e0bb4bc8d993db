//! Plan, roster check and report.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::desk::{Desk, csv, earlier, inventory, token};

fn work(plan: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let items = plan["items"].as_array().expect("items");
    items.iter().map(|item| (text(&item["deadline"]["date"]), text(&item["action"]), text(&item["holder"]))).collect()
}

/// Written by hand, from the demo's catalogue and the staff list.
const WORK: [(&str, &str, &str); 11] = [
    ("2026-10-08", "reissue", "Trần Đức Thắng"),
    ("2026-11-22", "revoke", "Phạm Hà"),
    ("2026-11-22", "revoke", "Phạm Quốc Bảo"),
    ("2026-11-22", "recover", "Ngô Gia Huy"),
    // Wrong information in a certificate is to be changed now, not at expiry.
    ("2026-11-22", "change-information", "Hoàng Văn Sơn"),
    ("2026-11-22", "change-information", "Đinh Thị Lan"),
    ("2026-12-12", "reissue", "Bùi Anh Tuấn"),
    ("2026-12-24", "renew", "Đinh Thị Lan"),
    ("2027-02-17", "renew-soon", "Lý Mai Chi"),
    // On the staff list, at work, and without a certificate.
    ("-", "issue", "Đỗ Quyên"),
    // Its end cannot be read; the truncated certificate beside it is not one.
    ("-", "undecided", "Đỗ Đăng Khoa"),
];

#[test]
fn every_verdict_occurs_with_its_deadline_and_both_marks_where_two_apply() {
    let plan = Desk::new().document(&["plan", "--all"]);
    let found = work(&plan);
    let expected: Vec<_> = WORK.iter().map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string())).collect();
    assert_eq!(found[..WORK.len()], expected, "the work, by deadline");
    let actions: BTreeSet<&str> = found.iter().map(|(_, action, _)| action.as_str()).collect();
    let all = [
        "change-information",
        "issue",
        "keep",
        "other-ca",
        "recover",
        "reissue",
        "renew",
        "renew-soon",
        "revoke",
        "undecided",
    ];
    assert_eq!(actions, BTreeSet::from(all), "every verdict there is");
    for item in plan["items"].as_array().expect("items") {
        assert!(item["rule"].is_string() && item["reason"].is_string(), "each with reason and rule: {item}");
        assert!(item["next_step"].is_string(), "each with its next step: {item}");
    }
}

#[test]
fn within_leaves_out_what_is_due_later_and_keeps_what_is_overdue() {
    let found = work(&Desk::new().document(&["plan", "--within", "20d"]));
    let expected: Vec<_> = WORK[..7].iter().chain(&WORK[9..]).map(|(_, _, holder)| *holder).collect();
    let holders: Vec<_> = found.iter().map(|(_, _, holder)| holder.as_str()).collect();
    assert_eq!(holders, expected, "up to 12 December, the overdue one, and what nobody can date");
}

#[test]
fn csv_and_workbook_hold_the_worklist_and_the_table_is_grouped() {
    use calamine::{Reader, Xlsx, open_workbook};
    let desk = Desk::new();
    let rows = csv(&desk.office(&["plan", "--format", "csv"]).expect_status(0, "CSV").stdout);
    assert_eq!(rows.len(), WORK.len() + 1, "a heading and the work");
    let file = desk.text("plan.xlsx");
    desk.office(&["plan", "--lang", "en", "--output", &file]).expect_status(0, "a workbook");
    let mut workbook: Xlsx<_> = open_workbook(&file).expect("a workbook");
    let sheet = workbook.worksheet_range_at(1).expect("the full sheet, behind the summary").expect("its cells");
    assert_eq!(sheet.height(), WORK.len() + 1, "the same rows");
    let setting = rows[0].iter().position(|title| title == "setting").expect("the setting a verdict rests on");
    assert!(rows.iter().any(|row| row[setting] == "renewal.open_days = 90"), "its key for machines");
    let text: Vec<String> = sheet.rows().map(|row| row[setting].to_string()).collect();
    assert!(
        text.iter().any(|cell| cell == "renewal window: opens 90 days before expiry"),
        "words for people: {text:?}"
    );
    assert!(!text.iter().any(|cell| cell.contains('_')), "and no key of the config: {text:?}");
    let by_unit = desk.office(&["plan", "--group-by", "unit", "--lang", "vi"]).expect_status(0, "by unit");
    let units: Vec<&str> = by_unit
        .text()
        .lines()
        .filter(|line| line.contains(" · ") && !line.contains(": nộp") && line.contains(": 1"))
        .collect();
    assert!(units.iter().any(|line| line.starts_with("Sở Tài chính · ")), "a heading a unit: {units:?}");
    assert!(by_unit.text().contains("11 việc cần làm"), "only work is counted: {}", by_unit.text());
    let all = desk.office(&["plan", "--all", "--lang", "vi"]).expect_status(0, "all");
    assert!(all.text().contains("11 việc cần làm"), "what is kept is no work: {}", all.text());
}

#[test]
fn token_selects_within_a_saved_inventory() {
    let desk = Desk::new();
    let plan = desk.document(&["plan", "--all", "--token", "10241130"]);
    let holders: Vec<_> =
        plan["items"].as_array().expect("items").iter().map(|item| item["token"]["serial"].clone()).collect();
    assert!(holders.contains(&json!("10241130")), "the selected one");
    assert!(holders.iter().all(|serial| serial.is_null() || *serial == "10241130"), "and no other token: {holders:?}");
    let none = desk.office(&["plan", "--token", "serial:999", "--lang", "en"]);
    assert_eq!((none.status, none.text()), (3, ""), "nothing matches: {}", none.stderr);
    assert!(none.stderr.contains("10241130"), "what is there is listed: {}", none.stderr);
}

#[test]
fn coverage_counts_every_carrier_and_names_who_cannot_sign() {
    let check = Desk::new().document(&["roster", "check"]);
    let summary = &check["summary"];
    assert_eq!((&summary["must_sign"], &summary["can_sign"]), (&json!(10), &json!(6)), "two of twelve left");
    let names: Vec<_> =
        check["cannot_sign"].as_array().expect("a list").iter().map(|one| one["entry"]["name"].clone()).collect();
    assert_eq!(
        names,
        ["Trần Đức Thắng", "Lê Thị Phương Thảo", "Ngô Gia Huy", "Đỗ Quyên"],
        "expired, early, locked, none"
    );
    let differing = check["differing"].as_array().map_or(0, Vec::len);
    assert_eq!(differing, 2, "people whose data differs: {check}");
    assert_eq!(check["unclaimed"].as_array().expect("a list").len(), 3, "tokens nobody claims");
    assert_eq!(check["refused_emails"][0]["email"], "dquyen@gmail.com", "a private address");
}

#[test]
fn the_report_tells_new_gone_renewed_moved_newly_locked_same_key_and_one_key_on_two_serials() {
    let mut old = earlier();
    let mut new = inventory();
    // New: absent before. Gone: absent now.
    old["tokens"].as_array_mut().expect("tokens").retain(|token| token["serial"] != "10249266");
    new["tokens"].as_array_mut().expect("tokens").retain(|token| token["serial"] != "10245198");
    // Renewed on the same key: the newer of the two certificates was not there yet.
    token(&mut old, "10244181")["certificates"]
        .as_array_mut()
        .expect("list")
        .retain(|one| one["serial_number"] != "58c7930ae41fb26d");
    // Another serial, the same key and no later end.
    let reissued = &mut token(&mut new, "10242147")["certificates"][0];
    reissued["serial_number"] = json!("41d09b6ce2f87036");
    reissued["sha256"] = json!("11".repeat(32));
    // Moved to another token.
    let moved = token(&mut new, "10253334");
    moved["serial"] = json!("99999999");
    moved["reader"] = json!("another reader");
    // One key on two tokens.
    let mut copy = token(&mut new, "10240113").clone();
    copy["serial"] = json!("88888888");
    copy["reader"] = json!("a third reader");
    copy["slot"] = json!(7);
    new["tokens"].as_array_mut().expect("tokens").push(copy);

    let desk = Desk::with(&new);
    let since = desk.write("old.json", old.to_string().as_bytes());
    let report = desk.document(&["report", "--period", "2026-Q4", "--since", &since]);
    let changes = &report["changes"];
    let serials = |list: &str| -> Vec<Value> {
        changes[list].as_array().expect(list).iter().map(|one| one["certificate"]["serial_number"].clone()).collect()
    };
    assert_eq!(serials("new"), ["19f4b8d27c05ae63"], "new: {changes}");
    let gone = serials("gone");
    assert_eq!(gone, ["2e9a47b05dc8136f", "41d09b6ce2f87035"], "gone, and the one that another replaced: {changes}");
    assert_eq!(serials("renewed"), ["58c7930ae41fb26d"], "renewed: {changes}");
    assert_eq!(serials("reissued_same_key"), ["41d09b6ce2f87036"], "serial changed, key the same: {changes}");
    assert_eq!(serials("moved"), ["0361e7"], "moved: {changes}");
    assert_eq!(changes["newly_locked"][0]["serial"], "10251300", "newly locked: {changes}");
    let shared: BTreeSet<_> = changes["key_on_several_tokens"][0]["tokens"]
        .as_array()
        .expect("tokens")
        .iter()
        .map(|token| token["serial"].to_string())
        .collect();
    assert_eq!(
        shared,
        BTreeSet::from(["\"10240113\"".to_owned(), "\"88888888\"".to_owned()]),
        "one key on two serials"
    );
    assert_eq!((&report["total"]["sim_pki"], &report["total"]["central"]), (&json!(1), &json!(1)), "by carrier");
    assert_eq!(report["period"]["from"], "2026-10-01", "the quarter");
}
