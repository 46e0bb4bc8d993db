//! Reads the secrets of an attempt, and refuses a secret that the token cannot accept before anything is sent.
//!
//! `domain::pin::takes` knows what a token accepts; the policy for new PINs applies within those limits. Pitfall: an
//! impossible PIN or PUK still uses a try, so the current secret is checked as well as the new one.

use super::error::PinError;
use super::facts::kind;
use super::spec::Spec;
use super::{Desk, NewPin};
use crate::commands::select::Chosen;
use crate::domain::phrase::Phrase;
use crate::domain::pin::{Wanted, has_so, takes};
use crate::domain::policy::{Alphabet, Limits};
use crate::domain::raised;
use crate::domain::secret::{Role, Secret};
use crate::driver::protocol::Deed;
use crate::interact::secret::{OperatingSystemRandom, SecretError, SecretSource, check_sources, generate};
use crate::journal::attempt::Action;

/// Reads the secret that is sent and the new one, and checks both.
pub(super) fn read_secrets(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    old: &SecretSource,
    new: Option<&NewPin>,
) -> raised::Result<(Secret, Option<Secret>)> {
    let name = &chosen.named.name;
    let new_source = new.and_then(|new| match new {
        NewPin::From(source) => Some((Role::NewPin, source)),
        NewPin::Generate => None,
    });
    check_sources(std::iter::once((spec.spends, old)).chain(new_source), desk.context.batch)?;
    // A response is computed after the token has returned its challenge, as the last step; if it cannot be asked for
    // then, nothing is asked before.
    let later = matches!(spec.deed, Deed::Complete(_));
    if later && *old == SecretSource::Prompt && !desk.sources.asks(old) {
        return Err(SecretError::NoTerminal(spec.spends).into());
    }
    let policy = desk.context.config.pin_policy.clone();
    let set = if spec.action == Action::SoPinChange { Role::SoPin } else { Role::UserPin };
    let limits = limits(chosen, Wanted { role: set, new: true });
    if new.is_some() {
        // No secret is requested for what cannot be completed.
        policy.fits(limits)?;
    }
    if let Some(NewPin::From(source)) = new
        && desk.sources.asks(source)
    {
        // The rule is shown first: otherwise the user may type the other secret in vain.
        desk.sources
            .terminal
            .say(&policy.rule(limits))
            .map_err(|error| SecretError::of_terminal(error, Role::NewPin))?;
    }
    // What need not be typed is checked before anything has to be typed.
    let at_hand = match new {
        Some(NewPin::From(source)) if !desk.sources.asks(source) && desk.sources.asks(old) => {
            Some(desk.read_new(source, name, &|new| policy.check(new, None, limits))?)
        }
        _ => None,
    };
    let new_kind = new;
    let old = if later {
        Secret::empty()
    } else if !chosen.token.initialized && matches!(spec.deed, Deed::InitToken(_)) {
        // It is being set, not checked: a typing error at the prompt would lock everyone out.
        desk.read_first_so_pin(old, name)?
    } else {
        desk.read(spec.spends, old, name)?
    };
    if !later {
        refuse_impossible(chosen, spec.spends, &old)?;
    }
    let judge = |new: &Secret| policy.check(new, Some(&old).filter(|_| !later), limits);
    let new = match new {
        _ if at_hand.is_some() => at_hand,
        None => None,
        Some(NewPin::From(source)) => Some(desk.read_new(source, name, &judge)?),
        Some(NewPin::Generate) => {
            if policy.yields_letters(limits) {
                (desk.tell)(&Phrase::new("secret-note-digits"));
            }
            Some(generate(&policy, limits, &mut OperatingSystemRandom)?)
        }
    };
    if let Some(new) = &new {
        judge(new)?;
    }
    if let (Some(NewPin::Generate), Some(pin), Some(file)) = (new_kind, &new, &mut desk.keep) {
        file.write(pin)?;
    }
    Ok((old, new))
}

/// A secret that the token cannot have is not sent: it would only use a try.
pub(crate) fn refuse_impossible(chosen: &Chosen, role: Role, secret: &Secret) -> Result<(), PinError> {
    let limits = limits(chosen, Wanted { role, new: false });
    match limits.violation(secret) {
        Some(violation) => Err(PinError::CannotBe(role, chosen.named.clone(), violation)),
        None => Ok(()),
    }
}

/// A call for a security officer that this kind of token lacks always fails, and counts as a try here.
pub(super) fn refuse_missing_so(chosen: &Chosen, role: Role) -> Result<(), PinError> {
    let (family, card) = kind(chosen);
    if role == Role::SoPin && !has_so(family, card) {
        return Err(PinError::NoSo(chosen.named.clone()));
    }
    Ok(())
}

fn limits(chosen: &Chosen, wanted: Wanted) -> Limits {
    let (family, card) = kind(chosen);
    let pin = &chosen.token.user_pin;
    takes(family, card, Limits { alphabet: Alphabet::Any, min: pin.min_length, max: pin.max_length }, wanted)
}
