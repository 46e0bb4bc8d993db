//! How a host process ended, in words a report can carry.

use std::fmt;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use crate::domain::phrase::{Phrase, Value};

/// How long a process whose pipe has closed may take to end.
const GRACE: Duration = Duration::from_secs(1);

/// The end of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    /// The signal on unix (`SIGSEGV`), the exception on Windows (`0xC0000005`).
    pub signal: Option<String>,
    /// The exit status, where it ended by itself.
    pub status: Option<i32>,
}

impl Death {
    /// The same for a person; the name of a signal is no word of any language.
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

/// Waits for the end of a process that has closed its pipe, and ends it where it does not.
pub(super) fn of(child: &mut Child) -> Death {
    if let Some(status) = wait(child) {
        return describe(status);
    }
    kill(child);
    Death { signal: None, status: None }
}

/// Ends a process. One that is stuck inside the system's kernel, as with a broken reader, is not waited for any longer.
pub(super) fn kill(child: &mut Child) {
    // It may end by itself in this very moment: either way it is gone then.
    let _gone = child.kill();
    let _reaped = wait(child);
}

/// Whether a process has ended already.
pub(super) fn is_over(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

fn wait(child: &mut Child) -> Option<ExitStatus> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if start.elapsed() < GRACE => std::thread::sleep(Duration::from_millis(2)),
            _ => return None,
        }
    }
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
