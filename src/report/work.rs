//! The work for each certificate and each person, and who can sign: one judgement behind plan, roster check,
//! report and request.
//!
//! May import `domain` and the inventory's types. Pitfall: a person without a certificate that was read, or without one of a
//! government CA, has a verdict too; a person who cannot be distinguished from another has none.

use std::collections::{HashMap, HashSet};

use super::holders::{Holder, Holders};
use crate::domain::can_sign::{Signing, by_certificate, by_entry};
use crate::domain::fold;
use crate::domain::roster::{Carrier, DeviceState, Entry, Status};
use crate::domain::verdict::{Facts, Judge, Verdict, decide, of_device, of_entry};

/// A verdict, and its subject.
#[derive(Debug, Clone)]
pub struct Work<'h, 'a> {
    /// The certificate; `None` if none was read.
    pub holder: Option<&'h Holder<'a>>,
    /// The staff list's entry.
    pub entry: Option<&'a Entry>,
    /// The work.
    pub verdict: Verdict,
    /// Whether its person can sign: by any of their means, if they are in the staff list.
    pub signing: Signing,
}

/// Everything of an inventory and a staff list, judged.
#[derive(Debug)]
pub struct Judged<'h, 'a> {
    /// The input.
    pub holders: &'h Holders<'a>,
    /// Certificates in the inventory's order, then people who are only in the staff list.
    pub works: Vec<Work<'h, 'a>>,
    /// Whether each entry of the staff list can sign, in its order.
    pub entries: Vec<Signing>,
}

/// Judges.
pub fn judged<'h, 'a>(holders: &'h Holders<'a>, judge: &Judge<'_>) -> Judged<'h, 'a> {
    let facts: Vec<Facts<'_>> = holders.all.iter().map(|holder| holders.facts(holder)).collect();
    let mut of_entry_at: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, holder) in holders.all.iter().enumerate() {
        if let Some(found) = holder.found {
            of_entry_at.entry(found.entry).or_default().push(place);
        }
    }
    let unsure: HashSet<usize> =
        holders.matching.ambiguities.iter().flat_map(|one| one.entries.iter().copied()).collect();
    let places = |index: usize| of_entry_at.get(&index).map_or(&[][..], Vec::as_slice);
    let entries: Vec<Signing> = holders
        .entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let theirs: Vec<Facts<'_>> = places(index).iter().filter_map(|place| facts.get(*place).copied()).collect();
            by_entry(entry, &theirs, unsure.contains(&index), judge)
        })
        .collect();
    let mut works = Vec::with_capacity(facts.len());
    for (place, holder) in holders.all.iter().enumerate() {
        let Some(own) = facts.get(place) else { continue };
        let of_list = holder.found.and_then(|found| entries.get(found.entry).copied());
        let others = holder.found.map_or(&[][..], |found| places(found.entry)).iter().filter(|other| **other != place);
        let is_covered = is_carried(own.entry, of_list)
            || others.filter_map(|other| facts.get(*other)).any(|other| covers(other, own, judge));
        let own = Facts { is_covered, ..*own };
        let signing = of_list.unwrap_or_else(|| by_certificate(&own, judge));
        let entry = holders.entry_of(holder);
        works.push(Work { holder: Some(holder), entry, verdict: decide(&own, judge), signing });
    }
    for (index, entry) in holders.entries.iter().enumerate().filter(|(index, _)| !unsure.contains(index)) {
        let Some(signing) = entries.get(index).copied() else { continue };
        let theirs = places(index).iter().filter_map(|place| holders.all.get(*place));
        let governmental: Vec<&Holder<'_>> = theirs.filter(|holder| holder.is_government).collect();
        let verdict = if governmental.is_empty() {
            of_entry(entry, signing, judge)
        } else if is_device_elsewhere(entry, &governmental) {
            of_device(entry, signing, judge)
        } else {
            continue;
        };
        if !verdict.advice.is_empty() {
            works.push(Work { holder: None, entry: Some(*entry), verdict, signing });
        }
    }
    Judged { holders, works, entries }
}

/// SIM PKI or central signing is used instead of a token.
fn is_carried(entry: Option<&Entry>, signing: Option<Signing>) -> bool {
    entry.is_some_and(|entry| entry.carrier != Carrier::Token) && signing.is_some_and(|signing| signing.class.is_able())
}

/// Whether the other certificate can be used to sign, and for longer.
fn covers(other: &Facts<'_>, own: &Facts<'_>, judge: &Judge<'_>) -> bool {
    other.proposed_by.is_none() && other.not_after > own.not_after && by_certificate(other, judge).class.is_able()
}

/// The token that the list mentions is not among those that were read.
fn is_device_elsewhere(entry: &Entry, read: &[&Holder<'_>]) -> bool {
    let Some(listed) = entry.device_serial.as_deref().map(fold::number) else { return false };
    let is_listed = |holder: &&Holder<'_>| {
        holder.places().any(|(token, _)| token.identity.serial.as_deref().map(fold::number).as_ref() == Some(&listed))
    };
    entry.status == Status::Working
        && matches!(entry.device_state, DeviceState::Lost | DeviceState::Broken | DeviceState::KeySuspect)
        && !read.iter().any(is_listed)
}
