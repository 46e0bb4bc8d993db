//! `report`: the periodic figures.

use super::super::columns::{ColumnList, Columns};
use super::super::sheet::{Field, shared, words};
use super::view::View;
use super::{Style, Table, Tint, roster};
use crate::domain::phrase::Phrase;
use crate::report::bodies::{BodyReadings, BodyState};
use crate::report::statistics::{MonthNeed, Statistics, UnitCounts};

/// Shows the figures, the period, the units, next year's need and what changed.
pub fn statistics(report: &Statistics, style: &Style) -> String {
    let view = View::new(style);
    let numbers = words::named(&report.total);
    let mut text = view.table_of(&shared::numbers("statistics-all-units"), &numbers).render(style);
    if let Some(summary) = &report.coverage {
        text.extend(["\n", &roster::coverage(summary, &view, "statistics-coverage"), "\n"]);
        text.push_str(&roster::classes(summary, &view));
    }
    if let (Some(period), Some(counts)) = (&report.period, &report.in_period) {
        let heading = Phrase::new("statistics-heading-period")
            .with("period", view.texts.period(&period.label))
            .with("from", view.texts.date(period.from))
            .with("to", view.texts.date(period.to));
        let numbers = view.table_of(&shared::numbers("statistics-column-what"), &words::period(counts));
        text.extend(["\n", &strong(&heading, &view), "\n", &numbers.render(style)]);
    }
    let units = view.table_of(&units(), &report.by_unit);
    if !units.is_empty() {
        text.extend([view.heading("statistics-heading-units"), units.render(style)]);
    }
    if let Some(found) = &report.bodies {
        text.extend(["\n", &bodies(found, style)]);
    }
    let need = view.table_of(&need(&view), &report.next_year.months).render(style);
    text.extend(["\n", &strong(&report.next_year.phrase(), &view), "\n", &need]);
    if let Some(changes) = &report.changes {
        let since = view.texts.day_and_time(changes.since, &style.zone);
        let heading = Phrase::new("statistics-heading-changes").with("since", since);
        let changes: Vec<_> = words::changes(changes);
        let table = view.table_of(&shared::changes_since().strong("holder"), &changes);
        let body = view.table_or(&table, "statistics-no-changes");
        text.extend(["\n", &strong(&heading, &view), "\n", &body]);
    }
    text
}

fn strong(phrase: &Phrase, view: &View<'_>) -> String {
    Tint::Strong.paint(&view.texts.say(phrase), view.style.color)
}

/// The figures that an officer compares between units; the workbook has all of them.
fn units() -> Columns<UnitCounts> {
    shared::unit_numbers()
        .pick(&["unit", "active", "revoked", "suspended", "expired", "expiring_90", "locked", "to_revoke"])
        .showing("unit", shared::unit_name)
}

/// Which agencies of a list sent nothing, or old inventories.
pub fn bodies(found: &BodyReadings, style: &Style) -> String {
    let view = View::new(style);
    let summary = &found.summary;
    let heading = Phrase::new("bodies-summary").with("bodies", summary.bodies).with("silent", summary.silent);
    format!("{}\n{}", strong(&heading.with("old", summary.old), &view), bodies_table(found, &view).render(style))
}

/// Agencies that sent nothing first, then those with old inventories; each in the list's order.
fn bodies_table(found: &BodyReadings, view: &View<'_>) -> Table {
    let columns = shared::bodies()
        .showing("newest", |body| body.newest.map_or_else(|| Field::Text(String::new()), Field::Moment));
    let order = [BodyState::Silent, BodyState::Old, BodyState::Current];
    let of = |state| found.bodies.iter().filter(move |body| body.state == state);
    view.table_of(&columns, order.into_iter().flat_map(of))
}

fn need<'v>(view: &'v View<'_>) -> ColumnList<'v, MonthNeed> {
    ColumnList::<MonthNeed>::new()
        .value("month", "statistics-column-month", |one| Field::Text(view.texts.month(&one.month)))
        .number("certificates", "statistics-column-number", |one| Field::number(Some(one.certificates)))
}
