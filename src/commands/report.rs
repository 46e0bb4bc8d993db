//! `report`: the periodic figures.

use jiff::Span;

use super::Context;
use super::gather::rules;
use crate::domain::roster::Roster;
use crate::domain::statistics::Period;
use crate::domain::time::Moment;
use crate::domain::verdict::JudgeSettings;
use crate::report::bodies::{BodyReadings, body_readings};
use crate::report::holders::Holders;
use crate::report::inventory::Inventory;
use crate::report::overview::{OLD_AFTER_DAYS, Overview, overview};
use crate::report::statistics::{Statistics, statistics};
use crate::report::work::judged;

/// Further inputs besides the inventory and the staff list.
#[derive(Debug, Clone, Default)]
pub struct Beside<'b> {
    /// An earlier inventory.
    pub since: Option<&'b Inventory>,
    /// The period to count.
    pub period: Option<Period>,
    /// The agencies that have to send inventories.
    pub bodies: Option<&'b [String]>,
}

/// Counts an inventory, and what changed since an earlier one.
pub fn run(context: &Context<'_>, inventory: &Inventory, roster: Option<&Roster>, beside: Beside<'_>) -> Statistics {
    let rules = rules(context);
    let judge = context.judge(&rules);
    let holders = Holders::new(inventory, roster, &rules);
    let mut report = statistics(&judged(&holders, &judge), beside.since, &judge, beside.period);
    report.bodies = beside.bodies.map(|list| bodies(context, inventory, roster, list));
    report
}

/// Which agencies sent no inventory, or an old one. Whether an agency is silent depends on all of its tokens.
pub fn bodies(
    context: &Context<'_>,
    inventory: &Inventory,
    roster: Option<&Roster>,
    bodies: &[String],
) -> BodyReadings {
    let whole = JudgeSettings { unit: None, not_read_since: None, ..rules(context) };
    readings_of(context, &Holders::new(inventory, roster, &whole), bodies, context.not_read_since)
}

/// Which agencies sent no inventory, or an old one: older than that moment, by default than thirty days.
pub(super) fn readings_of(
    context: &Context<'_>,
    holders: &Holders<'_>,
    bodies: &[String],
    since: Option<Moment>,
) -> BodyReadings {
    let today = context.now.day_in(&context.zone);
    let days_ago = || {
        let day = today.checked_sub(Span::new().try_days(OLD_AFTER_DAYS).ok()?).ok()?;
        Some(Moment::start_of(day, &context.zone))
    };
    body_readings(holders, bodies, since.or_else(days_ago).unwrap_or(context.now))
}

/// The contents of the page for the head of the agency.
pub fn page(
    context: &Context<'_>,
    inventory: &Inventory,
    roster: Option<&Roster>,
    since: Option<&Inventory>,
) -> Overview {
    let rules = rules(context);
    overview(inventory, roster, since, &context.judge(&rules), context.config.body.name.as_deref())
}
