//! The report of `token init`.

use serde::{Deserialize, Serialize};

use super::Envelope;
use super::pin::{Attempt, Identity, Proof};

/// What became of a token that was to be initialised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TokenInit {
    /// Kind `token-init`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What happened; `token` is the one that was there before, `call` the last that decided.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Whether it was initialised, whatever became of its user PIN.
    pub initialized: bool,
    /// The token as it is called now, in the slot it has now; null where it was not initialised or not found again.
    pub now: Option<Identity>,
    /// What was proved of the first user PIN.
    pub proof: Proof,
}
