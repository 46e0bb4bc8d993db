//! Conflicts between merged readings: reported, never resolved silently.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::super::inventory::{Driver, Inventory, Pairing, Token};
use crate::domain::fold;
use crate::domain::phrase::Phrase;
use crate::domain::time::Moment;
use crate::report::word_of;

/// The stable code of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictCode {
    /// Tokens with one serial, without a proof that they are one.
    SameSerial,
    /// One certificate on tokens with different serials.
    CertificateOnTwoTokens,
    /// One token with another holder in an older reading.
    HolderChanged,
    /// One token with another label in an older reading.
    LabelChanged,
    /// Tokens without a unique serial and without certificates, treated as one because all else agrees.
    WeakIdentity,
    /// A driver that worked in one reading and failed in another.
    DriverStatusDiffers,
}

/// One conflict.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Conflict {
    /// What kind.
    pub code: ConflictCode,
    /// The serial, the certificate's SHA-256, or the driver's path.
    pub subject: String,
    /// The value of the newest reading, or the first of the values side by side.
    pub kept: String,
    /// The values of the other readings.
    pub others: Vec<String>,
}

impl Conflict {
    /// The sentence.
    pub fn phrase(&self) -> Phrase {
        let id = match self.code {
            ConflictCode::SameSerial => "merge-same-serial",
            ConflictCode::CertificateOnTwoTokens => "merge-certificate-on-two-tokens",
            ConflictCode::HolderChanged => "merge-holder-changed",
            ConflictCode::LabelChanged => "merge-label-changed",
            ConflictCode::WeakIdentity => "merge-weak-identity",
            ConflictCode::DriverStatusDiffers => "merge-driver-status-differs",
        };
        Phrase::new(id).with("subject", &self.subject).with("kept", &self.kept).with("others", self.others.join(", "))
    }
}

/// Conflicts of tokens: within the groups, and between them.
pub(super) fn between(groups: &[Vec<usize>], sightings: &[(usize, &Token)]) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    let mut by_serial: HashMap<String, Vec<(usize, &Token)>> = HashMap::new();
    let mut by_certificate: HashMap<&str, Vec<&Token>> = HashMap::new();
    for members in groups {
        let readings: Vec<(usize, &Token)> =
            members.iter().filter_map(|index| sightings.get(*index).copied()).collect();
        let Some(newest) = readings.first().copied() else { continue };
        conflicts.extend(within(newest.1, readings.get(1..).unwrap_or_default()));
        if let Some(serial) = newest.1.identity.telling_serial_key() {
            by_serial.entry(serial).or_default().push(newest);
        }
        for certificate in newest.1.holder_certificates().filter(|certificate| certificate.pairing != Pairing::Foreign)
        {
            by_certificate.entry(&certificate.sha256).or_default().push(newest.1);
        }
    }
    for tokens in by_serial.into_values() {
        let serial = tokens.first().and_then(|(_, token)| token.identity.serial.as_deref()).unwrap_or_default();
        // Two tokens that one reading saw side by side are known to be two: slots of one card.
        let readings: BTreeSet<usize> = tokens.iter().map(|(reading, _)| *reading).collect();
        if tokens.len() > 1 && readings.len() > 1 {
            conflicts.push(listed(ConflictCode::SameSerial, serial, tokens.iter().map(|(_, token)| place(token))));
        }
    }
    for (sha256, tokens) in by_certificate {
        let serials: BTreeMap<String, &str> = tokens
            .iter()
            .filter_map(|token| token.identity.serial_key().zip(token.identity.serial.as_deref()))
            .collect();
        if serials.len() > 1 {
            let names = serials.into_values().map(str::to_owned);
            conflicts.push(listed(ConflictCode::CertificateOnTwoTokens, sha256, names));
        }
    }
    conflicts
}

/// Conflicts of one token between its newest and its older readings.
fn within(newest: &Token, older: &[(usize, &Token)]) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    if older.is_empty() {
        return conflicts;
    }
    let subject = newest.identity.serial.clone().unwrap_or_else(|| newest.uri.clone());
    let mut differing = |code, value_of: fn(&Token) -> Option<&str>| {
        let Some(kept) = value_of(newest) else { return };
        let is_other = |value: &&str| *value != kept && fold::text(value) != fold::text(kept);
        let others: BTreeSet<&str> = older.iter().filter_map(|(_, token)| value_of(token)).filter(is_other).collect();
        if !others.is_empty() {
            let others = others.into_iter().map(str::to_owned).collect();
            conflicts.push(Conflict { code, subject: subject.clone(), kept: kept.to_owned(), others });
        }
    };
    differing(ConflictCode::HolderChanged, |token| token.holder.as_deref());
    differing(ConflictCode::LabelChanged, |token| token.identity.label.as_deref());
    let is_bare = newest.identity.proving_serial_key().is_none() && newest.holder_certificates().next().is_none();
    if newest.initialized && is_bare {
        conflicts.push(listed(ConflictCode::WeakIdentity, &subject, std::iter::once(place(newest))));
    }
    conflicts
}

/// Drivers that worked in one reading and failed in another; `newest` has the place of each one's newest reading.
pub(super) fn of_drivers(ordered: &[Inventory], newest: &HashMap<String, (Moment, usize)>) -> Vec<Conflict> {
    let mut statuses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let all = ordered.iter().enumerate().flat_map(|(at, one)| one.drivers.iter().map(move |driver| (at, driver)));
    let is_newest = |(at, driver): &(usize, &Driver)| newest.get(&driver.path).is_some_and(|(_, newest)| newest == at);
    for (_, driver) in all.clone().filter(is_newest).chain(all) {
        let status = word_of(&driver.status).unwrap_or_default();
        let seen = statuses.entry(&driver.path).or_default();
        if !seen.contains(&status) {
            seen.push(status);
        }
    }
    let differing = statuses.into_iter().filter(|(_, seen)| seen.len() > 1);
    differing.map(|(path, seen)| listed(ConflictCode::DriverStatusDiffers, path, seen.into_iter())).collect()
}

fn listed(code: ConflictCode, subject: &str, mut values: impl Iterator<Item = String>) -> Conflict {
    let kept = values.next().unwrap_or_default();
    Conflict { code, subject: subject.to_owned(), kept, others: values.collect() }
}

fn place(token: &Token) -> String {
    token.identity.reader.clone().unwrap_or_else(|| format!("{} slot {}", token.driver, token.identity.slot))
}
