//! One inventory that many runs add to: nothing is lost, and nothing is replaced by accident.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::support::{Home, Outcome, Rig, Script};
use super::tokenctl;

const TOKENS: u64 = 12;

fn saved(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).expect("the file")).expect("a whole JSON document")
}

fn slots(inventory: &Value) -> Vec<u64> {
    let tokens = inventory["tokens"].as_array().expect("tokens");
    let mut slots: Vec<u64> = tokens.iter().map(|token| token["slot"].as_u64().expect("a slot")).collect();
    slots.sort_unstable();
    slots
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder");
    let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn adding(home: &Home, rig: &Rig, slot: u64, file: &Path) -> Command {
    let mut command = home.process();
    command.args(["--token", &format!("slot:{slot}"), "inventory", "--add-to"]).arg(file);
    command.arg("--module").arg(rig.module());
    command
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", file.display()))
}

#[test]
fn twelve_runs_at_once_lose_no_reading() {
    let home = Home::new();
    let rig = Script::tokens(TOKENS).install();
    for round in 0..3 {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("all.json");
        let start = |slot| {
            let mut command = adding(&home, &rig, slot, &file);
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
        };
        let children: Vec<_> = (1..=TOKENS).map(start).collect();
        for child in children {
            let output = child.wait_with_output().expect("it ends");
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(slots(&saved(&file)), (1..=TOKENS).collect::<Vec<_>>(), "round {round}: every reading is there");
        assert_eq!(slots(&saved(&beside(&file, ".bak"))).len(), 11, "round {round}: the file before the last reading");
        assert_eq!(names(folder.path()), ["all.json", "all.json.bak", "all.json.lock"], "round {round}: nothing else");
        for name in names(folder.path()) {
            let mode = fs::metadata(folder.path().join(&name)).expect("a file").permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{name} is its owner's alone");
        }
    }
}

#[test]
fn two_names_of_one_file_share_its_lock() {
    let home = Home::new();
    let rig = Script::tokens(2).install();
    let (folder, links) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let (file, link) = (folder.path().join("all.json"), links.path().join("link.json"));
    Outcome::of(&mut adding(&home, &rig, 1, &file)).expect_status(0, "by its name");
    symlink(&file, &link).expect("a link of one's own");
    Outcome::of(&mut adding(&home, &rig, 2, &link)).expect_status(0, "by a link");
    assert_eq!(slots(&saved(&file)), [1, 2], "one inventory");
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink(), "the link is still one");
    assert_eq!(names(links.path()), ["link.json"], "lock and copy lie beside the file itself");
}

#[test]
fn the_former_file_is_kept_byte_by_byte() {
    let home = Home::new();
    let rig = Script::tokens(2).install();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("all.json");
    Outcome::of(&mut adding(&home, &rig, 1, &file)).expect_status(0, "the first");
    assert!(!beside(&file, ".bak").exists(), "there was none before");
    let former = fs::read(&file).expect("the first file");
    Outcome::of(&mut adding(&home, &rig, 2, &file)).expect_status(0, "the second");
    assert_eq!(fs::read(beside(&file, ".bak")).expect("the copy"), former, "whatever the merge made of it");
}

#[test]
fn a_copy_that_cannot_be_kept_leaves_the_inventory_as_it_is() {
    let home = Home::new();
    let rig = Script::tokens(2).install();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("all.json");
    Outcome::of(&mut adding(&home, &rig, 1, &file)).expect_status(0, "the first");
    let former = fs::read(&file).expect("the first file");
    fs::create_dir(beside(&file, ".bak")).expect("a folder in the copy's place");
    let outcome = Outcome::of(&mut adding(&home, &rig, 2, &file)).expect_status(2, "no copy, no change");
    assert!(outcome.stderr.contains("all.json.bak"), "it names it: {}", outcome.stderr);
    assert!(outcome.text().contains("00000002"), "the reading is shown all the same");
    assert_eq!(fs::read(&file).expect("the file"), former, "untouched");
}

#[test]
fn only_a_regular_file_is_added_to() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = TempDir::new().expect("a folder");
    let fifo = folder.path().join("fifo");
    Outcome::of(Command::new("mkfifo").arg(&fifo)).expect_status(0, "a FIFO");
    for path in [fifo.as_path(), Path::new("/dev/null"), Path::new("/dev/stdout")] {
        let outcome = Outcome::of(&mut adding(&home, &rig, 1, path)).expect_status(7, "not a file");
        assert_eq!(outcome.stdout, b"", "{}", path.display());
    }
    assert_eq!(rig.calls().count("C_Initialize"), 0, "told before a token is read");
    assert_eq!(names(folder.path()), ["fifo"], "and no lock is left");
}

#[test]
fn a_saved_inventory_is_never_said_to_be_replaced_by_force() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("all.json");
    let path = file.to_str().expect("a plain path");
    Outcome::of(&mut adding(&home, &rig, 1, &file)).expect_status(0, "an inventory");
    let former = fs::read(&file).expect("the file");
    rig.reset();
    for language in ["en", "vi"] {
        for words in [
            &["inventory", "--output", path][..],
            &["inventory", "--login", "--output", path],
            &["token", "list", "--output", path],
            &["check", "--output", path],
            &["pin", "status", "--output", path],
            &["inventory", "--output", path, "--format", "json"],
        ] {
            let outcome = tokenctl(&home, &rig, &[words, &["--lang", language]].concat()).expect_status(7, "it exists");
            assert!(outcome.stderr.contains("--add-to"), "{words:?}: {}", outcome.stderr);
            assert!(!outcome.stderr.contains("--force"), "{words:?}: {}", outcome.stderr);
        }
    }
    assert_eq!(rig.calls().count("C_Initialize"), 0, "told before a token is read, or logged into");
    assert_eq!(fs::read(&file).expect("the file"), former, "untouched");
    fs::write(&file, "{\"schema\": \"tokenctl/1\", \"kind\": \"plan\"}").expect("another document");
    let outcome = tokenctl(&home, &rig, &["inventory", "--output", path]).expect_status(7, "it exists");
    assert!(outcome.stderr.contains("--force"), "what is not an inventory may be replaced: {}", outcome.stderr);
}

#[test]
fn an_inventory_replaced_by_one_with_fewer_tokens_names_the_difference() {
    let home = Home::new();
    let rig = Script::tokens(4).install();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("all.json");
    let path = file.to_str().expect("a plain path");
    tokenctl(&home, &rig, &["inventory", "--output", path]).expect_status(0, "four tokens");
    let same = tokenctl(&home, &rig, &["inventory", "--output", path, "--force"]).expect_status(0, "four again");
    assert_eq!(same.stderr, "", "nothing is missing");
    let words = ["--token", "slot:2", "inventory", "--output", path, "--force"];
    let fewer = tokenctl(&home, &rig, &words).expect_status(0, "one token");
    let said = &fewer.stderr;
    assert!(said.starts_with("warning: ") && said.contains("3 tokens"), "{said}");
    for (serial, is_named) in [("00000001", true), ("00000002", false), ("00000003", true), ("00000004", true)] {
        assert_eq!(said.contains(serial), is_named, "{serial}: {said}");
    }
    assert_eq!(slots(&saved(&file)), [2], "it was asked for by --force");
}

#[test]
fn a_lock_that_is_held_is_not_waited_for_after_a_signal() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("all.json");
    let lock = File::create(beside(&file, ".lock")).expect("the lock");
    lock.lock().expect("nobody else has it");
    let mut command = adding(&home, &rig, 1, &file);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let (status, stderr) = super::waits::ended_by(&home, child, rustix::process::Signal::TERM);
    assert_eq!(status, Some(9), "{stderr}");
    assert!(stderr.contains("cancelled: `"), "{stderr}");
    assert!(!file.exists(), "nothing was written");
}
