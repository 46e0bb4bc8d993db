//! The token that a certificate belongs to, by its public key, and whether it may be written there.
//!
//! Pitfall: without a login a token shows its public keys and its certificates, not its private keys. Whether the
//! private key is there is known only after the login, before anything is written.

use std::collections::HashMap;

use super::ImportRequest;
use super::files::Found;
use super::work::end;
use crate::commands::Context;
use crate::domain::import::{Fits, Reason, There, fits};
use crate::domain::known::{Writes, is_attestation};
use crate::domain::verify::{Source, State, X509};
use crate::journal::attempt::SecretKind;
use crate::report::import::{ImportProof, ImportResult, Imported, NOT_YET_VALID, OLDER, Replaced};
use crate::report::inventory::{Certificate, Inventory, Key, KeyClass, Pairing, PrivateKey, Token};
use crate::report::pin::Identity;

/// A certificate and the index of its token among those plugged in.
pub(super) struct Placed {
    pub(super) imported: Imported,
    pub(super) der: Vec<u8>,
    pub(super) token: Option<usize>,
}

/// The options that apply to every certificate.
pub(super) struct Ground<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) request: &'a ImportRequest<'a>,
    pub(super) tokens: &'a [Token],
    /// How the driver of each token writes.
    pub(super) writes: &'a [Writes],
    /// Tokens that could not be read completely, by index.
    pub(super) unread: &'a [usize],
    /// State and reason by SHA-256, if paths were judged.
    pub(super) paths: &'a HashMap<String, (State, Option<String>)>,
}

/// Places every certificate. Of several for one key only the newest may be written.
pub(super) fn place(found: &[Found], ground: &Ground<'_>) -> Vec<Placed> {
    let mut order: Vec<&Found> = found.iter().collect();
    order.sort_by_key(|one| std::cmp::Reverse((one.readable.not_before, one.readable.not_after)));
    let mut newer: HashMap<(usize, String), Vec<There>> = HashMap::new();
    let mut placed: HashMap<&str, Placed> = HashMap::new();
    for one in order {
        placed.insert(&one.readable.sha256, place_one(one, ground, &mut newer));
    }
    found.iter().filter_map(|one| placed.remove(one.readable.sha256.as_str())).collect()
}

fn place_one(one: &Found, ground: &Ground<'_>, newer: &mut HashMap<(usize, String), Vec<There>>) -> Placed {
    let mut imported = blank(one);
    let refuse = |imported: &mut Imported, reason: Reason| end(imported, ImportResult::Refused, reason.code());
    let without_token = |imported| Placed { imported, der: one.der.clone(), token: None };
    let spki = one.readable.key.as_ref().and_then(|key| key.spki_sha256.clone());
    let Some(spki) = spki.filter(|_| X509::read(&one.der, Source::Given).is_ok()) else {
        refuse(&mut imported, Reason::Malformed);
        return without_token(imported);
    };
    let (place, token) = match holders_of(&spki, ground.tokens).as_slice() {
        [] => {
            imported.awaits = awaits(&spki, ground.request.from);
            // A CA's certificate has no key on any token.
            if one.readable.is_ca {
                refuse(&mut imported, Reason::Ca);
            } else {
                end(&mut imported, ImportResult::NoKeyHere, Reason::NoKeyHere.code());
            }
            return without_token(imported);
        }
        [holder] => *holder,
        _ => {
            refuse(&mut imported, Reason::KeyOnSeveralTokens);
            return without_token(imported);
        }
    };
    imported.token = Some(Identity::from(token));
    let writes = ground.writes.get(place).copied().unwrap_or_default();
    let old = stored(of_key(token, &spki), writes);
    imported.replaces = old.iter().filter(|old| old.sha256 != one.readable.sha256).map(|old| replaced(old)).collect();
    let mut there: Vec<There> = old.iter().map(|old| there_of(old)).collect();
    there.extend(newer.get(&(place, spki.clone())).into_iter().flatten().cloned());
    imported.overwrites = writes == Writes::OverAsSo;
    if imported.overwrites {
        for id in ids_of_key(token, &spki) {
            also_under(&id, token, &mut imported);
        }
    }
    match fits(&one.readable, &there, ground.context.now, ground.request.accepted) {
        Fits::AlreadyThere => imported.result = Some(ImportResult::AlreadyThere),
        Fits::No(reason) => refuse(&mut imported, reason),
        // Of several for one key only the newest is written, whatever is accepted regarding existing ones.
        Fits::Yes { .. } if newer.contains_key(&(place, spki.clone())) => refuse(&mut imported, Reason::NotNewer),
        Fits::Yes { not_yet_valid, older } => {
            imported.warnings.extend(not_yet_valid.then(|| NOT_YET_VALID.to_owned()));
            imported.warnings.extend(older.then(|| OLDER.to_owned()));
            match barrier(one, token, place, ground, &mut imported) {
                Some(reason) => refuse(&mut imported, reason),
                None => name_the_way(&mut imported, writes, ground.request.replace),
            }
            let own = There {
                sha256: one.readable.sha256.clone(),
                subject: one.readable.subject.as_ref().map(|subject| subject.text.clone()),
                not_before: one.readable.not_before,
                not_after: one.readable.not_after,
            };
            newer.entry((place, spki)).or_default().push(own);
        }
    }
    Placed { imported, der: one.der.clone(), token: Some(place) }
}

/// Obstacles other than the certificate itself.
fn barrier(one: &Found, token: &Token, place: usize, ground: &Ground<'_>, imported: &mut Imported) -> Option<Reason> {
    if let Some((state, why)) = ground.paths.get(&one.readable.sha256) {
        let bad = matches!(state, State::Revoked | State::Untrusted | State::WrongUsage);
        if bad {
            imported.code.clone_from(why);
            return Some(Reason::PathNotValid);
        }
    }
    if ground.unread.contains(&place) {
        return Some(Reason::NotAllRead);
    }
    if token.write_protected {
        return Some(Reason::WriteProtected);
    }
    if imported.overwrites && !ground.request.replace {
        return Some(Reason::Overwrites);
    }
    // Anyone who signs until it becomes valid needs the previous one.
    let early = imported.warnings.iter().any(|warning| warning == NOT_YET_VALID);
    (imported.overwrites && early && !imported.replaces.is_empty()).then_some(Reason::TooEarly)
}

/// The secrets and calls required for writing.
fn name_the_way(imported: &mut Imported, writes: Writes, replace: bool) {
    imported.secrets = match writes {
        Writes::Beside => vec![SecretKind::UserPin],
        Writes::OverAsSo => vec![SecretKind::UserPin, SecretKind::SoPin],
    };
    let replaces = replace && !imported.replaces.is_empty() && imported.takes_the_place_of_others();
    imported.calls = writes.calls(replaces).into_iter().map(str::to_owned).collect();
}

fn blank(one: &Found) -> Imported {
    let readable = &one.readable;
    Imported {
        file: one.file.clone(),
        sha256: readable.sha256.clone(),
        subject: readable.subject.as_ref().map(|subject| subject.text.clone()),
        holder: readable.subject.as_ref().and_then(|subject| subject.common_name.clone()),
        serial_number: readable.serial_number.clone(),
        not_before: readable.not_before,
        not_after: readable.not_after,
        token: None,
        awaits: None,
        key_id: None,
        result: None,
        reason: None,
        call: None,
        code: None,
        overwrites: false,
        secrets: Vec::new(),
        calls: Vec::new(),
        warnings: Vec::new(),
        proof: ImportProof::default(),
        replaces: Vec::new(),
        stale_views: Vec::new(),
        journal: None,
    }
}

/// The tokens, with their indices, that show this key or a certificate whose key is not known to be absent.
fn holders_of<'t>(spki: &str, tokens: &'t [Token]) -> Vec<(usize, &'t Token)> {
    let shows = |token: &Token| {
        keys_of(token, spki).next().is_some()
            || of_key(token, spki).iter().any(|one| {
                one.private_key != PrivateKey::Absent && !matches!(one.pairing, Pairing::Orphan | Pairing::Foreign)
            })
    };
    tokens.iter().enumerate().filter(|(_, token)| token.initialized && shows(token)).collect()
}

/// The halves of a key pair that a token shows.
fn keys_of<'t>(token: &'t Token, spki: &str) -> impl Iterator<Item = &'t Key> {
    token.keys.iter().filter(move |key| key.class != KeyClass::Secret && key.spki_sha256.as_deref() == Some(spki))
}

/// The certificates of a key on a token, without duplicates.
pub(super) fn of_key<'t>(token: &'t Token, spki: &str) -> Vec<&'t Certificate> {
    let mut found: Vec<&Certificate> = Vec::new();
    for certificate in &token.certificates {
        let same = certificate.spki_sha256() == Some(spki) && !certificate.is_ca;
        if same && !found.iter().any(|other| other.sha256 == certificate.sha256) {
            found.push(certificate);
        }
    }
    found
}

/// Without those that the token itself generates from its keys, if its driver shows such certificates.
pub(super) fn stored(certificates: Vec<&Certificate>, writes: Writes) -> Vec<&Certificate> {
    let made = |one: &Certificate| writes == Writes::OverAsSo && is_attestation(one.label.as_deref());
    certificates.into_iter().filter(|one| !made(one)).collect()
}

/// The CKA_IDs under which a token shows a key or a certificate of it.
fn ids_of_key(token: &Token, spki: &str) -> Vec<String> {
    let ids = keys_of(token, spki).filter_map(|key| key.id.clone());
    ids.chain(of_key(token, spki).into_iter().filter_map(|one| one.id.clone())).filter(|id| !id.is_empty()).collect()
}

/// Adds the certificates of a CKA_ID to those that are replaced: a driver that overwrites replaces them whoever holds
/// them.
pub(super) fn also_under(id: &str, token: &Token, imported: &mut Imported) {
    let own = token.certificates.iter().filter(|one| one.id.as_deref() == Some(id) && one.sha256 != imported.sha256);
    for one in stored(own.collect(), Writes::OverAsSo) {
        if !imported.replaces.iter().any(|old| old.sha256 == one.sha256) {
            imported.replaces.push(replaced(one));
        }
    }
}

fn there_of(certificate: &Certificate) -> There {
    There {
        sha256: certificate.sha256.clone(),
        subject: certificate.subject.as_ref().map(|subject| subject.text.clone()),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
    }
}

fn replaced(certificate: &Certificate) -> Replaced {
    Replaced {
        sha256: certificate.sha256.clone(),
        serial_number: certificate.serial_number.clone(),
        not_after: certificate.not_after,
        deleted: None,
        copy: None,
    }
}

/// The token in the saved inventories that had this key.
fn awaits(spki: &str, from: Option<&Inventory>) -> Option<Identity> {
    let has = |token: &&Token| {
        token.keys.iter().any(|key| key.spki_sha256.as_deref() == Some(spki))
            || of_key(token, spki).iter().any(|one| one.private_key != PrivateKey::Absent)
    };
    let mut tokens: Vec<&Token> = from?.tokens.iter().filter(has).collect();
    // One with an identity of its own says more.
    tokens.sort_by_key(|token| token.identity.telling_serial().is_none());
    tokens.first().map(|token| Identity::from(*token))
}
