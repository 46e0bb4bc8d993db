//! Measuring, wrapping and shrinking.
//!
//! Pitfall: a line may only be broken before a character that has its own width; otherwise a mark is separated from its
//! letter.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Cell, Style, Tint};

/// The minimum width of a column of text.
const NARROWEST_TEXT: usize = 12;

/// The minimum width of any column.
const NARROWEST: usize = 6;

/// Takes width from the widest columns, those of text first, until the sum fits or nothing can shrink.
pub(super) fn shrink(widths: &mut [usize], wraps: &[bool], room: usize) {
    for (text_only, least) in [(true, NARROWEST_TEXT), (false, NARROWEST)] {
        while widths.iter().sum::<usize>() > room {
            let candidates =
                widths.iter_mut().zip(wraps).filter(|(width, wraps)| (**wraps || !text_only) && **width > least);
            let Some((widest, _)) = candidates.max_by_key(|(width, _)| **width) else { break };
            *widest -= 1;
        }
    }
}

/// Breaks text into lines of at most `width`, between words if possible; blank text is one blank line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    if text.width() <= width {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let used = lines.last().map_or(0, |line| line.width());
        let gap = usize::from(used > 0);
        if used + gap + word.width() <= width {
            if let Some(line) = lines.last_mut() {
                line.push_str(if gap == 1 { " " } else { "" });
                line.push_str(word);
            }
        } else {
            if used > 0 {
                lines.push(String::new());
            }
            break_word(word, width, &mut lines);
        }
    }
    lines
}

/// Fills the last line, which is blank, and as many more as a long word needs.
fn break_word(word: &str, width: usize, lines: &mut Vec<String>) {
    let mut used = 0;
    for character in word.chars() {
        let wide = character.width().unwrap_or(0);
        if used > 0 && used + wide > width {
            lines.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(line) = lines.last_mut() {
            line.push(character);
        }
    }
}

/// Joins the parts of a heading by middle dots, and breaks between parts if the terminal is narrow.
pub(super) fn joined(parts: &[Cell], style: &Style) -> Vec<String> {
    let room = style.width.map_or(usize::MAX, usize::from);
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for part in parts.iter().filter(|part| !part.text.is_empty()) {
        let first = lines.is_empty();
        let needed = part.text.width() + 3;
        if first || used + needed > room {
            let indent = if first { 0 } else { 4 };
            for piece in wrap(&part.text, room.saturating_sub(indent)) {
                used = indent + piece.width();
                lines.push(format!("{}{}", " ".repeat(indent), part.tint.paint(&piece, style.color)));
            }
        } else if let Some(line) = lines.last_mut() {
            line.push_str(&Tint::Dim.paint(" · ", style.color));
            line.push_str(&part.tint.paint(&part.text, style.color));
            used += needed;
        }
    }
    lines
}

/// Joins lines, each with its line feed and without trailing spaces.
pub(super) fn finish(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_vietnamese_is_wrapped_like_the_composed_and_keeps_its_marks() {
        let composed = wrap("Nguyễn Thị Hồng Nhung", 10);
        let decomposed = wrap("Nguye\u{302}\u{303}n Thi\u{323} Ho\u{302}\u{300}ng Nhung", 10);
        assert_eq!(composed, ["Nguyễn Thị", "Hồng Nhung"], "between words, at full width");
        assert_eq!(composed.len(), decomposed.len(), "a mark has no width of its own");
        let broken = wrap("e\u{302}\u{303}e\u{302}\u{303}e\u{302}\u{303}", 2);
        assert_eq!(broken, ["e\u{302}\u{303}e\u{302}\u{303}", "e\u{302}\u{303}"], "marks stay on their letter");
    }

    #[test]
    fn a_long_serial_is_broken_where_it_must_be() {
        assert_eq!(wrap("no 0123456789AB", 6), ["no", "012345", "6789AB"], "hard breaks inside a word");
        assert_eq!(wrap("", 6), [""], "blank text keeps its line");
    }

    #[test]
    fn columns_of_text_give_way_before_values_do() {
        let mut widths = [40, 30, 16];
        shrink(&mut widths, &[true, true, false], 60);
        assert_eq!(widths, [22, 22, 16], "the widest texts first, the value untouched");
        shrink(&mut widths, &[true, true, false], 30);
        assert_eq!(widths.iter().sum::<usize>(), 30, "a value gives way when texts cannot");
    }
}
