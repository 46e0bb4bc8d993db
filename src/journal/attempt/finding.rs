//! What a check of the journal may find, how bad it is, and its sentence.

use serde::{Deserialize, Serialize};

use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// The line is not a journal line, and no later line acknowledges it.
    Malformed,
    /// A write was interrupted; the next line acknowledges it.
    Torn,
    /// The last line is incomplete: a write was interrupted.
    HalfLine,
    /// The line's bytes do not match its hash.
    Edited,
    /// The line does not hold the previous line's hash: that line was replaced.
    ChainBroken,
    /// Lines are missing before this one.
    Gap,
    /// The line is out of order or repeated.
    Reordered,
    /// A call was announced, and its result is not recorded.
    IntentWithoutResult,
    /// A result without its intent.
    ResultWithoutIntent,
    /// The last noted hash is not in the journal: its tail was cut off.
    TailCut,
}

impl FindingKind {
    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::Torn => Severity::Note,
            Self::HalfLine | Self::IntentWithoutResult => Severity::Warning,
            Self::Malformed
            | Self::Edited
            | Self::ChainBroken
            | Self::Gap
            | Self::Reordered
            | Self::ResultWithoutIntent
            | Self::TailCut => Severity::Critical,
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// What was found.
    pub kind: FindingKind,
    /// How bad it is.
    pub severity: Severity,
    /// The line of the file, from 1.
    pub line: u64,
    /// The sequence number on that line.
    pub sequence: Option<u64>,
}

impl Finding {
    /// The sentence.
    pub fn phrase(&self) -> Phrase {
        let id = match self.kind {
            FindingKind::Malformed => "journal-finding-malformed",
            FindingKind::Torn => "journal-finding-torn",
            FindingKind::HalfLine => "journal-finding-half-line",
            FindingKind::Edited => "journal-finding-edited",
            FindingKind::ChainBroken => "journal-finding-chain-broken",
            FindingKind::Gap => "journal-finding-gap",
            FindingKind::Reordered => "journal-finding-reordered",
            FindingKind::IntentWithoutResult => "journal-finding-intent-without-result",
            FindingKind::ResultWithoutIntent => "journal-finding-result-without-intent",
            FindingKind::TailCut => "journal-finding-tail-cut",
        };
        Phrase::new(id).with("line", self.line)
    }
}
