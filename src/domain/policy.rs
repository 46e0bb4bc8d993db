//! The rule for new PINs, and the lengths a token takes. Everything is checked before anything is sent.
//!
//! Default after a province's guide: at least 8 characters with upper case, lower case and digit, within the
//! token's limits. Pitfall: the policy counts characters, the token counts bytes.

use serde::{Deserialize, Serialize};

use super::phrase::Phrase;
use super::secret::Secret;
use super::situation::{Class, Situation};

/// PINs that everybody tries first: factory settings and the usual rows of keys, in lower case.
const WELL_KNOWN: &[&str] = &[
    "00000000",
    "11111111",
    "22222222",
    "33333333",
    "44444444",
    "55555555",
    "66666666",
    "77777777",
    "88888888",
    "99999999",
    "12345678",
    "123456789",
    "1234567890",
    "0123456789",
    "01234567",
    "012345678",
    "87654321",
    "87654321@",
    "987654321",
    "0987654321",
    "12341234",
    "11223344",
    "12344321",
    "123123123",
    "1234@abcd",
    "abcd@1234",
    "abcd1234",
    "1234abcd",
    "abc12345",
    "12345abc",
    "a1234567",
    "a12345678",
    "abc@12345",
    "abc@1234",
    "aa123456",
    "qwerty123",
    "1q2w3e4r",
    "qwer1234",
    "1qaz2wsx",
    "password",
    "password1",
    "password12",
    "password123",
    "password@1",
    "password@123",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword1",
    "p@ssw0rd1",
    "p@ssw0rd123",
    "matkhau1",
    "matkhau123",
    "matkhau@123",
    "vietnam1",
    "vietnam123",
    "vietnam@123",
    "admin123",
    "admin@123",
    "administrator1",
    "welcome1",
    "welcome123",
    "changeme1",
    "changeme123",
    "pinuser@1",
    "pinadmin@1",
    "user@1234",
    "token123",
    "token@123",
    "etoken123",
    "etoken@123",
    "vgca1234",
    "vgca@123",
    "vgca@1234",
    "vgcatoken1",
    "etoken12",
    "safenet1",
    "bit4id123",
    "3537363231383830",
    "010203040506070801020304050607080102030405060708",
];

/// What a new PIN must satisfy. A config may change each rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a rule of its own, which a config may switch")]
pub struct Policy {
    /// The least number of characters.
    pub min_length: u64,
    /// Whether an upper-case letter is wanted.
    pub upper: bool,
    /// Whether a lower-case letter is wanted.
    pub lower: bool,
    /// Whether a digit is wanted.
    pub digit: bool,
    /// Whether letters outside ASCII are refused: a Vietnamese keyboard makes them unseen, and another program
    /// may send them in other bytes, which costs tries.
    pub ascii_only: bool,
    /// Whether well-known PINs are refused.
    pub refuse_well_known: bool,
    /// Further PINs to refuse, in any case.
    pub refused: Vec<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            min_length: 8,
            upper: true,
            lower: true,
            digit: true,
            ascii_only: true,
            refuse_well_known: true,
            refused: Vec::new(),
        }
    }
}

/// The lengths a token takes, in bytes; `None` where it says nothing sensible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// `ulMinPinLen`.
    pub min: Option<u64>,
    /// `ulMaxPinLen`.
    pub max: Option<u64>,
}

impl Limits {
    /// The limits a token claims, where 0 < min ≤ max; else none (kryoptic claims 8..0).
    pub fn sane(min: u64, max: u64) -> Self {
        if 0 < min && min <= max { Self { min: Some(min), max: Some(max) } } else { Self::default() }
    }

    /// What is wrong with the length of a secret, also of an old one: a PIN the token cannot have had needs no try.
    pub fn violation(self, length: usize) -> Option<Violation> {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        match (self.min, self.max) {
            (Some(min), _) if length < min => Some(Violation::TooShortForToken { min, length }),
            (_, Some(max)) if length > max => Some(Violation::TooLongForToken { max, length }),
            _ => None,
        }
    }
}

/// One rule that a new PIN breaks. None of them holds any of its characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// Fewer characters than the policy wants.
    TooShort {
        /// The least number of characters.
        min: u64,
        /// The characters it has.
        length: u64,
    },
    /// Fewer bytes than the token takes.
    TooShortForToken {
        /// The least number of bytes.
        min: u64,
        /// The bytes it has.
        length: u64,
    },
    /// More bytes than the token takes.
    TooLongForToken {
        /// The most bytes.
        max: u64,
        /// The bytes it has.
        length: u64,
    },
    /// No upper-case letter.
    NoUpper,
    /// No lower-case letter.
    NoLower,
    /// No digit.
    NoDigit,
    /// Everybody tries it first.
    WellKnown,
    /// The same as the old one.
    SameAsOld,
    /// A control character.
    ControlCharacter,
    /// A letter outside ASCII.
    NotAscii,
    /// A blank at an end, which a PIN file could not carry.
    Blanks,
    /// Not UTF-8, as PKCS#11 wants PINs.
    NotUtf8,
}

impl Violation {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too-short",
            Self::TooShortForToken { .. } => "too-short-for-token",
            Self::TooLongForToken { .. } => "too-long-for-token",
            Self::NoUpper => "no-upper-case",
            Self::NoLower => "no-lower-case",
            Self::NoDigit => "no-digit",
            Self::WellKnown => "well-known",
            Self::SameAsOld => "same-as-old",
            Self::ControlCharacter => "control-character",
            Self::NotAscii => "not-ascii",
            Self::Blanks => "blanks",
            Self::NotUtf8 => "not-utf8",
        }
    }

    /// The sentence.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::TooShort { min, length } => {
                Phrase::new("pin-policy-too-short").with("min", *min).with("length", *length)
            }
            Self::TooShortForToken { min, length } => {
                Phrase::new("pin-policy-too-short-for-token").with("min", *min).with("length", *length)
            }
            Self::TooLongForToken { max, length } => {
                Phrase::new("pin-policy-too-long-for-token").with("max", *max).with("length", *length)
            }
            Self::NoUpper => Phrase::new("pin-policy-no-upper"),
            Self::NoLower => Phrase::new("pin-policy-no-lower"),
            Self::NoDigit => Phrase::new("pin-policy-no-digit"),
            Self::WellKnown => Phrase::new("pin-policy-well-known"),
            Self::SameAsOld => Phrase::new("pin-policy-same-as-old"),
            Self::ControlCharacter => Phrase::new("pin-policy-control-character"),
            Self::NotAscii => Phrase::new("pin-policy-not-ascii"),
            Self::Blanks => Phrase::new("pin-policy-blanks"),
            Self::NotUtf8 => Phrase::new("pin-policy-not-utf8"),
        }
    }
}

impl Policy {
    /// Every rule that `new` breaks; `old` is the secret it replaces, where that is known.
    pub fn violations(&self, new: &Secret, old: Option<&Secret>, limits: Limits) -> Vec<Violation> {
        let Some(text) = new.expose_text() else { return vec![Violation::NotUtf8] };
        let mut found = Vec::new();
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        if length < self.min_length {
            found.push(Violation::TooShort { min: self.min_length, length });
        }
        found.extend(limits.violation(new.length()));
        let mut unless = |holds: bool, violation: Violation| {
            if !holds {
                found.push(violation);
            }
        };
        unless(!self.upper || text.chars().any(char::is_uppercase), Violation::NoUpper);
        unless(!self.lower || text.chars().any(char::is_lowercase), Violation::NoLower);
        unless(!self.digit || text.chars().any(|letter| letter.is_ascii_digit()), Violation::NoDigit);
        unless(!text.chars().any(char::is_control), Violation::ControlCharacter);
        unless(!self.ascii_only || text.is_ascii(), Violation::NotAscii);
        unless(!text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace), Violation::Blanks);
        unless(!self.refuses(text), Violation::WellKnown);
        unless(!old.is_some_and(|old| old.is_same_as(new)), Violation::SameAsOld);
        found
    }

    /// As [`Policy::violations`], as a situation.
    pub fn check(&self, new: &Secret, old: Option<&Secret>, limits: Limits) -> Result<(), PolicyError> {
        let violations = self.violations(new, old, limits);
        if violations.is_empty() { Ok(()) } else { Err(PolicyError { violations }) }
    }

    fn refuses(&self, text: &str) -> bool {
        let alike = |known: &str| known.eq_ignore_ascii_case(text);
        self.refuse_well_known && WELL_KNOWN.iter().any(|known| alike(known))
            || self.refused.iter().any(|known| alike(known))
    }
}

/// A new PIN that was refused; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// Every rule it breaks.
    pub violations: Vec<Violation>,
}

impl Situation for PolicyError {
    fn class(&self) -> Class {
        Class::Refused
    }

    fn code(&self) -> &'static str {
        "new-pin-refused"
    }

    fn phrase(&self) -> Phrase {
        // Fluent has no lists: the sentence holds the first rule, and the others in a chain within it.
        let chain = self.violations.iter().rev().fold(None, |rest: Option<Phrase>, violation| {
            let first = violation.phrase();
            Some(match rest {
                None => first,
                Some(rest) => Phrase::new("pin-policy-and").with("first", first).with("rest", rest),
            })
        });
        Phrase::new("pin-policy-refused").with("violations", chain.unwrap_or_else(|| Phrase::new("pin-policy-none")))
    }

    fn hint(&self) -> Option<Phrase> {
        Some(Phrase::new("pin-policy-hint"))
    }
}

crate::situation_error!(PolicyError);

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(pin: &str, limits: Limits) -> Vec<&'static str> {
        let pin = Secret::copy_of(pin.as_bytes());
        Policy::default().violations(&pin, None, limits).iter().map(Violation::code).collect()
    }

    #[test]
    fn the_default_wants_eight_characters_with_upper_lower_and_digit() {
        let none = Limits::default();
        assert!(broken("Sen4HoaXanh", none).is_empty(), "a good one");
        assert_eq!(broken("Sen4Hoa", none), ["too-short"], "seven characters");
        assert_eq!(broken("sen4hoaxanh", none), ["no-upper-case"], "no upper case");
        assert_eq!(broken("SEN4HOAXANH", none), ["no-lower-case"], "no lower case");
        assert_eq!(broken("SenHoaXanh", none), ["no-digit"], "no digit");
        assert_eq!(broken("", none), ["too-short", "no-upper-case", "no-lower-case", "no-digit"], "all at once");
    }

    #[test]
    fn well_known_pins_are_refused_in_any_case_of_letters() {
        for known in ["PinUser@1", "Password1", "P@ssw0rd", "Abcd1234", "Vietnam@123", "ABC12345"] {
            assert!(broken(known, Limits::default()).contains(&"well-known"), "{known} is tried first by everybody");
        }
        for known in ["12345678", "1234567890", "00000000", "11111111", "0123456789"] {
            assert!(broken(known, Limits::default()).contains(&"well-known"), "{known} is a factory setting");
        }
        let own = Policy { refused: vec!["SoNoiVu2026".to_owned()], ..Policy::default() };
        let pin = Secret::copy_of(b"sonoivu2026");
        assert!(own.violations(&pin, None, Limits::default()).contains(&Violation::WellKnown), "the body's own list");
    }

    #[test]
    fn the_token_counts_bytes_and_nonsense_limits_count_nothing() {
        assert_eq!(broken("Sen4HoaXanhDepLam", Limits::sane(4, 16)), ["too-long-for-token"], "17 bytes into 16");
        assert_eq!(broken("Sen4HoaX", Limits::sane(10, 16)), ["too-short-for-token"], "8 bytes below 10");
        assert!(broken("Sen4HoaXanh", Limits::sane(8, 0)).is_empty(), "kryoptic's 8..0 says nothing");
        assert!(broken("Sen4HoaXanh", Limits::sane(0, 4)).is_empty(), "0..4 says nothing");
        let loose = Policy { ascii_only: false, ..Policy::default() };
        let pin = Secret::copy_of("Mậtkhẩ12".as_bytes());
        assert_eq!(
            loose.violations(&pin, None, Limits::sane(4, 11)),
            [Violation::TooLongForToken { max: 11, length: 12 }],
            "8 characters are 12 bytes here"
        );
    }

    #[test]
    fn what_other_programs_could_not_type_again_is_refused() {
        assert_eq!(broken("Mậtkhẩu12", Limits::default()), ["not-ascii"], "a Vietnamese keyboard left on");
        assert_eq!(broken("Sen4\tHoaX", Limits::default()), ["control-character"], "a tab");
        assert_eq!(broken("Sen4HoaX ", Limits::default()), ["blanks"], "a trailing blank");
        let latin = Secret::copy_of(b"Sen4Ho\xe0XX");
        assert_eq!(
            Policy::default().violations(&latin, None, Limits::default()),
            [Violation::NotUtf8],
            "PKCS#11 wants UTF-8"
        );
    }

    #[test]
    fn the_old_pin_again_is_refused_and_the_error_holds_no_character_of_it() {
        let (old, new) = (Secret::copy_of(b"Sen4HoaXanh"), Secret::copy_of(b"Sen4HoaXanh"));
        let error = Policy::default().check(&new, Some(&old), Limits::default()).expect_err("same as old");
        assert_eq!(error.violations, [Violation::SameAsOld], "equal to the old one");
        assert!(!format!("{error:?} {error}").contains("HoaXanh"), "an error must not show the PIN");
    }
}
