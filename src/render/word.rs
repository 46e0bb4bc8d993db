//! States and verdicts as words of the chosen language, and their prominence.
//!
//! May import `report`, `domain`, `text`.
//!
//! Pitfall: `ok` for a PIN whose driver is not known to set the flags only means that no warning was reported.

use super::table::Tint;
use crate::domain::pin::{PinState, SoPin, UserPin};
use crate::domain::problem::Severity;
use crate::domain::verify::State;
use crate::report::inventory::{DriverStatus, FoundBy, KeyClass, Pairing, PrivateKey, Revocation, Validity};

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
