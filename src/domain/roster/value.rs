//! Cell values: texts, dates, numbers that must not be rounded, and words of a fixed list.
//!
//! Pitfall: Excel counts days from 1900-01-01 and treats 1900 as a leap year; serial 60 is not a day.

use jiff::civil::{Date, date};

use super::fault::CellFaultKind;
use super::vocabulary::Vocabulary;
use super::words::{CARRIERS, KINDS, LOST_OR_DIED, NOTHING, STATES, State, meaning, shown as shown_words};
use super::{Carrier, DeviceState, HolderKind, StaffCell, Status};
use crate::domain::fold;
use crate::domain::formula;
use unicode_normalization::UnicodeNormalization;

/// The maximum length of a value in characters.
const LONGEST: usize = 1000;

/// A text on one line, composed, spaces collapsed; `None` if nothing is left.
pub(super) fn cleaned(text: &str) -> Option<String> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        // Most cells of a long list are a number, a date or an address, which need no cleaning.
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let composed: String = text.nfc().filter(|letter| !letter.is_control() || letter.is_whitespace()).collect();
    let words: Vec<&str> = composed.split_whitespace().collect();
    let text = words.join(" ");
    let hidden = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}');
    let text = text.trim_matches(|letter| hidden(letter) || letter == ' ');
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a cell shows, for messages.
pub(super) fn shown(cell: &StaffCell) -> String {
    let text = match cell {
        StaffCell::Empty => String::new(),
        StaffCell::Text(text) => cleaned(text).unwrap_or_default(),
        StaffCell::Number(number) => number.to_string(),
        StaffCell::Date(date) => date.to_string(),
        StaffCell::Bool(value) => value.to_string(),
        StaffCell::Error(error) => error.clone(),
    };
    text.chars().take(60).collect()
}

/// Any text; numbers as digits.
pub(super) fn text(cell: &StaffCell) -> Result<Option<String>, CellFaultKind> {
    match cell {
        StaffCell::Empty => Ok(None),
        StaffCell::Text(text) if text.len() > LONGEST * 4 => Err(CellFaultKind::TooLong),
        StaffCell::Text(text) => {
            let written = text;
            let Some(text) = cleaned(written) else { return Ok(None) };
            // ="0123" is how people stop Excel from dropping zeros; any other formula is not a value.
            if let Some(formula) = text.strip_prefix('=') {
                let inner = formula.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                return inner.filter(|inner| !inner.contains('"')).map(cleaned).ok_or(CellFaultKind::Formula);
            }
            if text.starts_with('#')
                && matches!(text.as_str(), "#N/A" | "#REF!" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NUM!" | "#NULL!")
            {
                return Err(CellFaultKind::ErrorValue);
            }
            // An apostrophe that stops a spreadsheet from calculating is not part of the value.
            let text = cleaned(&formula::whole(written)).unwrap_or(text);
            if text.chars().count() > LONGEST { Err(CellFaultKind::TooLong) } else { Ok(Some(text)) }
        }
        StaffCell::Number(number) => Ok(Some(digits(*number)?)),
        StaffCell::Date(date) => Ok(Some(date.to_string())),
        StaffCell::Bool(value) => Ok(Some(value.to_string())),
        StaffCell::Error(_) => Err(CellFaultKind::ErrorValue),
    }
}

/// A whole number as digits; beyond fifteen of them a spreadsheet has rounded it.
fn digits(number: f64) -> Result<String, CellFaultKind> {
    if number.fract() != 0.0 || !(0.0..1e15).contains(&number) {
        return if number.is_finite() && number.abs() < 1e15 {
            Ok(number.to_string())
        } else {
            Err(CellFaultKind::Rounded)
        };
    }
    Ok(format!("{number:.0}"))
}

/// "Không có", "chưa có", in place of a number or an address.
pub(super) fn says_nothing(text: &str) -> bool {
    text.chars().count() <= 10 && NOTHING.contains(&fold::title(text).as_str())
}

/// A number that identifies something (certificate, token, tax code): as text, but never a rounded one.
pub(super) fn naming_number(cell: &StaffCell) -> Result<Option<String>, CellFaultKind> {
    let Some(text) = text(cell)? else { return Ok(None) };
    let text = text.strip_prefix('\'').unwrap_or(&text).to_owned();
    if says_nothing(&text) {
        return Ok(None);
    }
    if is_scientific(&text) { Err(CellFaultKind::Rounded) } else { Ok(Some(text)) }
}

/// A personal identity number; leading zeros dropped by a spreadsheet are restored (12 digits begin with 0).
pub(super) fn identity_number(cell: &StaffCell) -> Result<Option<String>, CellFaultKind> {
    let Some(text) = naming_number(cell)? else { return Ok(None) };
    let bare: String = text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-' | '\u{a0}')).collect();
    if !bare.chars().all(|digit| digit.is_ascii_digit()) {
        return Ok(Some(text));
    }
    // 1.2E+11 saved and reopened is a number with trailing zeros, which no real identity number has.
    if bare.len() >= 11 && bare.ends_with("000000") {
        return Err(CellFaultKind::Rounded);
    }
    Ok(Some(match bare.len() {
        8 => format!("0{bare}"),
        10 | 11 => format!("{bare:0>12}"),
        _ => bare,
    }))
}

/// `1.2E+11` and similar.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_digit());
    let mantissa_fits = mantissa
        .split_once(['.', ','])
        .map_or_else(|| is_number(mantissa), |(whole, rest)| is_number(whole) && is_number(rest));
    // A hexadecimal serial may be 12E5; only a sign or a fraction makes it a rounded number.
    let signed = exponent.strip_prefix('+').or_else(|| exponent.strip_prefix('-'));
    mantissa_fits
        && match signed {
            Some(power) => is_number(power),
            None => mantissa.contains(['.', ',']) && is_number(exponent),
        }
}

/// A mobile number: spaces and dots removed, +84 replaced by 0, and a zero dropped by a spreadsheet restored.
pub(super) fn phone(cell: &StaffCell) -> Result<Option<String>, CellFaultKind> {
    Ok(naming_number(cell)?.map(|text| mobile_number(&text)))
}

/// The same for a typed text; a text that is not a telephone number stays as it is.
pub fn mobile_number(text: &str) -> String {
    let bare: String =
        text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-' | '(' | ')' | '\u{a0}')).collect();
    let national = bare.strip_prefix("+84").or_else(|| bare.strip_prefix("84").filter(|rest| rest.len() == 9));
    let digits = national.unwrap_or(&bare);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let lost = matches!(
        (digits.len(), digits.as_bytes().first()),
        (9, Some(b'3' | b'5' | b'7' | b'8' | b'9')) | (10, Some(b'2'))
    );
    if lost { format!("0{digits}") } else { digits.to_owned() }
}

/// Whether a value has zeros that its cell lacks.
pub(super) fn is_restored(cell: &StaffCell, value: &str) -> bool {
    let digits: String = shown(cell).chars().filter(char::is_ascii_digit).collect();
    let international = digits.strip_prefix("84").is_some_and(|rest| value.strip_prefix('0') == Some(rest));
    value.len() > digits.len() && value.starts_with('0') && value.ends_with(&digits) && !international
}

/// A year alone, in a column of dates of birth.
pub(super) fn is_year(cell: &StaffCell) -> bool {
    matches!(cell, StaffCell::Text(text) if has_open_day(text)) || matches!(shown(cell).parse::<u16>(), Ok(1900..=2100))
}

/// "00/00/1980", "__/__/1980", "5/1980": a year with an unknown day or month.
fn has_open_day(text: &str) -> bool {
    let Some((before, year)) = text.trim().rsplit_once(['/', '-', '.']) else { return false };
    let mark = text.trim().chars().rev().find(|letter| matches!(letter, '/' | '-' | '.')).unwrap_or('/');
    let unknown = |part: &str| part.trim_matches(['0', '_', '.', ' ', '-']).is_empty();
    let is_month = |part: &str| matches!(part.trim().parse::<u8>(), Ok(1..=12));
    let is_open = match before.split(mark).collect::<Vec<_>>().as_slice() {
        [month] => is_month(month) || unknown(month),
        [day, month] => unknown(day) && (unknown(month) || is_month(month)),
        _ => false,
    };
    is_open && matches!(year.trim().parse::<u16>(), Ok(1900..=2100))
}

/// A date: dd/mm/yyyy, yyyy-mm-dd, or a workbook's day number.
pub(super) fn day(cell: &StaffCell) -> Result<Option<Date>, CellFaultKind> {
    let found = match cell {
        StaffCell::Date(date) => Some(*date),
        StaffCell::Number(number) => of_serial(*number),
        _ => match text(cell)? {
            None => return Ok(None),
            Some(text) => of_text(&text),
        },
    };
    let day = found.filter(|day| (1900..=2200).contains(&day.year()));
    day.map(Some).ok_or_else(|| if has_short_year(cell) { CellFaultKind::ShortYear } else { CellFaultKind::Date })
}

/// `31/12/26`: the century is ambiguous.
fn has_short_year(cell: &StaffCell) -> bool {
    let StaffCell::Text(text) = cell else { return false };
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).collect();
    let short = |part: &&str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(short)
}

/// Excel's day numbers of the 1900 system.
fn of_serial(number: f64) -> Option<Date> {
    if !(1.0..80_000.0).contains(&number) || (60.0..61.0).contains(&number) {
        return None;
    }
    // A bare year is the most common value that looks like a day number.
    if number.fract() == 0.0 && (1900.0..=2100.0).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let days = number as i64;
    let epoch = if days < 60 { date(1899, 12, 31) } else { date(1899, 12, 30) };
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn of_text(text: &str) -> Option<Date> {
    let text = &plain(text);
    // The day may be followed by a time.
    let day = text.split([' ', 'T']).next()?;
    if day.len() == 5 && day.chars().all(|digit| digit.is_ascii_digit()) {
        return of_serial(day.parse().ok()?);
    }
    let separator = day.chars().find(|letter| matches!(letter, '/' | '-' | '.'))?;
    let mut parts = day.split(separator);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let number = |part: &str| {
        if part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse::<i16>().ok() } else { None }
    };
    let (year, day) = match (first.len(), last.len()) {
        (4, 1 | 2) => (number(first)?, number(last)?),
        (1 | 2, 4) => (number(last)?, number(first)?),
        _ => return None,
    };
    Date::new(year, i8::try_from(number(month)?).ok()?, i8::try_from(day).ok()?).ok()
}

/// "Ngày 1 tháng 2 năm 1980", "01 / 02 / 1980" and "1/2/1980." as 1/2/1980.
fn plain(text: &str) -> String {
    let mut text = text.trim_end_matches(['.', ',', ';']).to_owned();
    if text.contains(|letter: char| letter.is_alphabetic() && letter != 'T') {
        let folded = fold::title(&text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !matches!(*word, "ngay" | "thang" | "nam")).collect();
        if words.len() == 3 && words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
            return words.join("/");
        }
    }
    for mark in ["/", "-", "."] {
        text = text.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    text
}

/// The words for how a person signs; "SIM PKI Viettel" also names the operator.
pub(super) fn carrier(cell: &StaffCell) -> Result<Option<(Carrier, Option<String>)>, CellFaultKind> {
    word(
        cell,
        || shown_words(&CARRIERS, |_| true),
        |word| {
            if let Some(carrier) = meaning(&CARRIERS, word) {
                return Some((carrier, None));
            }
            let (first, last) = word.rsplit_once(' ')?;
            let operator = known_operator(last)?;
            (meaning(&CARRIERS, first)? == Carrier::SimPki).then(|| (Carrier::SimPki, Some(operator.to_owned())))
        },
    )
}

/// The operator of a SIM card as named in form 01; "/cs" after it means that the number already exists.
pub(super) fn operator(cell: &StaffCell) -> Result<Option<String>, CellFaultKind> {
    let Some(text) = text(cell)? else { return Ok(None) };
    let (name, mark) = match text.split_once('/') {
        Some((name, mark)) if mark.trim().eq_ignore_ascii_case("cs") => (name, "/cs"),
        _ => (text.as_str(), ""),
    };
    Ok(Some(known_operator(&fold::title(name)).map_or(text.clone(), |known| format!("{known}{mark}"))))
}

fn known_operator(word: &str) -> Option<&'static str> {
    match word {
        "viettel" | "vt" => Some("Viettel"),
        "vinaphone" | "vina" | "vnpt" => Some("Vinaphone"),
        "mobifone" | "mobi" | "mobiphone" => Some("Mobifone"),
        _ => None,
    }
}

/// The words for employment, and for the token if a list has one column for both.
pub(super) fn status(
    cell: &StaffCell,
    vocabulary: &Vocabulary,
    of_persons: bool,
) -> Result<Option<State>, CellFaultKind> {
    let folded = text(cell)?.map(|text| fold::title(&text)).unwrap_or_default();
    if LOST_OR_DIED.contains(&folded.as_str()) && vocabulary.state(&folded).is_none() {
        return if of_persons { Ok(Some(State::Person(Status::Died))) } else { Err(CellFaultKind::LostOrDied) };
    }
    word(cell, || shown_words(&STATES, |_| true), |word| vocabulary.state(word))
}

/// The words for the token.
pub(super) fn device_state(cell: &StaffCell, vocabulary: &Vocabulary) -> Result<Option<DeviceState>, CellFaultKind> {
    word(
        cell,
        || shown_words(&STATES, |state| matches!(state, State::Device(_))),
        |word| {
            if LOST_OR_DIED.contains(&word) {
                return Some(DeviceState::Lost);
            }
            if NOTHING.contains(&word) {
                return Some(DeviceState::Usable);
            }
            match vocabulary.state(word) {
                Some(State::Device(state)) => Some(state),
                // "Hoạt động", "đang hoạt động" may refer to either.
                Some(State::Person(Status::Working)) if word.ends_with("hoat dong") => Some(DeviceState::Usable),
                _ => None,
            }
        },
    )
}

/// The words for person and organisation.
pub(super) fn kind(cell: &StaffCell) -> Result<Option<HolderKind>, CellFaultKind> {
    word(cell, || shown_words(&KINDS, |_| true), |word| meaning(&KINDS, word))
}

/// How often the certificate was renewed: a number, or a mark for once.
pub(super) fn renewals(cell: &StaffCell) -> Result<Option<u32>, CellFaultKind> {
    word(
        cell,
        || "0, 1, 2, x, có, không (yes, no)".to_owned(),
        |word| match word {
            "x" | "×" | "co" | "yes" | "true" | "da gia han" | "roi" => Some(1),
            "khong" | "no" | "false" | "chua" => Some(0),
            digits => digits.parse::<u32>().ok().filter(|count| *count <= 20),
        },
    )
}

fn word<T>(
    cell: &StaffCell,
    known: impl Fn() -> String,
    find: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, CellFaultKind> {
    let Some(text) = text(cell)? else { return Ok(None) };
    let found = find(&fold::title(&text.replace(['×', '✓', '✔'], "x")));
    found.map(Some).ok_or_else(|| CellFaultKind::UnknownWord { known: known() })
}

#[cfg(test)]
mod tests;
