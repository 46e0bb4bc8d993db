//! `verify`: may these certificates be used, judged by files, by what issuers publish, or by both.
//!
//! Pitfall: a path may go through any certificate that was found anywhere, but only `--trust`, the store and the known
//! roots are anchors; a root that merely lies on a token proves nothing.

mod basis;
mod evidence;
mod network;
mod possession;
mod told;

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::Context;
use super::saved::SavedError;
use crate::domain::certificate::parse;
use crate::domain::phrase::Phrase;
use crate::domain::situation::Situation as _;
use crate::domain::verify::{Crl, Evidence, Judgement, PolicyInputs, Source, X509, judge};
use crate::report::Envelope;
use crate::report::inventory::Inventory;
use crate::report::verify::{UnreadFile, Verified, VerifyReport};

pub use basis::Basis;
pub use evidence::VerifyError;
use evidence::{Gathered, Known, gather, lists_of};
pub(super) use evidence::{certificates_of, files_of};
use network::Network;
pub use possession::with_possession;
use told::{Origin, Origins, summary, told, unreadable};

/// What to judge, and by what.
pub struct VerifyRequest<'r> {
    /// Files whose certificates are judged.
    pub files: &'r [PathBuf],
    /// Tokens whose certificates are judged.
    pub inventory: Option<&'r Inventory>,
    /// What to judge by.
    pub basis: &'r Basis,
}

/// A certificate to judge: its octets and where they came from.
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

/// What is judged, what lies beside it, and what could not be read.
#[derive(Default)]
struct Subjects {
    judged: Vec<Subject>,
    beside: Vec<Subject>,
    unread: Vec<UnreadFile>,
}

/// Judges every certificate; what a person should know beside the report comes as remarks.
pub fn run(context: &Context<'_>, request: &VerifyRequest<'_>) -> anyhow::Result<(VerifyReport, Vec<Phrase>)> {
    let mut remarks = Vec::new();
    let basis = request.basis;
    let client = basis.client(context)?;
    let Subjects { judged: subjects, beside, unread } = subjects(request, &mut remarks)?;
    let mut known = known(context, basis, &subjects, &beside, &mut remarks)?;
    let lists = gather(&basis.crls, Source::Given, lists_of, &mut remarks)?;
    let (mut crls, crl_files) = evidence::parse_lists(lists)?;
    let mut origins = Origins { crls: crl_files.into_iter().map(Origin::File).collect(), responses: Vec::new() };

    let fresh = basis.freshness(context);
    let mut network = Network {
        client,
        cache: basis::cache(context),
        interrupted: &context.launcher.interrupted,
        fresh,
        asked: Vec::new(),
        remarks: Vec::new(),
    };
    let readable: Vec<_> = subjects.iter().map(|subject| parse(&subject.der)).collect();
    let ends: Vec<_> = readable.iter().map(|certificate| certificate.sha256.clone()).collect();
    network.issuers(&ends, &mut known)?;

    let (pool, anchors, policies) = (known.pool(), known.anchors(), PolicyInputs::default());
    // What the strict reader refuses is not among the known ones.
    let found: Vec<_> = ends.iter().map(|sha256| known.find(sha256)).collect();
    let mut responses = Vec::new();
    if !basis.no_ocsp {
        let (pool, anchors) = (&pool, &anchors);
        let first = judge_all(
            &found,
            &Evidence { pool, anchors, crls: &crls, responses: &[], fresh, policies: policies.clone() },
        );
        for heard in network.responses(&first)? {
            responses.push(heard.response);
            origins.responses.push(Origin::Url(heard.url));
        }
    }
    if !basis.no_crl {
        let (pool, anchors, responses) = (&pool, &anchors, &responses);
        let second =
            judge_all(&found, &Evidence { pool, anchors, crls: &crls, responses, fresh, policies: policies.clone() });
        for (list, url) in network.lists(&second, pool, anchors)? {
            if !crls.iter().any(|other: &Crl| other.sha256 == list.sha256) {
                crls.push(list);
                origins.crls.push(Origin::Url(url));
            }
        }
    }
    let evidence = Evidence { pool: &pool, anchors: &anchors, crls: &crls, responses: &responses, fresh, policies };
    let results: Vec<Verified> = subjects
        .iter()
        .zip(&readable)
        .zip(&found)
        .map(|((subject, readable), end)| match end {
            Some(end) => told(subject, readable, &judge(end, &evidence), &origins),
            None => unreadable(subject, readable),
        })
        .collect();
    remarks.extend(network.remarks);
    let summary = summary(&results);
    let envelope = Envelope::new("verify", context.now);
    Ok((VerifyReport { envelope, results, summary, addresses: network.asked, unread }, remarks))
}

fn judge_all<'a>(found: &[Option<&'a X509>], evidence: &Evidence<'_, 'a>) -> Vec<Judgement<'a>> {
    found.iter().flatten().map(|end| judge(end, evidence)).collect()
}

/// The certificates of files and tokens. One broken file of several is left out and said.
fn subjects(request: &VerifyRequest<'_>, remarks: &mut Vec<Phrase>) -> anyhow::Result<Subjects> {
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
        let subject = |der| Subject { der, file: None, token: token.serial.clone() };
        keep(found.collect(), subject, &mut subjects);
    }
    if subjects.judged.is_empty() {
        return Err(VerifyError::NothingToVerify.into());
    }
    Ok(subjects)
}

/// Code and sentence of a fault that concerns one file of several; any other ends the run.
fn one_of_several(error: anyhow::Error, files: usize) -> anyhow::Result<(&'static str, Phrase)> {
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

/// Every certificate that a path may go through.
fn known(
    context: &Context<'_>,
    basis: &Basis,
    subjects: &[Subject],
    beside: &[Subject],
    remarks: &mut Vec<Phrase>,
) -> anyhow::Result<Known> {
    let trusted = gather(&basis.trust, Source::Trust, certificates_of, remarks)?;
    let stored = store(context).filter(|folder| folder.is_dir());
    let stored = gather(stored.as_slice(), Source::Store, certificates_of, remarks)?;
    let between = gather(&basis.intermediate, Source::Intermediate, certificates_of, remarks)?;
    let beside = subjects.iter().chain(beside).filter_map(|subject| X509::read(&subject.der, subject.source()).ok());
    Ok(Known {
        named: read_all(trusted).chain(read_all(stored)).collect(),
        other: read_all(between).chain(beside).collect(),
    })
}

/// The folder of trusted certificates beside the config file.
pub fn store(context: &Context<'_>) -> Option<PathBuf> {
    context.environment.config_folder().map(|folder| folder.join("tokenctl").join("trust"))
}

/// Holders' certificates are judged, CA certificates beside them only help; where there is nothing else they are judged.
fn keep(found: Vec<Vec<u8>>, subject: impl Fn(Vec<u8>) -> Subject, subjects: &mut Subjects) {
    let (cas, holders): (Vec<_>, Vec<_>) = found.into_iter().partition(|der| parse(der).is_ca);
    let only_cas = holders.is_empty();
    let (judged, beside) = if only_cas { (cas, holders) } else { (holders, cas) };
    for der in judged {
        let judged = subject(der);
        // A certificate that is given twice counts once.
        if !subjects.judged.iter().any(|other| other.der == judged.der && other.token == judged.token) {
            subjects.judged.push(judged);
        }
    }
    subjects.beside.extend(beside.into_iter().map(subject));
}

fn read_all(gathered: Vec<Gathered>) -> impl Iterator<Item = X509> {
    gathered.into_iter().filter_map(|part| X509::read(&part.der, part.source).ok())
}

/// A path as a sentence names it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
