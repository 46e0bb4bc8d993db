//! Inventories in files: written completely, merged by identity.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::support::{Home, Outcome};
use super::{command, json, token, tokenctl};

fn add(file: &Path, selector: &str) -> Outcome {
    let mut command = command(&Home::new());
    Outcome::of(command.args(["--token", selector, "inventory", "--add-to"]).arg(file))
}

fn saved(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file).expect("the file")).expect("JSON")
}

#[test]
fn tokens_plugged_in_one_after_another_end_in_one_inventory() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("all.json");
    for serial in ["10240113", "10241130", "10242147"] {
        add(&file, &format!("serial:{serial}")).expect_status(0, serial);
    }
    add(&file, "serial:10241130").expect_status(0, "the second one again");
    let (merged, all) = (saved(&file), json(&["inventory"]));
    assert_eq!(merged["summary"]["tokens"], 3, "three tokens, none twice: {}", merged["summary"]);
    for serial in ["10240113", "10241130", "10242147"] {
        assert_eq!(token(&merged, serial), token(&all, serial), "{serial} is whole");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").collect();
    assert_eq!(left.len(), 3, "the file, its lock and the one before; no half file stays behind: {left:?}");
}

#[test]
fn a_file_that_is_no_inventory_is_refused_and_stays_as_it_is() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("notes.json");
    std::fs::write(&file, "{\"mine\": true}").expect("a file of somebody else");
    add(&file, "serial:10240113").expect_status(2, "no inventory");
    assert_eq!(std::fs::read(&file).expect("the file"), b"{\"mine\": true}", "untouched");
}

#[test]
fn the_format_follows_the_extension_and_a_conflict_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a plain path").to_owned();
    for (name, start) in
        [("a.json", &b"{"[..]), ("a.jsonl", b"{"), ("a.csv", b"\xef\xbb\xbfrow"), ("a.xlsx", b"PK"), ("a.txt", b" ")]
    {
        tokenctl(&["--output", &path(name), "inventory"]).expect_status(0, name);
        assert!(std::fs::read(path(name)).expect("the file").starts_with(start), "{name}");
    }
    tokenctl(&["--output", &path("b.csv"), "--format", "json", "inventory"]).expect_status(2, "a conflict");
    tokenctl(&["--output", &path("b.pdf"), "inventory"]).expect_status(2, "an unknown extension");
    tokenctl(&["--output", &path("b.docx"), "inventory"]).expect_status(2, "an inventory is no letter");
    let dash = tokenctl(&["--output", "-", "--format", "json", "inventory"]).expect_status(0, "stdout");
    assert_eq!(dash.json(), json(&["inventory"]), "`-` is stdout");
    assert!(!folder.path().join("b.csv").exists(), "what was refused was not written");
}

#[cfg(unix)]
#[test]
fn a_written_inventory_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("a.json");
    tokenctl(&["--output", file.to_str().expect("a plain path"), "inventory"]).expect_status(0, "written");
    let mode = file.metadata().expect("the file").permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "names and identity numbers are nobody else's business");
}
