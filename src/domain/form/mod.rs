//! Forms 01, 02, 04, 05 and 06 of Decree 68/2024: the contents of a request, before any document exists.
//!
//! May import `domain` only. The definitions (titles, columns, letter sentences) are data in `forms.toml`; an agency
//! may supply its own. Pitfall: a wrong value must never reach the document; it becomes a [`RowError`] and a blank.

mod body_name;
mod build;
mod definition;
mod dossier;
mod error;
mod people;
mod row;
mod value;

pub use build::{Request, build, clean_body};
pub use definition::{ColumnKey, ContactKey, Desk, FormColumn, FormDefinition, Forms, ReasonKey, Words};
pub use dossier::{
    BLANK, Details, Dossier, FormCell, FormField, FormRow, LetterField, MARK, RowError, RowFault, ToFill, rows_in_short,
};
pub use error::FormError;
pub use people::{Body, CertificateFacts, Change, Changed, Contact, FormEntry, Service, Subscriber};
pub use value::{Rules, clean, fault_of_date, fault_of_email, fault_of_identity_number, fault_of_tax_code};

use serde::{Deserialize, Serialize};

/// A form that the tool fills in, by its number in the decree's appendix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// 01: a new certificate for a person.
    NewPerson,
    /// 02: a new certificate for an organisation.
    NewOrganisation,
    /// 04: renewal, change of information, or both.
    RenewalChange,
    /// 05: revocation.
    Revocation,
    /// 06: recovery of a locked token.
    Recovery,
}

impl FormKind {
    /// Every form, by number.
    pub const ALL: [Self; 5] =
        [Self::NewPerson, Self::NewOrganisation, Self::RenewalChange, Self::Revocation, Self::Recovery];

    /// The number printed on the form.
    pub fn number(self) -> &'static str {
        match self {
            Self::NewPerson => "01",
            Self::NewOrganisation => "02",
            Self::RenewalChange => "04",
            Self::Revocation => "05",
            Self::Recovery => "06",
        }
    }

    /// The form of a number, `01` or `1`.
    pub fn from_number(number: &str) -> Option<Self> {
        let bare = number.trim_start_matches('0');
        Self::ALL.into_iter().find(|kind| kind.number().trim_start_matches('0') == bare)
    }
}
