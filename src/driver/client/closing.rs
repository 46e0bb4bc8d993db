//! C_Finalize of a driver that was read to the end, while the caller already works on the results.
//!
//! Pitfall: the driver may still fail and print in this call, so a report waits for it before it is written.

use std::fmt;

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

/// A driver that is being closed: its host works on that by itself, and its replies wait. Dropping it waits as well: no
/// program may end in the middle of this call.
pub struct Closing(Option<Box<Host>>);

impl Closing {
    /// Begins to close a driver.
    pub(super) fn begin(mut host: Host) -> Self {
        host.close_next();
        Self(Some(Box::new(host)))
    }

    /// Waits until the driver is closed.
    pub fn end(mut self) -> Closed {
        self.wait()
    }

    fn wait(&mut self) -> Closed {
        self.0.take().map(|host| host.close()).unwrap_or_default()
    }
}

impl fmt::Debug for Closing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Closing")
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.wait();
    }
}
