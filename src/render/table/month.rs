//! `month`: what to sign and send, what is pending, and what to do next; the folder contains the same page.
//!
//! Pitfall: the page in the folder must be the same for every run over one reading, so the result for each file is
//! shown only on the screen.

use super::super::columns::Columns;
use super::super::sheet::Field;
use super::super::word::Word;
use super::view::View;
use super::{Style, Tint, layout};
use crate::domain::phrase::Phrase;
use crate::report::bodies::BodyState;
use crate::report::month::{Month, MonthFile, MonthLetter, Outcome};
use crate::report::proposal::Undecided;

/// The page, then the result for each file.
pub fn month(report: &Month, style: &Style) -> String {
    let view = View::new(style);
    let mut text = month_page(report, style);
    text.push('\n');
    text.push_str(&view.table_of(&files(), &report.files).render(style));
    text
}

fn files() -> Columns<MonthFile> {
    Columns::<MonthFile>::new()
        .value("file", "month-column-file", |file| Field::Text(file.file.clone()))
        .text("outcome", "month-column-outcome", |file| {
            let beside = file.beside.as_deref().unwrap_or_default();
            Field::said(Phrase::new(outcome(file.outcome).0).with("file", beside))
        })
        .tinted("outcome", |file| Some(outcome(file.outcome).1))
}

fn outcome(outcome: Outcome) -> Word {
    match outcome {
        Outcome::Written => ("month-written", Tint::Plain),
        Outcome::Updated => ("month-updated", Tint::Plain),
        Outcome::Unchanged => ("month-unchanged", Tint::Dim),
        Outcome::Kept => ("month-kept", Tint::Warning),
        Outcome::Beside => ("month-beside", Tint::Warning),
        Outcome::NoLongerDue => ("month-no-longer-due", Tint::Warning),
    }
}

/// What to sign and send, what is pending, and what to do next.
pub fn month_page(report: &Month, style: &Style) -> String {
    let view = View::new(style);
    let (year, month) = report.period.split_once('-').unwrap_or((&report.period, ""));
    let title = Phrase::new("month-title").with("year", year).with("month", month);
    let due: Vec<&MonthLetter> = report.letters.iter().filter(|letter| letter.file.is_some()).collect();
    let said = [found(report, &view), to_sign(&due), waiting(report), next(!due.is_empty())];
    let mut lines = vec![view.texts.say(&title), String::new()];
    lines.extend(said.iter().flatten().map(|phrase| view.texts.say(phrase)));
    layout::finish(&lines)
}

/// What was read, and who can sign.
fn found(report: &Month, view: &View<'_>) -> Vec<Phrase> {
    let summary = &report.summary;
    let mut said = Vec::new();
    said.extend(report.unit.as_ref().map(|unit| Phrase::new("month-unit").with("unit", unit)));
    said.push(Phrase::new("month-read").with("tokens", summary.tokens));
    said.extend(summary.not_read.map(|count| Phrase::new("month-not-read").with("count", count)));
    said.push(match (summary.must_sign, summary.can_sign) {
        (Some(must), Some(can)) => Phrase::new("month-coverage").with("must", must).with("can", can),
        _ => Phrase::new("month-no-roster"),
    });
    for unit in report.by_unit.iter().filter(|_| report.by_unit.len() > 1) {
        let name = unit.unit.clone().unwrap_or_else(|| view.texts.get("statistics-without-unit"));
        let coverage = Phrase::new("month-unit-coverage").with("unit", name);
        said.push(coverage.with("must", unit.must_sign).with("can", unit.can_sign));
    }
    if let Some(bodies) = &report.bodies {
        let summary = Phrase::new("bodies-summary").with("bodies", bodies.summary.bodies);
        said.push(summary.with("silent", bodies.summary.silent).with("old", bodies.summary.old));
        for body in bodies.bodies.iter().filter(|body| body.state != BodyState::Current) {
            let newest = body.newest.map(|newest| view.texts.day(newest, &view.style.zone)).unwrap_or_default();
            said.push(Phrase::new(body.state.said()).with("body", &body.body).with("day", newest));
        }
    }
    said
}

/// The letters that are due.
fn to_sign(due: &[&MonthLetter]) -> Vec<Phrase> {
    let heading = match due {
        [] => Phrase::new("month-nothing-due"),
        _ => Phrase::new("month-heading-sign").with("count", due.len()),
    };
    let mut said = vec![Phrase::new("month-blank"), heading];
    for letter in due {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        said.push(
            Phrase::new("month-letter")
                .with("file", text(&letter.file))
                .with("form", &letter.form)
                .with("title", Phrase::new(letter.title))
                .with("number", text(&letter.number))
                .with("count", letter.subscribers)
                .with("recipient", text(&letter.recipient)),
        );
        if !letter.to_fill.is_empty() {
            said.push(Phrase::new("month-to-fill").with("fields", letter.to_fill.join(", ")));
        }
        if letter.row_errors > 0 {
            said.push(Phrase::new("month-row-errors").with("count", letter.row_errors));
        }
    }
    said
}

/// What cannot be sent yet; often nothing.
fn waiting(report: &Month) -> Vec<Phrase> {
    let letters = report.letters.iter().filter(|letter| letter.left_out > 0);
    let left_out =
        |letter: &MonthLetter| Phrase::new("month-left-out").with("form", &letter.form).with("count", letter.left_out);
    let undecided = Some(report.summary.undecided).filter(|count| *count > 0);
    let undecided = undecided.map(|count| Phrase::new("month-undecided").with("count", count));
    let names: Vec<&str> = report.undecided.iter().map(Undecided::name).collect();
    let unstated = (!names.is_empty())
        .then(|| Phrase::new("month-unstated").with("count", names.len()).with("names", names.join("; ")));
    let waiting: Vec<Phrase> = letters.map(left_out).chain(undecided).chain(unstated).collect();
    if waiting.is_empty() {
        return waiting;
    }
    [Phrase::new("month-blank"), Phrase::new("month-heading-waits")].into_iter().chain(waiting).collect()
}

/// What to do next.
fn next(is_due: bool) -> Vec<Phrase> {
    let mut ids = vec!["month-blank", "month-heading-next"];
    if is_due {
        ids.extend(["month-next-sign", "month-next-portal", "month-next-read-again"]);
    }
    ids.push("month-next-keep");
    ids.into_iter().map(Phrase::new).collect()
}
