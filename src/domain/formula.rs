//! Text that a spreadsheet would read as a formula: disarmed with an apostrophe, and restored.
//!
//! May not import other modules. If the system's list separator is a semicolon, a comma-separated file is split at
//! semicolons,
//! and the text after one inside a cell begins a new cell: `VGCA;=1+41` showed 42. So every place where some
//! spreadsheet may begin a cell counts as a beginning.
//!
//! Pitfall: spaces and quotation marks before the sign do not help: spreadsheets trim the former and remove the latter.

use std::borrow::Cow;

/// What begins a formula: ASCII, and the full-width forms that some spreadsheets accept too.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// What a spreadsheet may be set to separate cells by, besides the comma that our cells are quoted for; the bar
/// separates the entries of our lists.
const SEPARATORS: [char; 5] = [';', '|', '\t', '\r', '\n'];

/// Put before what would be a formula to make it text.
const GUARD: char = '\'';

/// Whether a spreadsheet might read the text as a formula.
pub fn begins(text: &str) -> bool {
    text.starts_with(['\t', '\r']) || sign_follows(text)
}

/// Whether only spaces and quotation marks precede a sign.
fn sign_follows(text: &str) -> bool {
    let skipped = |letter: char| letter.is_whitespace() || letter == '"';
    text.trim_start_matches(skipped).starts_with(SIGNS)
}

/// The text with an apostrophe before every formula that could begin inside it; its beginning is left to the caller.
pub fn broken_inside(text: &str) -> Cow<'_, str> {
    let places: Vec<usize> = behind_separators(text).filter(|place| follows(text, *place, sign_follows)).collect();
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut broken = String::with_capacity(text.len() + places.len());
    let mut rest = 0;
    for place in places {
        broken.push_str(text.get(rest..place).unwrap_or_default());
        broken.push(GUARD);
        rest = place;
    }
    broken.push_str(text.get(rest..).unwrap_or_default());
    Cow::Owned(broken)
}

/// The text with an apostrophe before every formula, at its beginning and inside.
pub fn broken(text: &str) -> Cow<'_, str> {
    let inside = broken_inside(text);
    if begins(text) { Cow::Owned(format!("{GUARD}{inside}")) } else { inside }
}

/// The text as it was before [`broken`].
pub fn whole(text: &str) -> Cow<'_, str> {
    let is_guard = |rest: &str| rest.strip_prefix(GUARD).is_some_and(begins);
    let places: Vec<usize> =
        std::iter::once(0).chain(behind_separators(text)).filter(|place| follows(text, *place, is_guard)).collect();
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut rest = 0;
    for place in places {
        joined.push_str(text.get(rest..place).unwrap_or_default());
        rest = place + GUARD.len_utf8();
    }
    joined.push_str(text.get(rest..).unwrap_or_default());
    Cow::Owned(joined)
}

fn behind_separators(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(SEPARATORS).map(|(place, separator)| place + separator.len())
}

fn follows(text: &str, place: usize, is_so: impl Fn(&str) -> bool) -> bool {
    text.get(place..).is_some_and(is_so)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_behind_any_separator_is_broken_up() {
        for separator in SEPARATORS {
            for sign in SIGNS {
                for before in ["", " ", "\u{a0}", "\"", "\"\"", " \" ", "\u{3000}"] {
                    let text = format!("VGCA{separator}{before}{sign}1+41");
                    assert_eq!(broken(&text), format!("VGCA{separator}'{before}{sign}1+41"), "{text:?}");
                    assert_eq!(whole(&broken(&text)), text, "and comes back");
                }
            }
        }
    }

    #[test]
    fn a_formula_at_the_beginning_is_broken_up() {
        for text in ["=1+41", "  =1", "\"=1", "\t=1", "\rx", "\u{ff1d}1", "-7f", ";=1", ";;=1;=2"] {
            assert!(!broken(text).starts_with(SIGNS) && broken(text).contains(GUARD), "{text:?}");
            assert_eq!(whole(&broken(text)), text, "and comes back");
            assert_eq!(broken(&broken(text)), broken(text), "once is enough");
        }
    }

    #[test]
    fn what_is_not_a_formula_is_left_alone() {
        for text in ["", "a=1", "CN=An, O=VGCA", "a; b | c", "x;y", "12-34", "it's", "'a", "a;'b", "An\nB"] {
            assert!(matches!(broken(text), Cow::Borrowed(_)), "{text:?}");
            assert!(matches!(whole(text), Cow::Borrowed(_)), "{text:?}");
        }
    }
}
