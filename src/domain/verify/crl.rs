//! A certificate revocation list (RFC 5280 5): walked once, indexed by issuer and serial number, kept as octets.
//!
//! Pitfall: a list of an office's CA has a hundred thousand entries and is asked for each of five hundred tokens; nothing
//! here may decode an entry twice, and no signature over four megabytes is verified twice with the same key.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::ext::pkix::crl::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::certificate::PointName;
use super::name::CanonicalName;
use super::signature::{self, SignatureFault};
use crate::domain::certificate::read_time;
use crate::domain::time::Moment;
use crate::domain::tlv::{
    self, BIT_STRING, BOOLEAN, Fault, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Quirks, Reader, SEQUENCE,
};

/// A list larger than this is not read.
pub const MAX_SIZE: usize = 64 * 1024 * 1024;

const ENUMERATED: u8 = 0x0a;
/// 2.5.29, below which every extension of a list is.
const CE: [u8; 2] = [0x55, 0x1d];
const CRL_NUMBER: u8 = 20;
const REASON_CODE: u8 = 21;
const HOLD_INSTRUCTION: u8 = 23;
const INVALIDITY_DATE: u8 = 24;
const DELTA_INDICATOR: u8 = 27;
const DISTRIBUTION_POINT: u8 = 28;
const CERTIFICATE_ISSUER: u8 = 29;
const AUTHORITY_KEY: u8 = 35;

/// Why a certificate is revoked (RFC 5280 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// None was given.
    Unspecified,
    /// The private key is in other hands.
    KeyCompromise,
    /// The CA's private key is in other hands.
    CaCompromise,
    /// The holder's name or employment changed.
    AffiliationChanged,
    /// Another certificate took its place.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
    /// It is suspended; this may be taken back.
    CertificateHold,
    /// A delta list takes a suspension back.
    RemoveFromCrl,
    /// A right was withdrawn.
    PrivilegeWithdrawn,
    /// The attribute authority's key is in other hands.
    AaCompromise,
}

impl Reason {
    /// The reason of a CRLReason number; an unknown one is unspecified.
    pub fn from_number(number: u8) -> Self {
        match number {
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            _ => Self::Unspecified,
        }
    }
}

/// What a list says of one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Why.
    pub reason: Reason,
    /// Since when; `None` where the list's date cannot be read, which takes nothing back.
    pub revoked_at: Option<Moment>,
}

/// One list.
#[derive(Debug)]
pub struct Crl {
    /// SHA-256 over its DER, lower-case hex.
    pub sha256: String,
    /// Who issued it.
    pub issuer: CanonicalName,
    /// When it was issued.
    pub this_update: Moment,
    /// When the next one is due.
    pub next_update: Option<Moment>,
    /// Its number, big-endian without leading zeros.
    pub number: Option<Vec<u8>>,
    /// The number of the list that this one changes: it is a delta list.
    pub base: Option<Vec<u8>>,
    /// A critical extension of the list or of an entry that is not processed here, by its OID.
    pub unknown_critical: Option<String>,
    pub(super) scope: Option<Scope>,
    pub(super) scope_der: Vec<u8>,
    pub(super) authority_key_id: Option<Vec<u8>>,
    der: Vec<u8>,
    tbs: std::ops::Range<usize>,
    algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
    issuers: Vec<CanonicalName>,
    index: Vec<Place>,
    verified: Mutex<HashMap<Vec<u8>, Result<(), SignatureFault>>>,
}

/// What a list covers (issuingDistributionPoint, RFC 5280 5.2.5).
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) name: Option<PointName>,
    pub(super) only_users: bool,
    pub(super) only_cas: bool,
    pub(super) only_attributes: bool,
    pub(super) indirect: bool,
    pub(super) reasons: Option<u16>,
}

/// Where an entry begins, under the last octets of its serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    key: u64,
    offset: u32,
    issuer: u32,
}

impl Crl {
    /// Reads the DER of a list; octets after it are left out.
    pub fn read(der: Vec<u8>) -> Result<Self, Fault> {
        if der.len() > MAX_SIZE {
            return Err("too-large".into());
        }
        let quirks = Quirks::default();
        let whole = tlv::element(&der, &quirks)?;
        if whole.tag != SEQUENCE {
            return Err(tlv::wrong_kind(whole.tag));
        }
        let outside = whole.raw.len() - whole.contents.len();
        let mut outer = Reader::new(whole.contents, &quirks);
        let signed = outer.expect(SEQUENCE)?;
        let algorithm = outer.expect(SEQUENCE)?;
        // One that does not end with an octet is nobody's; an empty one never holds.
        let signature = match outer.expect(BIT_STRING)?.contents.split_first() {
            Some((0, octets)) => octets.to_vec(),
            _ => Vec::new(),
        };
        let mut found = Body::read(signed.contents, algorithm.raw, &quirks)?;
        let inside = signed.raw.len() - signed.contents.len();
        let algorithm = AlgorithmIdentifierOwned::from_der(algorithm.raw).map_err(|_error| "bad-algorithm")?;
        let index = found.index(outside + inside, signed.contents, &quirks)?;
        let tbs = outside..outside + signed.raw.len();
        let sha256 = tlv::hex(&Sha256::digest(whole.raw));
        Ok(Self {
            sha256,
            this_update: found.this_update,
            next_update: found.next_update,
            number: found.number,
            base: found.base,
            unknown_critical: found.unknown_critical,
            scope: found.scope,
            scope_der: found.scope_der,
            authority_key_id: found.authority_key_id,
            issuer: found.issuers.first().cloned().unwrap_or_default(),
            issuers: found.issuers,
            tbs,
            algorithm,
            signature,
            index,
            verified: Mutex::default(),
            der,
        })
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether nothing is revoked in it.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Whether it was signed with this key; verified once a key.
    pub fn signed_by(&self, key: &SubjectPublicKeyInfoOwned) -> Result<(), SignatureFault> {
        let name = key.to_der().map_err(|_error| SignatureFault::UnsupportedKey)?;
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        *verified.entry(name).or_insert_with(|| {
            let message = self.der.get(self.tbs.clone()).ok_or(SignatureFault::Wrong)?;
            signature::verify(&self.algorithm, key, message, &self.signature)
        })
    }

    /// What it says of the certificate of this issuer and serial number; the whole number is compared.
    pub fn entry(&self, issuer: &CanonicalName, serial: &[u8]) -> Option<Entry> {
        let wanted = minimal(serial);
        let key = key_of(wanted);
        let from = self.index.partition_point(|place| place.key < key);
        let same_key = self.index.get(from..)?.iter().take_while(|place| place.key == key);
        same_key.filter(|place| self.issuer_at(place) == Some(issuer)).find_map(|place| {
            let quirks = Quirks::default();
            let mut entry =
                Reader::new(self.der.get(usize::try_from(place.offset).ok()?..)?, &quirks).enter(SEQUENCE).ok()?;
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

    /// Whether it was issued before another list of the same issuer and scope, by its date or by its number.
    pub fn is_older_than(&self, other: &Self) -> bool {
        let same = self.issuer == other.issuer && self.scope_der == other.scope_der;
        same && self.base.is_some() == other.base.is_some()
            && (self.this_update < other.this_update || other.number_above(self))
    }

    /// Whether its number is at least, or above, another's.
    pub(super) fn number_at_least(&self, other: &[u8]) -> bool {
        self.number.as_deref().is_some_and(|own| compare(own, other).is_ge())
    }

    pub(super) fn number_above(&self, other: &Self) -> bool {
        matches!((&self.number, &other.number), (Some(own), Some(other)) if compare(own, other).is_gt())
    }
}

/// Magnitudes without leading zeros.
fn compare(own: &[u8], other: &[u8]) -> std::cmp::Ordering {
    own.len().cmp(&other.len()).then_with(|| own.cmp(other))
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

/// One extension of a list or of an entry.
struct Extension<'a> {
    oid: &'a [u8],
    critical: bool,
    value: &'a [u8],
}

impl<'a> Extension<'a> {
    fn read(list: &mut Reader<'a>, quirks: &'a Quirks) -> Result<Self, Fault> {
        let mut fields = list.enter(SEQUENCE)?;
        let oid = fields.expect(OBJECT_IDENTIFIER)?.contents;
        let critical = match fields.optional(BOOLEAN)? {
            Some(flag) => tlv::boolean(flag.contents, quirks)?,
            None => false,
        };
        Ok(Self { oid, critical, value: fields.expect(OCTET_STRING)?.contents })
    }

    fn is(&self, arc: u8) -> bool {
        matches!(self.oid, [high, low, last] if [*high, *low] == CE && *last == arc)
    }
}

/// What stands before and after the entries.
struct Body {
    this_update: Moment,
    next_update: Option<Moment>,
    number: Option<Vec<u8>>,
    base: Option<Vec<u8>>,
    scope: Option<Scope>,
    scope_der: Vec<u8>,
    authority_key_id: Option<Vec<u8>>,
    unknown_critical: Option<String>,
    issuers: Vec<CanonicalName>,
    /// Where the entries begin and end in the signed octets.
    entries: std::ops::Range<usize>,
}

impl Body {
    fn read(contents: &[u8], outer_algorithm: &[u8], quirks: &Quirks) -> Result<Self, Fault> {
        let mut fields = Reader::new(contents, quirks);
        if let Some(version) = fields.optional(INTEGER)?
            && version.contents != [1]
        {
            return Err("unknown-version".into());
        }
        if fields.expect(SEQUENCE)?.raw != outer_algorithm {
            return Err("algorithms-differ".into());
        }
        let issuer = CanonicalName::from_der(fields.expect(SEQUENCE)?.raw).ok_or("bad-issuer")?;
        let this = fields.any()?;
        let mut body = Self {
            this_update: read_time(this.tag, this.contents, quirks)?,
            next_update: None,
            number: None,
            base: None,
            scope: None,
            scope_der: Vec::new(),
            authority_key_id: None,
            unknown_critical: None,
            issuers: vec![issuer],
            entries: 0..0,
        };
        if matches!(fields.peek(), Some(0x17 | 0x18)) {
            let next = fields.any()?;
            body.next_update = Some(read_time(next.tag, next.contents, quirks)?);
        }
        if let Some(entries) = fields.optional(SEQUENCE)? {
            let end = contents.len() - fields.rest().len();
            body.entries = end - entries.contents.len()..end;
        }
        if let Some(tagged) = fields.optional(0xa0)? {
            let mut list = Reader::new(tagged.contents, quirks).enter(SEQUENCE)?;
            while list.peek().is_some() {
                body.take(&Extension::read(&mut list, quirks)?, quirks)?;
            }
        }
        if fields.peek().is_some() {
            return Err("extra-elements".into());
        }
        Ok(body)
    }

    fn take(&mut self, extension: &Extension<'_>, quirks: &Quirks) -> Result<(), Fault> {
        let number = || -> Result<Vec<u8>, Fault> {
            Ok(tlv::unsigned(Reader::new(extension.value, quirks).expect(INTEGER)?.contents, quirks)?.to_vec())
        };
        if extension.is(CRL_NUMBER) {
            self.number = Some(number()?);
        } else if extension.is(DELTA_INDICATOR) {
            self.base = Some(number()?);
        } else if extension.is(DISTRIBUTION_POINT) {
            let point =
                IssuingDistributionPoint::from_der(extension.value).map_err(|_error| "bad-distribution-point")?;
            self.scope_der = extension.value.to_vec();
            self.scope = Some(Scope {
                name: point.distribution_point.as_ref().map(PointName::of),
                only_users: point.only_contains_user_certs,
                only_cas: point.only_contains_ca_certs,
                only_attributes: point.only_contains_attribute_certs,
                indirect: point.indirect_crl,
                reasons: point.only_some_reasons.map(x509_cert::der::flagset::FlagSet::bits),
            });
        } else if extension.is(AUTHORITY_KEY) {
            let key = AuthorityKeyIdentifier::from_der(extension.value).map_err(|_error| "bad-authority-key")?;
            self.authority_key_id = key.key_identifier.map(x509_cert::der::asn1::OctetString::into_bytes);
        } else if extension.critical {
            self.unknown_critical = Some(tlv::dotted(extension.oid, quirks)?);
        }
        Ok(())
    }

    /// Walks the entries once. `begin` is where the signed contents begin in the whole.
    fn index(&mut self, begin: usize, contents: &[u8], quirks: &Quirks) -> Result<Vec<Place>, Fault> {
        let entries = contents.get(self.entries.clone()).unwrap_or_default();
        let mut rest = Reader::new(entries, quirks);
        // The shortest entry has about twenty octets.
        let mut index = Vec::with_capacity(entries.len() / 32);
        let mut issuer = 0_u32;
        while rest.peek().is_some() {
            let at = begin + self.entries.end - rest.rest().len();
            let mut entry = rest.enter(SEQUENCE)?;
            let serial = entry.expect(INTEGER)?.contents;
            entry.any()?;
            if let Some(list) = entry.optional(SEQUENCE)? {
                let mut list = Reader::new(list.contents, quirks);
                while list.peek().is_some() {
                    let extension = Extension::read(&mut list, quirks)?;
                    if extension.is(CERTIFICATE_ISSUER) {
                        issuer = self.add_issuer(extension.value)?;
                    } else if extension.critical
                        && ![REASON_CODE, HOLD_INSTRUCTION, INVALIDITY_DATE].iter().any(|known| extension.is(*known))
                    {
                        self.unknown_critical = Some(tlv::dotted(extension.oid, quirks)?);
                    }
                }
            }
            let offset = u32::try_from(at).map_err(|_beyond| "too-large")?;
            index.push(Place { key: key_of(minimal(serial)), offset, issuer });
        }
        index.sort_unstable();
        Ok(index)
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
