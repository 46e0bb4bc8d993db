//! Runs the independent judges.
//!
//! Pitfall: pkcs11-tool takes PINs on its command line; it is a judge here, not an example.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

/// pkcs11-tool on a module, with only an English locale set. Add arguments and run it.
pub fn pkcs11_tool(module: &Path) -> Command {
    let mut command = tool("pkcs11-tool");
    command.arg("--module").arg(module);
    command
}

/// A tool of the machine with a clean environment.
pub fn tool(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.env_clear().env("LC_ALL", "C.UTF-8");
    command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "SYSTEMROOT"));
    command
}

/// Runs a command that must succeed; returns its stdout.
pub fn succeed(command: &mut Command) -> String {
    let output = run(command);
    let error = String::from_utf8_lossy(&output.stderr);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?} ended with {}:\n{text}\n{error}", output.status);
    text
}

/// Runs a command; if the tool is missing, the test fails with a line that says how to get it.
pub fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| {
        let program = command.get_program().display();
        panic!("{program}: {error}; on Debian: apt-get install opensc softhsm2 gnutls-bin libnss3-tools")
    })
}
