//! The work for each certificate and each person, and who can sign: one judgement behind plan, roster check,
//! report and request.
//!
//! May import `domain` and the inventory's types. Pitfall: a person without a certificate that was read, or without one of a
//! government CA, has a verdict too; a person who cannot be distinguished from another has none.

use std::collections::{HashMap, HashSet};

use super::holders::{Holder, Holders};
use super::inventory::Token;
use crate::domain::can_sign::{Signing, Unmatched, by_certificate, by_entry};
use crate::domain::fold;
use crate::domain::pairing::is_without_gap;
use crate::domain::roster::{Carrier, DeviceState, Entry, Status};
use crate::domain::verdict::{Action, Facts, Judge, Renewal, Verdict, decide, is_exceptional, of_device, of_entry};

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
    let mut facts: Vec<Facts<'_>> = holders.all.iter().map(|holder| holders.facts(holder)).collect();
    let mut of_entry_at: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, holder) in holders.all.iter().enumerate() {
        if let Some(found) = holder.found {
            of_entry_at.entry(found.entry).or_default().push(place);
        }
    }
    for places in of_entry_at.values() {
        add_renewals(&mut facts, places, judge);
    }
    let unsure: HashSet<usize> =
        holders.matching.ambiguities.iter().flat_map(|one| one.entries.iter().copied()).collect();
    let doubtful = doubtful(holders, judge);
    let empty = empty_tokens(holders);
    let unmatched = |index: usize, entry: &Entry| {
        if unsure.contains(&index) {
            Unmatched::Ambiguous
        } else if entry.device_serial.as_deref().is_some_and(|serial| empty.contains(&fold::number(serial))) {
            Unmatched::EmptyToken
        } else {
            Unmatched::Nothing
        }
    };
    let places = |index: usize| of_entry_at.get(&index).map_or(&[][..], Vec::as_slice);
    let entries: Vec<Signing> = holders
        .entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let theirs: Vec<Facts<'_>> = places(index).iter().filter_map(|place| facts.get(*place).copied()).collect();
            by_entry(entry, &theirs, unmatched(index, entry), judge)
        })
        .collect();
    let mut works = Vec::with_capacity(facts.len());
    for (place, holder) in holders.all.iter().enumerate() {
        let Some(own) = facts.get(place) else { continue };
        let of_list = holder.found.and_then(|found| entries.get(found.entry).copied());
        let others = holder.found.map_or(&[][..], |found| places(found.entry)).iter().filter(|other| **other != place);
        let is_covered = is_carried(own.entry, of_list)
            || others.filter_map(|other| facts.get(*other)).any(|other| covers(other, own, judge));
        let own = Facts { is_covered, is_doubtful: doubtful.contains(&place), ..*own };
        let signing = of_list.unwrap_or_else(|| by_certificate(&own, judge));
        let verdict = decide(&own, judge);
        let is_revoked = || verdict.advice.iter().any(|one| one.action == Action::Revoke);
        let entry = holders.entry_of(holder).or_else(|| holders.entry_instead(holder).filter(|_| is_revoked()));
        works.push(Work { holder: Some(holder), entry, verdict, signing });
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

/// Finds the renewals of a person's certificates on other tokens of theirs.
fn add_renewals(facts: &mut [Facts<'_>], places: &[usize], judge: &Judge<'_>) {
    let theirs = || places.iter().filter(|_| places.len() > 1);
    let found: Vec<(usize, Renewal<'_>)> = theirs()
        .filter_map(|place| {
            let own = facts.get(*place).filter(|own| own.renewal.is_none())?;
            let others = theirs().filter(|other| *other != place).filter_map(|other| facts.get(*other));
            let following = others.filter(|other| follows(other, own, judge)).filter_map(renewal_of);
            Some((*place, following.min_by_key(|renewal| renewal.from)?))
        })
        .collect();
    for (place, renewal) in found {
        if let Some(own) = facts.get_mut(place) {
            own.renewal = Some(renewal);
        }
    }
}

fn renewal_of<'a>(facts: &Facts<'a>) -> Option<Renewal<'a>> {
    let (from, until) = (facts.not_before?, facts.not_after?);
    Some(Renewal { from, until, subject: facts.subject, emails: facts.emails })
}

/// Whether the other certificate is not yet valid, will be usable then, and begins before this one ends.
fn follows(other: &Facts<'_>, own: &Facts<'_>, judge: &Judge<'_>) -> bool {
    let is_certain = other.proposed_by.is_none() && own.proposed_by.is_none();
    let is_usable = other.revoked.is_none() && !other.key_missing && !other.pin_locked;
    let is_government = other.issuer.is_some_and(|issuer| judge.settings.is_government(issuer));
    let is_ahead = other.not_before.is_some_and(|start| judge.now < start && is_without_gap(own.not_after, start));
    is_certain && is_usable && is_government && is_ahead && other.not_after > own.not_after
}

/// The certificates that several people could hold, by their places, where the list has something else to be done for one
/// of them than for the others.
fn doubtful(holders: &Holders<'_>, judge: &Judge<'_>) -> HashSet<usize> {
    let is_exceptional = |index: &usize| holders.entries.get(*index).is_some_and(|entry| is_exceptional(entry, judge));
    let ambiguities = holders.matching.ambiguities.iter();
    let meant = ambiguities.filter(|one| one.entries.iter().any(is_exceptional));
    meant.flat_map(|one| one.candidates.iter().copied()).collect()
}

/// The serials of tokens, folded, that were read to their end and hold no certificate of anybody.
fn empty_tokens(holders: &Holders<'_>) -> HashSet<String> {
    let is_empty = |token: &&Token| {
        token.initialized && !token.is_partly_unread() && token.certificates.iter().all(|one| one.is_ca)
    };
    let empty = holders.inventory.tokens.iter().filter(is_empty);
    empty.filter_map(|token| token.identity.proving_serial_key()).map(|serial| fold::number(&serial)).collect()
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
