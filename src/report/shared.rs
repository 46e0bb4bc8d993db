//! Keys that are on several tokens: one rule for `check`, `diff` and `report --since`.
//!
//! May import `domain` and the inventory's types. Pitfall: a certificate without its private key is not a copy of the key,
//! and a serial of zeros does not distinguish tokens.

use std::collections::BTreeMap;

use super::inventory::{Certificate, Pairing, PrivateKey, Token};

/// The tokens of one key by the keys of their serials.
pub(super) type Holding<'a> = BTreeMap<String, &'a Token>;

/// The tokens of each key, if their serials identify them.
pub(super) fn shared<'a>(tokens: &[&'a Token]) -> BTreeMap<&'a str, Holding<'a>> {
    let mut of_key: BTreeMap<&str, Holding<'_>> = BTreeMap::new();
    for token in tokens {
        let Some(own) = token.identity.telling_serial_key() else { continue };
        for certificate in of_holders(token).filter(|one| one.pairing != Pairing::Foreign) {
            if certificate.private_key != PrivateKey::Absent
                && let Some(key) = certificate.spki_sha256()
            {
                of_key.entry(key).or_default().insert(own.clone(), token);
            }
        }
    }
    of_key
}

/// The certificates of holders.
pub(super) fn of_holders(token: &Token) -> impl Iterator<Item = &Certificate> {
    let is_holders = |one: &&Certificate| !one.is_ca && one.pairing != Pairing::Ca && !one.sha256.is_empty();
    token.certificates.iter().filter(is_holders)
}
