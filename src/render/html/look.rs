//! Words, numbers, days and untrusted text, as a page shows them.
//!
//! Pitfall: right-to-left letters are not control characters and are kept, so untrusted text is isolated by `bdi`.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::super::table::Tint;
use crate::domain::phrase::Phrase;
use crate::domain::statistics::said_percent;
use crate::domain::time::Moment;
use crate::text::{Texts, sanitize};

/// How many characters of untrusted text are shown.
const LETTERS: usize = 120;

/// The language and the zone of a page.
pub(super) struct Look<'a> {
    pub(super) texts: &'a Texts,
    pub(super) zone: &'a TimeZone,
}

impl Look<'_> {
    /// A sentence without arguments.
    pub(super) fn get(&self, id: &'static str) -> String {
        self.texts.get(id)
    }

    /// A sentence. Untrusted text in it is already clean; it is cut here.
    pub(super) fn say(&self, phrase: &Phrase) -> String {
        cut(&self.texts.say(phrase), 4 * LETTERS)
    }

    /// A whole number.
    pub(super) fn number(&self, number: u64) -> String {
        self.texts.number(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// A share in percent.
    pub(super) fn percent(&self, percent: Option<f64>) -> String {
        percent.map_or_else(|| "–".to_owned(), |percent| self.texts.say(&said_percent(percent)) + "%")
    }

    /// A day.
    pub(super) fn day(&self, moment: Option<Moment>) -> String {
        moment.map_or_else(|| "–".to_owned(), |moment| self.texts.day(moment, self.zone))
    }

    /// A month, `2026-11`, as people write it.
    pub(super) fn month(&self, month: &str) -> String {
        self.texts.month_in_row(month)
    }
}

/// Untrusted text: clean, cut, and prevented from reversing the text around it.
pub(super) fn stranger(text: Option<&str>) -> Markup {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    html! { @match text { Some(text) => bdi { (plain(text)) }, None => "–" } }
}

/// The same without an element, for titles.
pub(super) fn plain(text: &str) -> String {
    cut(&sanitize::terminal(text), LETTERS)
}

/// A serial number in capitals, as in the forms.
pub(super) fn serial(serial: Option<&str>) -> Markup {
    stranger(serial.map(str::to_uppercase).as_deref())
}

/// The class of a tint.
pub(super) fn class(tint: Tint) -> &'static str {
    match tint {
        Tint::Good => "good",
        Tint::Warning => "soon",
        Tint::Bad => "bad",
        Tint::Plain | Tint::Dim | Tint::Strong => "calm",
    }
}

fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_is_clean_short_and_escaped() {
        let shown = stranger(Some("</svg><script>\u{202e}x</script>")).into_string();
        assert_eq!(shown, "<bdi>&lt;/svg&gt;&lt;script&gt;\u{fffd}x&lt;/script&gt;</bdi>");
        let long = plain(&"ư".repeat(5_000));
        assert_eq!(long.chars().count(), LETTERS + 1, "cut with a mark: {long}");
        assert_eq!(stranger(Some(" \n")).into_string(), "–", "what is nothing is a dash");
    }
}
