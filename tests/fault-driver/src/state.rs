//! State that outlives a process: tries left, PINs (as digests), tokens pulled out or exchanged, the number of
//! processes. It is stored beside the script and changed under a file lock, so that separate hosts see the same card.
//!
//! Pitfall: a host may be killed at any moment, so the file is replaced, never written in place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::script::{Pin, Script, Token};

#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct State {
    pub processes: u64,
    /// Processes by the name of their run.
    pub runs: BTreeMap<String, u64>,
    /// All calls, if a rule needs their number.
    pub calls: u64,
    pub gone: BTreeSet<u64>,
    /// Slot to index in the script's `spares`.
    pub swapped: BTreeMap<u64, usize>,
    /// By `Holder`'s name.
    pub tokens: BTreeMap<String, TokenState>,
    /// What was written and deleted, by `Holder`'s name.
    pub written: BTreeMap<String, Written>,
}

/// Objects of a token besides those of the script.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Written {
    /// Attributes by number, their bytes in hex.
    pub created: Vec<BTreeMap<u64, String>>,
    /// Places of deleted objects, the script's first.
    pub destroyed: BTreeSet<usize>,
}

impl State {
    /// Numbers a process at its start: among all, or among those of its run.
    pub fn enter(&mut self, run: Option<&str>) -> u64 {
        self.processes += 1;
        let Some(run) = run else { return self.processes };
        let number = self.runs.entry(run.to_owned()).or_default();
        *number += 1;
        *number
    }
}

#[derive(Clone, Deserialize, Serialize)]
pub struct TokenState {
    pub user: PinState,
    pub so: PinState,
    pub puk: PinState,
    /// The 32 bytes of the label in hex, once the token was initialised by C_InitToken.
    #[serde(default)]
    pub label: Option<String>,
}

/// One secret: its digest (none: not set), its tries.
#[derive(Clone, Default, Deserialize, Serialize)]
pub struct PinState {
    pub digest: Option<String>,
    /// 0: never locks.
    pub tries: u32,
    pub left: u32,
    pub wrong: u32,
    pub must_change: bool,
}

impl PinState {
    fn new(pin: Option<&Pin>, usual: u32) -> Self {
        let tries = pin.and_then(|pin| pin.tries).unwrap_or(usual);
        let left = pin.and_then(|pin| pin.left).unwrap_or(tries);
        Self {
            digest: pin.and_then(|pin| pin.value.as_deref()).map(|value| digest(value.as_bytes())),
            tries,
            left,
            wrong: tries.saturating_sub(left),
            must_change: pin.is_some_and(|pin| pin.must_change),
        }
    }

    pub fn locked(&self) -> bool {
        self.tries > 0 && self.left == 0
    }

    pub fn set(&mut self, value: &[u8]) {
        self.digest = Some(digest(value));
        self.left = self.tries;
        self.wrong = 0;
        self.must_change = false;
    }

    /// A wrong one is tried elsewhere.
    pub fn spend(&mut self) {
        self.wrong += 1;
        self.left = self.left.saturating_sub(1);
    }

    pub fn lock(&mut self) {
        self.tries = self.tries.max(1);
        self.wrong = self.tries;
        self.left = 0;
    }
}

impl TokenState {
    pub fn new(token: &Token) -> Self {
        let usual = token.style.tries();
        Self {
            user: PinState::new(token.user_pin.as_ref(), usual),
            so: PinState::new(token.so_pin.as_ref(), usual),
            puk: PinState::new(token.puk.as_ref(), usual),
            label: None,
        }
    }
}

/// No plain PIN is written, so that a test may search every file of a run for the PINs it used.
pub fn digest(pin: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(pin).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all that is written");
        text
    })
}

/// The token currently in a slot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Slot(u64),
    Spare(usize),
}

impl Holder {
    pub fn of(state: &State, slot: u64) -> Self {
        state.swapped.get(&slot).map_or(Self::Slot(slot), |spare| Self::Spare(*spare))
    }

    pub fn name(self) -> String {
        match self {
            Self::Slot(slot) => format!("slot {slot}"),
            Self::Spare(index) => format!("spare {index}"),
        }
    }

    /// In one word, as in the log.
    pub fn word(self) -> String {
        match self {
            Self::Slot(slot) => format!("slot:{slot}"),
            Self::Spare(index) => format!("spare:{index}"),
        }
    }

    pub fn token(self, script: &Script) -> Option<&Token> {
        match self {
            Self::Slot(slot) => script.slots.iter().find(|known| known.id.get() as u64 == slot)?.token.as_ref(),
            Self::Spare(index) => script.spares.get(index),
        }
    }
}

pub struct StateFile {
    path: PathBuf,
    lock: PathBuf,
}

impl StateFile {
    pub fn beside(script: &Path) -> Self {
        let with = |ending: &str| {
            let mut name = script.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        Self { path: with(".state"), lock: with(".state.lock") }
    }

    pub fn read(&self) -> State {
        std::fs::read(&self.path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Changes the state while no other process can.
    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> std::io::Result<T> {
        let _lock = locked(&self.lock)?;
        let mut state = self.read();
        let result = change(&mut state);
        let new = self.path.with_extension(format!("state.{}", std::process::id()));
        std::fs::write(&new, serde_json::to_vec(&state)?)?;
        std::fs::rename(&new, &self.path)?;
        Ok(result)
    }
}

/// Waits for the lock file; the lock is released with the returned file.
#[cfg(unix)]
fn locked(path: &Path) -> std::io::Result<File> {
    use std::os::fd::AsRawFd;

    let file = File::options().create(true).append(true).open(path)?;
    // SAFETY: takes no pointer; the descriptor is open.
    let result = unsafe { libc::flock(file.as_raw_fd(), libc::LOCK_EX) };
    if result == 0 { Ok(file) } else { Err(std::io::Error::last_os_error()) }
}

/// Waits for the lock file; it cannot be opened twice.
#[cfg(windows)]
pub fn locked(path: &Path) -> std::io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;

    const SHARING_VIOLATION: i32 = 32;
    loop {
        match File::options().create(true).append(true).share_mode(0).open(path) {
            Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            result => return result,
        }
    }
}
