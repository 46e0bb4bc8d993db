//! Decides which calls are reported to the parent, which enforces their deadlines.
//!
//! Every call is announced before it is made. The exception is a long series of the same reading call on the same slot:
//! the parent is notified once per [`QUIET`], because it would otherwise be woken for each object, and it gives such
//! calls that much more time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::driver::protocol::{QUIET, ROW_CALLS};

/// The last announcement of each slot.
#[derive(Default)]
pub(super) struct News(Mutex<HashMap<Option<u64>, (&'static str, Instant)>>);

impl News {
    /// Whether this call, about to be made now, is to be announced.
    pub(super) fn is(&self, call: &'static str, slot: Option<u64>, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let row = last.get(&slot).filter(|(before, _)| *before == call && ROW_CALLS.contains(&call));
        if row.is_some_and(|(_, since)| now.saturating_duration_since(*since) < QUIET) {
            return false;
        }
        last.insert(slot, (call, now));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_one_call_is_announced_now_and_then_and_everything_else_always() {
        let (news, start) = (News::default(), Instant::now());
        let attribute = |slot, at| news.is("C_GetAttributeValue", Some(slot), at);
        assert!(attribute(1, start), "the first of a row");
        assert!(!attribute(1, start + QUIET / 2), "the parent knows already");
        assert!(attribute(2, start + QUIET / 2), "another slot has a deadline of its own");
        assert!(attribute(1, start + QUIET), "a long row is still alive");
        assert!(!attribute(1, start + QUIET * 3 / 2), "and quiet again");
        assert!(news.is("C_FindObjectsInit", Some(1), start + QUIET * 3 / 2), "a new call");
        assert!(attribute(1, start + QUIET * 3 / 2), "a new row");
        for _ in 0..2 {
            assert!(news.is("C_Login", Some(1), start), "a PIN call is always told before it is made");
        }
    }
}
