//! What can be wrong with a PKCS#11 URI. Nothing here repeats a value, which might be a PIN.

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::situation_error;

/// What an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// `public`, `private`, `cert`, `secret-key` or `data`.
    ObjectType,
    /// `2` or `2.40`.
    Version,
    /// A whole number.
    SlotNumber,
}

/// Why a text is no PKCS#11 URI that may be used. Offsets are bytes from the URI's first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UriError {
    /// It does not begin with `pkcs11:`.
    NotPkcs11,
    /// It is absurdly long.
    TooLong {
        /// Bytes that are taken.
        limit: usize,
    },
    /// A character that must be percent-encoded.
    BadCharacter {
        /// Its place.
        offset: usize,
        /// The character.
        character: char,
    },
    /// `%` without two hexadecimal digits.
    BadPercent {
        /// Its place.
        offset: usize,
    },
    /// Something between separators without `=`.
    NoEqualsSign {
        /// Its place.
        offset: usize,
    },
    /// An attribute's name that is empty or has odd characters.
    BadName {
        /// The place of the character.
        offset: usize,
    },
    /// Text that is not UTF-8 once decoded.
    NotUtf8 {
        /// Its place.
        offset: usize,
        /// The attribute.
        attribute: String,
    },
    /// An attribute that stands twice.
    Duplicate {
        /// The second one's place.
        offset: usize,
        /// The attribute.
        attribute: String,
    },
    /// A path attribute in the query, or the other way round.
    Misplaced {
        /// Its place.
        offset: usize,
        /// The attribute.
        attribute: String,
    },
    /// A value that its attribute does not take.
    BadValue {
        /// Its place.
        offset: usize,
        /// The attribute.
        attribute: String,
        /// What it takes.
        expected: Expected,
    },
    /// `pin-value`: a PIN in an argument is seen by every user of the machine.
    PinValue {
        /// Its place.
        offset: usize,
    },
    /// `pin-source=|command`: a URI must not run programs.
    PinCommand {
        /// Its place.
        offset: usize,
    },
    /// `pin-source` that is neither a path nor a `file:` URI of this machine.
    PinSourceNotAFile {
        /// Its place.
        offset: usize,
    },
}

/// The path in a `pin-source`: itself, or that of a `file:` URI without a host; `None` for other schemes.
pub(super) fn file_of_pin_source(source: &str) -> Option<&str> {
    let path = match source.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file") => {
            let path = match rest.strip_prefix("//") {
                Some(authority) => authority.strip_prefix("localhost").unwrap_or(authority),
                None => rest,
            };
            if rest.starts_with("//") && !path.starts_with('/') {
                return None;
            }
            // file:///C:/pin.txt
            match path.strip_prefix('/') {
                Some(drive) if drive.as_bytes().get(1) == Some(&b':') => drive,
                _ => path,
            }
        }
        // One letter is a Windows drive.
        Some((scheme, _)) if scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            return None;
        }
        _ => source,
    };
    (!path.is_empty() && !path.contains('\0')).then_some(path)
}

impl Situation for UriError {
    fn class(&self) -> Class {
        Class::Usage
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotPkcs11 => "uri-not-pkcs11",
            Self::TooLong { .. } => "uri-too-long",
            Self::BadCharacter { .. } => "uri-bad-character",
            Self::BadPercent { .. } => "uri-bad-percent",
            Self::NoEqualsSign { .. } => "uri-no-equals-sign",
            Self::BadName { .. } => "uri-bad-name",
            Self::NotUtf8 { .. } => "uri-not-utf8",
            Self::Duplicate { .. } => "uri-duplicate",
            Self::Misplaced { .. } => "uri-misplaced",
            Self::BadValue { .. } => "uri-bad-value",
            Self::PinValue { .. } => "uri-pin-value",
            Self::PinCommand { .. } => "uri-pin-command",
            Self::PinSourceNotAFile { .. } => "uri-pin-source-no-file",
        }
    }

    fn phrase(&self) -> Phrase {
        let at = |phrase: Phrase, offset: &usize| phrase.with("offset", offset.to_string());
        match self {
            Self::NotPkcs11 => Phrase::new("selection-uri-not-pkcs11"),
            Self::TooLong { limit } => Phrase::new("selection-uri-too-long").with("limit", limit.to_string()),
            Self::BadCharacter { offset, character } => {
                at(Phrase::new("selection-uri-bad-character"), offset).with("character", character.to_string())
            }
            Self::BadPercent { offset } => at(Phrase::new("selection-uri-bad-percent"), offset),
            Self::NoEqualsSign { offset } => at(Phrase::new("selection-uri-no-equals-sign"), offset),
            Self::BadName { offset } => at(Phrase::new("selection-uri-bad-name"), offset),
            Self::NotUtf8 { offset, attribute } => {
                at(Phrase::new("selection-uri-not-utf8"), offset).with("attribute", attribute)
            }
            Self::Duplicate { offset, attribute } => {
                at(Phrase::new("selection-uri-duplicate"), offset).with("attribute", attribute)
            }
            Self::Misplaced { offset, attribute } => {
                at(Phrase::new("selection-uri-misplaced"), offset).with("attribute", attribute)
            }
            Self::BadValue { offset, attribute, expected } => {
                let sentence = match expected {
                    Expected::ObjectType => Phrase::new("selection-uri-bad-type"),
                    Expected::Version => Phrase::new("selection-uri-bad-version"),
                    Expected::SlotNumber => Phrase::new("selection-uri-bad-slot"),
                };
                at(sentence, offset).with("attribute", attribute)
            }
            Self::PinValue { offset } => at(Phrase::new("selection-uri-pin-value"), offset),
            Self::PinCommand { offset } => at(Phrase::new("selection-uri-pin-command"), offset),
            Self::PinSourceNotAFile { offset } => at(Phrase::new("selection-uri-pin-source"), offset),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::BadCharacter { character, .. } => {
                let character = character.to_string();
                let bytes = character.bytes().map(|byte| format!("%{byte:02X}"));
                Some(Phrase::new("selection-hint-percent").with("encoded", bytes.collect::<String>()))
            }
            Self::PinValue { .. } | Self::PinCommand { .. } | Self::PinSourceNotAFile { .. } => {
                Some(Phrase::new("selection-hint-pin-file"))
            }
            _ => None,
        }
    }
}

situation_error!(UriError);
