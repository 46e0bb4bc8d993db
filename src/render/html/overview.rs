//! The page of `report`: what the head of the agency needs to see, the most important first.
//!
//! Pitfall: its readers may not see a staff list otherwise, so it names people if something is to be done, and has
//! neither identity numbers nor addresses.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::super::sheet::words;
use super::super::word;
use super::chart;
use super::look::{Look, class, serial, stranger};
use super::shell::{Head, PageColumn, more, page, section, table};
use super::unread::{unread, unread_rows};
use crate::domain::can_sign::{Ability, Ground};
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinState;
use crate::domain::verdict::Deadline;
use crate::report::changes::Changes;
use crate::report::holders::TokenName;
use crate::report::overview::{OLD_AFTER_DAYS, Obstacle, Overview};
use crate::report::plan::Item;
use crate::report::roster::UnitCoverage;
use crate::report::statistics::MonthNeed;
use crate::text::Texts;

/// How many rows of each list are shown.
const WORK: usize = 40;
const PEOPLE: usize = 100;
const UNITS: usize = 120;
const OTHERS: usize = 40;

/// The whole page.
pub fn overview(report: &Overview, texts: &Texts, zone: &TimeZone) -> String {
    let look = Look { texts, zone };
    let body = html! {
        (alarm(&look, report))
        (signing(&look, report))
        (work(&look, report))
        (cannot(&look, report))
        (months(&look, report))
        (units(&look, report))
        (pins(&look, report))
        @if let Some(found) = &report.changes { (changes(&look, found)) }
        (old(&look, report))
        (failed(&look, report))
    };
    let head = Head {
        title: look.get("page-title-report"),
        agency: report.agency.as_deref(),
        envelope: &report.envelope,
        tokens: report.tokens,
        read: report.read,
    };
    page(&look, &head, &body)
}

/// Says at the top that something is missing from the numbers.
fn alarm(look: &Look<'_>, report: &Overview) -> Markup {
    let count = report.failed.len() + report.unread.len();
    html! {
        @if count > 0 {
            div.alarm {
                p { (look.say(&Phrase::new("page-incomplete").with("count", count))) }
                a href="#failed" { (look.get("page-incomplete-link")) }
            }
        }
    }
}

fn signing(look: &Look<'_>, report: &Overview) -> Markup {
    let can = report.classes.can_sign + report.classes.stops_soon;
    let all = can + report.classes.unknown + report.classes.cannot_sign;
    let id = if report.by_list { "page-signing-people" } else { "page-signing-certificates" };
    let sentence = look.say(&Phrase::new(id).with("can", look.number(can)).with("all", look.number(all)));
    let mut reasons: BTreeMap<(bool, Ground), u64> = BTreeMap::new();
    for one in &report.cannot {
        *reasons.entry((one.class == Ability::Unknown, one.reason)).or_default() += 1;
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|((unknown, _), number)| (*unknown, std::cmp::Reverse(*number)));
    let rows: Vec<Vec<Markup>> = reasons
        .into_iter()
        .map(|((_, ground), number)| vec![html! { (look.get(ground.id())) }, html! { (look.number(number)) }])
        .collect();
    let columns = [PageColumn::text(look.get("page-column-reason")), PageColumn::number(look.get("page-column-count"))];
    let body = html! {
        @if all == 0 {
            p { (look.get("page-nobody")) }
        } @else {
            div.two {
                figure { (chart::signing(look, report, &sentence)) }
                @if !rows.is_empty() {
                    div {
                        h3 { (look.get("page-heading-reasons")) }
                        (table(&look.get("page-heading-reasons"), &columns, &rows))
                    }
                }
            }
        }
        @if !report.by_list { p.note { (look.get("page-no-list")) } }
    };
    section("signing", &look.get("page-heading-signing"), &body)
}

fn work(look: &Look<'_>, report: &Overview) -> Markup {
    let columns = [
        PageColumn::text(look.get("plan-column-deadline")),
        PageColumn::text(look.get("plan-column-action")),
        PageColumn::text(look.get("plan-column-holder")),
        PageColumn::text(look.get("plan-column-unit")),
        PageColumn::text(look.get("plan-column-next")),
    ];
    let rows: Vec<Vec<Markup>> = report.work.iter().take(WORK).map(|item| work_row(look, item)).collect();
    let body = html! {
        @if rows.is_empty() {
            p { (look.get("page-no-work")) }
        } @else {
            div.wide { (table(&look.get("page-heading-work"), &columns, &rows)) }
        }
        (more(look, report.work.len(), WORK))
    };
    section("work", &look.get("page-heading-work"), &body)
}

fn work_row(look: &Look<'_>, item: &Item) -> Vec<Markup> {
    let advice = &item.advice;
    let form = advice.form.as_ref().map(|form| look.say(&Phrase::new("page-form").with("number", form)));
    vec![
        deadline(look, advice.deadline),
        html! {
            (look.get(words::action(advice.action).0))
            @if let Some(form) = form { span.small { (form) } }
        },
        stranger(item.holder.as_deref()),
        stranger(item.unit.as_deref()),
        html! { (look.say(&advice.next_step.phrase())) span.small { (look.say(&advice.reason.phrase())) } },
    ]
}

fn deadline(look: &Look<'_>, deadline: Option<Deadline>) -> Markup {
    let Some(deadline) = deadline else { return html! { span.chip { (look.get("page-no-deadline")) } } };
    let (kind, said) = match deadline.days {
        ..0 => ("bad", Phrase::new("page-overdue").with("days", deadline.days.saturating_neg())),
        0 => ("bad", Phrase::new("page-today")),
        days if days <= 30 => ("soon", Phrase::new("page-days").with("days", days)),
        days => ("calm", Phrase::new("page-days").with("days", days)),
    };
    html! {
        (look.texts.date(deadline.date)) " "
        span class=(format!("chip {kind}")) { (look.say(&said)) }
    }
}

fn cannot(look: &Look<'_>, report: &Overview) -> Markup {
    let mut columns = vec![
        PageColumn::text(look.get("plan-column-holder")),
        PageColumn::text(look.get("plan-column-unit")),
        PageColumn::text(look.get("page-column-reason")),
    ];
    if !report.by_list {
        columns.push(PageColumn::text(look.get("plan-column-token-serial")));
    }
    let row = |one: &Obstacle| {
        let kind = if one.class == Ability::Unknown { "calm" } else { "bad" };
        let mut cells = vec![
            stranger(one.name.as_deref()),
            stranger(one.unit.as_deref()),
            html! {
                span class=(format!("chip {kind}")) { (look.get(one.class.id())) }
                " " (look.get(one.reason.id()))
            },
        ];
        if !report.by_list {
            cells.push(stranger(one.token_serial.as_deref()));
        }
        cells
    };
    let rows: Vec<Vec<Markup>> = report.cannot.iter().take(PEOPLE).map(row).collect();
    let nobody = report.classes.can_sign + report.classes.stops_soon == 0;
    let body = html! {
        @if !rows.is_empty() {
            div.wide { (table(&look.get("page-heading-cannot"), &columns, &rows)) }
        } @else {
            p { (look.get(if nobody { "page-nobody" } else { "page-everybody" })) }
        }
        (more(look, report.cannot.len(), PEOPLE))
    };
    section("cannot", &look.get("page-heading-cannot"), &body)
}

fn months(look: &Look<'_>, report: &Overview) -> Markup {
    let highest = report.months.iter().map(|one| one.certificates).max().unwrap_or(0);
    let columns =
        [PageColumn::text(look.get("statistics-column-month")), PageColumn::number(look.get("page-column-count"))];
    let row = |one: &MonthNeed| vec![html! { (look.month(&one.month)) }, html! { (look.number(one.certificates)) }];
    let rows: Vec<Vec<Markup>> = report.months.iter().map(row).collect();
    let body = html! {
        div.two {
            @for (year, mark) in report.months.chunks(12).zip(["m", "n"]) {
                @let title = months_title(look, year);
                figure {
                    figcaption { (title) }
                    (chart::months(look, mark, year, highest, &title))
                }
            }
        }
        // The drawing's label has all of this; a table can be read cell by cell.
        div.unseen { (table(&look.get("page-months-caption"), &columns, &rows)) }
    };
    section("months", &look.get("page-heading-months"), &body)
}

fn months_title(look: &Look<'_>, year: &[MonthNeed]) -> String {
    let name = |one: Option<&MonthNeed>| one.map(|one| look.month(&one.month)).unwrap_or_default();
    let total: u64 = year.iter().map(|one| one.certificates).sum();
    let said = Phrase::new("page-months-from").with("first", name(year.first())).with("last", name(year.last()));
    look.say(&said.with("total", look.number(total)))
}

fn units(look: &Look<'_>, report: &Overview) -> Markup {
    let columns = [
        PageColumn::text(look.get("plan-column-unit")),
        PageColumn::number(look.get("page-column-can")),
        PageColumn::number(look.get("page-column-must")),
        PageColumn::number(look.get("page-column-share")),
    ];
    let row = |unit: &UnitCoverage| {
        let without = || html! { (look.get("plan-without-unit")) };
        let name = unit.unit.as_deref().map_or_else(without, |name| stranger(Some(name)));
        let share = unit.can_sign.saturating_mul(100) / unit.must_sign.max(1);
        vec![
            name,
            html! { (look.number(unit.can_sign)) },
            html! { (look.number(unit.must_sign)) },
            html! { (bar(share)) span.share { (look.percent(unit.coverage_percent)) } },
        ]
    };
    let rows: Vec<Vec<Markup>> = report.by_unit.iter().take(UNITS).map(row).collect();
    let body = html! {
        @if rows.is_empty() {
            p { (look.get("page-nobody")) }
        } @else {
            (table(&look.get("page-heading-units"), &columns, &rows))
        }
        (more(look, report.by_unit.len(), UNITS))
    };
    section("units", &look.get("page-heading-units"), &body)
}

/// A share as a bar, beside its number.
fn bar(percent: u64) -> Markup {
    html! { span.bar aria-hidden="true" { i style=(format!("width:{}%", percent.min(100))) {} } }
}

fn pins(look: &Look<'_>, report: &Overview) -> Markup {
    let columns = [PageColumn::text(look.get("page-column-state")), PageColumn::number(look.get("page-column-tokens"))];
    let row = |(state, number): &(PinState, u64)| {
        let (id, tint) = word::pin_state(*state);
        let kind = if *number == 0 { "calm" } else { class(tint) };
        let share = number.saturating_mul(100) / report.tokens.max(1);
        vec![
            html! { span class=(format!("chip {kind}")) { (look.get(id)) } },
            html! { (bar(share)) span.share { (look.number(*number)) } },
        ]
    };
    let rows: Vec<Vec<Markup>> = report.pins.iter().map(row).collect();
    section("pins", &look.get("page-heading-pins"), &table(&look.get("page-heading-pins"), &columns, &rows))
}

fn changes(look: &Look<'_>, found: &Changes) -> Markup {
    let columns = [
        PageColumn::text(look.get("statistics-column-holder")),
        PageColumn::text(look.get("statistics-column-change")),
        PageColumn::text(look.get("statistics-column-serial-number")),
        PageColumn::text(look.get("statistics-column-token-serial")),
    ];
    let lines = words::changes(found);
    let row = |line: &words::ChangeLine<'_>| {
        vec![
            stranger(line.holder),
            html! { (look.get(line.word)) },
            serial(line.serial_number),
            stranger(line.token_serial),
        ]
    };
    let rows: Vec<Vec<Markup>> = lines.iter().take(OTHERS).map(row).collect();
    let title = look.say(&Phrase::new("page-heading-changes").with("since", look.day(Some(found.since))));
    let body = html! {
        @if rows.is_empty() {
            p { (look.get("statistics-no-changes")) }
        } @else {
            div.wide { (table(&title, &columns, &rows)) }
        }
        (more(look, lines.len(), OTHERS))
    };
    section("changes", &title, &body)
}

fn old(look: &Look<'_>, report: &Overview) -> Markup {
    let columns = [
        PageColumn::text(look.get("plan-column-token-serial")),
        PageColumn::text(look.get("page-column-label")),
        PageColumn::text(look.get("page-column-read")),
    ];
    let row = |token: &TokenName| {
        vec![stranger(token.serial.as_deref()), stranger(token.label.as_deref()), html! { (look.day(token.read_at)) }]
    };
    let rows: Vec<Vec<Markup>> = report.old.iter().take(OTHERS).map(row).collect();
    let said = Phrase::new("page-old").with("count", report.old.len()).with("days", OLD_AFTER_DAYS);
    let body = html! {
        p { (look.say(&said)) }
        (table(&look.get("page-heading-old"), &columns, &rows))
        (more(look, report.old.len(), OTHERS))
    };
    if rows.is_empty() {
        html! {}
    } else {
        section("old", &look.get("page-heading-old"), &body)
    }
}

fn failed(look: &Look<'_>, report: &Overview) -> Markup {
    let rows = unread_rows(look, &report.failed, &report.unread);
    if rows.is_empty() {
        return section("failed", &look.get("page-heading-failed"), &html! { p { (look.get("page-all-read")) } });
    }
    unread(look, rows, OTHERS)
}
