//! A lock beside a file, for reading, changing and rewriting it.
//!
//! Pitfall: whoever can open the lock can hold it, so it is readable by its owner only. A lock that was removed and
//! created again is two files under one name, so the locked file is compared with the name.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::FileError;
use super::target::target_of;

/// How often a lock held by another run is tried again.
const STEP: Duration = Duration::from_millis(20);

/// A lock that is held until this value is dropped. The lock's file remains.
#[derive(Debug)]
pub struct FileLock {
    target: PathBuf,
    _held: File,
}

impl FileLock {
    /// Takes the lock of a regular file, which need not exist yet. Waits for this long, or until `is_cancelled`.
    pub fn of(path: &Path, patience: Duration, is_cancelled: &dyn Fn() -> bool) -> Result<Self, FileError> {
        let (target, existing) = target_of(path, true)?;
        if existing.as_ref().is_some_and(super::is_special) {
            return Err(FileError::Special(path.to_path_buf()));
        }
        let place = beside(&target, ".lock");
        let failed = |fault: io::Error| FileError::new(&place, &fault);
        let mut waited = Duration::ZERO;
        loop {
            let file = open(&place)?;
            match file.try_lock() {
                Ok(()) if is_still(&place, &file).map_err(failed)? => return Ok(Self { target, _held: file }),
                Ok(()) => continue,
                Err(TryLockError::Error(fault)) => return Err(failed(fault)),
                Err(TryLockError::WouldBlock) if is_cancelled() => {
                    return Err(FileError::Interrupted(path.to_path_buf()));
                }
                Err(TryLockError::WouldBlock) if waited >= patience => {
                    return Err(FileError::Busy(path.to_path_buf(), patience.as_secs()));
                }
                Err(TryLockError::WouldBlock) => {}
            }
            std::thread::sleep(STEP);
            waited = waited.saturating_add(STEP);
        }
    }

    /// The file itself, with all links resolved.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The path of the former file's copy.
    pub fn backup(&self) -> PathBuf {
        beside(&self.target, ".bak")
    }
}

fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(target);
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(unix)]
fn open(place: &Path) -> Result<File, FileError> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use rustix::fs::{Mode, OFlags};

    let failed = |fault: io::Error| FileError::new(place, &fault);
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match rustix::fs::open(place, flags, Mode::RUSR | Mode::WUSR) {
        Err(rustix::io::Errno::LOOP) => return Err(FileError::ForeignLink(place.to_path_buf())),
        opened => File::from(opened.map_err(|errno| failed(errno.into()))?),
    };
    let found = file.metadata().map_err(failed)?;
    if !found.is_file() {
        return Err(FileError::Special(place.to_path_buf()));
    }
    if found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 != 0 {
        file.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(failed)?;
    }
    Ok(file)
}

#[cfg(not(unix))]
fn open(place: &Path) -> Result<File, FileError> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(place).map_err(|fault| FileError::new(place, &fault))
}

/// Whether the name still leads to the locked file.
#[cfg(unix)]
fn is_still(place: &Path, file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let held = file.metadata()?;
    match std::fs::symlink_metadata(place) {
        Ok(named) => Ok((named.dev(), named.ino()) == (held.dev(), held.ino())),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Windows does not remove a file that is open.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same call on every system")]
fn is_still(_place: &Path, _file: &File) -> io::Result<bool> {
    Ok(true)
}
