//! `roster check`: coverage of the staff list.

use super::Context;
use super::gather::settings;
use crate::domain::raised;
use crate::domain::roster::Roster;
use crate::domain::situation::{Class, Situation, Told};
use crate::domain::verdict::Judge;
use crate::report::holders::Holders;
use crate::report::inventory::Inventory;
use crate::report::roster::{RosterCheck, roster_check};
use crate::report::work::judged;
use crate::situation_error;

/// No staff list was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRoster {
    /// Neither by `--roster` nor in the config.
    NotNamed,
}

impl Situation for NoRoster {
    fn told(&self) -> Told {
        Class::Usage.told("roster-not-named", "roster-not-named").hint("roster-hint-name-it")
    }
}

situation_error!(NoRoster);

/// Checks the staff list against an inventory.
pub fn run(context: &Context<'_>, inventory: &Inventory, roster: Option<&Roster>) -> raised::Result<RosterCheck> {
    let roster = roster.ok_or(NoRoster::NotNamed)?;
    let settings = settings(context);
    let judge = Judge { now: context.now, zone: &context.zone, settings: &settings };
    let holders = Holders::new(inventory, Some(roster), &settings);
    Ok(roster_check(&judged(&holders, &judge), &judge).ok_or(NoRoster::NotNamed)?)
}
