//! The rule for new PINs, and the lengths a token takes. Everything is checked before anything is sent.
//!
//! Default after a province's guide: at least 8 characters with upper case, lower case and digit, within the
//! token's limits. Pitfall: the policy counts characters, the token counts bytes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
pub struct Policy {
    /// The least number of characters.
    pub min_length: u64,
    /// Whether an upper-case letter is wanted.
    pub upper: Demand,
    /// Whether a lower-case letter is wanted.
    pub lower: Demand,
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
            upper: Demand::Usual,
            lower: Demand::Usual,
            digit: true,
            ascii_only: true,
            refuse_well_known: true,
            refused: Vec::new(),
        }
    }
}

/// Whether a class of characters is wanted. In the config it is `true` or `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Demand {
    /// Wanted wherever the token takes such characters: the config says nothing.
    #[default]
    Usual,
    /// Wanted everywhere: the config says so.
    Always,
    /// Not wanted.
    Never,
}

impl Serialize for Demand {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self != Self::Never)
    }
}

impl<'de> Deserialize<'de> for Demand {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bool::deserialize(deserializer).map(|wanted| if wanted { Self::Always } else { Self::Never })
    }
}

/// The characters that a token takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Alphabet {
    /// All, as far as is known.
    #[default]
    Any,
    /// `0` to `9`.
    Digits,
}

impl Alphabet {
    fn takes(self, byte: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Digits => byte.is_ascii_digit(),
        }
    }
}

/// What a token takes: characters, and lengths in bytes; `None` where nothing sensible is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// The characters.
    pub alphabet: Alphabet,
    /// The fewest bytes.
    pub min: Option<u64>,
    /// The most bytes.
    pub max: Option<u64>,
}

impl Limits {
    /// These characters, that many bytes.
    pub const fn of(alphabet: Alphabet, min: u64, max: u64) -> Self {
        Self { alphabet, min: Some(min), max: Some(max) }
    }

    /// The limits a token claims (`ulMinPinLen`, `ulMaxPinLen`), where 0 < min ≤ max; else none (kryoptic claims 8..0).
    pub fn sane(min: u64, max: u64) -> Self {
        if 0 < min && min <= max { Self::of(Alphabet::Any, min, max) } else { Self::default() }
    }

    /// What satisfies both.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self {
            alphabet: if self.alphabet == Alphabet::Any { other.alphabet } else { self.alphabet },
            min: self.min.max(other.min),
            max: [self.max, other.max].into_iter().flatten().min(),
        }
    }

    /// What makes a secret impossible on the token, also one in force: what the token cannot have needs no try.
    pub fn violation(self, secret: &Secret) -> Option<Violation> {
        let length = u64::try_from(secret.length()).unwrap_or(u64::MAX);
        let foreign = !secret.expose().iter().all(|byte| self.alphabet.takes(*byte));
        match (self.min, self.max) {
            (_, _) if foreign => Some(Violation::NotDigits),
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
    /// Other characters than digits, which are all that the token takes.
    NotDigits,
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
            Self::NotDigits => "not-digits",
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
            Self::NotDigits => Phrase::new("pin-policy-not-digits"),
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
        found.extend(limits.violation(new));
        let mut unless = |holds: bool, violation: Violation| {
            if !holds {
                found.push(violation);
            }
        };
        unless(!self.upper.holds(limits) || text.chars().any(char::is_uppercase), Violation::NoUpper);
        unless(!self.lower.holds(limits) || text.chars().any(char::is_lowercase), Violation::NoLower);
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
        if violations.is_empty() {
            return Ok(());
        }
        let least = self.min_length.max(limits.min.unwrap_or(0));
        Err(PolicyError { violations, least, limits })
    }

    /// Refuses a policy that no PIN of the token can satisfy, with the lines of the config that would settle it.
    pub fn fits(&self, limits: Limits) -> Result<(), ContradictionError> {
        let mut lines = Vec::new();
        let mut reasons = Vec::new();
        if let Some(max) = limits.max.filter(|max| self.min_length > *max) {
            lines.push(format!("min_length = {max}"));
            reasons.push(Reason::Longer { policy: self.min_length, token: max });
        }
        if limits.alphabet == Alphabet::Digits {
            let named = [("upper", self.upper), ("lower", self.lower)];
            let wanted = named.into_iter().filter(|(_, demand)| *demand == Demand::Always);
            let before = lines.len();
            lines.extend(wanted.map(|(name, _)| format!("{name} = false")));
            if lines.len() > before {
                reasons.push(Reason::Letters);
            }
        }
        if reasons.is_empty() { Ok(()) } else { Err(ContradictionError { reasons, lines }) }
    }

    /// Whether a rule gives way to the token, so that somebody should be told.
    pub fn yields_letters(&self, limits: Limits) -> bool {
        limits.alphabet == Alphabet::Digits && [self.upper, self.lower].contains(&Demand::Usual)
    }

    fn refuses(&self, text: &str) -> bool {
        let alike = |known: &str| known.eq_ignore_ascii_case(text);
        self.refuse_well_known && WELL_KNOWN.iter().any(|known| alike(known))
            || self.refused.iter().any(|known| alike(known))
    }
}

impl Demand {
    /// Whether it is made of a token that takes this.
    fn holds(self, limits: Limits) -> bool {
        match self {
            Self::Usual => limits.alphabet == Alphabet::Any,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// Why no PIN satisfies both policy and token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The policy wants more characters than the token takes bytes.
    Longer {
        /// The least number of characters of the policy.
        policy: u64,
        /// The most bytes of the token.
        token: u64,
    },
    /// The policy wants letters, the token takes digits.
    Letters,
}

/// Policy and token contradict each other; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContradictionError {
    /// Why.
    pub reasons: Vec<Reason>,
    /// The lines of `[pin_policy]` that would settle it.
    pub lines: Vec<String>,
}

impl Situation for ContradictionError {
    fn class(&self) -> Class {
        Class::Refused
    }

    fn code(&self) -> &'static str {
        "pin-policy-impossible"
    }

    fn phrase(&self) -> Phrase {
        let of = |reason: &Reason| match reason {
            Reason::Longer { policy, token } => {
                Phrase::new("pin-policy-contradicts-length").with("policy", *policy).with("token", *token)
            }
            Reason::Letters => Phrase::new("pin-policy-contradicts-letters"),
        };
        Phrase::new("pin-policy-contradicts").with("reasons", chained(self.reasons.iter().map(of)))
    }

    fn hint(&self) -> Option<Phrase> {
        Some(Phrase::new("pin-policy-hint-contradicts").with("lines", self.lines.join("`, `")))
    }
}

crate::situation_error!(ContradictionError);

/// Fluent has no lists: one sentence holds the first, and the others in a chain within it.
fn chained(phrases: impl DoubleEndedIterator<Item = Phrase>) -> Phrase {
    let chain = phrases.rev().fold(None, |rest: Option<Phrase>, first| {
        Some(match rest {
            None => first,
            Some(rest) => Phrase::new("pin-policy-and").with("first", first).with("rest", rest),
        })
    });
    chain.unwrap_or_else(|| Phrase::new("pin-policy-none"))
}

/// A new PIN that was refused; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// Every rule it breaks.
    pub violations: Vec<Violation>,
    /// The fewest characters that policy and token take.
    pub least: u64,
    /// What the token takes.
    pub limits: Limits,
}

impl Situation for PolicyError {
    fn class(&self) -> Class {
        Class::Refused
    }

    fn code(&self) -> &'static str {
        "new-pin-refused"
    }

    fn phrase(&self) -> Phrase {
        let violations = chained(self.violations.iter().map(Violation::phrase));
        Phrase::new("pin-policy-refused").with("violations", violations)
    }

    /// What would be taken, so that nobody is sent after letters on a card of digits.
    fn hint(&self) -> Option<Phrase> {
        let id = match (self.limits.alphabet, self.limits.max) {
            (Alphabet::Digits, Some(_)) => "pin-policy-hint-digits",
            (Alphabet::Any, Some(_)) => "pin-policy-hint-length",
            (_, None) => "pin-policy-hint",
        };
        let hint = Phrase::new(id).with("least", self.least);
        Some(if let Some(max) = self.limits.max { hint.with("most", max) } else { hint })
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
    fn a_card_of_digits_is_asked_for_no_letters_unless_the_config_wants_them() {
        let piv = Limits::of(Alphabet::Digits, 6, 8);
        assert!(broken("73519264", piv).is_empty(), "eight digits satisfy the usual policy there");
        assert_eq!(broken("735192", piv), ["too-short"], "the policy's own length stays");
        assert_eq!(broken("Sen4HoaX", piv), ["not-digits"], "letters make the card useless");
        assert_eq!(broken("12345678", piv), ["well-known"], "the first that everybody tries");
        assert!(Policy::default().yields_letters(piv), "which is said");
        assert_eq!(Policy::default().fits(piv), Ok(()), "no contradiction");
        let strict = Policy { upper: Demand::Always, ..Policy::default() };
        let error = strict.fits(piv).expect_err("the body wants capitals everywhere");
        assert_eq!((error.code(), error.lines), ("pin-policy-impossible", vec!["upper = false".to_owned()]), "named");
        assert_eq!(strict.fits(Limits::sane(4, 16)), Ok(()), "elsewhere it can be had");
    }

    #[test]
    fn a_policy_longer_than_the_token_is_a_contradiction_with_the_line_that_settles_it() {
        let error = Policy::default().fits(Limits::sane(4, 6)).expect_err("8 do not fit into 6");
        assert_eq!((error.class(), &error.lines), (Class::Refused, &vec!["min_length = 6".to_owned()]), "status 7");
        let settled = Policy { min_length: 6, ..Policy::default() };
        assert_eq!(settled.fits(Limits::sane(4, 6)), Ok(()), "and it does settle it");
    }

    #[test]
    fn the_hint_of_a_refusal_says_what_would_be_taken() {
        let hint = |limits| {
            let error = Policy::default().check(&Secret::copy_of(b"x"), None, limits).expect_err("too short");
            error.hint().map(|hint| hint.id)
        };
        assert_eq!(hint(Limits::of(Alphabet::Digits, 6, 8)), Some("pin-policy-hint-digits"), "digits, how many");
        assert_eq!(hint(Limits::sane(4, 16)), Some("pin-policy-hint-length"), "how many");
        assert_eq!(hint(Limits::default()), Some("pin-policy-hint"), "nothing is known");
    }

    #[test]
    fn the_config_writes_a_demand_as_true_or_false() {
        let policy: Policy = toml::from_str("upper = true\nlower = false").expect("a policy");
        assert_eq!((policy.upper, policy.lower), (Demand::Always, Demand::Never), "as the file says");
        let written = serde_json::to_value(Policy::default()).expect("JSON");
        assert_eq!(written["upper"], true, "the default is shown as what it usually does");
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
