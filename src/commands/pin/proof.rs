//! The proof: a login with the new PIN and, where a key and certificate pair exists, a signature that verifies.
//!
//! Pitfall: a key with CKA_ALWAYS_AUTHENTICATE would want the PIN a second time; the proof ends at the login then.

use std::sync::atomic::Ordering;

use rsa::signature::hazmat::PrehashVerifier;
use sha2::{Digest, Sha256};

use super::attempt::{Spec, close, entry, not_recorded, note, states, token_after};
use super::{Desk, PinError};
use crate::commands::assemble::driver_failure;
use crate::commands::login::token_name;
use crate::commands::reading::{Scope, document, read, target};
use crate::commands::select::{Chosen, current_certificate};
use crate::domain::attempt::{Action, Code, Ended, Method, Spent};
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinCall, outcome_of};
use crate::domain::secret::{Role, Secret};
use crate::driver::client::{ActEnd, Acted, Actor};
use crate::driver::protocol::{Act, Deed, Prove, Scheme, Signed};
use crate::driver::rv::Rv;
use crate::journal::{Journal, Outcome};
use crate::render::problem::failure_phrase;
use crate::report::inventory::Certificate;
use crate::report::pin::{Attempt, Proof, SignatureSkipped};

/// DigestInfo of SHA-256 before the digest itself (RFC 8017, 9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// What is signed and how the signature is verified.
pub(super) struct Challenge {
    prove: Prove,
    digest: Vec<u8>,
    spki: Vec<u8>,
}

/// Finds the pair that can prove a PIN: the current certificate, if its key is one that is verified here.
pub(super) fn challenge(desk: &Desk<'_, '_>, chosen: &Chosen) -> Option<Challenge> {
    let wanted = vec![(chosen.found.clone(), Some(vec![chosen.token.slot]))];
    let scope = Scope { objects: true, mechanisms: false };
    let mut served = read(desk.context, wanted, scope, None).ok()?;
    let inventory = document(desk.context, "token-show", &mut served);
    let token = inventory.tokens.iter().find(|token| token.slot == chosen.token.slot)?;
    of_certificate(current_certificate(token)?)
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

/// Proves a new PIN, once, and records it as an attempt of its own. What was not proved comes as the failure.
pub(super) fn prove(
    desk: &Desk<'_, '_>,
    chosen: &Chosen,
    journal: &Journal,
    new: &Secret,
    challenge: Option<&Challenge>,
    attempt: &mut Attempt,
) -> (Proof, Option<anyhow::Error>) {
    let mut proof = Proof::default();
    match logged_in(desk, chosen, journal, new, challenge, attempt, &mut proof) {
        Ok(None) => (proof, None),
        Ok(Some(why)) => (proof, Some(PinError::NotProved(token_name(&chosen.token), Box::new(why)).into())),
        Err(error) => (proof, Some(error)),
    }
}

/// The login, and the signature where there is a challenge. Says why it proves nothing, where it does not.
fn logged_in(
    desk: &Desk<'_, '_>,
    chosen: &Chosen,
    journal: &Journal,
    new: &Secret,
    challenge: Option<&Challenge>,
    attempt: &mut Attempt,
    proof: &mut Proof,
) -> anyhow::Result<Option<Phrase>> {
    if desk.context.launcher.interrupted.load(Ordering::Relaxed) {
        return Ok(Some(Phrase::new("attempt-proof-cancelled")));
    }
    let deed = challenge.map_or(Deed::VerifyUser, |challenge| Deed::Prove(challenge.prove.clone()));
    let spec = Spec {
        action: Action::PinVerify,
        method: Method::Login,
        spends: Role::UserPin,
        deed: deed.clone(),
        calls: &[PinCall::LoginUser],
        prefixes: ("", ""),
        success: crate::report::pin::AttemptResult::Verified,
        confirm: false,
    };
    let mut actor = match Actor::open(&desk.context.launcher, &target(desk.context, &chosen.found)) {
        Ok(actor) => actor,
        Err(failure) => return Ok(Some(failure_phrase(&driver_failure(&failure)))),
    };
    let Ok(ticket) = journal.intent(&entry(desk, chosen, &spec)) else {
        return Ok(Some(Phrase::new("attempt-proof-journal")));
    };
    let act = Act { slot: chosen.token.slot, deed, pin_pad: chosen.token.pin_pad };
    let acted = actor.act(act, &[new.expose()]);
    close(actor, &acted);
    let login = acted.called.iter().find(|(call, _)| call == "C_Login").map(|(_, rv)| *rv);
    let after = token_after(desk, chosen);
    let spent = match (login, &acted.end) {
        (Some(rv), _) => Spent::from(outcome_of(rv.0, PinCall::LoginUser).try_spent()),
        (None, ActEnd::Unknown(_)) => Spent::Counted,
        (None, _) => Spent::No,
    };
    let outcome = Outcome {
        time: crate::clock::now(),
        ended: match login {
            Some(rv) if rv.is_ok() => Ended::Done,
            Some(_) => Ended::Failed,
            None => Ended::Unknown,
        },
        code: login.map(|rv| Code::ckr(&rv.to_string())),
        try_spent: spent,
        after: after.as_ref().map(states),
    };
    attempt.after = after.as_ref().map(states);
    proof.login = Some(login.is_some_and(Rv::is_ok));
    if proof.login == Some(true) {
        (proof.signature, proof.signature_skipped) = signature(challenge, &acted);
    }
    let why_not = why_not(&acted, *proof);
    match journal.result(ticket, &outcome) {
        Ok(hash) => attempt.journal = Some(note(journal, Some(&hash))),
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
        (Some(_), Signed::Nothing) => (Some(false), None),
    }
}

/// Why a proof proves nothing; `None` where it does.
fn why_not(acted: &Acted, proof: Proof) -> Option<Phrase> {
    if proof.login == Some(true) && proof.signature != Some(false) {
        return None;
    }
    if let ActEnd::Unknown(failure) | ActEnd::Stopped(failure) = &acted.end {
        return Some(failure_phrase(&driver_failure(failure)));
    }
    let failed = acted.called.iter().find(|(_, rv)| !rv.is_ok());
    Some(match failed {
        Some((call, rv)) => Phrase::new("attempt-proof-call").with("call", call).with("code", rv.to_string()),
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
