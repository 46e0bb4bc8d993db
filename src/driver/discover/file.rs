//! Whether two names refer to the same file.

use std::path::{Path, PathBuf};

/// Identifies a file, whatever its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileIdentity {
    /// The system's own numbers, which hard links share: device or volume, and file.
    Number(u64, u64),
    /// The path, if the system provides no number or there is no file.
    Path(PathBuf),
}

impl FileIdentity {
    /// Asks the system; follows links.
    pub(super) fn of(path: &Path) -> Self {
        number(path).unwrap_or_else(|| Self::Path(std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())))
    }
}

#[cfg(unix)]
fn number(path: &Path) -> Option<FileIdentity> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = std::fs::metadata(path).ok()?;
    Some(FileIdentity::Number(metadata.dev(), metadata.ino()))
}

#[cfg(windows)]
fn number(path: &Path) -> Option<FileIdentity> {
    super::windows::file_number(path).map(|(volume, file)| FileIdentity::Number(volume, file))
}

#[cfg(not(any(unix, windows)))]
fn number(_path: &Path) -> Option<FileIdentity> {
    None
}
