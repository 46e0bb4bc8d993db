//! An error on its way to the user: what could not be done, and the situation that prevented it.
//!
//! Only a [`Situation`] can be raised, so that every error has a class, a code and a sentence. Pitfall: `?` alone
//! does not say which file an error is about; `with_context` does.

use std::error::Error;
use std::fmt;

use super::phrase::Phrase;
use super::situation::{Class, Situation, Told};
use crate::situation_error;

/// What a command returns.
pub type Result<T> = std::result::Result<T, Raised>;

/// A situation, and the operations that failed because of it.
#[derive(Debug)]
pub struct Raised {
    /// Innermost first.
    operations: Vec<Phrase>,
    situation: Box<dyn Situation + Send + Sync>,
}

impl<S: Situation + Send + Sync + 'static> From<S> for Raised {
    fn from(situation: S) -> Self {
        Self { operations: Vec::new(), situation: Box::new(situation) }
    }
}

impl Raised {
    /// An error that only a bug in tokenctl can cause: its message, and its causes in turn.
    pub fn internal(said: impl IntoIterator<Item = String>) -> Self {
        let mut said: Vec<String> = said.into_iter().collect();
        let root = Internal(said.pop().unwrap_or_default());
        let operations = said.into_iter().rev().map(|words| Internal(words).phrase()).collect();
        Self { operations, situation: Box::new(root) }
    }

    /// The same error, with the operation that failed because of it.
    #[must_use]
    pub fn within(mut self, operation: Phrase) -> Self {
        self.operations.push(operation);
        self
    }

    /// The operations that failed, outermost first, and the situation.
    pub fn sentences(&self) -> Vec<Phrase> {
        self.operations.iter().rev().cloned().chain([self.situation.phrase()]).collect()
    }

    /// How the situation is reported.
    pub fn told(&self) -> Told {
        self.situation.told()
    }

    /// The situation, if it is of this type.
    pub fn downcast_ref<S: Situation + 'static>(&self) -> Option<&S> {
        let situation: &(dyn Error + 'static) = &*self.situation;
        situation.downcast_ref()
    }
}

/// For developers only: the user's text is made by `failure.rs`.
impl fmt::Display for Raised {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.operations.iter().rev().try_for_each(|operation| write!(formatter, "{operation}: "))?;
        self.situation.fmt(formatter)
    }
}

impl Error for Raised {}

/// What only a bug in tokenctl can cause, in the words of the code that hit it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Internal(String);

situation_error!(Internal);

impl Situation for Internal {
    fn told(&self) -> Told {
        Class::Bug.told("internal", "run-other").with("words", &self.0).hint("run-bug-hint")
    }
}

/// Names the operation that an error prevented.
pub trait Context<T> {
    /// The same error, with the operation that failed.
    fn with_context(self, operation: impl FnOnce() -> Phrase) -> Result<T>;
}

impl<T, E: Into<Raised>> Context<T> for std::result::Result<T, E> {
    fn with_context(self, operation: impl FnOnce() -> Phrase) -> Result<T> {
        self.map_err(|error| error.into().within(operation()))
    }
}
