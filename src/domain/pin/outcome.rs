//! What the return value of a PIN call means: correct, wrong, locked, and whether it used a try.
//!
//! Codes are those of PKCS#11 3.1, section 5.1 and CK_RV in pkcs11t.h. Pitfall: an error that is not a PIN code may
//! still have used a try (`CKR_GENERAL_ERROR` at login); what is not known to be harmless counts as one.

use serde::{Deserialize, Serialize};

use crate::domain::phrase::Phrase;
use crate::domain::situation::Class;

/// The call that returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PinCall {
    /// `C_Login` with `CKU_USER`.
    LoginUser,
    /// `C_Login` with `CKU_SO`.
    LoginSo,
    /// `C_InitPIN` in an SO session.
    InitPin,
    /// `C_SetPIN` with the old PIN of the logged-in user (else the user PIN).
    SetPin,
    /// `C_SetPIN` with a PUK for the old PIN.
    SetPinWithPuk,
    /// `C_InitToken`, with the current SO PIN, or on a blank token with the new one.
    InitToken,
    /// `ETC_UnlockComplete`, with the response to a challenge and the new PIN.
    UnlockComplete,
    /// `C_GenerateKeyPair` in a user session.
    GenerateKeyPair,
    /// `C_DestroyObject` in a user session.
    DestroyObject,
}

impl PinCall {
    /// Its name in PKCS#11.
    pub fn name(self) -> &'static str {
        match self {
            Self::LoginUser | Self::LoginSo => "C_Login",
            Self::InitPin => "C_InitPIN",
            Self::SetPin | Self::SetPinWithPuk => "C_SetPIN",
            Self::InitToken => "C_InitToken",
            Self::UnlockComplete => "ETC_UnlockComplete",
            Self::GenerateKeyPair => "C_GenerateKeyPair",
            Self::DestroyObject => "C_DestroyObject",
        }
    }

    /// Whether it sends a secret, and so may use one of its tries.
    pub fn sends_secret(self) -> bool {
        !matches!(self, Self::GenerateKeyPair | Self::DestroyObject)
    }
}

/// Whether a try was used, as the journal writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Spent {
    /// It was not.
    No,
    /// It was.
    Yes,
    /// It must be counted as used.
    Counted,
}

/// What the return value of a PIN call means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PinOutcome {
    /// `CKR_OK`.
    Done,
    /// The secret was wrong.
    Wrong,
    /// The secret that was sent is locked.
    Locked,
    /// `C_InitPIN` says locked: the SO PIN is locked, or unblocking is disabled on this token.
    UnblockingBarred,
    /// The secret expired and must be changed first.
    Expired,
    /// The secret that was sent was never set.
    NotSet,
    /// The token refuses the new PIN for its length, characters or weakness.
    NewPinRefused,
    /// The old secret cannot have this length or form; not a try by the standard, but one on some cards.
    OldPinRefused,
    /// The token or session cannot be written to.
    WriteProtected,
    /// Another session or user is in the way.
    Busy,
    /// The token was taken out.
    Removed,
    /// This driver does not offer the call.
    Unsupported,
    /// The driver or reader aborted the call, for example at the PIN pad.
    Rejected,
    /// An error without information: it counts as a used try.
    Unknown,
    /// The token did not write or delete what was requested; no secret was sent with the call.
    NotWritten,
}

/// What a return value of a PIN call means.
pub fn outcome_of(code: u64, call: PinCall) -> PinOutcome {
    use PinCall::{InitPin, InitToken, LoginSo, LoginUser, SetPin, SetPinWithPuk};
    use PinOutcome as Means;

    if !call.sends_secret() {
        return outcome_of_writing(code);
    }
    if call == PinCall::UnlockComplete {
        return outcome_of_response(code);
    }
    match (code, call) {
        (0x00, _) => Means::Done,
        (0xA0, InitPin) => Means::NewPinRefused,
        (0xA0, _) => Means::Wrong,
        (0xA1 | 0xA2, LoginUser | LoginSo | InitToken) => Means::OldPinRefused,
        (0xA1 | 0xA2, _) | (0x1B8, InitPin | SetPin | SetPinWithPuk) => Means::NewPinRefused,
        (0xA3, _) => Means::Expired,
        (0xA4, InitPin) => Means::UnblockingBarred,
        (0xA4, _) => Means::Locked,
        (0x102, LoginUser | LoginSo | SetPin | SetPinWithPuk) => Means::NotSet,
        (0xB5 | 0xE2, _) => Means::WriteProtected,
        (0xB1 | 0xB6 | 0xB7 | 0xB8 | 0x100 | 0x104 | 0x105, _) => Means::Busy,
        (0x03 | 0x32 | 0xB0 | 0xB3 | 0xE0 | 0xE1, _) => Means::Removed,
        (0x07 | 0x1B | 0x54 | 0x101 | 0x103 | 0x190, _) => Means::Unsupported,
        (0x01 | 0x50 | 0x200, _) => Means::Rejected,
        _ => Means::Unknown,
    }
}

/// What a return value of `ETC_UnlockComplete` means: the vendor's own codes as in its header, else as for a login; but
/// no code shows which of its two secrets has the wrong length, so a try is counted.
fn outcome_of_response(code: u64) -> PinOutcome {
    match code {
        0xFF00_001F => PinOutcome::NotSet,
        0xFF00_0024 => PinOutcome::UnblockingBarred,
        0x1B8 => PinOutcome::NewPinRefused,
        // Of the user PIN being set.
        0x102 => PinOutcome::Unknown,
        _ => outcome_of(code, PinCall::LoginSo),
    }
}

/// What a return value means for a call that writes or deletes in a login.
fn outcome_of_writing(code: u64) -> PinOutcome {
    match code {
        0x00 => PinOutcome::Done,
        0xB5 | 0xE2 => PinOutcome::WriteProtected,
        0x03 | 0x32 | 0xB0 | 0xB3 | 0xE0 | 0xE1 => PinOutcome::Removed,
        0x54 | 0x62 | 0x63 | 0x70 | 0x71 | 0x130 | 0x140 | 0x190 => PinOutcome::Unsupported,
        0x01 | 0x50 | 0x200 => PinOutcome::Rejected,
        _ => PinOutcome::NotWritten,
    }
}

impl PinOutcome {
    /// Whether the call used a try of the secret it sent.
    pub fn try_spent(self) -> Spent {
        match self {
            Self::Done
            | Self::UnblockingBarred
            | Self::Expired
            | Self::NotSet
            | Self::NewPinRefused
            | Self::WriteProtected
            | Self::Busy
            | Self::Unsupported
            | Self::Rejected
            | Self::NotWritten => Spent::No,
            Self::Wrong | Self::Locked => Spent::Yes,
            Self::OldPinRefused | Self::Removed | Self::Unknown => Spent::Counted,
        }
    }

    /// The class of the failure; `None` on success.
    pub fn class(self) -> Option<Class> {
        match self {
            Self::Done => None,
            Self::Wrong | Self::OldPinRefused | Self::NotSet => Some(Class::PinWrong),
            Self::Locked | Self::UnblockingBarred => Some(Class::PinLocked),
            Self::Expired => Some(Class::Refused),
            Self::Removed => Some(Class::NotFound),
            Self::Rejected => Some(Class::Cancelled),
            Self::NewPinRefused
            | Self::WriteProtected
            | Self::Busy
            | Self::Unsupported
            | Self::NotWritten
            | Self::Unknown => Some(Class::Failed),
        }
    }

    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Wrong => "pin-wrong",
            Self::Locked => "pin-locked",
            Self::UnblockingBarred => "unblocking-barred",
            Self::Expired => "pin-expired",
            Self::NotSet => "pin-not-set",
            Self::NewPinRefused => "new-pin-refused-by-token",
            Self::OldPinRefused => "pin-refused-by-token",
            Self::WriteProtected => "token-write-protected",
            Self::Busy => "token-busy",
            Self::Removed => "token-removed",
            Self::Unsupported => "call-unsupported",
            Self::Rejected => "call-rejected",
            Self::NotWritten => "not-written",
            Self::Unknown => "unknown-counted-as-try",
        }
    }

    /// What it means, in a sentence; `role` names the secret that was sent.
    pub fn phrase(self, role: &Phrase) -> Phrase {
        Phrase::new(match self {
            Self::Done => "pin-outcome-done",
            Self::Wrong => "pin-outcome-wrong",
            Self::Locked => "pin-outcome-locked",
            Self::UnblockingBarred => "pin-outcome-unblocking-barred",
            Self::Expired => "pin-outcome-expired",
            Self::NotSet => "pin-outcome-not-set",
            Self::NewPinRefused => "pin-outcome-new-pin-refused",
            Self::OldPinRefused => "pin-outcome-old-pin-refused",
            Self::WriteProtected => "pin-outcome-write-protected",
            Self::Busy => "pin-outcome-busy",
            Self::Removed => "pin-outcome-removed",
            Self::Unsupported => "pin-outcome-unsupported",
            Self::Rejected => "pin-outcome-rejected",
            Self::NotWritten => "pin-outcome-not-written",
            Self::Unknown => "pin-outcome-unknown",
        })
        .with("role", role.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_error_at_login_counts_as_a_spent_try() {
        let outcome = outcome_of(0x05, PinCall::LoginUser);
        assert_eq!((outcome, outcome.try_spent()), (PinOutcome::Unknown, Spent::Counted), "CKR_GENERAL_ERROR");
        assert_eq!(outcome_of(0x06, PinCall::LoginUser).try_spent(), Spent::Counted, "CKR_FUNCTION_FAILED");
        assert_eq!(outcome_of(0x30, PinCall::LoginSo).try_spent(), Spent::Counted, "CKR_DEVICE_ERROR");
        assert_eq!(outcome_of(0x8000_0001, PinCall::LoginUser).try_spent(), Spent::Counted, "a vendor's code");
        assert_eq!(outcome_of(u64::MAX, PinCall::SetPin).try_spent(), Spent::Counted, "nonsense");
    }

    #[test]
    fn wrong_is_status_5_and_locked_is_status_6() {
        assert_eq!(outcome_of(0xA0, PinCall::LoginUser).class(), Some(Class::PinWrong), "CKR_PIN_INCORRECT");
        assert_eq!(outcome_of(0xA4, PinCall::LoginUser).class(), Some(Class::PinLocked), "CKR_PIN_LOCKED");
        assert_eq!(outcome_of(0xA4, PinCall::LoginSo).class(), Some(Class::PinLocked), "SO PIN locked");
        assert_eq!(outcome_of(0xA0, PinCall::SetPinWithPuk).class(), Some(Class::PinWrong), "wrong PUK");
    }

    #[test]
    fn locked_from_init_pin_is_a_matter_of_the_so_pin_or_the_tokens_policy() {
        let outcome = outcome_of(0xA4, PinCall::InitPin);
        assert_eq!(outcome, PinOutcome::UnblockingBarred, "not the user PIN: that one is being reset");
        assert_eq!(outcome.try_spent(), Spent::No, "the SO PIN had been accepted before");
    }

    #[test]
    fn a_response_is_judged_as_a_login_of_the_officer_and_by_the_vendors_own_codes() {
        let of = |code| outcome_of(code, PinCall::UnlockComplete);
        assert_eq!((of(0xA0), of(0xA0).try_spent()), (PinOutcome::Wrong, Spent::Yes), "CKR_PIN_INCORRECT");
        assert_eq!(of(0xA4).class(), Some(Class::PinLocked), "CKR_PIN_LOCKED");
        assert_eq!(of(0xA2).try_spent(), Spent::Counted, "CKR_PIN_LEN_RANGE: of the response or of the new PIN");
        assert_eq!(
            (of(0xFF00_001F), of(0xFF00_001F).try_spent()),
            (PinOutcome::NotSet, Spent::No),
            "no administrator PIN"
        );
        assert_eq!(of(0xFF00_0024).class(), Some(Class::PinLocked), "too many unlocks");
        assert_eq!(of(0xFF00_001E).try_spent(), Spent::Counted, "the counters do not match");
    }

    #[test]
    fn a_length_error_is_about_the_new_pin_only_where_one_was_sent() {
        assert_eq!(outcome_of(0xA2, PinCall::InitPin), PinOutcome::NewPinRefused, "CKR_PIN_LEN_RANGE from C_InitPIN");
        assert_eq!(outcome_of(0xA2, PinCall::LoginUser), PinOutcome::OldPinRefused, "from C_Login");
        assert_eq!(outcome_of(0x1B8, PinCall::SetPin), PinOutcome::NewPinRefused, "CKR_PIN_TOO_WEAK");
    }
}
