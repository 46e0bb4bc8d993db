//! The user's Windows certificate store (`MY`), read only. Its service copies certificates from tokens into the store
//! and never removes them, so programs continue to offer the old one.
//!
//! Pitfall: nothing is changed here; the user decides which certificate is used there.
#![allow(unsafe_code, reason = "foreign functions can be called in no other way; each block says why it is sound")]

use sha2::{Digest as _, Sha256};
use windows_sys::Win32::Security::Cryptography::{
    CERT_CONTEXT, CertCloseStore, CertEnumCertificatesInStore, CertOpenSystemStoreW,
};

use crate::domain::tlv::hex;

/// The maximum number of certificates to check.
const MOST: usize = 10_000;

/// SHA-256 of each certificate in the user's store; empty if it cannot be opened.
pub fn certificates() -> Vec<String> {
    let name: Vec<u16> = "MY\0".encode_utf16().collect();
    // SAFETY: the name ends with NUL and outlives the call; 0 asks for the default provider.
    let store = unsafe { CertOpenSystemStoreW(0, name.as_ptr()) };
    if store.is_null() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut last: *const CERT_CONTEXT = std::ptr::null();
    while found.len() < MOST {
        // SAFETY: the store is open; the context is null or the previous one, which this call frees.
        last = unsafe { CertEnumCertificatesInStore(store, last) };
        if last.is_null() {
            break;
        }
        // SAFETY: a context that is not null is valid until the next call.
        let context = unsafe { last.read() };
        let length = usize::try_from(context.cbCertEncoded).unwrap_or(0);
        if !context.pbCertEncoded.is_null() {
            // SAFETY: the context has this many bytes there, which live as long as it does.
            let der = unsafe { std::slice::from_raw_parts(context.pbCertEncoded, length) };
            found.push(hex(&Sha256::digest(der)));
        }
    }
    // SAFETY: the store is open and not used afterwards; a remaining context is released with it.
    unsafe { CertCloseStore(store, 0) };
    found
}
