//! C_GetInterface and C_GetInterfaceList: one interface, "PKCS 11" 2.40.
//!
//! Pitfall: with the feature `interface-fails` both return CKR_FUNCTION_FAILED, as some modules in the field do.

use std::ffi::CStr;

use cryptoki_sys as c;
use cryptoki_sys::{CK_FLAGS, CK_INTERFACE, CK_RV, CK_ULONG, CK_UTF8CHAR, CK_VERSION};

use crate::call::{Answer, Target, serve};
use crate::table;

const NAME: &CStr = c"PKCS 11";

struct Shared(CK_INTERFACE);

// SAFETY: both pointers lead to data that is never changed or freed.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

fn interface() -> *mut CK_INTERFACE {
    static INTERFACE: std::sync::OnceLock<Shared> = std::sync::OnceLock::new();
    let shared = INTERFACE.get_or_init(|| {
        Shared(CK_INTERFACE {
            pInterfaceName: NAME.as_ptr().cast_mut().cast(),
            pFunctionList: table::list().cast(),
            flags: 0,
        })
    });
    (&raw const shared.0).cast_mut()
}

/// PKCS#11 3.1, section 5.4.6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetInterface(
    name: *mut CK_UTF8CHAR,
    version: *mut CK_VERSION,
    target: *mut *mut CK_INTERFACE,
    flags: CK_FLAGS,
) -> CK_RV {
    let answer = || {
        if cfg!(feature = "interface-fails") {
            return Err(c::CKR_FUNCTION_FAILED);
        }
        // SAFETY: null or the caller's C string.
        let named = name.is_null() || unsafe { CStr::from_ptr(name.cast()) } == NAME;
        // SAFETY: null or the caller's structure.
        let version = (!version.is_null()).then(|| unsafe { version.read_unaligned() });
        let ours = version.is_none_or(|version| (version.major, version.minor) == (2, 40));
        if !named || !ours || flags != 0 || target.is_null() {
            return Err(c::CKR_ARGUMENTS_BAD);
        }
        // SAFETY: the caller's place for a pointer, not null.
        unsafe { target.write_unaligned(interface()) };
        Ok(())
    };
    answer_here("C_GetInterface", answer)
}

/// PKCS#11 3.1, section 5.4.5.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetInterfaceList(list: *mut CK_INTERFACE, count: *mut CK_ULONG) -> CK_RV {
    let answer = || {
        if cfg!(feature = "interface-fails") {
            return Err(c::CKR_FUNCTION_FAILED);
        }
        if count.is_null() {
            return Err(c::CKR_ARGUMENTS_BAD);
        }
        // SAFETY: the caller's number, not null.
        let room = unsafe { count.read_unaligned() };
        // SAFETY: as above.
        unsafe { count.write_unaligned(1) };
        if list.is_null() {
            return Ok(());
        }
        if room < 1 {
            return Err(c::CKR_BUFFER_TOO_SMALL);
        }
        // SAFETY: the caller has room for one, and the interface lives for ever.
        unsafe { list.copy_from_nonoverlapping(interface(), 1) };
        Ok(())
    };
    answer_here("C_GetInterfaceList", answer)
}

/// Counted like every call, but never forwarded: the caller must use this module's own list.
fn answer_here(name: &'static str, answer: impl Fn() -> Answer) -> CK_RV {
    serve(name, &Target::library(), |_| answer().err().unwrap_or(c::CKR_OK), |_| answer())
}
