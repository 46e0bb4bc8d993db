//! Drivers that hang, crash and end: reported, counted, and without processes left behind.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::rig::{Driver, Home, PIN, Ran};

const INVENTORY: [&str; 3] = ["--format", "json", "inventory"];

#[test]
fn a_crash_in_one_slot_is_told_by_its_exception_and_the_others_are_read() {
    let driver = Driver::new(
        &["One", "Two", "Three"],
        json!([{"call": "C_OpenSession", "slot": 2, "action": {"crash": "segv"}}]),
    );
    let ran = Home::new().run(&driver.module, &INVENTORY);
    assert_eq!(ran.status, 1, "done in part: {}", ran.all());
    let inventory = ran.json();
    let failure = &inventory["drivers"][0]["slot_failures"][0];
    assert_eq!(failure["signal"], "0xC0000005", "an access violation: {}", ran.all());
    assert_eq!((&failure["kind"], &failure["slot"]), (&json!("crashed"), &json!(2)), "in slot 2: {}", ran.all());
    assert_eq!(failure["call"], "C_OpenSession", "in this call: {}", ran.all());
    let labels = inventory["tokens"].to_string();
    assert!(labels.contains("\"One\"") && labels.contains("\"Three\""), "the others are there: {}", ran.all());
    assert!(!ran.stderr.contains("Unhandled"), "the system's dump is not shown: {}", ran.all());
    driver.no_host_left(Duration::from_secs(10));
}

#[test]
fn a_crash_while_the_driver_starts_is_status_8() {
    let driver = Driver::new(&["One"], json!([{"call": "C_Initialize", "action": {"crash": "segv"}}]));
    let ran = Home::new().run(&driver.module, &INVENTORY);
    assert_eq!(ran.status, 8, "nothing could be reported: {}", ran.all());
    assert_eq!(ran.json()["drivers"][0]["status"], "crashed", "and why: {}", ran.all());
    assert_eq!(ran.json()["drivers"][0]["failure"]["signal"], "0xC0000005", "by the exception: {}", ran.all());
}

#[test]
fn a_hang_in_one_slot_ends_at_its_deadline_and_the_others_are_read() {
    let driver = Driver::new(&["One", "Two"], json!([{"call": "C_GetTokenInfo", "slot": 1, "action": "hang"}]));
    let start = Instant::now();
    let ran = Home::new().run(&driver.module, &["--timeout", "2", "--format", "json", "inventory"]);
    assert!(start.elapsed() < Duration::from_secs(60), "the deadline rules: {:?}", start.elapsed());
    assert_eq!(ran.status, 1, "done in part: {}", ran.all());
    let failure = &ran.json()["drivers"][0]["slot_failures"][0];
    assert_eq!((&failure["kind"], &failure["slot"]), (&json!("hung"), &json!(1)), "slot 1 hung: {}", ran.all());
    assert!(ran.stdout.contains("\"Two\""), "slot 2 is read: {}", ran.all());
    driver.no_host_left(Duration::from_secs(10));
}

#[test]
fn a_driver_that_ends_the_process_is_told_as_such() {
    let driver = Driver::new(&["One"], json!([{"call": "C_GetSlotList", "action": {"crash": {"_exit": 3}}}]));
    let ran = Home::new().run(&driver.module, &INVENTORY);
    assert_eq!(ran.json()["drivers"][0]["failure"]["kind"], "exited", "it left by itself: {}", ran.all());
}

#[test]
fn a_hang_in_finalize_loses_nothing() {
    let driver = Driver::new(&["One"], json!([{"call": "C_Finalize", "action": "hang"}]));
    let ran = Home::new().run(&driver.module, &["--timeout", "2", "--format", "json", "inventory"]);
    assert_eq!(ran.status, 0, "a note, no failure: {}", ran.all());
    assert_eq!(ran.json()["tokens"][0]["label"], "One", "everything was read: {}", ran.all());
    driver.no_host_left(Duration::from_secs(10));
}

fn login(home: &Home, driver: &Driver, arguments: &[&str]) -> Command {
    let mut all = vec!["--format", "json"];
    all.extend(arguments);
    all.extend(["--token", "slot:1", "inventory", "--login", "--pin-stdin"]);
    home.with_module(&driver.module, &all)
}

#[test]
fn every_token_is_asked_once_and_a_login_is_one_call() {
    let driver = Driver::new(&["One", "Two"], json!([]));
    let ran = Home::new().run(&driver.module, &INVENTORY);
    assert_eq!(ran.status, 0, "all is well: {}", ran.all());
    assert_eq!(driver.count("C_Initialize"), 1, "one process: {:?}", driver.calls());
    assert_eq!(driver.count("C_GetTokenInfo"), 2, "once a token: {:?}", driver.calls());
    assert_eq!(driver.count("C_Login"), 0, "nobody logged in: {:?}", driver.calls());
    let ran = Ran::with_input(login(&Home::new(), &driver, &[]), PIN.as_bytes());
    assert_eq!(ran.status, 0, "the PIN is right: {}", ran.all());
    assert_eq!(driver.count("C_Login"), 1, "one try: {:?}", driver.calls());
}

#[test]
fn a_wrong_pin_is_tried_once() {
    let driver = Driver::new(&["One"], json!([]));
    let ran = Ran::with_input(login(&Home::new(), &driver, &[]), b"not-the-pin");
    assert_eq!(ran.status, 5, "the PIN is wrong: {}", ran.all());
    assert_eq!(driver.count("C_Login"), 1, "one try, never two: {:?}", driver.calls());
}

#[test]
fn a_login_that_overruns_its_deadline_is_told_and_its_host_is_ended() {
    let driver = Driver::new(&["One"], json!([{"call": "C_Login", "action": "hang"}]));
    let ran = Ran::with_input(login(&Home::new(), &driver, &["--pin-timeout", "2"]), PIN.as_bytes());
    assert_ne!(ran.status, 0, "it did not work: {}", ran.all());
    assert_eq!(driver.count("C_Login"), 1, "one try, never two: {:?}", driver.calls());
    driver.no_host_left(Duration::from_secs(10));
}

#[test]
fn a_hung_host_leaves_when_the_program_is_killed() {
    let driver = Driver::new(&["One"], json!([{"call": "C_GetTokenInfo", "action": "hang"}]));
    let home = Home::new();
    let mut child = home.with_module(&driver.module, &INVENTORY).spawn().expect("the program starts");
    driver.wait_for("C_GetTokenInfo");
    child.kill().expect("the program can be killed");
    child.wait().expect("it is gone");
    driver.no_host_left(Duration::from_secs(10));
}

#[test]
fn a_login_under_way_is_finished_when_the_program_is_killed() {
    let driver = Driver::new(&["One"], json!([{"call": "C_Login", "action": {"sleep_ms": 3000}}]));
    let home = Home::new();
    let mut child = login(&home, &driver, &[]).stdin(std::process::Stdio::piped()).spawn().expect("the program starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), PIN.as_bytes()).expect("the PIN is read");
    driver.wait_for("C_Login");
    let host = driver.calls().last().expect("a call").0;
    child.kill().expect("the program can be killed");
    child.wait().expect("it is gone");
    std::thread::sleep(Duration::from_millis(800));
    assert!(crate::rig::runs(host), "the host is still inside C_Login");
    driver.no_host_left(Duration::from_secs(20));
}
