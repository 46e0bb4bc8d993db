//! What can keep a form from being made at all. A single wrong value is no error here but a [`super::RowError`].

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::situation_error;

/// Why no dossier could be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// The file with the forms' definitions is not readable TOML, or names a key that does not exist.
    DefinitionUnreadable {
        /// What the reader found, with line and column.
        fault: String,
    },
    /// The definitions lack a form.
    FormMissing {
        /// Its number.
        number: String,
    },
    /// A form has no column, one column twice, or the columns of one group apart.
    ColumnsWrong {
        /// The form's number.
        number: String,
        /// The title in question.
        title: String,
    },
    /// Nothing is to be requested.
    NothingToRequest {
        /// The form's number.
        number: String,
    },
    /// Everything that could be requested is only proposed.
    OnlyProposals {
        /// The form's number.
        number: String,
        /// How many proposals.
        count: usize,
    },
    /// A service was asked for that this form does not serve.
    ServiceNotOfForm {
        /// The form's number.
        number: String,
        /// The row.
        row: usize,
    },
}

situation_error!(FormError);

impl Situation for FormError {
    fn class(&self) -> Class {
        match self {
            Self::DefinitionUnreadable { .. } | Self::FormMissing { .. } | Self::ColumnsWrong { .. } => Class::Usage,
            Self::NothingToRequest { .. } | Self::OnlyProposals { .. } => Class::NotFound,
            Self::ServiceNotOfForm { .. } => Class::Bug,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::DefinitionUnreadable { .. } => "form-definition-unreadable",
            Self::FormMissing { .. } => "form-missing",
            Self::ColumnsWrong { .. } => "form-columns-wrong",
            Self::NothingToRequest { .. } => "form-nothing-to-request",
            Self::OnlyProposals { .. } => "form-only-proposals",
            Self::ServiceNotOfForm { .. } => "form-service-not-of-form",
        }
    }

    fn phrase(&self) -> Phrase {
        let phrase = Phrase::new(self.code());
        match self {
            Self::DefinitionUnreadable { fault } => phrase.with("fault", fault),
            Self::FormMissing { number } | Self::NothingToRequest { number } => phrase.with("number", number),
            Self::OnlyProposals { number, count } => phrase.with("number", number).with("count", *count),
            Self::ColumnsWrong { number, title } => phrase.with("number", number).with("title", title),
            Self::ServiceNotOfForm { number, row } => phrase.with("number", number).with("row", *row),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::DefinitionUnreadable { .. } | Self::FormMissing { .. } | Self::ColumnsWrong { .. } => {
                Some(Phrase::new("form-hint-definition"))
            }
            Self::NothingToRequest { .. } => Some(Phrase::new("form-hint-plan")),
            Self::OnlyProposals { .. } => Some(Phrase::new("form-hint-confirm")),
            Self::ServiceNotOfForm { .. } => None,
        }
    }
}
