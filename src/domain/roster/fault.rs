//! What is wrong with a staff list: the list as a whole, or cells by row and column.

use super::StaffField;
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// How many wrong cells are listed individually.
pub const LISTED: usize = 20;

/// Why a staff list cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterFault {
    /// All cells are empty.
    Empty,
    /// A heading row without rows below it.
    NoRows,
    /// A required column is missing.
    MissingColumn {
        /// Which one.
        field: StaffField,
        /// The list's titles.
        seen: Vec<String>,
    },
    /// Only names: nothing that identifies a certificate with certainty.
    NothingToMatchBy {
        /// The list's titles.
        seen: Vec<String>,
    },
    /// Two columns hold the same field.
    TwoColumns {
        /// Which one.
        field: StaffField,
        /// Title of the first, with its letter.
        first: String,
        /// Title of the second, with its letter.
        second: String,
    },
    /// Too many rows.
    TooManyRows {
        /// The maximum.
        limit: u64,
    },
    /// An unclosed quotation mark: everything after it is a single value, which may contain people.
    OpenQuote {
        /// The row in which it began.
        row: u64,
    },
}

/// One cell that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// The list, if there are several.
    pub list: Option<String>,
    /// The workbook's sheet, if there is one.
    pub sheet: Option<String>,
    /// Row in the file, counted from 1.
    pub row: u64,
    /// The column's letter as in a spreadsheet.
    pub column: String,
    /// The column's title.
    pub title: String,
    /// The value, cut after 60 characters.
    pub value: String,
    /// What is wrong with it.
    pub kind: CellFaultKind,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellFaultKind {
    /// Not a date of the calendar in a supported format.
    Date,
    /// A spreadsheet turned the number into 1.2E+11 or rounded it.
    Rounded,
    /// Not one of the known words for this column.
    UnknownWord {
        /// The known words.
        known: String,
    },
    /// "mất": a token that is lost, or a person who died.
    LostOrDied,
    /// A two-digit year.
    ShortYear,
    /// A name alone, or a heading without rows below it.
    MaybePerson,
    /// An error value such as `#N/A`.
    ErrorValue,
    /// A formula as text.
    Formula,
    /// The name is missing in a row that has other values.
    NameMissing,
    /// Longer than any real value.
    TooLong,
}

/// A value that was corrected, or should be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellNote {
    /// The list, if there are several.
    pub list: Option<String>,
    /// Row in the file, counted from 1.
    pub row: u64,
    /// The column's letter as in a spreadsheet.
    pub column: String,
    /// The column's title.
    pub title: String,
    /// The cell, cut after 60 characters.
    pub value: String,
    /// What was done.
    pub kind: CellNoteKind,
}

/// What was done with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellNoteKind {
    /// A spreadsheet had dropped leading zeros; they were restored.
    ZeroRestored {
        /// The restored value.
        value: String,
    },
    /// A year of birth without day and month, which no form accepts.
    YearAlone,
}

/// A row that is not a person: a total, a signature, a remark.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// The list, if there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Row in the file, counted from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub row: u64,
    /// Its first texts.
    pub text: String,
}

impl Situation for RosterFault {
    fn told(&self) -> Told {
        let told = |id| Class::Usage.told(id, id);
        let titles = || {
            let known: Vec<String> = StaffField::ALL.iter().map(|field| field.shown().0.to_owned()).collect();
            let english: Vec<String> = StaffField::ALL.iter().map(|field| field.shown().1.to_owned()).collect();
            Phrase::new("roster-known-titles").with("vietnamese", listed(&known)).with("english", listed(&english))
        };
        let about = |told: Told, field: &StaffField| {
            let (vietnamese, english) = field.shown();
            told.with("vietnamese", vietnamese).with("english", english)
        };
        match self {
            Self::Empty => told("roster-empty").hint(titles()),
            Self::NoRows => told("roster-no-rows").hint(titles()),
            Self::MissingColumn { field, seen } => {
                about(told("roster-missing-column"), field).with("seen", listed(seen)).hint(titles())
            }
            Self::NothingToMatchBy { seen } => {
                told("roster-nothing-to-match-by").with("seen", listed(seen)).hint(titles())
            }
            Self::TwoColumns { field, first, second } => about(told("roster-two-columns"), field)
                .with("first", first)
                .with("second", second)
                .hint("roster-hint-template"),
            Self::TooManyRows { limit } => {
                told("roster-too-many-rows").with("limit", *limit).hint("roster-hint-template")
            }
            Self::OpenQuote { row } => told("roster-open-quote").with("row", *row).hint("roster-hint-template"),
        }
    }
}

situation_error!(RosterFault);

impl CellFault {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self.kind {
            CellFaultKind::Date => "roster-cell-date",
            CellFaultKind::ShortYear => "roster-cell-short-year",
            CellFaultKind::Rounded => "roster-cell-rounded",
            CellFaultKind::UnknownWord { .. } => "roster-cell-unknown-word",
            CellFaultKind::LostOrDied => "roster-cell-lost-or-died",
            CellFaultKind::MaybePerson => "roster-cell-maybe-person",
            CellFaultKind::ErrorValue => "roster-cell-error-value",
            CellFaultKind::Formula => "roster-cell-formula",
            CellFaultKind::NameMissing => "roster-cell-name-missing",
            CellFaultKind::TooLong => "roster-cell-too-long",
        }
    }

    /// Where it is, what is wrong, and what would be correct.
    pub fn phrase(&self) -> Phrase {
        let place = match &self.sheet {
            Some(sheet) => Phrase::new("roster-place-in-sheet").with("sheet", sheet),
            None => Phrase::new("roster-place"),
        };
        let place = place.with("row", self.row).with("column", &self.column).with("title", &self.title);
        let place = match &self.list {
            Some(list) => Phrase::new("roster-place-in-list").with("list", list).with("place", place),
            None => place,
        };
        let phrase = Phrase::new(self.code()).with("place", place).with("value", &self.value);
        match &self.kind {
            CellFaultKind::UnknownWord { known } => phrase.with("known", known),
            _ => phrase,
        }
    }
}

impl CellNote {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self.kind {
            CellNoteKind::ZeroRestored { .. } => "roster-note-zero-restored",
            CellNoteKind::YearAlone => "roster-note-year-alone",
        }
    }
}

/// Titles in a row, at most forty of them.
fn listed(titles: &[String]) -> String {
    let shown: Vec<&str> = titles.iter().take(40).map(String::as_str).collect();
    shown.join(", ")
}
