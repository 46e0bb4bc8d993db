//! The fields before and after the entries of a CRL: issuer, dates, number, scope, extensions.
//!
//! Pitfall: an unknown critical extension must be reported, or a CRL for other certificates would be used.

use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::ext::pkix::crl::IssuingDistributionPoint;

use crate::domain::certificate::read_time;
use crate::domain::time::Moment;
use crate::domain::tlv::{self, BOOLEAN, Fault, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Quirks, Reader, SEQUENCE};
use crate::domain::verify::certificate::{PointName, freshest};
use crate::domain::verify::name::CanonicalName;

/// 2.5.29, the prefix of every CRL extension.
const CE: [u8; 2] = [0x55, 0x1d];
const CRL_NUMBER: u8 = 20;
const DELTA_INDICATOR: u8 = 27;
const DISTRIBUTION_POINT: u8 = 28;
const AUTHORITY_KEY: u8 = 35;
const FRESHEST: u8 = 46;

/// What a CRL covers (issuingDistributionPoint, RFC 5280 5.2.5).
#[derive(Debug)]
pub(in crate::domain::verify) struct Scope {
    pub(in crate::domain::verify) name: Option<PointName>,
    pub(in crate::domain::verify) only_users: bool,
    pub(in crate::domain::verify) only_cas: bool,
    pub(in crate::domain::verify) only_attributes: bool,
    pub(in crate::domain::verify) indirect: bool,
    pub(in crate::domain::verify) reasons: Option<u16>,
}

/// One extension of a CRL or of an entry.
pub(super) struct Extension<'a> {
    pub(super) oid: &'a [u8],
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

impl<'a> Extension<'a> {
    pub(super) fn read(list: &mut Reader<'a>, quirks: &'a Quirks) -> Result<Self, Fault> {
        let mut fields = list.enter(SEQUENCE)?;
        let oid = fields.expect(OBJECT_IDENTIFIER)?.contents;
        let critical = match fields.optional(BOOLEAN)? {
            Some(flag) => tlv::boolean(flag.contents, quirks)?,
            None => false,
        };
        Ok(Self { oid, critical, value: fields.expect(OCTET_STRING)?.contents })
    }

    pub(super) fn is(&self, arc: u8) -> bool {
        matches!(self.oid, [high, low, last] if [*high, *low] == CE && *last == arc)
    }
}

/// The fields before and after the entries.
pub(super) struct Body {
    pub(super) this_update: Moment,
    pub(super) next_update: Option<Moment>,
    pub(super) number: Option<Vec<u8>>,
    pub(super) base: Option<Vec<u8>>,
    pub(super) scope: Option<Scope>,
    pub(super) scope_der: Vec<u8>,
    pub(super) authority_key_id: Option<Vec<u8>>,
    pub(super) freshest: Option<Vec<String>>,
    pub(super) unknown_critical: Option<String>,
    pub(super) issuer: CanonicalName,
    /// Where the entries begin and end in the signed bytes.
    pub(super) entries: std::ops::Range<usize>,
}

impl Body {
    pub(super) fn read(contents: &[u8], outer_algorithm: &[u8], quirks: &Quirks) -> Result<Self, Fault> {
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
            freshest: None,
            unknown_critical: None,
            issuer,
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
        } else if extension.is(FRESHEST) && !extension.critical {
            self.freshest = Some(freshest(extension.value));
        } else if extension.critical {
            self.unknown_critical = Some(tlv::dotted(extension.oid, quirks)?);
        }
        Ok(())
    }
}
