//! A module, a home with files, and the program; the old certificate and the renewed one.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::support::{Certificate, Home, Key, Outcome, RSA_2048, Rig, Script, Token, USER_PIN, secret_file};

/// Between the two certificates' dates.
pub const AT: &str = "2026-11-22T01:00:00Z";

/// A counting driver, in front of a real module or with a script.
pub struct Desk {
    pub home: Home,
    pub rig: Rig,
    environment: Vec<(&'static str, PathBuf)>,
}

pub struct Run {
    pub status: i32,
    pub document: Value,
    pub said: String,
}

impl Run {
    pub fn result(&self, number: usize) -> &Value {
        &self.document["results"][number]
    }

    /// The first certificate replaced this one, of which a copy is beside the journal.
    pub fn replaced_with_a_copy(&self, old: &[u8]) {
        let replaced = &self.result(0)["replaces"][0];
        let told = (&replaced["sha256"], &replaced["deleted"]);
        assert_eq!(told, (&Value::from(sha256(old)), &Value::from(true)), "{replaced}");
        let copy = std::fs::read(replaced["copy"].as_str().expect("a path")).expect("the copy");
        assert_eq!(copy, old, "a copy of it lies beside the journal");
    }

    /// The result for a certificate, and its reason.
    pub fn ended(&self, number: usize) -> (&str, Option<&str>) {
        let one = self.result(number);
        (one["result"].as_str().unwrap_or("–"), one["reason"].as_str())
    }
}

impl Desk {
    pub fn of(script: &Script) -> Self {
        Self::new(script, Vec::new())
    }

    pub fn before(module: &Path, environment: impl IntoIterator<Item = (&'static str, PathBuf)>) -> Self {
        Self::new(&Script::forwarding_to(module), environment.into_iter().collect())
    }

    fn new(script: &Script, environment: Vec<(&'static str, PathBuf)>) -> Self {
        let desk = Self { home: Home::new(), rig: script.install(), environment };
        secret_file(&desk.path("pin"), USER_PIN);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        std::fs::write(path, bytes).expect("a file");
    }

    pub fn run(&self, words: &[&str]) -> Outcome {
        let mut command = self.home.process();
        command.current_dir(self.home.path()).envs(self.environment.iter().cloned());
        command.args(["--at", AT, "--lang", "en", "--batch", "--module", self.rig.module_text()]).args(words);
        Outcome::of(&mut command)
    }

    pub fn json(&self, words: &[&str]) -> Run {
        let outcome = self.run(&[words, &["--format", "json"]].concat());
        let document = serde_json::from_slice(&outcome.stdout).unwrap_or(Value::Null);
        let said = String::from_utf8_lossy(&outcome.stdout).into_owned() + &outcome.stderr;
        Run { status: outcome.status, document, said }
    }

    /// `cert import` with the PIN of the file `pin`, confirmed.
    pub fn import(&self, words: &[&str]) -> Run {
        self.json(&[&["cert", "import", "--pin-file", "pin", "--yes"], words].concat())
    }

    pub fn journal(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path("journal/journal.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    /// SHA-256 of the certificates on the token now, read by an undisturbed run.
    pub fn on_token(&self) -> Vec<String> {
        let run = self.json(&["cert", "list"]);
        let tokens = run.document["tokens"].as_array().cloned().unwrap_or_default();
        let mut all: Vec<String> = tokens
            .iter()
            .flat_map(|token| token["certificates"].as_array().cloned().unwrap_or_default())
            .map(|one| one["sha256"].as_str().unwrap_or_default().to_owned())
            .collect();
        all.sort();
        all
    }
}

/// The certificate that is on the token.
pub fn old(key: &Key) -> Vec<u8> {
    Certificate::of("Nguyễn Văn An").serial(&[0x11]).valid("240101000000Z", "270101000000Z").key(key).der()
}

/// The renewed one.
pub fn new(key: &Key) -> Vec<u8> {
    renewed(key).der()
}

pub fn renewed(key: &Key) -> Certificate {
    Certificate::of("Nguyễn Văn An").serial(&[0x12]).valid("261101000000Z", "281101000000Z").key(key)
}

/// A token with a certificate of this key and its key pair under the ID 0a0b.
pub fn token(key: &Key) -> Token {
    Token::named("An").set("serial", "00000077").certificate(&ID, "An", &old(key)).key_pair(&ID, "An", key)
}

pub const ID: [u8; 2] = [0x0a, 0x0b];

/// One such token in slot 1, and the renewed certificate in `new.cer`.
pub fn healthy() -> Desk {
    with(Script::empty().slot(1, token(&RSA_2048)))
}

pub fn with(script: Script) -> Desk {
    let desk = Desk::of(&script);
    desk.file("new.cer", new(&RSA_2048));
    desk
}

pub fn sha256(der: &[u8]) -> String {
    tokenctl::domain::certificate::parse(der).sha256
}
