//! Files written whole or not at all: a temporary file beside the target, synced, then renamed.
//!
//! May import `domain`. The only place that opens a file of the user's for writing.
//!
//! Pitfall: a target that is a device or a FIFO (`/dev/null`, `/dev/stdout`) must be written to, never renamed over.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::situation_error;

/// Why a file was not written. Nothing half written is left under its name, nor beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// It exists, and nobody said `--force`.
    Exists(PathBuf),
    /// It is a folder.
    IsFolder(PathBuf),
    /// Its folder is missing.
    FolderMissing(PathBuf),
    /// Folder or file may not be written by this user.
    NotWritable(PathBuf),
    /// No room is left.
    DiskFull(PathBuf),
    /// Anything else the system says, in its own words.
    Failed(PathBuf, String),
}

situation_error!(FileError);

impl FileError {
    /// What an error of the system means for this path.
    pub fn new(path: &Path, fault: &io::Error) -> Self {
        let path = path.to_path_buf();
        match fault.kind() {
            ErrorKind::AlreadyExists => Self::Exists(path),
            ErrorKind::IsADirectory => Self::IsFolder(path),
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::FolderMissing(path),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::NotWritable(path),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::DiskFull(path),
            _ => Self::Failed(path, fault.to_string()),
        }
    }

    /// The file that was to be written.
    pub fn path(&self) -> &Path {
        match self {
            Self::Exists(path)
            | Self::IsFolder(path)
            | Self::FolderMissing(path)
            | Self::NotWritable(path)
            | Self::DiskFull(path)
            | Self::Failed(path, _) => path,
        }
    }
}

impl Situation for FileError {
    fn class(&self) -> Class {
        match self {
            Self::Exists(_) => Class::Refused,
            Self::IsFolder(_) | Self::FolderMissing(_) => Class::Usage,
            Self::NotWritable(_) | Self::DiskFull(_) | Self::Failed(..) => Class::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Exists(_) => "file-exists",
            Self::IsFolder(_) => "file-is-folder",
            Self::FolderMissing(_) => "folder-missing",
            Self::NotWritable(_) => "file-not-writable",
            Self::DiskFull(_) => "disk-full",
            Self::Failed(..) => "file-not-written",
        }
    }

    fn phrase(&self) -> Phrase {
        let path = self.path().display().to_string();
        match self {
            Self::Exists(_) => Phrase::new("output-exists").with("path", path),
            Self::IsFolder(_) => Phrase::new("output-is-folder").with("path", path),
            Self::FolderMissing(_) => {
                let folder = folder_of(self.path()).display().to_string();
                Phrase::new("output-folder-missing").with("path", path).with("folder", folder)
            }
            Self::NotWritable(_) => Phrase::new("output-not-writable").with("path", path),
            Self::DiskFull(_) => Phrase::new("output-disk-full").with("path", path),
            Self::Failed(_, fault) => Phrase::new("output-failed").with("path", path).with("fault", fault),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::Exists(_) => Some(Phrase::new("output-exists-hint")),
            Self::FolderMissing(_) => Some(Phrase::new("output-folder-missing-hint")),
            _ => None,
        }
    }
}

/// How writing to standard output ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputEnd {
    /// The reader has gone (`| head -1`): the program ends quietly, with status 0.
    Closed,
    /// No room is left where it leads.
    DiskFull,
    /// Anything else the system says, in its own words.
    Failed(String),
}

situation_error!(OutputEnd);

impl OutputEnd {
    /// Whether this is no failure at all but a reader who has seen enough.
    pub fn is_quiet(&self) -> bool {
        *self == Self::Closed
    }
}

impl From<&io::Error> for OutputEnd {
    fn from(fault: &io::Error) -> Self {
        // Windows: ERROR_BROKEN_PIPE, ERROR_NO_DATA and ERROR_PIPE_NOT_CONNECTED; std maps only the first two.
        let closed_on_windows = cfg!(windows) && matches!(fault.raw_os_error(), Some(109 | 232 | 233));
        match fault.kind() {
            ErrorKind::BrokenPipe => Self::Closed,
            _ if closed_on_windows => Self::Closed,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::DiskFull,
            _ => Self::Failed(fault.to_string()),
        }
    }
}

impl Situation for OutputEnd {
    fn class(&self) -> Class {
        Class::Failed
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Closed => "stdout-closed",
            Self::DiskFull => "stdout-full",
            Self::Failed(_) => "stdout-failed",
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Closed => Phrase::new("output-stdout-closed"),
            Self::DiskFull => Phrase::new("output-stdout-full"),
            Self::Failed(fault) => Phrase::new("output-stdout-failed").with("fault", fault),
        }
    }
}

/// Writes bytes to standard output and flushes it.
pub fn write_stdout(bytes: &[u8]) -> Result<(), OutputEnd> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|fault| OutputEnd::from(&fault))
}

/// Whether a path given to `--output` means standard output.
pub fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Writes a file whole or not at all. An existing one is replaced only with `force`; `sensitive` keeps others
/// from reading it (mode 0600; on Windows the access list of its folder rules). A link is followed, a device
/// or FIFO is written to directly.
pub fn write_atomically(
    path: &Path,
    force: bool,
    sensitive: bool,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FileError> {
    let failed = |fault: io::Error| FileError::new(path, &fault);
    let (target, existing) = target_of(path, force)?;
    if existing.as_ref().is_some_and(is_device) {
        let device = File::options().write(true).open(&target).map_err(failed)?;
        return write_and_flush(&device, content).map_err(failed);
    }
    let folder = folder_of(&target);
    let temporary = temporary_file(folder, existing.as_ref(), sensitive).map_err(failed)?;
    write_and_flush(temporary.as_file(), content).map_err(failed)?;
    temporary.as_file().sync_all().map_err(failed)?;
    // Without force the rename itself refuses an existing file, so that nobody can slip one in between.
    let persisted = if force { temporary.persist(&target) } else { temporary.persist_noclobber(&target) };
    persisted.map_err(|fault| failed(fault.error))?;
    sync_folder(folder).map_err(failed)
}

/// Says beforehand what [`write_atomically`] would refuse, for deeds that cannot be done twice.
pub fn check_target(path: &Path, force: bool) -> Result<(), FileError> {
    let (target, existing) = target_of(path, force)?;
    if existing.is_none() && !folder_of(&target).is_dir() {
        return Err(FileError::FolderMissing(path.to_path_buf()));
    }
    Ok(())
}

/// The file that a path leads to, and what is there already; refused where it must not be replaced.
fn target_of(path: &Path, force: bool) -> Result<(PathBuf, Option<Metadata>), FileError> {
    // A dangling link cannot be resolved; it counts as a file that exists.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let existing = match fs::symlink_metadata(&target) {
        Ok(metadata) => metadata,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok((target, None)),
        Err(fault) => return Err(FileError::new(path, &fault)),
    };
    if existing.is_dir() {
        return Err(FileError::IsFolder(path.to_path_buf()));
    }
    if !is_device(&existing) && !force {
        return Err(FileError::Exists(path.to_path_buf()));
    }
    if !is_device(&existing) && existing.permissions().readonly() {
        return Err(FileError::NotWritable(path.to_path_buf()));
    }
    Ok((target, Some(existing)))
}

/// A device or FIFO.
fn is_device(metadata: &Metadata) -> bool {
    !metadata.is_file() && !metadata.is_symlink()
}

fn write_and_flush(file: &File, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut buffered = BufWriter::new(file);
    content(&mut buffered)?;
    buffered.flush()
}

/// The folder that a file stands in; `.` for a bare name.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A temporary file with the permissions of the file that it will be: those of the one it replaces, else what
/// the user's umask leaves, and never more than the owner's for a sensitive one.
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

/// Makes the new name last. Some file systems cannot sync a folder; the file itself is safe then all the same.
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
