//! C_Finalize of a driver that was read to the end, while the caller already works on the results.
//!
//! Pitfall: the driver may still fail and print in this call, so a report waits for it before it is written.

use std::sync::mpsc;
use std::thread::{Builder, JoinHandle};

use super::Host;
use crate::domain::phrase::Phrase;

/// What a driver leaves behind when it is closed.
#[derive(Debug, Default)]
pub struct Closed {
    /// A fault that loses nothing.
    pub note: Option<Phrase>,
    /// All that the driver has printed, to its last word.
    pub log: String,
}

/// A driver that is being closed. Dropping it waits as well: no program may end in the middle of this call.
#[derive(Debug)]
pub struct Closing(Option<JoinHandle<Closed>>);

impl Closing {
    /// Begins to close a driver.
    ///
    /// # Errors
    /// There is no thread to be had: the driver was closed at once.
    pub(super) fn begin(host: Host) -> Result<Self, Closed> {
        let (sender, receiver) = mpsc::channel::<Host>();
        let work = move || receiver.recv().map(Host::close).unwrap_or_default();
        match Builder::new().name("closing".to_owned()).spawn(work) {
            Ok(thread) => {
                // The thread listens until it has a host.
                let _sent = sender.send(host);
                Ok(Self(Some(thread)))
            }
            Err(_) => Err(host.close()),
        }
    }

    /// Waits until the driver is closed.
    pub fn end(mut self) -> Closed {
        self.join()
    }

    fn join(&mut self) -> Closed {
        self.0.take().and_then(|thread| thread.join().ok()).unwrap_or_default()
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.join();
    }
}
