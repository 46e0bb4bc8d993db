//! A generated PIN goes to a new file of its owner or to the user, and is kept only if it may be in force.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use super::desk::{Desk, Run, WRONG};
use super::support::{Fault, SO_PIN, Script};

/// `pin unlock --generate-to` this file, with this SO PIN.
fn unlocking(desk: &Desk, so_pin: &str) -> (Command, PathBuf) {
    let path = desk.home.path().join("tmp/made-up");
    let mut command = desk.command(&["pin", "unlock", "--batch", "--yes"]);
    command.arg("--so-pin-file").arg(desk.file("so-pin", so_pin)).arg("--generate-to").arg(&path);
    (command, path)
}

#[test]
fn a_made_up_pin_goes_to_a_new_file_of_its_owner_and_nowhere_else() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let (mut command, path) = unlocking(&desk, SO_PIN);
    let run = Run::of(&mut command);
    assert_eq!((run.status, desk.counts()), (0, (2, 1, 0)), "{}", run.said());
    let mode = path.metadata().expect("the file").permissions().mode() & 0o7777;
    assert_eq!(mode, 0o600, "its owner only");
    let text = std::fs::read_to_string(&path).expect("the PIN");
    let pin = text.strip_suffix('\n').expect("one line");
    assert!(!run.output.contains(pin) && !run.error.contains(pin), "in no output: {}", run.said());
    assert!(run.error.contains("made-up"), "where it is: {}", run.error);
    let mut verify = desk.command(&["pin", "verify", "--batch"]);
    assert_eq!(Run::of(verify.arg("--pin-file").arg(&path)).status, 0, "it is in force, and its file is a PIN file");
}

#[test]
fn a_made_up_pin_is_written_to_no_file_that_is_there() {
    let desk = Desk::with(|token| token);
    let (mut command, path) = unlocking(&desk, SO_PIN);
    let elsewhere = desk.home.path().join("tmp/elsewhere");
    std::os::unix::fs::symlink(&elsewhere, &path).expect("a link to nothing");
    let run = Run::of(&mut command);
    assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "a link: {}", run.said());
    assert!(run.error.contains("generate-to-exists") && !elsewhere.exists(), "not followed: {}", run.error);
    std::fs::remove_file(&path).expect("the link");
    std::fs::write(&path, "old").expect("a file");
    assert_eq!(Run::of(&mut unlocking(&desk, SO_PIN).0).status, 7, "a file");
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "old", "it is as it was");
}

#[test]
fn a_made_up_pin_that_was_not_set_leaves_no_file() {
    let desk = Desk::with(|token| token);
    let (mut command, path) = unlocking(&desk, WRONG);
    assert_eq!(Run::of(&mut command).status, 5, "a wrong SO PIN");
    assert!(!path.exists(), "refused by the token");
    let (mut command, path) = unlocking(&desk, SO_PIN);
    assert_eq!(Run::of(command.args(["--token", "serial:none"])).status, 3, "no such token");
    assert!(!path.exists(), "nothing was attempted");
}

#[test]
fn a_made_up_pin_that_may_be_in_force_stays_in_its_file() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_InitPIN").after().crashes()));
    let (mut command, path) = unlocking(&desk, SO_PIN);
    let run = Run::of(&mut command);
    assert_eq!(run.word("/result"), "unknown", "{}", run.said());
    assert!(path.exists() && run.error.contains("the result is unknown"), "it is kept, and said: {}", run.said());
    let mut verify = desk.command(&["pin", "verify", "--batch"]);
    assert_eq!(Run::of(verify.arg("--pin-file").arg(&path)).status, 0, "here it was set");
}

#[test]
fn a_pin_on_standard_error_that_is_no_terminal_is_warned_about_before_anything_is_sent() {
    let desk = Desk::with(|token| token);
    let mut command = desk.command(&["pin", "unlock", "--batch", "--yes", "--generate"]);
    let run = Run::of(command.arg("--so-pin-file").arg(desk.file("so-pin", SO_PIN)));
    let place = |words: &str| run.error.find(words).unwrap_or_else(|| panic!("{words}: {}", run.said()));
    assert!(place("--generate-to") < place("new PIN: "), "said first: {}", run.error);
}
