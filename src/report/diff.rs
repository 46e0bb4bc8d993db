//! `diff`: what changed between two inventories, and what that means.
//!
//! May import `domain` and the inventory's types. Pitfall: slots, readers and paths of drivers change from day to day and are no
//! change of a token; a serial may be that of many tokens, so a common certificate is the better proof.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;

use super::Envelope;
use super::holders::TokenName;
use super::inventory::{Certificate, Inventory, Pairing, PrivateKey, Token};
use super::shared::{of_holders as holders, shared};
use super::verify::UnreadFile;
use crate::domain::merge::is_telling;
use crate::domain::pin::PinState;
use crate::domain::time::Moment;
use crate::report::word_of;

/// The report of `diff`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// How many of each kind.
    pub summary: BTreeMap<DiffKind, u64>,
    /// Files that could not be read, and whose tokens are missing here.
    pub unread: Vec<UnreadFile>,
}

/// What kind of change; the order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiffKind {
    /// A key is on tokens with different serials, and was not before.
    CloneAppeared,
    /// A private key that was there is not any more.
    KeyGone,
    /// The state of the user PIN is worse.
    PinWorse,
    /// A certificate ended between the two readings.
    CertificateExpired,
    /// A certificate is no longer there, and no other took its place.
    CertificateGone,
    /// The token is not among those that were read.
    TokenGone,
    /// The token has another holder.
    HolderChanged,
    /// Another certificate of the same holder, of a new key.
    RenewedNewKey,
    /// Another certificate of the same key.
    RenewedSameKey,
    /// A certificate that was not there.
    CertificateNew,
    /// The state of the user PIN is better.
    PinBetter,
    /// The token was not among those that were read before.
    TokenNew,
}

impl DiffKind {
    /// The identifier of its word.
    pub fn id(self) -> &'static str {
        match self {
            Self::CloneAppeared => "diff-clone-appeared",
            Self::KeyGone => "diff-key-gone",
            Self::PinWorse => "diff-pin-worse",
            Self::CertificateExpired => "diff-certificate-expired",
            Self::CertificateGone => "diff-certificate-gone",
            Self::TokenGone => "diff-token-gone",
            Self::HolderChanged => "diff-holder-changed",
            Self::RenewedNewKey => "diff-renewed-new-key",
            Self::RenewedSameKey => "diff-renewed-same-key",
            Self::CertificateNew => "diff-certificate-new",
            Self::PinBetter => "diff-pin-better",
            Self::TokenNew => "diff-token-new",
        }
    }

    /// The identifier of what it means and asks for.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::CloneAppeared => "diff-clone-appeared-means",
            Self::KeyGone => "diff-key-gone-means",
            Self::PinWorse => "diff-pin-worse-means",
            Self::CertificateExpired => "diff-certificate-expired-means",
            Self::CertificateGone => "diff-certificate-gone-means",
            Self::TokenGone => "diff-token-gone-means",
            Self::HolderChanged => "diff-holder-changed-means",
            Self::RenewedNewKey => "diff-renewed-new-key-means",
            Self::RenewedSameKey => "diff-renewed-same-key-means",
            Self::CertificateNew => "diff-certificate-new-means",
            Self::PinBetter => "diff-pin-better-means",
            Self::TokenNew => "diff-token-new-means",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffChange {
    /// What kind.
    pub kind: DiffKind,
    /// The holder; of a change of holders the new one.
    pub holder: Option<String>,
    /// The token, as the newer side has it.
    pub token: TokenName,
    /// What it was: a certificate's serial number, a state, a holder, another token's serial.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// Compares two inventories.
pub fn diff(old: &Inventory, new: &Inventory, now: Moment) -> Diff {
    let (before, after) = (in_order(old), in_order(new));
    let partners = partners(&before, &after);
    let there: HashSet<&str> = after.iter().flat_map(|token| holders(token)).map(|one| one.sha256.as_str()).collect();
    let is_elsewhere = |sha256: &str| there.contains(sha256);
    let mut changes = Vec::new();
    let mut met = vec![false; after.len()];
    for (token, partner) in before.iter().zip(&partners) {
        match partner.and_then(|at| Some((at, after.get(at)?))) {
            Some((at, newer)) => {
                if let Some(place) = met.get_mut(at) {
                    *place = true;
                }
                of_token(token, newer, &is_elsewhere, &mut changes);
            }
            None => changes.push(change(DiffKind::TokenGone, token, None, None)),
        }
    }
    for (token, _) in after.iter().zip(&met).filter(|(_, met)| !**met) {
        changes.push(change(DiffKind::TokenNew, token, None, None));
    }
    clones(&before, &after, &mut changes);
    changes.sort_by(|one, other| order(one).cmp(&order(other)));
    let mut summary = BTreeMap::new();
    for change in &changes {
        *summary.entry(change.kind).or_default() += 1;
    }
    let newest = |tokens: &[&Token]| tokens.iter().filter_map(|token| token.read_at).max();
    Diff {
        envelope: Envelope::new("diff", now),
        old_read_at: newest(&before),
        new_read_at: newest(&after),
        changes,
        summary,
        unread: old.unread.iter().chain(&new.unread).cloned().collect(),
    }
}

type Order<'a> = (DiffKind, &'a Option<String>, &'a Option<String>, &'a Option<String>, &'a Option<String>);

fn order(change: &DiffChange) -> Order<'_> {
    (change.kind, &change.holder, &change.token.serial, &change.before, &change.after)
}

/// The initialised tokens in an order that knows neither slots nor readers nor drivers.
fn in_order(inventory: &Inventory) -> Vec<&Token> {
    let mut tokens: Vec<&Token> = inventory.tokens.iter().filter(|token| token.initialized).collect();
    tokens.sort_by_cached_key(|token| {
        let mut certificates: Vec<&str> = holders(token).map(|one| one.sha256.as_str()).collect();
        certificates.sort_unstable();
        (&token.serial, &token.label, &token.model, certificates.join(" "))
    });
    tokens
}

/// For each old token the new one that is the same.
fn partners(before: &[&Token], after: &[&Token]) -> Vec<Option<usize>> {
    let mut partners: Vec<Option<usize>> = vec![None; before.len()];
    let mut taken = vec![false; after.len()];
    // A common certificate under one serial, then one serial of one model, then what tokens without a serial say.
    join(before, after, (&mut partners, &mut taken), |token| {
        holders(token).map(|one| (token.serial.as_deref(), one.sha256.as_str(), "")).collect()
    });
    join(before, after, (&mut partners, &mut taken), |token| {
        let serial = token.serial.as_deref().filter(|serial| is_telling(Some(serial)));
        serial.map(|serial| (Some(serial), "", token.model.as_deref().unwrap_or_default())).into_iter().collect()
    });
    join(before, after, (&mut partners, &mut taken), |token| {
        let is_bare = !is_telling(token.serial.as_deref());
        let (label, model) = (token.label.as_deref().unwrap_or_default(), token.model.as_deref().unwrap_or_default());
        is_bare.then_some((None, label, model)).into_iter().collect()
    });
    partners
}

type Proof<'a> = (Option<&'a str>, &'a str, &'a str);

/// Joins what has a proof in common and no partner yet, in the order of the tokens.
fn join<'a>(
    before: &[&'a Token],
    after: &[&'a Token],
    (partners, taken): (&mut [Option<usize>], &mut [bool]),
    proofs_of: impl Fn(&'a Token) -> Vec<Proof<'a>>,
) {
    let mut offered: HashMap<Proof<'a>, Vec<usize>> = HashMap::new();
    for (at, token) in after.iter().enumerate().rev() {
        if !taken.get(at).copied().unwrap_or(true) {
            for proof in proofs_of(token) {
                offered.entry(proof).or_default().push(at);
            }
        }
    }
    for (token, partner) in before.iter().zip(partners.iter_mut()).filter(|(_, partner)| partner.is_none()) {
        for proof in proofs_of(token) {
            let Some(candidates) = offered.get_mut(&proof) else { continue };
            while let Some(at) = candidates.pop() {
                if let Some(place) = taken.get_mut(at).filter(|place| !**place) {
                    *place = true;
                    *partner = Some(at);
                    break;
                }
            }
            if partner.is_some() {
                break;
            }
        }
    }
}

fn of_token(old: &Token, new: &Token, is_elsewhere: &dyn Fn(&str) -> bool, changes: &mut Vec<DiffChange>) {
    if let (Some(before), Some(after)) = (&old.holder, &new.holder)
        && before != after
    {
        changes.push(change(DiffKind::HolderChanged, new, Some(before.clone()), Some(after.clone())));
    }
    let (was, is) = (rank(old.user_pin.state), rank(new.user_pin.state));
    if let (Some(was), Some(is)) = (was, is)
        && was != is
    {
        let kind = if is > was { DiffKind::PinWorse } else { DiffKind::PinBetter };
        changes.push(change(kind, new, Some(word(old.user_pin.state)), Some(word(new.user_pin.state))));
    }
    let of = |token: &'_ Token| -> BTreeSet<String> { holders(token).map(|one| one.sha256.clone()).collect() };
    let (had, has) = (of(old), of(new));
    let mut replaced = BTreeSet::new();
    for certificate in holders(new).filter(|one| !had.contains(&one.sha256)) {
        let same = |is_same: &dyn Fn(&Certificate) -> bool| {
            holders(old).filter(|former| is_same(former)).max_by_key(|former| former.not_after)
        };
        let key = certificate.spki_sha256();
        let same_key = same(&|former| key.is_some() && former.spki_sha256() == key);
        let subject = certificate.subject.as_ref().and_then(|subject| subject.common_name.as_ref());
        let same_name = || {
            same(&|former| {
                subject.is_some() && former.subject.as_ref().and_then(|one| one.common_name.as_ref()) == subject
            })
        };
        let (kind, former) = match (same_key, same_name()) {
            (Some(former), _) => (DiffKind::RenewedSameKey, Some(former)),
            (None, Some(former)) => (DiffKind::RenewedNewKey, Some(former)),
            (None, None) => (DiffKind::CertificateNew, None),
        };
        replaced.extend(former.map(|former| former.sha256.clone()));
        changes.push(change(kind, new, former.and_then(serial), serial(certificate)));
    }
    for certificate in holders(old) {
        let sha256 = &certificate.sha256;
        if !has.contains(sha256) && !replaced.contains(sha256) && !is_elsewhere(sha256) {
            changes.push(change(DiffKind::CertificateGone, new, serial(certificate), None));
        }
    }
    for certificate in holders(new) {
        let Some(former) = holders(old).find(|one| one.sha256 == certificate.sha256) else { continue };
        let between = |end: Moment| old.read_at.is_some_and(|at| at <= end) && new.read_at.is_some_and(|at| at > end);
        let in_use = matches!(certificate.pairing, Pairing::Current | Pairing::Unknown);
        if in_use && certificate.not_after.is_some_and(between) {
            changes.push(change(DiffKind::CertificateExpired, new, serial(former), serial(certificate)));
        }
        if (former.private_key, certificate.private_key) == (PrivateKey::Present, PrivateKey::Absent) {
            changes.push(change(DiffKind::KeyGone, new, serial(former), None));
        }
    }
}

/// Keys on tokens of several serials, which were on one before.
fn clones(before: &[&Token], after: &[&Token], changes: &mut Vec<DiffChange>) {
    let former = shared(before);
    for (key, tokens) in shared(after) {
        let known = former.get(key).map_or(0, BTreeMap::len);
        if tokens.len() > known.max(1) {
            let others: Vec<&str> = tokens.keys().copied().collect();
            if let Some(token) = tokens.values().next() {
                changes.push(change(DiffKind::CloneAppeared, token, None, Some(others.join(", "))));
            }
        }
    }
}

fn change(kind: DiffKind, token: &Token, before: Option<String>, after: Option<String>) -> DiffChange {
    DiffChange { kind, holder: token.holder.clone(), token: token.into(), before, after }
}

fn serial(certificate: &Certificate) -> Option<String> {
    certificate.serial_number.clone()
}

/// How bad a state is; `None` where it is not known.
fn rank(state: PinState) -> Option<u8> {
    match state {
        PinState::Ok => Some(0),
        PinState::NotSet => Some(1),
        PinState::CountLow => Some(2),
        PinState::FinalTry => Some(3),
        PinState::Locked => Some(4),
        PinState::Unknown => None,
    }
}

fn word(state: PinState) -> String {
    word_of(&state).unwrap_or_default()
}
