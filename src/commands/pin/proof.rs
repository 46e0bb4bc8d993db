//! The proof: a login with the new PIN and, where a key and certificate pair exists, a signature that verifies.
//!
//! Pitfall: a key with CKA_ALWAYS_AUTHENTICATE would want the PIN a second time; the proof ends at the login then.

use rsa::signature::hazmat::PrehashVerifier;
use sha2::{Digest, Sha256};

use super::attempt::{entry, states};
use super::{Desk, PinError};
use crate::commands::login::{token_name, token_now};
use crate::commands::reading::{Scope, document, read, target};
use crate::commands::select::{Chosen, current_certificate};
use crate::domain::attempt::{Action, Code, Ended, Method, Spent};
use crate::domain::pin::{PinCall, outcome_of};
use crate::domain::secret::{Role, Secret};
use crate::driver::client::{ActEnd, Actor};
use crate::driver::protocol::{Act, Deed, Prove, Scheme};
use crate::journal::{Journal, Outcome};
use crate::report::inventory::Certificate;
use crate::report::pin::{Attempt, JournalNote, Proof};

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
    let served = read(desk.context, wanted, scope, None).ok()?;
    let inventory = document(desk.context, "token-show", &served);
    let token = inventory.tokens.iter().find(|token| token.slot == chosen.token.slot)?;
    of_certificate(current_certificate(token)?)
}

fn of_certificate(certificate: &Certificate) -> Option<Challenge> {
    use base64ct::{Base64, Encoding};
    let key = certificate.key.as_ref()?;
    let id = certificate.id.clone()?;
    let scheme = match (key.algorithm.as_deref()?, key.curve.as_deref()) {
        ("rsa", _) => Scheme::RsaPkcs,
        ("ec", Some("p-256" | "p-384")) => Scheme::Ecdsa,
        _ => return None,
    };
    let der = Base64::decode_vec(&certificate.der).ok()?;
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

/// Proves a new PIN, once, and records it as an attempt of its own.
pub(super) fn prove(
    desk: &Desk<'_, '_>,
    chosen: &Chosen,
    journal: &Journal,
    new: &Secret,
    challenge: Option<&Challenge>,
    attempt: &mut Attempt,
) -> anyhow::Result<Proof> {
    let name = token_name(&chosen.token);
    let deed = challenge.map_or(Deed::VerifyUser, |challenge| Deed::Prove(challenge.prove.clone()));
    let spec = super::attempt::Spec {
        action: Action::PinVerify,
        method: Method::Login,
        spends: Role::UserPin,
        deed: deed.clone(),
        calls: &[PinCall::LoginUser],
        prefixes: ("", ""),
        success: crate::report::pin::AttemptResult::Verified,
        confirm: false,
    };
    let not_proved = |code: String| PinError::NotProved(name.clone(), code);
    let mut actor = Actor::open(&desk.context.launcher, &target(desk.context, &chosen.found))
        .map_err(|failure| not_proved(format!("{:?}", failure.kind)))?;
    let ticket = journal.intent(&entry(desk, chosen, &spec))?;
    let act = Act { slot: chosen.token.slot, deed, pin_pad: chosen.token.pin_pad };
    let acted = actor.act(act, &[new.expose()]);
    drop(actor);
    let login = acted.called.iter().find(|(call, _)| call == "C_Login").map(|(_, rv)| *rv);
    let after = token_now(desk.context, chosen);
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
    let hash = journal.result(ticket, &outcome)?;
    attempt.after = after.as_ref().map(states);
    attempt.journal = Some(JournalNote {
        path: journal.place().journal().display().to_string(),
        scope: journal.place().scope,
        last_hash: Some(hash.0),
    });
    let logged_in = login.is_some_and(crate::driver::rv::Rv::is_ok);
    let signature = match (challenge, &acted.signature) {
        (Some(challenge), Some(signature)) if logged_in => Some(verify(challenge, signature)),
        // Ended by CKA_ALWAYS_AUTHENTICATE, a key that may not sign, or none of that id: nothing is said of it.
        (Some(_), None) if logged_in && !sign_failed(&acted.called) => None,
        (Some(_), None) if logged_in => Some(false),
        _ => None,
    };
    Ok(Proof { login: Some(logged_in), signature })
}

/// Whether C_SignInit or C_Sign itself failed.
fn sign_failed(called: &[(String, crate::driver::rv::Rv)]) -> bool {
    called.iter().any(|(call, rv)| call.starts_with("C_Sign") && !rv.is_ok())
}

/// Verifies a signature against the certificate's public key.
fn verify(challenge: &Challenge, signature: &str) -> bool {
    let Some(signature) = crate::commands::vocabulary::unhex(signature) else { return false };
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
