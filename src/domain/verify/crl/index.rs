//! The entries of a CRL: walked once, found by the last bytes of the serial number, compared in full.
//!
//! Pitfall: in an indirect CRL an entry belongs to the issuer named by it or by an earlier one (RFC 5280 5.3.3).

use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::name::GeneralName;

use super::read::{Body, Extension};
use super::{Reason, Revoked};
use crate::domain::certificate::read_time;
use crate::domain::tlv::{self, Fault, INTEGER, Quirks, Reader, SEQUENCE};
use crate::domain::verify::name::CanonicalName;

const ENUMERATED: u8 = 0x0a;
const REASON_CODE: u8 = 21;
const HOLD_INSTRUCTION: u8 = 23;
const INVALIDITY_DATE: u8 = 24;
const CERTIFICATE_ISSUER: u8 = 29;

/// The position of every entry.
#[derive(Debug)]
pub(super) struct Index {
    issuers: Vec<CanonicalName>,
    places: Vec<Place>,
}

/// Start of an entry, under the last bytes of its serial number.
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
        // The shortest entry has about twenty bytes.
        let mut index = Self { issuers: vec![body.issuer.clone()], places: Vec::with_capacity(entries.len() / 32) };
        let (mut issuer, mut odd, mut left) = (0_u32, None, entries);
        while !left.is_empty() {
            let at = begin + body.entries.end - left.len();
            let (serial, rest) = if let Some(plain) = plain(left) {
                plain
            } else {
                let mut rest = Reader::new(left, quirks);
                let mut entry = rest.enter(SEQUENCE)?;
                let serial = entry.expect(INTEGER)?.contents;
                entry.any()?;
                if let Some(list) = entry.optional(SEQUENCE)? {
                    index.read_extensions(Reader::new(list.contents, quirks), quirks, &mut issuer, &mut odd)?;
                }
                (serial, rest.rest())
            };
            left = rest;
            let offset = u32::try_from(at).map_err(|_beyond| "too-large")?;
            index.places.push(Place { key: key_of(minimal(serial)), offset, issuer });
        }
        index.places.sort_unstable();
        Ok((index, odd))
    }

    fn read_extensions<'a>(
        &mut self,
        mut list: Reader<'a>,
        quirks: &'a Quirks,
        issuer: &mut u32,
        odd: &mut Option<String>,
    ) -> Result<(), Fault> {
        while list.peek().is_some() {
            let extension = Extension::read(&mut list, quirks)?;
            if extension.is(CERTIFICATE_ISSUER) {
                *issuer = self.add_issuer(extension.value)?;
            } else if extension.critical
                && ![REASON_CODE, HOLD_INSTRUCTION, INVALIDITY_DATE].iter().any(|known| extension.is(*known))
            {
                *odd = Some(tlv::dotted(extension.oid, quirks)?);
            }
        }
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The entry for this issuer and serial number; `der` is the whole CRL.
    pub(super) fn find(&self, der: &[u8], issuer: &CanonicalName, serial: &[u8]) -> Option<Revoked> {
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
            Some(Revoked { reason: reason(&mut entry, &quirks), revoked_at })
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

/// The serial number of an entry in the common form, and the bytes after the entry; `None` for every other form. A
/// UTCTime follows the number, and then nothing or a non-critical reason.
fn plain(entries: &[u8]) -> Option<(&[u8], &[u8])> {
    const REASON: &[u8] = b"\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01";
    let [0x30, length @ 0..=0x7f, following @ ..] = entries else { return None };
    let (entry, left) = following.split_at_checked(usize::from(*length))?;
    let [0x02, length @ 0..=0x7f, following @ ..] = entry else { return None };
    let (serial, following) = following.split_at_checked(usize::from(*length))?;
    let [0x17, 13, following @ ..] = following else { return None };
    let is_plain = match following.get(13..)? {
        [] => true,
        [reason @ .., _] => reason == REASON,
    };
    is_plain.then_some((serial, left))
}

/// Contents bytes of an INTEGER without superfluous sign bytes, so that a number has a single form.
fn minimal(octets: &[u8]) -> &[u8] {
    let mut rest = octets;
    while let [0x00, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] = rest {
        rest = rest.get(1..).unwrap_or_default();
    }
    rest
}

/// The last eight bytes, in which serial numbers differ most.
fn key_of(serial: &[u8]) -> u64 {
    match serial.last_chunk() {
        Some(last) => u64::from_be_bytes(*last),
        None => serial.iter().fold(0, |key, octet| key << 8 | u64::from(*octet)),
    }
}

/// The reason in an entry whose serial number and date were read; an unreadable one is unspecified and still revokes.
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
    fn an_entry_in_the_usual_form_says_what_it_says_when_it_is_taken_apart() {
        let date = b"\x17\x0d251126000000Z";
        let reason = b"\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01\x01";
        let entry = |parts: &[&[u8]]| {
            let contents = parts.concat();
            [&[0x30, u8::try_from(contents.len()).unwrap()][..], &contents, b"next"].concat()
        };
        let usual = [
            entry(&[b"\x02\x02\x12\x34", date]),
            entry(&[b"\x02\x00", date]),
            entry(&[b"\x02\x09\x00\xff\x01\x02\x03\x04\x05\x06\x07", date, reason]),
        ];
        for entry in &usual {
            let quirks = Quirks::default();
            let (serial, left) = plain(entry).expect("the usual form");
            let mut whole = Reader::new(entry, &quirks);
            assert_eq!(whole.enter(SEQUENCE).unwrap().expect(INTEGER).unwrap().contents, serial);
            assert_eq!((whole.rest(), left), (&b"next"[..], &b"next"[..]));
        }
        let critical = b"\x30\x0f\x30\x0d\x06\x03\x55\x1d\x15\x01\x01\xff\x04\x03\x0a\x01\x01";
        let issuer = b"\x30\x0c\x30\x0a\x06\x03\x55\x1d\x1d\x04\x03\x0a\x01\x01";
        let others = [
            entry(&[b"\x02\x01\x01", b"\x18\x0f20251126000000Z"]),
            entry(&[b"\x02\x81\x01\x01", date]),
            entry(&[b"\x02\x01\x01", date, critical]),
            entry(&[b"\x02\x01\x01", date, issuer]),
            entry(&[b"\x02\x01\x01", date, reason, b"\x05\x00"]),
            entry(&[b"\x02\x01\x01", b"\x17\x0d2511"]),
            entry(&[b"\x02\x7f\x01", date]),
            b"\x30\x80\x02\x01\x01".to_vec(),
            b"\x30\x7f\x02\x01\x01".to_vec(),
            Vec::new(),
        ];
        for entry in &others {
            assert_eq!(plain(entry), None, "{entry:02x?} is taken apart");
        }
    }

    #[test]
    fn one_serial_number_is_one_however_it_is_padded() {
        assert_eq!(minimal(&[0, 0, 0x7f]), [0x7f], "leading zeros");
        assert_eq!(minimal(&[0, 0x80]), [0, 0x80], "a sign octet that is needed stays");
        assert_eq!(minimal(&[0xff, 0xff, 0x80]), [0x80], "a negative one");
        assert_ne!(minimal(&[0x80]), minimal(&[0, 0x80]), "minus 128 is not 128");
    }
}
