//! The unlock advisor: how a locked user PIN can be unlocked, known before anything is tried.
//!
//! All knowledge is the table [`ROWS`]; `domain::known` identifies driver and token. It asks for nothing
//! and changes nothing. Pitfall: a wrong method for a card uses up tries of another secret (`C_SetPIN` with
//! a PUK is a *change* on most cards), so there is one method per token, never a second one.

mod advice;
mod error;
mod table;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::phrase::Phrase;

pub use advice::{Facts, UnlockAdvice, advise};
pub use error::{Barrier, UnlockError};
pub use table::{ROWS, WayRow};

/// The unlock method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// `C_Login` of the SO, then `C_InitPIN`.
    SoInitPin,
    /// `C_SetPIN` with the PUK for the old PIN, in a public session.
    PukSetPin,
    /// `C_SetPIN` with `puk:…` and `pin:…`, in a public session.
    #[serde(rename = "puk-set-pin-ykcs11")]
    PukSetPinYkcs11,
    /// `C_SetPIN` with the PUK in a context-specific login.
    PukSetPinContext,
    /// `ETC_UnlockGetChallenge`, a response computed with the administrator's key, `ETC_UnlockComplete`.
    ChallengeResponse,
    /// With the vendor's or the CA's tool, outside PKCS#11.
    Outside,
    /// There is none: the keys are lost.
    None,
    /// Unknown.
    Unknown,
}

impl Way {
    /// The secret it needs.
    pub fn secret(self) -> UnlockSecret {
        match self {
            Self::SoInitPin => UnlockSecret::SoPin,
            Self::PukSetPin | Self::PukSetPinYkcs11 | Self::PukSetPinContext => UnlockSecret::Puk,
            Self::ChallengeResponse => UnlockSecret::Response,
            Self::Outside | Self::None | Self::Unknown => UnlockSecret::None,
        }
    }

    /// The calls that change something or use a try, in order.
    pub fn calls(self) -> &'static [&'static str] {
        match self {
            Self::SoInitPin => &["C_OpenSession", "C_Login(CKU_SO)", "C_InitPIN"],
            Self::PukSetPin => &["C_OpenSession", "C_SetPIN(PUK, new PIN)"],
            Self::PukSetPinYkcs11 => &["C_OpenSession", "C_SetPIN(\"puk:\" PUK, \"pin:\" new PIN)"],
            Self::PukSetPinContext => {
                &["C_OpenSession", "C_Login(CKU_CONTEXT_SPECIFIC, PUK)", "C_SetPIN(PUK, new PIN)"]
            }
            Self::ChallengeResponse => {
                &["C_OpenSession", "ETC_UnlockGetChallenge", "ETC_UnlockComplete(response, new PIN)"]
            }
            Self::Outside | Self::None | Self::Unknown => &[],
        }
    }

    /// Its name in JSON and in the config.
    pub fn name(self) -> &'static str {
        match self {
            Self::SoInitPin => "so-init-pin",
            Self::PukSetPin => "puk-set-pin",
            Self::PukSetPinYkcs11 => "puk-set-pin-ykcs11",
            Self::PukSetPinContext => "puk-set-pin-context",
            Self::ChallengeResponse => "challenge-response",
            Self::Outside => "outside",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }

    /// The method in words.
    pub fn phrase(self) -> Phrase {
        Phrase::new(match self {
            Self::SoInitPin => "unlock-way-so-init-pin",
            Self::PukSetPin => "unlock-way-puk-set-pin",
            Self::PukSetPinYkcs11 => "unlock-way-puk-set-pin-ykcs11",
            Self::PukSetPinContext => "unlock-way-puk-set-pin-context",
            Self::ChallengeResponse => "unlock-way-challenge-response",
            Self::Outside => "unlock-way-outside",
            Self::None => "unlock-way-none",
            Self::Unknown => "unlock-way-unknown",
        })
    }
}

/// The secret that unlocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnlockSecret {
    /// The SO PIN, called "administrator password" by some vendors.
    SoPin,
    /// The PUK.
    Puk,
    /// The response to a challenge.
    Response,
    /// None, or none known.
    None,
}

/// Who normally holds the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "HeldBy"))]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// Whoever initialised the token.
    Initializer,
    /// The CA; the officer normally does not.
    Authority,
    /// The card's holder, on paper since it was issued.
    CardHolder,
    /// The administrator of the machine.
    Administrator,
    /// None, or unknown.
    Nobody,
}

impl Holder {
    /// Who holds it, in words.
    pub fn phrase(self) -> Phrase {
        Phrase::new(match self {
            Self::Initializer => "unlock-holder-initializer",
            Self::Authority => "unlock-holder-authority",
            Self::CardHolder => "unlock-holder-card-holder",
            Self::Administrator => "unlock-holder-administrator",
            Self::Nobody => "unlock-holder-nobody",
        })
    }
}

/// `user_pin_unblock_style` of opensc.conf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenScStyle {
    /// Not through PKCS#11; also OpenSC's behaviour if the option is missing or not understood.
    #[default]
    None,
    /// `C_SetPIN` with the PUK in a public session.
    SetPinInUnloggedSession,
    /// `C_SetPIN` with the PUK in a context-specific login.
    SetPinInSpecificContext,
    /// `C_InitPIN` in an SO session.
    InitPinInSoSession,
    /// Unknown: the file is written so that OpenSC may read something else in it than its author meant.
    Unclear,
}

impl OpenScStyle {
    /// The style of that name; OpenSC treats every other name as none.
    pub fn of_name(name: &str) -> Self {
        match name {
            "set_pin_in_unlogged_session" => Self::SetPinInUnloggedSession,
            "set_pin_in_specific_context" => Self::SetPinInSpecificContext,
            "init_pin_in_so_session" => Self::InitPinInSoSession,
            _ => Self::None,
        }
    }

    /// The method it results in.
    pub fn way(self) -> Way {
        match self {
            Self::None | Self::Unclear => Way::Outside,
            Self::SetPinInUnloggedSession => Way::PukSetPin,
            Self::SetPinInSpecificContext => Way::PukSetPinContext,
            Self::InitPinInSoSession => Way::SoInitPin,
        }
    }
}
