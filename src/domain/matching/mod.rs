//! Matching of staff list entries and certificates: the most certain key first, a name alone only as a match to confirm.
//!
//! May import `domain` only. Pitfall: e-mail addresses of a unit are shared, tokens change hands, and two people may
//! have the same name; what is not certain is listed, never guessed.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::fold;
use super::names::{BodyName, Names};
use super::roster::{Entry, Status};

/// A certificate's data used for matching.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Serial numbers: its own, and those of older certificates of the same key.
    pub certificate_serials: Vec<&'a str>,
    /// Serials of the tokens it is stored on.
    pub device_serials: Vec<&'a str>,
    /// E-mail addresses.
    pub emails: Vec<&'a str>,
    /// Values of UID and serialNumber, without their prefix.
    pub identifiers: Vec<&'a str>,
    /// Common name.
    pub name: Option<&'a str>,
    /// Every O and OU.
    pub units: Vec<&'a str>,
}

/// What a match is based on, in order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MatchedBy {
    /// The certificate's serial number.
    CertificateSerial,
    /// The token's serial number.
    DeviceSerial,
    /// An e-mail address.
    Email,
    /// An identity number in UID.
    IdentityNumber,
    /// Name and unit.
    NameAndUnit,
    /// The name alone: a match to confirm.
    Name,
}

/// One entry and one certificate that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Index of the entry.
    pub entry: usize,
    /// Index of the candidate.
    pub candidate: usize,
    /// What it is based on.
    pub by: MatchedBy,
    /// Not certain: by name alone, or by a token whose certificate has another name.
    pub proposed: bool,
}

/// Entries and certificates of which some belong together, but not which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ambiguity {
    /// The shared key.
    pub by: MatchedBy,
    /// Indices of the entries.
    pub entries: Vec<usize>,
    /// Indices of the candidates.
    pub candidates: Vec<usize>,
}

/// The complete result: each entry and candidate is matched, ambiguous or unmatched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matching {
    /// By entry, then candidate. An entry may have several certificates, a certificate only one entry.
    pub matches: Vec<Match>,
    /// What remained ambiguous.
    pub ambiguities: Vec<Ambiguity>,
    /// Entries without any certificate.
    pub unmatched_entries: Vec<usize>,
    /// Certificates claimed by no entry.
    pub unmatched_candidates: Vec<usize>,
}

/// Matches entries and certificates, comparing names by the agency's rules. Pairs in `apart`, an entry and a candidate
/// by index, were ruled out by the officer and are not matched by any key.
pub fn matching<E: Borrow<Entry>>(
    entries: &[E],
    candidates: &[Candidate<'_>],
    names: &Names,
    apart: &BTreeSet<(usize, usize)>,
) -> Matching {
    let entries: Vec<&Entry> = entries.iter().map(Borrow::borrow).collect();
    let entries = entries.as_slice();
    let entry_names: Vec<String> = entries.iter().map(|entry| names.person(&entry.name)).collect();
    let candidate_names: Vec<String> =
        candidates.iter().map(|candidate| names.person(candidate.name.unwrap_or(""))).collect();
    let mut work = Work {
        apart,
        entry_names: &entry_names,
        candidate_names: &candidate_names,
        taken: HashMap::new(),
        matched_entries: BTreeSet::new(),
        ambiguities: Vec::new(),
    };
    let serial = |text: &str| Some(fold::number(text)).filter(|folded| !folded.is_empty());
    let address = |text: &str| Some(fold::text(text)).filter(|folded| !folded.is_empty());
    let in_bodies = |name: &String, readings: &mut dyn Iterator<Item = &String>| {
        let is_named = !name.is_empty();
        once(readings.filter(|_| is_named).map(|unit| format!("{name}\n{unit}")).collect())
    };
    let alone = |names: &[String]| -> Vec<Vec<String>> {
        names.iter().map(|name| Some(name).filter(|name| !name.is_empty()).cloned().into_iter().collect()).collect()
    };
    let bodies = Bodies::new(entries, candidates, names);
    work.tier(
        MatchedBy::CertificateSerial,
        &keys(entries, |entry| entry.certificate_serial.as_deref().and_then(serial).into_iter().collect()),
        &keys(candidates, |candidate| each(&candidate.certificate_serials, serial)),
    );
    work.tier(
        MatchedBy::DeviceSerial,
        &keys(entries, |entry| entry.device_serial.as_deref().and_then(serial).into_iter().collect()),
        &keys(candidates, |candidate| each(&candidate.device_serials, serial)),
    );
    work.tier(
        MatchedBy::Email,
        &keys(entries, |entry| entry.email.as_deref().and_then(address).into_iter().collect()),
        &keys(candidates, |candidate| each(&candidate.emails, address)),
    );
    work.tier(
        MatchedBy::IdentityNumber,
        &keys(entries, |entry| {
            let numbers = [&entry.identity_number, &entry.tax_code, &entry.budget_code];
            numbers.into_iter().filter_map(|number| number.as_deref().and_then(serial)).collect()
        }),
        &keys(candidates, |candidate| each(&candidate.identifiers, serial)),
    );
    let of_entries = entries
        .iter()
        .zip(&entry_names)
        .map(|(entry, name)| in_bodies(name, &mut entry.unit.iter().flat_map(|unit| bodies.readings(unit))));
    let of_candidates = candidates
        .iter()
        .zip(&candidate_names)
        .map(|(candidate, name)| in_bodies(name, &mut candidate.units.iter().flat_map(|unit| bodies.readings(unit))));
    let (of_entries, of_candidates) = (of_entries.collect::<Vec<_>>(), of_candidates.collect::<Vec<_>>());
    work.tier(MatchedBy::NameAndUnit, &of_entries, &of_candidates);
    work.tier(MatchedBy::Name, &alone(&entry_names), &alone(&candidate_names));
    let concerns_all = |entry: &&Entry| entry.unsure || !matches!(entry.status, Status::Working | Status::Moved);
    let left: BTreeSet<usize> =
        entries.iter().enumerate().filter(|(_, entry)| concerns_all(entry)).map(|(index, _)| index).collect();
    work.further(&left, &of_entries, &of_candidates);
    work.finish(entries.len(), candidates.len())
}

/// The readings of every agency's name, each folded once: ten thousand people work in a few hundred agencies.
struct Bodies<'a>(HashMap<&'a str, BodyName>);

impl<'a> Bodies<'a> {
    fn new(entries: &[&'a Entry], candidates: &[Candidate<'a>], names: &Names) -> Self {
        let of_entries = entries.iter().filter_map(|entry| entry.unit.as_deref());
        let of_candidates = candidates.iter().flat_map(|candidate| candidate.units.iter().copied());
        let mut found = HashMap::new();
        for text in of_entries.chain(of_candidates) {
            found.entry(text).or_insert_with(|| names.body(text));
        }
        Self(found)
    }

    fn readings(&self, text: &str) -> impl Iterator<Item = &String> {
        self.0.get(text).into_iter().flat_map(BodyName::readings).filter(|reading| !reading.is_empty())
    }
}

/// The folded keys of each item, without duplicates.
fn keys<T>(items: &[T], keys_of: impl Fn(&T) -> Vec<String>) -> Vec<Vec<String>> {
    items.iter().map(|item| once(keys_of(item))).collect()
}

fn once(mut keys: Vec<String>) -> Vec<String> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn each(values: &[&str], fold: impl Fn(&str) -> Option<String>) -> Vec<String> {
    values.iter().filter_map(|value| fold(value)).collect()
}

struct Work<'a> {
    apart: &'a BTreeSet<(usize, usize)>,
    entry_names: &'a [String],
    candidate_names: &'a [String],
    taken: HashMap<usize, Match>,
    matched_entries: BTreeSet<usize>,
    ambiguities: Vec<Ambiguity>,
}

impl Work<'_> {
    fn tier(&mut self, by: MatchedBy, entry_keys: &[Vec<String>], candidate_keys: &[Vec<String>]) {
        // By name only entries without a better match; by number also a second certificate.
        let by_name = matches!(by, MatchedBy::NameAndUnit | MatchedBy::Name);
        let mut sides: HashMap<&str, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (entry, keys) in entry_keys.iter().enumerate() {
            if !(by_name && self.matched_entries.contains(&entry)) {
                for key in keys {
                    sides.entry(key).or_default().0.push(entry);
                }
            }
        }
        for (candidate, keys) in candidate_keys.iter().enumerate() {
            if !self.taken.contains_key(&candidate) {
                for key in keys {
                    if let Some(side) = sides.get_mut(key.as_str()) {
                        side.1.push(candidate);
                    }
                }
            }
        }
        let mut shared: Vec<(Vec<usize>, Vec<usize>)> =
            sides.into_values().filter(|(_, candidates)| !candidates.is_empty()).collect();
        shared.sort();
        for (entries, candidates) in shared {
            self.settle(by, by_name, entries, candidates);
        }
    }

    /// Proposes further certificates to entries that have one already, by name and unit. What the list says of these
    /// people, that they have left, concerns every certificate that they have.
    fn further(&mut self, left: &BTreeSet<usize>, entry_keys: &[Vec<String>], candidate_keys: &[Vec<String>]) {
        let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
        for (entry, keys) in entry_keys.iter().enumerate() {
            for key in keys {
                named.entry(key).or_default().push(entry);
            }
        }
        let unsure: BTreeSet<usize> = self.ambiguities.iter().flat_map(|one| one.candidates.iter().copied()).collect();
        for (candidate, keys) in candidate_keys.iter().enumerate() {
            if self.taken.contains_key(&candidate) || unsure.contains(&candidate) {
                continue;
            }
            let namesakes: BTreeSet<usize> =
                keys.iter().filter_map(|key| named.get(key.as_str())).flatten().copied().collect();
            let may_be = |entry: &&usize| !self.apart.contains(&(**entry, candidate));
            let namesakes: Vec<&usize> = namesakes.iter().filter(may_be).collect();
            if let [entry] = namesakes.as_slice()
                && left.contains(*entry)
                && self.matched_entries.contains(*entry)
            {
                let found = Match { entry: **entry, candidate, by: MatchedBy::NameAndUnit, proposed: true };
                self.taken.insert(candidate, found);
            }
        }
    }

    fn settle(&mut self, by: MatchedBy, by_name: bool, entries: Vec<usize>, candidates: Vec<usize>) {
        let candidates: Vec<usize> = candidates.into_iter().filter(|one| !self.taken.contains_key(one)).collect();
        let (entries, candidates) = self.without_apart(entries, candidates);
        if entries.is_empty() || candidates.is_empty() {
            return;
        }
        if let ([entry], [candidate]) = (entries.as_slice(), candidates.as_slice()) {
            self.take(*entry, *candidate, by);
            return;
        }
        if by_name {
            self.ambiguities.push(Ambiguity { by, entries, candidates });
            return;
        }
        // The name distinguishes them if only one entry has it.
        let mut names: HashMap<&str, Vec<usize>> = HashMap::new();
        for entry in &entries {
            names.entry(self.entry_names.get(*entry).map_or("", String::as_str)).or_default().push(*entry);
        }
        let mut found = Vec::new();
        let mut left = Vec::new();
        for candidate in candidates {
            let name = self.candidate_names.get(candidate).map_or("", String::as_str);
            match names.get(name).map(Vec::as_slice) {
                Some([entry]) if !name.is_empty() && !self.apart.contains(&(*entry, candidate)) => {
                    found.push((*entry, candidate));
                }
                _ => left.push(candidate),
            }
        }
        let settled: BTreeSet<usize> = found.iter().map(|(entry, _)| *entry).collect();
        let open: Vec<usize> = entries.into_iter().filter(|entry| !settled.contains(entry)).collect();
        for (entry, candidate) in found {
            self.take(entry, candidate, by);
        }
        if !left.is_empty() && !open.is_empty() {
            self.ambiguities.push(Ambiguity { by, entries: open, candidates: left });
        }
    }

    /// Without those that were ruled out for everyone on the other side.
    fn without_apart(&self, entries: Vec<usize>, candidates: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        if self.apart.is_empty() {
            return (entries, candidates);
        }
        let may_be = |entry: usize, candidate: usize| !self.apart.contains(&(entry, candidate));
        let of_entry = |entry: &usize| candidates.iter().any(|candidate| may_be(*entry, *candidate));
        let kept: Vec<usize> = entries.into_iter().filter(of_entry).collect();
        let of_candidate = |candidate: &usize| kept.iter().any(|entry| may_be(*entry, *candidate));
        let candidates = candidates.iter().copied().filter(of_candidate).collect();
        (kept, candidates)
    }

    fn take(&mut self, entry: usize, candidate: usize, by: MatchedBy) {
        let same_name = self.entry_names.get(entry) == self.candidate_names.get(candidate);
        let proposed = by == MatchedBy::Name || (by == MatchedBy::DeviceSerial && !same_name);
        self.taken.insert(candidate, Match { entry, candidate, by, proposed });
        self.matched_entries.insert(entry);
    }

    fn finish(self, entries: usize, candidates: usize) -> Matching {
        let Self { taken, matched_entries, ambiguities, .. } = self;
        // A later key may have resolved what an earlier one could not.
        let mut open: Vec<Ambiguity> = ambiguities
            .into_iter()
            .map(|one| Ambiguity {
                by: one.by,
                entries: one.entries.into_iter().filter(|entry| !matched_entries.contains(entry)).collect(),
                candidates: one.candidates.into_iter().filter(|candidate| !taken.contains_key(candidate)).collect(),
            })
            .filter(|one| !one.entries.is_empty() && !one.candidates.is_empty())
            .collect();
        open.sort();
        open.dedup_by(|later, first| later.entries == first.entries && later.candidates == first.candidates);
        let unsure_entries: BTreeSet<usize> = open.iter().flat_map(|one| one.entries.iter().copied()).collect();
        let unsure_candidates: BTreeSet<usize> = open.iter().flat_map(|one| one.candidates.iter().copied()).collect();
        let mut matches: Vec<Match> = taken.values().copied().collect();
        matches.sort();
        Matching {
            matches,
            ambiguities: open,
            unmatched_entries: (0..entries)
                .filter(|entry| !matched_entries.contains(entry) && !unsure_entries.contains(entry))
                .collect(),
            unmatched_candidates: (0..candidates)
                .filter(|candidate| !taken.contains_key(candidate) && !unsure_candidates.contains(candidate))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests;
