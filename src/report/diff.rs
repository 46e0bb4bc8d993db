//! `diff`: what changed between two inventories, and what that means.
//!
//! May import `domain` and the inventory's types; it is a view of `compare`. Pitfall: a token that came or went covers the
//! certificates on it, which are not reported again.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::compare::{CertificateChange, Comparison, Fate, TokenChange, compare};
use super::holders::TokenName;
use super::inventory::{Certificate, DriverFailure, DriverStatus, Inventory, Token};
use super::verify::UnreadFile;
use super::{Envelope, Kind, word_of};
use crate::domain::names::Names;
use crate::domain::pin::PinState;
use crate::domain::time::Moment;

/// The report of `diff`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Diff {
    /// Schema, kind `diff`, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The newest reading of the old side.
    pub old_read_at: Option<Moment>,
    /// The newest reading of the new side.
    pub new_read_at: Option<Moment>,
    /// What changed, worst kinds first, then by holder and serial.
    pub changes: Vec<DiffChange>,
    /// The number of each kind that occurs.
    #[cfg_attr(test, schemars(with = "crate::domain::schema::KeyedBy<DiffKind, std::num::NonZeroU64>"))]
    pub summary: BTreeMap<DiffKind, u64>,
    /// Files that could not be read, and whose tokens are missing here.
    pub unread: Vec<UnreadFile>,
    /// Drivers of the newer side that could not be read in full, so that their tokens may be missing; absent without any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread_drivers: Vec<UnreadDriver>,
    /// Drivers of tokens of the older side that were not used for the newer: not asked, or `unused`; absent without any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unused_drivers: Vec<String>,
    /// Of the older side, the drivers that could not be read in full: what seems to be new may have been there already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formerly_unread_drivers: Vec<UnreadDriver>,
}

impl Diff {
    /// Whether something changed, apart from what could not be read this time.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(|change| !matches!(change.kind, DiffKind::TokenUnread | DiffKind::CertificateUnread))
    }
}

/// A driver that could not be read in full: as a whole, or one of its slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnreadDriver {
    /// Its path.
    pub driver: String,
    /// Why.
    pub failure: DriverFailure,
}

/// What kind of change; the order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DiffKind {
    /// A key is on tokens with different serials, and was not before.
    CloneAppeared,
    /// A private key is no longer there.
    KeyGone,
    /// The state of the user PIN is worse.
    PinWorse,
    /// A certificate expired between the two readings.
    CertificateExpired,
    /// A certificate is no longer there, and was not replaced.
    CertificateGone,
    /// A certificate is on another token; before and after are their serials.
    CertificateMoved,
    /// The token is not among those that were read.
    TokenGone,
    /// The token was not read: its driver failed or was not used, or a file of the newer side could not be read.
    TokenUnread,
    /// A certificate was not read, nor was its token in full.
    CertificateUnread,
    /// The token has another holder.
    HolderChanged,
    /// Another certificate of the same holder, of a new key.
    RenewedNewKey,
    /// Another certificate of the same key.
    RenewedSameKey,
    /// A new certificate.
    CertificateNew,
    /// The state of the user PIN is better.
    PinBetter,
    /// The token was not among those that were read before.
    TokenNew,
}

impl DiffKind {
    /// The identifiers of its word, and of its meaning and what to do.
    fn ids(self) -> (&'static str, &'static str) {
        match self {
            Self::CloneAppeared => ("diff-clone-appeared", "diff-clone-appeared-means"),
            Self::KeyGone => ("diff-key-gone", "diff-key-gone-means"),
            Self::PinWorse => ("diff-pin-worse", "diff-pin-worse-means"),
            Self::CertificateExpired => ("diff-certificate-expired", "diff-certificate-expired-means"),
            Self::CertificateGone => ("diff-certificate-gone", "diff-certificate-gone-means"),
            Self::CertificateMoved => ("diff-certificate-moved", "diff-certificate-moved-means"),
            Self::TokenGone => ("diff-token-gone", "diff-token-gone-means"),
            Self::TokenUnread => ("diff-token-unread", "diff-token-unread-means"),
            Self::CertificateUnread => ("diff-certificate-unread", "diff-certificate-unread-means"),
            Self::HolderChanged => ("diff-holder-changed", "diff-holder-changed-means"),
            Self::RenewedNewKey => ("diff-renewed-new-key", "diff-renewed-new-key-means"),
            Self::RenewedSameKey => ("diff-renewed-same-key", "diff-renewed-same-key-means"),
            Self::CertificateNew => ("diff-certificate-new", "diff-certificate-new-means"),
            Self::PinBetter => ("diff-pin-better", "diff-pin-better-means"),
            Self::TokenNew => ("diff-token-new", "diff-token-new-means"),
        }
    }

    /// The identifier of its word.
    pub fn id(self) -> &'static str {
        self.ids().0
    }

    /// The identifier of its meaning and what to do.
    pub fn meaning(self) -> &'static str {
        self.ids().1
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DiffChange {
    /// What kind of change.
    pub kind: DiffKind,
    /// The holder; the new one if the holder changed, and that of the certificate if it is no longer there.
    pub holder: Option<String>,
    /// The token, as on the newer side.
    pub token: TokenName,
    /// The old value: a certificate's serial number, a state, a holder, another token's serial.
    pub before: Option<String>,
    /// The new value: the same; for a clone the serials of the tokens.
    pub after: Option<String>,
}

/// Compares two inventories; `names` folds those of holders.
pub fn diff(old: &Inventory, new: &Inventory, names: &Names, now: Moment) -> Diff {
    let found = compare(old, new, names);
    let mut changes: Vec<DiffChange> = found.certificates.iter().filter_map(of_certificate).collect();
    changes.extend(found.tokens.iter().filter_map(of_token));
    changes.sort_by(|one, other| order(one).cmp(&order(other)));
    let mut summary = BTreeMap::new();
    for change in &changes {
        *summary.entry(change.kind).or_default() += 1;
    }
    let newest = |tokens: &[&Token]| tokens.iter().filter_map(|token| token.read_at).max();
    let Comparison { before, after, .. } = &found;
    Diff {
        envelope: Envelope::new(Kind::Diff, now),
        old_read_at: newest(before),
        new_read_at: newest(after),
        changes,
        summary,
        unread: old.unread.iter().chain(&new.unread).cloned().collect(),
        unread_drivers: unread_drivers(new),
        unused_drivers: unused_drivers(&found.tokens, new),
        formerly_unread_drivers: unread_drivers(old),
    }
}

fn unread_drivers(inventory: &Inventory) -> Vec<UnreadDriver> {
    let failed = inventory.drivers.iter().filter(|driver| driver.status.is_failure());
    let each = failed.flat_map(|driver| driver.failures().map(move |failure| (driver.path.clone(), failure.clone())));
    each.map(|(driver, failure)| UnreadDriver { driver, failure }).collect()
}

/// The drivers without which tokens of the older side could not be read.
fn unused_drivers(changes: &[TokenChange<'_>], new: &Inventory) -> Vec<String> {
    let used: HashSet<&str> = new
        .drivers
        .iter()
        .filter(|driver| driver.status != DriverStatus::Unused)
        .map(|driver| driver.path.as_str())
        .collect();
    // Whether a driver that no file names was used is known only if every file was read.
    let unread = changes.iter().filter(|_| new.unread.is_empty()).filter_map(|change| match change {
        TokenChange::Unread(token) => Some(token.driver.as_str()),
        _ => None,
    });
    let unused: BTreeSet<&str> = unread.filter(|path| !used.contains(path)).collect();
    unused.into_iter().map(str::to_owned).collect()
}

type Order<'a> = (DiffKind, &'a Option<String>, &'a Option<String>, &'a Option<String>, &'a Option<String>);

fn order(change: &DiffChange) -> Order<'_> {
    (change.kind, &change.holder, &change.token.serial, &change.before, &change.after)
}

fn of_certificate(one: &CertificateChange<'_>) -> Option<DiffChange> {
    let own = serial(one.certificate);
    let token = one.newer.unwrap_or(one.token);
    Some(match one.fate {
        Fate::New | Fate::Elsewhere if one.is_with_token => return None,
        Fate::New | Fate::Elsewhere => change(DiffKind::CertificateNew, token, None, own),
        Fate::SameKey { former, .. } => change(DiffKind::RenewedSameKey, token, serial(former.certificate), own),
        Fate::NewKey { former } => change(DiffKind::RenewedNewKey, token, serial(former.certificate), own),
        Fate::Moved { former } => change(
            DiffKind::CertificateMoved,
            token,
            former.token.identity.serial.clone(),
            token.identity.serial.clone(),
        ),
        Fate::Gone { replaced } if replaced || one.is_with_token => return None,
        Fate::Unread if one.is_with_token => return None,
        Fate::Gone { .. } => missing(DiffKind::CertificateGone, one),
        Fate::Unread => missing(DiffKind::CertificateUnread, one),
        Fate::Expired => change(DiffKind::CertificateExpired, token, own.clone(), own),
        Fate::KeyGone => change(DiffKind::KeyGone, token, own, None),
    })
}

fn of_token(one: &TokenChange<'_>) -> Option<DiffChange> {
    Some(match one {
        TokenChange::New(token) => change(DiffKind::TokenNew, token, None, None),
        TokenChange::Gone(token) => change(DiffKind::TokenGone, token, None, None),
        TokenChange::Unread(token) => change(DiffKind::TokenUnread, token, None, None),
        TokenChange::Holder { old, new } => {
            change(DiffKind::HolderChanged, new, old.holder.clone(), new.holder.clone())
        }
        TokenChange::Pin { old, new, is_worse } => {
            let kind = if *is_worse { DiffKind::PinWorse } else { DiffKind::PinBetter };
            change(kind, new, Some(word(old.user_pin.state)), Some(word(new.user_pin.state)))
        }
        TokenChange::Clone { tokens } => {
            let serials: Vec<&str> = tokens.values().filter_map(|token| token.identity.telling_serial()).collect();
            change(DiffKind::CloneAppeared, tokens.values().next()?, None, Some(serials.join(", ")))
        }
    })
}

fn change(kind: DiffKind, token: &Token, before: Option<String>, after: Option<String>) -> DiffChange {
    DiffChange { kind, holder: token.holder.clone(), token: token.into(), before, after }
}

/// A certificate of the older side that is not on the newer: whoever has the token now, it is its own holder's.
fn missing(kind: DiffKind, one: &CertificateChange<'_>) -> DiffChange {
    let holder = one.certificate.common_name().map(str::to_owned).or_else(|| one.token.holder.clone());
    DiffChange { holder, ..change(kind, one.newer.unwrap_or(one.token), serial(one.certificate), None) }
}

fn serial(certificate: &Certificate) -> Option<String> {
    certificate.serial_number.clone()
}

fn word(state: PinState) -> String {
    word_of(&state).unwrap_or_default()
}
