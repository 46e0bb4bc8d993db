//! Certificates and revocation lists in common file formats: PEM, DER, and certificates in PKCS#7 (.p7b).
//!
//! Imports `domain`. Pitfall: files are only unwrapped here. A signature in a PKCS#7 file does not count; its
//! certificates are as trustworthy as a folder of files.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::domain::tlv::{self, INTEGER, OBJECT_IDENTIFIER, Quirks, Reader, SEQUENCE, SET};

/// The maximum number of certificates or lists that one file may hold.
const MAX_PARTS: usize = 10_000;

/// The DER of every certificate in a file; empty if there is none.
pub fn certificates(bytes: &[u8]) -> Vec<Vec<u8>> {
    every_certificate(bytes).certificates
}

/// The certificates of a file, and how many of its parts should be certificates but are not.
pub struct Every {
    /// The DER of each.
    pub certificates: Vec<Vec<u8>>,
    /// Broken blocks.
    pub broken: usize,
}

/// Every certificate of a file. A PKCS#7 counts as broken if it cannot be opened.
pub fn every_certificate(bytes: &[u8]) -> Every {
    let labels = ["CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "CMS"];
    let text = String::from_utf8_lossy(bytes);
    let announced = labels.iter().map(|label| text.matches(&format!("-----BEGIN {label}-----")).count()).sum::<usize>();
    let parts = parts(bytes, &labels);
    let lost = if bytes.first() == Some(&SEQUENCE) { 0 } else { announced.saturating_sub(parts.len()) };
    let unwrapped: Vec<_> = parts.into_iter().flat_map(|part| in_pkcs7(&part).unwrap_or_else(|| vec![part])).collect();
    let all = unwrapped.len();
    let certificates: Vec<_> = unwrapped.into_iter().filter(|der| has_the_shape(der)).take(MAX_PARTS).collect();
    let broken = all.saturating_sub(certificates.len()).saturating_add(lost);
    Every { certificates, broken }
}

/// Whether DER has the structure of a certificate, even an invalid one. A CRL has its dates side by side, a certificate
/// in a sequence; requests and keys have fewer elements.
fn has_the_shape(der: &[u8]) -> bool {
    const TIMES: [u8; 2] = [0x17, 0x18];
    const LEAST_ELEMENTS: usize = 6;
    let quirks = Quirks::default();
    let body = Reader::new(der, &quirks).enter(SEQUENCE).and_then(|mut outer| outer.enter(SEQUENCE));
    let Ok(mut body) = body else { return false };
    let mut elements = 0;
    while let Ok(element) = body.any() {
        if TIMES.contains(&element.tag) {
            return false;
        }
        elements += 1;
    }
    elements >= LEAST_ELEMENTS
}

/// The DER of every revocation list in a file; empty if there is none.
pub fn lists(bytes: &[u8]) -> Vec<Vec<u8>> {
    parts(bytes, &["X509 CRL"])
}

/// The SignedData of a file of signatures, in DER or BER; `None` if there is none, or several.
pub fn signed_data(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut parts = parts(bytes, &["CMS", "PKCS7", "PKCS #7 SIGNED DATA"]);
    if parts.len() == 1 { parts.pop() } else { None }
}

/// The blocks of a PEM file with one of these labels, otherwise the file as DER.
fn parts(bytes: &[u8], labels: &[&str]) -> Vec<Vec<u8>> {
    if bytes.first() == Some(&SEQUENCE) {
        let quirks = Quirks::default();
        return tlv::element(bytes, &quirks).map(|element| vec![element.raw.to_vec()]).unwrap_or_default();
    }
    let text = String::from_utf8_lossy(bytes);
    let blocks = text.split("-----BEGIN ").skip(1).take(MAX_PARTS).filter_map(|block| {
        let (label, rest) = block.split_once("-----")?;
        let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
        let digits: String = body.chars().filter(|letter| !letter.is_whitespace()).collect();
        labels.contains(&label).then(|| BASE64_STANDARD.decode(digits).ok())?
    });
    blocks.collect()
}

/// The certificates of a PKCS#7 SignedData (RFC 5652 5.1); `None` if the DER is not one.
fn in_pkcs7(der: &[u8]) -> Option<Vec<Vec<u8>>> {
    /// 1.2.840.113549.1.7.2.
    const SIGNED_DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let quirks = Quirks::default();
    let mut outer = Reader::new(der, &quirks).enter(SEQUENCE).ok()?;
    if outer.expect(OBJECT_IDENTIFIER).ok()?.contents != SIGNED_DATA {
        return None;
    }
    let mut fields = outer.enter(0xa0).ok()?.enter(SEQUENCE).ok()?;
    fields.expect(INTEGER).ok()?;
    fields.expect(SET).ok()?;
    fields.expect(SEQUENCE).ok()?;
    let mut found = Vec::new();
    let Some(list) = fields.optional(0xa0).ok()? else { return Some(found) };
    let mut list = Reader::new(list.contents, &quirks);
    while list.peek().is_some() && found.len() < MAX_PARTS {
        let element = list.any().ok()?;
        // An element with another tag is an attribute certificate or an older type.
        if element.tag == SEQUENCE {
            found.push(element.raw.to_vec());
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_and_no_list_gives_nothing() {
        for bytes in [&b""[..], b"hello", b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----", &[0x30, 0x84]]
        {
            assert_eq!(certificates(bytes), Vec::<Vec<u8>>::new(), "{bytes:?}");
            assert_eq!(lists(bytes), Vec::<Vec<u8>>::new(), "{bytes:?}");
        }
        let list = b"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----";
        assert_eq!(certificates(list), Vec::<Vec<u8>>::new(), "a list is no certificate");
        assert_eq!(lists(list), [vec![0x30, 0]], "and is found as a list");
    }
}
