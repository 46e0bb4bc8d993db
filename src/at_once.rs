//! Work on many parts at the same time, with results in the order of the parts.
//!
//! May import no other module. Pitfall: this thread works as well, so that a single part needs no other.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Does the work on each part, on at most this many threads.
pub(crate) fn at_once<A: Sync, B: Send>(parts: &[A], most: usize, work: impl Fn(&A) -> B + Sync) -> Vec<B> {
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<B>>> = parts.iter().map(|_| Mutex::new(None)).collect();
    let in_turn = || {
        while let Some((part, place)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            parts.get(at).zip(results.get(at))
        } {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(work(part));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..parts.len().min(most) {
            scope.spawn(in_turn);
        }
        in_turn();
    });
    results.into_iter().filter_map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// Does one piece of work on another thread and one on this, which saves memory.
pub(crate) fn side_by_side<A: Send, B>(there: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        (there.join().unwrap_or_else(|panic| resume_unwind(panic)), here)
    })
}
