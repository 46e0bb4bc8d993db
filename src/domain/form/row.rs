//! One row of the list: which source fills which column, and what is wrong with it.
//!
//! Pitfall: the certificate takes precedence in forms 04 to 06, which concern an existing certificate; the staff list
//! in 01 and 02, which concern a future one.

use std::collections::BTreeMap;

use super::definition::{ColumnKey, FormColumn, FormDefinition};
use super::dossier::{BLANK, FormCell, FormRow, RowError, RowFault};
use super::people::{Change, Changed, FormEntry, Service};
use super::value::{self, Rules};
use super::{Body, FormKind};
use crate::domain::roster::Carrier;

/// Fills one row.
pub(super) struct Filler<'a> {
    pub(super) kind: FormKind,
    pub(super) form: &'a FormDefinition,
    pub(super) rules: &'a Rules,
    pub(super) body: &'a Body,
    pub(super) entry: &'a FormEntry,
    pub(super) number: usize,
    pub(super) errors: &'a mut Vec<RowError>,
    /// Columns of this row that have something to fill in.
    pub(super) blanks: &'a mut Vec<ColumnKey>,
}

impl Filler<'_> {
    /// Fills every column.
    pub(super) fn fill(mut self) -> FormRow {
        let form = self.form;
        let mut cells = BTreeMap::new();
        for column in &form.columns {
            let cell = self.cell(column);
            let blank = match &cell {
                FormCell::ToFill => true,
                FormCell::Filled(text) => text.contains(BLANK),
                FormCell::Marked | FormCell::Empty => false,
            };
            if blank {
                self.blanks.push(column.key);
            }
            cells.insert(column.key, cell);
        }
        FormRow { cells }
    }

    fn cell(&mut self, column: &FormColumn) -> FormCell {
        let person = &self.entry.subscriber;
        let certificate = self.entry.certificate.as_ref();
        match column.key {
            ColumnKey::Index => FormCell::Filled(self.number.to_string()),
            ColumnKey::FullName | ColumnKey::OrganisationName => {
                let holder = certificate.and_then(|certificate| certificate.common_name.as_deref());
                self.text(column, person.name.as_deref().or(holder))
            }
            ColumnKey::CertificateName => self.certificate_name(column),
            ColumnKey::BirthDate => self.judged(column, person.birth_date.as_deref(), value::date),
            ColumnKey::Identity => self.identity(column),
            ColumnKey::Email => self.email(column),
            ColumnKey::Organisation => self.organisation(column),
            ColumnKey::Address => self.text(column, person.address.as_deref()),
            ColumnKey::Province => {
                let locality = certificate.and_then(|certificate| certificate.locality.as_deref());
                let province = value::province(person.province.as_deref(), locality, self.body.province.as_deref());
                self.text(column, province.as_deref())
            }
            ColumnKey::Position => self.text(column, person.position.as_deref()),
            ColumnKey::Phone => self.text(column, person.phone.as_deref()),
            ColumnKey::TaxCode | ColumnKey::BudgetCode => self.organisation_code(column),
            ColumnKey::CertificateSerial => self.serial_with_phone(column),
            ColumnKey::OldCertificateSerial => match self.certificate_serial(column) {
                // "If there is one": a person without an old certificate has nothing to fill in here.
                FormCell::ToFill if certificate.is_none() && person.certificate_serial.is_none() => FormCell::Empty,
                cell => cell,
            },
            ColumnKey::DeviceSerial => self.device_serial(column),
            ColumnKey::SimPki if person.means == Carrier::SimPki => self.text(column, person.operator.as_deref()),
            ColumnKey::SimPki => FormCell::Empty,
            ColumnKey::OldInformation => self.changes(column, |change| change.old.as_deref()),
            ColumnKey::NewInformation => self.changes(column, |change| change.new.as_deref()),
            ColumnKey::Renew => marked(matches!(self.entry.service, Service::Renew | Service::RenewAndChange(_))),
            ColumnKey::Change => marked(matches!(self.entry.service, Service::Change(_) | Service::RenewAndChange(_))),
            ColumnKey::Reason => match self.entry.service {
                Service::Revoke(Some(reason)) => FormCell::Filled(self.form.words.reason(reason).to_owned()),
                _ => FormCell::ToFill,
            },
        }
    }

    fn certificate_name(&mut self, column: &FormColumn) -> FormCell {
        let person = &self.entry.subscriber;
        match &self.entry.certificate {
            Some(certificate) if certificate.common_name.as_deref().is_none_or(|name| name.trim().is_empty()) => {
                self.wrong(column, RowFault::NameMissing, None)
            }
            Some(certificate) => self.text(column, certificate.common_name.as_deref()),
            None => self.text(column, person.name.as_deref()),
        }
    }

    /// Number on one line, date and place of issue on the next.
    fn identity(&mut self, column: &FormColumn) -> FormCell {
        let person = &self.entry.subscriber;
        if person.is_organisation {
            return FormCell::Empty;
        }
        let of_certificate = self.identifier(&["CCCD", "CMND"]);
        let number = person.identity_number.clone().or(of_certificate);
        let number = self.judged(column, number.as_deref(), value::identity_number);
        let date = self.judged(column, person.identity_date.as_deref(), value::date);
        let place = self.text(column, person.identity_place.as_deref());
        FormCell::Filled(format!("{}\n{}, {}", number.text(), date.text(), place.text()))
    }

    fn identifier(&self, kinds: &[&str]) -> Option<String> {
        let identifiers = &self.entry.certificate.as_ref()?.identifiers;
        let of_kind = |kind: &&str| {
            identifiers.iter().find(|identifier| identifier.kind.as_deref() == Some(*kind)).map(|found| &found.value)
        };
        kinds.iter().find_map(of_kind).cloned()
    }

    fn organisation_code(&mut self, column: &FormColumn) -> FormCell {
        let person = &self.entry.subscriber;
        let tax = column.key == ColumnKey::TaxCode;
        let (of_roster, kind) = if tax { (&person.tax_code, "MST") } else { (&person.budget_code, "MNS") };
        let code = of_roster.clone().or_else(|| self.identifier(&[kind]));
        // In form 05 a person has neither code; a certificate with one is an organisation's.
        if code.is_none() && !person.is_organisation && self.kind != FormKind::NewOrganisation {
            return FormCell::Empty;
        }
        if tax { self.judged(column, code.as_deref(), value::tax_code) } else { self.text(column, code.as_deref()) }
    }

    fn email(&mut self, column: &FormColumn) -> FormCell {
        let of_roster = self.entry.subscriber.email.as_deref();
        let rules = self.rules;
        let registered = self.entry.certificate.as_ref().map(|certificate| {
            let official = certificate.emails.iter().find(|address| value::email(address, rules).is_ok());
            official.or(certificate.emails.first()).map(String::as_str)
        });
        let address = match (self.kind, registered) {
            (FormKind::NewPerson | FormKind::NewOrganisation, registered) => of_roster.or(registered.flatten()),
            // Form 04 asks for the address registered at issue, which the staff list does not know.
            (FormKind::RenewalChange, Some(registered)) => registered,
            (_, registered) => registered.flatten().or(of_roster),
        };
        // An address that is itself to be changed is shown unchanged, private or not.
        if self.changed_email() {
            return self.text(column, address);
        }
        self.judged(column, address, |address| value::email(address, rules))
    }

    fn changed_email(&self) -> bool {
        match &self.entry.service {
            Service::Change(changes) | Service::RenewAndChange(changes) => {
                changes.iter().any(|change| change.what == Changed::Email)
            }
            _ => false,
        }
    }

    /// The staff list's value, else the certificate's units from specific to general.
    fn organisation(&mut self, column: &FormColumn) -> FormCell {
        if let Some(name) = self.entry.subscriber.organisation.as_deref() {
            return self.text(column, Some(name));
        }
        let Some(certificate) = &self.entry.certificate else { return self.text(column, None) };
        let names = certificate.organizational_units.iter().rev().chain(certificate.organizations.iter().rev());
        let joined = names.map(|name| name.trim()).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ");
        self.text(column, Some(&joined))
    }

    /// On form 04 the signing number of SIM PKI is shown with the certificate's.
    fn serial_with_phone(&mut self, column: &FormColumn) -> FormCell {
        let serial = self.certificate_serial(column);
        let person = &self.entry.subscriber;
        if self.kind != FormKind::RenewalChange || person.means != Carrier::SimPki {
            return serial;
        }
        let phone = self.text(column, person.phone.as_deref());
        FormCell::Filled(format!("{}\n{}: {}", serial.text(), self.form.words.get("sim_pki"), phone.text()))
    }

    fn certificate_serial(&mut self, column: &FormColumn) -> FormCell {
        match &self.entry.certificate {
            Some(certificate) => match certificate.serial_number.as_deref() {
                Some(serial) => self.judged(column, Some(serial), value::certificate_serial),
                None => self.wrong(column, RowFault::SerialUnreadable, None),
            },
            None => self.judged(column, self.entry.subscriber.certificate_serial.as_deref(), value::certificate_serial),
        }
    }

    fn device_serial(&mut self, column: &FormColumn) -> FormCell {
        let person = &self.entry.subscriber;
        let Some(serial) = self.entry.device_serial.as_deref().or(person.device_serial.as_deref()) else {
            return if person.means == Carrier::Token { FormCell::ToFill } else { FormCell::Empty };
        };
        match value::device_serial(serial) {
            Ok((clean, hidden)) => self.filled(column, clean, hidden, serial),
            Err(fault) => self.wrong(column, fault, Some(serial)),
        }
    }

    fn changes(&mut self, column: &FormColumn, side: impl Fn(&Change) -> Option<&str>) -> FormCell {
        let entry = self.entry;
        let (Service::Change(changes) | Service::RenewAndChange(changes)) = &entry.service else {
            return FormCell::Empty;
        };
        if changes.is_empty() {
            return FormCell::ToFill;
        }
        let is_new = column.key == ColumnKey::NewInformation;
        let rules = self.rules;
        let mut lines = Vec::new();
        for change in changes {
            let cell = match (change.what, is_new) {
                (Changed::Email, true) => self.judged(column, side(change), |address| value::email(address, rules)),
                _ => self.text(column, side(change)),
            };
            // With a single change, the neighbouring column already says what it is about.
            let bare = is_new && changes.len() == 1;
            let what = self.form.words.change(change.what);
            lines.push(if bare { cell.text().to_owned() } else { format!("{what}: {}", cell.text()) });
        }
        match lines.as_slice() {
            [only] if only == BLANK => FormCell::ToFill,
            _ => FormCell::Filled(lines.join("\n")),
        }
    }

    /// A text that only needs cleaning.
    fn text(&mut self, column: &FormColumn, text: Option<&str>) -> FormCell {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return FormCell::ToFill };
        match value::bounded(text) {
            Ok((clean, hidden)) => self.filled(column, clean, hidden, text),
            Err(fault) => self.wrong(column, fault, Some(text)),
        }
    }

    fn filled(&mut self, column: &FormColumn, clean: String, hidden: bool, raw: &str) -> FormCell {
        if hidden {
            self.report(column, RowFault::HiddenCharacters, Some(raw));
        }
        if clean.is_empty() { FormCell::ToFill } else { FormCell::Filled(clean) }
    }

    /// A value with a rule of its own.
    fn judged(
        &mut self,
        column: &FormColumn,
        text: Option<&str>,
        judge: impl Fn(&str) -> Result<String, RowFault>,
    ) -> FormCell {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return FormCell::ToFill };
        match judge(text) {
            Ok(good) => FormCell::Filled(good),
            Err(fault) => self.wrong(column, fault, Some(text)),
        }
    }

    fn wrong(&mut self, column: &FormColumn, fault: RowFault, value: Option<&str>) -> FormCell {
        self.report(column, fault, value);
        FormCell::ToFill
    }

    fn report(&mut self, column: &FormColumn, fault: RowFault, value: Option<&str>) {
        let of_certificate = self.entry.certificate.as_ref().and_then(|certificate| certificate.common_name.as_deref());
        let name = of_certificate.or(self.entry.subscriber.name.as_deref());
        let error = RowError {
            row: self.number,
            name: name.map(value::shortened).filter(|name| !name.is_empty()),
            column: column.key,
            title: column.title.clone(),
            fault,
            value: value.map(value::shortened),
        };
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }
}

fn marked(mark: bool) -> FormCell {
    if mark { FormCell::Marked } else { FormCell::Empty }
}
