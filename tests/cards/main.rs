//! Real cards in software behind pcscd and OpenSC. The tries are read from the card before and after every command, so
//! the tests check not a driver's counters but what the card received: exactly the requested commands, never one more.
//!
//! Pitfall: OpenSC shows nothing after the first wrong try, so its flags are not evidence here.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]

#[path = "../support/mod.rs"]
mod support;

mod beyond;
mod configuration;
mod desk;
mod judge;
mod listings;
mod mute;
mod openpgp;
mod piv;
mod renewal;
