//! Whether the program was started without a standard output (`>&-`).
//!
//! It is in this module because it needs `unsafe`. Pitfall: before `main` the standard library opens `/dev/null` in
//! place of a missing standard stream. It then cannot be distinguished from a `/dev/null` that the caller chose: Python
//! and Node also pass one that is open for reading and writing. So the check is made even earlier, by a function that
//! the loader calls.

#[cfg(unix)]
mod at_start {
    use std::sync::atomic::{AtomicBool, Ordering};

    pub(super) static MISSING: AtomicBool = AtomicBool::new(false);

    /// Runs before `main`: it makes one system call, and touches nothing of the standard library that is not ready.
    extern "C" fn look() {
        let missing = rustix::io::fcntl_getfd(rustix::stdio::stdout()) == Err(rustix::io::Errno::BADF);
        MISSING.store(missing, Ordering::Relaxed);
    }

    #[used]
    #[allow(unsafe_code, reason = "a function that runs before `main` can be named in no other way")]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
    static LOOK: extern "C" fn() = look;
}

/// Whether standard output is missing.
#[cfg(unix)]
pub fn stdout_is_missing() -> bool {
    at_start::MISSING.load(std::sync::atomic::Ordering::Relaxed)
}

/// Whether standard output is missing: a handle of zero, or INVALID_HANDLE_VALUE. Writing to it would be reported as
/// done.
#[cfg(windows)]
pub fn stdout_is_missing() -> bool {
    use std::os::windows::io::AsRawHandle;

    let handle = std::io::stdout().as_raw_handle();
    handle.is_null() || handle.addr() == usize::MAX
}
