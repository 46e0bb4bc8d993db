//! The search for paths: from the certificate upwards, by name and key identifier, trying several, with every number bounded.
//!
//! Pitfall: untrusted certificates may name each other in circles, and one name may have hundreds of keys; without
//! these bounds a search would never end.

use std::collections::HashMap;

use super::certificate::X509;
use super::name::CanonicalName;
use super::path::{PathFault, PolicyInputs, validate};
use super::signature::SignatureFault;
use crate::domain::time::Moment;

/// Certificates in one path, anchor and end included.
const MAX_DEPTH: usize = 16;
/// Signatures that one search verifies.
const MAX_SIGNATURES: usize = 256;
/// Valid paths that one search keeps.
const MAX_PATHS: usize = 8;

/// A valid path, from the certificate at its end to its anchor.
#[derive(Debug, Clone)]
pub struct Path<'a>(pub Vec<&'a X509>);

/// Where the best untrusted path ends.
#[derive(Debug, Clone)]
pub struct Untrusted<'a> {
    /// The path as far as it goes, from the end certificate upwards.
    pub chain: Vec<&'a X509>,
    /// The index in it of the certificate at fault.
    pub place: usize,
    /// What is wrong there.
    pub fault: PathFault,
}

/// The certificates that a path may go through, anchors among them.
#[derive(Debug, Default)]
pub struct Pool<'a> {
    by_subject: HashMap<&'a CanonicalName, Vec<&'a X509>>,
}

/// The certificates that are trusted.
#[derive(Debug, Default, Clone)]
pub struct Anchors(Vec<String>);

impl Anchors {
    /// Trusts these certificates.
    pub fn new<'a>(certificates: impl IntoIterator<Item = &'a X509>) -> Self {
        Self(certificates.into_iter().map(|certificate| certificate.sha256.clone()).collect())
    }

    /// Whether this certificate is one of them.
    pub fn hold(&self, certificate: &X509) -> bool {
        self.0.contains(&certificate.sha256)
    }
}

impl<'a> Pool<'a> {
    /// Makes a pool; a certificate given twice counts once.
    pub fn new(certificates: impl IntoIterator<Item = &'a X509>) -> Self {
        let mut pool = Self::default();
        for certificate in certificates {
            let same_name = pool.by_subject.entry(&certificate.subject).or_default();
            if !same_name.iter().any(|other| other.sha256 == certificate.sha256) {
                same_name.push(certificate);
            }
        }
        pool
    }

    /// The certificates of this name.
    pub fn named(&self, name: &CanonicalName) -> &[&'a X509] {
        self.by_subject.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Every valid path of `end`, best candidates first; at least one, else where the best one fails.
pub fn paths<'a>(
    end: &'a X509,
    pool: &Pool<'a>,
    anchors: &Anchors,
    at: Moment,
    inputs: &PolicyInputs,
) -> Result<Vec<Path<'a>>, Untrusted<'a>> {
    let mut search = Search { pool, anchors, at, inputs, found: Vec::new(), best: None, signatures: 0 };
    search.climb(&mut vec![end]);
    if search.found.is_empty() {
        let nothing = Untrusted { chain: vec![end], place: 0, fault: PathFault::IssuerNotFound };
        return Err(search.best.map_or(nothing, |(_, best)| best));
    }
    Ok(search.found)
}

struct Search<'s, 'a> {
    pool: &'s Pool<'a>,
    anchors: &'s Anchors,
    at: Moment,
    inputs: &'s PolicyInputs,
    found: Vec<Path<'a>>,
    best: Option<(usize, Untrusted<'a>)>,
    signatures: usize,
}

impl<'a> Search<'_, 'a> {
    fn climb(&mut self, path: &mut Vec<&'a X509>) {
        let Some(top) = path.last().copied() else { return };
        if self.anchors.hold(top) {
            match validate(path, self.at, self.inputs) {
                Ok(()) => self.found.push(Path(path.clone())),
                // A path that reached an anchor is more informative than one that did not.
                Err((place, fault)) => self.fail(1_000 + path.len(), path, place, fault),
            }
            return;
        }
        let candidates = self.candidates(top, path);
        if candidates.is_empty() || path.len() >= MAX_DEPTH {
            let root = top.is_self_issued() && top.signed_by(&top.key).is_ok();
            let fault = if root { PathFault::RootNotTrusted } else { PathFault::IssuerNotFound };
            self.fail(path.len(), path, path.len() - 1, fault);
            return;
        }
        for candidate in candidates {
            if self.found.len() >= MAX_PATHS {
                return;
            }
            if self.signatures >= MAX_SIGNATURES {
                self.fail(10_000, path, path.len() - 1, PathFault::TooManyCandidates);
                return;
            }
            self.signatures += 1;
            match top.signed_by(&candidate.key) {
                Ok(()) => {
                    path.push(candidate);
                    self.climb(path);
                    path.pop();
                }
                Err(why) => {
                    // If the key identifier matches, an invalid signature is a finding; otherwise it is just another key's.
                    let weight =
                        if why == SignatureFault::Wrong && fit(top, candidate) == Fit::Differs { 0 } else { 500 };
                    path.push(candidate);
                    self.fail(weight + path.len(), path, path.len() - 2, PathFault::Signature(why));
                    path.pop();
                }
            }
        }
    }

    /// Possible issuers of `top`: same name, not on the path already, best key identifier first, anchors before others.
    fn candidates(&self, top: &X509, path: &[&X509]) -> Vec<&'a X509> {
        let on_path = |other: &X509| path.iter().any(|on| on.subject == other.subject && on.key == other.key);
        let mut candidates: Vec<_> =
            self.pool.named(&top.issuer).iter().copied().filter(|other| !on_path(other)).collect();
        candidates.sort_by_key(|other| (fit(top, other), !self.anchors.hold(other), other.not_after < self.at));
        candidates
    }

    fn fail(&mut self, weight: usize, path: &[&'a X509], place: usize, fault: PathFault) {
        if self.best.as_ref().is_none_or(|(best, _)| *best < weight) {
            self.best = Some((weight, Untrusted { chain: path.to_vec(), place, fault }));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Same,
    Unknown,
    Differs,
}

/// How well the key identifiers of RFC 5280 4.2.1.1 and 4.2.1.2 match; a hint, never a proof.
fn fit(certificate: &X509, issuer: &X509) -> Fit {
    match (&certificate.authority_key_id, &issuer.subject_key_id) {
        (Some(wanted), Some(own)) if wanted == own => Fit::Same,
        (Some(_), Some(_)) => Fit::Differs,
        _ => Fit::Unknown,
    }
}
