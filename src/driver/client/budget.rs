//! The limits of one driver in a run: how long it is waited for, and the bytes it sends.
//!
//! A driver can renew the deadline of a call by announcing the next call, but not this limit. Pitfall: the limit never
//! interrupts a PIN call in progress, but announcing such calls must not extend a driver's life without end either.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::driver::protocol::budget::{DRIVER, OBJECT};

/// The minimum for a driver unless the config says otherwise.
const TIME: Duration = Duration::from_secs(600);
/// The number of calls using their full time that are waited for.
const CALLS: u32 = 20;
/// More PIN calls than one operation has.
const PIN_CALLS: u32 = 4;

/// The time for a driver without its own setting in the config.
pub fn usual_time(timeout: Duration) -> Duration {
    TIME.max(timeout.saturating_mul(CALLS))
}

/// The remaining budget of one driver, shared by all its hosts.
#[derive(Debug)]
pub(super) struct Budget {
    until: Instant,
    /// Milliseconds spent waiting for a person.
    waited: AtomicU64,
    pin: Duration,
    bytes: AtomicU64,
}

impl Budget {
    /// Starts counting.
    pub(super) fn begin(total: Duration, pin_timeout: Duration) -> Self {
        let pin = pin_timeout.saturating_mul(PIN_CALLS);
        Self { until: Instant::now() + total, waited: AtomicU64::new(0), pin, bytes: AtomicU64::new(0) }
    }

    /// When it ends; later during a PIN call.
    pub(super) fn until(&self, in_pin_call: bool) -> Instant {
        let until = self.until + Duration::from_millis(self.waited.load(Ordering::Relaxed));
        if in_pin_call { until + self.pin } else { until }
    }

    /// Extends it by the time spent waiting for a person, not the driver.
    pub(super) fn allow(&self, waited: Duration) {
        let milliseconds = u64::try_from(waited.as_millis()).unwrap_or(0);
        self.waited.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Takes this many bytes; false if there are not enough left.
    pub(super) fn take(&self, bytes: u64) -> bool {
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        before.saturating_add(bytes) <= DRIVER + OBJECT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_in_which_a_person_is_waited_for_is_not_the_drivers() {
        let budget = Budget::begin(Duration::from_secs(600), Duration::from_secs(60));
        let (before, in_call) = (budget.until(false), budget.until(true));
        budget.allow(Duration::from_secs(1800));
        assert_eq!(budget.until(false), before + Duration::from_secs(1800), "half an hour at the telephone");
        assert_eq!(budget.until(true), in_call + Duration::from_secs(1800), "and in the call after it");
    }
}
