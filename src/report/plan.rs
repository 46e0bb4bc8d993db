//! The worklist: verdicts with their deadlines, sorted, counted by month and by unit.
//!
//! May import `domain` and the inventory's types. Pitfall: who left is to be revoked also where no token was read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Envelope;
use super::holders::{CertificateName, Holder, Holders, TokenName};
use super::inventory::Inventory;
use crate::domain::matching::MatchedBy;
use crate::domain::plan::{is_within, is_work, month_of, order};
use crate::domain::roster::{Carrier, Entry, HolderKind, Roster};
use crate::domain::verdict::{Action, Advice, Facts, Judge, Note, Settings, decide, revocation};

/// The worklist document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Schema, kind `plan`, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Zone of calendar days.
    pub timezone: Option<String>,
    /// How many days ahead it looks; everything where absent.
    pub within_days: Option<i64>,
    /// The settings that the verdicts rest on.
    pub settings: Settings,
    /// What is to be done: by deadline, then weight, then unit and name.
    pub items: Vec<Item>,
    /// Counts by month of the deadline; those without one last, under `null`.
    pub by_month: Vec<Group>,
    /// Counts by unit; those without one last, under `null`.
    pub by_unit: Vec<Group>,
    /// Counts of every verdict, also of those that are not listed.
    pub summary: PlanSummary,
}

/// One thing to be done for one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The holder's name.
    pub holder: Option<String>,
    /// Person or organisation.
    pub kind: HolderKind,
    /// The roster's unit, else the certificate's last OU, else its organisation.
    pub unit: Option<String>,
    /// How they sign.
    pub carrier: Carrier,
    /// The token, where one was read.
    pub token: Option<TokenName>,
    /// The certificate, where one was read.
    pub certificate: Option<CertificateName>,
    /// Row of the roster's entry.
    pub roster_row: Option<u64>,
    /// What the match with the roster rests on.
    pub matched_by: Option<MatchedBy>,
    /// How often the certificate was renewed, as far as is known.
    pub renewals: u32,
    /// Month of the deadline, `2026-11`.
    pub month: Option<String>,
    /// The verdict.
    #[serde(flatten)]
    pub advice: Advice,
    /// What is worth saying beside it.
    pub notes: Vec<Note>,
}

/// Items under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The month or unit; `None` for items without one.
    pub key: Option<String>,
    /// How many items.
    pub items: u64,
    /// How many of each action.
    pub actions: BTreeMap<Action, u64>,
}

/// Counts over all certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// Certificates of holders.
    pub certificates: u64,
    /// Verdicts by action, also those that are not listed.
    pub actions: BTreeMap<Action, u64>,
    /// Items listed.
    pub items: u64,
    /// Items listed whose deadline has passed.
    pub overdue: u64,
    /// Items listed that the officer must confirm first.
    pub proposed: u64,
}

/// What the worklist is to hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanOptions {
    /// How many days ahead it looks.
    pub within_days: Option<i64>,
    /// Also certificates with which nothing is to be done.
    pub all: bool,
}

/// Makes the worklist of an inventory and a staff list.
pub fn plan(inventory: &Inventory, roster: Option<&Roster>, judge: &Judge<'_>, options: PlanOptions) -> Plan {
    let holders = Holders::new(inventory, roster, judge.settings);
    let mut items: Vec<Item> = holders.all.iter().flat_map(|holder| of_holder(&holders, holder, judge)).collect();
    let unseen = holders.matching.unmatched_entries.iter().filter_map(|index| holders.entries.get(*index));
    items.extend(unseen.filter_map(|entry| of_unseen(entry, judge)));
    let mut summary = PlanSummary { certificates: count(holders.all.len()), ..PlanSummary::default() };
    for item in &items {
        *summary.actions.entry(item.advice.action).or_default() += 1;
    }
    items.retain(|item| (options.all || is_work(item.advice.action)) && is_within(&item.advice, options.within_days));
    items.sort_by(|left, right| {
        let names = |item: &Item| (item.unit.clone(), item.holder.clone(), item.roster_row);
        order(&left.advice).cmp(&order(&right.advice)).then_with(|| names(left).cmp(&names(right)))
    });
    summary.items = count(items.len());
    let is_overdue = |item: &&Item| item.advice.deadline.is_some_and(|deadline| deadline.days < 0);
    summary.overdue = count(items.iter().filter(is_overdue).count());
    summary.proposed = count(items.iter().filter(|item| item.advice.proposed).count());
    Plan {
        envelope: Envelope::new("plan", judge.now),
        timezone: judge.zone.iana_name().map(str::to_owned),
        within_days: options.within_days,
        settings: judge.settings.clone(),
        by_month: grouped(&items, |item| item.month.clone()),
        by_unit: grouped(&items, |item| item.unit.clone()),
        items,
        summary,
    }
}

fn of_holder(holders: &Holders<'_>, holder: &Holder<'_>, judge: &Judge<'_>) -> Vec<Item> {
    let facts: Facts<'_> = holders.facts(holder);
    let verdict = decide(&facts, judge);
    let entry = facts.entry;
    let item = |advice: Advice| Item {
        holder: holder.name().or_else(|| entry.map(|entry| entry.name.as_str())).map(str::to_owned),
        kind: entry.map_or_else(|| holder.kind(), |entry| entry.kind),
        unit: holders.unit_of(holder).map(str::to_owned),
        carrier: Carrier::Token,
        token: Some(holder.token.into()),
        certificate: Some(holder.certificate.into()),
        roster_row: entry.map(|entry| entry.row),
        matched_by: holder.found.map(|found| found.by),
        renewals: verdict.renewals,
        month: advice.deadline.map(|deadline| month_of(deadline.date)),
        advice,
        notes: verdict.notes.clone(),
    };
    verdict.advice.iter().cloned().map(item).collect()
}

/// SIM PKI, central signing, and tokens that were not plugged in: only the roster knows of them.
fn of_unseen(entry: &Entry, judge: &Judge<'_>) -> Option<Item> {
    let advice = revocation(entry, false, judge)?;
    Some(Item {
        holder: Some(entry.name.clone()),
        kind: entry.kind,
        unit: entry.unit.clone(),
        carrier: entry.carrier,
        token: None,
        certificate: None,
        roster_row: Some(entry.row),
        matched_by: None,
        renewals: entry.renewals.unwrap_or(0),
        month: advice.deadline.map(|deadline| month_of(deadline.date)),
        advice,
        notes: Vec::new(),
    })
}

fn grouped(items: &[Item], key_of: impl Fn(&Item) -> Option<String>) -> Vec<Group> {
    // `None` sorts first in a map; it is to stand last.
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

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
