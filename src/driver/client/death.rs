//! How a host process ended, in words for a report; also ends everything that its driver left running.

use std::fmt;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::alone::Alone;
use crate::domain::phrase::{Phrase, Value};

/// How long a process whose pipe has closed may take to end.
const GRACE: Duration = Duration::from_secs(1);

/// The first and the longest interval of waiting for it; each is twice the previous one.
const SHORTEST: Duration = Duration::from_micros(50);
const LONGEST: Duration = Duration::from_millis(2);

/// The end of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    /// The signal on unix (`SIGSEGV`), the exception on Windows (`0xC0000005`).
    pub signal: Option<String>,
    /// The exit status, if it ended by itself.
    pub status: Option<i32>,
}

impl Death {
    /// The same for display; signal names are not translated.
    pub(super) fn phrase(&self) -> Value {
        match (&self.signal, self.status) {
            (Some(signal), _) => Value::from(signal.as_str()),
            (None, Some(status)) => Phrase::new("driver-note-exit-status").with("status", status.to_string()).into(),
            (None, None) => Phrase::new("driver-note-unknown-end").into(),
        }
    }
}

impl fmt::Display for Death {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.signal, self.status) {
            (Some(signal), _) => formatter.write_str(signal),
            (None, Some(status)) => write!(formatter, "exit status {status}"),
            (None, None) => formatter.write_str("unknown end"),
        }
    }
}

/// Waits for the end of a process that has closed its pipe, and ends it if it does not.
pub(super) fn of(host: &mut Alone) -> Death {
    if !comes(host) {
        kill(host);
        return Death { signal: None, status: None };
    }
    end(host).map_or(Death { signal: None, status: None }, describe)
}

/// Ends a process. One stuck inside the system's kernel, as with a broken reader, is not waited for any longer.
pub(super) fn kill(host: &mut Alone) {
    // It may end by itself at this moment: either way it is gone then. Its group may not exist yet.
    host.end_group();
    host.kill();
    comes(host);
    let _status = end(host);
}

/// Waits a while for the end: until the system reports it, or else in steps that are at first too short to be felt.
fn comes(host: &mut Alone) -> bool {
    #[cfg(target_os = "linux")]
    if let Some(comes) = host.ends_within(GRACE) {
        return comes;
    }
    let (start, mut step) = (Instant::now(), SHORTEST);
    while !host.is_over() {
        if start.elapsed() >= GRACE {
            return false;
        }
        std::thread::sleep(step);
        step = (step * 2).min(LONGEST);
    }
    true
}

/// Reaps a process that has ended, after its group and before what escaped from the group.
fn end(host: &mut Alone) -> Option<ExitStatus> {
    host.end_group();
    let status = host.reap();
    host.end_leftovers();
    status
}

#[cfg(unix)]
fn describe(status: ExitStatus) -> Death {
    use std::os::unix::process::ExitStatusExt;
    let signal = status.signal().map(|signal| {
        let name = match signal {
            libc::SIGABRT => "SIGABRT",
            libc::SIGBUS => "SIGBUS",
            libc::SIGFPE => "SIGFPE",
            libc::SIGILL => "SIGILL",
            libc::SIGKILL => "SIGKILL",
            libc::SIGPIPE => "SIGPIPE",
            libc::SIGSEGV => "SIGSEGV",
            libc::SIGSYS => "SIGSYS",
            libc::SIGTERM => "SIGTERM",
            libc::SIGTRAP => "SIGTRAP",
            other => return format!("signal {other}"),
        };
        name.to_owned()
    });
    Death { signal, status: status.code() }
}

#[cfg(windows)]
fn describe(status: ExitStatus) -> Death {
    // An unhandled exception ends a process with its code, an NTSTATUS of error severity.
    let code = status.code();
    let exception = code.map(|code| u32::from_ne_bytes(code.to_ne_bytes())).filter(|code| *code >= 0xC000_0000);
    match exception {
        Some(code) => Death { signal: Some(format!("{code:#010X}")), status: None },
        None => Death { signal: None, status: code },
    }
}
