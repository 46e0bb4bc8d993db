//! States and verdicts as words of the chosen language, and their prominence.
//!
//! May import `report`, `domain`, `text`.
//!
//! Pitfall: `ok` for a PIN whose driver is not known to set the flags only means that no warning was reported.

use super::table::Tint;
use crate::domain::pin::{PinState, SoPin, UserPin};
use crate::domain::problem::Severity;
use crate::domain::verify::State;
use crate::journal::attempt::{Action, Phase, SecretKind};
use crate::report::inventory::{DriverStatus, FoundBy, KeyClass, Pairing, PrivateKey, Revocation, Validity};
use crate::report::pin::{AttemptResult, SignatureSkipped};

/// The identifier of a word, and its tint.
pub type Word = (&'static str, Tint);

/// The state of a user PIN.
pub fn user_pin(pin: &UserPin) -> Word {
    if pin.state == PinState::Ok && !pin.flags_trusted {
        return ("word-pin-no-warning", Tint::Plain);
    }
    pin_state(pin.state)
}

/// The state of an SO PIN.
pub fn so_pin(pin: &SoPin) -> Word {
    pin_state(pin.state)
}

/// The state of a PIN as read.
pub fn pin_state(state: PinState) -> Word {
    let tint = match state {
        PinState::Ok => Tint::Good,
        PinState::CountLow | PinState::NotSet => Tint::Warning,
        PinState::FinalTry | PinState::Locked => Tint::Bad,
        PinState::Unknown => Tint::Dim,
    };
    (state.word(), tint)
}

/// Validity; without one the dates could not be read.
pub fn validity(validity: Option<Validity>) -> Word {
    match validity {
        Some(Validity::Valid) => ("word-validity-valid", Tint::Good),
        Some(Validity::Expiring) => ("word-validity-expiring", Tint::Warning),
        Some(Validity::Expired) => ("word-validity-expired", Tint::Bad),
        Some(Validity::NotYetValid) => ("word-validity-not-yet-valid", Tint::Warning),
        None => ("word-validity-unknown", Tint::Warning),
    }
}

/// Whether a certificate may be used, if that was checked.
pub fn revocation(revocation: Revocation) -> Word {
    match revocation {
        Revocation::NotChecked => ("table-not-checked", Tint::Plain),
        Revocation::Judged(state) => usability(state),
    }
}

/// Whether a certificate may be used.
pub fn usability(state: State) -> Word {
    match state {
        State::Effective => ("verify-state-effective", Tint::Good),
        State::Expired => ("verify-state-expired", Tint::Bad),
        State::NotYetValid => ("verify-state-not-yet-valid", Tint::Bad),
        State::Revoked => ("verify-state-revoked", Tint::Bad),
        State::Unknown => ("verify-state-unknown", Tint::Warning),
        State::Untrusted => ("verify-state-untrusted", Tint::Bad),
        State::WrongUsage => ("verify-state-wrong-usage", Tint::Bad),
    }
}

/// How a certificate relates to the keys of its token.
pub fn pairing(pairing: Pairing) -> Word {
    match pairing {
        Pairing::Current => ("word-pairing-current", Tint::Plain),
        Pairing::Superseded => ("word-pairing-superseded", Tint::Dim),
        Pairing::Orphan => ("word-pairing-orphan", Tint::Warning),
        Pairing::Foreign => ("word-pairing-foreign", Tint::Warning),
        Pairing::Ca => ("word-pairing-ca", Tint::Dim),
        Pairing::Unknown => ("word-pairing-unknown", Tint::Dim),
    }
}

/// The severity of a problem.
pub fn severity(severity: Severity) -> Word {
    match severity {
        Severity::Note => ("word-severity-note", Tint::Dim),
        Severity::Warning => ("word-severity-warning", Tint::Warning),
        Severity::Critical => ("word-severity-critical", Tint::Bad),
    }
}

/// The class of a key.
pub fn key_class(class: KeyClass) -> Word {
    match class {
        KeyClass::Private => ("word-class-private", Tint::Plain),
        KeyClass::Public => ("word-class-public", Tint::Plain),
        KeyClass::Secret => ("word-class-secret", Tint::Plain),
    }
}

/// The result of a driver.
pub fn driver_status(status: DriverStatus) -> Word {
    match status {
        DriverStatus::Ok => ("word-status-ok", Tint::Good),
        DriverStatus::Partial => ("word-status-partial", Tint::Warning),
        DriverStatus::Hung => ("word-status-hung", Tint::Bad),
        DriverStatus::Crashed => ("word-status-crashed", Tint::Bad),
        DriverStatus::Unloadable => ("word-status-unloadable", Tint::Bad),
        DriverStatus::Failed => ("word-status-failed", Tint::Bad),
        DriverStatus::Unused => ("word-status-unused", Tint::Dim),
    }
}

/// How a driver was found.
pub fn found_by(found: FoundBy) -> Word {
    match found {
        FoundBy::Option => ("word-found-option", Tint::Plain),
        FoundBy::Environment => ("word-found-environment", Tint::Plain),
        FoundBy::Config => ("word-found-config", Tint::Plain),
        FoundBy::P11Kit => ("word-found-p11-kit", Tint::Plain),
        FoundBy::Known => ("word-found-known", Tint::Plain),
        FoundBy::Registry => ("word-found-registry", Tint::Plain),
    }
}

/// Whether the private key of a certificate is present.
pub fn private_key(state: PrivateKey) -> Word {
    match state {
        PrivateKey::Present => ("word-private-present", Tint::Plain),
        PrivateKey::Absent => ("word-private-absent", Tint::Warning),
        PrivateKey::Unknown => ("word-private-unknown", Tint::Dim),
    }
}

/// Yes, no, or unknown.
pub fn answer(answer: Option<bool>) -> Word {
    match answer {
        Some(true) => ("word-yes", Tint::Plain),
        Some(false) => ("word-no", Tint::Plain),
        None => ("word-unknown", Tint::Dim),
    }
}

/// The result of an attempt; without one it is planned.
pub fn attempt_result(result: Option<AttemptResult>) -> Word {
    match result {
        Some(AttemptResult::Unlocked) => ("attempt-result-unlocked", Tint::Good),
        Some(AttemptResult::Changed) => ("attempt-result-changed", Tint::Good),
        Some(AttemptResult::Verified) => ("attempt-result-verified", Tint::Good),
        Some(AttemptResult::Signed) => ("keys-result-signed", Tint::Good),
        Some(AttemptResult::Generated) => ("keys-result-generated", Tint::Good),
        Some(AttemptResult::Deleted) => ("keys-result-deleted", Tint::Good),
        Some(AttemptResult::Initialized) => ("init-result-initialized", Tint::Good),
        Some(AttemptResult::Refused) => ("attempt-result-refused", Tint::Bad),
        Some(AttemptResult::Failed) => ("attempt-result-failed", Tint::Bad),
        Some(AttemptResult::Unknown) => ("attempt-result-unknown", Tint::Bad),
        None => ("attempt-result-planned", Tint::Plain),
    }
}

/// The secret of an attempt.
pub fn secret(secret: SecretKind) -> &'static str {
    match secret {
        SecretKind::UserPin => "attempt-secret-user-pin",
        SecretKind::SoPin => "attempt-secret-so-pin",
        SecretKind::Puk => "attempt-secret-puk",
        SecretKind::None => "attempt-secret-none",
    }
}

/// Why no signature proves a PIN.
pub fn signature_skipped(skipped: SignatureSkipped) -> &'static str {
    match skipped {
        SignatureSkipped::NoPair => "attempt-skipped-no-pair",
        SignatureSkipped::NoKey => "attempt-skipped-no-key",
        SignatureSkipped::SeveralKeys => "attempt-skipped-several-keys",
        SignatureSkipped::AlwaysAuthenticate => "attempt-skipped-always-authenticate",
        SignatureSkipped::MayNotSign => "attempt-skipped-may-not-sign",
        SignatureSkipped::CallFailed => "door-skipped-call-failed",
    }
}

/// What an entry of the journal is about.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::PinUnlock => "attempt-action-pin-unlock",
        Action::PinChange => "attempt-action-pin-change",
        Action::SoPinChange => "attempt-action-so-pin-change",
        Action::PinVerify => "attempt-action-pin-verify",
        Action::Login => "attempt-action-login",
        Action::CsrCreate => "attempt-action-csr-create",
        Action::KeyGenerate => "attempt-action-key-generate",
        Action::KeyDelete => "attempt-action-key-delete",
        Action::TokenInit => "attempt-action-token-init",
        Action::CertImport => "attempt-action-cert-import",
        Action::CertDelete => "attempt-action-cert-delete",
    }
}

/// Whether an entry was written before a call, after it, or instead of it.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Intent => "attempt-phase-intent",
        Phase::Result => "attempt-phase-result",
        Phase::Refused => "attempt-phase-refused",
    }
}
