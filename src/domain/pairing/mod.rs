//! Keys and certificates of one token, paired by public key. IDs and labels are only hints: they get copied and mistyped.
//!
//! Imports `time`, of `certificate` the view, and of `key` the names of algorithms. Pitfall: a token with a signing and an
//! encryption certificate of one holder has two current certificates; "newer, same subject" alone would call one of them
//! superseded. A token may hold thousands of objects, so nothing here compares each with each.

mod keyring;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use keyring::{Keyring, Shape};
use serde::{Deserialize, Serialize};

use super::certificate::CertificateView;
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
    /// A newer certificate of the same key, or of the same subject and issuer organisation, is on the token.
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

/// The certificate of every key, in order: its index, of several the current one.
pub fn certificates_of(
    keys: &[KeyFact<'_>],
    certificates: &[CertificateView<'_>],
    verdicts: &[Paired],
) -> Vec<Option<usize>> {
    let (mut by_spki, mut by_hint) = (HashMap::with_capacity(certificates.len()), HashMap::new());
    for (at, (certificate, verdict)) in certificates.iter().zip(verdicts).enumerate() {
        let Some(spki) = certificate.spki() else { continue };
        let rank = (verdict.pairing == Pairing::Current, certificate.not_after, Reverse(at));
        keep_greatest(&mut by_spki, spki, rank);
        if let Some(hint) = certificate.hint() {
            keep_greatest(&mut by_hint, hint, rank);
        }
    }
    let place = |key: &KeyFact<'_>| {
        let rank = match key.spki {
            Some(spki) => by_spki.get(spki),
            None => key.hint().and_then(|hint| by_hint.get(&hint)).filter(|(_, _, Reverse(at))| {
                let is_there = verdicts.get(*at).is_some_and(|verdict| verdict.private_key == PrivateKey::Present);
                is_there && certificates.get(*at).is_some_and(|one| key.shape().may_be(&one.shape()))
            }),
        };
        rank.map(|(_, _, Reverse(at))| *at)
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

/// The newest certificates of each key and of each use.
struct Newest<'a> {
    keys: HashMap<&'a str, (Moment, Option<Moment>)>,
    /// Among certificates whose key is on the token.
    uses: HashMap<Use<'a>, Moment>,
    /// Among those whose key may be on the token but was not visible.
    unseen: HashMap<Use<'a>, Moment>,
}

impl<'a> Newest<'a> {
    fn of(certificates: &[CertificateView<'a>], verdicts: &[Paired]) -> Self {
        let mut keys = HashMap::with_capacity(certificates.len());
        let (mut uses, mut unseen) = (HashMap::new(), HashMap::new());
        for (certificate, paired) in certificates.iter().zip(verdicts) {
            let Some(start) = certificate.not_before.filter(|_| !certificate.is_ca) else { continue };
            if let Some(spki) = certificate.spki() {
                keep_greatest(&mut keys, spki, (start, certificate.not_after));
            }
            // Another key's certificate supersedes one only if it can be used here.
            let newest = match paired.pairing {
                Pairing::Current => &mut uses,
                Pairing::Unknown => &mut unseen,
                Pairing::Superseded | Pairing::Orphan | Pairing::Foreign | Pairing::Ca => continue,
            };
            if let Some(purpose) = certificate.purpose() {
                keep_greatest(newest, purpose, start);
            }
        }
        Self { keys, uses, unseen }
    }

    /// Whether a newer certificate replaces this one. A key that was seen is not displaced by one that was not.
    fn supersedes(&self, older: &CertificateView<'_>, key_seen: bool) -> bool {
        let Some(start) = older.not_before else { return false };
        let newest = older.spki().and_then(|spki| self.keys.get(spki));
        let renewed = newest.is_some_and(|newest| *newest > (start, older.not_after));
        // Another key's: issued on another day. A holder's signing and encryption certificates are issued
        // together and differ in usage.
        let unseen = (!key_seen).then_some(&self.unseen);
        let mut newest = std::iter::once(&self.uses).chain(unseen).filter_map(|map| map.get(&older.purpose()?));
        renewed || newest.any(|newest| newest.unix_seconds().saturating_sub(start.unix_seconds()) >= DAY)
    }
}

impl<'a> CertificateView<'a> {
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
