//! The keys of a token, by what certificates are matched with.
//!
//! Pitfall: an ID proves nothing, so a private key that hides its public key counts for every certificate that it may
//! belong to.

use std::collections::{HashMap, HashSet};

use super::{KeyFact, keep_greatest};
use crate::domain::certificate::CertificateView;
use crate::domain::key::{family, is_curve, is_exact};

/// What a key shows even if it hides its public key: with another size or curve it is another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape<'a> {
    pub(super) algorithm: Option<&'a str>,
    pub(super) bits: Option<u32>,
    pub(super) curve: Option<&'a str>,
}

impl Shape<'_> {
    /// Whether nothing that both show is different.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let is_apart = |one: Option<&str>, other: Option<&str>, is_exact: fn(&str) -> bool| {
            one.zip(other).is_some_and(|(one, other)| one != other && is_exact(one) && is_exact(other))
        };
        let sizes = self.bits.zip(other.bits);
        sizes.is_none_or(|(one, other)| one == other)
            && !is_apart(self.algorithm, other.algorithm, is_exact)
            && !is_apart(self.curve, other.curve, is_curve)
    }
}

/// The keys by what certificates are matched with.
pub(super) struct Keyring<'a> {
    /// Public keys, and whether there is a private key object for them.
    pub(super) spkis: HashMap<&'a str, bool>,
    /// The shapes of private keys that hide their public key, by ID and family.
    pub(super) hints: HashMap<(&'a str, &'a str), HashSet<Shape<'a>>>,
    /// IDs of keys whose public key is known.
    pub(super) ids: HashSet<&'a str>,
    /// IDs and families of these.
    pub(super) known: HashSet<(&'a str, &'a str)>,
    /// The shapes of private keys that hide their public key and have an ID that no certificate has, by family. An ID is
    /// a hint: such a key may be any certificate's.
    strays: HashMap<&'a str, HashSet<Shape<'a>>>,
    /// Private keys that hide their public key, by ID and family, either of which may be unknown.
    hidden: HashSet<(Option<&'a str>, Option<&'a str>)>,
    /// Their IDs.
    hidden_ids: HashSet<Option<&'a str>>,
}

impl<'a> Keyring<'a> {
    pub(super) fn of(keys: &[KeyFact<'a>], certificates: &[CertificateView<'a>]) -> Self {
        let mut spkis = HashMap::with_capacity(keys.len());
        for key in keys {
            if let Some(spki) = key.spki {
                keep_greatest(&mut spkis, spki, key.private);
            }
        }
        let mut hints: HashMap<_, HashSet<_>> = HashMap::new();
        for (hint, key) in keys.iter().filter_map(|key| Some((key.hint()?, key))) {
            hints.entry(hint).or_default().insert(key.shape());
        }
        let with_spki = || keys.iter().filter(|key| key.spki.is_some());
        let ids = with_spki().filter_map(|key| key.id).collect();
        let known = with_spki().filter_map(|key| key.id.zip(key.family())).collect();
        let strays = Self::strays(&hints, certificates);
        let hides = || keys.iter().filter(|key| key.hides());
        let hidden = hides().map(|key| (key.id, key.family())).collect();
        let hidden_ids = hides().map(|key| key.id).collect();
        Self { spkis, hints, ids, known, strays, hidden, hidden_ids }
    }

    fn strays(
        hints: &HashMap<(&'a str, &'a str), HashSet<Shape<'a>>>,
        certificates: &[CertificateView<'a>],
    ) -> HashMap<&'a str, HashSet<Shape<'a>>> {
        let mut strays: HashMap<_, HashSet<_>> = HashMap::new();
        if hints.is_empty() {
            return strays;
        }
        let mut placed: HashMap<_, Vec<Shape<'_>>> = HashMap::new();
        for certificate in certificates {
            if let Some(hint) = certificate.hint() {
                placed.entry(hint).or_default().push(certificate.shape());
            }
        }
        for (hint, shapes) in hints {
            let places = placed.get(hint).map(Vec::as_slice).unwrap_or_default();
            let lost = shapes.iter().filter(|shape| !places.iter().any(|place| shape.may_be(place)));
            let lost: HashSet<Shape<'_>> = lost.copied().collect();
            if !lost.is_empty() {
                strays.entry(hint.1).or_default().extend(lost);
            }
        }
        strays
    }
}

impl Keyring<'_> {
    /// Whether a key that shows neither its public one nor enough besides may be this certificate's.
    pub(super) fn may_hide(&self, certificate: &CertificateView<'_>) -> bool {
        let ids = [None, certificate.id];
        match certificate.algorithm().and_then(family) {
            Some(own) => {
                let shape = certificate.shape();
                let is_stray =
                    || self.strays.get(own).is_some_and(|strays| strays.iter().any(|one| one.may_be(&shape)));
                ids.iter().any(|id| {
                    self.hidden.contains(&(*id, None)) || (id.is_none() && self.hidden.contains(&(None, Some(own))))
                }) || is_stray()
            }
            None => ids.iter().any(|id| self.hidden_ids.contains(id)),
        }
    }
}
