//! Certificates, read leniently: a bad field becomes `None` and a problem, the other fields stay.
//!
//! Imports the domain's `tlv`, `name`, `key`, `time`, and sha2. Pitfalls: a CKA_VALUE may be longer than the
//! certificate in it (see [`Certificate::length`]); zero padding after it is the token's habit and not a problem, but
//! any other bytes there are one.

mod extensions;
mod fault;
mod fields;
mod problem;
mod shape;
mod view;
mod walk;
mod wrapping;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::key::{PublicKey, read_spki};
use super::name::Name;
use super::problem::ProblemCode;
use super::time::Moment;
use super::tlv::{self, Fault, INTEGER, Quirk, Quirks, Reader, SEQUENCE};
pub use fault::fault_phrase;
pub(in crate::domain) use fields::time as read_time;
use problem::Problems;
use shape::{FrameField, Walk};
pub use view::{CertificateView, Standing};
use walk::Frame;
pub use wrapping::{Wrapping, may_be_of_other_type, unwrapped};

/// A certificate field by field (RFC 5280 4.1). What could not be read is `None` or empty, and named in `problems`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 over the DER of the certificate alone (trailing bytes of CKA_VALUE left out), lower-case hex.
    pub sha256: String,
    /// How many bytes of the CKA_VALUE are the certificate; the rest is not.
    pub length: usize,
    /// Lower-case hex of the magnitude as openssl prints it, "-" before a negative one.
    pub serial_number: Option<String>,
    /// The raw contents bytes of the INTEGER, lower-case hex.
    pub serial_number_der: Option<String>,
    /// The holder.
    pub subject: Option<Subject>,
    /// Raw DER of the subject Name, to compare with issuers.
    pub subject_der: Vec<u8>,
    /// The issuer.
    pub issuer: Option<Issuer>,
    /// Raw DER of the issuer Name.
    pub issuer_der: Vec<u8>,
    /// rfc822Name entries of the subjectAltName, then e-mail addresses of the subject, without repetition.
    pub emails: Vec<String>,
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity, inclusive.
    pub not_after: Option<Moment>,
    /// basicConstraints cA.
    pub is_ca: bool,
    /// The certified public key.
    pub key: Option<PublicKey>,
    /// Raw DER of the SubjectPublicKeyInfo.
    pub spki_der: Vec<u8>,
    /// `sha256-with-rsa`, `ecdsa-with-sha256`, …, else the OID in dots.
    pub signature_algorithm: Option<String>,
    /// `digital-signature`, `non-repudiation`, … in the order of RFC 5280 4.2.1.3.
    pub key_usage: Vec<String>,
    /// OIDs in dots, in the certificate's order.
    pub extended_key_usage: Vec<String>,
    /// Policy OIDs in dots.
    pub policies: Vec<String>,
    /// URIs of the CRL distribution points.
    pub crl_urls: Vec<String>,
    /// OCSP responders of authorityInfoAccess.
    pub ocsp_urls: Vec<String>,
    /// caIssuers of authorityInfoAccess.
    pub ca_issuer_urls: Vec<String>,
    /// What could not be read, or was read although it breaks a rule.
    pub problems: Vec<FieldProblem>,
}

/// One field that could not be read (`CertificateField`), or that breaks RFC 5280 (`CertificateNotRfc5280`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// `CertificateField`, `CertificateNotRfc5280` or `CertificateMalformed`.
    pub code: ProblemCode,
    /// The field's name in snake case as in the report (`not_after`, `subject`, `key_usage`, …).
    pub field: &'static str,
    /// What is wrong with it: codes in kebab case separated by spaces, each followed by a colon and a value if it has
    /// one. [`fault_phrase`] puts them into words.
    pub fault: String,
}

/// The holder's name as text and as fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Subject {
    /// RFC 4514: most specific first, with escapes; any string type as readable text.
    pub text: String,
    /// The last CN.
    pub common_name: Option<String>,
    /// Every O, in the certificate's order.
    pub organizations: Vec<String>,
    /// Every OU, in the certificate's order.
    pub organizational_units: Vec<String>,
    /// L.
    pub locality: Option<String>,
    /// ST.
    pub state_or_province: Option<String>,
    /// C.
    pub country: Option<String>,
    /// T.
    pub title: Option<String>,
    /// UID values split at the first colon, and serialNumber (2.5.4.5) values.
    pub identifiers: Vec<Identifier>,
}

impl Subject {
    /// The unit it names: the last OU, which is the narrowest, else the first O.
    pub fn unit(&self) -> Option<&str> {
        self.organizational_units.last().or(self.organizations.first()).map(String::as_str)
    }
}

/// One identifier of a holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Identifier {
    /// The prefix before the first colon: `MST`, `CCCD`, `CMND`, `HC`, `BHXH`, `MNS`, `PID`, or any other; null without one.
    pub kind: Option<String>,
    /// What follows it.
    pub value: String,
}

/// The issuer's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Issuer {
    /// RFC 4514 text.
    pub text: String,
    /// The last CN.
    pub common_name: Option<String>,
    /// The first O.
    pub organization: Option<String>,
}

/// Reads a CKA_VALUE (PKCS#11 4.6.3). Never fails: what cannot be read is absent and named in `problems`, at most one
/// problem per field.
pub fn parse(value: &[u8]) -> Certificate {
    let mut problems = Problems::default();
    let frame = walk::frame(value, &mut problems);
    let mut certificate = Certificate { length: frame.length, ..Certificate::default() };
    let (own, after) = value.split_at_checked(frame.length).unwrap_or((value, &[]));
    certificate.sha256 = tlv::hex(&Sha256::digest(own));
    if after.iter().any(|octet| *octet != 0) {
        problems.note("certificate", format!("octets-after:{}", after.len()));
    }
    let version = read_version(&frame, &mut problems);
    certificate.read_serial_number(&frame, &mut problems);
    certificate.read_signature_algorithm(&frame, &mut problems);
    certificate.read_names(&frame, &mut problems);
    certificate.read_validity(&frame, &mut problems);
    certificate.read_key(&frame, &mut problems);
    certificate.read_extensions(&frame, version, &mut problems);
    if problems.is_any() && (certificate.is_empty() || wrapping::is_other_structure(own)) {
        problems.no_certificate();
        certificate = Certificate { sha256: certificate.sha256, length: certificate.length, ..Certificate::default() };
    }
    certificate.problems = problems.into_inner();
    certificate
}

impl Certificate {
    /// Whether no field could be read.
    fn is_empty(&self) -> bool {
        let names = self.subject.is_some() || self.issuer.is_some();
        let dates = self.not_before.is_some() || self.not_after.is_some();
        !(names || dates || self.key.is_some() || self.serial_number.is_some())
    }

    fn read_serial_number(&mut self, frame: &Frame<'_>, problems: &mut Problems) {
        let Some(field) = frame.serial_number else { return };
        let quirks = Quirks::default();
        let read = match field.tlv.tag {
            _ if field.resized => Err(Quirk::WrongLength.fault().into()),
            INTEGER => fields::serial_number(field.tlv.contents, problems),
            tag => Err(tlv::wrong_kind(tag)),
        };
        length_quirks(field, &quirks);
        let (printed, raw) = problems.settle("serial_number", &quirks, read).unzip();
        self.serial_number = printed;
        self.serial_number_der = raw;
    }

    fn read_signature_algorithm(&mut self, frame: &Frame<'_>, problems: &mut Problems) {
        const FIELD: &str = "signature_algorithm";
        let quirks = Quirks::default();
        let mut name = |field: Option<FrameField<'_>>| {
            let field = field?;
            let read = contents_of(field, SEQUENCE, &quirks)
                .and_then(|contents| fields::signature_algorithm(contents, &quirks));
            problems.settle(FIELD, &quirks, read)
        };
        let inner = name(frame.signature);
        let outer = name(frame.signature_algorithm);
        let differ = match (frame.signature, frame.signature_algorithm) {
            (Some(inner), Some(outer)) => inner.tlv.contents != outer.tlv.contents,
            _ => false,
        };
        if differ {
            problems.note(FIELD, "algorithms-differ");
        }
        self.signature_algorithm = outer.or(inner);
        if let Some(signature) = frame.signature_value {
            let read = tlv::bits(signature.contents, &quirks);
            length_quirks(FrameField { tlv: signature, resized: false }, &quirks);
            problems.settle("signature", &quirks, read);
        }
    }

    fn read_names(&mut self, frame: &Frame<'_>, problems: &mut Problems) {
        let quirks = Quirks::default();
        if let Some(field) = frame.issuer {
            self.issuer_der = field.tlv.raw.to_vec();
            let name = contents_of(field, SEQUENCE, &quirks)
                .and_then(|contents| Name::read(contents, &quirks))
                .and_then(|name| name.issuer());
            self.issuer = problems.settle("issuer", &quirks, name);
        }
        if let Some(field) = frame.subject {
            self.subject_der = field.tlv.raw.to_vec();
            let read = contents_of(field, SEQUENCE, &quirks)
                .and_then(|contents| Name::read(contents, &quirks))
                .and_then(|name| Ok((name.subject()?, name)));
            if let Some((subject, name)) = problems.settle("subject", &quirks, read) {
                self.subject = Some(subject);
                self.emails = name.emails().map(str::to_owned).collect();
            }
        }
    }

    fn read_validity(&mut self, frame: &Frame<'_>, problems: &mut Problems) {
        let Some(field) = frame.validity else { return };
        let quirks = Quirks::default();
        let contents = contents_of(field, SEQUENCE, &quirks);
        let Some(contents) = problems.settle("validity", &quirks, contents) else { return };
        let mut walk = Walk { rest: contents, quirks: &quirks };
        for (name, slot) in [("not_before", &mut self.not_before), ("not_after", &mut self.not_after)] {
            let taken = walk.take(&shape::TIME);
            let lost = taken.is_err();
            let read = taken.and_then(|field| {
                note_resized(field, &quirks);
                fields::time(field.tlv.tag, field.tlv.contents, &quirks)
            });
            *slot = problems.settle(name, &quirks, read);
            if lost {
                return;
            }
        }
        if !walk.rest.is_empty() {
            problems.note("validity", Quirk::ExtraElements.fault());
        }
        if let (Some(begin), Some(end)) = (self.not_before, self.not_after)
            && end < begin
        {
            problems.note("validity", "ends-before-begin");
        }
    }

    fn read_key(&mut self, frame: &Frame<'_>, problems: &mut Problems) {
        let Some(field) = frame.key else { return };
        self.spki_der = field.tlv.raw.to_vec();
        let quirks = Quirks::default();
        let read = if field.resized {
            Err(Fault::from(Quirk::WrongLength.fault()))
        } else {
            read_spki(field.tlv.raw, &quirks).map_err(|partial| partial.fault)
        };
        self.key = problems.settle("key", &quirks, read);
    }

    fn read_extensions(&mut self, frame: &Frame<'_>, version: Option<u8>, problems: &mut Problems) {
        let Some(field) = frame.extensions else { return };
        if matches!(version, Some(0 | 1)) {
            problems.note("version", "extensions-need-version-3");
        }
        let mut found = extensions::read(field, problems);
        let of_subject = std::mem::take(&mut self.emails);
        extensions::merge(&mut self.emails, found.emails.drain(..).map(Into::into));
        extensions::merge(&mut self.emails, of_subject.into_iter().map(Into::into));
        self.is_ca = found.is_ca;
        self.key_usage = found.key_usage;
        self.extended_key_usage = found.extended_key_usage;
        self.policies = found.policies;
        self.crl_urls = found.crl_urls;
        self.ocsp_urls = found.ocsp_urls;
        self.ca_issuer_urls = found.ca_issuer_urls;
    }
}

/// The version, 0 for v1; `None` if it cannot be read.
fn read_version(frame: &Frame<'_>, problems: &mut Problems) -> Option<u8> {
    let Some(field) = frame.version else { return Some(0) };
    let quirks = Quirks::default();
    let read = || {
        if field.tlv.tag != shape::VERSION {
            return Err(tlv::wrong_kind(field.tlv.tag));
        }
        let mut inner = Reader::new(field.tlv.contents, &quirks);
        let number = tlv::unsigned(inner.expect(INTEGER)?.contents, &quirks)?;
        inner.finish();
        match number {
            [] => Ok(0),
            [version] => Ok(*version),
            _ => Err("absurd-number".into()),
        }
    };
    let read = read();
    note_resized(field, &quirks);
    let version = problems.settle("version", &quirks, read)?;
    if version > 2 {
        problems.note("version", format!("unknown-version:{}", u16::from(version) + 1));
    }
    Some(version)
}

/// The contents of a field that must be of one kind.
fn contents_of<'a>(field: FrameField<'a>, tag: u8, quirks: &Quirks) -> Result<&'a [u8], Fault> {
    if field.tlv.tag != tag {
        return Err(tlv::wrong_kind(field.tlv.tag));
    }
    length_quirks(field, quirks);
    Ok(field.tlv.contents)
}

/// Deviations in a field's own length bytes, seen by the frame on the way to the field.
fn length_quirks(field: FrameField<'_>, quirks: &Quirks) {
    if field.resized {
        quirks.note(Quirk::WrongLength);
    } else {
        // Only the header matters here; it is known to be readable.
        drop(tlv::element(field.tlv.raw, quirks));
    }
}

fn note_resized(field: FrameField<'_>, quirks: &Quirks) {
    if field.resized {
        quirks.note(Quirk::WrongLength);
    }
}
