//! What `journal show` and `journal verify` report.
//!
//! Imports `domain`. There may be two journals, the machine's and the user's: each is shown separately, best first.

use serde::{Deserialize, Serialize};

use super::Envelope;
use crate::journal::attempt::{Finding, Line, Scope};

/// The report of `journal show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JournalShow {
    /// Kind `journal-show`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Each journal that exists.
    pub journals: Vec<JournalPart>,
}

/// One journal of `journal show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JournalPart {
    /// The file.
    pub path: String,
    /// Whose folder contains the journal.
    pub scope: Scope,
    /// The requested lines, in the order of the file.
    pub entries: Vec<JournalEntry>,
}

/// One line with its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JournalEntry {
    /// The line.
    #[serde(flatten)]
    pub line: Line,
    /// Its hash as written in the file.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub hash: String,
}

/// The report of `journal verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JournalVerify {
    /// Kind `journal-verify`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Each journal that exists.
    pub journals: Vec<JournalCheck>,
    /// Whether none of them has a critical finding.
    pub intact: bool,
}

/// One journal of `journal verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JournalCheck {
    /// The file.
    pub path: String,
    /// Whose folder contains the journal.
    pub scope: Scope,
    /// Lines of tokenctl, intact or not.
    pub entries: u64,
    /// Whether it has no critical finding.
    pub intact: bool,
    /// The findings, in the order of the lines.
    pub findings: Vec<SaidFinding>,
    /// The sequence of the last line.
    pub last_sequence: Option<u64>,
    /// The hash of the last line: noted elsewhere, it later reveals a truncated file.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub last_hash: Option<String>,
}

/// One finding with its sentence in the chosen language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Finding"))]
pub struct SaidFinding {
    /// The finding, and its place.
    #[serde(flatten)]
    pub finding: Finding,
    /// The sentence.
    pub message: String,
}
