//! The report of `month`: what is due, the files written, and what is pending.
//!
//! May import `domain` only. Pitfall: a file that was edited is never replaced; the new one is written beside it.

use serde::Serialize;

use super::Envelope;
use super::bodies::BodyReadings;
use super::proposal::Undecided;
use super::roster::UnitCoverage;

/// One month's run with the files written.
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
    /// The requested unit.
    pub unit: Option<String>,
    /// Who can sign in each unit, if a staff list was read.
    pub by_unit: Vec<UnitCoverage>,
    /// Which agencies of a list sent nothing, or old inventories.
    pub bodies: Option<BodyReadings>,
    /// The letters that are due, or would be if everything to confirm were confirmed: 04, 05, 06, 01, 02.
    pub letters: Vec<MonthLetter>,
    /// Certificates that are in no letter until it is stated whether they are a person's or an agency's.
    pub undecided: Vec<Undecided>,
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
    /// Its file; null if it would contain only unconfirmed rows.
    pub file: Option<String>,
    /// Its number, if `--number` gave one.
    pub number: Option<String>,
    /// The recipient.
    pub recipient: Option<String>,
    /// Rows.
    pub subscribers: u64,
    /// Rows left out because they are not confirmed.
    pub left_out: u64,
    /// Values that could not be used, and were left blank.
    pub row_errors: u64,
    /// Titles of the fields to fill in.
    pub to_fill: Vec<String>,
    /// The identifier of its request.
    #[serde(skip)]
    pub title: &'static str,
}

/// The result for one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MonthFile {
    /// Its name in the folder.
    pub file: String,
    /// Its result; `kept` and `beside` are for an edited file.
    pub outcome: Outcome,
    /// The name of the new one written beside an edited one.
    pub beside: Option<String>,
}

/// The result for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "FileOutcome"))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is new.
    Written,
    /// It was unchanged since an earlier run, and was replaced.
    Updated,
    /// It already had the same content.
    Unchanged,
    /// It was edited; there is nothing new to report.
    Kept,
    /// It was edited; the new one was written beside it.
    Beside,
    /// An earlier run wrote it, and it is no longer due; it was left unchanged.
    NoLongerDue,
}

/// Counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MonthSummary {
    /// Tokens that were read.
    pub tokens: u64,
    /// Letters to sign.
    pub letters: u64,
    /// Their rows.
    pub subscribers: u64,
    /// Matches still to confirm.
    pub left_out: u64,
    /// Certificates without a conclusion.
    pub undecided: u64,
    /// Edited files with a new one beside them.
    pub beside: u64,
    /// Tokens that were not read since the requested day.
    pub not_read: Option<u64>,
    /// Who must sign, and who can; null without a staff list.
    pub must_sign: Option<u64>,
    /// Who can.
    pub can_sign: Option<u64>,
}
