//! The rules for new PINs, and the lengths a token accepts. Everything is checked before anything is sent.
//!
//! The default follows a province's guide: at least 8 characters with upper case, lower case and digit, within the
//! token's limits. Pitfall: the policy counts characters, the token bytes.

mod error;
mod limits;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use error::{ContradictionError, PolicyError, Reason};
pub use limits::{Alphabet, Limits, Violation};

use super::phrase::Phrase;
use super::secret::Secret;

/// Several rules in one phrase; `None` for none.
pub fn joined(rules: impl DoubleEndedIterator<Item = Phrase>) -> Option<Phrase> {
    rules.rev().reduce(|rest, first| Phrase::new("pin-rule-and").with("first", first).with("rest", rest))
}

/// PINs that everybody tries first: factory settings and usual keyboard sequences, in lower case.
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
    /// The minimum number of characters.
    pub min_length: u64,
    /// Whether an upper-case letter is required.
    pub upper: Demand,
    /// Whether a lower-case letter is required.
    pub lower: Demand,
    /// Whether a digit is required.
    pub digit: bool,
    /// Whether letters outside ASCII are refused: a Vietnamese keyboard produces them unnoticed, and another program
    /// may encode them differently, which uses up tries.
    pub ascii_only: bool,
    /// Whether well-known PINs are refused.
    pub refuse_well_known: bool,
    /// Further PINs to refuse, ignoring case.
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

/// Whether a class of characters is required. In the config it is `true` or `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Demand {
    /// Required if the token accepts such characters: the config does not say.
    #[default]
    Usual,
    /// Always required: the config says so.
    Always,
    /// Not required.
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

impl Policy {
    /// Every rule that `new` breaks; `old` is the secret it replaces, if known.
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

    /// The rules in words, for a person about to type a new PIN for a token with these limits.
    pub fn rule(&self, limits: Limits) -> Phrase {
        let least = self.min_length.max(limits.min.unwrap_or(0));
        let id = match (limits.alphabet, limits.max) {
            (Alphabet::Digits, Some(_)) => "pin-rule-digits-between",
            (Alphabet::Digits, None) => "pin-rule-digits",
            (Alphabet::Any | Alphabet::KeyInHex, Some(_)) => "pin-rule-length-between",
            (Alphabet::Any | Alphabet::KeyInHex, None) => "pin-rule-length",
        };
        let length = Phrase::new(id).with("least", least);
        let length = if let Some(most) = limits.max { length.with("most", most) } else { length };
        let any = limits.alphabet == Alphabet::Any;
        let rules = [
            (self.upper.holds(limits), "pin-rule-upper"),
            (self.lower.holds(limits), "pin-rule-lower"),
            (self.digit && any, "pin-rule-digit"),
            (self.ascii_only && any, "pin-rule-ascii"),
            (self.refuse_well_known || !self.refused.is_empty(), "pin-rule-well-known"),
        ];
        let told = rules.into_iter().filter(|(holds, _)| *holds).map(|(_, id)| Phrase::new(id));
        let rules = joined(std::iter::once(length).chain(told));
        rules.into_iter().fold(Phrase::new("pin-rule"), |rule, rules| rule.with("rules", rules))
    }

    /// [`Policy::violations`] as a situation.
    pub fn check(&self, new: &Secret, old: Option<&Secret>, limits: Limits) -> Result<(), PolicyError> {
        let violations = self.violations(new, old, limits);
        if violations.is_empty() {
            return Ok(());
        }
        let least = self.min_length.max(limits.min.unwrap_or(0));
        Err(PolicyError { violations, least, limits })
    }

    /// Refuses a policy that no PIN of the token can satisfy, with the config lines that would resolve it.
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

    /// Whether a rule is relaxed for the token, so that the user should be informed.
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
    /// Whether it is required of a token with these limits.
    fn holds(self, limits: Limits) -> bool {
        match self {
            Self::Usual => limits.alphabet == Alphabet::Any,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests;
