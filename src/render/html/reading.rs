//! The page of `inventory` and `check`: one inventory, a card for each token, the most serious first.
//!
//! Pitfall: there may be thousands of tokens; the page shows the most serious ones and the number of the others.

use std::cmp::Reverse;

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::super::word;
use super::look::{Look, class, serial, stranger};
use super::shell::{Head, more, page};
use super::unread::{unread, unread_rows};
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinState;
use crate::domain::problem::Severity;
use crate::report::count;
use crate::report::inventory::{Certificate, Inventory, Pairing, Token, Validity};
use crate::report::overview::failed_drivers;
use crate::report::urgency::most_urgent;
use crate::text::Texts;
use crate::text::problem;

/// How many cards are shown.
const CARDS: usize = 300;
/// How many problems of a token are shown.
const FAULTS: usize = 5;
/// How many drivers and files that failed are shown.
const FAILED: usize = 40;

/// The whole page.
pub fn reading(report: &Inventory, texts: &Texts, zone: &TimeZone) -> String {
    let look = Look { texts, zone };
    let mut tokens: Vec<&Token> = report.initialized_tokens().collect();
    tokens.sort_by_cached_key(|token| {
        let ends = shown(token).and_then(|one| one.days_left).unwrap_or(i64::MAX);
        // A problem that is only a note counts as none.
        let urgent = most_urgent(token).filter(|urgent| urgent.severity() > Severity::Note);
        (urgent.is_none(), urgent, ends, token.identity.serial.clone())
    });
    let cards = html! {
        @if tokens.is_empty() {
            p { (look.get("page-no-token")) }
        } @else {
            ul.cards { @for token in tokens.iter().take(CARDS) { (card(&look, token)) } }
        }
        (more(&look, tokens.len(), CARDS))
    };
    let body = html! {
        (failed(&look, report))
        (tiles(&look, report))
        section.bare aria-labelledby="tokens-title" {
            h2 #tokens-title { (look.get("page-heading-tokens")) }
            (cards)
        }
    };
    let is_check = report.envelope.kind == "check";
    let read = || tokens.iter().filter_map(|token| token.read_at);
    let head = Head {
        title: look.get(if is_check { "page-title-check" } else { "page-title-inventory" }),
        agency: None,
        envelope: &report.envelope,
        tokens: count(tokens.len()),
        read: read().min().zip(read().max()),
    };
    page(&look, &head, &body)
}

/// The certificate of a token's card: the one in use, otherwise the best of those that cannot be used.
fn shown(token: &Token) -> Option<&Certificate> {
    let rank = |one: &&Certificate| (one.pairing != Pairing::Superseded, Reverse(one.not_after));
    let unusable = |one: &&Certificate| matches!(one.pairing, Pairing::Superseded | Pairing::Orphan | Pairing::Foreign);
    token.in_use().or_else(|| token.certificates.iter().filter(unusable).min_by_key(rank))
}

fn weight(token: &Token) -> Severity {
    token.problems.iter().map(|problem| problem.severity).max().unwrap_or(Severity::Note)
}

fn tiles(look: &Look<'_>, report: &Inventory) -> Markup {
    let sum = &report.summary;
    let tiles = [
        ("page-tile-tokens", sum.tokens, "calm"),
        ("page-tile-certificates", sum.certificates, "calm"),
        ("page-tile-expired", sum.expired, "bad"),
        ("page-tile-expiring", sum.expiring, "soon"),
        ("page-tile-locked", sum.locked, "bad"),
        ("page-tile-failed", sum.drivers_failed, "bad"),
    ];
    html! {
        ul.tiles {
            @for (id, number, kind) in tiles {
                li class=(if number == 0 { "calm" } else { kind }) { b { (look.number(number)) } span { (look.get(id)) } }
            }
        }
    }
}

fn card(look: &Look<'_>, token: &Token) -> Markup {
    let (kind, word) = match weight(token) {
        Severity::Critical => ("bad", "page-card-bad"),
        Severity::Warning => ("soon", "page-card-warning"),
        Severity::Note => ("good", "page-card-good"),
    };
    let certificate = shown(token);
    let names = [&token.holder, &token.identity.label, &token.identity.serial];
    let name = names.into_iter().flatten().find(|name| !name.trim().is_empty());
    let unit = certificate.and_then(|one| one.subject.as_ref()).and_then(|subject| subject.unit());
    let (pin, tint) = word::user_pin(&token.user_pin);
    let tint = if token.user_pin.state == PinState::Ok { "calm" } else { class(tint) };
    html! {
        li class=(kind) {
            h3 { (stranger(name.map(String::as_str))) }
            span class=(format!("chip {kind}")) { (look.get(word)) }
            (days(look, certificate))
            dl {
                @if unit.is_some() { dt { (look.get("page-card-unit")) } dd { (stranger(unit)) } }
                dt { (look.get("page-card-serial")) } dd { (stranger(token.identity.serial.as_deref())) }
                @if let Some(certificate) = certificate {
                    dt { (look.get("page-card-certificate")) } dd { (serial(certificate.serial_number.as_deref())) }
                    dt { (look.get("page-card-until")) } dd { (look.day(certificate.not_after)) }
                }
                dt { (look.get("page-card-pin")) } dd { span class=(format!("chip {tint}")) { (look.get(pin)) } }
                dt { (look.get("page-card-read")) } dd { (look.day(token.read_at)) }
            }
            (faults(look, token))
        }
    }
}

/// The days left, in words.
fn days(look: &Look<'_>, certificate: Option<&Certificate>) -> Markup {
    let Some(certificate) = certificate else {
        return html! { p.days.calm { (look.get("page-no-certificate")) } };
    };
    let (_, tint) = word::validity(certificate.validity);
    let said = match (certificate.validity, certificate.days_left) {
        (Some(Validity::NotYetValid), _) => Phrase::new("page-starts-on").with("day", look.day(certificate.not_before)),
        // A certificate that expired an hour ago has -1 days left.
        (Some(_), Some(days)) if days < 0 => Phrase::new("page-days-gone").with("days", days.saturating_neg()),
        (Some(_), Some(days)) => Phrase::new("page-days-left").with("days", days),
        _ => Phrase::new("page-dates-unknown"),
    };
    html! { p class=(format!("days {}", class(tint))) { (look.say(&said)) } }
}

fn faults(look: &Look<'_>, token: &Token) -> Markup {
    let told: Vec<_> = token.problems.iter().filter(|problem| problem.severity > Severity::Note).collect();
    let left = told.len().saturating_sub(FAULTS);
    html! {
        @if !told.is_empty() {
            ul.faults {
                @for found in told.iter().take(FAULTS) {
                    li { (look.say(&problem::phrase(found, look.texts, look.zone))) }
                }
                @if left > 0 { li { (look.say(&Phrase::new("page-card-more").with("count", left))) } }
            }
        }
    }
}

/// Drivers and files that failed: before everything else, since their contents are missing below.
fn failed(look: &Look<'_>, report: &Inventory) -> Markup {
    let rows = unread_rows(look, &failed_drivers(report), &report.unread);
    if rows.is_empty() {
        return html! {};
    }
    let said = look.say(&Phrase::new("page-incomplete").with("count", rows.len()));
    html! {
        div.alarm { p { (said) } }
        (unread(look, &rows, FAILED))
    }
}
