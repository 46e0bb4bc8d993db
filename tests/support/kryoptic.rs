//! Kryoptic: a software token that counts tries and locks. `tests/kryoptic-shim/README.md` has the measurements.
//!
//! Pitfall: it caches PIN flags in memory; read the state in a new process, as every command here is one.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::softhsm::in_memory;
use super::tools::{pkcs11_tool, succeed};

/// A kryoptic with one slot or more; its tokens are deleted with this value.
pub struct Kryoptic {
    folder: TempDir,
    module: PathBuf,
}

impl Kryoptic {
    /// Slots 0, 1, 2 …, uninitialised.
    pub fn new(slots: usize) -> Self {
        let folder = in_memory("tokenctl-kryoptic-");
        let text = (0..slots).fold(String::new(), |text, slot| {
            let database = folder.path().join(format!("token-{slot}.sql"));
            let description = format!("Kryoptic {slot}");
            text + &format!(
                "[[slots]]\nslot = {slot}\ndescription = \"{description}\"\ndbtype = \"sqlite\"\ndbargs = \"{}\"\n\n",
                database.display()
            )
        });
        std::fs::write(folder.path().join("kryoptic.conf"), text).expect("kryoptic.conf");
        Self { folder, module: super::kryoptic() }
    }

    pub fn module(&self) -> &Path {
        &self.module
    }

    /// The environment variable for a child: `KRYOPTIC_CONF` and the file.
    pub fn environment(&self) -> (&'static str, PathBuf) {
        ("KRYOPTIC_CONF", self.folder.path().join("kryoptic.conf"))
    }

    /// Initialises the token of a slot and sets its user PIN.
    pub fn token(&self, slot: usize, label: &str, so_pin: &str, user_pin: &str) {
        let slot = slot.to_string();
        let base = ["--slot", &slot, "--so-pin", so_pin];
        succeed(self.pkcs11_tool().args(base).args(["--init-token", "--label", label]));
        let login = ["--login", "--login-type", "so", "--init-pin", "--new-pin", user_pin];
        succeed(self.pkcs11_tool().args(base).args(login));
    }

    /// The judge on this module.
    pub fn pkcs11_tool(&self) -> Command {
        let mut command = pkcs11_tool(&self.module);
        let (name, value) = self.environment();
        command.env(name, value);
        command
    }
}
