//! The reader of the output does not change the verdict: the status is the finding, and a standard output that accepted
//! nothing is a failure.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::shell;
use super::support::{Fault, Home, Outcome, Rig, Script, USER_PIN, secret_file};

/// A day on which every certificate of the scripted tokens has expired.
const LATE: &str = "2040-01-01";

struct Desk {
    home: Home,
    rig: Rig,
    pin: PathBuf,
    wrong: PathBuf,
    saved: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let home = Home::new();
        let rig = Script::tokens(2).install();
        let (pin, wrong, saved) = (home.path().join("pin"), home.path().join("wrong"), home.path().join("saved.json"));
        secret_file(&pin, USER_PIN);
        secret_file(&wrong, "Khong-phai-99");
        let desk = Self { home, rig, pin, wrong, saved };
        let words = ["inventory", "--output", desk.saved.to_str().expect("a plain path")];
        Outcome::of(&mut desk.command(&words)).expect_status(0, "a saved inventory");
        desk
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.home.process();
        command.args(words).args(["--at", LATE, "--lang", "en"]).arg("--module").arg(self.rig.module());
        command
    }

    fn journal(&self) -> PathBuf {
        self.home.path().join("journal/journal.jsonl")
    }
}

/// Every command that prints, in every format it supports, with its input.
fn commands(desk: &Desk) -> Vec<Vec<String>> {
    let text = |path: &Path| path.to_str().expect("a plain path").to_owned();
    let (pin, wrong, saved) = (text(&desk.pin), text(&desk.wrong), text(&desk.saved));
    let staff = text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/roster/demo.csv"));
    let source = format!("--from {saved} --roster {staff}");
    let rows = ["table", "json", "jsonl", "csv", "xlsx"].as_slice();
    let sheets = ["table", "json", "csv", "xlsx"].as_slice();
    let letters = ["table", "json", "csv", "xlsx", "docx"].as_slice();
    let texts = ["table", "json"].as_slice();
    let all: Vec<(String, &[&str])> = vec![
        ("check".into(), rows),
        (format!("check --from {saved}"), rows),
        ("inventory".into(), rows),
        ("token list".into(), rows),
        ("cert list".into(), rows),
        ("token show".into(), texts),
        ("key list".into(), texts),
        ("driver list".into(), texts),
        ("pin status".into(), texts),
        ("pin unlock --plan --token slot:1".into(), texts),
        (format!("pin verify --token slot:2 --batch --pin-file {wrong}"), texts),
        (format!("pin verify --token slot:1 --batch --pin-file {pin}"), texts),
        ("journal show".into(), texts),
        ("journal verify".into(), texts),
        (format!("plan {source}"), sheets),
        (format!("roster check {source}"), sheets),
        (format!("report {source}"), letters),
        (format!("request renewal {source}"), letters),
        ("config show".into(), texts),
    ];
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let formatted = |(line, formats): (String, &[&str])| -> Vec<Vec<String>> {
        formats.iter().map(|format| [words(&line), vec!["--format".into(), (*format).into()]].concat()).collect()
    };
    let mut listed: Vec<Vec<String>> = all.into_iter().flat_map(formatted).collect();
    listed.extend(["check --nagios", "completions bash", "config init --template"].map(words));
    listed
}

/// Runs a command whose reader has closed before the first byte.
fn unread(mut command: Command) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let child = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().expect("the program starts");
    drop(command);
    let output = child.wait_with_output().expect("the program ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_reader_who_leaves_changes_no_status_and_hears_nothing() {
    let desk = Desk::new();
    let pin = desk.pin.to_str().expect("a plain path");
    let mut first = desk.command(&["pin", "verify", "--token", "slot:1", "--batch", "--pin-file", pin]);
    Outcome::of(&mut first).expect_status(0, "something in the journal");
    let text = std::fs::read_to_string(desk.journal()).expect("the journal");
    let forged = text.replacen("pin-verify", "pin-change", 1);
    let mut seen = std::collections::BTreeSet::new();
    for words in commands(&desk) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        // A forged journal for commands that check it, the real one for those that add to it.
        let start = |desk: &Desk| {
            desk.rig.reset();
            std::fs::write(desk.journal(), if words[0] == "journal" { &forged } else { &text }).expect("the journal");
        };
        start(&desk);
        let read = Outcome::of(&mut desk.command(&words));
        start(&desk);
        let (status, stderr) = unread(desk.command(&words));
        assert_eq!(status, Some(read.status), "{words:?}: {stderr}");
        let expected = if read.stderr.starts_with('{') { String::new() } else { read.stderr.clone() };
        if !expected.is_empty() || stderr.is_empty() {
            assert_eq!(stderr, expected, "{words:?}: not a word about the reader");
        }
        assert!(!stderr.contains("standard output"), "{words:?}: {stderr}");
        seen.insert(read.status);
    }
    for status in [0, 1, 2, 5, 11] {
        assert!(seen.contains(&status), "the list holds a command that ends with {status}: {seen:?}");
    }
    for words in [&["--help"][..], &["--version"], &["inventory", "--help"], &[]] {
        let mut command = desk.home.process();
        command.args(words);
        assert_eq!(unread(command), (Some(0), String::new()), "{words:?}");
    }
}

#[test]
fn a_partial_reading_stays_partial_when_its_reader_leaves() {
    let home = Home::new();
    let rig = Script::tokens(3).fault(Fault::at("C_GetTokenInfo").slot(2).returns(0x30)).install();
    for format in ["table", "json", "jsonl", "csv", "xlsx"] {
        let mut command = home.process();
        command.args(["inventory", "--format", format, "--module"]).arg(rig.module());
        let (status, stderr) = unread(command);
        assert_eq!((status, stderr.as_str()), (Some(1), ""), "{format}");
    }
}

#[test]
fn a_pipe_through_true_keeps_the_verdict() {
    let desk = Desk::new();
    for (words, expected) in [("check", 11), ("check --nagios", 2), ("check --output /dev/stdout", 11)] {
        let script = format!("{{ \"$0\" {words} \"$@\"; echo $? >&3; }} 3>&2 2>/dev/null | true");
        let mut command = shell(&desk.home, &script);
        command.args(["--at", LATE, "--module"]).arg(desk.rig.module());
        assert_eq!(Outcome::of(&mut command).stderr, format!("{expected}\n"), "{words}");
    }
}

/// Runs a shell script in which the program's stdout is redirected.
fn redirected(desk: &Desk, redirection: &str, words: &[&str]) -> Outcome {
    let mut command = shell(&desk.home, &format!("exec \"$0\" \"$@\" {redirection}"));
    command.args(words).args(["--at", LATE, "--lang", "en", "--module"]).arg(desk.rig.module());
    Outcome::of(&mut command)
}

#[test]
fn a_stdout_that_takes_nothing_is_status_1_with_a_sentence() {
    let desk = Desk::new();
    let missing = "error: standard output is closed: nothing of the report was written\n";
    let full = "error: standard output could not be written: the disk is full\n";
    for (redirection, sentence) in [(">&-", missing), ("1</dev/null", missing), (">/dev/full", full)] {
        for words in [
            &["check"][..],
            &["check", "--from", desk.saved.to_str().expect("a plain path"), "--format", "csv"],
            &["inventory", "--format", "xlsx"],
            &["token", "list"],
            &["pin", "status"],
            &["plan", "--from", desk.saved.to_str().expect("a plain path")],
            &["config", "show"],
            &["completions", "bash"],
        ] {
            let outcome = redirected(&desk, redirection, words);
            let said = (outcome.status, outcome.stderr.as_str());
            assert_eq!(said, (1, sentence), "{words:?} {redirection}");
        }
        let mut help = shell(&desk.home, &format!("exec \"$0\" --help {redirection}"));
        assert_eq!(Outcome::of(&mut help).status, 1, "help {redirection}");
        let nagios = redirected(&desk, redirection, &["check", "--nagios"]);
        assert_eq!((nagios.status, nagios.stderr.as_str()), (2, sentence), "what is critical stays so: {redirection}");
        let mut healthy = shell(&desk.home, &format!("exec \"$0\" \"$@\" {redirection}"));
        healthy.args(["check", "--nagios", "--at", "2026-11-22", "--module"]).arg(desk.rig.module());
        assert_eq!(Outcome::of(&mut healthy).status, 3, "an OK that nobody hears is unknown: {redirection}");
    }
}

#[test]
fn a_null_device_takes_everything_however_it_was_opened() {
    let desk = Desk::new();
    // Python and Node open it for reading and writing, as the standard library does for a missing stdout.
    for redirection in [">/dev/null", "1<>/dev/null"] {
        let outcome = redirected(&desk, redirection, &["check"]);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (11, ""), "{redirection}");
    }
}

#[test]
fn a_file_that_is_written_needs_no_stdout() {
    let desk = Desk::new();
    let file = desk.home.path().join("report.json");
    let path = file.to_str().expect("a plain path");
    let outcome = redirected(&desk, ">&-", &["check", "--output", path]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (11, ""), "the file is the report");
    assert!(file.is_file(), "it is there");
    let all = desk.home.path().join("all.json");
    let outcome = redirected(&desk, ">&-", &["inventory", "--add-to", all.to_str().expect("a plain path")]);
    assert_eq!(outcome.status, 1, "the table arrived nowhere: {}", outcome.stderr);
    assert!(all.is_file(), "but the reading is saved");
}

#[test]
fn a_pin_is_not_sent_where_its_report_could_not_be_told() {
    let desk = Desk::new();
    let pin = desk.pin.to_str().expect("a plain path");
    let words = ["pin", "verify", "--token", "slot:1", "--batch", "--pin-file", pin];
    redirected(&desk, ">&-", &words).expect_status(1, "known beforehand");
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was sent");
    let full = redirected(&desk, ">/dev/full", &words).expect_status(1, "known only afterwards");
    assert!(
        full.stderr.contains("Result") && full.stderr.contains("Journal"),
        "then the report is told: {}",
        full.stderr
    );
    assert_eq!(desk.rig.calls().count("C_Login"), 1, "once");
}

#[test]
fn a_fifo_whose_reader_has_gone_is_like_a_pipe() {
    let desk = Desk::new();
    let fifo = desk.home.path().join("fifo");
    Outcome::of(Command::new("mkfifo").arg(&fifo)).expect_status(0, "a FIFO of one's own");
    let path = fifo.to_str().expect("a plain path");
    let mut command = desk.command(&["check", "--format", "json", "--output", path]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    // Opening waits for the program; then the reader closes.
    drop(File::open(&fifo).expect("the other end"));
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(11), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stderr, b"", "quietly");
}
