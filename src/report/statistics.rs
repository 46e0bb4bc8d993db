//! The periodic figures that agencies have to report: counts, coverage, next year's need, and what changed since.
//!
//! May import `domain` and the inventory's types. Pitfall: "active" means valid by date and not known to be revoked; whether
//! anybody asked is `revocation_checked`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::bodies::BodyReadings;
use super::changes::{Changes, changes};
use super::holders::{Holder, Holders, RevokedState, of_unit};
use super::inventory::{Inventory, Revocation, Token};
use super::roster::{RosterSummary, coverage};
use super::work::Judged;
use super::{Envelope, Kind};
use crate::domain::collation;
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinState;
use crate::domain::plan::month_of;
use crate::domain::roster::{Carrier, DeviceState, Entry, HolderKind, Roster};
use crate::domain::statistics::{Period, year_after};
use crate::domain::time::{Moment, days_between};
use crate::domain::verdict::{Action, Judge, Verdict};
use crate::domain::verify::State;

/// The document of figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Statistics {
    /// Schema, kind `report`, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Zone of calendar days.
    pub timezone: Option<String>,
    /// The period of `in_period`.
    pub period: Option<Period>,
    /// The state at `generated_at`, over all units.
    pub total: Counts,
    /// What happened in the period.
    pub in_period: Option<PeriodCounts>,
    /// The state of each unit; those without one last, under `null`.
    pub by_unit: Vec<UnitCounts>,
    /// Coverage of the staff list.
    pub coverage: Option<RosterSummary>,
    /// Certificates that expire in the next year.
    pub next_year: Need,
    /// What changed since an earlier inventory.
    pub changes: Option<Changes>,
    /// Which agencies of a list sent nothing, or old inventories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bodies: Option<BodyReadings>,
}

/// The state of a set of certificates of government CAs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// The same as `seen`; kept for scripts. It never counted issued ones.
    pub issued: u64,
    /// Certificates of holders that were seen, superseded ones included.
    pub seen: u64,
    /// Valid by date and not known to be revoked or suspended, superseded ones excluded.
    pub active: u64,
    /// Active ones that were found not to be revoked; of the others that is not known.
    #[serde(default)]
    pub revocation_checked: u64,
    /// Known to be revoked, by a check or by the staff list, superseded ones excluded. Expired ones are included.
    #[serde(default)]
    pub revoked: u64,
    /// Known to be suspended, superseded ones excluded. Expired ones are included.
    #[serde(default)]
    pub suspended: u64,
    /// Expired, superseded ones excluded.
    pub expired: u64,
    /// Active ones that expire within 30 calendar days.
    pub expiring_30: u64,
    /// Active ones that expire within 60 calendar days.
    pub expiring_60: u64,
    /// Active ones that expire within 90 calendar days.
    pub expiring_90: u64,
    /// On tokens whose user PIN is locked.
    pub locked: u64,
    /// To revoke according to the staff list, including holders without a token here.
    pub to_revoke: u64,
    /// Of persons, superseded ones excluded.
    pub persons: u64,
    /// Of organisations, superseded ones excluded.
    pub organisations: u64,
    /// On tokens that were read.
    pub token: u64,
    /// SIM PKI holders of the staff list.
    pub sim_pki: u64,
    /// Central signing holders of the staff list.
    pub central: u64,
}

/// Whether the revocation of active certificates was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationChecked {
    /// Of each.
    All,
    /// Not of each.
    Some,
    /// Of none.
    None,
}

impl Counts {
    /// Whether the revocation of the active ones was checked.
    pub fn checked(&self) -> RevocationChecked {
        let known = self.revoked + self.suspended;
        match self.revocation_checked {
            0 if self.active > 0 || known == 0 => RevocationChecked::None,
            checked if checked < self.active => RevocationChecked::Some,
            _ => RevocationChecked::All,
        }
    }
}

/// What happened in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PeriodCounts {
    /// The same as `seen`; kept for scripts.
    pub issued: u64,
    /// Certificates seen whose validity began in it.
    pub seen: u64,
    /// Of those, first issues.
    pub new: u64,
    /// Of those, renewals as far as is known.
    pub renewed: u64,
    /// Certificates that expired or expire in it.
    pub ended: u64,
    /// Certificates found to have been revoked in it.
    #[serde(default)]
    pub revoked: u64,
}

/// The state of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnitCounts {
    /// The unit.
    pub unit: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub counts: Counts,
}

/// Next year's need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Need {
    /// The year.
    pub year: i16,
    /// Certificates that expire in it, superseded ones excluded.
    pub total: u64,
    /// By month, each of the twelve.
    pub months: Vec<MonthNeed>,
}

impl Need {
    /// The sentence with the year and the total.
    pub fn phrase(&self) -> Phrase {
        Phrase::new("statistics-heading-need").with("year", self.year.to_string()).with("total", self.total)
    }
}

/// The need of one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MonthNeed {
    /// `2027-01`.
    pub month: String,
    /// Certificates that expire in it.
    pub certificates: u64,
}

/// Counts the judged work, and what changed since an earlier inventory.
pub fn statistics(
    judged: &Judged<'_, '_>,
    since: Option<&Inventory>,
    judge: &Judge<'_>,
    period: Option<Period>,
) -> Statistics {
    let holders = judged.holders;
    let (inventory, roster) = (holders.inventory, holders.roster);
    let mut total = Counts::default();
    let mut units: BTreeMap<(bool, String), UnitCounts> = BTreeMap::new();
    let mut in_period = PeriodCounts::default();
    for work in &judged.works {
        let Some(holder) = work.holder else {
            let unit = work.entry.and_then(Entry::place_of_work);
            let revoked = u64::from(work.verdict.advice.iter().any(|advice| advice.action == Action::Revoke));
            for counts in [&mut total, unit_of(&mut units, holders, unit)] {
                counts.to_revoke += revoked;
            }
            continue;
        };
        if !holder.is_government {
            continue;
        }
        let own = unit_of(&mut units, holders, holders.unit_of(holder));
        for counts in [&mut total, own] {
            count_holder(counts, holders, holder, &work.verdict, judge);
        }
        if let Some(period) = &period {
            count_period(&mut in_period, holder, &work.verdict, period, judge);
        }
    }
    for entry in &holders.entries {
        let own = unit_of(&mut units, holders, entry.place_of_work());
        for counts in [&mut total, own] {
            counts.sim_pki += u64::from(entry.carrier == Carrier::SimPki);
            counts.central += u64::from(entry.carrier == Carrier::Central);
            count_carried(counts, entry, judge);
        }
    }
    Statistics {
        envelope: Envelope::new(Kind::Report, judge.now),
        timezone: judge.zone.iana_name().map(str::to_owned),
        in_period: period.is_some().then_some(in_period),
        period,
        total,
        by_unit: in_order(units),
        coverage: roster.map(|_| coverage(judged, judge).0),
        next_year: need(holders, judge),
        changes: since
            .map(|old| changes(&within(old, roster, judge), &within(inventory, roster, judge), &judge.settings.names)),
        bodies: None,
    }
}

/// In the natural order of units; those without one last.
fn in_order(units: BTreeMap<(bool, String), UnitCounts>) -> Vec<UnitCounts> {
    let mut units: Vec<UnitCounts> = units.into_values().collect();
    units.sort_by_cached_key(|one| collation::unit_or_none(one.unit.as_deref()));
    units
}

/// The tokens of the requested unit; all without one.
pub(super) fn within<'i>(inventory: &'i Inventory, roster: Option<&Roster>, judge: &Judge<'_>) -> Cow<'i, Inventory> {
    if judge.settings.unit.is_none() {
        return Cow::Borrowed(inventory);
    }
    let mut own = inventory.clone();
    // A unit that is not in the earlier inventory had nothing then.
    match of_unit(inventory, roster, judge.settings) {
        Ok(Some(of_unit)) => of_unit.keep(&mut own.tokens),
        Ok(None) => {}
        Err(_unknown) => own.tokens.clear(),
    }
    Cow::Owned(own)
}

fn unit_of<'m>(
    units: &'m mut BTreeMap<(bool, String), UnitCounts>,
    holders: &Holders<'_>,
    unit: Option<&str>,
) -> &'m mut Counts {
    let key = (unit.is_none(), unit.map(|unit| holders.group_of(unit)).unwrap_or_default());
    let found = units.entry(key);
    &mut found.or_insert_with(|| UnitCounts { unit: unit.map(str::to_owned), counts: Counts::default() }).counts
}

fn count_holder(counts: &mut Counts, holders: &Holders<'_>, holder: &Holder<'_>, verdict: &Verdict, judge: &Judge<'_>) {
    counts.issued += 1;
    counts.seen += 1;
    if !holder.counts() {
        return;
    }
    counts.token += 1;
    let kind = holders.entry_of(holder).map_or_else(|| holder.kind(), |entry| entry.kind);
    match kind {
        HolderKind::Person => counts.persons += 1,
        HolderKind::Organisation => counts.organisations += 1,
    }
    counts.locked += u64::from(holder.places().any(|(token, _)| is_locked(token)));
    counts.to_revoke += u64::from(verdict.advice.iter().any(|advice| advice.action == Action::Revoke));
    count_validity(counts, holders, holder, judge);
}

fn count_validity(counts: &mut Counts, holders: &Holders<'_>, holder: &Holder<'_>, judge: &Judge<'_>) {
    let revoked = holders.revoked(holder);
    match revoked {
        Some(RevokedState::Revoked) => counts.revoked += 1,
        Some(RevokedState::Suspended) => counts.suspended += 1,
        None => {}
    }
    let (Some(start), Some(end)) = (holder.certificate.not_before, holder.certificate.not_after) else { return };
    if end < judge.now {
        counts.expired += 1;
    } else if start <= judge.now && revoked.is_none() {
        count_active(counts, end.day_in(judge.zone), judge);
        let is_good = holder.certificate.revocation == Revocation::Judged(State::Effective);
        counts.revocation_checked += u64::from(is_good);
    }
}

/// Whether the revocation of the certificates on tokens that are valid by date was checked.
pub(super) fn checked(holders: &Holders<'_>, judge: &Judge<'_>) -> RevocationChecked {
    let mut counts = Counts::default();
    for holder in holders.all.iter().filter(|holder| holder.is_government && holder.counts()) {
        count_validity(&mut counts, holders, holder, judge);
    }
    counts.checked()
}

fn count_active(counts: &mut Counts, end: Date, judge: &Judge<'_>) {
    counts.active += 1;
    let days = days_between(judge.now.day_in(judge.zone), end);
    counts.expiring_30 += u64::from(days <= 30);
    counts.expiring_60 += u64::from(days <= 60);
    counts.expiring_90 += u64::from(days <= 90);
}

/// SIM PKI and central signing with a valid-until date in the staff list count like certificates that were read.
fn count_carried(counts: &mut Counts, entry: &Entry, judge: &Judge<'_>) {
    let is_carried = entry.carrier != Carrier::Token && entry.valid_until.is_some();
    counts.revoked += u64::from(is_carried && entry.device_state == DeviceState::Revoked);
    let Some(end) = carried_until(entry) else { return };
    match entry.kind {
        HolderKind::Person => counts.persons += 1,
        HolderKind::Organisation => counts.organisations += 1,
    }
    if end < judge.now.day_in(judge.zone) {
        counts.expired += 1;
    } else {
        count_active(counts, end, judge);
    }
}

/// The valid-until date of a certificate that is not on any token.
fn carried_until(entry: &Entry) -> Option<Date> {
    entry.valid_until.filter(|_| entry.carrier != Carrier::Token && entry.device_state != DeviceState::Revoked)
}

fn count_period(counts: &mut PeriodCounts, holder: &Holder<'_>, verdict: &Verdict, period: &Period, judge: &Judge<'_>) {
    let day = |moment: Option<Moment>| moment.map(|moment| moment.day_in(judge.zone));
    if day(holder.certificate.not_before).is_some_and(|start| period.contains(start)) {
        counts.issued += 1;
        counts.seen += 1;
        let is_renewal = verdict.renewals > 0;
        counts.renewed += u64::from(is_renewal);
        counts.new += u64::from(!is_renewal);
    }
    counts.ended += u64::from(day(holder.certificate.not_after).is_some_and(|end| period.contains(end)));
    counts.revoked += u64::from(day(holder.revoked_at()).is_some_and(|day| period.contains(day)));
}

fn need(holders: &Holders<'_>, judge: &Judge<'_>) -> Need {
    let (year, first, last) = year_after(judge.now.day_in(judge.zone));
    let months = (1..=12).filter_map(|month| Date::new(year, month, 1).ok()).map(month_of);
    let mut by_month: BTreeMap<String, u64> = months.map(|month| (month, 0)).collect();
    for end in ends(holders, judge).into_iter().filter(|end| (first..=last).contains(end)) {
        *by_month.entry(month_of(end)).or_default() += 1;
    }
    let total = by_month.values().sum();
    let months = by_month.into_iter().map(|(month, certificates)| MonthNeed { month, certificates }).collect();
    Need { year, total, months }
}

/// The valid-until date of every certificate in use, of several that follow each other the last one's, and of those that are not on any token.
pub(super) fn ends(holders: &Holders<'_>, judge: &Judge<'_>) -> Vec<Date> {
    // A certificate whose renewal is on the token does not count, its renewal does.
    let is_last = |holder: &&Holder<'_>| !holder.is_superseded() && holder.renewal.is_none();
    // Nor does one that was revoked: whoever needs another one needs it now.
    let is_revoked = |holder: &&Holder<'_>| holders.revoked(holder) == Some(RevokedState::Revoked);
    let in_use =
        holders.all.iter().filter(|holder| holder.is_government).filter(is_last).filter(|one| !is_revoked(one));
    let on_tokens = in_use.filter_map(|holder| holder.certificate.not_after).map(|end| end.day_in(judge.zone));
    on_tokens.chain(holders.entries.iter().copied().filter_map(carried_until)).collect()
}

fn is_locked(token: &Token) -> bool {
    token.user_pin.state == PinState::Locked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_revocation_was_checked_is_said_of_all_of_some_or_of_none() {
        let counts =
            |active, revocation_checked, revoked| Counts { active, revocation_checked, revoked, ..Counts::default() };
        let cases = [
            (counts(0, 0, 0), RevocationChecked::None, "there is nothing to check"),
            (counts(7, 0, 0), RevocationChecked::None, "nobody asked"),
            (counts(7, 0, 2), RevocationChecked::None, "the staff list says that two are revoked, and nobody asked"),
            (counts(7, 4, 0), RevocationChecked::Some, "three are not known"),
            (counts(4, 4, 2), RevocationChecked::All, "each"),
            (counts(0, 0, 2), RevocationChecked::All, "none is left that is not known"),
        ];
        for (counts, expected, why) in cases {
            assert_eq!(counts.checked(), expected, "{why}");
        }
    }
}
