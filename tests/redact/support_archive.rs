//! The archive for a helper: what was shown, redacted, and nothing else.

use std::io::{Cursor, Read};

use serde_json::Value;

use crate::needles::{Haystack, Needle};
use crate::world::World;

const FILES: [&str; 5] = ["system.json", "drivers.json", "inventory.json", "journal.json", "config.json"];

/// Every file of an archive, in order.
fn unpack(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let one = |index| {
        let mut part = archive.by_index(index).expect("a file");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its content");
        (part.name().expect("its name").into_owned(), content)
    };
    (0..FILES.len()).map(one).collect()
}

#[test]
fn the_archive_holds_what_was_shown_and_tells_of_nobody() {
    let world = World::new();
    let (table, json) = (world.text("table.zip"), world.text("json.zip"));
    let shown = world.run(&["support", "--yes", "--output", &table], &["-v"]).expect_status(0, "written");
    let document =
        world.run(&["support", "--yes", "--format", "json", "--output", &json], &[]).expect_status(0, "written");
    let bytes = std::fs::read(&table).expect("the archive");
    let files = unpack(&bytes);
    assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), FILES, "these and no others");
    assert_eq!(zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip").len(), FILES.len(), "none beside them");
    for (name, content) in &files {
        let text = std::str::from_utf8(content).expect("UTF-8");
        assert!(shown.text().contains(text), "{name} was shown to the last byte");
        assert!(shown.text().contains(&content.len().to_string()), "{name} with its size");
    }
    let listed = document.json();
    for (file, (name, content)) in
        listed["files"].as_array().expect("files").iter().zip(unpack(&std::fs::read(&json).expect("it")))
    {
        let real: Value = serde_json::from_slice(&content).expect("a document");
        assert_eq!((file["name"].as_str(), &file["content"]), (Some(name.as_str()), &real), "in JSON as well");
        assert_eq!(file["bytes"].as_u64(), u64::try_from(content.len()).ok(), "{name}: its size");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&table).expect("the archive").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner only");
    }
    let content = |name: &str| -> Value {
        let (_, bytes) = files.iter().find(|(known, _)| known == name).expect("the file");
        serde_json::from_slice(bytes).expect("a document")
    };
    assert_eq!(content("inventory.json")["summary"]["tokens"], 15, "the tokens are there");
    assert_eq!(content("drivers.json")["drivers"][0]["status"], "ok", "and the driver");
    let system = content("system.json");
    assert_eq!(system["os"], std::env::consts::OS, "{system}");
    // Only the hash is real here, and it has neither time nor token beside it.
    let journal = content("journal.json");
    let entry = &journal["journals"][0]["entries"][0];
    let keys: Vec<&String> = entry.as_object().expect("a line").keys().collect();
    assert_eq!(keys, ["action", "code", "hash", "phase", "sequence"], "five words a line");
    let plain = world.run(&["journal", "show", "--format", "json"], &[]).json();
    assert_eq!(entry["hash"], plain["journals"][0]["entries"][0]["hash"], "the hash can be held against the journal");
    let hashes: Vec<&str> = plain["journals"][0]["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .filter_map(|entry| entry["hash"].as_str())
        .collect();
    let haystack =
        Haystack::of([&bytes[..], b"\n", &shown.stdout, b"\n", shown.stderr.as_bytes(), b"\n", &document.stdout]);
    for text in world.personal().iter().filter(|text| !hashes.contains(&text.as_str())) {
        assert_eq!(haystack.finds(&Needle::new(text)), None, "`{text}` was told");
    }
}

#[test]
fn without_a_yes_nothing_is_written_and_nothing_over_a_file_that_is_there() {
    let world = World::new();
    let there = world.text("there already.json");
    let new = world.text("new.zip");
    // Every run here has `--batch`.
    let unasked = world.run(&["support", "--output", &new], &[]).expect_status(7, "nobody said yes");
    assert!(unasked.text().contains("\"system.json\"") || unasked.text().contains("system.json"), "shown all the same");
    assert!(unasked.stderr.contains("the archive was not written"), "{}", unasked.stderr);
    let over = world.run(&["support", "--yes", "--output", &there], &[]).expect_status(7, "a file is there");
    assert!(over.stdout.is_empty(), "told before anything is read");
    world.run(&["support", "--yes", "--output", "-"], &[]).expect_status(2, "no archive on standard output");
    world.run(&["support", "--yes", "--format", "csv"], &[]).expect_status(2, "no such view");
    assert!(!world.path("new.zip").exists(), "nothing was written");
    assert_eq!(std::fs::read(&there).expect("the file").len(), 0, "what was there is what it was");
    world.run(&["support", "--yes", "--force", "--output", &there], &[]).expect_status(0, "on purpose");
    let named = world.run(&["support", "--yes"], &[]).expect_status(0, "a name of its own");
    assert!(named.stderr.contains("tokenctl-support-2026-11-22.zip"), "{}", named.stderr);
    assert!(world.path("tokenctl-support-2026-11-22.zip").exists(), "in the current folder");
}

#[test]
fn where_nothing_can_be_read_there_is_help_all_the_same() {
    let world = World::new();
    let archive = world.text("none.zip");
    let mut command = world.home.process();
    command.args(["--module", "/nowhere/lib.so", "--batch", "support", "--yes", "--output", &archive]);
    crate::support::Outcome::of(&mut command).expect_status(0, "it is written");
    let files = unpack(&std::fs::read(&archive).expect("the archive"));
    let drivers: Value = serde_json::from_slice(&files[1].1).expect("a document");
    let failed = drivers["drivers"][0]["status"] == "unloadable" || drivers["kind"] == "error";
    assert!(failed, "what is wrong stands in it: {drivers}");
}
