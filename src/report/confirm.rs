//! The report of `roster confirm`: what was answered, and what is still to be asked.

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
    /// What was answered in this run, in its order.
    pub answered: Vec<Answered>,
    /// What nothing was decided about.
    pub open: Vec<Proposal>,
    /// Counts.
    pub summary: ConfirmSummary,
}

/// A proposal and what was said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Answered {
    /// What was said.
    pub answer: Answer,
    /// What it was said to.
    pub proposal: Proposal,
}

/// Counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ConfirmSummary {
    /// Answered in this run.
    pub answered: u64,
    /// Still to be asked.
    pub open: u64,
    /// Decisions that the file held before.
    pub remembered: u64,
}

impl RosterConfirm {
    /// Adds an answer.
    pub fn answer(&mut self, answer: Answer, proposal: Proposal) {
        self.open.retain(|open| open.id != proposal.id);
        self.answered.push(Answered { answer, proposal });
        self.count();
    }

    /// Counts anew.
    pub fn count(&mut self) {
        self.summary.answered = count(self.answered.len());
        self.summary.open = count(self.open.len());
    }
}
