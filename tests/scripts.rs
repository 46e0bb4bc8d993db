//! The shell scripts do what their help says, from any directory and without a terminal.
//!
//! Pitfall: they call cargo, which waits for other builds of the same target; no test here sets a time limit.

#![cfg(unix)]
#![allow(clippy::expect_used, reason = "a test stops where it fails")]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn script(name: &str, arguments: &[&str]) -> Output {
    Command::new("bash")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
        .args(arguments)
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .expect("bash starts")
}

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder can be made")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs the README checker on one README of this text.
fn readme(contents: &str) -> Output {
    let folder = folder();
    let path = folder.path().join("README.md");
    let mut file = File::create(&path).expect("a file can be made");
    file.write_all(contents.as_bytes()).expect("a file can be written");
    script("tests/scripts/readme-examples.sh", &[path.to_str().expect("temporary folders have plain names")])
}

#[test]
fn setup_makes_the_tokens_once_and_says_how_to_use_them() {
    let folder = folder();
    let path = folder.path().join("a folder with blanks");
    let path = path.to_str().expect("temporary folders have plain names");
    let first = script("softhsm-setup.sh", &["--dir", path, "--at", "2026-11-22"]);
    assert!(first.status.success(), "the first run: {}", text(&first.stderr));
    assert!(text(&first.stdout).contains("Made the tokens (demo) as of 2026-11-22"), "it says what it made");
    assert!(text(&first.stdout).contains("export SOFTHSM2_CONF=/"), "it says how to use them");
    let second = script("softhsm-setup.sh", &["--dir", path]);
    assert!(second.status.success(), "the second run: {}", text(&second.stderr));
    assert!(text(&second.stdout).contains("Nothing to do"), "the second run changes nothing");
    let other_day = script("softhsm-setup.sh", &["--dir", path, "--at", "2027-01-01"]);
    assert_eq!(other_day.status.code(), Some(1), "tokens of another day are not silently kept");
    assert!(text(&other_day.stderr).contains("--reset"), "it names the way: {}", text(&other_day.stderr));
}

#[test]
fn setup_refuses_a_folder_with_tokens_that_it_did_not_make() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("tokens")).expect("a folder can be made");
    let path = folder.path().to_str().expect("temporary folders have plain names");
    let output = script("softhsm-setup.sh", &["--dir", path, "--reset"]);
    assert_eq!(output.status.code(), Some(1), "somebody's tokens are not cleared away");
    assert!(text(&output.stderr).contains("not made here"), "it says why: {}", text(&output.stderr));
    assert!(folder.path().join("tokens").exists(), "the folder is still there");
}

#[test]
fn setup_ends_with_status_2_on_a_wrong_command_line() {
    for arguments in [&["--count", "3"][..], &["--dir"], &["--quick"]] {
        let output = script("softhsm-setup.sh", arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} is no command line");
    }
}

#[test]
fn readme_examples_pass_where_commands_print_what_it_shows() {
    let output = readme(
        "```console compare\n$ printf 'one [1]\\ntwo\\nthree\\nfour (4)\\n'\none [1]\n…\nfour (4)\n```\n\
         ```console compare\n$ echo a \\\n> b\na b\n```\n\
         ```console status=3\n$ echo kept > file\n$ cat file; exit 3\n```\n\
         ```console no-run\n$ exit 1\n```\n```sh\n$ exit 1\n```\n",
    );
    assert!(output.status.success(), "all examples are right: {}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "README examples: 4 commands ran as the README says\n", "and they are counted");
}

#[test]
fn readme_examples_fail_on_another_output_another_status_or_an_open_block() {
    for (contents, reason) in [
        ("```console compare\n$ echo one\ntwo\n```\n", "printed something else"),
        ("```console compare\n$ echo '[a]'\na\n```\n", "printed something else"),
        ("```console compare\n$ printf 'a\\nb\\n'\na\n```\n", "printed something else"),
        ("```console\n$ exit 4\n```\n", "ended with status 4"),
        ("```console\n$ true\n", "not closed"),
        ("```console loudly\n$ true\n```\n", "unknown word"),
    ] {
        let output = readme(contents);
        assert_eq!(output.status.code(), Some(1), "{contents:?} is wrong");
        assert!(text(&output.stderr).contains(reason), "{contents:?} says {reason:?}: {}", text(&output.stderr));
    }
}
