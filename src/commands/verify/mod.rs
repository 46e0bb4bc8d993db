//! `verify`: whether certificates may be used, according to files, to what issuers publish, or both.
//!
//! Pitfall: a path may use any certificate that was found anywhere, but only `--trust`, the store and the known roots
//! are anchors; a root that is merely on a token proves nothing.

mod basis;
mod evidence;
mod ground;
mod network;
mod possession;
mod signed;
mod told;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::Context;
use super::saved::SavedError;
use crate::domain::certificate::parse;
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Raised};
use crate::domain::situation::Situation as _;
use crate::domain::verify::{Source, State, X509, judge};
use crate::report::inventory::Inventory;
use crate::report::verify::{UnreadFile, Verified, VerifyReport};
use crate::report::{Envelope, Kind};

pub use basis::Basis;
pub use evidence::VerifyError;
pub(super) use evidence::{certificates_of, files_of};
use ground::{End, Ground};
pub use possession::with_possession;
pub use signed::{SignedRequest, signed};
use told::{summary, told, unreadable};

/// What to verify, and with which data.
pub struct VerifyRequest<'r> {
    /// Files whose certificates are verified.
    pub files: &'r [PathBuf],
    /// Tokens whose certificates are verified.
    pub inventory: Option<&'r Inventory>,
    /// The data and limits to use.
    pub basis: &'r Basis,
}

/// A certificate to verify: its bytes and their source.
struct Subject {
    der: Vec<u8>,
    file: Option<String>,
    token: Option<String>,
}

impl Subject {
    fn source(&self) -> Source {
        if self.file.is_some() { Source::Given } else { Source::Token }
    }
}

/// What is verified, the related data, and what could not be read.
#[derive(Default)]
struct Subjects {
    judged: Vec<Subject>,
    beside: Vec<Subject>,
    unread: Vec<UnreadFile>,
}

/// Verifies every certificate; remarks beside the report are returned too.
pub fn run(context: &Context<'_>, request: &VerifyRequest<'_>) -> raised::Result<(VerifyReport, Vec<Phrase>)> {
    let mut remarks = Vec::new();
    let basis = request.basis;
    let client = basis.client(context)?;
    let Subjects { judged: subjects, beside, unread } = subjects(context, request, &mut remarks)?;
    let beside = subjects.iter().chain(&beside).filter_map(|one| X509::read(&one.der, one.source()).ok()).collect();
    let ground = Ground::new(context, basis, client, beside, &mut remarks)?;
    let readable: Vec<_> = subjects.iter().map(|subject| parse(&subject.der)).collect();
    let ends: Vec<_> = readable.iter().map(|one| End { sha256: one.sha256.clone(), used_at: None }).collect();
    let (results, addresses) = ground.judge(&ends, &mut remarks, |found, evidence, origins| {
        let judged = subjects.iter().zip(&readable).zip(found).map(|((subject, readable), end)| match end {
            Some(end) => told(subject, readable, &judge(end, evidence), origins),
            None => unreadable(subject, readable),
        });
        judged.collect::<Vec<Verified>>()
    })?;
    let summary = summary(&results);
    let envelope = Envelope::new(Kind::Verify, context.now);
    Ok((VerifyReport { envelope, results, signatures: Vec::new(), summary, addresses, unread }, remarks))
}

/// State and reason of certificates by SHA-256.
pub(super) type Paths = HashMap<String, (State, Option<String>)>;

/// State and reason of each certificate, from the data at hand: no address is contacted.
pub(super) fn paths_of(
    context: &Context<'_>,
    basis: &Basis,
    ends: &[&[u8]],
    beside: &[Vec<u8>],
) -> raised::Result<(Paths, Vec<Phrase>)> {
    let mut remarks = Vec::new();
    let all = ends.iter().copied().chain(beside.iter().map(Vec::as_slice));
    let beside = all.filter_map(|der| X509::read(der, Source::Given).ok()).collect();
    let ground = Ground::new(context, basis, None, beside, &mut remarks)?;
    let subject = |der: &&[u8]| Subject { der: der.to_vec(), file: None, token: None };
    let subjects: Vec<_> = ends.iter().map(subject).collect();
    let readable: Vec<_> = ends.iter().map(|der| parse(der)).collect();
    let judged: Vec<_> = readable.iter().map(|one| End { sha256: one.sha256.clone(), used_at: None }).collect();
    let (states, _no_address) = ground.judge(&judged, &mut remarks, |found, evidence, origins| {
        let judged = subjects.iter().zip(&readable).zip(found).map(|((subject, readable), end)| match end {
            Some(end) => told(subject, readable, &judge(end, evidence), origins),
            None => unreadable(subject, readable),
        });
        judged.map(|one| (one.sha256, (one.state, one.reason))).collect()
    })?;
    Ok((states, remarks))
}

/// The certificates of files and tokens. If several are given, one broken file is left out and reported.
fn subjects(context: &Context<'_>, request: &VerifyRequest<'_>, remarks: &mut Vec<Phrase>) -> raised::Result<Subjects> {
    let mut subjects = Subjects::default();
    for path in request.files {
        let name = shown(path);
        match certificates_of(path) {
            Ok(found) => {
                let subject = |der| Subject { der, file: Some(name.clone()), token: None };
                keep(found, subject, &mut subjects);
            }
            Err(error) => {
                let fault = one_of_several(error, request.files.len())?;
                remarks.push(Phrase::new("verify-unread").with("fault", fault.1));
                subjects.unread.push(UnreadFile { file: name, code: fault.0.to_owned() });
            }
        }
    }
    for token in request.inventory.iter().flat_map(|inventory| &inventory.tokens) {
        let found = token.certificates.iter().filter_map(|certificate| BASE64_STANDARD.decode(&certificate.der).ok());
        let subject = |der| Subject { der, file: None, token: token.identity.serial.clone() };
        keep(found.collect(), subject, &mut subjects);
    }
    if subjects.judged.is_empty() {
        return Err(VerifyError::NothingToVerify(context.same_drivers()).into());
    }
    Ok(subjects)
}

/// Code and sentence of a fault that concerns one file of several; any other ends the run.
fn one_of_several(error: Raised, files: usize) -> raised::Result<(&'static str, Phrase)> {
    if files < 2 {
        return Err(error);
    }
    if let Some(fault) = error.downcast_ref::<VerifyError>() {
        return Ok((fault.code(), fault.phrase()));
    }
    match error.downcast_ref::<SavedError>() {
        Some(SavedError::Interrupted) | None => Err(error),
        Some(fault) => Ok((fault.code(), fault.phrase())),
    }
}

/// The folder of trusted certificates beside the config file.
pub fn store(context: &Context<'_>) -> Option<PathBuf> {
    context.environment.config_folder().map(|folder| folder.join("tokenctl").join("trust"))
}

/// Holders' certificates are judged, CA certificates beside them only help; if there are no others, they are judged.
fn keep(found: Vec<Vec<u8>>, subject: impl Fn(Vec<u8>) -> Subject, subjects: &mut Subjects) {
    let (cas, holders): (Vec<_>, Vec<_>) = found.into_iter().partition(|der| parse(der).is_ca);
    let only_cas = holders.is_empty();
    let (judged, beside) = if only_cas { (cas, holders) } else { (holders, cas) };
    for der in judged {
        let judged = subject(der);
        // A certificate given twice counts once.
        if !subjects.judged.iter().any(|other| other.der == judged.der && other.token == judged.token) {
            subjects.judged.push(judged);
        }
    }
    subjects.beside.extend(beside.into_iter().map(subject));
}

/// A path as shown in a sentence.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
