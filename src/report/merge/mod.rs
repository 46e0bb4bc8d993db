//! Merging of inventories: several workstations and days become one document.
//!
//! May import `domain` and the inventory's types. Pitfall: days left, validity and counts are those of the time
//! of a reading, so the caller gives every verdict again (`assess`) for the newest one.

mod conflict;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

pub use conflict::{Conflict, ConflictCode};

use super::inventory::{Driver, DriverStatus, Inventory, Summary, Token};
use super::revocations::Revocations;
use super::{Envelope, Kind, assess::recount};
use crate::domain::merge::{Seen, group};
use crate::domain::time::Moment;
use crate::report::verify::UnreadFile;

/// One document made from several, and the conflicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The union: the newest reading of each token and driver.
    pub inventory: Inventory,
    /// The conflicts, by subject.
    pub conflicts: Vec<Conflict>,
}

/// Merges a new reading into a saved inventory (`inventory --add-to`).
///
/// The result has the reading's time unless the saved one is newer.
pub fn add_to(saved: Inventory, reading: Inventory, now: Moment) -> Merged {
    merge(vec![saved, reading], now)
}

/// Merges inventories of several workstations, units or days: the newest reading of each token wins, except that a
/// certificate known to be revoked stays so. A reading dated more than a day after `now` is of a computer whose clock was
/// wrong, and wins only where there is no other.
///
/// Of readings from the same second the later in `inventories` wins. An empty list makes an empty document at the
/// beginning of 1970.
pub fn merge(inventories: Vec<Inventory>, now: Moment) -> Merged {
    let newest_at = inventories.iter().map(|inventory| inventory.envelope.generated_at).max();
    let generated_at = newest_at.unwrap_or_else(epoch);
    let mut ordered: Vec<Inventory> = inventories.into_iter().rev().collect();
    ordered.sort_by_key(|inventory| Reverse(inventory.envelope.generated_at));

    let sightings: Vec<(usize, &Token)> = ordered
        .iter()
        .enumerate()
        .flat_map(|(reading, inventory)| inventory.tokens.iter().map(move |token| (reading, token)))
        .collect();
    let seen: Vec<Seen<'_>> = sightings.iter().map(|(reading, token)| (*reading, token.sighting())).collect();
    let mut groups = group(&seen);
    // A document may itself be merged from readings of several days: what counts is when each token was read.
    let read_at = |member: &usize| {
        let sighting = sightings.get(*member);
        sighting
            .and_then(|(reading, token)| token.read_at.or(ordered.get(*reading).map(|one| one.envelope.generated_at)))
    };
    for members in &mut groups {
        members.sort_by_key(|member| {
            let at = read_at(member);
            (at.is_some_and(|at| is_impossible(at, now)), Reverse(at), *member)
        });
    }
    let mut conflicts = conflict::between(&groups, &sightings);
    let newest_drivers = newest_readings(&ordered, now, |_| true);
    conflicts.extend(conflict::of_drivers(&ordered, &newest_drivers));
    conflicts.sort();

    let complete = newest_readings(&ordered, now, |driver| driver.status == DriverStatus::Ok);
    let revocations = Revocations::of(&ordered, now);
    let mut unread: Vec<UnreadFile> = Vec::new();
    // Members are sorted newest first, so the first of each group is the newest.
    let chosen: HashSet<usize> = groups.iter().filter_map(|members| members.first().copied()).collect();
    let mut position = 0;
    let mut envelope = None;
    let mut drivers: Vec<Driver> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut tokens = Vec::new();
    for (reading, inventory) in ordered.into_iter().enumerate() {
        let written_at = inventory.envelope.generated_at;
        envelope.get_or_insert(inventory.envelope);
        // What was not read when one of them was made is not read by reading the result again.
        for file in inventory.unread {
            if !unread.contains(&file) {
                unread.push(file);
            }
        }
        for driver in inventory.drivers {
            if newest_drivers.get(&driver.path).is_some_and(|(_, newest)| *newest == reading)
                && !places.contains_key(&driver.path)
            {
                places.insert(driver.path.clone(), drivers.len());
                drivers.push(driver);
            }
        }
        for mut token in inventory.tokens {
            token.read_at.get_or_insert(written_at);
            if chosen.contains(&position) && !is_stale(&complete, reading, &token) {
                tokens.push(token);
            }
            position += 1;
        }
    }
    // A driver number beyond the list means a driver that its own document does not name.
    tokens.sort_by_cached_key(|token: &Token| {
        let place = places.get(&token.driver).copied().unwrap_or(usize::MAX);
        (
            place,
            token.driver.clone(),
            token.identity.slot,
            token.identity.reader.clone(),
            token.identity.serial.clone(),
            token.identity.label.clone(),
        )
    });
    let envelope = envelope.unwrap_or_else(|| Envelope::new(Kind::Inventory, generated_at));
    let envelope = Envelope { generated_at, ..envelope };
    // A reading without `--revocation` says nothing about what is known from others.
    revocations.keep(&mut tokens, generated_at, now);
    let mut inventory = Inventory { envelope, drivers, tokens, summary: Summary::default(), unread };
    recount(&mut inventory);
    Merged { inventory, conflicts }
}

/// Whether nothing can have been read at this time; computers and time zones differ by less than a day.
pub fn is_impossible(read_at: Moment, now: Moment) -> bool {
    read_at > now.plus_days(1)
}

/// The tokens of one inventory that are missing in another.
pub fn missing<'t>(of: &'t Inventory, from: &'t Inventory) -> Vec<&'t Token> {
    let tokens: Vec<(usize, &Token)> = [of, from]
        .iter()
        .enumerate()
        .flat_map(|(reading, one)| one.tokens.iter().map(move |token| (reading, token)))
        .collect();
    let seen: Vec<Seen<'_>> = tokens.iter().map(|(reading, token)| (*reading, token.sighting())).collect();
    let is_of = |member: &usize| tokens.get(*member).is_some_and(|(reading, _)| *reading == 0);
    let mut members: Vec<usize> =
        group(&seen).into_iter().filter(|members| members.iter().all(is_of)).flatten().collect();
    members.sort_unstable();
    members.iter().filter_map(|member| tokens.get(*member)).map(|(_, token)| *token).collect()
}

/// The newest reading of each driver that `counts`: when it was read, and its place in the list. In a document that was
/// merged from readings of several days, a driver was read when its newest token was. As for tokens, what was read by a
/// clock that was wrong gives way to everything else.
fn newest_readings(
    ordered: &[Inventory],
    now: Moment,
    counts: impl Fn(&Driver) -> bool,
) -> HashMap<String, (Moment, usize)> {
    let is_newer = |at: Moment, known: Moment| (!is_impossible(at, now), at) > (!is_impossible(known, now), known);
    let mut newest: HashMap<String, (Moment, usize)> = HashMap::new();
    for (reading, inventory) in ordered.iter().enumerate() {
        let mut read_at: HashMap<&str, Moment> = HashMap::new();
        for token in &inventory.tokens {
            let at = token.read_at.unwrap_or(inventory.envelope.generated_at);
            let known = read_at.entry(&token.driver).or_insert(at);
            if is_newer(at, *known) {
                *known = at;
            }
        }
        for driver in inventory.drivers.iter().filter(|driver| counts(driver)) {
            let at = read_at.get(driver.path.as_str()).copied().unwrap_or(inventory.envelope.generated_at);
            let known = newest.entry(driver.path.clone()).or_insert((at, reading));
            if is_newer(at, known.0) {
                *known = (at, reading);
            }
        }
    }
    newest
}

/// An empty slot is a state of the workstation at that time, not a token: only that of the driver's newest complete
/// reading, or of a later one, is kept.
fn is_stale(complete: &HashMap<String, (Moment, usize)>, reading: usize, token: &Token) -> bool {
    let is_older = |(at, newest): &(Moment, usize)| {
        reading != *newest && (token.read_at, Reverse(reading)) < (Some(*at), Reverse(*newest))
    };
    let is_empty = !token.initialized && token.identity.telling_serial().is_none();
    is_empty && complete.get(&token.driver).is_some_and(is_older)
}

fn epoch() -> Moment {
    Moment::from_utc(jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0))
}

#[cfg(test)]
mod tests;
