//! Which token is meant: selectors, the identity that an operation is bound to, and when two sightings are one token.
//!
//! Pure. Pitfall: labels are not unique (all government tokens are called "VGCA Token"), and some drivers report
//! serials "0" or "123", so a login or a change must match exactly one token and check its identity again.

mod choose;
mod identity;
mod named;

use std::borrow::Cow;
use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

pub use choose::{Choice, Lacks, SelectionError, Unread, choose, is_certain, telling, telling_for_certain};
pub use identity::same_token;
pub use named::{Named, Which};

use super::known::last_part;
use super::names::Names;
use super::situation::{Class, Situation, Told};
use super::tlv::unhex;
use super::token::TokenIdentity;
use super::uri::{Uri, UriError, UriText, Version};
use crate::domain::phrase::Phrase;
use crate::situation_error;

/// A value of `--token`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// `serial:S`, compared without regard to case.
    Serial(String),
    /// `label:L`.
    Label(String),
    /// `reader:R`.
    Reader(String),
    /// `slot:N`, decimal or `0x…`.
    Slot(u64),
    /// `holder:H`: the name in the certificate in use, compared as [`Names`] compares people; a part of the name is enough.
    Holder(String),
    /// `pkcs11:…`.
    Uri(Box<Uri>),
    /// Anything else: a serial, a label, else a holder.
    Word(String),
}

/// How well a selector matches a token. The best degree among all tokens counts, so that a name never outranks a serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// A part of the holder's name: enough to read, not enough to send a PIN.
    Part,
    /// The holder's full name, or the label apart from case and placement of accents.
    Name,
    /// The token's own data.
    Exact,
}

/// A token, as far as selectors need it. Texts are without padding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selectable<'a> {
    /// Path of its driver.
    pub driver: &'a str,
    /// CK_INFO.libraryDescription.
    pub library_description: Option<Member<'a>>,
    /// CK_INFO.manufacturerID.
    pub library_manufacturer: Option<Member<'a>>,
    /// CK_INFO.libraryVersion, `major.minor`.
    pub library_version: Option<&'a str>,
    /// CK_SLOT_INFO.slotDescription with its bytes; otherwise the text of the identity counts.
    pub reader: Option<Member<'a>>,
    /// CK_SLOT_INFO.manufacturerID.
    pub slot_manufacturer: Option<Member<'a>>,
    /// Its slot, and what it says of itself.
    pub identity: &'a TokenIdentity,
    /// The holder of its certificate in use, where objects were read.
    pub holder: Option<&'a str>,
    /// The token's URI, which has the bytes of its own members; a line of the journal has none.
    pub uri: Option<&'a str>,
}

/// A member of CK_INFO or CK_SLOT_INFO.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its text without padding, repaired if it is not UTF-8.
    pub text: &'a str,
    /// Its bytes in hex, if it is not UTF-8.
    pub hex: Option<&'a str>,
}

impl Member<'_> {
    fn bytes(&self) -> Cow<'_, [u8]> {
        let raw = self.hex.and_then(unhex).map(Cow::Owned);
        raw.unwrap_or(Cow::Borrowed(self.text.as_bytes()))
    }
}

impl<'a> From<&'a str> for Member<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, hex: None }
    }
}

/// Why a text is not a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectorError {
    /// Nothing, or nothing after the colon.
    Empty,
    /// `slot:` without a number.
    NotASlot,
    /// An invalid PKCS#11 URI.
    Uri(UriError),
    /// The journal does not record holders.
    HolderNotInJournal,
    /// A PKCS#11 URI with an unknown attribute, which might narrow the choice.
    UnknownAttribute {
        /// The attribute.
        attribute: String,
    },
}

impl Situation for SelectorError {
    fn told(&self) -> Told {
        let told = |code, id| Class::Usage.told(code, id).hint("selection-hint-forms");
        match self {
            Self::Empty => told("selector-empty", "selection-empty"),
            Self::NotASlot => told("selector-slot", "selection-not-a-slot"),
            Self::HolderNotInJournal => Class::Usage
                .told("selector-holder-not-in-journal", "selection-holder-not-in-journal")
                .hint("selection-hint-journal"),
            Self::Uri(error) => {
                let told = error.told();
                let hint = told.hint.clone().unwrap_or_else(|| Phrase::new("selection-hint-forms"));
                told.hint(hint)
            }
            Self::UnknownAttribute { attribute } => {
                told("uri-unknown-attribute", "selection-uri-unknown-attribute").with("attribute", attribute)
            }
        }
    }
}

situation_error!(SelectorError);

impl Selector {
    /// Reads a selector.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let text = text.trim();
        let (form, value) = text.split_once(':').unwrap_or(("", text));
        let named = matches!(form, "serial" | "label" | "reader" | "slot" | "holder");
        let value = if named { value.trim() } else { text };
        if value.is_empty() {
            return Err(SelectorError::Empty);
        }
        match form {
            "serial" => Ok(Self::Serial(value.to_owned())),
            "label" => Ok(Self::Label(value.to_owned())),
            "reader" => Ok(Self::Reader(value.to_owned())),
            "holder" => Ok(Self::Holder(value.to_owned())),
            "slot" => slot_number(value).map(Self::Slot).ok_or(SelectorError::NotASlot),
            scheme if scheme.eq_ignore_ascii_case("pkcs11") => uri(text),
            _ => Ok(Self::Word(value.to_owned())),
        }
    }

    /// How well a token matches; `None` if it does not.
    pub fn degree(&self, candidate: &Selectable<'_>) -> Option<Degree> {
        if self.matches(candidate) {
            return Some(Degree::Exact);
        }
        match self {
            Self::Holder(name) => by_name(name, candidate.holder),
            Self::Word(word) => {
                let by_label =
                    by_name(word, candidate.identity.label.as_deref()).filter(|degree| *degree == Degree::Name);
                by_label.or_else(|| by_name(word, candidate.holder))
            }
            _ => None,
        }
    }

    /// Whether a token matches by its own data.
    pub fn matches(&self, candidate: &Selectable<'_>) -> bool {
        let TokenIdentity { slot, reader, label, serial, .. } = candidate.identity;
        match self {
            Self::Holder(_) => false,
            Self::Serial(wanted) => same_serial(wanted, serial.as_deref()),
            Self::Label(wanted) => same_text(wanted, label.as_deref()),
            Self::Reader(wanted) => same_text(wanted, reader.as_deref()),
            Self::Slot(wanted) => wanted == slot,
            Self::Uri(uri) => uri_matches(uri, candidate),
            Self::Word(word) => same_serial(word, serial.as_deref()) || same_text(word, label.as_deref()),
        }
    }

    /// The URI, whose object attributes and `pin-source` are used elsewhere.
    pub fn uri(&self) -> Option<&Uri> {
        match self {
            Self::Uri(uri) => Some(uri),
            _ => None,
        }
    }
}

/// The form that [`Selector::parse`] reads.
impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serial(serial) => write!(formatter, "serial:{serial}"),
            Self::Label(label) => write!(formatter, "label:{label}"),
            Self::Reader(reader) => write!(formatter, "reader:{reader}"),
            Self::Slot(slot) => write!(formatter, "slot:{slot}"),
            Self::Holder(holder) => write!(formatter, "holder:{holder}"),
            Self::Uri(uri) => write!(formatter, "{uri}"),
            Self::Word(word) => formatter.write_str(word),
        }
    }
}

impl std::str::FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        Self::parse(text)
    }
}

fn slot_number(text: &str) -> Option<u64> {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    // `from_str_radix` would accept a sign.
    digits.chars().all(|digit| digit.is_digit(radix)).then(|| u64::from_str_radix(digits, radix).ok())?
}

fn uri(text: &str) -> Result<Selector, SelectorError> {
    let uri = Uri::parse(text).map_err(SelectorError::Uri)?;
    match uri.vendor.first() {
        Some((attribute, _)) => Err(SelectorError::UnknownAttribute { attribute: attribute.clone() }),
        None => Ok(Selector::Uri(Box::new(uri))),
    }
}

/// Indices of the best matches of at least this degree; all candidates without a selector.
pub fn meant(selector: Option<&Selector>, candidates: &[Selectable<'_>], least: Degree) -> Vec<usize> {
    let Some(selector) = selector else { return (0..candidates.len()).collect() };
    let degrees: Vec<Option<Degree>> = candidates.iter().map(|candidate| selector.degree(candidate)).collect();
    let best = degrees.iter().flatten().copied().max().filter(|best| *best >= least);
    let is_best = |degree: &Option<Degree>| best.is_some() && *degree == best;
    degrees.iter().enumerate().filter(|(_, degree)| is_best(degree)).map(|(place, _)| place).collect()
}

/// A name, in full or in part, compared like names of people.
fn by_name(wanted: &str, name: Option<&str>) -> Option<Degree> {
    let names = Names::default();
    let (wanted, name) = (names.person(wanted), names.person(name?));
    if wanted.is_empty() {
        None
    } else if wanted == name {
        Some(Degree::Name)
    } else {
        format!(" {name} ").contains(&format!(" {wanted} ")).then_some(Degree::Part)
    }
}

/// Serials are hexadecimal on most tokens, and printed in either case.
fn same_serial(wanted: &str, serial: Option<&str>) -> bool {
    serial.is_some_and(|serial| serial.trim().eq_ignore_ascii_case(wanted.trim()))
}

/// Exact, except for the composition of accents: keyboards and tokens differ in it invisibly.
fn same_text(wanted: &str, text: Option<&str>) -> bool {
    text.is_some_and(|text| wanted.trim().nfc().eq(text.trim().nfc()))
}

/// RFC 7512, 2.5: every given attribute must match; object attributes do not concern the token.
fn uri_matches(uri: &Uri, candidate: &Selectable<'_>) -> bool {
    let own = candidate.identity;
    let known = candidate.uri.and_then(|own| Uri::parse(own).ok());
    let of_token = |of: fn(&Uri) -> Option<&UriText>, text: &Option<String>, same: fn(&str, Option<&str>) -> bool| {
        let Some(wanted) = of(uri) else { return true };
        match &known {
            // A URI of an older inventory leaves out what is empty.
            Some(known) => is_same_member(wanted, of(known).map(UriText::as_bytes).unwrap_or_default()),
            None => same(unpadded_text(&wanted.repaired()), Some(text.as_deref().unwrap_or_default())),
        }
    };
    let other = |wanted: &Option<UriText>, given: Option<Member<'_>>| {
        wanted.as_ref().is_none_or(|wanted| is_same_member(wanted, &given.unwrap_or_default().bytes()))
    };
    let reader = candidate.reader.or(own.reader.as_deref().map(Member::from));
    of_token(|uri| uri.token.as_ref(), &own.label, same_text)
        && of_token(|uri| uri.serial.as_ref(), &own.serial, same_serial)
        && of_token(|uri| uri.manufacturer.as_ref(), &own.manufacturer, same_text)
        && of_token(|uri| uri.model.as_ref(), &own.model, same_text)
        && other(&uri.slot_description, reader)
        && other(&uri.slot_manufacturer, candidate.slot_manufacturer)
        && uri.slot_id.is_none_or(|slot| slot == own.slot)
        && other(&uri.library_description, candidate.library_description)
        && other(&uri.library_manufacturer, candidate.library_manufacturer)
        && uri
            .library_version
            .is_none_or(|version| candidate.library_version.and_then(Version::of_text) == Some(version))
        && is_driver_of(uri, candidate.driver)
}

/// Whether a URI allows a driver.
fn is_driver_of(uri: &Uri, driver: &str) -> bool {
    uri.module_path.as_deref().is_none_or(|path| is_at(driver, path))
        && uri.module_name.as_deref().is_none_or(|name| is_called(driver, name))
}

/// Byte for byte but for padding, with NULs as well as with blanks: a PIN goes to the token that the URI names, and to
/// none that looks like it.
fn is_same_member(wanted: &UriText, given: &[u8]) -> bool {
    unpadded(wanted.as_bytes()) == unpadded(given)
}

/// A member of a structure without its padding: p11tool prints the NULs that some drivers use as `%00`.
fn unpadded(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !matches!(byte, 0 | b' ')).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The same of a text whose bytes are not known: some drivers leave something behind the NULs as well.
fn unpadded_text(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default().trim_end()
}

/// Whether a driver is the file, or is in the folder, named by `module-path`. An empty one names none.
fn is_at(driver: &str, path: &str) -> bool {
    if path.is_empty() {
        return false;
    }
    let rest = driver.strip_prefix(path.trim_end_matches(['/', '\\']));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
}

/// Whether a driver is the library of a `module-name`, with or without `lib` and ending.
fn is_called(driver: &str, name: &str) -> bool {
    let file = last_part(driver);
    // Windows makes no difference between `.dll` and `.DLL`. Offsets stay the same.
    let folded = file.to_ascii_lowercase();
    let ends = [file.find(".so"), file.find(".dylib"), folded.find(".dll")];
    let end = ends.into_iter().flatten().min();
    let stem = end.and_then(|end| file.get(..end)).unwrap_or(file);
    file == name || stem == name || stem.strip_prefix("lib") == Some(name)
}

#[cfg(test)]
mod tests;
