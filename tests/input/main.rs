//! Bad input: every kind seen from users, files, drivers and terminals, each with stdout, stderr and exit status.
//!
//! Pitfall: stderr is compared in full if all of it is ours; in part if it contains the system's messages.
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails, and writes its own files"
)]

#[path = "../support/mod.rs"]
mod support;

#[cfg(target_os = "linux")]
mod adding;
mod hostile;
#[cfg(unix)]
mod interrupt;
mod modules;
mod pins;
#[cfg(unix)]
mod streams;
#[cfg(unix)]
mod unread;
mod usage;
#[cfg(target_os = "linux")]
mod verdicts;
#[cfg(target_os = "linux")]
mod waits;

use support::{Home, Outcome, Rig};

/// A shell script of the test, in which `"$0"` is the program and `"$@"` its arguments.
#[cfg(target_os = "linux")]
fn shell(home: &Home, script: &str) -> std::process::Command {
    let program = home.process();
    let mut command = std::process::Command::new("sh");
    command.arg("-c").arg(script).arg(program.get_program());
    command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

/// The program on one scripted driver, with tables and errors in English.
fn tokenctl(home: &Home, rig: &Rig, arguments: &[&str]) -> Outcome {
    let mut command = home.process();
    Outcome::of(command.args(["--at", "2026-11-22", "--module"]).arg(rig.module()).args(arguments))
}
