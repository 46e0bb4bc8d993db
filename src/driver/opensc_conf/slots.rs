//! How many slots OpenSC makes: the same number for each reader, until all that it may have are in use. A reader that comes after
//! that has none, and OpenSC does not mention it.
//!
//! Pitfall: it lists only the slots in use, at least one for each reader, but numbers all of them.

use super::{Source, block_of};

/// The two options, or their defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slots {
    /// `max_virtual_slots`.
    most: u64,
    /// `slots_per_card`.
    of_a_reader: u64,
}

impl Slots {
    /// Reads them from the first of the files that exists.
    pub fn read(source: &Source) -> Self {
        Self::of(&String::from_utf8_lossy(&source.text()))
    }

    fn of(text: &str) -> Self {
        let block = block_of(text);
        // What begins with no number is zero there; it counts as small, so that the readers are asked for once too often.
        let number = |option| Some(number(block.as_ref()?.value(option)?));
        Self {
            most: number("max_virtual_slots").unwrap_or(16),
            of_a_reader: number("slots_per_card").unwrap_or(4).max(1),
        }
    }

    /// The reader of a slot, counted from zero.
    pub fn reader_of(self, slot: u64) -> u64 {
        slot.checked_div(self.of_a_reader).unwrap_or(slot)
    }

    /// The first slot of the next reader, if this is the last one listed.
    pub fn after(self, last: Option<u64>) -> u64 {
        last.map_or(0, |last| self.reader_of(last).saturating_add(1).saturating_mul(self.of_a_reader))
    }

    /// The first slot of the reader that a slot belongs to.
    pub fn first_beside(self, slot: u64) -> u64 {
        self.reader_of(slot).saturating_mul(self.of_a_reader)
    }

    /// Whether a reader that comes after this slot has too few slots, or none.
    pub fn are_used_up(self, last: Option<u64>) -> bool {
        self.after(last).saturating_add(self.of_a_reader) > self.most
    }
}

/// A number as `strtol` reads it with base 0, which OpenSC uses: decimal, hexadecimal after `0x`, octal after `0`, and
/// only what comes before anything else. Negative ones and those beyond 32 bits count as zero.
fn number(text: &str) -> u64 {
    let text = text.trim_start();
    let text = text.strip_prefix('+').unwrap_or(text);
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (digits, radix) = match hexadecimal.filter(|digits| digits.starts_with(|digit: char| digit.is_ascii_hexdigit()))
    {
        Some(digits) => (digits, 16),
        None => (text, if text.starts_with('0') { 8 } else { 10 }),
    };
    let end = digits.find(|digit: char| !digit.is_digit(radix)).unwrap_or(digits.len());
    digits.get(..end).and_then(|digits| u32::from_str_radix(digits, radix).ok()).map_or(0, u64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slots_are_used_up_where_another_reader_finds_too_few() {
        let usual = Slots::of("app default { pkcs11 { } }");
        assert_eq!(usual, Slots { most: 16, of_a_reader: 4 }, "the defaults");
        let used_up = |slots: Slots| [None, Some(0), Some(10), Some(11), Some(12)].map(|last| slots.are_used_up(last));
        assert_eq!(used_up(usual), [false, false, false, false, true], "with four readers");
        assert_eq!((usual.after(None), usual.after(Some(12)), usual.after(Some(15))), (0, 16, 16), "the next reader");
        let set = |options: &str| Slots::of(&format!("app opensc-pkcs11 {{ pkcs11 {{ {options} }} }}"));
        assert_eq!(used_up(set("max_virtual_slots = 64;")), [false; 5], "room for many");
        assert_eq!(
            used_up(set("max_virtual_slots = 10;")),
            [false, false, true, true, true],
            "two for the third reader"
        );
        assert_eq!(used_up(set("slots_per_card = 8;")), [false, false, true, true, true], "two readers");
        for (same, other) in [("0x10", "16"), ("010", "8"), ("12 # a dozen", "12"), ("\" 8 \"", "8"), ("+8x", "8")] {
            let options = |number: &str| format!("max_virtual_slots = {number};");
            assert_eq!(set(&options(same)).most, set(&options(other)).most, "as strtol reads it: {same}");
        }
        assert_eq!(set("slots_per_card = 0x4;"), usual, "not one slot for each reader");
        assert_eq!([number("0x"), number("09"), number("-4"), number("99999999999")], [0; 4], "not a number");
        for odd in ["max_virtual_slots = many;", "slots_per_card = 0; max_virtual_slots = 1;"] {
            assert!(set(odd).are_used_up(Some(0)), "asked for: {odd}");
        }
    }
}
