//! `plan`: the worklist of verdicts and deadlines.

use super::Context;
use super::gather::settings;
use crate::domain::roster::Roster;
use crate::domain::verdict::Judge;
use crate::report::holders::Holders;
use crate::report::inventory::Inventory;
use crate::report::plan::{Plan, PlanOptions, plan};
use crate::report::work::judged;

/// Makes the worklist from an inventory.
pub fn run(context: &Context<'_>, inventory: &Inventory, roster: Option<&Roster>, options: PlanOptions) -> Plan {
    let settings = settings(context);
    let judge = Judge { now: context.now, zone: &context.zone, settings: &settings };
    plan(&judged(&Holders::new(inventory, roster, &settings), &judge), &judge, options)
}
