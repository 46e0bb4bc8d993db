//! Reads all drivers at the same time, and combines the results into one document.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Context;
use super::assemble::{Assembled, assemble_driver, assemble_object, failed_driver};
use super::readers::{Door, Survey, found_no_reader, missing_service};
use crate::at_once::at_once;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::situation::{Class, Situation, Told};
use crate::driver::client::{
    Closed, Closing, DriverReading, Listener, SurveyEvent, Target, Want, processes_at_once, usual_time,
};
use crate::driver::discover::{Discovery, Found, NoDriver, Sources, discover};
use crate::driver::protocol::{Confine, Library, OsText};
use crate::driver::rv::Rv;
use crate::report::assess::assess;
use crate::report::inventory::{Inventory, Summary};
use crate::report::note::DriverNote;
use crate::report::{Envelope, Kind};
use crate::situation_error;
use crate::text::problem::{failure_message, problem_message, say_note};

/// The maximum number of hosts at the same time over all drivers; each takes five descriptors of this process.
const DRIVERS_AT_ONCE: usize = 32;

/// What to read of every driver.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// Keys and certificates.
    pub objects: bool,
    /// Mechanisms.
    pub mechanisms: bool,
    /// Whether to go on while drivers are being closed; see [`Reading::close`].
    pub ahead: bool,
}

impl Scope {
    /// Keys and certificates.
    pub const OBJECTS: Self = Self { objects: true, mechanisms: false, ahead: false };
}

/// One driver with its results.
pub struct Served {
    /// How it was found.
    pub found: Found,
    /// Its results; `None` if its file cannot be loaded.
    pub reading: Option<DriverReading<Assembled>>,
    /// Access to its readers, if each was read alone.
    pub doors: Vec<Door>,
}

/// A driver to be read: all its slots or those named.
pub struct Wanted {
    /// How it was found.
    pub found: Found,
    /// The slots; `None` for all.
    pub slots: Option<Vec<u64>>,
    /// Access to its readers, if it was read reader by reader before.
    pub doors: Vec<Door>,
}

impl Wanted {
    /// Every slot.
    pub fn all(found: Found) -> Self {
        Self { found, slots: None, doors: Vec::new() }
    }
}

impl Served {
    /// Its path, by which tokens name their driver.
    pub fn path(&self) -> String {
        self.found.path.display().to_string()
    }

    /// CK_INFO of the driver, if it could be read.
    pub fn library(&self) -> Option<&Library> {
        self.reading.as_ref()?.library.as_ref()
    }

    /// Whether this is SoftHSM, with its typical error for a missing configuration or token folder.
    pub fn lacks_softhsm_configuration(&self) -> bool {
        let failure = self.reading.as_ref().and_then(|reading| reading.failure.as_ref());
        let refused = failure.is_some_and(|failure| {
            failure.call.as_deref() == Some("C_Initialize") && failure.rv == Some(Rv::GENERAL_ERROR)
        });
        refused && self.found.path.file_name().is_some_and(|name| name.to_string_lossy().contains("softhsm"))
    }
}

/// What was read in one pass.
pub struct Reading {
    /// The drivers found.
    pub discovery: Discovery,
    /// The results of each, in discovery order.
    pub served: Vec<Served>,
}

impl Reading {
    /// The driver that a token names.
    pub fn served_by(&self, driver: &str) -> Option<&Served> {
        self.served.iter().find(|one| one.path() == driver)
    }

    /// Waits for drivers that are still being closed, before anything is shown. Returns whether that added to the
    /// document.
    pub fn close(&mut self, inventory: &mut Inventory) -> bool {
        let mut added = false;
        for one in &mut self.served {
            let Some(reading) = &mut one.reading else { continue };
            let Some(Closed { note, log }) = reading.closing.take().map(Closing::end) else { continue };
            reading.log = log;
            let Some(note) = note else { continue };
            let path = one.path();
            if let Some(driver) = inventory.drivers.iter_mut().find(|driver| driver.path == path) {
                let mut note = DriverNote::from(note);
                say_note(&mut note);
                driver.notes.push(note);
                added = true;
            }
        }
        added
    }
}

/// Ctrl-C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

situation_error!(Interrupted);

impl Situation for Interrupted {
    fn told(&self) -> Told {
        Class::Cancelled.told("interrupted", "run-interrupted")
    }
}

/// Finds the drivers of this machine.
///
/// # Errors
/// [`NoDriver`] if there is none.
pub fn find_drivers(context: &Context<'_>) -> raised::Result<Discovery> {
    let discovery = discover(&Sources::of_machine(context.environment, context.config, &context.modules));
    match NoDriver::of(&discovery) {
        Some(nothing) => Err(nothing.into()),
        None => Ok(discovery),
    }
}

/// Reads every slot of every driver.
pub fn read_all(context: &Context<'_>, scope: Scope) -> raised::Result<Reading> {
    let discovery = find_drivers(context)?;
    let wanted = discovery.drivers.iter().cloned().map(Wanted::all).collect();
    let served = read(context, wanted, scope)?;
    Ok(Reading { discovery, served })
}

/// The results of a driver, and access to its readers.
type Answer = (DriverReading<Assembled>, Vec<Door>);

/// Reads these drivers.
pub fn read(context: &Context<'_>, wanted: Vec<Wanted>, scope: Scope) -> raised::Result<Vec<Served>> {
    let (all, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let waiting = Waiting::of(context, &wanted);
    let on_event = |event| {
        match event {
            SurveyEvent::Slots(count) => all.fetch_add(count, Ordering::Relaxed),
            SurveyEvent::SlotDone => done.fetch_add(1, Ordering::Relaxed),
        };
        let number = |count: &AtomicUsize| u64::try_from(count.load(Ordering::Relaxed)).unwrap_or(u64::MAX);
        context.progress.count(number(&done), number(&all));
    };
    let work = |Wanted { found, slots, doors }: &Wanted| -> Option<Answer> {
        if found.fault.is_some() {
            return None;
        }
        let want = Want {
            slots: slots.as_deref(),
            objects: scope.objects,
            mechanisms: scope.mechanisms,
            jobs: context.jobs,
            ahead: scope.ahead,
        };
        let listener = Listener { make: &assemble_object, on_event: &on_event };
        let survey = Survey { context, found, want, listener };
        let answer =
            if doors.is_empty() { survey.one_by_one(survey.whole()) } else { (survey.through(doors), doors.clone()) };
        waiting.done(context, found);
        Some(answer)
    };
    let answers = at_once(&wanted, processes_at_once(DRIVERS_AT_ONCE), work);
    context.progress.finish();
    let served: Vec<Served> = wanted
        .into_iter()
        .zip(answers)
        .map(|(wanted, answer)| {
            let (reading, doors) = answer.unzip();
            Served { found: wanted.found, reading, doors: doors.unwrap_or_default() }
        })
        .collect();
    if served.iter().any(|served| served.reading.as_ref().is_some_and(|reading| reading.interrupted)) {
        return Err(Interrupted.into());
    }
    Ok(served)
}

/// The drivers that have not answered yet, as named in the progress line.
struct Waiting(Mutex<Vec<PathBuf>>);

impl Waiting {
    fn of(context: &Context<'_>, wanted: &[Wanted]) -> Self {
        let asked = wanted.iter().map(|wanted| &wanted.found).filter(|found| found.fault.is_none());
        let waiting = Self(Mutex::new(asked.map(|found| found.path.clone()).collect()));
        waiting.tell(context);
        waiting
    }

    fn done(&self, context: &Context<'_>, found: &Found) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != found.path);
        self.tell(context);
    }

    fn tell(&self, context: &Context<'_>) {
        let drivers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let names = drivers.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            let phrase = Phrase::new("run-reading-from").with("drivers", names.join(", "));
            context.progress.say(&context.texts.say(&phrase));
        }
    }
}

/// How to serve a driver that was found.
pub fn target(context: &Context<'_>, found: &Found) -> Target {
    let hosts = context.hosts.or_else(|| found.settings.hosts.and_then(|hosts| usize::try_from(hosts).ok()));
    let every = &context.config.every_driver;
    let confine = context.confine || found.settings.confine.unwrap_or(every.confine);
    let folders = found.settings.confine_write.iter().chain(&every.confine_write);
    let seconds = |seconds: u32| Duration::from_secs(seconds.into());
    let timeout = found.settings.timeout.map(seconds);
    let total = found.settings.total_timeout.or(every.total_timeout).map(seconds);
    Target {
        path: found.path.clone(),
        program: found.host.clone(),
        init_args: found.settings.init_args.clone(),
        timeout,
        hosts: hosts.unwrap_or(1),
        total: total.unwrap_or_else(|| usual_time(timeout.unwrap_or(context.launcher.timeout))),
        variables: found.settings.opensc_conf.iter().map(|file| ("OPENSC_CONF", file.clone())).collect(),
        confine: confine.then(|| Confine { write: folders.map(|folder| OsText::from_path(folder)).collect() }),
    }
}

/// Makes the document of a reading: assembled, deduplicated, assessed, with its sentences. The objects move into it.
pub fn document(context: &Context<'_>, kind: Kind, served: &mut [Served]) -> Inventory {
    let mut inventory = Inventory {
        envelope: Envelope::new(kind, context.now),
        drivers: Vec::new(),
        tokens: Vec::new(),
        summary: Summary::default(),
        unread: Vec::new(),
    };
    for one in &mut *served {
        match (&mut one.reading, &one.found.fault) {
            (Some(reading), _) => assemble_driver(&mut inventory, &one.found, reading),
            (None, fault) => inventory.drivers.push(failed_driver(&one.found, fault.as_ref())),
        }
    }
    if let Some(service) = missing_service(context.environment, served) {
        for (_, driver) in served.iter().zip(&mut inventory.drivers).filter(|(one, _)| found_no_reader(one)) {
            driver.notes.push(service.clone().into());
        }
    }
    super::sightings::fold(&mut inventory, served);
    super::unread::cards(context, served, &mut inventory);
    inventory.date_readings();
    finish(context, &mut inventory);
    inventory
}

/// Adds the verdicts and the sentences.
pub fn finish(context: &Context<'_>, inventory: &mut Inventory) {
    assess(inventory, context.now, &context.thresholds);
    for driver in &mut inventory.drivers {
        for failure in driver.failure.iter_mut().chain(&mut driver.slot_failures) {
            failure.message = failure_message(failure);
        }
        driver.notes.iter_mut().for_each(say_note);
    }
    let of_drivers = inventory.drivers.iter_mut().flat_map(|driver| &mut driver.problems);
    for problem in inventory.tokens.iter_mut().flat_map(|token| &mut token.problems).chain(of_drivers) {
        problem.message = problem_message(problem, &context.thresholds.zone);
    }
}
