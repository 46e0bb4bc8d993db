//! The order of Vietnamese names: by given name, then by family and middle names; letters before tones.
//!
//! May import Unicode tables only. Pitfall: ă, â, đ, ê, ô, ơ and ư are separate letters, and a tone only breaks ties
//! between words of the same letters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const LETTERS: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// What a name is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameKey(Vec<(Vec<u8>, u8)>);

/// The key of a person's name: its last word first.
pub fn name(text: &str) -> NameKey {
    let mut words: Vec<(Vec<u8>, u8)> = text.split_whitespace().map(word).collect();
    if let Some(given) = words.pop() {
        words.insert(0, given);
    }
    NameKey(words)
}

/// What a unit is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitKey(Vec<Part>);

/// A part of a unit's name: numbers sort before letters, and 2 before 10.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u128),
    Word((Vec<u8>, u8)),
}

/// The key by which groups of units are sorted: those of no unit come last.
pub fn unit_or_none(text: Option<&str>) -> (bool, Option<UnitKey>) {
    (text.is_none(), text.map(unit))
}

/// The key of a unit's name: its words in their order, numbers by their value.
pub fn unit(text: &str) -> UnitKey {
    let mut parts = Vec::new();
    for piece in text.split(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter)) {
        let mut rest = piece;
        while let Some(first) = rest.chars().next() {
            let is_number = first.is_ascii_digit();
            let end = rest.find(|letter: char| letter.is_ascii_digit() != is_number).unwrap_or(rest.len());
            let (own, behind) = rest.split_at(end);
            parts.push(match own.parse() {
                Ok(number) if is_number => Part::Number(number),
                _ => Part::Word(word(own)),
            });
            rest = behind;
        }
    }
    UnitKey(parts)
}

/// Letters by their place in the alphabet, and tones in dictionary order: none, huyền, hỏi, ngã, sắc, nặng.
fn word(text: &str) -> (Vec<u8>, u8) {
    let (mut letters, mut tone_of_word) = (Vec::new(), 0);
    for letter in text.nfc().flat_map(char::to_lowercase) {
        let mut tone = 0;
        let bare: String = std::iter::once(letter)
            .nfd()
            .filter(|mark| match mark {
                '\u{300}' => {
                    tone = 1;
                    false
                }
                '\u{309}' => {
                    tone = 2;
                    false
                }
                '\u{303}' => {
                    tone = 3;
                    false
                }
                '\u{301}' => {
                    tone = 4;
                    false
                }
                '\u{323}' => {
                    tone = 5;
                    false
                }
                _ => true,
            })
            .nfc()
            .collect();
        for letter in bare.chars() {
            let place = LETTERS.chars().position(|known| known == letter).and_then(|place| u8::try_from(place).ok());
            letters.push(place.map_or(0, |place| place + 1));
            // A syllable has one tone, wherever the mark is: Hoà and Hòa are the same name.
            tone_of_word = tone_of_word.max(tone);
        }
    }
    (letters, tone_of_word)
}

/// What file names are sorted by: numbers by their value, so that 2 comes before 10. Unlike in [`unit()`], every character
/// counts.
pub fn natural_key(text: &str) -> Vec<(String, u128, String)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let words = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(words);
        let digits = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(digits);
        parts.push((word.to_lowercase(), number.parse().unwrap_or(u128::MAX), format!("{word}{number}")));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_order_of_a_vietnamese_list() {
        let expected = [
            "Lê An",
            "Nguyễn Văn An",
            "Lê Ân",
            "Trần Bình",
            "Lê Thị Dung",
            "Trần Đức",
            "Lê Hoa",
            "Lê Hòa",
            "Mai Hoà",
            "Lê Oanh",
            "Đặng Thu",
            "Lê Thư",
            "Bùi Yến",
        ];
        let mut sorted = expected;
        sorted.reverse();
        sorted.sort_by_key(|one| name(one));
        assert_eq!(sorted, expected, "given name, then family name; letters before tones");
    }

    #[test]
    fn numbers_inside_names_are_sorted_by_their_value() {
        let mut names = ["xa-10.json", "xa-2.json", "Xa-1.json", "xa-02.json"];
        names.sort_by_cached_key(|name| natural_key(name));
        assert_eq!(names, ["Xa-1.json", "xa-02.json", "xa-2.json", "xa-10.json"], "one, two, two, ten");
    }

    #[test]
    fn units_stand_in_natural_order() {
        let expected = [
            "Ban Quản lý 1",
            "Đội 3",
            "Phòng 2",
            "Phòng 2A",
            "Phòng 10",
            "Phòng Kinh tế",
            "PHÒNG Văn hóa",
            "Văn phòng",
        ];
        let mut sorted = expected;
        sorted.reverse();
        sorted.sort_by_key(|one| unit(one));
        assert_eq!(sorted, expected, "2 before 10, Đ behind D, capitals do not matter");
        assert!(unit("Phòng 99999999999999999999999999999999999999999999") > unit("Phòng 2"), "no number is too long");
    }
}
