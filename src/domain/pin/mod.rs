//! PIN states: what the flags of CK_TOKEN_INFO (PKCS#11 3.1, section 3.2) and the return values do and do not say.
//!
//! Imports nothing of PKCS#11: flags and codes are numbers here. Pitfall: "locked" comes from the flag *or* from the
//! code, neither alone is enough; and the SO flags of an uninitialised token mean nothing.

mod counter;
mod outcome;
mod phrases;
mod state;
mod takes;

pub use crate::domain::known::Trust as FlagTrust;
pub use counter::{Characters, Counters, PinRules};
pub use outcome::{PinCall, PinOutcome, Spent, outcome_of};
pub use phrases::{Advice as StateAdvice, so_pin_advice, user_pin_advice};
pub use state::{flags, so_pin_state, user_pin_state};
pub use takes::{Wanted, has_so, takes};

use serde::{Deserialize, Serialize};

/// The state of a user or SO PIN.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PinState {
    /// No warning flag is set.
    Ok,
    /// At least one wrong try since the last correct one; how many are left is not known.
    CountLow,
    /// One more wrong try locks it.
    FinalTry,
    /// Locked.
    Locked,
    /// Never set.
    NotSet,
    /// This driver never shows it, or no token information was received.
    #[default]
    Unknown,
}

impl PinState {
    /// The identifier of its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "word-pin-ok",
            Self::CountLow => "word-pin-count-low",
            Self::FinalTry => "word-pin-final-try",
            Self::Locked => "word-pin-locked",
            Self::NotSet => "word-pin-not-set",
            Self::Unknown => "word-pin-unknown",
        }
    }
}

/// The user PIN as the report shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UserPin {
    /// Its state; `ok` is conclusive only if `flags_trusted` is true.
    pub state: PinState,
    /// Whether the driver sets a flag from the first wrong try on, so that `ok` is conclusive.
    pub flags_trusted: bool,
    /// CKF_USER_PIN_INITIALIZED.
    pub initialized: bool,
    /// CKF_USER_PIN_TO_BE_CHANGED.
    pub must_change: bool,
    /// ulMinPinLen if 0 < min ≤ max, else null.
    pub min_length: Option<u64>,
    /// ulMaxPinLen if 0 < min ≤ max, else null.
    pub max_length: Option<u64>,
    /// Tries left, if the driver reports them.
    #[serde(default)]
    pub tries_left: Option<u64>,
    /// Its maximum number of tries, if the driver reports it.
    #[serde(default)]
    pub tries_max: Option<u64>,
    /// How often it can still be unlocked, if the driver reports it.
    #[serde(default)]
    pub unlocks_left: Option<u64>,
    /// What the token requires of a new PIN, if the driver reports it.
    #[serde(default)]
    pub rules: Option<PinRules>,
}

/// The SO PIN as the report shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SoPin {
    /// Its state; `unknown` on an uninitialised token, whose SO flags mean nothing, and with a driver that was never
    /// seen to set them.
    pub state: PinState,
    /// CKF_SO_PIN_TO_BE_CHANGED.
    pub must_change: bool,
    /// Tries left, if the driver reports them.
    #[serde(default)]
    pub tries_left: Option<u64>,
    /// Its maximum number of tries, if the driver reports it.
    #[serde(default)]
    pub tries_max: Option<u64>,
}
