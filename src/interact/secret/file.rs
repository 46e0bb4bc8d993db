//! Files that hold secrets, and who else can read or change them.
//!
//! May import `domain` and `waiting`. Pitfall: the open file is checked, so that it cannot be swapped in between. A
//! FIFO (`<(pass show token)`) is opened without waiting for its writer, so that Ctrl-C can end the wait.

use std::io::ErrorKind;
use std::path::Path;

use super::situation::{Origin, SecretError};
use crate::domain::phrase::Phrase;
use crate::domain::secret::Role;
use crate::waiting::{self, Input};

/// Opens a secret's file. If others than its owner may read or change it, it is refused with `batch`, as ssh refuses
/// such a key; otherwise the user is warned.
pub(super) fn open(path: &Path, role: Role, batch: bool) -> Result<(Input, Vec<Phrase>), SecretError> {
    // Windows refuses to open a directory, with "access denied"; so this is checked first.
    if path.is_dir() {
        return Err(SecretError::Directory(role, path.to_owned()));
    }
    let file = waiting::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => SecretError::NoFile(role, path.to_owned()),
        _ => SecretError::Unreadable(role, Origin::File(path.to_owned()), error),
    })?;
    match exposed(&file) {
        Some(mode) if batch => Err(SecretError::Exposed(role, path.to_owned(), mode)),
        Some(mode) => Ok((file, vec![warning(path, &mode)])),
        None => Ok((file, Vec::new())),
    }
}

fn warning(path: &Path, mode: &str) -> Phrase {
    Phrase::new("secret-warning-exposed").with("path", path.display().to_string()).with("mode", mode)
}

/// The mode of a file that group or others may read or write.
#[cfg(unix)]
fn exposed(file: &Input) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = file.metadata().ok()?;
    let mode = metadata.permissions().mode() & 0o777;
    (metadata.is_file() && mode & 0o066 != 0).then(|| format!("{mode:04o}"))
}

/// Windows has no file modes; the profile's access list protects the file there.
#[cfg(not(unix))]
fn exposed(_file: &Input) -> Option<String> {
    None
}
