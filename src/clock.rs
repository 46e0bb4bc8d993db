//! The current time, read once per run, so that `--at` applies everywhere and one report has one time.
#![allow(clippy::disallowed_methods, reason = "this is the one place that looks at the clock")]

use jiff::Timestamp;

use crate::domain::time::Moment;

/// The current time, to the second.
pub fn now() -> Moment {
    Moment::from(Timestamp::now())
}
