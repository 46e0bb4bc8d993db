//! What the CRLs say about one certificate (RFC 5280 6.3.3): which CRL applies to it, and who may sign such a CRL.
//!
//! Pitfall: "good" needs a fresh, complete CRL of the right scope for every reason; anything missing makes it unknown.
//! "Revoked" needs only a validly signed CRL, even a stale one.

use super::certificate::{NameKey, Point, X509};
use super::crl::{Crl, Reason, Revoked};
use super::path::PolicyInputs;
use super::search::{Anchors, Pool, paths};
use crate::domain::time::Moment;

/// Bits 1 to 8 of ReasonFlags (RFC 5280 4.2.1.13).
const ALL_REASONS: u16 = 0b1_1111_1110;
/// Maximum depth of checks on CRL signers' own certificates.
const MAX_DEPTH: usize = 4;

/// Why nothing is known, from the least to the most informative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// No answer applies to it.
    NoAnswer,
    /// A CRL covers other certificates, or some reasons only.
    OutOfScope,
    /// A delta CRL without the CRL that it changes.
    NoBase,
    /// Its signer is unknown, or may not sign it.
    SignerNotTrusted,
    /// Its signature is invalid.
    SignatureWrong,
    /// A critical extension that is not processed here.
    CriticalExtension,
    /// The issuer's clock is ahead of the given moment.
    NotYetValid,
    /// The answer is newer than the certificate's end, and may therefore omit it.
    AfterExpiry,
    /// The next one is overdue.
    Stale,
    /// The issuer publishes delta CRLs, and no current one is at hand.
    DeltaMissing,
    /// The responder does not know the certificate.
    NotKnownToResponder,
    /// The answer belongs to another question.
    NonceDiffers,
    /// The responder refused to answer.
    Refused,
    /// The answer cannot be read.
    Unreadable,
}

impl Why {
    /// Its word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAnswer => "no-answer",
            Self::OutOfScope => "out-of-scope",
            Self::NoBase => "delta-without-base",
            Self::SignerNotTrusted => "signer-not-trusted",
            Self::SignatureWrong => "answer-signature-wrong",
            Self::CriticalExtension => "answer-extension-unsupported",
            Self::NotYetValid => "answer-not-yet-valid",
            Self::AfterExpiry => "issued-after-expiry",
            Self::Stale => "stale",
            Self::DeltaMissing => "delta-missing",
            Self::NotKnownToResponder => "not-known-to-responder",
            Self::NonceDiffers => "nonce-differs",
            Self::Refused => "responder-refused",
            Self::Unreadable => "answer-unreadable",
        }
    }
}

/// Whether a certificate is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// A fresh signed statement says it is not.
    Good,
    /// A signed statement says it is.
    Revoked {
        /// Why.
        reason: Reason,
        /// Since when, if readable.
        at: Option<Moment>,
    },
    /// Neither.
    Unknown(Why),
}

/// The finding, and the answer it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The conclusion.
    pub status: Status,
    /// The CRL or response it is based on, by its index among those given.
    pub answer: Option<usize>,
    /// When that was issued.
    pub this_update: Option<Moment>,
    /// When the next one is due.
    pub next_update: Option<Moment>,
    /// When the responder created it.
    pub produced_at: Option<Moment>,
    /// Whether it is older than allowed.
    pub stale: bool,
}

impl Finding {
    /// Nothing is known.
    pub fn unknown(why: Why) -> Self {
        Self {
            status: Status::Unknown(why),
            answer: None,
            this_update: None,
            next_update: None,
            produced_at: None,
            stale: false,
        }
    }
}

/// The rules for freshness.
#[derive(Debug, Clone, Copy)]
pub struct Freshness {
    /// The moment to judge for.
    pub at: Moment,
    /// How many seconds an issuer's clock may be ahead.
    pub skew: i64,
    /// How old an answer without nextUpdate may be, in seconds.
    pub max_age: i64,
    /// Whether `max_age` applies to every answer, and not only to those without nextUpdate.
    pub always: bool,
}

impl Freshness {
    /// Whether an answer is from the future.
    pub(super) fn is_early(&self, this_update: Moment) -> bool {
        this_update.unix_seconds() > self.at.unix_seconds().saturating_add(self.skew)
    }

    /// Whether an answer is older than allowed.
    pub(super) fn is_stale(&self, this_update: Moment, next_update: Option<Moment>) -> bool {
        let age = self.at.unix_seconds().saturating_sub(this_update.unix_seconds());
        match next_update {
            Some(next) if next.unix_seconds().saturating_add(self.skew) < self.at.unix_seconds() => true,
            Some(_) => self.always && age > self.max_age,
            None => age > self.max_age,
        }
    }
}

/// The CRLs, and what is needed to trust them.
#[derive(Debug)]
pub struct Lists<'e, 'a> {
    /// All given CRLs.
    pub crls: &'e [Crl],
    /// Certificates that may have signed one.
    pub pool: &'e Pool<'a>,
    /// The trusted ones.
    pub anchors: &'e Anchors,
    /// The rules for freshness.
    pub fresh: Freshness,
}

/// One question: a certificate, its issuer, and the anchor of the path both are on.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The certificate.
    pub certificate: &'a X509,
    /// Its issuer on the path.
    pub issuer: &'a X509,
    /// The anchor of the path.
    pub anchor: &'a X509,
}

impl<'e, 'a> Lists<'e, 'a> {
    /// What the CRLs say.
    pub fn ask(&self, question: Question<'a>) -> Finding {
        self.ask_within(question, &mut Vec::new())
    }

    /// Whether a CRL was signed by a key that leads to an anchor, and is not from the future: it may be kept.
    pub fn is_authentic(&self, crl: &Crl) -> bool {
        let signers = self.pool.named(&crl.issuer).iter().copied();
        let mut signers = signers.filter(|signer| signer.may_sign_crls() && crl.signed_by(&signer.key).is_ok());
        !self.fresh.is_early(crl.this_update)
            && signers
                .any(|signer| paths(signer, self.pool, self.anchors, self.fresh.at, &PolicyInputs::default()).is_ok())
    }

    fn ask_within(&self, question: Question<'a>, asked: &mut Vec<String>) -> Finding {
        let Question { certificate, .. } = question;
        let mut walk = Walk { left: ALL_REASONS, heard: Vec::new(), best: Finding::unknown(Why::NoAnswer) };
        // The last one is the point that RFC 5280 6.3.3 assumes if the certificate names none that applies.
        let assumed = Point { name: None, reasons: None, crl_issuer: Vec::new() };
        let points = certificate.distribution_points.iter().map(|point| (point, false)).chain([(&assumed, true)]);
        let mut newest: Vec<(usize, &'e Crl)> = self.crls.iter().enumerate().collect();
        newest.sort_by_key(|(_, crl)| std::cmp::Reverse(crl.this_update));
        for (point, is_assumed) in points {
            for (place, crl) in &newest {
                match scope_of(point, is_assumed, crl, question) {
                    None => {}
                    Some(_) if crl.base.is_some() => walk.note(Finding::unknown(Why::NoBase)),
                    Some(reasons) => self.hear(&mut walk, *place, crl, reasons, question, asked),
                }
                if let Status::Revoked { .. } | Status::Good = walk.best.status {
                    return walk.best;
                }
            }
        }
        walk.best
    }

    /// Evaluates one complete CRL.
    fn hear(
        &self,
        walk: &mut Walk<'e>,
        place: usize,
        crl: &'e Crl,
        reasons: u16,
        question: Question<'a>,
        asked: &mut Vec<String>,
    ) {
        // An older CRL of the same scope adds nothing to a newer one.
        if walk.left & reasons == 0
            || walk.heard.iter().any(|heard| heard.issuer == crl.issuer && heard.scope_der == crl.scope_der)
        {
            return;
        }
        let mut finding = Finding {
            answer: Some(place),
            this_update: Some(crl.this_update),
            next_update: crl.next_update,
            stale: self.fresh.is_stale(crl.this_update, crl.next_update),
            ..Finding::unknown(Why::OutOfScope)
        };
        let refuse = |walk: &mut Walk<'_>, why| walk.note(Finding { status: Status::Unknown(why), ..finding });
        if self.fresh.is_early(crl.this_update) {
            return refuse(walk, Why::NotYetValid);
        }
        let signer = match self.signer(crl, question, asked) {
            Ok(signer) => signer,
            Err(why) => return refuse(walk, why),
        };
        walk.heard.push(crl);
        if crl.unknown_critical.is_some() {
            return refuse(walk, Why::CriticalExtension);
        }
        let combined = self.combine(crl, signer, question.certificate, &mut finding);
        if let Some(Revoked { reason, revoked_at }) = combined.entry {
            walk.best = Finding { status: Status::Revoked { reason, at: revoked_at }, ..finding };
            return;
        }
        if finding.stale {
            return walk.note(Finding { status: Status::Unknown(Why::Stale), ..finding });
        }
        if combined.lacks_delta {
            return walk.note(Finding { status: Status::Unknown(Why::DeltaMissing), ..finding });
        }
        walk.left &= !reasons;
        let status = if walk.left == 0 { Status::Good } else { Status::Unknown(Why::OutOfScope) };
        walk.note(Finding { status, ..finding });
    }

    /// Who signed a CRL: the issuer itself, else a certificate of the CRL's issuer under the same anchor, not revoked.
    fn signer(&self, crl: &Crl, question: Question<'a>, asked: &mut Vec<String>) -> Result<&'a X509, Why> {
        let Question { issuer, anchor, .. } = question;
        let own = issuer.subject == crl.issuer;
        let mut why = Why::SignerNotTrusted;
        if own && crl.signed_by(&issuer.key).is_ok() {
            if issuer.may_sign_crls() {
                return Ok(issuer);
            }
        } else if own {
            why = Why::SignatureWrong;
        }
        for candidate in self.pool.named(&crl.issuer) {
            if candidate.sha256 == issuer.sha256 || crl.signed_by(&candidate.key).is_err() {
                continue;
            }
            why = Why::SignerNotTrusted;
            if candidate.key_usage.is_some_and(|usage| usage.crl_sign())
                && self.is_good_signer(candidate, anchor, asked)
            {
                return Ok(candidate);
            }
        }
        Err(why)
    }

    /// Whether a CRL's signer has a path to the same anchor on which nothing is revoked or unknown.
    fn is_good_signer(&self, signer: &'a X509, anchor: &'a X509, asked: &mut Vec<String>) -> bool {
        let dates_fit = signer.not_before <= self.fresh.at && self.fresh.at <= signer.not_after;
        if !dates_fit || asked.len() >= MAX_DEPTH || asked.contains(&signer.sha256) {
            return false;
        }
        asked.push(signer.sha256.clone());
        let found = paths(signer, self.pool, self.anchors, self.fresh.at, &PolicyInputs::default()).unwrap_or_default();
        let same_anchor = found.iter().filter(|path| path.0.last().is_some_and(|last| last.sha256 == anchor.sha256));
        let good = same_anchor.into_iter().any(|path| {
            path.0.windows(2).all(|pair| match pair {
                [certificate, issuer] => {
                    self.ask_within(Question { certificate, issuer, anchor }, asked).status == Status::Good
                }
                _ => false,
            })
        });
        asked.pop();
        good
    }
}

/// The state of one question: the reasons not covered yet, the CRLs evaluated, and the most informative finding.
struct Walk<'e> {
    left: u16,
    heard: Vec<&'e Crl>,
    best: Finding,
}

impl Walk<'_> {
    fn note(&mut self, finding: Finding) {
        let rank = |finding: &Finding| match finding.status {
            Status::Unknown(why) => (0, why),
            Status::Good => (1, Why::NoAnswer),
            Status::Revoked { .. } => (2, Why::NoAnswer),
        };
        if rank(&self.best) < rank(&finding) {
            self.best = finding;
        }
    }
}

/// For which reasons a CRL applies to a certificate through one distribution point (6.3.3 b to d); `None` for none.
fn scope_of(point: &Point, is_assumed: bool, crl: &Crl, question: Question<'_>) -> Option<u16> {
    let certificate = question.certificate;
    let indirect = crl.scope.as_ref().is_some_and(|scope| scope.indirect);
    if point.crl_issuer.is_empty() {
        if crl.issuer != certificate.issuer {
            return None;
        }
    } else if !indirect || !point.crl_issuer.contains(&NameKey::Directory(crl.issuer.clone())) {
        return None;
    }
    let Some(scope) = &crl.scope else { return Some(point.reasons.unwrap_or(ALL_REASONS) & ALL_REASONS) };
    if let Some(name) = &scope.name {
        let listed = name.names(&crl.issuer);
        let wanted = match &point.name {
            Some(name) => name.names(&crl.issuer),
            None if is_assumed => vec![NameKey::Directory(certificate.issuer.clone())],
            None => point.crl_issuer.clone(),
        };
        if !wanted.iter().any(|name| listed.contains(name)) {
            return None;
        }
    }
    let covers =
        !(scope.only_attributes || scope.only_users && certificate.is_ca || scope.only_cas && !certificate.is_ca);
    let reasons = scope.reasons.unwrap_or(ALL_REASONS) & point.reasons.unwrap_or(ALL_REASONS) & ALL_REASONS;
    covers.then_some(reasons).filter(|reasons| *reasons != 0)
}
