//! A host made by copying this process instead of starting the program again, which costs about as much as reading a
//! small token: mapping 15 MB, resolving 16,000 addresses, setting up the runtime.
//!
//! Pitfalls: a copy has all that the original has, so it is made before there is a second thread, a secret, or anything
//! to be written or removed at the end; and it has the original's command line, by which people and scripts know one
//! from the other, so that is replaced.
#![allow(unsafe_code, reason = "the standard library starts programs only; the arguments' own place has no owner")]

use std::ffi::{CStr, c_char, c_int};
use std::io;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::Pid;
use rustix::stdio;

use super::alone::Pipes;
use crate::driver::protocol::{PROGRAM, SUBCOMMAND};

/// The place of the command line: consecutive strings that end with NUL, whose contents the kernel shows to others.
static PLACE: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());
/// Its size in bytes.
static SIZE: AtomicUsize = AtomicUsize::new(0);

/// Called by the loader before `main`.
#[cfg(target_env = "gnu")]
#[used]
#[unsafe(link_section = ".init_array")]
static REMEMBER: extern "C" fn(c_int, *const *mut c_char, *const *const c_char) = remember;

/// Remembers the place of the command line.
#[cfg(target_env = "gnu")]
extern "C" fn remember(count: c_int, arguments: *const *mut c_char, _: *const *const c_char) {
    let count = usize::try_from(count).unwrap_or(0);
    if arguments.is_null() || count == 0 {
        return;
    }
    // SAFETY: glibc passes what `main` gets: `count` pointers to strings that end with NUL and live as long as the
    // process. They follow each other, which is checked.
    unsafe {
        let first: *mut c_char = *arguments;
        let mut end = first;
        for number in 0..count {
            let argument = *arguments.add(number);
            if argument != end {
                return;
            }
            end = argument.add(CStr::from_ptr(argument).count_bytes() + 1);
        }
        SIZE.store(end.offset_from_unsigned(first), Ordering::Relaxed);
        PLACE.store(first.cast(), Ordering::Relaxed);
    }
}

/// Copies this process. `None` in the copy, where the standard streams are the pipes of which the original has the
/// other ends, signals have the state of a started program, and the command line is a host's.
///
/// # Errors
///
/// The system refuses, or the command line has no room for a host's; nothing has changed then.
pub(super) fn copy() -> io::Result<Option<(Pid, Pipes)>> {
    let name = [PROGRAM, SUBCOMMAND].map(CStr::to_bytes_with_nul).concat();
    if SIZE.load(Ordering::Relaxed) < name.len() {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let (theirs_in, input) = pipe_with(PipeFlags::CLOEXEC)?;
    let (output, theirs_out) = pipe_with(PipeFlags::CLOEXEC)?;
    let (errors, theirs_errors) = pipe_with(PipeFlags::CLOEXEC)?;
    // SAFETY: there is one thread, so that no lock is held in the copy by a thread that it does not have.
    let number = unsafe { libc::fork() };
    match number {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            // A host without its pipes cannot serve; its parent sees them closed.
            if stdio::dup2_stdin(theirs_in.as_fd()).is_err()
                || stdio::dup2_stdout(theirs_out.as_fd()).is_err()
                || stdio::dup2_stderr(theirs_errors.as_fd()).is_err()
            {
                // SAFETY: _exit has no preconditions and does not return.
                unsafe { libc::_exit(2) };
            }
            unblock();
            rename(&name);
            Ok(None)
        }
        number => {
            let number = Pid::from_raw(number).ok_or(io::ErrorKind::InvalidData)?;
            Ok(Some((number, Pipes { input: input.into(), output: output.into(), errors: errors.into() })))
        }
    }
}

/// Lets all signals through, as for every host that is started: the parent's caller may have blocked some.
fn unblock() {
    // SAFETY: the set is initialised before it is used; no old set is wanted.
    unsafe {
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &raw const none, std::ptr::null_mut());
    }
}

/// Replaces what others see as this process's command line; what has no room is cut.
fn rename(name: &[u8]) {
    let (place, size) = (PLACE.load(Ordering::Relaxed), SIZE.load(Ordering::Relaxed));
    // SAFETY: the place has this size, which is 0 if there is none; it was writable from the start, and is read by nothing
    // in this process any more: the runtime makes copies of the arguments when asked for them.
    unsafe {
        std::ptr::write_bytes(place, 0, size);
        std::ptr::copy_nonoverlapping(name.as_ptr(), place, name.len().min(size));
    }
}
