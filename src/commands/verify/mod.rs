//! `verify`: may these certificates be used, judged by the files that were given.
//!
//! Pitfall: a path may go through any certificate that was found anywhere, but only `--trust`, the store and the known
//! roots are anchors; a root that merely lies on a token proves nothing.

mod evidence;

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::Context;
use crate::domain::certificate::{Certificate, parse};
use crate::domain::phrase::Phrase;
use crate::domain::time::DAY;
use crate::domain::verify::{
    Anchors, Evidence, Finding, Freshness, Judgement, Link, PolicyInputs, Pool, Source, State, Status, X509,
    is_known_root, judge, known_as,
};
use crate::report::Envelope;
use crate::report::inventory::Inventory;
use crate::report::verify::{
    AnchorFound, ChainCertificate, RevocationFound, RevocationStatus, Verified, VerifyReport, VerifySummary,
};

pub use evidence::VerifyError;
use evidence::{Gathered, certificates_of, gather, lists_of};

/// How far an issuer's clock may be ahead, in seconds.
const SKEW: i64 = 300;
/// How old a list without nextUpdate may be, in days.
const MAX_AGE_DAYS: i64 = 7;

/// What to judge, and by what.
pub struct VerifyRequest<'r> {
    /// Files whose certificates are judged.
    pub files: &'r [PathBuf],
    /// Tokens whose certificates are judged.
    pub inventory: Option<&'r Inventory>,
    /// Files and folders of trusted certificates.
    pub trust: &'r [PathBuf],
    /// Files and folders of certificates that a path may go through.
    pub intermediate: &'r [PathBuf],
    /// Files and folders of revocation lists.
    pub crls: &'r [PathBuf],
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

/// Judges every certificate; what could not be read in a folder comes as remarks.
pub fn run(context: &Context<'_>, request: &VerifyRequest<'_>) -> anyhow::Result<(VerifyReport, Vec<Phrase>)> {
    let mut remarks = Vec::new();
    let mut others = Vec::new();
    let mut subjects = Vec::new();
    for path in request.files {
        let found = certificates_of(path)?;
        let name = path.display().to_string();
        keep(found, |der| Subject { der, file: Some(name.clone()), token: None }, &mut subjects, &mut others);
    }
    for token in request.inventory.iter().flat_map(|inventory| &inventory.tokens) {
        let found = token.certificates.iter().filter_map(|certificate| BASE64_STANDARD.decode(&certificate.der).ok());
        let subject = |der| Subject { der, file: None, token: token.serial.clone() };
        keep(found.collect(), subject, &mut subjects, &mut others);
    }
    if subjects.is_empty() {
        return Err(VerifyError::NothingToVerify.into());
    }
    let trusted = gather(request.trust, Source::Trust, certificates_of, &mut remarks)?;
    let stored = store(context).filter(|folder| folder.is_dir());
    let stored = gather(stored.as_slice(), Source::Store, certificates_of, &mut remarks)?;
    let between = gather(request.intermediate, Source::Intermediate, certificates_of, &mut remarks)?;
    let lists = gather(request.crls, Source::Given, lists_of, &mut remarks)?;
    let (crls, crl_files) = evidence::parse_lists(lists)?;

    let named: Vec<X509> = read_all(trusted).chain(read_all(stored)).collect();
    let beside = subjects.iter().chain(&others).filter_map(|subject| X509::read(&subject.der, subject.source()).ok());
    let other: Vec<X509> = read_all(between).chain(beside).collect();
    let anchors = Anchors::new(named.iter().chain(other.iter().filter(|certificate| is_known_root(certificate))));
    let pool = Pool::new(named.iter().chain(&other));
    let evidence = Evidence {
        pool: &pool,
        anchors: &anchors,
        crls: &crls,
        responses: &[],
        fresh: Freshness { at: context.now, skew: SKEW, max_age: MAX_AGE_DAYS * DAY, always: false },
        policies: PolicyInputs::default(),
    };
    let mut results = Vec::new();
    for subject in &subjects {
        let readable = parse(&subject.der);
        // What the strict reader refuses is not in the pool.
        let read = named.iter().chain(&other).find(|certificate| certificate.sha256 == readable.sha256);
        results.push(match read {
            Some(end) => told(subject, &readable, &judge(end, &evidence), &crl_files),
            None => unreadable(subject, &readable),
        });
    }
    let summary = summary(&results);
    let envelope = Envelope::new("verify", context.now);
    Ok((VerifyReport { envelope, results, summary }, remarks))
}

/// The folder of trusted certificates beside the config file.
fn store(context: &Context<'_>) -> Option<PathBuf> {
    context.environment.config_folder().map(|folder| folder.join("tokenctl").join("trust"))
}

/// Holders' certificates are judged, CA certificates beside them only help; where there is nothing else they are judged.
fn keep(
    found: Vec<Vec<u8>>,
    subject: impl Fn(Vec<u8>) -> Subject,
    subjects: &mut Vec<Subject>,
    others: &mut Vec<Subject>,
) {
    let (cas, holders): (Vec<_>, Vec<_>) = found.into_iter().partition(|der| parse(der).is_ca);
    let only_cas = holders.is_empty();
    let (judged, beside) = if only_cas { (cas, holders) } else { (holders, cas) };
    for der in judged {
        let judged = subject(der);
        // A certificate that is given twice counts once.
        if !subjects.iter().any(|other| other.der == judged.der && other.token == judged.token) {
            subjects.push(judged);
        }
    }
    others.extend(beside.into_iter().map(subject));
}

fn read_all(gathered: Vec<Gathered>) -> impl Iterator<Item = X509> {
    gathered.into_iter().filter_map(|part| X509::read(&part.der, part.source).ok())
}

fn told(subject: &Subject, readable: &Certificate, judged: &Judgement<'_>, crl_files: &[String]) -> Verified {
    let deciding = judged.deciding();
    let (place, reason) = match (judged.state, &judged.fault, deciding) {
        (State::Effective, ..) => (None, None),
        (State::Untrusted, Some((place, fault)), _) => (Some(*place), Some(fault.code().to_owned())),
        (State::Revoked | State::Unknown, _, Some((place, link))) => (Some(place), Some(code_of(link))),
        (state, ..) => (Some(0), Some(code_of_state(state).to_owned())),
    };
    let name = |certificate: &X509| parse(&certificate.der).subject.map(|subject| subject.text);
    let chain = judged.chain.iter().enumerate().map(|(place, certificate)| ChainCertificate {
        sha256: certificate.sha256.clone(),
        subject: name(certificate),
        source: certificate.source,
        revocation: judged.links.get(place).map(|link| found(Some(link), crl_files)),
    });
    let mut weaknesses: Vec<_> = judged.weaknesses.iter().map(|(_, weakness)| weakness.code().to_owned()).collect();
    weaknesses.sort();
    weaknesses.dedup();
    Verified {
        state: judged.state,
        reason,
        reason_subject: place.and_then(|place| judged.chain.get(place)).and_then(|certificate| name(certificate)),
        weaknesses,
        chain: chain.collect(),
        anchor: judged.anchor.map(|anchor| AnchorFound {
            sha256: anchor.sha256.clone(),
            known_as: known_as(&anchor.sha256).map(str::to_owned),
        }),
        revocation: found(deciding.map(|(_, link)| link), crl_files),
        ..unreadable(subject, readable)
    }
}

/// A certificate that the strict reader refuses; what can be read of it all the same.
fn unreadable(subject: &Subject, readable: &Certificate) -> Verified {
    let name = readable.subject.as_ref();
    Verified {
        subject: name.map(|name| name.text.clone()),
        holder: name.and_then(|name| name.common_name.clone()),
        serial_number: readable.serial_number.clone(),
        sha256: readable.sha256.clone(),
        not_after: readable.not_after,
        file: subject.file.clone(),
        token: subject.token.clone(),
        state: State::Untrusted,
        reason: Some("certificate-unreadable".to_owned()),
        reason_subject: name.map(|name| name.text.clone()),
        weaknesses: Vec::new(),
        chain: Vec::new(),
        anchor: None,
        revocation: RevocationFound::not_checked(),
    }
}

fn code_of_state(state: State) -> &'static str {
    match state {
        State::Expired => "certificate-expired",
        State::NotYetValid => "certificate-not-yet-valid",
        State::WrongUsage => "may-not-sign",
        State::Revoked => "certificate-revoked",
        State::Effective | State::Unknown | State::Untrusted => "no-answer",
    }
}

fn code_of(link: &Link) -> String {
    match link.conclusion().map(|(_, finding)| finding.status) {
        Some(Status::Revoked { .. }) => "certificate-revoked",
        Some(Status::Unknown(why)) => why.code(),
        Some(Status::Good) | None => "no-answer",
    }
    .to_owned()
}

fn found(link: Option<&Link>, crl_files: &[String]) -> RevocationFound {
    let Some((method, finding)) = link.and_then(Link::conclusion) else {
        let status = if link.is_some() { RevocationStatus::Unknown } else { RevocationStatus::NotChecked };
        return RevocationFound { status, ..RevocationFound::not_checked() };
    };
    let Finding { status, answer, this_update, next_update, produced_at, stale } = finding;
    let (status, reason, revoked_at) = match status {
        Status::Good => (RevocationStatus::Good, None, None),
        Status::Revoked { reason, at } => (RevocationStatus::Revoked, Some(reason), at),
        Status::Unknown(_) => (RevocationStatus::Unknown, None, None),
    };
    RevocationFound {
        status,
        method: answer.map(|_| method),
        source: answer.and_then(|answer| crl_files.get(answer)).cloned(),
        url: None,
        this_update,
        next_update,
        produced_at,
        stale,
        reason,
        revoked_at,
    }
}

fn summary(results: &[Verified]) -> VerifySummary {
    let count = |wanted: &dyn Fn(State) -> bool| {
        u64::try_from(results.iter().filter(|result| wanted(result.state)).count()).unwrap_or(u64::MAX)
    };
    VerifySummary {
        certificates: count(&|_| true),
        effective: count(&|state| state == State::Effective),
        unknown: count(&|state| state == State::Unknown),
        not_effective: count(&|state| !matches!(state, State::Effective | State::Unknown)),
    }
}

/// A path as a sentence names it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
