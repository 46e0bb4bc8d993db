//! Requests: the list and what its documents show. No letter is made from a redacted request, because without names it
//! would request nothing.

use std::collections::BTreeMap;

use super::{Redact, redact};
use crate::domain::form::{BLANK, Body, ColumnKey, Contact, Details, Dossier, FormCell, FormRow, RowError};
use crate::domain::redact::{Kind, Redactor};
use crate::report::request::{Error, RequestReport};
use crate::text::Texts;

redact! {
    Dossier {
        kind: keep, body: inner, officer: inner, recipient: unit, contact: inner, rows: inner, to_fill: keep,
        row_errors: inner, details: inner,
    }
    Details { number: text, date: keep, is_central: keep, is_draft: keep }
    FormRow { cells: inner }
    Body {
        name: unit, parent: unit, address: place, province: place, tax_code: identity, budget_code: identity,
        place: place, symbol: text, authority: unit, head_title: title, head_name: person, copies: unit,
    }
    Contact {
        name: person, identity_number: identity, identity_date: text, identity_place: text, position: title,
        mobile: phone, email: email, address: place,
    }
    RequestReport {
        envelope: keep, form: keep, recipient: unit, columns: keep, rows: inner, row_errors: inner, to_fill: keep,
        left_out: inner, undecided: inner, summary: keep,
    }
}

impl Redact for BTreeMap<ColumnKey, FormCell> {
    fn redact(&mut self, redactor: &Redactor) {
        for (column, cell) in self {
            if let (Some(kind), FormCell::Filled(text)) = (kind(*column), cell) {
                *text = shown(redactor, kind, text);
            }
        }
    }
}

impl Redact for (String, FormCell) {
    fn redact(&mut self, redactor: &Redactor) {
        // The title is the form's.
        if let FormCell::Filled(text) = &mut self.1 {
            *text = shown(redactor, Kind::Text, text);
        }
    }
}

impl Redact for RowError {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { row: _, name, column, title: _, fault: _, value } = self;
        super::how::person(name, redactor);
        if let Some(value) = value {
            *value = redactor.name(kind(*column).unwrap_or(Kind::Text), value);
        }
    }
}

impl Redact for Error {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { error, message: _ } = self;
        error.redact(redactor);
        self.message = Texts::english().say(&self.error.phrase());
    }
}

/// A field to fill in by hand stays one.
fn shown(redactor: &Redactor, kind: Kind, text: &str) -> String {
    if text == BLANK { text.to_owned() } else { redactor.name(kind, text) }
}

/// The contents of a column; `None` if it contains marks, row numbers and the form's own words.
fn kind(column: ColumnKey) -> Option<Kind> {
    Some(match column {
        ColumnKey::Index | ColumnKey::SimPki | ColumnKey::Renew | ColumnKey::Change | ColumnKey::Reason => return None,
        ColumnKey::FullName | ColumnKey::OrganisationName | ColumnKey::CertificateName => Kind::Person,
        ColumnKey::Identity | ColumnKey::TaxCode | ColumnKey::BudgetCode => Kind::Identity,
        ColumnKey::Email => Kind::Email,
        ColumnKey::Organisation => Kind::Unit,
        ColumnKey::Address | ColumnKey::Province => Kind::Place,
        ColumnKey::Position => Kind::Title,
        ColumnKey::Phone => Kind::Phone,
        ColumnKey::CertificateSerial | ColumnKey::OldCertificateSerial | ColumnKey::DeviceSerial => Kind::Serial,
        ColumnKey::BirthDate | ColumnKey::OldInformation | ColumnKey::NewInformation => Kind::Text,
    })
}
