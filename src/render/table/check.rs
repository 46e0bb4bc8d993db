//! `check`: problems, most serious first, and within one severity the soonest first.
//!
//! Pitfall: nothing here may say that a certificate is effective unless `--revocation` established it.

use std::collections::HashSet;

use super::super::columns::Columns;
use super::super::sheet::Field;
use super::super::sheet::shared::{self, ProblemRow};
use super::view::{View, driver_failure, holder_of, is_a_tokens_problem, name_of};
use super::{Cell, Style, Tint};
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;
use crate::domain::verify::State;
use crate::report::copies::{distinct, distinct_problems};
use crate::report::inventory::{Certificate, Inventory, Revocation, Token, Validity};
use crate::report::urgency;
use crate::text::problem;

/// Shows every problem with its person and certificate, and what is in order in one line.
pub fn check(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let of_drivers = driver_rows(inventory).into_iter();
    let mut rows: Vec<_> = of_drivers.map(|row| (urgency::of_driver(row.severity), row, None)).collect();
    for (token, problem, others) in distinct_problems(inventory) {
        let also = (!others.is_empty()).then(|| elsewhere(&view, &others));
        rows.push((urgency::urgency(token, problem), ProblemRow::of(token, problem), also));
    }
    // A stable sort keeps the order of tokens within a severity and a day.
    rows.sort_by_key(|(urgency, ..)| *urgency);
    let count = |wanted: Severity| rows.iter().filter(|(urgency, ..)| urgency.severity() == wanted).count();
    let (critical, warnings) = (count(Severity::Critical), count(Severity::Warning));
    let columns = columns();
    let mut table = view.table(&columns);
    for (_, row, also) in rows {
        table.row(view.cells(&columns, &row));
        if let Some(also) = also {
            table.line(also);
        }
    }
    let mut text = if table.is_empty() { String::new() } else { table.render(style) + "\n" };
    text.push_str(&verdict(&view, critical, warnings));
    text.push_str(&in_order(&view, inventory));
    text
}

fn columns<'a>() -> Columns<ProblemRow<'a>> {
    let names = ["severity", "holder", "message", "serial_number", "token_serial", "read_at"];
    let columns = shared::problems().pick(&names).showing("holder", |row| match (row.certificate, row.token) {
        (Some(certificate), _) => Field::text(holder_of(certificate)),
        (None, token) => token.map_or(Field::Empty, name_of),
    });
    columns
        .tinted("holder", |row| row.token.map(|_| Tint::Strong))
        .tinted("message", |_| Some(Tint::Plain))
        .showing("token_serial", |row| {
            Field::text(row.token.and_then(|token| token.identity.serial.as_ref().or(token.identity.label.as_ref())))
        })
}

fn driver_rows(inventory: &Inventory) -> Vec<ProblemRow<'_>> {
    let row = |severity, said| ProblemRow { severity, code: None, said, token: None, certificate: None };
    let mut rows = Vec::new();
    for driver in &inventory.drivers {
        let failures = driver.failures();
        for failure in failures.filter(|failure| !is_a_tokens_problem(inventory, driver, failure)) {
            let phrase = driver_failure(&driver.path, problem::failure_phrase(failure));
            rows.push(row(Severity::Critical, Field::said(phrase)));
        }
        for problem in &driver.problems {
            rows.push(row(problem.severity, Field::Problems(vec![problem.clone()])));
        }
    }
    rows
}

/// The other tokens that a certificate's problem was found on.
fn elsewhere(view: &View<'_>, others: &[&Token]) -> Cell {
    let name = |token: &&Token| match token.identity.serial.as_ref().or(token.identity.label.as_ref()) {
        Some(name) => Cell::new(name).text().to_owned(),
        None => view.token_name(token).text().to_owned(),
    };
    let names: Vec<String> = others.iter().take(NAMED).map(name).collect();
    let phrase = match others.len().checked_sub(NAMED + 1) {
        Some(more) => Phrase::new("table-also-on-and-more").with("more", more + 1),
        None => Phrase::new("table-also-on"),
    };
    view.say(&phrase.with("tokens", names.join(", "))).tint(Tint::Dim)
}

/// This many other tokens are named, and the rest counted.
const NAMED: usize = 5;

/// One line that gives the state.
fn verdict(view: &View<'_>, critical: usize, warnings: usize) -> String {
    let (phrase, tint) = match (critical, warnings) {
        (0, 0) => (Phrase::new("table-check-clean"), Tint::Good),
        (0, warnings) => (Phrase::new("table-check-warnings").with("warnings", warnings), Tint::Warning),
        (critical, 0) => (Phrase::new("table-check-critical").with("critical", critical), Tint::Bad),
        (critical, warnings) => {
            (Phrase::new("table-check-both").with("critical", critical).with("warnings", warnings), Tint::Bad)
        }
    };
    format!("{}\n", tint.paint(&view.texts.say(&phrase), view.style.color))
}

/// How many certificates are valid by date, and that only this was checked, or how many are effective.
fn in_order(view: &View<'_>, inventory: &Inventory) -> String {
    let within = |validity| matches!(validity, Some(Validity::Valid | Validity::Expiring));
    let distinct = distinct(inventory);
    let certificates = || distinct.iter().filter_map(|places| places.first()).map(|(_, certificate)| *certificate);
    // The dates of what is cut off behind them prove nothing.
    let malformed: HashSet<&str> = inventory.tokens.iter().flat_map(Token::malformed).collect();
    let is_whole = |certificate: &&Certificate| !malformed.contains(certificate.sha256.as_str());
    let count = certificates().filter(is_whole).filter(|certificate| within(certificate.validity)).count();
    let judged = certificates().any(|certificate| certificate.revocation != Revocation::NotChecked);
    let effective =
        certificates().filter(|certificate| certificate.revocation == Revocation::Judged(State::Effective)).count();
    let phrase = if judged {
        Phrase::new("table-within-dates-judged").with("effective", effective)
    } else {
        Phrase::new("table-within-dates")
    };
    let phrase = phrase.with("count", count).with("all", certificates().count());
    format!("{}\n", view.texts.say(&phrase))
}
