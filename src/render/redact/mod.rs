//! Reports without personal data: `--redact` turns a finished report into one of the same type with pseudonyms, before
//! any renderer sees it, so that table, JSON, CSV and workbook cannot differ in what they show.
//!
//! May import `report`, `domain` and the sentences of problems. Here every type names each of its fields with its
//! treatment, so code with a new field does not compile until its treatment is decided. A document without names says so
//! in the list of kinds, and has no treatment here.
//!
//! Pitfall: sentences in a report are composed again from the redacted values, never searched for names.

mod how;
mod import;
mod inventory;
mod journal;
mod keys;
mod office;
mod pin;
mod request;
mod settings;
mod verify;

use crate::domain::redact::Redactor;
use crate::report::NamesNobody;

/// A report that can be shown without personal data.
pub trait Redact {
    /// Replaces people by pseudonyms.
    fn redact(&mut self, redactor: &Redactor);
}

impl<T: NamesNobody> Redact for T {
    fn redact(&mut self, _redactor: &Redactor) {}
}

impl<T: Redact> Redact for Option<T> {
    fn redact(&mut self, redactor: &Redactor) {
        if let Some(value) = self {
            value.redact(redactor);
        }
    }
}

impl<T: Redact> Redact for Vec<T> {
    fn redact(&mut self, redactor: &Redactor) {
        for value in self {
            value.redact(redactor);
        }
    }
}

/// Gives the treatment of each field of a type: a function of [`how`].
macro_rules! redact {
    ($($type:ty { $($field:ident: $how:ident),* $(,)? })*) => {$(
        impl crate::render::redact::Redact for $type {
            fn redact(&mut self, redactor: &crate::domain::redact::Redactor) {
                let Self { $($field),* } = self;
                $(crate::render::redact::how::$how($field, redactor);)*
            }
        }
    )*};
}
use redact;
