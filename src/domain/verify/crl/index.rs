//! The entries of a list: walked once, found by the last octets of the serial number, compared whole.
//!
//! Pitfall: in an indirect list an entry speaks of the issuer that it or one before it names (RFC 5280 5.3.3).

use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::name::GeneralName;

use super::read::{Body, Extension};
use super::{Entry, Reason};
use crate::domain::certificate::read_time;
use crate::domain::tlv::{self, Fault, INTEGER, Quirks, Reader, SEQUENCE};
use crate::domain::verify::name::CanonicalName;

const ENUMERATED: u8 = 0x0a;
const REASON_CODE: u8 = 21;
const HOLD_INSTRUCTION: u8 = 23;
const INVALIDITY_DATE: u8 = 24;
const CERTIFICATE_ISSUER: u8 = 29;

/// Where every entry is.
#[derive(Debug)]
pub(super) struct Index {
    issuers: Vec<CanonicalName>,
    places: Vec<Place>,
}

/// Where an entry begins, under the last octets of its serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    key: u64,
    offset: u32,
    issuer: u32,
}

impl Index {
    /// Walks the entries once. `begin` is where the signed contents begin in the whole. The second value is a critical
    /// extension of an entry that is not processed here.
    pub(super) fn read(
        body: &Body,
        begin: usize,
        contents: &[u8],
        quirks: &Quirks,
    ) -> Result<(Self, Option<String>), Fault> {
        let entries = contents.get(body.entries.clone()).unwrap_or_default();
        let mut rest = Reader::new(entries, quirks);
        // The shortest entry has about twenty octets.
        let mut index = Self { issuers: vec![body.issuer.clone()], places: Vec::with_capacity(entries.len() / 32) };
        let (mut issuer, mut odd) = (0_u32, None);
        while rest.peek().is_some() {
            let at = begin + body.entries.end - rest.rest().len();
            let mut entry = rest.enter(SEQUENCE)?;
            let serial = entry.expect(INTEGER)?.contents;
            entry.any()?;
            if let Some(list) = entry.optional(SEQUENCE)? {
                let mut list = Reader::new(list.contents, quirks);
                while list.peek().is_some() {
                    let extension = Extension::read(&mut list, quirks)?;
                    if extension.is(CERTIFICATE_ISSUER) {
                        issuer = index.add_issuer(extension.value)?;
                    } else if extension.critical
                        && ![REASON_CODE, HOLD_INSTRUCTION, INVALIDITY_DATE].iter().any(|known| extension.is(*known))
                    {
                        odd = Some(tlv::dotted(extension.oid, quirks)?);
                    }
                }
            }
            let offset = u32::try_from(at).map_err(|_beyond| "too-large")?;
            index.places.push(Place { key: key_of(minimal(serial)), offset, issuer });
        }
        index.places.sort_unstable();
        Ok((index, odd))
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// What the entry of this issuer and serial number says; `der` is the whole list.
    pub(super) fn find(&self, der: &[u8], issuer: &CanonicalName, serial: &[u8]) -> Option<Entry> {
        let wanted = minimal(serial);
        let key = key_of(wanted);
        let from = self.places.partition_point(|place| place.key < key);
        let same_key = self.places.get(from..)?.iter().take_while(|place| place.key == key);
        same_key.filter(|place| self.issuer_at(place) == Some(issuer)).find_map(|place| {
            let quirks = Quirks::default();
            let mut entry =
                Reader::new(der.get(usize::try_from(place.offset).ok()?..)?, &quirks).enter(SEQUENCE).ok()?;
            let serial = entry.expect(INTEGER).ok()?.contents;
            if minimal(serial) != wanted {
                return None;
            }
            let date = entry.any().ok();
            let revoked_at = date.and_then(|date| read_time(date.tag, date.contents, &quirks).ok());
            Some(Entry { reason: reason(&mut entry, &quirks), revoked_at })
        })
    }

    fn issuer_at(&self, place: &Place) -> Option<&CanonicalName> {
        self.issuers.get(usize::try_from(place.issuer).ok()?)
    }

    /// The issuer of this entry and of those after it (RFC 5280 5.3.3).
    fn add_issuer(&mut self, value: &[u8]) -> Result<u32, Fault> {
        let names = Vec::<GeneralName>::from_der(value).map_err(|_error| "bad-certificate-issuer")?;
        let named = names.iter().find_map(|name| match name {
            GeneralName::DirectoryName(name) => Some(CanonicalName::of(name)),
            _ => None,
        });
        let issuer = named.ok_or("bad-certificate-issuer")?;
        let known = self.issuers.iter().position(|other| *other == issuer);
        let place = known.unwrap_or_else(|| {
            self.issuers.push(issuer);
            self.issuers.len() - 1
        });
        u32::try_from(place).map_err(|_beyond| "too-large".into())
    }
}

/// Contents octets of an INTEGER without superfluous sign octets, so that one number is written in one way.
fn minimal(octets: &[u8]) -> &[u8] {
    let mut rest = octets;
    while let [0x00, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] = rest {
        rest = rest.get(1..).unwrap_or_default();
    }
    rest
}

/// The last eight octets, in which serial numbers differ most.
fn key_of(serial: &[u8]) -> u64 {
    serial.iter().rev().take(8).rev().fold(0, |key, octet| key << 8 | u64::from(*octet))
}

/// The reason in an entry whose serial number and date were read; an unreadable one is unspecified and stays revoked.
fn reason(entry: &mut Reader<'_>, quirks: &Quirks) -> Reason {
    let Ok(Some(list)) = entry.optional(SEQUENCE) else { return Reason::Unspecified };
    let mut list = Reader::new(list.contents, quirks);
    while list.peek().is_some() {
        let Ok(extension) = Extension::read(&mut list, quirks) else { break };
        if extension.is(REASON_CODE) {
            return match Reader::new(extension.value, quirks).expect(ENUMERATED).map(|number| number.contents) {
                Ok([number]) => Reason::from_number(*number),
                _ => Reason::Unspecified,
            };
        }
    }
    Reason::Unspecified
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_serial_number_is_one_however_it_is_padded() {
        assert_eq!(minimal(&[0, 0, 0x7f]), [0x7f], "leading zeros");
        assert_eq!(minimal(&[0, 0x80]), [0, 0x80], "a sign octet that is needed stays");
        assert_eq!(minimal(&[0xff, 0xff, 0x80]), [0x80], "a negative one");
        assert_ne!(minimal(&[0x80]), minimal(&[0, 0x80]), "minus 128 is not 128");
    }
}
