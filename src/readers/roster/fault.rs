//! Why a staff list's file cannot be read.

use std::error::Error;
use std::fmt;

use super::super::encoding::EncodingFault;
use crate::domain::phrase::Phrase;
use crate::domain::roster::RosterFault;
use crate::domain::situation::{Class, Situation};

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
    fn class(&self) -> Class {
        Class::Usage
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "roster-too-large",
            Self::Encoding(fault) => fault.code(),
            Self::OldOrEncryptedWorkbook => "roster-old-or-encrypted-workbook",
            Self::OpenDocument => "roster-open-document",
            Self::NotAWorkbook { .. } => "roster-not-a-workbook",
            Self::NoSheet { .. } => "roster-no-sheet",
            Self::SeveralSheets { .. } => "roster-several-sheets",
            Self::Bomb { .. } => "roster-workbook-too-large",
            Self::TooManyParts { .. } => "roster-too-many-parts",
            Self::TooManyCells { .. } => "roster-too-many-cells",
            Self::List(fault) => fault.code(),
        }
    }

    fn phrase(&self) -> Phrase {
        let phrase = Phrase::new(self.code());
        match self {
            Self::TooLarge { bytes, limit } => phrase.with("bytes", *bytes).with("limit", *limit),
            Self::Encoding(fault) => fault.phrase(),
            Self::OldOrEncryptedWorkbook | Self::OpenDocument => phrase,
            Self::NotAWorkbook { fault } => phrase.with("fault", fault),
            Self::NoSheet { name, sheets } => {
                phrase.with("name", name.as_deref().unwrap_or("")).with("sheets", sheets.join(", "))
            }
            Self::SeveralSheets { sheets } => phrase.with("sheets", sheets.join(", ")),
            Self::Bomb { part, limit } => phrase.with("part", part).with("limit", *limit),
            Self::TooManyParts { limit } | Self::TooManyCells { limit } => phrase.with("limit", *limit),
            Self::List(fault) => fault.phrase(),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        let own = match self {
            Self::Encoding(fault) => fault.hint(),
            Self::List(fault) => fault.hint(),
            Self::OldOrEncryptedWorkbook | Self::OpenDocument | Self::NotAWorkbook { .. } => {
                Some(Phrase::new("roster-hint-save-as-xlsx"))
            }
            Self::Bomb { .. } | Self::TooManyParts { .. } => Some(Phrase::new("roster-hint-list-alone")),
            Self::SeveralSheets { sheets } => {
                Some(Phrase::new("roster-hint-sheet").with("sheet", sheets.first().map_or("", String::as_str)))
            }
            Self::TooLarge { .. } | Self::NoSheet { .. } | Self::TooManyCells { .. } => None,
        };
        // Whatever it is, the page says what is read.
        Some(match own {
            Some(hint) => Phrase::new("roster-hint-and-page").with("hint", hint),
            None => Phrase::new("roster-hint-page"),
        })
    }
}

impl fmt::Display for RosterFileFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.phrase(), formatter)
    }
}

impl Error for RosterFileFault {
    /// The wrong cells one by one; the list's own sentence is already said by this one.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::List(fault) => fault.source(),
            _ => None,
        }
    }
}
