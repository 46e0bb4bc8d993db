//! Certificate requests, re-read strictly: is it one, and was it signed by the key it names (RFC 2986 4.2)?
//!
//! Pitfall: the signed bytes are those of the request; they are sliced from it and never re-encoded.

use x509_cert::der::Decode as _;
use x509_cert::request::CertReq;

use super::signature::{self, SignatureFault};
use crate::domain::tlv::{Quirks, Reader, SEQUENCE};

/// Whether a request in DER can be read strictly, and its own signature is valid.
pub fn request_holds(der: &[u8]) -> Result<(), SignatureFault> {
    let request = CertReq::from_der(der).map_err(|_not_strict| SignatureFault::Wrong)?;
    let quirks = Quirks::default();
    let info = Reader::new(der, &quirks).enter(SEQUENCE).and_then(|mut whole| whole.expect(SEQUENCE));
    let info = info.map_err(|_cannot_be_any_more| SignatureFault::Wrong)?.raw;
    let signature = request.signature.as_bytes().ok_or(SignatureFault::Wrong)?;
    signature::verify(&request.algorithm, &request.info.public_key, info, signature)
}
