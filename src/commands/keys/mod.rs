//! Keys of one token: `csr create`, `key generate`, `key delete`.
//!
//! The contents of the token are read first, without a login; everything that sends a PIN goes through `pin::attempt`.
//! Pitfall: private keys are visible only after a login, so here a key is known by its public key object or by a
//! certificate for it.

mod csr;
mod delete;
mod error;
mod generate;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

pub use csr::{CsrRequest, SubjectSource, create_csr};
pub use delete::{DeleteRequest, delete_key};
pub use error::KeysError;
pub use generate::{GenerateRequest, generate_key};

use super::Context;
use super::assemble::{Item, assemble_object, call_failure, known_key};
use super::pin::{mark, said};
use super::select::Chosen;
use crate::domain::certificate::{Certificate, parse};
use crate::domain::key::PublicKey;
use crate::domain::phrase::Phrase;
use crate::domain::selector::Named;
use crate::driver::client::Actor;
use crate::driver::protocol::{Class, FaultScope};

/// A key known without a login.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// CKA_ID in lower-case hex.
    pub(super) id: String,
    /// CKA_LABEL.
    pub(super) label: Option<String>,
    pub(super) key: PublicKey,
    /// Its SubjectPublicKeyInfo, DER.
    pub(super) spki: Vec<u8>,
}

/// A certificate of a token, with its bytes.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(super) id: Option<String>,
    pub(crate) read: Certificate,
}

/// The contents of a token, as far as they are visible without a login.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) keys: Vec<Known>,
    pub(crate) certificates: Vec<Held>,
    /// Every CKA_ID of any object that was read.
    pub(super) ids: Vec<String>,
    /// Why something may be missing.
    pub(crate) incomplete: Option<Phrase>,
}

/// Reads the token in a separate host, also one that says it is not initialised: some drivers never set that flag. What
/// such a token refuses to show counts as unread. A certificate on it identifies it again, immediately before the PIN,
/// unless it was chosen by one.
pub(crate) fn contents(context: &Context<'_>, chosen: &mut Chosen) -> Result<Contents, KeysError> {
    let unread = |failure| KeysError::Unread(chosen.named.clone(), Box::new(said(&failure)));
    let mut actor = Actor::open(&context.launcher, &chosen.target(context)).map_err(unread)?;
    let (objects, done) = actor.objects(chosen.slot()).map_err(unread)?;
    // Nothing is lost by a fault behind the reading.
    let _closed = actor.close();
    let fault = done.faults.iter().min_by_key(|(lost, _)| *lost != FaultScope::Slot);
    let incomplete = fault.map(|(_, fault)| said(&call_failure(chosen.token.identity.slot, fault)));
    let incomplete = incomplete.or_else(|| done.excess.then(|| Phrase::new("keys-too-many-objects")));
    let mut contents = Contents { incomplete, ..Contents::default() };
    let mut shown = Vec::new();
    for object in objects {
        contents.ids.extend(object.id.clone());
        if object.class == Class::Certificate {
            if let Item::Certificate(certificate) = assemble_object(object).item {
                let der = BASE64_STANDARD.decode(&certificate.der).unwrap_or_default();
                contents.certificates.push(Held { id: certificate.id.clone(), read: parse(&der) });
                shown.push(*certificate);
            }
        } else if let (Some(id), Some((key, spki))) = (object.id.clone(), known_key(&object)) {
            let label = object.label.as_ref().map(|label| label.text.clone());
            contents.add(Known { id, label, key, spki });
        }
    }
    let certified: Vec<Known> = contents.certificates.iter().filter_map(Held::key).collect();
    for known in certified {
        // A certificate stored under the ID of another key says nothing about that key.
        if contents.keys.iter().all(|other| other.id != known.id) {
            contents.add(known);
        }
    }
    chosen.certificate = chosen.certificate.take().or_else(|| mark(&shown));
    Ok(contents)
}

impl Contents {
    fn add(&mut self, known: Known) {
        if !self.keys.iter().any(|other| other.id == known.id && other.spki == known.spki) {
            self.keys.push(known);
        }
    }

    /// The holder's certificates of a key, the one valid longest first.
    pub(super) fn certificates_of<'a>(&'a self, key: &'a Known) -> Vec<&'a Held> {
        let own = |held: &&Held| !held.read.is_ca && held.read.spki_der == key.spki;
        let mut certificates: Vec<&Held> = self.certificates.iter().filter(own).collect();
        certificates.sort_by_key(|held| std::cmp::Reverse(held.read.not_after));
        certificates
    }

    /// The key meant: the one with an ID, or the only one among those that `may` be.
    pub(super) fn choose(
        &self,
        token: &Named,
        id: Option<&str>,
        may: impl Fn(&Known) -> bool,
    ) -> Result<&Known, KeysError> {
        let matching: Vec<&Known> = match id {
            Some(id) => self.keys.iter().filter(|known| known.id == id).collect(),
            None => self.keys.iter().filter(|known| may(known)).collect(),
        };
        if let (true, Some(why)) = (matching.is_empty(), &self.incomplete) {
            return Err(KeysError::Unread(token.clone(), Box::new(why.clone())));
        }
        match matching.as_slice() {
            [one] => Ok(one),
            [] => Err(KeysError::NoKey {
                token: token.clone(),
                id: id.map(str::to_owned),
                seen: self.keys.iter().map(Known::shown).collect(),
            }),
            several => Err(KeysError::Several {
                token: token.clone(),
                id: id.map(str::to_owned),
                seen: several.iter().map(|known| known.shown()).collect(),
            }),
        }
    }
}

impl Held {
    /// The key of a holder's certificate, if it has the same ID.
    fn key(&self) -> Option<Known> {
        let key = self.read.key.clone().filter(|_| !self.read.is_ca)?;
        Some(Known { id: self.id.clone()?, label: None, key, spki: self.read.spki_der.clone() })
    }
}

impl Known {
    /// How a key is listed if one must be chosen: ID, kind, label.
    fn shown(&self) -> String {
        let kind = self.key.curve.as_deref().or(self.key.algorithm.as_deref()).unwrap_or("?");
        let bits =
            self.key.bits.filter(|_| self.key.curve.is_none()).map(|bits| format!(" {bits}")).unwrap_or_default();
        let label = self.label.as_ref().map(|label| format!(" “{label}”")).unwrap_or_default();
        format!("{} ({kind}{bits}){label}", self.id)
    }
}
