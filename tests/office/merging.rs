//! Inventories of several workstations.

use serde_json::json;

use crate::desk::{Desk, earlier, inventory, token};

#[test]
fn several_inventories_and_a_folder_merge_alike_and_conflicts_are_listed() {
    let desk = Desk::empty();
    let mut old = earlier();
    old["generated_at"] = json!("2026-11-20T01:00:00Z");
    token(&mut old, "10240113")["label"] = json!("an older label");
    desk.write("all/a.json", old.to_string().as_bytes());
    desk.write("all/b.json", inventory().to_string().as_bytes());
    desk.write("all/note.json", b"{\"schema\":\"another\"}");
    let named = desk.run(&["plan", "--format", "json", "--lang", "en", "--from", "all/a.json", "--from", "all/b.json"]);
    let listed = desk.run(&["plan", "--format", "json", "--lang", "en", "--from", "all/b.json", "all/a.json"]);
    let folder = desk.run(&["plan", "--format", "json", "--lang", "en", "--from", "all"]);
    let named = named.expect_status(0, "two files");
    assert_eq!(named.stdout, listed.expect_status(0, "in any order").stdout, "the order does not matter");
    assert_eq!(
        named.stdout,
        folder.expect_status(0, "a folder; other documents are passed over").stdout,
        "a folder is its inventories"
    );
    let recover =
        named.json()["items"].as_array().expect("items").iter().filter(|item| item["action"] == "recover").count();
    assert_eq!(recover, 1, "the newest reading wins: the PIN is locked now");
    assert!(named.stderr.contains("an older label"), "the conflict is told: {}", named.stderr);
    let vietnamese = desk.run(&["plan", "--lang", "vi", "--from", "all"]).expect_status(0, "in Vietnamese");
    assert!(vietnamese.stderr.contains("an older label"), "in both languages: {}", vietnamese.stderr);
}

#[test]
fn a_folder_without_any_inventory_is_refused() {
    let desk = Desk::empty();
    desk.write("all/note.json", b"{\"schema\":\"another\"}");
    let outcome = desk.run(&["plan", "--from", "all", "--lang", "en"]);
    assert_eq!((outcome.status, outcome.text()), (2, ""), "refused: {}", outcome.stderr);
    assert!(outcome.stderr.contains("holds no saved inventory"), "{}", outcome.stderr);
}
