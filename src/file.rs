//! Files that are written completely or not at all: a temporary file beside the target, synced, then renamed.
//!
//! May import `domain` and `waiting`. The only module that opens a user's file for writing.
//!
//! Pitfall: a target that is a device or a FIFO (`/dev/null`, `/dev/stdout`) must be written to, never replaced by
//! renaming.

mod error;
mod lock;
mod stdout;
mod target;

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

pub use error::FileError;
pub use lock::FileLock;
pub use stdout::{OutputEnd, Stdout, is_stdout};
use target::{folder_of, is_special, open_special, target_of};

/// Writes a file completely or not at all. An existing one is replaced only with `force`; `sensitive` prevents others
/// from reading it (mode 0600; on Windows the access list of its folder rules). A link of the user's own is followed, a
/// device or FIFO is written to directly; `target` says which ones are not.
pub fn write_atomically(
    path: &Path,
    force: bool,
    sensitive: bool,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FileError> {
    let failed = |fault: io::Error| FileError::new(path, &fault);
    let (target, existing) = target_of(path, force)?;
    if existing.as_ref().is_some_and(is_special) {
        return write_special(path, &target, content);
    }
    let folder = folder_of(&target);
    let temporary = temporary_file(folder, existing.as_ref(), sensitive).map_err(failed)?;
    write_and_flush(temporary.as_file(), content).map_err(failed)?;
    temporary.as_file().sync_all().map_err(failed)?;
    // Without force the rename itself refuses an existing file, so that none can be created in between.
    let persisted = if force { temporary.persist(&target) } else { temporary.persist_noclobber(&target) };
    persisted.map_err(|fault| failed(fault.error))?;
    sync_folder(folder).map_err(failed)
}

/// Reports beforehand what [`write_atomically`] would refuse, for operations that cannot be done twice.
pub fn check_target(path: &Path, force: bool) -> Result<(), FileError> {
    let (target, existing) = target_of(path, force)?;
    if existing.is_none() && !folder_of(&target).is_dir() {
        return Err(FileError::FolderMissing(path.to_path_buf()));
    }
    Ok(())
}

/// Refuses a file to read and change in place if it is a device, a FIFO, or behind another user's link.
pub fn check_regular(path: &Path) -> Result<(), FileError> {
    match target_of(path, true)?.1 {
        Some(existing) if is_special(&existing) => Err(FileError::Special(path.to_path_buf())),
        _ => check_target(path, true),
    }
}

/// Writes to a device or FIFO. A reader who has gone is not a failure, as on standard output.
fn write_special(
    path: &Path,
    target: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FileError> {
    let mut bytes = Vec::new();
    let device = open_special(path, target)?;
    let written = content(&mut bytes).and_then(|()| write_through(&device, &bytes));
    match written {
        Err(fault) if fault.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|fault| FileError::new(path, &fault)),
    }
}

#[cfg(unix)]
fn write_through(device: &File, bytes: &[u8]) -> io::Result<()> {
    use std::os::fd::AsFd;

    crate::waiting::write_all(device.as_fd(), bytes)
}

#[cfg(not(unix))]
fn write_through(mut device: &File, bytes: &[u8]) -> io::Result<()> {
    device.write_all(bytes)
}

fn write_and_flush(file: &File, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut buffered = BufWriter::new(file);
    content(&mut buffered)?;
    buffered.flush()
}

/// A temporary file with the permissions of the final file: those of the one it replaces, otherwise those
/// left by the user's umask, and never more than the owner's for a sensitive one.
#[cfg(unix)]
fn temporary_file(folder: &Path, existing: Option<&fs::Metadata>, sensitive: bool) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;

    let mode = existing.map_or(0o666, |metadata| metadata.permissions().mode() & 0o666);
    let mode = if sensitive { 0o600 } else { mode };
    Builder::new().prefix(".tokenctl-").permissions(fs::Permissions::from_mode(mode)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary_file(folder: &Path, _existing: Option<&fs::Metadata>, _sensitive: bool) -> io::Result<NamedTempFile> {
    Builder::new().prefix(".tokenctl-").tempfile_in(folder)
}

/// Makes the new name durable. Some file systems cannot sync a folder; the file itself is safe then anyway.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    use ErrorKind::{InvalidInput, PermissionDenied, Unsupported};

    match File::open(folder).and_then(|opened| opened.sync_all()) {
        Err(fault) if !matches!(fault.kind(), InvalidInput | PermissionDenied | Unsupported) => Err(fault),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same call on every system")]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
