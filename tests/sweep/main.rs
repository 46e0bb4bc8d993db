//! Sweeps: every call of every command fails in every way, and each run is compared with the healthy one.
//!
//! `cargo test` runs a sample of them; `./sweep.sh` sets `TOKENCTL_SWEEP=full` and runs all. Pitfall: a place is
//! function, slot, number of the call and number of the process; the hosts of one driver start one after another, so
//! these numbers are the same in every run.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(clippy::print_stdout, reason = "the number of cases is what a sweep tells")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]

#[path = "../support/mod.rs"]
mod support;

mod bench;
mod beside;
mod challenge;
mod delete;
mod import;
mod keys;
mod killed;
mod lists;
mod lost;
mod many;
mod office;
mod over;
mod swaps;
mod unlock;
mod values;
mod verdict;
mod written;

/// Whether to run everything.
fn full() -> bool {
    std::env::var("TOKENCTL_SWEEP").is_ok_and(|value| value == "full")
}
