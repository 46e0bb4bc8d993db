//! Why nothing was sent to a token, why a call failed, or why its result is not known.

use std::path::PathBuf;

use super::pass::said;
use crate::domain::known::InitBarrier;
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinCall, PinOutcome, PinState, outcome_of};
use crate::domain::policy::Violation;
use crate::domain::secret::Role;
use crate::domain::selector::Named;
use crate::domain::situation::{Class, Situation, Told};
use crate::driver::protocol::Failure;
use crate::driver::rv::Rv;
use crate::report::inventory::FailureKind;
use crate::situation_error;

/// The situations of everything that sends a PIN. `sent` says whether an earlier call of the same operation had returned.
#[derive(Debug)]
pub enum PinError {
    /// The secret that would be sent is locked; nothing was sent.
    Locked(Role, Named),
    /// One more wrong try locks it, and `--allow-last-try` was not given; nothing was sent.
    FinalTry(Role, Named),
    /// It was not typed, and was tried before without success; nothing was sent.
    TriedBefore {
        /// The secret.
        role: Role,
        /// The token's name.
        token: Named,
        /// How often according to the journal; 0 if only the token shows it.
        tries: usize,
    },
    /// The token does not show each try, and according to the journal the next may be the last; nothing was sent.
    LastByJournal {
        /// The secret.
        role: Role,
        /// The token's name.
        token: Named,
        /// How often.
        tries: usize,
        /// What these tries may have done already.
        blocked: Option<Phrase>,
    },
    /// No user PIN was ever set; nothing was sent.
    NotSet(Named),
    /// The token cannot have such a PIN, so it would only use a try; nothing was sent.
    CannotBe(Role, Named, Violation),
    /// This kind of token has no security officer; nothing was sent.
    NoSo(Named),
    /// The token is not initialised; nothing was sent.
    NotInitialized(Named),
    /// Its reader is read separately from a faulty one, and the token cannot be identified; nothing was sent.
    Untold(Named),
    /// The token is write-protected; nothing was sent.
    WriteProtected(Named),
    /// A PIN cannot be generated for a token whose PINs are typed on the reader; nothing was sent.
    GenerateOnPad(Named),
    /// The session was refused, before any secret was sent.
    NoSession {
        /// The token's name.
        token: Named,
        /// The call.
        call: String,
        /// What it returned.
        rv: Rv,
    },
    /// The token returned no challenge; nothing was sent.
    NoChallenge {
        /// The token's name.
        token: Named,
        /// What the call returned.
        rv: Rv,
    },
    /// The given response is not possible; nothing was sent.
    NoResponse,
    /// Another token is in the slot now, or none; nothing was sent to it.
    Changed {
        /// The intended token.
        token: Named,
        /// The one found.
        found: Option<String>,
        /// See above.
        sent: bool,
    },
    /// A token of the same name is in the slot now, without the certificate that was seen; nothing was sent to it.
    OtherCertificate {
        /// The intended token.
        token: Named,
        /// See above.
        sent: bool,
    },
    /// The PIN is in a worse state than was shown: it was tried elsewhere; nothing was sent.
    Worse(Role, Named, PinState),
    /// The token could not be checked immediately before the call, which was not made.
    Unread {
        /// The token's name.
        token: Named,
        /// Why.
        failure: Box<Phrase>,
        /// See above.
        sent: bool,
    },
    /// Ctrl-C before the call; nothing was sent.
    Cancelled,
    /// A call failed.
    Failed {
        /// The secret it sent.
        role: Role,
        /// The token's name.
        token: Named,
        /// The call.
        call: String,
        /// What it returned.
        rv: Rv,
        /// What that means.
        outcome: PinOutcome,
        /// The state of that secret now.
        after: Option<PinState>,
        /// Whether it is a TPM's, which locks all its tokens for a while.
        lockout: bool,
    },
    /// The token did not write or delete as requested, after the login.
    NotWritten {
        /// The token's name.
        token: Named,
        /// The call.
        call: String,
        /// What it returned.
        rv: Rv,
        /// What that means.
        outcome: PinOutcome,
    },
    /// It is not known whether something was written or deleted; the PIN was correct.
    WriteUnknown(Named, Box<Phrase>),
    /// The ID of the new key is in use, as the login showed; nothing was generated.
    IdInUse(Named),
    /// The key to delete is not there.
    NoSuchKey(Named),
    /// Several keys have that ID; none was deleted.
    SeveralKeys(Named),
    /// This kind of token must not be initialised through PKCS#11; nothing was sent.
    InitBarred(Named, InitBarrier),
    /// A certificate on it is valid; nothing was sent.
    InUse {
        /// The token's name.
        token: Named,
        /// Whose certificates.
        holders: String,
    },
    /// Its contents could not be read, so it may be in use; nothing was sent.
    ContentsUnread(Named, Box<Phrase>),
    /// It was initialised, but no token with its new name was found; no user PIN was set.
    NotFoundAgain(String),
    /// The call's result is not known.
    Unknown(Named, Box<Phrase>),
    /// The host was lost outside a PIN call, before anything was sent or after everything had returned.
    Stopped {
        /// The token's name.
        token: Named,
        /// How it was lost.
        failure: Box<Phrase>,
        /// See above.
        sent: bool,
    },
    /// It was done, but the login with the new PIN failed.
    NotProved(Named, Box<Phrase>),
    /// It was done as reported, but its result could not be written to the journal.
    NotRecorded(Named, PathBuf),
}

situation_error!(PinError);

/// What to do about a secret that is locked.
fn hint_of_locked(role: Role, token: &Named) -> Phrase {
    match role {
        Role::UserPin | Role::NewPin => token.hint("door-hint-locked"),
        Role::SoPin | Role::Response => Phrase::new("attempt-hint-so-locked"),
        // Nothing unlocks a PUK.
        Role::Puk => Phrase::new("unlock-hint-authority"),
    }
}

impl Situation for PinError {
    #[allow(clippy::too_many_lines, reason = "one arm a situation")]
    fn told(&self) -> Told {
        let on = |id, token: &Named| Phrase::new(id).with("token", token);
        let of = |id, role: &Role, token: &Named| Phrase::new(id).with("role", role.phrase()).with("token", token);
        match self {
            Self::Locked(role, token) => Class::PinLocked
                .told("pin-locked", of("attempt-locked", role, token))
                .hint(hint_of_locked(*role, token)),
            Self::FinalTry(role, token) => {
                // Only the user PIN is the holder's.
                let hint = if *role == Role::UserPin { "door-hint-final-try" } else { "door-hint-last-by-journal" };
                Class::Refused.told("final-try", of("attempt-final-try", role, token)).hint(hint)
            }
            Self::TriedBefore { role, token, tries } => {
                let phrase = match tries {
                    0 => of("door-tried-by-flag", role, token),
                    _ => of("door-tried-before", role, token).with("tries", *tries),
                };
                Class::Refused.told("tried-before", phrase).hint("door-hint-tried-before")
            }
            Self::LastByJournal { role, token, tries, blocked } => {
                let phrase = match blocked {
                    None => of("door-last-by-journal", role, token).with("tries", *tries),
                    Some(blocked) => {
                        of("door-may-be-blocked", role, token).with("tries", *tries).with("blocked", blocked.clone())
                    }
                };
                Class::Refused.told("final-try", phrase).hint("door-hint-last-by-journal")
            }
            Self::NotSet(token) => Class::PinWrong.told("pin-not-set", on("attempt-not-set", token)),
            Self::CannotBe(role, token, violation) => {
                let phrase = of("attempt-cannot-be", role, token).with("violation", violation.phrase());
                match violation {
                    Violation::NotDigits | Violation::NotKeyInHex => {
                        Class::PinWrong.told("pin-characters-impossible", phrase)
                    }
                    _ => Class::PinWrong.told("pin-length-impossible", phrase),
                }
            }
            Self::NoSo(token) => Class::Refused.told("no-so-pin", on("secret-no-so", token)),
            Self::NotInitialized(token) => {
                Class::Failed.told("token-not-initialized", on("attempt-not-initialized", token))
            }
            Self::Untold(token) => Class::Refused.told("token-not-told-apart", on("attempt-untold", token)),
            Self::WriteProtected(token) => {
                Class::Failed.told("token-write-protected", on("attempt-write-protected", token))
            }
            Self::Changed { token, found, sent } => {
                let phrase = match (found, sent) {
                    (Some(found), false) => on("door-changed", token).with("found", found),
                    (None, false) => on("door-gone", token),
                    (Some(found), true) => on("door-changed-between", token).with("found", found),
                    (None, true) => on("door-gone-between", token),
                };
                Class::Refused.told("token-changed", phrase).hint(token.drivers.hint("attempt-hint-changed"))
            }
            Self::OtherCertificate { token, sent } => {
                let id = if *sent { "door-certificate-between" } else { "door-certificate" };
                Class::Refused.told("token-changed", on(id, token)).hint(token.drivers.hint("attempt-hint-changed"))
            }
            Self::Worse(role, token, state) => Class::Refused
                .told("pin-state-worse", of("door-worse", role, token))
                .with("state", Phrase::new(state.word()))
                .hint(token.drivers.hint("attempt-hint-changed")),
            Self::Unread { token, failure, sent } => {
                let id = if *sent { "door-unread-between" } else { "door-unread" };
                Class::Failed.told("token-unread", on(id, token)).with("failure", (**failure).clone())
            }
            Self::GenerateOnPad(token) => {
                Class::Refused.told("generate-on-pin-pad", on("attempt-generate-on-pad", token))
            }
            Self::NoSession { token, call, rv } => {
                let class = outcome_of(rv.0, PinCall::LoginUser).class().unwrap_or(Class::Failed);
                let told = class.told("session-refused", on("attempt-no-session", token));
                let failed = Failure::new(FailureKind::CallFailed);
                told.with("failure", said(&Failure { call: Some(call.clone()), rv: Some(*rv), ..failed }))
            }
            Self::NoChallenge { token, rv } => Class::Failed
                .told("no-challenge", on("challenge-error-none", token))
                .with("code", rv.to_string())
                .hint(token.hint("challenge-hint-plan")),
            Self::NoResponse => Class::PinWrong.told("response-impossible", "challenge-error-form"),
            Self::Cancelled => Class::Cancelled.told("cancelled", "attempt-cancelled"),
            Self::Failed { role, token, call, rv, outcome, after, lockout } => {
                let class = match (outcome.class(), after) {
                    (Some(Class::PinWrong), Some(PinState::Locked)) => Class::PinLocked,
                    (class, _) => class.unwrap_or(Class::Failed),
                };
                let hint = match (outcome, lockout) {
                    (PinOutcome::Locked, true) => Phrase::new("door-hint-tpm"),
                    (PinOutcome::Locked, false) => hint_of_locked(*role, token),
                    (PinOutcome::Wrong, false) if *after == Some(PinState::Locked) => hint_of_locked(*role, token),
                    (PinOutcome::NewPinRefused, _) => token.hint("door-hint-new-pin"),
                    _ => Phrase::new("door-hint-sent-once").with("role", role.phrase()),
                };
                class
                    .told(outcome.code(), of("attempt-failed", role, token))
                    .with("call", call)
                    .with("code", rv.to_string())
                    .with("meaning", outcome.phrase(&role.phrase()))
                    .with("state", Phrase::new(after.unwrap_or(PinState::Unknown).word()))
                    .hint(hint)
            }
            Self::NotWritten { token, call, rv, outcome } => {
                let class = outcome.class().unwrap_or(Class::Failed);
                let told = class.told("not-written", on("door-not-written", token)).with("call", call);
                let told = told.with("code", rv.to_string());
                match outcome {
                    // No try is in question: the PIN had been accepted.
                    PinOutcome::Removed => {
                        told.with("meaning", Phrase::new("door-removed")).hint(token.hint("door-hint-write-unknown"))
                    }
                    _ => told.with("meaning", outcome.phrase(&Role::UserPin.phrase())),
                }
            }
            Self::WriteUnknown(token, failure) => Class::DriverLost
                .told("write-unknown", on("door-write-unknown", token))
                .with("failure", (**failure).clone())
                .hint(token.hint("door-hint-write-unknown")),
            Self::IdInUse(token) => {
                Class::Refused.told("id-in-use", on("door-id-in-use", token)).hint("keys-hint-other-id")
            }
            Self::NoSuchKey(token) => Class::NotFound.told("no-such-key", on("door-no-such-key", token)),
            Self::SeveralKeys(token) => Class::Ambiguous.told("key-ambiguous", on("door-several-keys", token)),
            Self::InitBarred(token, barrier) => {
                Class::Refused.told("init-barred", on("init-barred", token)).with("why", barrier.phrase())
            }
            Self::InUse { token, holders } => Class::Refused
                .told("certificate-in-force", on("init-in-use", token))
                .with("holders", holders)
                .hint("init-hint-destroy"),
            Self::ContentsUnread(token, failure) => Class::Refused
                .told("token-contents-unknown", on("init-contents-unread", token))
                .with("failure", (**failure).clone())
                .hint("init-hint-destroy"),
            Self::NotFoundAgain(token) => {
                Class::Failed.told("token-not-found-again", "init-not-found-again").with("token", token)
            }
            Self::Unknown(token, failure) => Class::DriverLost
                .told("unknown-counted-as-try", on("attempt-unknown", token))
                .with("failure", (**failure).clone())
                .hint(token.hint("attempt-hint-unknown")),
            Self::Stopped { token, failure, sent } => {
                let id = if *sent { "door-stopped-between" } else { "attempt-stopped" };
                Class::Failed.told("driver-lost", on(id, token)).with("failure", (**failure).clone())
            }
            Self::NotProved(token, why) => Class::Failed
                .told("not-proved", on("attempt-not-proved", token))
                .with("why", (**why).clone())
                .hint(token.hint("attempt-hint-not-proved")),
            Self::NotRecorded(token, path) => Class::Failed
                .told("not-recorded", on("attempt-not-recorded", token))
                .with("path", path.display().to_string()),
        }
    }
}
