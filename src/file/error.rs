//! Why a file was not written.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::target::folder_of;
use crate::domain::phrase::Phrase;
use crate::domain::shell::quoted;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;
use crate::waiting;

/// Why a file was not written. No partial file is left under its name, nor beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// It exists, and `--force` was not given.
    Exists(PathBuf),
    /// It exists and is a saved inventory, to which readings are added instead of replacing it.
    HoldsInventory(PathBuf),
    /// A FIFO or device that belongs to another user, or one that no report may be written to.
    Special(PathBuf),
    /// A symbolic link on the way to it belongs to another user.
    ForeignLink(PathBuf),
    /// Another run holds its lock for longer than this one waits, in seconds.
    Busy(PathBuf, u64),
    /// A termination signal came while waiting for a FIFO or a lock.
    Interrupted(PathBuf),
    /// It is a folder.
    IsFolder(PathBuf),
    /// Its folder is missing.
    FolderMissing(PathBuf),
    /// This user may not write to the folder or file.
    NotWritable(PathBuf),
    /// No space is left.
    DiskFull(PathBuf),
    /// Any other error, with the system's message.
    Failed(PathBuf, String),
}

situation_error!(FileError);

impl FileError {
    /// The meaning of a system error for this path.
    pub fn new(path: &Path, fault: &io::Error) -> Self {
        let path = path.to_path_buf();
        match fault.kind() {
            _ if waiting::is_broken_off(fault) => Self::Interrupted(path),
            ErrorKind::AlreadyExists => Self::Exists(path),
            ErrorKind::IsADirectory => Self::IsFolder(path),
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::FolderMissing(path),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::NotWritable(path),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::DiskFull(path),
            _ => Self::Failed(path, fault.to_string()),
        }
    }

    /// The file to write.
    pub fn path(&self) -> &Path {
        match self {
            Self::Exists(path)
            | Self::HoldsInventory(path)
            | Self::Special(path)
            | Self::ForeignLink(path)
            | Self::Busy(path, _)
            | Self::Interrupted(path)
            | Self::IsFolder(path)
            | Self::FolderMissing(path)
            | Self::NotWritable(path)
            | Self::DiskFull(path)
            | Self::Failed(path, _) => path,
        }
    }
}

impl Situation for FileError {
    fn told(&self) -> Told {
        let path = self.path().display().to_string();
        let about = |id| Phrase::new(id).with("path", path.as_str());
        match self {
            Self::Exists(_) => Class::Refused.told("file-exists", about("output-exists")).hint("output-exists-hint"),
            Self::HoldsInventory(_) => Class::Refused
                .told("file-exists", about("output-holds-inventory"))
                .hint(Phrase::new("output-holds-inventory-hint").with("path", quoted(&path))),
            Self::Special(_) => {
                Class::Refused.told("file-special", about("output-special")).hint("output-special-hint")
            }
            Self::ForeignLink(_) => {
                Class::Refused.told("file-link-foreign", about("output-link-foreign")).hint("output-link-foreign-hint")
            }
            Self::Busy(_, seconds) => {
                Class::Failed.told("file-busy", about("output-busy")).with("seconds", *seconds).hint("output-busy-hint")
            }
            Self::Interrupted(_) => Class::Cancelled.told("interrupted", about("output-interrupted")),
            Self::IsFolder(_) => Class::Usage.told("file-is-folder", about("output-is-folder")),
            Self::FolderMissing(path) => Class::Usage
                .told("folder-missing", about("output-folder-missing"))
                .with("folder", folder_of(path).display().to_string())
                .hint("output-folder-missing-hint"),
            Self::NotWritable(_) => Class::Failed.told("file-not-writable", about("output-not-writable")),
            Self::DiskFull(_) => Class::Failed.told("disk-full", about("output-disk-full")),
            Self::Failed(_, fault) => {
                Class::Failed.told("file-not-written", about("output-failed")).with("fault", fault)
            }
        }
    }
}
