//! The program in a separate home, the fault driver with a script, SoftHSM2 with a copy of the demo tokens.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use windows_sys::Win32::Foundation::CloseHandle;
use windows_sys::Win32::System::Threading::{OpenProcess, PROCESS_SYNCHRONIZE, WaitForSingleObject};

/// The reference day of the demo tokens.
pub const DAY: &str = "2026-11-22";
/// The user PIN of the fault driver's tokens.
pub const PIN: &str = "Trung-thu-1508";

/// A file prepared by `check-windows.sh`.
pub fn fixture(name: &str) -> PathBuf {
    let folder = std::env::var_os("TOKENCTL_WINDOWS_FIXTURES").expect("these tests are started by check-windows.sh");
    // Under wine the folder is given by its outside name.
    std::path::absolute(Path::new(&folder).join(name)).expect("the folder of the fixtures")
}

/// A profile without configuration.
pub struct Home(TempDir);

impl Home {
    pub fn new() -> Self {
        let home = TempDir::with_prefix("tokenctl-home-").expect("a temporary folder");
        for folder in ["Roaming", "Local", "ProgramData", "Program Files"] {
            std::fs::create_dir(home.path().join(folder)).expect("the profile's folders");
        }
        Self(home)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The program in this profile, in English, with these arguments.
    pub fn tokenctl(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenctl"));
        for name in ["LC_ALL", "LC_MESSAGES", "HOME", "TOKENCTL_MODULE", "TOKENCTL_CONFIG", "ProgramFiles(x86)"] {
            command.env_remove(name);
        }
        command.env("LANG", "en").env("USERPROFILE", self.path());
        for (name, folder) in [
            ("APPDATA", "Roaming"),
            ("LOCALAPPDATA", "Local"),
            ("ProgramData", "ProgramData"),
            ("ProgramFiles", "Program Files"),
            ("ProgramW6432", "Program Files"),
        ] {
            command.env(name, self.path().join(folder));
        }
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it with a driver.
    pub fn run(&self, module: &Path, arguments: &[&str]) -> Ran {
        Ran::of(self.with_module(module, arguments))
    }

    pub fn with_module(&self, module: &Path, arguments: &[&str]) -> Command {
        let mut command = self.tokenctl(&["--at", DAY, "--module"]);
        command.arg(module).args(arguments);
        command
    }
}

/// The result of a run.
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(mut command: Command) -> Self {
        command.output().expect("the program starts").into()
    }

    /// The same with bytes on standard input.
    pub fn with_input(mut command: Command, input: &[u8]) -> Self {
        let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A program that ends before it reads is judged by its output.
        stdin.write_all(input).ok();
        drop(stdin);
        child.wait_with_output().expect("the program ends").into()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr))
    }

    /// Status and output, for messages.
    pub fn all(&self) -> String {
        format!("status {}\n{}\n{}", self.status, self.stdout, self.stderr)
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
        let status = output.status.code().expect("every process of Windows has a status");
        Self { status, stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// The fault driver with a script, in a separate folder.
pub struct Driver {
    _folder: TempDir,
    pub module: PathBuf,
}

impl Driver {
    /// Tokens in slots 1, 2, … and their faults.
    pub fn new(tokens: &[&str], faults: Value) -> Self {
        let slots: Vec<Value> = tokens.iter().zip(1..).map(|(label, id)| slot(id, label)).collect();
        Self::of_script(&json!({"slots": slots, "faults": faults}))
    }

    pub fn of_script(script: &Value) -> Self {
        let folder = TempDir::with_prefix("tokenctl-driver-").expect("a temporary folder");
        let module = folder.path().join("fault.dll");
        std::fs::copy(fixture("fault.dll"), &module).expect("the fault driver can be copied");
        std::fs::write(beside(&module, ".json"), script.to_string()).expect("the script can be written");
        Self { _folder: folder, module }
    }

    /// Every call as `(process, function)`.
    pub fn calls(&self) -> Vec<(u32, String)> {
        let log = std::fs::read_to_string(beside(&self.module, ".json.log")).unwrap_or_default();
        let call = |line: &str| {
            let mut words = line.split(' ');
            let process = words.next().and_then(|word| word.parse().ok()).expect("a process id");
            (process, words.next().expect("a function").to_owned())
        };
        log.lines().map(call).collect()
    }

    pub fn count(&self, function: &str) -> usize {
        self.calls().iter().filter(|(_, name)| name == function).count()
    }

    /// Waits until a function of the driver was called.
    pub fn wait_for(&self, function: &str) {
        let start = Instant::now();
        while self.count(function) == 0 {
            assert!(start.elapsed() < Duration::from_secs(60), "{function} was never called: {:?}", self.calls());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Fails if a process that loaded the driver is still running after this time.
    pub fn no_host_left(&self, within: Duration) {
        let start = Instant::now();
        let processes: std::collections::BTreeSet<u32> = self.calls().into_iter().map(|(process, _)| process).collect();
        assert!(!processes.is_empty(), "the driver was loaded");
        for process in processes {
            while runs(process) {
                assert!(start.elapsed() < within, "host {process} is left behind");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

fn slot(id: u64, label: &str) -> Value {
    let pin = json!({"value": PIN});
    json!({"id": id, "description": format!("Reader {id}"),
        "token": {"label": label, "serial": format!("{id:08}"), "user_pin": pin, "objects": []}})
}

fn beside(module: &Path, ending: &str) -> PathBuf {
    let mut path = module.to_owned();
    path.as_mut_os_string().push(ending);
    path
}

/// Whether a process has not ended yet.
#[allow(unsafe_code, reason = "the standard library asks only about its own children")]
pub fn runs(process: u32) -> bool {
    const STILL_RUNNING: u32 = 0x102;
    // SAFETY: an ended process gives a null handle; the handle is closed once.
    unsafe {
        let handle = OpenProcess(PROCESS_SYNCHRONIZE, 0, process);
        if handle.is_null() {
            return false;
        }
        let state = WaitForSingleObject(handle, 0);
        CloseHandle(handle);
        state == STILL_RUNNING
    }
}

/// SoftHSM2 with its own copy of the demo tokens.
pub struct SoftHsm {
    folder: TempDir,
    pub module: PathBuf,
}

impl SoftHsm {
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("tokenctl-softhsm-").expect("a temporary folder");
        let tokens = folder.path().join("tokens");
        copy(&fixture("demo").join("tokens"), &tokens);
        let text =
            format!("directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n", tokens.display());
        std::fs::write(folder.path().join("softhsm2.conf"), text).expect("softhsm2.conf can be written");
        Self { folder, module: fixture("softhsm2.dll") }
    }

    pub fn command(&self, home: &Home, arguments: &[&str]) -> Command {
        let mut command = home.with_module(&self.module, arguments);
        command.env("SOFTHSM2_CONF", self.folder.path().join("softhsm2.conf"));
        command
    }

    pub fn run(&self, home: &Home, arguments: &[&str]) -> Ran {
        Ran::of(self.command(home, arguments))
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder can be read") {
        let entry = entry.expect("a folder's entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file's type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}
