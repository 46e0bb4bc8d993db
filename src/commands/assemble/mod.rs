//! Builds the objects of the report from a driver host's data.
//!
//! Pitfall: what could not be read stays absent; nothing here fills a gap with zero, "none" or a guess.

mod object;
mod settle;
mod token;

use crate::domain::check::problem;
use crate::domain::known;
use crate::domain::phrase::Phrase;
use crate::domain::pin::FlagTrust;
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::domain::situation::Situation;
use crate::driver::client::{DriverReading, SlotOutcome};
use crate::driver::discover::Found;
use crate::driver::header::HeaderFault;
use crate::driver::protocol::{Confinement, Failure, Fault, FaultScope, Library, RawText};
use crate::driver::rv::Rv;
use crate::report::count;
use crate::report::inventory::{Driver, DriverFailure, DriverStatus, FailureKind, Inventory, slot_text};
use crate::report::note::DriverNote;

pub use object::{Assembled, Item, assemble_object, known_key};
use token::assemble_token;
pub use token::bare_token;

/// Adds a driver and its tokens.
pub fn assemble_driver(inventory: &mut Inventory, found: &Found, reading: &mut DriverReading<Assembled>) {
    let mut driver = described(found, reading);
    if driver.failure.is_some() && is_unused(found, reading.failure.as_ref()) {
        let ckr = driver.failure.take().and_then(|failure| failure.ckr).unwrap_or_default();
        let note = Phrase::new("driver-note-unused").with("rv", ckr).with("path", driver.path.as_str());
        driver.notes.push(note.into());
        driver.status = DriverStatus::Unused;
        inventory.drivers.push(driver);
        return;
    }
    driver.slot_failures.extend(reading.readers.iter().map(driver_failure));
    let mut tokens = 0;
    let mut answered = 0;
    for (slot, outcome) in &mut reading.slots {
        let failures = slot_failures(*slot, outcome);
        if is_not_recognised(outcome) {
            let reader = outcome.reader().map_or_else(|| slot.to_string(), str::to_owned);
            driver.notes.push(Phrase::new("driver-note-not-recognised").with("reader", reader).into());
        }
        if let Some(fault) = doubted(outcome) {
            let note = Phrase::new("driver-note-failed").with("call", fault.call.as_str());
            driver.notes.push(note.with("rv", fault.rv.to_string()).into());
        }
        answered += usize::from(failures.is_empty());
        if let Some(token) = assemble_token((found, reading.library.as_ref()), *slot, outcome, &failures) {
            tokens += u64::from(token.initialized);
            inventory.tokens.push(token);
        }
        driver.slot_failures.extend(failures);
    }
    if reading.library.is_some() {
        driver.tokens = Some(tokens);
    }
    driver.status = status(&driver, answered > 0 || tokens > 0);
    inventory.drivers.push(driver);
}

/// A driver as it describes itself, with its failure and the notes about it; its tokens are still to come.
fn described(found: &Found, reading: &DriverReading<Assembled>) -> Driver {
    let mut driver = empty_driver(found);
    if let Some(library) = &reading.library {
        driver.library = text(&library.description);
        driver.manufacturer = text(&library.manufacturer);
        let filled = |version: &String| (!version.is_empty()).then(|| version.clone());
        driver.library_version = filled(&library.version);
        driver.cryptoki_version = filled(&library.cryptoki_version);
        // A driver need not describe itself: its tokens are listed anyway.
        driver.notes.extend(info_fault(library).map(DriverNote::from));
        driver.slots = Some(count(library.slots.len()));
        driver.load_milliseconds = Some(library.load_milliseconds);
    }
    driver.failure = reading.failure.as_ref().map(driver_failure);
    driver.confined = matches!(reading.confined, Some(Confinement::Files | Confinement::FilesAndNetwork));
    let confinement = reading.confined.map(|confined| confinement(confined, driver.failure.is_some()));
    driver.notes.extend(confinement.into_iter().chain(reading.notes.iter().cloned()).map(DriverNote::from));
    let words = reading.failure.as_ref().filter(|failure| failure.kind == FailureKind::LoadFailed);
    let words = words.and_then(|failure| failure.detail.as_deref());
    driver.notes.extend(words.map(|words| Phrase::new("driver-note-loader").with("words", words).into()));
    driver
}

/// How to describe a requested confinement; a driver that failed may lack a folder.
fn confinement(confined: Confinement, failed: bool) -> Phrase {
    Phrase::new(match (confined, failed) {
        (Confinement::None, _) => "driver-note-unconfined",
        (Confinement::Files, false) => "driver-note-confined-files",
        (Confinement::FilesAndNetwork, false) => "driver-note-confined",
        (Confinement::Files | Confinement::FilesAndNetwork, true) => "driver-note-confined-failed",
    })
}

/// The answer of a driver that does not describe itself.
pub fn info_fault(library: &Library) -> Option<Phrase> {
    let fault = library.fault.as_ref()?;
    let rv = if fault.rv.is_ok() { "nonsense".to_owned() } else { fault.rv.to_string() };
    Some(Phrase::new("driver-note-failed").with("call", fault.call.as_str()).with("rv", rv))
}

/// A driver whose file cannot be loaded.
pub fn failed_driver(found: &Found, fault: Option<&HeaderFault>) -> Driver {
    let kind = fault.map_or(FailureKind::LoadFailed, HeaderFault::kind);
    let failure = driver_failure(&Failure::new(kind));
    let why = fault.filter(|fault| fault.is_refusal()).map(Situation::phrase);
    let notes = why.map(DriverNote::from).into_iter().collect();
    Driver { status: DriverStatus::Unloadable, failure: Some(failure), notes, ..empty_driver(found) }
}

fn empty_driver(found: &Found) -> Driver {
    Driver {
        path: found.path.display().to_string(),
        found_by: found.found_by,
        bits: found.bits,
        host: found.host.as_ref().map(|host| host.display().to_string()),
        status: DriverStatus::Ok,
        library: None,
        manufacturer: None,
        library_version: None,
        cryptoki_version: None,
        slots: None,
        tokens: None,
        load_milliseconds: None,
        confined: false,
        failure: None,
        slot_failures: Vec::new(),
        notes: Vec::new(),
        problems: Vec::new(),
    }
}

/// The status of a driver from its failures; `partial` if something of it could be read.
fn status(driver: &Driver, something: bool) -> DriverStatus {
    let failure = match (&driver.failure, driver.slot_failures.first()) {
        (Some(failure), _) => failure,
        (None, Some(_)) if something => return DriverStatus::Partial,
        (None, Some(failure)) => failure,
        (None, None) => return DriverStatus::Ok,
    };
    match failure.kind {
        FailureKind::Hung | FailureKind::OutOfTime => DriverStatus::Hung,
        FailureKind::Crashed | FailureKind::Exited => DriverStatus::Crashed,
        FailureKind::NotFound
        | FailureKind::NotALibrary
        | FailureKind::WrongArchitecture
        | FailureKind::LoadFailed
        | FailureKind::DependencyMissing
        | FailureKind::NotPkcs11
        | FailureKind::WritableByOthers
        | FailureKind::OtherVersion
        | FailureKind::OutsideModules => DriverStatus::Unloadable,
        FailureKind::CallFailed
        | FailureKind::Nonsense
        | FailureKind::Vanished
        | FailureKind::TooMuch
        | FailureKind::NotApart => DriverStatus::Failed,
    }
}

/// How reliable the driver's PIN flags are.
pub fn trust(found: &Found, library: Option<&Library>) -> FlagTrust {
    recognise(found, library).map_or(FlagTrust::UNLISTED, |known| known.trust)
}

/// The row of the table of known drivers.
pub fn recognise(found: &Found, library: Option<&Library>) -> Option<&'static known::KnownDriver> {
    let file_name = found.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (description, manufacturer) =
        library.map_or(("", ""), |library| (library.description.text.as_str(), library.manufacturer.text.as_str()));
    known::recognise(description, manufacturer, &file_name)
}

/// Everything that failed in a slot.
fn slot_failures(slot: u64, outcome: &SlotOutcome<Assembled>) -> Vec<DriverFailure> {
    let known = !is_not_recognised(outcome);
    let faults = outcome.done.iter().flat_map(|done| &done.faults);
    let faults = faults.filter(|(lost, _)| *lost != FaultScope::Doubt);
    let faults = faults.map(|(_lost, fault)| fault).filter(|fault| known || fault.rv != Rv::TOKEN_NOT_RECOGNIZED);
    let excess = outcome.done.iter().filter(|done| done.excess);
    let excess = excess.map(|_| Failure { slot: Some(slot), ..Failure::new(FailureKind::TooMuch) });
    let failures = outcome
        .failure
        .iter()
        .map(driver_failure)
        .chain(faults.map(|fault| driver_failure(&call_failure(slot, fault))))
        .chain(excess.map(|failure| driver_failure(&failure)))
        .map(|failure| DriverFailure {
            reader: failure.reader.or_else(|| outcome.reader().map(str::to_owned)),
            ..failure
        });
    let mut said: Vec<DriverFailure> = Vec::new();
    for failure in failures {
        // Each class of objects may fail in the same way.
        if !said.contains(&failure) {
            said.push(failure);
        }
    }
    said
}

/// What a token that may be blank refused without a reason, once: not a failure, but worth a note.
fn doubted<T>(outcome: &SlotOutcome<T>) -> Option<&Fault> {
    let faults = outcome.done.iter().flat_map(|done| &done.faults);
    let mut doubted = faults.filter(|(lost, fault)| *lost == FaultScope::Doubt && fault.rv == Rv::GENERAL_ERROR);
    doubted.next().map(|(_, fault)| fault)
}

/// Whether the slot holds a card that this driver does not recognise, which is not a failure: another driver may.
pub fn is_not_recognised<T>(outcome: &SlotOutcome<T>) -> bool {
    let unread = outcome.reading.as_ref().is_none_or(|reading| reading.token.is_none());
    let mut faults = outcome.done.iter().flat_map(|done| &done.faults);
    unread && outcome.failure.is_none() && faults.any(|(_lost, fault)| fault.rv == Rv::TOKEN_NOT_RECOGNIZED)
}

/// Whether a driver that the user did not name reports that it cannot work here: its service or hardware is missing.
fn is_unused(found: &Found, failure: Option<&Failure>) -> bool {
    let refused = failure.is_some_and(|failure| {
        failure.kind == FailureKind::CallFailed && failure.call.as_deref() == Some("C_Initialize")
    });
    refused && !found.named
}

/// A call that failed on a slot, as a failure of its driver.
pub fn call_failure(slot: u64, fault: &Fault) -> Failure {
    let kind = match fault.rv {
        rv if rv.is_ok() => FailureKind::Nonsense,
        rv if is_vanished(rv) => FailureKind::Vanished,
        _ => FailureKind::CallFailed,
    };
    let rv = Some(fault.rv).filter(|rv| !rv.is_ok());
    Failure { call: Some(fault.call.clone()), slot: Some(slot), rv, ..Failure::new(kind) }
}

fn is_vanished(rv: Rv) -> bool {
    rv == Rv::TOKEN_NOT_PRESENT || rv == Rv::DEVICE_REMOVED
}

/// A failure as the report shows it; the sentence is added later.
pub fn driver_failure(failure: &Failure) -> DriverFailure {
    DriverFailure {
        kind: failure.kind,
        call: failure.call.clone(),
        slot: failure.slot,
        slot_text: failure.slot.and_then(slot_text),
        reader: failure.reader.clone(),
        cards_in: failure.cards_in.clone(),
        library: failure.libraries.first().cloned(),
        libraries: failure.libraries.clone(),
        ckr: failure.rv.map(|rv| rv.to_string()),
        signal: failure.signal.clone(),
        seconds: failure.seconds,
        message: String::new(),
    }
}

/// Empty text counts as no text.
fn text(raw: &RawText) -> Option<String> {
    (!raw.text.is_empty()).then(|| raw.text.clone())
}

fn not_utf8(field: &str, subject: Option<&str>) -> Problem {
    problem(ProblemCode::TextNotUtf8, Severity::Note, subject, vec![("field", field.to_owned())])
}
