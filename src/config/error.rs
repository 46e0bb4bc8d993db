//! What can be wrong with a config file, with file, line, column and remedy.

use std::path::{Path, PathBuf};

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation, Told};
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
    /// It cannot be read by this user, is too long or is not UTF-8.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The system's message.
        cause: String,
    },
    /// A termination signal came while waiting for it.
    Interrupted,
    /// Its folder cannot be created.
    NoFolder {
        /// The folder.
        folder: PathBuf,
        /// The system's message.
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
        /// The TOML parser's message.
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
        /// The accepted values.
        expected: Phrase,
    },
    /// A required key is missing.
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
    /// The system's error when reading this file.
    pub(super) fn reading(file: PathBuf, error: &std::io::Error) -> Self {
        if waiting::is_broken_off(error) {
            return Self::Interrupted;
        }
        Self::Unreadable { file, cause: error.to_string() }
    }

    /// The TOML parser's error with its position.
    pub(super) fn of_toml(error: &toml::de::Error, text: &str, file: &Path) -> Self {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        Self::Syntax { file: file.to_path_buf(), line, column, cause: error.message().to_owned() }
    }
}

impl Situation for ConfigError {
    fn told(&self) -> Told {
        let told = |id, file: &Path| Class::Usage.told(id, id).with("file", file.display().to_string());
        match self {
            Self::NotFound { file } => told("config-not-found", file).hint("config-hint-not-found"),
            Self::Unreadable { file, cause } => told("config-unreadable", file).with("cause", cause),
            Self::Interrupted => Class::Cancelled.told("interrupted", "run-interrupted"),
            Self::NoFolder { folder, cause } => Class::Usage
                .told("config-no-folder", "config-no-folder")
                .with("folder", folder.display().to_string())
                .with("cause", cause),
            Self::Syntax { file, line, column, cause } => told("config-syntax", file)
                .with("line", line.to_string())
                .with("column", column.to_string())
                .with("cause", cause),
            Self::UnknownKey { file, line, key, nearest } => {
                let told = told("config-unknown-key", file).with("line", line.to_string()).with("key", key);
                match nearest {
                    Some(nearest) => told.hint(Phrase::new("config-hint-nearest").with("nearest", nearest)),
                    None => told,
                }
            }
            Self::WrongType { file, line, column, key, expected } => told("config-wrong-type", file)
                .with("line", line.to_string())
                .with("column", column.to_string())
                .with("key", key)
                .with("expected", expected.clone()),
            Self::MissingKey { file, line, key } => {
                told("config-missing-key", file).with("line", line.to_string()).with("key", key)
            }
        }
    }
}

situation_error!(ConfigError);
