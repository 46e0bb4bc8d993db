//! `plan`: the worklist of verdicts and deadlines.

use super::Context;
use super::gather::rules;
use crate::domain::roster::Roster;
use crate::report::holders::Holders;
use crate::report::inventory::Inventory;
use crate::report::plan::{Plan, PlanOptions, plan};
use crate::report::work::judged;

/// Makes the worklist from an inventory.
pub fn run(context: &Context<'_>, inventory: &Inventory, roster: Option<&Roster>, options: PlanOptions) -> Plan {
    let rules = rules(context);
    let judge = context.judge(&rules);
    plan(&judged(&Holders::new(inventory, roster, &rules), &judge), &judge, options)
}
