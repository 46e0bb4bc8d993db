//! Office work from end to end: the demo tokens, a staff list, and every report and letter made from them.
//!
//! Pitfall: SoftHSM cannot lock a PIN, and none of its certificates expires in spring, so the saved inventory is edited
//! before use, as an inventory of another workstation would differ.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]

#[path = "../support/libreoffice.rs"]
mod libreoffice;
#[allow(dead_code, reason = "nobody logs in here")]
#[path = "../softhsm/mod.rs"]
mod softhsm;
#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod bodies;
mod by_unit;
mod cases;
mod config;
mod confirm;
mod desk;
mod diff;
mod letters;
mod lists;
mod merging;
mod month;
mod month_ends;
mod pick;
mod printed;
mod saved;
mod sorted;
mod staff;
mod worklist;
