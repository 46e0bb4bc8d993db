//! OpenSC has slots for a limited number of readers, four by default, and does not mention the others. Once its slots are
//! used up, PC/SC is asked which readers hold a card, and each of those without a slot is read in a separate host.
//!
//! Pitfall: a reader without a slot even there is ignored by the user's own opensc.conf, which is not a failure.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Door, Survey, add, give_up, is_opensc, opensc_files};
use crate::at_once::at_once;
use crate::commands::assemble::Assembled;
use crate::domain::phrase::Phrase;
use crate::domain::reader::is_same_reader;
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
        // As if OpenSC had had slots for all of them: it counts those of an empty reader too, but none of one that it
        // ignores.
        let mut number = slots.after(last(&whole));
        let mut is_renumbered = false;
        for (reader, part) in left_out.iter().zip(parts) {
            match part {
                Ok((configuration, part)) => {
                    whole.interrupted |= part.interrupted;
                    let Some(inside) = part.slots.keys().next().map(|slot| slots.first_beside(*slot)) else { continue };
                    let first = number.saturating_sub(inside);
                    number = slots.after(Some(number));
                    if !reader.holds_card {
                        continue;
                    }
                    let shown = part.slots.keys().map(|slot| slot.saturating_add(first)).collect();
                    add(&mut whole, part, first);
                    doors.push(Door { first, slots: shown, is_renumbered, configuration: Arc::new(configuration) });
                }
                Err(failure) => {
                    // It may have slots, or be ignored.
                    (number, is_renumbered) = (slots.after(Some(number)), true);
                    if reader.holds_card {
                        give_up(&mut whole, failure);
                    }
                }
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
        is_opensc(self.found, Some(library)).then_some(())?;
        Some(Slots::read(&opensc_files(self.context, self.found))).filter(|slots| slots.are_used_up(last(whole)))
    }
}

fn last(whole: &DriverReading<Assembled>) -> Option<u64> {
    whole.slots.keys().next_back().copied()
}

/// The readers without a slot up to the last one that holds a card, in the order of PC/SC, which is OpenSC's. Empty ones
/// before the last that has a slot do not count: OpenSC ignores them.
fn without_slot<'a>(readers: &'a [Reader], slots: Slots, whole: &DriverReading<Assembled>) -> Vec<&'a Reader> {
    let described = whole.slots.iter().filter_map(|(slot, outcome)| Some((slots.reader_of(*slot), outcome.reader()?)));
    // Each counts once: names that were cut may be equal.
    let mut shown: BTreeMap<u64, &str> = described.collect();
    let mut left_out: Vec<&Reader> = Vec::new();
    for reader in readers {
        match shown.iter().find(|(_, shown)| is_same_reader(shown, &reader.name)).map(|(place, _)| *place) {
            Some(place) => {
                shown.remove(&place);
                left_out.retain(|before| before.holds_card);
            }
            None => left_out.push(reader),
        }
    }
    let end = left_out.iter().rposition(|reader| reader.holds_card).map_or(0, |last| last.saturating_add(1));
    left_out.truncate(end);
    left_out
}
