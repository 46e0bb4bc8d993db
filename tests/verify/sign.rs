//! Makes signed files: CMS with any attribute right or wrong, time-stamp tokens, PDFs with one or more signatures.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use sha2::{Digest as _, Sha256, Sha512};
use tokenctl::domain::tlv::{self, OCTET_STRING, SET};

use super::authority::{Certificate, ECDSA_SHA256, key, name, oid, sequence, time};

const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
const SIGNING_CERTIFICATE_V2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
const TIMESTAMP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// A key of the authority in openssl's format.
pub fn key_pem(number: u8) -> String {
    key(number).to_pkcs8_pem(LineEnding::LF).expect("a key").to_string()
}

/// A SignedData with one signer.
#[derive(Clone)]
pub struct Cms {
    pub signer: Certificate,
    pub content: Vec<u8>,
    /// Whether the content is embedded.
    pub inside: bool,
    pub content_type: &'static [u8],
    /// The content type in the attributes.
    pub named_type: &'static [u8],
    pub with_attributes: bool,
    /// A message digest instead of the correct one.
    pub digest: Option<Vec<u8>>,
    /// The message digest twice.
    pub digest_twice: bool,
    /// The certificate named in the attributes; `None` for none.
    pub named: Option<Vec<u8>>,
    /// Makes a time-stamp token for the signature.
    pub stamp: Option<Stamp>,
    /// Whether the signer's certificate is included.
    pub with_certificate: bool,
    /// Signs with this key instead (RFC 8419: over SHA-512).
    pub ed25519: Option<ed25519_dalek::SigningKey>,
}

/// A time-stamp token.
#[derive(Clone)]
pub struct Stamp {
    pub authority: Certificate,
    pub time: &'static str,
    /// Stamps something else.
    pub wrong: bool,
    /// Does not name its certificate.
    pub unnamed: bool,
}

impl Cms {
    pub fn of(signer: &Certificate, content: &[u8]) -> Self {
        Self {
            signer: signer.clone(),
            content: content.to_vec(),
            inside: true,
            content_type: DATA,
            named_type: DATA,
            with_attributes: true,
            digest: None,
            digest_twice: false,
            named: None,
            stamp: None,
            with_certificate: true,
            ed25519: None,
        }
    }

    pub fn der(&self) -> Vec<u8> {
        let algorithm = sequence(&[&oid(if self.ed25519.is_some() { SHA512 } else { SHA256 })]);
        let certificate = self.signer.der();
        let attribute = |name: &[u8], value: &[u8]| sequence(&[&oid(name), &tlv::write(SET, &[value])]);
        let digest = self.digest.clone().unwrap_or_else(|| match self.ed25519 {
            Some(_) => Sha512::digest(&self.content).to_vec(),
            None => Sha256::digest(&self.content).to_vec(),
        });
        let digest = attribute(MESSAGE_DIGEST, &tlv::write(OCTET_STRING, &[&digest]));
        let mut attributes = [
            attribute(CONTENT_TYPE, &oid(self.named_type)),
            attribute(SIGNING_TIME, &time("261120080000Z")),
            digest.clone(),
        ]
        .concat();
        if self.digest_twice {
            attributes.extend(&digest);
        }
        if let Some(named) = &self.named {
            let hash = tlv::write(OCTET_STRING, &[&Sha256::digest(named)]);
            attributes.extend(attribute(SIGNING_CERTIFICATE_V2, &sequence(&[&sequence(&[&sequence(&[&hash])])])));
        }
        let message = if self.with_attributes { tlv::write(SET, &[&attributes]) } else { self.content.clone() };
        let (signature, signed_with) = if let Some(key) = &self.ed25519 {
            (key.sign(&message).to_vec(), ED25519)
        } else {
            let signature: DerSignature = SigningKey::sign(&key(self.signer.subject.1), &message);
            (signature.as_bytes().to_vec(), ECDSA_SHA256)
        };
        let signed = if self.with_attributes { tlv::write(0xa0, &[&attributes]) } else { Vec::new() };
        let unsigned = self
            .stamp
            .as_ref()
            .map_or_else(Vec::new, |stamp| tlv::write(0xa1, &[&attribute(TIMESTAMP, &stamp.token(&signature))]));
        let serial = tlv::write_unsigned(&self.signer.serial.to_be_bytes());
        let info = sequence(&[
            &[2, 1, 1],
            &sequence(&[&name(self.signer.issuer.0), &serial]),
            &algorithm,
            &signed,
            &sequence(&[&oid(signed_with)]),
            &tlv::write(OCTET_STRING, &[&signature]),
            &unsigned,
        ]);
        let inside = tlv::write(0xa0, &[&tlv::write(OCTET_STRING, &[&self.content])]);
        let inside: &[u8] = if self.inside { &inside } else { &[] };
        let certificates = tlv::write(0xa0, &[&certificate]);
        let certificates: &[u8] = if self.with_certificate { &certificates } else { &[] };
        let version: &[u8] = if self.content_type == DATA { &[2, 1, 1] } else { &[2, 1, 3] };
        let data = sequence(&[
            version,
            &tlv::write(SET, &[&algorithm]),
            &sequence(&[&oid(self.content_type), inside]),
            certificates,
            &tlv::write(SET, &[&info]),
        ]);
        sequence(&[&oid(SIGNED_DATA), &tlv::write(0xa0, &[&data])])
    }
}

impl Stamp {
    pub fn token(&self, stamped: &[u8]) -> Vec<u8> {
        let stamped = if self.wrong { b"something else" } else { stamped };
        let imprint = sequence(&[&sequence(&[&oid(SHA256)]), &tlv::write(OCTET_STRING, &[&Sha256::digest(stamped)])]);
        let info = sequence(&[&[2, 1, 1], &oid(&[0x2a, 3, 4]), &imprint, &[2, 1, 7], &time(self.time)]);
        let named = (!self.unnamed).then(|| self.authority.der());
        let token = Cms { content_type: TST_INFO, named_type: TST_INFO, named, ..Cms::of(&self.authority, &info) };
        token.der()
    }
}

/// A PDF of one page without a signature.
pub fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [4 0 R] >> >>\nendobj\n\
      2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
      3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [4 0 R] >>\nendobj\n\
      4 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (Chu ky 1) /V 5 0 R /Rect [0 0 0 0] /P 3 0 R >>\nendobj\n"
        .to_vec()
}

/// How a signature is put into a PDF.
#[derive(Clone)]
pub struct Signing<'s> {
    pub number: usize,
    pub sub_filter: &'s str,
    /// Makes `/ByteRange` from the positions of the gap and the length.
    pub range: fn(usize, usize, usize) -> String,
    /// Makes the content of `/Contents` from the signed bytes.
    pub contents: &'s dyn Fn(&[u8]) -> Vec<u8>,
}

const ROOM: usize = 8192;

pub fn usual(start: usize, end: usize, length: usize) -> String {
    format!("[0 {start} {end} {}]", length - end)
}

/// Adds a signature at the end.
pub fn sign(pdf: &[u8], signing: &Signing<'_>) -> Vec<u8> {
    let head = format!(
        "{} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /{} /ByteRange ",
        signing.number, signing.sub_filter
    );
    let mut out = pdf.to_vec();
    out.extend(head.into_bytes());
    let range_at = out.len();
    out.extend(vec![b' '; 60]);
    out.extend(b" /Contents ");
    let start = out.len();
    let end = start + ROOM + 2;
    out.extend(vec![b'0'; ROOM + 2]);
    out.extend(b" /M (D:20261120080000Z) >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 9 >>\nstartxref\n0\n%%EOF\n");
    let range = (signing.range)(start, end, out.len());
    out[range_at..range_at + range.len()].copy_from_slice(range.as_bytes());
    let signed = [&out[..start], &out[end..]].concat();
    let hex = tlv::hex(&(signing.contents)(&signed));
    out[start] = b'<';
    out[end - 1] = b'>';
    out[start + 1..start + 1 + hex.len()].copy_from_slice(hex.as_bytes());
    out
}
