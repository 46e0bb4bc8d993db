//! `roster check`: coverage first, then the people who need attention.

use super::super::sheet::words;
use super::view::View;
use super::{Cell, Column, Style, Table, Tint};
use crate::domain::can_sign::Ability;
use crate::domain::phrase::Phrase;
use crate::domain::statistics::said_percent;
use crate::report::holders::{CertificateName, EntryName};
use crate::report::roster::{Differing, RosterCheck, RosterSummary};

/// Shows coverage, and a section for each kind of finding that there is.
pub fn roster_check(check: &RosterCheck, style: &Style) -> String {
    let view = View::new(style);
    let mut text = format!("{}\n", coverage(&check.summary, &view, "roster-coverage"));
    text.push_str(&classes(&check.summary, &view));
    for (heading, table) in [
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
    ] {
        if !table.is_empty() {
            text.extend([view.heading(heading), table.render(style)]);
        }
    }
    if !check.unknown_columns.is_empty() {
        let phrase = Phrase::new("roster-unknown-columns").with("columns", check.unknown_columns.join(", "));
        text.extend(["\n", &view.texts.say(&phrase), "\n"]);
    }
    text
}

/// One line with the share of those who can sign.
pub(super) fn coverage(summary: &RosterSummary, view: &View<'_>, id: &'static str) -> String {
    let Some(percent) = summary.coverage_percent else { return view.texts.get("roster-coverage-nobody") };
    let phrase = Phrase::new(id)
        .with("can", summary.can_sign)
        .with("must", summary.must_sign)
        .with("percent", said_percent(percent));
    let tint = if summary.can_sign == summary.must_sign { Tint::Good } else { Tint::Warning };
    tint.paint(&view.texts.say(&phrase), view.style.color)
}

/// How many can sign, and who cannot: the part of `check` about a staff list.
pub fn who_can_sign(check: &RosterCheck, style: &Style) -> String {
    let view = View::new(style);
    let mut text = coverage(&check.summary, &view, "roster-coverage") + "\n" + &classes(&check.summary, &view);
    for (heading, class) in
        [("roster-heading-cannot-sign", Ability::CannotSign), ("roster-heading-unknown", Ability::Unknown)]
    {
        let table = cannot_sign(check, class, &view);
        if !table.is_empty() {
            text.extend([view.heading(heading), table.render(style)]);
        }
    }
    text
}

/// How many are in each class.
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
    let mut table = Table::new(vec![
        view.text("roster-column-unit"),
        view.number("roster-column-must"),
        view.number("roster-column-can"),
        view.number("roster-column-percent"),
    ]);
    for unit in &check.by_unit {
        table.row(vec![
            Cell::maybe(unit.unit.as_ref()),
            view.count(Some(unit.must_sign)),
            view.count(Some(unit.can_sign)),
            Cell::maybe(unit.coverage_percent.map(|percent| view.texts.say(&said_percent(percent)))),
        ]);
    }
    table
}

fn entry_columns(view: &View<'_>) -> Vec<Column> {
    vec![view.number("roster-column-row"), view.text("roster-column-name"), view.text("roster-column-unit")]
}

fn entry_cells(entry: &EntryName, view: &View<'_>) -> Vec<Cell> {
    vec![
        place(entry.list.as_deref(), entry.row, view),
        Cell::new(&entry.name).tint(Tint::Strong),
        Cell::maybe(entry.unit.as_ref()),
    ]
}

/// A row, with its list if there are several.
fn place(list: Option<&str>, row: u64, view: &View<'_>) -> Cell {
    list.map_or_else(|| view.count(Some(row)), |list| Cell::new(format!("{list}:{row}")))
}

/// People in several lists, and the differences between their rows.
fn same_people(check: &RosterCheck, view: &View<'_>) -> Table {
    let mut table = Table::new(vec![
        view.text("roster-column-name"),
        view.text("roster-column-rows"),
        view.text("roster-column-difference"),
    ]);
    for one in &check.same_people {
        let places = one.places.iter().map(words::place).collect::<Vec<_>>().join(", ");
        table.row(vec![Cell::new(&one.name), Cell::new(places), Cell::new(one.differing.join(", "))]);
    }
    table
}

fn serial(certificate: &CertificateName) -> Cell {
    Cell::maybe(certificate.serial_number.as_ref().map(|serial| serial.to_uppercase()))
}

fn cannot_sign(check: &RosterCheck, class: Ability, view: &View<'_>) -> Table {
    let mut columns = entry_columns(view);
    columns.extend([view.value("roster-column-carrier"), view.text("roster-column-reason")]);
    let mut table = Table::new(columns);
    for one in check.cannot_sign.iter().filter(|one| one.class == class) {
        let mut cells = entry_cells(&one.entry, view);
        cells.push(view.word(words::carrier(one.entry.carrier)));
        cells.push(view.word((one.obstacle.id(), Tint::Warning)));
        table.row(cells);
    }
    table
}

/// Who can sign today and not for long.
fn stops_soon(check: &RosterCheck, view: &View<'_>) -> Table {
    let mut columns = entry_columns(view);
    columns.extend([view.value("roster-column-carrier"), view.value("roster-column-until")]);
    let mut table = Table::new(columns);
    for one in check.people.iter().filter(|one| one.signing.class == Ability::StopsSoon) {
        let mut cells = entry_cells(&one.entry, view);
        cells.push(view.word(words::carrier(one.entry.carrier)));
        cells.push(Cell::maybe(one.signing.until.map(|day| view.texts.date(day))));
        table.row(cells);
    }
    table
}

fn unclaimed(check: &RosterCheck, view: &View<'_>) -> Table {
    let mut table = Table::new(vec![
        view.text("roster-column-holder"),
        view.value("roster-column-serial-number"),
        view.value("roster-column-token-serial"),
    ]);
    for one in &check.unclaimed {
        let holder = Cell::maybe(one.certificate.holder.as_ref()).tint(Tint::Strong);
        table.row(vec![holder, serial(&one.certificate), Cell::maybe(one.token.serial.as_ref())]);
    }
    table
}

fn proposed(check: &RosterCheck, view: &View<'_>) -> Table {
    let mut columns = entry_columns(view);
    columns.extend([
        view.text("roster-column-holder"),
        view.value("roster-column-serial-number"),
        view.value("roster-column-matched-by"),
    ]);
    let mut table = Table::new(columns);
    for one in &check.proposed {
        let mut cells = entry_cells(&one.entry, view);
        cells.push(Cell::maybe(one.certificate.holder.as_ref()));
        cells.push(serial(&one.certificate));
        cells.push(view.word((words::matched_by(one.by), Tint::Plain)));
        table.row(cells);
    }
    table
}

fn ambiguous(check: &RosterCheck, view: &View<'_>) -> Table {
    let mut columns = entry_columns(view);
    columns.extend([view.text("roster-column-holder"), view.value("roster-column-serial-number")]);
    let mut table = Table::new(columns);
    for one in &check.ambiguous {
        table.group(vec![view.word((words::matched_by(one.by), Tint::Plain))]);
        for entry in &one.entries {
            table.row(entry_cells(entry, view));
        }
        for certificate in &one.certificates {
            let blank = || Cell::new("");
            let holder = Cell::maybe(certificate.holder.as_ref());
            table.row(vec![blank(), blank(), blank(), holder, serial(certificate)]);
        }
    }
    table
}

fn differing(check: &RosterCheck, view: &View<'_>) -> Table {
    let mut columns = entry_columns(view);
    columns.push(view.value("roster-column-field"));
    columns.push(view.text("roster-column-difference"));
    let mut table = Table::new(columns);
    for one in &check.differing {
        for (word, said) in lines(one) {
            let mut cells = entry_cells(&one.entry, view);
            cells.push(view.word((word, Tint::Plain)));
            cells.push(Cell::new(said));
            table.row(cells);
        }
    }
    table
}

/// What differs, one a line.
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
    let mut columns = entry_columns(view);
    columns.push(view.text("roster-column-email"));
    let mut table = Table::new(columns);
    for one in &check.refused_emails {
        let mut cells = entry_cells(&one.entry, view);
        cells.push(Cell::new(&one.email));
        table.row(cells);
    }
    table
}

fn duplicates(check: &RosterCheck, view: &View<'_>) -> Table {
    let mut table = Table::new(vec![
        view.value("roster-column-field"),
        view.text("roster-column-value"),
        view.text("roster-column-rows"),
    ]);
    for one in &check.duplicates {
        let rows = words::rows_of(one);
        let field =
            words::duplicate(&one.field).map_or_else(|| Cell::new(&one.field), |word| Cell::new(view.texts.get(word)));
        table.row(vec![field, Cell::new(&one.value), Cell::new(rows.join(", "))]);
    }
    table
}
