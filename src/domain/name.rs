//! Distinguished names (RFC 5280 4.1.2.4): RFC 4514 text and fields from any string type.
//!
//! Imports `tlv` and the name types of `certificate`. Pitfall: values are untrusted text; NUL is escaped as RFC 4514
//! requires, any other control character stays in the value and is left to the renderers.

use std::borrow::Cow;

use super::certificate::{Identifier, Issuer, Subject};
use super::tlv::{self, Fault, OBJECT_IDENTIFIER, Quirk, Quirks, Reader, SEQUENCE, SET};

/// Attributes of a name beyond this number are left out.
const MAX_ATTRIBUTES: usize = 1_000;

/// One attribute of a name, as read.
#[derive(Debug)]
struct Attribute<'a> {
    oid: &'a [u8],
    keyword: Option<&'static str>,
    /// `None` if the value is not a string.
    text: Option<Cow<'a, str>>,
    raw: &'a [u8],
    /// Whether it shares its relative name with the previous attribute.
    joined: bool,
}

/// A name as its attributes, in the order of the encoding.
#[derive(Debug)]
pub struct Name<'a>(Vec<Attribute<'a>>);

impl<'a> Name<'a> {
    /// Reads the contents bytes of a Name: a sequence of sets of (type, value).
    pub fn read(contents: &'a [u8], quirks: &'a Quirks) -> Result<Self, Fault> {
        let mut attributes = Vec::with_capacity(8);
        let mut names = Reader::new(contents, quirks);
        while names.peek().is_some() {
            let mut set = names.enter(SET)?;
            if set.peek().is_none() {
                quirks.note(Quirk::EmptySet);
            }
            let mut joined = false;
            while set.peek().is_some() {
                let attribute = Attribute::read(set.enter(SEQUENCE)?, quirks, joined)?;
                if attributes.len() < MAX_ATTRIBUTES {
                    attributes.push(attribute);
                } else {
                    quirks.note(Quirk::ListCut);
                }
                joined = true;
            }
        }
        Ok(Self(attributes))
    }

    /// The name in RFC 4514 form, most specific first. Types without a keyword are written as OID and `#` hex (section 2.4).
    pub fn text(&self) -> Result<String, Fault> {
        let mut text = String::with_capacity(128);
        for (index, attribute) in self.0.iter().enumerate().rev() {
            attribute.write(&mut text)?;
            if index > 0 {
                text.push(if attribute.joined { '+' } else { ',' });
            }
        }
        Ok(text)
    }

    /// The holder: text and fields.
    pub fn subject(&self) -> Result<Subject, Fault> {
        let mut subject = Subject { text: self.text()?, ..Subject::default() };
        for (keyword, text) in self.fields() {
            let first = |slot: &mut Option<String>| {
                if slot.is_none() {
                    *slot = Some(text.to_owned());
                }
            };
            match keyword {
                "CN" => subject.common_name = Some(text.to_owned()),
                "O" => subject.organizations.push(text.to_owned()),
                "OU" => subject.organizational_units.push(text.to_owned()),
                "L" => first(&mut subject.locality),
                "ST" => first(&mut subject.state_or_province),
                "C" => first(&mut subject.country),
                "title" => first(&mut subject.title),
                "UID" | "serialNumber" => subject.identifiers.push(Identifier::split(text)),
                _ => {}
            }
        }
        Ok(subject)
    }

    /// The issuer: text and fields.
    pub fn issuer(&self) -> Result<Issuer, Fault> {
        let find =
            |wanted: &'static str| self.fields().filter(move |(keyword, _)| *keyword == wanted).map(|(_, text)| text);
        Ok(Issuer {
            text: self.text()?,
            common_name: find("CN").last().map(str::to_owned),
            organization: find("O").next().map(str::to_owned),
        })
    }

    /// Addresses of `emailAddress` attributes, in the order of the encoding.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.fields().filter(|(keyword, _)| *keyword == "emailAddress").map(|(_, text)| text)
    }

    fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().filter_map(|attribute| Some((attribute.keyword?, attribute.text.as_deref()?)))
    }
}

impl Identifier {
    /// Splits a UID or serialNumber value at its first colon: `MST:0100109106`.
    pub fn split(text: &str) -> Self {
        match text.split_once(':') {
            Some((kind, value)) if !kind.trim().is_empty() => {
                Self { kind: Some(kind.trim().to_owned()), value: value.trim().to_owned() }
            }
            _ => Self { kind: None, value: text.to_owned() },
        }
    }
}

impl<'a> Attribute<'a> {
    fn read(mut pair: Reader<'a>, quirks: &'a Quirks, joined: bool) -> Result<Self, Fault> {
        let oid = pair.expect(OBJECT_IDENTIFIER)?.contents;
        let value = pair.any()?;
        pair.finish();
        let keyword = keyword(oid);
        let text = string(value.tag, value.contents, quirks);
        match value.tag {
            _ if text.is_none() => quirks.note(Quirk::NotString),
            UNIVERSAL => quirks.note(Quirk::UniversalString),
            GENERAL => quirks.note(Quirk::GeneralString),
            UTF8 | PRINTABLE | TELETEX | BMP => {}
            IA5 if matches!(keyword, Some("emailAddress" | "DC" | "unstructuredName")) => {}
            _ if keyword.is_none() => {}
            _ => quirks.note(Quirk::OtherString),
        }
        Ok(Self { oid, keyword, text, raw: value.raw, joined })
    }

    fn write(&self, out: &mut String) -> Result<(), Fault> {
        match (self.keyword, &self.text) {
            (Some(keyword), Some(text)) => {
                out.push_str(keyword);
                out.push('=');
                escape(text, out);
            }
            (keyword, _) => {
                match keyword {
                    Some(keyword) => out.push_str(keyword),
                    None => out.push_str(&tlv::dotted(self.oid, &Quirks::default())?),
                }
                out.push_str("=#");
                out.push_str(&tlv::hex(self.raw));
            }
        }
        Ok(())
    }
}

/// Escapes a value as RFC 4514 2.4 requires.
fn escape(text: &str, out: &mut String) {
    let last = text.len().saturating_sub(1);
    for (index, character) in text.char_indices() {
        match character {
            '\0' => out.push_str("\\00"),
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '#' if index == 0 => out.push_str("\\#"),
            ' ' if index == 0 || index == last => out.push_str("\\ "),
            _ => out.push(character),
        }
    }
}

/// The keyword of an attribute type: RFC 4514's if it has one, else openssl's name.
fn keyword(oid: &[u8]) -> Option<&'static str> {
    Some(match oid {
        [0x55, 0x04, arc] => match arc {
            3 => "CN",
            4 => "SN",
            5 => "serialNumber",
            6 => "C",
            7 => "L",
            8 => "ST",
            9 => "STREET",
            10 => "O",
            11 => "OU",
            12 => "title",
            13 => "description",
            15 => "businessCategory",
            16 => "postalAddress",
            17 => "postalCode",
            20 => "telephoneNumber",
            41 => "name",
            42 => "GN",
            43 => "initials",
            44 => "generationQualifier",
            46 => "dnQualifier",
            65 => "pseudonym",
            97 => "organizationIdentifier",
            _ => return None,
        },
        // 0.9.2342.19200300.100.1
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, arc] => match arc {
            1 => "UID",
            25 => "DC",
            _ => return None,
        },
        // 1.2.840.113549.1.9
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, arc] => match arc {
            1 => "emailAddress",
            2 => "unstructuredName",
            _ => return None,
        },
        // 1.3.6.1.4.1.311.60.2.1
        [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x3c, 0x02, 0x01, arc] => match arc {
            1 => "jurisdictionL",
            2 => "jurisdictionST",
            3 => "jurisdictionC",
            _ => return None,
        },
        _ => return None,
    })
}

const UTF8: u8 = 0x0c;
const NUMERIC: u8 = 0x12;
const PRINTABLE: u8 = 0x13;
const TELETEX: u8 = 0x14;
const IA5: u8 = 0x16;
const VISIBLE: u8 = 0x1a;
const GENERAL: u8 = 0x1b;
const UNIVERSAL: u8 = 0x1c;
const BMP: u8 = 0x1e;

/// Text of any ASN.1 string type; `None` if the element is not a string.
///
/// Teletex and General are read as Latin-1, as openssl does, unless they hold valid UTF-8. What cannot be decoded is
/// replaced by U+FFFD and recorded.
pub fn string<'a>(tag: u8, contents: &'a [u8], quirks: &Quirks) -> Option<Cow<'a, str>> {
    Some(match tag {
        UTF8 => utf8(contents, quirks),
        PRINTABLE => {
            if !contents.iter().all(|octet| is_printable(*octet)) {
                quirks.note(Quirk::NotPrintable);
            }
            utf8_or_latin1(contents)
        }
        NUMERIC | IA5 | VISIBLE => {
            if !contents.is_ascii() {
                quirks.note(Quirk::NotAscii);
            }
            utf8_or_latin1(contents)
        }
        TELETEX | GENERAL => {
            if !contents.is_ascii() && std::str::from_utf8(contents).is_ok() {
                quirks.note(Quirk::TeletexUtf8);
            }
            utf8_or_latin1(contents)
        }
        BMP => Cow::Owned(utf16(contents, quirks)),
        UNIVERSAL => Cow::Owned(utf32(contents, quirks)),
        _ => return None,
    })
}

/// UTF-8, with invalid bytes replaced.
pub fn utf8<'a>(contents: &'a [u8], quirks: &Quirks) -> Cow<'a, str> {
    let text = String::from_utf8_lossy(contents);
    if matches!(text, Cow::Owned(_)) {
        quirks.note(Quirk::InvalidText);
    }
    text
}

/// ASCII or UTF-8 if valid, else Latin-1.
pub fn utf8_or_latin1(contents: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(contents)
        .map_or_else(|_not_utf8| Cow::Owned(contents.iter().copied().map(char::from).collect()), Cow::Borrowed)
}

fn utf16(contents: &[u8], quirks: &Quirks) -> String {
    let pairs = contents.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        quirks.note(Quirk::InvalidText);
    }
    let units = pairs.filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes);
    char::decode_utf16(units).map(|decoded| decoded.unwrap_or_else(|_unpaired| replacement(quirks))).collect()
}

fn utf32(contents: &[u8], quirks: &Quirks) -> String {
    let quads = contents.chunks_exact(4);
    if !quads.remainder().is_empty() {
        quirks.note(Quirk::InvalidText);
    }
    let points = quads.filter_map(|quad| quad.try_into().ok()).map(u32::from_be_bytes);
    points.map(|point| char::from_u32(point).unwrap_or_else(|| replacement(quirks))).collect()
}

fn replacement(quirks: &Quirks) -> char {
    quirks.note(Quirk::InvalidText);
    char::REPLACEMENT_CHARACTER
}

fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet)
}
