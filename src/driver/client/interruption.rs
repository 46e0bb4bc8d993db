//! Ctrl-C and the system's termination signals: a flag, checked between calls and never during a PIN call. It also ends
//! every wait (`waiting`), which would otherwise continue until there is input.
//!
//! Pitfall: it is installed before anything is read, including the config file, which may be a FIFO.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

/// The flag, set from the first request to end. Installing it twice is harmless.
pub fn flag() -> Arc<AtomicBool> {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    Arc::clone(FLAG.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        install(&flag);
        flag
    }))
}

#[cfg(unix)]
fn install(flag: &Arc<AtomicBool>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let signals = [SIGHUP, SIGINT, SIGTERM];
    for signal in signals {
        // If it cannot be installed, the system's default applies.
        let _unavailable = signal_hook::flag::register(signal, Arc::clone(flag));
    }
    if let Ok(request) = request(flag, &signals) {
        crate::waiting::end_with(request);
    }
}

/// Becomes readable with the first of these signals, or at once if the flag is set: otherwise every wait would miss a
/// signal that came after the flag was installed and before this was.
#[cfg(unix)]
fn request(flag: &AtomicBool, signals: &[i32]) -> std::io::Result<std::os::fd::OwnedFd> {
    use std::io::Write as _;
    use std::sync::atomic::Ordering;

    // Neither end is inherited by a host; macOS has no single call for that, but the standard library handles it.
    let (request, mut told) = std::io::pipe()?;
    for &signal in signals {
        // After the flag, so that it is set when the wait ends.
        signal_hook::low_level::pipe::register(signal, told.try_clone()?)?;
    }
    if flag.load(Ordering::SeqCst) {
        told.write_all(b"X")?;
    }
    Ok(request.into())
}

#[cfg(windows)]
#[allow(unsafe_code, reason = "a console handler can be set in no other way")]
fn install(flag: &Arc<AtomicBool>) {
    use std::sync::atomic::Ordering;

    use windows_sys::Win32::Foundation::HANDLE;
    use windows_sys::Win32::System::Console::{CTRL_CLOSE_EVENT, SetConsoleCtrlHandler};
    use windows_sys::Win32::System::IO::CancelSynchronousIo;
    use windows_sys::Win32::System::Threading::{GetCurrentThreadId, OpenThread, THREAD_TERMINATE};
    use windows_sys::core::BOOL;

    use crate::waiting;

    static SHARED: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    /// The thread that reads and prompts, as a number, because a handle may not be shared between threads.
    static MAIN: OnceLock<usize> = OnceLock::new();

    unsafe extern "system" fn on_control(kind: u32) -> BOOL {
        if let Some(flag) = SHARED.get() {
            flag.store(true, Ordering::Relaxed);
        }
        waiting::request();
        while let Some(main) = MAIN.get().filter(|_| waiting::is_waiting()) {
            // SAFETY: the handle belongs to this process and is never closed; if nothing is being read, nothing happens.
            unsafe { CancelSynchronousIo(*main as HANDLE) };
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        // The window closes, or the session ends: when this returns, the system ends the process at once. In the
        // seconds that it allows, the run may still report how its PIN call ended.
        if kind >= CTRL_CLOSE_EVENT {
            std::thread::sleep(std::time::Duration::from_secs(60));
        }
        1
    }

    let _first = SHARED.set(Arc::clone(flag));
    // SAFETY: two calls without pointers; a handle of zero means there is none.
    let main = unsafe { OpenThread(THREAD_TERMINATE, 0, GetCurrentThreadId()) };
    if !main.is_null() {
        let _first = MAIN.set(main as usize);
    }
    // SAFETY: the handler only stores into an atomic that lives as long as the process.
    unsafe { SetConsoleCtrlHandler(Some(on_control), 1) };
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::fd::OwnedFd;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use signal_hook::consts::SIGUSR2;
    use signal_hook::low_level::raise;

    use super::*;

    /// Whether a wait for the request ends.
    fn ends(request: &OwnedFd) -> bool {
        let mut places = [PollFd::new(request, PollFlags::IN)];
        matches!(poll(&mut places, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })), Ok(1))
    }

    #[test]
    fn a_signal_that_came_before_the_waits_knew_of_it_ends_them_too() {
        assert!(ends(&request(&AtomicBool::new(true), &[SIGUSR2]).expect("a pipe")));
    }

    #[test]
    fn a_wait_ends_with_a_signal_and_not_without() {
        let request = request(&AtomicBool::new(false), &[SIGUSR2]).expect("a pipe");
        assert!(!ends(&request));
        raise(SIGUSR2).expect("the signal");
        assert!(ends(&request));
    }
}
