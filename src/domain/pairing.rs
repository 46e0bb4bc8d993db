//! Keys and certificates of one token, paired by public key. IDs and labels are only hints: they get copied and mistyped.
//!
//! Imports `time`, of `certificate` the view, and of `key` the families of algorithms. Pitfall: a token with a signing and an encryption certificate of one holder has two current
//! certificates; "newer, same subject" alone would call one of them superseded. A token may hold thousands of objects, so
//! nothing here compares each with each.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::certificate::CertificateView;
use super::key::{family, is_curve, is_exact};
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

/// What a key shows even if it hides its public key: with another size or curve it is another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Shape<'a> {
    algorithm: Option<&'a str>,
    bits: Option<u32>,
    curve: Option<&'a str>,
}

impl Shape<'_> {
    fn may_be(&self, other: &Self) -> bool {
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
struct Keyring<'a> {
    /// Public keys, and whether there is a private key object for them.
    spkis: HashMap<&'a str, bool>,
    /// The shapes of private keys that hide their public key, by ID and family.
    hints: HashMap<(&'a str, &'a str), HashSet<Shape<'a>>>,
    /// IDs of keys whose public key is known.
    ids: HashSet<&'a str>,
    /// IDs and families of these.
    known: HashSet<(&'a str, &'a str)>,
    /// The shapes of private keys that hide their public key and have an ID that no certificate has, by family. An ID is
    /// a hint: such a key may be any certificate's.
    strays: HashMap<&'a str, HashSet<Shape<'a>>>,
    /// Private keys that hide their public key, by ID and family, either of which may be unknown.
    hidden: HashSet<(Option<&'a str>, Option<&'a str>)>,
    /// Their IDs.
    hidden_ids: HashSet<Option<&'a str>>,
}

impl<'a> Keyring<'a> {
    fn of(keys: &[KeyFact<'a>], certificates: &[CertificateView<'a>]) -> Self {
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
    fn may_hide(&self, certificate: &CertificateView<'_>) -> bool {
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

#[cfg(test)]
mod tests {
    use super::super::certificate::{Issuer, Subject};
    use super::super::key::PublicKey;
    use super::*;

    const ALL: View = View { private_visible: true, complete: true };
    const PUBLIC: View = View { private_visible: false, complete: true };

    fn kept<T>(value: T) -> &'static T {
        Box::leak(Box::new(value))
    }

    fn of(text: &str) -> &'static Subject {
        kept(Subject { text: text.to_owned(), ..Subject::default() })
    }

    fn by(organization: &str) -> &'static Issuer {
        kept(Issuer { organization: Some(organization.to_owned()), ..Issuer::default() })
    }

    fn certified(algorithm: &str, spki: &str) -> &'static PublicKey {
        let (algorithm, spki_sha256) = (Some(algorithm.to_owned()), Some(spki.to_owned()));
        kept(PublicKey { algorithm, spki_sha256, ..PublicKey::default() })
    }

    fn certificate<'a>(spki: &str, id: &'a str, from: &str) -> CertificateView<'a> {
        CertificateView {
            id: Some(id),
            subject: Some(of("CN=Nguyễn Văn A")),
            issuer: Some(by("Ban Cơ yếu Chính phủ")),
            key: Some(certified("rsa", spki)),
            not_before: Some(from.parse().unwrap()),
            ..CertificateView::default()
        }
    }

    fn key<'a>(private: bool, spki: Option<&'a str>, id: &'a str) -> KeyFact<'a> {
        KeyFact { private, id: Some(id), algorithm: Some("rsa"), bits: None, curve: None, spki }
    }

    fn pairings(keys: &[KeyFact<'_>], certificates: &[CertificateView<'_>], view: View) -> Vec<Pairing> {
        pair(keys, certificates, view).iter().map(|paired| paired.pairing).collect()
    }

    const OLD: &str = "2021-01-01T00:00:00Z";
    const NEW: &str = "2026-01-01T00:00:00Z";

    #[test]
    fn the_public_key_decides_and_not_the_id() {
        let keys = [key(true, Some("aa"), "01")];
        let verdicts = pairings(&keys, &[certificate("aa", "99", OLD), certificate("bb", "01", OLD)], ALL);
        assert_eq!(verdicts, [Pairing::Current, Pairing::Foreign], "an id is a hint, a public key is proof");
    }

    #[test]
    fn a_renewed_certificate_supersedes_the_old_one_of_its_key() {
        let keys = [key(true, Some("aa"), "01")];
        let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), certificate("aa", "01", NEW)], ALL);
        assert_eq!(verdicts, [Pairing::Superseded, Pairing::Current], "the same key, a newer certificate");
        let unseen = pairings(&[], &[certificate("aa", "01", OLD), certificate("aa", "01", NEW)], PUBLIC);
        assert_eq!(unseen, [Pairing::Superseded, Pairing::Unknown], "that is known without any key");
    }

    #[test]
    fn a_new_key_of_the_same_subject_and_issuer_supersedes_too() {
        let keys = [key(true, Some("aa"), "01"), key(true, Some("bb"), "02")];
        let certificates = [certificate("aa", "01", OLD), certificate("bb", "02", NEW)];
        assert_eq!(pairings(&keys, &certificates, ALL), [Pairing::Superseded, Pairing::Current], "same holder");
        let other = CertificateView { issuer: Some(by("VNPT")), ..certificates[1] };
        let verdicts = pairings(&keys, &[certificates[0], other], ALL);
        assert_eq!(verdicts, [Pairing::Current, Pairing::Current], "another CA's certificate replaces nothing");
    }

    #[test]
    fn a_newer_certificate_without_its_key_takes_nothing_from_the_one_that_works_here() {
        let keys = [key(true, Some("aa"), "01")];
        let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), certificate("bb", "02", NEW)], ALL);
        assert_eq!(verdicts, [Pairing::Current, Pairing::Orphan], "the newer one cannot be used here");
    }

    #[test]
    fn a_signing_and_an_encryption_certificate_of_one_holder_are_both_current() {
        let keys = [key(true, Some("aa"), "01"), key(true, Some("bb"), "02")];
        let later = certificate("bb", "02", "2021-01-01T00:00:05Z");
        let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), later], ALL);
        assert_eq!(verdicts, [Pairing::Current, Pairing::Current], "issued together, five seconds apart");
    }

    #[test]
    fn without_login_and_public_keys_nothing_is_called_orphan() {
        let paired = pair(&[], &[certificate("aa", "01", OLD)], PUBLIC);
        assert_eq!(paired, [Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown }], "nobody can know");
        let paired = pair(&[], &[certificate("aa", "01", OLD)], ALL);
        assert_eq!(
            paired,
            [Paired { pairing: Pairing::Orphan, private_key: PrivateKey::Absent }],
            "after login one can"
        );
        let paired = pair(&[key(false, Some("aa"), "01")], &[certificate("aa", "01", OLD)], PUBLIC);
        assert_eq!(
            paired,
            [Paired { pairing: Pairing::Current, private_key: PrivateKey::Unknown }],
            "a public key tells as well"
        );
    }

    #[test]
    fn while_private_objects_are_hidden_another_public_key_makes_no_orphan() {
        let keys = [key(false, Some("bb"), "02")];
        let paired = pair(&keys, &[certificate("aa", "01", OLD)], PUBLIC);
        assert_eq!(
            paired,
            [Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown }],
            "its key may be hidden"
        );
    }

    #[test]
    fn a_certificate_whose_key_was_not_seen_displaces_none_whose_key_was() {
        let keys = [key(false, Some("aa"), "01")];
        let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), certificate("bb", "02", NEW)], PUBLIC);
        assert_eq!(verdicts, [Pairing::Current, Pairing::Unknown], "the newer one may not work here");
        let verdicts = pairings(&[], &[certificate("aa", "01", OLD), certificate("bb", "02", NEW)], PUBLIC);
        assert_eq!(verdicts, [Pairing::Superseded, Pairing::Unknown], "of two unseen ones the newer is the likely one");
    }

    #[test]
    fn an_unfinished_reading_never_makes_an_orphan() {
        let broken = View { private_visible: true, complete: false };
        let paired = pair(&[key(false, Some("bb"), "02")], &[certificate("aa", "01", OLD)], broken);
        assert_eq!(
            paired,
            [Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown }],
            "its key may be unread"
        );
    }

    #[test]
    fn an_ec_private_key_that_hides_its_point_is_found_by_its_id() {
        let keys = [key(true, None, "01")];
        let paired = pair(&keys, &[certificate("aa", "01", OLD)], ALL);
        assert_eq!(
            paired,
            [Paired { pairing: Pairing::Current, private_key: PrivateKey::Present }],
            "the only hint there is"
        );
    }

    #[test]
    fn a_private_key_that_hides_its_public_one_under_an_id_of_no_certificate_may_be_any_certificates() {
        let unknown = Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown };
        let stray = [key(true, None, "01")];
        let one = [certificate("aa", "02", OLD)];
        assert_eq!(pair(&stray, &one, ALL), [unknown], "an id is a hint, and proves no orphan");
        let two = [certificate("aa", "02", OLD), certificate("bb", "01", OLD)];
        let found = [Pairing::Orphan, Pairing::Current];
        assert_eq!(pairings(&stray, &two, ALL), found, "one with the key's own id has it");
        let other = [KeyFact { algorithm: Some("ec"), ..stray[0] }];
        assert_eq!(pairings(&other, &one, ALL), [Pairing::Orphan], "a key of another kind is another key");
        let sized = [KeyFact { bits: Some(3072), ..stray[0] }];
        let key = PublicKey { bits: Some(2048), ..certified("rsa", "aa").clone() };
        let one = [CertificateView { key: Some(kept(key)), ..one[0] }];
        assert_eq!(pairings(&sized, &one, ALL), [Pairing::Orphan], "and so is one of another size");
    }

    #[test]
    fn a_private_key_that_hides_its_public_one_is_not_proved_by_an_id_that_another_key_has_too() {
        let keys = [key(true, None, "01"), key(false, Some("bb"), "01")];
        let certificates = [certificate("aa", "01", OLD)];
        let verdicts = pair(&keys, &certificates, ALL);
        let unknown = Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown };
        assert_eq!(verdicts, [unknown], "it belongs to one of the two");
        assert_eq!(certificates_of(&keys, &certificates, &verdicts), [None, None], "and names neither");
        assert_eq!(pairings(&keys[1..], &certificates, ALL), [Pairing::Foreign], "the other key alone is another one");
        let own = [keys[0], keys[1], key(false, Some("aa"), "01")];
        let present = Paired { pairing: Pairing::Current, private_key: PrivateKey::Present };
        assert_eq!(pair(&own, &certificates, ALL), [present], "beside its own public key it is found");
    }

    #[test]
    fn a_private_key_that_tells_only_its_kind_makes_no_orphan() {
        let kinds = |private: &'static str, kind: &str, id| {
            let key = KeyFact { algorithm: Some(private), id, ..key(true, None, "01") };
            pair(&[key], &[CertificateView { key: Some(certified(kind, "aa")), ..certificate("aa", "01", OLD) }], ALL)
                [0]
        };
        let present = Paired { pairing: Pairing::Current, private_key: PrivateKey::Present };
        assert_eq!(kinds("ml-dsa", "ml-dsa-65", Some("01")), present, "the parameter set is the certificate's to tell");
        assert_eq!(kinds("ec-edwards", "ed25519", Some("01")), present, "so is the curve");
        let unknown = Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown };
        assert_eq!(kinds("0x80000001", "1.2.3", Some("01")), unknown, "nobody knows what the two are");
        assert_eq!(kinds("rsa", "rsa", None), unknown, "a key without id and public key may be its own");
        assert_eq!(kinds("rsa", "ec", None).pairing, Pairing::Orphan, "a key of another kind is not");
    }

    #[test]
    fn a_certificate_whose_key_cannot_be_read_is_neither_in_use_nor_in_the_way_of_another() {
        let broken = CertificateView { key: None, subject: None, ..certificate("aa", "01", NEW) };
        let keys = [key(true, Some("aa"), "01")];
        let paired = pair(&keys, &[certificate("aa", "01", OLD), broken], ALL);
        assert_eq!(paired[0].pairing, Pairing::Current, "half a certificate supersedes nothing");
        assert_eq!(
            paired[1],
            Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown },
            "and nobody knows its key"
        );
    }

    #[test]
    fn a_ca_certificate_is_nobodys() {
        let ca = CertificateView { is_ca: true, ..certificate("cc", "03", NEW) };
        let keys = [key(true, Some("aa"), "01")];
        let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), ca], ALL);
        assert_eq!(verdicts, [Pairing::Current, Pairing::Ca], "it neither serves the holder nor supersedes");
    }

    #[test]
    fn a_key_names_its_current_certificate() {
        let keys = [key(true, Some("aa"), "01")];
        let certificates = [certificate("aa", "01", NEW), certificate("aa", "01", OLD)];
        let verdicts = pair(&keys, &certificates, ALL);
        assert_eq!(certificates_of(&keys, &certificates, &verdicts), [Some(0)], "the current one of two");
    }

    #[test]
    fn a_key_that_hides_its_public_one_names_the_certificate_under_its_id() {
        let keys = [key(true, None, "02"), key(false, None, "02"), key(true, Some("cc"), "01")];
        let certificates = [certificate("aa", "01", OLD), certificate("bb", "02", OLD)];
        let verdicts = pair(&keys, &certificates, ALL);
        let expected = [Some(1), None, None];
        assert_eq!(certificates_of(&keys, &certificates, &verdicts), expected, "only a private key may hide it");
    }

    #[test]
    fn ten_thousand_pairs_are_paired_like_two() {
        let name = |at: usize| format!("{at:04x}");
        let names: Vec<String> = (0..10_000).map(name).collect();
        let keys: Vec<KeyFact<'_>> = names.iter().map(|name| key(true, Some(name), name)).collect();
        let certificates: Vec<CertificateView<'_>> = names
            .iter()
            .map(|name| CertificateView { subject: Some(of(name)), ..certificate(name, name, OLD) })
            .collect();
        let verdicts = pair(&keys, &certificates, ALL);
        assert!(verdicts.iter().all(|one| one.pairing == Pairing::Current), "every key has its certificate");
        let places: Vec<Option<usize>> = (0..10_000).map(Some).collect();
        assert_eq!(certificates_of(&keys, &certificates, &verdicts), places, "and each certificate its key");
    }
}
