//! How a host without a watcher learns that its parent has ended: the kernel sends it a signal.
//!
//! The signal may arrive at any point of the driver's code, where hardly anything may be called (signal-safety(7)). The
//! host therefore replaces itself by a new start of the program, which is still the parent of what the driver has
//! started, and ends that.
//!
//! Pitfall: the kernel sends the signal when the *thread* that made the copy ends, which has to be the parent's first.
#![allow(unsafe_code, reason = "a signal handler and exec have no safe form")]

use std::ffi::c_int;
use std::fs::File;
use std::io;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::driver::protocol::{ORPHANED, PROGRAM, SUBCOMMAND};

/// Makes this process end with its parent, also in the middle of a call.
///
/// # Errors
///
/// The kernel refuses, or the parent had already ended: its end of `input` is closed.
pub(super) fn end_with_parent(input: &File) -> io::Result<()> {
    // The last one: the first two belong to the C library, and drivers that want one take the next.
    let signal = libc::SIGRTMAX();
    // SAFETY: the action is all zeros but for its handler, which calls only what a handler may call; prctl takes numbers.
    let set = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        let handler: extern "C" fn(c_int) = replace;
        action.sa_sigaction = handler as libc::sighandler_t;
        libc::sigaction(signal, &raw const action, std::ptr::null_mut()) == 0
            && libc::prctl(libc::PR_SET_PDEATHSIG, signal) == 0
    };
    if !set {
        return Err(io::Error::last_os_error());
    }
    // Too late for the signal?
    let mut parent = [PollFd::new(input, PollFlags::IN)];
    poll(&mut parent, Some(&Timespec::default()))?;
    let [parent] = parent;
    if parent.revents().contains(PollFlags::HUP) { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
}

/// Starts the program again in this process; without it at least the process group ends.
extern "C" fn replace(_: c_int) {
    let arguments = [PROGRAM.as_ptr(), SUBCOMMAND.as_ptr(), ORPHANED.as_ptr(), std::ptr::null()];
    // SAFETY: these may be called in a signal handler; the arguments are strings that end with NUL, and so does the list.
    unsafe {
        libc::execv(c"/proc/self/exe".as_ptr(), arguments.as_ptr());
        libc::kill(0, libc::SIGKILL);
        libc::_exit(0);
    }
}
