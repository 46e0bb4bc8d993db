//! No PIN in a command line, an environment, a log, a journal, an output or a core dump; and a check that a leak would
//! be found.
//!
//! Pitfall: with `--pin-env` the variable is in the program's own initial environment and cannot be removed from /proc;
//! the promise, checked here, is that no driver host inherits it.

use std::path::Path;

use super::desk::{Desk, NEW_PIN, Run, WRONG};
use super::support::{Fault, SO_PIN, Script, USER_PIN};

/// Files below a folder that contain one of these secrets.
fn leaks_in_files(folder: &Path, secrets: &[&str], leave_out: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(leaks_in_files(&path, secrets, leave_out));
        } else if !leave_out.iter().any(|name| path.ends_with(name)) {
            found.extend(leaks(&path.display().to_string(), &std::fs::read(&path).unwrap_or_default(), secrets));
        }
    }
    found
}

/// Secrets in these bytes, plain or in hex.
fn leaks(place: &str, bytes: &[u8], secrets: &[&str]) -> Vec<String> {
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    let hex = |secret: &str| super::support::hex(secret.as_bytes())["hex"].as_str().map(str::to_owned);
    let in_hex = |secret: &str| hex(secret).is_some_and(|digits| holds(digits.as_bytes()));
    let found = secrets.iter().filter(|secret| holds(secret.as_bytes()) || in_hex(secret));
    found.map(|secret| format!("{secret} in {place}")).collect()
}

/// Command line, environment and core limit of a process.
fn process_leaks(process: u32, secrets: &[&str], environment: bool) -> Vec<String> {
    let files: &[&str] = if environment { &["cmdline", "environ"] } else { &["cmdline"] };
    let read = |file: &&str| {
        let path = format!("/proc/{process}/{file}");
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        leaks(&path, &bytes, secrets)
    };
    files.iter().flat_map(read).collect()
}

fn dumps_no_core(process: u32) -> bool {
    let limits = std::fs::read_to_string(format!("/proc/{process}/limits")).expect("the limits");
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).expect("the core limit");
    line.split_whitespace().nth(4) == Some("0") && line.split_whitespace().nth(5) == Some("0")
}

const SECRETS: [&str; 3] = [SO_PIN, NEW_PIN, USER_PIN];
/// Files in which a test itself wrote the secrets.
const OUR_FILES: [&str; 4] = ["pin", "so-pin", "new-pin", "libfault.so.json"];

#[cfg(target_os = "linux")]
#[test]
fn while_a_call_sleeps_no_process_shows_a_secret_and_none_may_dump_core() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").sleeps(1500)));
    for by_environment in [false, true] {
        desk.rig.reset();
        let mut command = if by_environment {
            let mut command = desk.command(&["pin", "unlock", "--batch", "--yes"]);
            command.args(["--so-pin-env", "GEHEIM_SO", "--new-pin-env", "GEHEIM_NEU"]);
            command.env("GEHEIM_SO", SO_PIN).env("GEHEIM_NEU", NEW_PIN);
            command
        } else {
            desk.unlocking(SO_PIN, NEW_PIN, &[])
        };
        let child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn();
        let child = child.expect("the program runs");
        desk.wait_for_call("C_Login", 1);
        let hosts = desk.home.hosts();
        assert_eq!(hosts.len(), 1, "one host acts: {hosts:?}");
        assert_eq!(process_leaks(hosts[0], &SECRETS, true), [""; 0], "the host, by_environment={by_environment}");
        assert_eq!(process_leaks(child.id(), &SECRETS, !by_environment), [""; 0], "the program itself");
        assert!(dumps_no_core(hosts[0]) && dumps_no_core(child.id()), "no core dump of either");
        let run = Run::from(child.wait_with_output().expect("it ends"));
        assert_eq!(run.status, 0, "{}", run.said());
    }
}

/// As root the driver may look, like a reader of swap or a memory dump: there must be nothing left.
#[cfg(target_os = "linux")]
#[test]
fn a_pin_is_gone_from_the_parents_memory_when_the_call_is_over() {
    let looks_for = |text: &str| {
        let place = || Fault::at("C_Finalize").process(2);
        Desk::of(&Script::tokens(1).fault(place().searches_parent(text)))
    };
    // If this user may not look, that is reported instead, and there is nothing to find either.
    let found = |desk: &Desk| desk.rig.calls().told("memory").iter().map(|told| (*told).to_owned()).collect::<Vec<_>>();
    for by_stdin in [false, true] {
        let verify = |desk: &Desk| {
            if !by_stdin {
                return desk.verify(USER_PIN, &[]);
            }
            let mut command = desk.command(&["pin", "verify", "--batch", "--pin-stdin"]);
            Run::of(command.stdin(std::fs::File::open(desk.file("pin", USER_PIN)).expect("the PIN")))
        };
        let control = looks_for("00000001");
        assert_eq!(verify(&control).status, 0, "the PIN is right");
        let seen = found(&control);
        let may_look = seen.iter().any(|told| told.contains("found=") && !told.ends_with("found=0"));
        assert!(may_look || seen.iter().all(|told| told.contains("refused")), "what is there is found: {seen:?}");
        let desk = looks_for(USER_PIN);
        assert_eq!(verify(&desk).status, 0, "the PIN is right");
        let seen = found(&desk);
        assert!(!seen.is_empty(), "it was looked for");
        assert!(!may_look || seen.iter().all(|told| told.ends_with("found=0")), "by stdin {by_stdin}: {seen:?}");
    }
}

#[test]
fn no_secret_is_in_any_file_or_output_at_the_highest_verbosity() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let chatty = Fault::at("C_Login").writes("stderr", "driver: C_Login\n");
    desk.rig.rewrite(&Script::empty().slot(1, super::support::Token::of_holder(1)).fault(chatty));
    let runs = [
        desk.unlock(WRONG, NEW_PIN, &["-vvv"]),
        desk.unlock(SO_PIN, NEW_PIN, &["-vvv", "--allow-retry"]),
        desk.change(NEW_PIN, USER_PIN, &["-vvv"]),
        desk.change(WRONG, NEW_PIN, &["-vvv"]),
        desk.verify(USER_PIN, &["-vvv", "--allow-retry"]),
        desk.run(&["journal", "show"]),
        desk.run(&["pin", "status", "-vvv"]),
    ];
    let secrets = [SO_PIN, NEW_PIN, USER_PIN, WRONG];
    for run in &runs {
        assert_eq!(leaks("an output", run.said().as_bytes(), &secrets), [""; 0], "{}", run.said());
        assert_ne!(run.status, 2, "every option was understood: {}", run.said());
    }
    assert_eq!(leaks_in_files(desk.home.path(), &secrets, &OUR_FILES), [""; 0], "the home");
    assert_eq!(leaks_in_files(desk.rig.folder(), &secrets, &OUR_FILES), [""; 0], "the driver's folder");
}

#[test]
fn a_canary_that_leaks_on_purpose_is_caught() {
    // A driver may print anything; this one prints the PIN, and -v shows it.
    let leak = format!("debug: pin={USER_PIN}\n");
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_GetInfo").writes("stderr", &leak)));
    desk.file("a-log", leak.as_bytes());
    let found = leaks_in_files(desk.home.path(), &[USER_PIN], &OUR_FILES);
    assert_eq!(found.len(), 1, "a leaked file is found: {found:?}");
    let run = desk.run(&["driver", "list", "-v"]);
    let found = leaks("an output", run.said().as_bytes(), &[USER_PIN]);
    assert_eq!(found.len(), 1, "a leaked line of a driver is found: {}", run.said());
    let mut sleeper = std::process::Command::new("sleep");
    let mut sleeper = sleeper.arg("30").env("LEAK", USER_PIN).spawn().expect("sleep");
    // A process that has just started may not have its environment yet.
    let look = |_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        Some(process_leaks(sleeper.id(), &[USER_PIN], true)).filter(|found| !found.is_empty())
    };
    let found = (0..100).find_map(look).unwrap_or_default();
    sleeper.kill().expect("it can be ended");
    sleeper.wait().expect("it ends");
    assert_eq!(found.len(), 1, "a leaked environment is found: {found:?}");
}

#[test]
fn a_pin_that_was_made_up_is_shown_once_to_the_person_and_nowhere_else() {
    let desk = Desk::with(|token| token.left("user_pin", 0).set("max_pin", 10));
    let file = desk.home.path().join("report.json");
    let mut command = desk.command(&["pin", "unlock", "--batch", "--yes", "--generate", "-q", "-vvv"]);
    command.arg("--output").arg(&file);
    let run = Run::of(command.arg("--so-pin-file").arg(desk.file("so-pin", SO_PIN)));
    assert_eq!(run.status, 0, "{}", run.said());
    let shown: Vec<&str> = run.error.lines().filter_map(|line| line.strip_prefix("new PIN: ")).collect();
    let [pin] = shown.as_slice() else { panic!("shown exactly once, also with -q: {}", run.error) };
    assert_eq!(run.error.matches(pin).count(), 1, "once: {}", run.error);
    assert_eq!(run.output, "", "nothing on standard output");
    assert_eq!(leaks_in_files(desk.home.path(), &[pin], &[]), [""; 0], "no report, no journal");
    assert!(pin.len() == 10, "the token takes no more than ten: {pin}");
    let has = |kind: fn(char) -> bool| pin.chars().any(kind);
    assert!(
        has(|letter| letter.is_ascii_uppercase())
            && has(|letter| letter.is_ascii_lowercase())
            && has(|letter| letter.is_ascii_digit()),
        "it satisfies the policy: {pin}"
    );
    assert_eq!(desk.verify(pin, &[]).status, 0, "and it is in force");
}

#[test]
fn a_pin_that_was_made_up_is_shown_also_where_the_report_cannot_be_written() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let mut command = desk.command(&["pin", "unlock", "--batch", "--yes", "--generate"]);
    command.arg("--so-pin-file").arg(desk.file("so-pin", SO_PIN));
    let mut child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().expect("runs");
    drop(child.stdout.take());
    let run = Run::from(child.wait_with_output().expect("it ends"));
    let pin = run.error.split("new PIN: ").nth(1).and_then(|rest| rest.lines().next());
    assert_eq!(desk.verify(pin.expect("shown"), &[]).status, 0, "the reader of stdout had gone: {}", run.said());
}
