//! Why the journal could not be written or read.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};

/// Why the journal could not be written or read. Before a call it means that nothing was attempted.
#[derive(Debug)]
pub enum JournalError {
    /// No folder is known where it could lie.
    NoPlace,
    /// None of the folders can be written to.
    NotWritable(PathBuf, io::Error),
    /// It cannot be read.
    NotReadable(PathBuf, io::Error),
    /// The disk is full.
    DiskFull(PathBuf, io::Error),
    /// Its last line is not one of ours, or was changed.
    Corrupt(PathBuf),
    /// It is not a regular file.
    NotAFile(PathBuf),
    /// It belongs to another user, who neither is root nor owns the folder.
    NotOurs(PathBuf),
    /// Another process holds its lock for too long.
    Busy(PathBuf),
    /// Another run is at work on the token: which process, since when.
    TokenInUse(String),
    /// A line would be longer than any line may be.
    LineTooLong,
    /// The values could not be written as JSON.
    Unwritable(serde_json::Error),
}

impl JournalError {
    pub(super) fn writing(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull(path.to_owned(), error)
            }
            _ => Self::NotWritable(path.to_owned(), error),
        }
    }
}

impl Situation for JournalError {
    fn class(&self) -> Class {
        match self {
            Self::LineTooLong | Self::Unwritable(_) => Class::Bug,
            Self::TokenInUse(_) => Class::Refused,
            _ => Class::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoPlace => "journal-no-place",
            Self::NotWritable(..) => "journal-not-writable",
            Self::NotReadable(..) => "journal-not-readable",
            Self::DiskFull(..) => "journal-disk-full",
            Self::Corrupt(_) => "journal-corrupt",
            Self::NotAFile(_) => "journal-not-a-file",
            Self::NotOurs(_) => "journal-not-ours",
            Self::Busy(_) => "journal-busy",
            Self::TokenInUse(_) => "token-in-use",
            Self::LineTooLong => "journal-line-too-long",
            Self::Unwritable(_) => "journal-unwritable",
        }
    }

    fn phrase(&self) -> Phrase {
        let about = |id: &'static str, path: &PathBuf| Phrase::new(id).with("path", path.display().to_string());
        match self {
            Self::NoPlace => Phrase::new("journal-no-place"),
            Self::NotWritable(path, error) => about("journal-not-writable", path).with("cause", error.to_string()),
            Self::NotReadable(path, error) => about("journal-not-readable", path).with("cause", error.to_string()),
            Self::DiskFull(path, error) => about("journal-disk-full", path).with("cause", error.to_string()),
            Self::Corrupt(path) => about("journal-corrupt", path),
            Self::NotAFile(path) => about("journal-not-a-file", path),
            Self::NotOurs(path) => about("journal-not-ours", path),
            Self::Busy(path) => about("journal-busy", path),
            Self::TokenInUse(who) => Phrase::new("door-in-use").with("who", who),
            Self::LineTooLong => Phrase::new("journal-line-too-long"),
            Self::Unwritable(error) => Phrase::new("journal-unwritable").with("cause", error.to_string()),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::Corrupt(path) => Some(Phrase::new("journal-hint-corrupt").with("path", path.display().to_string())),
            Self::NotWritable(..) | Self::NotOurs(_) | Self::NoPlace => Some(Phrase::new("journal-hint-place")),
            Self::DiskFull(..) => Some(Phrase::new("journal-hint-disk-full")),
            _ => None,
        }
    }
}

crate::situation_error!(JournalError);
