//! `report`: the periodic figures.

use super::super::sheet::words;
use super::view::View;
use super::{Cell, Style, Table, Tint, roster};
use crate::domain::phrase::Phrase;
use crate::report::bodies::{BodyReadings, BodyState};
use crate::report::statistics::Statistics;

/// Shows the numbers, the period, the units, next year's need and what changed.
pub fn statistics(report: &Statistics, style: &Style) -> String {
    let view = View::new(style);
    let numbers = words::named(&report.total);
    let mut text = numbers_table(&numbers, &view, "statistics-all-units").render(style);
    if let Some(summary) = &report.coverage {
        text.extend(["\n", &roster::coverage(summary, &view, "statistics-coverage"), "\n"]);
        text.push_str(&roster::classes(summary, &view));
    }
    if let (Some(period), Some(counts)) = (&report.period, &report.in_period) {
        let heading = Phrase::new("statistics-heading-period")
            .with("period", view.texts.period(&period.label))
            .with("from", view.texts.date(period.from))
            .with("to", view.texts.date(period.to));
        let numbers = numbers_table(&words::period(counts), &view, "statistics-column-what");
        text.extend(["\n", &strong(&heading, &view), "\n", &numbers.render(style)]);
    }
    let units = units(report, &view);
    if !units.is_empty() {
        text.extend([view.heading("statistics-heading-units"), units.render(style)]);
    }
    if let Some(found) = &report.bodies {
        text.extend(["\n", &bodies(found, style)]);
    }
    let heading = Phrase::new("statistics-heading-need")
        .with("year", report.next_year.year.to_string())
        .with("total", report.next_year.total);
    text.extend(["\n", &strong(&heading, &view), "\n", &need(report, &view).render(style)]);
    if let Some(changes) = &report.changes {
        let since = view.texts.day_and_time(changes.since, &style.zone);
        let heading = Phrase::new("statistics-heading-changes").with("since", since);
        let table = changes_table(report, &view);
        let body = view.table_or(&table, "statistics-no-changes");
        text.extend(["\n", &strong(&heading, &view), "\n", &body]);
    }
    text
}

fn strong(phrase: &Phrase, view: &View<'_>) -> String {
    Tint::Strong.paint(&view.texts.say(phrase), view.style.color)
}

fn numbers_table(numbers: &[(&'static str, &'static str, u64)], view: &View<'_>, title: &'static str) -> Table {
    let mut table = Table::new(vec![view.text(title), view.number("statistics-column-number")]);
    for (_, word, number) in numbers {
        table.row(vec![Cell::new(view.texts.get(word)), view.count(Some(*number))]);
    }
    table
}

/// The numbers that an officer compares between units; the workbook has all of them.
fn units(report: &Statistics, view: &View<'_>) -> Table {
    let mut table = Table::new(vec![
        view.text("statistics-column-unit"),
        view.number("statistics-active"),
        view.number("statistics-expired"),
        view.number("statistics-expiring-90"),
        view.number("statistics-locked"),
        view.number("statistics-to-revoke"),
    ]);
    for unit in &report.by_unit {
        let counts = &unit.counts;
        let name = unit.unit.clone().unwrap_or_else(|| view.texts.get("statistics-without-unit"));
        let numbers = [counts.active, counts.expired, counts.expiring_90, counts.locked, counts.to_revoke];
        let numbers = numbers.into_iter().map(|number| view.count(Some(number)));
        table.row(std::iter::once(Cell::new(name)).chain(numbers).collect());
    }
    table
}

/// Which bodies of a list sent nothing, or old readings.
pub fn bodies(found: &BodyReadings, style: &Style) -> String {
    let view = View::new(style);
    let summary = &found.summary;
    let heading = Phrase::new("bodies-summary").with("bodies", summary.bodies).with("silent", summary.silent);
    format!("{}\n{}", strong(&heading.with("old", summary.old), &view), bodies_table(found, &view).render(style))
}

/// Silent bodies first, then those with old readings; each in the list's order.
fn bodies_table(found: &BodyReadings, view: &View<'_>) -> Table {
    let mut table = Table::new(vec![
        view.text("bodies-column-body"),
        view.text("bodies-column-state"),
        view.number("bodies-column-tokens"),
        view.number("bodies-column-old-tokens"),
        view.text("bodies-column-newest"),
    ]);
    let order = [(BodyState::Silent, Tint::Bad), (BodyState::Old, Tint::Warning), (BodyState::Current, Tint::Plain)];
    for (state, tint) in order {
        for body in found.bodies.iter().filter(|body| body.state == state) {
            let newest = body.newest.map(|newest| view.texts.day(newest, &view.style.zone)).unwrap_or_default();
            table.row(vec![
                Cell::new(&body.body),
                Cell::new(view.texts.get(state.id())).tint(tint),
                view.count(Some(body.tokens)),
                view.count(Some(body.old_tokens)),
                Cell::new(newest),
            ]);
        }
    }
    table
}

fn need(report: &Statistics, view: &View<'_>) -> Table {
    let mut table = Table::new(vec![view.value("statistics-column-month"), view.number("statistics-column-number")]);
    for month in &report.next_year.months {
        table.row(vec![Cell::new(view.texts.month(&month.month)), view.count(Some(month.certificates))]);
    }
    table
}

fn changes_table(report: &Statistics, view: &View<'_>) -> Table {
    let mut table = Table::new(vec![
        view.value("statistics-column-change"),
        view.text("statistics-column-holder"),
        view.value("statistics-column-serial-number"),
        view.value("statistics-column-token-serial"),
        view.text("statistics-column-former"),
    ]);
    for line in report.changes.iter().flat_map(words::changes) {
        table.row(vec![
            view.word((line.word, Tint::Plain)),
            Cell::maybe(line.holder).tint(Tint::Strong),
            Cell::maybe(line.serial_number.map(str::to_uppercase)),
            Cell::maybe(line.token_serial),
            Cell::maybe(line.former),
        ]);
    }
    table
}
