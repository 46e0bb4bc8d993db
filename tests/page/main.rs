//! Pages and metrics, checked with Chromium, axe-core, pdftotext and promtool. Their output is in `target/page/`.
//!
//! Pitfall: the inventories are edited copies of the demo's, so that no driver is needed and every problem occurs.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]

#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod browser;
#[cfg(unix)]
mod hostile;
#[cfg(unix)]
mod looks;
mod metrics;
mod nagios;
mod pictures;
mod size;
mod source;
#[cfg(unix)]
mod units;
