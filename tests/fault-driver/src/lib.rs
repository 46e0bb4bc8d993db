//! A PKCS#11 module for tests: it answers from a script, counts every call, and misbehaves as the script says.
//! README.md describes the format. Never shipped, and not part of the product's workspace.
//!
//! Pitfall: what the script cannot change (exports, behaviour while loading) is a Cargo feature.

#![allow(non_snake_case, reason = "the functions bear the standard's names")]

mod call;
#[cfg_attr(feature = "no-challenge", allow(dead_code, reason = "compiled and not exported"))]
mod challenge;
mod driver;
mod fault;
mod forward;
mod gate;
mod general;
mod harm;
mod load;
mod names;
mod object;
mod pin;
mod script;
mod session;
mod sign;
mod spy;
mod state;
mod table;
mod value;

/// The symbols that callers look up.
#[cfg(not(feature = "no-function-list"))]
mod exports {
    use cryptoki_sys::{CK_FUNCTION_LIST, CK_RV};

    /// PKCS#11 3.1, section 5.4.4.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn C_GetFunctionList(target: *mut *mut CK_FUNCTION_LIST) -> CK_RV {
        // SAFETY: the caller's argument, checked there.
        unsafe { crate::table::C_GetFunctionList(target) }
    }
}

/// Added by PKCS#11 3.0.
#[cfg(not(any(feature = "no-function-list", feature = "no-interface")))]
mod interface;

/// Something to export, so that the file is a library, though not a PKCS#11 one.
#[cfg(feature = "no-function-list")]
#[unsafe(no_mangle)]
pub extern "C" fn fault_driver_is_not_pkcs11() -> usize {
    table::list() as usize + table::C_GetFunctionList as *const () as usize
}
