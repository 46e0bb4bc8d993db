//! The report of `month`: what is due, what was written where, and what waits for a person.
//!
//! May import `domain` only. Pitfall: a file that was edited is never replaced; the new one is written beside it.

use serde::Serialize;

use super::Envelope;
use super::bodies::BodyReadings;
use super::roster::UnitCoverage;

/// One month's round as it was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Month {
    /// Schema, kind `month`, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The folder.
    pub folder: String,
    /// The month, `2026-11`.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::MONTH)))]
    pub period: String,
    /// Whether a staff list was read.
    pub roster: bool,
    /// The one unit that was asked for.
    pub unit: Option<String>,
    /// Who can sign in each unit, where a staff list was read.
    pub by_unit: Vec<UnitCoverage>,
    /// Which bodies of a list sent nothing, or old readings.
    pub bodies: Option<BodyReadings>,
    /// The letters that are due, or would be if their proposals were confirmed: 04, 05, 06, 01, 02.
    pub letters: Vec<MonthLetter>,
    /// Every file, in the order of writing.
    pub files: Vec<MonthFile>,
    /// Counts.
    pub summary: MonthSummary,
}

/// One letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MonthLetter {
    /// The number of its form.
    #[cfg_attr(test, schemars(extend("enum" = ["01", "02", "04", "05", "06"])))]
    pub form: String,
    /// Its file; null where it would hold proposals alone.
    pub file: Option<String>,
    /// Its number, where `--number` gave one.
    pub number: Option<String>,
    /// To whom it goes.
    pub recipient: Option<String>,
    /// Rows.
    pub subscribers: u64,
    /// What was left out because nobody has confirmed it.
    pub left_out: u64,
    /// Values that could not be used, and were left blank.
    pub row_errors: u64,
    /// Titles of what a person has to fill in.
    pub to_fill: Vec<String>,
    /// The identifier of what it asks for.
    #[serde(skip)]
    pub title: &'static str,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MonthFile {
    /// Its name in the folder.
    pub file: String,
    /// What became of it; `kept` and `beside` are of a file that somebody edited.
    pub outcome: Outcome,
    /// The name under which the new one was put beside an edited one.
    pub beside: Option<String>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "FileOutcome"))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was not there, and is now.
    Written,
    /// It was as an earlier run had left it, and was replaced.
    Updated,
    /// It was the same already.
    Unchanged,
    /// Somebody edited it; nothing new is to be told.
    Kept,
    /// Somebody edited it; the new one was put beside it.
    Beside,
    /// An earlier run wrote it, and it is not due any more; it was left alone.
    NoLongerDue,
}

/// Counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MonthSummary {
    /// Tokens that were read.
    pub tokens: u64,
    /// Letters to be signed.
    pub letters: u64,
    /// Their rows.
    pub subscribers: u64,
    /// Proposals that nobody has confirmed.
    pub left_out: u64,
    /// Certificates of which nothing could be concluded.
    pub undecided: u64,
    /// Edited files beside which a new one was put.
    pub beside: u64,
    /// Tokens that were not read since the day that was asked about.
    pub not_read: Option<u64>,
    /// Who must sign, and who can; null without a staff list.
    pub must_sign: Option<u64>,
    /// Who can.
    pub can_sign: Option<u64>,
}
