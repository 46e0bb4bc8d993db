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

/// What to do next.
pub fn month_page(report: &Month, style: &Style) -> String {
    let view = View::new(style);
    let summary = &report.summary;
    let (year, month) = report.period.split_once('-').unwrap_or((&report.period, ""));
    let title = Phrase::new("month-title").with("year", year).with("month", month);
    let mut lines = vec![view.texts.say(&title), String::new()];
    let mut say = |phrase: Phrase| lines.push(view.texts.say(&phrase));
    if let Some(unit) = &report.unit {
        say(Phrase::new("month-unit").with("unit", unit));
    }
    say(Phrase::new("month-read").with("tokens", summary.tokens));
    if let Some(count) = summary.not_read {
        say(Phrase::new("month-not-read").with("count", count));
    }
    match (summary.must_sign, summary.can_sign) {
        (Some(must), Some(can)) => say(Phrase::new("month-coverage").with("must", must).with("can", can)),
        _ => say(Phrase::new("month-no-roster")),
    }
    for unit in report.by_unit.iter().filter(|_| report.by_unit.len() > 1) {
        let name = unit.unit.clone().unwrap_or_else(|| view.texts.get("statistics-without-unit"));
        let said = Phrase::new("month-unit-coverage").with("unit", name);
        say(said.with("must", unit.must_sign).with("can", unit.can_sign));
    }
    if let Some(bodies) = &report.bodies {
        let said = Phrase::new("bodies-summary").with("bodies", bodies.summary.bodies);
        say(said.with("silent", bodies.summary.silent).with("old", bodies.summary.old));
        for body in bodies.bodies.iter().filter(|body| body.state != BodyState::Current) {
            let newest = body.newest.map(|newest| view.texts.day(newest, &style.zone)).unwrap_or_default();
            say(Phrase::new(body.state.said()).with("body", &body.body).with("day", newest));
        }
    }
    let due: Vec<&MonthLetter> = report.letters.iter().filter(|letter| letter.file.is_some()).collect();
    say(Phrase::new("month-blank"));
    if due.is_empty() {
        say(Phrase::new("month-nothing-due"));
    } else {
        say(Phrase::new("month-heading-sign").with("count", due.len()));
    }
    for letter in &due {
        say(Phrase::new("month-letter")
            .with("file", letter.file.as_deref().unwrap_or_default())
            .with("form", &letter.form)
            .with("title", Phrase::new(letter.title))
            .with("number", letter.number.as_deref().unwrap_or_default())
            .with("count", letter.subscribers)
            .with("recipient", letter.recipient.as_deref().unwrap_or_default()));
        if !letter.to_fill.is_empty() {
            say(Phrase::new("month-to-fill").with("fields", letter.to_fill.join(", ")));
        }
        if letter.row_errors > 0 {
            say(Phrase::new("month-row-errors").with("count", letter.row_errors));
        }
    }
    let waiting: Vec<&MonthLetter> = report.letters.iter().filter(|letter| letter.left_out > 0).collect();
    if !waiting.is_empty() || summary.undecided > 0 {
        say(Phrase::new("month-blank"));
        say(Phrase::new("month-heading-waits"));
    }
    for letter in waiting {
        say(Phrase::new("month-left-out").with("form", &letter.form).with("count", letter.left_out));
    }
    if summary.undecided > 0 {
        say(Phrase::new("month-undecided").with("count", summary.undecided));
    }
    say(Phrase::new("month-blank"));
    say(Phrase::new("month-heading-next"));
    if !due.is_empty() {
        for id in ["month-next-sign", "month-next-portal", "month-next-read-again"] {
            say(Phrase::new(id));
        }
    }
    say(Phrase::new("month-next-keep"));
    layout::finish(&lines)
}
