//! Extensions (RFC 5280 4.2): those shown by the inventory, each read separately.
//!
//! Imports `tlv`, `name` for text. Pitfall: one unreadable entry empties its list, because half a list of usages or
//! policies would misrepresent the certificate.

use std::borrow::Cow;

use super::problem::Problems;
use super::shape::{EXTENSION, EXTENSION_LIST, FrameField, Walk};
use crate::domain::name::{string, utf8_or_latin1};
use crate::domain::tlv::{
    self, BIT_STRING, BOOLEAN, Fault, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Quirk, Quirks, Reader, SEQUENCE, Tlv,
};

/// Entries of a list beyond this number are left out.
const MAX_ENTRIES: usize = 1_000;

/// What the extensions say.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    pub(super) emails: Vec<String>,
    pub(super) is_ca: bool,
    pub(super) key_usage: Vec<String>,
    pub(super) extended_key_usage: Vec<String>,
    pub(super) policies: Vec<String>,
    pub(super) crl_urls: Vec<String>,
    pub(super) ocsp_urls: Vec<String>,
    pub(super) ca_issuer_urls: Vec<String>,
}

/// The extensions that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    KeyUsage,
    AlternativeName,
    BasicConstraints,
    CrlPoints,
    Policies,
    ExtendedKeyUsage,
    Authority,
    Other,
}

impl Kind {
    fn of(oid: &[u8]) -> Self {
        match oid {
            [0x55, 0x1d, 0x0f] => Self::KeyUsage,
            [0x55, 0x1d, 0x11] => Self::AlternativeName,
            [0x55, 0x1d, 0x13] => Self::BasicConstraints,
            [0x55, 0x1d, 0x1f] => Self::CrlPoints,
            [0x55, 0x1d, 0x20] => Self::Policies,
            [0x55, 0x1d, 0x25] => Self::ExtendedKeyUsage,
            [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01] => Self::Authority,
            _ => Self::Other,
        }
    }

    fn field(self) -> &'static str {
        match self {
            Self::KeyUsage => "key_usage",
            Self::AlternativeName => "emails",
            Self::BasicConstraints => "is_ca",
            Self::CrlPoints => "crl_urls",
            Self::Policies => "policies",
            Self::ExtendedKeyUsage => "extended_key_usage",
            Self::Authority => "ocsp_urls",
            Self::Other => "extensions",
        }
    }
}

/// Reads the extensions within their `[3]`.
pub(super) fn read(field: FrameField<'_>, problems: &mut Problems) -> Extensions {
    let mut found = Extensions::default();
    let quirks = Quirks::default();
    let mut outer = Walk { rest: field.tlv.contents, quirks: &quirks };
    let list = outer.take(&EXTENSION_LIST).and_then(|list| {
        if list.resized || field.resized {
            quirks.note(Quirk::WrongLength);
        }
        if !outer.rest.is_empty() {
            quirks.note(Quirk::ExtraElements);
        }
        match list.tlv.tag {
            SEQUENCE => {}
            // A damaged identifier byte around what is nevertheless a list of extensions.
            tag if list.tlv.contents.first() == Some(&SEQUENCE) => {
                problems.note("extensions", tlv::wrong_kind(tag));
            }
            tag => return Err(tlv::wrong_kind(tag)),
        }
        Ok(list.tlv)
    });
    let Some(list) = problems.settle("extensions", &quirks, list) else { return found };
    let mut seen = Vec::new();
    let mut walk = Walk { rest: list.contents, quirks: &quirks };
    while !walk.rest.is_empty() {
        match walk.take(&EXTENSION) {
            Ok(extension) => found.read_one(extension, &quirks, &mut seen, problems),
            Err(fault) => {
                problems.unreadable("extensions", fault);
                break;
            }
        }
        // What a known extension left behind was handled under its own name.
        problems.note_quirks("extensions", &quirks);
    }
    found
}

impl Extensions {
    fn read_one(&mut self, field: FrameField<'_>, quirks: &Quirks, seen: &mut Vec<Kind>, problems: &mut Problems) {
        if field.tlv.tag != SEQUENCE {
            drop(quirks.take());
            problems.unreadable("extensions", tlv::wrong_kind(field.tlv.tag));
            return;
        }
        let mut parts = Reader::new(field.tlv.contents, quirks);
        let kind = match parts.expect(OBJECT_IDENTIFIER) {
            Ok(oid) => Kind::of(oid.contents),
            Err(fault) => {
                drop(quirks.take());
                problems.unreadable("extensions", fault);
                return;
            }
        };
        if field.resized {
            quirks.note(Quirk::WrongLength);
        }
        let value = extension_value(parts, quirks);
        let Some(value) = problems.settle(kind.field(), quirks, value) else { return };
        if kind == Kind::Other {
            return;
        }
        if seen.contains(&kind) {
            problems.note(kind.field(), "stands-twice");
            return;
        }
        seen.push(kind);
        let mut contents = Reader::new(value, quirks);
        let read = self.read_value(kind, &mut contents, quirks);
        if read.is_ok() {
            contents.finish();
        }
        problems.settle(kind.field(), quirks, read);
    }

    fn read_value<'a>(&mut self, kind: Kind, value: &mut Reader<'a>, quirks: &'a Quirks) -> Result<(), Fault> {
        match kind {
            Kind::KeyUsage => self.key_usage = key_usage(value)?,
            Kind::AlternativeName => self.emails = emails(value.enter(SEQUENCE)?, quirks)?,
            Kind::BasicConstraints => self.is_ca = is_ca(value.enter(SEQUENCE)?, quirks)?,
            Kind::CrlPoints => self.crl_urls = crl_urls(value.enter(SEQUENCE)?, quirks)?,
            Kind::Policies => {
                self.policies = list(value.enter(SEQUENCE)?, quirks, |policy| {
                    let oid = Reader::new(sequence(policy)?, quirks).expect(OBJECT_IDENTIFIER)?;
                    tlv::dotted(oid.contents, quirks).map(Some)
                })?;
            }
            Kind::ExtendedKeyUsage => {
                self.extended_key_usage = list(value.enter(SEQUENCE)?, quirks, |oid| {
                    if oid.tag != OBJECT_IDENTIFIER {
                        return Err(tlv::wrong_kind(oid.tag));
                    }
                    tlv::dotted(oid.contents, quirks).map(Some)
                })?;
            }
            Kind::Authority => {
                let descriptions = value.enter(SEQUENCE)?;
                let ocsp = locations(descriptions.clone(), quirks, 1)?;
                self.ca_issuer_urls = locations(descriptions, quirks, 2)?;
                self.ocsp_urls = ocsp;
            }
            Kind::Other => {}
        }
        Ok(())
    }
}

fn extension_value<'a>(mut parts: Reader<'a>, quirks: &Quirks) -> Result<&'a [u8], Fault> {
    if let Some(critical) = parts.optional(BOOLEAN)?
        && !tlv::boolean(critical.contents, quirks)?
    {
        quirks.note(Quirk::BooleanDefault);
    }
    let value = parts.expect(OCTET_STRING)?.contents;
    parts.finish();
    Ok(value)
}

fn sequence(tlv: Tlv<'_>) -> Result<&[u8], Fault> {
    if tlv.tag == SEQUENCE { Ok(tlv.contents) } else { Err(tlv::wrong_kind(tlv.tag)) }
}

/// Collects the results of `entry` for each element.
fn list<'a>(
    mut elements: Reader<'a>,
    quirks: &Quirks,
    mut entry: impl FnMut(Tlv<'a>) -> Result<Option<String>, Fault>,
) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    while elements.peek().is_some() {
        let Some(text) = entry(elements.any()?)? else { continue };
        if found.len() >= MAX_ENTRIES {
            quirks.note(Quirk::ListCut);
            break;
        }
        found.push(text);
    }
    Ok(found)
}

fn key_usage(value: &mut Reader<'_>) -> Result<Vec<String>, Fault> {
    const NAMES: [&str; 9] = [
        "digital-signature",
        "non-repudiation",
        "key-encipherment",
        "data-encipherment",
        "key-agreement",
        "key-cert-sign",
        "crl-sign",
        "encipher-only",
        "decipher-only",
    ];
    let bits = value.expect(BIT_STRING)?.contents;
    let Some((0..=7, octets)) = bits.split_first() else { return Err("bad-bit-string".into()) };
    let set = |index: usize| octets.get(index / 8).is_some_and(|octet| octet & (0x80 >> (index % 8)) != 0);
    Ok(NAMES.iter().enumerate().filter(|(index, _)| set(*index)).map(|(_, name)| (*name).to_owned()).collect())
}

fn is_ca(mut constraints: Reader<'_>, quirks: &Quirks) -> Result<bool, Fault> {
    let Some(flag) = constraints.optional(BOOLEAN)? else {
        constraints.optional(INTEGER)?;
        constraints.finish();
        return Ok(false);
    };
    let is_ca = tlv::boolean(flag.contents, quirks)?;
    if !is_ca {
        quirks.note(Quirk::BooleanDefault);
    }
    constraints.optional(INTEGER)?;
    constraints.finish();
    Ok(is_ca)
}

/// rfc822Name entries of GeneralNames.
fn emails<'a>(names: Reader<'a>, quirks: &'a Quirks) -> Result<Vec<String>, Fault> {
    list(names, quirks, |name| Ok((name.tag == RFC822_NAME).then(|| ia5(name.contents, quirks))))
}

const RFC822_NAME: u8 = 0x81;
const URI: u8 = 0x86;

fn ia5(contents: &[u8], quirks: &Quirks) -> String {
    string(0x16, contents, quirks).unwrap_or_else(|| utf8_or_latin1(contents)).into_owned()
}

/// URIs of distribution points: `DistributionPoint {[0] {[0] GeneralNames}}`.
fn crl_urls<'a>(points: Reader<'a>, quirks: &'a Quirks) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    list(points, quirks, |point| {
        let mut point = Reader::new(sequence(point)?, quirks);
        let Some(name) = point.optional(0xa0)? else { return Ok(None) };
        let Some(names) = Reader::new(name.contents, quirks).optional(0xa0)? else { return Ok(None) };
        let names = Reader::new(names.contents, quirks);
        found.extend(list(names, quirks, |name| Ok((name.tag == URI).then(|| ia5(name.contents, quirks))))?);
        if found.len() > MAX_ENTRIES {
            quirks.note(Quirk::ListCut);
            found.truncate(MAX_ENTRIES);
        }
        Ok(None)
    })?;
    Ok(found)
}

/// URIs of AuthorityInfoAccess by the last arc of their access method, 1.3.6.1.5.5.7.48.
fn locations<'a>(descriptions: Reader<'a>, quirks: &'a Quirks, arc: u8) -> Result<Vec<String>, Fault> {
    list(descriptions, quirks, |description| {
        let mut description = Reader::new(sequence(description)?, quirks);
        let method = description.expect(OBJECT_IDENTIFIER)?.contents;
        let location = description.any()?;
        let wanted = method == [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, arc] && location.tag == URI;
        Ok(wanted.then(|| ia5(location.contents, quirks)))
    })
}

/// Adds addresses that are not yet in the list.
pub(super) fn merge<'a>(emails: &mut Vec<String>, more: impl Iterator<Item = Cow<'a, str>>) {
    for email in more {
        if emails.len() < MAX_ENTRIES && !emails.iter().any(|known| *known == email) {
            emails.push(email.into_owned());
        }
    }
}
