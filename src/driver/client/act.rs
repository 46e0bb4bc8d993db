//! Performs one operation on one token, in a host that does nothing else.

use std::time::Instant;

use super::survey::{Opening, lost_failure, open};
use super::{Closed, Flight, Host, Launcher, Lost, Target};
use crate::domain::secret::Secret;
use crate::driver::protocol::{
    Act, Failure, Library, Object, ReadSlots, Reply, Request, Signed, SlotDone, SlotReading, Withheld,
};
use crate::driver::rv::Rv;
use crate::report::inventory::FailureKind;

/// A new host with an open driver, in which nothing was done yet.
pub struct Actor {
    host: Host,
    library: Library,
    target: Target,
    launcher: Launcher,
}

/// How an operation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActEnd {
    /// Every call returned; the last of `called` shows the result.
    Done,
    /// The current call overran its deadline, or the process ended during it: its result is not known.
    Unknown(Failure),
    /// The host was lost outside a PIN call: anything not in `called` was not done.
    Stopped(Failure),
    /// Ctrl-C: anything not in `called` was not done.
    Cancelled,
}

/// What an operation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acted {
    /// Each call that returned, with its return value, in order.
    pub called: Vec<(String, Rv)>,
    /// Why the guard prevented the next PIN call.
    pub withheld: Option<Withheld>,
    /// The result of each signature of a proof, in order.
    pub signed: Vec<Signed>,
    /// How it ended.
    pub end: ActEnd,
}

impl Actor {
    /// Opens the driver in a new host.
    pub fn open(launcher: &Launcher, target: &Target) -> Result<Self, Failure> {
        match open(launcher, target).map_err(|unopened| unopened.why) {
            Ok((host, library)) => Ok(Self { host, library, target: target.clone(), launcher: launcher.clone() }),
            Err(Opening::Unusable(unusable)) => Err(unusable),
            Err(Opening::Lost(lost)) => Err(lost_failure(&lost, None, target, launcher)),
        }
    }

    /// CK_INFO and the slots.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The slot and its token as they are now, without a session.
    pub fn look(&mut self, slot: u64) -> Result<SlotReading, Failure> {
        self.host.send(&Request::Read(ReadSlots {
            slots: Some(vec![slot]),
            jobs: 1,
            objects: false,
            mechanisms: false,
            by_class: false,
        }));
        let mut reading = None;
        loop {
            match self.host.hear() {
                Ok(Reply::Slot(slot)) => reading = Some(*slot),
                Ok(Reply::ReadDone) => {
                    let gone = Failure { slot: Some(slot), ..Failure::new(FailureKind::Vanished) };
                    return reading.ok_or(gone);
                }
                Ok(_) => {}
                Err(lost) => return Err(self.failure(&lost)),
            }
        }
    }

    /// The contents of the token in a slot, without a login, and how the reading ended. One search per class, which
    /// every driver survives.
    pub fn objects(&mut self, slot: u64) -> Result<(Vec<Object>, SlotDone), Failure> {
        let (slots, jobs) = (vec![slot], 1);
        self.host.send(&Request::Read(ReadSlots {
            slots: Some(slots),
            jobs,
            objects: true,
            mechanisms: false,
            by_class: true,
        }));
        let (mut found, mut done) = (Vec::new(), SlotDone::default());
        loop {
            match self.host.hear() {
                Ok(Reply::Objects(_, objects)) => found.extend(objects),
                Ok(Reply::SlotDone(end)) => done = end,
                Ok(Reply::ReadDone) => return Ok((found, done)),
                Ok(_) => {}
                Err(lost) => return Err(self.failure(&lost)),
            }
        }
    }

    /// Acts, once. Secrets go to the host in separate frames, and are wiped here as soon as they are sent. Data that
    /// was read goes to `sink`.
    pub fn act(&mut self, act: Act, secrets: Vec<Secret>, sink: &mut dyn FnMut(Reply)) -> Acted {
        let mut acted = Acted { called: Vec::new(), withheld: None, signed: Vec::new(), end: ActEnd::Done };
        let request = Request::Act(Box::new(act));
        let expected = request.secrets();
        self.host.send(&request);
        for secret in secrets.iter().take(expected) {
            self.host.send_secret(secret.expose());
        }
        drop(secrets);
        loop {
            match self.host.hear() {
                Ok(Reply::Called(call, rv)) => acted.called.push((call, rv)),
                Ok(Reply::Withheld(withheld)) => acted.withheld = Some(*withheld),
                Ok(Reply::Acted(signed)) => {
                    acted.signed = signed;
                    return acted;
                }
                Ok(reply) => sink(reply),
                Err(lost) => {
                    acted.end = match lost {
                        Lost::Interrupted => ActEnd::Cancelled,
                        // A driver that sends too much may do so during a PIN call as well.
                        lost if in_lasting_call(&lost) || self.host.flights.values().any(Flight::is_lasting) => {
                            ActEnd::Unknown(self.failure(&lost))
                        }
                        lost => ActEnd::Stopped(self.failure(&lost)),
                    };
                    return acted;
                }
            }
        }
    }

    /// Waits for a person while the host keeps its session. The driver does nothing meanwhile, so neither a call's
    /// deadline nor its total time runs.
    pub fn while_asking<T>(&self, ask: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let answer = ask();
        self.host.budget.allow(begun.elapsed());
        answer
    }

    /// What the driver wrote to its standard output and error so far.
    pub fn log(&self) -> String {
        self.host.log()
    }

    /// C_Finalize and the end of the host.
    pub fn close(self) -> Closed {
        self.host.close()
    }

    fn failure(&self, lost: &Lost) -> Failure {
        let flight = match lost {
            Lost::Hung(flights) | Lost::Died(_, flights) | Lost::OutOfTime(flights) | Lost::TooMuch(_, flights) => {
                flights.iter().find(|flight| flight.is_lasting()).or_else(|| flights.first())
            }
            Lost::NotStarted(_) | Lost::Interrupted => None,
        };
        lost_failure(lost, flight, &self.target, &self.launcher)
    }
}

/// Whether the host was lost during a call that can use up a try or writes.
fn in_lasting_call(lost: &Lost) -> bool {
    match lost {
        Lost::Hung(flights) | Lost::Died(_, flights) | Lost::OutOfTime(flights) | Lost::TooMuch(_, flights) => {
            flights.iter().any(Flight::is_lasting)
        }
        Lost::NotStarted(_) | Lost::Interrupted => false,
    }
}
