//! Certificate requests (PKCS#10, RFC 2986): the part to be signed, and the whole request once a token has signed it.
//!
//! Imports `tlv` and `verify`, which checks each request before it is handed out. Pitfall: a renewal copies the subject
//! byte by byte from the old certificate; re-encoded, it may become another name for a CA that compares bytes.

mod email;
mod subject;

pub use email::Email;
pub use subject::{Subject, SubjectFault};

use super::tlv::{self, BIT_STRING, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET};
use super::verify::{SignatureFault, Signing, request_holds};

/// extensionRequest (RFC 2985 5.4.2).
const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e];
/// subjectAltName (RFC 5280 4.2.1.6).
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
/// The context tag of attributes in a request, and of rfc822Name in a GeneralName.
const ATTRIBUTES: u8 = 0xa0;
const RFC822_NAME: u8 = 0x81;

/// A request that is yet to be signed: the DER of CertificationRequestInfo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    info: Vec<u8>,
    signing: Signing,
}

impl Unsigned {
    /// From a DER Name and a DER SubjectPublicKeyInfo, both used unchanged.
    pub fn new(subject: &[u8], spki: &[u8], emails: &[Email], signing: Signing) -> Self {
        let attributes = if emails.is_empty() { Vec::new() } else { extension_request(emails) };
        let version = tlv::write(INTEGER, &[&[0]]);
        let info = tlv::write(SEQUENCE, &[&version, subject, spki, &tlv::write(ATTRIBUTES, &[&attributes])]);
        Self { info, signing }
    }

    /// What the token gets: a DigestInfo, a digest, or the whole data, depending on its kind of key.
    pub fn to_sign(&self) -> Vec<u8> {
        self.signing.to_sign(&self.info)
    }

    /// The whole request in DER, if the token's signature is that of the very key it names.
    pub fn signed(&self, signature: &[u8]) -> Result<Vec<u8>, SignatureFault> {
        let signature = self.signing.encoded(signature).ok_or(SignatureFault::Wrong)?;
        let bits = tlv::write(BIT_STRING, &[&[0], &signature]);
        let request = tlv::write(SEQUENCE, &[&self.info, &self.signing.algorithm(), &bits]);
        request_holds(&request)?;
        Ok(request)
    }
}

/// The attribute that requests a subjectAltName with these addresses.
fn extension_request(emails: &[Email]) -> Vec<u8> {
    let names: Vec<Vec<u8>> =
        emails.iter().map(|email| tlv::write(RFC822_NAME, &[email.as_str().as_bytes()])).collect();
    let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
    let value = tlv::write(OCTET_STRING, &[&tlv::write(SEQUENCE, &names)]);
    let extension = tlv::write(SEQUENCE, &[&tlv::write(OBJECT_IDENTIFIER, &[SUBJECT_ALT_NAME]), &value]);
    let values = tlv::write(SET, &[&tlv::write(SEQUENCE, &[&extension])]);
    tlv::write(SEQUENCE, &[&tlv::write(OBJECT_IDENTIFIER, &[EXTENSION_REQUEST]), &values])
}

#[cfg(test)]
mod tests;
