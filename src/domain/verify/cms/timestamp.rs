//! Time-stamp tokens (RFC 3161): a SignedData over a digest and a time.
//!
//! Pitfall: the time counts only if the imprint is of this very signature, the token's own signature is valid, its
//! certificate is only for time-stamping, and that certificate was judged.

use x509_cert::der::asn1::ObjectIdentifier;

use super::read::{SignedData, oid};
use super::{SignedFault, Stamp};
use crate::domain::certificate::read_time;
use crate::domain::time::Moment;
use crate::domain::tlv::{Fault, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Quirks, Reader, SEQUENCE};
use crate::domain::verify::certificate::X509;
use crate::domain::verify::signature;

const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
const GENERALIZED_TIME: u8 = 0x18;

/// A time-stamp token as read.
pub(super) struct Token {
    data: SignedData,
    time: Moment,
    algorithm: ObjectIdentifier,
    imprint: Vec<u8>,
}

impl Token {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let data = SignedData::read(bytes)?;
        let content = data.content.as_deref().filter(|_| data.content_type == TST_INFO).ok_or("not-a-time-stamp")?;
        let quirks = Quirks::default();
        let mut fields = Reader::new(content, &quirks).enter(SEQUENCE)?;
        if fields.expect(INTEGER)?.contents != [1] {
            return Err("unknown-version".into());
        }
        fields.expect(OBJECT_IDENTIFIER)?;
        let mut imprint = fields.enter(SEQUENCE)?;
        let algorithm = oid(&imprint.enter(SEQUENCE)?.expect(OBJECT_IDENTIFIER)?)?;
        let imprint = imprint.expect(OCTET_STRING)?.contents.to_vec();
        fields.expect(INTEGER)?;
        let time = whole_seconds(fields.expect(GENERALIZED_TIME)?.contents);
        let time = read_time(GENERALIZED_TIME, &time, &quirks)?;
        Ok(Self { data, time, algorithm, imprint })
    }

    /// Checks the token against the stamped bytes.
    pub(super) fn check(&self, stamped: &[u8], others: &[&X509]) -> Stamp {
        let fault = |fault, authority| Stamp { time: Some(self.time), authority, fault: Some(fault) };
        match signature::digest(self.algorithm, stamped) {
            None => return fault(SignedFault::AlgorithmUnsupported, None),
            Some(digest) if digest != self.imprint => return fault(SignedFault::ImprintWrong, None),
            Some(_) => {}
        }
        let [signer] = self.data.signers.as_slice() else { return fault(SignedFault::AttributesWrong, None) };
        // RFC 3161 2.4.2: the signed attributes name the certificate.
        if signer.attributes.as_ref().is_none_or(|attributes| attributes.certificate.is_none()) {
            return fault(SignedFault::AttributesWrong, None);
        }
        let checked = signer.check(&self.data, self.data.content.as_deref().unwrap_or_default(), others);
        let for_stamps = |certificate: &X509| certificate.extended_key_usage == [TIME_STAMPING];
        match (checked.fault, &checked.certificate) {
            (None, Some(certificate)) if !for_stamps(certificate) => {
                fault(SignedFault::NotForTimestamps, checked.certificate)
            }
            (found, _) => Stamp { time: Some(self.time), authority: checked.certificate, fault: found },
        }
    }

    /// The certificates and lists beside it.
    pub(super) fn into_evidence(self) -> (Vec<X509>, Vec<Vec<u8>>) {
        (self.data.certificates, self.data.lists)
    }
}

/// A GeneralizedTime without its fraction of a second.
fn whole_seconds(contents: &[u8]) -> Vec<u8> {
    match contents.iter().position(|octet| *octet == b'.') {
        Some(point) => [contents.get(..point).unwrap_or_default(), b"Z"].concat(),
        None => contents.to_vec(),
    }
}
