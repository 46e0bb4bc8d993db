//! One token that several drivers show is one token.

use std::collections::{HashMap, HashSet};

use super::reading::Served;
use crate::domain::selector::same_token;
use crate::report::copies::fingerprint;
use crate::report::inventory::{Inventory, Sighting, Token};

/// Folds sightings of one token through several drivers: the first driver found serves it, the others are noted. A
/// driver that only passes on others' data, such as p11-kit's proxy, serves no token that another driver shows; nor does
/// one that failed on it where another shows as many certificates.
pub(super) fn fold(inventory: &mut Inventory, served: &[Served]) {
    let passing_on = served.iter().filter(|one| one.found.passes_on);
    let passing_on: HashSet<String> = passing_on.map(|one| one.found.path.display().to_string()).collect();
    let mut first: HashMap<String, Vec<usize>> = HashMap::new();
    let mut folded: Vec<(usize, usize)> = Vec::new();
    // A driver shows each token once.
    let mut shown: HashSet<(usize, &str)> = HashSet::new();
    let mut in_turn: Vec<(usize, &Token)> = inventory.tokens.iter().enumerate().collect();
    let most = most_read(&inventory.tokens);
    in_turn.sort_by_cached_key(|(_, token)| {
        let read = || token.identity.serial_key().and_then(|serial| most.get(&serial).copied());
        let is_inferior = token.is_partly_unread() && read().is_some_and(|read| read >= read_of(token));
        (is_inferior, passing_on.contains(&token.driver))
    });
    for (at, token) in in_turn {
        let Some(serial) = token.identity.serial_key() else { continue };
        let seen = first.entry(serial).or_default();
        let of = |earlier: &usize| inventory.tokens.get(*earlier);
        let is_original = |earlier: &&usize| {
            let known = of(earlier);
            let is_free = || !shown.contains(&(**earlier, token.driver.as_str()));
            known.is_some_and(|earlier| earlier.driver != token.driver && is_same(earlier, token)) && is_free()
        };
        // Two cards may be alike; then the reader shows which of them this is.
        let beside =
            |earlier: &&usize| of(earlier).is_some_and(|earlier| earlier.identity.reader == token.identity.reader);
        let alike: Vec<&usize> = seen.iter().filter(is_original).collect();
        let original = alike.iter().find(|earlier| beside(earlier)).or(alike.first()).map(|earlier| **earlier);
        match original {
            Some(original) => {
                shown.insert((original, token.driver.as_str()));
                folded.push((at, original));
            }
            None => seen.push(at),
        }
    }
    for (at, original) in &folded {
        let again = inventory.tokens.get(*at).map(|again| Sighting {
            driver: again.driver.clone(),
            slot: again.identity.slot,
            slot_text: again.identity.slot_text.clone(),
        });
        if let Some(token) = inventory.tokens.get_mut(*original) {
            token.also_seen_by.extend(again);
        }
    }
    let gone: HashSet<usize> = folded.into_iter().map(|(at, _)| at).collect();
    let mut at = 0..;
    inventory.tokens.retain(|_| at.next().is_some_and(|at| !gone.contains(&at)));
}

/// How many certificates of a token were read.
fn read_of(token: &Token) -> usize {
    token.certificates.iter().filter_map(fingerprint).count()
}

/// The most certificates that a driver read without a failure, by serial.
fn most_read(tokens: &[Token]) -> HashMap<String, usize> {
    let mut most = HashMap::new();
    for token in tokens.iter().filter(|token| !token.is_partly_unread()) {
        let Some(serial) = token.identity.serial_key() else { continue };
        let known = most.entry(serial).or_insert(0);
        *known = read_of(token).max(*known);
    }
    most
}

fn is_same(one: &Token, other: &Token) -> bool {
    same_token(&one.sighting(), &other.sighting())
}
