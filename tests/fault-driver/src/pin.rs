//! The PIN machine: what uses a try, which code it returns, which flags show it.
//!
//! Pitfall: the styles were measured on real modules; a new one requires a new measurement.

use cryptoki_sys as c;
use cryptoki_sys::{CK_FLAGS, CK_RV};

use crate::script::{Style, Token};
use crate::state::{PinState, TokenState, digest};

impl Style {
    /// Tries until a PIN locks, if the script does not say; 0: never.
    pub fn tries(self) -> u32 {
        match self {
            Self::Softhsm | Self::Nss => 0,
            Self::Kryoptic => 10,
            Self::Plain | Self::Opencryptoki | Self::OpenscPiv | Self::Openpgp | Self::Tpm => 3,
        }
    }

    /// The code of the try that locks.
    fn locking(self) -> CK_RV {
        match self {
            Self::Kryoptic | Self::OpenscPiv => c::CKR_PIN_LOCKED,
            _ => c::CKR_PIN_INCORRECT,
        }
    }

    /// The code of every try after it.
    fn locked(self) -> CK_RV {
        match self {
            Self::Openpgp => c::CKR_PIN_INCORRECT,
            _ => c::CKR_PIN_LOCKED,
        }
    }

    fn low(self, pin: &PinState) -> bool {
        match self {
            Self::Softhsm => pin.wrong > 0,
            Self::Kryoptic => pin.tries > 0 && pin.left <= 3 && pin.left > 1,
            Self::Plain | Self::Opencryptoki => pin.left < pin.tries && pin.left > 1,
            Self::OpenscPiv | Self::Openpgp | Self::Tpm | Self::Nss => false,
        }
    }

    fn silent(self) -> bool {
        matches!(self, Self::Tpm | Self::Nss)
    }
}

/// Uses one try, if there is one.
pub fn attempt(style: Style, pin: &mut PinState, given: &[u8]) -> Result<(), CK_RV> {
    if pin.locked() {
        return Err(style.locked());
    }
    if pin.digest.as_deref() == Some(digest(given).as_str()) {
        pin.left = pin.tries;
        pin.wrong = 0;
        return Ok(());
    }
    pin.wrong += 1;
    pin.left = pin.left.saturating_sub(1);
    Err(if pin.locked() { style.locking() } else { c::CKR_PIN_INCORRECT })
}

/// Uses a try of the user PIN or the SO PIN; on a TPM they lock together.
pub fn attempt_login(token: &Token, state: &mut TokenState, so: bool, given: &[u8]) -> Result<(), CK_RV> {
    if so && token.so_accepts_anything {
        return Ok(());
    }
    if token.style == Style::Tpm && (state.user.locked() || state.so.locked()) {
        return Err(token.style.locked());
    }
    attempt(token.style, if so { &mut state.so } else { &mut state.user }, given)
}

/// The PIN flags of CK_TOKEN_INFO.
pub fn flags(token: &Token, state: &TokenState) -> CK_FLAGS {
    let mut flags = 0;
    let mut set = |on: bool, flag: CK_FLAGS| flags |= if on { flag } else { 0 };
    set(state.user.digest.is_some(), c::CKF_USER_PIN_INITIALIZED);
    set(state.user.must_change, c::CKF_USER_PIN_TO_BE_CHANGED);
    set(state.so.must_change, c::CKF_SO_PIN_TO_BE_CHANGED);
    if token.silent || token.style.silent() {
        return flags;
    }
    let mut tries = |pin: &PinState, low: CK_FLAGS, last: CK_FLAGS, locked: CK_FLAGS| {
        set(token.style.low(pin), low);
        set(pin.tries > 0 && pin.left == 1, last);
        set(pin.locked(), locked);
    };
    tries(&state.user, c::CKF_USER_PIN_COUNT_LOW, c::CKF_USER_PIN_FINAL_TRY, c::CKF_USER_PIN_LOCKED);
    tries(&state.so, c::CKF_SO_PIN_COUNT_LOW, c::CKF_SO_PIN_FINAL_TRY, c::CKF_SO_PIN_LOCKED);
    flags
}
