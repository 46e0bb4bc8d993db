//! Coverage of the staff list: who can sign, who cannot and why, and which data differ.
//!
//! May import `domain` and the inventory's types. Pitfall: a hundred percent is the rule, so a match to confirm, an
//! expired certificate or a locked PIN does not count as being able to sign.

mod coverage;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::holders::{CertificateName, EntryName, Holder, Holders, TokenName};
use super::inventory::Inventory;
use super::work::Judged;
use super::{Envelope, Kind};
use crate::domain::can_sign::{Ability, Ground};
use crate::domain::fold;
use crate::domain::matching::MatchedBy;
use crate::domain::names::Names;
use crate::domain::roster::{CellFault, CellNote, LeftOut, Place, Roster, SamePerson};
use crate::domain::verdict::{Difference, DifferingField, Judge, decided, differences};
pub(super) use coverage::coverage;
pub use coverage::{Classes, PersonSigning, RosterSummary, UnitCoverage};

/// The coverage document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RosterCheck {
    /// Schema, kind `roster-check`, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// How many people can sign.
    pub summary: RosterSummary,
    /// Coverage of each unit; entries without one last, under `null`.
    pub by_unit: Vec<UnitCoverage>,
    /// Those who must sign and cannot, or for whom it is not known, in the staff list's order.
    pub cannot_sign: Vec<CannotSign>,
    /// Everybody who must sign, with class and reason, in the staff list's order.
    pub people: Vec<PersonSigning>,
    /// Certificates of government CAs without an entry in the staff list.
    pub unclaimed: Vec<Unclaimed>,
    /// Matches to confirm by the officer.
    pub proposed: Vec<Proposed>,
    /// Entries and certificates that could not be distinguished.
    pub ambiguous: Vec<Ambiguous>,
    /// People whose data differ from their certificate.
    pub differing: Vec<Differing>,
    /// E-mail addresses not issued by an agency.
    pub refused_emails: Vec<RefusedEmail>,
    /// Values that appear in several rows.
    pub duplicates: Vec<Duplicate>,
    /// Unknown columns.
    pub unknown_columns: Vec<String>,
    /// Cells that could not be used; the rest of their rows was.
    pub cell_faults: Vec<CellRemark>,
    /// Values that were corrected, or should be checked.
    pub cell_notes: Vec<CellRemark>,
    /// Rows that are not people: totals, signatures, remarks.
    pub rows_left_out: Vec<LeftOut>,
    /// People who appear in several staff lists and are counted once.
    pub same_people: Vec<SamePerson>,
}

/// A cell of the staff list, with a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CellRemark {
    /// The staff list, if there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// The workbook's sheet.
    pub sheet: Option<String>,
    /// Row in the file.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub row: u64,
    /// The column's letter.
    pub column: String,
    /// The column's title.
    pub title: String,
    /// The cell.
    pub value: String,
    /// The remark, as a code.
    pub code: String,
}

fn cell_faults(roster: &Roster) -> Vec<CellRemark> {
    let remark = |fault: &CellFault| CellRemark {
        list: fault.list.clone(),
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
        list: note.list.clone(),
        sheet: roster.sheet.clone(),
        row: note.row,
        column: note.column.clone(),
        title: note.title.clone(),
        value: note.value.clone(),
        code: note.code().to_owned(),
    };
    roster.notes.iter().map(remark).collect()
}

/// A person who must sign and cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CannotSign {
    /// The person, as named in the staff list.
    pub entry: EntryName,
    /// Why.
    #[cfg_attr(test, schemars(schema_with = "crate::domain::can_sign::obstacles"))]
    pub obstacle: Ground,
    /// Whether it is known: `cannot-sign` or `unknown`.
    #[cfg_attr(test, schemars(schema_with = "crate::domain::can_sign::inabilities"))]
    pub class: Ability,
}

/// A check with its results for the people of the staff list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckedStaff<'a> {
    /// What was checked.
    #[serde(flatten)]
    pub inventory: &'a Inventory,
    /// Who must sign and who can.
    pub coverage: &'a RosterSummary,
    /// Who cannot, or for whom it is not known, and why.
    pub cannot_sign: &'a [CannotSign],
}

/// A certificate without an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unclaimed {
    /// The token.
    pub token: TokenName,
    /// The certificate.
    pub certificate: CertificateName,
}

/// A match to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Proposed {
    /// The person.
    pub entry: EntryName,
    /// The certificate that may be theirs.
    pub certificate: CertificateName,
    /// The token.
    pub token: TokenName,
    /// The basis of the match.
    pub by: MatchedBy,
}

/// Entries and certificates that share a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Ambiguous {
    /// The shared key.
    pub by: MatchedBy,
    /// The entries.
    pub entries: Vec<EntryName>,
    /// The certificates.
    pub certificates: Vec<CertificateName>,
}

/// A person whose data differ from the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Differing {
    /// The person.
    pub entry: EntryName,
    /// The certificate.
    pub certificate: CertificateName,
    /// Cases of an information change.
    pub changes: Vec<Difference>,
    /// The certificate's name if it differs from the staff list's.
    pub name: Option<String>,
    /// The certificate's title if it differs from the staff list's; not a case by itself.
    pub title: Option<String>,
    /// The token's serial if it differs from the staff list's.
    pub device_serial: Option<String>,
}

/// An address not issued by an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RefusedEmail {
    /// The person.
    pub entry: EntryName,
    /// The address.
    pub email: String,
}

/// A value in several rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Duplicate {
    /// `identity-number`, `e-mail`, `device-serial`, `certificate-serial`, `name-and-unit`.
    pub field: String,
    /// The value.
    pub value: String,
    /// The rows.
    pub rows: Vec<u64>,
    /// The same with their lists, if there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
}

/// Checks the judged staff list; `None` without one.
pub fn roster_check(judged: &Judged<'_, '_>, judge: &Judge<'_>) -> Option<RosterCheck> {
    let holders = judged.holders;
    let roster = holders.roster?;
    let matching = &holders.matching;
    // Not the whole list's: the places are those within the unit.
    let entry_name = |index: &usize| holders.entries.get(*index).map(|entry| EntryName::from(*entry));
    let holder_at = |index: &usize| holders.all.get(*index);
    let (summary, by_unit, people) = coverage(judged, judge);
    let cannot_sign = people.iter().filter(|one| !one.signing.class.is_able()).map(|one| CannotSign {
        entry: one.entry.clone(),
        obstacle: one.signing.reason,
        class: one.signing.class,
    });
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
    let refused = holders.entries.iter().filter_map(|entry| {
        let email = entry.email.as_ref().filter(|email| judge.settings.refuses(email))?;
        Some(RefusedEmail { entry: EntryName::from(*entry), email: email.clone() })
    });
    Some(RosterCheck {
        envelope: Envelope::new(Kind::RosterCheck, judge.now),
        summary,
        by_unit,
        cannot_sign: cannot_sign.collect(),
        people,
        unclaimed: unclaimed.collect(),
        proposed: proposed.collect(),
        ambiguous: ambiguous.collect(),
        differing: holders
            .all
            .iter()
            .filter(|holder| holder.waits_for.is_none())
            .filter_map(|holder| differing(holders, holder, judge))
            .collect(),
        refused_emails: refused.collect(),
        duplicates: duplicates(holders, &judge.settings.names),
        unknown_columns: roster.unknown_columns.clone(),
        cell_faults: cell_faults(roster),
        cell_notes: cell_notes(roster),
        rows_left_out: roster.left_out.clone(),
        same_people: roster.same_people.clone(),
    })
}

fn differing(holders: &Holders<'_>, holder: &Holder<'_>, judge: &Judge<'_>) -> Option<Differing> {
    let entry = holders.entry_of(holder)?;
    let subject = holder.certificate.subject.as_ref()?;
    let found = differences(subject, &holder.certificate.emails, entry, judge.settings);
    let mut changes = decided(found, holder.ruling);
    let names = &judge.settings.names;
    let name = subject.common_name.clone().filter(|name| names.person(name) != names.person(&entry.name));
    // An organisation's name is already a change.
    let name = name.filter(|_| changes.iter().all(|one| one.field != DifferingField::Name));
    let other_title = |wanted: &String| subject.title.clone().filter(|title| !names.is_same_body(title, wanted));
    let other_serial = |wanted: &String| {
        holder.token.identity.serial.clone().filter(|serial| fold::number(serial) != fold::number(wanted))
    };
    let title = entry.title.as_ref().and_then(other_title);
    let device_serial = entry.device_serial.as_ref().and_then(other_serial);
    if changes.is_empty() && name.is_none() && title.is_none() && device_serial.is_none() {
        return None;
    }
    changes.sort();
    Some(Differing { entry: entry.into(), certificate: holder.certificate.into(), changes, name, title, device_serial })
}

fn duplicates(holders: &Holders<'_>, names: &Names) -> Vec<Duplicate> {
    let mut rows: BTreeMap<(&'static str, String), (String, Vec<Place>)> = BTreeMap::new();
    for entry in &holders.entries {
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
                found.1.push(Place { list: entry.list.clone(), row: entry.row });
            }
        }
    }
    let several = rows.into_iter().filter(|(_, (_, rows))| rows.len() > 1);
    several
        .map(|((field, _), (value, places))| {
            let rows = places.iter().map(|place| place.row).collect();
            let places = places.into_iter().filter(|place| place.list.is_some()).collect();
            Duplicate { field: field.to_owned(), value, rows, places }
        })
        .collect()
}
