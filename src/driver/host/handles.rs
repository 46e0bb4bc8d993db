//! The host's pipes: moved to private handles before a driver is loaded, because drivers print.
//!
//! Afterwards descriptor 0 reads nothing, and 1 and 2 lead to the parent's log.
#![allow(unsafe_code, reason = "leaving without destructors and moving handles need the system's own calls")]

use std::io;

#[cfg(unix)]
pub(super) use unix::{Output, leave, take};
#[cfg(windows)]
pub(super) use windows::{Output, leave, take};

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::os::fd::AsFd;

    use rustix::io::fcntl_dupfd_cloexec;
    use rustix::stdio;

    use super::io;

    /// Where replies go.
    pub(in super::super) type Output = File;

    /// Descriptors from here on are private; drivers close and reuse the low ones.
    const PRIVATE: i32 = 10;

    /// Moves the pipes and forbids core dumps.
    pub(in super::super) fn take() -> io::Result<(File, Output)> {
        super::super::forbid_core_dumps()?;
        let input = fcntl_dupfd_cloexec(stdio::stdin(), PRIVATE)?;
        let output = fcntl_dupfd_cloexec(stdio::stdout(), PRIVATE)?;
        let nothing = File::open("/dev/null")?;
        stdio::dup2_stdin(nothing.as_fd())?;
        stdio::dup2_stdout(stdio::stderr())?;
        Ok((input.into(), output.into()))
    }

    /// Ends the process at once: no destructor, no `atexit` of a driver.
    pub(in super::super) fn leave(status: i32) -> ! {
        // SAFETY: _exit has no preconditions and does not return.
        unsafe { libc::_exit(status) }
    }
}

#[cfg(windows)]
mod windows {
    use std::fs::{File, OpenOptions};
    use std::os::windows::io::{AsRawHandle, FromRawHandle, IntoRawHandle};

    use windows_sys::Win32::Foundation::{DUPLICATE_SAME_ACCESS, DuplicateHandle, FALSE, HANDLE};
    use windows_sys::Win32::System::Console::{
        GetStdHandle, STD_ERROR_HANDLE, STD_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, SetStdHandle,
    };
    use windows_sys::Win32::System::Threading::{GetCurrentProcess, TerminateProcess};

    use super::io;

    /// Where replies go.
    pub(in super::super) type Output = File;

    /// Moves the pipes to handles that no child inherits, and points the standard ones elsewhere.
    pub(in super::super) fn take() -> io::Result<(File, Output)> {
        let input = private(STD_INPUT_HANDLE)?;
        let output = private(STD_OUTPUT_HANDLE)?;
        let nothing = OpenOptions::new().read(true).open("NUL")?;
        replace(STD_INPUT_HANDLE, nothing.into_raw_handle().cast())?;
        // SAFETY: reading a standard handle has no preconditions.
        let log = unsafe { GetStdHandle(STD_ERROR_HANDLE) };
        replace(STD_OUTPUT_HANDLE, log)?;
        Ok((input, output))
    }

    fn private(which: STD_HANDLE) -> io::Result<File> {
        let mut copy: HANDLE = std::ptr::null_mut();
        // SAFETY: the handles are this process's own; the copy is written to a live variable.
        let done = unsafe {
            let process = GetCurrentProcess();
            DuplicateHandle(process, GetStdHandle(which), process, &raw mut copy, 0, FALSE, DUPLICATE_SAME_ACCESS)
        };
        if done == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the copy was just made and belongs to nobody else.
        let file = unsafe { File::from_raw_handle(copy.cast()) };
        debug_assert!(!file.as_raw_handle().is_null(), "a duplicated handle is never null");
        Ok(file)
    }

    fn replace(which: STD_HANDLE, handle: HANDLE) -> io::Result<()> {
        // SAFETY: the handle stays open for the life of the process.
        if unsafe { SetStdHandle(which, handle) } == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Ends the process at once: no DllMain of a driver, no destructor.
    pub(in super::super) fn leave(status: i32) -> ! {
        let status = u32::try_from(status).unwrap_or(1);
        // SAFETY: terminating this very process has no preconditions.
        unsafe { TerminateProcess(GetCurrentProcess(), status) };
        loop {
            std::thread::park();
        }
    }
}
