//! Cards in a reader, a home and the program, with the PINs in files.
//!
//! Pitfall: a home's journal records attempts, and the program acts on it; a test that needs a program without history
//! uses a new home.

use std::path::PathBuf;

use serde_json::Value;

use super::support::{CardKind, Cards, Counters, Home, Outcome, UnblockStyle};

/// The PIV card's token, and the OpenPGP card's user PIN token.
pub(crate) const PIV: &str = "PIV_II";
pub(crate) const OPENPGP: &str = "OpenPGP card (User PIN)";
/// Not a PIN, PUK or admin PIN of any card here.
pub(crate) const WRONG: &str = "90909090";

pub(crate) struct Desk {
    pub(crate) home: Home,
    pub(crate) cards: Cards,
}

/// A command, and its effect on the card it went to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    /// Standard output as JSON, null if it is not JSON.
    pub(crate) report: Value,
    /// The commands with a PIN that the first card received in this run.
    pub(crate) presented: Vec<String>,
    /// Tries left of the first card: user PIN, PUK or admin PIN.
    pub(crate) left: (u8, u8),
    pub(crate) said: String,
}

impl Desk {
    pub(crate) fn new(kinds: &[CardKind], style: UnblockStyle) -> Self {
        Self { home: Home::new(), cards: Cards::new(kinds, style) }
    }

    /// The same cards, and a program without history.
    pub(crate) fn with_new_home(self) -> Self {
        Self { home: Home::new(), ..self }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs a command with secrets in files readable only by their owner; the option comes without its `-file`.
    pub(crate) fn run_with(&self, arguments: &[&str], secrets: &[(&str, &str)]) -> Run {
        let mut command = self.home.process();
        command.args(arguments).args(["--batch", "--format", "json", "--lang", "en", "--module"]);
        command.arg(Cards::module()).envs(self.cards.environment());
        for (option, secret) in secrets {
            command.arg(format!("--{option}-file")).arg(self.file(option, secret));
        }
        let before = self.cards.counters();
        let outcome = Outcome::of(&mut command);
        let after = self.cards.counters();
        assert_eq!(before[1..], after[1..], "another card was not asked for: {arguments:?}");
        Run::new(&outcome, &before[0], &after[0])
    }

    /// OpenSC's current name for the first token: a PIV card is named after its certificate.
    pub(crate) fn label(&self) -> String {
        let run = self.run(&["token", "list"]);
        run.report["tokens"][0]["label"].as_str().unwrap_or_else(|| panic!("{}", run.said)).to_owned()
    }

    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.home.path().join("tmp").join(name);
        std::fs::write(&path, content).expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("its mode");
        path
    }
}

impl Run {
    fn new(outcome: &Outcome, before: &Counters, after: &Counters) -> Self {
        let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
        Self {
            status: outcome.status,
            report: serde_json::from_str(&text).unwrap_or(Value::Null),
            presented: after.presented[before.presented.len()..].to_vec(),
            left: (after.user, after.other),
            said: format!("status {}\n{text}\n{}", outcome.status, outcome.stderr),
        }
    }

    pub(crate) fn word(&self, pointer: &str) -> &str {
        self.report.pointer(pointer).and_then(Value::as_str).unwrap_or("–")
    }

    /// Fails if status, commands with a PIN, or tries left differ.
    pub(crate) fn expect(self, status: i32, presented: &[&str], left: (u8, u8), why: &str) -> Self {
        let now = (self.status, self.presented.iter().map(String::as_str).collect::<Vec<_>>(), self.left);
        assert_eq!(now, (status, presented.to_vec(), left), "{why}: {}", self.said);
        self
    }
}
