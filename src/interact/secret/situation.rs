//! What can be wrong with a secret's source. None of these values contains the secret itself.

use std::path::PathBuf;

use crate::domain::phrase::Phrase;
use crate::domain::secret::{MAXIMUM_LENGTH, Role};
use crate::domain::shell::quoted;
use crate::domain::situation::{Class, Situation, Told};
use crate::interact::terminal::TerminalError;

/// Where a secret was read from.
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

/// Why there is no secret. Nothing was sent to a token in any of these cases.
#[derive(Debug)]
pub enum SecretError {
    /// There is no terminal to ask on, and no other source was given.
    NoTerminal(Role),
    /// `--batch` forbids prompts, and no other source was given.
    Batch(Role),
    /// Two secrets were to be read from the same standard input.
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
    /// It is empty.
    Empty(Role, Origin),
    /// It is too long for a PIN.
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
    /// It begins or ends with a space.
    Blanks(Role, Origin),
    /// It contains a control character.
    ControlCharacter(Role, Origin),
    /// It contains characters that are not printable ASCII, and there is no terminal to ask whether they are intended.
    Accents(Role, Origin),
    /// The new PIN was typed differently three times.
    Mismatch(Role),
    /// The user cancelled at the prompt.
    Cancelled(Role),
    /// The terminal failed.
    Terminal(Role, std::io::Error),
}

impl SecretError {
    /// The secret in question.
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

    /// The error for a terminal failure while asking for a secret.
    pub fn of_terminal(error: TerminalError, role: Role) -> Self {
        match error {
            TerminalError::Absent => Self::NoTerminal(role),
            TerminalError::Cancelled => Self::Cancelled(role),
            TerminalError::TooLong => Self::TooLong(role, Origin::Prompt),
            TerminalError::Failed(error) => Self::Terminal(role, error),
        }
    }
}

impl Situation for SecretError {
    fn told(&self) -> Told {
        let (role, option) = (self.role(), self.role().option());
        let told = |code, id, class: Class| class.told(code, id).with("role", role.phrase());
        let one_line = |told: Told, origin: &Origin| {
            told.with("origin", origin.phrase()).hint(match origin {
                Origin::Prompt => "secret-hint-prompt",
                Origin::Environment(_) => "secret-hint-variable",
                Origin::File(_) | Origin::Stdin => "secret-hint-one-line",
            })
        };
        let sources = || Phrase::new("secret-hint-sources").with("option", option);
        // It answers a challenge just received, so no file or variable can contain it.
        let sources_of = || if role == Role::Response { Phrase::new("challenge-hint-response") } else { sources() };
        match self {
            Self::NoTerminal(_) => told("pin-missing", "secret-no-terminal", Class::PinWrong).hint(sources_of()),
            Self::Batch(_) => told("pin-missing-in-batch", "secret-batch", Class::Usage).hint(sources_of()),
            Self::StdinTwice(_, other) => told("stdin-named-twice", "secret-stdin-twice", Class::Usage)
                .with("other", other.phrase())
                .hint(Phrase::new("secret-hint-one-stdin").with("option", other.option())),
            Self::StdinIsTerminal(_) => told("stdin-is-terminal", "secret-stdin-is-terminal", Class::Usage)
                .hint(Phrase::new("secret-hint-leave-out-stdin").with("option", option)),
            Self::NotInEnvironment(_, name) => {
                told("pin-environment-missing", "secret-not-in-environment", Class::PinWrong)
                    .with("name", name)
                    .hint(sources())
            }
            Self::NoFile(_, path) => {
                told("pin-file-missing", "secret-no-file", Class::Usage).with("path", path.display().to_string())
            }
            Self::Directory(_, path) => {
                told("pin-file-is-directory", "secret-directory", Class::Usage).with("path", path.display().to_string())
            }
            Self::Unreadable(_, origin, error) => told("pin-unreadable", "secret-unreadable", Class::Usage)
                .with("origin", origin.phrase())
                .with("cause", error.to_string()),
            Self::Exposed(_, path, mode) => told("pin-file-exposed", "secret-file-exposed", Class::Refused)
                .with("path", path.display().to_string())
                .with("mode", mode)
                .hint(Phrase::new("secret-hint-exposed").with("path", quoted(&path.display().to_string()))),
            Self::NotListed(_, path, serial) => told("pin-not-listed", "secret-not-listed", Class::Refused)
                .with("path", path.display().to_string())
                .with("serial", serial)
                .hint("secret-hint-list"),
            Self::ListLine(_, path, line) => Class::Usage
                .told("pin-list-line", "secret-list-line")
                .with("path", path.display().to_string())
                .with("line", *line)
                .hint("secret-hint-list"),
            Self::Empty(_, origin) => one_line(told("pin-empty", "secret-empty", Class::PinWrong), origin),
            Self::TooLong(_, origin) => one_line(told("pin-source-too-long", "secret-too-long", Class::Usage), origin)
                .with("limit", MAXIMUM_LENGTH),
            Self::ByteOrderMark(_, origin) => {
                one_line(told("pin-byte-order-mark", "secret-byte-order-mark", Class::Usage), origin)
            }
            Self::Utf16(_, origin) => one_line(told("pin-utf16", "secret-utf16", Class::Usage), origin),
            Self::Nul(_, origin) => one_line(told("pin-nul", "secret-nul", Class::Usage), origin),
            Self::NotUtf8(_, origin) => one_line(told("pin-not-utf8", "secret-not-utf8", Class::Usage), origin),
            Self::SecondLine(_, origin) => {
                one_line(told("pin-second-line", "secret-second-line", Class::Usage), origin)
            }
            Self::Blanks(_, origin) => one_line(told("pin-blanks", "secret-blanks", Class::Usage), origin),
            Self::ControlCharacter(_, origin) => {
                one_line(told("pin-control-character", "secret-control-character", Class::Usage), origin)
            }
            Self::Accents(_, origin) => told("pin-accents", "secret-accents", Class::Refused)
                .with("origin", origin.phrase())
                .hint("secret-hint-accents"),
            Self::Mismatch(_) => told("pin-mismatch", "secret-mismatch", Class::PinWrong),
            Self::Cancelled(_) => told("cancelled", "secret-cancelled", Class::Cancelled),
            Self::Terminal(_, error) => {
                told("terminal-failed", "secret-terminal", Class::Failed).with("cause", error.to_string())
            }
        }
    }
}

crate::situation_error!(SecretError);
