//! What happens around loading: the module's own path, and the variants that misbehave before any call.
//!
//! Pitfall: constructors run before Rust's runtime has threads or handles; they do as little as possible.

use std::path::PathBuf;

/// The file this module was loaded from.
#[cfg(unix)]
pub fn own_path() -> Option<PathBuf> {
    use std::ffi::{CStr, OsStr};
    use std::os::unix::ffi::OsStrExt;

    let mut information = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: the address is a function of this library, and the structure is ours.
    let found = unsafe { libc::dladdr(own_path as *const libc::c_void, information.as_mut_ptr()) };
    if found == 0 {
        return None;
    }
    // SAFETY: dladdr succeeded; the name is a C string that lives as long as the library.
    let name = unsafe {
        let information = information.assume_init();
        if information.dli_fname.is_null() {
            return None;
        }
        CStr::from_ptr(information.dli_fname)
    };
    Some(PathBuf::from(OsStr::from_bytes(name.to_bytes())))
}

/// The file this module was loaded from.
#[cfg(windows)]
pub fn own_path() -> Option<PathBuf> {
    use std::ffi::{OsString, c_void};
    use std::os::windows::ffi::OsStringExt;

    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
        fn GetModuleFileNameW(module: *mut c_void, name: *mut u16, size: u32) -> u32;
    }
    const FROM_ADDRESS_UNCHANGED_COUNT: u32 = 4 | 2;
    let mut module = std::ptr::null_mut();
    let mut name = [0_u16; 2048];
    // SAFETY: the address is a function of this library; both buffers are ours and their sizes are given.
    let length = unsafe {
        if GetModuleHandleExW(FROM_ADDRESS_UNCHANGED_COUNT, own_path as *const c_void, &raw mut module) == 0 {
            return None;
        }
        GetModuleFileNameW(module, name.as_mut_ptr(), 2048)
    };
    name.get(..length as usize).filter(|name| !name.is_empty()).map(|name| OsString::from_wide(name).into())
}

/// Ends the process at once, without handlers or destructors.
pub fn exit_now(status: i32) -> ! {
    #[cfg(unix)]
    // SAFETY: takes no pointer and does not return.
    unsafe {
        libc::_exit(status)
    }
    #[cfg(windows)]
    {
        unsafe extern "system" {
            fn GetCurrentProcess() -> *mut std::ffi::c_void;
            fn TerminateProcess(process: *mut std::ffi::c_void, status: u32) -> i32;
        }
        // SAFETY: the pseudo handle of this process is always valid.
        unsafe { TerminateProcess(GetCurrentProcess(), status.cast_unsigned()) };
        loop {
            std::thread::park();
        }
    }
}

#[cfg(any(feature = "prints-on-load", feature = "exits-on-load", feature = "hangs-on-load"))]
extern "C" fn while_loading() {
    use std::io::Write;

    if cfg!(feature = "prints-on-load") {
        for line in ["fault driver: loaded\n", "{\"not\":\"a report\"}\n"] {
            std::io::stdout().write_all(line.as_bytes()).ok();
            std::io::stderr().write_all(line.as_bytes()).ok();
        }
        std::io::stdout().flush().ok();
    }
    if cfg!(feature = "exits-on-load") {
        exit_now(3);
    }
    if cfg!(feature = "hangs-on-load") {
        loop {
            std::thread::sleep(std::time::Duration::from_secs(3600));
        }
    }
}

#[cfg(any(feature = "prints-on-load", feature = "exits-on-load", feature = "hangs-on-load"))]
#[used]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(all(unix, not(target_os = "macos")), unsafe(link_section = ".init_array"))]
#[cfg_attr(windows, unsafe(link_section = ".CRT$XCU"))]
static CONSTRUCTOR: extern "C" fn() = while_loading;
