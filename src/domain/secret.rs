//! Secrets: PIN, SO PIN and PUK. One type with a short life, wiped when dropped.
//!
//! Imports nothing but `zeroize`. Pitfall: a vector that grows leaves its old bytes unwiped; hence the
//! fixed capacity, which [`Secret::push`] never exceeds.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// The longest secret that is accepted, in bytes. No token seen takes more than 255.
pub const MAXIMUM_LENGTH: usize = 1_024;

/// A secret as the bytes that travel to the token. It has no `Clone`, no serde and no readable `Debug`.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Secret(Vec<u8>);

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The user PIN that opens the token.
    UserPin,
    /// The security officer's PIN ("administrator password").
    SoPin,
    /// The unblocking key of a card.
    Puk,
    /// The PIN to be set, of the user or the security officer.
    NewPin,
    /// The response of the administrator key's holder to the token's challenge.
    Response,
}

impl Role {
    /// The stem of its options: `--pin-file`, `--so-pin-file`, `--puk-file`, `--new-pin-file`,
    /// `--response-stdin`.
    pub fn option(self) -> &'static str {
        match self {
            Self::UserPin => "--pin",
            Self::SoPin => "--so-pin",
            Self::Puk => "--puk",
            Self::NewPin => "--new-pin",
            Self::Response => "--response",
        }
    }

    /// Its name in words.
    pub fn phrase(self) -> super::phrase::Phrase {
        super::phrase::Phrase::new(match self {
            Self::UserPin => "secret-role-user-pin",
            Self::SoPin => "secret-role-so-pin",
            Self::Puk => "secret-role-puk",
            Self::NewPin => "secret-role-new-pin",
            Self::Response => "secret-role-response",
        })
    }
}

impl Secret {
    /// An empty secret with room for the longest one.
    pub fn empty() -> Self {
        Self(Vec::with_capacity(MAXIMUM_LENGTH))
    }

    /// Takes over a buffer, which is wiped when the secret is dropped. Bytes beyond the maximum are kept: the
    /// caller has bounded them.
    pub fn from_vec(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Copies bytes into a buffer of its own.
    pub fn copy_of(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// Appends one byte; `false`, and nothing appended, when the secret is full.
    pub fn push(&mut self, byte: u8) -> bool {
        let room = self.0.len() < self.0.capacity();
        if room {
            self.0.push(byte);
        }
        room
    }

    /// The bytes, for the call that needs them and nothing else.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The text, if the bytes are UTF-8.
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Its length in bytes, the unit of PKCS#11 (`CK_TOKEN_INFO.ulMinPinLen`).
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether two secrets are equal. Not constant-time: both are in this process anyway.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// The same secret after a prefix, for ykcs11's `puk:` and `pin:`.
    #[must_use]
    pub fn behind(&self, prefix: &str) -> Self {
        let mut bytes = Vec::with_capacity(prefix.len().saturating_add(self.0.len()));
        bytes.extend_from_slice(prefix.as_bytes());
        bytes.extend_from_slice(&self.0);
        Self(bytes)
    }
}

/// Shows that there is a secret, but neither its text nor its length.
impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_the_text_nor_the_length_of_a_secret() {
        let shown = format!("{:?}", Secret::copy_of(b"Canary-9471"));
        assert_eq!(shown, "Secret(…)", "Debug of a secret must say nothing about it");
    }

    #[test]
    fn a_secret_never_grows_beyond_its_buffer_so_no_copy_stays_behind() {
        let mut secret = Secret::empty();
        let before = secret.expose().as_ptr();
        for _ in 0..MAXIMUM_LENGTH {
            assert!(secret.push(b'x'), "there is room up to the maximum");
        }
        while secret.push(b'x') {}
        assert_eq!(secret.expose().as_ptr(), before, "the buffer must not have moved");
    }

    #[test]
    fn the_ykcs11_prefix_stands_before_the_same_bytes() {
        assert_eq!(Secret::copy_of(b"12345678").behind("puk:").expose(), b"puk:12345678", "prefix then secret");
    }
}
