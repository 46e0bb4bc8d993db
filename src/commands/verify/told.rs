//! Converts a verification result into its part of the report.
//!
//! Pitfall: a reason is a code with a sentence in a table; a new one needs both.

use super::Subject;
use crate::domain::certificate::parse;
use crate::domain::verify::{Finding, Judgement, Link, Method, State, Status, X509, known_as};
use crate::report::count;
use crate::report::verify::{
    AnchorFound, ChainCertificate, Possession, RevocationFound, RevocationStatus, Verified, VerifySummary,
};

/// The source of an answer.
pub(super) enum Origin {
    File(String),
    Url(String),
}

/// The sources of the lists and the responses, in order.
pub(super) struct Origins {
    pub(super) crls: Vec<Origin>,
    pub(super) responses: Vec<Origin>,
}

impl Origins {
    fn of(&self, method: Method, answer: usize) -> Option<&Origin> {
        match method {
            Method::Ocsp => self.responses.get(answer),
            Method::Crl => self.crls.get(answer),
        }
    }
}

/// The result for a certificate; without a judgement the strict parser rejected it.
pub(super) fn told(subject: &Subject, judged: Option<&Judgement<'_>>, origins: &Origins) -> Verified {
    let Some(judged) = judged else { return unreadable(subject) };
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
        revocation: judged.links.get(place).map(|link| found(Some(link), origins)),
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
        revocation: found(deciding.map(|(_, link)| link), origins),
        contradiction: deciding
            .and_then(|(_, link)| link.contradiction())
            .map(|(method, finding)| statement(method, finding, origins)),
        ..unreadable(subject)
    }
}

/// A certificate that the strict parser rejects; whatever is still readable of it.
fn unreadable(subject: &Subject) -> Verified {
    let readable = &subject.readable;
    let name = readable.subject.as_ref();
    Verified {
        subject: name.map(|name| name.text.clone()),
        holder: name.and_then(|name| name.common_name.clone()),
        serial_number: readable.serial_number.clone(),
        sha256: readable.sha256.clone(),
        not_after: readable.not_after,
        file: subject.file.clone(),
        token: subject.token.clone(),
        also_at: subject.also_at.clone(),
        state: State::Untrusted,
        reason: Some("certificate-unreadable".to_owned()),
        reason_subject: name.map(|name| name.text.clone()),
        weaknesses: Vec::new(),
        chain: Vec::new(),
        anchor: None,
        revocation: RevocationFound::default(),
        contradiction: None,
        possession: Possession::default(),
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

fn found(link: Option<&Link>, origins: &Origins) -> RevocationFound {
    if let Some((method, finding)) = link.and_then(Link::conclusion) {
        return statement(method, finding, origins);
    }
    let status = if link.is_some() { RevocationStatus::Unknown } else { RevocationStatus::NotChecked };
    RevocationFound { status, ..RevocationFound::default() }
}

fn statement(method: Method, finding: Finding, origins: &Origins) -> RevocationFound {
    let Finding { status, answer, this_update, next_update, produced_at, stale } = finding;
    let (status, reason, revoked_at) = match status {
        Status::Good => (RevocationStatus::Good, None, None),
        Status::Revoked { reason, at } => (RevocationStatus::Revoked, Some(reason), at),
        Status::Unknown(_) => (RevocationStatus::Unknown, None, None),
    };
    let (source, url) = match answer.and_then(|answer| origins.of(method, answer)) {
        Some(Origin::File(file)) => (Some(file.clone()), None),
        Some(Origin::Url(url)) => (None, Some(url.clone())),
        None => (None, None),
    };
    RevocationFound {
        status,
        method: answer.map(|_| method),
        source,
        url,
        this_update,
        next_update,
        produced_at,
        stale,
        reason,
        revoked_at,
    }
}

pub(super) fn summary(results: &[Verified]) -> VerifySummary {
    let of = |wanted: &dyn Fn(State) -> bool| count(results.iter().filter(|result| wanted(result.state)).count());
    VerifySummary {
        certificates: count(results.len()),
        effective: of(&|state| state == State::Effective),
        unknown: of(&|state| state == State::Unknown),
        not_effective: of(&|state| !matches!(state, State::Effective | State::Unknown)),
    }
}
