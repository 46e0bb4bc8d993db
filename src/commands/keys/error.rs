//! Why nothing was done with a key, or why what was done does not count.

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
use crate::report::pin::SignatureSkipped;
use crate::situation_error;

/// The situations of commands about keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeysError {
    /// No key of that id, or none at all, shows without a login.
    NoKey {
        /// The token's name.
        token: String,
        /// The id that was asked for.
        id: Option<String>,
        /// The keys that are there.
        seen: Vec<String>,
    },
    /// Several keys could be meant.
    Several {
        /// The token's name.
        token: String,
        /// The id that was asked for.
        id: Option<String>,
        /// Which.
        seen: Vec<String>,
    },
    /// The key has no certificate here to take the subject from.
    NoCertificate(String, String),
    /// The subject of its certificate cannot be read.
    NoSubject(String, String),
    /// The id for a new key is that of another object.
    IdInUse(String, String),
    /// Every id of one octet is in use.
    NoFreeId(String),
    /// A certificate of the key has not ended.
    CertificateRuns {
        /// The token's name.
        token: String,
        /// The key's id.
        id: String,
        /// Until when, where that can be read.
        until: Option<String>,
    },
    /// Signatures of such keys are neither made nor verified here.
    Unsupported(String, String),
    /// What lies on the token could not be read.
    Unread(String, Box<Phrase>),
    /// The private key signed nothing, and why.
    NotSigned(String, String, SignatureSkipped),
    /// What the token signed does not verify under the public key that it shows.
    WrongSignature(String, String),
}

situation_error!(KeysError);

impl Situation for KeysError {
    fn class(&self) -> Class {
        match self {
            Self::NoKey { .. } | Self::NoCertificate(..) => Class::NotFound,
            Self::Several { .. } => Class::Ambiguous,
            Self::IdInUse(..) | Self::NoFreeId(_) | Self::CertificateRuns { .. } => Class::Refused,
            Self::NoSubject(..)
            | Self::Unsupported(..)
            | Self::Unread(..)
            | Self::NotSigned(..)
            | Self::WrongSignature(..) => Class::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoKey { .. } => "no-such-key",
            Self::Several { .. } => "key-ambiguous",
            Self::NoCertificate(..) => "key-without-certificate",
            Self::NoSubject(..) => "subject-unreadable",
            Self::IdInUse(..) => "id-in-use",
            Self::NoFreeId(_) => "no-free-id",
            Self::CertificateRuns { .. } => "certificate-in-force",
            Self::Unsupported(..) => "key-unsupported",
            Self::Unread(..) => "token-unread",
            Self::NotSigned(..) => "key-did-not-sign",
            Self::WrongSignature(..) => "signature-does-not-verify",
        }
    }

    fn phrase(&self) -> Phrase {
        let of = |id, token: &String| Phrase::new(id).with("token", token);
        match self {
            Self::NoKey { token, id: Some(id), seen } if seen.is_empty() => {
                of("keys-no-such-key-none", token).with("id", id)
            }
            Self::NoKey { token, id: Some(id), seen } => {
                of("keys-no-such-key", token).with("id", id).with("seen", seen.join("; "))
            }
            Self::NoKey { token, id: None, .. } => of("keys-no-key", token),
            Self::Several { token, id: Some(id), seen } => {
                of("keys-several-of-id", token).with("id", id).with("seen", seen.join("; "))
            }
            Self::Several { token, id: None, seen } => of("keys-several", token).with("seen", seen.join("; ")),
            Self::NoCertificate(token, id) => of("keys-no-certificate", token).with("id", id),
            Self::NoSubject(token, id) => of("keys-no-subject", token).with("id", id),
            Self::IdInUse(token, id) => of("keys-id-in-use", token).with("id", id),
            Self::NoFreeId(token) => of("keys-no-free-id", token),
            Self::CertificateRuns { token, id, until: Some(until) } => {
                of("keys-certificate-runs", token).with("id", id).with("until", until)
            }
            Self::CertificateRuns { token, id, until: None } => of("keys-certificate-unread", token).with("id", id),
            Self::Unsupported(token, kind) => of("keys-unsupported", token).with("kind", kind),
            Self::Unread(token, failure) => of("keys-unread", token).with("failure", (**failure).clone()),
            Self::NotSigned(token, id, why) => {
                of("keys-not-signed", token).with("id", id).with("why", Phrase::new(why_not(*why)))
            }
            Self::WrongSignature(token, id) => of("keys-wrong-signature", token).with("id", id),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::NoKey { .. } => Some(Phrase::new("keys-hint-list")),
            Self::Several { id: None, .. } => Some(Phrase::new("keys-hint-choose")),
            Self::NoCertificate(..) => Some(Phrase::new("keys-hint-subject")),
            Self::IdInUse(..) | Self::NoFreeId(_) => Some(Phrase::new("keys-hint-other-id")),
            Self::Several { .. }
            | Self::CertificateRuns { .. }
            | Self::NoSubject(..)
            | Self::Unsupported(..)
            | Self::Unread(..)
            | Self::NotSigned(..)
            | Self::WrongSignature(..) => None,
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
