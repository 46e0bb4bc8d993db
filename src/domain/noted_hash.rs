//! The last hash of a journal, as noted by the user.
//!
//! Pitfall: half a hash matches no line and would be reported as a truncated journal; so it is refused before any
//! journal is read.

use super::phrase::Phrase;

/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// A complete hash, in lower case as in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedHash(String);

impl NotedHash {
    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for NotedHash {
    type Err = Phrase;

    fn from_str(text: &str) -> Result<Self, Phrase> {
        if text.len() == DIGITS && text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        Err(Phrase::new("cli-error-last-hash").with("value", text).with("digits", DIGITS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_case_is_the_same_hash_and_anything_else_is_none() {
        let lower = "0123456789abcdef".repeat(4);
        for text in [lower.clone(), lower.to_uppercase(), lower.replace("abc", "aBC")] {
            assert_eq!(text.parse::<NotedHash>().map(|hash| hash.as_str().to_owned()), Ok(lower.clone()), "{text}");
        }
        for text in ["", "0", &lower[1..], &format!("{lower}0"), &lower.replace('a', "g"), &lower.replace('a', "á")] {
            assert!(text.parse::<NotedHash>().is_err(), "{text}");
        }
    }
}
