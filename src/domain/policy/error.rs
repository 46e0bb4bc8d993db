//! Why a new PIN is refused, and why no new PIN could be accepted.

use super::{Alphabet, Limits, Violation};
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};

/// Why no PIN satisfies both policy and token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The policy requires more characters than the token accepts bytes.
    Longer {
        /// The policy's minimum number of characters.
        policy: u64,
        /// The token's maximum number of bytes.
        token: u64,
    },
    /// The policy requires letters, the token accepts digits.
    Letters,
}

/// The policy does not match the token; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContradictionError {
    /// Why.
    pub reasons: Vec<Reason>,
    /// The lines of `[pin_policy]` that would resolve it.
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

/// Fluent has no lists: one sentence holds the first, with the others nested in it.
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
    /// The minimum number of characters that policy and token accept.
    pub least: u64,
    /// What the token accepts.
    pub limits: Limits,
}

impl Situation for PolicyError {
    fn told(&self) -> Told {
        // What would be accepted, so that letters are not demanded for a card of digits.
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
