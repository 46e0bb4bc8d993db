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
use super::saved::left_out;
use crate::domain::certificate::{Certificate, parse};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::verify::{Source, State, X509, judge};
use crate::report::inventory::Inventory;
use crate::report::verify::{AddressAsked, UnreadFile, Verified, VerifiedPlace, VerifyReport};
use crate::report::{Envelope, Kind};

pub use basis::Basis;
pub use evidence::VerifyError;
pub(super) use evidence::certificates_of;
use ground::{End, Ground};
pub(super) use network::get;
pub use possession::with_possession;
pub use signed::{SignedRequest, signed};
use told::{summary, told};

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
    readable: Certificate,
    file: Option<String>,
    token: Option<String>,
    also_at: Vec<VerifiedPlace>,
}

impl Subject {
    fn new(der: Vec<u8>, file: Option<String>, token: Option<String>) -> Self {
        Self { readable: parse(&der), der, file, token, also_at: Vec::new() }
    }

    fn place(&self) -> VerifiedPlace {
        VerifiedPlace { file: self.file.clone(), token: self.token.clone() }
    }

    fn key(&self) -> Key {
        (self.readable.sha256.clone(), self.der.is_empty().then(|| self.place()))
    }

    /// Adds another place of the same certificate.
    fn is_also_at(&mut self, place: VerifiedPlace) {
        if place != self.place() && !self.also_at.contains(&place) {
            self.also_at.push(place);
        }
    }

    fn source(&self) -> Source {
        if self.file.is_some() { Source::Given } else { Source::Token }
    }

    fn end(&self) -> End {
        End { sha256: self.readable.sha256.clone(), used_at: None }
    }
}

/// The identity of a certificate: its SHA-256, and where nothing could be read of it also its place.
type Key = (String, Option<VerifiedPlace>);

/// What is verified, the related data, and what could not be read.
#[derive(Default)]
struct Subjects {
    judged: Vec<Subject>,
    /// Where each of those is in the list.
    at: HashMap<Key, usize>,
    beside: Vec<Subject>,
    unread: Vec<UnreadFile>,
}

impl Subjects {
    /// Adds the certificates of one source: holders' are judged, CA certificates beside them only help; if there are no
    /// others, they are judged.
    fn add(&mut self, found: Vec<Subject>) {
        let only_cas = found.iter().all(|one| one.readable.is_ca);
        for one in found {
            if one.readable.is_ca && !only_cas {
                self.beside.push(one);
                continue;
            }
            // A certificate counts once, in however many files and on however many tokens it is.
            if let Some(known) = self.at.get(&one.key()).and_then(|at| self.judged.get_mut(*at)) {
                known.is_also_at(one.place());
            } else {
                self.at.insert(one.key(), self.judged.len());
                self.judged.push(one);
            }
        }
    }
}

/// Verifies every certificate; remarks beside the report are returned too.
pub fn run(context: &Context<'_>, request: &VerifyRequest<'_>) -> raised::Result<(VerifyReport, Vec<Phrase>)> {
    let mut remarks = Vec::new();
    let basis = request.basis;
    let client = basis.client(context)?;
    let Subjects { judged: subjects, beside, unread, .. } = subjects(context, request, &mut remarks)?;
    let beside = subjects.iter().chain(&beside).filter_map(|one| X509::read(&one.der, one.source()).ok()).collect();
    let ground = Ground::new(context, basis, client, beside, &mut remarks)?;
    let (results, addresses) = judged(ground, &subjects, &mut remarks)?;
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
    let subjects: Vec<_> = ends.iter().map(|der| Subject::new(der.to_vec(), None, None)).collect();
    let (results, _no_address) = judged(ground, &subjects, &mut remarks)?;
    Ok((results.into_iter().map(|one| (one.sha256, (one.state, one.reason))).collect(), remarks))
}

/// The result for each, in order, and the addresses contacted.
fn judged(
    ground: Ground<'_>,
    subjects: &[Subject],
    remarks: &mut Vec<Phrase>,
) -> raised::Result<(Vec<Verified>, Vec<AddressAsked>)> {
    let ends: Vec<_> = subjects.iter().map(Subject::end).collect();
    ground.judge(&ends, remarks, |found, evidence, origins| {
        let judged = found.iter().map(|end| end.map(|end| judge(end, evidence)));
        subjects.iter().zip(judged).map(|(subject, judged)| told(subject, judged.as_ref(), origins)).collect()
    })
}

/// The certificates of files and tokens. If several are given, one broken file is left out and reported.
fn subjects(context: &Context<'_>, request: &VerifyRequest<'_>, remarks: &mut Vec<Phrase>) -> raised::Result<Subjects> {
    let mut subjects = Subjects::default();
    for path in request.files {
        match certificates_of(path) {
            Ok(found) => {
                let subject = |der| Subject::new(der, Some(shown(path)), None);
                subjects.add(found.into_iter().map(subject).collect());
            }
            Err(error) if request.files.len() > 1 => {
                let (remark, file) = left_out(path, error)?;
                remarks.push(remark);
                subjects.unread.push(file);
            }
            Err(error) => return Err(error),
        }
    }
    for token in request.inventory.iter().flat_map(|inventory| &inventory.tokens) {
        let found = token.certificates.iter().filter_map(|certificate| BASE64_STANDARD.decode(&certificate.der).ok());
        subjects.add(found.map(|der| Subject::new(der, None, token.identity.serial.clone())).collect());
    }
    if subjects.judged.is_empty() {
        return Err(VerifyError::NothingToVerify(context.same_drivers()).into());
    }
    Ok(subjects)
}

/// The folder of trusted certificates beside the config file.
pub fn store(context: &Context<'_>) -> Option<PathBuf> {
    context.environment.config_folder().map(|folder| folder.join("tokenctl").join("trust"))
}

/// A path as shown in a sentence.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
