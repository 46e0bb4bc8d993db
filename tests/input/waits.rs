//! Waiting for a PIN, a FIFO, a person or a reader ends at once with SIGINT, SIGTERM and SIGHUP: status 9, echo restored.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::support::{Home, Outcome, Rig, Screen, Script};

const SIGNALS: [Signal; 3] = [Signal::INT, Signal::TERM, Signal::HUP];

fn state_of(process: u32) -> (char, u64) {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()).unwrap_or('?');
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim).unwrap_or_default();
    (state, u64::from_str_radix(caught, 16).unwrap_or(0))
}

/// Waits until the program handles signals and sleeps, with no host left that it could be waiting for.
fn until_it_waits(home: &Home, process: u32) {
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut quiet = 0;
    while quiet < 20 {
        assert!(Instant::now() < deadline, "the program never came to wait: {:?}", state_of(process));
        let (state, caught) = state_of(process);
        let is_waiting = state == 'S' && caught & 1 << 14 != 0 && home.hosts().is_empty();
        quiet = if is_waiting { quiet + 1 } else { 0 };
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Ends the wait with a signal, after which the program must end by itself.
pub(super) fn ended_by(home: &Home, mut child: Child, signal: Signal) -> (Option<i32>, String) {
    until_it_waits(home, child.id());
    kill_process(Pid::from_child(&child), signal).expect("the program gets the signal");
    let status = its_end(&mut child, signal);
    let mut stderr = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("what it said");
    (status, stderr)
}

/// The status of a program asked to end; one that does not is killed, because it would block the whole run.
fn its_end(child: &mut Child, signal: Signal) -> Option<i32> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(status) = child.try_wait().expect("its state") {
            return status.code();
        }
        if Instant::now() > deadline {
            child.kill().expect("it can be killed");
            panic!("{signal:?} did not end the wait");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn fifo(home: &Home, name: &str) -> PathBuf {
    let path = home.path().join(name);
    Outcome::of(Command::new("mkfifo").args(["-m", "600"]).arg(&path)).expect_status(0, "a FIFO");
    path
}

/// Runs the program in each way of waiting.
fn each_wait(mut check: impl FnMut(&str, &Home, &Rig, Command)) {
    for wait in [
        "login --pin-stdin",
        "verify --pin-stdin",
        "login --pin-file",
        "verify --pin-file",
        "check --from",
        "plan --from",
        "plan --roster",
        "report --since",
        "config",
        "--output",
    ] {
        let home = Home::new();
        let rig = Script::tokens(1).install();
        let fifo = fifo(&home, "fifo.json");
        let path = fifo.to_str().expect("a plain path");
        let mut command = home.process();
        let words: &[&str] = match wait {
            "login --pin-stdin" => &["inventory", "--login", "--pin-stdin", "--batch"],
            "verify --pin-stdin" => &["pin", "verify", "--pin-stdin", "--batch"],
            "login --pin-file" => &["inventory", "--login", "--batch", "--pin-file", path],
            "verify --pin-file" => &["pin", "verify", "--batch", "--pin-file", path],
            "check --from" => &["check", "--from", path],
            "plan --from" => &["plan", "--from", path],
            "plan --roster" => &["plan", "--roster", path],
            "report --since" => &["report", "--since", path],
            "config" => &["inventory"],
            _ => &["inventory", "--output", path],
        };
        if wait == "config" {
            // If it were named on the command line, the driver's host would start before the config is read.
            command.env("TOKENCTL_CONFIG", &fifo).env("TOKENCTL_MODULE", rig.module()).args(words);
        } else {
            command.args(words).arg("--module").arg(rig.module());
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        check(wait, &home, &rig, command);
    }
}

#[test]
fn a_signal_at_a_config_that_is_waited_for_ends_the_host_that_began_early() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let mut command = home.process();
    command.env("TOKENCTL_CONFIG", fifo(&home, "late.toml")).args(["inventory", "--module"]).arg(rig.module());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for signal in SIGNALS {
        let mut child = command.spawn().expect("the program starts");
        let deadline = Instant::now() + Duration::from_secs(30);
        while home.hosts().len() != 1 || state_of(child.id()).1 & 1 << 14 == 0 {
            assert!(Instant::now() < deadline, "{signal:?}: the host never began");
            std::thread::sleep(Duration::from_millis(5));
        }
        kill_process(Pid::from_child(&child), signal).expect("the program gets the signal");
        assert_eq!(its_end(&mut child, signal), Some(9), "{signal:?}");
        home.no_child_left();
        assert_eq!(rig.calls().total(), 0, "{signal:?}: no driver was loaded");
    }
}

#[test]
fn a_signal_ends_every_wait_at_once_with_status_9() {
    each_wait(|wait, home, rig, mut command| {
        for signal in SIGNALS {
            let child = command.spawn().expect("the program starts");
            let (status, stderr) = ended_by(home, child, signal);
            assert_eq!(status, Some(9), "{wait}, {signal:?}: {stderr}");
            assert!(stderr.contains("cancelled"), "{wait}, {signal:?}: {stderr}");
            assert_eq!(rig.calls().with_secrets(), 0, "{wait}, {signal:?}: nothing was sent");
            home.no_child_left();
        }
    });
}

#[test]
fn a_fifo_that_is_written_late_is_read_whole() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let fifo = fifo(&home, "pin");
    let mut command = home.process();
    command.args(["inventory", "--login", "--batch", "--pin-file"]).arg(&fifo).arg("--module").arg(rig.module());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    until_it_waits(&home, child.id());
    std::fs::write(&fifo, super::support::USER_PIN).expect("the writer comes");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(rig.calls().count("C_Login"), 1, "the PIN came");
}

#[test]
fn a_reader_who_does_not_read_cannot_hold_the_program() {
    let home = Home::new();
    // More than a pipe holds.
    let rig = Script::tokens(60).install();
    for signal in SIGNALS {
        let mut command = home.process();
        command.args(["--format", "json", "inventory", "--module"]).arg(rig.module());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let _who_does_not_read = child.stdout.take();
        let (status, stderr) = ended_by(&home, child, signal);
        assert_eq!((status, stderr.as_str()), (Some(0), ""), "{signal:?}: as if the reader had left");
    }
}

/// The program at a prompt in a separate terminal; afterwards the shell prints its status and the terminal's state.
fn at_a_prompt(home: &Home, rig: &Rig, words: &str) -> Screen {
    let mut program = home.process();
    program.args(words.split(' ')).arg("--module").arg(rig.module());
    let mut screen = Screen::start_with(&program, "; echo \"STATUS $?\"; stty -a");
    screen.until("PIN");
    screen
}

/// The program in this home that is not a host.
fn program_in(home: &Home) -> u32 {
    let mark = format!("HOME={}", home.path().display()).into_bytes();
    let has = |file: String, word: &[u8]| {
        std::fs::read(file).unwrap_or_default().split(|byte| *byte == 0).any(|one| one == word)
    };
    let ours = home.process();
    let name = ours.get_program().to_str().expect("a plain path").as_bytes().to_vec();
    let processes = std::fs::read_dir("/proc").expect("/proc").flatten();
    let mut numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let is_it = |process: &u32| {
        let command = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        command.split(|byte| *byte == 0).next() == Some(&name)
            && has(format!("/proc/{process}/environ"), &mark)
            && !has(format!("/proc/{process}/cmdline"), b"driver-host")
    };
    numbers.find(is_it).expect("the program at its prompt")
}

#[test]
fn a_signal_ends_a_prompt_at_once_and_the_echo_comes_back() {
    for signal in SIGNALS {
        for words in ["pin verify --token slot:1", "inventory --login --token slot:1"] {
            let home = Home::new();
            let rig = Script::tokens(1).install();
            let screen = at_a_prompt(&home, &rig, words);
            let process = program_in(&home);
            until_it_waits(&home, process);
            let process = Pid::from_raw(i32::try_from(process).expect("a process id")).expect("not zero");
            kill_process(process, signal).expect("the program gets the signal");
            let (_, shown) = screen.end();
            assert!(shown.contains("STATUS 9"), "{words}, {signal:?}:\n{shown}");
            let modes = shown.split_once("STATUS").expect("the status").1;
            let on = |mode: &str| modes.split([' ', ';', '\r', '\n']).any(|word| word == mode);
            assert!(on("echo") && on("isig") && on("icanon"), "{words}, {signal:?}: put back:\n{modes}");
            assert_eq!(rig.calls().with_secrets(), 0, "{words}, {signal:?}: nothing was sent");
        }
    }
}
