//! SoftHSM2 with a separate token folder.
//!
//! Pitfall: slots are renumbered when a token is initialised; ask for them again, or select by label or serial.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::tools::{pkcs11_tool, succeed, tool};

const PLACES: [&str; 8] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "/home/linuxbrew/.linuxbrew/lib/softhsm/libsofthsm2.so",
];

/// A new SoftHSM2; its tokens are deleted with this value.
pub struct SoftHsm {
    folder: TempDir,
    module: PathBuf,
}

impl SoftHsm {
    pub fn new() -> Self {
        let module = PLACES.map(PathBuf::from).into_iter().find(|path| path.exists());
        let module = module.unwrap_or_else(|| {
            panic!("SoftHSM2 is missing: apt-get install softhsm2, dnf install softhsm, or brew install softhsm")
        });
        let folder = in_memory("tokenctl-softhsm-");
        let tokens = folder.path().join("tokens");
        std::fs::create_dir(&tokens).expect("the token folder");
        let text =
            format!("directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n", tokens.display());
        std::fs::write(folder.path().join("softhsm2.conf"), text).expect("softhsm2.conf");
        Self { folder, module }
    }

    pub fn module(&self) -> &Path {
        &self.module
    }

    /// The environment variable for a child: `SOFTHSM2_CONF` and the file.
    pub fn environment(&self) -> (&'static str, PathBuf) {
        ("SOFTHSM2_CONF", self.folder.path().join("softhsm2.conf"))
    }

    /// Initialises one more token.
    pub fn token(&self, label: &str, so_pin: &str, user_pin: &str) {
        let mut command = self.with_environment(tool("softhsm2-util"));
        command.args(["--init-token", "--free", "--label", label, "--so-pin", so_pin, "--pin", user_pin]);
        succeed(&mut command);
    }

    /// Writes an object from a file accepted by pkcs11-tool: `cert`, `pubkey` or `privkey`, in DER.
    pub fn write(&self, label: &str, user_pin: &str, kind: &str, id: &str, der: &[u8]) {
        let file = self.folder.path().join(format!("{kind}.der"));
        std::fs::write(&file, der).expect("the object's file");
        let mut command = self.pkcs11_tool();
        command.args([
            "--token-label",
            label,
            "--login",
            "--pin",
            user_pin,
            "--type",
            kind,
            "--id",
            id,
            "--label",
            label,
        ]);
        succeed(command.arg("--write-object").arg(&file));
    }

    /// The judge on this module.
    pub fn pkcs11_tool(&self) -> Command {
        self.with_environment(pkcs11_tool(&self.module))
    }

    fn with_environment(&self, mut command: Command) -> Command {
        let (name, value) = self.environment();
        command.env(name, value);
        command
    }
}

/// A temporary folder in memory if available: SoftHSM opens a file at nearly every access.
pub fn in_memory(prefix: &str) -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::with_prefix_in(prefix, memory) } else { TempDir::with_prefix(prefix) };
    folder.expect("a temporary folder")
}
