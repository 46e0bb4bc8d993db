//! The controlling terminal of a unix process.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use zeroize::{Zeroize, Zeroizing};

use super::{Terminal, TerminalError};
use crate::domain::phrase::Phrase;
use crate::domain::secret::Secret;
use crate::text::Texts;
use crate::waiting;

const CONTROL_C: u8 = 3;

/// The controlling terminal, opened for each question.
pub struct SystemTerminal<'a> {
    texts: &'a Texts,
    interrupted: &'a dyn Fn() -> bool,
}

impl<'a> SystemTerminal<'a> {
    /// Uses the language of `texts`; `interrupted` returns whether a signal asked the program to end.
    pub fn new(texts: &'a Texts, interrupted: &'a dyn Fn() -> bool) -> Self {
        Self { texts, interrupted }
    }

    fn ask(&self, prompt: &Phrase, shown: bool) -> Result<Secret, TerminalError> {
        let tty = open().map_err(|_nobody_there| TerminalError::Absent)?;
        let mut writer = &tty;
        let question = Question::put(&tty, shown).map_err(TerminalError::Failed)?;
        writer.write_all(format!("{} ", self.texts.say(prompt)).as_bytes()).map_err(TerminalError::Failed)?;
        let answer = read_line(&tty);
        let ended_visibly = shown && answer.is_ok();
        if !ended_visibly {
            writer.write_all(b"\n").map_err(TerminalError::Failed)?;
        }
        drop(question);
        if (self.interrupted)() {
            return Err(TerminalError::Cancelled);
        }
        answer
    }
}

impl Terminal for SystemTerminal<'_> {
    /// There is a user to ask if there is a controlling terminal and this run is not detached from it.
    fn is_present(&self) -> bool {
        (io::stdin().is_terminal() || io::stderr().is_terminal()) && open().is_ok()
    }

    fn say(&mut self, phrase: &Phrase) -> Result<(), TerminalError> {
        let mut tty = open().map_err(|_nobody_there| TerminalError::Absent)?;
        tty.write_all(format!("{}\n", self.texts.say(phrase)).as_bytes()).map_err(TerminalError::Failed)
    }

    fn ask_line(&mut self, prompt: &Phrase) -> Result<String, TerminalError> {
        let answer = self.ask(prompt, true)?;
        Ok(String::from_utf8_lossy(answer.expose()).into_owned())
    }

    fn ask_secret(&mut self, prompt: &Phrase) -> Result<Secret, TerminalError> {
        self.ask(prompt, false)
    }
}

fn open() -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open("/dev/tty")
}

/// A question in progress: signals are off, and so is the echo for a secret. Dropping it restores both.
struct Question<'a> {
    tty: &'a File,
    before: Termios,
}

impl<'a> Question<'a> {
    fn put(tty: &'a File, shown: bool) -> io::Result<Self> {
        let before = tcgetattr(tty)?;
        let mut during = before.clone();
        during.local_modes.remove(LocalModes::ISIG);
        during.local_modes.insert(LocalModes::ICANON);
        if !shown {
            during.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL);
        }
        // Backspace removes a whole letter; not every terminal has this set.
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        during.input_modes.insert(rustix::termios::InputModes::IUTF8);
        // The additional end-of-line character delivers the line at once.
        during.special_codes[SpecialCodeIndex::VEOL] = CONTROL_C;
        // Input typed before the question is discarded: it is not an answer, and as a PIN it would use a try.
        tcsetattr(tty, OptionalActions::Flush, &during)?;
        Ok(Self { tty, before })
    }
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        // A terminal that is gone cannot be restored, and there is no user to inform.
        let _gone = tcsetattr(self.tty, OptionalActions::Flush, &self.before).is_err();
    }
}

/// Reads up to the end of the line, which is not part of the answer.
fn read_line(tty: &File) -> Result<Secret, TerminalError> {
    let mut answer = Secret::empty();
    let mut chunk = Zeroizing::new([0_u8; 256]);
    let mut full = false;
    loop {
        // SIGTERM, SIGHUP and a Ctrl-C sent from elsewhere end the question at once, and the echo is restored.
        match waiting::until_readable(tty.as_fd()) {
            Err(error) if waiting::is_broken_off(&error) => return Err(TerminalError::Cancelled),
            waited => waited.map_err(TerminalError::Failed)?,
        }
        let count = match rustix::io::read(tty, &mut chunk[..]) {
            Ok(count) => count,
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => continue,
            Err(rustix::io::Errno::IO) => return Err(TerminalError::Cancelled),
            Err(errno) => return Err(TerminalError::Failed(errno.into())),
        };
        let read = chunk.get(..count).unwrap_or_default();
        if read.is_empty() {
            // Ctrl-D. Anything typed before it was not confirmed as an answer.
            return Err(TerminalError::Cancelled);
        }
        for byte in read {
            match *byte {
                CONTROL_C => return Err(TerminalError::Cancelled),
                b'\n' if full => return Err(TerminalError::TooLong),
                b'\n' => return Ok(answer),
                byte => full = !answer.push(byte) || full,
            }
        }
        chunk.zeroize();
    }
}
