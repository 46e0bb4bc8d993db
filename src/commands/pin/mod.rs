//! `pin status`, `pin unlock`, `pin change`, `pin verify`: know the state, know the method, act once, prove the result.
//!
//! Everything that sends a PIN goes through `attempt`, including reading with `--login` and the proof afterwards: one
//! entry point, one order of steps, one set of refusals. `guard` binds it to the token that was named, `pass` is the
//! call itself.

pub(crate) mod attempt;
pub(crate) mod challenge;
mod change;
mod error;
mod facts;
mod guard;
mod init;
mod judge;
mod pass;
mod possession;
mod proof;
mod record;
mod respond;
mod rules;
pub(crate) mod secrets;
pub(crate) mod session;
pub(crate) mod spec;
mod status;
mod unlock;
mod verify;

pub use change::{ChangeRequest, change};
pub use error::PinError;
pub(crate) use guard::{look_for_mark, mark, mark_of, needs_mark};
pub use init::{InitRequest, init_token};
pub(crate) use pass::said;
pub(crate) use possession::possession;
pub(crate) use proof::read_objects;
pub use status::status;
pub use unlock::{UnlockRequest, plan, unlock};
pub use verify::{VerifyRequest, verify};

use crate::commands::Context;
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Raised};
use crate::domain::secret::{Role, Secret};
use crate::interact::secret::{Judge, NewPinError, PinFile, ReadSecret, SecretRequest, SecretSource, Sources};

/// How many hours back a wrong try is worth a warning before the next prompt.
pub(crate) const LEDGER_HOURS: u32 = 48;

/// The user and the settings of a command that acts.
pub struct Desk<'a, 'b> {
    /// The settings of the run.
    pub context: &'a Context<'b>,
    /// Where secrets are read from, and the user.
    pub sources: Sources<'a>,
    /// `--yes`.
    pub yes: bool,
    /// What was explicitly allowed.
    pub allowed: Allowed,
    /// `--generate-to`: the file to which a generated PIN is written before it is sent.
    pub keep: Option<PinFile>,
    /// Shows a message before the operation.
    pub tell: &'a mut dyn FnMut(&Phrase),
    /// Shows what must be shown even with `--quiet`, because nothing can continue without it.
    pub insist: &'a mut dyn FnMut(&Phrase),
}

/// What is done only with an explicit option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allowed {
    /// `--allow-last-try`.
    pub last_try: bool,
    /// `--allow-retry`.
    pub retry: bool,
    /// `--allow-accents`.
    pub accents: bool,
}

/// Where the new PIN comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewPin {
    /// A source; a prompt asks twice.
    From(SecretSource),
    /// `--generate`.
    Generate,
}

/// The result of a command that acts: its report, and the failure.
pub struct Ended<R> {
    /// The report, also of a failure.
    pub report: R,
    /// The failure.
    pub error: Option<Raised>,
    /// A generated PIN.
    pub generated: Option<Generated>,
}

/// A generated PIN, to show to the user once.
pub struct Generated {
    /// The PIN.
    pub pin: Secret,
    /// It is unknown whether it is in force.
    pub uncertain: bool,
}

impl<R> Ended<R> {
    /// Without a generated PIN.
    pub(super) fn new(report: R, error: Option<Raised>) -> Self {
        Self { report, error, generated: None }
    }
}

impl Desk<'_, '_> {
    /// Reads one secret, and reports remarks on its source.
    pub(super) fn read(&mut self, role: Role, source: &SecretSource, token: &str) -> raised::Result<Secret> {
        let read = self.sources.read(&SecretRequest::new(role, source.clone(), token))?;
        Ok(self.warned(read))
    }

    /// Reads a new PIN that satisfies `judge`, and reports remarks on its source.
    pub(super) fn read_new(&mut self, source: &SecretSource, token: &str, judge: Judge<'_>) -> raised::Result<Secret> {
        self.read_judged(&SecretRequest::new(Role::NewPin, source.clone(), token), judge)
    }

    /// Reads the SO PIN that a blank token gets; a prompt asks twice.
    fn read_first_so_pin(&mut self, source: &SecretSource, token: &str) -> raised::Result<Secret> {
        let request = SecretRequest {
            prompt: Phrase::new("init-prompt-so-pin").with("token", token),
            ..SecretRequest::new(Role::SoPin, source.clone(), token)
        };
        self.read_judged(&request, &|_any| Ok(()))
    }

    fn read_judged(&mut self, request: &SecretRequest, judge: Judge<'_>) -> raised::Result<Secret> {
        let read = self.sources.read_new(request, judge).map_err(|error| match error {
            NewPinError::Source(error) => Raised::from(error),
            NewPinError::Policy(error) => error.into(),
        })?;
        Ok(self.warned(read))
    }

    /// The secret, once its warnings are shown.
    fn warned(&mut self, read: ReadSecret) -> Secret {
        read.warnings.iter().for_each(&mut *self.tell);
        read.secret
    }
}
