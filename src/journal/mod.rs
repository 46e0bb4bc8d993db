//! The journal of attempts: append-only, hash-chained, without secrets.
//!
//! Every attempt leaves two lines, flushed to the disk: an intent before the call and a result after it, so that a kill
//! in between is visible. If the intent cannot be written, nothing is attempted. Its types hold no secret: codes are
//! names, states are enums, and no field takes free text from a prompt or file.
//!
//! What is refused and what is repaired: an incomplete last line (a write interrupted by a kill) is kept, closed with a
//! line ending and acknowledged by the next line. After a changed last line nothing is appended, because the change
//! could then no longer be distinguished from our own writing: the file must be moved away first. Pitfall: the chain
//! reveals accidents, not malice. The owner of the file can write a new chain, and a missing end is noticed only by
//! comparison with the last printed hash.

pub mod attempt;
mod chain;
mod copy;
mod error;
mod hold;
mod ledger;
mod line;
mod place;
mod who;

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::Duration;

pub use chain::{Verification, verify};
pub use error::JournalError;
pub use hold::{Hold, PATIENCE};
pub use ledger::{PastTry, entries, warning, wrong_tries};
pub use line::Sealed;
pub use place::Place;
pub use who::Who;

use crate::domain::time::Moment;
use crate::domain::token::TokenIdentity;
use crate::journal::attempt::{
    Action, Code, Ended, GENESIS, Line, Method, Phase, SCHEMA, SecretKind, Spent, States, Torn,
};
use line::MAXIMUM_LINE;

/// How long a writer waits for another one, which takes milliseconds.
const WRITER_PATIENCE: Duration = Duration::from_secs(10);
/// Space reserved for the result before the intent is written.
#[cfg(target_os = "linux")]
const RESERVE: u64 = 2 * MAXIMUM_LINE as u64;
/// The maximum number of characters of one text field.
const MAXIMUM_TEXT: usize = 512;

/// An attempt, before it is made.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    /// The current time.
    pub time: Moment,
    /// Who attempts it, and where.
    pub who: Who,
    /// Path of the driver.
    pub driver: String,
    /// The token.
    pub token: TokenIdentity,
    /// What is attempted.
    pub action: Action,
    /// Which calls are used.
    pub method: Method,
    /// The secret that may use up a try.
    pub secret: SecretKind,
    /// SHA-256 of the certificate written or deleted.
    pub certificate: Option<String>,
    /// The states before.
    pub before: Option<States>,
}

/// How an attempt ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The current time, after the call.
    pub time: Moment,
    /// How it ended.
    pub ended: Ended,
    /// The return value.
    pub code: Option<Code>,
    /// Whether a try was used up.
    pub try_spent: Spent,
    /// The states after, read by a new host.
    pub after: Option<States>,
}

/// An intent waiting for its result.
#[derive(Debug)]
#[must_use = "an intent without result reads as a kill in between"]
pub struct Ticket {
    sequence: u64,
    entry: JournalEntry,
}

/// The hash of the last line: printed by each action, so that a missing end can be noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastHash(pub String);

/// A journal that can be written.
#[derive(Debug)]
pub struct Journal {
    place: Place,
    patience: Duration,
}

impl Journal {
    /// Opens the journal of a place, creating it if it is missing, and checks its last line. Done before any secret is
    /// requested.
    pub fn open(place: &Place) -> Result<Self, JournalError> {
        let journal = Self { place: place.clone(), patience: WRITER_PATIENCE };
        journal.with_lock(|file| tail_of(file, place).map(|_tail| ()))?;
        Ok(journal)
    }

    /// Its location.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Records that a call is about to be made, and reserves space for its result. If this fails, the call must not be
    /// made.
    pub fn intent(&self, entry: &JournalEntry) -> Result<Ticket, JournalError> {
        let blank = Outcome { time: entry.time, ended: Ended::Unknown, code: None, try_spent: Spent::No, after: None };
        let (sequence, _hash) = self.append(entry, Phase::Intent, None, &blank)?;
        Ok(Ticket { sequence, entry: entry.clone() })
    }

    /// Records how the call ended.
    #[allow(clippy::needless_pass_by_value, reason = "a ticket is used up by its result")]
    pub fn result(&self, ticket: Ticket, outcome: &Outcome) -> Result<LastHash, JournalError> {
        let (_sequence, hash) = self.append(&ticket.entry, Phase::Result, Some(ticket.sequence), outcome)?;
        Ok(hash)
    }

    /// Records that nothing was sent, and why.
    pub fn refused(&self, entry: &JournalEntry, code: &'static str) -> Result<LastHash, JournalError> {
        let outcome = Outcome {
            time: entry.time,
            ended: Ended::Refused,
            code: Some(Code::situation(code)),
            try_spent: Spent::No,
            after: None,
        };
        let (_sequence, hash) = self.append(entry, Phase::Refused, None, &outcome)?;
        Ok(hash)
    }

    fn append(
        &self,
        entry: &JournalEntry,
        phase: Phase,
        intent: Option<u64>,
        outcome: &Outcome,
    ) -> Result<(u64, LastHash), JournalError> {
        self.with_lock(|file| {
            let tail = tail_of(file, &self.place)?;
            let known = phase != Phase::Intent;
            let line = Line {
                schema: SCHEMA.to_owned(),
                sequence: tail.sequence.saturating_add(1),
                time: outcome.time,
                operator: bounded(&entry.who.operator),
                host: bounded(&entry.who.host),
                tool_version: env!("CARGO_PKG_VERSION").to_owned(),
                driver: bounded(&entry.driver),
                token: bounded_identity(&entry.token),
                action: entry.action,
                method: entry.method,
                secret: entry.secret,
                phase,
                intent,
                ended: known.then_some(outcome.ended),
                code: outcome.code.clone(),
                try_spent: known.then_some(outcome.try_spent),
                before: entry.before,
                after: outcome.after,
                certificate: entry.certificate.as_deref().map(bounded),
                torn: tail.torn.clone(),
                previous_hash: tail.hash.clone(),
            };
            let (bytes, hash) = line::seal(&line).map_err(JournalError::Unwritable)?;
            if bytes.len() > MAXIMUM_LINE {
                return Err(JournalError::LineTooLong);
            }
            let whole = if tail.ends_open { [b"\n".as_slice(), &bytes].concat() } else { bytes };
            write_whole(file, &whole, tail.length)
                .map_err(|error| JournalError::writing(&self.place.journal(), error))?;
            Ok((line.sequence, LastHash(hash)))
        })
    }

    /// Does something with the journal while no other process writes.
    fn with_lock<T>(&self, deed: impl FnOnce(&mut File) -> Result<T, JournalError>) -> Result<T, JournalError> {
        let (mut file, lock) = self.place.open_for_writing()?;
        let step = Duration::from_millis(10);
        let mut waited = Duration::ZERO;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if waited < self.patience => {
                    std::thread::sleep(step);
                    waited = waited.saturating_add(step);
                }
                Err(TryLockError::WouldBlock) => return Err(JournalError::Busy(self.place.journal())),
                Err(TryLockError::Error(error)) => return Err(JournalError::writing(&self.place.lock(), error)),
            }
        }
        deed(&mut file)
        // Dropping `lock` releases it.
    }
}

/// The end of the journal, which the next line is linked to.
struct Tail {
    sequence: u64,
    hash: String,
    length: u64,
    /// Whether the last line lacks its line ending.
    ends_open: bool,
    torn: Option<Torn>,
}

/// Reads the last line, and an incomplete one after it.
fn tail_of(file: &mut File, place: &Place) -> Result<Tail, JournalError> {
    let path = place.journal();
    let unreadable = |error: io::Error| JournalError::NotReadable(path.clone(), error);
    let length = file.metadata().map_err(unreadable)?.len();
    // Two lines of maximum length, so that a torn line does not hide the complete one before it.
    let room = 2 * MAXIMUM_LINE as u64 + 2;
    let start = length.saturating_sub(room);
    file.seek(SeekFrom::Start(start)).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(room).read_to_end(&mut bytes).map_err(unreadable)?;
    let ends_open = bytes.last().is_some_and(|byte| *byte != b'\n');
    let mut lines = bytes.strip_suffix(b"\n").unwrap_or(&bytes).rsplit(|byte| *byte == b'\n');
    let mut tail = Tail { sequence: 0, hash: GENESIS.to_owned(), length, ends_open, torn: None };
    let mut last = lines.next().unwrap_or_default();
    if ends_open && line::unseal(last).is_none() {
        tail.torn = Some(Torn { length: last.len() as u64, sha256: line::sha256(last) });
        match lines.next() {
            Some(before) => last = before,
            None if start == 0 => return Ok(tail),
            None => return Err(JournalError::Corrupt(path)),
        }
    } else if length == 0 {
        return Ok(tail);
    }
    match line::unseal(last) {
        Some(sealed) if sealed.intact => {
            tail.sequence = sealed.line.sequence;
            tail.hash = sealed.hash;
            Ok(tail)
        }
        _ => Err(JournalError::Corrupt(path)),
    }
}

/// Writes and flushes one line; a partial write is undone.
fn write_whole(file: &mut File, bytes: &[u8], length_before: u64) -> io::Result<()> {
    file.seek(SeekFrom::End(0))?;
    reserve(file, length_before)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // If even that fails, the next writer finds a torn line and acknowledges it.
        let _stays_torn = file.set_len(length_before).and_then(|()| file.sync_all()).is_err();
    }
    written
}

/// Reserves space for this line and its result, so that a full disk is noticed before the call.
#[cfg(target_os = "linux")]
fn reserve(file: &File, length: u64) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    use rustix::io::Errno;

    match fallocate(file, FallocateFlags::KEEP_SIZE, length, RESERVE) {
        Err(errno @ (Errno::NOSPC | Errno::DQUOT)) => Err(errno.into()),
        // Not every file system supports it; then writing the result may fail and is reported.
        _ => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
#[allow(clippy::unnecessary_wraps, reason = "the same call on every system")]
fn reserve(_file: &File, _length: u64) -> io::Result<()> {
    Ok(())
}

fn bounded(text: &str) -> String {
    text.chars().take(MAXIMUM_TEXT).collect()
}

/// What the journal records of a token.
fn bounded_identity(token: &TokenIdentity) -> TokenIdentity {
    let bounded = |text: &Option<String>| text.as_deref().map(bounded);
    TokenIdentity {
        slot: token.slot,
        slot_text: None,
        label_hex: None,
        reader: bounded(&token.reader),
        manufacturer: bounded(&token.manufacturer),
        model: bounded(&token.model),
        serial: bounded(&token.serial),
        label: bounded(&token.label),
    }
}

#[cfg(test)]
mod tests;
