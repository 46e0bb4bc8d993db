//! From entries to a dossier: the list, the letter's fields, and what is left to fill in.

use std::collections::BTreeMap;

use super::definition::{ContactKey, FormDefinition};
use super::dossier::{BLANK, Details, Dossier, FormCell, FormField, LetterField, ToFill};
use super::error::FormError;
use super::people::{Body, Contact, FormEntry, Service};
use super::row::Filler;
use super::value::{Rules, clean};
use super::{ColumnKey, FormKind, body_name};
use crate::domain::roster::mobile_number;

/// Everything a form is made of.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Which form.
    pub kind: FormKind,
    /// The issuing agency.
    pub body: &'a Body,
    /// The focal officer.
    pub officer: &'a Contact,
    /// The recipient; the form's own if `None`.
    pub recipient: Option<&'a str>,
    /// The holders, in the order of the list.
    pub entries: &'a [FormEntry],
    /// The agency's rules.
    pub rules: &'a Rules,
}

/// Fills a form. A wrong value is in [`Dossier::row_errors`] and blank in the list.
///
/// # Errors
/// No entry, or an entry whose service this form does not cover.
pub fn build(request: &Request<'_>, form: &FormDefinition) -> Result<Dossier, FormError> {
    let number = || form.number.clone();
    if request.entries.is_empty() {
        return Err(FormError::NothingToRequest { number: number() });
    }
    let mut rows = Vec::with_capacity(request.entries.len());
    let mut row_errors = Vec::new();
    let mut blank_cells: BTreeMap<ColumnKey, Vec<usize>> = BTreeMap::new();
    for (entry, row) in request.entries.iter().zip(1_usize..) {
        if !serves(request.kind, &entry.service) {
            return Err(FormError::ServiceNotOfForm { number: number(), row });
        }
        let mut blanks = Vec::new();
        let filler = Filler {
            kind: request.kind,
            form,
            rules: request.rules,
            body: request.body,
            entry,
            number: row,
            errors: &mut row_errors,
            blanks: &mut blanks,
        };
        rows.push(filler.fill());
        for key in blanks {
            blank_cells.entry(key).or_default().push(row);
        }
    }

    let mut letter = Letter { form, to_fill: Vec::new() };
    let body = clean_body(request.body);
    let officer = clean_contact(request.officer, request.body);
    let recipient = letter.fields(request, &body);
    let contact = letter.contact(&officer, &body);
    let mut to_fill = letter.to_fill;
    for column in &form.columns {
        if let Some(rows) = blank_cells.remove(&column.key) {
            to_fill.push(ToFill { field: FormField::Column(column.key), title: column.title.clone(), rows });
        }
    }
    let details = Details::default();
    Ok(Dossier { kind: request.kind, body, officer, recipient, contact, rows, to_fill, row_errors, details })
}

fn serves(kind: FormKind, service: &Service) -> bool {
    match service {
        Service::New => matches!(kind, FormKind::NewPerson | FormKind::NewOrganisation),
        Service::Renew | Service::Change(_) | Service::RenewAndChange(_) => kind == FormKind::RenewalChange,
        Service::Revoke(_) => kind == FormKind::Revocation,
        Service::Recover => kind == FormKind::Recovery,
    }
}

/// Collects what is missing in the letter.
struct Letter<'a> {
    form: &'a FormDefinition,
    to_fill: Vec<ToFill>,
}

impl Letter<'_> {
    fn lacks(&mut self, field: FormField, title: &str) {
        self.to_fill.push(ToFill { field, title: title.to_owned(), rows: Vec::new() });
    }

    fn lacks_letter(&mut self, field: LetterField) {
        let title = self.form.words.letter(field).to_owned();
        self.lacks(FormField::Letter(field), &title);
    }

    /// Notes the missing fields of the letter and returns its recipient.
    fn fields(&mut self, request: &Request<'_>, body: &Body) -> String {
        // The registry assigns number and date after the head has signed.
        self.lacks_letter(LetterField::Number);
        self.lacks_letter(LetterField::Date);
        for (value, field) in [(&body.name, LetterField::Body), (&body.place, LetterField::Place)] {
            if value.is_none() {
                self.lacks_letter(field);
            }
        }
        let given = request
            .recipient
            .map(|recipient| body_name::running(&clean(recipient).0))
            .filter(|recipient| !recipient.is_empty());
        let recipient = given.unwrap_or_else(|| {
            let province = body.province.as_deref().unwrap_or(BLANK);
            self.form.words.recipient(self.form.recipient).replace("{province}", &body_name::province(province))
        });
        if recipient.contains(BLANK) {
            self.lacks_letter(LetterField::Recipient);
        }
        for (value, field) in [(&body.head_title, LetterField::HeadTitle), (&body.head_name, LetterField::HeadName)] {
            if value.is_none() {
                self.lacks_letter(field);
            }
        }
        recipient
    }

    fn contact(&mut self, officer: &Contact, body: &Body) -> Vec<(String, FormCell)> {
        let form = self.form;
        let mut lines = Vec::with_capacity(form.contact.len());
        for key in &form.contact {
            let value = match key {
                ContactKey::Name => &officer.name,
                ContactKey::IdentityNumber => &officer.identity_number,
                ContactKey::IdentityDate => &officer.identity_date,
                ContactKey::IdentityPlace => &officer.identity_place,
                ContactKey::Position => &officer.position,
                ContactKey::Organisation => &body.name,
                ContactKey::Phone => &officer.mobile,
                ContactKey::Email => &officer.email,
                ContactKey::Address | ContactKey::ReturnAddress => &officer.address,
            };
            let title = form.words.contact(*key);
            if value.is_none() {
                self.lacks(FormField::Contact(*key), title);
            }
            lines.push((title.to_owned(), value.clone().map_or(FormCell::ToFill, FormCell::Filled)));
        }
        lines
    }
}

fn cleaned(text: Option<&String>) -> Option<String> {
    text.map(|text| clean(text).0).filter(|text| !text.is_empty())
}

/// An agency as documents name it: cleaned, and in normal case in running text.
pub fn clean_body(body: &Body) -> Body {
    Body {
        name: cleaned(body.name.as_ref()).map(|name| body_name::running(&name)),
        parent: cleaned(body.parent.as_ref()).map(|name| body_name::running(&name)),
        address: cleaned(body.address.as_ref()),
        province: cleaned(body.province.as_ref()),
        tax_code: cleaned(body.tax_code.as_ref()),
        budget_code: cleaned(body.budget_code.as_ref()),
        place: cleaned(body.place.as_ref()),
        symbol: cleaned(body.symbol.as_ref()),
        authority: cleaned(body.authority.as_ref()),
        head_title: cleaned(body.head_title.as_ref()),
        head_name: cleaned(body.head_name.as_ref()),
        copies: body.copies.iter().filter_map(|copy| cleaned(Some(copy))).collect(),
    }
}

/// The officer as the contact block shows them, at the agency's address unless they have their own.
fn clean_contact(contact: &Contact, body: &Body) -> Contact {
    Contact {
        name: cleaned(contact.name.as_ref()),
        identity_number: cleaned(contact.identity_number.as_ref()),
        identity_date: cleaned(contact.identity_date.as_ref()),
        identity_place: cleaned(contact.identity_place.as_ref()),
        position: cleaned(contact.position.as_ref()),
        mobile: cleaned(contact.mobile.as_deref().map(mobile_number).as_ref()),
        email: cleaned(contact.email.as_ref()),
        address: cleaned(contact.address.as_ref().or(body.address.as_ref())),
    }
}
