//! Situations: what went wrong for the user, with its values. Exit status and words are decided elsewhere.
//!
//! Every error of `domain`, `driver`, `interact`, `render`, `config` and `journal` is an enum of situations that
//! implements [`Situation`]; it is raised as a [`super::raised::Raised`], whose exit status `failure.rs` decides.

use super::phrase::{Phrase, Value};

/// The class of a situation; `failure.rs` maps it to an exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The operation failed, in whole or in part.
    Failed,
    /// The command line, the config or an input file is wrong.
    Usage,
    /// No such driver, token or object.
    NotFound,
    /// Several tokens or objects match.
    Ambiguous,
    /// A PIN is wrong or missing.
    PinWrong,
    /// A PIN is locked.
    PinLocked,
    /// Refused for safety.
    Refused,
    /// A driver hung or crashed, and nothing could be reported.
    DriverLost,
    /// The user cancelled.
    Cancelled,
    /// A bug in tokenctl.
    Bug,
}

/// How a situation is reported to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its class.
    pub class: Class,
    /// Its stable code in kebab case, for scripts.
    pub code: &'static str,
    /// The sentence.
    pub phrase: Phrase,
    /// What to do, ideally with a command that works.
    pub hint: Option<Phrase>,
}

impl Class {
    /// Reports a situation of this class by its code and its sentence, which is a phrase or the name of one.
    ///
    /// A closure in a `told` that shortens this is called `told` too and takes the code first, so that the codes can be found.
    pub fn told(self, code: &'static str, phrase: impl Into<Phrase>) -> Told {
        Told { class: self, code, phrase: phrase.into(), hint: None }
    }
}

impl Told {
    /// Adds one argument to the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.phrase = self.phrase.with(name, value);
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(self, hint: impl Into<Phrase>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// An error as the user sees it.
pub trait Situation: std::error::Error {
    /// All of it in one match, so that a new situation is described in one place.
    fn told(&self) -> Told;
    /// Its class; the program takes it from [`Self::told`] with the rest.
    #[allow(dead_code, reason = "tests ask for it")]
    fn class(&self) -> Class {
        self.told().class
    }
    /// Its stable code.
    fn code(&self) -> &'static str {
        self.told().code
    }
    /// The sentence.
    fn phrase(&self) -> Phrase {
        self.told().phrase
    }
    /// What to do.
    fn hint(&self) -> Option<Phrase> {
        self.told().hint
    }
}

/// Implements `Display` (for developers) and `Error` for an enum of situations without sources.
#[macro_export]
macro_rules! situation_error {
    ($name:ty) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&$crate::domain::situation::Situation::phrase(self), formatter)
            }
        }
        impl std::error::Error for $name {}
    };
}
