//! What past tries forbid, according to the journal and the token's flags.
//!
//! There are two rules. A failed secret may not be retried automatically: if no person typed it, one wrong or unknown
//! try since the last correct one prevents another. And if the token does not report each try, the journal is its
//! counter: two of them make the next one the last try.

use super::attempt::state_of;
use super::facts::{kind, past_tries};
use super::spec::Spec;
use super::{Desk, PinError};
use crate::commands::assemble::trust;
use crate::commands::select::Chosen;
use crate::domain::known::Family;
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinState;
use crate::domain::secret::Role;
use crate::interact::secret::SecretSource;

/// At two invisible tries the next one is the last: most tokens lock at the third.
const UNSEEN: usize = 2;

/// Refuses what past tries forbid. `source` is where the secret comes from.
pub(super) fn refuse_past_tries(
    desk: &Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    source: &SecretSource,
) -> Result<(), PinError> {
    let (role, token) = (spec.spends, chosen.named.clone());
    let tries = past_tries(desk.context, &chosen.token, role.into()).len();
    let low = state_of(&chosen.token, role) == PinState::CountLow;
    if !is_typed(desk, chosen, source) && !desk.allowed.retry && (tries > 0 || low) {
        return Err(PinError::TriedBefore { role, token, tries });
    }
    let shown = trust(&chosen.found, chosen.library.as_ref()).shows_each_try_of(role);
    if !shown && tries >= UNSEEN && !desk.allowed.last_try {
        return Err(PinError::LastByJournal { role, token, tries, blocked: blocked(chosen, role, tries) });
    }
    Ok(())
}

/// Whether a person types the secret: at the prompt, or on the reader.
pub(super) fn is_typed(desk: &Desk<'_, '_>, chosen: &Chosen, source: &SecretSource) -> bool {
    !desk.context.batch && (chosen.token.pin_pad || *source == SecretSource::Prompt)
}

/// What three invisible tries may have done.
pub(super) fn blocked(chosen: &Chosen, role: Role, tries: usize) -> Option<Phrase> {
    if tries <= UNSEEN {
        return None;
    }
    let tpm = kind(chosen).0 == Some(Family::Tpm2);
    Some(Phrase::new(match role {
        _ if tpm => "door-blocked-tpm",
        Role::Puk => "door-blocked-puk",
        Role::SoPin | Role::Response => "door-blocked-so-pin",
        Role::UserPin | Role::NewPin => "door-blocked-user-pin",
    }))
}
