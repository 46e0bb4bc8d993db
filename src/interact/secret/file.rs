//! Files that hold secrets, and who else can read or change them.
//!
//! May import `domain` and `waiting`. Pitfall: the open file is checked, so that it cannot be swapped in between. A
//! FIFO (`<(pass show token)`) is opened without waiting for its writer, so that Ctrl-C can end the wait.

use std::io::{ErrorKind, Read};
use std::path::Path;

use zeroize::Zeroizing;

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

/// Reads to the end, in fewer bytes than `room`; a buffer that does not grow leaves no copy behind.
///
/// # Errors
/// There is more, it cannot be read, or a termination signal ended the wait for it.
pub(super) fn read_bounded(
    source: &mut dyn Read,
    room: usize,
    role: Role,
    origin: &Origin,
) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let mut buffer = Zeroizing::new(vec![0_u8; room]);
    let mut filled = 0_usize;
    while let Some(free) = buffer.get_mut(filled..).filter(|free| !free.is_empty()) {
        match source.read(free) {
            Ok(0) => {
                buffer.truncate(filled);
                return Ok(buffer);
            }
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if waiting::is_broken_off(&error) => return Err(SecretError::Cancelled(role)),
            Err(error) => return Err(SecretError::Unreadable(role, origin.clone(), error)),
        }
    }
    Err(SecretError::TooLong(role, origin.clone()))
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
