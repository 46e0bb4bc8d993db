//! A text as its folded words: letters and digits, lower case, one spelling each.
//!
//! Pitfall: a dot marks an abbreviation (`P. 1`), and `&` is the word `và`; every other punctuation mark only ends a
//! word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::syllable;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its letters, folded.
    pub(super) text: String,
    /// Directly followed by a dot.
    pub(super) dotted: bool,
    /// Only that dot separates it from the next word.
    pub(super) touches_next: bool,
}

impl Word {
    /// A word without a dot.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), dotted: false, touches_next: false }
    }
}

/// The words of a text.
pub(super) fn words(text: &str, y_as_i: bool) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut current = String::new();
    // Decomposed first: a letter of another alphabet may have a mark.
    let folded = text.nfkd().flat_map(char::to_lowercase).map(latin).nfc();
    let end = |current: &mut String, words: &mut Vec<Word>| {
        if !current.is_empty() {
            words.push(Word::plain(&syllable::folded(current, y_as_i)));
            current.clear();
        }
    };
    let mut behind_dot = false;
    for letter in folded {
        if letter.is_alphanumeric() || (is_combining_mark(letter) && !current.is_empty()) {
            if behind_dot && let Some(last) = words.last_mut() {
                last.touches_next = true;
            }
            behind_dot = false;
            current.push(letter);
            continue;
        }
        if is_invisible(letter) {
            continue;
        }
        let ends_word = !current.is_empty();
        end(&mut current, &mut words);
        behind_dot = letter == '.' && ends_word;
        match letter {
            '.' if ends_word => {
                if let Some(last) = words.last_mut() {
                    last.dotted = true;
                }
            }
            '&' | '+' => words.push(Word::plain("và")),
            _ => {}
        }
    }
    end(&mut current, &mut words);
    words
}

/// The Latin letter that a small letter or its capital looks like: lists pasted together contain some of another
/// alphabet, unnoticed. Ð (Eth) and Ɖ often replace Đ.
fn latin(letter: char) -> char {
    match letter {
        'ð' | 'ɖ' => 'đ',
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'е' | 'ε' => 'e',
        'н' | 'η' => 'h',
        'і' | 'ι' | 'ı' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'у' | 'υ' => 'y',
        'х' | 'χ' => 'x',
        other => other,
    }
}

/// Words joined by single spaces.
pub(super) fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Zero-width characters, bidi controls, soft hyphens; line ends and tabs count as spaces.
fn is_invisible(letter: char) -> bool {
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
