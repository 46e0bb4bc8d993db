//! What a token accepts, and how a PIN can fail to fit token or policy.
//!
//! Pitfall: `Violation` is shown to people, so no variant may hold a character of the PIN.

use crate::domain::phrase::Phrase;
use crate::domain::secret::Secret;

/// The characters that a token accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Alphabet {
    /// All, as far as known.
    #[default]
    Any,
    /// `0` to `9`.
    Digits,
    /// A 3DES or AES key in hex: 32, 48 or 64 digits.
    KeyInHex,
}

impl Alphabet {
    fn takes(self, byte: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Digits => byte.is_ascii_digit(),
            Self::KeyInHex => byte.is_ascii_hexdigit(),
        }
    }
}

/// What a token accepts: characters, and lengths in bytes; `None` if nothing plausible is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// The characters.
    pub alphabet: Alphabet,
    /// Minimum number of bytes.
    pub min: Option<u64>,
    /// Maximum number of bytes.
    pub max: Option<u64>,
}

impl Limits {
    /// These characters, that many bytes.
    pub const fn of(alphabet: Alphabet, min: u64, max: u64) -> Self {
        Self { alphabet, min: Some(min), max: Some(max) }
    }

    /// The limits a token claims (`ulMinPinLen`, `ulMaxPinLen`), if 0 < min ≤ max; else none (kryoptic claims 8..0).
    pub fn sane(min: u64, max: u64) -> Self {
        if 0 < min && min <= max { Self::of(Alphabet::Any, min, max) } else { Self::default() }
    }

    /// What satisfies both.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self {
            alphabet: if self.alphabet == Alphabet::Any { other.alphabet } else { self.alphabet },
            min: self.min.max(other.min),
            max: [self.max, other.max].into_iter().flatten().min(),
        }
    }

    /// Why a secret, even a current one, is impossible on the token: such a secret needs no try.
    pub fn violation(self, secret: &Secret) -> Option<Violation> {
        let length = u64::try_from(secret.length()).unwrap_or(u64::MAX);
        let foreign = !secret.expose().iter().all(|byte| self.alphabet.takes(*byte));
        let odd_key = self.alphabet == Alphabet::KeyInHex && (foreign || ![32, 48, 64].contains(&length));
        match (self.min, self.max) {
            (_, _) if odd_key => Some(Violation::NotKeyInHex),
            (_, _) if foreign => Some(Violation::NotDigits),
            (Some(min), _) if length < min => Some(Violation::TooShortForToken { min, length }),
            (_, Some(max)) if length > max => Some(Violation::TooLongForToken { max, length }),
            _ => None,
        }
    }
}

/// One rule that a new PIN breaks. No variant holds any of its characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// Fewer characters than the policy requires.
    TooShort {
        /// The minimum number of characters.
        min: u64,
        /// Its number of characters.
        length: u64,
    },
    /// Fewer bytes than the token accepts.
    TooShortForToken {
        /// The minimum number of bytes.
        min: u64,
        /// Its number of bytes.
        length: u64,
    },
    /// More bytes than the token accepts.
    TooLongForToken {
        /// The maximum number of bytes.
        max: u64,
        /// Its number of bytes.
        length: u64,
    },
    /// The token accepts digits only.
    NotDigits,
    /// Not 32, 48 or 64 hex digits, the only keys that the token accepts.
    NotKeyInHex,
    /// No upper-case letter.
    NoUpper,
    /// No lower-case letter.
    NoLower,
    /// No digit.
    NoDigit,
    /// A PIN that everybody tries first.
    WellKnown,
    /// The same as the old one.
    SameAsOld,
    /// A control character.
    ControlCharacter,
    /// A letter outside ASCII.
    NotAscii,
    /// A space at either end, which a PIN file cannot hold.
    Blanks,
    /// Not UTF-8, which PKCS#11 requires.
    NotUtf8,
}

impl Violation {
    /// Its stable code.
    #[cfg(test)]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too-short",
            Self::TooShortForToken { .. } => "too-short-for-token",
            Self::TooLongForToken { .. } => "too-long-for-token",
            Self::NotDigits => "not-digits",
            Self::NotKeyInHex => "not-key-in-hex",
            Self::NoUpper => "no-upper-case",
            Self::NoLower => "no-lower-case",
            Self::NoDigit => "no-digit",
            Self::WellKnown => "well-known",
            Self::SameAsOld => "same-as-old",
            Self::ControlCharacter => "control-character",
            Self::NotAscii => "not-ascii",
            Self::Blanks => "blanks",
            Self::NotUtf8 => "not-utf8",
        }
    }

    /// The sentence.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::TooShort { min, length } => {
                Phrase::new("pin-policy-too-short").with("min", *min).with("length", *length)
            }
            Self::TooShortForToken { min, length } => {
                Phrase::new("pin-policy-too-short-for-token").with("min", *min).with("length", *length)
            }
            Self::TooLongForToken { max, length } => {
                Phrase::new("pin-policy-too-long-for-token").with("max", *max).with("length", *length)
            }
            Self::NotDigits => Phrase::new("pin-policy-not-digits"),
            Self::NotKeyInHex => Phrase::new("pin-policy-not-key-in-hex"),
            Self::NoUpper => Phrase::new("pin-policy-no-upper"),
            Self::NoLower => Phrase::new("pin-policy-no-lower"),
            Self::NoDigit => Phrase::new("pin-policy-no-digit"),
            Self::WellKnown => Phrase::new("pin-policy-well-known"),
            Self::SameAsOld => Phrase::new("pin-policy-same-as-old"),
            Self::ControlCharacter => Phrase::new("pin-policy-control-character"),
            Self::NotAscii => Phrase::new("pin-policy-not-ascii"),
            Self::Blanks => Phrase::new("pin-policy-blanks"),
            Self::NotUtf8 => Phrase::new("pin-policy-not-utf8"),
        }
    }
}
