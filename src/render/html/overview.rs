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
use super::shell::{Head, PageColumn, first, listed, more, page, section, table};
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
use crate::report::statistics::{MonthNeed, RevocationChecked};
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
    let columns = [
        PageColumn::text("page-column-reason", |((_, ground), _): &((bool, Ground), u64)| {
            html! { (look.get(ground.id())) }
        }),
        PageColumn::number("page-column-count", |(_, number): &((bool, Ground), u64)| html! { (look.number(*number)) }),
    ];
    let checked = match report.revocation {
        RevocationChecked::All => "page-revocation-checked",
        RevocationChecked::Some => "page-revocation-partly",
        RevocationChecked::None => "page-revocation-unchecked",
    };
    let body = html! {
        @if all == 0 {
            p { (look.get("page-nobody")) }
        } @else {
            div.two {
                figure { (chart::signing(look, report, &sentence)) }
                @if !reasons.is_empty() {
                    div {
                        h3 { (look.get("page-heading-reasons")) }
                        (table(look, &look.get("page-heading-reasons"), &columns, &reasons))
                    }
                }
            }
        }
        @if !report.by_list { p.note { (look.get("page-no-list")) } }
        p.note { (look.get(checked)) }
    };
    section("signing", &look.get("page-heading-signing"), &body)
}

fn work(look: &Look<'_>, report: &Overview) -> Markup {
    let columns = [
        PageColumn::text("plan-column-deadline", |item: &Item| deadline(look, item.advice.deadline)),
        PageColumn::text("plan-column-action", |item: &Item| {
            let form = item.advice.form.as_ref().map(|form| look.say(&Phrase::new("page-form").with("number", form)));
            html! {
                (look.get(words::action(item.advice.action).0))
                @if let Some(form) = form { span.small { (form) } }
            }
        }),
        PageColumn::text("plan-column-holder", |item: &Item| stranger(item.holder.as_deref())),
        PageColumn::text("plan-column-unit", |item: &Item| stranger(item.unit.as_deref())),
        PageColumn::text("plan-column-next", |item: &Item| {
            let (next_step, reason) = (item.advice.next_step.phrase(), item.advice.reason.phrase());
            html! { (look.say(&next_step)) span.small { (look.say(&reason)) } }
        }),
    ];
    let title = look.get("page-heading-work");
    section("work", &title, &listed(look, &title, &columns, &report.work, WORK, "page-no-work"))
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
        PageColumn::text("plan-column-holder", |one: &Obstacle| stranger(one.name.as_deref())),
        PageColumn::text("plan-column-unit", |one: &Obstacle| stranger(one.unit.as_deref())),
        PageColumn::text("page-column-reason", |one: &Obstacle| {
            let kind = if one.class == Ability::Unknown { "calm" } else { "bad" };
            html! {
                span class=(format!("chip {kind}")) { (look.get(one.class.id())) }
                " " (look.get(one.reason.id()))
            }
        }),
    ];
    if !report.by_list {
        columns
            .push(PageColumn::text("plan-column-token-serial", |one: &Obstacle| stranger(one.token_serial.as_deref())));
    }
    let nobody = report.classes.can_sign + report.classes.stops_soon == 0;
    let none = if nobody { "page-nobody" } else { "page-everybody" };
    let title = look.get("page-heading-cannot");
    section("cannot", &title, &listed(look, &title, &columns, &report.cannot, PEOPLE, none))
}

fn months(look: &Look<'_>, report: &Overview) -> Markup {
    let highest = report.months.iter().map(|one| one.certificates).max().unwrap_or(0);
    let columns = [
        PageColumn::text("statistics-column-month", |one: &MonthNeed| html! { (look.month(&one.month)) }),
        PageColumn::number("page-column-count", |one: &MonthNeed| html! { (look.number(one.certificates)) }),
    ];
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
        div.unseen { (table(look, &look.get("page-months-caption"), &columns, &report.months)) }
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
        PageColumn::text("plan-column-unit", |unit: &UnitCoverage| {
            let without = || html! { (look.get("plan-without-unit")) };
            unit.unit.as_deref().map_or_else(without, |name| stranger(Some(name)))
        }),
        PageColumn::number("page-column-can", |unit: &UnitCoverage| html! { (look.number(unit.can_sign)) }),
        PageColumn::number("page-column-must", |unit: &UnitCoverage| html! { (look.number(unit.must_sign)) }),
        PageColumn::number("page-column-share", |unit: &UnitCoverage| {
            let share = unit.can_sign.saturating_mul(100) / unit.must_sign.max(1);
            html! { (bar(share)) span.share { (look.percent(unit.coverage_percent)) } }
        }),
    ];
    let title = look.get("page-heading-units");
    let body = html! {
        @if report.by_unit.is_empty() {
            p { (look.get("page-nobody")) }
        } @else {
            (table(look, &title, &columns, first(&report.by_unit, UNITS)))
        }
        (more(look, report.by_unit.len(), UNITS))
    };
    section("units", &title, &body)
}

/// A share as a bar, beside its number.
fn bar(percent: u64) -> Markup {
    html! { span.bar aria-hidden="true" { i style=(format!("width:{}%", percent.min(100))) {} } }
}

fn pins(look: &Look<'_>, report: &Overview) -> Markup {
    let columns = [
        PageColumn::text("page-column-state", |(state, number): &(PinState, u64)| {
            let (id, tint) = word::pin_state(*state);
            let kind = if *number == 0 { "calm" } else { class(tint) };
            html! { span class=(format!("chip {kind}")) { (look.get(id)) } }
        }),
        PageColumn::number("page-column-tokens", |(_, number): &(PinState, u64)| {
            let share = number.saturating_mul(100) / report.tokens.max(1);
            html! { (bar(share)) span.share { (look.number(*number)) } }
        }),
    ];
    let title = look.get("page-heading-pins");
    section("pins", &title, &table(look, &title, &columns, &report.pins))
}

fn changes(look: &Look<'_>, found: &Changes) -> Markup {
    let columns = [
        PageColumn::text("statistics-column-holder", |line: &words::ChangeLine<'_>| stranger(line.holder)),
        PageColumn::text("statistics-column-change", |line: &words::ChangeLine<'_>| html! { (look.get(line.word)) }),
        PageColumn::text("statistics-column-serial-number", |line: &words::ChangeLine<'_>| serial(line.serial_number)),
        PageColumn::text("statistics-column-token-serial", |line: &words::ChangeLine<'_>| stranger(line.token_serial)),
    ];
    let title = look.say(&Phrase::new("page-heading-changes").with("since", look.day(Some(found.since))));
    let lines = words::changes(found);
    section("changes", &title, &listed(look, &title, &columns, &lines, OTHERS, "statistics-no-changes"))
}

fn old(look: &Look<'_>, report: &Overview) -> Markup {
    if report.old.is_empty() {
        return html! {};
    }
    let columns = [
        PageColumn::text("plan-column-token-serial", |token: &TokenName| stranger(token.serial.as_deref())),
        PageColumn::text("page-column-label", |token: &TokenName| stranger(token.label.as_deref())),
        PageColumn::text("page-column-read", |token: &TokenName| html! { (look.day(token.read_at)) }),
    ];
    let title = look.get("page-heading-old");
    let said = Phrase::new("page-old").with("count", report.old.len()).with("days", OLD_AFTER_DAYS);
    let body = html! {
        p { (look.say(&said)) }
        (table(look, &title, &columns, first(&report.old, OTHERS)))
        (more(look, report.old.len(), OTHERS))
    };
    section("old", &title, &body)
}

fn failed(look: &Look<'_>, report: &Overview) -> Markup {
    unread(look, &unread_rows(look, &report.failed, &report.unread), OTHERS)
}
