//! Inventories and staff lists for pages: the demo's, and any number of tokens with given names.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Outcome, tokenctl};

/// The day of every run here.
pub const AT: &str = "2026-11-22";

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The demo's inventory.
pub fn demo() -> Value {
    let bytes = std::fs::read(fixture("inventory/demo.json")).expect("the fixture");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// The demo with a locked PIN, an old reading, and a driver that failed: something for every section of a page.
pub fn troubled() -> Value {
    let mut inventory = demo();
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    for token in tokens.iter_mut() {
        match token["serial"].as_str() {
            Some("10252317") => token["user_pin"]["state"] = json!("locked"),
            Some("10240113") => token["read_at"] = json!("2026-08-03T02:00:00Z"),
            _ => {}
        }
    }
    let mut driver = inventory["drivers"][0].clone();
    driver["path"] = json!("/usr/lib/bit4id/libbit4xpki.so");
    driver["status"] = json!("hung");
    driver["failure"] = json!({
        "kind": "hung", "call": "C_GetSlotList", "slot": null, "ckr": null, "signal": null, "seconds": 30,
        "message": "C_GetSlotList did not return within 30 seconds",
    });
    inventory["drivers"].as_array_mut().expect("drivers").push(driver);
    inventory
}

/// As many tokens as asked for, each with a certificate, a holder and a unit named by the function.
pub fn many(count: usize, name: impl Fn(usize) -> (String, String)) -> Value {
    let mut inventory = demo();
    let tokens = inventory["tokens"].as_array().expect("tokens");
    let model = tokens.iter().find(|token| token["serial"] == "10241130").expect("the token").clone();
    let made = (0..count).map(|number| {
        let (holder, unit) = name(number);
        let mut token = model.clone();
        let serial = format!("{:08}", 50_000_000 + number);
        token["serial"] = json!(serial);
        token["slot"] = json!(number);
        token["label"] = json!(holder);
        token["holder"] = json!(holder);
        token["uri"] = json!(format!("pkcs11:serial={serial}"));
        token["keys"] = json!([]);
        token["problems"] = json!([]);
        let certificate = &mut token["certificates"][0];
        certificate["der"] = json!("");
        certificate["sha256"] = json!(format!("{number:064x}"));
        certificate["serial_number"] = json!(format!("{:016x}", 0x5000_0000_0000_0000_u64 + number as u64));
        // One key for all would be a copy on every token.
        certificate["key"]["spki_sha256"] = json!(format!("{number:064x}"));
        certificate["subject"]["common_name"] = json!(holder);
        certificate["subject"]["organizational_units"] = json!([unit]);
        let month = number % 24;
        certificate["not_after"] = json!(format!("{}-{:02}-15T16:59:59Z", 2026 + month / 12, month % 12 + 1));
        token
    });
    let made: Vec<Value> = made.collect();
    inventory["tokens"] = json!(made);
    inventory
}

/// A folder with an inventory, and what the program makes of it.
pub struct Pages(TempDir);

impl Pages {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Saves an inventory.
    pub fn save(&self, name: &str, inventory: &Value) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, serde_json::to_vec(inventory).expect("JSON")).expect("the file is written");
        path
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let mut process = tokenctl();
        let output = process.current_dir(self.0.path()).args(arguments).args(["--at", AT]).output().expect("it runs");
        Outcome {
            status: output.status.code().expect("a status"),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Makes a page, and returns its path.
    pub fn make(&self, page: &str, arguments: &[&str]) -> PathBuf {
        let outcome = self.run(&[arguments, &["--output", page, "--force"]].concat());
        assert!(matches!(outcome.status, 0 | 1 | 10 | 11), "{arguments:?}: {}\n{}", outcome.status, outcome.stderr);
        self.path(page)
    }

    /// A file with this text.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).expect("a file can be written");
        path
    }

    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("the file")
    }
}

/// The demo's staff list.
pub fn roster() -> String {
    fixture("roster/demo.csv").to_str().expect("a plain path").to_owned()
}
