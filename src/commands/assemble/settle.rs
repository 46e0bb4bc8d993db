//! What only the other objects of a token reveal about a key: which of several algorithms its value is for, that its
//! number was written differently, and the point that a private key hides.
//!
//! Pitfall: a key whose fingerprint differs from that of its own certificate would be reported as a key mismatch.

use std::collections::{HashMap, HashSet};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::domain::certificate::parse;
use crate::domain::key::{Number, PublicKey, family as family_of, from_rsa, reversed_rsa};
use crate::report::inventory::{Certificate, Key, KeyClass, Token};

/// 65537, the exponent of nearly every RSA key.
pub(super) const USUAL_EXPONENT: [u8; 3] = [1, 0, 1];

/// What the attributes of a key leave open about its fingerprint.
#[derive(Debug, Clone)]
pub enum Guess {
    /// Nothing that another object could settle.
    Nothing,
    /// Its value fits several algorithms: the key has the one of these fingerprints found in a certificate, if any.
    OneOf(Vec<String>),
    /// The bytes of its modulus may be in the wrong order.
    Modulus {
        /// The modulus as the driver gave it.
        modulus: Vec<u8>,
        /// Its exponent, unless the key does not show it.
        exponent: Option<Vec<u8>>,
    },
    /// Its point may be written otherwise than in a certificate.
    Point {
        /// The curve: CKA_EC_PARAMS.
        parameters: Vec<u8>,
        /// CKA_EC_POINT.
        point: Vec<u8>,
    },
}

impl Guess {
    /// The fingerprint of the reversed modulus: a certificate that has it shows that the bytes came in the wrong order.
    /// Only needed for a key without a certificate.
    fn reversed(&self) -> Option<String> {
        match self {
            Self::Modulus { modulus, exponent } => {
                reversed_rsa(modulus, exponent.as_deref().unwrap_or(&USUAL_EXPONENT))
            }
            Self::Nothing | Self::OneOf(_) | Self::Point { .. } => None,
        }
    }

    /// The fingerprints among which a certificate chooses.
    fn one_of(&self) -> &[String] {
        match self {
            Self::OneOf(fingerprints) => fingerprints,
            Self::Nothing | Self::Modulus { .. } | Self::Point { .. } => &[],
        }
    }

    /// Whether the key may have a number.
    fn is_numbered(&self) -> bool {
        matches!(self, Self::Modulus { .. } | Self::Point { .. })
    }

    /// The number that identifies the key however it is written.
    fn number(&self) -> Option<Number> {
        match self {
            Self::Point { parameters, point } => Number::of_point(parameters, point),
            Self::Modulus { modulus, .. } => Number::of_modulus(modulus),
            Self::Nothing | Self::OneOf(_) => None,
        }
    }

    /// Whether only the exponent of an RSA key is not known.
    fn lacks_exponent(&self) -> bool {
        matches!(self, Self::Modulus { exponent: None, .. })
    }

    /// The fingerprint of an RSA key if its exponent is the usual one.
    fn usual_rsa(&self) -> Option<String> {
        match self {
            Self::Modulus { modulus, .. } => from_rsa(modulus, &USUAL_EXPONENT).spki_sha256,
            Self::Nothing | Self::OneOf(_) | Self::Point { .. } => None,
        }
    }
}

/// Settles what the attributes of the keys left open.
pub(super) fn keys(token: &mut Token, guesses: &[Guess]) {
    settle_guesses(token, guesses);
    lend_exponents(&mut token.keys, guesses);
    settle_numbers(token, guesses);
    lend_points(&mut token.keys, guesses);
}

/// What a certificate for a key reveals about it: which of several algorithms its value is for, and that a modulus was
/// byte-reversed, so that its fingerprint matches no key.
fn settle_guesses(token: &mut Token, guesses: &[Guess]) {
    if guesses.iter().all(|guess| matches!(guess, Guess::Nothing | Guess::Point { .. })) {
        return;
    }
    let keys = token.certificates.iter().filter_map(|certificate| certificate.key.as_ref());
    let certified: HashMap<&str, &PublicKey> =
        keys.filter_map(|key| Some((key.spki_sha256.as_deref()?, key))).rev().collect();
    for (key, guess) in token.keys.iter_mut().zip(guesses) {
        if key.spki_sha256.as_deref().is_some_and(|own| !certified.contains_key(own))
            && guess.reversed().is_some_and(|reversed| certified.contains_key(reversed.as_str()))
        {
            (key.spki_sha256, key.bits) = (None, None);
        }
        if let Some(found) = guess.one_of().iter().find_map(|spki| certified.get(spki.as_str())) {
            key.spki_sha256.clone_from(&found.spki_sha256);
            key.algorithm.clone_from(&found.algorithm);
            key.bits = found.bits;
        }
    }
}

/// Many private RSA keys do not show their public exponent; a public key object with the same modulus shows it.
fn lend_exponents(keys: &mut [Key], guesses: &[Guess]) {
    let lacks = |key: &Key, guess: &Guess| key.spki_sha256.is_none() && guess.lacks_exponent();
    if !keys.iter().zip(guesses).any(|(key, guess)| lacks(key, guess)) {
        return;
    }
    let told = keys.iter().zip(guesses).filter_map(|(key, guess)| {
        let modulus = guess.number().filter(|number| matches!(number, Number::Modulus(_)))?;
        Some((modulus, key.spki_sha256.clone()?))
    });
    let told: HashMap<Number, String> = told.collect();
    for (key, guess) in keys.iter_mut().zip(guesses).filter(|(key, guess)| lacks(key, guess)) {
        key.spki_sha256 = guess.number().and_then(|number| told.get(&number).cloned());
    }
}

/// Finds keys that are written otherwise than in their certificate. A point is then the certificate's, and so is a
/// modulus without an exponent; a modulus with another exponent is a value that is not valid, and proves nothing.
fn settle_numbers(token: &mut Token, guesses: &[Guess]) {
    let spki = |certificate: &Certificate| certificate.key.as_ref()?.spki_sha256.clone();
    let certified: HashSet<String> = token.certificates.iter().filter_map(spki).collect();
    let is_open = |key: &Key, guess: &Guess| {
        let own = key.spki_sha256.as_ref();
        guess.is_numbered() && own.is_none_or(|own| !certified.contains(own))
    };
    if !token.keys.iter().zip(guesses).any(|(key, guess)| is_open(key, guess)) {
        return;
    }
    let held: HashSet<&str> = token.keys.iter().filter_map(|key| key.spki_sha256.as_deref()).collect();
    let open = token.certificates.iter().filter_map(|one| Some((one, spki(one)?)));
    let numbered = open.filter(|(_, spki)| !held.contains(spki.as_str())).filter_map(|(certificate, spki)| {
        let der = BASE64_STANDARD.decode(&certificate.der).ok()?;
        Some((Number::of_spki(&parse(&der).spki_der)?, spki))
    });
    let numbers: HashMap<Number, String> = numbered.collect();
    let hinted = |key: &Key| {
        let ids = token.certificates.iter().filter(|one| one.id.is_some() && one.id == key.id);
        ids.filter_map(|one| one.key.as_ref()).any(|own| own.algorithm.as_deref() == Some("rsa"))
    };
    let settled: Vec<Option<Option<String>>> = token
        .keys
        .iter()
        .zip(guesses)
        .map(|(key, guess)| {
            let number = Some(guess).filter(|guess| is_open(key, guess))?.number()?;
            let is_told = guess.lacks_exponent() || matches!(number, Number::Coordinate(_));
            match numbers.get(&number) {
                Some(spki) => Some(is_told.then(|| spki.clone())),
                // The certificate with its ID has another modulus. The ID must not say otherwise.
                None if guess.lacks_exponent() && key.spki_sha256.is_none() && hinted(key) => {
                    let is_reversed = guess.reversed().is_some_and(|reversed| certified.contains(&reversed));
                    Some(guess.usual_rsa().filter(|_| !is_reversed))
                }
                None => None,
            }
        })
        .collect();
    for (key, settled) in token.keys.iter_mut().zip(settled) {
        if let Some(spki) = settled {
            key.spki_sha256 = spki;
        }
    }
}

/// A private EC key hides its point; the public key object with the same ID and curve shows it. A modulus that is shown
/// needs no such hint.
fn lend_points(keys: &mut [Key], guesses: &[Guess]) {
    let mut publics: HashMap<&str, Vec<&Key>> = HashMap::new();
    for key in keys.iter().filter(|key| key.class == KeyClass::Public) {
        publics.entry(key.id.as_deref().unwrap_or_default()).or_default().push(key);
    }
    let lent: Vec<Option<String>> = keys
        .iter()
        .zip(guesses)
        .map(|(key, guess)| {
            let hidden = key.class == KeyClass::Private && key.spki_sha256.is_none() && !guess.lacks_exponent();
            let same_id = publics.get(key.id.as_deref().filter(|_| hidden)?)?;
            let is_said = |one: &Option<u32>, other: &Option<u32>| one == other || one.is_none();
            let family = |key: &Key| key.algorithm.as_deref().and_then(family_of).map(str::to_owned);
            let like = |other: &&&Key| {
                (other.algorithm == key.algorithm && other.curve == key.curve && other.bits == key.bits)
                    || (key.curve.is_none()
                        && other.curve.is_none()
                        && is_said(&key.bits, &other.bits)
                        && family(key).is_some_and(|own| own != "rsa" && family(other).as_ref() == Some(&own)))
            };
            let mut partners = same_id.iter().filter(like);
            match (partners.next(), partners.next()) {
                (Some(partner), None) => partner.spki_sha256.clone(),
                _ => None,
            }
        })
        .collect();
    for (key, spki) in keys.iter_mut().zip(lent) {
        key.spki_sha256 = key.spki_sha256.take().or(spki);
    }
}
