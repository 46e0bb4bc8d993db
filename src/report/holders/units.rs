//! The units of a staff list, each in its spelling there, by which certificates that name the same unit are grouped.
//!
//! May import `domain`. Pitfall: an abbreviation may have several readings; what is spelt like an earlier unit of the list
//! belongs to that unit.

use std::collections::HashMap;

use crate::domain::names::Names;
use crate::domain::roster::Entry;

/// The units of a staff list; none without one.
#[derive(Debug)]
pub(super) struct Units<'a> {
    /// The spelling of each, by the readings of its name.
    spellings: HashMap<String, &'a str>,
    /// The name by which each spelling is grouped.
    groups: HashMap<&'a str, String>,
    names: Names,
}

impl<'a> Units<'a> {
    /// The units in which these people work.
    pub(super) fn new(entries: &[&'a Entry], names: &Names) -> Self {
        let mut spellings: HashMap<String, &str> = HashMap::new();
        let mut groups: HashMap<&str, String> = HashMap::new();
        for unit in entries.iter().filter_map(|entry| entry.place_of_work()) {
            if groups.contains_key(unit) {
                continue;
            }
            let named = names.body(unit);
            // One group for everything spelt like an earlier one.
            let first = named.readings().iter().find_map(|reading| spellings.get(reading).copied());
            let group = first.and_then(|first| groups.get(first).cloned()).unwrap_or_else(|| named.key().to_owned());
            groups.insert(unit, group);
            for reading in named.readings() {
                spellings.entry(reading.clone()).or_insert(unit);
            }
        }
        Self { spellings, groups, names: names.clone() }
    }

    /// The list's spelling of a unit, if it names it.
    pub(super) fn spelling_of(&self, unit: &str) -> Option<&'a str> {
        if self.spellings.is_empty() {
            return None;
        }
        self.names.body(unit).readings().iter().find_map(|reading| self.spellings.get(reading)).copied()
    }

    /// The name by which a unit is grouped: one for all its spellings in the list.
    pub(super) fn group_of(&self, unit: &str) -> String {
        self.groups.get(unit).cloned().unwrap_or_else(|| self.names.body(unit).key().to_owned())
    }
}
