//! The judgement on one certificate, from its paths, its dates, its usage, CRLs and OCSP responses.
//!
//! Pitfall: if two answers disagree, "revoked" wins and both are kept, so that the report can show them.

use super::certificate::X509;
use super::crl::Crl;
use super::ocsp::Response;
use super::path::{PathFault, PolicyInputs};
use super::revocation::{Finding, Freshness, Lists, Question, Status, Why};
use super::search::{Anchors, Path, Pool, paths};
use super::signature::Weakness;
use crate::domain::time::Moment;

/// What a certificate may be used for at the given moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "VerifyState"))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It may be used: dates, path, usage and revocation were all checked.
    Effective,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// It, or a certificate of its path, is revoked.
    Revoked,
    /// It is not known whether it is revoked.
    Unknown,
    /// No path leads to a trusted root.
    Untrusted,
    /// Its key may not sign.
    WrongUsage,
}

/// How a revocation status was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "RevocationMethod"))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// An OCSP responder.
    Ocsp,
    /// A CRL.
    Crl,
}

/// What is known of one certificate of the path below the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// What responders say; `None` if no response was given.
    pub ocsp: Option<Finding>,
    /// What the CRLs say; `None` if none was given.
    pub crl: Option<Finding>,
}

impl Link {
    /// The conclusion: revoked if either says so, good if either does, OCSP before CRL; `None` if nothing was given.
    pub fn conclusion(&self) -> Option<(Method, Finding)> {
        let both = [self.ocsp.map(|finding| (Method::Ocsp, finding)), self.crl.map(|finding| (Method::Crl, finding))];
        let rank = |finding: &Finding| match finding.status {
            Status::Revoked { .. } => 3,
            Status::Good => 2,
            Status::Unknown(Why::NoAnswer) => 0,
            Status::Unknown(_) => 1,
        };
        // `rev`, because the last of equals is taken and OCSP comes first.
        both.into_iter().rev().flatten().max_by_key(|(_, finding)| rank(finding))
    }

    /// What the other method says, if one says good and the other revoked.
    pub fn contradiction(&self) -> Option<(Method, Finding)> {
        let (method, finding) = self.conclusion()?;
        let other = match method {
            Method::Ocsp => (Method::Crl, self.crl?),
            Method::Crl => (Method::Ocsp, self.ocsp?),
        };
        let revoked = matches!(finding.status, Status::Revoked { .. });
        (revoked && other.1.status == Status::Good).then_some(other)
    }

    fn status(&self) -> Status {
        self.conclusion().map_or(Status::Unknown(Why::NoAnswer), |(_, finding)| finding.status)
    }
}

/// Everything to judge by.
#[derive(Debug)]
pub struct Evidence<'e, 'a> {
    /// Certificates a path may go through, anchors among them.
    pub pool: &'e Pool<'a>,
    /// The trusted ones.
    pub anchors: &'e Anchors,
    /// Revocation lists.
    pub crls: &'e [Crl],
    /// OCSP responses.
    pub responses: &'a [Response],
    /// Freshness rules, and the moment to judge for.
    pub fresh: Freshness,
    /// The policy requirements.
    pub policies: PolicyInputs,
}

/// The judgement.
#[derive(Debug)]
pub struct Judgement<'a> {
    /// The state.
    pub state: State,
    /// The path from the certificate upwards, as far as it goes.
    pub chain: Vec<&'a X509>,
    /// The trusted certificate at its end.
    pub anchor: Option<&'a X509>,
    /// Where the path fails: an index in `chain`, and why.
    pub fault: Option<(usize, PathFault)>,
    /// What is known of each certificate of `chain` below the anchor, in order; empty without a path.
    pub links: Vec<Link>,
    /// What is valid, but weak: an index in `chain`, and what.
    pub weaknesses: Vec<(usize, Weakness)>,
}

impl Judgement<'_> {
    /// The decisive link: the first revoked one, else the first unknown one, else the certificate's own.
    pub fn deciding(&self) -> Option<(usize, &Link)> {
        let is = |wanted: fn(&Status) -> bool| self.links.iter().enumerate().find(|(_, link)| wanted(&link.status()));
        is(|status| matches!(status, Status::Revoked { .. }))
            .or_else(|| is(|status| matches!(status, Status::Unknown(_))))
            .or_else(|| self.links.iter().enumerate().next())
    }
}

/// Judges a certificate for the given moment.
pub fn judge<'a>(end: &'a X509, evidence: &Evidence<'_, 'a>) -> Judgement<'a> {
    judge_at(end, evidence, None)
}

/// Judges a certificate for a use in the past: dates and path as of then, revocation as known now. Without a moment it
/// is judged for now.
pub fn judge_at<'a>(end: &'a X509, evidence: &Evidence<'_, 'a>, used_at: Option<Moment>) -> Judgement<'a> {
    let at = used_at.unwrap_or(evidence.fresh.at);
    let by_date = if end.not_after < at {
        Some(State::Expired)
    } else if at < end.not_before {
        Some(State::NotYetValid)
    } else {
        None
    };
    let found = match paths(end, evidence.pool, evidence.anchors, at, &evidence.policies) {
        Ok(found) => found,
        Err(untrusted) => {
            return Judgement {
                state: by_date.unwrap_or(State::Untrusted),
                weaknesses: Vec::new(),
                chain: untrusted.chain,
                anchor: None,
                fault: Some((untrusted.place, untrusted.fault)),
                links: Vec::new(),
            };
        }
    };
    let (path, links) = best(found, evidence, used_at);
    let anchor = path.0.last().copied();
    let revoked = links.iter().any(|link| matches!(link.status(), Status::Revoked { .. }));
    let all_good = links.iter().all(|link| link.status() == Status::Good);
    let state = match by_date {
        _ if revoked => State::Revoked,
        Some(state) => state,
        None if !end.is_ca && !end.may_sign() => State::WrongUsage,
        None if all_good => State::Effective,
        None => State::Unknown,
    };
    Judgement { state, weaknesses: weaknesses(&path), chain: path.0, anchor, fault: None, links }
}

/// The path most in favour of the certificate, unless the certificate itself is revoked on any of them.
fn best<'a>(found: Vec<Path<'a>>, evidence: &Evidence<'_, 'a>, used_at: Option<Moment>) -> (Path<'a>, Vec<Link>) {
    let judged = found.into_iter().map(|path| {
        let links = links(&path, evidence, used_at);
        (path, links)
    });
    let rank = |links: &[Link]| {
        let revoked = |link: &Link| matches!(link.status(), Status::Revoked { .. });
        if links.first().is_some_and(revoked) {
            3
        } else if links.iter().all(|link| link.status() == Status::Good) {
            2
        } else {
            // Revoked above before unknown: what is known is reported.
            usize::from(links.iter().any(revoked))
        }
    };
    let mut best: Option<(usize, Path<'a>, Vec<Link>)> = None;
    for (path, links) in judged {
        let rank = rank(&links);
        if best.as_ref().is_none_or(|(other, _, _)| *other < rank) {
            best = Some((rank, path, links));
        }
    }
    best.map_or_else(|| (Path(Vec::new()), Vec::new()), |(_, path, links)| (path, links))
}

fn links<'a>(path: &Path<'a>, evidence: &Evidence<'_, 'a>, used_at: Option<Moment>) -> Vec<Link> {
    let Some(anchor) = path.0.last().copied() else { return Vec::new() };
    let lists = Lists { crls: evidence.crls, pool: evidence.pool, anchors: evidence.anchors, fresh: evidence.fresh };
    let pairs = path.0.windows(2).filter_map(|pair| match pair {
        [certificate, issuer] => Some(Question { certificate, issuer, anchor }),
        _ => None,
    });
    let link = |question: Question<'a>| {
        let then = |finding| as_of(finding, question.certificate, used_at);
        Link {
            ocsp: responders(question, evidence, &lists).map(then),
            crl: (!evidence.crls.is_empty()).then(|| then(lists.ask(question))),
        }
    };
    pairs.map(link).collect()
}

/// What is known now, for a use in the past. A later revocation does not affect the use, unless a key was compromised:
/// it is not known since when. An answer newer than the certificate's end need not list it any more.
fn as_of(finding: Finding, certificate: &X509, used_at: Option<Moment>) -> Finding {
    let Some(used_at) = used_at else { return finding };
    let status = match finding.status {
        Status::Revoked { reason, at: Some(since) } if since > used_at && !reason.is_compromise() => Status::Good,
        Status::Good if finding.this_update.is_some_and(|made| made > certificate.not_after) => {
            Status::Unknown(Why::AfterExpiry)
        }
        status => status,
    };
    Finding { status, ..finding }
}

/// What the responses say together: revoked if one does, else the newest good one, else the most informative.
fn responders<'a>(question: Question<'a>, evidence: &Evidence<'_, 'a>, lists: &Lists<'_, 'a>) -> Option<Finding> {
    let responses = evidence.responses.iter().enumerate();
    let heard = responses.filter(|(_, response)| response.may_speak_of(question.certificate));
    let findings = heard.map(|(place, response)| response.ask(question, lists, place));
    findings.max_by_key(|finding| match finding.status {
        Status::Revoked { .. } => (2, finding.this_update, Why::NoAnswer),
        Status::Good => (1, finding.this_update, Why::NoAnswer),
        Status::Unknown(why) => (0, None, why),
    })
}

/// SHA-1 signatures below the anchor, whose own signature does not matter, and short keys.
fn weaknesses(path: &Path<'_>) -> Vec<(usize, Weakness)> {
    let below = path.0.len().saturating_sub(1);
    let mut found = Vec::new();
    for (place, certificate) in path.0.iter().enumerate() {
        if place < below && certificate.has_sha1_signature() {
            found.push((place, Weakness::Sha1));
        }
        if certificate.has_short_key() {
            found.push((place, Weakness::ShortRsa));
        }
    }
    found
}
