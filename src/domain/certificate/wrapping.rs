//! What a CKA_VALUE holds instead of DER: text around it, which is removed, and other things, which are named.
//!
//! Imports `tlv`, base64. Pitfall: only bytes that cannot be a certificate as they are count as wrapped.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::FieldProblem;
use crate::domain::problem::ProblemCode;
use crate::domain::tlv::{self, OBJECT_IDENTIFIER, Quirks, SEQUENCE};

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
    const BEGIN: &str = "-----BEGIN ";
    if value.first() == Some(&SEQUENCE) && !value.is_ascii() {
        return (value, None);
    }
    let trimmed = value.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&value);
    let Ok(text) = str::from_utf8(trimmed) else { return (value, None) };
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    let (body, wrapping) = match text.find(BEGIN).and_then(|at| text.get(at + BEGIN.len()..)) {
        Some(block) => {
            let Some((label, rest)) = block.split_once("-----") else { return (value, None) };
            if !label.ends_with("CERTIFICATE") || label.starts_with("ATTRIBUTE") {
                return (value, None);
            }
            let (body, footer) = rest.split_once("-----").unwrap_or((rest, ""));
            let after = footer.find(BEGIN).and_then(|at| footer.get(at..)).map_or(0, str::len);
            (body, Wrapping::Pem { after })
        }
        None => (text, Wrapping::Base64),
    };
    let letters: String = body.chars().filter(|letter| !letter.is_whitespace()).collect();
    match BASE64_STANDARD.decode(letters) {
        Ok(der) if der.first() == Some(&SEQUENCE) => (der, Some(wrapping)),
        _ => (value, None),
    }
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
        assert_eq!(unwrapped(text.into_bytes()), (der.clone(), Some(Wrapping::Base64)), "without its lines");
        assert_eq!(unwrapped(der.clone()), (der, None), "DER stays");
        let pkcs7 = [SEQUENCE, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
        assert_eq!(
            [named(&pkcs7), named(&[0x1f, 0x8b, 8]), named(&[0x78, 0x9c]), named(b"?")],
            ["pkcs7", "gzip", "zlib", "not-a-certificate"]
        );
    }
}
