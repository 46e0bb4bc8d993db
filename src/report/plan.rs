//! The worklist: verdicts with their deadlines, sorted, counted by month and by unit.
//!
//! May import `domain` and the inventory's types. Pitfall: who left needs a revocation even if no token was read.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::copies::{CertificatePlace, Placed};
use super::holders::{CertificateName, Holder, Holders, TokenName};
use super::roster::{RosterSummary, coverage};
use super::work::{Judged, Work};
use super::{Envelope, Kind, count};
use crate::domain::can_sign::Signing;
use crate::domain::collation;
use crate::domain::matching::MatchedBy;
use crate::domain::pin::PinState;
use crate::domain::plan::{is_within, is_work, month_of, order};
use crate::domain::roster::{Carrier, Entry, HolderKind};
use crate::domain::verdict::{Action, Advice, Judge, JudgeSettings, Note};

/// The worklist document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Plan {
    /// Schema, kind `plan`, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Zone of calendar days.
    pub timezone: Option<String>,
    /// How many days ahead it looks; everything if absent.
    pub within_days: Option<i64>,
    /// The settings that the verdicts are based on.
    pub settings: JudgeSettings,
    /// The work: by deadline, then severity, then unit and name.
    pub items: Vec<Item>,
    /// Counts by month of the deadline; those without one last, under `null`.
    pub by_month: Vec<Group>,
    /// Counts by unit; those without one last, under `null`.
    pub by_unit: Vec<Group>,
    /// Counts of every verdict, including those that are not listed.
    pub summary: PlanSummary,
    /// Who must sign and who can, if there is a staff list.
    pub coverage: Option<RosterSummary>,
}

/// One piece of work for one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "PlanItem"))]
pub struct Item {
    /// The holder's name.
    pub holder: Option<String>,
    /// Person or organisation.
    pub kind: HolderKind,
    /// The staff list's unit, otherwise the certificate's last OU, otherwise its organisation.
    pub unit: Option<String>,
    /// How they sign.
    pub carrier: Carrier,
    /// The token, if one was read.
    pub token: Option<TokenName>,
    /// The certificate, if one was read.
    pub certificate: Option<CertificateName>,
    /// Other places of the same certificate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<CertificatePlace>,
    /// The staff list of that row, if there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster_list: Option<String>,
    /// Row of the staff list's entry.
    pub roster_row: Option<u64>,
    /// The basis of the match with the staff list.
    pub matched_by: Option<MatchedBy>,
    /// Whether its person can sign today, and why.
    pub can_sign: Signing,
    /// How often the certificate was renewed, as far as is known.
    pub renewals: u32,
    /// Month of the deadline, `2026-11`.
    pub month: Option<String>,
    /// The verdict.
    #[serde(flatten)]
    pub advice: Advice,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// Items under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "PlanGroup"))]
pub struct Group {
    /// The month or unit; null for items without one.
    pub key: Option<String>,
    /// The number of items.
    pub items: u64,
    /// The number of items of each action.
    #[cfg_attr(test, schemars(with = "crate::domain::schema::KeyedBy<Action, u64>"))]
    pub actions: BTreeMap<Action, u64>,
}

/// Counts over all certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanSummary {
    /// Certificates of holders.
    pub certificates: u64,
    /// Verdicts by action, including those that are not listed.
    #[cfg_attr(test, schemars(with = "crate::domain::schema::KeyedBy<Action, u64>"))]
    pub actions: BTreeMap<Action, u64>,
    /// Items listed.
    pub items: u64,
    /// Items listed whose deadline has passed.
    pub overdue: u64,
    /// Items listed that the officer must confirm first.
    pub proposed: u64,
}

/// The contents of the worklist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanOptions {
    /// How many days ahead it looks.
    pub within_days: Option<i64>,
    /// Also certificates without work.
    pub all: bool,
}

/// Makes the worklist of the judged work.
pub fn plan(judged: &Judged<'_, '_>, judge: &Judge<'_>, options: PlanOptions) -> Plan {
    let holders = judged.holders;
    let mut items: Vec<Item> = judged.works.iter().flat_map(|work| of_work(holders, work)).collect();
    let mut summary = PlanSummary { certificates: count(holders.all.len()), ..PlanSummary::default() };
    for item in &items {
        *summary.actions.entry(item.advice.action).or_default() += 1;
    }
    items.retain(|item| (options.all || is_work(&item.advice)) && is_within(&item.advice, options.within_days));
    let places = unit_places(items.iter().filter_map(|item| item.unit.as_deref()));
    items.sort_by_cached_key(|item| {
        let unit = item.unit.as_ref().and_then(|unit| places.get(unit).copied());
        (order(&item.advice), unit, item.holder.clone(), item.roster_list.clone(), item.roster_row)
    });
    summary.items = count(items.len());
    let is_overdue = |item: &&Item| item.advice.deadline.is_some_and(|deadline| deadline.days < 0);
    summary.overdue = count(items.iter().filter(is_overdue).count());
    summary.proposed = count(items.iter().filter(|item| item.advice.proposed).count());
    Plan {
        envelope: Envelope::new(Kind::Plan, judge.now),
        timezone: judge.zone.iana_name().map(str::to_owned),
        within_days: options.within_days,
        settings: judge.settings.clone(),
        by_month: grouped(&items, |item| item.month.clone()),
        by_unit: grouped_by_unit(&items),
        items,
        summary,
        coverage: holders.roster.map(|_| coverage(judged, judge).0),
    }
}

fn of_work(holders: &Holders<'_>, work: &Work<'_, '_>) -> Vec<Item> {
    let (holder, entry) = (work.holder, work.entry);
    let unit = match holder {
        Some(holder) => holders.unit_of(holder),
        None => entry.and_then(Entry::place_of_work),
    };
    let name = holder.and_then(Holder::name).or(entry.map(|entry| entry.name.as_str()));
    let kind = entry.map(|entry| entry.kind).or(holder.map(Holder::kind)).unwrap_or_default();
    // The token that is locked, wherever the certificate counts.
    let shown = |advice: &Advice| {
        let is_locked = |place: Placed<'_>| place.0.user_pin.state == PinState::Locked;
        let recovered = holder.filter(|_| advice.action == Action::Recover);
        recovered.and_then(|holder| holder.places().position(is_locked)).unwrap_or_default()
    };
    let elsewhere = |shown: usize| {
        let others = holder.into_iter().flat_map(Holder::places).enumerate().filter(move |(at, _)| *at != shown);
        others.map(|(_, (token, certificate))| CertificatePlace::of(token, certificate)).collect()
    };
    let item = |advice: Advice| Item {
        holder: name.map(str::to_owned),
        kind,
        unit: unit.map(str::to_owned),
        // A certificate that was read is on a token, whatever else its holder has.
        carrier: entry.filter(|_| holder.is_none()).map_or(Carrier::Token, |entry| entry.carrier),
        token: holder.and_then(|holder| holder.places().nth(shown(&advice))).map(|(token, _)| TokenName::from(token)),
        certificate: holder.map(|holder| holder.certificate.into()),
        also_at: elsewhere(shown(&advice)),
        roster_list: entry.and_then(|entry| entry.list.clone()),
        roster_row: entry.map(|entry| entry.row),
        matched_by: holder.and_then(|holder| holder.found).map(|found| found.by),
        can_sign: work.signing,
        renewals: work.verdict.renewals,
        month: advice.deadline.map(|deadline| month_of(deadline.date)),
        advice,
        notes: work.verdict.notes.clone(),
    };
    work.verdict.advice.iter().cloned().map(item).collect()
}

fn grouped_by_unit(items: &[Item]) -> Vec<Group> {
    let mut groups = grouped(items, |item| item.unit.clone());
    groups.sort_by_cached_key(|group| collation::unit_or_none(group.key.as_deref()));
    groups
}

/// The place of each unit in their natural order.
fn unit_places<'u>(units: impl Iterator<Item = &'u str>) -> HashMap<String, usize> {
    let mut units: Vec<&str> = units.collect::<HashSet<_>>().into_iter().collect();
    units.sort_by_cached_key(|unit| (collation::unit(unit), *unit));
    units.into_iter().enumerate().map(|(place, unit)| (unit.to_owned(), place)).collect()
}

fn grouped(items: &[Item], key_of: impl Fn(&Item) -> Option<String>) -> Vec<Group> {
    // `None` sorts first in a map; here it comes last.
    let mut groups: BTreeMap<(bool, Option<String>), Group> = BTreeMap::new();
    for item in items {
        let key = key_of(item);
        let group = groups.entry((key.is_none(), key.clone())).or_insert_with(|| Group {
            key,
            items: 0,
            actions: BTreeMap::new(),
        });
        group.items += 1;
        *group.actions.entry(item.advice.action).or_default() += 1;
    }
    groups.into_values().collect()
}
