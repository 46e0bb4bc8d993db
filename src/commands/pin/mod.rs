//! `pin status`, `pin unlock`, `pin change`, `pin verify`: know the state, know the way, act once, prove it.
//!
//! Everything that changes a token or can cost a try goes through `attempt`: one door, one order of steps.

pub(crate) mod attempt;
mod change;
mod error;
mod facts;
mod judge;
mod proof;
pub(crate) mod secrets;
mod status;
mod unlock;
mod verify;

pub use change::{ChangeRequest, change};
pub use error::PinError;
pub use status::status;
pub use unlock::{UnlockRequest, plan, unlock};
pub use verify::{VerifyRequest, verify};

use crate::commands::Context;
use crate::domain::phrase::Phrase;
use crate::domain::secret::{Role, Secret};
use crate::interact::secret::{SecretRequest, SecretSource, Sources};

/// How many hours back a wrong try is worth a warning before the next prompt.
pub(crate) const LEDGER_HOURS: u32 = 48;

/// The person and the settings of a command that acts.
pub struct Desk<'a, 'b> {
    /// The settings of the run.
    pub context: &'a Context<'b>,
    /// What secrets are read from, and the person.
    pub sources: Sources<'a>,
    /// `--yes`.
    pub yes: bool,
    /// `--allow-last-try`.
    pub allow_last_try: bool,
    /// Says something before the deed.
    pub tell: &'a mut dyn FnMut(&Phrase),
}

/// Where the new PIN comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewPin {
    /// A source; a prompt asks twice.
    From(SecretSource),
    /// `--generate`.
    Generate,
}

/// What came of a command that acts: its report, and why it failed.
pub struct Ended<R> {
    /// The report, also of a failure.
    pub report: R,
    /// The failure.
    pub error: Option<anyhow::Error>,
    /// A PIN that was made up and is to be shown to the person once.
    pub generated: Option<Secret>,
    /// Nobody knows whether it was done.
    pub uncertain: bool,
}

impl Desk<'_, '_> {
    /// Reads one secret, and says what should be known of its source.
    fn read(&mut self, role: Role, source: &SecretSource, token: &str) -> anyhow::Result<Secret> {
        let read = self.sources.read(&SecretRequest::new(role, source.clone(), token))?;
        for warning in &read.warnings {
            (self.tell)(warning);
        }
        Ok(read.secret)
    }
}
