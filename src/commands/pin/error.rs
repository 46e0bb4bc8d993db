//! Why nothing was sent to a token, why a call failed, or why its result is not known.

use std::path::PathBuf;

use crate::domain::known::InitBarrier;
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinCall, PinOutcome, PinState, outcome_of};
use crate::domain::policy::Violation;
use crate::domain::secret::Role;
use crate::domain::situation::{Class, Situation};
use crate::driver::rv::Rv;
use crate::render::word;
use crate::situation_error;

/// The situations of everything that sends a PIN. `sent` tells whether a call of the same deed had come back before.
#[derive(Debug)]
pub enum PinError {
    /// The secret that would be sent is locked; nothing was sent.
    Locked(Role, String),
    /// One more wrong try locks it, and `--allow-last-try` was not given; nothing was sent.
    FinalTry(Role, String),
    /// Nobody typed it, and it was tried before without success; nothing was sent.
    TriedBefore {
        /// The secret.
        role: Role,
        /// The token's name.
        token: String,
        /// How often by the journal; 0 where only the token tells.
        tries: usize,
    },
    /// The token does not show each try, and by the journal the next may be the last; nothing was sent.
    LastByJournal {
        /// The secret.
        role: Role,
        /// The token's name.
        token: String,
        /// How often.
        tries: usize,
        /// What these tries may have done already.
        blocked: Option<Phrase>,
    },
    /// No user PIN was ever set; nothing was sent.
    NotSet(String),
    /// The token cannot have such a PIN, so it would only cost a try; nothing was sent.
    CannotBe(Role, String, Violation),
    /// This kind of token has no security officer; nothing was sent.
    NoSo(String),
    /// The token is not initialised; nothing was sent.
    NotInitialized(String),
    /// Its reader is read apart from a sick one, and nothing tells the token from another; nothing was sent.
    Untold(String),
    /// The token is write-protected; nothing was sent.
    WriteProtected(String),
    /// A PIN cannot be made up for a token whose PINs are typed on the reader; nothing was sent.
    GenerateOnPad(String),
    /// The session was refused, before any secret was sent.
    NoSession {
        /// The token's name.
        token: String,
        /// The call.
        call: String,
        /// What it returned.
        rv: Rv,
    },
    /// The token gave no challenge; nothing was sent.
    NoChallenge {
        /// The token's name.
        token: String,
        /// What the call returned.
        rv: Rv,
    },
    /// What was given for a response cannot be one; nothing was sent.
    NoResponse,
    /// Another token is in the slot now, or none; it was sent nothing.
    Changed {
        /// The token that was meant.
        token: String,
        /// The one that is there.
        found: Option<String>,
        /// See above.
        sent: bool,
    },
    /// A token of the same name is in the slot now, without the certificate that was seen; it was sent nothing.
    OtherCertificate {
        /// The token that was meant.
        token: String,
        /// See above.
        sent: bool,
    },
    /// The PIN is in a worse state than was shown: somebody else tried it; nothing was sent.
    Worse(Role, String, PinState),
    /// The token could not be looked at right before the call, which was not made.
    Unread {
        /// The token's name.
        token: String,
        /// Why.
        failure: Box<Phrase>,
        /// See above.
        sent: bool,
    },
    /// Ctrl-C before the call; nothing was sent.
    Cancelled,
    /// A call failed.
    Failed {
        /// The secret it was given.
        role: Role,
        /// The token's name.
        token: String,
        /// The call.
        call: String,
        /// What it returned.
        rv: Rv,
        /// What that means.
        outcome: PinOutcome,
        /// The state of that secret now.
        after: Option<PinState>,
        /// Whether it is a TPM's, which locks all its tokens for a time.
        lockout: bool,
    },
    /// The token did not write or delete what it was asked to, after the login.
    NotWritten {
        /// The token's name.
        token: String,
        /// The call.
        call: String,
        /// What it returned.
        rv: Rv,
        /// What that means.
        outcome: PinOutcome,
    },
    /// Whether something was written or deleted is not known; the PIN was right.
    WriteUnknown(String, Box<Phrase>),
    /// The id of the new key is in use, as the login showed; nothing was made.
    IdInUse(String),
    /// The key that is to be deleted is not there.
    NoSuchKey(String),
    /// Several keys have that id; none was deleted.
    SeveralKeys(String),
    /// This kind of token must not be initialised through PKCS#11; nothing was sent.
    InitBarred(String, InitBarrier),
    /// A certificate on it is in force; nothing was sent.
    InUse {
        /// The token's name.
        token: String,
        /// Whose certificates.
        holders: String,
    },
    /// What lies on it could not be read, so that it may be in use; nothing was sent.
    ContentsUnread(String, Box<Phrase>),
    /// It was initialised, and no token of its new name is there now; no user PIN was set.
    NotFoundAgain(String),
    /// The call's result is not known.
    Unknown(String, Box<Phrase>),
    /// The host was lost outside a PIN call, before anything was sent or after everything had come back.
    Stopped {
        /// The token's name.
        token: String,
        /// How it was lost.
        failure: Box<Phrase>,
        /// See above.
        sent: bool,
    },
    /// It was done, but the login with the new PIN failed.
    NotProved(String, Box<Phrase>),
    /// It was done as reported, but its result could not be written to the journal.
    NotRecorded(String, PathBuf),
}

situation_error!(PinError);

impl Situation for PinError {
    fn class(&self) -> Class {
        match self {
            Self::Locked(..) => Class::PinLocked,
            Self::FinalTry(..)
            | Self::TriedBefore { .. }
            | Self::LastByJournal { .. }
            | Self::Changed { .. }
            | Self::OtherCertificate { .. }
            | Self::Worse(..)
            | Self::GenerateOnPad(_)
            | Self::Untold(_)
            | Self::IdInUse(_)
            | Self::InitBarred(..)
            | Self::InUse { .. }
            | Self::ContentsUnread(..)
            | Self::NoSo(_) => Class::Refused,
            Self::NoResponse => Class::PinWrong,
            Self::NoSuchKey(_) => Class::NotFound,
            Self::SeveralKeys(_) => Class::Ambiguous,
            Self::NotWritten { outcome, .. } => outcome.class().unwrap_or(Class::Failed),
            Self::NoSession { rv, .. } => outcome_of(rv.0, PinCall::LoginUser).class().unwrap_or(Class::Failed),
            Self::NotSet(_) | Self::CannotBe(..) => Class::PinWrong,
            Self::NotInitialized(_)
            | Self::NoChallenge { .. }
            | Self::WriteProtected(_)
            | Self::NotFoundAgain(_)
            | Self::NotProved(..)
            | Self::NotRecorded(..)
            | Self::Unread { .. }
            | Self::Stopped { .. } => Class::Failed,
            Self::Cancelled => Class::Cancelled,
            Self::Failed { after: Some(PinState::Locked), outcome, .. } if outcome.class() == Some(Class::PinWrong) => {
                Class::PinLocked
            }
            Self::Failed { outcome, .. } => outcome.class().unwrap_or(Class::Failed),
            Self::Unknown(..) | Self::WriteUnknown(..) => Class::DriverLost,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Locked(..) => "pin-locked",
            Self::FinalTry(..) | Self::LastByJournal { .. } => "final-try",
            Self::TriedBefore { .. } => "tried-before",
            Self::NotSet(_) => "pin-not-set",
            Self::CannotBe(_, _, Violation::NotDigits | Violation::NotKeyInHex) => "pin-characters-impossible",
            Self::CannotBe(..) => "pin-length-impossible",
            Self::NoSo(_) => "no-so-pin",
            Self::NotInitialized(_) => "token-not-initialized",
            Self::Untold(_) => "token-not-told-apart",
            Self::WriteProtected(_) => "token-write-protected",
            Self::Changed { .. } | Self::OtherCertificate { .. } => "token-changed",
            Self::Worse(..) => "pin-state-worse",
            Self::Unread { .. } => "token-unread",
            Self::GenerateOnPad(_) => "generate-on-pin-pad",
            Self::NoSession { .. } => "session-refused",
            Self::NoChallenge { .. } => "no-challenge",
            Self::NoResponse => "response-impossible",
            Self::Cancelled => "cancelled",
            Self::Failed { outcome, .. } => outcome.code(),
            Self::Unknown(..) => "unknown-counted-as-try",
            Self::WriteUnknown(..) => "write-unknown",
            Self::NotWritten { .. } => "not-written",
            Self::IdInUse(_) => "id-in-use",
            Self::NoSuchKey(_) => "no-such-key",
            Self::SeveralKeys(_) => "key-ambiguous",
            Self::InitBarred(..) => "init-barred",
            Self::InUse { .. } => "certificate-in-force",
            Self::ContentsUnread(..) => "token-contents-unknown",
            Self::NotFoundAgain(_) => "token-not-found-again",
            Self::Stopped { .. } => "driver-lost",
            Self::NotProved(..) => "not-proved",
            Self::NotRecorded(..) => "not-recorded",
        }
    }

    fn phrase(&self) -> Phrase {
        let of = |id, role: &Role, token: &String| Phrase::new(id).with("role", role.phrase()).with("token", token);
        match self {
            Self::Locked(role, token) => of("attempt-locked", role, token),
            Self::FinalTry(role, token) => of("attempt-final-try", role, token),
            Self::TriedBefore { role, token, tries: 0 } => of("door-tried-by-flag", role, token),
            Self::TriedBefore { role, token, tries } => of("door-tried-before", role, token).with("tries", *tries),
            Self::LastByJournal { role, token, tries, blocked: None } => {
                of("door-last-by-journal", role, token).with("tries", *tries)
            }
            Self::LastByJournal { role, token, tries, blocked: Some(blocked) } => {
                of("door-may-be-blocked", role, token).with("tries", *tries).with("blocked", blocked.clone())
            }
            Self::NotSet(token) => Phrase::new("attempt-not-set").with("token", token),
            Self::CannotBe(role, token, violation) => {
                of("attempt-cannot-be", role, token).with("violation", violation.phrase())
            }
            Self::NoSo(token) => Phrase::new("secret-no-so").with("token", token),
            Self::NotInitialized(token) => Phrase::new("attempt-not-initialized").with("token", token),
            Self::Untold(token) => Phrase::new("attempt-untold").with("token", token),
            Self::WriteProtected(token) => Phrase::new("attempt-write-protected").with("token", token),
            Self::Changed { token, found, sent } => {
                let phrase = Phrase::new(match (found, sent) {
                    (Some(_), false) => "door-changed",
                    (None, false) => "door-gone",
                    (Some(_), true) => "door-changed-between",
                    (None, true) => "door-gone-between",
                });
                let phrase = phrase.with("token", token);
                if let Some(found) = found { phrase.with("found", found) } else { phrase }
            }
            Self::OtherCertificate { token, sent } => {
                Phrase::new(if *sent { "door-certificate-between" } else { "door-certificate" }).with("token", token)
            }
            Self::Worse(role, token, state) => {
                of("door-worse", role, token).with("state", Phrase::new(word::pin_state(*state).0))
            }
            Self::Unread { token, failure, sent } => {
                let id = if *sent { "door-unread-between" } else { "door-unread" };
                Phrase::new(id).with("token", token).with("failure", (**failure).clone())
            }
            Self::GenerateOnPad(token) => Phrase::new("attempt-generate-on-pad").with("token", token),
            Self::NoSession { token, call, rv } => {
                Phrase::new("attempt-no-session").with("token", token).with("call", call).with("code", rv.to_string())
            }
            Self::NoChallenge { token, rv } => {
                Phrase::new("challenge-error-none").with("token", token).with("code", rv.to_string())
            }
            Self::NoResponse => Phrase::new("challenge-error-form"),
            Self::Cancelled => Phrase::new("attempt-cancelled"),
            Self::Failed { role, token, call, rv, outcome, after, .. } => of("attempt-failed", role, token)
                .with("call", call)
                .with("code", rv.to_string())
                .with("meaning", outcome.phrase(&role.phrase()))
                .with("state", Phrase::new(after.map_or("word-pin-unknown", |state| word::pin_state(state).0))),
            Self::NotWritten { token, call, rv, outcome } => Phrase::new("door-not-written")
                .with("token", token)
                .with("call", call)
                .with("code", rv.to_string())
                .with("meaning", outcome.phrase(&Role::UserPin.phrase())),
            Self::WriteUnknown(token, failure) => {
                Phrase::new("door-write-unknown").with("token", token).with("failure", (**failure).clone())
            }
            Self::IdInUse(token) => Phrase::new("door-id-in-use").with("token", token),
            Self::NoSuchKey(token) => Phrase::new("door-no-such-key").with("token", token),
            Self::SeveralKeys(token) => Phrase::new("door-several-keys").with("token", token),
            Self::InitBarred(token, barrier) => {
                Phrase::new("init-barred").with("token", token).with("why", barrier.phrase())
            }
            Self::InUse { token, holders } => Phrase::new("init-in-use").with("token", token).with("holders", holders),
            Self::ContentsUnread(token, failure) => {
                Phrase::new("init-contents-unread").with("token", token).with("failure", (**failure).clone())
            }
            Self::NotFoundAgain(token) => Phrase::new("init-not-found-again").with("token", token),
            Self::Unknown(token, failure) => {
                Phrase::new("attempt-unknown").with("token", token).with("failure", (**failure).clone())
            }
            Self::Stopped { token, failure, sent } => {
                let id = if *sent { "door-stopped-between" } else { "attempt-stopped" };
                Phrase::new(id).with("token", token).with("failure", (**failure).clone())
            }
            Self::NotProved(token, why) => {
                Phrase::new("attempt-not-proved").with("token", token).with("why", (**why).clone())
            }
            Self::NotRecorded(token, path) => {
                Phrase::new("attempt-not-recorded").with("token", token).with("path", path.display().to_string())
            }
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::Locked(Role::SoPin, _) => Some(Phrase::new("attempt-hint-so-locked")),
            Self::Locked(..) => Some(Phrase::new("door-hint-locked")),
            Self::FinalTry(..) => Some(Phrase::new("door-hint-final-try")),
            Self::Changed { .. } | Self::OtherCertificate { .. } | Self::Worse(..) => {
                Some(Phrase::new("attempt-hint-changed"))
            }
            Self::LastByJournal { .. } => Some(Phrase::new("door-hint-last-by-journal")),
            Self::TriedBefore { .. } => Some(Phrase::new("door-hint-tried-before")),
            Self::Failed { outcome: PinOutcome::Locked, lockout: true, .. } => Some(Phrase::new("door-hint-tpm")),
            Self::Failed { .. } => Some(Phrase::new("door-hint-sent-once")),
            Self::Unknown(..) => Some(Phrase::new("attempt-hint-unknown")),
            Self::WriteUnknown(..) => Some(Phrase::new("door-hint-write-unknown")),
            Self::IdInUse(_) => Some(Phrase::new("keys-hint-other-id")),
            Self::InUse { .. } | Self::ContentsUnread(..) => Some(Phrase::new("init-hint-destroy")),
            Self::NoChallenge { .. } => Some(Phrase::new("challenge-hint-plan")),
            Self::NotProved(..) => Some(Phrase::new("attempt-hint-not-proved")),
            Self::NotRecorded(..)
            | Self::NotWritten { .. }
            | Self::NoSuchKey(_)
            | Self::SeveralKeys(_)
            | Self::InitBarred(..)
            | Self::NotFoundAgain(_)
            | Self::NoSo(_)
            | Self::NotSet(_)
            | Self::Untold(_)
            | Self::NotInitialized(_)
            | Self::WriteProtected(_)
            | Self::GenerateOnPad(_)
            | Self::NoSession { .. }
            | Self::NoResponse
            | Self::Cancelled
            | Self::Unread { .. }
            | Self::Stopped { .. }
            | Self::CannotBe(..) => None,
        }
    }
}
