//! The bytes of a CMS SignedData (RFC 5652), in DER and in the BER of streaming writers.
//!
//! Parsed here instead of by a crate: the available ones read only DER with sorted sets, and half of the signed files
//! in use are neither. Pitfall: the signed attributes are those bytes of the file, but under the tag of a SET.

use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::domain::certificate::read_time;
use crate::domain::time::Moment;
use crate::domain::tlv::{self, Fault, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Quirks, Reader, SEQUENCE, SET, Tlv};
use crate::domain::verify::certificate::{Source, X509};
use crate::domain::verify::name::CanonicalName;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// An OCTET STRING in pieces.
const CONSTRUCTED_OCTETS: u8 = 0x24;
/// The maximum number of signers, certificates or lists in a file.
const MAX_PARTS: usize = 256;
/// Nesting depth of pieces.
const MAX_DEPTH: usize = 4;

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SignerId {
    /// By the issuer's name and the serial number.
    Issued(CanonicalName, Vec<u8>),
    /// By the subject key identifier.
    Key(Vec<u8>),
}

/// The signed attributes.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    /// As signed: a SET.
    pub(super) signed: Vec<u8>,
    pub(super) content_type: Option<ObjectIdentifier>,
    pub(super) message_digest: Option<Vec<u8>>,
    pub(super) signing_time: Option<Moment>,
    /// Digest algorithm and digest of the signer's certificate (RFC 5035).
    pub(super) certificate: Option<(ObjectIdentifier, Vec<u8>)>,
}

/// One signature.
#[derive(Debug)]
pub struct Signer {
    pub(super) id: SignerId,
    pub(super) digest: ObjectIdentifier,
    pub(super) attributes: Option<Attributes>,
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: Vec<u8>,
    /// Time-stamp tokens beside it, in DER or BER.
    pub(super) timestamps: Vec<Vec<u8>>,
}

/// A SignedData.
#[derive(Debug)]
pub struct SignedData {
    /// The type of the signed content.
    pub(super) content_type: ObjectIdentifier,
    /// The signed content, if it is embedded.
    pub content: Option<Vec<u8>>,
    /// The certificates beside it.
    pub certificates: Vec<X509>,
    /// The revocation lists beside it, in DER.
    pub lists: Vec<Vec<u8>>,
    /// The signatures.
    pub signers: Vec<Signer>,
}

impl SignedData {
    /// Reads a ContentInfo that holds a SignedData; trailing bytes are ignored.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let quirks = Quirks::default();
        let mut outer = Reader::new(bytes, &quirks).enter(SEQUENCE)?;
        if oid(&outer.expect(OBJECT_IDENTIFIER)?)? != SIGNED_DATA {
            return Err("not-signed-data".into());
        }
        let mut fields = outer.enter(0xa0)?.enter(SEQUENCE)?;
        fields.expect(INTEGER)?;
        fields.expect(SET)?;
        let mut inner = fields.enter(SEQUENCE)?;
        let content_type = oid(&inner.expect(OBJECT_IDENTIFIER)?)?;
        let content = match inner.optional(0xa0)? {
            Some(tagged) => Some(octets(&Reader::new(tagged.contents, &quirks).any()?, &quirks, 0)?),
            None => None,
        };
        let mut found =
            Self { content_type, content, certificates: Vec::new(), lists: Vec::new(), signers: Vec::new() };
        if let Some(list) = fields.optional(0xa0)? {
            // Attribute certificates have tags of their own; a certificate that cannot be read loses only itself.
            let ders = each(list.contents, &quirks)?.into_iter().filter(|element| element.tag == SEQUENCE);
            found.certificates.extend(ders.filter_map(|element| X509::read(element.raw, Source::Given).ok()));
        }
        if let Some(list) = fields.optional(0xa1)? {
            let ders = each(list.contents, &quirks)?.into_iter().filter(|element| element.tag == SEQUENCE);
            found.lists.extend(ders.map(|element| element.raw.to_vec()));
        }
        for element in each(fields.expect(SET)?.contents, &quirks)? {
            found.signers.push(Signer::read(&element, &quirks)?);
        }
        Ok(found)
    }
}

impl Signer {
    fn read(element: &Tlv<'_>, quirks: &Quirks) -> Result<Self, Fault> {
        if element.tag != SEQUENCE {
            return Err(tlv::wrong_kind(element.tag));
        }
        let mut fields = Reader::new(element.contents, quirks);
        fields.expect(INTEGER)?;
        let id = fields.any()?;
        let id = match id.tag {
            SEQUENCE => {
                let mut parts = Reader::new(id.contents, quirks);
                let issuer = CanonicalName::from_der(parts.expect(SEQUENCE)?.raw).ok_or("bad-issuer")?;
                let serial = parts.expect(INTEGER)?.contents;
                SignerId::Issued(issuer, tlv::without_leading_zeros(serial).to_vec())
            }
            0x80 => SignerId::Key(id.contents.to_vec()),
            other => return Err(tlv::wrong_kind(other)),
        };
        let digest = oid(&fields.enter(SEQUENCE)?.expect(OBJECT_IDENTIFIER)?)?;
        let attributes = fields.optional(0xa0)?.map(|set| Attributes::read(set.contents, quirks)).transpose()?;
        let algorithm = fields.expect(SEQUENCE)?.raw;
        let algorithm = AlgorithmIdentifierOwned::from_der(algorithm).map_err(|_error| "bad-algorithm")?;
        let signature = octets(&fields.any()?, quirks, 0)?;
        let mut timestamps = Vec::new();
        if let Some(unsigned) = fields.optional(0xa1)? {
            for attribute in each(unsigned.contents, quirks)? {
                let (name, values) = attribute_of(&attribute, quirks)?;
                if name == TIMESTAMP {
                    timestamps.extend(values.iter().map(|value| value.raw.to_vec()));
                }
            }
        }
        Ok(Self { id, digest, attributes, algorithm, signature, timestamps })
    }
}

impl Attributes {
    /// Reads the contents of the set. Decisive attributes may occur once, with one value.
    pub(super) fn read(contents: &[u8], quirks: &Quirks) -> Result<Self, Fault> {
        let mut found = Self { signed: tlv::write(SET, &[contents]), ..Self::default() };
        for attribute in each(contents, quirks)? {
            let (name, values) = attribute_of(&attribute, quirks)?;
            let once = |there: bool| match values.as_slice() {
                [value] if !there => Ok(*value),
                _ => Err(Fault::from("attribute-twice")),
            };
            match name {
                CONTENT_TYPE => found.content_type = Some(oid(&once(found.content_type.is_some())?)?),
                MESSAGE_DIGEST => {
                    found.message_digest = Some(octets(&once(found.message_digest.is_some())?, quirks, 0)?);
                }
                SIGNING_TIME => {
                    let time = once(found.signing_time.is_some())?;
                    found.signing_time = read_time(time.tag, time.contents, quirks).ok();
                }
                SIGNING_CERTIFICATE if found.certificate.is_none() => {
                    found.certificate = Some(certificate_digest(&once(false)?, false, quirks)?);
                }
                SIGNING_CERTIFICATE_V2 => found.certificate = Some(certificate_digest(&once(false)?, true, quirks)?),
                _ => {}
            }
        }
        Ok(found)
    }
}

/// The digest of the first certificate named by an attribute of RFC 5035.
fn certificate_digest(value: &Tlv<'_>, second: bool, quirks: &Quirks) -> Result<(ObjectIdentifier, Vec<u8>), Fault> {
    let mut certificate = Reader::new(value.contents, quirks).enter(SEQUENCE)?.enter(SEQUENCE)?;
    let algorithm = match certificate.optional(SEQUENCE)? {
        Some(named) if second => oid(&Reader::new(named.contents, quirks).expect(OBJECT_IDENTIFIER)?)?,
        _ if second => SHA256,
        _ => SHA1,
    };
    Ok((algorithm, certificate.expect(OCTET_STRING)?.contents.to_vec()))
}

fn attribute_of<'a>(element: &Tlv<'a>, quirks: &'a Quirks) -> Result<(ObjectIdentifier, Vec<Tlv<'a>>), Fault> {
    let mut fields = Reader::new(element.contents, quirks);
    Ok((oid(&fields.expect(OBJECT_IDENTIFIER)?)?, each(fields.expect(SET)?.contents, quirks)?))
}

fn each<'a>(contents: &'a [u8], quirks: &'a Quirks) -> Result<Vec<Tlv<'a>>, Fault> {
    let mut rest = Reader::new(contents, quirks);
    let mut found = Vec::new();
    while rest.peek().is_some() {
        if found.len() >= MAX_PARTS {
            return Err("too-many".into());
        }
        found.push(rest.any()?);
    }
    Ok(found)
}

pub(super) fn oid(element: &Tlv<'_>) -> Result<ObjectIdentifier, Fault> {
    ObjectIdentifier::from_bytes(element.contents).map_err(|_error| "bad-oid".into())
}

/// An OCTET STRING, whole or in pieces (X.690 8.7).
fn octets(element: &Tlv<'_>, quirks: &Quirks, depth: usize) -> Result<Vec<u8>, Fault> {
    match element.tag {
        OCTET_STRING => Ok(element.contents.to_vec()),
        CONSTRUCTED_OCTETS if depth < MAX_DEPTH => {
            let mut pieces = Reader::new(element.contents, quirks);
            let mut whole = Vec::with_capacity(element.contents.len());
            while pieces.peek().is_some() {
                whole.extend(octets(&pieces.any()?, quirks, depth + 1)?);
            }
            Ok(whole)
        }
        other => Err(tlv::wrong_kind(other)),
    }
}
