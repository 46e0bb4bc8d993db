//! What changed between two inventories: certificates new, gone, renewed and moved, PINs locked, keys on two tokens.
//!
//! May import `domain` and the inventory's types. Pitfall: a token that was not plugged in this time is "gone" from
//! the reading, not from the world; the word is said with that care.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::holders::{CertificateName, TokenName};
use super::inventory::{Certificate, Inventory, Token};
use super::merge::identity;
use super::shared::{of_holders, shared};
use crate::domain::merge::{Sighting, group};
use crate::domain::pin::PinState;
use crate::domain::time::Moment;

/// What changed since an earlier inventory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// When the earlier one was taken.
    pub since: Moment,
    /// Certificates that were not there, of new keys.
    pub new: Vec<Change>,
    /// Certificates that are no longer there.
    pub gone: Vec<Change>,
    /// Certificates of a key that had another one, with a later end.
    pub renewed: Vec<Change>,
    /// Certificates of a key that had another one, without a later end: a new serial on the same key.
    pub reissued_same_key: Vec<Change>,
    /// Certificates that were on another token.
    pub moved: Vec<Change>,
    /// Tokens whose user PIN was not locked before.
    pub newly_locked: Vec<TokenName>,
    /// Keys that are on tokens with different serials now.
    pub key_on_several_tokens: Vec<SharedKey>,
}

/// One certificate that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The certificate; of two the newer.
    pub certificate: CertificateName,
    /// Its token.
    pub token: TokenName,
    /// The serial number before it, where the key had another certificate.
    pub former_serial_number: Option<String>,
    /// The token before, where it was another.
    pub former_token: Option<TokenName>,
}

/// One key on several tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedKey {
    /// SHA-256 over the `SubjectPublicKeyInfo`.
    pub spki_sha256: String,
    /// The tokens.
    pub tokens: Vec<TokenName>,
}

/// Compares two inventories.
pub fn changes(old: &Inventory, new: &Inventory) -> Changes {
    let tokens: Vec<&Token> = old.tokens.iter().chain(&new.tokens).collect();
    let sightings: Vec<Sighting<'_>> = tokens
        .iter()
        .enumerate()
        .map(|(index, token)| identity(usize::from(index >= old.tokens.len()), token))
        .collect();
    let groups = group(&sightings);
    let mut group_of = vec![0; tokens.len()];
    for (number, members) in groups.iter().enumerate() {
        for member in members {
            if let Some(place) = group_of.get_mut(*member) {
                *place = number;
            }
        }
    }
    let (old_groups, new_groups) = group_of.split_at(old.tokens.len().min(group_of.len()));
    let before = Side::new(&old.tokens, old_groups);
    let after = Side::new(&new.tokens, new_groups);
    let mut found = Changes {
        since: old.envelope.generated_at,
        new: Vec::new(),
        gone: Vec::new(),
        renewed: Vec::new(),
        reissued_same_key: Vec::new(),
        moved: Vec::new(),
        newly_locked: newly_locked(&groups, &tokens, old.tokens.len()),
        key_on_several_tokens: shared_keys(&new.tokens),
    };
    for places in after.certificates.values() {
        after_change(&before, places, &mut found);
    }
    for (sha256, places) in &before.certificates {
        if let (Some(place), false) = (places.first(), after.certificates.contains_key(sha256)) {
            found.gone.push(change(place, None, None));
        }
    }
    found
}

/// A certificate and where it is.
#[derive(Clone, Copy)]
struct Place<'a> {
    certificate: &'a Certificate,
    token: &'a Token,
    group: usize,
}

/// The certificates of holders of one inventory.
struct Side<'a> {
    certificates: BTreeMap<&'a str, Vec<Place<'a>>>,
    by_key: HashMap<&'a str, Vec<Place<'a>>>,
}

impl<'a> Side<'a> {
    fn new(tokens: &'a [Token], groups: &[usize]) -> Self {
        let mut side = Self { certificates: BTreeMap::new(), by_key: HashMap::new() };
        for (token, group) in tokens.iter().zip(groups).filter(|(token, _)| token.initialized) {
            for certificate in of_holders(token) {
                let place = Place { certificate, token, group: *group };
                side.certificates.entry(&certificate.sha256).or_default().push(place);
                if let Some(spki) = certificate.spki_sha256() {
                    side.by_key.entry(spki).or_default().push(place);
                }
            }
        }
        side
    }
}

fn after_change(before: &Side<'_>, places: &[Place<'_>], found: &mut Changes) {
    let Some(place) = places.first() else { return };
    if let Some(former) = before.certificates.get(place.certificate.sha256.as_str()) {
        // A copy beside the one that stayed is no move; the key on two tokens is told elsewhere.
        let stayed = places.iter().any(|place| former.iter().any(|former| former.group == place.group));
        if let (Some(former), false) = (former.first(), stayed) {
            found.moved.push(change(place, None, Some(former.token)));
        }
        return;
    }
    let same_key = place.certificate.spki_sha256().and_then(|spki| before.by_key.get(spki));
    let former = same_key.and_then(|places| places.iter().max_by_key(|one| one.certificate.not_after));
    let Some(former) = former else {
        found.new.push(change(place, None, None));
        return;
    };
    let other_token = (former.group != place.group).then_some(former.token);
    let one = change(place, former.certificate.serial_number.clone(), other_token);
    if place.certificate.not_after > former.certificate.not_after {
        found.renewed.push(one);
    } else {
        found.reissued_same_key.push(one);
    }
}

fn change(place: &Place<'_>, former_serial_number: Option<String>, former_token: Option<&Token>) -> Change {
    Change {
        certificate: place.certificate.into(),
        token: place.token.into(),
        former_serial_number,
        former_token: former_token.map(TokenName::from),
    }
}

fn newly_locked(groups: &[Vec<usize>], tokens: &[&Token], first_new: usize) -> Vec<TokenName> {
    let is_locked = |index: &usize| tokens.get(*index).is_some_and(|token| token.user_pin.state == PinState::Locked);
    let mut found = Vec::new();
    for members in groups {
        let (before, after): (Vec<usize>, Vec<usize>) = members.iter().partition(|index| **index < first_new);
        if !before.is_empty() && !before.iter().any(is_locked) {
            found.extend(after.iter().filter(|index| is_locked(index)).filter_map(|index| tokens.get(*index)));
        }
    }
    found.into_iter().map(|token: &&Token| TokenName::from(*token)).collect()
}

fn shared_keys(tokens: &[Token]) -> Vec<SharedKey> {
    let tokens: Vec<&Token> = tokens.iter().filter(|token| token.initialized).collect();
    let of_key = |(spki, tokens): (&str, BTreeMap<&str, &Token>)| {
        let tokens: Vec<TokenName> = tokens.into_values().map(TokenName::from).collect();
        (tokens.len() > 1).then(|| SharedKey { spki_sha256: spki.to_owned(), tokens })
    };
    shared(&tokens).into_iter().filter_map(of_key).collect()
}
