//! PIN recovery: every safety rule with the exact number of C_Login, C_InitPIN and C_SetPIN calls, on the scripted
//! driver and on real software tokens.
//!
//! Pitfall: each command runs several processes of the driver (first reading, pair for the proof, act, state after,
//! proof, state after), so counts are taken over all of them, and before a judge runs.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]

#[path = "../support/mod.rs"]
mod support;

mod alphabet;
mod attacks;
mod bad_input;
mod challenge;
mod desk;
mod door;
mod journal;
mod kept;
mod moments;
mod odd;
mod real;
mod safety;
mod secrets;
mod states;
mod typed;
mod ways;
mod words;
