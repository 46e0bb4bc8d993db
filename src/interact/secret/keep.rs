//! `--generate-to`: a new file for a generated PIN, readable by its owner only.
//!
//! The file is created before anything is asked and filled before anything is sent, so that a PIN that may be in force
//! is never lost with the process. Pitfall: it is removed explicitly, never by a destructor, because a panic after the
//! operation must leave it.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::domain::secret::Secret;
use crate::domain::situation::{Class, Situation, Told};

/// The file.
#[derive(Debug)]
pub struct PinFile {
    path: PathBuf,
    file: File,
}

impl PinFile {
    /// Creates the file. An existing one, even a link, is never written to.
    pub fn create(path: &Path) -> Result<Self, KeepError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(file) => Ok(Self { path: path.to_owned(), file }),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(KeepError::Exists(path.to_owned())),
            Err(error) => Err(KeepError::Unwritable(path.to_owned(), error)),
        }
    }

    /// Writes the PIN as one line, and waits until it is on the disk.
    pub fn write(&mut self, pin: &Secret) -> Result<(), KeepError> {
        let written = self.file.write_all(pin.expose()).and_then(|()| self.file.write_all(b"\n"));
        written.and_then(|()| self.file.sync_all()).map_err(|error| KeepError::Unwritable(self.path.clone(), error))
    }

    /// Removes the file: its PIN is not in force.
    pub fn discard(self) {
        drop(self.file);
        // If it cannot be removed, a PIN that was never set stays in a file readable only by its owner.
        let _stays = std::fs::remove_file(&self.path).is_err();
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Why the PIN cannot be kept in a file. Nothing was sent to a token.
#[derive(Debug)]
pub enum KeepError {
    /// The file already exists.
    Exists(PathBuf),
    /// It cannot be created or written.
    Unwritable(PathBuf, std::io::Error),
}

impl Situation for KeepError {
    fn told(&self) -> Told {
        match self {
            Self::Exists(path) => {
                Class::Refused.told("generate-to-exists", "secret-keep-exists").with("path", path.display().to_string())
            }
            Self::Unwritable(path, error) => Class::Failed
                .told("generate-to-unwritable", "secret-keep-unwritable")
                .with("path", path.display().to_string())
                .with("cause", error.to_string()),
        }
    }
}

crate::situation_error!(KeepError);
