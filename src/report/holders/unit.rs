//! `--unit`: the part of an inventory and a staff list that belongs to one agency or unit.
//!
//! May import `domain` and the inventory's types. Pitfall: everybody is matched before anybody is left out. A name
//! that is unique in a unit may not be unique in the list.

use std::collections::{HashMap, HashSet};

use super::{Holder, Holders, Match};
use crate::domain::roster::Roster;
use crate::domain::unit::{Unit, UnitError};
use crate::domain::verdict::JudgeSettings;
use crate::report::inventory::{Inventory, Token};

/// Which tokens belong to the unit, and how many do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfUnit {
    /// Whether each token does, in the inventory's order.
    pub tokens: Vec<bool>,
    /// Initialised tokens of other units.
    pub others: usize,
    /// Initialised tokens for which neither the list nor a certificate names a unit.
    pub nameless: usize,
}

impl OfUnit {
    /// Keeps only the tokens of the unit.
    pub fn keep(&self, tokens: &mut Vec<Token>) {
        let mut kept = self.tokens.iter();
        tokens.retain(|_| kept.next() == Some(&true));
    }
}

/// Finds the part of the unit named in the settings; `None` if they name none.
///
/// # Errors
/// [`UnitError`] if nothing belongs to it.
pub fn of_unit(
    inventory: &Inventory,
    roster: Option<&Roster>,
    settings: &JudgeSettings,
) -> Result<Option<OfUnit>, UnitError> {
    let Some(text) = &settings.unit else { return Ok(None) };
    let unit = Unit::new(text, &settings.names);
    let mut holders =
        Holders::new(inventory, roster, &JudgeSettings { unit: None, not_read_since: None, ..settings.clone() });
    let listed = holders.entries.iter().flat_map(|entry| entry.unit.iter().chain(&entry.department));
    let known: Vec<&str> = listed.map(String::as_str).chain(holders.all.iter().flat_map(Holder::bodies)).collect();
    let placed: HashSet<*const Token> = holders
        .all
        .iter()
        .filter(|holder| holders.unit_of(holder).is_some())
        .flat_map(|holder| holder.places().map(|(token, _)| std::ptr::from_ref(token)))
        .collect();
    holders.keep(&unit);
    if holders.entries.is_empty() && holders.all.is_empty() {
        return Err(unit.unknown(known.into_iter()));
    }
    let places = holders.all.iter().flat_map(Holder::places);
    let own: HashSet<*const Token> = places.map(|(token, _)| std::ptr::from_ref(token)).collect();
    let tokens: Vec<bool> = inventory.tokens.iter().map(|token| own.contains(&std::ptr::from_ref(token))).collect();
    let left = || inventory.tokens.iter().zip(&tokens).filter(|(token, kept)| token.initialized && !**kept);
    let others = left().filter(|(token, _)| placed.contains(&std::ptr::from_ref(*token))).count();
    let nameless = left().count() - others;
    Ok(Some(OfUnit { tokens, others, nameless }))
}

impl Holders<'_> {
    /// Keeps the part of one unit. Everybody was matched before: a name unique in a unit may not be unique in the list.
    pub(super) fn keep(&mut self, unit: &Unit) {
        let mut asked: HashMap<String, bool> = HashMap::new();
        let mut is_unit = |name: &str| *asked.entry(name.to_owned()).or_insert_with(|| unit.is(name));
        let mut of_entries = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            of_entries.push(entry.unit.iter().chain(&entry.department).any(|name| is_unit(name)));
        }
        let mut of_holders = Vec::with_capacity(self.all.len());
        for holder in &self.all {
            let listed = holder.found.and_then(|found| self.entries.get(found.entry).zip(of_entries.get(found.entry)));
            of_holders.push(match listed.filter(|(entry, _)| entry.place_of_work().is_some()) {
                Some((_, of_unit)) => *of_unit,
                None => holder.bodies().chain(holder.organisation()).any(&mut is_unit),
            });
        }
        // If the list does not give the unit, the certificate does.
        for (holder, of_unit) in self.all.iter().zip(&of_holders) {
            if let Some(of_entry) = holder.found.and_then(|found| of_entries.get_mut(found.entry)) {
                *of_entry |= *of_unit;
            }
        }
        for one in &self.matching.ambiguities {
            let asked_for = one.entries.iter().any(|entry| of_entries.get(*entry) == Some(&true));
            for candidate in one.candidates.iter().filter(|_| asked_for) {
                if let Some(of_holder) = of_holders.get_mut(*candidate) {
                    *of_holder = true;
                }
            }
        }
        self.retain(&of_entries, &of_holders);
    }

    /// Keeps these entries and certificates, by their places, with everything recorded about them.
    pub(super) fn retain(&mut self, of_entries: &[bool], of_holders: &[bool]) {
        let (entry_at, holder_at) = (places(of_entries), places(of_holders));
        let entry = |old: &usize| entry_at.get(*old).copied().flatten();
        let holder = |old: &usize| holder_at.get(*old).copied().flatten();
        self.entries = kept(std::mem::take(&mut self.entries), of_entries);
        self.all = kept(std::mem::take(&mut self.all), of_holders);
        let moved =
            |found: &Match| Some(Match { entry: entry(&found.entry)?, candidate: holder(&found.candidate)?, ..*found });
        for one in &mut self.all {
            for found in [&mut one.found, &mut one.found_instead] {
                *found = found.as_ref().and_then(|found| Some(Match { entry: entry(&found.entry)?, ..*found }));
            }
        }
        let matching = &mut self.matching;
        matching.matches = matching.matches.iter().filter_map(moved).collect();
        matching.ambiguities.retain_mut(|one| {
            one.entries = one.entries.iter().filter_map(entry).collect();
            one.candidates = one.candidates.iter().filter_map(holder).collect();
            !one.entries.is_empty() || !one.candidates.is_empty()
        });
        matching.unmatched_entries = matching.unmatched_entries.iter().filter_map(entry).collect();
        matching.unmatched_candidates = matching.unmatched_candidates.iter().filter_map(holder).collect();
    }
}

/// The new place of each, if it is kept.
fn places(kept: &[bool]) -> Vec<Option<usize>> {
    let mut next = 0;
    let mut place = |kept: &bool| {
        let at = kept.then_some(next);
        next += usize::from(*kept);
        at
    };
    kept.iter().map(&mut place).collect()
}

fn kept<T>(all: Vec<T>, kept: &[bool]) -> Vec<T> {
    all.into_iter().zip(kept).filter(|(_, kept)| **kept).map(|(one, _)| one).collect()
}
