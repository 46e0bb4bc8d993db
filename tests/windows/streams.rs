//! Standard streams: closed pipes, missing input, files.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::rig::{Driver, Home, Ran, SoftHsm};

/// Runs a command whose reader closes after this many bytes.
fn with_a_reader_of(mut command: Command, bytes: usize) -> Ran {
    let mut child = command.spawn().expect("the program starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut head = vec![0; bytes];
    stdout.read_exact(&mut head).expect("the first bytes");
    drop(stdout);
    child.wait_with_output().expect("the program ends").into()
}

#[test]
fn a_reader_who_has_seen_enough_ends_the_program_quietly() {
    for bytes in [0, 1] {
        let ran = with_a_reader_of(SoftHsm::new().command(&Home::new(), &["--format", "json", "inventory"]), bytes);
        assert_eq!(ran.status, 0, "closed after {bytes} bytes (232, 233): {}", ran.all());
        assert_eq!(ran.stderr, "", "closed after {bytes} bytes: nothing is said");
    }
    let ran = with_a_reader_of(Home::new().tokenctl(&["--help"]), 0);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "help as well");
}

#[test]
fn a_hung_host_does_not_keep_the_readers_of_our_output_waiting() {
    let driver = Driver::new(&["One"], json!([{"call": "C_GetTokenInfo", "action": "hang"}]));
    let home = Home::new();
    // A pipe passed to the program besides its output; its hosts must not hold it.
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let mut command = home.with_module(&driver.module, &["inventory"]);
    let mut child = command.stdout(writer).spawn().expect("the program starts");
    drop(command);
    driver.wait_for("C_GetTokenInfo");
    let host = driver.calls().last().expect("a call").0;
    assert!(crate::rig::runs(host), "the host hangs");
    child.kill().expect("the program can be killed");
    child.wait().expect("it is gone");
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).expect("the end of the pipe comes");
    driver.no_host_left(Duration::from_secs(10));
}

#[test]
fn without_a_console_a_prompt_is_refused_and_no_try_is_spent() {
    let driver = Driver::new(&["One"], json!([]));
    let home = Home::new();
    let mut command = home.with_module(&driver.module, &["--token", "slot:1", "inventory", "--login"]);
    command.stdin(Stdio::null());
    let ran = Ran::of(command);
    assert_eq!(ran.status, 5, "the PIN is missing: {}", ran.all());
    assert_eq!(driver.count("C_Login"), 0, "nothing was tried: {:?}", driver.calls());
}

#[test]
fn a_report_replaces_a_file_only_with_force() {
    let driver = Driver::new(&["One"], json!([]));
    let home = Home::new();
    let file = home.path().join("báo cáo.csv");
    let name = file.to_str().expect("a path of UTF-8");
    let write = |more: &[&str]| home.run(&driver.module, &[&["--output", name, "inventory"], more].concat());
    assert_eq!(write(&[]).status, 0, "a new file");
    let again = write(&[]);
    assert_eq!(again.status, 7, "it would be overwritten: {}", again.all());
    assert_eq!(write(&["--force"]).status, 0, "with --force it is replaced");
    let bytes = std::fs::read(&file).expect("the file");
    assert!(bytes.starts_with(&[0xEF, 0xBB, 0xBF]), "a spreadsheet of Windows wants the mark: {bytes:?}");
    let files = std::fs::read_dir(home.path()).expect("the folder").flatten().map(|entry| entry.file_name());
    let left: Vec<_> = files.filter(|name| name.to_string_lossy().starts_with(".tokenctl-")).collect();
    assert!(left.is_empty(), "no temporary file is left: {left:?}");
}
