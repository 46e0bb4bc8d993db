//! Makes untrusted text harmless for terminals, XML, CSV and workbooks. Labels and certificate names come from whoever
//! made the token, and may try to move the cursor, reorder a line or start a formula.
//!
//! May import `domain::formula`. A harmful character becomes a visible `�` (U+FFFD), so that nothing disappears.
//!
//! Pitfall: Vietnamese in decomposed form needs combining marks (two on one letter), so they are kept; only longer
//! sequences are cut.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::domain::formula;

/// The replacement for a harmful character.
pub const REPLACEMENT: char = '\u{fffd}';

/// The maximum number of UTF-16 units in a cell of a workbook (Excel's limit).
pub const CELL_UNITS: usize = 32_767;

/// The maximum number of combining marks on one letter; decomposed Vietnamese needs two.
const MARKS: usize = 4;

/// The position in a sequence of marks that shows that it was cut.
const PILE: usize = MARKS + 1;

/// Cleans text for one line of a terminal: no control, escape, line break, bidi control, invisible or tag
/// character, and no long sequence of combining marks gets through.
pub fn terminal(text: &str) -> Cow<'_, str> {
    clean(text, is_harmful)
}

/// Cleans text for XML 1.0 (2.2 Char): documents and workbooks. Tabs and line feeds stay.
pub fn xml(text: &str) -> Cow<'_, str> {
    clean(text, |character| !matches!(character, '\t' | '\n') && is_harmful(character))
}

/// Cleans text for a cell of a workbook, and cuts it at Excel's limit with a mark that gives the number of missing
/// characters. The cell must still be written as a string, which is what keeps `=` from becoming a formula.
pub fn cell(text: &str) -> Cow<'_, str> {
    cut(xml(text))
}

/// Cleans text for a cell of a CSV file. One that a spreadsheet would interpret as a formula gets an apostrophe in
/// front, which spreadsheets show or hide but never calculate.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let cleaned = terminal(text);
    let broken = formula::broken_inside(&cleaned);
    // The apostrophe comes before the cut, so that it cannot push the cell over the limit. The text before the cleaning
    // decides: a tab that became a replacement character began a formula anyway.
    if starts_formula(text) {
        return cut(Cow::Owned(format!("'{broken}")));
    }
    match broken {
        Cow::Owned(broken) => cut(Cow::Owned(broken)),
        Cow::Borrowed(_) => cut(cleaned),
    }
}

/// Whether a spreadsheet might interpret text as a formula.
pub fn starts_formula(text: &str) -> bool {
    formula::begins(text)
}

/// Replaces harmful characters; a long sequence of marks ends in one replacement character.
fn clean(text: &str, harmful: impl Fn(char) -> bool) -> Cow<'_, str> {
    let mut marks = 0_usize;
    let mut changed = false;
    let mut cleaned = String::new();
    for (position, character) in text.char_indices() {
        marks = if is_mark(character) { marks.saturating_add(1) } else { 0 };
        let kept = match marks {
            _ if harmful(character) => Some(REPLACEMENT),
            0..=MARKS => Some(character),
            PILE => Some(REPLACEMENT),
            _ => None,
        };
        if kept != Some(character) && !changed {
            changed = true;
            cleaned.push_str(text.get(..position).unwrap_or_default());
        }
        if changed {
            cleaned.extend(kept);
        }
    }
    if changed { Cow::Owned(cleaned) } else { Cow::Borrowed(text) }
}

/// Whether a character is drawn onto the previous one.
fn is_mark(character: char) -> bool {
    !character.is_control() && character.width() == Some(0)
}

/// Whether a character can affect a terminal or be invisible.
pub(crate) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // Soft hyphen, grapheme joiner, Arabic letter mark, Hangul and Khmer fillers, Mongolian selectors.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}'
            // Zero-width characters, direction marks, line and paragraph separators, bidi embeddings and overrides.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            // Invisible operators, bidi isolates, deprecated formatting.
            | '\u{2060}'..='\u{206f}'
            // Variation selectors, byte order mark, interlinear annotations, tags.
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
        // Noncharacters, two of which XML forbids.
        || matches!(character, '\u{fdd0}'..='\u{fdef}')
        || u32::from(character) & 0xfffe == 0xfffe
}

/// Cuts text at the limit of a cell, and gives the number of missing characters.
fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    // Fewer bytes than units allowed is fewer units as well.
    if text.len() <= CELL_UNITS || text.encode_utf16().count() <= CELL_UNITS {
        return text;
    }
    // Room for "…[+", a count of twenty digits, and "]".
    let room = CELL_UNITS - 24;
    let mut units = 0;
    let mut kept = String::with_capacity(room);
    let mut rest = text.chars();
    for character in rest.by_ref() {
        units += character.len_utf16();
        if units > room {
            break;
        }
        kept.push(character);
    }
    let gone = text.chars().count() - kept.chars().count();
    Cow::Owned(format!("{kept}…[+{gone}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every harmful character becomes one replacement character, and its neighbours stay.
    fn assert_replaced(attacks: impl IntoIterator<Item = char>) {
        for attack in attacks {
            let text = format!("a{attack}b");
            assert_eq!(terminal(&text), "a\u{fffd}b", "U+{:04X} must not reach a terminal", u32::from(attack));
        }
    }

    #[test]
    fn escape_sequences_cannot_move_the_cursor_or_set_the_title() {
        assert_eq!(terminal("\u{1b}[2J\u{1b}]0;owned\u{7}"), "\u{fffd}[2J\u{fffd}]0;owned\u{fffd}", "CSI and OSC");
        assert_replaced(('\0'..='\u{1f}').chain(['\u{7f}']));
    }

    #[test]
    fn eight_bit_controls_cannot_stand_in_for_escape_sequences() {
        assert_replaced('\u{80}'..='\u{9f}');
    }

    #[test]
    fn line_breaks_of_any_kind_cannot_start_a_line_of_the_strangers_own() {
        assert_replaced(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    }

    #[test]
    fn bidi_overrides_and_isolates_cannot_reorder_a_line() {
        assert_replaced(
            "\u{61c}\u{200e}\u{200f}".chars().chain('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}'),
        );
    }

    #[test]
    fn invisible_characters_cannot_make_two_labels_look_alike() {
        assert_replaced("\u{ad}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{3164}\u{34f}\u{fe0f}".chars());
    }

    #[test]
    fn tag_characters_cannot_carry_hidden_words() {
        assert_replaced(('\u{e0000}'..='\u{e007f}').chain('\u{e0100}'..='\u{e01ef}'));
    }

    #[test]
    fn noncharacters_and_annotations_are_shown_as_what_they_are() {
        assert_replaced("\u{fffe}\u{ffff}\u{1fffe}\u{10ffff}\u{fdd0}\u{fff9}".chars());
    }

    #[test]
    fn a_pile_of_combining_marks_cannot_reach_into_other_lines() {
        let pile = format!("a{}b", "\u{300}".repeat(500));
        assert_eq!(terminal(&pile), format!("a{}\u{fffd}b", "\u{300}".repeat(4)), "four marks are plenty");
    }

    #[test]
    fn vietnamese_stays_as_it_is_composed_and_decomposed() {
        for name in ["Nguyễn Văn Ưởng", "Nguye\u{302}\u{303}n Va\u{306}n U\u{31b}o\u{31b}\u{309}ng", "ĐẶNG THỊ HUỆ"]
        {
            assert!(matches!(terminal(name), Cow::Borrowed(same) if same == name), "{name} must pass untouched");
        }
    }

    #[test]
    fn control_characters_cannot_break_the_xml_of_a_document() {
        assert_eq!(xml("a\u{0}\u{8}\u{1b}b\tc\nd\u{ffff}"), "a\u{fffd}\u{fffd}\u{fffd}b\tc\nd\u{fffd}", "XML 1.0 Char");
    }

    #[test]
    fn a_name_that_begins_a_formula_stays_text_in_csv() {
        for attack in ["=cmd()", "+1", "-1+1", "@SUM(A1)", "  =1", "\u{ff1d}1+1", "\u{a0}=1"] {
            assert_eq!(csv_cell(attack), format!("'{attack}"), "{attack} must not be calculated");
        }
        assert_eq!(csv_cell("\t=1"), "'\u{fffd}=1", "a tab begins a formula in some spreadsheets");
        assert_eq!(csv_cell("\r=1"), "'\u{fffd}=1", "so does a carriage return");
        assert_eq!(csv_cell("a=1"), "a=1", "in the middle it is text");
        assert_eq!(csv_cell("VGCA;=1+41"), "VGCA;'=1+41", "but a semicolon may begin a cell");
    }

    #[test]
    fn a_cell_longer_than_excel_takes_is_cut_with_a_mark() {
        let long = "ư".repeat(40_000);
        for cut in [cell(&long), csv_cell(&long)] {
            assert!(cut.encode_utf16().count() <= CELL_UNITS, "the cell must fit");
            assert!(
                cut.ends_with("…[+7257]"),
                "and say how much is gone: {}",
                cut.chars().rev().take(9).collect::<String>()
            );
        }
        let astral = cell(&"𝕏".repeat(20_000)).into_owned();
        assert!(astral.encode_utf16().count() <= CELL_UNITS, "Excel counts UTF-16 units, not characters");
        let fits = "a".repeat(CELL_UNITS);
        assert_eq!(cell(&fits), fits.as_str(), "what fits is not cut");
    }
}
