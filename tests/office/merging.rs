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

/// Time to merge two inventories of this many tokens, each with its own serial and certificates.
fn merging_time(tokens: usize) -> std::time::Duration {
    use tokenctl::report::inventory::Inventory;
    let saved: Inventory = serde_json::from_value(inventory()).expect("an inventory");
    let models: Vec<_> = saved.tokens.iter().filter(|token| !token.certificates.is_empty()).collect();
    let another = |(index, model): (usize, &&tokenctl::report::inventory::Token)| {
        let mut token = (*model).clone();
        token.identity.serial = Some(format!("{index:08}9"));
        token.identity.reader = Some(format!("reader {}", index % 32));
        for (place, certificate) in token.certificates.iter_mut().enumerate() {
            certificate.sha256 = format!("{index:060x}{place:04x}");
        }
        token
    };
    let many =
        Inventory { tokens: models.iter().cycle().take(tokens).enumerate().map(another).collect(), ..saved.clone() };
    let (now, readings) = (many.envelope.generated_at, vec![many.clone(), many]);
    let start = std::time::Instant::now();
    let merged = tokenctl::report::merge::merge(readings, now);
    let time = start.elapsed();
    assert_eq!(merged.inventory.tokens.len(), tokens, "each token is found again in the other reading");
    time
}

#[test]
fn ten_thousand_tokens_merge_in_proportion_to_one_thousand() {
    let (small, large) = (merging_time(1_000), merging_time(10_000));
    // Ten times the tokens: quadratic time would be a hundred times as long.
    let bound = small.max(std::time::Duration::from_millis(20)) * 40;
    assert!(large < bound, "1,000 tokens took {small:?}, 10,000 took {large:?}");
}
