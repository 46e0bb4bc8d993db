//! A new PIN: checked as soon as it is typed, and asked for again if it is not acceptable.
//!
//! Pitfall: nothing has been sent yet, and the secret typed before must not be lost: an SO PIN that has to be typed
//! again may be mistyped the next time.

use super::situation::SecretError;
use super::source::{ReadSecret, SecretRequest, Sources};
use crate::domain::phrase::Phrase;
use crate::domain::policy::PolicyError;
use crate::domain::secret::Secret;
use crate::domain::situation::Situation;

/// How often the repetition of a new PIN may differ before the run gives up.
const TYPING_ATTEMPTS: usize = 3;
/// How many unacceptable new PINs may be typed; this only prevents an endless loop.
const ROUNDS: usize = 10;

/// Why there is no new PIN.
#[derive(Debug)]
pub enum NewPinError {
    /// Its source failed.
    Source(SecretError),
    /// It breaks a rule.
    Policy(PolicyError),
}

impl NewPinError {
    /// Whether typing another one can help.
    fn is_of_the_typing(&self) -> bool {
        match self {
            Self::Policy(_) => true,
            Self::Source(error) => matches!(
                error,
                SecretError::Empty(..)
                    | SecretError::TooLong(..)
                    | SecretError::NotUtf8(..)
                    | SecretError::ControlCharacter(..)
            ),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Source(error) => error.phrase(),
            Self::Policy(error) => error.phrase(),
        }
    }
}

/// Says whether a new PIN satisfies the policy.
pub type Judge<'a> = &'a dyn Fn(&Secret) -> Result<(), PolicyError>;

impl Sources<'_> {
    /// Reads a new PIN and checks it. At a terminal the problem is shown and the PIN is asked for again.
    pub fn read_new(&mut self, request: &SecretRequest, judge: Judge<'_>) -> Result<ReadSecret, NewPinError> {
        if self.asks(&request.source) {
            let secret = self.ask_twice(request, judge)?;
            return Ok(ReadSecret { secret, warnings: Vec::new() });
        }
        let read = self.read(request).map_err(NewPinError::Source)?;
        judge(&read.secret).map_err(NewPinError::Policy)?;
        Ok(read)
    }

    /// Asks for a new PIN until an acceptable one was typed identically twice.
    fn ask_twice(&mut self, request: &SecretRequest, judge: Judge<'_>) -> Result<Secret, NewPinError> {
        let role = request.role;
        let (mut refused, mut differed) = (0, 0);
        loop {
            let first = self.ask(role, &request.prompt).map_err(NewPinError::Source);
            let fault = match first.and_then(|new| judge(&new).map(|()| new).map_err(NewPinError::Policy)) {
                Ok(new) if self.is_typed_again(&new, request)? => return Ok(new),
                Ok(_) => {
                    differed += 1;
                    if differed == TYPING_ATTEMPTS {
                        return Err(NewPinError::Source(SecretError::Mismatch(role)));
                    }
                    Phrase::new("secret-typed-differently")
                }
                Err(error) => {
                    refused += 1;
                    if refused == ROUNDS || !error.is_of_the_typing() {
                        return Err(error);
                    }
                    Phrase::new("secret-new-again").with("fault", error.phrase())
                }
            };
            self.terminal.say(&fault).map_err(|error| NewPinError::Source(SecretError::of_terminal(error, role)))?;
        }
    }

    /// Whether the same was typed again; an empty line counts as different.
    fn is_typed_again(&mut self, new: &Secret, request: &SecretRequest) -> Result<bool, NewPinError> {
        let again = self.ask(request.role, &Phrase::new("secret-prompt-again")).map_err(NewPinError::Source);
        match again {
            Ok(again) => Ok(new.is_same_as(&again)),
            Err(error) if error.is_of_the_typing() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
