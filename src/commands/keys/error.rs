//! Why nothing was done with a key, or why the result does not count.

use crate::domain::phrase::Phrase;
use crate::domain::selector::Named;
use crate::domain::situation::{Class, Situation, Told};
use crate::report::pin::SignatureSkipped;
use crate::situation_error;

/// The situations of commands about keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeysError {
    /// No key with that ID, or none at all, is visible without a login.
    NoKey {
        /// The token's name.
        token: Named,
        /// The requested ID.
        id: Option<String>,
        /// The existing keys.
        seen: Vec<String>,
    },
    /// Several keys could be meant.
    Several {
        /// The token's name.
        token: Named,
        /// The requested ID.
        id: Option<String>,
        /// Which.
        seen: Vec<String>,
    },
    /// The key has no certificate here to take the subject from.
    NoCertificate(Named, String),
    /// The subject of its certificate cannot be read.
    NoSubject(Named, String),
    /// The ID for a new key belongs to another object.
    IdInUse(Named, String),
    /// Every one-byte ID is in use.
    NoFreeId(Named),
    /// A certificate of the key has not expired.
    CertificateRuns {
        /// The token's name.
        token: Named,
        /// The key's ID.
        id: String,
        /// Until when, where that can be read.
        until: Option<Box<Phrase>>,
    },
    /// Signatures of such keys are neither made nor verified here.
    Unsupported(Named, Option<String>),
    /// What lies on the token could not be read.
    Unread(Named, Box<Phrase>),
    /// The private key did not sign, and why.
    NotSigned(Named, String, SignatureSkipped),
    /// The token's signature is not valid for the public key that it shows.
    WrongSignature(Named, String),
}

situation_error!(KeysError);

impl Situation for KeysError {
    fn told(&self) -> Told {
        let told = |code, id, class: Class, token: &Named| class.told(code, id).with("token", token);
        match self {
            Self::NoKey { token, id, seen } => {
                let of = |id| Phrase::new(id).with("token", token);
                let phrase = match id {
                    Some(id) if seen.is_empty() => of("keys-no-such-key-none").with("id", id),
                    Some(id) => of("keys-no-such-key").with("id", id).with("seen", seen.join("; ")),
                    None => of("keys-no-key"),
                };
                Class::NotFound.told("no-such-key", phrase).hint(token.hint("keys-hint-list"))
            }
            Self::Several { token, id: Some(id), seen } => {
                let told = told("key-ambiguous", "keys-several-of-id", Class::Ambiguous, token);
                told.with("id", id).with("seen", seen.join("; "))
            }
            Self::Several { token, id: None, seen } => {
                let told = told("key-ambiguous", "keys-several", Class::Ambiguous, token);
                told.with("seen", seen.join("; ")).hint("keys-hint-choose")
            }
            Self::NoCertificate(token, id) => {
                let told = told("key-without-certificate", "keys-no-certificate", Class::NotFound, token);
                told.with("id", id).hint("keys-hint-subject")
            }
            Self::NoSubject(token, id) => {
                told("subject-unreadable", "keys-no-subject", Class::Failed, token).with("id", id)
            }
            Self::IdInUse(token, id) => {
                told("id-in-use", "keys-id-in-use", Class::Refused, token).with("id", id).hint("keys-hint-other-id")
            }
            Self::NoFreeId(token) => {
                told("no-free-id", "keys-no-free-id", Class::Refused, token).hint("keys-hint-longer-id")
            }
            Self::CertificateRuns { token, id, until: Some(until) } => {
                let told = told("certificate-in-force", "keys-certificate-runs", Class::Refused, token);
                told.with("id", id).with("until", (**until).clone())
            }
            Self::CertificateRuns { token, id, until: None } => {
                told("certificate-in-force", "keys-certificate-unread", Class::Refused, token).with("id", id)
            }
            Self::Unsupported(token, Some(kind)) => {
                told("key-unsupported", "keys-unsupported", Class::Failed, token).with("kind", kind)
            }
            Self::Unsupported(token, None) => told("key-unsupported", "keys-unsupported-unknown", Class::Failed, token),
            Self::Unread(token, failure) => {
                told("token-unread", "keys-unread", Class::Failed, token).with("failure", (**failure).clone())
            }
            Self::NotSigned(token, id, why) => {
                let told = told("key-did-not-sign", "keys-not-signed", Class::Failed, token);
                told.with("id", id).with("why", Phrase::new(why_not(*why)))
            }
            Self::WrongSignature(token, id) => {
                told("signature-does-not-verify", "keys-wrong-signature", Class::Failed, token).with("id", id)
            }
        }
    }
}

fn why_not(why: SignatureSkipped) -> &'static str {
    match why {
        SignatureSkipped::NoPair | SignatureSkipped::NoKey => "attempt-skipped-no-key",
        SignatureSkipped::SeveralKeys => "attempt-skipped-several-keys",
        SignatureSkipped::AlwaysAuthenticate => "attempt-skipped-always-authenticate",
        SignatureSkipped::MayNotSign => "attempt-skipped-may-not-sign",
        SignatureSkipped::CallFailed => "door-skipped-call-failed",
    }
}
