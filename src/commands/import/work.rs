//! A certificate being imported: its private key shown by the login, and the remaining steps.
//!
//! Imports `domain` and `report`. Pitfall: some keys do not reveal their public part, so objects beside them are read
//! too.

use super::place::{Placed, of_key};
use crate::commands::pin::challenge::Challenge;
use crate::domain::certificate::parse;
use crate::domain::import::Reason;
use crate::driver::protocol::CertificateMark;
use crate::report::import::{ImportResult, Imported};
use crate::report::inventory::{KeyClass, Token};

/// One certificate in progress.
pub(super) struct Work<'p> {
    pub(super) placed: &'p mut Placed,
    pub(super) key_id: Option<String>,
    pub(super) label: String,
}

impl<'p> Work<'p> {
    /// Finds the private key shown by the login.
    pub(super) fn of(placed: &'p mut Placed, token: &Token) -> Self {
        let found = private_key(&placed.der, token);
        let mut work = Self { placed, key_id: None, label: String::new() };
        match found {
            Ok((id, label)) => {
                work.placed.imported.key_id = Some(id.clone());
                let holder = work.placed.imported.holder.clone();
                work.label = label.or(holder).unwrap_or_default();
                work.key_id = Some(id);
            }
            Err(reason) => end(&mut work.placed.imported, ImportResult::Refused, reason.code()),
        }
        work
    }

    /// Whether it is still to be written.
    pub(super) fn is_open(&self) -> bool {
        self.placed.imported.result.is_none()
    }

    pub(super) fn is_written(&self) -> bool {
        self.placed.imported.result == Some(ImportResult::Written)
    }

    /// A driver may have written what it then reported as a failure; and one that overwrites may have deleted the
    /// previous one although it refused.
    pub(super) fn was_tried(&self) -> bool {
        let imported = &self.placed.imported;
        match imported.result {
            Some(ImportResult::Written | ImportResult::Unknown | ImportResult::Failed) => true,
            Some(ImportResult::Refused) => imported.overwrites && imported.call.as_deref() == Some("C_CreateObject"),
            _ => false,
        }
    }

    /// What identifies the token once it is written.
    pub(super) fn mark(&self) -> CertificateMark {
        CertificateMark { length: self.placed.der.len(), sha256: self.placed.imported.sha256.clone() }
    }

    pub(super) fn challenge(&self) -> Option<Challenge> {
        let key = parse(&self.placed.der).key?;
        Challenge::with_id(&self.placed.der, &key, self.key_id.clone()?)
    }

    pub(super) fn refuse(&mut self, reason: Reason) {
        end(&mut self.placed.imported, ImportResult::Refused, reason.code());
    }
}

pub(super) fn end(imported: &mut Imported, result: ImportResult, code: &str) {
    imported.result = Some(result);
    imported.reason = Some(code.to_owned());
}

/// CKA_ID of a certificate's private key, and the label for the certificate: that of the old one, otherwise the key's.
fn private_key(der: &[u8], token: &Token) -> Result<(String, Option<String>), Reason> {
    let spki = parse(der).key.and_then(|key| key.spki_sha256).ok_or(Reason::Malformed)?;
    let private = || token.keys.iter().filter(|key| key.class == KeyClass::Private);
    let mut own: Vec<_> = private().filter(|key| key.spki_sha256.as_deref() == Some(&spki)).collect();
    if own.is_empty() {
        // Some keys do not reveal their public part; the public key or the old certificate beside them does.
        let public = token.keys.iter().filter(|key| key.class == KeyClass::Public);
        let public = public.filter(|key| key.spki_sha256.as_deref() == Some(&spki)).filter_map(|key| key.id.as_deref());
        let certificates = of_key(token, &spki).into_iter().filter_map(|certificate| certificate.id.as_deref());
        let ids: Vec<&str> = public.chain(certificates).filter(|id| !id.is_empty()).collect();
        let silent = private().filter(|key| key.spki_sha256.is_none());
        own = silent.filter(|key| key.id.as_deref().is_some_and(|id| ids.contains(&id))).collect();
    }
    let key = match own.as_slice() {
        [] => return Err(Reason::PrivateKeyMissing),
        [key] => *key,
        _ => return Err(Reason::SeveralPrivateKeys),
    };
    let id = key.id.clone().filter(|id| !id.is_empty()).ok_or(Reason::KeyWithoutId)?;
    // The signing key is found by its CKA_ID, which must therefore be unique.
    if private().filter(|other| other.id.as_deref() == Some(&id)).count() > 1 {
        return Err(Reason::SeveralPrivateKeys);
    }
    let old = of_key(token, &spki).into_iter().find_map(|certificate| certificate.label.clone());
    Ok((id, old.or_else(|| key.label.clone())))
}
