//! Confines a driver with Landlock, if the config or `--confine` asks for it and the kernel supports it.
//!
//! The driver may read everything, write below its declared folders and those for temporary files, and use card
//! devices, but not use TCP. Pitfall: the rules apply to the calling thread and the threads it starts, so this is
//! called before there are any others.

use crate::driver::protocol::{Confine, Confinement};

/// Confines this process, as far as the system supports it, and reports what is in force. Nothing is an error, because
/// a driver that cannot be confined is still used, and reported as unconfined.
#[cfg(target_os = "linux")]
pub(super) fn confine(wanted: &Confine) -> Confinement {
    linux::confine(wanted).unwrap_or(Confinement::None)
}

/// Other systems offer a process no means to confine itself.
#[cfg(not(target_os = "linux"))]
pub(super) fn confine(_: &Confine) -> Confinement {
    Confinement::None
}

#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "libc has no functions for Landlock, only the numbers of its calls")]
mod linux {
    use std::fs;
    use std::io;
    use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
    use std::os::unix::fs::OpenOptionsExt;
    use std::path::{Path, PathBuf};

    use super::{Confine, Confinement};
    use crate::driver::protocol::OsText;

    const ASK_VERSION: u32 = 1;
    const PATH_BENEATH: u32 = 1;
    const WRITE_FILE: u64 = 1 << 1;
    /// Removing and creating entries of every kind.
    const CHANGE_FOLDER: u64 = 0b1_1111_1111 << 4;
    const REFER: u64 = 1 << 13;
    const TRUNCATE: u64 = 1 << 14;
    const BIND_AND_CONNECT_TCP: u64 = 0b11;
    const SIGNALS: u64 = 0b10;
    /// Always writable: temporary files of a driver, and shared memory.
    const TEMPORARY: [&str; 3] = ["/tmp", "/var/tmp", "/dev/shm"];
    /// Devices that are not disks: cards, TPMs, and those that store nothing.
    const DEVICES: [&str; 4] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/bus/usb"];
    const DEVICE_NAMES: [&str; 2] = ["hidraw", "tpm"];

    #[repr(C)]
    struct Ruleset {
        files: u64,
        network: u64,
        scoped: u64,
    }

    #[repr(C, packed)]
    struct PathRule {
        allowed: u64,
        folder: i32,
    }

    pub(super) fn confine(wanted: &Confine) -> io::Result<Confinement> {
        let version = version()?;
        let files =
            WRITE_FILE | CHANGE_FOLDER | if version >= 2 { REFER } else { 0 } | if version >= 3 { TRUNCATE } else { 0 };
        let network = if version >= 4 { BIND_AND_CONNECT_TCP } else { 0 };
        let scoped = if version >= 6 { SIGNALS } else { 0 };
        // An older kernel accepts the structure only in the length it knows.
        let length = match version {
            ..=3 => 8,
            4..=5 => 16,
            _ => 24,
        };
        let ruleset = Ruleset { files, network, scoped };
        // SAFETY: the structure outlives the call and is at least as long as the length says.
        let made = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, &raw const ruleset, length, 0) };
        let made = i32::try_from(checked(made)?).map_err(io::Error::other)?;
        // SAFETY: the kernel just made this descriptor, and it has no other owner.
        let ruleset = unsafe { OwnedFd::from_raw_fd(made) };
        let declared = wanted.write.iter().map(OsText::to_path);
        for folder in declared.chain(TEMPORARY.iter().map(PathBuf::from)) {
            allow(&ruleset, &folder, files)?;
        }
        for device in devices() {
            allow(&ruleset, &device, files & (WRITE_FILE | TRUNCATE))?;
        }
        // SAFETY: takes no pointer; new privileges were given up before, as the call requires.
        checked(unsafe { libc::syscall(libc::SYS_landlock_restrict_self, ruleset.as_raw_fd(), 0) })?;
        Ok(if network == 0 { Confinement::Files } else { Confinement::FilesAndNetwork })
    }

    fn version() -> io::Result<libc::c_long> {
        let nothing = std::ptr::null::<Ruleset>();
        // SAFETY: querying the version takes no structure.
        checked(unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, nothing, 0, ASK_VERSION) })
    }

    /// A folder, or a device, that may be written to. A missing one needs no rule.
    fn allow(ruleset: &OwnedFd, path: &Path, allowed: u64) -> io::Result<()> {
        let opened = fs::OpenOptions::new().read(true).custom_flags(libc::O_PATH | libc::O_CLOEXEC).open(path);
        let Ok(place) = opened else { return Ok(()) };
        let is_folder = place.metadata().is_ok_and(|found| found.is_dir());
        let allowed = if is_folder { allowed } else { allowed & (WRITE_FILE | TRUNCATE) };
        let rule = PathRule { allowed, folder: place.as_raw_fd() };
        // SAFETY: the structure and the descriptor in it outlive the call.
        let added = unsafe {
            libc::syscall(libc::SYS_landlock_add_rule, ruleset.as_raw_fd(), PATH_BENEATH, &raw const rule, 0)
        };
        checked(added).map(|_| ())
    }

    fn devices() -> Vec<PathBuf> {
        let named = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            DEVICE_NAMES.iter().any(|known| name.starts_with(known))
        };
        let found = fs::read_dir("/dev").into_iter().flatten().flatten().map(|entry| entry.path()).filter(named);
        DEVICES.iter().map(PathBuf::from).chain(found).collect()
    }

    fn checked(result: libc::c_long) -> io::Result<libc::c_long> {
        if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
    }
}
