//! The user at the terminal: messages and questions. A trait, so that tests can script the user.
//!
//! Questions go to the controlling terminal and never to standard input or output, which belong to scripts. Pitfall:
//! with the terminal's signals on, Ctrl-C would end the program with the echo still off, or leave a half-typed PIN to
//! be sent. On unix, signals are therefore off during a question, and Ctrl-C arrives as the last byte of the line; on
//! Windows the caller's `interrupted` is checked after each answer. A termination signal from elsewhere (SIGTERM, a
//! closed window) ends the question at once (`waiting`).

use std::io;

use crate::domain::phrase::Phrase;
use crate::domain::secret::Secret;

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

#[cfg(unix)]
pub use unix::SystemTerminal;
#[cfg(not(unix))]
pub use windows::SystemTerminal;

/// Whether standard output's terminal supports colours. The classic Windows console does once they are enabled.
pub fn draws_colours() -> bool {
    #[cfg(windows)]
    {
        anstyle_query::windows::enable_ansi_colors().unwrap_or(true)
    }
    #[cfg(not(windows))]
    {
        true
    }
}

/// Why a question was not answered.
#[derive(Debug)]
pub enum TerminalError {
    /// There is no terminal.
    Absent,
    /// Ctrl-C, Ctrl-D or a hang-up.
    Cancelled,
    /// More was typed than any answer needs.
    TooLong,
    /// The terminal failed.
    Failed(io::Error),
}

/// A user who can be shown messages and asked questions.
pub trait Terminal {
    /// Whether there is a user to ask.
    fn is_present(&self) -> bool;
    /// Shows a sentence on a separate line.
    fn say(&mut self, phrase: &Phrase) -> Result<(), TerminalError>;
    /// Asks for a line, with echo.
    fn ask_line(&mut self, prompt: &Phrase) -> Result<String, TerminalError>;
    /// Asks for a secret, without echo.
    fn ask_secret(&mut self, prompt: &Phrase) -> Result<Secret, TerminalError>;
}

/// A terminal without a user: every question fails.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTerminal;

impl Terminal for NoTerminal {
    fn is_present(&self) -> bool {
        false
    }

    fn say(&mut self, _phrase: &Phrase) -> Result<(), TerminalError> {
        Ok(())
    }

    fn ask_line(&mut self, _prompt: &Phrase) -> Result<String, TerminalError> {
        Err(TerminalError::Absent)
    }

    fn ask_secret(&mut self, _prompt: &Phrase) -> Result<Secret, TerminalError> {
        Err(TerminalError::Absent)
    }
}

/// A scripted user, for tests of this crate.
#[cfg(test)]
pub(crate) mod scripted {
    use std::collections::VecDeque;

    use super::{Phrase, Secret, Terminal, TerminalError};

    /// Answers in turn; `None` is Ctrl-C.
    #[derive(Default)]
    pub(crate) struct Scripted {
        pub(crate) answers: VecDeque<Option<String>>,
        pub(crate) heard: Vec<Phrase>,
    }

    impl Scripted {
        pub(crate) fn answering(answers: &[Option<&str>]) -> Self {
            Self { answers: answers.iter().map(|answer| answer.map(str::to_owned)).collect(), heard: Vec::new() }
        }

        fn next(&mut self, prompt: &Phrase) -> Result<String, TerminalError> {
            self.heard.push(prompt.clone());
            self.answers.pop_front().expect("more was asked than scripted").ok_or(TerminalError::Cancelled)
        }
    }

    impl Terminal for Scripted {
        fn is_present(&self) -> bool {
            true
        }

        fn say(&mut self, phrase: &Phrase) -> Result<(), TerminalError> {
            self.heard.push(phrase.clone());
            Ok(())
        }

        fn ask_line(&mut self, prompt: &Phrase) -> Result<String, TerminalError> {
            self.next(prompt)
        }

        fn ask_secret(&mut self, prompt: &Phrase) -> Result<Secret, TerminalError> {
            self.next(prompt).map(|answer| Secret::copy_of(answer.as_bytes()))
        }
    }
}
