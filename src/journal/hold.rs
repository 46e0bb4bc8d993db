//! Only one attempt at a time on one token: a lock beside the journal, held from the check of the token to the result.
//!
//! Each run decides by what it saw and by the journal; two at the same time would notice each other's try too late.
//! Pitfall: on Windows a locked file cannot be read, so the holder's name is in a file beside it.

use std::fs::{self, File, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::line::sha256;
use super::{Journal, JournalError};
use crate::domain::phrase::Phrase;
use crate::domain::time::Moment;
use crate::domain::token::TokenIdentity;

/// How long a run waits for another one at the same token, in seconds.
pub const PATIENCE: u64 = 5;

/// A token reserved for this run. Dropping it, or the end of the process, lets the next run in.
#[derive(Debug)]
pub struct Hold {
    _lock: File,
}

impl Journal {
    /// Reserves a token. If another run has it, `waiting` is called once with its name; `stop` ends the wait.
    ///
    /// # Errors
    /// [`JournalError::TokenInUse`] if another run holds it for longer than [`PATIENCE`].
    pub fn hold(
        &self,
        token: &TokenIdentity,
        driver: &str,
        now: Moment,
        zone: &TimeZone,
        stop: &dyn Fn() -> bool,
        waiting: &mut dyn FnMut(&Phrase),
    ) -> Result<Hold, JournalError> {
        let name: String = sha256(token.key(driver).as_bytes()).chars().take(32).collect();
        let path = self.place.folder.join(format!("token-{name}.lock"));
        let holder = path.with_extension("holder");
        let lock = self.place.open_file(&path)?;
        let step = Duration::from_millis(20);
        let mut waited = Duration::ZERO;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    let who = holder_in(&fs::read_to_string(&holder).unwrap_or_default(), zone);
                    if waited >= Duration::from_secs(PATIENCE) || stop() {
                        return Err(JournalError::TokenInUse(Box::new(who)));
                    }
                    if waited.is_zero() {
                        waiting(&who);
                    }
                    std::thread::sleep(step);
                    waited = waited.saturating_add(step);
                }
                Err(TryLockError::Error(error)) => return Err(JournalError::writing(&path, error)),
            }
        }
        let mut file = self.place.open_file(&holder)?;
        let words = format!("process {} since {now}\n", std::process::id());
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(words.as_bytes()))
            .map_err(|error| JournalError::writing(&holder, error))?;
        Ok(Hold { _lock: lock })
    }
}

/// Who holds a token, by what its file says: in words of every language, with the time in `zone`.
fn holder_in(text: &str, zone: &TimeZone) -> Phrase {
    let known = text.trim().strip_prefix("process ").and_then(|rest| {
        let (process, since) = rest.split_once(" since ")?;
        Some((process, since.parse::<Moment>().ok()?))
    });
    match known {
        Some((process, since)) => Phrase::new("door-holder").with("process", process).with("since", since.phrase(zone)),
        None => Phrase::new("door-holder-unknown"),
    }
}
