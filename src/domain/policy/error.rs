//! Why a new PIN is refused, and why no new PIN could be accepted.

use super::{Alphabet, Limits, Violation};
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};

/// Why no PIN satisfies both policy and token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The policy wants more characters than the token takes bytes.
    Longer {
        /// The least number of characters of the policy.
        policy: u64,
        /// The most bytes of the token.
        token: u64,
    },
    /// The policy wants letters, the token takes digits.
    Letters,
}

/// Policy and token contradict each other; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContradictionError {
    /// Why.
    pub reasons: Vec<Reason>,
    /// The lines of `[pin_policy]` that would settle it.
    pub lines: Vec<String>,
}

impl Situation for ContradictionError {
    fn told(&self) -> Told {
        let of = |reason: &Reason| match reason {
            Reason::Longer { policy, token } => {
                Phrase::new("pin-policy-contradicts-length").with("policy", *policy).with("token", *token)
            }
            Reason::Letters => Phrase::new("pin-policy-contradicts-letters"),
        };
        Class::Refused
            .told("pin-policy-impossible", "pin-policy-contradicts")
            .with("reasons", chained(self.reasons.iter().map(of)))
            .hint(Phrase::new("pin-policy-hint-contradicts").with("lines", self.lines.join("`, `")))
    }
}

crate::situation_error!(ContradictionError);

/// Fluent has no lists: one sentence holds the first, and the others in a chain within it.
fn chained(phrases: impl DoubleEndedIterator<Item = Phrase>) -> Phrase {
    let chain = phrases.rev().fold(None, |rest: Option<Phrase>, first| {
        Some(match rest {
            None => first,
            Some(rest) => Phrase::new("pin-policy-and").with("first", first).with("rest", rest),
        })
    });
    chain.unwrap_or_else(|| Phrase::new("pin-policy-none"))
}

/// A new PIN that was refused; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// Every rule it breaks.
    pub violations: Vec<Violation>,
    /// The fewest characters that policy and token take.
    pub least: u64,
    /// What the token takes.
    pub limits: Limits,
}

impl Situation for PolicyError {
    fn told(&self) -> Told {
        // What would be taken, so that nobody is sent after letters on a card of digits.
        let id = match (self.limits.alphabet, self.limits.max) {
            (Alphabet::Digits, Some(_)) => "pin-policy-hint-digits",
            (Alphabet::Any | Alphabet::KeyInHex, Some(_)) => "pin-policy-hint-length",
            (_, None) => "pin-policy-hint",
        };
        let hint = Phrase::new(id).with("least", self.least);
        Class::Refused
            .told("new-pin-refused", "pin-policy-refused")
            .with("violations", chained(self.violations.iter().map(Violation::phrase)))
            .hint(if let Some(max) = self.limits.max { hint.with("most", max) } else { hint })
    }
}

crate::situation_error!(PolicyError);
