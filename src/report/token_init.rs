//! The report of `token init`.

use serde::{Deserialize, Serialize};

use super::Envelope;
use super::pin::{Attempt, Identity, Proof};

/// The result of initialising a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TokenInit {
    /// Kind `token-init`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// What happened; `token` is the previous one, `call` the last one that decided.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Whether it was initialised, regardless of its user PIN.
    pub initialized: bool,
    /// The token under its present name, in its present slot; null if it was not initialised or not found again.
    pub now: Option<Identity>,
    /// What was proved of the first user PIN.
    pub proof: Proof,
}
