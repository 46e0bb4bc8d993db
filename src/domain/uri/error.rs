//! What can be wrong with a PKCS#11 URI. No error repeats a value, which might be a PIN.

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// What an attribute accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// `public`, `private`, `cert`, `secret-key` or `data`.
    ObjectType,
    /// `2` or `2.40`.
    Version,
    /// A whole number.
    SlotNumber,
}

/// Why a text is not a usable PKCS#11 URI. Offsets are bytes from the start of the URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UriError {
    /// It does not begin with `pkcs11:`.
    NotPkcs11,
    /// It is too long.
    TooLong {
        /// The maximum number of bytes.
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
    /// A repeated attribute.
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
    /// A value that its attribute does not accept.
    BadValue {
        /// Its place.
        offset: usize,
        /// The attribute.
        attribute: String,
        /// What it accepts.
        expected: Expected,
    },
    /// `pin-value`: a PIN in an argument is visible to every user of the machine.
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
    fn told(&self) -> Told {
        let told = |code, id| Class::Usage.told(code, id);
        let at = |told: Told, offset: &usize| told.with("offset", offset.to_string());
        let pin = |told: Told, offset: &usize| at(told, offset).hint("selection-hint-pin-file");
        match self {
            Self::NotPkcs11 => told("uri-not-pkcs11", "selection-uri-not-pkcs11"),
            Self::TooLong { limit } => told("uri-too-long", "selection-uri-too-long").with("limit", limit.to_string()),
            Self::BadCharacter { offset, character } => {
                let character = character.to_string();
                let bytes = character.bytes().map(|byte| format!("%{byte:02X}"));
                at(told("uri-bad-character", "selection-uri-bad-character"), offset)
                    .with("character", character.as_str())
                    .hint(Phrase::new("selection-hint-percent").with("encoded", bytes.collect::<String>()))
            }
            Self::BadPercent { offset } => at(told("uri-bad-percent", "selection-uri-bad-percent"), offset),
            Self::NoEqualsSign { offset } => at(told("uri-no-equals-sign", "selection-uri-no-equals-sign"), offset),
            Self::BadName { offset } => at(told("uri-bad-name", "selection-uri-bad-name"), offset),
            Self::NotUtf8 { offset, attribute } => {
                at(told("uri-not-utf8", "selection-uri-not-utf8"), offset).with("attribute", attribute)
            }
            Self::Duplicate { offset, attribute } => {
                at(told("uri-duplicate", "selection-uri-duplicate"), offset).with("attribute", attribute)
            }
            Self::Misplaced { offset, attribute } => {
                at(told("uri-misplaced", "selection-uri-misplaced"), offset).with("attribute", attribute)
            }
            Self::BadValue { offset, attribute, expected } => {
                let sentence = match expected {
                    Expected::ObjectType => "selection-uri-bad-type",
                    Expected::Version => "selection-uri-bad-version",
                    Expected::SlotNumber => "selection-uri-bad-slot",
                };
                at(told("uri-bad-value", sentence), offset).with("attribute", attribute)
            }
            Self::PinValue { offset } => pin(told("uri-pin-value", "selection-uri-pin-value"), offset),
            Self::PinCommand { offset } => pin(told("uri-pin-command", "selection-uri-pin-command"), offset),
            Self::PinSourceNotAFile { offset } => {
                pin(told("uri-pin-source-no-file", "selection-uri-pin-source"), offset)
            }
        }
    }
}

situation_error!(UriError);
