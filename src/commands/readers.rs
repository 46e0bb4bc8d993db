//! One faulty reader does not hide the others: if a driver hangs or fails as a whole, PC/SC is asked which readers hold
//! a card. OpenSC, which can be limited to one reader, then reads each of them in a separate host, as it does with readers
//! for which it has no slots (`beyond`).
//!
//! Pitfall: such a host counts its slots from the beginning. The numbers shown to the user continue from reader to
//! reader, and a [`Door`] leads from them back to the host, also for a PIN.

mod beyond;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::Context;
use super::assemble::{Assembled, recognise};
use super::reading::{Served, target};
use crate::at_once::at_once;
use crate::domain::known::Family;
use crate::domain::phrase::Phrase;
use crate::domain::reader::is_same_reader;
use crate::driver::client::{DriverReading, Listener, SlotOutcome, Target, Want, readers, survey};
use crate::driver::discover::{Found, Service, service_state};
use crate::driver::header;
use crate::driver::opensc_conf::{OneReader, Slots, Source, entries_hiding};
use crate::driver::protocol::{Failure, Library, Reader};
use crate::environment::Environment;
use crate::report::inventory::FailureKind;

/// Access to the slots of one reader, through a host that sees no other.
#[derive(Debug, Clone)]
pub struct Door {
    /// What is added to the host's own slot numbers.
    first: u64,
    /// The numbers shown to the user.
    slots: Vec<u64>,
    /// Whether these are other numbers than the driver gives them where no reader fails.
    pub(super) is_renumbered: bool,
    configuration: Arc<OneReader>,
}

impl Door {
    /// Whether a slot, by its shown number, belongs to it.
    pub fn leads_to(&self, slot: u64) -> bool {
        self.slots.contains(&slot)
    }

    /// The host's own number of a slot.
    pub fn inside(&self, slot: u64) -> u64 {
        slot.saturating_sub(self.first)
    }

    /// The configuration with which OpenSC shows only that reader.
    pub fn configuration(&self) -> &Path {
        self.configuration.path()
    }

    /// The driver as served through this door.
    pub fn target(&self, context: &Context<'_>, found: &Found) -> Target {
        behind(context, found, &self.configuration)
    }
}

fn behind(context: &Context<'_>, found: &Found, configuration: &OneReader) -> Target {
    let variables = vec![("OPENSC_CONF", configuration.path().to_owned())];
    Target { variables, ..target(context, found) }
}

/// A driver to be read.
#[derive(Clone, Copy)]
pub(super) struct Survey<'a> {
    /// The settings of this run.
    pub context: &'a Context<'a>,
    /// The driver.
    pub found: &'a Found,
    /// What is read of it.
    pub want: Want<'a>,
    /// Takes what has been read, and follows the progress.
    pub listener: Listener<'a, Assembled>,
}

impl Survey<'_> {
    /// Reads the whole driver in one host, or in several that share its slots.
    pub(super) fn whole(self) -> DriverReading<Assembled> {
        survey(&self.context.launcher, &target(self.context, self.found), self.want, self.listener)
    }

    /// Reads slots through doors opened before.
    pub(super) fn through(self, doors: &[Door]) -> DriverReading<Assembled> {
        let wanted = |slot: &u64| self.want.slots.is_none_or(|slots| slots.contains(slot));
        let parts = at_once(doors, doors.len(), |door| {
            let slots: Vec<u64> = door.slots.iter().copied().filter(wanted).map(|slot| door.inside(slot)).collect();
            (!slots.is_empty()).then(|| (door.first, self.behind(&door.configuration, Some(&slots))))
        });
        let mut whole = self.beside(doors);
        for (first, mut part) in parts.into_iter().flatten() {
            // The reader was removed or failed meanwhile: its slots could not be read.
            if let Some(failure) = part.failure.take() {
                whole.readers.push(failure);
            }
            add(&mut whole, part, first);
        }
        whole
    }

    /// Reads a driver that hung or failed as a whole reader by reader, if possible; otherwise reports where cards are.
    /// Adds the readers that OpenSC does not mention.
    pub(super) fn one_by_one(self, mut whole: DriverReading<Assembled>) -> (DriverReading<Assembled>, Vec<Door>) {
        let Some(failure) = whole.failure.as_mut().filter(|one| is_of_the_whole(one) && may_use_pcsc(self.found))
        else {
            return self.add_readers(whole);
        };
        let Some(readers) = readers(&self.context.launcher) else { return (whole, Vec::new()) };
        let with_card: Vec<&Reader> = readers.iter().filter(|reader| reader.holds_card).collect();
        failure.cards_in = with_card.iter().map(|reader| reader.name.clone()).collect();
        if with_card.len() < 2 || !is_opensc(self.found, whole.library.as_ref()) {
            return (whole, Vec::new());
        }
        let failure = failure.clone();
        let parts = at_once(&with_card, with_card.len(), |reader| self.alone(reader, &readers));
        let mut read = DriverReading::default();
        let mut doors = Vec::new();
        for part in parts {
            match part {
                Ok((configuration, part)) => {
                    let first = read.slots.keys().next_back().map_or(0, |last| last.saturating_add(1));
                    let slots = part.slots.keys().map(|slot| slot.saturating_add(first)).collect();
                    add(&mut read, part, first);
                    doors.push(Door { first, slots, is_renumbered: true, configuration: Arc::new(configuration) });
                }
                Err(failure) => give_up(&mut read, failure),
            }
        }
        read.interrupted |= whole.interrupted;
        if doors.is_empty() {
            whole.readers = read.readers;
            whole.notes.append(&mut read.notes);
            whole.interrupted = read.interrupted;
            return (whole, Vec::new());
        }
        let call = failure.call.unwrap_or_default();
        read.notes.push(Phrase::new("reader-note-one-by-one").with("call", call));
        read.confined = read.confined.or(whole.confined);
        (read, doors)
    }

    /// Reads those of the wanted slots to which no door leads.
    fn beside(self, doors: &[Door]) -> DriverReading<Assembled> {
        let slots = self.want.slots.unwrap_or_default().iter().copied();
        let slots: Vec<u64> = slots.filter(|slot| !doors.iter().any(|door| door.leads_to(*slot))).collect();
        if slots.is_empty() {
            return DriverReading::default();
        }
        Survey { want: Want { slots: Some(&slots), ahead: false, ..self.want }, ..self }.whole()
    }

    /// Reads one reader, with the others hidden from OpenSC.
    fn alone(self, reader: &Reader, readers: &[Reader]) -> Result<(OneReader, DriverReading<Assembled>), Failure> {
        let about = |failure: Failure| Failure { reader: Some(reader.name.clone()), ..failure };
        let others = readers.iter().filter(|other| other.name != reader.name);
        let entries = entries_hiding(others.map(|other| (other.name.as_str(), other.holds_card)), &reader.name);
        let entries = entries.map_err(|other| {
            about(Failure { cards_in: vec![other.to_owned()], ..Failure::new(FailureKind::NotApart) })
        })?;
        let cannot_write = |error: std::io::Error| {
            about(Failure { detail: Some(error.to_string()), ..Failure::new(FailureKind::NotApart) })
        };
        let folders = self.context.environment.temporary_folders();
        let source = opensc_files(self.context, self.found);
        let configuration = OneReader::write(&folders, &source, &entries).map_err(cannot_write)?;
        let mut reading = self.behind(&configuration, self.want.slots);
        if let Some(failure) = reading.failure.take() {
            return Err(about(failure));
        }
        match keep_only(&mut reading, reader, readers, Slots::read(&source)) {
            Some(other) => Err(about(Failure { cards_in: vec![other], ..Failure::new(FailureKind::NotApart) })),
            None => Ok((configuration, reading)),
        }
    }

    /// Reads one reader, and waits until its driver is closed: the readings of several are joined into one.
    fn behind(self, configuration: &OneReader, slots: Option<&[u64]>) -> DriverReading<Assembled> {
        let want = Want { slots, ahead: false, ..self.want };
        survey(&self.context.launcher, &behind(self.context, self.found, configuration), want, self.listener)
    }
}

/// Reports a reader that could not be read, with the reason if it is one of this program.
fn give_up(read: &mut DriverReading<Assembled>, failure: Failure) {
    if let (FailureKind::NotApart, Some(words)) = (failure.kind, &failure.detail) {
        let note = Phrase::new("reader-note-no-copy").with("words", words.as_str());
        read.notes.extend(Some(note).filter(|note| !read.notes.contains(note)));
    }
    read.readers.push(failure);
}

/// Removes empty readers that could not be hidden. Returns another reader with a card that is shown as well: then OpenSC
/// did not heed the configuration, and it is unknown which card is whose.
fn keep_only<T>(reading: &mut DriverReading<T>, reader: &Reader, readers: &[Reader], slots: Slots) -> Option<String> {
    let is_it = |shown: &str| is_same_reader(shown, &reader.name);
    let other_of = |shown: &str| {
        let mut others = readers.iter().filter(|other| other.holds_card && other.name != reader.name);
        others.find(|other| is_same_reader(shown, &other.name)).map(|other| other.name.clone())
    };
    let shown = || reading.slots.values().filter_map(SlotOutcome::reader);
    if let Some(other) = shown().filter(|name| !is_it(name)).find_map(other_of) {
        return Some(other);
    }
    // Names that were cut may be equal: then there must be slots of one reader.
    let alike = shown().find_map(other_of);
    reading.slots.retain(|_, outcome| outcome.reader().is_none_or(is_it));
    let places: BTreeSet<u64> = reading.slots.keys().map(|slot| slots.reader_of(*slot)).collect();
    alike.filter(|_| places.len() > 1)
}

/// The user's opensc.conf for a driver.
pub(super) fn opensc_files(context: &Context<'_>, found: &Found) -> Source {
    let named = found.settings.opensc_conf.clone().or_else(|| context.environment.opensc_conf());
    let program_files = context.environment.program_files();
    let needed = header::needed(&found.path).map(|needed| needed.libraries).unwrap_or_default();
    Source::new(&found.path, named.as_deref(), &needed, program_files.as_deref())
}

/// Adds the data of one reader; its slots continue after `first`.
fn add(whole: &mut DriverReading<Assembled>, part: DriverReading<Assembled>, first: u64) {
    for (slot, mut outcome) in part.slots {
        let shown = slot.saturating_add(first);
        if let Some(failure) = &mut outcome.failure {
            failure.slot = failure.slot.map(|_| shown);
        }
        whole.slots.insert(shown, outcome);
    }
    whole.interrupted |= part.interrupted;
    whole.confined = whole.confined.or(part.confined);
    whole.readers.extend(part.readers);
    whole.log.push_str(&part.log);
    whole.notes.extend(part.notes.into_iter().filter(|note| !whole.notes.contains(note)).collect::<Vec<_>>());
    if let Some(library) = part.library {
        let slots = whole.slots.keys().copied().collect();
        let known = whole.library.get_or_insert(library);
        known.slots = slots;
    }
}

/// Reports that the smart card service is down if a driver for cards found no reader: it is the cause, and no driver says so.
pub fn missing_service(environment: &Environment, served: &[Served]) -> Option<Phrase> {
    if !served.iter().any(found_no_reader) {
        return None;
    }
    let service = service_state(environment).filter(|service| *service != Service::Running);
    service.map(Service::phrase)
}

/// Whether a driver known to serve cards in readers has no slot at all.
pub(super) fn found_no_reader(one: &Served) -> bool {
    let family = recognise(&one.found, None).map(|known| known.family);
    let is_pcsc = |library: &str| library.starts_with("libpcsclite.") || library.eq_ignore_ascii_case("winscard.dll");
    let empty = one.library().is_some_and(|library| library.slots.is_empty());
    empty && may_use_pcsc(&one.found) && (family.is_some() || needs(&one.found, is_pcsc))
}

/// Whether the failed call concerns all readers at once.
fn is_of_the_whole(failure: &Failure) -> bool {
    let kind = matches!(
        failure.kind,
        FailureKind::Hung | FailureKind::Crashed | FailureKind::Exited | FailureKind::CallFailed
    );
    let call = matches!(failure.call.as_deref(), Some("C_Initialize" | "C_GetInfo" | "C_GetSlotList"));
    kind && call && failure.slot.is_none()
}

/// Whether a driver may serve cards in readers: those known not to, such as SoftHSM, are excluded.
pub(super) fn may_use_pcsc(found: &Found) -> bool {
    use Family::{Kryoptic, Nss, OpenCryptoki, SoftHsm, Tpm2, WolfPkcs11};
    let family = recognise(found, None).map(|known| known.family);
    !matches!(family, Some(SoftHsm | Kryoptic | OpenCryptoki | Tpm2 | Nss | WolfPkcs11))
}

/// Whether a driver is OpenSC's, by what it says of itself, by its name, or by the library it needs: only OpenSC can be
/// kept from readers, and only its slots are limited.
fn is_opensc(found: &Found, library: Option<&Library>) -> bool {
    let name = found.path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    recognise(found, library).is_some_and(|known| known.family == Family::OpenSc)
        || name.contains("opensc-pkcs11")
        || needs(found, |library| library.starts_with("libopensc."))
}

/// Whether a driver's own table lists such a library.
fn needs(found: &Found, is_it: impl Fn(&str) -> bool) -> bool {
    header::needed(&found.path).is_some_and(|needed| needed.libraries.iter().any(|library| is_it(library)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::protocol::{RawText, SlotReading};

    /// What is left of these slots of a host that should see the first reader only.
    fn kept(slots: &[(u64, &str)], readers: &[(&str, bool)]) -> Result<Vec<u64>, String> {
        let readers: Vec<Reader> = readers
            .iter()
            .map(|(name, holds_card)| Reader { name: (*name).to_owned(), holds_card: *holds_card })
            .collect();
        let mut reading = DriverReading::<()>::default();
        for (slot, name) in slots {
            let description = Some(RawText { text: (*name).to_owned(), hex: None, rest: None });
            let one = SlotReading { slot: *slot, description, manufacturer: None, token: None, missing: Vec::new() };
            reading.slots.insert(*slot, SlotOutcome { reading: Some(one), ..SlotOutcome::default() });
        }
        let slots = Slots::read(&Source::new(Path::new("opensc-pkcs11.so"), Some(Path::new("")), &[], None));
        match keep_only(&mut reading, readers.first().unwrap(), &readers, slots) {
            Some(other) => Err(other),
            None => Ok(reading.slots.keys().copied().collect()),
        }
    }

    #[test]
    fn another_reader_with_a_card_is_never_read_as_the_one_that_is_meant() {
        let (one, other) = (("ACS 00", true), ("ACS 01", true));
        assert_eq!(kept(&[(0, "ACS 00"), (1, "ACS 00")], &[one, other]), Ok(vec![0, 1]), "as it should be");
        assert_eq!(kept(&[(0, "ACS 00"), (4, "ACS 01")], &[one, other]), Err("ACS 01".to_owned()), "not hidden");
        assert_eq!(kept(&[(0, "ACS 00"), (4, "ACS 01")], &[one, ("ACS 01", false)]), Ok(vec![0]), "an empty one");
        assert_eq!(kept(&[(4, "ACS 01")], &[one, other]), Err("ACS 01".to_owned()), "not the reader at all");
        let long = "Broadcom Corp Contacted SmartCard [Contacted SmartCard] (0123456789ABCD)";
        let (near, far) = (format!("{long} 00 00"), format!("{long} 00 01"));
        let cut = "Broadcom Corp Contacted SmartCard [Contacted SmartCard] (0123...";
        let both = [(near.as_str(), true), (far.as_str(), true)];
        assert_eq!(kept(&[(0, cut), (1, cut)], &both), Ok(vec![0, 1]), "one reader, whichever is shown");
        assert_eq!(kept(&[(0, cut), (4, cut)], &both), Err(far.clone()), "two that nothing tells apart");
    }
}
