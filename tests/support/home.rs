//! The program under test in an empty home: no configuration, no `TOKENCTL_*`, a fixed locale.
//!
//! Pitfall: the home's path also identifies left-over hosts, so a host must inherit `HOME`; and hosts let only root
//! read their environment, so other users find none here: `Rig::hosts` works for all.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use tempfile::TempDir;

/// A home folder for runs of the program.
pub struct Home(TempDir);

/// The program in a home shared by all calls of this test process.
pub fn tokenctl() -> Command {
    static SHARED: OnceLock<Home> = OnceLock::new();
    // A static is never dropped, so this home is where `cargo clean` finds it.
    let make = || TempDir::with_prefix_in("home-", env!("CARGO_TARGET_TMPDIR")).expect("a folder for the home");
    SHARED.get_or_init(|| Home::furnished(make())).tokenctl()
}

impl Home {
    pub fn new() -> Self {
        Self::furnished(TempDir::with_prefix("tokenctl-home-").expect("a temporary folder"))
    }

    fn furnished(home: TempDir) -> Self {
        for folder in ["config", "data", "state", "cache", "runtime", "tmp"] {
            std::fs::create_dir(home.path().join(folder)).expect("the home's folders");
        }
        Self(home)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The program, for assertions.
    pub fn tokenctl(&self) -> Command {
        Command::from_std(self.process())
    }

    /// The program as a plain process, for tests that kill it, close its pipes or run it beside others.
    pub fn process(&self) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tokenctl"));
        let home = self.path();
        command.env_clear().env("LC_ALL", "C.UTF-8").env("HOME", home).env("USERPROFILE", home);
        command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "SYSTEMROOT"));
        for (name, folder) in [
            // Tests may run as root, and then the machine's own journal could be written.
            ("TOKENCTL_JOURNAL", "journal"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "runtime"),
            ("APPDATA", "config"),
            ("LOCALAPPDATA", "data"),
            ("ProgramData", "data"),
            // Never the machine's own journal, which root could write.
            ("TOKENCTL_JOURNAL", "journal"),
        ] {
            command.env(name, home.join(folder));
        }
        command
    }

    /// The program as an unprivileged user, who owns this home and these folders from now on: for root a user's p11-kit
    /// configuration does not count. A user other than root runs it as themselves.
    #[cfg(unix)]
    pub fn process_of_a_user(&self, folders: &[&Path]) -> std::process::Command {
        use std::os::unix::process::CommandExt;
        const NOBODY: u32 = 65534;
        if !rustix::process::geteuid().is_root() {
            return self.process();
        }
        // The build folder may not be accessible to that user.
        let program = self.path().join("tokenctl");
        if !program.exists() {
            program_file(Path::new(env!("CARGO_BIN_EXE_tokenctl")), &program);
        }
        folders.iter().chain([&self.path()]).for_each(|folder| give(folder, NOBODY));
        let process = self.process();
        let mut command = std::process::Command::new(program);
        command.env_clear().envs(process.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.uid(NOBODY).gid(NOBODY);
        command
    }

    /// Driver hosts still running in this home, by process ID.
    pub fn hosts(&self) -> Vec<u32> {
        let mark = format!("HOME={}", self.path().display()).into_bytes();
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        numbers.filter(|process| is_host(*process, &mark)).collect()
    }

    /// Fails if a host is left two seconds after the run.
    pub fn no_child_left(&self) {
        let deadline = Instant::now() + Duration::from_secs(2);
        loop {
            let hosts = self.hosts();
            if hosts.is_empty() {
                return;
            }
            assert!(Instant::now() < deadline, "driver hosts are left behind: {hosts:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

/// A file with a secret that `--batch` accepts: readable only by its owner.
pub fn secret_file(path: &Path, secret: impl AsRef<[u8]>) {
    std::fs::write(path, secret).expect("a secret's file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("its mode");
    }
}

/// A copy of a program or script, to be run. Made by another process: a file written by this one is busy while a child of
/// another test, forked at that moment, has its descriptor.
pub fn program_file(from: &Path, to: &Path) {
    let copied = std::process::Command::new("cp").arg(from).arg(to).status();
    assert!(copied.is_ok_and(|status| status.success()), "a copy of {}", from.display());
}

/// A script that can be run.
#[cfg(unix)]
pub fn script_file(path: &Path, text: impl AsRef<[u8]>) {
    use std::os::unix::fs::PermissionsExt;
    let draft = path.with_extension("draft");
    std::fs::write(&draft, text).expect("a script's text");
    std::fs::set_permissions(&draft, std::fs::Permissions::from_mode(0o700)).expect("its mode");
    program_file(&draft, path);
    std::fs::remove_file(draft).expect("the draft can go");
}

#[cfg(unix)]
fn give(path: &Path, user: u32) {
    std::os::unix::fs::lchown(path, Some(user), Some(user)).expect("root may give anything away");
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        give(&entry.path(), user);
    }
}

fn is_host(process: u32, mark: &[u8]) -> bool {
    let read = |file: &str| std::fs::read(format!("/proc/{process}/{file}")).unwrap_or_default();
    let has = |file: &str, wanted: &[u8]| read(file).split(|byte| *byte == 0).any(|word| word == wanted);
    has("cmdline", b"driver-host") && has("environ", mark)
}
