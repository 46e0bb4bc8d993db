//! `roster check`: coverage of the staff list.

use super::Context;
use super::gather::rules;
use crate::domain::raised;
use crate::domain::roster::Roster;
use crate::domain::situation::{Class, Situation, Told};
use crate::report::holders::Holders;
use crate::report::inventory::Inventory;
use crate::report::roster::{RosterCheck, roster_check};
use crate::report::work::judged;
use crate::situation_error;

/// No staff list was given, neither by `--roster` nor in the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRoster;

impl Situation for NoRoster {
    fn told(&self) -> Told {
        Class::Usage.told("roster-not-named", "roster-not-named").hint("roster-hint-name-it")
    }
}

situation_error!(NoRoster);

/// Checks the staff list against an inventory.
pub fn run(context: &Context<'_>, inventory: &Inventory, roster: Option<&Roster>) -> raised::Result<RosterCheck> {
    let rules = rules(context);
    let judge = context.judge(&rules);
    let holders = Holders::new(inventory, roster, &rules);
    Ok(roster_check(&judged(&holders, &judge), &judge).ok_or(NoRoster)?)
}
