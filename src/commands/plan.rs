//! `plan`: the worklist of verdicts and deadlines.

use super::Context;
use super::gather::settings;
use crate::domain::roster::Roster;
use crate::domain::verdict::Judge;
use crate::report::inventory::Inventory;
use crate::report::plan::{Plan, PlanOptions, plan};

/// Makes the worklist of a reading.
pub fn run(context: &Context<'_>, inventory: &Inventory, roster: Option<&Roster>, options: PlanOptions) -> Plan {
    let settings = settings(context);
    plan(inventory, roster, &Judge { now: context.now, zone: &context.zone, settings: &settings }, options)
}
