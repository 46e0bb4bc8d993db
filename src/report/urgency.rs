//! The order of problems in everything that shows them: the heaviest first, and within one weight the soonest day.
//!
//! May import `domain` and the inventory's types. Pitfall: what has no day of its own, such as a locked PIN, comes behind what
//! has one; a driver that could not be read comes before both, because what it holds is missing.

use std::cmp::Reverse;

use super::inventory::{Certificate, Token};
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::domain::time::Moment;

/// What a problem is sorted by; the smallest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Urgency(Reverse<Severity>, Due);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Something is missing that is not known.
    Unread,
    /// The end of a certificate, or its beginning where that lies ahead.
    On(Moment),
    /// No day.
    Undated,
}

/// The place of a token's problem among all.
pub fn urgency(token: &Token, problem: &Problem) -> Urgency {
    let certificate = token.certificates.iter().find(|one| Some(&one.sha256) == problem.subject.as_ref());
    Urgency(Reverse(problem.severity), certificate.and_then(|one| due(one, problem)).map_or(Due::Undated, Due::On))
}

/// The place of a driver's failure or problem.
pub fn of_driver(severity: Severity) -> Urgency {
    Urgency(Reverse(severity), Due::Unread)
}

/// The most urgent problem of a token.
pub fn most_urgent(token: &Token) -> Option<Urgency> {
    token.problems.iter().map(|problem| urgency(token, problem)).min()
}

fn due(certificate: &Certificate, problem: &Problem) -> Option<Moment> {
    match problem.code {
        ProblemCode::CertificateNotYetValid => certificate.not_before,
        _ => certificate.not_after,
    }
}

impl Urgency {
    /// How much it weighs.
    pub fn severity(self) -> Severity {
        self.0.0
    }
}
