//! Values of options as domain types. An error in a value travels in clap's error: as a [`Phrase`], or as a [`ValueFault`]
//! if it has a code of its own.

use std::fmt;

use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::domain::check::{self, Threshold};
use crate::domain::csr::Subject;
use crate::domain::decision::Answer;
use crate::domain::phrase::Phrase;
use crate::domain::selector::Selector;
use crate::domain::situation::{Situation, Told};
use crate::domain::statistics::Period;
use crate::domain::time::Moment;
use crate::domain::tlv;
use crate::text::Language;

/// How a report is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// One document.
    Json,
    /// One object per line.
    Jsonl,
    /// For spreadsheets, one row per certificate.
    Csv,
    /// A workbook.
    Xlsx,
    /// A letter.
    Docx,
    /// A page for a browser.
    Html,
    /// For a monitoring system that collects metrics.
    Openmetrics,
}

impl Format {
    /// The format that a file's extension means.
    pub fn of_path(path: &std::path::Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "json" => Some(Self::Json),
            "jsonl" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "docx" => Some(Self::Docx),
            "html" | "htm" => Some(Self::Html),
            "prom" => Some(Self::Openmetrics),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Openmetrics => "openmetrics",
        }
    }

    /// Whether it is not text.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Xlsx | Self::Docx)
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The value of `--at`: a calendar day or time of the agency's zone, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The beginning of a day, in the agency's zone.
    Day(Date),
    /// A time of day, in the agency's zone.
    Local(DateTime),
    /// An instant.
    Instant(Moment),
}

impl At {
    /// The instant.
    pub fn moment(self, zone: &TimeZone) -> Moment {
        match self {
            Self::Day(date) => Moment::start_of(date, zone),
            Self::Local(time) => Moment::from_local(time, zone),
            Self::Instant(moment) => moment,
        }
    }
}

/// Why a value is invalid, with its code.
#[derive(Debug)]
pub(super) struct ValueFault(pub(super) Told);

impl<S: Situation> From<S> for ValueFault {
    fn from(situation: S) -> Self {
        Self(situation.told())
    }
}

/// For clap and developers; users read the sentence.
impl fmt::Display for ValueFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.phrase, formatter)
    }
}

impl std::error::Error for ValueFault {}

pub(super) fn at(text: &str) -> Result<At, Phrase> {
    let local = || text.parse::<DateTime>().ok().map(At::Local);
    let found = if text.contains(['T', 't', ' ']) {
        text.parse::<Moment>().ok().map(At::Instant).or_else(local)
    } else {
        check::date(text).map(At::Day)
    };
    found.ok_or_else(|| date_fault(text, "cli-error-at"))
}

/// What is wrong with a value.
fn wrong(id: &'static str, value: &str) -> Phrase {
    Phrase::new(id).with("value", value)
}

/// A number within a range, otherwise the sentence of this name.
fn number<T: FromStr + PartialOrd>(text: &str, range: &RangeInclusive<T>, id: &'static str) -> Result<T, Phrase> {
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| wrong(id, text))
}

fn date_fault(text: &str, id: &'static str) -> Phrase {
    wrong(if check::has_short_year(text) { "cli-error-short-year" } else { id }, text)
}

pub(super) fn selector(text: &str) -> Result<Selector, ValueFault> {
    Ok(Selector::parse(text)?)
}

pub(super) fn language(text: &str) -> Result<Language, Phrase> {
    text.parse().ok().ok_or_else(|| wrong("cli-error-language", text))
}

pub(super) fn threshold(text: &str) -> Result<Threshold, Phrase> {
    text.parse().ok().ok_or_else(|| date_fault(text, "cli-error-threshold"))
}

pub(super) fn days(text: &str) -> Result<i64, Phrase> {
    let digits = text.trim().trim_end_matches('d');
    number(digits, &(0..=36_500), "cli-error-days").map_err(|_number| wrong("cli-error-days", text))
}

pub(super) fn period(text: &str) -> Result<Period, ValueFault> {
    Ok(text.parse::<Period>()?)
}

pub(super) fn day(text: &str) -> Result<Date, Phrase> {
    check::date(text).ok_or_else(|| date_fault(text, "cli-error-letter-date"))
}

/// The date of a letter; a two-digit year is refused.
pub(super) fn letter_date(text: &str) -> Result<Date, Phrase> {
    let parts: Vec<&str> = text.trim().split('/').collect();
    let found = match parts.as_slice() {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}").parse::<Date>(),
        _ => text.trim().parse::<Date>(),
    };
    found.map_err(|_slip| wrong("cli-error-letter-date", text))
}

/// `ID=same`, `ID=change`, `ID=not-this-person`.
pub(super) fn answer(text: &str) -> Result<(String, Answer), Phrase> {
    let found = text.split_once('=').and_then(|(id, word)| Some((id.trim().to_owned(), Answer::of(word.trim())?)));
    found.ok_or_else(|| wrong("cli-error-answer", text))
}

/// A CKA_ID: whole bytes in hex, with colons or without.
pub(super) fn key_id(text: &str) -> Result<String, Phrase> {
    let plain = text.trim().replace(':', "");
    let octets = tlv::unhex(&plain).filter(|octets| !octets.is_empty() && octets.len() <= 255);
    octets.map(|octets| tlv::hex(&octets)).ok_or_else(|| wrong("keys-error-id", text))
}

/// A label of an object: a line of text.
pub(super) fn label(text: &str) -> Result<String, Phrase> {
    let sound = !text.trim().is_empty() && text.len() <= 255 && !text.chars().any(char::is_control);
    if sound { Ok(text.to_owned()) } else { Err(wrong("keys-error-label", text)) }
}

/// A label of a token, for which PKCS#11 allows 32 bytes: fewer letters in Vietnamese.
pub(super) fn token_label(text: &str) -> Result<String, Phrase> {
    use unicode_normalization::UnicodeNormalization as _;
    let text: String = text.trim().nfc().collect();
    if text.len() > 32 {
        return Err(Phrase::new("init-error-label-long").with("value", &text).with("octets", text.len()));
    }
    label(&text)
}

pub(super) fn subject(text: &str) -> Result<Subject, ValueFault> {
    Ok(Subject::parse(text)?)
}

pub(super) fn seconds(text: &str) -> Result<u64, Phrase> {
    number(text, &(1..=86_400), "cli-error-seconds")
}

pub(super) fn jobs(text: &str) -> Result<usize, Phrase> {
    number(text, &(1..=256), "cli-error-jobs")
}
