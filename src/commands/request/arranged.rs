//! The rows of a letter in the staff list's order: units as they appear there, and within a unit by department and
//! given name.
//!
//! May import `domain`. Pitfall: people with central signing get a separate letter, so no letter has both kinds.

use std::collections::HashMap;

use super::Case;
use crate::domain::collation::{self, NameKey, UnitKey, name};
use crate::domain::roster::{Carrier, Roster};

/// The cases of one letter, and how many belong in the other.
pub fn arranged<'a>(cases: Vec<Case<'a>>, roster: Option<&Roster>, central: Option<bool>) -> (Vec<Case<'a>>, usize) {
    let is_central = |case: &Case<'_>| case.entry.is_some_and(|entry| entry.carrier == Carrier::Central);
    let (mut kept, others): (Vec<Case<'a>>, Vec<Case<'a>>) =
        cases.into_iter().partition(|case| central.is_none_or(|central| central == is_central(case)));
    let mut units: HashMap<&str, usize> = HashMap::new();
    for entry in roster.map_or(&[][..], |roster| &roster.entries) {
        let place = units.len();
        units.entry(entry.place_of_work().unwrap_or_default()).or_insert(place);
    }
    kept.sort_by_cached_key(|case| key(case, &units));
    (kept, others.len())
}

/// Unit, department and name; holders missing from the staff list come last, by the units of their certificates.
fn key(case: &Case<'_>, units: &HashMap<&str, usize>) -> (usize, UnitKey, NameKey) {
    let subject = case.certificate.and_then(|certificate| certificate.subject.as_ref());
    let of_certificate = subject.and_then(|subject| subject.common_name.as_deref());
    if let Some(entry) = case.entry {
        let unit = units.get(entry.place_of_work().unwrap_or_default()).copied().unwrap_or(usize::MAX);
        (unit, collation::unit(entry.department.as_deref().unwrap_or_default()), name(&entry.name))
    } else {
        let unit = subject.and_then(|subject| subject.unit()).unwrap_or_default();
        (usize::MAX, collation::unit(unit), name(of_certificate.unwrap_or_default()))
    }
}
