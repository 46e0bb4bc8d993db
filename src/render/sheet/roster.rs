//! The sheets of the staff list's coverage: what needs attention, and the units.

use super::super::table::Tint;
use super::plan::{carrier, change};
use super::{Field, Sheet, SheetColumn, columns};
use crate::domain::can_sign::Ability;
use crate::domain::matching::MatchedBy;
use crate::domain::phrase::Phrase;
use crate::domain::roster::Place;
use crate::report::holders::{CertificateName, EntryName, TokenName};
use crate::report::roster::{Differing, Duplicate, RosterCheck};

const CHECK: &[SheetColumn] = columns![
    "section" => "roster-column-section",
    "name" => "roster-column-name",
    "row" => "roster-column-row",
    "unit" => "roster-column-unit",
    "carrier" => "roster-column-carrier",
    "reason" => "roster-column-reason",
    "details" => "roster-column-details",
    "holder" => "roster-column-holder",
    "certificate_serial_number" => "roster-column-serial-number",
    "token_serial" => "roster-column-token-serial",
    "read_at" => "table-read-at",
];

const UNITS: &[SheetColumn] = columns![
    "unit" => "roster-column-unit",
    "must_sign" => "roster-column-must",
    "can_sign" => "roster-column-can",
    "coverage_percent" => "roster-column-percent",
    "stops_soon" => "cansign-class-stops-soon",
    "cannot_sign" => "cansign-class-cannot-sign",
    "unknown" => "cansign-class-unknown",
];

const PEOPLE: &[SheetColumn] = columns![
    "row" => "roster-column-row",
    "name" => "roster-column-name",
    "unit" => "roster-column-unit",
    "carrier" => "roster-column-carrier",
    "class" => "roster-column-can",
    "reason" => "roster-column-reason",
    "until" => "roster-column-until",
];

/// One row a finding, then the units, then everybody with class and reason, each on a sheet of their own.
pub(super) fn roster_check(check: &RosterCheck) -> Vec<Sheet> {
    vec![Sheet { name: "roster-sheet", columns: CHECK, rows: findings(check) }, units(check), people(check)]
}

#[derive(Default)]
struct Finding<'a> {
    entry: Option<&'a EntryName>,
    reason: Option<Field>,
    details: Option<Field>,
    certificate: Option<&'a CertificateName>,
    token: Option<&'a TokenName>,
}

impl Finding<'_> {
    fn row(self, machine: &str, word: &'static str) -> Vec<Field> {
        let serial = self.certificate.and_then(|certificate| certificate.serial_number.clone());
        vec![
            Field::State { machine: machine.to_owned(), word, tint: Tint::Plain },
            Field::text(self.entry.map(|entry| entry.name.as_str())),
            self.entry.map_or(Field::Empty, row_of),
            Field::text(self.entry.and_then(|entry| entry.unit.as_ref())),
            self.entry.map_or(Field::Empty, |entry| Field::state(&entry.carrier, carrier(entry.carrier))),
            self.reason.unwrap_or(Field::Empty),
            self.details.unwrap_or(Field::Empty),
            Field::text(self.certificate.and_then(|certificate| certificate.holder.as_ref())),
            serial.map_or(Field::Empty, Field::Serial),
            Field::text(self.token.and_then(|token| token.serial.as_ref())),
            Field::moment(self.token.and_then(|token| token.read_at)),
        ]
    }
}

fn findings(check: &RosterCheck) -> Vec<Vec<Field>> {
    let mut rows = Vec::new();
    for one in &check.cannot_sign {
        let reason = Some(Field::state(&one.obstacle, (one.obstacle.id(), Tint::Warning)));
        let finding = Finding { entry: Some(&one.entry), reason, ..Finding::default() };
        rows.push(match one.class {
            Ability::Unknown => finding.row("unknown", "roster-heading-unknown"),
            _ => finding.row("cannot-sign", "roster-heading-cannot-sign"),
        });
    }
    for one in check.people.iter().filter(|one| one.signing.class == Ability::StopsSoon) {
        let details = one.signing.until.map(Field::Day);
        let finding = Finding { entry: Some(&one.entry), details, ..Finding::default() };
        rows.push(finding.row("stops-soon", "roster-heading-stops-soon"));
    }
    for one in &check.unclaimed {
        let finding = Finding { certificate: Some(&one.certificate), token: Some(&one.token), ..Finding::default() };
        rows.push(finding.row("unclaimed", "roster-heading-unclaimed"));
    }
    for one in &check.proposed {
        let finding = Finding {
            entry: Some(&one.entry),
            reason: Some(Field::state(&one.by, (matched_by(one.by), Tint::Plain))),
            certificate: Some(&one.certificate),
            token: Some(&one.token),
            ..Finding::default()
        };
        rows.push(finding.row("proposed", "roster-heading-proposed"));
    }
    for one in &check.ambiguous {
        let reason = || Some(Field::state(&one.by, (matched_by(one.by), Tint::Plain)));
        let entries = one.entries.iter().map(|entry| Finding { entry: Some(entry), ..Finding::default() });
        let certificates =
            one.certificates.iter().map(|certificate| Finding { certificate: Some(certificate), ..Finding::default() });
        for finding in entries.chain(certificates) {
            rows.push(Finding { reason: reason(), ..finding }.row("ambiguous", "roster-heading-ambiguous"));
        }
    }
    for one in &check.differing {
        let finding = Finding {
            entry: Some(&one.entry),
            details: Some(Field::Text(differences(one))),
            certificate: Some(&one.certificate),
            ..Finding::default()
        };
        rows.push(finding.row("differing", "roster-heading-differing"));
    }
    for one in &check.refused_emails {
        let finding =
            Finding { entry: Some(&one.entry), details: Some(Field::Text(one.email.clone())), ..Finding::default() };
        rows.push(finding.row("refused-email", "roster-heading-refused-emails"));
    }
    for one in &check.duplicates {
        let places = rows_of(one).join(", ");
        let machine = format!("{}: {} ({places})", one.field, one.value);
        let said = |word| {
            let phrase = Phrase::new("sheet-duplicate").with("field", Phrase::new(word)).with("value", &one.value);
            Field::Said { machine: machine.clone(), phrase: phrase.with("rows", places) }
        };
        let details = Some(duplicate(&one.field).map_or_else(|| Field::Text(machine.clone()), said));
        rows.push(Finding { details, ..Finding::default() }.row("duplicate", "roster-heading-duplicates"));
    }
    for one in &check.same_people {
        let places = one.places.iter().map(place).chain(one.differing.clone()).collect::<Vec<_>>().join(", ");
        let details = Some(Field::Text(format!("{}: {places}", one.name)));
        rows.push(Finding { details, ..Finding::default() }.row("same-person", "roster-heading-same-people"));
    }
    rows
}

/// The row of an entry, with its list if there are several.
fn row_of(entry: &EntryName) -> Field {
    match &entry.list {
        None => Field::number(Some(entry.row)),
        list => Field::text(Some(place(&Place { list: list.clone(), row: entry.row }))),
    }
}

/// A row, with its list if there are several.
pub(crate) fn place(place: &Place) -> String {
    place.list.as_ref().map_or_else(|| place.row.to_string(), |list| format!("{list}:{}", place.row))
}

/// The rows that hold one value.
pub(crate) fn rows_of(duplicate: &Duplicate) -> Vec<String> {
    if duplicate.places.is_empty() {
        return duplicate.rows.iter().map(u64::to_string).collect();
    }
    duplicate.places.iter().map(place).collect()
}

/// Everything that differs, in one cell.
fn differences(one: &Differing) -> String {
    let others = [&one.name, &one.title, &one.device_serial].into_iter().filter_map(Option::clone);
    one.changes.iter().map(change).chain(others).collect::<Vec<_>>().join(super::BETWEEN)
}

fn units(check: &RosterCheck) -> Sheet {
    let rows = check.by_unit.iter().map(|unit| {
        vec![
            Field::text(unit.unit.as_ref()),
            Field::number(Some(unit.must_sign)),
            Field::number(Some(unit.can_sign)),
            Field::share(unit.can_sign, unit.must_sign),
            Field::number(Some(unit.classes.stops_soon)),
            Field::number(Some(unit.classes.cannot_sign)),
            Field::number(Some(unit.classes.unknown)),
        ]
    });
    Sheet { name: "roster-heading-units", columns: UNITS, rows: rows.collect() }
}

fn people(check: &RosterCheck) -> Sheet {
    let rows = check.people.iter().map(|one| {
        let (entry, signing) = (&one.entry, one.signing);
        let tint = if signing.class.is_able() { Tint::Plain } else { Tint::Warning };
        vec![
            row_of(entry),
            Field::text(Some(&entry.name)),
            Field::text(entry.unit.as_ref()),
            Field::state(&entry.carrier, carrier(entry.carrier)),
            Field::state(&signing.class, (signing.class.id(), tint)),
            Field::state(&signing.reason, (signing.reason.id(), Tint::Plain)),
            Field::day(signing.until),
        ]
    });
    Sheet { name: "roster-sheet-people", columns: PEOPLE, rows: rows.collect() }
}

/// The word of what a match rests on.
pub(crate) fn matched_by(by: MatchedBy) -> &'static str {
    match by {
        MatchedBy::CertificateSerial => "roster-by-certificate-serial",
        MatchedBy::DeviceSerial => "roster-by-device-serial",
        MatchedBy::Email => "roster-by-email",
        MatchedBy::IdentityNumber => "roster-by-identity-number",
        MatchedBy::NameAndUnit => "roster-by-name-and-unit",
        MatchedBy::Name => "roster-by-name",
    }
}

/// The word for a field whose value appears in several rows.
pub(crate) fn duplicate(field: &str) -> Option<&'static str> {
    match field {
        "certificate-serial" => Some("roster-by-certificate-serial"),
        "device-serial" => Some("roster-by-device-serial"),
        "e-mail" => Some("roster-by-email"),
        "identity-number" => Some("roster-by-identity-number"),
        "name-and-unit" => Some("roster-by-name-and-unit"),
        _ => None,
    }
}
