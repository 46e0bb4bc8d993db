//! The program as run by Windows, started by `check-windows.sh` under wine; the same tests run on real Windows.
//!
//! `TOKENCTL_WINDOWS_FIXTURES` names a folder with `softhsm2.dll`, `fault.dll`, the small modules of this folder, the
//! demo tokens and the program's output on Linux. Pitfall: one prefix, so one registry and one System32, is shared by
//! all tests; a test that writes there uses names that no other test looks for.

#![cfg(windows)]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::needless_pass_by_value, reason = "rules read better when they are given away")]
#![allow(clippy::unused_result_ok, reason = "what cannot be cleared away harms no other test")]

mod discovery;
mod faults;
mod loading;
mod pin;
mod renewal;
mod rig;
mod softhsm;
mod streams;
