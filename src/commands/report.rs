//! `report`: the periodic numbers.

use super::Context;
use super::gather::settings;
use crate::domain::roster::Roster;
use crate::domain::statistics::Period;
use crate::domain::verdict::Judge;
use crate::report::inventory::Inventory;
use crate::report::statistics::{Statistics, statistics};

/// Counts a reading, and what changed since an earlier one.
pub fn run(
    context: &Context<'_>,
    inventory: &Inventory,
    roster: Option<&Roster>,
    since: Option<&Inventory>,
    period: Option<Period>,
) -> Statistics {
    let settings = settings(context);
    let judge = Judge { now: context.now, zone: &context.zone, settings: &settings };
    statistics(inventory, roster, since, &judge, period)
}
