//! HTTP without TLS, for revocation lists, OCSP responses and issuers' certificates: the only module with a socket.
//!
//! May import `domain` and, for the stored files, `file`. Pitfall: addresses come from untrusted certificates;
//! additions must keep the limits on time, size and redirects, and the check of the address connected to.

mod address;
mod body;
mod cache;
mod error;
mod exchange;
mod proxy;
mod url;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

pub use cache::{Cache, Kept};
pub use error::HttpError;
pub use proxy::Proxy;

/// Maximum number of requests at the same time.
const WORKERS: usize = 16;
/// How often a termination signal is checked.
const LOOK: Duration = Duration::from_millis(50);

/// How to contact addresses.
#[derive(Debug, Clone)]
pub struct Client {
    /// The proxy, if there is one.
    pub proxy: Option<Proxy>,
    /// Whether private and loopback addresses may be contacted.
    pub allow_private: bool,
    /// The time for one whole exchange, including redirects and the second try.
    pub timeout: Duration,
}

/// One thing to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Where.
    pub url: String,
    /// The same without the query, for display.
    pub shown: String,
    /// An OCSP request to send; without one it is a GET.
    pub ocsp_request: Option<Vec<u8>>,
    /// The longest answer that is accepted.
    pub limit: usize,
    /// The Last-Modified of the copy at hand.
    pub modified_since: Option<String>,
}

/// The result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The content.
    Content(Kept),
    /// The copy at hand is current.
    NotModified,
}

/// The run was asked to end during the wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenOff;

impl Client {
    /// Fetches all of them in parallel, results in order. Each one ends in time; a termination signal takes effect at
    /// once.
    pub fn ask_all(
        &self,
        asks: Vec<Ask>,
        interrupted: &AtomicBool,
    ) -> Result<Vec<Result<Answer, HttpError>>, BrokenOff> {
        let count = asks.len();
        let next = Arc::new(AtomicUsize::new(0));
        let asks = Arc::new(asks);
        let (sender, receiver) = channel();
        for _ in 0..count.min(WORKERS) {
            let (client, asks, next, sender) = (self.clone(), Arc::clone(&asks), Arc::clone(&next), sender.clone());
            // Detached: one waiting for a name or a reader must not delay the end of the program.
            std::thread::spawn(move || {
                while let Some((place, ask)) = take(&asks, &next) {
                    if sender.send((place, client.ask(ask))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut answers = vec![Err(HttpError::TimedOut); count];
        loop {
            match receiver.recv_timeout(LOOK) {
                Ok((place, answer)) => {
                    if let Some(kept) = answers.get_mut(place) {
                        *kept = answer;
                    }
                }
                Err(RecvTimeoutError::Timeout) if interrupted.load(Ordering::Relaxed) => return Err(BrokenOff),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(answers),
            }
        }
    }

    /// One exchange, and a second try if the first was lost in transit.
    fn ask(&self, ask: &Ask) -> Result<Answer, HttpError> {
        let deadline = Instant::now() + self.timeout;
        match exchange::run(self, ask, deadline) {
            Err(fault) if fault.may_be_passing() => exchange::run(self, ask, deadline),
            answer => answer,
        }
    }
}

fn take<'a>(asks: &'a [Ask], next: &AtomicUsize) -> Option<(usize, &'a Ask)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    asks.get(place).map(|ask| (place, ask))
}
