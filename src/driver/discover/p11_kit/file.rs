//! The text of p11-kit's files: lines of `name: value`. Bytes, because a path need not be UTF-8.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// A longer configuration file is a mistake.
const LONGEST: usize = 64 * 1024;

/// What a file holds.
#[derive(Debug)]
pub(super) enum Content {
    /// There is no such file, or it is a link to nothing.
    Absent,
    /// This user may not read it.
    Denied,
    /// It cannot be read for another reason: it is a folder or a pipe.
    Broken,
    /// It is longer than allowed; these are the fields at its beginning.
    TooLong(Fields),
    /// All of it.
    Whole(Fields),
}

/// The fields of a file.
#[derive(Debug, Default)]
pub(super) struct Fields {
    values: BTreeMap<Vec<u8>, Vec<u8>>,
    refused: Option<usize>,
}

impl Fields {
    /// The fields of a text; of a name that occurs twice, the last.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut fields = Self::default();
        for (number, line) in (1..).zip(text.split(|byte| *byte == b'\n')) {
            let line = trimmed(line);
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            match line.iter().position(|byte| *byte == b':') {
                Some(colon) if !line.starts_with(b"[") => {
                    let (key, value) = line.split_at(colon);
                    let value = value.strip_prefix(b":").unwrap_or(value);
                    // A C string ends there.
                    let value = value.split(|byte| *byte == 0).next().unwrap_or_default();
                    fields.values.insert(trimmed(key).to_vec(), trimmed(value).to_vec());
                }
                _ => {
                    fields.refused.get_or_insert(number);
                }
            }
        }
        fields
    }

    /// The value of a field.
    pub(super) fn get(&self, key: &[u8]) -> Option<&[u8]> {
        self.values.get(key).map(Vec::as_slice)
    }

    /// The first line that p11-kit does not accept.
    pub(super) fn refused(&self) -> Option<usize> {
        self.refused
    }

    /// Every field.
    pub(super) fn into_values(self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        self.values
    }
}

/// Reads a file; opens nothing that could make the program wait.
pub(super) fn read(file: &Path) -> Content {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Content::Absent,
        ErrorKind::PermissionDenied => Content::Denied,
        _ => Content::Broken,
    };
    match std::fs::metadata(file) {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Content::Broken,
        Err(error) => return failed(error),
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = std::fs::File::open(file).and_then(|opened| opened.take(limit).read_to_end(&mut bytes)) {
        return failed(error);
    }
    match bytes.get(..LONGEST).filter(|_| bytes.len() > LONGEST) {
        Some(beginning) => Content::TooLong(Fields::of(beginning)),
        None => Content::Whole(Fields::of(&bytes)),
    }
}

/// Blanks as `isspace` takes them in the C locale.
pub(super) fn is_space(byte: u8) -> bool {
    byte == b' ' || (b'\t'..=b'\r').contains(&byte)
}

fn trimmed(text: &[u8]) -> &[u8] {
    let from = text.iter().position(|byte| !is_space(*byte)).unwrap_or(text.len());
    let to = text.iter().rposition(|byte| !is_space(*byte)).map_or(from, |last| last.saturating_add(1));
    text.get(from..to).unwrap_or_default()
}

/// A path of these bytes.
#[cfg(unix)]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(bytes).into()
}

/// A path of these bytes; p11-kit's configuration is that of Unix systems.
#[cfg(not(unix))]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
