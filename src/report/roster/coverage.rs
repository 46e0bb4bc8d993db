//! Who must sign and who can: everybody, each unit, each person.
//!
//! May import `domain` and the inventory's types. Pitfall: only those at work must sign.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::can_sign::{Ability, Signing};
use crate::domain::collation;
use crate::domain::phrase::Phrase;
use crate::domain::roster::{Carrier, Status};
use crate::domain::statistics::{percent, said_percent};
use crate::domain::verdict::Judge;
use crate::report::count;
use crate::report::holders::EntryName;
use crate::report::work::Judged;

/// Counts of the staff list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Coverage"))]
pub struct RosterSummary {
    /// Entries of the list.
    pub entries: u64,
    /// Entries that must be able to sign: at work.
    pub must_sign: u64,
    /// Of those, entries that can.
    pub can_sign: u64,
    /// Their share in percent, rounded down to a tenth; null if nothing is counted.
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub coverage_percent: Option<f64>,
    /// Entries with a USB token, of those that must sign.
    pub token: u64,
    /// Entries with SIM PKI, of those that must sign.
    pub sim_pki: u64,
    /// Entries with central signing, of those that must sign.
    pub central: u64,
    /// Those that must sign by class; `can_sign` above is the sum of the first two.
    pub classes: Classes,
    /// How many days ahead `classes.stops_soon` looks.
    pub stops_within_days: i64,
}

impl RosterSummary {
    /// The sentence of this identifier with those who can and must sign, and their share; `None` if no entry must.
    pub fn phrase(&self, id: &'static str) -> Option<Phrase> {
        let percent = said_percent(self.coverage_percent?);
        Some(Phrase::new(id).with("can", self.can_sign).with("must", self.must_sign).with("percent", percent))
    }
}

/// The number in each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Classes {
    /// Can sign, and for some time.
    pub can_sign: u64,
    /// Can sign, but not for long.
    pub stops_soon: u64,
    /// Cannot sign.
    pub cannot_sign: u64,
    /// Not known: not read, or to confirm first.
    pub unknown: u64,
}

impl Classes {
    pub(in crate::report) fn count(&mut self, class: Ability) {
        let number = match class {
            Ability::CanSign => &mut self.can_sign,
            Ability::StopsSoon => &mut self.stops_soon,
            Ability::CannotSign => &mut self.cannot_sign,
            Ability::Unknown => &mut self.unknown,
        };
        *number += 1;
    }
}

/// Coverage of one unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnitCoverage {
    /// The unit.
    pub unit: Option<String>,
    /// Entries that must sign.
    pub must_sign: u64,
    /// Of those, entries that can.
    pub can_sign: u64,
    /// Their share.
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub coverage_percent: Option<f64>,
    /// Those that must sign by class.
    pub classes: Classes,
}

impl UnitCoverage {
    /// Adds an entry that must sign.
    pub(in crate::report) fn count(&mut self, class: Ability) {
        self.must_sign += 1;
        self.can_sign += u64::from(class.is_able());
        self.coverage_percent = percent(self.can_sign, self.must_sign);
        self.classes.count(class);
    }
}

/// A person who must sign, and whether they can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PersonSigning {
    /// The person.
    pub entry: EntryName,
    /// Whether, why and until when.
    #[serde(flatten)]
    pub signing: Signing,
}

/// Who must sign and who can.
pub(in crate::report) fn coverage(
    judged: &Judged<'_, '_>,
    judge: &Judge<'_>,
) -> (RosterSummary, Vec<UnitCoverage>, Vec<PersonSigning>) {
    let holders = judged.holders;
    let mut summary = RosterSummary {
        entries: count(holders.entries.len()),
        stops_within_days: judge.settings.renewal.open_days,
        ..RosterSummary::default()
    };
    let mut units: BTreeMap<(bool, String), UnitCoverage> = BTreeMap::new();
    let mut people = Vec::new();
    let listed = holders.entries.iter().copied().zip(&judged.entries);
    for (entry, signing) in listed.filter(|(entry, _)| entry.status == Status::Working) {
        let place = entry.place_of_work();
        let key = place.map(|place| holders.group_of(place)).unwrap_or_default();
        let unit = units
            .entry((place.is_none(), key))
            .or_insert_with(|| UnitCoverage { unit: place.map(str::to_owned), ..UnitCoverage::default() });
        unit.count(signing.class);
        summary.must_sign += 1;
        summary.can_sign += u64::from(signing.class.is_able());
        summary.classes.count(signing.class);
        match entry.carrier {
            Carrier::Token => summary.token += 1,
            Carrier::SimPki => summary.sim_pki += 1,
            Carrier::Central => summary.central += 1,
        }
        people.push(PersonSigning { entry: entry.into(), signing: *signing });
    }
    summary.coverage_percent = percent(summary.can_sign, summary.must_sign);
    let mut units: Vec<UnitCoverage> = units.into_values().collect();
    units.sort_by_cached_key(|one| collation::unit_or_none(one.unit.as_deref()));
    (summary, units, people)
}
