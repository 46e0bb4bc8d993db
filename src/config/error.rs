//! What can be wrong with a config file, with file, line, column and remedy.

use std::path::{Path, PathBuf};

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::situation_error;
use crate::waiting;

/// Why the config could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigError {
    /// `TOKENCTL_CONFIG` names a file that does not exist.
    NotFound {
        /// The file.
        file: PathBuf,
    },
    /// The system does not let it be read, it is too long or it is not UTF-8.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The system's words.
        cause: String,
    },
    /// A request to end came while it was waited for.
    Interrupted,
    /// The folder that it is to stand in cannot be made.
    NoFolder {
        /// The folder.
        folder: PathBuf,
        /// The system's words.
        cause: String,
    },
    /// It is not TOML.
    Syntax {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The TOML reader's words.
        cause: String,
    },
    /// A key that does not exist.
    UnknownKey {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// The key, with its tables before it.
        key: String,
        /// The nearest key that exists.
        nearest: Option<String>,
    },
    /// A value of the wrong kind.
    WrongType {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The key, with its tables before it.
        key: String,
        /// What it takes.
        expected: Phrase,
    },
    /// A key that must be there.
    MissingKey {
        /// The file.
        file: PathBuf,
        /// Line of its table, from 1.
        line: usize,
        /// The key, with its tables before it.
        key: String,
    },
}

/// Line and column, both from 1, of a byte offset; an offset beyond the text is its end.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.char_indices().take_while(|(index, _)| *index < offset).map(|(_, letter)| letter);
    before.fold((1, 1), |(line, column), letter| if letter == '\n' { (line + 1, 1) } else { (line, column + 1) })
}

impl ConfigError {
    /// What the system says of reading this file.
    pub(super) fn reading(file: PathBuf, error: &std::io::Error) -> Self {
        if waiting::is_broken_off(error) {
            return Self::Interrupted;
        }
        Self::Unreadable { file, cause: error.to_string() }
    }

    /// The TOML reader's error with its place.
    pub(super) fn of_toml(error: &toml::de::Error, text: &str, file: &Path) -> Self {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        Self::Syntax { file: file.to_path_buf(), line, column, cause: error.message().to_owned() }
    }
}

impl Situation for ConfigError {
    fn class(&self) -> Class {
        if *self == Self::Interrupted { Class::Cancelled } else { Class::Usage }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "config-not-found",
            Self::Unreadable { .. } => "config-unreadable",
            Self::Interrupted => "interrupted",
            Self::NoFolder { .. } => "config-no-folder",
            Self::Syntax { .. } => "config-syntax",
            Self::UnknownKey { .. } => "config-unknown-key",
            Self::WrongType { .. } => "config-wrong-type",
            Self::MissingKey { .. } => "config-missing-key",
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotFound { file } => Phrase::new("config-not-found").with("file", shown(file)),
            Self::Unreadable { file, cause } => {
                Phrase::new("config-unreadable").with("file", shown(file)).with("cause", cause)
            }
            Self::Interrupted => Phrase::new("run-interrupted"),
            Self::NoFolder { folder, cause } => {
                Phrase::new("config-no-folder").with("folder", shown(folder)).with("cause", cause)
            }
            Self::Syntax { file, line, column, cause } => Phrase::new("config-syntax")
                .with("file", shown(file))
                .with("line", line.to_string())
                .with("column", column.to_string())
                .with("cause", cause),
            Self::UnknownKey { file, line, key, .. } => Phrase::new("config-unknown-key")
                .with("file", shown(file))
                .with("line", line.to_string())
                .with("key", key),
            Self::WrongType { file, line, column, key, expected } => Phrase::new("config-wrong-type")
                .with("file", shown(file))
                .with("line", line.to_string())
                .with("column", column.to_string())
                .with("key", key)
                .with("expected", expected.clone()),
            Self::MissingKey { file, line, key } => Phrase::new("config-missing-key")
                .with("file", shown(file))
                .with("line", line.to_string())
                .with("key", key),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::UnknownKey { nearest: Some(nearest), .. } => {
                Some(Phrase::new("config-hint-nearest").with("nearest", nearest))
            }
            Self::NotFound { .. } => Some(Phrase::new("config-hint-not-found")),
            _ => None,
        }
    }
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

situation_error!(ConfigError);
