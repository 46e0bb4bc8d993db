//! NSS softokn with a separate database.
//!
//! Pitfall: it requires its configuration as the reserved argument of C_Initialize, so the config has to name it.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::tools::{succeed, tool};

const PLACES: [&str; 6] = [
    "/usr/lib/x86_64-linux-gnu/libsoftokn3.so",
    "/usr/lib/x86_64-linux-gnu/nss/libsoftokn3.so",
    "/usr/lib/aarch64-linux-gnu/libsoftokn3.so",
    "/usr/lib/aarch64-linux-gnu/nss/libsoftokn3.so",
    "/usr/lib64/libsoftokn3.so",
    "/usr/lib/libsoftokn3.so",
];

/// A database with a password; it is deleted with this value.
pub struct Nss {
    folder: TempDir,
    module: PathBuf,
}

impl Nss {
    /// The token with the keys; the other one only has mechanisms.
    pub const LABEL: &str = "NSS Certificate DB";

    pub fn new(password: &str) -> Self {
        let module = PLACES.map(PathBuf::from).into_iter().find(|path| path.exists());
        let module = module.unwrap_or_else(|| panic!("NSS softokn is missing: apt-get install libnss3 libnss3-tools"));
        let folder = TempDir::with_prefix("tokenctl-nss-").expect("a temporary folder");
        let file = folder.path().join("password");
        std::fs::write(&file, password).expect("the password's file");
        let database = format!("sql:{}", folder.path().display());
        succeed(tool("certutil").args(["-N", "-d", &database, "-f"]).arg(&file));
        Self { folder, module }
    }

    pub fn module(&self) -> &Path {
        &self.module
    }

    /// The reserved argument of C_Initialize.
    pub fn init_args(&self) -> String {
        let folder = self.folder.path().display();
        format!("configdir='sql:{folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=")
    }
}
