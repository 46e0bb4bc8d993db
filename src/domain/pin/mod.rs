//! PIN states: what the flags of CK_TOKEN_INFO (PKCS#11 3.1, section 3.2) and the return values do and do not say.
//!
//! Imports nothing of PKCS#11: flags and codes are numbers here. Pitfall: "locked" comes from the flag *or* from
//! the code, neither alone is enough; and the SO flags of a token that is not initialised mean nothing.

mod counter;
mod outcome;
mod phrases;
mod state;
mod takes;

pub use crate::domain::known::Trust as FlagTrust;
pub use counter::{Characters, Counters, PinRules};
pub use outcome::{PinCall, PinOutcome, TrySpent, outcome_of};
pub use phrases::{Advice as StateAdvice, so_pin_advice, user_pin_advice};
pub use state::{flags, so_pin_state, user_pin_state};
pub use takes::{Wanted, has_so, takes};

use serde::{Deserialize, Serialize};

/// The state of a user or SO PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PinState {
    /// No warning flag is set.
    Ok,
    /// At least one wrong try since the last right one; says nothing of how many are left.
    CountLow,
    /// One more wrong try locks it.
    FinalTry,
    /// Locked.
    Locked,
    /// Never set.
    NotSet,
    /// This driver never tells, or no token information came.
    Unknown,
}

/// The user PIN as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UserPin {
    /// Its state; `ok` says more where `flags_trusted` is true.
    pub state: PinState,
    /// Whether the driver shows a flag from the first wrong try on, so that `ok` means what it says.
    pub flags_trusted: bool,
    /// CKF_USER_PIN_INITIALIZED.
    pub initialized: bool,
    /// CKF_USER_PIN_TO_BE_CHANGED.
    pub must_change: bool,
    /// ulMinPinLen where 0 < min ≤ max, else null.
    pub min_length: Option<u64>,
    /// ulMaxPinLen where 0 < min ≤ max, else null.
    pub max_length: Option<u64>,
    /// Tries left, where the driver counts them for others to read.
    #[serde(default)]
    pub tries_left: Option<u64>,
    /// Tries that it begins with, where the driver tells.
    #[serde(default)]
    pub tries_max: Option<u64>,
    /// How often it can still be unlocked, where the driver tells.
    #[serde(default)]
    pub unlocks_left: Option<u64>,
    /// What the token asks of a new PIN, where the driver tells.
    #[serde(default)]
    pub rules: Option<PinRules>,
}

/// The SO PIN as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SoPin {
    /// Its state; `unknown` on a token that is not initialised, whose SO flags mean nothing, and behind a driver that
    /// was never seen to set them.
    pub state: PinState,
    /// CKF_SO_PIN_TO_BE_CHANGED.
    pub must_change: bool,
    /// Tries left, where the driver counts them for others to read.
    #[serde(default)]
    pub tries_left: Option<u64>,
    /// Tries that it begins with, where the driver tells.
    #[serde(default)]
    pub tries_max: Option<u64>,
}
