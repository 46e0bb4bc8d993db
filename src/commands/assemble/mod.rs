//! Builds the objects of the report from a driver host's data.
//!
//! Pitfall: what could not be read stays absent; nothing here fills a gap with zero, "none" or a guess.

mod object;
mod settle;

use crate::domain::check::problem;
use crate::domain::known;
use crate::domain::phrase::Phrase;
use crate::domain::pin::{self, FlagTrust, flags as token_flags};
use crate::domain::problem::{Problem, ProblemCode, Severity};
use crate::domain::situation::Situation;
use crate::domain::token::TokenIdentity;
use crate::domain::uri::{Uri, UriText};
use crate::driver::client::{DriverReading, SlotOutcome};
use crate::driver::discover::Found;
use crate::driver::header::HeaderFault;
use crate::driver::protocol::{Confinement, Failure, Fault, Library, RawIdentity, RawText, TokenFlag, TokenReading};
use crate::driver::rv::Rv;
use crate::report::inventory::{
    Driver, DriverFailure, DriverStatus, FailureKind, FoundBy, Inventory, Mechanism, Token, slot_text,
};
use crate::report::note::DriverNote;
use crate::report::{count, word_of};

pub use object::{Assembled, Item, assemble_object, known_key};

/// Adds a driver and its tokens.
pub fn assemble_driver(inventory: &mut Inventory, found: &Found, reading: &mut DriverReading<Assembled>) {
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
    driver
        .notes
        .extend(reading.confined.map(|confined| DriverNote::from(confinement(confined, driver.failure.is_some()))));
    driver.notes.extend(reading.notes.iter().cloned().map(DriverNote::from));
    let words = reading.failure.as_ref().filter(|failure| failure.kind == FailureKind::LoadFailed);
    let words = words.and_then(|failure| failure.detail.as_deref());
    driver.notes.extend(words.map(|words| Phrase::new("driver-note-loader").with("words", words).into()));
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

/// Whether the slot holds a card that this driver does not recognise, which is not a failure: another driver may.
pub fn is_not_recognised<T>(outcome: &SlotOutcome<T>) -> bool {
    let unread = outcome.reading.as_ref().is_none_or(|reading| reading.token.is_none());
    let mut faults = outcome.done.iter().flat_map(|done| &done.faults);
    unread && outcome.failure.is_none() && faults.any(|(_lost, fault)| fault.rv == Rv::TOKEN_NOT_RECOGNIZED)
}

/// Whether a driver that the user did not name reports that it cannot work here: its service or hardware is missing.
fn is_unused(found: &Found, failure: Option<&Failure>) -> bool {
    let named = matches!(found.found_by, FoundBy::Option | FoundBy::Environment | FoundBy::Config);
    let refused = failure.is_some_and(|failure| {
        failure.kind == FailureKind::CallFailed && failure.call.as_deref() == Some("C_Initialize")
    });
    refused && !named
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

/// A token without its objects, from CK_SLOT_INFO and CK_TOKEN_INFO.
pub fn bare_token(driver: &str, slot: u64, reader: Option<&RawText>, token: &TokenReading, trust: FlagTrust) -> Token {
    let flags = token.flags;
    let mut problems = Vec::new();
    let raw = &token.identity;
    let fields =
        [("label", &raw.label), ("serial", &raw.serial), ("manufacturer", &raw.manufacturer), ("model", &raw.model)];
    for (name, raw) in fields.into_iter().chain(reader.map(|reader| ("reader", reader))) {
        if raw.hex.is_some() {
            problems.push(not_utf8(name, None));
        }
    }
    Token {
        driver: driver.to_owned(),
        identity: TokenIdentity {
            slot,
            slot_text: slot_text(slot),
            reader: reader.and_then(text),
            label: text(&raw.label),
            label_hex: raw.label.hex.clone(),
            serial: text(&raw.serial),
            manufacturer: text(&raw.manufacturer),
            model: text(&raw.model),
        },
        firmware_version: Some(token.firmware_version.clone()),
        hardware_version: Some(token.hardware_version.clone()),
        uri: token_uri(raw),
        also_seen_by: Vec::new(),
        read_at: None,
        holder: None,
        initialized: flags & token_flags::TOKEN_INITIALIZED != 0,
        login_required: flags & token_flags::LOGIN_REQUIRED != 0,
        write_protected: flags & token_flags::WRITE_PROTECTED != 0,
        pin_pad: flags & token_flags::PROTECTED_AUTHENTICATION_PATH != 0,
        user_pin: pin::user_pin_state(flags, trust, token.min_pin.unwrap_or(0), token.max_pin.unwrap_or(0)),
        so_pin: pin::so_pin_state(flags, trust),
        logged_in: false,
        mechanisms: None,
        keys: Vec::new(),
        certificates: Vec::new(),
        problems,
    }
}

/// The RFC 7512 URI of a token, from the fields that are not empty.
fn token_uri(token: &RawIdentity) -> String {
    let of = |raw: &RawText| {
        let bytes = raw.hex.as_deref().and_then(crate::domain::tlv::unhex);
        (!raw.text.is_empty()).then(|| bytes.map_or_else(|| UriText::from(raw.text.as_str()), UriText::from))
    };
    let (model, manufacturer) = (of(&token.model), of(&token.manufacturer));
    Uri { model, manufacturer, serial: of(&token.serial), token: of(&token.label), ..Uri::default() }.to_string()
}

/// The token of a slot, with its objects, which move into it; `None` if there is none, or none could be read.
fn assemble_token(
    (found, library): (&Found, Option<&Library>),
    slot: u64,
    outcome: &mut SlotOutcome<Assembled>,
    failures: &[DriverFailure],
) -> Option<Token> {
    let reading = outcome.reading.as_ref()?;
    // These drivers are known to set it, so what they show before that is their default.
    let sets_it = recognise(found, library).is_some_and(known::marks_initialized);
    let missing: Vec<TokenFlag> =
        reading.missing.iter().copied().filter(|flag| !(sets_it && *flag == TokenFlag::Initialized)).collect();
    let mut raw = reading.token.clone()?;
    if missing.contains(&TokenFlag::Initialized) {
        raw.flags |= token_flags::TOKEN_INITIALIZED;
    }
    let (driver, trust) = (found.path.display().to_string(), trust(found, library));
    let mut token = bare_token(&driver, slot, reading.description.as_ref(), &raw, trust);
    for flag in missing {
        let details = vec![("flag", flag.name().to_owned())];
        token.problems.push(problem(ProblemCode::TokenFlagMissing, Severity::Note, None, details));
    }
    for failure in failures {
        token.problems.push(problem(ProblemCode::SlotFailed, Severity::Critical, None, failure_details(failure)));
    }
    if let Some(done) = &outcome.done {
        if let Some(counters) = &done.counters {
            counters.tell(&mut token.user_pin, &mut token.so_pin);
        }
        token.logged_in = done.login.is_some_and(|rv| rv.is_ok() || rv == Rv::USER_ALREADY_LOGGED_IN);
        token.mechanisms = done.mechanisms.as_ref().map(|mechanisms| {
            mechanisms
                .iter()
                .map(|mechanism| Mechanism {
                    name: mechanism.name.clone(),
                    min_key_size: (mechanism.min > 0).then_some(mechanism.min),
                    max_key_size: (mechanism.max > 0).then_some(mechanism.max),
                    uses: crate::commands::vocabulary::mechanism_uses(mechanism.flags),
                })
                .collect()
        });
    }
    let mut guesses = Vec::new();
    for object in std::mem::take(&mut outcome.objects) {
        match object.item {
            Item::Certificate(certificate) => token.certificates.push(*certificate),
            Item::Key(key) => {
                guesses.push(object.guess);
                token.keys.push(*key);
            }
        }
        token.problems.extend(object.problems);
    }
    settle::keys(&mut token, &guesses);
    Some(token)
}

fn not_utf8(field: &str, subject: Option<&str>) -> Problem {
    problem(ProblemCode::TextNotUtf8, Severity::Note, subject, vec![("field", field.to_owned())])
}

fn failure_details(failure: &DriverFailure) -> Vec<(&'static str, String)> {
    let kind = word_of(&failure.kind).map(|kind| ("kind", kind));
    let slot = failure.slot.map(|slot| ("slot", slot.to_string()));
    let seconds = failure.seconds.map(|seconds| ("seconds", seconds.to_string()));
    let call = failure.call.clone().map(|call| ("call", call));
    let reader = failure.reader.clone().map(|reader| ("reader", reader));
    let ckr = failure.ckr.clone().map(|ckr| ("ckr", ckr));
    let signal = failure.signal.clone().map(|signal| ("signal", signal));
    [kind, call, slot, reader, ckr, signal, seconds].into_iter().flatten().collect()
}

/// Empty text counts as no text.
fn text(raw: &RawText) -> Option<String> {
    (!raw.text.is_empty()).then(|| raw.text.clone())
}
