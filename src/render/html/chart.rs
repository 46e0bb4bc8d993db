//! Charts: who can sign as one bar, and expiring certificates by month. The SVG also works as a separate file.
//!
//! Pitfall: widths are whole numbers, so that the same counts give the same bytes on every machine.

use maud::{Markup, PreEscaped, html};

use super::look::Look;
use super::style::DRAWING;
use crate::domain::phrase::Phrase;
use crate::report::overview::Overview;
use crate::report::statistics::MonthNeed;

/// The width of every drawing.
const WIDTH: u64 = 360;

/// A part of the bar: its pattern and colour, its word, and its number.
struct Part {
    kind: &'static str,
    word: String,
    number: u64,
}

/// How many can sign: the share, a bar of four parts, and the meaning of each part.
pub(super) fn signing(look: &Look<'_>, page: &Overview, sentence: &str) -> Markup {
    let parts = parts(look, page);
    let all: u64 = parts.iter().map(|part| part.number).sum();
    let mut left = 0;
    let mut spans = Vec::new();
    for part in parts.iter().filter(|part| part.number > 0) {
        // The last of them ends where the bar ends, regardless of rounding.
        let before: u64 = spans.iter().map(|(_, _, number)| *number).sum();
        let end = if before + part.number == all { WIDTH } else { (before + part.number) * WIDTH / all.max(1) };
        spans.push((part.kind, (left, end.max(left + 1)), part.number));
        left = end.max(left + 1);
    }
    let told = parts.iter().map(|part| format!("{}: {}", part.word, look.number(part.number)));
    let told = format!("{sentence}. {}", told.collect::<Vec<_>>().join("; "));
    html! {
        svg.drawing xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 196" role="img" aria-label=(told) {
            (defs("s"))
            text.ink x="0" y="44" font-size="46" font-weight="650" { (look.percent(page.percent)) }
            text.muted x="0" y="68" font-size="12" { (sentence) }
            @for (kind, (from, to), _) in &spans {
                (filled("s", kind, *from, 82, to - from, 22))
            }
            @for (place, part) in parts.iter().enumerate() {
                @let y = 116 + 21 * place;
                (filled("s", part.kind, 0, y, 14, 14))
                text.ink x="22" y=(y + 11) font-size="12.5" { (part.word) ": " (look.number(part.number)) }
            }
        }
    }
}

fn parts(look: &Look<'_>, page: &Overview) -> [Part; 4] {
    let soon = Phrase::new("page-class-soon").with("days", page.stops_within_days);
    [
        Part { kind: "good", word: look.get("cansign-class-can-sign"), number: page.classes.can_sign },
        Part { kind: "soon", word: look.say(&soon), number: page.classes.stops_soon },
        Part { kind: "calm", word: look.get("cansign-class-unknown"), number: page.classes.unknown },
        Part { kind: "bad", word: look.get("cansign-class-cannot-sign"), number: page.classes.cannot_sign },
    ]
}

/// Twelve months, drawn to the height of the highest of all, so that two drawings can be compared.
pub(super) fn months(look: &Look<'_>, mark: &'static str, months: &[MonthNeed], highest: u64, title: &str) -> Markup {
    let told = months.iter().map(|one| format!("{}: {}", look.month(&one.month), look.number(one.certificates)));
    let told = format!("{title}. {}", told.collect::<Vec<_>>().join("; "));
    html! {
        svg.drawing xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 172" role="img" aria-label=(told) {
            (defs(mark))
            line.line x1="0" y1="132" x2="360" y2="132" {}
            @for (place, one) in months.iter().enumerate() {
                @let left = 30 * place;
                @let height = bar_height(one.certificates, highest);
                @if height > 0 {
                    (filled(mark, "accent", u64::try_from(left + 5).unwrap_or(0), usize::try_from(132 - height).unwrap_or(0), 20, height))
                    text.ink x=(left + 15) y=(126 - height) font-size="11" text-anchor="middle" { (look.number(one.certificates)) }
                }
                text.muted x=(left + 15) y="148" font-size="11" text-anchor="middle" { (month_number(&one.month)) }
                @if let Some(year) = year_label(place, &one.month) {
                    text.muted x=(left + 15) y="165" font-size="11" font-weight="600" text-anchor="middle" { (year) }
                }
            }
        }
    }
}

/// At least a line for everything above zero.
fn bar_height(number: u64, highest: u64) -> u64 {
    if number == 0 { 0 } else { (number.saturating_mul(112) / highest.max(1)).max(2) }
}

fn month_number(month: &str) -> &str {
    month.split_once('-').map_or(month, |(_, number)| number.trim_start_matches('0'))
}

/// The year under the first month and under each January.
fn year_label(place: usize, month: &str) -> Option<&str> {
    let (year, number) = month.split_once('-')?;
    // A January right after the first month would overlap it.
    (place == 0 || (number == "01" && place > 1)).then_some(year)
}

/// A rectangle in a colour, with the pattern over it.
fn filled(mark: &str, kind: &str, x: u64, y: usize, width: u64, height: u64) -> Markup {
    html! {
        rect class=(kind) x=(x) y=(y) width=(width) height=(height) {}
        @if !matches!(kind, "good" | "accent") {
            rect fill=(format!("url(#{mark}-{kind})")) x=(x) y=(y) width=(width) height=(height) {}
        }
    }
}

/// The style, and the patterns: stripes, dots and a lattice. Each drawing marks them as its own.
fn defs(mark: &str) -> Markup {
    html! {
        style { (PreEscaped(DRAWING)) }
        defs {
            pattern id=(format!("{mark}-soon")) width="7" height="7" patternUnits="userSpaceOnUse" {
                path.paper d="M-1 1 1-1M0 7 7 0M6 8 8 6" stroke-width="1.6" {}
            }
            pattern id=(format!("{mark}-calm")) width="6" height="6" patternUnits="userSpaceOnUse" {
                circle.dot cx="3" cy="3" r="1.2" {}
            }
            pattern id=(format!("{mark}-bad")) width="7" height="7" patternUnits="userSpaceOnUse" {
                path.paper d="M0 0 7 7M7 0 0 7" stroke-width="1.3" {}
            }
        }
    }
}
