//! The order of problems wherever they are shown: the most severe first, and within one severity the soonest day.
//!
//! May import `domain` and the inventory's types. Pitfall: a problem without a day, such as a locked PIN, comes after those
//! with one; a driver that could not be read comes before both, because its contents are missing.

use std::cmp::Reverse;

use super::inventory::{Certificate, Token};
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::domain::time::Moment;

/// The sort key of a problem; the smallest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Urgency(Reverse<Severity>, Due);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Something unknown is missing.
    Unread,
    /// The end of a certificate's validity, or its beginning if that is in the future.
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
    /// Its severity.
    pub fn severity(self) -> Severity {
        self.0.0
    }
}
