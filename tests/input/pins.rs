//! Doubtful sources of a PIN: refused before any call, or with a warning.

use std::path::Path;

use super::support::{Home, Outcome, Rig, Script, USER_PIN, secret_file};
use super::tokenctl;

/// A run that logs in with the PIN of a file.
fn with_file(home: &Home, rig: &Rig, file: &Path) -> Outcome {
    let mut command = home.process();
    command.args(["--format", "json", "--module"]).arg(rig.module()).args(["inventory", "--login", "--pin-file"]);
    Outcome::of(command.arg(file))
}

/// Writes a PIN file readable only by its owner.
fn pin_file(home: &Home, bytes: &[u8]) -> std::path::PathBuf {
    let path = home.path().join("pin");
    secret_file(&path, bytes);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("its mode");
    }
    path
}

#[test]
fn one_line_with_lf_crlf_or_no_end_is_a_pin() {
    for end in ["", "\n", "\r\n"] {
        let home = Home::new();
        let rig = Script::tokens(1).install();
        let file = pin_file(&home, format!("{USER_PIN}{end}").as_bytes());
        let outcome = with_file(&home, &rig, &file).expect_status(0, &format!("{end:?}"));
        assert_eq!(outcome.stderr, "", "{end:?}: nothing to warn of");
        assert_eq!(rig.calls().count("C_Login"), 1, "{end:?}");
    }
}

#[test]
fn what_may_not_be_the_pin_that_was_meant_is_refused_before_any_call() {
    let utf16: Vec<u8> = USER_PIN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, status, code) in [
        (format!("\u{feff}{USER_PIN}").into_bytes(), 2, "pin-byte-order-mark"),
        ([&b"\xff\xfe"[..], &utf16].concat(), 2, "pin-utf16"),
        (utf16, 2, "pin-utf16"),
        (format!("{USER_PIN}\nsecond\n").into_bytes(), 2, "pin-second-line"),
        (format!("{USER_PIN}\n\n").into_bytes(), 2, "pin-second-line"),
        (format!("{USER_PIN} \n").into_bytes(), 2, "pin-blanks"),
        (format!(" {USER_PIN}").into_bytes(), 2, "pin-blanks"),
        (format!("{USER_PIN}\0").into_bytes(), 2, "pin-nul"),
        (format!("{USER_PIN}\t1").into_bytes(), 2, "pin-control-character"),
        (b"Tr\xfcng".to_vec(), 2, "pin-not-utf8"),
        (Vec::new(), 5, "pin-empty"),
        (b"\n".to_vec(), 5, "pin-empty"),
        (vec![b'1'; 100_000], 2, "pin-source-too-long"),
    ] {
        let home = Home::new();
        let rig = Script::tokens(1).install();
        let outcome = with_file(&home, &rig, &pin_file(&home, &bytes)).expect_status(status, code);
        assert_eq!(outcome.error()["code"], code, "{}", outcome.stderr);
        assert_eq!(outcome.stdout, b"", "{code}: no report");
        assert_eq!(rig.calls().with_secrets(), 0, "{code}: nothing was sent");
        assert!(!outcome.stderr.contains(USER_PIN), "{code}: the PIN is not repeated");
    }
}

#[test]
fn a_pin_file_that_cannot_be_read_is_told_before_any_call() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = home.path().join("folder");
    std::fs::create_dir(&folder).expect("a folder");
    for (path, code) in [(folder, "pin-file-is-directory"), (home.path().join("absent"), "pin-file-missing")] {
        let outcome = with_file(&home, &rig, &path).expect_status(2, code);
        assert_eq!(outcome.error()["code"], code, "{}", outcome.stderr);
    }
    // Unreadable even for root: the system refuses to read it.
    #[cfg(target_os = "linux")]
    {
        let outcome = with_file(&home, &rig, Path::new("/proc/self/mem")).expect_status(2, "unreadable");
        assert_eq!(outcome.error()["code"], "pin-unreadable", "{}", outcome.stderr);
    }
    assert_eq!(rig.calls().with_secrets(), 0, "nothing was sent");
}

#[cfg(unix)]
#[test]
fn a_pin_file_that_everybody_can_read_works_with_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let file = pin_file(&home, USER_PIN.as_bytes());
    for mode in [0o644, 0o604, 0o640, 0o620, 0o602, 0o660] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("its mode");
        let outcome = with_file(&home, &rig, &file).expect_status(0, "it works");
        let named = format!("`{}` (mode {mode:04o})", file.display());
        assert!(outcome.stderr.contains(&named), "{mode:o}: a warning that names the file: {:?}", outcome.stderr);
        assert!(!outcome.stderr.contains(USER_PIN), "{mode:o}: without its content");
    }
}

#[cfg(unix)]
#[test]
fn a_pin_file_that_others_can_read_or_change_is_refused_where_nobody_reads_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let file = pin_file(&home, USER_PIN.as_bytes());
    let path = file.to_str().expect("a plain path");
    for words in [
        &["inventory", "--login", "--batch", "--pin-file", path][..],
        &["pin", "verify", "--batch", "--pin-file", path],
        &["pin", "change", "--batch", "--yes", "--pin-file", path, "--new-pin-file", path],
        &["pin", "verify", "--so", "--batch", "--so-pin-file", path],
    ] {
        for mode in [0o644, 0o604, 0o640, 0o620, 0o602, 0o660] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("its mode");
            let outcome = tokenctl(&home, &rig, &[words, &["--format", "json"]].concat());
            let outcome = outcome.expect_status(7, "refused for safety");
            let error: serde_json::Value = serde_json::from_str(outcome.stderr.lines().last().expect("an error"))
                .unwrap_or_else(|fault| panic!("{fault}: {}", outcome.stderr));
            assert_eq!(error["error"]["code"], "pin-file-exposed", "{words:?} {mode:o}");
        }
    }
    assert_eq!(rig.calls().with_secrets(), 0, "nothing was sent");
}

#[test]
fn pins_from_stdin_and_variables_follow_the_same_rules() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let run = |input: &[u8]| {
        let mut command = home.process();
        command.args(["--format", "json", "--module"]).arg(rig.module()).args(["inventory", "--login", "--pin-stdin"]);
        Outcome::with_input(&mut command, input)
    };
    run(format!("{USER_PIN}\n").as_bytes()).expect_status(0, "one line");
    assert_eq!(run(b"").expect_status(5, "nothing came").error()["code"], "pin-empty", "an empty standard input");
    assert_eq!(run(b"1\n2\n").expect_status(2, "two lines").error()["code"], "pin-second-line", "two lines");
    let mut command = home.process();
    command.args(["--format", "json", "--module"]).arg(rig.module());
    let outcome = Outcome::of(command.args(["inventory", "--login", "--pin-env", "NOT_SET_ANYWHERE"]));
    assert_eq!(outcome.expect_status(5, "no such variable").error()["code"], "pin-environment-missing", "a variable");
    assert_eq!(rig.calls().count("C_Login"), 1, "only the good one was sent");
}

#[test]
fn two_sources_at_once_and_a_source_without_login_are_usage_errors() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    for words in [
        &["inventory", "--login", "--pin-stdin", "--pin-env", "X"][..],
        &["inventory", "--pin-stdin"],
        &["inventory", "--pin-env", "X"],
        &["inventory", "--allow-last-try"],
        &["check", "--from", "x.json", "--login"],
    ] {
        super::tokenctl(&home, &rig, words).expect_status(2, &words.join(" "));
    }
    assert_eq!(rig.calls().with_secrets(), 0, "nothing was sent");
}

#[test]
fn the_file_that_a_uri_names_as_pin_source_is_used_for_its_login() {
    let home = Home::new();
    let rig = Script::tokens(2).install();
    let file = pin_file(&home, USER_PIN.as_bytes());
    let uri = format!("pkcs11:serial=00000002?pin-source=file:{}", file.display());
    let outcome = super::tokenctl(&home, &rig, &["--token", &uri, "--format", "json", "inventory", "--login"]);
    let report = outcome.expect_status(0, "RFC 7512, section 2.4").json();
    assert_eq!(report["tokens"][0]["logged_in"], true, "{report}");
    assert_eq!(rig.calls().count_on("C_Login", 2), 1, "on the token that the URI names");
}
