//! Why an unlock must not be tried now. Nothing was sent in any of these cases.

use crate::domain::selector::Named;
use crate::domain::situation::{Class, Situation, Told};

/// Why an unlock must not be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Barrier {
    /// The token is not initialised.
    NotInitialized,
    /// The SO PIN is locked, and the method needs it.
    SoLocked,
    /// The SO PIN must be changed first.
    SoMustChange,
    /// The secret it needs has one try left.
    LastTry,
    /// The token is write-protected.
    WriteProtected,
    /// Only another tool can do it.
    Outside,
    /// It needs a context-specific login, which is not supported.
    ContextSpecific,
    /// There is no method.
    NoWay,
    /// The method is unknown.
    UnknownWay,
    /// The driver has no functions for challenge and response.
    NoChallenge,
    /// The driver does not report the user PIN's number of tries, which the call would set.
    ChallengeTriesUnknown,
    /// The number of unlocks is used up.
    NoUnlocksLeft,
    /// Secrets are typed on the reader, but a response cannot be.
    ChallengeOnPad,
}

/// A token that must not be unlocked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlockError {
    /// Why.
    pub barrier: Barrier,
    /// Which.
    pub token: Named,
}

impl Situation for UnlockError {
    fn told(&self) -> Told {
        let token = &self.token;
        let told = |code, id| Class::Refused.told(code, id);
        match self.barrier {
            Barrier::NotInitialized => Class::Failed.told("token-not-initialized", "unlock-error-not-initialized"),
            Barrier::SoLocked => {
                Class::PinLocked.told("so-pin-locked", "unlock-error-so-locked").hint("unlock-hint-authority")
            }
            Barrier::SoMustChange => {
                told("so-pin-must-change", "unlock-error-so-must-change").hint(token.hint("unlock-hint-so-change"))
            }
            Barrier::LastTry => told("final-try", "unlock-error-last-try").hint("unlock-hint-last-try"),
            Barrier::WriteProtected => Class::Failed.told("token-write-protected", "unlock-error-write-protected"),
            Barrier::Outside => told("unlock-outside", "unlock-error-outside").hint(token.hint("unlock-hint-plan")),
            Barrier::ContextSpecific => {
                told("unlock-context-specific", "unlock-error-context-specific").hint(token.hint("unlock-hint-plan"))
            }
            Barrier::NoWay => told("unlock-no-way", "unlock-error-no-way").hint("unlock-hint-authority"),
            Barrier::UnknownWay => told("unlock-way-unknown", "unlock-error-unknown-way").hint("unlock-hint-configure"),
            Barrier::NoChallenge => {
                told("challenge-not-offered", "challenge-error-not-offered").hint(token.hint("challenge-hint-plan"))
            }
            Barrier::ChallengeTriesUnknown => {
                told("challenge-tries-unknown", "challenge-error-tries-unknown").hint(token.hint("challenge-hint-plan"))
            }
            Barrier::NoUnlocksLeft => {
                told("no-unlocks-left", "challenge-error-no-unlocks-left").hint("unlock-hint-authority")
            }
            Barrier::ChallengeOnPad => {
                told("challenge-on-pin-pad", "challenge-error-pin-pad").hint(token.hint("challenge-hint-plan"))
            }
        }
    }
}

crate::situation_error!(UnlockError);
