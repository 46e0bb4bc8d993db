//! A host stands alone: out of reach of the terminal's Ctrl-C, and with no handle of ours but its pipes.
//!
//! Pitfall: under Windows every inheritable handle of this process goes to every child, and whoever started this
//! program may have handed some on; a hung host would keep a script's pipe open after this program has ended.

use std::process::Command;

/// Prepares the start of a host. A host may be inside a PIN call when somebody presses Ctrl-C.
#[cfg(unix)]
pub(super) fn set(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// Prepares the start of a host. It has no console, so that neither Ctrl-C and Ctrl-Break nor the closing of the
/// window end it inside a PIN call.
#[cfg(windows)]
pub(super) fn set(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    use std::sync::Once;

    use windows_sys::Win32::System::Threading::{CREATE_NEW_PROCESS_GROUP, DETACHED_PROCESS};

    static OURS: Once = Once::new();
    OURS.call_once(keep_handles);
    command.creation_flags(CREATE_NEW_PROCESS_GROUP | DETACHED_PROCESS);
}

/// Marks what this process was given as not to be inherited. Only before its first child is started: the standard
/// library makes a child's pipes inheritable for a moment.
#[cfg(windows)]
#[allow(unsafe_code, reason = "the standard library does not say which handles were inherited")]
fn keep_handles() {
    use windows_sys::Win32::Foundation::{GetHandleInformation, HANDLE, HANDLE_FLAG_INHERIT, SetHandleInformation};
    use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetProcessHandleCount};

    /// Handles are small multiples of four; more than these no parent hands on.
    const HANDLES: usize = 4096;

    let mut open = 0;
    // SAFETY: the pseudo handle is always valid, and the count is written to a live variable.
    let told = unsafe { GetProcessHandleCount(GetCurrentProcess(), &raw mut open) } != 0;
    let mut seen = 0;
    for number in 1..HANDLES {
        let handle: HANDLE = std::ptr::without_provenance_mut(number * 4);
        let mut flags = 0;
        // SAFETY: a number that is no handle is refused, and the flags are written to a live variable.
        if unsafe { GetHandleInformation(handle, &raw mut flags) } == 0 {
            continue;
        }
        if flags & HANDLE_FLAG_INHERIT != 0 {
            // SAFETY: the handle is open; where the flag cannot be cleared, nothing is changed.
            unsafe { SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0) };
        }
        seen += 1;
        if told && seen >= open {
            break;
        }
    }
}
