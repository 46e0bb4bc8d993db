//! `roster check`: coverage first, then the people who need attention.

use super::super::columns::Columns;
use super::super::sheet::{Field, shared, words};
use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::can_sign::Ability;
use crate::domain::phrase::Phrase;
use crate::domain::roster::SamePerson;
use crate::report::holders::EntryName;
use crate::report::roster::{
    CannotSign, Differing, Duplicate, PersonSigning, Proposed, RefusedEmail, RosterCheck, RosterSummary, Unclaimed,
};

/// Shows coverage, and a section for each kind of finding that occurs.
pub fn roster_check(check: &RosterCheck, style: &Style) -> String {
    let view = View::new(style);
    let sections = [
        ("roster-heading-units", units(check, &view)),
        ("roster-heading-cannot-sign", cannot_sign(check, Ability::CannotSign, &view)),
        ("roster-heading-unknown", cannot_sign(check, Ability::Unknown, &view)),
        ("roster-heading-stops-soon", stops_soon(check, &view)),
        ("roster-heading-unclaimed", unclaimed(check, &view)),
        ("roster-heading-proposed", proposed(check, &view)),
        ("roster-heading-ambiguous", ambiguous(check, &view)),
        ("roster-heading-differing", differing(check, &view)),
        ("roster-heading-refused-emails", refused_emails(check, &view)),
        ("roster-heading-duplicates", duplicates(check, &view)),
        ("roster-heading-same-people", same_people(check, &view)),
    ];
    let mut text = begun(check, &view) + &shown(&sections, &view);
    if !check.unknown_columns.is_empty() {
        let phrase = Phrase::new("roster-unknown-columns").with("columns", check.unknown_columns.join(", "));
        text.extend(["\n", &view.texts.say(&phrase), "\n"]);
    }
    text
}

/// One line with the share of those who can sign.
pub(super) fn coverage(summary: &RosterSummary, view: &View<'_>, id: &'static str) -> String {
    let Some(phrase) = summary.phrase(id) else { return view.texts.get("roster-coverage-nobody") };
    let tint = if summary.can_sign == summary.must_sign { Tint::Good } else { Tint::Warning };
    tint.paint(&view.texts.say(&phrase), view.style.color)
}

/// How many can sign, and who cannot: the part of `check` about a staff list.
pub fn who_can_sign(check: &RosterCheck, style: &Style) -> String {
    let view = View::new(style);
    let sections = [
        ("roster-heading-cannot-sign", cannot_sign(check, Ability::CannotSign, &view)),
        ("roster-heading-unknown", cannot_sign(check, Ability::Unknown, &view)),
    ];
    begun(check, &view) + &shown(&sections, &view)
}

/// The coverage, and the number in each class.
fn begun(check: &RosterCheck, view: &View<'_>) -> String {
    format!("{}\n{}", coverage(&check.summary, view, "roster-coverage"), classes(&check.summary, view))
}

/// The tables that have rows, each under its heading.
fn shown(sections: &[(&'static str, Table)], view: &View<'_>) -> String {
    let found = sections.iter().filter(|(_, table)| !table.is_empty());
    found.flat_map(|(heading, table)| [view.heading(heading), table.render(view.style)]).collect()
}

/// The number in each class.
pub(super) fn classes(summary: &RosterSummary, view: &View<'_>) -> String {
    if summary.must_sign == 0 {
        return String::new();
    }
    let classes = &summary.classes;
    let phrase = Phrase::new("cansign-classes")
        .with("can", classes.can_sign)
        .with("soon", classes.stops_soon)
        .with("days", summary.stops_within_days)
        .with("cannot", classes.cannot_sign)
        .with("unknown", classes.unknown);
    format!("{}\n", view.texts.say(&phrase))
}

fn units(check: &RosterCheck, view: &View<'_>) -> Table {
    let columns = shared::units().pick(&["unit", "must_sign", "can_sign", "coverage_percent"]);
    view.table_of(&columns, &check.by_unit)
}

/// The person of a row.
fn entry<T>(entry: impl Fn(&T) -> &EntryName + Copy + 'static) -> Columns<T> {
    shared::entries().pick(&["row", "name", "unit"]).strong("name").of(move |row| Some(entry(row)))
}

/// How that person signs.
fn carrier<T>(entry: impl Fn(&T) -> &EntryName + Copy + 'static) -> Columns<T> {
    shared::entries().pick(&["carrier"]).of(move |row| Some(entry(row)))
}

/// People in several lists, and the differences between their rows.
fn same_people(check: &RosterCheck, view: &View<'_>) -> Table {
    let columns = Columns::<SamePerson>::new()
        .text("name", "roster-column-name", |one| Field::Text(one.name.clone()))
        .text("rows", "roster-column-rows", |one| {
            Field::Text(one.places.iter().map(words::place).collect::<Vec<_>>().join(", "))
        })
        .text("differing", "roster-column-difference", |one| Field::Text(one.differing.join(", ")));
    view.table_of(&columns, &check.same_people)
}

fn cannot_sign(check: &RosterCheck, class: Ability, view: &View<'_>) -> Table {
    let columns = entry(|one: &CannotSign| &one.entry).and(carrier(|one: &CannotSign| &one.entry)).text(
        "reason",
        "roster-column-reason",
        |one| Field::state(&one.obstacle, (one.obstacle.id(), Tint::Warning)),
    );
    view.table_of(&columns, check.cannot_sign.iter().filter(|one| one.class == class))
}

/// Who can sign today but not for long.
fn stops_soon(check: &RosterCheck, view: &View<'_>) -> Table {
    let columns = entry(|one: &PersonSigning| &one.entry).and(carrier(|one: &PersonSigning| &one.entry)).value(
        "until",
        "roster-column-until",
        |one| Field::day(one.signing.until),
    );
    view.table_of(&columns, check.people.iter().filter(|one| one.signing.class == Ability::StopsSoon))
}

fn unclaimed(check: &RosterCheck, view: &View<'_>) -> Table {
    let certificate = shared::certificate_names().strong("holder").of(|one: &Unclaimed| Some(&one.certificate));
    let columns = certificate.and(shared::token_names().of(|one: &Unclaimed| Some(&one.token)));
    view.table_of(&columns, &check.unclaimed)
}

fn proposed(check: &RosterCheck, view: &View<'_>) -> Table {
    let columns = entry(|one: &Proposed| &one.entry)
        .and(shared::certificate_names().of(|one: &Proposed| Some(&one.certificate)))
        .value("matched_by", "roster-column-matched-by", |one| {
            Field::state(&one.by, (words::matched_by(one.by), Tint::Plain))
        });
    view.table_of(&columns, &check.proposed)
}

/// The people, and under them the certificates, whose cells begin after those of the people.
fn ambiguous(check: &RosterCheck, view: &View<'_>) -> Table {
    let (entries, certificates) = (entry(|entry: &EntryName| entry), shared::certificate_names());
    let titles = view.titles(&entries);
    let blank = vec![Cell::default(); titles.len()];
    let mut table = Table::new([titles, view.titles(&certificates)].concat());
    for one in &check.ambiguous {
        table.group(vec![view.word((words::matched_by(one.by), Tint::Plain))]);
        for entry in &one.entries {
            table.row(view.cells(&entries, entry));
        }
        for certificate in &one.certificates {
            table.row([blank.clone(), view.cells(&certificates, certificate)].concat());
        }
    }
    table
}

/// A person, the word for the difference, and the details.
type Difference<'a> = (&'a EntryName, &'static str, String);

fn differing(check: &RosterCheck, view: &View<'_>) -> Table {
    let columns = entry(|one: &Difference<'_>| one.0)
        .value("field", "roster-column-field", |(_, word, _)| Field::word((word, Tint::Plain)))
        .text("difference", "roster-column-difference", |(.., said)| Field::Text(said.trim().to_owned()));
    let lines = |one| lines(one).into_iter().map(|(word, said)| (&one.entry, word, said));
    let rows: Vec<Difference<'_>> = check.differing.iter().flat_map(lines).collect();
    view.table_of(&columns, &rows)
}

/// The differences, one per line.
fn lines(one: &Differing) -> Vec<(&'static str, String)> {
    let changes = one.changes.iter().map(|change| {
        let said = change.certificate.join(" | ");
        (words::differing(change.field), format!("{said} → {}", change.roster))
    });
    let others = [
        ("roster-differs-name", &one.name),
        ("roster-differs-title", &one.title),
        ("roster-differs-device-serial", &one.device_serial),
    ];
    let others = others.into_iter().filter_map(|(word, said)| said.clone().map(|said| (word, said)));
    changes.chain(others).collect()
}

fn refused_emails(check: &RosterCheck, view: &View<'_>) -> Table {
    let columns = entry(|one: &RefusedEmail| &one.entry)
        .text("email", "roster-column-email", |one| Field::Text(one.email.clone()));
    view.table_of(&columns, &check.refused_emails)
}

fn duplicates(check: &RosterCheck, view: &View<'_>) -> Table {
    let columns = Columns::<Duplicate>::new()
        .value("field", "roster-column-field", |one| {
            let named = |word| Field::State { machine: one.field.clone(), word, tint: Tint::Plain };
            words::duplicate(&one.field).map_or_else(|| Field::Text(one.field.clone()), named)
        })
        .text("value", "roster-column-value", |one| Field::Text(one.value.clone()))
        .text("rows", "roster-column-rows", |one| Field::Text(words::rows_of(one).join(", ")));
    view.table_of(&columns, &check.duplicates)
}
