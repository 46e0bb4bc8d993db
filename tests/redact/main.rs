//! `--redact` shows no personal data: every command in every format over the demo tokens, a scripted driver, a staff
//! list, a config and a journal, searched for everything personal that the same runs show without it.
//!
//! Pitfall: a search without findings proves nothing by itself, so every personal text must be found in the runs
//! without `--redact`, and every command of the program must be run here.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]

#[path = "../verify/authority.rs"]
#[allow(dead_code, reason = "signed files need a part of it")]
mod authority;
#[path = "../verify/sign.rs"]
#[allow(dead_code, reason = "signed files need a part of it")]
mod sign;
#[path = "../softhsm/mod.rs"]
mod softhsm;
#[path = "../support/mod.rs"]
mod support;

mod needles;
mod refusals;
mod support_archive;
mod sweep;
mod world;
