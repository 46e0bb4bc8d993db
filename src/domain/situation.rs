//! Situations: what went wrong for the user, with its values. The number and the words are decided elsewhere.
//!
//! Every error of `domain`, `driver`, `interact`, `render`, `config` and `journal` is an enum of situations that
//! implements [`Situation`]; `failure.rs` finds it in an `anyhow` chain and decides the exit status in one place.

use super::phrase::Phrase;

/// The class of a situation; `failure.rs` maps it to an exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The deed failed, in whole or in part.
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
    /// A fault of ours.
    Bug,
}

/// An error as a user meets it.
pub trait Situation: std::error::Error {
    /// What class it is of.
    fn class(&self) -> Class;
    /// Its stable code in kebab case, for scripts.
    fn code(&self) -> &'static str;
    /// The sentence.
    fn phrase(&self) -> Phrase;
    /// What to do, ideally with a command that works.
    fn hint(&self) -> Option<Phrase> {
        None
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
