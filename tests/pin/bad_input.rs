//! Unusable secrets and journals: refused before anything is sent.

use super::desk::{Counts, Desk, NEW_PIN, Run};
use super::support::{Fault, SO_PIN, Script, Token, USER_PIN};

const NOTHING: Counts = (0, 0, 0);

#[test]
fn a_new_pin_that_breaks_the_rule_is_refused_before_anything_is_sent() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let long = "Ab3".repeat(20);
    for (new, status, code) in [
        ("Ab3", 7, "new-pin-refused"),
        (long.as_str(), 7, "new-pin-refused"),
        ("khong-hoa-9", 7, "new-pin-refused"),
        ("Password1", 7, "new-pin-refused"),
        ("12345678", 7, "new-pin-refused"),
        (SO_PIN, 7, "new-pin-refused"),
        ("Mật-khẩu-12", 7, "new-pin-refused"),
        ("Abc\t12345", 2, "pin-control-character"),
        ("Abc\u{1b}[A12345", 2, "pin-control-character"),
    ] {
        let run = desk.unlock(SO_PIN, new, &[]);
        assert_eq!((run.status, desk.counts()), (status, NOTHING), "{new:?}: {}", run.said());
        assert!(run.word("/code").starts_with(code), "{new:?} is {code}: {}", run.said());
        assert!(!run.said().contains(new), "{new:?} is not repeated: {}", run.said());
    }
    let desk = Desk::with(|token| token);
    let run = desk.change(USER_PIN, USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (7, NOTHING), "the same as the old one: {}", run.said());
    assert!(run.error.contains("the same as the old one"), "{}", run.error);
}

#[test]
fn the_token_s_own_lengths_count_only_where_they_are_sane() {
    let desk = Desk::with(|token| token.set("min_pin", 12).set("max_pin", 14));
    let run = desk.unlock(SO_PIN, "Ngan-2027", &[]);
    assert_eq!((run.status, desk.counts()), (7, NOTHING), "nine bytes where twelve are wanted: {}", run.said());
    let desk = Desk::with(|token| token.set("min_pin", 8).set("max_pin", 0));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!(run.status, 0, "kryoptic claims 8..0, which forbids nothing: {}", run.said());
}

#[test]
fn a_pin_that_the_token_cannot_have_had_costs_no_try() {
    let desk = Desk::with(|token| token.set("min_pin", 6).set("max_pin", 16));
    for pin in ["12345", "12345678901234567"] {
        let run = desk.verify(pin, &[]);
        assert_eq!((run.status, desk.counts()), (5, NOTHING), "{pin} cannot be right: {}", run.said());
        assert_eq!(run.word("/code"), "pin-length-impossible", "{}", run.said());
    }
}

#[test]
fn the_policy_is_the_body_s_own_to_change() {
    let desk = Desk::with(|token| token);
    desk.configure("unlock = \"so-init-pin\"\n[pin_policy]\nmin_length = 6\nupper = false\nlower = false\n");
    let run = desk.unlock(SO_PIN, "730519", &[]);
    assert_eq!(run.status, 0, "six digits where the config allows them: {}", run.said());
}

#[test]
fn a_pin_file_that_an_editor_spoilt_costs_no_try() {
    let desk = Desk::with(|token| token);
    for (content, status, code) in [
        (b"\xEF\xBB\xBFTrung-thu-1508\n".as_slice(), 2, "pin-byte-order-mark"),
        (b"Trung-thu-1508\nzweite\n", 2, "pin-second-line"),
        (b"Trung-thu-1508\n\n", 2, "pin-second-line"),
        (b"", 5, "pin-empty"),
        (b"\r\n", 5, "pin-empty"),
        (b"Trung-thu-1508 \n", 2, "pin-blanks"),
        (b"T\0r\0u\0n\0g\0", 2, "pin-utf16"),
    ] {
        let mut command = desk.command(&["pin", "verify", "--batch"]);
        let run = Run::of(command.arg("--pin-file").arg(desk.file("spoilt", content)));
        assert_eq!((run.status, run.word("/code"), desk.counts()), (status, code, NOTHING), "{}", run.said());
    }
    let mut command = desk.command(&["pin", "verify", "--batch"]);
    let run = Run::of(command.arg("--pin-file").arg(desk.file("windows", b"Trung-thu-1508\r\n")));
    assert_eq!(run.status, 0, "one CRLF at the end is no part of the PIN: {}", run.said());
}

#[test]
fn a_secret_that_nobody_gives_is_missing() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let mut command = desk.command(&["pin", "unlock", "--batch", "--yes"]);
    let run = Run::of(command.arg("--new-pin-file").arg(desk.file("new", NEW_PIN)));
    assert_eq!(desk.counts(), NOTHING, "no SO PIN: {}", run.said());
    assert!(run.error.contains("--so-pin-file"), "named how: {}", run.error);
    let mut command = desk.command(&["pin", "unlock", "--yes"]);
    let run = Run::of(command.arg("--new-pin-file").arg(desk.file("new", NEW_PIN)));
    assert_eq!((run.status, desk.counts()), (5, NOTHING), "and nobody to ask: {}", run.said());
}

#[test]
fn a_token_without_a_user_pin_or_so_pin_is_told_so() {
    let desk = Desk::of(&Script::empty().slot(1, Token::bare("Trống").set("serial", "00000009").so_pin(SO_PIN)));
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (5, NOTHING), "no user PIN was ever set: {}", run.said());
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, run.word("/after/user_pin")), (0, "ok"), "the SO sets the first one: {}", run.said());

    let desk = Desk::of(&Script::empty().slot(1, Token::bare("Trống").set("serial", "00000009").user_pin(USER_PIN)));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (5, (1, 0, 0)), "no SO PIN is set: any is wrong: {}", run.said());
}

#[test]
fn where_the_journal_cannot_be_written_nothing_is_attempted() {
    let desk = Desk::with(|token| token);
    std::fs::write(desk.home.path().join("journal"), "a file in the folder's place").expect("a file");
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (1, NOTHING), "{name}: {}", run.said());
        assert!(run.error.contains("nothing was attempted"), "{name}: {}", run.error);
    }
}

#[test]
fn a_corrupt_journal_is_not_appended_to_and_nothing_is_attempted() {
    let desk = Desk::with(|token| token);
    assert_eq!(desk.verify(USER_PIN, &[]).status, 0, "one attempt, to have a journal");
    let whole = std::fs::read_to_string(desk.journal_path()).expect("the journal");
    let edited = whole.replace("\"done\"", "\"gone\"");
    for text in [edited.as_str(), "garbage\n"] {
        std::fs::write(desk.journal_path(), text).expect("the journal");
        for (name, run, counts) in desk.all_deeds(&[]) {
            assert_eq!((run.status, counts), (1, NOTHING), "{name}: {}", run.said());
            assert!(run.error.contains("journal-corrupt"), "{name}: {}", run.error);
        }
        assert_eq!(std::fs::read_to_string(desk.journal_path()).expect("it"), text, "left as it is");
    }
}

#[test]
fn a_journal_that_fails_after_the_call_does_not_hide_what_was_done() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").sleeps(1500)));
    let mut command = desk.command(&["pin", "unlock", "--batch", "--yes", "--generate"]);
    command.arg("--so-pin-file").arg(desk.file("so-pin", SO_PIN));
    let child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn();
    let child = child.expect("the program runs");
    desk.wait_for_call("C_Login", 1);
    std::fs::remove_dir_all(desk.home.path().join("journal")).expect("the journal's folder");
    std::fs::write(desk.home.path().join("journal"), "a file in its place").expect("a file");
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!((run.status, desk.counts()), (1, (1, 1, 0)), "done, and no proof without a journal: {}", run.said());
    assert_eq!((run.word("/result"), run.word("/after/user_pin")), ("unlocked", "ok"), "{}", run.said());
    assert!(run.error.contains("could not be written to the journal"), "{}", run.error);
    let pin = run.error.split("new PIN: ").nth(1).and_then(|rest| rest.lines().next()).expect("the PIN is shown");
    std::fs::remove_file(desk.home.path().join("journal")).expect("the file");
    assert_eq!(desk.verify(pin, &[]).status, 0, "it is in force");
}

#[test]
fn an_output_file_that_exists_is_found_before_the_act() {
    let desk = Desk::with(|token| token);
    let file = desk.file("report.json", "yesterday's");
    let mut command = desk.unlocking(SO_PIN, NEW_PIN, &[]);
    let run = Run::of(command.arg("--output").arg(&file));
    assert_eq!((run.status, desk.counts()), (7, NOTHING), "not after it: {}", run.said());
    assert_eq!(std::fs::read_to_string(file).expect("it"), "yesterday's", "kept");
}

#[test]
fn a_reader_who_has_gone_does_not_hide_a_failure() {
    let desk = Desk::with(|token| token);
    let mut child = desk.verifying("Khong-phai-99", &[]);
    let mut child =
        child.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().expect("runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(5), "a wrong PIN stays status 5");
}

/// A journal on a file system of a few pages, which only root can create.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_shows_before_the_call() {
    let desk = Desk::with(|token| token);
    let folder = desk.home.path().join("journal");
    std::fs::create_dir(&folder).expect("a folder");
    let is_root = std::process::Command::new("id").arg("-u").output().expect("id").stdout == b"0\n";
    if !is_root {
        use std::io::Write as _;
        let required = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!required, "a tmpfs needs root: run the tests as root under CI=true");
        let line = b"NOT RUN: a_full_disk_shows_before_the_call: a tmpfs needs root\n";
        std::io::stderr().write_all(line).expect("stderr takes a line");
        return;
    }
    // A separate mount namespace: nothing of the machine is mounted over, and it ends with the run.
    let pin = desk.file("pin", USER_PIN);
    let script = format!(
        "mount -n -t tmpfs -o size=8k tmpfs '{0}' && head -c 8192 /dev/zero > '{0}/filler'; exec \"$@\"",
        folder.display()
    );
    let inner = desk.command(&["pin", "verify", "--batch"]);
    let mut command = std::process::Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "sh", "-c", &script, "sh"]);
    command.arg(inner.get_program()).args(inner.get_args()).arg("--pin-file").arg(pin);
    command.env_clear().envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let run = Run::of(command.stdin(std::process::Stdio::null()));
    assert_eq!((run.status, desk.counts()), (1, NOTHING), "no room for the intent: no call: {}", run.said());
    assert!(run.error.contains("journal-disk-full") || run.error.contains("journal-not-writable"), "{}", run.error);
}
