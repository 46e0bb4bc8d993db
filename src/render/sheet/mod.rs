//! Sheets: typed rows that CSV files and workbooks share.
//!
//! May import `report`, `domain`, `text`. A CSV file has machine names and values, a workbook those of the chosen
//! language. Every sheet is created by walking its list of columns.
//!
//! Pitfall: a field keeps its type (number, time, state) until it is written; only text may look like a formula.

mod bodies;
mod book;
mod diff;
mod drivers;
mod plan;
mod roster;
mod rows;
mod statistics;
mod tokens;

use std::borrow::Borrow;

use jiff::civil::Date;
use serde::Serialize;

use super::columns::Columns;
use super::table::Tint;
use super::word::Word;
use crate::domain::phrase::Phrase;
use crate::domain::problem::Problem;
use crate::domain::time::Moment;
use crate::report::inventory::{Driver, DriverFailure};
use crate::report::note::DriverNote;
use crate::report::word_of;

pub use book::{Book, Summary, inventory, plan_book, roster_book, statistics_book};
pub use diff::diff;
pub use rows::rows;

/// The separator between the entries of a list in one cell. Neither a comma nor a semicolon: Excel separates columns by
/// one or the other depending on Windows, in Vietnam by either, and would open a list of them as several columns.
pub const BETWEEN: &str = " | ";

/// One field of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Absent.
    Empty,
    /// Text, possibly untrusted.
    Text(String),
    /// Hexadecimal digits, which people read in capitals.
    Serial(String),
    /// A whole number.
    Number(i64),
    /// A share of a whole in tenths of a percent: a number in percent for people, the percentage for machines.
    Share(i64),
    /// A name that standards write differently from documents.
    Named {
        /// The machine value.
        machine: String,
        /// The text for people.
        name: String,
    },
    /// A sentence, composed in the language of the sheet.
    Said {
        /// The machine value.
        machine: String,
        /// The text for people.
        phrase: Phrase,
    },
    /// A time: ISO in UTC in CSV, a real date in the agency's zone in a workbook.
    Moment(Moment),
    /// A calendar day.
    Day(Date),
    /// Yes or no.
    Truth(bool),
    /// A state by its machine name, with its word and tint for people.
    State {
        /// The kebab-case name of the JSON contract.
        machine: String,
        /// The identifier of its word.
        word: &'static str,
        /// Its prominence.
        tint: Tint,
    },
    /// Several states by their machine names, with their words; an unknown name has none.
    States(Vec<(String, Option<&'static str>)>),
    /// Problems, in the language of the sheet.
    Problems(Vec<Problem>),
    /// Failures of a driver, in the language of the sheet.
    Failures(Vec<DriverFailure>),
    /// Remarks about a driver, in the language of the sheet.
    Notes(Vec<DriverNote>),
}

impl Field {
    /// Text that may be absent.
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map(Into::into).filter(|text| !text.is_empty()).map_or(Self::Empty, Self::Text)
    }

    /// A list in one field.
    pub fn list<S: AsRef<str>>(entries: impl IntoIterator<Item = S>) -> Self {
        let entries: Vec<_> = entries.into_iter().map(|entry| entry.as_ref().to_owned()).collect();
        Self::text(Some(entries.join(BETWEEN)))
    }

    /// Hexadecimal digits that may be absent.
    pub fn serial(digits: Option<&String>) -> Self {
        digits.map_or(Self::Empty, |digits| Self::Serial(digits.clone()))
    }

    /// A number that may be absent. One beyond a sheet's exact range is text.
    pub fn number<N: TryInto<i64> + ToString + Copy>(number: Option<N>) -> Self {
        number.map_or(Self::Empty, |number| match number.try_into() {
            Ok(number) => Self::Number(number),
            Err(_) => Self::Text(number.to_string()),
        })
    }

    /// A part of a whole, rounded down to a tenth of a percent; absent if the whole is zero.
    pub fn share(part: u64, whole: u64) -> Self {
        let tenths = part.saturating_mul(1_000).checked_div(whole);
        tenths.and_then(|tenths| i64::try_from(tenths).ok()).map_or(Self::Empty, Self::Share)
    }

    /// A time that may be absent.
    pub fn moment(moment: Option<Moment>) -> Self {
        moment.map_or(Self::Empty, Self::Moment)
    }

    /// A calendar day that may be absent.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// A boolean that may be absent.
    pub fn truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::Empty, Self::Truth)
    }

    /// A state: its machine name is the one in JSON.
    pub fn state(state: &impl Serialize, (word, tint): Word) -> Self {
        word_of(state).map_or(Self::Empty, |machine| Self::State { machine, word, tint })
    }
}

impl Field {
    /// A name that may be absent, in people's format.
    pub(super) fn named(machine: Option<&String>, name: impl Fn(&str) -> String) -> Self {
        machine.map_or(Self::Empty, |machine| Self::Named { machine: machine.clone(), name: name(machine) })
    }

    /// What went wrong with a driver; absent if nothing did.
    fn failures(driver: &Driver) -> Self {
        let failures: Vec<_> = driver.failures().cloned().collect();
        if failures.is_empty() { Self::Empty } else { Self::Failures(failures) }
    }

    /// A word for people alone.
    pub(super) fn word((word, tint): Word) -> Self {
        Self::State { machine: String::new(), word, tint }
    }

    /// A sentence for people alone.
    pub(super) fn said(phrase: Phrase) -> Self {
        Self::Said { machine: String::new(), phrase }
    }

    /// States in one field; absent if there is none.
    pub(super) fn states(states: impl IntoIterator<Item = (String, Option<&'static str>)>) -> Self {
        let states: Vec<_> = states.into_iter().collect();
        if states.is_empty() { Self::Empty } else { Self::States(states) }
    }
}

/// The names of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// For machines: snake case, the same in every language; it never changes.
    pub name: &'static str,
    /// The identifier of the title for people.
    pub title: &'static str,
}

/// A sheet under construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The identifier of its name.
    pub name: &'static str,
    /// The names of its columns.
    pub columns: Vec<Heading>,
    /// Its rows; each has a field for every column.
    pub rows: Vec<Vec<Field>>,
}

impl Sheet {
    /// A sheet of these columns, with one row for each item.
    fn of<T>(name: &'static str, columns: &Columns<T>, items: impl IntoIterator<Item = impl Borrow<T>>) -> Self {
        let rows = items.into_iter().map(|item| columns.row(item.borrow()));
        Self { name, columns: columns.headings(), rows: rows.collect() }
    }
}

/// The words that tables share with sheets.
pub(crate) mod words {
    pub(crate) use super::plan::{action, differing};
    pub(crate) use super::roster::{duplicate, matched_by, place, rows_of};
    pub(crate) use super::statistics::{ChangeLine, changes, named, period};
}

/// The columns that tables share with sheets, by the subject of their rows.
pub(crate) mod shared {
    pub(crate) use super::bodies::columns as bodies;
    pub(crate) use super::diff::columns as changes;
    pub(crate) use super::drivers::columns as drivers;
    pub(crate) use super::plan::columns as plan;
    pub(crate) use super::roster::{certificate_columns as certificate_names, entry_columns as entries};
    pub(crate) use super::roster::{token_columns as token_names, unit_columns as units};
    pub(crate) use super::rows::certificate_columns as certificates;
    pub(crate) use super::statistics::{
        change_columns as changes_since, number_columns as numbers, unit_columns as unit_numbers, unit_name,
    };
    pub(crate) use super::tokens::{
        ProblemRow, key_columns as keys, problem_columns as problems, token_columns as tokens,
    };
}

/// The machine name of a state.
fn machine(state: &impl Serialize) -> String {
    word_of(state).unwrap_or_default()
}
