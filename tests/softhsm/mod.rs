//! Demo tokens in a test's own folder, made by `examples/demo_tokens`.
//!
//! Pitfall: SoftHSM reads `SOFTHSM2_CONF` of the process that loads it, so it is set on every command, never here.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The user PIN of every demo token, set by `examples/demo_tokens`.
pub(crate) const USER_PIN: &str = "Demo1234";

/// A set of SoftHSM tokens that is deleted with its test.
pub(crate) struct Tokens {
    folder: TempDir,
}

impl Tokens {
    /// The demo tokens, with every validity counted from `at`.
    pub(crate) fn demo(at: &str) -> Self {
        Self::make(&["--at", at])
    }

    fn make(options: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--locked", "--example", "demo_tokens", "--", "--dir"])
            .arg(folder.path())
            .args(options)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo starts");
        assert!(
            output.status.success(),
            "the demo tokens could not be made (SoftHSM2 is installed by ./softhsm-setup.sh): {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self { folder }
    }

    /// The value of `SOFTHSM2_CONF`.
    pub(crate) fn configuration(&self) -> PathBuf {
        self.folder.path().join("softhsm2.conf")
    }
}

/// The SoftHSM2 library of this machine.
pub(crate) fn module() -> PathBuf {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ];
    let found = places.into_iter().find(|place| Path::new(place).exists());
    PathBuf::from(found.expect("SoftHSM2 is missing: run ./softhsm-setup.sh"))
}
