//! tpm2-pkcs11 on a TPM in software (swtpm), with one token.
//!
//! Pitfall: a TPM holds three loaded objects and keeps them until they are flushed; tpm2_ptool calls several tools in
//! sequence, so each of them cleans up after itself here.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::softhsm::in_memory;
use super::tools::{pkcs11_tool, succeed, tool};

const PLACES: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1",
    "/usr/lib/aarch64-linux-gnu/libtpm2_pkcs11.so.1",
    "/usr/lib/x86_64-linux-gnu/pkcs11/libtpm2_pkcs11.so",
    "/usr/lib64/pkcs11/libtpm2_pkcs11.so",
];
/// Far longer than it takes to start.
const LIMIT: Duration = Duration::from_secs(30);
/// Runs the tool of its own name, and flushes what that left loaded.
const CLEARING: &str = "#!/bin/sh\nstatus=0\n\"$TPM2_TOOLS/${0##*/}\" \"$@\" || status=$?\n\
    \"$TPM2_TOOLS/tpm2_flushcontext\" --transient-object >/dev/null 2>&1\nexit \"$status\"\n";

/// A TPM with one token; both are deleted with this value.
pub struct Tpm2 {
    folder: TempDir,
    emulator: Child,
}

impl Tpm2 {
    /// A token with this label and these PINs.
    pub fn new(label: &str, so_pin: &str, user_pin: &str) -> Self {
        let folder = in_memory("tokenctl-tpm-");
        for name in ["state", "store", "tools"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        let at = |name: &str| folder.path().join(name).display().to_string();
        let mut swtpm = tool("swtpm");
        swtpm.args(["socket", "--tpm2", "--flags", "not-need-init,startup-clear", "--tpmstate"]);
        swtpm.arg(format!("dir={}", at("state"))).arg("--server").arg(format!("type=unixio,path={}", at("tpm.sock")));
        // The client derives the second name from the first.
        swtpm.arg("--ctrl").arg(format!("type=unixio,path={}", at("tpm.sock.ctrl")));
        swtpm.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let needed = "apt-get install swtpm libtpm2-pkcs11-1 libtpm2-pkcs11-tools tpm2-tools libtss2-tcti-swtpm0";
        let emulator = swtpm.spawn().unwrap_or_else(|error| panic!("swtpm: {error}; {needed}"));
        let tpm = Self { folder, emulator };
        let deadline = Instant::now() + LIMIT;
        while !tpm.folder.path().join("tpm.sock").exists() {
            assert!(Instant::now() < deadline, "swtpm does not come up");
            std::thread::sleep(Duration::from_millis(10));
        }
        tpm.clearing_tools();
        succeed(&mut tpm.ptool(&["init"]));
        let pins = ["--sopin", so_pin, "--userpin", user_pin];
        succeed(tpm.ptool(&["addtoken", "--pid", "1", "--label", label]).args(pins));
        tpm
    }

    /// The module that serves it.
    pub fn module() -> PathBuf {
        let module = PLACES.map(PathBuf::from).into_iter().find(|path| path.exists());
        module.unwrap_or_else(|| panic!("libtpm2_pkcs11.so is missing: apt-get install libtpm2-pkcs11-1"))
    }

    /// The environment variables for a child.
    pub fn environment(&self) -> [(&'static str, PathBuf); 2] {
        [("TPM2_PKCS11_STORE", self.folder.path().join("store")), ("TPM2_PKCS11_TCTI", self.way())]
    }

    /// The judge on this module.
    pub fn pkcs11_tool(&self) -> Command {
        let mut command = pkcs11_tool(&Self::module());
        command.envs(self.environment());
        command
    }

    fn way(&self) -> PathBuf {
        PathBuf::from(format!("swtpm:path={}", self.folder.path().join("tpm.sock").display()))
    }

    fn clearing_tools(&self) {
        use std::os::unix::fs::symlink;
        let tools = self.folder.path().join("tools");
        super::home::script_file(&tools.join("any"), CLEARING);
        for entry in std::fs::read_dir(Self::own_tools()).expect("the folder of tpm2-tools").flatten() {
            let name = entry.file_name();
            let ours = name.to_str().is_some_and(|name| name.starts_with("tpm2_") && name != "tpm2_ptool");
            if ours {
                symlink("any", tools.join(name)).expect("a link");
            }
        }
    }

    fn own_tools() -> &'static Path {
        let folder = Path::new("/usr/bin");
        assert!(folder.join("tpm2_flushcontext").exists(), "tpm2-tools are missing: apt-get install tpm2-tools");
        folder
    }

    fn ptool(&self, words: &[&str]) -> Command {
        let mut command = tool("tpm2_ptool");
        let path = format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", self.folder.path().join("tools").display());
        command.env("PATH", path).env("TPM2_TOOLS", Self::own_tools()).env("TPM2TOOLS_TCTI", self.way());
        command.args(words).arg("--path").arg(self.folder.path().join("store"));
        command
    }
}

impl Drop for Tpm2 {
    fn drop(&mut self) {
        let _gone_already = self.emulator.kill();
        let _reaped = self.emulator.wait();
    }
}
