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
use crate::report::roster::{Ambiguous, Differing, Duplicate, PersonSigning, RosterCheck, UnitCoverage};

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
    /// An empty finding under this section: its machine name and the identifier of its heading.
    fn under(machine: &'static str, heading: &'static str) -> Self {
        Self { section: (machine, heading), ..Self::default() }
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
    let cannot = check.cannot_sign.iter().map(|one| Finding {
        entry: Some(&one.entry),
        reason: Some(Field::state(&one.obstacle, (one.obstacle.id(), Tint::Warning))),
        ..match one.class {
            Ability::Unknown => Finding::under("unknown", "roster-heading-unknown"),
            _ => Finding::under("cannot-sign", "roster-heading-cannot-sign"),
        }
    });
    let soon = check.people.iter().filter(|one| one.signing.class == Ability::StopsSoon).map(|one| Finding {
        entry: Some(&one.entry),
        details: one.signing.until.map(Field::Day),
        ..Finding::under("stops-soon", "roster-heading-stops-soon")
    });
    let unclaimed = check.unclaimed.iter().map(|one| Finding {
        certificate: Some(&one.certificate),
        token: Some(&one.token),
        ..Finding::under("unclaimed", "roster-heading-unclaimed")
    });
    let proposed = check.proposed.iter().map(|one| Finding {
        entry: Some(&one.entry),
        reason: Some(by(one.by)),
        certificate: Some(&one.certificate),
        token: Some(&one.token),
        ..Finding::under("proposed", "roster-heading-proposed")
    });
    let differing = check.differing.iter().map(|one| Finding {
        entry: Some(&one.entry),
        details: Some(Field::Text(differences(one))),
        certificate: Some(&one.certificate),
        ..Finding::under("differing", "roster-heading-differing")
    });
    let refused = check.refused_emails.iter().map(|one| Finding {
        entry: Some(&one.entry),
        details: Some(Field::Text(one.email.clone())),
        ..Finding::under("refused-email", "roster-heading-refused-emails")
    });
    let duplicates = check.duplicates.iter().map(|one| Finding {
        details: Some(duplicated(one)),
        ..Finding::under("duplicate", "roster-heading-duplicates")
    });
    let same = check.same_people.iter().map(|one| {
        let places = one.places.iter().map(place).chain(one.differing.clone()).collect::<Vec<_>>().join(", ");
        let details = Some(Field::Text(format!("{}: {places}", one.name)));
        Finding { details, ..Finding::under("same-person", "roster-heading-same-people") }
    });
    let certain = cannot.chain(soon).chain(unclaimed).chain(proposed);
    let ambiguous = check.ambiguous.iter().flat_map(ambiguous);
    certain.chain(ambiguous).chain(differing).chain(refused).chain(duplicates).chain(same).collect()
}

/// The entries that could not be distinguished, then the certificates.
fn ambiguous(one: &Ambiguous) -> impl Iterator<Item = Finding<'_>> {
    let finding = || Finding { reason: Some(by(one.by)), ..Finding::under("ambiguous", "roster-heading-ambiguous") };
    let entries = one.entries.iter().map(move |entry| Finding { entry: Some(entry), ..finding() });
    let certificates = one.certificates.iter();
    entries.chain(certificates.map(move |certificate| Finding { certificate: Some(certificate), ..finding() }))
}

/// The basis of a match.
fn by(by: MatchedBy) -> Field {
    Field::state(&by, (matched_by(by), Tint::Plain))
}

/// The value that appears in several rows, and these.
fn duplicated(one: &Duplicate) -> Field {
    let rows = rows_of(one).join(", ");
    let machine = format!("{}: {} ({rows})", one.field, one.value);
    let Some(word) = duplicate(&one.field) else { return Field::Text(machine) };
    let phrase = Phrase::new("sheet-duplicate").with("field", Phrase::new(word)).with("value", &one.value);
    Field::Said { machine, phrase: phrase.with("rows", rows) }
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
