//! Text folded for comparison: addresses, titles of columns, numbers. Names are folded by `names`.
//!
//! May import nothing but Unicode tables; ASCII text, as most addresses and numbers are, does without them. Pitfall:
//! only column titles lose their diacritics, in [`title`].

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds an e-mail address or another short text: NFC, lower case, spaces collapsed; marks and diacritics kept.
pub fn text(text: &str) -> String {
    if text.is_ascii() {
        return collapse(text.chars().map(|letter| letter.to_ascii_lowercase()));
    }
    collapse(text.nfkc().flat_map(char::to_lowercase).nfc())
}

/// Folds a text to its words: like [`text`], with every punctuation mark turned into a space.
pub fn words(text: &str) -> String {
    let lower = text.nfkc().flat_map(char::to_lowercase).nfc();
    collapse(lower.map(|letter| if letter.is_alphanumeric() || is_combining_mark(letter) { letter } else { ' ' }))
}

/// Whether folded words begin with these.
pub fn begins_with(words: &str, first: &str) -> bool {
    words.strip_prefix(first).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Folds a column title: like [`text`], with punctuation turned into spaces, without diacritics; `Đ` becomes `d`.
pub fn title(text: &str) -> String {
    if text.is_ascii() {
        // There is nothing to compose, and there are no marks.
        return collapse(
            text.chars().map(|one| if one.is_ascii_alphanumeric() { one.to_ascii_lowercase() } else { ' ' }),
        );
    }
    let bare = text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase);
    collapse(bare.map(|letter| match letter {
        'đ' => 'd',
        letter if letter.is_alphanumeric() => letter,
        _ => ' ',
    }))
}

/// Folds a token or certificate serial: upper-case letters and digits only, leading zeros removed.
///
/// Spreadsheets drop leading zeros, and people write serials with blanks, colons and either case.
pub fn number(text: &str) -> String {
    if text.is_ascii() {
        let mut kept = String::with_capacity(text.len());
        let own = text.chars().filter(char::is_ascii_alphanumeric).skip_while(|letter| *letter == '0');
        kept.extend(own.map(|letter| letter.to_ascii_uppercase()));
        return kept;
    }
    let kept: String = text.nfkc().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    kept.trim_start_matches('0').to_owned()
}

/// Joins words by single spaces; drops invisible characters.
fn collapse(letters: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    let mut gap = false;
    for letter in letters {
        if letter.is_whitespace() {
            gap = true;
        } else if !is_invisible(letter) {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(letter);
        }
    }
    folded
}

/// Zero-width characters, bidi controls, soft hyphens and control characters.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_decomposed_texts_are_one() {
        let decomposed: String = "nguyễn.hoà@x.gov.vn".nfd().collect();
        assert_eq!(text(" NGUYỄN.Hoà@x.gov.vn\u{a0}"), text(&decomposed), "NFC, NFD, case and spaces must not matter");
        assert_ne!(text("a.b@x.gov.vn"), text("a-b@x.gov.vn"), "marks tell addresses apart");
    }

    #[test]
    fn column_titles_are_found_without_diacritics() {
        assert_eq!(title("Số định danh cá nhân"), "so dinh danh ca nhan", "diacritics are dropped from titles");
        assert_eq!(title("Đơn_vị (nếu có)"), "don vi neu co", "đ becomes d, punctuation becomes a blank");
        assert_eq!(title(" Don_vi\t(neu\u{7f}CO) "), "don vi neu co", "and without any letter beyond ASCII");
    }

    #[test]
    fn serials_written_in_other_ways_are_one_number() {
        assert_eq!(number("0a:1B 2c"), number("A1B2C"), "colons, blanks, case and leading zeros are folded");
        assert_eq!(number("0000"), "", "a serial of zeros tells nothing");
    }

    #[test]
    fn invisible_characters_do_not_tell_names_apart() {
        assert_eq!(text("Lê\u{200b} An\u{202e}"), "lê an", "zero-width and bidi characters show nothing");
    }
}
