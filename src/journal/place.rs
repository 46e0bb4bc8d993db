//! Where the journal is: in a machine-wide folder if that is writable, otherwise in the user's state folder.
//!
//! The environment is passed in. Pitfall: a writable folder may contain a journal that is not writable (another user's,
//! on Windows), so the files themselves are opened to find out.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::JournalError;
use crate::journal::attempt::Scope;

const JOURNAL: &str = "journal.jsonl";
const LOCK: &str = "journal.lock";

/// A folder that may hold a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// Which one it is.
    pub scope: Scope,
}

impl Place {
    /// The journal in it.
    pub fn journal(&self) -> PathBuf {
        self.folder.join(JOURNAL)
    }

    /// The lock beside it. The journal itself is not locked: on Windows that would block its readers.
    pub(super) fn lock(&self) -> PathBuf {
        self.folder.join(LOCK)
    }

    /// The folders of this system, best first; `variable` looks up an environment variable. `TOKENCTL_JOURNAL` names
    /// the only folder.
    pub fn candidates(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<Self> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(folder) = set("TOKENCTL_JOURNAL") {
            return vec![Self { folder, scope: Scope::Named }];
        }
        let machine = machine_folder(&set).map(|folder| Self { folder, scope: Scope::Machine });
        let user = user_folder(&set).map(|folder| Self { folder, scope: Scope::User });
        machine.into_iter().chain(user).filter(|place| place.folder.is_absolute()).collect()
    }

    /// The first of the folders in which a journal can be written, created if missing.
    pub fn for_writing(candidates: &[Self]) -> Result<Self, JournalError> {
        let mut first_error = None;
        for place in candidates {
            match place.open_for_writing() {
                Ok(_files) => return Ok(place.clone()),
                Err(error) => {
                    first_error.get_or_insert(error);
                }
            }
        }
        Err(first_error.unwrap_or(JournalError::NoPlace))
    }

    /// Whether the journal could be kept here, checked without leaving anything behind.
    pub fn takes_files(&self) -> bool {
        self.nearest().is_some_and(|folder| tempfile::tempfile_in(folder).is_ok())
    }

    /// The folder or, if it does not exist yet, its nearest existing parent; `None` if a file is in the way.
    pub fn nearest(&self) -> Option<&Path> {
        let mut above = self.folder.ancestors();
        above.find(|folder| folder.symlink_metadata().is_ok()).filter(|folder| folder.is_dir())
    }

    /// Whether anyone except its owner may create files in the folder. Windows access lists are not evaluated.
    pub fn is_open_to_others(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::metadata(&self.folder).is_ok_and(|found| found.permissions().mode() & 0o022 != 0)
        }
        #[cfg(not(unix))]
        false
    }

    /// The folders that have a journal, best first.
    pub fn for_reading(candidates: &[Self]) -> Vec<Self> {
        candidates.iter().filter(|place| place.journal().is_file()).cloned().collect()
    }

    /// Opens journal and lock, creating them if missing.
    pub(super) fn open_for_writing(&self) -> Result<(File, File), JournalError> {
        let not_writable = |error| JournalError::writing(&self.folder, error);
        make_folder(&self.folder).map_err(not_writable)?;
        let journal = self.open_file(&self.journal())?;
        let lock = self.open_file(&self.lock())?;
        Ok((journal, lock))
    }

    /// Opens a file and makes it readable by its owner only, whoever can enter the folder: a lock that others can open
    /// can also be held by them, and a journal says who did what.
    pub(super) fn open_file(&self, path: &Path) -> Result<File, JournalError> {
        let is_new = !path.exists();
        let file = options().open(path).map_err(|error| match fs::symlink_metadata(path) {
            // A link would let anyone who can write to the folder point the journal at any file of ours.
            Ok(found) if !found.is_file() => JournalError::NotAFile(path.to_owned()),
            _ => JournalError::writing(path, error),
        })?;
        let found = file.metadata().map_err(|error| JournalError::writing(path, error))?;
        if !found.is_file() {
            return Err(JournalError::NotAFile(path.to_owned()));
        }
        self.make_private(path, &file, &found)?;
        if is_new {
            sync_folder(&self.folder);
        }
        Ok(file)
    }

    /// Refuses a file created by another user in a folder that is not theirs, and denies access to everyone except the owner.
    #[cfg(unix)]
    fn make_private(&self, path: &Path, file: &File, found: &fs::Metadata) -> Result<(), JournalError> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};

        let us = rustix::process::geteuid().as_raw();
        let folder = fs::metadata(&self.folder).map_err(|error| JournalError::writing(path, error))?;
        if ![us, 0, folder.uid()].contains(&found.uid()) {
            return Err(JournalError::NotOurs(path.to_owned()));
        }
        if found.uid() == us && found.mode() & 0o177 != 0 {
            let private = fs::Permissions::from_mode(0o600);
            file.set_permissions(private).map_err(|error| JournalError::writing(path, error))?;
        }
        Ok(())
    }

    #[cfg(not(unix))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same call on every system")]
    fn make_private(&self, _path: &Path, _file: &File, _found: &fs::Metadata) -> Result<(), JournalError> {
        Ok(())
    }
}

#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = OpenOptions::new();
    // Without following a link, and without waiting at a FIFO put in its place.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    options.read(true).append(true).create(true).mode(0o600).custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    // Not `append`: Windows would then refuse to undo a partial write.
    options.read(true).write(true).create(true).truncate(false);
    options
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    if folder.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Makes the name of a new file durable; on file systems that cannot, the file's own sync must do.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _not_offered = File::open(folder).and_then(|folder| folder.sync_all()).is_err();
    }
}

#[cfg(windows)]
fn machine_folder(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    set("ProgramData").map(|folder| folder.join("tokenctl"))
}

#[cfg(windows)]
fn user_folder(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    set("LOCALAPPDATA").or_else(|| set("APPDATA")).map(|folder| folder.join("tokenctl"))
}

#[cfg(target_os = "macos")]
#[allow(clippy::unnecessary_wraps, reason = "on Windows the folder may be unknown")]
fn machine_folder(_set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    Some(PathBuf::from("/Library/Application Support/tokenctl"))
}

#[cfg(all(unix, not(target_os = "macos")))]
#[allow(clippy::unnecessary_wraps, reason = "on Windows the folder may be unknown")]
fn machine_folder(_set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    Some(PathBuf::from("/var/lib/tokenctl"))
}

#[cfg(unix)]
fn user_folder(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let state = set("XDG_STATE_HOME").filter(|folder| folder.is_absolute());
    state.or_else(|| set("HOME").map(|home| home.join(".local/state"))).map(|folder| folder.join("tokenctl"))
}
