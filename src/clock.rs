//! The present moment, read once a run, so that `--at` rules and one report has one time.
#![allow(clippy::disallowed_methods, reason = "this is the one place that looks at the clock")]

use jiff::Timestamp;

use crate::domain::time::Moment;

/// The present moment, to the second.
pub fn now() -> Moment {
    Moment::from(Timestamp::now())
}
