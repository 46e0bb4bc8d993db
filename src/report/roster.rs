//! Coverage of the staff list: who can sign, who cannot and why, and what does not agree.
//!
//! May import `domain` and the inventory's types. Pitfall: a hundred percent is the rule, so a proposed match, an
//! expired certificate or a locked PIN does not count as being able to sign.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::Envelope;
use super::holders::{CertificateName, EntryName, Holder, Holders, TokenName};
use super::inventory::Inventory;
use crate::domain::fold;
use crate::domain::matching::MatchedBy;
use crate::domain::names::Names;
use crate::domain::pin::PinState;
use crate::domain::roster::{Carrier, CellFault, CellNote, Entry, LeftOut, Roster, Status};
use crate::domain::statistics::percent;
use crate::domain::verdict::{Difference, DifferingField, Judge, differences};

/// The coverage document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RosterCheck {
    /// Schema, kind `roster-check`, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Counts.
    pub summary: RosterSummary,
    /// Coverage of each unit; entries without one last, under `null`.
    pub by_unit: Vec<UnitCoverage>,
    /// Those who must sign and cannot, in the roster's order.
    pub cannot_sign: Vec<CannotSign>,
    /// Certificates of government CAs that nobody in the roster claims.
    pub unclaimed: Vec<Unclaimed>,
    /// Matches that the officer must confirm.
    pub proposed: Vec<Proposed>,
    /// What could not be told apart.
    pub ambiguous: Vec<Ambiguous>,
    /// People whose data differ from their certificate.
    pub differing: Vec<Differing>,
    /// E-mail addresses that no state body issues.
    pub refused_emails: Vec<RefusedEmail>,
    /// Values that stand in several rows.
    pub duplicates: Vec<Duplicate>,
    /// Columns that the tool does not know.
    pub unknown_columns: Vec<String>,
    /// Cells that could not be used.
    pub cell_faults: Vec<CellRemark>,
    /// Values that were put right, or are worth a look.
    pub cell_notes: Vec<CellRemark>,
    /// Rows that are nobody: totals, signatures, remarks.
    pub rows_left_out: Vec<LeftOut>,
}

/// A cell of the staff list, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellRemark {
    /// The workbook's sheet.
    pub sheet: Option<String>,
    /// Row in the file.
    pub row: u64,
    /// The column's letter.
    pub column: String,
    /// The column's title.
    pub title: String,
    /// The cell.
    pub value: String,
    /// What is to be said.
    pub code: String,
}

fn cell_faults(roster: &Roster) -> Vec<CellRemark> {
    let remark = |fault: &CellFault| CellRemark {
        sheet: fault.sheet.clone(),
        row: fault.row,
        column: fault.column.clone(),
        title: fault.title.clone(),
        value: fault.value.clone(),
        code: fault.code().to_owned(),
    };
    roster.faults.iter().map(remark).collect()
}

fn cell_notes(roster: &Roster) -> Vec<CellRemark> {
    let remark = |note: &CellNote| CellRemark {
        sheet: roster.sheet.clone(),
        row: note.row,
        column: note.column.clone(),
        title: note.title.clone(),
        value: note.value.clone(),
        code: note.code().to_owned(),
    };
    roster.notes.iter().map(remark).collect()
}

/// Counts of the staff list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RosterSummary {
    /// Entries.
    pub entries: u64,
    /// Entries that must be able to sign: at work.
    pub must_sign: u64,
    /// Of those, entries that can.
    pub can_sign: u64,
    /// Their share in percent, rounded down to a tenth; `None` where nobody must.
    pub coverage_percent: Option<f64>,
    /// Entries with a USB token, of those that must sign.
    pub token: u64,
    /// Entries with SIM PKI, of those that must sign.
    pub sim_pki: u64,
    /// Entries with central signing, of those that must sign.
    pub central: u64,
}

/// Coverage of one unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitCoverage {
    /// The unit.
    pub unit: Option<String>,
    /// Entries that must sign.
    pub must_sign: u64,
    /// Of those, entries that can.
    pub can_sign: u64,
    /// Their share.
    pub coverage_percent: Option<f64>,
}

/// Why somebody cannot sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// The user PIN is locked.
    PinLocked,
    /// The key is not on the token.
    KeyMissing,
    /// The certificate is not within its dates.
    NotWithinDates,
    /// Only a certificate of a public CA.
    OtherCa,
    /// A match is proposed and must be confirmed.
    OnlyProposed,
    /// Several could be theirs.
    Ambiguous,
    /// No certificate.
    NoCertificate,
}

impl Obstacle {
    /// The identifier of its sentence.
    pub fn id(self) -> &'static str {
        match self {
            Self::PinLocked => "roster-obstacle-pin-locked",
            Self::KeyMissing => "roster-obstacle-key-missing",
            Self::NotWithinDates => "roster-obstacle-not-within-dates",
            Self::OtherCa => "roster-obstacle-other-ca",
            Self::OnlyProposed => "roster-obstacle-only-proposed",
            Self::Ambiguous => "roster-obstacle-ambiguous",
            Self::NoCertificate => "roster-obstacle-no-certificate",
        }
    }
}

/// Somebody who must sign and cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannotSign {
    /// Who.
    pub entry: EntryName,
    /// Why.
    pub obstacle: Obstacle,
}

/// A certificate that nobody claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unclaimed {
    /// The token.
    pub token: TokenName,
    /// The certificate.
    pub certificate: CertificateName,
}

/// A match to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// Who.
    pub entry: EntryName,
    /// Whose it may be.
    pub certificate: CertificateName,
    /// The token.
    pub token: TokenName,
    /// What it rests on.
    pub by: MatchedBy,
}

/// Entries and certificates that share a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ambiguous {
    /// The key that they share.
    pub by: MatchedBy,
    /// The entries.
    pub entries: Vec<EntryName>,
    /// The certificates.
    pub certificates: Vec<CertificateName>,
}

/// Somebody whose data differ from the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    /// Who.
    pub entry: EntryName,
    /// The certificate.
    pub certificate: CertificateName,
    /// Cases of an information change.
    pub changes: Vec<Difference>,
    /// The certificate's name where it is another than the roster's.
    pub name: Option<String>,
    /// The certificate's title where it is another than the roster's; no case by itself.
    pub title: Option<String>,
    /// The token's serial where it is another than the roster's.
    pub device_serial: Option<String>,
}

/// An address that no state body issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedEmail {
    /// Whose.
    pub entry: EntryName,
    /// The address.
    pub email: String,
}

/// A value in several rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// `identity-number`, `e-mail`, `device-serial`, `certificate-serial`, `name-and-unit`.
    pub field: String,
    /// The value.
    pub value: String,
    /// The rows.
    pub rows: Vec<u64>,
}

/// Checks a staff list against an inventory.
pub fn roster_check(inventory: &Inventory, roster: &Roster, judge: &Judge<'_>) -> RosterCheck {
    let holders = Holders::new(inventory, Some(roster), judge.settings);
    let matching = &holders.matching;
    let entry_name = |index: &usize| roster.entries.get(*index).map(EntryName::from);
    let holder_at = |index: &usize| holders.all.get(*index);
    let (summary, by_unit, cannot_sign) = coverage(&holders, judge);
    let proposed = matching.matches.iter().filter(|found| found.proposed).filter_map(|found| {
        let holder = holder_at(&found.candidate)?;
        let certificate = holder.certificate.into();
        Some(Proposed { entry: entry_name(&found.entry)?, certificate, token: holder.token.into(), by: found.by })
    });
    let ambiguous = matching.ambiguities.iter().map(|one| Ambiguous {
        by: one.by,
        entries: one.entries.iter().filter_map(entry_name).collect(),
        certificates: one.candidates.iter().filter_map(holder_at).map(|holder| holder.certificate.into()).collect(),
    });
    let unclaimed = matching
        .unmatched_candidates
        .iter()
        .filter_map(holder_at)
        .filter(|holder| holder.is_government)
        .map(|holder| Unclaimed { token: holder.token.into(), certificate: holder.certificate.into() });
    let refused = roster.entries.iter().filter_map(|entry| {
        let email = entry.email.as_ref().filter(|email| judge.settings.refuses(email))?;
        Some(RefusedEmail { entry: entry.into(), email: email.clone() })
    });
    RosterCheck {
        envelope: Envelope::new("roster-check", judge.now),
        summary,
        by_unit,
        cannot_sign,
        unclaimed: unclaimed.collect(),
        proposed: proposed.collect(),
        ambiguous: ambiguous.collect(),
        differing: holders.all.iter().filter_map(|holder| differing(&holders, holder, judge)).collect(),
        refused_emails: refused.collect(),
        duplicates: duplicates(&holders, &judge.settings.names),
        unknown_columns: roster.unknown_columns.clone(),
        cell_faults: cell_faults(roster),
        cell_notes: cell_notes(roster),
        rows_left_out: roster.left_out.clone(),
    }
}

/// Who must sign and who can.
pub(super) fn coverage(
    holders: &Holders<'_>,
    judge: &Judge<'_>,
) -> (RosterSummary, Vec<UnitCoverage>, Vec<CannotSign>) {
    let of_entry = holders.by_entry();
    let unsure: HashSet<usize> =
        holders.matching.ambiguities.iter().flat_map(|one| one.entries.iter().copied()).collect();
    let mut summary = RosterSummary { entries: count(holders.entries.len()), ..RosterSummary::default() };
    let mut units: BTreeMap<(bool, String), UnitCoverage> = BTreeMap::new();
    let mut cannot_sign = Vec::new();
    for (index, entry) in holders.entries.iter().enumerate().filter(|(_, entry)| entry.status == Status::Working) {
        let found = of_entry.get(&index).map_or(&[][..], Vec::as_slice);
        let obstacle = obstacle(entry, found, unsure.contains(&index), judge);
        let can = u64::from(obstacle.is_none());
        let place = entry.place_of_work();
        let key = place.map(|place| holders.group_of(place)).unwrap_or_default();
        let unit = units.entry((place.is_none(), key)).or_insert_with(|| UnitCoverage {
            unit: place.map(str::to_owned),
            must_sign: 0,
            can_sign: 0,
            coverage_percent: None,
        });
        unit.must_sign += 1;
        unit.can_sign += can;
        unit.coverage_percent = percent(unit.can_sign, unit.must_sign);
        summary.must_sign += 1;
        summary.can_sign += can;
        match entry.carrier {
            Carrier::Token => summary.token += 1,
            Carrier::SimPki => summary.sim_pki += 1,
            Carrier::Central => summary.central += 1,
        }
        cannot_sign.extend(obstacle.map(|obstacle| CannotSign { entry: entry.into(), obstacle }));
    }
    summary.coverage_percent = percent(summary.can_sign, summary.must_sign);
    (summary, units.into_values().collect(), cannot_sign)
}

/// Why somebody cannot sign: of several certificates the least obstacle; `None` where one serves.
fn obstacle(entry: &Entry, found: &[&Holder<'_>], unsure: bool, judge: &Judge<'_>) -> Option<Obstacle> {
    // SIM PKI and central signing have no token here, so the roster is what is known.
    if entry.carrier != Carrier::Token {
        return None;
    }
    if found.is_empty() {
        return Some(if unsure { Obstacle::Ambiguous } else { Obstacle::NoCertificate });
    }
    let of_holder = |holder: &&Holder<'_>| {
        let certificate = holder.certificate;
        let begun = certificate.not_before.is_some_and(|start| start <= judge.now);
        let lasts = certificate.not_after.is_some_and(|end| judge.now <= end);
        if holder.found.is_some_and(|found| found.proposed) {
            Some(Obstacle::OnlyProposed)
        } else if !holder.is_government {
            Some(Obstacle::OtherCa)
        } else if !(begun && lasts) {
            Some(Obstacle::NotWithinDates)
        } else if holder.key_is_missing() {
            Some(Obstacle::KeyMissing)
        } else if holder.token.user_pin.state == PinState::Locked {
            Some(Obstacle::PinLocked)
        } else {
            None
        }
    };
    found.iter().map(of_holder).min().flatten()
}

fn differing(holders: &Holders<'_>, holder: &Holder<'_>, judge: &Judge<'_>) -> Option<Differing> {
    let entry = holders.entry_of(holder)?;
    let subject = holder.certificate.subject.as_ref()?;
    let mut changes = differences(subject, &holder.certificate.emails, entry, judge.settings);
    let names = &judge.settings.names;
    let name = subject.common_name.clone().filter(|name| names.person(name) != names.person(&entry.name));
    // An organisation's name is a change already.
    let name = name.filter(|_| changes.iter().all(|one| one.field != DifferingField::Name));
    let other_title = |wanted: &String| subject.title.clone().filter(|title| !names.is_same_body(title, wanted));
    let other_serial =
        |wanted: &String| holder.token.serial.clone().filter(|serial| fold::number(serial) != fold::number(wanted));
    let title = entry.title.as_ref().and_then(other_title);
    let device_serial = entry.device_serial.as_ref().and_then(other_serial);
    if changes.is_empty() && name.is_none() && title.is_none() && device_serial.is_none() {
        return None;
    }
    changes.sort();
    Some(Differing { entry: entry.into(), certificate: holder.certificate.into(), changes, name, title, device_serial })
}

fn duplicates(holders: &Holders<'_>, names: &Names) -> Vec<Duplicate> {
    let mut rows: BTreeMap<(&'static str, String), (String, Vec<u64>)> = BTreeMap::new();
    for entry in holders.entries {
        let unit = entry.unit.as_deref().map(|unit| holders.group_of(unit)).unwrap_or_default();
        let named = format!("{}\n{unit}", names.person(&entry.name));
        let keys = [
            ("certificate-serial", entry.certificate_serial.as_deref().map(|value| (fold::number(value), value))),
            ("device-serial", entry.device_serial.as_deref().map(|value| (fold::number(value), value))),
            ("e-mail", entry.email.as_deref().map(|value| (fold::text(value), value))),
            ("identity-number", entry.identity_number.as_deref().map(|value| (fold::number(value), value))),
            ("name-and-unit", Some((named, entry.name.as_str()))),
        ];
        for (field, key) in keys {
            if let Some((folded, shown)) = key.filter(|(folded, _)| !folded.is_empty()) {
                let found = rows.entry((field, folded)).or_insert_with(|| (shown.to_owned(), Vec::new()));
                found.1.push(entry.row);
            }
        }
    }
    let several = rows.into_iter().filter(|(_, (_, rows))| rows.len() > 1);
    several.map(|((field, _), (value, rows))| Duplicate { field: field.to_owned(), value, rows }).collect()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
