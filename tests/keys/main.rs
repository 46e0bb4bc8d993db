//! Keys and requests on the scripted driver and on real software tokens, checked with openssl, pkcs11-tool and p11tool.
//!
//! Pitfall: each command runs several processes of the driver, so calls are counted over all of them, and before a
//! judge runs.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]

#[path = "../support/mod.rs"]
mod support;

mod counters;
mod csr;
mod desk;
mod generate;
mod init;
