//! Values of cells: texts, dates, numbers that must not be rounded, and words of a fixed list.
//!
//! Pitfall: Excel counts days from 1900-01-01 and believes that 1900 was a leap year; serial 60 is no day.

use jiff::civil::{Date, date};

use super::fault::CellFaultKind;
use super::{Carrier, Cell, DeviceState, HolderKind, Status};
use crate::domain::fold;
use crate::domain::formula;
use unicode_normalization::UnicodeNormalization;

/// The most characters of one value.
const LONGEST: usize = 1000;

/// A text on one line, composed, spaces collapsed; `None` where nothing is left.
pub(super) fn cleaned(text: &str) -> Option<String> {
    let composed: String = text.nfc().filter(|letter| !letter.is_control() || letter.is_whitespace()).collect();
    let words: Vec<&str> = composed.split_whitespace().collect();
    let text = words.join(" ");
    let hidden = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}');
    let text = text.trim_matches(|letter| hidden(letter) || letter == ' ');
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a cell shows, for messages.
pub(super) fn shown(cell: &Cell) -> String {
    let text = match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => cleaned(text).unwrap_or_default(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Error(error) => error.clone(),
    };
    text.chars().take(60).collect()
}

/// Any text; numbers as digits.
pub(super) fn text(cell: &Cell) -> Result<Option<String>, CellFaultKind> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) if text.len() > LONGEST * 4 => Err(CellFaultKind::TooLong),
        Cell::Text(text) => {
            let written = text;
            let Some(text) = cleaned(written) else { return Ok(None) };
            // ="0123" is how people keep Excel from eating zeros; any other formula is no value.
            if let Some(formula) = text.strip_prefix('=') {
                let inner = formula.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                return inner.filter(|inner| !inner.contains('"')).map(cleaned).ok_or(CellFaultKind::Formula);
            }
            if text.starts_with('#')
                && matches!(text.as_str(), "#N/A" | "#REF!" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NUM!" | "#NULL!")
            {
                return Err(CellFaultKind::ErrorValue);
            }
            // An apostrophe that keeps a spreadsheet from calculating is not part of the value.
            let text = cleaned(&formula::whole(written)).unwrap_or(text);
            if text.chars().count() > LONGEST { Err(CellFaultKind::TooLong) } else { Ok(Some(text)) }
        }
        Cell::Number(number) => Ok(Some(digits(*number)?)),
        Cell::Date(date) => Ok(Some(date.to_string())),
        Cell::Bool(value) => Ok(Some(value.to_string())),
        Cell::Error(_) => Err(CellFaultKind::ErrorValue),
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

/// A number that names something (certificate, device, tax code): as text, but never one that was rounded.
pub(super) fn naming_number(cell: &Cell) -> Result<Option<String>, CellFaultKind> {
    let Some(text) = text(cell)? else { return Ok(None) };
    let text = text.strip_prefix('\'').unwrap_or(&text).to_owned();
    if is_scientific(&text) { Err(CellFaultKind::Rounded) } else { Ok(Some(text)) }
}

/// A personal identity number; zeros that a spreadsheet dropped in front are put back (12 digits begin with 0).
pub(super) fn identity_number(cell: &Cell) -> Result<Option<String>, CellFaultKind> {
    let Some(text) = naming_number(cell)? else { return Ok(None) };
    let bare: String = text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-' | '\u{a0}')).collect();
    if !bare.chars().all(|digit| digit.is_ascii_digit()) {
        return Ok(Some(text));
    }
    // 1.2E+11 saved and opened again is a number with a tail of zeros, which no real identity number has.
    if bare.len() >= 11 && bare.ends_with("000000") {
        return Err(CellFaultKind::Rounded);
    }
    Ok(Some(match bare.len() {
        8 => format!("0{bare}"),
        10 | 11 => format!("{bare:0>12}"),
        _ => bare,
    }))
}

/// `1.2E+11` and its like.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_digit());
    let mantissa_fits = mantissa
        .split_once(['.', ','])
        .map_or_else(|| is_number(mantissa), |(whole, rest)| is_number(whole) && is_number(rest));
    // A hexadecimal serial may well be 12E5; only a sign or a fraction makes it a rounded number.
    let signed = exponent.strip_prefix('+').or_else(|| exponent.strip_prefix('-'));
    mantissa_fits
        && match signed {
            Some(power) => is_number(power),
            None => mantissa.contains(['.', ',']) && is_number(exponent),
        }
}

/// A date: dd/mm/yyyy, yyyy-mm-dd, or a workbook's day number.
pub(super) fn day(cell: &Cell) -> Result<Option<Date>, CellFaultKind> {
    let found = match cell {
        Cell::Date(date) => Some(*date),
        Cell::Number(number) => of_serial(*number),
        _ => match text(cell)? {
            None => return Ok(None),
            Some(text) => of_text(&text),
        },
    };
    found.filter(|day| (1900..=2200).contains(&day.year())).map(Some).ok_or(CellFaultKind::Date)
}

/// Excel's day numbers of the 1900 system.
fn of_serial(number: f64) -> Option<Date> {
    if !(1.0..80_000.0).contains(&number) || (60.0..61.0).contains(&number) {
        return None;
    }
    // A bare year is the commonest thing that looks like a day number.
    if number.fract() == 0.0 && (1900.0..=2100.0).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let days = number as i64;
    let epoch = if days < 60 { date(1899, 12, 31) } else { date(1899, 12, 30) };
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn of_text(text: &str) -> Option<Date> {
    // A time may stand behind the day.
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

/// The words for how somebody signs.
pub(super) fn carrier(cell: &Cell) -> Result<Carrier, CellFaultKind> {
    let known = "USB token, SIM PKI, ký số tập trung (central)";
    word(cell, known, |word| match word {
        "usb token" | "token" | "usb" | "usb token pki" | "thiet bi usb token" | "thiet bi" => Some(Carrier::Token),
        "sim pki" | "sim" | "simpki" | "pki sim" | "sim ky so" => Some(Carrier::SimPki),
        "ky so tap trung" | "tap trung" | "central" | "central signing" | "ky so tu xa" | "remote signing" | "hsm" => {
            Some(Carrier::Central)
        }
        _ => None,
    })
    .map(Option::unwrap_or_default)
}

/// The words for employment, and for the device where a list has one column for both.
pub(super) fn status(cell: &Cell) -> Result<(Status, Option<DeviceState>), CellFaultKind> {
    let known = "đang công tác, nghỉ hưu, chuyển công tác, thôi việc, từ trần, giải thể (working, retired, moved, left, died, dissolved)";
    let status = |word: &str| match word {
        "dang cong tac" | "dang lam viec" | "cong tac" | "hoat dong" | "dang hoat dong" | "working" | "active"
        | "employed" => Some(Status::Working),
        "nghi huu" | "da nghi huu" | "ve huu" | "nghi che do" | "retired" => Some(Status::Retired),
        "chuyen cong tac" | "da chuyen cong tac" | "dieu dong" | "luan chuyen" | "moved" | "transferred" => {
            Some(Status::Moved)
        }
        "thoi viec" | "nghi viec" | "da thoi viec" | "da nghi viec" | "left" | "resigned" => Some(Status::Left),
        "tu tran" | "da tu tran" | "da mat" | "chet" | "died" | "deceased" => Some(Status::Died),
        "giai the" | "da giai the" | "sap nhap" | "da sap nhap" | "dissolved" | "merged" => Some(Status::Dissolved),
        _ => None,
    };
    word(cell, known, |word| {
        status(word)
            .map(|status| (status, None))
            .or_else(|| device_word(word).map(|state| (Status::Working, Some(state))))
    })
    .map(Option::unwrap_or_default)
}

/// The words for the device.
pub(super) fn device_state(cell: &Cell) -> Result<DeviceState, CellFaultKind> {
    let known = "đang sử dụng, mất, hỏng, lộ khóa (usable, lost, broken, key suspect)";
    word(cell, known, device_word).map(Option::unwrap_or_default)
}

fn device_word(word: &str) -> Option<DeviceState> {
    match word {
        "dang su dung" | "dang dung" | "binh thuong" | "tot" | "usable" | "ok" | "in use" => Some(DeviceState::Usable),
        "mat" | "mat thiet bi" | "bi mat" | "that lac" | "lost" | "device lost" => Some(DeviceState::Lost),
        "hong" | "hong thiet bi" | "bi hong" | "broken" | "device broken" => Some(DeviceState::Broken),
        "lo khoa" | "nghi lo khoa" | "lo khoa bi mat" | "key suspect" | "key exposed" | "compromised" => {
            Some(DeviceState::KeySuspect)
        }
        _ => None,
    }
}

/// The words for person and organisation.
pub(super) fn kind(cell: &Cell) -> Result<HolderKind, CellFaultKind> {
    word(cell, "cá nhân, tổ chức (person, organisation)", |word| match word {
        "ca nhan" | "nguoi" | "person" | "individual" => Some(HolderKind::Person),
        "to chuc" | "co quan" | "co quan to chuc" | "don vi" | "organisation" | "organization" | "body" => {
            Some(HolderKind::Organisation)
        }
        _ => None,
    })
    .map(Option::unwrap_or_default)
}

/// How often the certificate was renewed: a number, or a mark for once.
pub(super) fn renewals(cell: &Cell) -> Result<Option<u32>, CellFaultKind> {
    word(cell, "0, 1, 2, x, có, không (yes, no)", |word| match word {
        "x" | "×" | "co" | "yes" | "true" | "da gia han" | "roi" => Some(1),
        "khong" | "no" | "false" | "chua" => Some(0),
        digits => digits.parse::<u32>().ok().filter(|count| *count <= 20),
    })
}

fn word<T>(cell: &Cell, known: &'static str, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>, CellFaultKind> {
    let Some(text) = text(cell)? else { return Ok(None) };
    find(&fold::title(&text.replace(['×', '✓', '✔'], "x"))).map(Some).ok_or(CellFaultKind::UnknownWord { known })
}

#[cfg(test)]
mod tests;
