//! The bytes of one line, and the hash that links it to the previous line.
//!
//! The hash covers the bytes of the line itself, up to the field `hash`: even a changed space changes the hash.
//! Pitfall: a line is parsed only after its bytes were hashed, and is never serialised again for hashing.

use sha2::{Digest, Sha256};

use crate::journal::attempt::{Line, SCHEMA};

/// The longest line that is written or read, in bytes.
pub(super) const MAXIMUM_LINE: usize = 16 * 1_024;

/// A line with its hash, as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The line.
    pub line: Line,
    /// Its hash as stored in the file.
    pub hash: String,
    /// Whether the hash matches the bytes.
    pub intact: bool,
}

/// SHA-256 in lower-case hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;

    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}").is_ok();
        text
    })
}

const BEFORE_HASH: &[u8] = br#","hash":""#;
const AFTER_HASH: &[u8] = br#""}"#;

/// The bytes of a line with its hash and line ending, and the hash.
pub(super) fn seal(line: &Line) -> Result<(Vec<u8>, String), serde_json::Error> {
    let mut bytes = serde_json::to_vec(line)?;
    let hash = sha256(&bytes);
    bytes.pop();
    bytes.extend_from_slice(BEFORE_HASH);
    bytes.extend_from_slice(hash.as_bytes());
    bytes.extend_from_slice(AFTER_HASH);
    bytes.push(b'\n');
    Ok((bytes, hash))
}

/// Reads one line without its line ending; `None` if it is not a journal line.
pub(super) fn unseal(bytes: &[u8]) -> Option<Sealed> {
    let rest = bytes.strip_suffix(AFTER_HASH)?;
    let (body, hash) = rest.split_at_checked(rest.len().checked_sub(64)?)?;
    let mut body = body.strip_suffix(BEFORE_HASH)?.to_vec();
    body.push(b'}');
    let line: Line = serde_json::from_slice(&body).ok()?;
    let hash = String::from_utf8(hash.to_vec()).ok()?;
    let intact = sha256(&body) == hash;
    (line.schema == SCHEMA).then_some(Sealed { line, hash, intact })
}
