//! The parent's side: starts driver hosts, knows the call in progress in each lane, enforces its deadline, ends the
//! hosts.
//!
//! A lane is a slot, or the driver as a whole. Pitfall: a dead host may leave behind a child of the driver that holds
//! the pipes open, so nothing here waits for an end of file without a deadline.

mod act;
mod alone;
mod budget;
mod closing;
#[cfg(target_os = "linux")]
mod copy;
mod death;
mod early;
pub mod interruption;
mod pipes;
mod readers;
mod scrub;
pub mod streams;
mod survey;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::process::ChildStdin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use alone::Alone;
use budget::Budget;
use pipes::{Event, Log};

pub use act::{ActEnd, Acted, Actor};
pub use budget::usual_time;
pub use closing::{Closed, Closing};
pub use death::Death;
pub use early::{Early, Started};
pub use readers::readers;
pub use scrub::Secrets;
pub use survey::{DriverReading, Listener, SlotOutcome, SurveyEvent, Want, survey};

use super::protocol::budget::{OBJECT, SLOT};
use super::protocol::{self, Confine, Confinement, Object, Open, OsText, Reply, Request};
use crate::domain::phrase::Phrase;

/// How often interruption is checked.
const TICK: Duration = Duration::from_millis(50);
/// For how many ticks to wait for the pipe of a host that has ended if the pipe does not close, because something the
/// driver left behind holds it open. On a busy machine the reading thread lags, and what it has not read yet shows in
/// which call the host ended.
const SILENT_TICKS: u32 = 20;
/// How long the last output of an ended host may take to arrive.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// The longest wait for C_Finalize; nothing is lost if it fails.
const FINALIZE: Duration = Duration::from_secs(5);
/// The calls that can use up a try.
const PIN_CALLS: [&str; 5] = ["C_Login", "C_InitPIN", "C_SetPIN", "C_InitToken", "ETC_UnlockComplete"];
/// The calls that write or delete.
const WRITING_CALLS: [&str; 3] = ["C_CreateObject", "C_DestroyObject", "C_GenerateKeyPair"];
/// No genuine host has this many calls in progress; a process that announces more is forging announcements.
const FLIGHTS: usize = 1024;

/// The settings shared by every host of a run.
#[derive(Debug, Clone)]
pub struct Launcher {
    /// This program itself.
    pub program: PathBuf,
    /// Variables that hosts must not inherit, because they hold secrets.
    pub hidden_variables: Vec<String>,
    /// Time for one reading call.
    pub timeout: Duration,
    /// Time for C_Login, C_InitPIN and C_SetPIN.
    pub pin_timeout: Duration,
    /// Set by Ctrl-C.
    pub interrupted: Arc<AtomicBool>,
    /// Secrets sent to drivers in this run, which must not be shown.
    pub secrets: Secrets,
}

/// The number of hosts at the same time that the limit of open files allows, at most `most`.
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

/// A driver to serve.
#[derive(Debug, Clone)]
pub struct Target {
    /// Absolute path of the library.
    pub path: PathBuf,
    /// The program that serves it, if not this one: the 32-bit build, for a 32-bit driver.
    pub program: Option<PathBuf>,
    /// CK_C_INITIALIZE_ARGS.pReserved.
    pub init_args: Option<String>,
    /// Time for one reading call of this driver, if its config sets it.
    pub timeout: Option<Duration>,
    /// Processes to spread its slots over.
    pub hosts: usize,
    /// Time for all its calls in one reading.
    pub total: Duration,
    /// Whether to confine it, and to which folders.
    pub confine: Option<Confine>,
    /// Variables that its hosts get in addition to those of this process, with the files they name.
    pub variables: Vec<(&'static str, PathBuf)>,
}

/// A call that was announced and is not known to have returned.
#[derive(Debug, Clone)]
pub struct Flight {
    /// The C_ function.
    pub call: String,
    /// The slot, or `None` for the driver as a whole.
    pub slot: Option<u64>,
    /// When it was announced.
    pub since: Instant,
}

/// Why a host is no longer usable.
#[derive(Debug)]
pub enum Lost {
    /// A call overran its deadline: the flights that have used at least half of theirs, oldest first.
    Hung(Vec<Flight>),
    /// The process ended: how, and the calls in progress.
    Died(Death, Vec<Flight>),
    /// The driver has used up its time, whatever it announces: the calls in progress.
    OutOfTime(Vec<Flight>),
    /// It sends more than the limit, for this slot or in total; with the calls in progress.
    TooMuch(Option<u64>, Vec<Flight>),
    /// The process could not be started.
    NotStarted(io::Error),
    /// Ctrl-C outside a PIN call.
    Interrupted,
}

/// Whether a request was sent that leads to a PIN call, which may be in progress before its announcement is read: then
/// Ctrl-C asks the host not to make any, and the host says whether that came in time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Committed {
    No,
    /// To a login, followed only by reading.
    UntilLogin,
    /// To an operation of several calls.
    UntilDone,
}

/// A running driver host. Dropping it ends the process.
pub struct Host {
    process: Alone,
    input: Option<ChildStdin>,
    events: Receiver<Event>,
    flights: HashMap<Option<u64>, Flight>,
    log: Log,
    secrets: Secrets,
    budget: Arc<Budget>,
    /// The bytes of each slot's objects so far.
    taken: HashMap<u64, u64>,
    timeout: Duration,
    pin_timeout: Duration,
    interrupted: Arc<AtomicBool>,
    committed: Committed,
    /// The PIN call that its request leads to.
    awaited: &'static str,
    /// The part of the requested confinement in force.
    confined: Option<Confinement>,
    /// Whether the host was asked to make no PIN call.
    cancelled: bool,
    /// Whether it was asked to close the driver after everything else.
    closing: bool,
    /// Whether its process has ended.
    gone: bool,
    /// How it ended, if seen before the end of its pipe.
    death: Option<Death>,
}

impl Host {
    /// Starts a host for a driver and asks it to open it; the answer comes through [`Host::hear`].
    fn open(launcher: &Launcher, target: &Target, budget: &Arc<Budget>) -> Result<Self, Lost> {
        let open = Open {
            path: OsText::from_path(&target.path),
            version: protocol::VERSION.to_owned(),
            init_args: target.init_args.clone(),
            confine: target.confine.clone(),
            pin_timeout: u64::try_from(launcher.pin_timeout.as_millis()).unwrap_or(u64::MAX),
        };
        Self::start(launcher, target, budget, &Request::Open(open))
    }

    /// Starts a host with its first request.
    fn start(launcher: &Launcher, target: &Target, budget: &Arc<Budget>, first: &Request) -> Result<Self, Lost> {
        let program = target.program.as_ref().unwrap_or(&launcher.program);
        let mut process = if let Some(process) = early::take(launcher, target, program) {
            process
        } else {
            let mut command = early::command(program);
            for name in &launcher.hidden_variables {
                command.env_remove(name);
            }
            command.envs(target.variables.iter().map(|(name, path)| (name, path)));
            Alone::start(&mut command).map_err(Lost::NotStarted)?
        };
        let (sender, events) = mpsc::sync_channel(pipes::QUEUE);
        let (input, output, errors) = match process.pipes() {
            Some(pipes) => (Some(pipes.input), Some(pipes.output), Some(pipes.errors)),
            None => (None, None, None),
        };
        let mut host = Self {
            process,
            input,
            events,
            flights: HashMap::new(),
            log: Log::default(),
            secrets: launcher.secrets.clone(),
            budget: Arc::clone(budget),
            taken: HashMap::new(),
            timeout: target.timeout.unwrap_or(launcher.timeout),
            pin_timeout: launcher.pin_timeout,
            interrupted: Arc::clone(&launcher.interrupted),
            committed: Committed::No,
            awaited: PIN_CALLS[0],
            confined: None,
            cancelled: false,
            closing: false,
            gone: false,
            death: None,
        };
        if let Some(mut output) = output {
            spawn("replies", move || pipes::listen(&mut output, &sender))?;
        }
        if let Some(mut errors) = errors {
            let log = host.log.clone();
            spawn("log", move || log.drain(&mut errors))?;
        }
        // Until the first announcement, the start of the process itself is the call waited for.
        host.flights.insert(None, Flight { call: "load".to_owned(), slot: None, since: Instant::now() });
        host.send(first);
        Ok(host)
    }

    /// Sends a request. [`Host::hear`] notices a host that no longer listens.
    pub fn send(&mut self, request: &Request) {
        self.committed = match request {
            Request::Act(act) if matches!(act.deed, protocol::Deed::Read(_)) => Committed::UntilLogin,
            Request::Act(act)
                if matches!(
                    act.deed,
                    protocol::Deed::Look | protocol::Deed::Sign(_) | protocol::Deed::Challenge | protocol::Deed::Leave
                ) =>
            {
                Committed::No
            }
            Request::Act(_) => Committed::UntilDone,
            Request::Read(_) | Request::Open(_) | Request::Readers | Request::Close => Committed::No,
            Request::Cancel => self.committed,
        };
        self.awaited = match request {
            Request::Act(act) => awaited(&act.deed),
            _ => self.awaited,
        };
        let failed = self.input.as_mut().is_none_or(|input| protocol::write_message(input, request).is_err());
        if failed {
            self.input = None;
        }
    }

    /// Sends a secret after its request.
    pub fn send_secret(&mut self, secret: &[u8]) {
        self.secrets.remember(secret);
        let failed = self.input.as_mut().is_none_or(|input| protocol::write_secret(input, secret).is_err());
        if failed {
            self.input = None;
        }
    }

    /// The next reply that is not an announcement.
    pub fn hear(&mut self) -> Result<Reply, Lost> {
        let mut silent = 0;
        loop {
            let now = Instant::now();
            if self.interrupted.load(Ordering::Relaxed) {
                if !self.is_in_lasting_call() {
                    self.kill();
                    return Err(Lost::Interrupted);
                }
                if !self.cancelled {
                    self.cancelled = true;
                    self.send(&Request::Cancel);
                }
            }
            let over_all = self.budget.until(self.is_in_lasting_call());
            if over_all <= now {
                let flights = self.doubtful_flights();
                self.kill();
                return Err(Lost::OutOfTime(flights));
            }
            let deadline = self.flights.values().map(|flight| flight.since + self.allowance(flight)).min();
            let wait = deadline.map_or(over_all, |deadline| deadline.min(over_all)).saturating_duration_since(now);
            match self.events.recv_timeout(wait.min(TICK)) {
                Ok(Event::Reply(reply, bytes)) => {
                    // Only as an answer: a driver may write this frame during its own PIN call.
                    if self.cancelled && *reply == Reply::Cancelled {
                        return Err(self.end_cancelled());
                    }
                    if let Err(slot) = self.charge(&reply, bytes) {
                        let flights = self.doubtful_flights();
                        self.kill();
                        return Err(Lost::TooMuch(slot, flights));
                    }
                    if let Some(reply) = self.note(*reply) {
                        return Ok(reply);
                    }
                }
                Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.died());
                }
                Err(RecvTimeoutError::Timeout) => {
                    // Leftovers of the driver may hold the pipe open; they are ended too, so that the pipe closes.
                    if self.death.is_none() && self.process.is_over() {
                        self.death = Some(death::of(&mut self.process));
                    }
                    if self.death.is_some() {
                        silent += 1;
                        if silent > SILENT_TICKS {
                            return Err(self.died());
                        }
                    }
                    if self.death.is_none() && deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                        self.kill();
                        return Err(Lost::Hung(self.slow_flights()));
                    }
                }
            }
        }
    }

    /// Charges a reply to the budgets, or says for which slot it is too much. An announcement is only kept as a flight,
    /// of which there are few.
    fn charge(&mut self, reply: &Reply, bytes: u64) -> Result<(), Option<u64>> {
        let bytes = match reply {
            Reply::Calling(_, slot) => {
                let one_more = self.flights.len() >= FLIGHTS && !self.flights.contains_key(slot);
                return if one_more { Err(None) } else { Ok(()) };
            }
            Reply::Objects(slot, objects) => {
                let size = objects.iter().map(Object::size).fold(0, u64::saturating_add);
                let taken = self.taken.entry(*slot).or_default();
                *taken = taken.saturating_add(size);
                if *taken > SLOT + OBJECT {
                    return Err(Some(*slot));
                }
                size
            }
            _ => bytes,
        };
        if self.budget.take(bytes) { Ok(()) } else { Err(None) }
    }

    /// Ends a host that says it will make no further PIN call. A driver may have written that: a genuine host never
    /// says it about a call that it announced, so its announcements are checked to the end.
    fn end_cancelled(&mut self) -> Lost {
        self.kill();
        let mut begun = self.flights.values().any(Flight::is_lasting);
        while let Ok(Event::Reply(reply, _)) = self.events.recv_timeout(TICK) {
            if let Reply::Calling(call, _) | Reply::Called(call, _) = &*reply {
                begun |= is_lasting(call);
            }
        }
        if begun { Lost::Hung(self.doubtful_flights()) } else { Lost::Interrupted }
    }

    /// Tracks the calls in progress; passes on other replies.
    fn note(&mut self, reply: Reply) -> Option<Reply> {
        match reply {
            Reply::Calling(call, slot) => {
                self.flights.insert(slot, Flight { call, slot, since: Instant::now() });
                return None;
            }
            Reply::Confined(confined) => {
                self.confined = Some(confined);
                return None;
            }
            Reply::SlotDone(ref done) => {
                self.flights.remove(&Some(done.slot));
            }
            // Reported between two calls; its contents may have to wait for a thread.
            Reply::Slot(ref reading) if !self.is_in_lasting_call() => {
                self.flights.remove(&Some(reading.slot));
            }
            Reply::Opened(_) | Reply::Unusable(_) | Reply::Readers(_) | Reply::Closed(_) => {
                self.flights.remove(&None);
            }
            Reply::ReadDone | Reply::Acted(_) => {
                self.flights.clear();
                self.committed = Committed::No;
            }
            Reply::Called(ref call, _) => {
                self.flights.retain(|_, flight| flight.call != *call);
                if self.committed == Committed::UntilLogin && is_lasting(call) {
                    self.committed = Committed::No;
                }
            }
            Reply::Slot(_) | Reply::Objects(..) | Reply::Challenge(_) | Reply::Withheld(_) | Reply::Cancelled => {}
        }
        Some(reply)
    }

    /// Whether a PIN call is in progress, or may begin before its announcement arrives.
    fn is_in_lasting_call(&self) -> bool {
        self.committed != Committed::No || self.flights.values().any(Flight::is_lasting)
    }

    fn allowance(&self, flight: &Flight) -> Duration {
        match flight.call.as_str() {
            _ if flight.is_lasting() => self.pin_timeout,
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

    /// The flights of a host ended while it still sends: a requested PIN call may be in progress although its
    /// announcement was not read yet, and counts as such.
    fn doubtful_flights(&self) -> Vec<Flight> {
        let mut flights = self.sorted_flights();
        if self.committed != Committed::No && !flights.iter().any(Flight::is_lasting) {
            flights.push(Flight { call: self.awaited.to_owned(), slot: None, since: Instant::now() });
        }
        flights
    }

    /// The flights that may be the cause of a hang. A driver with one lock for all slots keeps innocent ones waiting too.
    fn slow_flights(&self) -> Vec<Flight> {
        let now = Instant::now();
        let mut flights = self.sorted_flights();
        flights.retain(|flight| now.saturating_duration_since(flight.since) * 2 >= self.allowance(flight));
        flights
    }

    /// Requests C_Finalize after everything requested before. Asking early saves a round trip.
    fn close_next(&mut self) {
        if !std::mem::replace(&mut self.closing, true) {
            self.send(&Request::Close);
        }
    }

    /// C_Finalize and the end of the host. With it comes all the output of the driver, to its last word.
    pub fn close(mut self) -> Closed {
        let note = self.finalized();
        self.kill();
        Closed { note, log: self.log() }
    }

    fn finalized(&mut self) -> Option<Phrase> {
        self.close_next();
        self.flights.insert(None, Flight { call: "C_Finalize".to_owned(), slot: None, since: Instant::now() });
        loop {
            match self.hear() {
                Ok(Reply::Closed(rv)) if rv.is_ok() => return None,
                Ok(Reply::Closed(rv)) => return Some(Phrase::new("driver-note-finalize").with("rv", rv.to_string())),
                Ok(_) => {}
                Err(Lost::Hung(_) | Lost::OutOfTime(_) | Lost::TooMuch(..)) => {
                    return Some(Phrase::new("driver-note-finalize-hung"));
                }
                Err(Lost::Died(death, _)) => {
                    return Some(Phrase::new("driver-note-finalize-ended").with("end", death.phrase()));
                }
                Err(Lost::Interrupted | Lost::NotStarted(_)) => return None,
            }
        }
    }

    /// What the driver wrote to its standard output and error so far, the last 64 KiB, without secrets.
    pub fn log(&self) -> String {
        if self.gone { self.log.whole(&self.secrets, LAST_WORDS) } else { self.log.text(&self.secrets) }
    }

    fn kill(&mut self) {
        if !std::mem::replace(&mut self.gone, true) {
            death::kill(&mut self.process);
        }
    }

    /// How it ended by itself.
    fn died(&mut self) -> Lost {
        let death = self.death.take().unwrap_or_else(|| death::of(&mut self.process));
        self.gone = true;
        Lost::Died(death, self.sorted_flights())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.input = None;
        self.kill();
    }
}

impl Flight {
    /// Whether the effect of this call cannot be undone: it may use up a try, or it writes.
    pub fn is_lasting(&self) -> bool {
        is_lasting(&self.call)
    }
}

/// Calls that get more time and are never interrupted.
fn is_lasting(call: &str) -> bool {
    PIN_CALLS.contains(&call) || WRITING_CALLS.contains(&call)
}

/// The first lasting call of an operation.
fn awaited(deed: &protocol::Deed) -> &'static str {
    match deed {
        protocol::Deed::Create(_) => WRITING_CALLS[0],
        protocol::Deed::Destroy(_) => WRITING_CALLS[1],
        protocol::Deed::InitToken(_) => PIN_CALLS[3],
        protocol::Deed::Complete(_) => PIN_CALLS[4],
        _ => PIN_CALLS[0],
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Lost> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map(|_| ()).map_err(Lost::NotStarted)
}
