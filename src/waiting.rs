//! Waiting that a request to end breaks off at once: for standard input, for a FIFO, for a person, for a reader.
//!
//! May import nothing of ours. Only a wait is broken off, never a call to a driver: what is not waiting looks at the
//! flag of `driver::client::interruption` when it comes to it.
//!
//! Pitfall: opening a FIFO waits as well, so whatever a user names is opened here. The error that says so is of
//! [`io::ErrorKind::Other`], because `read_to_end` would try again after one of kind `Interrupted`.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io;

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

#[cfg(unix)]
pub use unix::{Input, Stdin, end_with, open, open_for_writing, until_readable, write_all};
#[cfg(not(unix))]
pub use windows::{Input, Stdin, broken_off_by_request, is_waiting, open, request};

/// A request to end came while something was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("cancelled")
    }
}

impl Error for BrokenOff {}

/// Room for the whole of a regular file at once, or it would be copied each time that it outgrows what there is.
fn room(file: &File, limit: u64) -> Vec<u8> {
    let size = file.metadata().map(|metadata| metadata.len()).unwrap_or_default();
    Vec::with_capacity(usize::try_from(size.min(limit)).unwrap_or_default().saturating_add(1))
}

fn broken_off() -> io::Error {
    io::Error::other(BrokenOff)
}

/// Whether this error is a request to end.
pub fn is_broken_off(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn Error + Send + Sync>::is::<BrokenOff>)
}
