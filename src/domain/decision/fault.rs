//! What can be wrong with a file of decisions. Nothing of such a file is used, and nothing is written to it.

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::situation_error;

/// Why a file of decisions cannot be used; lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionFault {
    /// It is not text in UTF-8.
    NotText,
    /// It is longer than any such file.
    TooLong,
    /// It is not TOML.
    Syntax {
        /// Where.
        line: usize,
        /// The TOML reader's words.
        cause: String,
    },
    /// A key that does not belong there.
    UnknownKey {
        /// Where.
        line: usize,
        /// The key.
        key: String,
    },
    /// A value that the key does not take.
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
    /// One question with two answers.
    Contradicts {
        /// The later decision.
        line: usize,
        /// The earlier one.
        earlier: usize,
    },
}

situation_error!(DecisionFault);

impl Situation for DecisionFault {
    fn class(&self) -> Class {
        Class::Usage
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotText => "decisions-not-text",
            Self::TooLong => "decisions-too-long",
            Self::Syntax { .. } => "decisions-syntax",
            Self::UnknownKey { .. } => "decisions-unknown-key",
            Self::WrongValue { .. } => "decisions-wrong-value",
            Self::MissingKey { .. } => "decisions-missing-key",
            Self::Contradicts { .. } => "decisions-contradict",
        }
    }

    fn phrase(&self) -> Phrase {
        let phrase = Phrase::new(self.code());
        match self {
            Self::NotText | Self::TooLong => phrase,
            Self::Syntax { line, cause } => phrase.with("line", *line).with("cause", cause),
            Self::UnknownKey { line, key } | Self::WrongValue { line, key } | Self::MissingKey { line, key } => {
                phrase.with("line", *line).with("key", key)
            }
            Self::Contradicts { line, earlier } => phrase.with("line", *line).with("earlier", *earlier),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        Some(Phrase::new("decisions-hint"))
    }
}
