//! What can prevent a form from being made. A single wrong value is not an error here but a [`super::RowError`].

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// Why no dossier was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// The file with the forms' definitions is not readable TOML, or names an unknown key.
    DefinitionUnreadable {
        /// What is wrong with it.
        fault: Box<Phrase>,
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
    /// There is nothing to request.
    NothingToRequest {
        /// The form's number.
        number: String,
    },
    /// Every possible request depends on a match to confirm.
    OnlyProposals {
        /// The form's number.
        number: String,
        /// How many matches to confirm.
        count: usize,
    },
    /// Every possible request depends on whether its holder is a person or an agency.
    OnlyUndecided {
        /// The form's number.
        number: String,
        /// How many certificates wait for that.
        count: usize,
    },
    /// A service was requested that this form does not cover.
    ServiceNotOfForm {
        /// The form's number.
        number: String,
        /// The row.
        row: usize,
    },
}

situation_error!(FormError);

impl Situation for FormError {
    fn told(&self) -> Told {
        let told = |id, class: Class| class.told(id, id);
        match self {
            Self::DefinitionUnreadable { fault } => told("form-definition-unreadable", Class::Usage)
                .with("fault", (**fault).clone())
                .hint("form-hint-definition"),
            Self::FormMissing { number } => {
                told("form-missing", Class::Usage).with("number", number).hint("form-hint-definition")
            }
            Self::ColumnsWrong { number, title } => told("form-columns-wrong", Class::Usage)
                .with("number", number)
                .with("title", title)
                .hint("form-hint-definition"),
            Self::NothingToRequest { number } => {
                told("form-nothing-to-request", Class::NotFound).with("number", number).hint("form-hint-plan")
            }
            Self::OnlyProposals { number, count } => told("form-only-proposals", Class::NotFound)
                .with("number", number)
                .with("count", *count)
                .hint("form-hint-confirm"),
            Self::OnlyUndecided { number, count } => told("form-only-undecided", Class::NotFound)
                .with("number", number)
                .with("count", *count)
                .hint("form-hint-undecided"),
            Self::ServiceNotOfForm { number, row } => told("form-service-not-of-form", Class::Bug)
                .with("number", number)
                .with("row", *row)
                .hint("run-bug-hint"),
        }
    }
}
