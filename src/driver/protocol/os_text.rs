//! Paths in messages.

use serde::{Deserialize, Serialize};

/// A path that survives JSON even if it is not valid Unicode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OsText {
    /// Ordinary text.
    Text(String),
    /// Bytes of a unix path.
    Bytes(Vec<u8>),
    /// Units of a Windows path.
    Wide(Vec<u16>),
}

impl OsText {
    /// Wraps a path.
    pub fn from_path(path: &std::path::Path) -> Self {
        if let Some(text) = path.to_str() {
            return Self::Text(text.to_owned());
        }
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            Self::Bytes(path.as_os_str().as_bytes().to_vec())
        }
        #[cfg(windows)]
        {
            use std::os::windows::ffi::OsStrExt;
            Self::Wide(path.as_os_str().encode_wide().collect())
        }
    }

    /// Unwraps it.
    pub fn to_path(&self) -> std::path::PathBuf {
        match self {
            Self::Text(text) => text.into(),
            #[cfg(unix)]
            Self::Bytes(bytes) => {
                use std::os::unix::ffi::OsStrExt;
                std::ffi::OsStr::from_bytes(bytes).into()
            }
            #[cfg(windows)]
            Self::Wide(units) => {
                use std::os::windows::ffi::OsStringExt;
                std::ffi::OsString::from_wide(units).into()
            }
            #[cfg(unix)]
            Self::Wide(units) => String::from_utf16_lossy(units).into(),
            #[cfg(windows)]
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned().into(),
        }
    }
}
