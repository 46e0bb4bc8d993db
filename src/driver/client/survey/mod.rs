//! Reads all slots of one driver, whatever some of them do.
//!
//! A host that hangs or dies is replaced by a new one that reads the remaining slots, without the faulty one. If
//! several calls were in progress and any of them may be the cause, each of these slots gets its own host. A slot whose
//! objects could not be read together, because the driver did not survive it, is read again class by class.

mod outcome;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use outcome::{DriverReading, Listener, SlotOutcome, SurveyEvent, Want};

use super::{Budget, Closed, Closing, Death, Flight, Host, Launcher, Lost, Target};
use crate::domain::phrase::Phrase;
use crate::driver::protocol::{Confinement, Failure, Library, ReadSlots, Reply, Request};
use crate::report::inventory::FailureKind;

/// The maximum number of hosts of one driver at the same time when suspects are isolated.
const ISOLATED: usize = 8;

/// The calls that find and read objects. Not every driver supports a search without a class.
const OBJECT_CALLS: [&str; 4] = ["C_FindObjectsInit", "C_FindObjects", "C_FindObjectsFinal", "C_GetAttributeValue"];

/// A set of slots for one host.
#[derive(Default)]
struct Job {
    slots: Vec<u64>,
    isolated: bool,
    /// Whether its objects are searched class by class.
    by_class: bool,
}

impl Job {
    /// One slot in a host of its own.
    fn alone(slot: u64) -> Self {
        Self { slots: vec![slot], isolated: true, by_class: false }
    }

    /// The slots that are still to be read, if there are any.
    fn of(slots: Vec<u64>) -> Option<Self> {
        (!slots.is_empty()).then(|| Self { slots, ..Self::default() })
    }

    /// The slot of a lost call again, class by class, if the driver may have died of the search for all objects.
    fn by_class(flight: &Flight) -> Option<Self> {
        let slot = flight.slot.filter(|_| OBJECT_CALLS.contains(&flight.call.as_str()))?;
        Some(Self { by_class: true, ..Self::alone(slot) })
    }
}

/// The result of a job.
struct JobResult<T> {
    slots: BTreeMap<u64, SlotOutcome<T>>,
    lost: Option<Lost>,
    unusable: Option<Failure>,
    closed: Closed,
}

impl<T> Default for JobResult<T> {
    fn default() -> Self {
        Self { slots: BTreeMap::new(), lost: None, unusable: None, closed: Closed::default() }
    }
}

impl<T> JobResult<T> {
    /// Whether a host read all that it was asked for.
    fn is_whole(&self) -> bool {
        self.lost.is_none() && self.unusable.is_none()
    }
}

/// Reads one driver.
pub fn survey<T: Send>(
    launcher: &Launcher,
    target: &Target,
    want: Want<'_>,
    listener: Listener<'_, T>,
) -> DriverReading<T> {
    let mut reading = DriverReading::default();
    let budget = Arc::new(Budget::begin(target.total, launcher.pin_timeout));
    let start = Start { launcher, target, budget: &budget };
    // A host that is to read everything gets that request at once, with the one to close the driver: this saves a round trip.
    let at_once = (target.hosts <= 1 && want.slots.is_none()).then(|| asking(want, None, false));
    let (mut first, library) = match open_within(start, at_once.as_ref()) {
        Ok(opened) => opened,
        Err(Unopened { why, log, confined }) => {
            reading.log = log;
            reading.confined = confined;
            match why {
                Opening::Unusable(unusable) => reading.failure = Some(unusable),
                Opening::Lost(Lost::Interrupted) => reading.interrupted = true,
                Opening::Lost(lost) => reading.failure = Some(lost_failure(&lost, None, target, launcher)),
            }
            return reading;
        }
    };
    let slots: Vec<u64> = match want.slots {
        Some(wanted) => wanted.to_vec(),
        None => library.slots.clone(),
    };
    let (slots, vanished): (Vec<u64>, Vec<u64>) = slots.into_iter().partition(|slot| library.slots.contains(slot));
    for slot in vanished {
        let failure = Failure { slot: Some(slot), ..Failure::new(FailureKind::Vanished) };
        reading.slots.insert(slot, SlotOutcome { failure: Some(failure), ..SlotOutcome::default() });
    }
    (listener.on_event)(SurveyEvent::Slots(slots.len()));
    reading.library = Some(library);
    reading.confined = first.confined;

    let hosts = target.hosts.clamp(1, slots.len().max(1));
    let mut shares: Vec<Job> = (0..hosts).map(|_| Job::default()).collect();
    for (at, slot) in slots.iter().enumerate() {
        if let Some(share) = shares.get_mut(at % hosts) {
            share.slots.push(*slot);
        }
    }
    let own = shares.remove(0);
    let (mut result, others) = std::thread::scope(|scope| {
        let others: Vec<_> = shares.iter().map(|job| scope.spawn(|| run(start, job, want, listener))).collect();
        let asked = at_once.is_some();
        let result = serve(&mut first, &own, asked, want, listener);
        let others = others.into_iter().map(|other| other.join().unwrap_or_default());
        (result, others.collect::<Vec<JobResult<T>>>())
    });
    if want.ahead && others.iter().chain([&result]).all(JobResult::is_whole) {
        reading.closing = Some(Closing::begin(first));
    } else {
        finish(first, &mut result);
    }
    let jobs = std::iter::once(own).chain(shares);
    let mut round: Vec<(Job, JobResult<T>)> = jobs.zip(std::iter::once(result).chain(others)).collect();

    // Every round settles at least one slot of each lost job, so this ends.
    loop {
        let mut next = Vec::new();
        for (job, result) in round {
            next.extend(settle(&mut reading, job, result, start));
        }
        if next.is_empty() || reading.interrupted {
            return reading;
        }
        round = Vec::new();
        while !next.is_empty() {
            let batch: Vec<Job> = next.drain(..next.len().min(ISOLATED)).collect();
            let results: Vec<JobResult<T>> = std::thread::scope(|scope| {
                let running: Vec<_> = batch.iter().map(|job| scope.spawn(|| run(start, job, want, listener))).collect();
                running.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
            });
            round.extend(batch.into_iter().zip(results));
        }
    }
}

/// Takes the result of a job, and returns what is still to be read.
fn settle<T>(reading: &mut DriverReading<T>, job: Job, mut result: JobResult<T>, start: Start<'_>) -> Vec<Job> {
    let Start { launcher, target, .. } = start;
    let Closed { note, log } = std::mem::take(&mut result.closed);
    reading.notes.extend(note);
    if reading.log.is_empty() {
        reading.log = log;
    }
    let mut open: Vec<u64> = Vec::new();
    let mut partial: BTreeMap<u64, SlotOutcome<T>> = BTreeMap::new();
    for slot in job.slots {
        match result.slots.remove(&slot) {
            Some(outcome) if outcome.done.is_some() => {
                reading.slots.insert(slot, outcome);
            }
            other => {
                partial.insert(slot, other.unwrap_or_default());
                open.push(slot);
            }
        }
    }
    let shown = partial.iter().filter(|(_, outcome)| !outcome.objects.is_empty()).map(|(slot, _)| *slot);
    let shown: Vec<u64> = shown.collect();
    let mut fail = |slot: u64, failure: Failure| {
        let mut outcome = partial.remove(&slot).unwrap_or_default();
        if outcome.reading.as_ref().is_none_or(|reading| reading.token.is_none()) {
            // What an earlier host reported of it is kept.
            outcome = reading.slots.remove(&slot).unwrap_or(outcome);
        }
        outcome.failure = Some(Failure { slot: Some(slot), ..failure });
        reading.slots.insert(slot, outcome);
    };
    if let Some(failure) = result.unusable {
        for slot in open {
            fail(slot, failure.clone());
        }
        return Vec::new();
    }
    let lost = match result.lost {
        Some(Lost::Interrupted) => {
            reading.interrupted = true;
            return Vec::new();
        }
        Some(lost) => lost,
        // All slots answered, or one of our own threads ended early: open slots count as unread.
        None => {
            for slot in open {
                fail(slot, Failure::new(FailureKind::Nonsense));
            }
            return Vec::new();
        }
    };
    if open.is_empty() {
        // Everything was read before: a remark, not a failure.
        reading.notes.push(lost_note(&lost));
        return Vec::new();
    }
    let suspects: Vec<Flight> = match &lost {
        Lost::Hung(flights) | Lost::Died(_, flights) => {
            flights.iter().filter(|flight| flight.slot.is_some_and(|slot| open.contains(&slot))).cloned().collect()
        }
        Lost::NotStarted(_) | Lost::Interrupted | Lost::OutOfTime(_) | Lost::TooMuch(..) => Vec::new(),
    };
    match &lost {
        // This driver is not asked for anything further.
        Lost::OutOfTime(_) | Lost::TooMuch(None, _) => {
            for slot in open {
                fail(slot, lost_failure(&lost, None, target, launcher));
            }
            return Vec::new();
        }
        Lost::TooMuch(Some(slot), _) => {
            fail(*slot, lost_failure(&lost, None, target, launcher));
            open.retain(|other| other != slot);
            return Job::of(open).into_iter().collect();
        }
        _ => {}
    }
    match suspects.as_slice() {
        [] if job.isolated || open.len() == 1 || matches!(lost, Lost::NotStarted(_)) => {
            let failure = lost_failure(&lost, None, target, launcher);
            for slot in open {
                fail(slot, failure.clone());
            }
            Vec::new()
        }
        [] => open.into_iter().map(Job::alone).collect(),
        [flight] => {
            let failure = lost_failure(&lost, Some(flight), target, launcher);
            let once_more = Job::by_class(flight)
                .filter(|once| !job.by_class && once.slots.iter().all(|slot| !shown.contains(slot)));
            if let Some(slot) = flight.slot {
                fail(slot, failure);
                open.retain(|other| *other != slot);
            }
            once_more.into_iter().chain(Job::of(open)).collect()
        }
        several => {
            let alone: Vec<u64> = several.iter().filter_map(|flight| flight.slot).collect();
            open.retain(|slot| !alone.contains(slot));
            alone.into_iter().map(Job::alone).chain(Job::of(open)).collect()
        }
    }
}

/// Why a driver could not be opened.
pub(super) enum Opening {
    Unusable(Failure),
    Lost(Lost),
}

/// The same with the driver's output until then.
pub(super) struct Unopened {
    pub(super) why: Opening,
    pub(super) log: String,
    pub(super) confined: Option<Confinement>,
}

/// What a host of a driver is started with.
#[derive(Clone, Copy)]
struct Start<'a> {
    launcher: &'a Launcher,
    target: &'a Target,
    budget: &'a Arc<Budget>,
}

/// Starts a host and waits until the driver is open; its time begins to count.
pub(super) fn open(launcher: &Launcher, target: &Target) -> Result<(Host, Library), Unopened> {
    let budget = Arc::new(Budget::begin(target.total, launcher.pin_timeout));
    open_within(Start { launcher, target, budget: &budget }, None)
}

/// The same, with a request to carry out before the driver is closed again, if it is the only one.
fn open_within(start: Start<'_>, whole: Option<&Request>) -> Result<(Host, Library), Unopened> {
    let mut host = Host::open(start.launcher, start.target, start.budget).map_err(|lost| Unopened {
        why: Opening::Lost(lost),
        log: String::new(),
        confined: None,
    })?;
    if let Some(request) = whole {
        host.send(request);
        host.close_next();
    }
    loop {
        let why = match host.hear() {
            Ok(Reply::Opened(library)) => return Ok((host, library)),
            Ok(Reply::Unusable(unusable)) => Opening::Unusable(unusable),
            Ok(_) => continue,
            Err(lost) => Opening::Lost(lost),
        };
        return Err(Unopened { why, log: host.log(), confined: host.confined });
    }
}

/// A job in a new host.
fn run<T>(start: Start<'_>, job: &Job, want: Want<'_>, listener: Listener<'_, T>) -> JobResult<T> {
    match open_within(start, None) {
        Ok((mut host, _)) => {
            let mut result = serve(&mut host, job, false, want, listener);
            finish(host, &mut result);
            result
        }
        Err(Unopened { why: Opening::Unusable(unusable), log, .. }) => {
            JobResult { unusable: Some(unusable), closed: Closed { note: None, log }, ..JobResult::default() }
        }
        Err(Unopened { why: Opening::Lost(lost), log, .. }) => {
            JobResult { lost: Some(lost), closed: Closed { note: None, log }, ..JobResult::default() }
        }
    }
}

/// The request for some slots, or for all.
fn asking(want: Want<'_>, slots: Option<Vec<u64>>, by_class: bool) -> Request {
    let Want { jobs, objects, mechanisms, .. } = want;
    Request::Read(ReadSlots { slots, jobs, objects, mechanisms, by_class })
}

/// Lets a host read a job's slots, which may have been requested before.
fn serve<T>(host: &mut Host, job: &Job, is_asked: bool, want: Want<'_>, listener: Listener<'_, T>) -> JobResult<T> {
    let mut result = JobResult::default();
    if !is_asked {
        host.send(&asking(want, Some(job.slots.clone()), job.by_class));
    }
    // Replies for slots not requested are dropped: no host sends them, but a driver may write anything.
    let asked = |slot: u64| job.slots.contains(&slot);
    loop {
        match host.hear() {
            Ok(Reply::Slot(reading)) if asked(reading.slot) => {
                let slot = reading.slot;
                result.slots.entry(slot).or_default().reading = Some(*reading);
            }
            Ok(Reply::Objects(slot, objects)) if asked(slot) => {
                result.slots.entry(slot).or_default().objects.extend(objects.into_iter().map(listener.make));
            }
            Ok(Reply::SlotDone(done)) if asked(done.slot) => {
                let slot = done.slot;
                result.slots.entry(slot).or_default().done = Some(done);
                (listener.on_event)(SurveyEvent::SlotDone);
            }
            Ok(Reply::ReadDone) => return result,
            Ok(_) => {}
            Err(lost) => {
                result.lost = Some(lost);
                return result;
            }
        }
    }
}

/// C_Finalize for a host that still lives; keeps its log.
fn finish<T>(host: Host, result: &mut JobResult<T>) {
    result.closed = if result.lost.is_some() { Closed { note: None, log: host.log() } } else { host.close() };
}

/// A lost host as a failure of the call in progress.
pub(super) fn lost_failure(lost: &Lost, flight: Option<&Flight>, target: &Target, launcher: &Launcher) -> Failure {
    let flights = match lost {
        Lost::Hung(flights) | Lost::Died(_, flights) | Lost::OutOfTime(flights) | Lost::TooMuch(_, flights) => {
            flights.as_slice()
        }
        Lost::NotStarted(_) | Lost::Interrupted => &[],
    };
    // A call that may have used a try takes precedence.
    let flight = flight.or_else(|| flights.iter().find(|flight| flight.is_lasting())).or_else(|| flights.first());
    let place = |kind| Failure {
        call: flight.map(|flight| flight.call.clone()),
        slot: flight.and_then(|flight| flight.slot),
        ..Failure::new(kind)
    };
    match lost {
        Lost::Hung(_) => {
            let pin = flight.is_some_and(Flight::is_lasting);
            let limit = if pin { launcher.pin_timeout } else { target.timeout.unwrap_or(launcher.timeout) };
            Failure { seconds: Some(limit.as_secs()), ..place(FailureKind::Hung) }
        }
        Lost::Died(Death { signal: Some(signal), .. }, _) => {
            Failure { signal: Some(signal.clone()), ..place(FailureKind::Crashed) }
        }
        Lost::Died(death, _) => Failure { detail: Some(death.to_string()), ..place(FailureKind::Exited) },
        Lost::OutOfTime(_) => Failure { seconds: Some(target.total.as_secs()), ..place(FailureKind::OutOfTime) },
        Lost::TooMuch(slot, _) => Failure { slot: *slot, ..place(FailureKind::TooMuch) },
        Lost::NotStarted(error) => Failure { detail: Some(error.to_string()), ..place(FailureKind::LoadFailed) },
        Lost::Interrupted => place(FailureKind::Exited),
    }
}

fn lost_note(lost: &Lost) -> Phrase {
    match lost {
        Lost::Hung(_) | Lost::OutOfTime(_) | Lost::TooMuch(..) => Phrase::new("driver-note-hung"),
        Lost::Died(death, _) => Phrase::new("driver-note-ended").with("end", death.phrase()),
        Lost::NotStarted(error) => Phrase::new("driver-note-not-started").with("error", error.to_string()),
        Lost::Interrupted => Phrase::new("run-interrupted"),
    }
}
