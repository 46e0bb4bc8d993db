//! What can be wrong with a file of decisions. Such a file is neither used nor written to.

use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// Why a file of decisions cannot be used; lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionFault {
    /// It is not text in UTF-8.
    NotText,
    /// It is too long for a file of decisions.
    TooLong,
    /// It is not TOML.
    Syntax {
        /// Where.
        line: usize,
        /// The TOML parser's message.
        cause: String,
    },
    /// An unknown key.
    UnknownKey {
        /// Where.
        line: usize,
        /// The key.
        key: String,
    },
    /// A value that is not valid for the key.
    WrongValue {
        /// Where.
        line: usize,
        /// The key.
        key: String,
    },
    /// A key is missing.
    MissingKey {
        /// Where the decision begins.
        line: usize,
        /// The key.
        key: String,
    },
    /// One question has two answers.
    Contradicts {
        /// The later decision.
        line: usize,
        /// The earlier one.
        earlier: usize,
    },
}

situation_error!(DecisionFault);

impl Situation for DecisionFault {
    fn told(&self) -> Told {
        let told = |id| Class::Usage.told(id, id).hint("decisions-hint");
        match self {
            Self::NotText => told("decisions-not-text").hint("decisions-hint-file"),
            Self::TooLong => told("decisions-too-long").hint("decisions-hint-file"),
            Self::Syntax { line, cause } => told("decisions-syntax").with("line", *line).with("cause", cause),
            Self::UnknownKey { line, key } => told("decisions-unknown-key").with("line", *line).with("key", key),
            Self::WrongValue { line, key } => told("decisions-wrong-value").with("line", *line).with("key", key),
            Self::MissingKey { line, key } => told("decisions-missing-key").with("line", *line).with("key", key),
            Self::Contradicts { line, earlier } => {
                told("decisions-contradict").with("line", *line).with("earlier", *earlier)
            }
        }
    }
}
