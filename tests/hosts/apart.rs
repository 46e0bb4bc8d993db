//! What a host gives up, and what it cannot leave behind: terminal, descriptors, children, memory, its executable.
#![cfg(target_os = "linux")]
#![allow(unsafe_code, reason = "descriptors, users and memory are changed between fork and exec")]

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Fault, Home, Outcome, Rig, Script, Token, USER_PIN, program_file, tool};
use super::{essence, inventory, token};

/// An unprivileged user, for tests between two of its processes.
const NOBODY: u32 = 65_534;

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "not within a minute: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a process is running; an ended but unreaped one is not.
fn runs(process: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// A process that is ended with the test, however that ends.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// The program with a driver, without a command yet, with long timeouts.
fn program(home: &Home, rig: &Rig, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    for (name, value) in home.process().get_envs() {
        command.env(name, value.expect("a value"));
    }
    command
        .args(["--format", "json", "--at", "2026-11-22", "--module"])
        .arg(rig.module())
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

#[test]
fn a_driver_has_no_terminal_on_which_it_could_ask_for_a_pin() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_GetSlotList").opens_terminal("PIN: ")).install();
    let mut command = tool("script");
    command.env_clear();
    for (name, value) in home.process().get_envs() {
        command.env(name, value.expect("a value"));
    }
    let line = format!("'{}' --module '{}' driver list", env!("CARGO_BIN_EXE_tokenctl"), rig.module_text());
    let shown = Outcome::of(command.args(["--quiet", "--return", "--command", &line, "/dev/null"]));
    assert_eq!(shown.status, 0, "{shown:?}");
    assert_eq!(rig.calls().told("terminal"), [format!("refused errno={}", libc::ENXIO)], "there is none");
    assert!(!shown.text().contains("PIN:"), "{}", shown.text());
}

#[test]
fn a_lock_that_the_caller_holds_is_free_when_the_program_has_ended() {
    let home = Home::new();
    let rig = Script::empty().slot(1, Token::of_holder(1)).fault(Fault::at("C_Login").hangs()).install();
    let path = home.path().join("lock");
    let held = File::create(&path).expect("a file");
    held.lock().expect("its lock");
    let mut command = program(&home, &rig, Path::new(env!("CARGO_BIN_EXE_tokenctl")));
    command.args(["--pin-timeout", "600", "inventory", "--login", "--pin-env", "MY_PIN"]).env("MY_PIN", USER_PIN);
    let descriptor = held.as_raw_fd();
    // SAFETY: fcntl is async-signal-safe, and the descriptor is open in the child.
    unsafe {
        command.pre_exec(move || match libc::fcntl(descriptor, libc::F_SETFD, 0) {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        });
    }
    let mut parent = command.spawn().expect("the program starts");
    wait_until("C_Login is called", || rig.calls().count("C_Login") == 1);
    // A host finishes its PIN call although the parent is gone: that must not hold the caller's lock.
    parent.kill().expect("it can be killed");
    parent.wait().expect("it ends");
    drop(held);
    let host = rig.calls().0.iter().rfind(|call| call.name == "C_Login").expect("the call").process;
    let deadline = Instant::now() + Duration::from_secs(20);
    // Another test of this process may be starting a child, which has the descriptor until it becomes another program.
    let mut free = false;
    while !free && Instant::now() < deadline {
        free = File::open(&path).expect("the file").try_lock().is_ok();
        std::thread::sleep(Duration::from_millis(5));
    }
    let alive = runs(&host.to_string());
    // SAFETY: takes no pointer; the host belongs to this test.
    unsafe { libc::kill(host.cast_signed(), libc::SIGKILL) };
    assert!(alive, "the host is in its PIN call");
    assert!(free, "the lock went with the parent");
}

#[test]
fn what_a_driver_starts_is_gone_when_the_program_has_ended() {
    for escapes in ["nothing", "group", "session"] {
        for keeps_pipes in [false, true] {
            let home = Home::new();
            let rig = Script::tokens(1).fault(Fault::at("C_GetSlotList").leaves_child(escapes, keeps_pipes)).install();
            inventory(&home, &rig).expect_status(0, "the driver answers");
            let calls = rig.calls();
            let children = calls.told("child");
            assert!(!children.is_empty(), "it started something");
            for child in children {
                assert!(!runs(child), "{escapes}, pipes {keeps_pipes}: {child} is left behind");
            }
        }
    }
}

#[test]
fn what_a_driver_starts_is_gone_after_a_deadline_and_a_crash() {
    for end in [Fault::at("C_OpenSession").hangs(), Fault::at("C_OpenSession").crashes()] {
        for escapes in ["nothing", "group", "session"] {
            let home = Home::new();
            let fault = Fault::at("C_GetSlotList").leaves_child(escapes, true);
            let rig = Script::tokens(1).fault(fault).fault(end.clone()).install();
            inventory(&home, &rig).expect_status(1, "the token is known, its objects are not");
            let calls = rig.calls();
            assert!(!calls.told("child").is_empty(), "it started something");
            for child in calls.told("child") {
                assert!(!runs(child), "{escapes}: {child} is left behind");
            }
        }
    }
}

#[test]
fn what_a_driver_starts_goes_with_its_host_when_the_parent_was_killed() {
    let rig = || {
        Script::tokens(1)
            .fault(Fault::at("C_GetSlotList").leaves_child("session", false))
            .fault(Fault::at("C_OpenSession").hangs())
            .install()
    };
    let (copied, confined, started) = (rig(), rig(), rig());
    // Where drivers are named twice, none is read by a copy of the program.
    let cases =
        [(&copied, vec![]), (&confined, vec!["--confine"]), (&started, vec!["--module", started.module_text()])];
    for (rig, options) in cases {
        let home = Home::new();
        let mut command = program(&home, rig, Path::new(env!("CARGO_BIN_EXE_tokenctl")));
        command.args(["--timeout", "600", "inventory"]).args(options);
        let mut parent = command.spawn().expect("the program starts");
        wait_until("C_OpenSession is called", || rig.calls().count("C_OpenSession") == 1);
        parent.kill().expect("it can be killed");
        parent.wait().expect("it ends");
        let calls = rig.calls();
        let child = calls.told("child")[0];
        wait_until("the driver's child ends", || !runs(child));
        home.no_child_left();
        rig.no_host_left();
    }
}

/// The system's error when the user `NOBODY` reads the memory of a process.
fn refusal(process: u32) -> Option<i32> {
    let mut reader = Command::new("true");
    reader.uid(NOBODY).gid(NOBODY);
    let read = move || {
        let mut byte = 0_u8;
        let local = libc::iovec { iov_base: (&raw mut byte).cast(), iov_len: 1 };
        // An address that is never mapped: a permitted reader gets that error.
        let remote = libc::iovec { iov_base: std::ptr::without_provenance_mut(16), iov_len: 1 };
        // SAFETY: the local buffer is one byte, as stated; the remote one is the kernel's to check.
        let count =
            unsafe { libc::process_vm_readv(process.cast_signed(), &raw const local, 1, &raw const remote, 1, 0) };
        if count < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    };
    // SAFETY: the closure makes one system call.
    unsafe { reader.pre_exec(read) };
    reader.spawn().err().and_then(|error| error.raw_os_error())
}

#[test]
fn another_process_of_the_same_user_reads_neither_the_parents_nor_the_hosts_memory() {
    if !rustix::process::geteuid().is_root() {
        // Only root can become the same other user twice; in CI the tests run as root.
        return;
    }
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_OpenSession").hangs()).install();
    let copy = home.path().join("tokenctl");
    program_file(Path::new(env!("CARGO_BIN_EXE_tokenctl")), &copy);
    for folder in [home.path(), rig.folder()] {
        let owner = NOBODY.to_string();
        assert!(Command::new("chown").args(["-R", &owner]).arg(folder).status().expect("chown").success(), "owned");
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).expect("its mode");
    }
    let control = Command::new("sleep").arg("600").uid(NOBODY).gid(NOBODY).stdout(Stdio::null()).spawn();
    let control = Ended(control.expect("sleep starts"));
    wait_until("sleep runs", || refusal(control.0.id()) == Some(libc::EFAULT));
    let mut command = program(&home, &rig, &copy);
    command.args(["--timeout", "600", "inventory"]).uid(NOBODY).gid(NOBODY);
    let parent = Ended(command.spawn().expect("the program starts"));
    wait_until("C_OpenSession is called", || rig.calls().count("C_OpenSession") == 1);
    let host = rig.calls().0.last().expect("a call").process;
    let refusals = (refusal(parent.0.id()), refusal(host));
    drop(parent);
    assert_eq!(refusals, (Some(libc::EPERM), Some(libc::EPERM)), "neither parent nor host can be read");
    home.no_child_left();
}

#[test]
fn an_update_of_the_program_in_the_middle_of_a_run_brings_in_no_other_host() {
    let home = Home::new();
    let rig = Script::tokens(2).fault(Fault::at("C_OpenSession").slot(1).process(1).hangs()).install();
    let healthy = inventory(&home, &Script::tokens(2).install()).json();
    let copy = home.path().join("tokenctl");
    program_file(Path::new(env!("CARGO_BIN_EXE_tokenctl")), &copy);
    // One slot after the other, so that the second host has to read the other token.
    let mut command = program(&home, &rig, &copy);
    command.args(["--timeout", "2", "--jobs", "1", "inventory"]).stdout(Stdio::piped());
    let run = command.spawn().expect("the program starts");
    wait_until("C_OpenSession is called", || rig.calls().count("C_OpenSession") == 1);
    let new = home.path().join("new");
    std::fs::write(&new, "#!/nothing/of/the/kind\n").expect("the update");
    std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o755)).expect("its mode");
    std::fs::rename(&new, &copy).expect("in place");
    let output = run.wait_with_output().expect("it ends");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(token(&report, 2), token(&healthy, 2), "the other token was read by a host of the same program");
    let failures = report["drivers"][0]["slot_failures"].as_array().expect("failures");
    let expected = json!({"kind": "hung", "call": "C_OpenSession", "slot": 1, "reader": "Reader 1", "seconds": 2});
    assert_eq!(failures.iter().map(essence).collect::<Vec<_>>(), [expected], "{report}");
}
