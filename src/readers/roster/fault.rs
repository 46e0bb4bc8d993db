//! Why a staff list's file cannot be read.

use super::super::encoding::EncodingFault;
use crate::domain::phrase::Phrase;
use crate::domain::roster::RosterFault;
use crate::domain::shell::quoted;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// What is wrong with the file or its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterFileFault {
    /// Too large.
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The maximum size.
        limit: u64,
    },
    /// Its bytes are not text.
    Encoding(EncodingFault),
    /// An .xls file, or a workbook with a password.
    OldOrEncryptedWorkbook,
    /// A spreadsheet of LibreOffice, .ods.
    OpenDocument,
    /// A ZIP file that is not a workbook, or a damaged one.
    NotAWorkbook {
        /// The parser's message, in English.
        fault: String,
    },
    /// The workbook has no sheet of that name.
    NoSheet {
        /// The requested name; `None` if there is no sheet at all.
        name: Option<String>,
        /// The existing sheets.
        sheets: Vec<String>,
    },
    /// Several sheets hold a staff list, and none was specified.
    SeveralSheets {
        /// Their names.
        sheets: Vec<String>,
    },
    /// A workbook that is too large when unpacked.
    Bomb {
        /// The part that exceeds the limit.
        part: String,
        /// The maximum for it, or for all parts together.
        limit: u64,
    },
    /// A workbook with too many parts.
    TooManyParts {
        /// The maximum.
        limit: u64,
    },
    /// Too many cells.
    TooManyCells {
        /// The maximum.
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
        // In any case the page describes the supported files.
        match told.hint.clone() {
            Some(hint) => told.hint(Phrase::new("roster-hint-and-page").with("hint", hint)),
            None => told.hint("roster-hint-page"),
        }
    }
}

situation_error!(RosterFileFault);
