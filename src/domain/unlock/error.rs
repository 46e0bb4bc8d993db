//! Why an unlock must not be tried now. Nothing was sent in any of these cases.

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};

/// Why an unlock must not be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnlockError {
    /// The token is not initialised.
    NotInitialized,
    /// The SO PIN is locked, and the way needs it.
    SoLocked,
    /// The SO PIN must be changed first.
    SoMustChange,
    /// The secret it needs is on its final try.
    LastTry,
    /// The token is write-protected.
    WriteProtected,
    /// It goes by another tool only.
    Outside,
    /// It goes by a context-specific login, which is not offered.
    ContextSpecific,
    /// There is no way.
    NoWay,
    /// Nobody knows the way.
    UnknownWay,
    /// The driver has no functions for challenge and response.
    NoChallenge,
    /// The driver does not tell how many tries the user PIN has, which the call would set.
    ChallengeTriesUnknown,
    /// The number of unlocks is used up.
    NoUnlocksLeft,
    /// Secrets are typed on the reader, which a response cannot be.
    ChallengeOnPad,
}

impl Situation for UnlockError {
    fn class(&self) -> Class {
        match self {
            Self::SoLocked => Class::PinLocked,
            Self::NotInitialized | Self::WriteProtected => Class::Failed,
            Self::SoMustChange
            | Self::LastTry
            | Self::UnknownWay
            | Self::NoChallenge
            | Self::ChallengeTriesUnknown
            | Self::NoUnlocksLeft
            | Self::ChallengeOnPad
            | Self::Outside
            | Self::ContextSpecific
            | Self::NoWay => Class::Refused,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotInitialized => "token-not-initialized",
            Self::SoLocked => "so-pin-locked",
            Self::SoMustChange => "so-pin-must-change",
            Self::LastTry => "final-try",
            Self::WriteProtected => "token-write-protected",
            Self::Outside => "unlock-outside",
            Self::ContextSpecific => "unlock-context-specific",
            Self::NoWay => "unlock-no-way",
            Self::UnknownWay => "unlock-way-unknown",
            Self::NoChallenge => "challenge-not-offered",
            Self::ChallengeTriesUnknown => "challenge-tries-unknown",
            Self::NoUnlocksLeft => "no-unlocks-left",
            Self::ChallengeOnPad => "challenge-on-pin-pad",
        }
    }

    fn phrase(&self) -> Phrase {
        Phrase::new(match self {
            Self::NotInitialized => "unlock-error-not-initialized",
            Self::SoLocked => "unlock-error-so-locked",
            Self::SoMustChange => "unlock-error-so-must-change",
            Self::LastTry => "unlock-error-last-try",
            Self::WriteProtected => "unlock-error-write-protected",
            Self::Outside => "unlock-error-outside",
            Self::ContextSpecific => "unlock-error-context-specific",
            Self::NoWay => "unlock-error-no-way",
            Self::UnknownWay => "unlock-error-unknown-way",
            Self::NoChallenge => "challenge-error-not-offered",
            Self::ChallengeTriesUnknown => "challenge-error-tries-unknown",
            Self::NoUnlocksLeft => "challenge-error-no-unlocks-left",
            Self::ChallengeOnPad => "challenge-error-pin-pad",
        })
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::SoMustChange => Some(Phrase::new("unlock-hint-so-change")),
            Self::LastTry => Some(Phrase::new("unlock-hint-last-try")),
            Self::UnknownWay => Some(Phrase::new("unlock-hint-configure")),
            Self::NoChallenge | Self::ChallengeTriesUnknown | Self::ChallengeOnPad => {
                Some(Phrase::new("challenge-hint-plan"))
            }
            Self::SoLocked | Self::NoWay | Self::NoUnlocksLeft => Some(Phrase::new("unlock-hint-authority")),
            Self::Outside | Self::ContextSpecific => Some(Phrase::new("unlock-hint-plan")),
            Self::NotInitialized | Self::WriteProtected => None,
        }
    }
}

crate::situation_error!(UnlockError);
