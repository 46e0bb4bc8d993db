//! A host whose process starts while this one is still parsing its command line; it receives no request until then.
//!
//! On Linux it is a copy of this process (`copy.rs`). Pitfall: what it inherits is fixed when it starts, so it is used
//! only if nothing has to be hidden from it or added.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::alone::Alone;
use super::{Launcher, Target, death};
use crate::driver::protocol::SUBCOMMAND;

static READY: Mutex<Option<(PathBuf, Alone)>> = Mutex::new(None);

fn ready() -> MutexGuard<'static, Option<(PathBuf, Alone)>> {
    READY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the early host when the run ends, if it was not needed.
#[must_use = "the host ends with this value"]
pub struct Early(());

/// As which process [`Early::start`] returns.
#[must_use = "a host has to serve"]
pub enum Started {
    /// As the one that was called.
    Parent(Early),
    /// As the host, which has to serve readings and must not return.
    #[cfg(target_os = "linux")]
    Host,
}

impl Early {
    /// Starts a host that some driver will need. If this fails, it is started again when needed, and the failure is
    /// reported then. Only while this process has one thread and knows no secret.
    pub fn start(program: PathBuf) -> Started {
        #[cfg(target_os = "linux")]
        match Alone::copy() {
            Ok(Some(process)) => {
                *ready() = Some((program, process));
                return Started::Parent(Self(()));
            }
            Ok(None) => return Started::Host,
            // Then it is started as on other systems.
            Err(_) => {}
        }
        *ready() = Alone::start(&mut command(&program)).ok().map(|process| (program, process));
        Started::Parent(Self(()))
    }
}

impl Drop for Early {
    fn drop(&mut self) {
        if let Some((_, mut process)) = ready().take() {
            death::kill(&mut process);
        }
    }
}

/// The early host, if there is one and it matches what would be started now.
pub(super) fn take(launcher: &Launcher, target: &Target, program: &Path) -> Option<Alone> {
    if !launcher.hidden_variables.is_empty() || !target.variables.is_empty() {
        return None;
    }
    let mut ready = ready();
    match ready.take() {
        Some((started, process)) if started == program => Some(process),
        other => {
            *ready = other;
            None
        }
    }
}

/// How this program is started as a host.
pub(super) fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .arg(SUBCOMMAND.to_string_lossy().as_ref())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}
