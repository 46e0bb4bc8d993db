//! The text of an attribute. Tokens cut labels inside a character, and their URI must hold the exact bytes.

use std::borrow::Cow;

/// Decoded, as bytes: UTF-8 in most cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UriText(Vec<u8>);

impl UriText {
    /// The text, repaired if it is not UTF-8.
    pub fn repaired(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for UriText {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&str> for UriText {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl From<String> for UriText {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}
