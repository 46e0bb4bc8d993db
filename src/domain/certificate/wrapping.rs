//! What a CKA_VALUE holds instead of DER: text around it, which is removed, and other things, which are named.
//!
//! Imports `tlv`, base64. Pitfall: only bytes that cannot be a certificate as they are count as wrapped.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use super::FieldProblem;
use crate::domain::problem::ProblemCode;
use crate::domain::tlv::{self, BIT_STRING, INTEGER, OBJECT_IDENTIFIER, Quirks, SEQUENCE};

/// How a block of PEM begins.
const BEGIN: &str = "-----BEGIN ";

/// The text encoding of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// PEM (RFC 7468), with this many bytes of other blocks after the certificate's.
    Pem {
        /// Zero if it is the only one.
        after: usize,
    },
    /// Base64 without PEM's header and footer.
    Base64,
}

impl FieldProblem {
    /// States that a certificate was read although it is written as text, and that more follows in it.
    pub fn of_wrapping(wrapping: Wrapping) -> Vec<Self> {
        let (fault, after) = match wrapping {
            Wrapping::Pem { after } => ("pem", after),
            Wrapping::Base64 => ("base64", 0),
        };
        let more = (after > 0).then(|| format!("octets-after:{after}"));
        let of = |fault| Self { code: ProblemCode::CertificateNotRfc5280, field: "certificate", fault };
        std::iter::once(fault.to_owned()).chain(more).map(of).collect()
    }

    /// Whether the whole certificate cannot be read.
    pub fn is_malformed(&self) -> bool {
        self.code == ProblemCode::CertificateMalformed
    }
}

/// The bytes of the first certificate in a text value; any other value unchanged.
pub fn unwrapped(value: Vec<u8>) -> (Vec<u8>, Option<Wrapping>) {
    if value.first() == Some(&SEQUENCE) && !value.is_ascii() {
        return (value, None);
    }
    let trimmed = value.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&value);
    // Erased memory behind a text is ff.
    let filled = trimmed.iter().rev().take_while(|octet| **octet == 0xff).count();
    let Some(Ok(text)) = trimmed.get(..trimmed.len() - filled).map(str::from_utf8) else { return (value, None) };
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    let (body, wrapping) = if text.contains(BEGIN) {
        let Some(rest) = certificate_block(text) else { return (value, None) };
        let (body, footer) = rest.split_once("-----").unwrap_or((rest, ""));
        let after = footer.find(BEGIN).and_then(|at| footer.get(at..)).map_or(0, str::len);
        (body, Wrapping::Pem { after })
    } else {
        (text, Wrapping::Base64)
    };
    let letters: String = body.chars().filter(|letter| !letter.is_whitespace()).collect();
    match BASE64_STANDARD_NO_PAD.decode(letters.trim_end_matches('=')) {
        Ok(der) if der.first() == Some(&SEQUENCE) => (der, Some(wrapping)),
        _ => (value, None),
    }
}

/// What follows the header of the first block of PEM that is a certificate: a key may come before it.
fn certificate_block(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some((_, block)) = rest.split_once(BEGIN) {
        let (label, body) = block.split_once("-----")?;
        if label.ends_with("CERTIFICATE") && !label.starts_with("ATTRIBUTE") {
            return Some(body);
        }
        rest = body;
    }
    None
}

/// What a value is if no certificate begins in it.
pub(super) fn named(value: &[u8]) -> &'static str {
    match value {
        [0x1f, 0x8b, ..] => "gzip",
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => "zlib",
        _ if is_signed_data(value)
            || value.starts_with(b"-----BEGIN PKCS7")
            || value.starts_with(b"-----BEGIN CMS") =>
        {
            "pkcs7"
        }
        _ if value.starts_with(b"-----BEGIN ") => "pem",
        _ => "not-a-certificate",
    }
}

/// Whether a value that is not an X.509 certificate can be one of another type, as CKA_CERTIFICATE_TYPE says: no damaged X.509
/// certificate, nothing else that is known, and not just one byte again and again.
pub fn may_be_of_other_type(value: &[u8]) -> bool {
    let is_filling = value.iter().all(|octet| Some(octet) == value.first());
    !begins_as_x509(value) && named(value) == "not-a-certificate" && !is_other_structure(value) && !is_filling
}

/// Whether a value begins as an X.509 certificate does, however it goes on: two times SEQUENCE, then the version or, in version
/// 1, the serial number and an algorithm. An attribute certificate has a holder there (RFC 5755).
fn begins_as_x509(value: &[u8]) -> bool {
    const VERSION: u8 = 0xa0;
    let Some(signed) = inside(value, SEQUENCE).and_then(|outer| inside(outer, SEQUENCE)) else { return false };
    if let Some(version) = inside(signed, VERSION) {
        return version.first() == Some(&INTEGER);
    }
    let Ok(serial) = tlv::element(signed, &Quirks::default()) else { return false };
    let algorithm = signed.get(serial.raw.len()..).and_then(|rest| inside(rest, SEQUENCE));
    serial.tag == INTEGER && algorithm.and_then(<[u8]>::first) == Some(&OBJECT_IDENTIFIER)
}

/// What follows the header of an element of this kind, to the end of the bytes.
fn inside(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let header = tlv::header(bytes, &Quirks::default()).ok().filter(|header| header.tag == tag)?;
    bytes.get(header.size..)
}

/// Whether a value is another structure, from its first byte to its last: a request (RFC 2986), a list of revoked
/// certificates, or a bare SubjectPublicKeyInfo.
pub(super) fn is_other_structure(value: &[u8]) -> bool {
    const TIMES: [u8; 2] = [0x17, 0x18];
    let first = |element: &tlv::Tlv<'_>| element.contents.first().copied();
    let is_key = |parts: &[tlv::Tlv<'_>]| {
        matches!(parts, [algorithm, key] if algorithm.tag == SEQUENCE && key.tag == BIT_STRING
            && first(algorithm) == Some(OBJECT_IDENTIFIER))
    };
    let Ok(outer) = tlv::element(value, &Quirks::default()) else { return false };
    let Some(parts) = parts(outer.contents).filter(|_| outer.tag == SEQUENCE) else { return false };
    let [signed, _, signature] = parts.as_slice() else { return is_key(&parts) };
    let Some(fields) = self::parts(signed.contents).filter(|_| signature.tag == BIT_STRING) else { return false };
    let is_request = match fields.as_slice() {
        [version, name, key, ..] => {
            version.tag == INTEGER
                && name.tag == SEQUENCE
                && first(name) != Some(OBJECT_IDENTIFIER)
                && self::parts(key.contents).is_some_and(|parts| is_key(&parts))
        }
        _ => false,
    };
    let mut fields = fields.iter().skip_while(|field| field.tag == INTEGER).take(3);
    let is_list = fields.next().and_then(first) == Some(OBJECT_IDENTIFIER)
        && fields.next().is_some_and(|issuer| issuer.tag == SEQUENCE)
        && fields.next().is_some_and(|update| TIMES.contains(&update.tag));
    is_request || is_list
}

/// The elements that fill these bytes; `None` if they do not.
fn parts(contents: &[u8]) -> Option<Vec<tlv::Tlv<'_>>> {
    let (mut parts, mut rest) = (Vec::new(), contents);
    while !rest.is_empty() {
        let element = tlv::element(rest, &Quirks::default()).ok()?;
        rest = rest.get(element.raw.len()..)?;
        parts.push(element);
    }
    Some(parts)
}

/// ContentInfo of PKCS #7, `1.2.840.113549.1.7`.
fn is_signed_data(value: &[u8]) -> bool {
    const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
    let quirks = Quirks::default();
    let Ok(header) = tlv::header(value, &quirks) else { return false };
    let inner = value.get(header.size..).unwrap_or_default();
    let is_kind = |element: tlv::Tlv<'_>| element.tag == OBJECT_IDENTIFIER && element.contents.starts_with(PKCS7);
    value.first() == Some(&SEQUENCE) && tlv::element(inner, &quirks).is_ok_and(is_kind)
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    #[test]
    fn pem_and_bare_base64_are_read_and_other_things_named() {
        let der = vec![SEQUENCE, 3, 2, 1, 200];
        let text = BASE64_STANDARD.encode(&der);
        let pem = format!("Bag Attributes\r\n-----BEGIN CERTIFICATE-----\r\n{text}\r\n-----END CERTIFICATE-----\r\n");
        let only = Some(Wrapping::Pem { after: 0 });
        assert_eq!(unwrapped(pem.clone().into_bytes()), (der.clone(), only), "the first block");
        let after = pem.len() - "Bag Attributes\r\n".len() - "\r\n".len();
        let two = Some(Wrapping::Pem { after });
        assert_eq!(unwrapped([pem.clone(), pem].concat().into_bytes()), (der.clone(), two), "of two");
        assert_eq!(unwrapped(text.clone().into_bytes()), (der.clone(), Some(Wrapping::Base64)), "without its lines");
        let bare = text.trim_end_matches('=').to_owned();
        assert_eq!(unwrapped(bare.into_bytes()), (der.clone(), Some(Wrapping::Base64)), "without its padding");
        let key = "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----\n";
        let block = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        assert_eq!(unwrapped([key, &block].concat().into_bytes()), (der.clone(), only), "behind a key");
        let padded = [block.as_bytes(), &[0xff; 40]].concat();
        assert_eq!(unwrapped(padded), (der.clone(), only), "before memory that was erased");
        assert_eq!(unwrapped(der.clone()), (der, None), "DER stays");
        let pkcs7 = [SEQUENCE, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
        assert_eq!(
            [named(&pkcs7), named(&[0x1f, 0x8b, 8]), named(&[0x78, 0x9c]), named(b"?")],
            ["pkcs7", "gzip", "zlib", "not-a-certificate"]
        );
    }
}
