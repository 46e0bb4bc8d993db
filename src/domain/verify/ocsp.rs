//! An OCSP response (RFC 6960): who may have signed it, which of its answers applies, and what that says.
//!
//! Pitfall: a response may contain answers about other certificates, signed by the correct responder; the whole CertID
//! is compared, never the serial number alone.

use x509_cert::der::asn1::{ObjectIdentifier, OctetString};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::Extension;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_ocsp::{BasicOcspResponse, CertStatus, OcspResponse, OcspResponseStatus, ResponderId, SingleResponse};

use super::certificate::{Source, X509};
use super::crl::Reason;
use super::name::CanonicalName;
use super::revocation::{Finding, Freshness, Lists, Question, Status, Why};
use super::signature;
use crate::domain::time::Moment;
use crate::domain::tlv::{self, OBJECT_IDENTIFIER, OCTET_STRING, Quirks, Reader, SEQUENCE};

/// A response larger than this is not read.
pub const MAX_SIZE: usize = 64 * 1024;

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
const SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
/// SHA-1, which every responder supports; here it identifies a certificate and protects nothing.
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");

/// One response as read, with the nonce of its request.
#[derive(Debug)]
pub struct Response {
    read: Result<Read, Why>,
    /// SHA-256 of the only certificate it is used for.
    only: Option<String>,
}

#[derive(Debug)]
struct Read {
    basic: BasicOcspResponse,
    signed: Vec<u8>,
    certificates: Vec<X509>,
}

impl Response {
    /// Reads a response. A nonce other than the one sent is a fault, a missing one is not (RFC 9654 2.1).
    pub fn read(der: &[u8], sent_nonce: Option<&[u8]>) -> Self {
        Self { read: Read::of(der, sent_nonce), only: None }
    }

    /// Restricts it to this certificate: the one whose request it answers.
    #[must_use]
    pub fn about(self, certificate: &X509) -> Self {
        Self { only: Some(certificate.sha256.clone()), ..self }
    }

    /// Whether it may be used for a certificate.
    pub(super) fn may_speak_of(&self, certificate: &X509) -> bool {
        self.only.as_ref().is_none_or(|only| *only == certificate.sha256)
    }

    /// What it says about a certificate.
    pub(super) fn ask<'a>(&'a self, question: Question<'a>, lists: &Lists<'_, 'a>, place: usize) -> Finding {
        match &self.read {
            Ok(read) => Finding { answer: Some(place), ..read.ask(question, lists) },
            Err(why) => Finding { answer: Some(place), ..Finding::unknown(*why) },
        }
    }
}

impl Read {
    fn of(der: &[u8], sent_nonce: Option<&[u8]>) -> Result<Self, Why> {
        if der.len() > MAX_SIZE {
            return Err(Why::Unreadable);
        }
        let response = OcspResponse::from_der(der).map_err(|_error| Why::Unreadable)?;
        if response.response_status != OcspResponseStatus::Successful {
            return Err(Why::Refused);
        }
        let bytes = response.response_bytes.filter(|bytes| bytes.response_type == BASIC).ok_or(Why::Unreadable)?;
        let octets = bytes.response.as_bytes();
        let basic = BasicOcspResponse::from_der(octets).map_err(|_error| Why::Unreadable)?;
        let quirks = Quirks::default();
        let signed = Reader::new(octets, &quirks).enter(SEQUENCE).and_then(|mut fields| fields.expect(SEQUENCE));
        let signed = signed.map_err(|_fault| Why::Unreadable)?.raw.to_vec();
        let extensions = basic.tbs_response_data.response_extensions.as_deref().unwrap_or_default();
        check_nonce(extensions, sent_nonce)?;
        if extensions.iter().any(|extension| extension.critical && extension.extn_id != NONCE) {
            return Err(Why::CriticalExtension);
        }
        let certificates =
            basic.certs.iter().flatten().filter_map(|certificate| {
                certificate.to_der().ok().and_then(|der| X509::read(&der, Source::Given).ok())
            });
        let certificates = certificates.collect();
        Ok(Self { basic, signed, certificates })
    }

    fn ask<'a>(&'a self, question: Question<'a>, lists: &Lists<'_, 'a>) -> Finding {
        let fresh = &lists.fresh;
        let answers = &self.basic.tbs_response_data.responses;
        let ours: Vec<_> = answers.iter().filter(|answer| is_about(answer, question)).collect();
        if ours.is_empty() {
            return Finding::unknown(Why::OutOfScope);
        }
        if let Err(why) = self.signer(question, lists) {
            return Finding::unknown(why);
        }
        let findings = ours.into_iter().map(|answer| self.conclude(answer, fresh));
        let rank = |finding: &Finding| match finding.status {
            Status::Revoked { .. } => 2,
            Status::Unknown(_) => 1,
            Status::Good => 0,
        };
        findings.max_by_key(rank).unwrap_or_else(|| Finding::unknown(Why::OutOfScope))
    }

    fn conclude(&self, answer: &SingleResponse, fresh: &Freshness) -> Finding {
        let moment = |time: &x509_ocsp::OcspGeneralizedTime| {
            i64::try_from(time.0.to_unix_duration().as_secs()).ok().and_then(Moment::from_unix_seconds)
        };
        let mut finding = Finding::unknown(Why::Unreadable);
        let Some(this_update) = moment(&answer.this_update) else { return finding };
        finding.this_update = Some(this_update);
        finding.next_update = answer.next_update.as_ref().and_then(moment);
        finding.produced_at = moment(&self.basic.tbs_response_data.produced_at);
        finding.stale = fresh.is_stale(this_update, finding.next_update);
        let extensions = answer.single_extensions.as_deref().unwrap_or_default();
        finding.status = if fresh.is_early(this_update) {
            Status::Unknown(Why::NotYetValid)
        } else if extensions.iter().any(|extension| extension.critical) {
            Status::Unknown(Why::CriticalExtension)
        } else {
            match &answer.cert_status {
                CertStatus::Revoked(info) => Status::Revoked {
                    reason: info.revocation_reason.map_or(Reason::Unspecified, |why| Reason::from_number(why as u8)),
                    at: moment(&info.revocation_time),
                },
                CertStatus::Good(_) if finding.stale => Status::Unknown(Why::Stale),
                CertStatus::Good(_) => Status::Good,
                CertStatus::Unknown(_) => Status::Unknown(Why::NotKnownToResponder),
            }
        };
        finding
    }

    /// Finds the signer: the issuer's own key, else a certificate issued for this purpose by the issuer (RFC 6960 4.2.2.2).
    fn signer<'a>(&'a self, question: Question<'a>, lists: &Lists<'_, 'a>) -> Result<(), Why> {
        let Question { issuer, anchor, .. } = question;
        let responder = &self.basic.tbs_response_data.responder_id;
        let mut why = Why::SignerNotTrusted;
        if names(responder, issuer) {
            if self.signed_by(&issuer.key) {
                return Ok(());
            }
            why = Why::SignatureWrong;
        }
        for delegate in self.certificates.iter().filter(|delegate| names(responder, delegate)) {
            if !is_delegate(delegate, issuer, &lists.fresh) {
                continue;
            }
            if !self.signed_by(&delegate.key) {
                why = Why::SignatureWrong;
                continue;
            }
            let question = Question { certificate: delegate, issuer, anchor };
            if delegate.no_check || lists.ask(question).status == Status::Good {
                return Ok(());
            }
        }
        Err(why)
    }

    fn signed_by(&self, key: &SubjectPublicKeyInfoOwned) -> bool {
        let Some(octets) = self.basic.signature.as_bytes() else { return false };
        signature::verify(&self.basic.signature_algorithm, key, &self.signed, octets).is_ok()
    }
}

fn check_nonce(extensions: &[Extension], sent: Option<&[u8]>) -> Result<(), Why> {
    let Some(sent) = sent else { return Ok(()) };
    let found = extensions.iter().find(|extension| extension.extn_id == NONCE);
    let Some(found) = found.map(|extension| extension.extn_value.as_bytes()) else { return Ok(()) };
    // Some responders omit the inner OCTET STRING.
    let inner = OctetString::from_der(found).map(OctetString::into_bytes);
    if found == sent || inner.is_ok_and(|inner| inner == sent) { Ok(()) } else { Err(Why::NonceDiffers) }
}

/// Whether an answer is about this certificate: digest of the issuer's name, digest of its key, and the serial number.
fn is_about(answer: &SingleResponse, question: Question<'_>) -> bool {
    let Question { certificate, issuer, .. } = question;
    let id = &answer.cert_id;
    let algorithm = id.hash_algorithm.oid;
    id.serial_number.as_bytes() == certificate.serial
        && signature::digest(algorithm, &certificate.issuer_der)
            .is_some_and(|hash| hash == id.issuer_name_hash.as_bytes())
        && signature::digest(algorithm, issuer.key.subject_public_key.raw_bytes())
            .is_some_and(|hash| hash == id.issuer_key_hash.as_bytes())
}

/// Whether a ResponderID means this certificate.
fn names(responder: &ResponderId, certificate: &X509) -> bool {
    match responder {
        ResponderId::ByName(name) => CanonicalName::of(name) == certificate.subject,
        ResponderId::ByKey(hash) => signature::digest(SHA1, certificate.key.subject_public_key.raw_bytes())
            .is_some_and(|own| own == hash.as_bytes()),
    }
}

/// Whether the issuer itself issued this certificate for signing responses, and it may be used now.
fn is_delegate(delegate: &X509, issuer: &X509, fresh: &Freshness) -> bool {
    delegate.issuer == issuer.subject
        && delegate.extended_key_usage.contains(&SIGNING)
        && delegate.key_usage.is_none_or(|usage| usage.digital_signature())
        && delegate.unknown_critical.is_none()
        && delegate.not_before <= fresh.at
        && fresh.at <= delegate.not_after
        && delegate.signed_by(&issuer.key).is_ok()
}

/// The DER of a request for one certificate, with a nonce of at most 32 bytes (RFC 6960 4.1, RFC 9654).
pub fn request(certificate: &X509, issuer: &X509, nonce: &[u8]) -> Option<Vec<u8>> {
    let name = signature::digest(SHA1, &certificate.issuer_der)?;
    let key = signature::digest(SHA1, issuer.key.subject_public_key.raw_bytes())?;
    let sequence = |parts: &[&[u8]]| tlv::write(SEQUENCE, parts);
    let octets = |octets: &[u8]| tlv::write(OCTET_STRING, &[octets]);
    let oid = |oid: ObjectIdentifier| tlv::write(OBJECT_IDENTIFIER, &[oid.as_bytes()]);
    let algorithm = sequence(&[&oid(SHA1), &[tlv::NULL, 0]]);
    let serial = tlv::write(tlv::INTEGER, &[&certificate.serial]);
    let id = sequence(&[&algorithm, &octets(&name), &octets(&key), &serial]);
    let list = sequence(&[&sequence(&[&id])]);
    let extension = sequence(&[&oid(NONCE), &octets(&octets(nonce))]);
    let extensions = tlv::write(0xa2, &[&sequence(&[&extension])]);
    Some(sequence(&[&sequence(&[&list, &extensions])]))
}
