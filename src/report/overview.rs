//! The director's view: who can sign, what expires when, what is most urgent, what could not be read.
//!
//! May import `domain` and the inventory's types. It counts by the definitions of the other reports and has none of its own.
//! Pitfall: without a staff list it is not known who must sign; then only the certificates that were read are counted.

use std::collections::{BTreeMap, HashSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::changes::{Changes, changes};
use super::holders::{Holders, TokenName, is_unread_since};
use super::inventory::{DriverFailure, Inventory, Token};
use super::plan::{Item, Plan, PlanOptions, plan};
use super::roster::{Classes, UnitCoverage, coverage};
use super::statistics::{MonthNeed, RevocationChecked, checked, ends, within};
use super::verify::UnreadFile;
use super::work::{Judged, judged};
use super::{Envelope, Kind, count};
use crate::domain::can_sign::{Ability, Ground};
use crate::domain::collation;
use crate::domain::pin::PinState;
use crate::domain::plan::{is_work, month_of};
use crate::domain::problem::Problem;
use crate::domain::roster::Roster;
use crate::domain::statistics::percent;
use crate::domain::time::{Moment, days_between};
use crate::domain::verdict::{Judge, Reason};

/// How many months ahead expiring certificates are shown.
const MONTHS: i32 = 24;
/// A reading older than this many days is old, unless `--not-read-since` is given: the longest month, so that a token
/// read monthly never is.
pub const OLD_AFTER_DAYS: i64 = 31;

/// Everything that the page of `report` shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// Time and tool.
    pub envelope: Envelope,
    /// The agency, or the requested unit.
    pub agency: Option<String>,
    /// The oldest and the newest reading.
    pub read: Option<(Moment, Moment)>,
    /// Tokens that were read.
    pub tokens: u64,
    /// Whether people of a staff list are counted, or the certificates that were read.
    pub by_list: bool,
    /// The number in each class.
    pub classes: Classes,
    /// How many days ahead `classes.stops_soon` looks.
    pub stops_within_days: i64,
    /// The share of those who can sign, in percent.
    pub percent: Option<f64>,
    /// Whether the revocation of the certificates valid by date was checked.
    pub revocation: RevocationChecked,
    /// The same for each unit; those without one last.
    pub by_unit: Vec<UnitCoverage>,
    /// Who cannot sign, or for whom it is not known, and why.
    pub cannot: Vec<Obstacle>,
    /// The certificates that expire in each coming month, the current one first.
    pub months: Vec<MonthNeed>,
    /// Tokens by the state of their user PIN, the worst first.
    pub pins: Vec<(PinState, u64)>,
    /// The work, the most urgent first.
    pub work: Vec<Item>,
    /// What changed since the last period.
    pub changes: Option<Changes>,
    /// Tokens whose reading is older than [`OLD_AFTER_DAYS`], the oldest first.
    pub old: Vec<TokenName>,
    /// Drivers, or slots of them, that could not be read.
    pub failed: Vec<FailedDriver>,
    /// Files that could not be read.
    pub unread: Vec<UnreadFile>,
}

/// A person who cannot sign, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The person.
    pub name: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The token's serial, if only tokens were read.
    pub token_serial: Option<String>,
    /// Whether it is known.
    pub class: Ability,
    /// Why.
    pub reason: Ground,
}

/// A driver that could not be read, completely or partly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedDriver {
    /// Its path.
    pub driver: String,
    /// Why; `None` if a problem says it.
    pub failure: Option<DriverFailure>,
    /// What is wrong but not a driver's fault.
    pub problem: Option<Problem>,
}

/// Assembles the page.
pub fn overview(
    inventory: &Inventory,
    roster: Option<&Roster>,
    since: Option<&Inventory>,
    judge: &Judge<'_>,
    agency: Option<&str>,
) -> Overview {
    let holders = Holders::new(inventory, roster, judge.settings);
    let own = within(inventory, roster, judge);
    let meant = |token: &&Token| judge.settings.not_read_since.is_none_or(|since| is_unread_since(token, since));
    let tokens: Vec<&Token> = own.initialized_tokens().filter(meant).collect();
    let judged = judged(&holders, judge);
    let plan = plan(&judged, judge, PlanOptions { within_days: None, all: true });
    let (classes, by_unit, cannot) =
        if roster.is_some() { of_list(&judged, judge) } else { of_certificates(&plan, &holders) };
    let able = classes.can_sign + classes.stops_soon;
    let readings = || tokens.iter().filter_map(|token| token.read_at);
    let unit = judge.settings.unit.as_deref();
    Overview {
        envelope: Envelope::new(Kind::Report, judge.now),
        agency: unit.or(agency).map(str::to_owned),
        read: readings().min().zip(readings().max()),
        tokens: count(tokens.len()),
        by_list: roster.is_some(),
        percent: percent(able, able + classes.cannot_sign + classes.unknown),
        classes,
        stops_within_days: judge.settings.renewal.open_days,
        revocation: checked(&holders, judge),
        by_unit,
        cannot,
        months: months(&holders, judge),
        pins: pins(&tokens),
        work: plan.items.into_iter().filter(|item| is_work(&item.advice)).collect(),
        changes: since.map(|old| changes(&within(old, roster, judge), &own, &judge.settings.names)),
        old: old(&tokens, judge),
        failed: failed_drivers(inventory),
        unread: inventory.unread.clone(),
    }
}

type Signers = (Classes, Vec<UnitCoverage>, Vec<Obstacle>);

/// The people of the staff list who must sign.
fn of_list(judged: &Judged<'_, '_>, judge: &Judge<'_>) -> Signers {
    let (summary, by_unit, people) = coverage(judged, judge);
    let unable = people.into_iter().filter(|one| !one.signing.class.is_able());
    let cannot = unable.map(|one| Obstacle {
        name: Some(one.entry.name),
        unit: one.entry.unit,
        token_serial: None,
        class: one.signing.class,
        reason: one.signing.reason,
    });
    (summary.classes, by_unit, sorted(cannot.collect()))
}

/// The certificates that were read, each once; per key or holder the one in use.
fn of_certificates(plan: &Plan, holders: &Holders<'_>) -> Signers {
    let waiting = holders.all.iter().filter(|one| one.waits_for.is_some());
    let waiting: HashSet<&str> = waiting.map(|one| one.certificate.sha256.as_str()).collect();
    let mut seen = HashSet::new();
    let mut classes = Classes::default();
    let mut units: BTreeMap<Option<String>, UnitCoverage> = BTreeMap::new();
    let mut cannot = Vec::new();
    for item in &plan.items {
        let Some(certificate) = &item.certificate else { continue };
        let token_serial = item.token.as_ref().and_then(|token| token.serial.clone());
        let counts = item.can_sign.reason != Ground::OtherCa && item.advice.reason != Reason::Superseded;
        let counts = counts && !waiting.contains(certificate.sha256.as_str());
        if !counts || !seen.insert((&certificate.sha256, token_serial.clone())) {
            continue;
        }
        let unit = units
            .entry(item.unit.clone())
            .or_insert_with(|| UnitCoverage { unit: item.unit.clone(), ..UnitCoverage::default() });
        let class = item.can_sign.class;
        classes.count(class);
        unit.count(class);
        if !class.is_able() {
            let (name, unit) = (item.holder.clone(), item.unit.clone());
            cannot.push(Obstacle { name, unit, token_serial, class, reason: item.can_sign.reason });
        }
    }
    let mut units: Vec<UnitCoverage> = units.into_values().collect();
    units.sort_by_cached_key(|one| collation::unit_or_none(one.unit.as_deref()));
    (classes, units, sorted(cannot))
}

/// Those known not to sign first, then by reason; otherwise the order is kept.
fn sorted(mut cannot: Vec<Obstacle>) -> Vec<Obstacle> {
    cannot.sort_by_key(|one| (one.class != Ability::CannotSign, one.reason));
    cannot
}

fn months(holders: &Holders<'_>, judge: &Judge<'_>) -> Vec<MonthNeed> {
    let first = judge.now.day_in(judge.zone).first_of_month();
    let month = |ahead: i32| first.checked_add(ahead.months()).ok().map(month_of);
    let mut by_month: BTreeMap<String, u64> = (0..MONTHS).filter_map(month).map(|month| (month, 0)).collect();
    let today = judge.now.day_in(judge.zone);
    for end in ends(holders, judge).into_iter().filter(|end: &Date| *end >= today) {
        if let Some(number) = by_month.get_mut(&month_of(end)) {
            *number += 1;
        }
    }
    by_month.into_iter().map(|(month, certificates)| MonthNeed { month, certificates }).collect()
}

/// Every state, including those without tokens, so that two pages can be compared.
fn pins(tokens: &[&Token]) -> Vec<(PinState, u64)> {
    use PinState::{CountLow, FinalTry, Locked, NotSet, Ok, Unknown};

    let number = |state| count(tokens.iter().filter(|token| token.user_pin.state == state).count());
    [Locked, FinalTry, CountLow, NotSet, Unknown, Ok].into_iter().map(|state| (state, number(state))).collect()
}

fn old(tokens: &[&Token], judge: &Judge<'_>) -> Vec<TokenName> {
    let today = judge.now.day_in(judge.zone);
    let age = |at: Moment| days_between(at.day_in(judge.zone), today);
    let is_old = |token: &&&Token| token.read_at.is_some_and(|at| age(at) > OLD_AFTER_DAYS);
    let mut old: Vec<TokenName> = tokens.iter().filter(is_old).map(|token| TokenName::from(*token)).collect();
    old.sort_by(|one, other| (one.read_at, &one.serial).cmp(&(other.read_at, &other.serial)));
    old
}

/// Drivers, or slots of them, that could not be read, and other problems with them.
pub fn failed_drivers(inventory: &Inventory) -> Vec<FailedDriver> {
    let mut failed = Vec::new();
    for driver in &inventory.drivers {
        let one = |failure, problem| FailedDriver { driver: driver.path.clone(), failure, problem };
        if driver.status.is_failure() {
            let failures = driver.failures();
            failed.extend(failures.map(|failure| one(Some(failure.clone()), None)));
        }
        failed.extend(driver.problems.iter().map(|problem| one(None, Some(problem.clone()))));
    }
    failed
}
