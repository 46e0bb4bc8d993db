//! The proof: a login with the new PIN and, where a key and certificate pair exists, a signature that verifies.
//!
//! Pitfall: a key with CKA_ALWAYS_AUTHENTICATE would want the PIN a second time; the proof ends at the login then.

use std::sync::atomic::Ordering;

use rsa::signature::hazmat::PrehashVerifier;
use sha2::{Digest, Sha256};

use super::attempt::{Attempted, Spec, not_recorded, note};
use super::guard::{guard_of_proof, mark};
use super::pass::{After, Passed, pass, said};
use super::{Desk, PinError};
use crate::commands::Context;
use crate::commands::login::token_name;
use crate::commands::reading::{Scope, Wanted, document, read};
use crate::commands::select::{Chosen, current_certificate};
use crate::domain::attempt::{Action, Method};
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinCall, PinState};
use crate::domain::secret::{Role, Secret};
use crate::domain::situation::Situation;
use crate::driver::client::{ActEnd, Acted};
use crate::driver::protocol::{Deed, Prove, Scheme, Signed};
use crate::driver::rv::Rv;
use crate::render::word;
use crate::report::inventory::{Certificate, Token};
use crate::report::pin::{AttemptResult, Identity, Proof, SignatureSkipped};

/// DigestInfo of SHA-256 before the digest itself (RFC 8017, 9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// What is signed and how the signature is verified.
pub(super) struct Challenge {
    prove: Prove,
    digest: Vec<u8>,
    spki: Vec<u8>,
}

/// Finds the pair that can prove a PIN: the current certificate, if its key is one that is verified here. What was read
/// also tells the token again.
pub(super) fn challenge(desk: &Desk<'_, '_>, chosen: &mut Chosen) -> Option<Challenge> {
    let token = objects(desk.context, chosen)?;
    chosen.certificate = mark(&token.certificates);
    of_certificate(current_certificate(&token)?)
}

/// The token's objects, read without a login.
pub(super) fn objects(context: &Context<'_>, chosen: &Chosen) -> Option<Token> {
    let (found, slots) = (chosen.found.clone(), Some(vec![chosen.token.slot]));
    let wanted = vec![Wanted { found, slots, doors: chosen.door.iter().cloned().collect() }];
    let scope = Scope { objects: true, mechanisms: false };
    let mut served = read(context, wanted, scope).ok()?;
    let inventory = document(context, "token-show", &mut served);
    inventory.tokens.into_iter().find(|token| token.slot == chosen.token.slot)
}

fn of_certificate(certificate: &Certificate) -> Option<Challenge> {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    let key = certificate.key.as_ref()?;
    let id = certificate.id.clone()?;
    let scheme = match (key.algorithm.as_deref()?, key.curve.as_deref()) {
        ("rsa", _) => Scheme::RsaPkcs,
        ("ec", Some("p-256" | "p-384")) => Scheme::Ecdsa,
        _ => return None,
    };
    let der = BASE64_STANDARD.decode(&certificate.der).ok()?;
    let spki = crate::domain::certificate::parse(&der).spki_der;
    let mut nonce = [0; 32];
    getrandom(&mut nonce)?;
    let digest = Sha256::digest(nonce).to_vec();
    let data = match scheme {
        Scheme::RsaPkcs => [SHA256_DIGEST_INFO.as_slice(), &digest].concat(),
        Scheme::Ecdsa => digest.clone(),
    };
    Some(Challenge { prove: Prove { id, scheme, data: crate::domain::tlv::hex(&data) }, digest, spki })
}

fn getrandom(nonce: &mut [u8]) -> Option<()> {
    use crate::interact::secret::{OperatingSystemRandom, Random};
    OperatingSystemRandom.fill(nonce).ok()
}

/// Proves a new PIN, once, through the same door, and records it as an attempt of its own. What was not proved comes as
/// the failure.
pub(super) fn prove(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    challenge: Option<&Challenge>,
    attempted: &mut Attempted,
) -> (Proof, Option<anyhow::Error>) {
    let mut proof = Proof::default();
    match logged_in(desk, chosen, challenge, attempted, &mut proof) {
        Ok(None) => (proof, None),
        Ok(Some(why)) => (proof, Some(PinError::NotProved(token_name(&chosen.token), Box::new(why)).into())),
        Err(error) => (proof, Some(error)),
    }
}

/// Why no login with the new PIN is tried: it would spend somebody's last try, or go to another token.
fn not_now(desk: &Desk<'_, '_>, chosen: &Chosen, after: Option<&After>) -> Option<Phrase> {
    if desk.context.launcher.interrupted.load(Ordering::Relaxed) {
        return Some(Phrase::new("attempt-proof-cancelled"));
    }
    match after? {
        After::Same(token) => match token.user_pin.state {
            state @ (PinState::FinalTry | PinState::Locked) => {
                Some(Phrase::new("door-proof-state").with("state", Phrase::new(word::pin_state(state).0)))
            }
            _ => None,
        },
        other @ After::Other(_) => other.why_not(chosen),
        // The host that would log in looks for itself.
        After::Unread | After::Skipped => None,
    }
}

/// The login, and the signature where there is a challenge. Says why it proves nothing, where it does not.
fn logged_in(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    challenge: Option<&Challenge>,
    attempted: &mut Attempted,
    proof: &mut Proof,
) -> anyhow::Result<Option<Phrase>> {
    let (Some(new), Some(journal)) = (&attempted.new, &attempted.journal) else { return Ok(None) };
    if let Some(why) = not_now(desk, chosen, attempted.after.as_ref()) {
        return Ok(Some(why));
    }
    let spec = Spec {
        action: Action::PinVerify,
        method: Method::Login,
        spends: Role::UserPin,
        deed: challenge.map_or(Deed::VerifyUser, |challenge| Deed::Prove(challenge.prove.clone())),
        calls: &[PinCall::LoginUser],
        prefixes: ("", ""),
        success: AttemptResult::Verified,
        confirm: false,
    };
    let secrets = vec![Secret::copy_of(new.expose())];
    let Ok(passed) = pass(desk, chosen, &spec, guard_of_proof(chosen), journal, secrets) else {
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
        Err(_) if why_not.is_none() => return Err(not_recorded(&token_name(&chosen.token), journal).into()),
        Err(_the_proof_failed_as_well) => {}
    }
    Ok(why_not)
}

/// Whether the signature verified, or why there is none.
fn signature(challenge: Option<&Challenge>, acted: &Acted) -> (Option<bool>, Option<SignatureSkipped>) {
    match (challenge, &acted.signed) {
        (None, _) => (None, Some(SignatureSkipped::NoPair)),
        (Some(_), Signed::Skipped(why)) => (None, Some(*why)),
        (Some(challenge), Signed::Done(signature)) => (Some(verify(challenge, signature)), None),
        (Some(_), Signed::Nothing) => (None, Some(SignatureSkipped::CallFailed)),
    }
}

/// Why a proof proves nothing; `None` where it does.
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

/// Verifies a signature against the certificate's public key.
fn verify(challenge: &Challenge, signature: &str) -> bool {
    let Some(signature) = crate::domain::tlv::unhex(signature) else { return false };
    match challenge.prove.scheme {
        Scheme::RsaPkcs => verify_rsa(challenge, &signature),
        Scheme::Ecdsa => verify_p256(challenge, &signature) || verify_p384(challenge, &signature),
    }
}

fn verify_rsa(challenge: &Challenge, signature: &[u8]) -> bool {
    use rsa::pkcs8::DecodePublicKey;
    let Ok(key) = rsa::RsaPublicKey::from_public_key_der(&challenge.spki) else { return false };
    let Ok(signature) = rsa::pkcs1v15::Signature::try_from(signature) else { return false };
    rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key).verify_prehash(&challenge.digest, &signature).is_ok()
}

fn verify_p256(challenge: &Challenge, signature: &[u8]) -> bool {
    use p256::pkcs8::DecodePublicKey;
    let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_der(&challenge.spki) else { return false };
    let Ok(signature) = p256::ecdsa::Signature::from_slice(signature) else { return false };
    key.verify_prehash(&challenge.digest, &signature).is_ok()
}

fn verify_p384(challenge: &Challenge, signature: &[u8]) -> bool {
    use p384::pkcs8::DecodePublicKey;
    let Ok(key) = p384::ecdsa::VerifyingKey::from_public_key_der(&challenge.spki) else { return false };
    let Ok(signature) = p384::ecdsa::Signature::from_slice(signature) else { return false };
    key.verify_prehash(&challenge.digest, &signature).is_ok()
}
