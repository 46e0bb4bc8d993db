//! The report of `tokenctl request`: the filled-in form as data. The letter, the workbook and the CSV show the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::proposal::{Proposal, Undecided};
use super::{Envelope, Kind, count};
use crate::domain::form::{ColumnKey, Dossier, FormCell, FormColumn, FormDefinition, RowError, ToFill};
use crate::domain::phrase::Phrase;
use crate::domain::time::Moment;

/// A request; its kind is the command's words, `request-renewal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RequestReport {
    /// Schema, kind, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Which form.
    pub form: Form,
    /// The recipient.
    pub recipient: String,
    /// The list's columns, in order.
    pub columns: Vec<RequestColumn>,
    /// The list: cells by the column's key.
    #[cfg_attr(test, schemars(with = "Vec<crate::domain::schema::KeyedBy<ColumnKey, FormCell>>"))]
    pub rows: Vec<BTreeMap<ColumnKey, FormCell>>,
    /// Wrong values, which the documents leave blank.
    pub row_errors: Vec<Error>,
    /// The fields to fill in by hand.
    pub to_fill: Vec<ToFill>,
    /// What is still to confirm, and is therefore not in any row.
    pub left_out: Vec<Proposal>,
    /// Certificates that would be in a row of this form, or of the other one, once it is stated whose they are.
    #[serde(default)]
    pub undecided: Vec<Undecided>,
    /// Counts.
    pub summary: Summary,
}

/// Which form a request is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Form {
    /// Its number, `04`.
    pub number: String,
    /// Its legal title.
    pub title: String,
    /// The edition of its columns.
    pub edition: String,
}

/// A column of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "FormColumn"))]
pub struct RequestColumn {
    /// Its key in `rows`.
    pub key: ColumnKey,
    /// Its title.
    pub title: String,
    /// The title above several columns.
    pub group: Option<String>,
}

/// A wrong value with its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "RowError"))]
pub struct Error {
    /// Row, column, fault and value.
    #[serde(flatten)]
    pub error: RowError,
    /// The sentence in English.
    pub message: String,
}

/// Counts of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "FormSummary"))]
pub struct Summary {
    /// Rows of the list.
    pub rows: u64,
    /// Wrong values.
    pub row_errors: u64,
    /// Fields to fill in, each column once.
    pub to_fill: u64,
    /// Matches to confirm, left out.
    pub left_out: u64,
    /// Certificates that wait until it is stated whose they are.
    #[serde(default)]
    pub undecided: u64,
}

impl RequestReport {
    /// The report of a dossier; `say` returns a sentence in English.
    pub fn new(
        kind: Kind,
        generated_at: Moment,
        dossier: &Dossier,
        form: &FormDefinition,
        (left_out, undecided): (&[Proposal], &[Undecided]),
        say: impl Fn(&Phrase) -> String,
    ) -> Self {
        let column = |column: &FormColumn| RequestColumn {
            key: column.key,
            title: column.title.clone(),
            group: column.group.clone(),
        };
        let error = |error: &RowError| Error { error: error.clone(), message: say(&error.phrase()) };
        Self {
            envelope: Envelope::new(kind, generated_at),
            form: Form { number: form.number.clone(), title: form.title.clone(), edition: form.edition.clone() },
            recipient: dossier.recipient.clone(),
            columns: form.columns.iter().map(column).collect(),
            rows: dossier.rows.iter().map(|row| row.cells.clone()).collect(),
            row_errors: dossier.row_errors.iter().map(error).collect(),
            to_fill: dossier.to_fill.clone(),
            left_out: left_out.to_vec(),
            undecided: undecided.to_vec(),
            summary: Summary {
                rows: count(dossier.rows.len()),
                row_errors: count(dossier.row_errors.len()),
                to_fill: count(dossier.to_fill.len()),
                left_out: count(left_out.len()),
                undecided: count(undecided.len()),
            },
        }
    }
}
