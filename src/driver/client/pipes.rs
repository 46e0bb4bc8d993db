//! The parent's ends of a host's pipes: replies into a short queue, the driver's output into a log.
//!
//! Pitfall: a driver may write to the reply pipe itself. Anything that cannot be a host's reply counts as the end of
//! the host. The queue is short, so that a flood waits in the pipe and not in this process's memory.

use std::io::{self, Read};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::scrub::Secrets;
use crate::driver::protocol::{Frame, Reply, read_frame};

/// How much of a driver's standard error output is kept.
const LOG: usize = 64 << 10;
/// The maximum number of waiting replies; each is bounded separately.
pub(super) const QUEUE: usize = 8;
/// No C_ function has a longer name.
const CALL_NAME: usize = 64;

/// What a host does.
pub(super) enum Event {
    /// A message, with its number of bytes.
    Reply(Box<Reply>, u64),
    /// There are no further messages.
    End,
}

/// Passes on every reply until the host ends or sends nonsense, which counts as its end.
pub(super) fn listen(output: &mut impl Read, events: &SyncSender<Event>) {
    let mut output = io::BufReader::with_capacity(64 << 10, output);
    while let Some((reply, bytes)) = next(&mut output) {
        if events.send(Event::Reply(Box::new(reply), bytes)).is_err() {
            return;
        }
    }
    // There may be no listener any more, and then it does not matter.
    let _unheard = events.send(Event::End);
}

fn next(output: &mut dyn Read) -> Option<(Reply, u64)> {
    let Ok(Some(Frame::Json(bytes))) = read_frame(output) else { return None };
    let reply = serde_json::from_slice(&bytes).ok()?;
    let is_name = |call: &str| call.len() <= CALL_NAME;
    match &reply {
        Reply::Calling(call, _) | Reply::Called(call, _) if !is_name(call) => None,
        _ => Some((reply, u64::try_from(bytes.len()).unwrap_or(u64::MAX))),
    }
}

/// What a driver wrote to its standard output and error: the last 64 KiB.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<(Mutex<Kept>, Condvar)>);

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    /// Whether something before them was dropped.
    cut: bool,
    /// Whether nothing more can come.
    ended: bool,
}

impl Log {
    /// Reads to the end, so that a driver with much output never blocks.
    pub(super) fn drain(&self, errors: &mut impl Read) {
        let mut chunk = [0; 4096];
        while let Ok(count @ 1..) = errors.read(&mut chunk) {
            let mut kept = self.kept();
            kept.bytes.extend(chunk.iter().take(count));
            let excess = kept.bytes.len().saturating_sub(LOG);
            kept.cut |= excess > 0;
            kept.bytes.drain(..excess);
        }
        self.kept().ended = true;
        self.0.1.notify_all();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text so far, without any secret of this run.
    pub(super) fn text(&self, secrets: &Secrets) -> String {
        let kept = self.kept();
        secrets.scrub(&kept.bytes, kept.cut)
    }

    /// The whole text of an ended host: its last output may still be arriving, and says most about why it ended.
    /// Anything holding the pipe open longer than this is not waited for.
    pub(super) fn whole(&self, secrets: &Secrets, patience: Duration) -> String {
        let waited = self.0.1.wait_timeout_while(self.kept(), patience, |kept| !kept.ended);
        let (kept, _timed_out) = waited.unwrap_or_else(PoisonError::into_inner);
        secrets.scrub(&kept.bytes, kept.cut)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn the_last_words_of_a_host_that_is_gone_are_waited_for() {
        let (log, secrets) = (Log::default(), Secrets::default());
        let (mut errors, mut driver) = io::pipe().expect("a pipe");
        let whole = std::thread::scope(|scope| {
            let asked = scope.spawn(|| log.whole(&secrets, Duration::from_secs(60)));
            scope.spawn(|| log.drain(&mut errors));
            driver.write_all(b"no reader service\n").expect("it is read");
            drop(driver);
            asked.join().expect("the text")
        });
        assert_eq!(whole, "no reader service\n");
    }

    #[test]
    fn what_holds_the_pipe_open_is_not_waited_for() {
        let log = Log::default();
        assert_eq!(log.whole(&Secrets::default(), Duration::ZERO), "", "nothing came, and nothing says that it ended");
    }
}
