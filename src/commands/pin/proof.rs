//! The proof: a login with the new PIN and, if there is a key and certificate pair, a signature that verifies.
//!
//! Pitfall: a key with CKA_ALWAYS_AUTHENTICATE would require the PIN a second time; the proof then ends with the login.

use super::attempt::Attempted;
use super::challenge::Challenge;
use super::guard::{guard_of_proof, mark};
use super::pass::{After, Passed, pass, said};
use super::record::{not_recorded, note};
use super::spec::Spec;
use super::{Desk, PinError};
use crate::commands::Context;
use crate::commands::reading::{Scope, document, read};
use crate::commands::select::{Chosen, current_certificate};
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinState;
use crate::domain::raised::{self, Raised};
use crate::domain::secret::Secret;
use crate::domain::situation::Situation;
use crate::driver::client::{ActEnd, Acted};
use crate::driver::protocol::{Deed, Signed};
use crate::driver::rv::Rv;
use crate::journal::attempt::Action;
use crate::report::Kind;
use crate::report::inventory::Token;
use crate::report::pin::{Identity, Proof, SignatureSkipped};

/// Finds the pair that can prove a PIN: the current certificate, if its kind of key can be verified here.
pub(super) fn challenge(desk: &Desk<'_, '_>, chosen: &mut Chosen) -> Option<Challenge> {
    Challenge::of(current_certificate(&read_objects(desk.context, chosen)?)?)
}

/// Reads the token's objects without a login. A certificate among them identifies the token again, immediately before
/// the PIN, unless it was chosen by one: by now, another token may be in its slot.
pub(crate) fn read_objects(context: &Context<'_>, chosen: &mut Chosen) -> Option<Token> {
    let token = objects(context, chosen)?;
    chosen.certificate = chosen.certificate.take().or_else(|| mark(&token.certificates));
    Some(token)
}

/// The token's objects, read without a login.
pub(super) fn objects(context: &Context<'_>, chosen: &Chosen) -> Option<Token> {
    let mut served = read(context, vec![chosen.wanted()], Scope::OBJECTS).ok()?;
    chosen.of_slot(document(context, Kind::TokenShow, &mut served))
}

/// Proves a new PIN, once, through the same entry point, and records it as a separate attempt. What was not proved is
/// returned as the failure.
pub(super) fn prove(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    challenge: Option<&Challenge>,
    attempted: &mut Attempted,
) -> (Proof, Option<Raised>) {
    let mut proof = Proof::default();
    match logged_in(desk, chosen, challenge, attempted, &mut proof) {
        Ok(None) => (proof, None),
        Ok(Some(why)) => (proof, Some(PinError::NotProved(chosen.named.clone(), Box::new(why)).into())),
        Err(error) => (proof, Some(error)),
    }
}

/// Why no login with the new PIN is tried: it would use a last try, or go to another token.
fn not_now(desk: &Desk<'_, '_>, chosen: &Chosen, after: Option<&After>) -> Option<Phrase> {
    if desk.context.is_interrupted() {
        return Some(Phrase::new("attempt-proof-cancelled"));
    }
    match after? {
        After::Same(token) => match token.user_pin.state {
            state @ (PinState::FinalTry | PinState::Locked) => {
                Some(Phrase::new("door-proof-state").with("state", Phrase::new(state.word())))
            }
            _ => None,
        },
        other @ After::Other(_) => other.why_not(chosen),
        // The host that would log in checks for itself.
        After::Unread | After::Skipped => None,
    }
}

/// The login, and the signature if there is a challenge. Returns the reason if it proves nothing.
fn logged_in(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    challenge: Option<&Challenge>,
    attempted: &mut Attempted,
    proof: &mut Proof,
) -> raised::Result<Option<Phrase>> {
    let (Some(new), Some(journal)) = (&attempted.new, &attempted.journal) else { return Ok(None) };
    if let Some(why) = not_now(desk, chosen, attempted.after.as_ref()) {
        return Ok(Some(why));
    }
    let deed = challenge.map_or(Deed::VerifyUser, |challenge| Deed::Prove(vec![challenge.prove.clone()]));
    let spec = Spec::login(Action::PinVerify, deed);
    let secrets = vec![Secret::copy_of(new.expose())];
    let Ok(passed) = pass(None, desk, chosen, &spec, guard_of_proof(chosen), journal, secrets) else {
        return Ok(Some(Phrase::new("attempt-proof-journal")));
    };
    let login = passed.acted.called.iter().find(|(call, _)| call == "C_Login").map(|(_, rv)| *rv);
    if !matches!(passed.after, After::Skipped) {
        attempted.attempt.after = passed.after.states();
        if let Some(why) = passed.after.why_not(chosen) {
            (desk.tell)(&why);
        }
    }
    let found = passed.judged.found.as_ref().or_else(|| passed.after.other()).map(Identity::from);
    attempted.attempt.found = found.or(attempted.attempt.found.take());
    proof.login = login.map(Rv::is_ok).or(matches!(passed.acted.end, ActEnd::Unknown(_)).then_some(false));
    if proof.login == Some(true) {
        (proof.signature, proof.signature_skipped) = signature(challenge, &passed.acted);
    }
    let why_not = why_not(&passed, *proof);
    match passed.recorded {
        Ok(hash) => attempted.attempt.journal = Some(note(journal, Some(&hash))),
        Err(_) if why_not.is_none() => return Err(not_recorded(chosen, journal).into()),
        Err(_the_proof_failed_as_well) => {}
    }
    Ok(why_not)
}

/// Whether the signature verified, or why there is none.
fn signature(challenge: Option<&Challenge>, acted: &Acted) -> (Option<bool>, Option<SignatureSkipped>) {
    match (challenge, acted.signed.first()) {
        (None, _) => (None, Some(SignatureSkipped::NoPair)),
        (Some(_), Some(Signed::Skipped(why))) => (None, Some(*why)),
        (Some(challenge), Some(Signed::Done(signature))) => (Some(challenge.is_met_by(signature)), None),
        (Some(_), None) => (None, Some(SignatureSkipped::CallFailed)),
    }
}

/// Why a proof proves nothing; `None` if it does.
fn why_not(passed: &Passed, proof: Proof) -> Option<Phrase> {
    let unsigned = proof.signature == Some(false) || proof.signature_skipped == Some(SignatureSkipped::CallFailed);
    if proof.login == Some(true) && !unsigned {
        return None;
    }
    if let ActEnd::Unknown(failure) | ActEnd::Stopped(failure) = &passed.acted.end {
        return Some(said(failure));
    }
    if let Some((call, rv)) = passed.acted.called.iter().find(|(_, rv)| !rv.is_ok()) {
        return Some(Phrase::new("attempt-proof-call").with("call", call).with("code", rv.to_string()));
    }
    Some(match &passed.judged.error {
        Some(PinError::Cancelled) => Phrase::new("attempt-proof-cancelled"),
        Some(error) => error.phrase(),
        None => Phrase::new("attempt-proof-signature"),
    })
}
