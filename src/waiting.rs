//! Waits that a termination signal interrupts at once: for standard input, a FIFO, the user, a reader.
//!
//! May import no other module. Only a wait is interrupted, never a call to a driver: code that is not waiting checks
//! the flag of `driver::client::interruption` when it gets there.
//!
//! Pitfall: opening a FIFO waits as well, so anything named by the user is opened here. The error is of
//! [`io::ErrorKind::Other`], because `read_to_end` would retry after `Interrupted`.

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

/// A termination signal came during a wait.
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

/// Whether this error is a termination signal.
pub fn is_broken_off(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn Error + Send + Sync>::is::<BrokenOff>)
}
