//! The main task on real tokens: the demo set in SoftHSM2, checked with openssl and pkcs11-tool.
//!
//! `UPDATE_GOLDEN=1 cargo test --test inventory` regenerates the golden files; read the difference before committing.
//! Pitfall: the demo tokens of this binary are shared by all its tests, so no test may change them.
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails, and writes its own files"
)]

#[path = "../softhsm/mod.rs"]
mod softhsm;
#[path = "../support/mod.rs"]
mod support;

mod budget;
mod certificates;
mod check;
mod golden;
mod pairing;
mod saved;
mod selection;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use support::{Home, Outcome};

/// The day on which the demo tokens were made.
const AT: &str = "2026-11-22";

/// The configuration of the shared demo tokens.
fn configuration() -> PathBuf {
    static SHARED: OnceLock<softhsm::Tokens> = OnceLock::new();
    // A static is never dropped; the folder is small and inside the system's temporary folder.
    SHARED.get_or_init(|| softhsm::Tokens::demo(AT)).configuration()
}

/// Separate tokens for the tests that log in: SoftHSM writes to a token at login, and another process that reads it at
/// that moment may find it empty.
fn configuration_for_logins() -> PathBuf {
    static SHARED: OnceLock<softhsm::Tokens> = OnceLock::new();
    SHARED.get_or_init(|| softhsm::Tokens::demo(AT)).configuration()
}

/// The program on those tokens; arguments are to be added.
fn login_command(home: &Home) -> Command {
    let mut command = command(home);
    command.env("SOFTHSM2_CONF", configuration_for_logins());
    command
}

/// The program on the demo tokens; arguments are to be added.
fn command(home: &Home) -> Command {
    command_at(home, AT)
}

/// The same at another time.
fn command_at(home: &Home, at: &str) -> Command {
    let mut command = home.process();
    command.env("SOFTHSM2_CONF", configuration()).arg("--module").arg(softhsm::module()).args(["--at", at]);
    command
}

fn tokenctl(arguments: &[&str]) -> Outcome {
    Outcome::of(command(&Home::new()).args(arguments))
}

fn json(arguments: &[&str]) -> Value {
    tokenctl(&[&["--format", "json"], arguments].concat()).expect_status(0, "a report").json()
}

/// Every certificate of a report with its token.
fn certificates(report: &Value) -> Vec<(&Value, &Value)> {
    let tokens = report["tokens"].as_array().expect("tokens").iter();
    tokens
        .flat_map(|token| token["certificates"].as_array().expect("certificates").iter().map(move |one| (token, one)))
        .collect()
}

fn token<'a>(report: &'a Value, serial: &str) -> &'a Value {
    let mut tokens = report["tokens"].as_array().expect("tokens").iter();
    tokens.find(|token| token["serial"] == serial).unwrap_or_else(|| panic!("the token {serial} is in the report"))
}

/// Compares with a file of `fixtures/inventory`, or writes it.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/inventory").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("the golden file can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let difference = expected.lines().zip(text.lines()).enumerate().find(|(_, (one, other))| one != other);
    assert!(expected == text, "{name} differs, first in line {difference:?}; see UPDATE_GOLDEN in main.rs");
}
