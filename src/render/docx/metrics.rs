//! The width of texts and the number of lines they need: in Times New Roman, which the decree requires, and in the much
//! wider characters of a computer that lacks it.
//!
//! Pitfall: a column sized for Times breaks an address if Times is missing. So text that must not break is measured in
//! the wide characters, and text that only has to look good in Times.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The font that a text is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Font {
    /// Times New Roman, or a font of the same widths.
    Times,
    /// DejaVu Serif, the widest substitute used by a system.
    Wide,
}

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Running text.
    Plain,
    /// Titles and headings.
    Bold,
}

/// Times, regular.
#[rustfmt::skip]
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 777, 180, 333, 333, 500, 563, 250, 333, 250, 277, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 277, 277, 563, 563, 563, 443, 920, 722, 666, 666, 722, 610, 556, 722, 722, 333, 389, 722,
    610, 889, 722, 722, 556, 722, 666, 556, 610, 722, 722, 943, 722, 722, 610, 333, 277, 333, 469, 500, 333, 443,
    500, 443, 500, 443, 333, 500, 500, 277, 277, 500, 277, 777, 500, 500, 500, 500, 333, 389, 277, 500, 500, 722,
    500, 500, 443, 479, 200, 479, 541,
];

/// Times, bold.
#[rustfmt::skip]
const TIMES_BOLD: [u16; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 277, 333, 333, 500, 569, 250, 333, 250, 277, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 333, 333, 569, 569, 569, 500, 930, 722, 666, 722, 722, 666, 610, 777, 777, 389, 500, 777,
    666, 943, 722, 777, 610, 777, 722, 556, 666, 722, 722, 1000, 722, 722, 666, 333, 277, 333, 581, 500, 333, 500,
    556, 443, 556, 443, 333, 500, 556, 277, 333, 556, 277, 833, 556, 500, 556, 556, 443, 389, 333, 556, 500, 722,
    500, 500, 443, 394, 220, 394, 520,
];

/// DejaVu Serif, regular.
#[rustfmt::skip]
const WIDE: [u16; 95] = [
    317, 401, 459, 837, 636, 950, 890, 274, 390, 390, 500, 837, 317, 337, 317, 336, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 636, 336, 336, 837, 837, 837, 536, 1000, 722, 734, 765, 801, 729, 693, 798, 872, 395, 400, 747,
    664, 1023, 875, 819, 672, 819, 752, 685, 666, 842, 722, 1027, 711, 660, 694, 390, 336, 390, 837, 500, 500, 596,
    640, 560, 640, 591, 370, 640, 644, 319, 310, 605, 319, 948, 644, 602, 640, 640, 478, 513, 401, 644, 564, 855,
    563, 564, 526, 636, 336, 636, 837,
];

/// DejaVu Serif, bold.
#[rustfmt::skip]
const WIDE_BOLD: [u16; 95] = [
    348, 438, 520, 837, 695, 950, 902, 306, 473, 473, 522, 837, 348, 415, 348, 365, 695, 695, 695, 695, 695, 695,
    695, 695, 695, 695, 369, 369, 837, 837, 837, 585, 1000, 775, 845, 795, 867, 762, 709, 854, 944, 467, 473, 869,
    703, 1106, 914, 871, 751, 871, 831, 722, 744, 872, 775, 1123, 775, 713, 729, 473, 365, 473, 837, 500, 500, 647,
    699, 608, 699, 636, 430, 699, 727, 379, 361, 692, 379, 1058, 727, 666, 699, 699, 526, 562, 461, 727, 581, 860,
    596, 581, 567, 643, 363, 643, 837,
];

impl Font {
    /// The height of a line of single spacing, in twentieths of a point.
    pub(super) fn line(self, size: usize) -> usize {
        let hundredths = match self {
            Self::Times => 115,
            Self::Wide => 118,
        };
        (size * 20 * hundredths).div_ceil(100)
    }

    /// The width of a text without line ends, in twentieths of a point.
    pub(super) fn width(self, weight: Weight, text: &str, size: usize) -> usize {
        (self.thousandths(weight, text) * size * 20).div_ceil(1_000)
    }

    /// The same in thousandths of the size.
    pub(super) fn thousandths(self, weight: Weight, text: &str) -> usize {
        text.nfd().map(|letter| self.advance(weight, letter)).sum()
    }

    /// The width of one letter. Marks are placed over their letter; the horn of ơ and ư widens it a little.
    fn advance(self, weight: Weight, letter: char) -> usize {
        let letter = match letter {
            'đ' => 'd',
            'Đ' => 'D',
            '\u{31b}' => return 40,
            mark if is_combining_mark(mark) => return 0,
            '…' | '→' => return 1_000,
            '×' => '+',
            '–' | '“' | '”' => 'n',
            letter => letter,
        };
        let widths = match (self, weight) {
            (Self::Times, Weight::Plain) => &TIMES,
            (Self::Times, Weight::Bold) => &TIMES_BOLD,
            (Self::Wide, Weight::Plain) => &WIDE,
            (Self::Wide, Weight::Bold) => &WIDE_BOLD,
        };
        let place = usize::try_from(u32::from(letter)).unwrap_or(usize::MAX).checked_sub(0x20);
        match place.and_then(|place| widths.get(place)) {
            Some(width) => usize::from(*width),
            None if u32::from(letter) > 0x2e80 => 1_050,
            None => 750,
        }
    }
}

/// A text cut into its lines and their words, measured once for every size.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured {
    /// Widths of words, in thousandths of the size.
    lines: Vec<Vec<usize>>,
    space: usize,
}

impl Measured {
    /// Words end at spaces; with `slashes` also after a slash, where titles may be broken.
    pub(super) fn new(font: Font, weight: Weight, text: &str, slashes: bool) -> Self {
        let words = |line: &str| -> Vec<usize> {
            let parts =
                line.split(' ').flat_map(|word| if slashes { word.split_inclusive('/').collect() } else { vec![word] });
            parts.map(|word| font.thousandths(weight, word)).collect()
        };
        Self { lines: text.split('\n').map(words).collect(), space: font.thousandths(weight, " ") }
    }

    /// The widest word.
    pub(super) fn word(&self) -> usize {
        self.lines.iter().flatten().copied().max().unwrap_or(0)
    }

    /// The widest of its own lines.
    pub(super) fn line(&self) -> usize {
        let whole = |words: &Vec<usize>| words.iter().sum::<usize>() + self.space * words.len().saturating_sub(1);
        self.lines.iter().map(whole).max().unwrap_or(0)
    }

    /// The number of lines it needs within a width, in thousandths of the size.
    pub(super) fn lines(&self, width: usize) -> usize {
        self.lines.iter().map(|words| self.folded(words, width)).sum()
    }

    fn folded(&self, words: &[usize], width: usize) -> usize {
        let (mut lines, mut used) = (1, 0);
        for word in words {
            let with = if used == 0 { *word } else { used + self.space + word };
            if with > width && used > 0 {
                lines += 1;
                used = *word;
            } else {
                used = with;
            }
        }
        lines
    }

    /// The smallest width in which no word breaks and that needs at most this many lines.
    pub(super) fn width_for(&self, most: usize) -> usize {
        let (mut low, mut high) = (self.word(), self.line());
        if self.lines(low) <= most {
            return low;
        }
        while low + 10 < high {
            let middle = usize::midpoint(low, high);
            if self.lines(middle) <= most { high = middle } else { low = middle }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_letters_are_as_wide_as_their_bases_whatever_their_spelling() {
        let width = |text: &str| Font::Times.width(Weight::Plain, text, 10);
        assert_eq!(width("Nguyễn"), width("Nguyen"), "marks take no room");
        assert_eq!(width("Nguyễn"), width(&"Nguyễn".nfd().collect::<String>()), "nor does their spelling");
        assert_eq!(width("0123456789"), 1_000, "ten figures of half an em at ten points are fifty points");
    }

    #[test]
    fn a_text_is_folded_at_spaces_and_never_inside_a_word() {
        let text = Measured::new(Font::Times, Weight::Plain, "ab cd\ndongthuan@hanoi.gov.vn", false);
        assert_eq!(text.lines(usize::MAX), 2, "its own lines");
        assert_eq!(text.lines(text.word()), 2, "the address is on one line in the width of its own");
        assert_eq!(text.width_for(2), text.word(), "which is the least");
        assert_eq!(text.lines(1), 3, "a word too wide is counted once");
    }
}
