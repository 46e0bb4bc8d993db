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

    /// Moves the pipes.
    pub(in super::super) fn take() -> io::Result<(File, Output)> {
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
    use std::ffi::{c_char, c_int};
    use std::fs::{File, OpenOptions};
    use std::os::windows::io::{FromRawHandle, IntoRawHandle};

    use windows_sys::Win32::Foundation::{CloseHandle, DUPLICATE_SAME_ACCESS, DuplicateHandle, FALSE, HANDLE};
    use windows_sys::Win32::System::Console::{
        GetStdHandle, STD_ERROR_HANDLE, STD_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, SetStdHandle,
    };
    use windows_sys::Win32::System::Diagnostics::Debug::{
        SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX, SetErrorMode,
    };
    use windows_sys::Win32::System::Threading::{GetCurrentProcess, TerminateProcess};

    use super::io;

    unsafe extern "C" {
        fn _open(path: *const c_char, flags: c_int, ...) -> c_int;
        fn _dup2(from: c_int, to: c_int) -> c_int;
        fn _get_osfhandle(descriptor: c_int) -> isize;
    }

    /// Where replies go.
    pub(in super::super) type Output = File;

    /// Moves the pipes to handles that no child inherits, and points the standard ones elsewhere.
    ///
    /// Twice: for the system, and for the C runtime, whose descriptors drivers share with this program. It also
    /// forbids the system's boxes about missing libraries and crashes, which wait for a click, and with them the
    /// memory dumps, which could contain a PIN.
    pub(in super::super) fn take() -> io::Result<(File, Output)> {
        // SAFETY: setting the error mode has no preconditions.
        unsafe { SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX) };
        let input = Taken::of(STD_INPUT_HANDLE, 0)?;
        let output = Taken::of(STD_OUTPUT_HANDLE, 1)?;
        // SAFETY: the path ends with NUL; 0 is O_RDONLY; descriptors that are not open are refused with -1.
        unsafe {
            let nothing = _open(c"NUL".as_ptr(), 0);
            _dup2(nothing, 0);
            if _dup2(2, 1) != 0 {
                _dup2(nothing, 1);
            }
        }
        let nothing = OpenOptions::new().read(true).open("NUL")?;
        replace(STD_INPUT_HANDLE, nothing.into_raw_handle().cast())?;
        // SAFETY: reading a standard handle has no preconditions.
        let log = unsafe { GetStdHandle(STD_ERROR_HANDLE) };
        replace(STD_OUTPUT_HANDLE, log)?;
        Ok((input.private(), output.private()))
    }

    /// A pipe's private handle, and the original one.
    struct Taken {
        copy: File,
        original: HANDLE,
        /// Whether the C runtime owns the original, and closes it when its descriptor is replaced.
        of_runtime: bool,
    }

    impl Taken {
        fn of(which: STD_HANDLE, descriptor: c_int) -> io::Result<Self> {
            let mut copy: HANDLE = std::ptr::null_mut();
            // SAFETY: the handles are this process's own; the copy is written to a live variable.
            let (original, done) = unsafe {
                let (process, original) = (GetCurrentProcess(), GetStdHandle(which));
                let copied =
                    DuplicateHandle(process, original, process, &raw mut copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
                (original, copied)
            };
            if done == 0 {
                return Err(io::Error::last_os_error());
            }
            // SAFETY: the copy was just made and has no other owner.
            let copy = unsafe { File::from_raw_handle(copy.cast()) };
            // SAFETY: a descriptor that is not open has no handle, which a negative number indicates.
            let of_runtime = unsafe { _get_osfhandle(descriptor) } == original as isize;
            Ok(Self { copy, original, of_runtime })
        }

        /// The private handle, once the standard ones lead elsewhere.
        fn private(self) -> File {
            if !self.of_runtime {
                // SAFETY: it was the process's own standard handle, which has been replaced.
                unsafe { CloseHandle(self.original) };
            }
            self.copy
        }
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
