//! The real module behind this one, if the script names one.
//!
//! Pitfall: it is never unloaded, since real modules crash when unloaded.

use std::path::Path;

use cryptoki_sys::{CK_C_GetFunctionList, CK_FUNCTION_LIST, CKR_OK};
use libloading::Library;

pub struct Forward {
    list: *const CK_FUNCTION_LIST,
}

// SAFETY: the list is read-only, and thread safety of what it points to is the real module's promise.
unsafe impl Send for Forward {}
// SAFETY: as above.
unsafe impl Sync for Forward {}

impl Forward {
    pub fn open(path: &Path) -> Result<Self, String> {
        let failed = |error: &dyn std::fmt::Display| format!("forward {}: {error}", path.display());
        // SAFETY: loading runs the module's constructors, which the test asks for.
        let library = unsafe { Library::new(path) }.map_err(|error| failed(&error))?;
        // SAFETY: the type is the standard's for this name.
        let get = unsafe { library.get::<CK_C_GetFunctionList>(b"C_GetFunctionList\0") }
            .map_err(|error| failed(&error))?
            .ok_or_else(|| failed(&"C_GetFunctionList is NULL"))?;
        let mut list = std::ptr::null_mut();
        // SAFETY: called as specified by PKCS#11 3.1, section 5.4.4.
        let code = unsafe { get(&raw mut list) };
        if code != CKR_OK || list.is_null() {
            return Err(failed(&format!("C_GetFunctionList says {code:#x}")));
        }
        std::mem::forget(library);
        Ok(Self { list })
    }

    pub fn list(&self) -> &CK_FUNCTION_LIST {
        // SAFETY: not null, and it lives as long as the module, which is never unloaded.
        unsafe { &*self.list }
    }
}
