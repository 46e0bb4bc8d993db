//! Exact tries, if a vendor's driver reports them besides the standard's flags.
//!
//! Pitfall: none of this was seen on hardware; a number that is not reported stays `None`, and a counter never makes a
//! state better than the flags say.

use serde::{Deserialize, Serialize};

use super::{PinState, SoPin, UserPin};
use crate::domain::phrase::Phrase;
use crate::domain::policy::joined;

/// A driver's counters for one token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Tries left of the user PIN.
    pub user_left: Option<u64>,
    /// Its maximum number of tries.
    pub user_max: Option<u64>,
    /// Tries left of the SO PIN.
    pub so_left: Option<u64>,
    /// Its maximum number of tries.
    pub so_max: Option<u64>,
    /// How often the user PIN was unlocked.
    pub unlocks: Option<u64>,
    /// How often it can be unlocked; 0 means unlimited.
    pub unlocks_max: Option<u64>,
    /// What the token requires of a new PIN.
    pub rules: Option<PinRules>,
}

/// What a token requires of a PIN, in its own numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PinRules {
    /// Minimum number of characters.
    pub min_length: Option<u64>,
    /// Maximum number of characters.
    pub max_length: Option<u64>,
    /// Days until it must be changed.
    pub max_age: Option<u64>,
    /// How many previous PINs cannot be reused.
    pub history: Option<u64>,
    /// Digits.
    #[serde(default)]
    pub digits: Option<Characters>,
    /// Upper-case letters.
    #[serde(default)]
    pub upper: Option<Characters>,
    /// Lower-case letters.
    #[serde(default)]
    pub lower: Option<Characters>,
    /// All other characters.
    #[serde(default)]
    pub special: Option<Characters>,
}

/// What a token requires of a class of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Characters {
    /// Nothing.
    Any,
    /// Not allowed in a PIN.
    Forbidden,
    /// At least one is required.
    Required,
}

impl Characters {
    /// The value of the vendor's header; `None` for any other.
    pub fn of_number(number: u64) -> Option<Self> {
        match number {
            0 => Some(Self::Any),
            1 => Some(Self::Forbidden),
            2 => Some(Self::Required),
            _ => None,
        }
    }
}

impl PinRules {
    /// The rules in words; `None` if they require nothing.
    pub fn phrase(&self) -> Option<Phrase> {
        let length = match (self.min_length.filter(|least| *least > 0), self.max_length.filter(|most| *most > 0)) {
            (Some(least), Some(most)) => {
                Some(Phrase::new("pin-rule-length-between").with("least", least).with("most", most))
            }
            (Some(least), None) => Some(Phrase::new("pin-rule-length").with("least", least)),
            (None, Some(most)) => Some(Phrase::new("pin-token-rule-most").with("most", most)),
            (None, None) => None,
        };
        let classes = [
            (self.digits, "pin-rule-digit", "pin-token-rule-no-digit"),
            (self.upper, "pin-rule-upper", "pin-token-rule-no-upper"),
            (self.lower, "pin-rule-lower", "pin-token-rule-no-lower"),
            (self.special, "pin-token-rule-special", "pin-token-rule-no-special"),
        ];
        let classes = classes.into_iter().map(|(rule, required, forbidden)| match rule {
            Some(Characters::Required) => Some(Phrase::new(required)),
            Some(Characters::Forbidden) => Some(Phrase::new(forbidden)),
            Some(Characters::Any) | None => None,
        });
        let counted = |number: Option<u64>, id, name| {
            number.filter(|number| *number > 0).map(|number| Phrase::new(id).with(name, number))
        };
        let history = counted(self.history, "pin-token-rule-history", "count");
        let age = counted(self.max_age, "pin-token-rule-age", "days");
        joined([length].into_iter().chain(classes).chain([history, age]).flatten())
    }
}

impl Counters {
    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds the counters to what the flags say.
    pub fn tell(&self, user: &mut UserPin, so: &mut SoPin) {
        user.tries_left = self.user_left;
        user.tries_max = self.user_max;
        // Without a limit there is nothing to count.
        let limit = self.unlocks_max.filter(|most| *most > 0);
        user.unlocks_left = limit.zip(self.unlocks).map(|(most, made)| most.saturating_sub(made));
        user.rules.clone_from(&self.rules);
        so.tries_left = self.so_left;
        so.tries_max = self.so_max;
        if user.initialized {
            user.state = worse(user.state, self.user_left, self.user_max);
        }
        so.state = worse(so.state, self.so_left, self.so_max);
    }
}

/// The worse of what flags and counter say.
fn worse(flags: PinState, left: Option<u64>, most: Option<u64>) -> PinState {
    let counted = match (left, most) {
        (Some(0), _) => PinState::Locked,
        (Some(1), _) => PinState::FinalTry,
        (Some(left), Some(most)) if left < most => PinState::CountLow,
        (Some(_), Some(_)) => PinState::Ok,
        _ => return flags,
    };
    match (flags, counted) {
        (PinState::NotSet, _) => PinState::NotSet,
        (PinState::Unknown, counted) => counted,
        (flags, counted) => flags.max(counted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_makes_a_state_worse_and_never_better() {
        let cases = [
            (PinState::Ok, Some(15), Some(15), PinState::Ok),
            (PinState::Ok, Some(3), Some(15), PinState::CountLow),
            (PinState::Ok, Some(1), Some(15), PinState::FinalTry),
            (PinState::Ok, Some(0), Some(15), PinState::Locked),
            (PinState::Locked, Some(15), Some(15), PinState::Locked),
            (PinState::FinalTry, Some(9), Some(15), PinState::FinalTry),
            (PinState::Unknown, Some(15), Some(15), PinState::Ok),
            (PinState::Unknown, None, Some(15), PinState::Unknown),
            (PinState::Ok, Some(5), None, PinState::Ok),
            (PinState::NotSet, Some(0), Some(15), PinState::NotSet),
        ];
        for (flags, left, most, expected) in cases {
            assert_eq!(worse(flags, left, most), expected, "{flags:?} {left:?} of {most:?}");
        }
    }
}
