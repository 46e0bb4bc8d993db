//! openCryptoki's soft token, in separate namespaces (`tests/scripts/opencryptoki-sandbox.sh`).
//!
//! Pitfall: its paths are compiled in, so the *test* moves into the namespaces: it runs itself again inside.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools::pkcs11_tool;

/// The soft token inside the sandbox: initialised, with both PINs set.
pub struct OpenCryptoki {
    module: PathBuf,
}

/// The sandbox's status if it cannot be created.
const CANNOT: i32 = 77;

/// Runs a test's body inside the sandbox. Pass the test's own name, since the test is started again by it.
///
/// Without root one line says that it was not run; with `CI=true` that is a failure.
pub fn inside_opencryptoki(test: &str, body: impl FnOnce(&OpenCryptoki)) {
    if let Some(module) = std::env::var_os("OPENCRYPTOKI_SANDBOX") {
        return body(&OpenCryptoki { module: module.into() });
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/opencryptoki-sandbox.sh");
    let itself = std::env::current_exe().expect("the path of this test");
    let output = Command::new("bash").arg(script).arg(itself).args(["--exact", test, "--nocapture"]).output();
    let output = output.unwrap_or_else(|error| panic!("bash: {error}"));
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    let required = std::env::var_os("CI").is_some_and(|value| value == "true");
    if output.status.code() == Some(CANNOT) && !required {
        // Bypasses the test runner's capture, so that the line is visible although the test counts as passed.
        let line = format!("NOT RUN: {test}: {}\n", printed.trim());
        std::io::stderr().write_all(line.as_bytes()).expect("stderr takes a line");
        return;
    }
    assert!(output.status.success(), "{test} in the sandbox of openCryptoki ({}):\n{printed}", output.status);
    assert!(printed.contains("1 passed"), "{test} is not the name of this test: none ran in the sandbox:\n{printed}");
}

impl OpenCryptoki {
    pub const LABEL: &str = "SOFTTOK";
    pub const SO_PIN: &str = "76543210";
    pub const USER_PIN: &str = "01234567";

    pub fn module(&self) -> &Path {
        &self.module
    }

    /// The judge on this module.
    pub fn pkcs11_tool(&self) -> Command {
        pkcs11_tool(&self.module)
    }
}
