//! `verify --possession`: one login through the single entry point, and a signature with the private key of each
//! certificate.
//!
//! Pitfall: a certificate and a key under one CKA_ID need not belong together; only a signature that verifies proves
//! it.

use super::Desk;
use super::attempt::attempt;
use super::challenge::Challenge;
use super::spec::Spec;
use crate::commands::select::Chosen;
use crate::domain::raised;
use crate::driver::protocol::{Deed, Signed};
use crate::interact::secret::SecretSource;
use crate::journal::attempt::Action;
use crate::report::inventory::Certificate;
use crate::report::pin::SignatureSkipped;
use crate::report::verify::{Possession, PossessionState};

/// Has the private key of each certificate sign its own nonce, all in one login. If no key can answer, no PIN is
/// requested.
pub(crate) fn possession(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    certificates: &[&Certificate],
    pin: &SecretSource,
) -> raised::Result<Vec<Possession>> {
    let challenges: Vec<_> = certificates.iter().map(|certificate| Challenge::of(certificate)).collect();
    let proves: Vec<_> = challenges.iter().flatten().map(|challenge| challenge.prove.clone()).collect();
    let signed = if proves.is_empty() {
        Vec::new()
    } else {
        let attempted = attempt(desk, chosen, &Spec::login(Action::Login, Deed::Prove(proves)), pin, None);
        if let Some(error) = attempted.error {
            return Err(error);
        }
        attempted.signed
    };
    let mut signed = signed.into_iter();
    let concluded = certificates.iter().zip(&challenges).map(|(certificate, challenge)| {
        let Some(challenge) = challenge else {
            let why = if certificate.id.is_none() { "no-key-id" } else { "key-not-supported" };
            return Possession::new(PossessionState::NotAsked, why);
        };
        concluded(challenge, signed.next().as_ref())
    });
    Ok(concluded.collect())
}

/// What a signature, or its absence, means.
fn concluded(challenge: &Challenge, signed: Option<&Signed>) -> Possession {
    match signed {
        Some(Signed::Done(signature)) if challenge.is_met_by(signature) => {
            Possession { state: PossessionState::Proved, reason: None }
        }
        Some(Signed::Done(_)) => Possession::new(PossessionState::Refused, "signature-wrong"),
        Some(Signed::Skipped(SignatureSkipped::NoKey)) => {
            Possession { state: PossessionState::KeyAbsent, reason: None }
        }
        Some(Signed::Skipped(SignatureSkipped::SeveralKeys)) => {
            Possession::new(PossessionState::NotAsked, "several-keys")
        }
        Some(Signed::Skipped(SignatureSkipped::AlwaysAuthenticate)) => {
            Possession::new(PossessionState::NotAsked, "always-authenticate")
        }
        Some(Signed::Skipped(SignatureSkipped::MayNotSign)) => {
            Possession::new(PossessionState::NotAsked, "may-not-sign")
        }
        Some(Signed::Skipped(SignatureSkipped::CallFailed | SignatureSkipped::NoPair)) | None => {
            Possession::new(PossessionState::Refused, "call-failed")
        }
    }
}
