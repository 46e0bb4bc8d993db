//! `verify --signature`: every signature of signed files, with its certificate verified like any other.
//!
//! Pitfall: only a time-stamp whose own signature, path and revocation status are correct changes the time for which a
//! certificate is verified. The time that a signer claims is shown but decides nothing.

use std::path::{Path, PathBuf};

use super::ground::{End, Ground};
use super::told::{Origins, summary, told};
use super::{Basis, Subject, VerifyError, shown};
use crate::commands::Context;
use crate::commands::saved::{bytes_of, left_out};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::time::Moment;
use crate::domain::verify::{
    Claim, Evidence, Format, SignedData, SignedFault, State, X509, claims_of_cms, claims_of_pdf, judge_at,
};
use crate::readers::evidence::signed_data;
use crate::report::verify::{Covered, FileSignature, SignatureState, TimestampFound, Verified, VerifyReport};
use crate::report::{Envelope, Kind, count};

/// The start of a PDF, within its first kilobyte.
const PDF: &[u8] = b"%PDF-";

/// What to verify, and with which data.
pub struct SignedRequest<'r> {
    /// The signed files, or the files of signatures.
    pub files: &'r [PathBuf],
    /// The file that a detached signature belongs to.
    pub content: Option<&'r Path>,
    /// The data and limits to use.
    pub basis: &'r Basis,
}

/// The signatures of one file.
struct Signed {
    file: String,
    claims: Vec<Claim>,
}

/// Verifies every signature; remarks beside the report are returned too.
pub fn signed(context: &Context<'_>, request: &SignedRequest<'_>) -> raised::Result<(VerifyReport, Vec<Phrase>)> {
    let mut remarks = Vec::new();
    let client = request.basis.client(context)?;
    let mut ground = Ground::new(context, request.basis, client, Vec::new(), &mut remarks)?;
    let content = request.content.map(bytes_of).transpose()?;
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    for path in request.files {
        let known: Vec<_> = ground.certificates().collect();
        match claims(path, content.as_deref(), &known) {
            Ok(claims) => files.push(Signed { file: shown(path), claims }),
            Err(error) if request.files.len() > 1 => {
                let (remark, file) = left_out(path, error)?;
                remarks.push(remark);
                unread.push(file);
            }
            Err(error) => return Err(error),
        }
    }
    for Signed { file, claims } in &mut files {
        for claim in claims {
            let (certificates, lists) = (std::mem::take(&mut claim.certificates), std::mem::take(&mut claim.lists));
            ground.add(certificates, lists, file);
        }
    }
    let ends: Vec<_> = files.iter().flat_map(|signed| signed.claims.iter().flat_map(ends)).collect();
    let (signatures, addresses) = ground.judge(&ends, &mut remarks, |found, evidence, origins| {
        let judging = Judging { found, evidence, origins, now: context.now };
        files.iter().flat_map(|signed| judging.signatures(signed)).collect::<Vec<_>>()
    })?;
    let envelope = Envelope::new(Kind::Verify, context.now);
    let report = VerifyReport { envelope, results: Vec::new(), signatures, summary: summary(&[]), addresses, unread };
    Ok((report, remarks))
}

fn claims(path: &Path, content: Option<&[u8]>, known: &[&X509]) -> raised::Result<Vec<Claim>> {
    let bytes = bytes_of(path)?;
    let nothing = || VerifyError::NoSignature(shown(path));
    let head = bytes.get(..1024).unwrap_or(&bytes);
    let claims = if head.windows(PDF.len()).any(|window| window == PDF) {
        claims_of_pdf(&bytes, known).ok_or_else(|| VerifyError::TooManySignatures(shown(path)))?
    } else {
        let data = signed_data(&bytes).and_then(|der| SignedData::read(&der).ok()).ok_or_else(nothing)?;
        if data.content.is_none() && content.is_none() && !data.signers.is_empty() {
            return Err(VerifyError::ContentMissing(shown(path)).into());
        }
        claims_of_cms(&data, content, known)
    };
    if claims.is_empty() { Err(nothing().into()) } else { Ok(claims) }
}

/// The certificates to verify for a signature; the signer's at the time of a stamp that may prove valid.
fn ends(claim: &Claim) -> impl Iterator<Item = End> {
    let stamp = claim.stamp.as_ref().filter(|stamp| stamp.fault.is_none());
    let used_at = stamp.and_then(|stamp| stamp.time).filter(|_| claim.format != Format::PdfTimestamp);
    let end = |certificate: &X509, used_at| End { sha256: certificate.sha256.clone(), used_at };
    let authority = stamp.and_then(|stamp| stamp.authority.as_ref()).map(|one| end(one, None));
    claim.signer.as_ref().map(|one| end(one, used_at)).into_iter().chain(authority)
}

struct Judging<'j, 'e, 'a> {
    found: &'j [Option<&'a X509>],
    evidence: &'j Evidence<'e, 'a>,
    origins: &'j Origins,
    now: Moment,
}

impl Judging<'_, '_, '_> {
    fn signatures(&self, signed: &Signed) -> Vec<FileSignature> {
        let numbered = signed.claims.iter().zip(1_u64..);
        let mut signatures: Vec<_> =
            numbered.map(|(claim, number)| self.signature(&signed.file, number, claim)).collect();
        // Later additions are reported, and if no valid signature covers the end, the file is not what was signed.
        let valid: Vec<u64> = signatures
            .iter()
            .filter(|one| one.state == SignatureState::Valid)
            .filter_map(|one| one.covers.map(|covers| covers.octets))
            .collect();
        for one in &mut signatures {
            let Some(covers) = &mut one.covers else { continue };
            covers.later_signed = covers.later > 0 && valid.contains(&covers.of);
            if one.state == SignatureState::Valid && covers.later > 0 && !covers.later_signed {
                one.state = SignatureState::Unknown;
                one.reason = Some("changed-later".to_owned());
            }
        }
        signatures
    }

    fn signature(&self, file: &str, number: u64, claim: &Claim) -> FileSignature {
        let timestamp = claim.stamp.as_ref().map(|stamp| {
            let judged = stamp.authority.as_ref().map(|authority| self.verified(file, authority, None));
            let (state, reason) = concluded(stamp.fault, judged.as_ref());
            TimestampFound { state, reason, time: stamp.time, certificate: judged }
        });
        let proved = timestamp.as_ref().filter(|stamp| stamp.state == SignatureState::Valid);
        let used_at = proved.and_then(|stamp| stamp.time).filter(|_| claim.format != Format::PdfTimestamp);
        let certificate = claim.signer.as_ref().map(|signer| self.verified(file, signer, used_at));
        let (state, reason) = concluded(claim.fault, certificate.as_ref());
        let covers = claim.covers.map(|covers| Covered {
            octets: count(covers.octets),
            of: count(covers.of),
            later: count(covers.of.saturating_sub(covers.octets)),
            later_signed: false,
        });
        let sha1 = (claim.digest == Some("sha-1")).then(|| "sha1-signature".to_owned());
        let of_path = certificate.iter().flat_map(|certificate| certificate.weaknesses.iter().cloned());
        let mut weaknesses: Vec<_> = sha1.into_iter().chain(of_path).collect();
        weaknesses.sort();
        weaknesses.dedup();
        FileSignature {
            file: file.to_owned(),
            number,
            format: claim.format,
            state,
            reason,
            covers,
            digest: claim.digest.map(str::to_owned),
            weaknesses,
            claimed_time: claim.claimed_time,
            timestamp,
            judged_at: used_at.unwrap_or(self.now),
            certificate,
        }
    }

    fn verified(&self, file: &str, certificate: &X509, used_at: Option<Moment>) -> Verified {
        let subject = Subject::new(certificate.der.clone(), Some(file.to_owned()), None);
        let end = self.found.iter().flatten().find(|one| one.sha256 == certificate.sha256);
        told(&subject, end.map(|end| judge_at(end, self.evidence, used_at)).as_ref(), self.origins)
    }
}

/// The combined result of the signature and its certificate. Both are needed to be valid.
fn concluded(fault: Option<SignedFault>, certificate: Option<&Verified>) -> (SignatureState, Option<String>) {
    match (fault, certificate) {
        (Some(fault), _) if fault.is_unknown() => (SignatureState::Unknown, Some(fault.code().to_owned())),
        (Some(fault), _) => (SignatureState::Invalid, Some(fault.code().to_owned())),
        (None, None) => (SignatureState::Unknown, Some(SignedFault::CertificateMissing.code().to_owned())),
        (None, Some(judged)) => match judged.state {
            State::Effective => (SignatureState::Valid, None),
            State::Unknown => (SignatureState::Unknown, judged.reason.clone()),
            _ => (SignatureState::NotEffective, judged.reason.clone()),
        },
    }
}
