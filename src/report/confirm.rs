//! The report of `roster confirm`: the answers, and the open questions.

use serde::{Deserialize, Serialize};

use super::proposal::Proposal;
use super::{Envelope, count};
use crate::domain::decision::Answer;

/// The document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RosterConfirm {
    /// Schema, kind `roster-confirm`, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The file of decisions.
    pub decisions: String,
    /// The answers of this run, in its order.
    pub answered: Vec<Answered>,
    /// Matches without a decision.
    pub open: Vec<Proposal>,
    /// Counts.
    pub summary: ConfirmSummary,
}

/// A match to confirm and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// The match.
    pub proposal: Proposal,
}

/// Counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ConfirmSummary {
    /// Answered in this run.
    pub answered: u64,
    /// Still to confirm.
    pub open: u64,
    /// Decisions already in the file.
    pub remembered: u64,
}

impl RosterConfirm {
    /// Adds an answer.
    pub fn answer(&mut self, answer: Answer, proposal: Proposal) {
        self.open.retain(|open| open.id != proposal.id);
        self.answered.push(Answered { answer, proposal });
        self.count();
    }

    /// Counts again.
    pub fn count(&mut self) {
        self.summary.answered = count(self.answered.len());
        self.summary.open = count(self.open.len());
    }
}
