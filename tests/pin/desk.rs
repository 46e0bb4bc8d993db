//! A scripted token, a home and the program, with the PINs in files.
//!
//! Pitfall: the scripted driver is not in the table of drivers, so its unlock method is set in the config.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::support::{Home, Rig, SO_PIN, Script, Token, USER_PIN};

/// A new PIN that the default policy accepts.
pub(crate) const NEW_PIN: &str = "Mua-xuan-2027";
/// A PIN that is wrong everywhere.
pub(crate) const WRONG: &str = "Khong-phai-99";

/// C_Login, C_InitPIN and C_SetPIN calls.
pub(crate) type Counts = (usize, usize, usize);

pub(crate) struct Desk {
    pub(crate) home: Home,
    pub(crate) rig: Rig,
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    /// Standard output as JSON, null if it is not JSON.
    pub(crate) report: Value,
    pub(crate) output: String,
    pub(crate) error: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::from(command.output().expect("the program runs"))
    }

    pub(crate) fn word(&self, pointer: &str) -> &str {
        self.report.pointer(pointer).and_then(Value::as_str).unwrap_or("–")
    }

    /// All output, for messages.
    pub(crate) fn said(&self) -> String {
        format!("status {}\n{}\n{}", self.status, self.output, self.error)
    }
}

impl From<std::process::Output> for Run {
    fn from(output: std::process::Output) -> Self {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Self {
            status: output.status.code().unwrap_or(-1),
            report: serde_json::from_str(&text).unwrap_or(Value::Null),
            output: text,
            error: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Desk {
    /// The healthy token of the first holder, changed; unlocked by SO PIN.
    pub(crate) fn with(change: impl FnOnce(Token) -> Token) -> Self {
        Self::of(&Script::empty().slot(1, change(Token::of_holder(1))))
    }

    /// This script; unlocked by SO PIN.
    pub(crate) fn of(script: &Script) -> Self {
        Self::by("so-init-pin", script)
    }

    /// This script, and the unlock method in the config.
    pub(crate) fn by(way: &str, script: &Script) -> Self {
        let desk = Self { home: Home::new(), rig: script.install() };
        desk.configure(&format!("unlock = \"{way}\"\n"));
        desk
    }

    /// This script, without a config entry for the driver.
    pub(crate) fn unconfigured(script: &Script) -> Self {
        Self { home: Home::new(), rig: script.install() }
    }

    /// The config entry of the driver.
    pub(crate) fn configure(&self, lines: &str) {
        let folder = self.home.path().join("config/tokenctl");
        std::fs::create_dir_all(&folder).expect("the config's folder");
        let text = format!("[[driver]]\npath = \"{}\"\n{lines}", self.rig.module_text());
        std::fs::write(folder.join("config.toml"), text).expect("the config");
    }

    /// A file for a secret, or for anything else.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.home.path().join("tmp").join(name);
        std::fs::write(&path, content).expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("its mode");
        path
    }

    /// The program with the driver, English, JSON.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.home.process();
        command.args(arguments).args(["--format", "json", "--lang", "en", "--module", self.rig.module_text()]);
        command.stdin(std::process::Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// `pin verify` of this PIN.
    pub(crate) fn verify(&self, pin: &str, more: &[&str]) -> Run {
        Run::of(&mut self.verifying(pin, more))
    }

    pub(crate) fn verifying(&self, pin: &str, more: &[&str]) -> Command {
        let mut command = self.command(&["pin", "verify", "--batch"]);
        command.arg("--pin-file").arg(self.file("pin", pin)).args(more);
        command
    }

    /// `pin verify --so` of this SO PIN.
    pub(crate) fn verify_so(&self, pin: &str, more: &[&str]) -> Run {
        let mut command = self.command(&["pin", "verify", "--so", "--batch"]);
        Run::of(command.arg("--so-pin-file").arg(self.file("so-pin", pin)).args(more))
    }

    /// `pin unlock` with this SO PIN.
    pub(crate) fn unlock(&self, so_pin: &str, new: &str, more: &[&str]) -> Run {
        Run::of(&mut self.unlocking(so_pin, new, more))
    }

    pub(crate) fn unlocking(&self, so_pin: &str, new: &str, more: &[&str]) -> Command {
        let mut command = self.command(&["pin", "unlock", "--batch", "--yes"]);
        command.arg("--so-pin-file").arg(self.file("so-pin", so_pin));
        command.arg("--new-pin-file").arg(self.file("new-pin", new)).args(more);
        command
    }

    /// `pin unlock` with this PUK.
    pub(crate) fn unlock_with_puk(&self, puk: &str, new: &str, more: &[&str]) -> Run {
        let mut command = self.command(&["pin", "unlock", "--batch", "--yes"]);
        command.arg("--puk-file").arg(self.file("puk", puk));
        Run::of(command.arg("--new-pin-file").arg(self.file("new-pin", new)).args(more))
    }

    /// `pin change` from this PIN.
    pub(crate) fn change(&self, old: &str, new: &str, more: &[&str]) -> Run {
        Run::of(&mut self.changing(old, new, more))
    }

    pub(crate) fn changing(&self, old: &str, new: &str, more: &[&str]) -> Command {
        let mut command = self.command(&["pin", "change", "--batch", "--yes"]);
        command.arg("--pin-file").arg(self.file("pin", old));
        command.arg("--new-pin-file").arg(self.file("new-pin", new)).args(more);
        command
    }

    /// `pin change --so` from this SO PIN.
    pub(crate) fn change_so(&self, old: &str, new: &str, more: &[&str]) -> Run {
        let mut command = self.command(&["pin", "change", "--so", "--batch", "--yes"]);
        command.arg("--so-pin-file").arg(self.file("so-pin", old));
        Run::of(command.arg("--new-pin-file").arg(self.file("new-pin", new)).args(more))
    }

    /// Every command that sends something, with the correct secrets, and its name.
    pub(crate) fn all_deeds(&self, more: &[&str]) -> Vec<(&'static str, Run, Counts)> {
        let deeds: [(&'static str, &dyn Fn() -> Run); 5] = [
            ("pin verify", &|| self.verify(USER_PIN, more)),
            ("pin verify --so", &|| self.verify_so(SO_PIN, more)),
            ("pin change", &|| self.change(USER_PIN, NEW_PIN, more)),
            ("pin change --so", &|| self.change_so(SO_PIN, NEW_PIN, more)),
            ("pin unlock", &|| self.unlock(SO_PIN, NEW_PIN, more)),
        ];
        let one = |(name, deed): (&'static str, &dyn Fn() -> Run)| {
            self.rig.reset();
            let run = deed();
            (name, run, self.counts())
        };
        deeds.into_iter().map(one).collect()
    }

    pub(crate) fn counts(&self) -> Counts {
        let calls = self.rig.calls();
        (calls.count("C_Login"), calls.count("C_InitPIN"), calls.count("C_SetPIN"))
    }

    /// Waits until a function was called this often; the call may still be in progress.
    pub(crate) fn wait_for_call(&self, name: &str, times: usize) {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while self.rig.calls().count(name) < times {
            assert!(std::time::Instant::now() < deadline, "{name} was not called {times} times within 30 s");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    pub(crate) fn journal_path(&self) -> PathBuf {
        self.home.path().join("journal/journal.jsonl")
    }

    /// The journal's lines.
    pub(crate) fn journal(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.journal_path()).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("a whole line of JSON")).collect()
    }

    /// Phase and code of every line of the journal.
    pub(crate) fn journal_words(&self) -> Vec<(String, String)> {
        let word = |line: &Value, key: &str| line[key].as_str().unwrap_or("–").to_owned();
        self.journal().iter().map(|line| (word(line, "phase"), word(line, "code"))).collect()
    }
}
