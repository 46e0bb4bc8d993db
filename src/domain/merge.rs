//! Which sightings in several inventories are one token: the identity rules between inventories.
//!
//! May import `domain` only. Pitfall: labels do not identify tokens (all of them are labelled "VGCA Token"), some
//! drivers report the serial "00…0" or "123", and one card may be two slots with one serial; so two tokens of
//! one inventory are never treated as one.

use std::collections::{BTreeSet, HashMap};

/// One token of one inventory, as far as its identity goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sighting<'a> {
    /// Which inventory it is from; two sightings in one inventory are two tokens.
    pub reading: usize,
    /// Path of the driver.
    pub driver: &'a str,
    /// Slot number.
    pub slot: u64,
    /// Name of the reader.
    pub reader: Option<&'a str>,
    /// Manufacturer.
    pub manufacturer: Option<&'a str>,
    /// Model.
    pub model: Option<&'a str>,
    /// Serial as reported by the driver.
    pub serial: Option<&'a str>,
    /// Label.
    pub label: Option<&'a str>,
    /// SHA-256 of every holder's certificate on it.
    pub certificates: Vec<&'a str>,
}

impl Sighting<'_> {
    /// Whether the serial identifies the token: neither absent nor all zeros.
    pub fn has_serial(&self) -> bool {
        is_telling(self.serial)
    }
}

/// Whether a serial identifies a token: neither absent nor all zeros.
pub fn is_telling(serial: Option<&str>) -> bool {
    serial.is_some_and(|serial| serial.chars().any(|digit| digit != '0' && !digit.is_whitespace()))
}

/// Groups the sightings by token: each inner list holds indices into `sightings`, in their order.
///
/// Sightings are one token if they have the same reader and the same serial other than zeros, or the same serial and a
/// common certificate. Without a usable serial and without certificates, everything else must agree.
pub fn group(sightings: &[Sighting<'_>]) -> Vec<Vec<usize>> {
    let mut readings = sightings.iter().map(|sighting| sighting.reading);
    let first = readings.next();
    if readings.all(|reading| Some(reading) == first) {
        // A single inventory, the usual case: its tokens are separate, whatever they share.
        return (0..sightings.len()).map(|index| vec![index]).collect();
    }
    let mut groups = Groups::new(sightings);
    // Strongest evidence first, because a group accepts no second token of the same inventory.
    groups.join_by(|sighting| {
        sighting.has_serial().then_some(Key::Whole(sighting.driver, sighting.reader, sighting.serial, sighting.label))
    });
    groups.join_by_each(|sighting| {
        sighting.certificates.iter().map(|sha256| Key::Certificate(sighting.serial, sha256)).collect()
    });
    groups.join_by(|sighting| sighting.has_serial().then_some(Key::Reader(sighting.reader, sighting.serial)));
    groups.join_by(|sighting| {
        (!sighting.has_serial() && sighting.certificates.is_empty()).then_some(Key::Bare(
            sighting.driver,
            sighting.slot,
            sighting.reader,
            sighting.label,
        ))
    });
    groups.into_lists()
}

/// What two sightings must share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    Whole(&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>),
    Certificate(Option<&'a str>, &'a str),
    Reader(Option<&'a str>, Option<&'a str>),
    Bare(&'a str, u64, Option<&'a str>, Option<&'a str>),
}

/// Disjoint sets over the sightings; each knows its inventories.
struct Groups<'s, 'a> {
    sightings: &'s [Sighting<'a>],
    parents: Vec<usize>,
    readings: Vec<BTreeSet<usize>>,
}

impl<'s, 'a> Groups<'s, 'a> {
    fn new(sightings: &'s [Sighting<'a>]) -> Self {
        let readings = sightings.iter().map(|sighting| BTreeSet::from([sighting.reading])).collect();
        Self { sightings, parents: (0..sightings.len()).collect(), readings }
    }

    fn join_by(&mut self, key_of: impl Fn(&'s Sighting<'a>) -> Option<Key<'a>>) {
        self.join_by_each(|sighting| key_of(sighting).into_iter().collect());
    }

    /// Joins sightings that share a key. The n-th sighting with a key in one inventory is paired with the n-th of the
    /// others, which keeps the work linear even if a thousand tokens claim one serial.
    fn join_by_each(&mut self, keys_of: impl Fn(&'s Sighting<'a>) -> Vec<Key<'a>>) {
        let mut seen_in_reading: HashMap<(Key<'a>, usize), usize> = HashMap::new();
        let mut lanes: HashMap<(Key<'a>, usize), usize> = HashMap::new();
        for (index, sighting) in self.sightings.iter().enumerate() {
            for key in keys_of(sighting) {
                let rank = seen_in_reading.entry((key, sighting.reading)).or_insert(0);
                let lane = *rank;
                *rank += 1;
                let first = *lanes.entry((key, lane)).or_insert(index);
                self.join(first, index);
            }
        }
    }

    fn root(&mut self, index: usize) -> usize {
        let mut current = index;
        while let Some(parent) = self.parents.get(current).copied()
            && parent != current
        {
            let grandparent = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(entry) = self.parents.get_mut(current) {
                *entry = grandparent;
            }
            current = grandparent;
        }
        current
    }

    /// Joins two groups, unless one inventory has both as separate tokens.
    fn join(&mut self, left: usize, right: usize) {
        let (left, right) = (self.root(left), self.root(right));
        if left == right {
            return;
        }
        let (large, small) = if self.size(left) >= self.size(right) { (left, right) } else { (right, left) };
        let moved = self.readings.get(small).cloned().unwrap_or_default();
        if let Some(kept) = self.readings.get_mut(large)
            && moved.iter().all(|reading| !kept.contains(reading))
        {
            kept.extend(moved);
            if let Some(parent) = self.parents.get_mut(small) {
                *parent = large;
            }
        }
    }

    fn size(&self, root: usize) -> usize {
        self.readings.get(root).map_or(0, BTreeSet::len)
    }

    fn into_lists(mut self) -> Vec<Vec<usize>> {
        let mut places: HashMap<usize, usize> = HashMap::new();
        let mut lists: Vec<Vec<usize>> = Vec::new();
        for index in 0..self.sightings.len() {
            let root = self.root(index);
            let place = *places.entry(root).or_insert(lists.len());
            match lists.get_mut(place) {
                Some(list) => list.push(index),
                None => lists.push(vec![index]),
            }
        }
        lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sighting<'a>(reading: usize, reader: &'a str, serial: &'a str, certificates: &[&'a str]) -> Sighting<'a> {
        Sighting {
            reading,
            driver: "/usr/lib/libbit4xpki.so",
            reader: Some(reader),
            serial: Some(serial),
            label: Some("VGCA Token"),
            certificates: certificates.to_vec(),
            ..Sighting::default()
        }
    }

    #[test]
    fn same_reader_and_serial_are_one_token() {
        let seen = [sighting(0, "bit4id 00", "12345678", &[]), sighting(1, "bit4id 00", "12345678", &["aa"])];
        assert_eq!(group(&seen), [vec![0, 1]], "reader and serial agree");
    }

    #[test]
    fn same_serial_in_another_reader_needs_a_common_certificate() {
        let apart = [sighting(0, "bit4id 00", "123", &["aa"]), sighting(1, "bit4id 01", "123", &["bb"])];
        assert_eq!(group(&apart), [vec![0], vec![1]], "\"123\" is a serial of many devices");
        let moved = [sighting(0, "bit4id 00", "123", &["aa"]), sighting(1, "bit4id 01", "123", &["bb", "aa"])];
        assert_eq!(group(&moved), [vec![0, 1]], "a common certificate proves it");
    }

    #[test]
    fn zeros_are_no_serial() {
        let seen = [sighting(0, "bit4id 00", "0000", &["aa"]), sighting(1, "bit4id 00", "0000", &["bb"])];
        assert_eq!(group(&seen), [vec![0], vec![1]], "zeros in the same reader prove nothing");
        let same = [sighting(0, "bit4id 00", "0000", &["aa"]), sighting(1, "bit4id 07", "0000", &["aa"])];
        assert_eq!(group(&same), [vec![0, 1]], "the certificate does");
    }

    #[test]
    fn two_slots_of_one_card_in_one_reading_stay_two() {
        let mut signing = sighting(0, "card", "99", &[]);
        signing.label = Some("Sign PIN");
        let mut again = sighting(1, "card", "99", &[]);
        again.label = Some("Sign PIN");
        let seen = [sighting(0, "card", "99", &[]), signing, again, sighting(1, "card", "99", &[])];
        assert_eq!(group(&seen), [vec![0, 3], vec![1, 2]], "paired by label, not by order");
    }

    #[test]
    fn a_middle_reading_bridges_two_that_share_nothing() {
        let seen = [
            sighting(0, "reader a", "77", &["aa"]),
            sighting(2, "reader b", "77", &["cc"]),
            sighting(1, "reader b", "77", &["aa"]),
        ];
        assert_eq!(
            group(&seen),
            [vec![0, 1, 2]],
            "the middle one shares a certificate with one, a reader with the other"
        );
    }

    #[test]
    fn twenty_thousand_sightings_with_one_serial_are_grouped_without_square_work() {
        let seen: Vec<Sighting<'_>> = (0..20_000).map(|index| sighting(index % 2, "hub", "123", &["aa"])).collect();
        assert_eq!(group(&seen).len(), 10_000, "the n-th of one reading stands opposite the n-th of the other");
    }
}
