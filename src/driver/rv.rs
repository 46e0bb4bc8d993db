//! CKR return values by number and name (PKCS#11 3.1, 5.1 and 6; header `pkcs11t.h`).
//!
//! The sentences are in `text/`, one for each name. A number that is not in any standard is shown in hex.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A CK_RV as the driver returned it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rv(pub u64);

#[allow(dead_code, reason = "tests and the sentences speak of more codes than the program asks for")]
impl Rv {
    /// `CKR_OK`.
    pub const OK: Self = Self(0x0);
    /// `CKR_DATA_INVALID`.
    pub const DATA_INVALID: Self = Self(0x20);
    /// `CKR_DATA_LEN_RANGE`.
    pub const DATA_LEN_RANGE: Self = Self(0x21);
    /// `CKR_MUTEX_BAD`.
    pub const MUTEX_BAD: Self = Self(0x1a0);
    /// `CKR_HOST_MEMORY`.
    pub const HOST_MEMORY: Self = Self(0x2);
    /// `CKR_SLOT_ID_INVALID`.
    pub const SLOT_ID_INVALID: Self = Self(0x3);
    /// `CKR_KEY_HANDLE_INVALID`.
    pub const KEY_HANDLE_INVALID: Self = Self(0x60);
    /// CKR_OBJECT_HANDLE_INVALID.
    pub const OBJECT_HANDLE_INVALID: Self = Self(0x82);
    /// CKR_TEMPLATE_INCOMPLETE.
    pub const TEMPLATE_INCOMPLETE: Self = Self(0xd0);
    /// CKR_ATTRIBUTE_VALUE_INVALID.
    pub const ATTRIBUTE_VALUE_INVALID: Self = Self(0x13);
    /// CKR_DEVICE_MEMORY.
    pub const DEVICE_MEMORY: Self = Self(0x31);
    /// `CKR_GENERAL_ERROR`.
    pub const GENERAL_ERROR: Self = Self(0x5);
    /// `CKR_FUNCTION_FAILED`.
    pub const FUNCTION_FAILED: Self = Self(0x6);
    /// `CKR_ARGUMENTS_BAD`.
    pub const ARGUMENTS_BAD: Self = Self(0x7);
    /// CKR_NEED_TO_CREATE_THREADS.
    pub const NEED_TO_CREATE_THREADS: Self = Self(0x9);
    /// CKR_TOKEN_NOT_INITIALIZED.
    pub const TOKEN_NOT_INITIALIZED: Self = Self(0x208);
    /// CKR_OPERATION_ACTIVE.
    pub const OPERATION_ACTIVE: Self = Self(0x90);
    /// CKR_OPERATION_NOT_INITIALIZED.
    pub const OPERATION_NOT_INITIALIZED: Self = Self(0x91);
    /// `CKR_CANT_LOCK`.
    pub const CANT_LOCK: Self = Self(0xa);
    /// `CKR_ATTRIBUTE_SENSITIVE`.
    pub const ATTRIBUTE_SENSITIVE: Self = Self(0x11);
    /// `CKR_ATTRIBUTE_TYPE_INVALID`.
    pub const ATTRIBUTE_TYPE_INVALID: Self = Self(0x12);
    /// `CKR_BUFFER_TOO_SMALL`.
    pub const BUFFER_TOO_SMALL: Self = Self(0x150);
    /// `CKR_FUNCTION_NOT_SUPPORTED`.
    pub const FUNCTION_NOT_SUPPORTED: Self = Self(0x54);
    /// `CKR_PIN_INCORRECT`.
    pub const PIN_INCORRECT: Self = Self(0xa0);
    /// `CKR_PIN_INVALID`.
    pub const PIN_INVALID: Self = Self(0xa1);
    /// `CKR_PIN_LEN_RANGE`.
    pub const PIN_LEN_RANGE: Self = Self(0xa2);
    /// `CKR_PIN_EXPIRED`.
    pub const PIN_EXPIRED: Self = Self(0xa3);
    /// `CKR_PIN_LOCKED`.
    pub const PIN_LOCKED: Self = Self(0xa4);
    /// `CKR_SESSION_HANDLE_INVALID`.
    pub const SESSION_HANDLE_INVALID: Self = Self(0xb3);
    /// `CKR_SESSION_READ_ONLY`.
    pub const SESSION_READ_ONLY: Self = Self(0xb5);
    /// `CKR_TOKEN_NOT_PRESENT`.
    pub const TOKEN_NOT_PRESENT: Self = Self(0xe0);
    /// `CKR_TOKEN_NOT_RECOGNIZED`.
    pub const TOKEN_NOT_RECOGNIZED: Self = Self(0xe1);
    /// `CKR_USER_TYPE_INVALID`.
    pub const USER_TYPE_INVALID: Self = Self(0x103);
    /// `CKR_TOKEN_WRITE_PROTECTED`.
    pub const TOKEN_WRITE_PROTECTED: Self = Self(0xe2);
    /// `CKR_DEVICE_REMOVED`.
    pub const DEVICE_REMOVED: Self = Self(0x32);
    /// `CKR_FUNCTION_CANCELED`.
    pub const FUNCTION_CANCELED: Self = Self(0x50);
    /// `CKR_USER_ALREADY_LOGGED_IN`.
    pub const USER_ALREADY_LOGGED_IN: Self = Self(0x100);
    /// `CKR_USER_NOT_LOGGED_IN`.
    pub const USER_NOT_LOGGED_IN: Self = Self(0x101);
    /// `CKR_USER_PIN_NOT_INITIALIZED`.
    pub const USER_PIN_NOT_INITIALIZED: Self = Self(0x102);
    /// `CKR_SESSION_READ_ONLY_EXISTS`.
    pub const SESSION_READ_ONLY_EXISTS: Self = Self(0xb7);
    /// `CKR_CRYPTOKI_ALREADY_INITIALIZED`.
    pub const CRYPTOKI_ALREADY_INITIALIZED: Self = Self(0x191);
    /// `CKR_CRYPTOKI_NOT_INITIALIZED`.
    pub const CRYPTOKI_NOT_INITIALIZED: Self = Self(0x190);

    /// The standard's name, `CKR_…`; `None` for vendors' and unknown numbers.
    pub fn name(self) -> Option<&'static str> {
        NAMES
            .binary_search_by_key(&self.0, |(number, _)| *number)
            .ok()
            .and_then(|at| NAMES.get(at))
            .map(|(_, name)| *name)
    }

    /// Whether the standard has a code with this name.
    pub fn is_named(name: &str) -> bool {
        NAMES.iter().any(|(_, known)| *known == name)
    }

    /// Whether the call succeeded.
    pub fn is_ok(self) -> bool {
        self == Self::OK
    }
}

/// The name, or `CKR_VENDOR_DEFINED+0x…` and `0x…` without one.
impl fmt::Display for Rv {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => formatter.write_str(name),
            None if self.0 & VENDOR_DEFINED != 0 => {
                write!(formatter, "CKR_VENDOR_DEFINED+{:#x}", self.0 & !VENDOR_DEFINED)
            }
            None => write!(formatter, "{:#x}", self.0),
        }
    }
}

/// From here on the numbers belong to vendors.
const VENDOR_DEFINED: u64 = 0x8000_0000;

/// Number and name, by number.
const NAMES: &[(u64, &str)] = &[
    (0x0, "CKR_OK"),
    (0x1, "CKR_CANCEL"),
    (0x2, "CKR_HOST_MEMORY"),
    (0x3, "CKR_SLOT_ID_INVALID"),
    (0x5, "CKR_GENERAL_ERROR"),
    (0x6, "CKR_FUNCTION_FAILED"),
    (0x7, "CKR_ARGUMENTS_BAD"),
    (0x8, "CKR_NO_EVENT"),
    (0x9, "CKR_NEED_TO_CREATE_THREADS"),
    (0xa, "CKR_CANT_LOCK"),
    (0x10, "CKR_ATTRIBUTE_READ_ONLY"),
    (0x11, "CKR_ATTRIBUTE_SENSITIVE"),
    (0x12, "CKR_ATTRIBUTE_TYPE_INVALID"),
    (0x13, "CKR_ATTRIBUTE_VALUE_INVALID"),
    (0x1b, "CKR_ACTION_PROHIBITED"),
    (0x20, "CKR_DATA_INVALID"),
    (0x21, "CKR_DATA_LEN_RANGE"),
    (0x30, "CKR_DEVICE_ERROR"),
    (0x31, "CKR_DEVICE_MEMORY"),
    (0x32, "CKR_DEVICE_REMOVED"),
    (0x40, "CKR_ENCRYPTED_DATA_INVALID"),
    (0x41, "CKR_ENCRYPTED_DATA_LEN_RANGE"),
    (0x42, "CKR_AEAD_DECRYPT_FAILED"),
    (0x50, "CKR_FUNCTION_CANCELED"),
    (0x51, "CKR_FUNCTION_NOT_PARALLEL"),
    (0x54, "CKR_FUNCTION_NOT_SUPPORTED"),
    (0x60, "CKR_KEY_HANDLE_INVALID"),
    (0x62, "CKR_KEY_SIZE_RANGE"),
    (0x63, "CKR_KEY_TYPE_INCONSISTENT"),
    (0x64, "CKR_KEY_NOT_NEEDED"),
    (0x65, "CKR_KEY_CHANGED"),
    (0x66, "CKR_KEY_NEEDED"),
    (0x67, "CKR_KEY_INDIGESTIBLE"),
    (0x68, "CKR_KEY_FUNCTION_NOT_PERMITTED"),
    (0x69, "CKR_KEY_NOT_WRAPPABLE"),
    (0x6a, "CKR_KEY_UNEXTRACTABLE"),
    (0x70, "CKR_MECHANISM_INVALID"),
    (0x71, "CKR_MECHANISM_PARAM_INVALID"),
    (0x82, "CKR_OBJECT_HANDLE_INVALID"),
    (0x90, "CKR_OPERATION_ACTIVE"),
    (0x91, "CKR_OPERATION_NOT_INITIALIZED"),
    (0xa0, "CKR_PIN_INCORRECT"),
    (0xa1, "CKR_PIN_INVALID"),
    (0xa2, "CKR_PIN_LEN_RANGE"),
    (0xa3, "CKR_PIN_EXPIRED"),
    (0xa4, "CKR_PIN_LOCKED"),
    (0xb0, "CKR_SESSION_CLOSED"),
    (0xb1, "CKR_SESSION_COUNT"),
    (0xb3, "CKR_SESSION_HANDLE_INVALID"),
    (0xb4, "CKR_SESSION_PARALLEL_NOT_SUPPORTED"),
    (0xb5, "CKR_SESSION_READ_ONLY"),
    (0xb6, "CKR_SESSION_EXISTS"),
    (0xb7, "CKR_SESSION_READ_ONLY_EXISTS"),
    (0xb8, "CKR_SESSION_READ_WRITE_SO_EXISTS"),
    (0xc0, "CKR_SIGNATURE_INVALID"),
    (0xc1, "CKR_SIGNATURE_LEN_RANGE"),
    (0xd0, "CKR_TEMPLATE_INCOMPLETE"),
    (0xd1, "CKR_TEMPLATE_INCONSISTENT"),
    (0xe0, "CKR_TOKEN_NOT_PRESENT"),
    (0xe1, "CKR_TOKEN_NOT_RECOGNIZED"),
    (0xe2, "CKR_TOKEN_WRITE_PROTECTED"),
    (0xf0, "CKR_UNWRAPPING_KEY_HANDLE_INVALID"),
    (0xf1, "CKR_UNWRAPPING_KEY_SIZE_RANGE"),
    (0xf2, "CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT"),
    (0x100, "CKR_USER_ALREADY_LOGGED_IN"),
    (0x101, "CKR_USER_NOT_LOGGED_IN"),
    (0x102, "CKR_USER_PIN_NOT_INITIALIZED"),
    (0x103, "CKR_USER_TYPE_INVALID"),
    (0x104, "CKR_USER_ANOTHER_ALREADY_LOGGED_IN"),
    (0x105, "CKR_USER_TOO_MANY_TYPES"),
    (0x110, "CKR_WRAPPED_KEY_INVALID"),
    (0x112, "CKR_WRAPPED_KEY_LEN_RANGE"),
    (0x113, "CKR_WRAPPING_KEY_HANDLE_INVALID"),
    (0x114, "CKR_WRAPPING_KEY_SIZE_RANGE"),
    (0x115, "CKR_WRAPPING_KEY_TYPE_INCONSISTENT"),
    (0x120, "CKR_RANDOM_SEED_NOT_SUPPORTED"),
    (0x121, "CKR_RANDOM_NO_RNG"),
    (0x130, "CKR_DOMAIN_PARAMS_INVALID"),
    (0x140, "CKR_CURVE_NOT_SUPPORTED"),
    (0x150, "CKR_BUFFER_TOO_SMALL"),
    (0x160, "CKR_SAVED_STATE_INVALID"),
    (0x170, "CKR_INFORMATION_SENSITIVE"),
    (0x180, "CKR_STATE_UNSAVEABLE"),
    (0x190, "CKR_CRYPTOKI_NOT_INITIALIZED"),
    (0x191, "CKR_CRYPTOKI_ALREADY_INITIALIZED"),
    (0x1a0, "CKR_MUTEX_BAD"),
    (0x1a1, "CKR_MUTEX_NOT_LOCKED"),
    (0x1b0, "CKR_NEW_PIN_MODE"),
    (0x1b1, "CKR_NEXT_OTP"),
    (0x1b5, "CKR_EXCEEDED_MAX_ITERATIONS"),
    (0x1b6, "CKR_FIPS_SELF_TEST_FAILED"),
    (0x1b7, "CKR_LIBRARY_LOAD_FAILED"),
    (0x1b8, "CKR_PIN_TOO_WEAK"),
    (0x1b9, "CKR_PUBLIC_KEY_INVALID"),
    (0x200, "CKR_FUNCTION_REJECTED"),
    (0x201, "CKR_TOKEN_RESOURCE_EXCEEDED"),
    (0x202, "CKR_OPERATION_CANCEL_FAILED"),
    (0x203, "CKR_KEY_EXHAUSTED"),
    (0x204, "CKR_PENDING"),
    (0x205, "CKR_SESSION_ASYNC_NOT_SUPPORTED"),
    (0x206, "CKR_SEED_RANDOM_REQUIRED"),
    (0x207, "CKR_OPERATION_NOT_VALIDATED"),
    (0x208, "CKR_TOKEN_NOT_INITIALIZED"),
    (0x209, "CKR_PARAMETER_SET_NOT_SUPPORTED"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_so_that_the_search_finds_them() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0), "binary search needs ascending numbers");
        assert_eq!(Rv(0xa0).name(), Some("CKR_PIN_INCORRECT"), "a code everybody meets");
        assert_eq!(Rv(0x8000_0010).to_string(), "CKR_VENDOR_DEFINED+0x10", "vendors' codes keep their number");
        assert_eq!(Rv(0x7777).to_string(), "0x7777", "unknown codes are shown in hex");
    }
}
