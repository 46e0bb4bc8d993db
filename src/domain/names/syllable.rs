//! One spelling per syllable: the tone mark of oa, oe and uy on its first vowel, and y as i where both are usual.
//!
//! Pitfall: in `quý` the u belongs to the consonant, so its tone has only one place; and `gì` has only one vowel.

use unicode_normalization::UnicodeNormalization;

/// Grave, acute, tilde, hook, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// A letter with its own marks (â, ơ) and its tone.
struct Letter {
    base: char,
    marks: Vec<char>,
    tone: Option<char>,
}

impl Letter {
    fn is(&self, base: char) -> bool {
        self.base == base && self.marks.is_empty()
    }
}

/// The spelling by which a lower-case word is compared.
pub(super) fn folded(word: &str, y_as_i: bool) -> String {
    let has_final_y = || word.ends_with('y');
    if word.is_ascii() && !(y_as_i && has_final_y()) {
        return word.to_owned();
    }
    let mut letters = letters(word);
    move_tones(&mut letters);
    if y_as_i {
        write_i(&mut letters);
    }
    let spelt = letters
        .iter()
        .flat_map(|letter| std::iter::once(letter.base).chain(letter.marks.iter().copied()).chain(letter.tone));
    spelt.nfc().collect()
}

fn letters(word: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for character in word.nfd() {
        match letters.last_mut() {
            Some(last) if TONES.contains(&character) => match last.tone.take() {
                None => last.tone = Some(character),
                // Two tones are not a valid tone; they stay where they are.
                Some(first) => last.marks.extend([first, character]),
            },
            Some(last) if unicode_normalization::char::is_combining_mark(character) => last.marks.push(character),
            _ => letters.push(Letter { base: character, marks: Vec::new(), tone: None }),
        }
    }
    letters
}

/// òa for oà, òe for oè, ủy for uỷ, also before a consonant: `Hoàng`, `Hòang`.
fn move_tones(letters: &mut [Letter]) {
    let mut behind_q = false;
    for at in 0..letters.len() {
        let Some([first, second, ..]) = letters.get_mut(at..) else { return };
        let is_pair = match first.base {
            'o' => {
                first.marks.is_empty() && (second.base == 'a' && !second.marks.contains(&'\u{302}') || second.is('e'))
            }
            'u' => !behind_q && first.marks.is_empty() && second.is('y'),
            _ => false,
        };
        if is_pair && first.tone.is_none() {
            first.tone = second.tone.take();
        }
        behind_q = first.base == 'q';
    }
}

/// A final y after one of these consonants, or in quy.
fn write_i(letters: &mut [Letter]) {
    let is_usual = match letters {
        [consonant, _] => matches!(consonant.base, 'h' | 'k' | 'l' | 'm' | 's' | 't' | 'v'),
        [q, u, _] => q.base == 'q' && u.is('u'),
        _ => false,
    };
    if let Some(last) = letters.last_mut().filter(|last| is_usual && last.is('y')) {
        last.base = 'i';
    }
}
