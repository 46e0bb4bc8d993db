//! OpenSC has slots for a limited number of readers, four by default, and does not mention the others. Once its slots are
//! used up, PC/SC is asked which readers hold a card, and each of those without a slot is read in a separate host.
//!
//! Pitfall: a reader without a slot even there is ignored by the user's own opensc.conf, which is not a failure.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Door, Survey, add, give_up, opensc_files};
use crate::at_once::at_once;
use crate::commands::assemble::{Assembled, recognise};
use crate::commands::unread::is_same_reader;
use crate::domain::known::Family;
use crate::domain::phrase::Phrase;
use crate::driver::client::{Closing, DriverReading, readers};
use crate::driver::opensc_conf::Slots;
use crate::driver::protocol::Reader;

impl Survey<'_> {
    /// Adds the readers for which the driver has no slot.
    pub(super) fn add_readers(self, mut whole: DriverReading<Assembled>) -> (DriverReading<Assembled>, Vec<Door>) {
        let Some(slots) = self.used_up(&whole) else { return (whole, Vec::new()) };
        let Some(readers) = readers(&self.context.launcher) else { return (whole, Vec::new()) };
        let left_out = without_slot(&readers, slots, &whole);
        if left_out.is_empty() {
            return (whole, Vec::new());
        }
        let parts = at_once(&left_out, left_out.len(), |reader| self.alone(reader, &readers));
        // The readings are joined into one, so each driver is closed first.
        if let Some(closed) = whole.closing.take().map(Closing::end) {
            whole.log = closed.log;
            whole.notes.extend(closed.note);
        }
        let mut doors = Vec::new();
        for part in parts {
            match part {
                Ok((_, part)) if part.slots.is_empty() => whole.interrupted |= part.interrupted,
                Ok((configuration, part)) => {
                    // As if OpenSC had had slots for it.
                    let first = slots.after(last(&whole));
                    let shown = part.slots.keys().map(|slot| slot.saturating_add(first)).collect();
                    add(&mut whole, part, first);
                    let configuration = Arc::new(configuration);
                    doors.push(Door { first, slots: shown, is_renumbered: false, configuration });
                }
                Err(failure) => give_up(&mut whole, failure),
            }
        }
        if !doors.is_empty() {
            whole.notes.push(Phrase::new("reader-note-beyond-slots").with("count", doors.len()));
        }
        (whole, doors)
    }

    /// The slots of OpenSC, if all were read and none is left for another reader.
    fn used_up(self, whole: &DriverReading<Assembled>) -> Option<Slots> {
        let read = self.want.slots.is_none() && whole.failure.is_none() && !whole.interrupted;
        let library = whole.library.as_ref().filter(|_| read)?;
        recognise(self.found, Some(library)).filter(|known| known.family == Family::OpenSc)?;
        Some(Slots::read(&opensc_files(self.context, self.found))).filter(|slots| slots.are_used_up(last(whole)))
    }
}

fn last(whole: &DriverReading<Assembled>) -> Option<u64> {
    whole.slots.keys().next_back().copied()
}

/// The readers that hold a card but have no slot.
fn without_slot<'a>(readers: &'a [Reader], slots: Slots, whole: &DriverReading<Assembled>) -> Vec<&'a Reader> {
    let described = whole.slots.iter().filter_map(|(slot, outcome)| Some((slots.reader_of(*slot), outcome.reader()?)));
    // Each counts once: names that were cut may be equal.
    let mut shown: BTreeMap<u64, &str> = described.collect();
    let mut left_out = Vec::new();
    for reader in readers {
        match shown.iter().find(|(_, shown)| is_same_reader(shown, &reader.name)).map(|(place, _)| *place) {
            Some(place) => {
                shown.remove(&place);
            }
            None if reader.holds_card => left_out.push(reader),
            None => {}
        }
    }
    left_out
}
