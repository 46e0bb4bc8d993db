//! The parent's side: starts driver hosts, knows the call in flight in each lane, keeps its deadline, ends them.
//!
//! A lane is a slot, or the driver as a whole. Pitfall: a dead host may leave a child of the driver's own behind that
//! holds the pipes open; so nothing here waits for an end of file without a deadline.

mod act;
mod alone;
mod death;
pub mod interruption;
mod survey;

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use act::{ActEnd, Acted, Actor};
pub use death::Death;
pub use survey::{Access, DriverReading, Failure, Listener, SlotOutcome, SurveyEvent, Want, survey};

use super::protocol::{self, Open, OsText, Reply, Request, SUBCOMMAND};
use crate::domain::phrase::Phrase;

/// How much of what a driver writes to its standard error is kept.
const LOG: usize = 64 << 10;
/// How often an interruption is looked for.
const TICK: Duration = Duration::from_millis(50);
/// The longest wait for C_Finalize; nothing is lost when it fails.
const FINALIZE: Duration = Duration::from_secs(5);
/// The calls that can cost a try. They are given more time and are never interrupted.
const PIN_CALLS: [&str; 3] = ["C_Login", "C_InitPIN", "C_SetPIN"];

/// What is the same for every host of a run.
#[derive(Debug, Clone)]
pub struct Launcher {
    /// This very program.
    pub program: PathBuf,
    /// Variables that hosts must not inherit, because they hold secrets.
    pub hidden_variables: Vec<String>,
    /// Time for one reading call.
    pub timeout: Duration,
    /// Time for C_Login, C_InitPIN and C_SetPIN.
    pub pin_timeout: Duration,
    /// Set by Ctrl-C.
    pub interrupted: Arc<AtomicBool>,
}

/// As many hosts at once as the limit of open files allows, at most `most`.
pub fn processes_at_once(most: usize) -> usize {
    #[cfg(unix)]
    {
        let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(1024);
        usize::try_from(limit.saturating_sub(24) / 6).unwrap_or(usize::MAX).clamp(1, most.max(1))
    }
    #[cfg(not(unix))]
    {
        most
    }
}

/// One driver to be served.
#[derive(Debug, Clone)]
pub struct Target {
    /// Absolute path of the library.
    pub path: PathBuf,
    /// CK_C_INITIALIZE_ARGS.pReserved.
    pub init_args: Option<String>,
    /// Time for one reading call of this driver, where its config says so.
    pub timeout: Option<Duration>,
    /// Processes to spread its slots over.
    pub hosts: usize,
}

/// A call that was announced and is not known to have come back.
#[derive(Debug, Clone)]
pub struct Flight {
    /// The C_ function.
    pub call: String,
    /// The slot, or `None` for the driver as a whole.
    pub slot: Option<u64>,
    /// When it was announced.
    pub since: Instant,
}

/// Why a host serves no longer.
#[derive(Debug)]
pub enum Lost {
    /// A call overran its deadline: the flights that have used up at least half of theirs, the oldest first.
    Hung(Vec<Flight>),
    /// The process ended: how, and the calls in flight.
    Died(Death, Vec<Flight>),
    /// The process could not be started.
    NotStarted(io::Error),
    /// Ctrl-C outside a PIN call.
    Interrupted,
}

/// Whether a request was sent that leads to a PIN call: then Ctrl-C waits, because the call may be under way before
/// its announcement is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Committed {
    No,
    /// To one login: from its announcement on, the flight itself tells.
    UntilAnnounced,
    /// To a deed of several calls.
    UntilDone,
}

enum Event {
    Reply(Box<Reply>),
    End,
}

/// A running driver host. Dropping it ends the process.
pub struct Host {
    child: Child,
    input: Option<ChildStdin>,
    events: Receiver<Event>,
    flights: HashMap<Option<u64>, Flight>,
    log: Arc<Mutex<Vec<u8>>>,
    timeout: Duration,
    pin_timeout: Duration,
    interrupted: Arc<AtomicBool>,
    committed: Committed,
}

impl Host {
    /// Starts a host for a driver and asks it to open the driver; the answer comes by [`Host::hear`].
    pub fn start(launcher: &Launcher, target: &Target) -> Result<Self, Lost> {
        let mut command = Command::new(&launcher.program);
        command.arg(SUBCOMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in &launcher.hidden_variables {
            command.env_remove(name);
        }
        alone::set(&mut command);
        let mut child = command.spawn().map_err(Lost::NotStarted)?;
        let (sender, events) = mpsc::channel();
        if let Some(mut output) = child.stdout.take() {
            spawn("replies", move || listen(&mut output, &sender))?;
        }
        let log = Arc::new(Mutex::new(Vec::new()));
        if let Some(mut errors) = child.stderr.take() {
            let log = Arc::clone(&log);
            spawn("log", move || drain(&mut errors, &log))?;
        }
        let input = child.stdin.take();
        let mut host = Self {
            child,
            input,
            events,
            flights: HashMap::new(),
            log,
            timeout: target.timeout.unwrap_or(launcher.timeout),
            pin_timeout: launcher.pin_timeout,
            interrupted: Arc::clone(&launcher.interrupted),
            committed: Committed::No,
        };
        // Until the first announcement the start of the process itself is what is waited for.
        host.flights.insert(None, Flight { call: "load".to_owned(), slot: None, since: Instant::now() });
        host.send(&Request::Open(Open { path: OsText::from_path(&target.path), init_args: target.init_args.clone() }));
        Ok(host)
    }

    /// Sends a request. A host that does not listen any more is noticed by [`Host::hear`].
    pub fn send(&mut self, request: &Request) {
        self.committed = match request {
            Request::Act(_) => Committed::UntilDone,
            Request::Read(read) if read.login.is_some() => Committed::UntilAnnounced,
            Request::Read(_) | Request::Open(_) | Request::Close => Committed::No,
        };
        let failed = self.input.as_mut().is_none_or(|input| protocol::write_message(input, request).is_err());
        if failed {
            self.input = None;
        }
    }

    /// Sends a secret behind its request.
    pub fn send_secret(&mut self, secret: &[u8]) {
        let failed = self.input.as_mut().is_none_or(|input| protocol::write_secret(input, secret).is_err());
        if failed {
            self.input = None;
        }
    }

    /// The next reply that is no announcement.
    pub fn hear(&mut self) -> Result<Reply, Lost> {
        let mut over = false;
        loop {
            let now = Instant::now();
            if self.interrupted.load(Ordering::Relaxed) && !self.is_in_pin_call() {
                self.kill();
                return Err(Lost::Interrupted);
            }
            let deadline = self.flights.values().map(|flight| flight.since + self.allowance(flight)).min();
            let wait = deadline.map_or(TICK, |deadline| deadline.saturating_duration_since(now)).min(TICK);
            match self.events.recv_timeout(wait) {
                Ok(Event::Reply(reply)) => {
                    if let Some(reply) = self.note(*reply) {
                        return Ok(reply);
                    }
                }
                Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => {
                    let death = death::of(&mut self.child);
                    return Err(Lost::Died(death, self.sorted_flights()));
                }
                Err(RecvTimeoutError::Timeout) => {
                    // A process that the driver left behind may hold the pipe open; what was said has come by then.
                    if over && death::is_over(&mut self.child) {
                        return Err(Lost::Died(death::of(&mut self.child), self.sorted_flights()));
                    }
                    over = death::is_over(&mut self.child);
                    if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                        self.kill();
                        return Err(Lost::Hung(self.slow_flights()));
                    }
                }
            }
        }
    }

    /// Keeps account of what is in flight; hands on what is for others.
    fn note(&mut self, reply: Reply) -> Option<Reply> {
        match reply {
            Reply::Calling(call, slot) => {
                let flight = Flight { call, slot, since: Instant::now() };
                if flight.is_pin_call() && self.committed == Committed::UntilAnnounced {
                    self.committed = Committed::No;
                }
                self.flights.insert(slot, flight);
                return None;
            }
            Reply::SlotDone(ref done) => {
                self.flights.remove(&Some(done.slot));
            }
            Reply::Opened(_) | Reply::Unusable(_) | Reply::Closed(_) => {
                self.flights.remove(&None);
            }
            Reply::ReadDone | Reply::Acted(_) => {
                self.flights.clear();
                self.committed = Committed::No;
            }
            Reply::Called(ref call, _) => self.flights.retain(|_, flight| flight.call != *call),
            Reply::Slot(_) | Reply::Objects(..) => {}
        }
        Some(reply)
    }

    /// Whether a PIN call is under way, or may begin before it is heard of.
    fn is_in_pin_call(&self) -> bool {
        self.committed != Committed::No || self.flights.values().any(Flight::is_pin_call)
    }

    fn allowance(&self, flight: &Flight) -> Duration {
        match flight.call.as_str() {
            _ if flight.is_pin_call() => self.pin_timeout,
            "C_Finalize" => self.timeout.min(FINALIZE),
            call if protocol::ROW_CALLS.contains(&call) => self.timeout + protocol::QUIET,
            _ => self.timeout,
        }
    }

    fn sorted_flights(&self) -> Vec<Flight> {
        let mut flights: Vec<Flight> = self.flights.values().cloned().collect();
        flights.sort_by_key(|flight| (flight.since, flight.slot));
        flights
    }

    /// The flights that may be the cause of a hang. A driver with one lock for all slots lets innocent ones wait too.
    fn slow_flights(&self) -> Vec<Flight> {
        let now = Instant::now();
        let mut flights = self.sorted_flights();
        flights.retain(|flight| now.saturating_duration_since(flight.since) * 2 >= self.allowance(flight));
        flights
    }

    /// Asks for C_Finalize and waits for the end. The remark tells of a fault, by which nothing is lost.
    pub fn close(mut self) -> Option<Phrase> {
        self.send(&Request::Close);
        self.flights.insert(None, Flight { call: "C_Finalize".to_owned(), slot: None, since: Instant::now() });
        loop {
            match self.hear() {
                Ok(Reply::Closed(rv)) if rv.is_ok() => return None,
                Ok(Reply::Closed(rv)) => return Some(Phrase::new("driver-note-finalize").with("rv", rv.to_string())),
                Ok(_) => {}
                Err(Lost::Hung(_)) => return Some(Phrase::new("driver-note-finalize-hung")),
                Err(Lost::Died(death, _)) => {
                    return Some(Phrase::new("driver-note-finalize-ended").with("end", death.phrase()));
                }
                Err(Lost::Interrupted | Lost::NotStarted(_)) => return None,
            }
        }
    }

    /// What the driver wrote to its standard output and error so far, the last 64 KiB.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&self.log.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    fn kill(&mut self) {
        death::kill(&mut self.child);
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.input = None;
        self.kill();
    }
}

impl Flight {
    /// Whether this call can cost a try.
    pub fn is_pin_call(&self) -> bool {
        PIN_CALLS.contains(&self.call.as_str())
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Lost> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map(|_| ()).map_err(Lost::NotStarted)
}

/// Hands every reply on until the host ends or says nonsense, which counts as its end.
fn listen(output: &mut impl Read, events: &Sender<Event>) {
    let mut output = io::BufReader::with_capacity(64 << 10, output);
    while let Ok(Some(reply)) = protocol::read_message(&mut output) {
        if events.send(Event::Reply(Box::new(reply))).is_err() {
            return;
        }
    }
    // Nobody may be listening any more; then nobody needs to know.
    let _unheard = events.send(Event::End);
}

/// Reads without end, so that a talkative driver never blocks, and keeps the last 64 KiB.
fn drain(errors: &mut impl Read, log: &Mutex<Vec<u8>>) {
    let mut chunk = [0; 4096];
    while let Ok(count) = errors.read(&mut chunk) {
        if count == 0 {
            return;
        }
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend(chunk.iter().take(count));
        let excess = log.len().saturating_sub(LOG);
        log.drain(..excess);
    }
}
