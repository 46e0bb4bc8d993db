//! Keys and certificates of one token, paired by public key. IDs and labels are only hints: they get copied and mistyped.
//!
//! Imports `time`, of `certificate` the view, and of `key` the names of algorithms. Pitfall: a token with a signing and an
//! encryption certificate of one holder has two current certificates; "newer, same subject" alone would call one of them
//! superseded. So would "newer" alone of a certificate that is valid while its renewal is not, or no longer. A token may
//! hold thousands of objects, so nothing here compares each with each.

mod keyring;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use keyring::{Keyring, Shape};
use serde::{Deserialize, Serialize};

use super::certificate::{CertificateView, Standing};
use super::key::family;
use super::time::{DAY, Moment};

/// A key, as far as pairing needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFact<'a> {
    /// Whether it is a private key.
    pub private: bool,
    /// CKA_ID in hex.
    pub id: Option<&'a str>,
    /// Algorithm name.
    pub algorithm: Option<&'a str>,
    /// Size in bits.
    pub bits: Option<u32>,
    /// Name of its curve.
    pub curve: Option<&'a str>,
    /// SHA-256 of its SubjectPublicKeyInfo; a private EC key often does not reveal it.
    pub spki: Option<&'a str>,
}

/// What could be seen of the token's objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Whether private objects were visible: after a login, or if none is required.
    pub private_visible: bool,
    /// Whether every object was read.
    pub complete: bool,
}

/// How a certificate relates to the keys of its token, by public key; id and label are only hints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Pairing {
    /// The holder's certificate in use.
    Current,
    /// Another certificate of the same key, or of the same subject and issuer organisation, is used instead: the one that is
    /// valid, of several the one that ends last; if none is valid, the newest.
    Superseded,
    /// Its key is not on the token.
    Orphan,
    /// Stored under a key's CKA_ID but made for another key.
    Foreign,
    /// A CA's certificate.
    Ca,
    /// There was no login, and no public key decides it.
    #[default]
    Unknown,
}

/// Whether the private key of a certificate is on the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PrivateKey {
    /// It is.
    Present,
    /// It is not.
    Absent,
    /// Private objects were not visible.
    #[default]
    Unknown,
}

/// The verdict on one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paired {
    /// How it relates to the keys.
    pub pairing: Pairing,
    /// Whether its private key is present.
    pub private_key: PrivateKey,
}

/// Gives the verdict on every certificate, in their order.
pub fn pair(keys: &[KeyFact<'_>], certificates: &[CertificateView<'_>], view: View) -> Vec<Paired> {
    let keyring = Keyring::of(keys, certificates);
    let mut verdicts: Vec<Paired> = certificates.iter().map(|one| by_keys(&keyring, one, view)).collect();
    let newest = Newest::of(certificates, &verdicts);
    for (certificate, paired) in certificates.iter().zip(&mut verdicts) {
        let may_be_superseded = matches!(paired.pairing, Pairing::Current | Pairing::Unknown);
        if may_be_superseded && newest.supersedes(certificate, paired.pairing == Pairing::Current) {
            paired.pairing = Pairing::Superseded;
        }
    }
    verdicts
}

/// Whether each certificate is proved to be replaced: by another one of its key, or by one whose key is on the token. One
/// that was not seen to work here makes the older one superseded, but the holder may still depend on that.
pub fn replaced(certificates: &[CertificateView<'_>], verdicts: &[Paired]) -> Vec<bool> {
    let newest = Newest::of(certificates, verdicts);
    let superseded = verdicts.iter().map(|paired| paired.pairing == Pairing::Superseded);
    certificates.iter().zip(superseded).map(|(one, superseded)| superseded && newest.supersedes(one, true)).collect()
}

/// The certificate of every key, in order: its index, of several the current one.
pub fn certificates_of(
    keys: &[KeyFact<'_>],
    certificates: &[CertificateView<'_>],
    verdicts: &[Paired],
) -> Vec<Option<usize>> {
    let (mut by_spki, mut by_hint) = (HashMap::with_capacity(certificates.len()), HashMap::new());
    for (at, (certificate, verdict)) in certificates.iter().zip(verdicts).enumerate() {
        let Some(spki) = certificate.spki() else { continue };
        let is_valid = certificate.standing == Standing::Valid;
        let rank = (verdict.pairing == Pairing::Current, is_valid, certificate.not_after, Reverse(at));
        keep_greatest(&mut by_spki, spki, rank);
        if let Some(hint) = certificate.hint() {
            keep_greatest(&mut by_hint, hint, rank);
        }
    }
    let place = |key: &KeyFact<'_>| {
        let rank = match key.spki {
            Some(spki) => by_spki.get(spki),
            None => key.hint().and_then(|hint| by_hint.get(&hint)).filter(|(.., Reverse(at))| {
                let is_there = verdicts.get(*at).is_some_and(|verdict| verdict.private_key == PrivateKey::Present);
                is_there && certificates.get(*at).is_some_and(|one| key.shape().may_be(&one.shape()))
            }),
        };
        rank.map(|(.., Reverse(at))| *at)
    };
    keys.iter().map(place).collect()
}

impl<'a> KeyFact<'a> {
    /// ID and family of a private key that hides its public key: the only hints available.
    fn hint(&self) -> Option<(&'a str, &'a str)> {
        if self.hides() { self.id.zip(self.family()) } else { None }
    }

    /// Whether it is a private key that hides its public key.
    fn hides(&self) -> bool {
        self.private && self.spki.is_none()
    }

    fn family(&self) -> Option<&'a str> {
        self.algorithm.and_then(family)
    }

    fn shape(&self) -> Shape<'a> {
        Shape { algorithm: self.algorithm, bits: self.bits, curve: self.curve }
    }
}

/// A certificate against the keys alone, without its neighbours.
fn by_keys(keys: &Keyring<'_>, certificate: &CertificateView<'_>, view: View) -> Paired {
    // By public key; where a private key hides its own, by id and algorithm.
    let known = certificate.spki().and_then(|spki| keys.spkis.get(spki));
    let hinted = certificate.spki().and(certificate.hint()).and_then(|hint| keys.hints.get(&hint));
    let shape = certificate.shape();
    let fits = hinted.is_some_and(|shapes| shapes.iter().any(|one| one.may_be(&shape)));
    // The hidden key may as well belong to a public key that has the same ID and is not this certificate's.
    let is_contested = known.is_none() && certificate.hint().is_some_and(|hint| keys.known.contains(&hint));
    let private_there = known == Some(&true) || fits && !is_contested;
    let there = private_there || known.is_some();
    let may_be_hidden = || fits || keys.may_hide(certificate);
    let all_seen = view.private_visible && view.complete && (private_there || !may_be_hidden());
    let private_key = match (private_there, all_seen && certificate.spki().is_some()) {
        (true, _) => PrivateKey::Present,
        (false, true) => PrivateKey::Absent,
        (false, false) => PrivateKey::Unknown,
    };
    let pairing = if certificate.is_ca {
        Pairing::Ca
    } else if there {
        Pairing::Current
    } else if certificate.spki().is_none() || fits {
        Pairing::Unknown
    } else if certificate.id.is_some_and(|id| keys.ids.contains(id)) || hinted.is_some() {
        // A key known to be another one has its ID.
        Pairing::Foreign
    } else if all_seen {
        Pairing::Orphan
    } else {
        // Its private key may be among the hidden objects, whatever public keys are visible: a key imported from a
        // PKCS#12 file often has no public key object.
        Pairing::Unknown
    };
    Paired { pairing, private_key }
}

/// Subject, issuer's organisation and key usage: what certificates for the same use share.
type Use<'a> = (&'a str, &'a str, &'a [String]);

/// What decides which of several certificates is used: one that is valid, by its end and then its start; otherwise the
/// newest. The greatest one is.
type Rank = (bool, Option<Moment>, Option<Moment>);

/// The certificate that is used for each key and for each use.
struct Newest<'a> {
    keys: HashMap<&'a str, Rank>,
    /// Among certificates whose key is on the token, with the start.
    uses: HashMap<Use<'a>, (Rank, Moment)>,
    /// Among those whose key may be on the token but was not visible.
    unseen: HashMap<Use<'a>, (Rank, Moment)>,
}

impl<'a> Newest<'a> {
    fn of(certificates: &[CertificateView<'a>], verdicts: &[Paired]) -> Self {
        let mut keys = HashMap::with_capacity(certificates.len());
        let (mut uses, mut unseen) = (HashMap::new(), HashMap::new());
        for (certificate, paired) in certificates.iter().zip(verdicts) {
            let Some(start) = certificate.not_before.filter(|_| !certificate.is_ca) else { continue };
            let rank = certificate.rank(start);
            if let Some(spki) = certificate.spki() {
                keep_greatest(&mut keys, spki, rank);
            }
            // Another key's certificate supersedes one only if it can be used here.
            let newest = match paired.pairing {
                Pairing::Current => &mut uses,
                Pairing::Unknown => &mut unseen,
                Pairing::Superseded | Pairing::Orphan | Pairing::Foreign | Pairing::Ca => continue,
            };
            if let Some(purpose) = certificate.purpose() {
                keep_greatest(newest, purpose, (rank, start));
            }
        }
        Self { keys, uses, unseen }
    }

    /// Whether another certificate is used instead of this one. A key that was seen is not displaced by one that was not.
    fn supersedes(&self, older: &CertificateView<'_>, key_seen: bool) -> bool {
        let Some(start) = older.not_before else { return false };
        let is_used_instead = |rank: Rank| older.gives_way_to(start, rank);
        let renewed = older.spki().and_then(|spki| self.keys.get(spki)).is_some_and(|rank| is_used_instead(*rank));
        let unseen = (!key_seen).then_some(&self.unseen);
        let mut newest = std::iter::once(&self.uses).chain(unseen).filter_map(|map| map.get(&older.purpose()?));
        renewed || newest.any(|(rank, other)| is_used_instead(*rank) && is_another_issue(start, *other))
    }
}

/// Another key's certificate replaces one if it was issued on another day. A holder's signing and encryption certificates
/// are issued together and differ in usage.
fn is_another_issue(one: Moment, other: Moment) -> bool {
    one.unix_seconds().abs_diff(other.unix_seconds()) >= DAY.unsigned_abs()
}

/// Whether a certificate is used instead of another one of the same key: it is valid, and that one is not, or ends
/// earlier. A renewal that is not yet valid is not replaced by the certificate that it follows.
pub fn is_successor(other: &CertificateView<'_>, older: &CertificateView<'_>) -> bool {
    let is_of_key = other.spki().is_some() && other.spki() == older.spki();
    let starts = other.not_before.zip(older.not_before);
    let is_usable = other.standing == Standing::Valid && !other.is_ca;
    is_of_key && is_usable && starts.is_some_and(|(start, own)| older.gives_way_to(own, other.rank(start)))
}

/// Whether a validity that begins then leaves no gap after one that ends, which it does with its last second.
pub fn is_without_gap(end: Option<Moment>, start: Moment) -> bool {
    end.is_some_and(|end| start.unix_seconds() <= end.unix_seconds().saturating_add(1))
}

/// How a certificate and others of its key or holder take turns, by their places among those of the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turn {
    /// The renewal that is on the token and follows this certificate without a gap.
    pub renewal: Option<usize>,
    /// The certificate that is used until this one begins.
    pub waits_for: Option<usize>,
    /// The certificate that is used instead of this one, which is valid as well.
    pub gives_way_to: Option<usize>,
}

/// The turn of every certificate, in their order, once it is known which of them are in use.
pub fn turns(certificates: &[CertificateView<'_>], pairings: &[Pairing]) -> Vec<Turn> {
    let mut turns = vec![Turn::default(); certificates.len()];
    let in_use = |pairing: &Pairing| matches!(pairing, Pairing::Current | Pairing::Unknown);
    let all =
        || certificates.iter().zip(pairings).enumerate().filter(|(_, (one, pairing))| in_use(pairing) && !one.is_ca);
    let superseded = || {
        let all = certificates.iter().zip(pairings).enumerate();
        let is_meant = |one: &CertificateView<'_>| one.standing == Standing::Valid && !one.is_ca;
        all.filter(move |(_, (one, pairing))| **pairing == Pairing::Superseded && is_meant(one))
    };
    if !all().any(|(_, (one, _))| one.standing == Standing::Ahead) && superseded().next().is_none() {
        return turns;
    }
    let (mut keys, mut uses) = (HashMap::new(), HashMap::new());
    for (at, (one, pairing)) in all().filter(|(_, (one, _))| one.standing == Standing::Valid) {
        let Some(start) = one.not_before else { continue };
        let place = (one.rank(start), Reverse(at));
        if let Some(spki) = one.spki() {
            keep_greatest(&mut keys, spki, place);
        }
        if let Some(purpose) = one.purpose() {
            keep_greatest(&mut uses, (purpose, *pairing == Pairing::Current), (place, start));
        }
    }
    for (at, (one, _)) in superseded() {
        let of_key = one.spki().and_then(|spki| keys.get(spki)).map(|(_, Reverse(used))| *used);
        let of_use = || [true, false].into_iter().find_map(|seen| uses.get(&(one.purpose()?, seen)));
        if let Some(turn) = turns.get_mut(at) {
            turn.gives_way_to = of_key.or_else(|| of_use().map(|((_, Reverse(used)), _)| *used));
        }
    }
    for (at, (one, pairing)) in all().filter(|(_, (one, _))| one.standing == Standing::Ahead) {
        let Some(start) = one.not_before else { continue };
        let of_key = one.spki().and_then(|spki| keys.get(spki)).map(|(_, Reverse(used))| *used);
        // As for superseding: one whose key was not seen follows none whose key was.
        let is_open = |key_seen: &bool| !key_seen || *pairing == Pairing::Current;
        let of_use = || {
            let places = [true, false].into_iter().filter(is_open).filter_map(|seen| uses.get(&(one.purpose()?, seen)));
            places.filter(|(_, other)| is_another_issue(start, *other)).map(|((_, Reverse(used)), _)| *used).next()
        };
        let Some(used) = of_key.or_else(of_use) else { continue };
        if let Some(turn) = turns.get_mut(at) {
            turn.waits_for = Some(used);
        }
        let Some(current) = certificates.get(used) else { continue };
        if is_without_gap(current.not_after, start) && one.not_after > current.not_after {
            let earlier =
                |other: usize| certificates.get(other).is_some_and(|other| other.not_before <= one.not_before);
            if let Some(turn) = turns.get_mut(used).filter(|turn| !turn.renewal.is_some_and(earlier)) {
                turn.renewal = Some(at);
            }
        }
    }
    turns
}

impl<'a> CertificateView<'a> {
    fn rank(&self, start: Moment) -> Rank {
        match self.standing {
            Standing::Valid => (true, self.not_after, Some(start)),
            Standing::Over | Standing::Ahead => (false, Some(start), self.not_after),
        }
    }

    /// Whether one of this rank is used instead. A certificate whose validity has not begun waits for its turn.
    fn gives_way_to(&self, start: Moment, other: Rank) -> bool {
        let waits = self.standing == Standing::Ahead && other.0;
        !waits && other > self.rank(start)
    }

    fn hint(&self) -> Option<(&'a str, &'a str)> {
        self.id.zip(self.algorithm().and_then(family))
    }

    fn shape(&self) -> Shape<'a> {
        let curve = self.key.and_then(|key| key.curve.as_deref());
        Shape { algorithm: self.algorithm(), bits: self.key.and_then(|key| key.bits), curve }
    }

    fn purpose(&self) -> Option<Use<'a>> {
        Some((&self.subject?.text, self.issuer?.organization.as_deref()?, self.key_usage))
    }
}

fn keep_greatest<K: Eq + Hash, V: Ord>(map: &mut HashMap<K, V>, key: K, value: V) {
    match map.entry(key) {
        Entry::Occupied(mut there) if value > *there.get() => {
            there.insert(value);
        }
        Entry::Occupied(_) => {}
        Entry::Vacant(place) => {
            place.insert(value);
        }
    }
}
