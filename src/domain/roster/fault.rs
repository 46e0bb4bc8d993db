//! What is wrong with a staff list: the list as a whole, or cells by row and column.

use std::error::Error;
use std::fmt;

use super::Field;
use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};

/// How many wrong cells are listed one by one.
pub(super) const LISTED: usize = 20;

/// Why a staff list cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterFault {
    /// No cell holds anything.
    Empty,
    /// A heading row, and nothing under it.
    NoRows,
    /// A required column is missing.
    MissingColumn {
        /// Which one.
        field: Field,
        /// The titles that the list has.
        seen: Vec<String>,
    },
    /// Only names: nothing by which a certificate could be found for certain.
    NothingToMatchBy {
        /// The titles that the list has.
        seen: Vec<String>,
    },
    /// Two columns hold the same.
    TwoColumns {
        /// What they hold.
        field: Field,
        /// Title of the first, with its letter.
        first: String,
        /// Title of the second, with its letter.
        second: String,
    },
    /// More rows than are read.
    TooManyRows {
        /// The most that are read.
        limit: u64,
    },
    /// Cells that cannot be used; the chain of sources lists the first of them.
    Cells {
        /// How many there are.
        total: usize,
        /// The first of them, the others behind it.
        first: Box<CellFault>,
    },
}

/// One cell that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
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
    pub(super) next: Option<Box<CellFault>>,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellFaultKind {
    /// No date of the calendar in a form that is read.
    Date,
    /// A spreadsheet turned the number into 1.2E+11 or rounded it.
    Rounded,
    /// Not one of the words known for this column.
    UnknownWord {
        /// The words that are known.
        known: &'static str,
    },
    /// An error value such as `#N/A`.
    ErrorValue,
    /// A formula as text.
    Formula,
    /// The name is missing in a row that has other values.
    NameMissing,
    /// Longer than any real value.
    TooLong,
    /// A quotation mark that nothing closes.
    OpenQuote,
}

impl CellFault {
    /// This one and those behind it.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |fault| fault.next.as_deref())
    }
}

impl Situation for RosterFault {
    fn class(&self) -> Class {
        Class::Usage
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "roster-empty",
            Self::NoRows => "roster-no-rows",
            Self::MissingColumn { .. } => "roster-missing-column",
            Self::NothingToMatchBy { .. } => "roster-nothing-to-match-by",
            Self::TwoColumns { .. } => "roster-two-columns",
            Self::TooManyRows { .. } => "roster-too-many-rows",
            Self::Cells { .. } => "roster-cells",
        }
    }

    fn phrase(&self) -> Phrase {
        let phrase = Phrase::new(self.code());
        match self {
            Self::Empty | Self::NoRows => phrase,
            Self::MissingColumn { field, seen } => {
                let (vietnamese, english) = field.shown();
                phrase.with("vietnamese", vietnamese).with("english", english).with("seen", listed(seen))
            }
            Self::NothingToMatchBy { seen } => phrase.with("seen", listed(seen)),
            Self::TwoColumns { field, first, second } => {
                let (vietnamese, english) = field.shown();
                phrase
                    .with("vietnamese", vietnamese)
                    .with("english", english)
                    .with("first", first)
                    .with("second", second)
            }
            Self::TooManyRows { limit } => phrase.with("limit", *limit),
            Self::Cells { total, .. } => phrase.with("total", *total),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::MissingColumn { .. } | Self::NothingToMatchBy { .. } | Self::Empty => {
                let known: Vec<String> = Field::ALL.iter().map(|field| field.shown().0.to_owned()).collect();
                let english: Vec<String> = Field::ALL.iter().map(|field| field.shown().1.to_owned()).collect();
                Some(
                    Phrase::new("roster-known-titles")
                        .with("vietnamese", listed(&known))
                        .with("english", listed(&english)),
                )
            }
            Self::Cells { first, .. } if first.all().any(|fault| fault.kind == CellFaultKind::Rounded) => {
                Some(Phrase::new("roster-hint-rounded"))
            }
            Self::Cells { first, .. } if first.all().any(|fault| fault.kind == CellFaultKind::Date) => {
                Some(Phrase::new("roster-hint-date"))
            }
            _ => None,
        }
    }
}

impl fmt::Display for RosterFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.phrase(), formatter)
    }
}

impl Error for RosterFault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Cells { first, .. } => Some(first.as_ref()),
            _ => None,
        }
    }
}

impl Situation for CellFault {
    fn class(&self) -> Class {
        Class::Usage
    }

    fn code(&self) -> &'static str {
        match self.kind {
            CellFaultKind::Date => "roster-cell-date",
            CellFaultKind::Rounded => "roster-cell-rounded",
            CellFaultKind::UnknownWord { .. } => "roster-cell-unknown-word",
            CellFaultKind::ErrorValue => "roster-cell-error-value",
            CellFaultKind::Formula => "roster-cell-formula",
            CellFaultKind::NameMissing => "roster-cell-name-missing",
            CellFaultKind::TooLong => "roster-cell-too-long",
            CellFaultKind::OpenQuote => "roster-cell-open-quote",
        }
    }

    fn phrase(&self) -> Phrase {
        let phrase = Phrase::new(self.code()).with("row", self.row);
        let placed = phrase.with("column", &self.column).with("title", &self.title).with("value", &self.value);
        match self.kind {
            CellFaultKind::UnknownWord { known } => placed.with("known", known),
            _ => placed,
        }
    }
}

impl fmt::Display for CellFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.phrase(), formatter)
    }
}

impl Error for CellFault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.next.as_deref().map(|next| next as &(dyn Error + 'static))
    }
}

/// Titles side by side, at most forty of them.
fn listed(titles: &[String]) -> String {
    let shown: Vec<&str> = titles.iter().take(40).map(String::as_str).collect();
    shown.join(", ")
}
