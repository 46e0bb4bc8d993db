//! Ctrl-C and the system's requests to end: a flag, looked at between calls and never inside a PIN call.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

/// The flag, set from the first request to end. Installing twice is harmless.
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
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        // Where it cannot be installed, the system's own way to end stays.
        let _unavailable = signal_hook::flag::register(signal, Arc::clone(flag));
    }
}

#[cfg(windows)]
#[allow(unsafe_code, reason = "a console handler can be set in no other way")]
fn install(flag: &Arc<AtomicBool>) {
    use std::sync::atomic::Ordering;

    use windows_sys::Win32::System::Console::{CTRL_CLOSE_EVENT, SetConsoleCtrlHandler};
    use windows_sys::core::BOOL;

    static SHARED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

    unsafe extern "system" fn on_control(kind: u32) -> BOOL {
        if let Some(flag) = SHARED.get() {
            flag.store(true, Ordering::Relaxed);
        }
        // The window closes, or the session ends: when this returns, the system ends the process at once. Within
        // the seconds that it grants, the run may still say how its PIN call ended.
        if kind >= CTRL_CLOSE_EVENT {
            std::thread::sleep(std::time::Duration::from_secs(60));
        }
        1
    }

    let _first = SHARED.set(Arc::clone(flag));
    // SAFETY: the handler only stores into an atomic that lives as long as the process.
    unsafe { SetConsoleCtrlHandler(Some(on_control), 1) };
}
