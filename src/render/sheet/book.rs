//! Workbooks: a short summary for reading and printing, and the full sheets after it.
//!
//! Pitfall: a summary takes its columns from a full sheet by name, so that both agree. Whatever is not printed must be
//! named on it, so that the summary is not taken for everything.

use super::super::columns::Columns;
use super::{Field, Heading, Sheet, bodies, drivers, plan, roster, rows, statistics, tokens};
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;
use crate::report::bodies::BodyReadings;
use crate::report::copies::distinct_problems;
use crate::report::inventory::{Driver, DriverFailure, Inventory};
use crate::report::plan::Plan;
use crate::report::roster::RosterCheck;
use crate::report::statistics::{Counts, Statistics, UnitCounts};
use crate::text::problem::failure_phrase;

/// A workbook under construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// The identifier of its title.
    pub title: &'static str,
    /// The first sheet.
    pub summary: Option<Summary>,
    /// The full sheets.
    pub sheets: Vec<Sheet>,
    /// Of those, the ones that are visible and printed; all if empty.
    pub shown: &'static [&'static str],
}

/// The sheet that is printed: at most eight columns, a row of totals, and other important facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its columns.
    pub columns: Vec<Heading>,
    /// Its rows.
    pub rows: Vec<Vec<Field>>,
    /// The name of the row of totals, or its whole text.
    pub total: Phrase,
    /// Totals under the columns after the first; none if they cannot be added up.
    pub totals: Vec<Field>,
    /// Sentences under the table.
    pub notes: Vec<Phrase>,
}

impl Summary {
    /// The number of its last column, from 0.
    pub fn last_column(&self) -> u16 {
        u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(0)
    }
}

impl Book {
    /// A sheet of the agencies of a list and what they sent, which is visible and printed.
    pub fn add_bodies(&mut self, found: &BodyReadings) {
        self.sheets.insert(0, bodies::bodies(found));
    }

    /// Sheets without a summary.
    pub fn plain(title: &'static str, sheets: Vec<Sheet>) -> Self {
        Self { title, summary: None, sheets, shown: &[] }
    }

    /// Whether a full sheet is visible.
    pub fn shows(&self, sheet: &Sheet) -> bool {
        self.shown.is_empty() || sheet.name == bodies::NAME || self.shown.contains(&sheet.name)
    }
}

/// The columns of these names, in this order.
fn picked(sheet: &Sheet, names: &[&str]) -> (Vec<Heading>, Vec<Vec<Field>>) {
    let place = |name: &&str| sheet.columns.iter().position(|column| column.name == *name);
    let places: Vec<usize> = names.iter().filter_map(place).collect();
    let columns = places.iter().filter_map(|place| sheet.columns.get(*place).copied()).collect();
    let row = |row: &Vec<Field>| places.iter().map(|place| row.get(*place).cloned().unwrap_or(Field::Empty)).collect();
    (columns, sheet.rows.iter().map(row).collect())
}

/// An inventory, or a command's view of it: the summary depends on the command.
pub fn inventory(inventory: &Inventory) -> Book {
    let sheets = vec![
        rows::rows(inventory),
        tokens::tokens(inventory),
        tokens::keys(inventory),
        tokens::problems(inventory),
        drivers::drivers(inventory),
    ];
    let [of_certificates, of_tokens, _, of_problems, _] = sheets.as_slice() else {
        return Book::plain("sheet-inventory", sheets);
    };
    let (title, shown, (columns, mut rows)): (_, &'static [&'static str], _) = match &*inventory.envelope.kind {
        "check" => ("sheet-check", &["sheet-certificates"], picked(of_problems, &CHECK)),
        "token-list" => ("sheet-token-list", &["sheet-tokens"], picked(of_tokens, &TOKENS)),
        "cert-list" => ("sheet-cert-list", &["sheet-certificates"], picked(of_certificates, &CERTIFICATES)),
        _ => ("sheet-inventory", &["sheet-certificates"], picked(of_certificates, &INVENTORY)),
    };
    // A driver that failed is reported in a sentence, and a slot without a name adds nothing.
    let names = ["holder", "label", "serial", "serial_number", "token_serial", "message"];
    let named: Vec<bool> = columns.iter().map(|column| names.contains(&column.name)).collect();
    rows.retain(|row| row.iter().zip(&named).any(|(field, named)| *named && *field != Field::Empty));
    let failures = inventory.drivers.iter().flat_map(|driver| driver.failures().map(move |failure| (driver, failure)));
    let said = |(driver, failure): (&Driver, &DriverFailure)| {
        Phrase::new("run-driver-failed").with("path", &driver.path).with("failure", failure_phrase(failure))
    };
    let notes = failures.map(said).collect();
    let summary = Summary { columns, rows, total: total(inventory), totals: Vec::new(), notes };
    Book { title, summary: Some(summary), sheets, shown }
}

/// The columns of each summary of an inventory.
const CHECK: [&str; 7] = ["severity", "holder", "message", "serial_number", "token_serial", "token_label", "read_at"];
const TOKENS: [&str; 8] = ["holder", "label", "serial", "model", "user_pin", "certificates", "problems", "read_at"];
const CERTIFICATES: [&str; 8] =
    ["holder", "organizations", "serial_number", "not_after", "days_left", "validity", "token_serial", "read_at"];
const INVENTORY: [&str; 8] =
    ["holder", "organizations", "serial_number", "not_after", "validity", "token_serial", "user_pin", "read_at"];

/// The sentence under the summary of an inventory, with the counts of its document: a certificate in several rows is one.
fn total(inventory: &Inventory) -> Phrase {
    let summary = &inventory.summary;
    if inventory.envelope.kind == "check" {
        let of = |severity: Severity| {
            let problems = distinct_problems(inventory).into_iter();
            problems.filter(|(token, problem, _)| token.initialized && problem.severity == severity).count()
        };
        return Phrase::new("sheet-total-check")
            .with("critical", of(Severity::Critical))
            .with("warning", of(Severity::Warning))
            .with("note", of(Severity::Note))
            .with("tokens", summary.tokens);
    }
    Phrase::new("sheet-total-inventory").with("tokens", summary.tokens).with("certificates", summary.certificates)
}

/// The worklist.
pub fn plan_book(report: &Plan) -> Book {
    let sheet = plan::plan(report);
    let names = ["deadline", "days", "holder", "unit", "action", "form", "certificate_serial_number", "token_serial"];
    let (columns, rows) = picked(&sheet, &names);
    let summary = &report.summary;
    let total = Phrase::new("plan-summary")
        .with("items", summary.items)
        .with("overdue", summary.overdue)
        .with("proposed", summary.proposed)
        .with("certificates", summary.certificates);
    let summary = Summary { columns, rows, total, totals: Vec::new(), notes: Vec::new() };
    Book { title: "plan-title", summary: Some(summary), sheets: vec![sheet], shown: &[] }
}

/// The coverage of a staff list: its units with their shares.
pub fn roster_book(check: &RosterCheck) -> Book {
    let sheets = roster::roster_check(check);
    let (columns, rows) = sheets
        .iter()
        .find(|sheet| sheet.name == "roster-heading-units")
        .map(|sheet| (sheet.columns.clone(), sheet.rows.clone()))
        .unwrap_or_default();
    let summary = &check.summary;
    let totals = vec![
        Field::number(Some(summary.must_sign)),
        Field::number(Some(summary.can_sign)),
        Field::share(summary.can_sign, summary.must_sign),
        Field::number(Some(summary.classes.stops_soon)),
        Field::number(Some(summary.classes.cannot_sign)),
        Field::number(Some(summary.classes.unknown)),
    ];
    let summary = Summary { columns, rows, total: Phrase::new("sheet-total"), totals, notes: Vec::new() };
    Book { title: "roster-title", summary: Some(summary), sheets, shown: &[] }
}

/// The numbers of a unit that fit on a page.
fn short_columns() -> Columns<Counts> {
    Columns::<Counts>::new()
        .number("seen", "statistics-short-seen", |counts| Field::number(Some(counts.seen)))
        .number("active", "statistics-short-active", |counts| Field::number(Some(counts.active)))
        .number("expired", "statistics-short-expired", |counts| Field::number(Some(counts.expired)))
        .number("expiring_30", "statistics-short-expiring-30", |counts| Field::number(Some(counts.expiring_30)))
        .number("expiring_90", "statistics-short-expiring-90", |counts| Field::number(Some(counts.expiring_90)))
        .number("locked", "statistics-short-locked", |counts| Field::number(Some(counts.locked)))
        .number("to_revoke", "statistics-short-to-revoke", |counts| Field::number(Some(counts.to_revoke)))
}

/// What is not among the valid ones, in one sentence: more columns do not fit on a page.
fn known_revoked(total: &Counts) -> Phrase {
    Phrase::new("statistics-known-revoked").with("revoked", total.revoked).with("suspended", total.suspended)
}

/// The periodic numbers: the units, and in sentences the coverage and next year's need.
pub fn statistics_book(report: &Statistics) -> Book {
    let unit = statistics::unit_columns().pick(&["unit"]).showing("unit", statistics::unit_name);
    let columns = unit.and(short_columns().of(|unit: &UnitCounts| Some(&unit.counts)));
    let coverage = report.coverage.as_ref().and_then(|coverage| coverage.phrase("statistics-coverage"));
    let summary = Summary {
        columns: columns.headings(),
        rows: report.by_unit.iter().map(|unit| columns.row(unit)).collect(),
        total: Phrase::new("sheet-total"),
        totals: short_columns().row(&report.total),
        notes: coverage.into_iter().chain([known_revoked(&report.total), report.next_year.phrase()]).collect(),
    };
    let sheets = statistics::statistics(report);
    let shown = &["statistics-sheet-numbers", "statistics-sheet-changes"];
    Book { title: "statistics-title", summary: Some(summary), sheets, shown }
}
