//! The sheets of the staff list's coverage: what needs attention, and the units.

use super::super::columns::Columns;
use super::super::table::Tint;
use super::plan::{carrier, change};
use super::{Field, Sheet};
use crate::domain::can_sign::{Ability, Signing};
use crate::domain::matching::MatchedBy;
use crate::domain::phrase::Phrase;
use crate::domain::roster::Place;
use crate::report::holders::{CertificateName, EntryName, TokenName};
use crate::report::roster::{Differing, Duplicate, PersonSigning, RosterCheck, UnitCoverage};

/// One row per finding, then the units, then everybody with class and reason, each on a separate sheet.
pub(super) fn roster_check(check: &RosterCheck) -> Vec<Sheet> {
    vec![
        Sheet::of("roster-sheet", &finding_columns(), findings(check)),
        Sheet::of("roster-heading-units", &unit_columns(), &check.by_unit),
        Sheet::of("roster-sheet-people", &person_columns(), &check.people),
    ]
}

#[derive(Default)]
struct Finding<'a> {
    section: (&'static str, &'static str),
    entry: Option<&'a EntryName>,
    reason: Option<Field>,
    details: Option<Field>,
    certificate: Option<&'a CertificateName>,
    token: Option<&'a TokenName>,
}

impl Finding<'_> {
    /// The finding, under this section: its machine name and the identifier of its heading.
    fn under(self, machine: &'static str, heading: &'static str) -> Self {
        Self { section: (machine, heading), ..self }
    }
}

fn finding_columns<'a>() -> Columns<Finding<'a>> {
    let entry = entry_columns().pick(&["name", "row", "unit", "carrier"]);
    let token = token_columns()
        .and(Columns::<TokenName>::new().value("read_at", "table-read-at", |token| Field::moment(token.read_at)));
    Columns::<Finding<'_>>::new()
        .value("section", "roster-column-section", |finding| {
            let (machine, word) = finding.section;
            Field::State { machine: machine.to_owned(), word, tint: Tint::Plain }
        })
        .and(entry.of(|finding: &Finding<'a>| finding.entry))
        .text("reason", "roster-column-reason", |finding| finding.reason.clone().unwrap_or(Field::Empty))
        .text("details", "roster-column-details", |finding| finding.details.clone().unwrap_or(Field::Empty))
        .and(certificate_columns().of(|finding: &Finding<'a>| finding.certificate))
        .and(token.of(|finding: &Finding<'a>| finding.token))
}

/// The columns about a person of the list.
pub(crate) fn entry_columns() -> Columns<EntryName> {
    Columns::<EntryName>::new()
        .number("row", "roster-column-row", row_of)
        .text("name", "roster-column-name", |entry| Field::text(Some(&entry.name)))
        .text("unit", "roster-column-unit", |entry| Field::text(entry.unit.as_ref()))
        .value("carrier", "roster-column-carrier", |entry| Field::state(&entry.carrier, carrier(entry.carrier)))
}

/// The columns about a certificate beside a person.
pub(crate) fn certificate_columns() -> Columns<CertificateName> {
    Columns::<CertificateName>::new()
        .text("holder", "roster-column-holder", |certificate| Field::text(certificate.holder.as_ref()))
        .value("certificate_serial_number", "roster-column-serial-number", |certificate| {
            Field::serial(certificate.serial_number.as_ref())
        })
}

/// The columns about its token.
pub(crate) fn token_columns() -> Columns<TokenName> {
    Columns::<TokenName>::new()
        .value("token_serial", "roster-column-token-serial", |token| Field::text(token.serial.as_ref()))
}

/// The columns about each unit.
pub(crate) fn unit_columns() -> Columns<UnitCoverage> {
    Columns::<UnitCoverage>::new()
        .text("unit", "roster-column-unit", |unit| Field::text(unit.unit.as_ref()))
        .number("must_sign", "roster-column-must", |unit| Field::number(Some(unit.must_sign)))
        .number("can_sign", "roster-column-can", |unit| Field::number(Some(unit.can_sign)))
        .number("coverage_percent", "roster-column-percent", |unit| Field::share(unit.can_sign, unit.must_sign))
        .number("stops_soon", "cansign-class-stops-soon", |unit| Field::number(Some(unit.classes.stops_soon)))
        .number("cannot_sign", "cansign-class-cannot-sign", |unit| Field::number(Some(unit.classes.cannot_sign)))
        .number("unknown", "cansign-class-unknown", |unit| Field::number(Some(unit.classes.unknown)))
}

/// Everybody who must sign, with class and reason.
fn person_columns() -> Columns<PersonSigning> {
    let signing = Columns::<Signing>::new()
        .value("class", "roster-column-can", |signing| {
            let tint = if signing.class.is_able() { Tint::Plain } else { Tint::Warning };
            Field::state(&signing.class, (signing.class.id(), tint))
        })
        .text("reason", "roster-column-reason", |signing| {
            Field::state(&signing.reason, (signing.reason.id(), Tint::Plain))
        })
        .value("until", "roster-column-until", |signing| Field::day(signing.until));
    let entry = entry_columns().of(|one: &PersonSigning| Some(&one.entry));
    entry.and(signing.of(|one: &PersonSigning| Some(&one.signing)))
}

fn findings(check: &RosterCheck) -> Vec<Finding<'_>> {
    let mut rows = Vec::new();
    for one in &check.cannot_sign {
        let reason = Some(Field::state(&one.obstacle, (one.obstacle.id(), Tint::Warning)));
        let finding = Finding { entry: Some(&one.entry), reason, ..Finding::default() };
        rows.push(match one.class {
            Ability::Unknown => finding.under("unknown", "roster-heading-unknown"),
            _ => finding.under("cannot-sign", "roster-heading-cannot-sign"),
        });
    }
    for one in check.people.iter().filter(|one| one.signing.class == Ability::StopsSoon) {
        let details = one.signing.until.map(Field::Day);
        let finding = Finding { entry: Some(&one.entry), details, ..Finding::default() };
        rows.push(finding.under("stops-soon", "roster-heading-stops-soon"));
    }
    for one in &check.unclaimed {
        let finding = Finding { certificate: Some(&one.certificate), token: Some(&one.token), ..Finding::default() };
        rows.push(finding.under("unclaimed", "roster-heading-unclaimed"));
    }
    for one in &check.proposed {
        let finding = Finding {
            entry: Some(&one.entry),
            reason: Some(Field::state(&one.by, (matched_by(one.by), Tint::Plain))),
            certificate: Some(&one.certificate),
            token: Some(&one.token),
            ..Finding::default()
        };
        rows.push(finding.under("proposed", "roster-heading-proposed"));
    }
    for one in &check.ambiguous {
        let reason = || Some(Field::state(&one.by, (matched_by(one.by), Tint::Plain)));
        let entries = one.entries.iter().map(|entry| Finding { entry: Some(entry), ..Finding::default() });
        let certificates =
            one.certificates.iter().map(|certificate| Finding { certificate: Some(certificate), ..Finding::default() });
        for finding in entries.chain(certificates) {
            rows.push(Finding { reason: reason(), ..finding }.under("ambiguous", "roster-heading-ambiguous"));
        }
    }
    for one in &check.differing {
        let finding = Finding {
            entry: Some(&one.entry),
            details: Some(Field::Text(differences(one))),
            certificate: Some(&one.certificate),
            ..Finding::default()
        };
        rows.push(finding.under("differing", "roster-heading-differing"));
    }
    for one in &check.refused_emails {
        let finding =
            Finding { entry: Some(&one.entry), details: Some(Field::Text(one.email.clone())), ..Finding::default() };
        rows.push(finding.under("refused-email", "roster-heading-refused-emails"));
    }
    for one in &check.duplicates {
        let places = rows_of(one).join(", ");
        let machine = format!("{}: {} ({places})", one.field, one.value);
        let said = |word| {
            let phrase = Phrase::new("sheet-duplicate").with("field", Phrase::new(word)).with("value", &one.value);
            Field::Said { machine: machine.clone(), phrase: phrase.with("rows", places) }
        };
        let details = Some(duplicate(&one.field).map_or_else(|| Field::Text(machine.clone()), said));
        rows.push(Finding { details, ..Finding::default() }.under("duplicate", "roster-heading-duplicates"));
    }
    for one in &check.same_people {
        let places = one.places.iter().map(place).chain(one.differing.clone()).collect::<Vec<_>>().join(", ");
        let details = Some(Field::Text(format!("{}: {places}", one.name)));
        rows.push(Finding { details, ..Finding::default() }.under("same-person", "roster-heading-same-people"));
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

/// The rows that contain one value.
pub(crate) fn rows_of(duplicate: &Duplicate) -> Vec<String> {
    if duplicate.places.is_empty() {
        return duplicate.rows.iter().map(u64::to_string).collect();
    }
    duplicate.places.iter().map(place).collect()
}

/// All differences, in one cell.
fn differences(one: &Differing) -> String {
    let others = [&one.name, &one.title, &one.device_serial].into_iter().filter_map(Option::clone);
    one.changes.iter().map(change).chain(others).collect::<Vec<_>>().join(super::BETWEEN)
}

/// The word for the basis of a match.
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
