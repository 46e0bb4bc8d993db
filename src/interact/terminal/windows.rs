//! The console of a Windows process.
//!
//! Pitfall: when Ctrl-C interrupts its read, `rpassword` returns the text typed so far. The handler runs on another
//! thread, so it is given a moment before `interrupted` is checked.

use std::fs::OpenOptions;
use std::io::{self, BufRead, IsTerminal, Write};
use std::time::Duration;

use super::{Terminal, TerminalError};
use crate::domain::phrase::Phrase;
use crate::domain::secret::Secret;
use crate::text::Texts;
use crate::waiting;

/// The console, opened for each question.
pub struct SystemTerminal<'a> {
    texts: &'a Texts,
    interrupted: &'a dyn Fn() -> bool,
}

impl<'a> SystemTerminal<'a> {
    /// Uses the language of `texts`; `interrupted` returns whether Ctrl-C asked the program to end.
    pub fn new(texts: &'a Texts, interrupted: &'a dyn Fn() -> bool) -> Self {
        Self { texts, interrupted }
    }

    fn unless_interrupted<T>(&self, answer: io::Result<T>) -> Result<T, TerminalError> {
        std::thread::sleep(Duration::from_millis(100));
        if (self.interrupted)() {
            return Err(TerminalError::Cancelled);
        }
        answer.map_err(|error| match error.kind() {
            _ if waiting::is_broken_off(&error) => TerminalError::Cancelled,
            io::ErrorKind::UnexpectedEof | io::ErrorKind::Interrupted => TerminalError::Cancelled,
            _ => TerminalError::Failed(error),
        })
    }
}

impl Terminal for SystemTerminal<'_> {
    fn is_present(&self) -> bool {
        (io::stdin().is_terminal() || io::stderr().is_terminal())
            && OpenOptions::new().read(true).write(true).open("CONIN$").is_ok()
    }

    fn say(&mut self, phrase: &Phrase) -> Result<(), TerminalError> {
        writeln!(io::stderr().lock(), "{}", self.texts.say(phrase)).map_err(TerminalError::Failed)
    }

    fn ask_line(&mut self, prompt: &Phrase) -> Result<String, TerminalError> {
        if !io::stdin().is_terminal() {
            return Err(TerminalError::Absent);
        }
        let mut stderr = io::stderr().lock();
        write!(stderr, "{} ", self.texts.say(prompt)).and_then(|()| stderr.flush()).map_err(TerminalError::Failed)?;
        let mut line = String::new();
        let read = waiting::broken_off_by_request(|| io::stdin().lock().read_line(&mut line));
        let count = self.unless_interrupted(read)?;
        if count == 0 {
            return Err(TerminalError::Cancelled);
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn ask_secret(&mut self, prompt: &Phrase) -> Result<Secret, TerminalError> {
        if !self.is_present() {
            return Err(TerminalError::Absent);
        }
        let prompt = format!("{} ", self.texts.say(prompt));
        let mut stderr = io::stderr();
        // The standard library writes Unicode to a console, `rpassword` UTF-8 bytes in its code page.
        let answer = if stderr.is_terminal() {
            write!(stderr, "{prompt}").and_then(|()| stderr.flush()).map_err(TerminalError::Failed)?;
            let config = rpassword::ConfigBuilder::new().output_writer(stderr).build();
            waiting::broken_off_by_request(|| rpassword::read_password_with_config(config))
        } else {
            waiting::broken_off_by_request(|| rpassword::prompt_password(prompt))
        };
        let typed = self.unless_interrupted(answer)?;
        Ok(Secret::from_vec(typed.into_bytes()))
    }
}
