//! Kinds of keys that can be generated on a token: `rsa:3072`, `ec:p256`, `ed25519`.
//!
//! Pitfall: many tokens generate RSA keys below 2048 bits, but no CA accepts them; they are not a kind here.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::phrase::Phrase;

/// A kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// RSA with this many bits.
    Rsa(u16),
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// Ed25519.
    Ed25519,
}

/// Every kind with its word.
const KINDS: [(&str, KeyKind); 7] = [
    ("rsa:2048", KeyKind::Rsa(2048)),
    ("rsa:3072", KeyKind::Rsa(3072)),
    ("rsa:4096", KeyKind::Rsa(4096)),
    ("ec:p256", KeyKind::P256),
    ("ec:p384", KeyKind::P384),
    ("ec:p521", KeyKind::P521),
    ("ed25519", KeyKind::Ed25519),
];

impl KeyKind {
    /// Its word.
    pub fn name(self) -> String {
        KINDS.iter().find(|(_, kind)| *kind == self).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
    }
}

impl FromStr for KeyKind {
    type Err = Phrase;

    fn from_str(text: &str) -> Result<Self, Phrase> {
        let found = KINDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text.trim()));
        found.map(|(_, kind)| *kind).ok_or_else(|| {
            let valid: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
            Phrase::new("keys-error-kind").with("value", text).with("valid", valid.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_by_their_words_and_weak_or_unknown_ones_are_refused() {
        for (name, kind) in KINDS {
            assert_eq!(name.parse(), Ok(kind), "{name}");
            assert_eq!(kind.name(), name, "there and back");
        }
        for text in ["rsa:1024", "rsa", "rsa:2049", "ec", "ec:secp256k1", "dsa", "", "rsa:"] {
            assert!(text.parse::<KeyKind>().is_err(), "`{text}` is refused");
        }
    }
}
