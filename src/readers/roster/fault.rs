//! Why a staff list's file cannot be read.

use super::super::encoding::EncodingFault;
use crate::domain::phrase::Phrase;
use crate::domain::roster::RosterFault;
use crate::domain::shell::quoted;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// What is wrong with the file, or with the list in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterFileFault {
    /// Larger than is read.
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The largest that is read.
        limit: u64,
    },
    /// Its bytes are no text.
    Encoding(EncodingFault),
    /// An .xls file, or a workbook with a password.
    OldOrEncryptedWorkbook,
    /// A spreadsheet of LibreOffice, .ods.
    OpenDocument,
    /// A ZIP file that is no workbook, or a damaged one.
    NotAWorkbook {
        /// What the reader says, in English.
        fault: String,
    },
    /// The workbook has no sheet of that name.
    NoSheet {
        /// The name that was asked for; `None` where there is no sheet at all.
        name: Option<String>,
        /// The sheets that it has.
        sheets: Vec<String>,
    },
    /// Several sheets hold a staff list, and which is meant was not said.
    SeveralSheets {
        /// Their names.
        sheets: Vec<String>,
    },
    /// A workbook that becomes too large when it is unpacked.
    Bomb {
        /// The part with which the limit is passed.
        part: String,
        /// The most that it, or all parts together, may become.
        limit: u64,
    },
    /// A workbook of more parts than any has.
    TooManyParts {
        /// The most that are read.
        limit: u64,
    },
    /// More cells than are read.
    TooManyCells {
        /// The most that are read.
        limit: u64,
    },
    /// The list itself.
    List(RosterFault),
}

impl From<RosterFault> for RosterFileFault {
    fn from(fault: RosterFault) -> Self {
        Self::List(fault)
    }
}

impl Situation for RosterFileFault {
    fn told(&self) -> Told {
        let told = |id| Class::Usage.told(id, id);
        let told = match self {
            Self::TooLarge { bytes, limit } => told("roster-too-large").with("bytes", *bytes).with("limit", *limit),
            Self::Encoding(fault) => fault.told(),
            Self::OldOrEncryptedWorkbook => told("roster-old-or-encrypted-workbook").hint("roster-hint-save-as-xlsx"),
            Self::OpenDocument => told("roster-open-document").hint("roster-hint-save-as-xlsx"),
            Self::NotAWorkbook { fault } => {
                told("roster-not-a-workbook").with("fault", fault).hint("roster-hint-save-as-xlsx")
            }
            Self::NoSheet { name: Some(name), sheets } => {
                told("roster-no-sheet").with("name", name).with("sheets", sheets.join(", "))
            }
            Self::NoSheet { name: None, .. } => Class::Usage.told("roster-no-sheet", "roster-no-sheet-at-all"),
            Self::SeveralSheets { sheets } => told("roster-several-sheets").with("sheets", sheets.join(", ")).hint(
                Phrase::new("roster-hint-sheet").with("sheet", quoted(sheets.first().map_or("", String::as_str))),
            ),
            Self::Bomb { part, limit } => told("roster-workbook-too-large")
                .with("part", part)
                .with("limit", *limit)
                .hint("roster-hint-list-alone"),
            Self::TooManyParts { limit } => {
                told("roster-too-many-parts").with("limit", *limit).hint("roster-hint-list-alone")
            }
            Self::TooManyCells { limit } => told("roster-too-many-cells").with("limit", *limit),
            Self::List(fault) => fault.told(),
        };
        // Whatever it is, the page says what is read.
        match told.hint.clone() {
            Some(hint) => told.hint(Phrase::new("roster-hint-and-page").with("hint", hint)),
            None => told.hint("roster-hint-page"),
        }
    }
}

situation_error!(RosterFileFault);
