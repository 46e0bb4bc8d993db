//! `key generate`: a key pair generated on the token, whose private key cannot leave it.
//!
//! Pitfall: a private key is visible only after the login, so an ID that looks free here may be in use. The host checks
//! again in the login, immediately before the call.

use super::{KeysError, contents};
use crate::commands::pin::attempt::{Attempted, attempt};
use crate::commands::pin::spec::Spec;
use crate::commands::pin::{Desk, Ended};
use crate::commands::select::{Chosen, one_token};
use crate::domain::key::{KeyKind, PublicKey};
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinCall;
use crate::domain::raised;
use crate::domain::secret::Role;
use crate::driver::protocol::{Deed, NewKeyPair};
use crate::interact::secret::SecretSource;
use crate::journal::attempt::{Action, Method};
use crate::report::keys::{KeyGenerate, KeyShown};
use crate::report::pin::AttemptResult;
use crate::report::{Envelope, Kind};

/// The key pair to generate.
#[derive(Debug, Clone)]
pub struct GenerateRequest {
    /// The kind.
    pub kind: KeyKind,
    /// CKA_ID in lower-case hex; `None` for the first free one.
    pub id: Option<String>,
    /// CKA_LABEL; `None` for the kind's name.
    pub label: Option<String>,
    /// Whether the private key may be wrapped and exported.
    pub extractable: bool,
    /// Where the user PIN comes from.
    pub pin: SecretSource,
}

/// Generates a key pair, once, and reads the public key again in a separate host.
pub fn generate_key(desk: &mut Desk<'_, '_>, request: &GenerateRequest) -> raised::Result<Ended<KeyGenerate>> {
    let mut chosen = one_token(desk.context)?;
    let found = contents(desk.context, &mut chosen)?;
    let token = chosen.named.clone();
    if let Some(why) = found.incomplete {
        return Err(KeysError::Unread(token, Box::new(why)).into());
    }
    let id = match &request.id {
        Some(id) if found.ids.contains(id) => return Err(KeysError::IdInUse(token, id.clone()).into()),
        Some(id) => id.clone(),
        None => free(&found.ids).ok_or_else(|| KeysError::NoFreeId(token.clone()))?,
    };
    let label = request.label.clone().unwrap_or_else(|| request.kind.name());
    let new = NewKeyPair { kind: request.kind, id: id.clone(), label: label.clone(), extractable: request.extractable };
    let spec = Spec {
        action: Action::KeyGenerate,
        method: Method::GenerateKeyPair,
        spends: Role::UserPin,
        deed: Deed::Generate(Box::new(new)),
        calls: &[PinCall::LoginUser, PinCall::GenerateKeyPair],
        success: AttemptResult::Generated,
        confirm: false,
    };
    let attempted = attempt(desk, &chosen, &spec, &request.pin, None);
    let key = made(&attempted).unwrap_or_default();
    let public_key_shown = attempted.error.is_none() && is_shown(desk, &mut chosen, &id, &key);
    if attempted.error.is_none() && !public_key_shown {
        (desk.tell)(&Phrase::new("keys-public-not-shown").with("token", &token).with("id", &id));
    }
    let report = KeyGenerate {
        envelope: Envelope::new(Kind::KeyGenerate, desk.context.now),
        attempt: attempted.attempt,
        key: KeyShown::of(&id, Some(&label), &key),
        extractable: request.extractable,
        public_key_shown,
    };
    Ok(Ended::new(report, attempted.error))
}

/// The first one-byte ID that no object has.
fn free(ids: &[String]) -> Option<String> {
    (1..=255_u8).map(|number| format!("{number:02x}")).find(|id| !ids.contains(id))
}

/// The public key that the host read immediately after generating it.
fn made(attempted: &Attempted) -> Option<PublicKey> {
    attempted.keys().next().map(|key| PublicKey {
        algorithm: key.algorithm.clone(),
        bits: key.bits,
        curve: key.curve.clone(),
        spki_sha256: key.spki_sha256.clone(),
    })
}

/// Whether a new host sees the public key without a login.
fn is_shown(desk: &Desk<'_, '_>, chosen: &mut Chosen, id: &str, key: &PublicKey) -> bool {
    contents(desk.context, chosen)
        .is_ok_and(|found| found.keys.iter().any(|known| known.id == id && known.key.spki_sha256 == key.spki_sha256))
}
