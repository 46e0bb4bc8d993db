//! Where the journal lies: a machine-wide folder where it can be written, else the user's state folder.
//!
//! The environment is handed in. Pitfall: a folder that can be written may hold a journal that cannot (another
//! user's, on Windows); so the files themselves are opened to find out.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::JournalError;
use crate::domain::attempt::Scope;

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

    /// The lock beside it. The journal itself is not locked: on Windows that would bar its readers.
    pub(super) fn lock(&self) -> PathBuf {
        self.folder.join(LOCK)
    }

    /// The folders of this system, best first; `variable` looks an environment variable up. `TOKENCTL_JOURNAL`
    /// names the only folder.
    pub fn candidates(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<Self> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(folder) = set("TOKENCTL_JOURNAL") {
            return vec![Self { folder, scope: Scope::Named }];
        }
        let machine = machine_folder(&set).map(|folder| Self { folder, scope: Scope::Machine });
        let user = user_folder(&set).map(|folder| Self { folder, scope: Scope::User });
        machine.into_iter().chain(user).filter(|place| place.folder.is_absolute()).collect()
    }

    /// The first of the folders in which a journal can be written, made where it is missing.
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

    /// The folders that hold a journal, best first.
    pub fn for_reading(candidates: &[Self]) -> Vec<Self> {
        candidates.iter().filter(|place| place.journal().is_file()).cloned().collect()
    }

    /// Opens journal and lock, making them where they are missing.
    pub(super) fn open_for_writing(&self) -> Result<(File, File), JournalError> {
        let not_writable = |error| JournalError::writing(&self.folder, error);
        make_folder(&self.folder).map_err(not_writable)?;
        let journal = self.open_file(&self.journal())?;
        let lock = self.open_file(&self.lock())?;
        Ok((journal, lock))
    }

    fn open_file(&self, path: &Path) -> Result<File, JournalError> {
        // A link would let whoever may write the folder point the journal at any file of ours.
        if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(JournalError::NotAFile(path.to_owned()));
        }
        let is_new = !path.exists();
        let file = options().open(path).map_err(|error| JournalError::writing(path, error))?;
        if is_new {
            self.share_with_group(&file);
            sync_folder(&self.folder);
        }
        Ok(file)
    }

    /// Where an administrator made the folder for a group, the journal is the group's as well.
    #[cfg(unix)]
    fn share_with_group(&self, file: &File) {
        use std::os::unix::fs::PermissionsExt;

        if let Ok(folder) = fs::metadata(&self.folder) {
            let mode = 0o600 | (folder.permissions().mode() & 0o060);
            // Where it fails the journal stays its owner's, which is the safe side.
            let _stays_private = file.set_permissions(fs::Permissions::from_mode(mode)).is_err();
        }
    }

    #[cfg(not(unix))]
    #[allow(clippy::unused_self, reason = "the same call on every system")]
    fn share_with_group(&self, _file: &File) {}
}

#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    // Not `append`: Windows would then refuse to take a half written line back.
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

/// Makes the name of a new file last; some file systems cannot, and then the file's own sync must do.
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
