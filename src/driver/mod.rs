//! Everything about PKCS#11. Foreign code runs in one child process per driver, never in ours.

mod children;
pub mod client;
pub mod discover;
pub mod header;
pub mod host;
pub mod opensc_conf;
pub mod pkcs11;
pub mod protocol;
pub mod rv;
#[cfg(windows)]
pub mod windows_store;
