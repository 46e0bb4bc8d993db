//! Signatures over files: CMS (RFC 5652), the signatures of a PDF, and their time-stamp tokens.
//!
//! Checks everything that needs no path: digest, attributes, signature, imprint. Pitfall: a valid signature does not
//! show who made it until the certificate was judged; `signingTime` is a claim of the signer's own clock.

mod pdf;
mod read;
mod timestamp;

use x509_cert::der::asn1::ObjectIdentifier;

use super::certificate::X509;
use super::signature::{self, SignatureFault};
use crate::domain::time::Moment;
use crate::domain::tlv::{self, Quirks, SET};
pub use read::SignedData;
use read::Signer;
use read::{Attributes, SignerId};
use timestamp::Token;

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");

/// Why a signature over a file is not valid, or was not fully checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedFault {
    /// The content differs from what was signed.
    DigestWrong,
    /// The signature was not made by the signer's key over this content.
    SignatureWrong,
    /// Required signed attributes are missing, or contradict the rest.
    AttributesWrong,
    /// The signature cannot be read.
    Unreadable,
    /// `/ByteRange` does not leave out exactly the signature, or does not start at the beginning.
    ByteRange,
    /// The time-stamp token belongs to something else.
    ImprintWrong,
    /// The time-stamp token's certificate is not for time-stamping.
    NotForTimestamps,
    /// The signer's certificate is missing.
    CertificateMissing,
    /// An algorithm that is not verified here.
    AlgorithmUnsupported,
    /// A key that is not used here.
    KeyUnsupported,
    /// A kind of PDF signature that is not verified here.
    FormatUnsupported,
    /// It is detached, and the signed file was not given.
    ContentMissing,
}

impl SignedFault {
    /// Its word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::DigestWrong => "digest-wrong",
            Self::SignatureWrong => "file-signature-wrong",
            Self::AttributesWrong => "attributes-wrong",
            Self::Unreadable => "signature-unreadable",
            Self::ByteRange => "byte-range-wrong",
            Self::ImprintWrong => "imprint-wrong",
            Self::NotForTimestamps => "not-for-timestamps",
            Self::CertificateMissing => "signer-certificate-missing",
            Self::AlgorithmUnsupported => "file-algorithm-unsupported",
            Self::KeyUnsupported => "file-key-unsupported",
            Self::FormatUnsupported => "format-unsupported",
            Self::ContentMissing => "content-missing",
        }
    }

    /// Whether it only means that the signature was not checked.
    pub fn is_unknown(self) -> bool {
        matches!(
            self,
            Self::CertificateMissing
                | Self::AlgorithmUnsupported
                | Self::KeyUnsupported
                | Self::FormatUnsupported
                | Self::ContentMissing
        )
    }
}

impl From<SignatureFault> for SignedFault {
    fn from(fault: SignatureFault) -> Self {
        match fault {
            SignatureFault::Wrong => Self::SignatureWrong,
            SignatureFault::UnsupportedAlgorithm => Self::AlgorithmUnsupported,
            SignatureFault::UnsupportedKey => Self::KeyUnsupported,
        }
    }
}

/// What kind of signature it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "SignatureFormat"))]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// CMS, with the content inside or beside it.
    Cms,
    /// A signature in a PDF.
    Pdf,
    /// A time-stamp over a PDF.
    PdfTimestamp,
}

/// Which part of a file a signature is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covers {
    /// Up to this byte, except the signature itself.
    pub octets: usize,
    /// The file's total bytes.
    pub of: usize,
}

/// A time-stamp token and its result.
#[derive(Debug)]
pub struct Stamp {
    /// The time it states.
    pub time: Option<Moment>,
    /// The time-stamping authority's certificate.
    pub authority: Option<X509>,
    /// Why it is not valid.
    pub fault: Option<SignedFault>,
}

/// One signature of a file and its result, before any path was checked.
#[derive(Debug)]
pub struct Claim {
    /// Its kind.
    pub format: Format,
    /// What it covers; `None` if it covers all of the content.
    pub covers: Option<Covers>,
    /// Why it is invalid, or not known to be valid.
    pub fault: Option<SignedFault>,
    /// The signer's certificate.
    pub signer: Option<X509>,
    /// The time that the signer claims.
    pub claimed_time: Option<Moment>,
    /// The digest algorithm, if known.
    pub digest: Option<&'static str>,
    /// The first time-stamp token beside it.
    pub stamp: Option<Stamp>,
    /// Certificates beside it.
    pub certificates: Vec<X509>,
    /// Revocation lists beside it, in DER.
    pub lists: Vec<Vec<u8>>,
}

impl Claim {
    fn failed(format: Format, covers: Option<Covers>, fault: SignedFault) -> Self {
        Self {
            format,
            covers,
            fault: Some(fault),
            signer: None,
            claimed_time: None,
            digest: None,
            stamp: None,
            certificates: Vec::new(),
            lists: Vec::new(),
        }
    }
}

/// Every signature of a SignedData over the content inside it, over `content`, or over both if both are present.
pub fn claims_of_cms(data: &SignedData, content: Option<&[u8]>, others: &[&X509]) -> Vec<Claim> {
    let inside = data.content.as_deref();
    let differ = matches!((inside, content), (Some(inside), Some(given)) if inside != given);
    let Some(content) = inside.or(content) else {
        return data.signers.iter().map(|_| Claim::failed(Format::Cms, None, SignedFault::ContentMissing)).collect();
    };
    let claims = data.signers.iter().map(|signer| {
        let claim = claim(data, signer, content, others, Format::Cms, None);
        if differ { Claim { fault: Some(SignedFault::DigestWrong), ..claim } } else { claim }
    });
    claims.collect()
}

/// Every signature of a PDF; `None` if there are too many.
pub fn claims_of_pdf(file: &[u8], others: &[&X509]) -> Option<Vec<Claim>> {
    let found = pdf::signatures(file)?;
    Some(found.into_iter().flat_map(|signature| of_pdf(file, &signature, others)).collect())
}

fn of_pdf(file: &[u8], found: &pdf::Found, others: &[&X509]) -> Vec<Claim> {
    let covers = Some(Covers { octets: found.end, of: file.len() });
    let format = if found.kind == pdf::Kind::Timestamp { Format::PdfTimestamp } else { Format::Pdf };
    let failed = |fault| vec![Claim::failed(format, covers, fault)];
    if let Some(fault) = found.fault {
        return failed(fault);
    }
    let content = found.signed(file);
    match found.kind {
        pdf::Kind::Unsupported => failed(SignedFault::FormatUnsupported),
        pdf::Kind::Timestamp => {
            let Ok(token) = Token::read(&found.signature) else { return failed(SignedFault::Unreadable) };
            let stamp = token.check(&content, others);
            let (certificates, lists) = token.into_evidence();
            vec![Claim {
                fault: stamp.fault,
                signer: stamp.authority.clone(),
                stamp: Some(stamp),
                certificates,
                lists,
                ..Claim::failed(format, covers, SignedFault::Unreadable)
            }]
        }
        pdf::Kind::Detached => match SignedData::read(&found.signature) {
            // RFC 5652 allows several; a PDF has one (ISO 32000-2, 12.8.3.3).
            Ok(data) if data.content.is_none() && data.signers.len() == 1 => {
                data.signers.iter().map(|signer| claim(&data, signer, &content, others, format, covers)).collect()
            }
            _ => failed(SignedFault::Unreadable),
        },
    }
}

fn claim(
    data: &SignedData,
    signer: &Signer,
    content: &[u8],
    others: &[&X509],
    format: Format,
    covers: Option<Covers>,
) -> Claim {
    let checked = signer.check(data, content, others);
    let token = signer.timestamps.first().map(|der| Token::read(der));
    let stamp = token.as_ref().map(|token| match token {
        Ok(token) => token.check(&signer.signature, others),
        Err(_unreadable) => Stamp { time: None, authority: None, fault: Some(SignedFault::Unreadable) },
    });
    let (mut certificates, mut lists) = (data.certificates.clone(), data.lists.clone());
    if let Some(Ok(token)) = token {
        let (more, more_lists) = token.into_evidence();
        certificates.extend(more);
        lists.extend(more_lists);
    }
    Claim {
        format,
        covers,
        fault: checked.fault,
        signer: checked.certificate,
        claimed_time: signer.attributes.as_ref().and_then(|attributes| attributes.signing_time),
        digest: signature::digest_name(signer.digest),
        stamp,
        certificates,
        lists,
    }
}

/// The result for one signature.
struct Checked {
    certificate: Option<X509>,
    fault: Option<SignedFault>,
}

impl Signer {
    /// Checks digest, attributes and signature.
    fn check(&self, data: &SignedData, content: &[u8], others: &[&X509]) -> Checked {
        let candidates: Vec<_> =
            data.certificates.iter().chain(others.iter().copied()).filter(|candidate| self.is_by(candidate)).collect();
        let certificate = |one: Option<&&X509>| one.map(|one| (*one).clone());
        let message = match self.message(data, content) {
            Ok(message) => message,
            Err(fault) => return Checked { certificate: certificate(candidates.first()), fault: Some(fault) },
        };
        let mut fault = SignedFault::CertificateMissing;
        for candidate in &candidates {
            if !self.names(candidate) {
                fault = SignedFault::AttributesWrong;
                continue;
            }
            match signature::verify_beside(&self.algorithm, self.digest, &candidate.key, message, &self.signature) {
                Ok(()) => return Checked { certificate: certificate(Some(candidate)), fault: None },
                Err(why) => fault = why.into(),
            }
        }
        Checked { certificate: certificate(candidates.first()), fault: Some(fault) }
    }

    /// What the signature is over, after the attributes were compared with the content.
    fn message<'a>(&'a self, data: &SignedData, content: &'a [u8]) -> Result<&'a [u8], SignedFault> {
        let Some(attributes) = &self.attributes else {
            // A signature over attributes must not pass for one over content that consists of them (RFC 5652 5.3 does
            // not distinguish the two), and only plain data may be signed without attributes.
            return if data.content_type != DATA || is_attributes(content) {
                Err(SignedFault::AttributesWrong)
            } else {
                Ok(content)
            };
        };
        if attributes.content_type != Some(data.content_type) {
            return Err(SignedFault::AttributesWrong);
        }
        let expected = attributes.message_digest.as_ref().ok_or(SignedFault::AttributesWrong)?;
        let digest = signature::digest(self.digest, content).ok_or(SignedFault::AlgorithmUnsupported)?;
        if digest != *expected {
            return Err(SignedFault::DigestWrong);
        }
        Ok(&attributes.signed)
    }

    fn is_by(&self, certificate: &X509) -> bool {
        match &self.id {
            SignerId::Issued(issuer, serial) => {
                *issuer == certificate.issuer && tlv::without_leading_zeros(&certificate.serial) == serial.as_slice()
            }
            SignerId::Key(key) => certificate.subject_key_id.as_ref() == Some(key),
        }
    }

    /// Whether the signed attribute that names the certificate, if present, names this one.
    fn names(&self, certificate: &X509) -> bool {
        let named = self.attributes.as_ref().and_then(|attributes| attributes.certificate.as_ref());
        named.is_none_or(|(algorithm, digest)| {
            signature::digest(*algorithm, &certificate.der).is_some_and(|own| own == *digest)
        })
    }
}

fn is_attributes(content: &[u8]) -> bool {
    let quirks = Quirks::default();
    let set = tlv::element(content, &quirks).ok().filter(|element| element.tag == SET);
    set.is_some_and(|set| Attributes::read(set.contents, &quirks).is_ok_and(|found| found.message_digest.is_some()))
}
