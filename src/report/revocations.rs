//! What readings found out about the revocation of certificates, for readings that were made without asking.
//!
//! May import `domain` and the inventory's types. Pitfall: the caller gives every verdict again (`assess`), because which
//! certificate is in use depends on what is revoked. That a certificate was good once says nothing about a later reading.

use std::collections::HashMap;

use super::copies::fingerprint;
use super::inventory::{Certificate, Inventory, Revocation, Token};
use super::merge::is_impossible;
use crate::domain::problem::{Problem, ProblemCode};
use crate::domain::time::Moment;
use crate::domain::verify::State;

/// The word for a suspension among the reasons of a revocation.
const SUSPENDED: &str = "certificate-hold";

/// The detail that names the revoked CA, where it is not the certificate itself that is revoked.
pub const REVOKED_ISSUER: &str = "issuer";

/// The answers by certificate: of each the newest, but a final revocation for ever.
#[derive(Debug, Default)]
pub struct Revocations(HashMap<String, Answer>);

#[derive(Debug)]
struct Answer {
    age: Age,
    state: State,
    is_final: bool,
    problem: Option<Problem>,
}

/// The newest is the greatest; what was found by a clock that was wrong is older than everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Age {
    is_possible: bool,
    checked_at: Moment,
}

impl Age {
    fn of(certificate: &Certificate, token: &Token, written_at: Moment, now: Moment) -> Self {
        let checked_at = certificate.revocation_checked_at.or(token.read_at).unwrap_or(written_at);
        Self { is_possible: !is_impossible(checked_at, now), checked_at }
    }
}

/// Whether a state says of a certificate that it is revoked, or that it is not; of others it is not known.
pub fn is_answer(state: State) -> bool {
    matches!(state, State::Revoked | State::Effective)
}

/// Whether a problem says that its certificate is only suspended, which may be lifted.
pub fn is_suspension(problem: &Problem) -> bool {
    problem.details.get("revocation_reason").is_some_and(|reason| reason == SUSPENDED)
}

/// The problem of a token that says why its certificate is revoked.
pub fn revoked<'t>(token: &'t Token, certificate: &Certificate) -> Option<&'t Problem> {
    let of_it = |problem: &&Problem| problem.subject.as_ref() == Some(&certificate.sha256);
    token.problems.iter().filter(|problem| problem.code == ProblemCode::CertificateRevoked).find(of_it)
}

/// Whether the certificate itself is revoked, not its CA, and not only suspended.
fn is_final(problem: Option<&Problem>) -> bool {
    problem.is_none_or(|problem| !is_suspension(problem) && !problem.details.contains_key(REVOKED_ISSUER))
}

impl Revocations {
    /// What these inventories know. If none of them knows of a revocation, there is nothing to keep.
    pub fn of(inventories: &[Inventory], now: Moment) -> Self {
        let is_revoked = |one: &Certificate| one.revocation == Revocation::Judged(State::Revoked);
        let mut tokens = inventories.iter().flat_map(|one| &one.tokens);
        if !tokens.any(|token| token.certificates.iter().any(is_revoked)) {
            return Self::default();
        }
        let mut known = Self::default();
        for inventory in inventories {
            for token in &inventory.tokens {
                for certificate in &token.certificates {
                    let age = Age::of(certificate, token, inventory.envelope.generated_at, now);
                    known.hear(token, certificate, age);
                }
            }
        }
        known
    }

    fn hear(&mut self, token: &Token, certificate: &Certificate, age: Age) {
        let Revocation::Judged(state) = certificate.revocation else { return };
        let Some(sha256) = fingerprint(certificate).filter(|_| is_answer(state)) else { return };
        let problem = revoked(token, certificate).filter(|_| state == State::Revoked);
        let is_final = state == State::Revoked && is_final(problem);
        let weight = |is_final, age, state| (is_final, age, state == State::Revoked);
        let new = weight(is_final, age, state);
        if self.0.get(sha256).is_none_or(|known| new > weight(known.is_final, known.age, known.state)) {
            self.0.insert(sha256.to_owned(), Answer { age, state, is_final, problem: problem.cloned() });
        }
    }

    /// Leaves only final revocations of the certificates that were answered again.
    pub fn answered(&mut self, is_answered: impl Fn(&str) -> bool) {
        self.0.retain(|sha256, known| known.is_final || !is_answered(sha256));
    }

    /// Says of every certificate that is known to be revoked that it is, and that a suspension was lifted.
    pub fn keep(&self, tokens: &mut [Token], written_at: Moment, now: Moment) {
        if self.0.is_empty() {
            return;
        }
        for token in tokens {
            let mut certificates = std::mem::take(&mut token.certificates);
            for certificate in &mut certificates {
                let Some(known) = fingerprint(certificate).and_then(|sha256| self.0.get(sha256)) else { continue };
                if !known.outweighs(certificate, token, Age::of(certificate, token, written_at, now)) {
                    continue;
                }
                certificate.revocation = Revocation::Judged(known.state);
                certificate.revocation_checked_at = Some(known.age.checked_at);
                let is_former = |problem: &Problem| {
                    problem.code.is_judgement() && problem.subject.as_ref() == Some(&certificate.sha256)
                };
                token.problems.retain(|problem| !is_former(problem));
                token.problems.extend(known.problem.clone());
            }
            token.certificates = certificates;
        }
    }
}

impl Answer {
    /// Whether it is said in place of what a reading found.
    fn outweighs(&self, certificate: &Certificate, token: &Token, age: Age) -> bool {
        match certificate.revocation {
            Revocation::Judged(State::Revoked) if is_final(revoked(token, certificate)) => false,
            _ if self.is_final => true,
            Revocation::Judged(State::Revoked) => self.age > age,
            Revocation::Judged(State::Effective) => self.state == State::Revoked && self.age > age,
            // Not asked, or without an answer.
            _ => self.state == State::Revoked,
        }
    }
}

#[cfg(test)]
mod tests;
