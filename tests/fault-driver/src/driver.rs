//! The module as it runs in this process: script, state, sessions, log.
//!
//! Pitfall: `runtime` is held for moments only, never across a sleep; the slot locks are held for a whole call.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use cryptoki_sys as c;
use cryptoki_sys::{CK_FLAGS, CK_OBJECT_HANDLE, CK_RV, CK_SESSION_HANDLE, CK_SLOT_ID, CK_USER_TYPE};

use crate::forward::Forward;
use crate::load;
use crate::object::Card;
use crate::script::Script;
use crate::sign::Signing;
use crate::state::{Holder, State, StateFile};

/// Everything one process knows.
pub struct Driver {
    pub script: Script,
    pub state: StateFile,
    pub forward: Option<Forward>,
    pub runtime: Mutex<Runtime>,
    /// This process's number among all that loaded the script, or among those of its run, from 1.
    pub process: u64,
    /// `FAULT_DRIVER_RUN`, which distinguishes simultaneous runs in a test.
    pub run: Option<String>,
    /// The prefix of the names of state, log and gates.
    pub base: PathBuf,
    counts_all: bool,
    pub in_flight: AtomicUsize,
    pub global: Mutex<()>,
    slots: Mutex<HashMap<CK_SLOT_ID, Arc<Mutex<()>>>>,
    counts: Mutex<HashMap<(&'static str, Option<CK_SLOT_ID>), u64>>,
    cards: Mutex<HashMap<(String, usize, usize), Arc<Card>>>,
    log: Option<Log>,
}

#[derive(Default)]
pub struct Runtime {
    pub initialized: bool,
    /// Whether C_Initialize was called with permission to use threads.
    pub threads: bool,
    pub sessions: BTreeMap<CK_SESSION_HANDLE, Session>,
    pub logins: HashMap<CK_SLOT_ID, CK_USER_TYPE>,
    /// PIN flags as first seen, for tokens with stale flags.
    pub stale: HashMap<CK_SLOT_ID, CK_FLAGS>,
    pub gone: BTreeSet<u64>,
    pub swapped: BTreeMap<u64, usize>,
    pub opened: CK_SESSION_HANDLE,
    pub searches: CK_OBJECT_HANDLE,
    /// Whether C_GetSlotList was asked for the number of slots.
    pub counted: bool,
    /// How often it was called.
    pub listed: u64,
}

pub struct Session {
    pub slot: CK_SLOT_ID,
    pub holder: Holder,
    pub read_write: bool,
    pub found: Option<VecDeque<CK_OBJECT_HANDLE>>,
    /// The last handle that the search returned.
    pub last: Option<CK_OBJECT_HANDLE>,
    pub signing: Option<Signing>,
    /// Whether it returned a challenge that was not answered yet.
    pub challenged: bool,
}

impl Driver {
    /// The one driver of this process, created at the first call.
    pub fn get() -> Result<&'static Self, &'static str> {
        static DRIVER: OnceLock<Result<Driver, String>> = OnceLock::new();
        DRIVER.get_or_init(Self::start).as_ref().map_err(String::as_str)
    }

    fn start() -> Result<Self, String> {
        let path = script_path()?;
        let script = Script::read(&path)?;
        let forward = script.forward.as_deref().map(Forward::open).transpose()?;
        let base = script.shared.clone().unwrap_or_else(|| path.clone());
        let state = StateFile::beside(&base);
        let run = std::env::var("FAULT_DRIVER_RUN").ok();
        let process = state
            .change(|state| state.enter(run.as_deref()))
            .map_err(|error| format!("state of {}: {error}", base.display()))?;
        let log = if script.log { Some(Log::beside(&base)?) } else { None };
        let counts_all = script.faults.iter().any(|rule| rule.overall.is_some());
        let driver = Self {
            run,
            base,
            counts_all,
            forward,
            state,
            process,
            log,
            script,
            runtime: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            global: Mutex::default(),
            slots: Mutex::default(),
            counts: Mutex::default(),
            cards: Mutex::default(),
        };
        if let Some(run) = &driver.run {
            driver.log("!run", None, run);
        }
        Ok(driver)
    }

    pub fn runtime(&self) -> MutexGuard<'_, Runtime> {
        lock(&self.runtime)
    }

    /// Numbers this call of this function on this slot, from 1.
    pub fn count(&self, name: &'static str, slot: Option<CK_SLOT_ID>) -> u64 {
        let mut counts = lock(&self.counts);
        let count = counts.entry((name, slot)).or_default();
        *count += 1;
        *count
    }

    /// Numbers this call among all calls of all processes, from 1, if a rule requires it; else 0.
    pub fn count_all(&self) -> u64 {
        if !self.counts_all {
            return 0;
        }
        self.change(|state| {
            state.calls += 1;
            state.calls
        })
        .unwrap_or(0)
    }

    /// One write per line, so that lines of several threads and processes do not mix. PINs are never logged.
    pub fn log(&self, name: &str, slot: Option<CK_SLOT_ID>, detail: &str) {
        let Some(log) = self.log.as_ref() else { return };
        let slot = slot.map_or_else(|| "-".to_owned(), |slot| slot.to_string());
        let line = format!("{} {name} {slot} {detail}\n", std::process::id());
        if let Err(error) = log.append(line.as_bytes()) {
            eprintln!("fault driver: the log cannot be written: {error}");
        }
    }

    pub fn slot_lock(&self, slot: CK_SLOT_ID) -> Arc<Mutex<()>> {
        Arc::clone(lock(&self.slots).entry(slot).or_default())
    }

    /// The state as all processes see it now; pulled tokens are recorded for open sessions.
    pub fn refresh(&self) -> State {
        let state = self.state.read();
        let mut runtime = self.runtime();
        runtime.gone.clone_from(&state.gone);
        runtime.swapped.clone_from(&state.swapped);
        drop(runtime);
        state
    }

    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> Result<T, CK_RV> {
        self.state.change(change).map_err(|error| {
            eprintln!("fault driver: the state cannot be written: {error}");
            c::CKR_DEVICE_ERROR
        })
    }

    /// The objects of a token as all processes see them now, decoded once until something is written.
    pub fn card(&self, holder: Holder) -> Result<Arc<Card>, CK_RV> {
        let written = self.state.read().written.remove(&holder.name()).unwrap_or_default();
        let key = (holder.name(), written.created.len(), written.destroyed.len());
        let mut cards = lock(&self.cards);
        if let Some(card) = cards.get(&key) {
            return Ok(Arc::clone(card));
        }
        let token = holder.token(&self.script).ok_or(c::CKR_TOKEN_NOT_PRESENT)?;
        let card = Arc::new(Card::of(token, &written).map_err(|message| {
            eprintln!("fault driver: {message}");
            c::CKR_GENERAL_ERROR
        })?);
        cards.insert(key, Arc::clone(&card));
        Ok(card)
    }
}

/// A panic in another thread does not matter here; the instrument continues.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A script beside the module takes precedence, so that one test may have several drivers.
fn script_path() -> Result<PathBuf, String> {
    let beside = load::own_path().map(|mut path| {
        path.as_mut_os_string().push(".json");
        path
    });
    if let Some(path) = beside.filter(|path| path.exists()) {
        return Ok(path);
    }
    std::env::var_os("FAULT_DRIVER_SCRIPT")
        .map(PathBuf::from)
        .ok_or_else(|| "neither a .json beside the module nor FAULT_DRIVER_SCRIPT".to_owned())
}

/// The list of calls that tests read.
pub struct Log {
    file: File,
    /// Held while a line is written. Wine appends in two steps, seeking and writing, so that two slots read at once
    /// overwrote each other's lines; unix appends in one step and needs no lock.
    #[cfg(windows)]
    lock: PathBuf,
}

impl Log {
    fn beside(script: &Path) -> Result<Self, String> {
        let path = std::env::var_os("FAULT_DRIVER_LOG").map_or_else(
            || {
                let mut path = script.to_path_buf();
                path.as_mut_os_string().push(".log");
                path
            },
            PathBuf::from,
        );
        let opened = File::options().create(true).append(true).open(&path);
        Ok(Self {
            file: opened.map_err(|error| format!("{}: {error}", path.display()))?,
            #[cfg(windows)]
            lock: {
                let mut path = path;
                path.as_mut_os_string().push(".lock");
                path
            },
        })
    }

    fn append(&self, line: &[u8]) -> std::io::Result<()> {
        #[cfg(windows)]
        let _alone = crate::state::locked(&self.lock)?;
        (&self.file).write_all(line)
    }
}
