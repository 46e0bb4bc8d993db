//! By a count of current waits: while it is above zero, the console handler interrupts the main thread's reading with
//! CancelSynchronousIo (`driver::client::interruption`).
//!
//! Pitfall: the handler may run just before the read begins, so it retries as long as something waits.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::broken_off;

static WAITS: AtomicUsize = AtomicUsize::new(0);
static REQUESTED: AtomicBool = AtomicBool::new(false);

/// A termination request came.
pub fn request() {
    REQUESTED.store(true, Ordering::SeqCst);
}

/// Whether something waits.
pub fn is_waiting() -> bool {
    WAITS.load(Ordering::SeqCst) > 0
}

/// Runs something that waits; a termination request interrupts it.
pub fn broken_off_by_request<T>(wait: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    WAITS.fetch_add(1, Ordering::SeqCst);
    let requested = || REQUESTED.load(Ordering::SeqCst);
    let result = if requested() { Err(broken_off()) } else { wait() };
    WAITS.fetch_sub(1, Ordering::SeqCst);
    if requested() { Err(broken_off()) } else { result }
}

/// A file, pipe or device to read.
#[derive(Debug)]
pub struct Input(File);

impl Input {
    /// What the open file is.
    pub fn metadata(&self) -> io::Result<Metadata> {
        self.0.metadata()
    }

    /// Everything, up to this number of bytes.
    pub fn read_up_to(self, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = super::room(&self.0, limit);
        self.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Read for Input {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        broken_off_by_request(|| self.0.read(room))
    }
}

/// Opens for reading.
pub fn open(path: &Path) -> io::Result<Input> {
    Ok(Input(File::open(path)?))
}

/// Standard input itself, without the standard library's buffer, in which a secret would remain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdin;

impl Read for Stdin {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        use std::os::windows::io::AsHandle;
        // A closed standard input contains nothing.
        let Ok(own) = io::stdin().as_handle().try_clone_to_owned() else { return Ok(0) };
        let mut own = std::fs::File::from(own);
        broken_off_by_request(|| own.read(room))
    }
}
