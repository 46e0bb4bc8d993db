//! What a host gives up before foreign code is loaded: its terminal, inherited descriptors, rights it might gain, and
//! the visibility of its memory.
//!
//! Pitfall: the order matters. Descriptors are closed before the pipes move to high numbers, and all of it is done by
//! the only thread, so that it applies to every later one.

use std::io;

/// Detaches from the caller's terminal and everything inherited; only the three standard descriptors stay.
///
/// What cannot be given up is an error: the host then refuses to serve.
#[cfg(unix)]
pub(super) fn stand_apart() -> io::Result<()> {
    // A separate session has no terminal, so that no driver can turn off its echo and ask for a PIN itself; it is also
    // a separate process group, which Ctrl-C does not reach and which is ended as a whole.
    rustix::process::setsid()?;
    close_all_but_standard();
    super::forbid_core_dumps()?;
    #[cfg(target_os = "linux")]
    {
        super::hide_memory()?;
        rustix::thread::set_no_new_privs(true)?;
        // Started through the link below /proc, it would be called `exe`.
        let _named = rustix::thread::set_name(crate::driver::protocol::PROGRAM);
    }
    crate::driver::children::adopt();
    Ok(())
}

/// On Windows the parent does it: no console, no handle but the pipes, a job that ends with it.
#[cfg(not(unix))]
pub(super) fn stand_apart() -> io::Result<()> {
    super::forbid_core_dumps()
}

/// Ends what the driver started, even if the parent is gone and cannot.
pub(super) fn end_children() {
    crate::driver::children::end_all(&|_| false);
}

#[cfg(unix)]
#[allow(unsafe_code, reason = "descriptors that were inherited have no owner in this program")]
fn close_all_but_standard() {
    const FIRST: i32 = 3;
    #[cfg(target_os = "linux")]
    {
        // SAFETY: takes no pointer; nothing in this process has opened a descriptor yet.
        if unsafe { libc::syscall(libc::SYS_close_range, FIRST, u32::MAX, 0) } == 0 {
            return;
        }
    }
    let listed = std::fs::read_dir("/dev/fd").into_iter().flatten().flatten();
    let numbers: Vec<i32> = listed.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    for number in numbers.into_iter().filter(|number| *number >= FIRST) {
        // SAFETY: as above; the descriptor used to read the folder is already closed, and closing it again is refused.
        unsafe { libc::close(number) };
    }
}
