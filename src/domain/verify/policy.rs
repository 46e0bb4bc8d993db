//! Certificate policies (RFC 5280 6.1), using the graph of RFC 9618 instead of a tree.
//!
//! Pitfall: with untrusted mappings a tree grows exponentially; in the graph a level holds each policy once.

use std::collections::{BTreeMap, BTreeSet};

use x509_cert::der::asn1::ObjectIdentifier as Oid;

use super::certificate::X509;

const ANY: Oid = Oid::new_unwrap("2.5.29.32.0");

/// The user's policy requirements (RFC 5280 6.1.1 c to f).
#[derive(Debug, Clone, Default)]
pub struct PolicyInputs {
    /// The acceptable policies as OIDs in dots; empty means any.
    pub acceptable: Vec<String>,
    /// A path must be valid for at least one of them.
    pub require_explicit: bool,
    /// Mappings are not followed.
    pub inhibit_mapping: bool,
    /// anyPolicy is not followed.
    pub inhibit_any: bool,
}

#[derive(Debug)]
struct Node {
    expected: BTreeSet<Oid>,
    parents: BTreeSet<Oid>,
}

/// The state of 6.1.2 while a path is walked from the anchor to the end.
#[derive(Debug)]
pub(super) struct Policies {
    /// One level per certificate; `None` once no policy is left.
    levels: Option<Vec<BTreeMap<Oid, Node>>>,
    explicit: usize,
    mapping: usize,
    any: usize,
    acceptable: BTreeSet<Oid>,
    any_acceptable: bool,
}

impl Policies {
    /// For a path of this many certificates below the anchor.
    pub(super) fn new(inputs: &PolicyInputs, length: usize) -> Self {
        let unless = |set: bool| if set { 0 } else { length + 1 };
        let root = Node { expected: BTreeSet::from([ANY]), parents: BTreeSet::new() };
        Self {
            levels: Some(vec![BTreeMap::from([(ANY, root)])]),
            explicit: unless(inputs.require_explicit),
            mapping: unless(inputs.inhibit_mapping),
            any: unless(inputs.inhibit_any),
            // What is not an OID is in no certificate.
            any_acceptable: inputs.acceptable.is_empty(),
            acceptable: inputs.acceptable.iter().filter_map(|text| Oid::new(text).ok()).collect(),
        }
    }

    /// Basic processing (6.1.3 d to f). False if the path is not valid for any policy but must be.
    pub(super) fn enter(&mut self, certificate: &X509, last: bool) -> bool {
        match &certificate.policies {
            None => self.levels = None,
            Some(policies) => self.add_level(policies, self.any > 0 || (!last && certificate.is_self_issued())),
        }
        self.explicit > 0 || self.levels.is_some()
    }

    fn add_level(&mut self, policies: &[Oid], any_counts: bool) {
        let Some(levels) = &mut self.levels else { return };
        let Some(above) = levels.last() else { return };
        let mut level = BTreeMap::new();
        let parents_of = |policy: &Oid| -> BTreeSet<Oid> {
            above.iter().filter(|(_, node)| node.expected.contains(policy)).map(|(parent, _)| *parent).collect()
        };
        for policy in policies.iter().filter(|policy| **policy != ANY) {
            let mut parents = parents_of(policy);
            if parents.is_empty() && above.contains_key(&ANY) {
                parents.insert(ANY);
            }
            if !parents.is_empty() {
                level.insert(*policy, Node { expected: BTreeSet::from([*policy]), parents });
            }
        }
        if any_counts && policies.contains(&ANY) {
            let expected: BTreeSet<Oid> = above.values().flat_map(|node| node.expected.iter().copied()).collect();
            for policy in expected {
                let parents = parents_of(&policy);
                level.entry(policy).or_insert_with(|| Node { expected: BTreeSet::from([policy]), parents });
            }
        }
        levels.push(level);
        self.prune();
    }

    /// Preparation for the next certificate (6.1.4 a, b, h to j). False if a mapping uses anyPolicy.
    pub(super) fn leave(&mut self, certificate: &X509) -> bool {
        if certificate.policy_mappings.iter().any(|(from, to)| *from == ANY || *to == ANY) {
            return false;
        }
        self.map(&certificate.policy_mappings);
        if !certificate.is_self_issued() {
            for counter in [&mut self.explicit, &mut self.mapping, &mut self.any] {
                *counter = counter.saturating_sub(1);
            }
        }
        let tighten = |counter: &mut usize, value: Option<u32>| {
            if let Some(value) = value {
                *counter = (*counter).min(usize::try_from(value).unwrap_or(usize::MAX));
            }
        };
        tighten(&mut self.explicit, certificate.require_explicit_policy);
        tighten(&mut self.mapping, certificate.inhibit_policy_mapping);
        tighten(&mut self.any, certificate.inhibit_any_policy);
        true
    }

    fn map(&mut self, mappings: &[(Oid, Oid)]) {
        let followed = self.mapping > 0;
        let Some(level) = self.levels.as_mut().and_then(|levels| levels.last_mut()) else { return };
        let mut mapped: BTreeMap<Oid, BTreeSet<Oid>> = BTreeMap::new();
        for (from, to) in mappings {
            mapped.entry(*from).or_default().insert(*to);
        }
        for (from, to) in mapped {
            if !followed {
                level.remove(&from);
            } else if let Some(node) = level.get_mut(&from) {
                node.expected = to;
            } else if level.contains_key(&ANY) {
                level.insert(from, Node { expected: to, parents: BTreeSet::from([ANY]) });
            }
        }
        self.prune();
    }

    /// Removes nodes without descendants; nothing is left if the last level is empty.
    fn prune(&mut self) {
        let Some(levels) = &mut self.levels else { return };
        let mut wanted: Option<BTreeSet<Oid>> = None;
        for level in levels.iter_mut().rev() {
            if let Some(wanted) = &wanted {
                level.retain(|policy, _| wanted.contains(policy));
            }
            wanted = Some(level.values().flat_map(|node| node.parents.iter().copied()).collect());
        }
        if levels.last().is_none_or(BTreeMap::is_empty) {
            self.levels = None;
        }
    }

    /// The wrap-up (6.1.5 a, b, g). True if the path is valid for an acceptable policy, or need not be.
    pub(super) fn finish(&mut self, last: &X509) -> bool {
        self.explicit = self.explicit.saturating_sub(1);
        if last.require_explicit_policy == Some(0) {
            self.explicit = 0;
        }
        self.explicit > 0 || self.is_valid_for_acceptable()
    }

    fn is_valid_for_acceptable(&self) -> bool {
        let Some(levels) = &self.levels else { return false };
        if self.any_acceptable || self.acceptable.contains(&ANY) {
            return true;
        }
        if levels.last().is_some_and(|level| level.contains_key(&ANY)) {
            return true;
        }
        let below_any = levels.iter().flatten().filter(|(policy, node)| **policy != ANY && node.parents.contains(&ANY));
        below_any.map(|(policy, _)| policy).any(|policy| self.acceptable.contains(policy))
    }
}
