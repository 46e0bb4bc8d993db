//! Values in a script: numbers by name, text with its padding, bytes in several notations, attribute contents.
//!
//! Pitfall: CK_ULONG has 32 bits on Windows; a larger number loses its upper half there, as it would in C.

use std::fmt::Write as _;

use base64ct::{Base64, Encoding};
use cryptoki_sys::{CK_RV, CK_ULONG};
use serde::de::{Error, IgnoredAny};
use serde::{Deserialize, Deserializer};

use crate::names;

/// A number, or one of the standard's names for it, or `"unavailable"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(u64);

impl Number {
    pub fn get(self) -> CK_ULONG {
        self.0 as CK_ULONG
    }

    fn parse(text: &str) -> Option<u64> {
        if text == "unavailable" {
            return Some(u64::MAX);
        }
        let digits = text.strip_prefix("0x").map(|hex| u64::from_str_radix(hex, 16).ok());
        digits.unwrap_or_else(|| text.parse().ok()).or_else(|| names::number(text))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(value)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(u64),
            Name(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Number(value) => Ok(Self(value)),
            Form::Name(name) => {
                Self::parse(&name).map(Self).ok_or_else(|| D::Error::custom(format!("unknown name {name}")))
            }
        }
    }
}

/// Reads an attribute's name or number.
pub fn attribute_type(name: &str) -> Option<CK_ULONG> {
    Number::parse(name).map(|value| value as CK_ULONG)
}

/// A fixed-size field of a structure, and its padding.
#[derive(Clone, Default)]
pub struct Text {
    bytes: Vec<u8>,
    padding: Padding,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Padding {
    #[default]
    Blank,
    Nul,
    /// The rest keeps the caller's content.
    None,
}

impl Text {
    /// Fills a field; text that is too long is cut, if necessary inside a character.
    pub fn fill<const N: usize>(&self, mut field: [u8; N]) -> [u8; N] {
        match self.padding {
            Padding::Blank => field.fill(b' '),
            Padding::Nul => field.fill(0),
            Padding::None => {}
        }
        for (place, byte) in field.iter_mut().zip(&self.bytes) {
            *place = *byte;
        }
        field
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), padding: Padding::Blank }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, deny_unknown_fields)]
        enum Form {
            Plain(String),
            Padded {
                text: String,
                #[serde(default)]
                padding: Padding,
            },
            Raw {
                hex: String,
                #[serde(default)]
                padding: Padding,
            },
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::Plain(text) => Self { bytes: text.into_bytes(), padding: Padding::Blank },
            Form::Padded { text, padding } => Self { bytes: text.into_bytes(), padding },
            Form::Raw { hex, padding } => Self { bytes: unhex(&hex).map_err(D::Error::custom)?, padding },
        })
    }
}

/// Bytes as `{"hex": …}`, `{"base64": …}`, `{"utf8": …}`, `{"file": …}` or `{"zeros": n}`.
#[derive(Clone, Default)]
pub struct Bytes(pub Vec<u8>);

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Spelling {
    Hex(String),
    Base64(String),
    Utf8(String),
    File(std::path::PathBuf),
    Zeros(usize),
    Ulong(Number),
}

impl Spelling {
    fn bytes(self) -> Result<Vec<u8>, String> {
        match self {
            Self::Hex(text) => unhex(&text),
            Self::Base64(text) => Base64::decode_vec(&text).map_err(|error| error.to_string()),
            Self::Utf8(text) => Ok(text.into_bytes()),
            Self::File(path) => std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display())),
            Self::Zeros(count) => Ok(vec![0; count]),
            Self::Ulong(number) => Ok(number.get().to_ne_bytes().to_vec()),
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spelling::deserialize(deserializer)?.bytes().map(Self).map_err(D::Error::custom)
    }
}

/// The value of an attribute for C_GetAttributeValue.
#[derive(Clone)]
pub enum Content {
    Bytes(Vec<u8>),
    /// CKR_ATTRIBUTE_TYPE_INVALID, although the object is there.
    Unavailable,
    /// CKR_ATTRIBUTE_SENSITIVE.
    Sensitive,
    /// The whole call fails with this code if the attribute is requested.
    Error(CK_RV),
    /// This length is claimed, and nothing written.
    Claim(CK_ULONG),
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Odd {
            Unavailable(IgnoredAny),
            Sensitive(IgnoredAny),
            Error(Number),
            Claim(Number),
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Bool(bool),
            Number(u64),
            Text(String),
            Spelled(Spelling),
            Odd(Odd),
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::Bool(value) => Self::Bytes(vec![u8::from(value)]),
            Form::Number(value) => Self::Bytes((value as CK_ULONG).to_ne_bytes().to_vec()),
            Form::Text(text) => Self::Bytes(text.into_bytes()),
            Form::Spelled(spelling) => Self::Bytes(spelling.bytes().map_err(D::Error::custom)?),
            Form::Odd(Odd::Unavailable(_)) => Self::Unavailable,
            Form::Odd(Odd::Sensitive(_)) => Self::Sensitive,
            Form::Odd(Odd::Error(code)) => Self::Error(code.get()),
            Form::Odd(Odd::Claim(length)) => Self::Claim(length.get()),
        })
    }
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes of hex digits.
pub fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).map_err(|error| error.to_string())?;
            if pair.len() < 2 {
                return Err(format!("half a byte in {text}"));
            }
            u8::from_str_radix(pair, 16).map_err(|error| format!("{pair}: {error}"))
        })
        .collect()
}
