//! From flag bits to states.

use super::{PinState, SoPin, UserPin};
use crate::domain::known::{Trust, WarnsAt};
use crate::domain::policy::Limits;

/// Flags of `CK_TOKEN_INFO` (PKCS#11 3.1, section 3.2, table 6).
pub mod flags {
    /// `CKF_WRITE_PROTECTED`.
    pub const WRITE_PROTECTED: u64 = 0x0000_0002;
    /// `CKF_LOGIN_REQUIRED`.
    pub const LOGIN_REQUIRED: u64 = 0x0000_0004;
    /// `CKF_USER_PIN_INITIALIZED`: the normal user's PIN has been set.
    pub const USER_PIN_INITIALIZED: u64 = 0x0000_0008;
    /// `CKF_PROTECTED_AUTHENTICATION_PATH`: the PIN is typed on the reader.
    pub const PROTECTED_AUTHENTICATION_PATH: u64 = 0x0000_0100;
    /// `CKF_TOKEN_INITIALIZED`.
    pub const TOKEN_INITIALIZED: u64 = 0x0000_0400;
    /// `CKF_USER_PIN_COUNT_LOW`: at least one wrong user PIN since the last correct one.
    pub const USER_PIN_COUNT_LOW: u64 = 0x0001_0000;
    /// `CKF_USER_PIN_FINAL_TRY`: one more wrong user PIN locks it.
    pub const USER_PIN_FINAL_TRY: u64 = 0x0002_0000;
    /// `CKF_USER_PIN_LOCKED`.
    pub const USER_PIN_LOCKED: u64 = 0x0004_0000;
    /// `CKF_USER_PIN_TO_BE_CHANGED`.
    pub const USER_PIN_TO_BE_CHANGED: u64 = 0x0008_0000;
    /// `CKF_SO_PIN_COUNT_LOW`.
    pub const SO_PIN_COUNT_LOW: u64 = 0x0010_0000;
    /// `CKF_SO_PIN_FINAL_TRY`.
    pub const SO_PIN_FINAL_TRY: u64 = 0x0020_0000;
    /// `CKF_SO_PIN_LOCKED`.
    pub const SO_PIN_LOCKED: u64 = 0x0040_0000;
    /// `CKF_SO_PIN_TO_BE_CHANGED`.
    pub const SO_PIN_TO_BE_CHANGED: u64 = 0x0080_0000;
}

/// The user PIN, read from `CK_TOKEN_INFO.flags` and the PIN lengths.
///
/// The worst flag wins: locked, then last try, then count low. A flag that is set counts with every driver.
pub fn user_pin_state(bits: u64, trust: Trust, min_length: u64, max_length: u64) -> UserPin {
    let initialized = bits & flags::USER_PIN_INITIALIZED != 0 && bits & flags::TOKEN_INITIALIZED != 0;
    let warned = warning(bits, flags::USER_PIN_LOCKED, flags::USER_PIN_FINAL_TRY, flags::USER_PIN_COUNT_LOW);
    let state = match warned {
        Some(state) if bits & flags::TOKEN_INITIALIZED != 0 => state,
        _ if !initialized => PinState::NotSet,
        _ if trust.warns_at == WarnsAt::Never => PinState::Unknown,
        _ => PinState::Ok,
    };
    let limits = Limits::sane(min_length, max_length);
    UserPin {
        state,
        flags_trusted: trust.warns_at_first(),
        initialized,
        must_change: initialized && bits & flags::USER_PIN_TO_BE_CHANGED != 0,
        min_length: limits.min,
        max_length: limits.max,
        ..UserPin::default()
    }
}

/// The SO PIN, read from `CK_TOKEN_INFO.flags`. On an uninitialised token they mean nothing: SoftHSM sets locked and
/// to-be-changed there. With a driver that was never seen to set them, their absence means nothing either.
pub fn so_pin_state(bits: u64, trust: Trust) -> SoPin {
    if bits & flags::TOKEN_INITIALIZED == 0 {
        return SoPin::default();
    }
    let warned = warning(bits, flags::SO_PIN_LOCKED, flags::SO_PIN_FINAL_TRY, flags::SO_PIN_COUNT_LOW);
    let silent = if trust.so_flags { PinState::Ok } else { PinState::Unknown };
    SoPin { state: warned.unwrap_or(silent), must_change: bits & flags::SO_PIN_TO_BE_CHANGED != 0, ..SoPin::default() }
}

fn warning(bits: u64, locked: u64, final_try: u64, count_low: u64) -> Option<PinState> {
    [(locked, PinState::Locked), (final_try, PinState::FinalTry), (count_low, PinState::CountLow)]
        .into_iter()
        .find(|(flag, _)| bits & flag != 0)
        .map(|(_, state)| state)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURED: Trust = Trust { warns_at: WarnsAt::Try(1), so_flags: true };
    const READY: u64 = flags::TOKEN_INITIALIZED | flags::USER_PIN_INITIALIZED | flags::LOGIN_REQUIRED;

    fn user(bits: u64, trust: Trust) -> PinState {
        user_pin_state(bits, trust, 4, 16).state
    }

    #[test]
    fn the_worst_flag_wins_where_a_driver_sets_several() {
        let all = flags::USER_PIN_COUNT_LOW | flags::USER_PIN_FINAL_TRY | flags::USER_PIN_LOCKED;
        assert_eq!(user(READY | all, MEASURED), PinState::Locked, "locked before all");
        let two = flags::USER_PIN_COUNT_LOW | flags::USER_PIN_FINAL_TRY;
        assert_eq!(user(READY | two, MEASURED), PinState::FinalTry, "final before low");
        assert_eq!(user(READY | flags::USER_PIN_COUNT_LOW, MEASURED), PinState::CountLow, "low alone");
    }

    #[test]
    fn no_flag_means_ok_only_where_the_driver_is_known_to_set_them() {
        let listed = user_pin_state(READY, MEASURED, 4, 16);
        assert_eq!((listed.state, listed.flags_trusted), (PinState::Ok, true), "measured driver");
        let unlisted = user_pin_state(READY, Trust::UNLISTED, 4, 16);
        assert_eq!((unlisted.state, unlisted.flags_trusted), (PinState::Ok, false), "no warning reported");
        let late = user_pin_state(READY, Trust { warns_at: WarnsAt::Try(2), so_flags: false }, 4, 8);
        assert_eq!((late.state, late.flags_trusted), (PinState::Ok, false), "a PIV card is silent after one wrong PIN");
        assert_eq!(user(READY, Trust::NEVER), PinState::Unknown, "tpm2-pkcs11 and NSS never tell");
        assert_eq!(user(READY | flags::USER_PIN_LOCKED, Trust::NEVER), PinState::Locked, "a set flag counts");
    }

    #[test]
    fn so_flags_of_an_uninitialised_token_are_ignored() {
        let bits = flags::SO_PIN_LOCKED | flags::SO_PIN_TO_BE_CHANGED;
        let so = so_pin_state(bits, MEASURED);
        assert_eq!((so.state, so.must_change), (PinState::Unknown, false), "SoftHSM's spare slot sets them always");
        let so = so_pin_state(bits | flags::TOKEN_INITIALIZED, MEASURED);
        assert_eq!((so.state, so.must_change), (PinState::Locked, true), "on an initialised token they count");
        assert_eq!(user(flags::USER_PIN_LOCKED, MEASURED), PinState::NotSet, "no token, no user PIN");
    }

    #[test]
    fn a_silent_so_pin_is_ok_only_where_the_module_sets_flags_for_it() {
        assert_eq!(so_pin_state(READY, MEASURED).state, PinState::Ok, "SoftHSM tells");
        for trust in [Trust { warns_at: WarnsAt::Try(2), so_flags: false }, Trust::NEVER, Trust::UNLISTED] {
            assert_eq!(so_pin_state(READY, trust).state, PinState::Unknown, "{trust:?}: it may be dead");
            let locked = so_pin_state(READY | flags::SO_PIN_LOCKED, trust).state;
            assert_eq!(locked, PinState::Locked, "{trust:?}: a flag that is set counts");
        }
    }

    #[test]
    fn a_user_pin_that_was_never_set_is_said_so_unless_it_is_locked() {
        assert_eq!(user(flags::TOKEN_INITIALIZED, MEASURED), PinState::NotSet, "never set");
        let bits = flags::TOKEN_INITIALIZED | flags::USER_PIN_LOCKED;
        assert_eq!(user(bits, MEASURED), PinState::Locked, "some cards drop the initialized flag when locked");
    }

    #[test]
    fn nonsense_lengths_are_no_lengths() {
        let pin = user_pin_state(READY, MEASURED, 8, 0);
        assert_eq!((pin.min_length, pin.max_length), (None, None), "kryoptic claims 8..0");
    }
}
