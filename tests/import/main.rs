//! `cert import` and `cert delete`: what is written where, what is refused, and that nothing is lost on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]
#![allow(clippy::panic, clippy::indexing_slicing, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(clippy::needless_pass_by_value, reason = "scripts read better when they are given away")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]

#[path = "../support/mod.rs"]
mod support;

mod delete;
mod desk;
mod files;
mod lost;
mod order;
mod over;
mod pins;
mod real;
mod refusals;
