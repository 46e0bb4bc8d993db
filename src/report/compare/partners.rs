//! Which token of a newer inventory is which of an older one.
//!
//! May import the inventory's types. Pitfall: a serial that many tokens have, or a label, joins tokens of two people, and
//! then one seems to have been given to the other.

use std::collections::HashMap;

use super::holders;
use crate::report::inventory::{Certificate, Token};

/// For each old token the new one that is the same.
pub(super) fn partners(before: &[&Token], after: &[&Token]) -> Vec<Option<usize>> {
    let mut partners: Vec<Option<usize>> = vec![None; before.len()];
    let mut taken = vec![false; after.len()];
    // A common certificate under one serial, then one serial of one model; without a serial that proves anything a common key,
    // because labels are alike; and the data of tokens with nothing on them that could be of one person or another.
    join(before, after, (&mut partners, &mut taken), |token| {
        holders(token).map(|one| (token.identity.telling_serial_key(), one.sha256.as_str(), "")).collect()
    });
    join(before, after, (&mut partners, &mut taken), |token| {
        let model = token.identity.model.as_deref().unwrap_or_default();
        token.identity.proving_serial_key().map(|serial| (Some(serial), "", model)).into_iter().collect()
    });
    join(before, after, (&mut partners, &mut taken), |token| {
        let is_bare = token.identity.proving_serial_key().is_none();
        let of_bare = keys(token).filter(|_| is_bare);
        of_bare.map(|key| (token.identity.telling_serial_key(), key, "")).collect()
    });
    join(before, after, (&mut partners, &mut taken), |token| {
        let is_blank = token.identity.proving_serial_key().is_none()
            && holders(token).next().is_none()
            && keys(token).next().is_none();
        let (label, model) =
            (token.identity.label.as_deref().unwrap_or_default(), token.identity.model.as_deref().unwrap_or_default());
        is_blank.then(|| (token.identity.telling_serial_key(), label, model)).into_iter().collect()
    });
    partners
}

/// The public keys of holders on a token.
fn keys(token: &Token) -> impl Iterator<Item = &str> {
    let certified = holders(token).filter_map(Certificate::spki_sha256);
    certified.chain(token.keys.iter().filter_map(|key| key.spki_sha256.as_deref()))
}

/// A serial, and two texts.
type Proof<'a> = (Option<String>, &'a str, &'a str);

/// Joins tokens with a common proof and no partner yet, in their order.
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
