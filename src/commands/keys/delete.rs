//! `key delete`: deletes a key pair from the token; this cannot be undone.
//!
//! Pitfall: the key of a valid certificate is still used for signing, so it is not deleted before that certificate has
//! expired, by this machine's clock, whatever `--at` says.

use super::{Contents, KeysError, Known, contents};
use crate::commands::pin::attempt::{Attempted, attempt};
use crate::commands::pin::spec::Spec;
use crate::commands::pin::{Desk, Ended};
use crate::commands::select::one_token;
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinCall;
use crate::domain::raised;
use crate::domain::secret::Role;
use crate::domain::selector::Named;
use crate::domain::time::Moment;
use crate::driver::protocol::Deed;
use crate::interact::confirm::{Confirmation, confirm_by};
use crate::interact::secret::SecretSource;
use crate::journal::attempt::{Action, Method};
use crate::report::inventory::KeyClass;
use crate::report::keys::{KeyDelete, KeyShown};
use crate::report::pin::AttemptResult;
use crate::report::{Envelope, Kind};
use jiff::tz::TimeZone;

/// The key pair to delete.
#[derive(Debug, Clone)]
pub struct DeleteRequest {
    /// CKA_ID in lower-case hex; `None` if the token has only one key.
    pub key: Option<String>,
    /// `--confirm-fingerprint`: instead of typing it.
    pub confirmed: Option<String>,
    /// Where the user PIN comes from.
    pub pin: SecretSource,
}

/// Deletes private and public key, each once.
pub fn delete_key(desk: &mut Desk<'_, '_>, request: &DeleteRequest) -> raised::Result<Ended<KeyDelete>> {
    let mut chosen = one_token(desk.context)?;
    let found = contents(desk.context, &mut chosen)?;
    let token = chosen.named.clone();
    let key = found.choose(&token, request.key.as_deref(), |_| true)?.clone();
    if let Some(why) = &found.incomplete {
        // An unread certificate may still be valid.
        return Err(KeysError::Unread(token, Box::new(why.clone())).into());
    }
    refuse_running(&found, &key, &token, &desk.context.zone)?;
    let fingerprint = key.key.spki_sha256.clone().unwrap_or_default();
    let shown = Phrase::new("keys-delete-shown").with("token", &token).with("id", &key.id);
    (desk.tell)(&shown.with("fingerprint", &fingerprint));
    let asked = Confirmation::Fingerprint(fingerprint);
    confirm_by(desk.sources.terminal, &asked, request.confirmed.as_deref(), desk.context.batch)?;
    let spec = Spec {
        action: Action::KeyDelete,
        method: Method::DestroyKey,
        spends: Role::UserPin,
        deed: Deed::DeleteKey(key.id.clone()),
        calls: &[PinCall::LoginUser, PinCall::DestroyObject],
        success: AttemptResult::Deleted,
        confirm: false,
    };
    let attempted = attempt(desk, &chosen, &spec, &request.pin, None);
    let deleted = deleted(&attempted);
    let report = KeyDelete {
        envelope: Envelope::new(Kind::KeyDelete, desk.context.now),
        attempt: attempted.attempt,
        key: KeyShown::of(&key.id, key.label.as_deref(), &key.key),
        deleted,
    };
    Ok(Ended::new(report, attempted.error))
}

/// The classes of the deleted objects: the host names them beforehand, in order, and each call returns.
fn deleted(attempted: &Attempted) -> Vec<KeyClass> {
    let gone = attempted.called.iter().filter(|(call, rv)| call == "C_DestroyObject" && rv.is_ok()).count();
    attempted.keys().map(|key| key.class).take(gone).collect()
}

/// Refuses a key with a certificate that has not expired. One without a readable expiry counts as not expired.
fn refuse_running(found: &Contents, key: &Known, token: &Named, zone: &TimeZone) -> Result<(), KeysError> {
    let now = crate::clock::now();
    let runs = |ends: Option<Moment>| ends.is_none_or(|ends| ends >= now);
    let running = found.certificates.iter().find(|held| {
        let own =
            held.read.spki_der == key.spki || (held.read.spki_der.is_empty() && held.id.as_ref() == Some(&key.id));
        own && runs(held.read.not_after)
    });
    match running {
        Some(held) => {
            let until = held.read.not_after.map(|ends| Box::new(ends.phrase(zone)));
            Err(KeysError::CertificateRuns { token: token.clone(), id: key.id.clone(), until })
        }
        None => Ok(()),
    }
}
