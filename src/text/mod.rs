//! Sentences in Vietnamese and English (Fluent), one file per area: `en/<area>.ftl` and `vi/<area>.ftl`.
//!
//! May import `domain`; `text::problem` also `report`. An area is parsed when its first sentence is needed, so that a run
//! without sentences has no cost.
//!
//! Pitfall: arguments may be untrusted text (labels, names), or typed with a PIN in them; both are cleaned here, before
//! formatting. An identifier that begins with its area's name and a hyphen is found at once; for others every area is searched.

pub mod ckr;
pub mod language;
pub mod problem;
pub mod sanitize;
pub mod secrecy;
#[cfg(test)]
mod tests;
#[cfg(test)]
#[path = "words/tests.rs"]
mod words;

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use language::{Language, detect, windows_ui_language};

use crate::domain::phrase::{Phrase, Value};
use crate::domain::time::Moment;

/// One area: its name and its file in each language.
struct Area {
    name: &'static str,
    english: &'static str,
    vietnamese: &'static str,
}

/// Names the areas, one per line; each has a file in both languages.
macro_rules! areas {
    ($($name:literal,)*) => {
        &[$(Area {
            name: $name,
            english: include_str!(concat!("en/", $name, ".ftl")),
            vietnamese: include_str!(concat!("vi/", $name, ".ftl")),
        },)*]
    };
}

/// All areas, in alphabetical order. No identifier is in two of them.
static AREAS: &[Area] = areas! {
    "attempt",
    "bodies",
    "cansign",
    "certificate",
    "challenge",
    "ckr",
    "cli",
    "code",
    "config",
    "confirm",
    "decisions",
    "diff",
    "discovery",
    "doctor",
    "door",
    "driver",
    "encoding",
    "form",
    "import",
    "init",
    "journal",
    "keys",
    "merge",
    "month",
    "output",
    "page",
    "pick",
    "pin",
    "plan",
    "problem",
    "reader",
    "redact",
    "roster",
    "run",
    "saved",
    "secret",
    "selection",
    "sheet",
    "statistics",
    "support",
    "table",
    "topic",
    "trust",
    "unit",
    "unlock",
    "verdict",
    "verify",
    "word",
};

type Bundle = FluentBundle<FluentResource>;

/// The texts of one language, with English as the fallback for a missing sentence.
pub struct Texts {
    language: Language,
    chosen: Vec<OnceLock<Bundle>>,
    english: Vec<OnceLock<Bundle>>,
}

impl Texts {
    /// Prepares the texts of a language; nothing is parsed yet.
    pub fn new(language: Language) -> Self {
        let empty = || AREAS.iter().map(|_| OnceLock::new()).collect();
        Self { language, chosen: empty(), english: empty() }
    }

    /// English texts for the whole run, for the messages of JSON documents.
    pub fn english() -> &'static Self {
        static ENGLISH: OnceLock<Texts> = OnceLock::new();
        ENGLISH.get_or_init(|| Self::new(Language::English))
    }

    /// The language of these texts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Formats a sentence. A missing one is in English, or failing that its identifier.
    pub fn say(&self, phrase: &Phrase) -> String {
        let mut arguments = FluentArgs::with_capacity(phrase.args.len());
        for (name, value) in &phrase.args {
            arguments.set(
                *name,
                match value {
                    Value::Text(text) => {
                        FluentValue::from(sanitize::terminal(&secrecy::without_pins(text)).into_owned())
                    }
                    Value::Number(number) => FluentValue::from(*number),
                    Value::Phrase(inner) => FluentValue::from(self.say(inner)),
                },
            );
        }
        self.found(phrase.id, &arguments).unwrap_or_else(|| phrase.id.to_owned())
    }

    /// Formats a sentence without arguments.
    pub fn get(&self, id: &'static str) -> String {
        self.say(&Phrase::new(id))
    }

    /// Formats a sentence by a composed identifier, if it exists.
    pub fn find(&self, id: &str) -> Option<String> {
        self.found(id, &FluentArgs::new())
    }

    fn found(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        format(&self.chosen, self.language, id, arguments)
            .or_else(|| format(&self.english, Language::English, id, arguments))
    }

    /// Writes a calendar day: `22/11/2026` in Vietnamese, `2026-11-22` in English.
    pub fn date(&self, date: Date) -> String {
        let pattern = match self.language {
            Language::English => "%Y-%m-%d",
            Language::Vietnamese => "%d/%m/%Y",
        };
        date.strftime(pattern).to_string()
    }

    /// Writes the calendar day of a time in a time zone.
    pub fn day(&self, moment: Moment, zone: &TimeZone) -> String {
        self.date(moment.day_in(zone))
    }

    /// Writes the calendar day and the time of day in a time zone, to the minute.
    pub fn day_and_time(&self, moment: Moment, zone: &TimeZone) -> String {
        let local = moment.in_zone(zone);
        format!("{} {}", self.date(local.date()), local.strftime("%H:%M"))
    }

    /// Writes a month, `2026-11` in English; a heading in Vietnamese: `Tháng 11/2026`.
    pub fn month(&self, month: &str) -> String {
        let is_heading = self.language == Language::Vietnamese && month.contains('-');
        format!("{}{}", if is_heading { "Tháng " } else { "" }, self.month_in_row(month))
    }

    /// Writes a month among others: `2026-11` in English, `11/2026` in Vietnamese.
    pub fn month_in_row(&self, month: &str) -> String {
        match (self.language, month.split_once('-')) {
            (Language::Vietnamese, Some((year, month))) => format!("{month}/{year}"),
            _ => month.to_owned(),
        }
    }

    /// Writes a period within a sentence: `2026-Q4` in English, `quý IV/2026` in Vietnamese.
    pub fn period(&self, label: &str) -> String {
        let quarter = |word: &str| {
            Some(match word {
                "Q1" => "I",
                "Q2" => "II",
                "Q3" => "III",
                "Q4" => "IV",
                _ => return None,
            })
        };
        match (self.language, label.split_once('-')) {
            (Language::English, _) => label.to_owned(),
            (Language::Vietnamese, None) => format!("năm {label}"),
            (Language::Vietnamese, Some((year, part))) => match quarter(part) {
                Some(roman) => format!("quý {roman}/{year}"),
                None => format!("tháng {part}/{year}"),
            },
        }
    }

    /// Writes a whole number with thousands separators: `1.234` in Vietnamese, `1,234` in English.
    pub fn number(&self, number: i64) -> String {
        let separator = match self.language {
            Language::English => ',',
            Language::Vietnamese => '.',
        };
        let digits = number.unsigned_abs().to_string();
        let mut text = String::from(if number < 0 { "-" } else { "" });
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }
}

/// The same with a capital, for cells of documents.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// Where to look for an identifier: the area with the longest name that it begins with, then all others.
fn areas_for(id: &str) -> impl Iterator<Item = usize> {
    let belongs = |area: &Area| id.strip_prefix(area.name).is_some_and(|rest| rest.starts_with('-'));
    let own = AREAS.iter().enumerate().filter(|(_, area)| belongs(area)).max_by_key(|(_, area)| area.name.len());
    let own = own.map(|(index, _)| index);
    own.into_iter().chain((0..AREAS.len()).filter(move |index| Some(*index) != own))
}

/// Formats a message, parsing areas that have not been parsed yet. A missing variable shows as `{$name}`.
fn format(bundles: &[OnceLock<Bundle>], language: Language, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    areas_for(id).find_map(|index| {
        let bundle = bundles.get(index)?.get_or_init(|| parse(AREAS.get(index), language));
        let pattern = bundle.get_message(id)?.value()?;
        let mut faults = Vec::new();
        Some(bundle.format_pattern(pattern, Some(arguments), &mut faults).into_owned())
    })
}

/// Parses an area. Parts that Fluent cannot parse are left out; a test ensures that there are none.
fn parse(area: Option<&Area>, language: Language) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // Isolation marks around arguments are bidi controls, which no terminal should get.
    bundle.set_use_isolating(false);
    let source = area.map_or("", |area| match language {
        Language::English => area.english,
        Language::Vietnamese => area.vietnamese,
    });
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
    bundle.add_resource_overriding(resource);
    bundle
}
