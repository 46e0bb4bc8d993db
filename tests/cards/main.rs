//! Real cards in software behind pcscd and OpenSC. The tries are read from the card before and after every command, so
//! what is held is not what a module counts but what the card was given: exactly what was asked for, never one more.
//!
//! Pitfall: OpenSC stays silent after the first wrong try, so nothing here may be concluded from its flags.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod judge;
mod listings;
mod mute;
mod openpgp;
mod piv;
mod renewal;
