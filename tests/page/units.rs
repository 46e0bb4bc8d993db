//! The nightly audit: systemd checks its units, and mail is sent only if something changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{Fault, Home, Outcome, Rig, Script, Token, script_file};

fn contrib() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/systemd")
}

/// The units in a folder, with the script if it is here.
fn units() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let script = contrib().join("tokenctl-audit");
    for name in ["tokenctl-audit.service", "tokenctl-audit.timer"] {
        let unit = fs::read_to_string(contrib().join(name)).expect("the unit");
        let unit = unit.replace("/usr/lib/tokenctl/tokenctl-audit", script.to_str().expect("a plain path"));
        fs::write(folder.path().join(name), unit).expect("written");
    }
    folder
}

fn analyze(arguments: &[&str], folder: &Path) -> Outcome {
    let mut command = Command::new("systemd-analyze");
    Outcome::of(command.args(arguments).current_dir(folder).env("SYSTEMD_COLORS", "0"))
}

#[test]
fn systemd_finds_nothing_wrong_with_the_units() {
    let folder = units();
    let units = ["tokenctl-audit.service", "tokenctl-audit.timer"];
    let verified = analyze(&[&["verify", "--man=no"], &units[..]].concat(), folder.path());
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    // It may complain about units of the machine, which do not concern us.
    let ours: Vec<&str> = verified.stderr.lines().filter(|line| line.contains("tokenctl-audit")).collect();
    assert!(ours.is_empty(), "{ours:?}");
    let named = format!("{}/tokenctl-audit.service", folder.path().display());
    let exposed = analyze(&["security", "--offline=true", "--threshold=40", "--no-pager", &named], folder.path());
    assert_eq!(exposed.status, 0, "exposed to more than 4.0:\n{}\n{}", exposed.text(), exposed.stderr);
    let night = analyze(&["calendar", "*-*-* 02:00:00"], folder.path());
    assert_eq!(night.status, 0, "{}", night.stderr);
}

/// A folder for the state and a program that accepts mail.
struct Nights {
    home: Home,
    folder: TempDir,
}

impl Nights {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let nights = Self { home: Home::new(), folder };
        nights.post(true);
        let program = Path::new(env!("CARGO_BIN_EXE_tokenctl"));
        fs::create_dir(nights.path("bin")).expect("a folder");
        std::os::unix::fs::symlink(program, nights.path("bin/tokenctl")).expect("a link");
        nights
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Mail is accepted, or refused.
    fn post(&self, taken: bool) {
        let mail = self.path("mail");
        let does = if taken { format!("cat >> {}", mail.display()) } else { "exit 75".to_owned() };
        script_file(&self.path("sendmail"), format!("#!/bin/sh\n{does}\n"));
    }

    fn step(&self, step: &str, module: &Path) -> Outcome {
        let mut command = self.home.process();
        let base = Command::new("sh");
        let program = base.get_program().to_owned();
        let variables: Vec<_> =
            command.get_envs().map(|(key, value)| (key.to_owned(), value.map(ToOwned::to_owned))).collect();
        command = Command::new(program);
        command.env_clear();
        for (key, value) in variables {
            if let Some(value) = value {
                command.env(key, value);
            }
        }
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", self.path("bin").display()));
        command.env("STATE_DIRECTORY", self.folder.path()).env("TOKENCTL_MODULE", module);
        command.env("SENDMAIL", self.path("sendmail")).env("MAIL_TO", "officer@example.gov.vn");
        command.env("METRICS", self.path("tokens.prom"));
        Outcome::of(command.arg(contrib().join("tokenctl-audit")).arg(step))
    }

    /// One night; returns the mail sent in it.
    fn night(&self, rig: &Rig) -> Option<String> {
        self.step("read", rig.module()).expect_status(0, "the tokens are read");
        self.step("mail", rig.module());
        let mail = fs::read_to_string(self.path("mail")).ok();
        let _gone = fs::remove_file(self.path("mail"));
        mail
    }
}

#[test]
fn mail_goes_out_only_in_a_night_in_which_something_changed() {
    let nights = Nights::new();
    let token = || Token::named("Thiết bị 1").set("serial", "00000001".to_owned());
    let calm = Script::empty().slot(1, token()).install();
    let two =
        Script::empty().slot(1, token()).slot(2, Token::named("B").set("serial", "00000002".to_owned())).install();
    assert_eq!(nights.night(&calm), None, "the first night has nothing to compare with");
    assert_eq!(nights.night(&calm), None, "nothing changed");
    let mail = nights.night(&two).expect("a token was added");
    assert!(mail.starts_with("To: officer@example.gov.vn\nSubject: "), "{mail}");
    assert!(mail.contains("00000002") && !mail.contains("00000001"), "what changed, and nothing else:\n{mail}");
    assert_eq!(nights.night(&two), None, "it is told once");
    nights.post(false);
    assert_eq!(nights.night(&calm), None, "the post does not take it");
    nights.post(true);
    let mail = nights.night(&calm).expect("what was not sent is sent the next night");
    assert!(mail.contains("00000002"), "{mail}");
    let metrics = fs::read_to_string(nights.path("tokens.prom")).expect("the metrics");
    assert!(metrics.ends_with("# EOF\n"), "{metrics}");
    let failed = nights.step("read", Path::new("/nowhere/driver.so"));
    assert_ne!(failed.status, 0, "a night without a reading fails");
    assert!(
        fs::read_to_string(nights.path("changes.txt")).expect("noted").contains("/nowhere/driver.so"),
        "and is told"
    );
    assert!(nights.path("last.json").exists(), "the inventory stays what the next night is compared with");
}

#[test]
fn a_night_in_which_the_driver_fails_loses_no_token_and_the_inventory_before_it_stays() {
    let nights = Nights::new();
    let two =
        || Script::empty().slot(1, Token::named("A")).slot(2, Token::named("B").set("serial", "00000002".to_owned()));
    let (well, sick) = (two().install(), two().fault(Fault::at("C_Initialize").returns("CKR_GENERAL_ERROR")).install());
    assert_eq!(nights.night(&well), None, "the first night");
    let before = fs::read(nights.path("last.json")).expect("an inventory");
    nights.step("read", sick.module()).expect_status(1, "the unit fails");
    assert!(!nights.path("changes.txt").exists(), "nothing is known to have changed");
    assert_eq!(fs::read(nights.path("last.json")).expect("an inventory"), before, "the next night is compared with it");
    assert_eq!(nights.night(&well), None, "and nothing has changed since");
}
