//! A certificate counts as one, in however many objects, slots and drivers it is: which of them are copies of each other.
//!
//! May import `domain` and the inventory's types. Pitfall: the content of an object whose value could not be read is
//! unknown; it is not a copy of any.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::{Deserialize, Serialize};

use super::inventory::{Certificate, Inventory, Pairing, PrivateKey, Token, slot_text};
use crate::domain::pin::PinState;
use crate::domain::problem::Problem;

/// The place of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CertificatePlace {
    /// Path of the driver.
    pub driver: String,
    /// Slot number.
    pub slot: u64,
    /// The same as text, where JSON parsers that use doubles would round it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::NUMBER)))]
    pub slot_text: Option<String>,
    /// Serial of the token.
    pub serial: Option<String>,
    /// CKA_ID in lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::HEX)))]
    pub id: Option<String>,
    /// CKA_LABEL.
    pub label: Option<String>,
}

impl CertificatePlace {
    /// The place of an object.
    pub fn of(token: &Token, certificate: &Certificate) -> Self {
        Self {
            driver: token.driver.clone(),
            slot: token.identity.slot,
            slot_text: slot_text(token.identity.slot),
            serial: token.identity.serial.clone(),
            id: certificate.id.clone(),
            label: certificate.label.clone(),
        }
    }
}

/// A certificate and its token.
pub type Placed<'a> = (&'a Token, &'a Certificate);

/// The preference of a place for the certificate: where its key is, on a token that can be used.
pub fn rank((token, certificate): Placed<'_>) -> Rank {
    Rank {
        is_current: certificate.pairing == Pairing::Current,
        has_key: certificate.private_key == PrivateKey::Present,
        may_be_used: !matches!(certificate.pairing, Pairing::Orphan | Pairing::Foreign | Pairing::Superseded),
        is_open: token.user_pin.state != PinState::Locked,
    }
}

/// How good a place is, by the first of these that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    is_current: bool,
    has_key: bool,
    may_be_used: bool,
    is_open: bool,
}

/// Every certificate of initialised tokens once, in the inventory's order, with all of its places: the best first.
pub fn distinct(inventory: &Inventory) -> Vec<Vec<Placed<'_>>> {
    let tokens = inventory.initialized_tokens();
    let placed = tokens.flat_map(|token| token.certificates.iter().map(move |certificate| (token, certificate)));
    let mut found: Vec<Vec<Placed<'_>>> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for place in placed {
        match fingerprint(place.1).map(|sha256| at.entry(sha256)) {
            Some(Entry::Occupied(known)) => {
                let Some(places) = found.get_mut(*known.get()) else { continue };
                places.push(place);
                let last = places.len().saturating_sub(1);
                if places.first().is_some_and(|first| rank(place) > rank(*first)) {
                    places.swap(0, last);
                }
            }
            unknown => {
                if let Some(Entry::Vacant(free)) = unknown {
                    free.insert(found.len());
                }
                found.push(vec![place]);
            }
        }
    }
    found
}

/// The identity of copies; `None` without bytes to compare. A redacted document has no DER but these.
pub fn fingerprint(certificate: &Certificate) -> Option<&str> {
    Some(certificate.sha256.as_str()).filter(|sha256| !sha256.is_empty() && *sha256 != OF_NOTHING)
}

/// SHA-256 of no bytes, which 0.1.0 wrote for a value that could not be read.
const OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The problems of tokens: each problem of a certificate itself once, at its most severe, with the other
/// tokens that it was found on.
pub fn distinct_problems(inventory: &Inventory) -> Vec<(&Token, &Problem, Vec<&Token>)> {
    let all = inventory.tokens.iter().flat_map(|token| token.problems.iter().map(move |problem| (token, problem)));
    let mut found: Vec<(&Token, &Problem, Vec<&Token>)> = Vec::new();
    let mut at = HashMap::new();
    for (token, problem) in all {
        let subject = problem.subject.as_deref().filter(|_| problem.code.is_of_certificate());
        let Some(subject) = subject else {
            found.push((token, problem, Vec::new()));
            continue;
        };
        match at.entry((problem.code, subject, &problem.details)) {
            Entry::Vacant(free) => {
                free.insert(found.len());
                found.push((token, problem, Vec::new()));
            }
            Entry::Occupied(known) => {
                let Some((first, told, others)) = found.get_mut(*known.get()) else { continue };
                if problem.severity > told.severity {
                    others.push(std::mem::replace(first, token));
                    *told = problem;
                } else {
                    others.push(token);
                }
            }
        }
    }
    found
}
