//! Why the journal could not be written or read.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};

/// Why the journal could not be written or read. Before a call it means that nothing was attempted.
#[derive(Debug)]
pub enum JournalError {
    /// No folder is known for it.
    NoPlace,
    /// None of the folders can be written to.
    NotWritable(PathBuf, io::Error),
    /// It cannot be read.
    NotReadable(PathBuf, io::Error),
    /// The disk is full.
    DiskFull(PathBuf, io::Error),
    /// Its last line is not a journal line, or was changed.
    Corrupt(PathBuf),
    /// It is not a regular file.
    NotAFile(PathBuf),
    /// It belongs to another user, who is neither root nor the folder's owner.
    NotOurs(PathBuf),
    /// Another process has held its lock for too long.
    Busy(PathBuf),
    /// Another run is at work on the token: which process, since when, as far as that is known.
    TokenInUse(Box<Phrase>),
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
    fn told(&self) -> Told {
        let told = |code, path: &PathBuf| Class::Failed.told(code, code).with("path", path.display().to_string());
        match self {
            Self::NoPlace => Class::Failed.told("journal-no-place", "journal-no-place").hint("journal-hint-place"),
            Self::NotWritable(path, error) => {
                told("journal-not-writable", path).with("cause", error.to_string()).hint("journal-hint-place")
            }
            Self::NotReadable(path, error) => told("journal-not-readable", path).with("cause", error.to_string()),
            Self::DiskFull(path, error) => {
                told("journal-disk-full", path).with("cause", error.to_string()).hint("journal-hint-disk-full")
            }
            Self::Corrupt(path) => told("journal-corrupt", path)
                .hint(Phrase::new("journal-hint-corrupt").with("path", path.display().to_string())),
            Self::NotAFile(path) => told("journal-not-a-file", path).hint("journal-hint-place"),
            Self::NotOurs(path) => told("journal-not-ours", path).hint("journal-hint-place"),
            Self::Busy(path) => told("journal-busy", path),
            Self::TokenInUse(who) => Class::Refused.told("token-in-use", "door-in-use").with("who", (**who).clone()),
            Self::LineTooLong => Class::Bug.told("journal-line-too-long", "journal-line-too-long").hint("run-bug-hint"),
            Self::Unwritable(error) => Class::Bug
                .told("journal-unwritable", "journal-unwritable")
                .with("cause", error.to_string())
                .hint("run-bug-hint"),
        }
    }
}

crate::situation_error!(JournalError);
