//! Subjects as people type them (RFC 4514), read strictly and written as DER.
//!
//! Pitfall: the text begins with the most specific part (`CN=…,OU=…,O=…,C=VN`), the encoding with the country; and an
//! unescaped comma inside a name makes another name, so anything ambiguous is refused.

use unicode_normalization::UnicodeNormalization as _;

use crate::domain::name::Name;
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::tlv::{self, IA5_STRING, OBJECT_IDENTIFIER, PRINTABLE_STRING, Quirks, SEQUENCE, SET, UTF8_STRING};
use crate::situation_error;

/// A name with more attributes than this is not a person's name.
const MOST: usize = 64;

/// How a value of a type is encoded (RFC 5280, appendix A.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Utf8,
    /// Letters, digits and some punctuation.
    Printable,
    /// Two capital letters.
    Country,
    /// ASCII.
    Ia5,
}

/// Keywords with their types: those of RFC 4514 section 3, and openssl's names for the other attributes in people's
/// certificates.
const TYPES: &[(&str, &[u8], Kind)] = &[
    ("CN", &[0x55, 4, 3], Kind::Utf8),
    ("SN", &[0x55, 4, 4], Kind::Utf8),
    ("serialNumber", &[0x55, 4, 5], Kind::Printable),
    ("C", &[0x55, 4, 6], Kind::Country),
    ("L", &[0x55, 4, 7], Kind::Utf8),
    ("ST", &[0x55, 4, 8], Kind::Utf8),
    ("STREET", &[0x55, 4, 9], Kind::Utf8),
    ("O", &[0x55, 4, 10], Kind::Utf8),
    ("OU", &[0x55, 4, 11], Kind::Utf8),
    ("title", &[0x55, 4, 12], Kind::Utf8),
    ("T", &[0x55, 4, 12], Kind::Utf8),
    ("GN", &[0x55, 4, 42], Kind::Utf8),
    ("UID", &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], Kind::Utf8),
    ("DC", &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], Kind::Ia5),
    ("emailAddress", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], Kind::Ia5),
    ("E", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], Kind::Ia5),
];

/// A name in DER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    der: Vec<u8>,
}

/// What is wrong with a typed subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectFault {
    /// The subject is empty.
    Empty,
    /// No `=` where an attribute should be.
    NoAttribute(String),
    /// An unknown keyword.
    Unknown(String),
    /// An attribute without a value, or one that begins or ends with an unescaped space.
    Blank(String),
    /// A character that must be escaped, or an invalid escape.
    Escape(String),
    /// A value that its type does not allow.
    Value(String, String),
    /// More attributes than a name has.
    TooMany,
}

situation_error!(SubjectFault);

impl Situation for SubjectFault {
    fn told(&self) -> Told {
        let phrase = match self {
            Self::Empty => Phrase::new("keys-subject-empty"),
            Self::NoAttribute(part) => Phrase::new("keys-subject-no-attribute").with("part", part),
            Self::Unknown(keyword) => {
                let known: Vec<&str> = TYPES.iter().map(|(keyword, ..)| *keyword).collect();
                Phrase::new("keys-subject-unknown").with("keyword", keyword).with("known", known.join(", "))
            }
            Self::Blank(keyword) => Phrase::new("keys-subject-blank").with("keyword", keyword),
            Self::Escape(part) => Phrase::new("keys-subject-escape").with("part", part),
            Self::Value(keyword, value) => {
                Phrase::new("keys-subject-value").with("keyword", keyword).with("value", value)
            }
            Self::TooMany => Phrase::new("keys-subject-too-many").with("most", MOST),
        };
        Class::Usage.told("subject-malformed", phrase)
    }
}

impl Subject {
    /// Reads a text; names are put into composed Unicode (NFC), the form used in certificates.
    pub fn parse(text: &str) -> Result<Self, SubjectFault> {
        if text.trim().is_empty() {
            return Err(SubjectFault::Empty);
        }
        let mut sets = Vec::new();
        let mut count = 0;
        for name in split(text, ',') {
            let mut attributes = Vec::new();
            for attribute in split(name, '+') {
                attributes.push(encoded(attribute)?);
                count += 1;
            }
            // DER: the members of a set in ascending order of their bytes.
            attributes.sort();
            if attributes.windows(2).any(|pair| pair.first() == pair.last()) {
                return Err(SubjectFault::NoAttribute(name.trim().to_owned()));
            }
            sets.push(tlv::write(SET, &attributes.iter().map(Vec::as_slice).collect::<Vec<_>>()));
        }
        if count > MOST {
            return Err(SubjectFault::TooMany);
        }
        let reversed: Vec<&[u8]> = sets.iter().rev().map(Vec::as_slice).collect();
        Ok(Self { der: tlv::write(SEQUENCE, &reversed) })
    }

    /// A name already in DER.
    pub fn from_der(der: &[u8]) -> Self {
        Self { der: der.to_vec() }
    }

    /// The name in RFC 4514 form.
    pub fn text(&self) -> String {
        let quirks = Quirks::default();
        let name = tlv::element(&self.der, &quirks).and_then(|whole| Name::read(whole.contents, &quirks)?.text());
        name.unwrap_or_default()
    }

    /// The DER of the Name.
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

/// The parts between unescaped separators.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut escaped) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if letter == separator {
            parts.push(text.get(start..at).unwrap_or_default());
            start = at + letter.len_utf8();
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

/// One attribute in DER. Spaces around a keyword, as people type them after a comma, are not part of it.
fn encoded(attribute: &str) -> Result<Vec<u8>, SubjectFault> {
    let none = || SubjectFault::NoAttribute(attribute.trim().to_owned());
    let (typed, value) = attribute.split_once('=').ok_or_else(none)?;
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(none());
    }
    let known = TYPES.iter().find(|(keyword, ..)| keyword.eq_ignore_ascii_case(typed));
    let (keyword, oid, kind) = known.ok_or_else(|| SubjectFault::Unknown(typed.to_owned()))?;
    if value.is_empty() || value.starts_with(' ') || (value.ends_with(' ') && !value.ends_with("\\ ")) {
        return Err(SubjectFault::Blank((*keyword).to_owned()));
    }
    let text: String = unescaped(value)?.nfc().collect();
    let tag = tag(*kind, &text).ok_or_else(|| SubjectFault::Value((*keyword).to_owned(), text.clone()))?;
    Ok(tlv::write(SEQUENCE, &[&tlv::write(OBJECT_IDENTIFIER, &[oid]), &tlv::write(tag, &[text.as_bytes()])]))
}

/// The string type of a value; `None` if its attribute does not allow the value.
fn tag(kind: Kind, text: &str) -> Option<u8> {
    let printable = |letter: char| letter.is_ascii_alphanumeric() || " '()+,-./:=?".contains(letter);
    let (tag, fits) = match kind {
        Kind::Utf8 => (UTF8_STRING, !text.chars().any(char::is_control)),
        Kind::Printable => (PRINTABLE_STRING, text.chars().all(printable)),
        Kind::Country => (PRINTABLE_STRING, text.len() == 2 && text.chars().all(|letter| letter.is_ascii_uppercase())),
        Kind::Ia5 => (IA5_STRING, text.chars().all(|letter| letter.is_ascii_graphic())),
    };
    (fits && !text.trim().is_empty()).then_some(tag)
}

/// A value without its escapes (RFC 4514 section 3): `\,`, `\C3`; an unescaped special character is an error.
fn unescaped(value: &str) -> Result<String, SubjectFault> {
    let fault = || SubjectFault::Escape(value.to_owned());
    let mut octets = Vec::with_capacity(value.len());
    let mut letters = value.chars();
    let mut first = true;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                let next = letters.next().ok_or_else(fault)?;
                if "\"+,;<>\\ #=".contains(next) {
                    octets.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
                } else {
                    let pair: String = [Some(next), letters.next()].into_iter().flatten().collect();
                    octets.extend(tlv::unhex(&pair).filter(|octet| octet.len() == 1).ok_or_else(fault)?);
                }
            }
            '"' | '+' | ',' | ';' | '<' | '>' | '\0' => return Err(fault()),
            // A value in hex is BER; anyone who needs that has other tools.
            '#' if first => return Err(fault()),
            _ => octets.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        first = false;
    }
    String::from_utf8(octets).map_err(|_not_utf8| fault())
}
