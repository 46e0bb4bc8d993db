//! Periods of the reports that agencies have to file: a month, a quarter, a year.
//!
//! May import `domain` only. Pitfall: a period ends with its last calendar day in the agency's zone, not at midnight UTC.

use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::phrase::Phrase;
use super::situation::{Class, Situation, Told};
use crate::situation_error;

/// A month, quarter or year with its first and last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Period {
    /// `2026`, `2026-Q4`, `2026-11`, however it was written.
    pub label: String,
    /// Its first day.
    #[cfg_attr(test, schemars(with = "crate::domain::schema::Day"))]
    pub from: Date,
    /// Its last day.
    #[cfg_attr(test, schemars(with = "crate::domain::schema::Day"))]
    pub to: Date,
}

/// A text that is not a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeriodFault {
    /// Neither a year, nor a quarter, nor a month.
    NotAPeriod {
        /// The text.
        text: String,
    },
}

impl Situation for PeriodFault {
    fn told(&self) -> Told {
        let Self::NotAPeriod { text } = self;
        Class::Usage.told("statistics-not-a-period", "statistics-not-a-period").with("text", text)
    }
}

situation_error!(PeriodFault);

impl Period {
    /// Whether a day is in it.
    pub fn contains(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    fn months(label: String, year: i16, first: i8, count: i8) -> Option<Self> {
        let from = Date::new(year, first, 1).ok()?;
        let to = Date::new(year, first + count - 1, 1).ok()?.last_of_month();
        Some(Self { label, from, to })
    }
}

impl FromStr for Period {
    type Err = PeriodFault;

    fn from_str(text: &str) -> Result<Self, PeriodFault> {
        let text = text.trim();
        let fault = || PeriodFault::NotAPeriod { text: text.chars().take(40).collect() };
        // A year alone, or followed (2026-11) or preceded (11/2026) by a month or quarter.
        let (year, rest) = match text.split_once('-').or_else(|| text.split_once('/')) {
            None => (text, None),
            Some((part, year)) if year.len() == 4 && part.len() < 4 => (year, Some(part)),
            Some((year, part)) => (year, Some(part)),
        };
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let number =
            year.parse::<i16>().ok().filter(|number| is_year && (1900..=2200).contains(number)).ok_or_else(fault)?;
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let period = match rest {
            None => Self::months(number.to_string(), number, 1, 12),
            Some(rest) => match rest.strip_prefix(['Q', 'q']) {
                Some(quarter) => {
                    let quarter =
                        quarter.parse::<i8>().ok().filter(|quarter| (1..=4).contains(quarter)).ok_or_else(fault)?;
                    Self::months(format!("{number}-Q{quarter}"), number, quarter * 3 - 2, 3)
                }
                None if (1..=2).contains(&rest.len()) && is_digits(rest) => {
                    let month = rest.parse::<i8>().ok().filter(|month| (1..=12).contains(month)).ok_or_else(fault)?;
                    Self::months(format!("{number}-{month:02}"), number, month, 1)
                }
                None => None,
            },
        };
        period.ok_or_else(fault)
    }
}

/// The first and the last day of the year after a day.
pub fn year_after(day: Date) -> (i16, Date, Date) {
    let year = day.year().saturating_add(1).min(9999);
    (year, date(year, 1, 1), date(year, 12, 31))
}

/// A percentage as people read it, without the sign: `87.5`, in Vietnamese `87,5`.
pub fn said_percent(percent: f64) -> Phrase {
    let text = percent.to_string();
    match text.split_once('.') {
        Some((whole, tenth)) => Phrase::new("statistics-percent").with("whole", whole).with("tenth", tenth),
        None => Phrase::new("statistics-percent-whole").with("whole", text),
    }
}

/// A percentage, rounded down to a tenth, so that 100 means all; `None` of nothing.
pub fn percent(part: u64, whole: u64) -> Option<f64> {
    if whole == 0 {
        return None;
    }
    let tenths = part.min(whole).saturating_mul(1000) / whole;
    Some(f64::from(u32::try_from(tenths).unwrap_or(1000)) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_their_first_and_last_day() {
        let rows = [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-Q1", "2026-01-01", "2026-03-31"),
            ("2026-q4", "2026-10-01", "2026-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("Q4/2026", "2026-10-01", "2026-12-31"),
            ("q4-2026", "2026-10-01", "2026-12-31"),
            ("2026/Q4", "2026-10-01", "2026-12-31"),
            ("11/2026", "2026-11-01", "2026-11-30"),
            ("2/2024", "2024-02-01", "2024-02-29"),
            ("2026-1", "2026-01-01", "2026-01-31"),
        ];
        for (text, from, to) in rows {
            let period: Period = text.parse().unwrap();
            assert_eq!((period.from.to_string(), period.to.to_string()), (from.to_owned(), to.to_owned()), "{text}");
            assert!(period.contains(period.from) && period.contains(period.to), "both ends belong to {text}");
        }
        for wrong in [
            "",
            "26",
            "2026-",
            "2026-Q5",
            "2026-Q0",
            "2026-13",
            "11/26",
            "Q4/26",
            "0/2026",
            "+1/2026",
            "2026-11-01",
            "Q4",
            "+026",
            "quý 4",
        ] {
            assert!(wrong.parse::<Period>().is_err(), "`{wrong}` is no period");
        }
    }

    #[test]
    fn a_hundred_percent_means_everybody() {
        assert_eq!(percent(9_999, 10_000), Some(99.9), "one is missing");
        assert_eq!(percent(10_000, 10_000), Some(100.0), "nobody is missing");
        assert_eq!(percent(0, 0), None, "of nobody there is no share");
    }
}
