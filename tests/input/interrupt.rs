//! Ctrl-C: status 9, nothing half written, no host left; and never in the middle of a PIN call.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::support::{Fault, Home, Rig, Script, USER_PIN};

fn wait_for(rig: &Rig, call: &str) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while rig.calls().count(call) == 0 {
        assert!(Instant::now() < deadline, "the host never came to {call}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn interrupt(child: &Child, signal: Signal) {
    let process = Pid::from_child(child);
    kill_process(process, signal).expect("the program gets the signal");
}

#[test]
fn an_interrupted_inventory_is_status_9_and_leaves_no_file_and_no_host() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let home = Home::new();
        let folder = TempDir::new().expect("a folder");
        let rig = Script::tokens(3).fault(Fault::at("C_FindObjects").slot(2).hangs()).install();
        let mut command = home.process();
        command.arg("--module").arg(rig.module()).arg("inventory").arg("--output").arg(folder.path().join("a.json"));
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        wait_for(&rig, "C_FindObjects");
        let start = Instant::now();
        interrupt(&child, signal);
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(9), "{signal:?}: cancelled");
        assert!(start.elapsed() < Duration::from_secs(3), "{signal:?}: at once");
        assert_eq!(output.stdout, b"", "{signal:?}: no half report");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "error: cancelled\n", "{signal:?}");
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0, "{signal:?}: no file");
        home.no_child_left();
    }
}

#[test]
fn a_pin_call_is_finished_before_an_interruption_counts() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_Login").sleeps(1500)).install();
    let mut command = home.process();
    command.args(["--module"]).arg(rig.module()).args(["inventory", "--login", "--pin-env", "MY_PIN"]);
    command.env("MY_PIN", USER_PIN).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program starts");
    wait_for(&rig, "C_Login");
    let start = Instant::now();
    interrupt(&child, Signal::INT);
    let output = child.wait_with_output().expect("the program ends");
    assert!(start.elapsed() > Duration::from_millis(900), "it waited for the call: {:?}", start.elapsed());
    assert_eq!(output.status.code(), Some(9), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(rig.calls().count("C_Login"), 1, "once");
    home.no_child_left();
}

#[test]
fn a_killed_parent_lets_the_host_finish_its_pin_call_and_end() {
    let home = Home::new();
    let rig = Script::tokens(1)
        .fault(Fault::at("C_Login").sleeps(1200))
        .fault(Fault::at("C_Login").after().writes("stderr", "x"))
        .install();
    let mut command = home.process();
    command.args(["--module"]).arg(rig.module()).args(["inventory", "--login", "--pin-env", "MY_PIN"]);
    let mut child = command.env("MY_PIN", "Sai-roi-99").stdout(Stdio::null()).spawn().expect("the program starts");
    wait_for(&rig, "C_Login");
    child.kill().expect("the parent can be killed");
    child.wait().expect("the parent ends");
    let hosts = rig.hosts();
    assert!(!hosts.is_empty(), "the host is inside C_Login and stays");
    let deadline = Instant::now() + Duration::from_secs(6);
    while !rig.hosts().is_empty() {
        assert!(Instant::now() < deadline, "the host ends after the call");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(rig.tries_left(1, "user"), 2, "the call was finished: the try is on the token's account");
}

#[test]
fn a_terminals_ctrl_c_does_not_reach_the_host() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_OpenSession").hangs()).install();
    let mut command = home.process();
    command.arg("--module").arg(rig.module()).arg("inventory").stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    wait_for(&rig, "C_OpenSession");
    let group = |process: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("its state");
        stat.rsplit_once(')').expect("its name ends").1.split_whitespace().nth(2).expect("its group").to_owned()
    };
    let host = rig.hosts()[0];
    assert_ne!(group(host), group(child.id()), "the host is its own process group");
    interrupt(&child, Signal::INT);
    assert_eq!(child.wait().expect("the program ends").code(), Some(9), "cancelled");
    home.no_child_left();
}
