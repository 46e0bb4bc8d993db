//! A copy of the fault driver with its script, log and state in a separate folder.
//!
//! Pitfall: the module is a copy, because one file under two names counts as one driver.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::modules::wait_for;
use super::{Calls, Script, Variant, fault_driver};

/// An installed driver; it is deleted with this value.
pub struct Rig {
    folder: TempDir,
    module: PathBuf,
}

impl Rig {
    pub(super) fn new(variant: Variant, script: &Script) -> Self {
        let folder = TempDir::with_prefix("tokenctl-rig-").expect("a temporary folder");
        let module = folder.path().join(format!("libfault{}", std::env::consts::DLL_SUFFIX));
        std::fs::copy(fault_driver(variant), &module).expect("the module can be copied");
        let rig = Self { folder, module };
        rig.rewrite(script);
        rig
    }

    /// Another script for the same module; state and log are kept.
    pub fn rewrite(&self, script: &Script) {
        std::fs::write(self.beside(".json"), script.json().to_string()).expect("the script can be written");
    }

    pub fn module(&self) -> &Path {
        &self.module
    }

    /// The module as an argument.
    pub fn module_text(&self) -> &str {
        self.module.to_str().expect("the module's path is UTF-8")
    }

    /// The folder of module, script, log and state; a test may put its own files here.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn calls(&self) -> Calls {
        Calls::read(&self.log())
    }

    /// The hosts that loaded this module and still run, according to the log of calls. Unlike `Home::hosts` it needs no
    /// right to inspect them, which hosts grant only to root.
    pub fn hosts(&self) -> Vec<u32> {
        let is_host = |process: &u32| {
            let words = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            words.split(|byte| *byte == 0).any(|word| word == b"driver-host")
        };
        self.calls().processes().into_iter().filter(is_host).collect()
    }

    /// Fails if a host is left two seconds after the run.
    pub fn no_host_left(&self) {
        let deadline = Instant::now() + Duration::from_secs(2);
        while !self.hosts().is_empty() {
            assert!(Instant::now() < deadline, "driver hosts are left behind: {:?}", self.hosts());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn log(&self) -> PathBuf {
        self.beside(".json.log")
    }

    /// Waits until a process is waiting at this gate.
    pub fn wait_for_gate(&self, name: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.gate_reached(name) {
            assert!(Instant::now() < deadline, "nobody came to the gate {name} within a minute");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Whether a process reached this gate.
    pub fn gate_reached(&self, name: &str) -> bool {
        self.beside(&format!(".json.gate.{name}.reached")).exists()
    }

    /// Lets all processes through that wait at this gate or reach it later.
    pub fn open_gate(&self, name: &str) {
        File::create(self.beside(&format!(".json.gate.{name}.open"))).expect("the gate can be opened");
    }

    /// Clears calls, tries, PINs, pulled tokens, gates and the number of processes.
    pub fn reset(&self) {
        for file in std::fs::read_dir(self.folder()).expect("the rig's folder").flatten() {
            if file.file_name().to_string_lossy().contains(".json.gate.") {
                std::fs::remove_file(file.path()).expect("a gate can be removed");
            }
        }
        for ending in [".json.log", ".json.state"] {
            match std::fs::remove_file(self.beside(ending)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{ending}: {error}"),
                _ => {}
            }
        }
    }

    /// Tries left of the `user`, `so` or `puk` of the token that the script put into a slot.
    pub fn tries_left(&self, slot: u64, pin: &str) -> u64 {
        let state = self.state();
        let left = &state["tokens"][format!("slot {slot}")][pin]["left"];
        left.as_u64().unwrap_or_else(|| panic!("nobody tried the {pin} PIN of slot {slot} yet: {state}"))
    }

    /// Wrong tries of the `user`, `so` or `puk` of a token since its last correct one; 0 if it was not tried. The token
    /// is named as in [`super::Reached`].
    pub fn wrong_tries(&self, token: &str, pin: &str) -> u64 {
        let state = self.state();
        state["tokens"][token.replacen(':', " ", 1)][pin]["wrong"].as_u64().unwrap_or(0)
    }

    /// Pulls the token out of a slot, for every process from now on.
    pub fn pull_out(&self, slot: u64) {
        self.change_state(|state| state["gone"].as_array_mut().expect("a list").push(slot.into()));
    }

    /// Puts the pulled token back.
    pub fn put_back(&self, slot: u64) {
        self.change_state(|state| state["gone"].as_array_mut().expect("a list").retain(|gone| *gone != slot));
    }

    /// Puts the spare token of this index into a slot.
    pub fn swap(&self, slot: u64, spare: usize) {
        self.change_state(|state| state["swapped"][slot.to_string()] = spare.into());
    }

    fn change_state(&self, change: impl FnOnce(&mut Value)) {
        let lock = File::options().create(true).append(true).open(self.beside(".json.state.lock"));
        let lock = lock.expect("the state's lock");
        wait_for(&lock);
        let empty = || json!({"processes": 0, "gone": [], "swapped": {}, "tokens": {}});
        let old = std::fs::read(self.beside(".json.state"));
        let mut state = old.map_or_else(|_| empty(), |bytes| serde_json::from_slice(&bytes).expect("JSON"));
        change(&mut state);
        let new = self.beside(".json.state.new");
        std::fs::write(&new, state.to_string()).expect("the new state");
        std::fs::rename(new, self.beside(".json.state")).expect("the new state in place");
    }

    /// The state file unchanged.
    pub fn state(&self) -> Value {
        let bytes = std::fs::read(self.beside(".json.state")).expect("the state: nothing loaded the module yet");
        serde_json::from_slice(&bytes).expect("the state is JSON")
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut path = self.module.clone();
        path.as_mut_os_string().push(ending);
        path
    }
}
