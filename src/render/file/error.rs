//! Why a file was not written.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::target::folder_of;
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::situation_error;
use crate::waiting;

/// Why a file was not written. Nothing half written is left under its name, nor beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// It exists, and nobody said `--force`.
    Exists(PathBuf),
    /// It exists and is a saved inventory, which another reading is added to rather than written over.
    HoldsInventory(PathBuf),
    /// A FIFO or device that belongs to another user, or one that no report may be written to.
    Special(PathBuf),
    /// A symbolic link on the way to it belongs to another user.
    ForeignLink(PathBuf),
    /// Another run holds its lock for longer than this one waits, in seconds.
    Busy(PathBuf, u64),
    /// A request to end came while a FIFO or a lock was waited for.
    Interrupted(PathBuf),
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
            _ if waiting::is_broken_off(fault) => Self::Interrupted(path),
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
    fn class(&self) -> Class {
        match self {
            Self::Exists(_) | Self::HoldsInventory(_) | Self::Special(_) | Self::ForeignLink(_) => Class::Refused,
            Self::Interrupted(_) => Class::Cancelled,
            Self::IsFolder(_) | Self::FolderMissing(_) => Class::Usage,
            Self::Busy(..) | Self::NotWritable(_) | Self::DiskFull(_) | Self::Failed(..) => Class::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Exists(_) | Self::HoldsInventory(_) => "file-exists",
            Self::Special(_) => "file-special",
            Self::ForeignLink(_) => "file-link-foreign",
            Self::Busy(..) => "file-busy",
            Self::Interrupted(_) => "interrupted",
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
            Self::HoldsInventory(_) => Phrase::new("output-holds-inventory").with("path", path),
            Self::Special(_) => Phrase::new("output-special").with("path", path),
            Self::ForeignLink(_) => Phrase::new("output-link-foreign").with("path", path),
            Self::Busy(_, seconds) => Phrase::new("output-busy").with("path", path).with("seconds", *seconds),
            Self::Interrupted(_) => Phrase::new("output-interrupted").with("path", path),
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
            Self::HoldsInventory(path) => {
                Some(Phrase::new("output-holds-inventory-hint").with("path", path.display().to_string()))
            }
            Self::Special(_) => Some(Phrase::new("output-special-hint")),
            Self::ForeignLink(_) => Some(Phrase::new("output-link-foreign-hint")),
            Self::Busy(..) => Some(Phrase::new("output-busy-hint")),
            Self::FolderMissing(_) => Some(Phrase::new("output-folder-missing-hint")),
            _ => None,
        }
    }
}
