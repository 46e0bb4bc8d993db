//! The officer's desk: a home without settings, the demo's inventory and a staff list.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::softhsm::{Tokens, module};
use crate::support::{Home, Outcome};

/// The day of every run.
pub const AT: &str = "2026-11-22";

/// The inventory of the demo tokens as written by the program, read once.
fn read_tokens() -> &'static Value {
    static READ: OnceLock<Value> = OnceLock::new();
    READ.get_or_init(|| {
        let tokens = Tokens::demo(AT);
        let home = Home::new();
        let mut command = home.process();
        command.env("SOFTHSM2_CONF", tokens.configuration()).env("TOKENCTL_MODULE", module());
        command.args(["inventory", "--format", "json", "--at", AT]);
        Outcome::of(&mut command).expect_status(0, "the demo tokens are read").json()
    })
}

/// The token of this serial.
pub fn token<'v>(inventory: &'v mut Value, serial: &str) -> &'v mut Value {
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    tokens.iter_mut().find(|token| token["serial"] == serial).unwrap_or_else(|| panic!("no token {serial}"))
}

/// The demo's inventory some time later: one PIN is locked, and one certificate expires in 117 days.
pub fn inventory() -> Value {
    let mut inventory = read_tokens().clone();
    token(&mut inventory, "10251300")["user_pin"]["state"] = json!("locked");
    token(&mut inventory, "10252317")["certificates"][0]["not_after"] = json!("2027-03-19T16:59:59Z");
    inventory
}

/// The demo's inventory unchanged.
pub fn earlier() -> Value {
    read_tokens().clone()
}

/// The staff list of the demo.
pub fn staff() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/roster/demo.csv")
}

/// A home with an inventory in it.
pub struct Desk {
    home: Home,
}

impl Desk {
    pub fn new() -> Self {
        Self::with(&inventory())
    }

    pub fn with(inventory: &Value) -> Self {
        let desk = Self::empty();
        desk.write("inventory.json", inventory.to_string().as_bytes());
        desk
    }

    pub fn empty() -> Self {
        Self { home: Home::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("a plain path").to_owned()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        std::fs::write(&path, bytes).expect("a file of the test");
        self.text(name)
    }

    /// The program in this home.
    pub fn process(&self) -> std::process::Command {
        let mut command = self.home.process();
        command.current_dir(self.home.path());
        command
    }

    /// Runs the program with these words.
    pub fn run(&self, words: &[&str]) -> Outcome {
        Outcome::of(self.process().args(words).args(["--at", AT]))
    }

    /// Runs a command on the saved inventory and the staff list.
    pub fn office(&self, words: &[&str]) -> Outcome {
        let (inventory, staff) = (self.text("inventory.json"), staff());
        let sources = ["--from", &inventory, "--roster", staff.to_str().expect("a plain path")];
        self.run(&[words, &sources].concat())
    }

    /// The same, as a JSON document.
    pub fn document(&self, words: &[&str]) -> Value {
        self.office(&[words, &["--format", "json"]].concat()).expect_status(0, "a report").json()
    }
}

/// Rows of text, without the byte order mark.
pub fn csv(text: &[u8]) -> Vec<Vec<String>> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}
