//! Which of the agencies that have to send inventories sent some: none, old ones, or new ones.
//!
//! May import `domain` and the inventory's types. Pitfall: a certificate names its agency and those above it; the token
//! belongs to the narrowest one in the list, or a city would have sent what one of its wards did.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::count;
use super::holders::{Holder, Holders, is_unread_since};
use super::inventory::Inventory;
use crate::domain::time::Moment;

/// An inventory with what the agencies of a list sent.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WithBodies<'a> {
    /// What was read.
    #[serde(flatten)]
    pub inventory: &'a Inventory,
    /// Which agencies of a list sent nothing, or only old inventories; absent without a list.
    pub bodies: &'a BodyReadings,
}

/// The agencies of a list and their inventories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BodyReadings {
    /// A reading before this time is old.
    pub since: Moment,
    /// Each agency, in the order of the list.
    pub bodies: Vec<BodyReading>,
    /// Tokens of agencies that are not in the list.
    pub unlisted_tokens: u64,
    /// The number of agencies that sent nothing, and of those that sent only old inventories.
    pub summary: BodySummary,
}

/// Counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BodySummary {
    /// Agencies of the list.
    pub bodies: u64,
    /// Those that sent nothing.
    pub silent: u64,
    /// Those whose readings are all old.
    pub old: u64,
}

/// One agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BodyReading {
    /// Its name, as in the list.
    pub body: String,
    /// Whether it sent nothing, only old inventories, or a newer one.
    pub state: BodyState,
    /// Its tokens.
    pub tokens: u64,
    /// Those that were not read since.
    pub old_tokens: u64,
    /// Its newest reading.
    pub newest: Option<Moment>,
}

/// What an agency sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BodyState {
    /// Nothing.
    Silent,
    /// Only old inventories.
    Old,
    /// An inventory that is not old.
    Current,
}

impl BodyState {
    /// The identifier of the sentence that names such an agency.
    pub fn said(self) -> &'static str {
        match self {
            Self::Silent => "bodies-said-silent",
            Self::Old => "bodies-said-old",
            Self::Current => "bodies-said-current",
        }
    }

    /// The identifier of its word.
    pub fn id(self) -> &'static str {
        match self {
            Self::Silent => "bodies-silent",
            Self::Old => "bodies-old",
            Self::Current => "bodies-current",
        }
    }
}

/// Finds the inventories of each agency.
pub fn body_readings(holders: &Holders<'_>, bodies: &[String], since: Moment) -> BodyReadings {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<BodyReading> = Vec::new();
    for body in bodies {
        let readings = holders.readings_of(body);
        // An agency in two spellings is one agency.
        if readings.iter().any(|reading| places.contains_key(reading)) {
            continue;
        }
        for reading in readings {
            places.insert(reading, found.len());
        }
        let (body, state) = (body.clone(), BodyState::Silent);
        found.push(BodyReading { body, state, tokens: 0, old_tokens: 0, newest: None });
    }
    let mut unlisted = 0;
    let mut seen = HashSet::new();
    for holder in &holders.all {
        if !seen.insert(std::ptr::from_ref(holder.token)) {
            continue;
        }
        let place = names_of(holders, holder)
            .into_iter()
            .find_map(|name| holders.readings_of(name).iter().find_map(|reading| places.get(reading).copied()));
        match place.and_then(|place| found.get_mut(place)) {
            None => unlisted += 1,
            Some(body) => {
                let is_new = !is_unread_since(holder.token, since);
                body.tokens += 1;
                body.old_tokens += u64::from(!is_new);
                body.newest = body.newest.max(holder.token.read_at);
                if is_new || body.state == BodyState::Silent {
                    body.state = if is_new { BodyState::Current } else { BodyState::Old };
                }
            }
        }
    }
    let of = |state| count(found.iter().filter(|body| body.state == state).count());
    let summary = BodySummary { bodies: count(found.len()), silent: of(BodyState::Silent), old: of(BodyState::Old) };
    BodyReadings { since, bodies: found, unlisted_tokens: unlisted, summary }
}

/// The names of a token's agency, from the narrowest: the staff list's, otherwise the certificate's.
fn names_of<'a>(holders: &Holders<'a>, holder: &Holder<'a>) -> Vec<&'a str> {
    match holders.entry_of(holder).filter(|entry| entry.place_of_work().is_some()) {
        // The agency named in the list is the whole answer, except that a unit may be meant.
        Some(entry) => entry.department.as_deref().into_iter().chain(entry.unit.as_deref()).collect(),
        None => holder.organisation().into_iter().chain(holder.bodies().rev()).collect(),
    }
}
