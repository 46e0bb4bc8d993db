//! Which sightings in several inventories are one token: the identity rules between inventories.
//!
//! May import `domain` only. Pitfall: labels do not identify tokens (all of them are labelled "VGCA Token"), some
//! drivers report the serial "00…0" or "123", and one card may be two slots with one serial; so two tokens of
//! one inventory are never treated as one.

use std::collections::{BTreeSet, HashMap};

use super::token::{Sighting, TokenIdentity};

/// A token and the reading that saw it; two of one reading are two tokens.
pub type Seen<'a> = (usize, Sighting<'a>);

/// Groups the sightings of one token: each inner list holds indices into `seen`, in their order.
///
/// One token are sightings with the same serial and a common certificate, or of the same make in the same reader with
/// the same serial, if that is one that few others can have. Without such a serial and without certificates, everything
/// else must agree: of two readings that are taken for one, only the newer is kept.
pub fn group(seen: &[Seen<'_>]) -> Vec<Vec<usize>> {
    let mut readings = seen.iter().map(|(reading, _)| reading);
    let first = readings.next();
    if readings.all(|reading| Some(reading) == first) {
        // One reading, as most often: whatever its tokens share, they are tokens of their own.
        return (0..seen.len()).map(|index| vec![index]).collect();
    }
    let of = |read: fn(&TokenIdentity) -> Option<String>| -> Vec<Option<String>> {
        seen.iter().map(|(_, sighting)| read(sighting.identity)).collect()
    };
    let (serials, proving) = (of(TokenIdentity::serial_key), of(TokenIdentity::proving_serial_key));
    let serial_of = |index: usize| serials.get(index).and_then(Option::as_deref);
    let proving_serial_of = |index: usize| proving.get(index).and_then(Option::as_deref);
    let mut groups = Groups::new(seen);
    // The surest evidence first, because a group is closed to a second token of the same reading.
    groups.join_by(|index, sighting| {
        let own = sighting.identity;
        Some(Key::Whole(sighting.driver, Place::of(own), proving_serial_of(index)?, own.label.as_deref()))
    });
    groups.join_by_each(|index, sighting| {
        sighting.certificates.iter().map(|sha256| Key::Certificate(serial_of(index), sha256)).collect()
    });
    groups.join_by(|index, sighting| Some(Key::Reader(Place::of(sighting.identity), proving_serial_of(index)?)));
    groups.join_by(|index, sighting| {
        let own = sighting.identity;
        let is_bare = proving_serial_of(index).is_none() && sighting.certificates.is_empty();
        is_bare.then_some(Key::Bare(
            sighting.driver,
            own.slot,
            Place::of(own),
            (serial_of(index), own.label.as_deref()),
        ))
    });
    groups.into_lists()
}

/// What two sightings must share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    Whole(&'a str, Place<'a>, &'a str, Option<&'a str>),
    Certificate(Option<&'a str>, &'a str),
    Reader(Place<'a>, &'a str),
    Bare(&'a str, u64, Place<'a>, (Option<&'a str>, Option<&'a str>)),
}

/// A reader, and the make of the token in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place<'a> {
    reader: Option<&'a str>,
    manufacturer: Option<&'a str>,
    model: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn of(token: &'a TokenIdentity) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().map(str::trim);
        Self { reader: text(&token.reader), manufacturer: text(&token.manufacturer), model: text(&token.model) }
    }
}

/// Disjoint sets over the sightings; each knows its inventories.
struct Groups<'s, 'a> {
    seen: &'s [Seen<'a>],
    parents: Vec<usize>,
    readings: Vec<BTreeSet<usize>>,
}

impl<'s, 'a> Groups<'s, 'a> {
    fn new(seen: &'s [Seen<'a>]) -> Self {
        let readings = seen.iter().map(|(reading, _)| BTreeSet::from([*reading])).collect();
        Self { seen, parents: (0..seen.len()).collect(), readings }
    }

    fn join_by<'k>(&mut self, key_of: impl Fn(usize, &'s Sighting<'a>) -> Option<Key<'k>>) {
        self.join_by_each(|index, sighting| key_of(index, sighting).into_iter().collect());
    }

    /// Joins sightings that share a key. The n-th sighting with a key in one inventory is paired with the n-th of the
    /// others, which keeps the work linear even if a thousand tokens claim one serial.
    fn join_by_each<'k>(&mut self, keys_of: impl Fn(usize, &'s Sighting<'a>) -> Vec<Key<'k>>) {
        let mut seen_in_reading: HashMap<(Key<'k>, usize), usize> = HashMap::new();
        let mut lanes: HashMap<(Key<'k>, usize), usize> = HashMap::new();
        for (index, (reading, sighting)) in self.seen.iter().enumerate() {
            for key in keys_of(index, sighting) {
                let rank = seen_in_reading.entry((key, *reading)).or_insert(0);
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
        for index in 0..self.seen.len() {
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
    use super::super::token::TokenIdentity;
    use super::*;

    fn sighting<'a>(reading: usize, reader: &str, serial: &str, certificates: &[&'a str]) -> Seen<'a> {
        let identity = Box::leak(Box::new(TokenIdentity {
            reader: Some(reader.to_owned()),
            serial: Some(serial.to_owned()),
            label: Some("VGCA Token".to_owned()),
            ..TokenIdentity::default()
        }));
        (reading, Sighting { driver: "/usr/lib/libbit4xpki.so", identity, certificates: certificates.to_vec() })
    }

    fn signing(reading: usize) -> Seen<'static> {
        let (_, seen) = sighting(reading, "card", "99", &[]);
        let label = Some("Sign PIN".to_owned());
        let identity = Box::leak(Box::new(TokenIdentity { label, ..seen.identity.clone() }));
        (reading, Sighting { identity, ..seen })
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
        let seen = [sighting(0, "card", "99", &[]), signing(0), signing(1), sighting(1, "card", "99", &[])];
        assert_eq!(group(&seen), [vec![0, 3], vec![1, 2]], "paired by label, not by order");
    }

    #[test]
    fn a_middle_reading_bridges_two_that_share_nothing() {
        let seen = [
            sighting(0, "reader a", "10240077", &["aa"]),
            sighting(2, "reader b", "10240077", &["cc"]),
            sighting(1, "reader b", "10240077", &["aa"]),
        ];
        assert_eq!(
            group(&seen),
            [vec![0, 1, 2]],
            "the middle one shares a certificate with one, a reader with the other"
        );
    }

    #[test]
    fn twenty_thousand_sightings_with_one_serial_are_grouped_without_square_work() {
        let seen: Vec<Seen<'_>> = (0..20_000).map(|index| sighting(index % 2, "hub", "123", &["aa"])).collect();
        assert_eq!(group(&seen).len(), 10_000, "the n-th of one reading stands opposite the n-th of the other");
    }
}
