//! Standard output, and the ways in which writing to it ends early.
//!
//! Pitfall: a reader that has closed the pipe (EPIPE) does not change the status, because the findings remain. A
//! standard output that never existed (EBADF) or is full (ENOSPC) accepted nothing, and that is a failure.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;
use crate::waiting;

/// EBADF, and ERROR_INVALID_HANDLE.
const BAD_DESCRIPTOR: i32 = if cfg!(windows) { 6 } else { 9 };

/// How writing to standard output ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputEnd {
    /// The reader has gone (`| head -1`), or does not read and was waited for until a termination signal came. The
    /// program prints nothing, and ends with the status of its findings.
    Closed,
    /// There is none (`>&-`), or it is open for reading only: nothing was delivered.
    Missing,
    /// No space is left at its target.
    DiskFull,
    /// Any other error, with the system's message.
    Failed(String),
}

situation_error!(OutputEnd);

impl OutputEnd {
    /// Whether this is not a failure but a reader who has seen enough.
    pub fn is_quiet(&self) -> bool {
        *self == Self::Closed
    }
}

impl From<&io::Error> for OutputEnd {
    fn from(fault: &io::Error) -> Self {
        // Windows: ERROR_BROKEN_PIPE, ERROR_NO_DATA and ERROR_PIPE_NOT_CONNECTED; std maps only the first two.
        let closed_on_windows = cfg!(windows) && matches!(fault.raw_os_error(), Some(109 | 232 | 233));
        match fault.kind() {
            // A socket reports with ECONNRESET that its reader has gone.
            ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => Self::Closed,
            _ if closed_on_windows || waiting::is_broken_off(fault) => Self::Closed,
            _ if fault.raw_os_error() == Some(BAD_DESCRIPTOR) => Self::Missing,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::DiskFull,
            _ => Self::Failed(fault.to_string()),
        }
    }
}

impl Situation for OutputEnd {
    fn told(&self) -> Told {
        match self {
            Self::Closed => Class::Failed.told("stdout-closed", "output-stdout-closed"),
            Self::Missing => Class::Failed.told("stdout-missing", "output-stdout-missing"),
            Self::DiskFull => Class::Failed.told("stdout-full", "output-stdout-full"),
            Self::Failed(fault) => Class::Failed.told("stdout-failed", "output-stdout-failed").with("fault", fault),
        }
    }
}

/// Standard output itself, bypassing the standard library, which treats a descriptor that cannot be written to as one
/// that accepted everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        write_through(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
fn write_through(bytes: &[u8]) -> io::Result<()> {
    use std::os::fd::AsFd;

    waiting::write_all(io::stdout().as_fd(), bytes)
}

/// A console gets them as Unicode, as only the standard library can.
#[cfg(not(unix))]
fn write_through(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush())
}

/// Whether a path given to `--output` means standard output: `-`, and the names that systems have for it.
pub fn is_stdout(path: &Path) -> bool {
    let names = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
    let known = if cfg!(unix) { &names[..] } else { &names[..1] };
    known.iter().any(|name| path.as_os_str() == *name)
}
