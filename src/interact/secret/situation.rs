//! What can be wrong with a secret's source. The secret itself is in none of these values.

use std::path::PathBuf;

use crate::domain::phrase::Phrase;
use crate::domain::secret::{MAXIMUM_LENGTH, Role};
use crate::domain::situation::{Class, Situation};
use crate::interact::terminal::TerminalError;

/// Where a secret was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Asked for on the terminal.
    Prompt,
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// An environment variable.
    Environment(String),
}

impl Origin {
    /// Its name in a sentence.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Prompt => Phrase::new("secret-origin-prompt"),
            Self::File(path) => Phrase::new("secret-origin-file").with("path", path.display().to_string()),
            Self::Stdin => Phrase::new("secret-origin-stdin"),
            Self::Environment(name) => Phrase::new("secret-origin-environment").with("name", name),
        }
    }
}

/// Why no secret came. Nothing was sent to a token in any of these cases.
#[derive(Debug)]
pub enum SecretError {
    /// Nobody can be asked, and no other source was named.
    NoTerminal(Role),
    /// `--batch` forbids asking, and no other source was named.
    Batch(Role),
    /// Two secrets were to come from one standard input.
    StdinTwice(Role, Role),
    /// Standard input is a terminal, which would show the secret.
    StdinIsTerminal(Role),
    /// The environment variable is not set.
    NotInEnvironment(Role, String),
    /// No such file.
    NoFile(Role, PathBuf),
    /// The path names a directory.
    Directory(Role, PathBuf),
    /// The file or standard input cannot be read.
    Unreadable(Role, Origin, std::io::Error),
    /// Others than its owner may read or change the file, whose mode is the last value; `--batch` refuses that.
    Exposed(Role, PathBuf, String),
    /// The list of PINs has none for the token with this serial.
    NotListed(Role, PathBuf, String),
    /// A line of the list of PINs, from 1, is not `serial,PIN`.
    ListLine(Role, PathBuf, usize),
    /// There is nothing in it.
    Empty(Role, Origin),
    /// It is longer than any PIN.
    TooLong(Role, Origin),
    /// It begins with a byte order mark.
    ByteOrderMark(Role, Origin),
    /// It is UTF-16 text, as some Windows editors save it.
    Utf16(Role, Origin),
    /// It contains a NUL.
    Nul(Role, Origin),
    /// It is not UTF-8.
    NotUtf8(Role, Origin),
    /// It has more than one line.
    SecondLine(Role, Origin),
    /// It begins or ends with a blank.
    Blanks(Role, Origin),
    /// It contains a control character.
    ControlCharacter(Role, Origin),
    /// It contains characters that are not printable ASCII, and nobody can be asked whether they are meant.
    Accents(Role, Origin),
    /// The new PIN was typed differently three times.
    Mismatch(Role),
    /// The person gave up at the prompt.
    Cancelled(Role),
    /// The terminal failed.
    Terminal(Role, std::io::Error),
}

impl SecretError {
    /// The secret it is about.
    pub fn role(&self) -> Role {
        match self {
            Self::NoTerminal(role)
            | Self::Batch(role)
            | Self::StdinTwice(role, _)
            | Self::StdinIsTerminal(role)
            | Self::NotInEnvironment(role, _)
            | Self::NoFile(role, _)
            | Self::Directory(role, _)
            | Self::Unreadable(role, _, _)
            | Self::Exposed(role, _, _)
            | Self::NotListed(role, _, _)
            | Self::ListLine(role, _, _)
            | Self::Empty(role, _)
            | Self::TooLong(role, _)
            | Self::ByteOrderMark(role, _)
            | Self::Utf16(role, _)
            | Self::Nul(role, _)
            | Self::NotUtf8(role, _)
            | Self::SecondLine(role, _)
            | Self::Blanks(role, _)
            | Self::ControlCharacter(role, _)
            | Self::Accents(role, _)
            | Self::Mismatch(role)
            | Self::Cancelled(role)
            | Self::Terminal(role, _) => *role,
        }
    }

    /// What a terminal's failure is at the question for a secret.
    pub fn of_terminal(error: TerminalError, role: Role) -> Self {
        match error {
            TerminalError::Absent => Self::NoTerminal(role),
            TerminalError::Cancelled => Self::Cancelled(role),
            TerminalError::TooLong => Self::TooLong(role, Origin::Prompt),
            TerminalError::Failed(error) => Self::Terminal(role, error),
        }
    }

    fn says(&self, id: &'static str, origin: &Origin) -> Phrase {
        Phrase::new(id).with("role", self.role().phrase()).with("origin", origin.phrase())
    }
}

impl Situation for SecretError {
    fn class(&self) -> Class {
        match self {
            Self::NoTerminal(_) | Self::NotInEnvironment(..) | Self::Empty(..) | Self::Mismatch(_) => Class::PinWrong,
            Self::Cancelled(_) => Class::Cancelled,
            Self::Accents(..) | Self::NotListed(..) => Class::Refused,
            Self::Exposed(..) => Class::Refused,
            Self::Terminal(..) => Class::Failed,
            _ => Class::Usage,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoTerminal(_) => "pin-missing",
            Self::Batch(_) => "pin-missing-in-batch",
            Self::StdinTwice(..) => "stdin-named-twice",
            Self::StdinIsTerminal(_) => "stdin-is-terminal",
            Self::NotInEnvironment(..) => "pin-environment-missing",
            Self::NoFile(..) => "pin-file-missing",
            Self::Directory(..) => "pin-file-is-directory",
            Self::Unreadable(..) => "pin-unreadable",
            Self::Exposed(..) => "pin-file-exposed",
            Self::NotListed(..) => "pin-not-listed",
            Self::ListLine(..) => "pin-list-line",
            Self::Empty(..) => "pin-empty",
            Self::TooLong(..) => "pin-source-too-long",
            Self::ByteOrderMark(..) => "pin-byte-order-mark",
            Self::Utf16(..) => "pin-utf16",
            Self::Nul(..) => "pin-nul",
            Self::NotUtf8(..) => "pin-not-utf8",
            Self::SecondLine(..) => "pin-second-line",
            Self::Blanks(..) => "pin-blanks",
            Self::ControlCharacter(..) => "pin-control-character",
            Self::Accents(..) => "pin-accents",
            Self::Mismatch(_) => "pin-mismatch",
            Self::Cancelled(_) => "cancelled",
            Self::Terminal(..) => "terminal-failed",
        }
    }

    fn phrase(&self) -> Phrase {
        let role = self.role().phrase();
        match self {
            Self::NoTerminal(_) => Phrase::new("secret-no-terminal").with("role", role),
            Self::Batch(_) => Phrase::new("secret-batch").with("role", role),
            Self::StdinTwice(_, other) => {
                Phrase::new("secret-stdin-twice").with("role", role).with("other", other.phrase())
            }
            Self::StdinIsTerminal(_) => Phrase::new("secret-stdin-is-terminal").with("role", role),
            Self::NotInEnvironment(_, name) => {
                Phrase::new("secret-not-in-environment").with("role", role).with("name", name)
            }
            Self::NoFile(_, path) => {
                Phrase::new("secret-no-file").with("role", role).with("path", path.display().to_string())
            }
            Self::Directory(_, path) => {
                Phrase::new("secret-directory").with("role", role).with("path", path.display().to_string())
            }
            Self::Unreadable(_, origin, error) => {
                self.says("secret-unreadable", origin).with("cause", error.to_string())
            }
            Self::Exposed(_, path, mode) => Phrase::new("secret-file-exposed")
                .with("role", role)
                .with("path", path.display().to_string())
                .with("mode", mode),
            Self::NotListed(_, path, serial) => Phrase::new("secret-not-listed")
                .with("role", role)
                .with("path", path.display().to_string())
                .with("serial", serial),
            Self::ListLine(_, path, line) => {
                Phrase::new("secret-list-line").with("path", path.display().to_string()).with("line", *line)
            }
            Self::Empty(_, origin) => self.says("secret-empty", origin),
            Self::TooLong(_, origin) => self.says("secret-too-long", origin).with("limit", MAXIMUM_LENGTH),
            Self::ByteOrderMark(_, origin) => self.says("secret-byte-order-mark", origin),
            Self::Utf16(_, origin) => self.says("secret-utf16", origin),
            Self::Nul(_, origin) => self.says("secret-nul", origin),
            Self::NotUtf8(_, origin) => self.says("secret-not-utf8", origin),
            Self::SecondLine(_, origin) => self.says("secret-second-line", origin),
            Self::Blanks(_, origin) => self.says("secret-blanks", origin),
            Self::ControlCharacter(_, origin) => self.says("secret-control-character", origin),
            Self::Accents(_, origin) => self.says("secret-accents", origin),
            Self::Mismatch(_) => Phrase::new("secret-mismatch").with("role", role),
            Self::Cancelled(_) => Phrase::new("secret-cancelled").with("role", role),
            Self::Terminal(_, error) => {
                Phrase::new("secret-terminal").with("role", role).with("cause", error.to_string())
            }
        }
    }

    fn hint(&self) -> Option<Phrase> {
        let option = self.role().option();
        match self {
            // It answers what the token gave a moment ago, so no file and no variable can hold it.
            Self::NoTerminal(Role::Response) | Self::Batch(Role::Response) => {
                Some(Phrase::new("challenge-hint-response"))
            }
            Self::NoTerminal(_) | Self::Batch(_) | Self::NotInEnvironment(..) => {
                Some(Phrase::new("secret-hint-sources").with("option", option))
            }
            Self::NotListed(..) | Self::ListLine(..) => Some(Phrase::new("secret-hint-list")),
            Self::Accents(..) => Some(Phrase::new("secret-hint-accents")),
            Self::Exposed(_, path, _) => {
                Some(Phrase::new("secret-hint-exposed").with("path", path.display().to_string()))
            }
            Self::StdinTwice(_, other) => Some(Phrase::new("secret-hint-one-stdin").with("option", other.option())),
            Self::StdinIsTerminal(_) => Some(Phrase::new("secret-hint-leave-out-stdin").with("option", option)),
            Self::ByteOrderMark(..)
            | Self::Utf16(..)
            | Self::Nul(..)
            | Self::NotUtf8(..)
            | Self::SecondLine(..)
            | Self::Blanks(..)
            | Self::ControlCharacter(..)
            | Self::TooLong(..)
            | Self::Empty(_, Origin::File(_) | Origin::Stdin) => Some(Phrase::new("secret-hint-one-line")),
            _ => None,
        }
    }
}

crate::situation_error!(SecretError);
