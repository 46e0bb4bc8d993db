//! The meaning of PKCS#11 return values in words (`text/*/ckr.ftl`).
//!
//! Pitfall: vendors' own codes have no words; they are shown unchanged.

use crate::domain::phrase::{Phrase, Value};

/// The codes that calls of this program return, in the order of their numbers.
const WORDED: &[(&str, &str)] = &[
    ("CKR_HOST_MEMORY", "ckr-host-memory"),
    ("CKR_SLOT_ID_INVALID", "ckr-slot-id-invalid"),
    ("CKR_GENERAL_ERROR", "ckr-general-error"),
    ("CKR_FUNCTION_FAILED", "ckr-function-failed"),
    ("CKR_ARGUMENTS_BAD", "ckr-arguments-bad"),
    ("CKR_NEED_TO_CREATE_THREADS", "ckr-need-to-create-threads"),
    ("CKR_CANT_LOCK", "ckr-cant-lock"),
    ("CKR_ATTRIBUTE_SENSITIVE", "ckr-attribute-sensitive"),
    ("CKR_ATTRIBUTE_TYPE_INVALID", "ckr-attribute-type-invalid"),
    ("CKR_DATA_INVALID", "ckr-data-invalid"),
    ("CKR_DEVICE_ERROR", "ckr-device-error"),
    ("CKR_DEVICE_MEMORY", "ckr-device-memory"),
    ("CKR_DEVICE_REMOVED", "ckr-device-removed"),
    ("CKR_FUNCTION_CANCELED", "ckr-function-canceled"),
    ("CKR_FUNCTION_NOT_SUPPORTED", "ckr-function-not-supported"),
    ("CKR_MECHANISM_INVALID", "ckr-mechanism-invalid"),
    ("CKR_OBJECT_HANDLE_INVALID", "ckr-object-handle-invalid"),
    ("CKR_OPERATION_ACTIVE", "ckr-operation-active"),
    ("CKR_OPERATION_NOT_INITIALIZED", "ckr-operation-not-initialized"),
    ("CKR_PIN_EXPIRED", "ckr-pin-expired"),
    ("CKR_SESSION_CLOSED", "ckr-session-closed"),
    ("CKR_SESSION_COUNT", "ckr-session-count"),
    ("CKR_SESSION_HANDLE_INVALID", "ckr-session-handle-invalid"),
    ("CKR_SESSION_PARALLEL_NOT_SUPPORTED", "ckr-session-parallel-not-supported"),
    ("CKR_SESSION_READ_ONLY", "ckr-session-read-only"),
    ("CKR_SESSION_READ_WRITE_SO_EXISTS", "ckr-session-read-write-so-exists"),
    ("CKR_TEMPLATE_INCOMPLETE", "ckr-template-incomplete"),
    ("CKR_TEMPLATE_INCONSISTENT", "ckr-template-inconsistent"),
    ("CKR_TOKEN_NOT_PRESENT", "ckr-token-not-present"),
    ("CKR_TOKEN_NOT_RECOGNIZED", "ckr-token-not-recognized"),
    ("CKR_TOKEN_WRITE_PROTECTED", "ckr-token-write-protected"),
    ("CKR_USER_NOT_LOGGED_IN", "ckr-user-not-logged-in"),
    ("CKR_USER_ALREADY_LOGGED_IN", "ckr-user-already-logged-in"),
    ("CKR_USER_PIN_NOT_INITIALIZED", "ckr-user-pin-not-initialized"),
    ("CKR_USER_TYPE_INVALID", "ckr-user-type-invalid"),
    ("CKR_RANDOM_NO_RNG", "ckr-random-no-rng"),
    ("CKR_BUFFER_TOO_SMALL", "ckr-buffer-too-small"),
    ("CKR_CRYPTOKI_NOT_INITIALIZED", "ckr-cryptoki-not-initialized"),
    ("CKR_CRYPTOKI_ALREADY_INITIALIZED", "ckr-cryptoki-already-initialized"),
    ("CKR_MUTEX_BAD", "ckr-mutex-bad"),
    ("CKR_MUTEX_NOT_LOCKED", "ckr-mutex-not-locked"),
    ("CKR_FUNCTION_REJECTED", "ckr-function-rejected"),
    ("CKR_TOKEN_RESOURCE_EXCEEDED", "ckr-token-resource-exceeded"),
    ("CKR_OPERATION_CANCEL_FAILED", "ckr-operation-cancel-failed"),
];

/// The meaning of a code, with the code itself in brackets; `None` for one without words.
pub fn meaning(ckr: &str) -> Option<Phrase> {
    WORDED.iter().find(|(code, _)| *code == ckr).map(|(_, id)| Phrase::new(id))
}

/// The sentence of a call that failed: words and the code, otherwise the code alone.
pub fn call_failed(call: Value, ckr: Option<&str>) -> Phrase {
    let ckr = ckr.unwrap_or("–");
    match meaning(ckr) {
        Some(meaning) => {
            Phrase::new("driver-call-failed-means").with("meaning", meaning).with("call", call).with("ckr", ckr)
        }
        None => Phrase::new("driver-call-failed").with("call", call).with("ckr", ckr),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Texts};

    #[test]
    fn every_code_with_words_is_one_of_the_standard_and_has_them_in_both_languages() {
        for (code, id) in WORDED {
            assert!(crate::driver::rv::Rv::is_named(code), "{code} is a code of the standard");
            for language in [Language::English, Language::Vietnamese] {
                assert!(Texts::new(language).find(id).is_some(), "{id} in {language:?}");
            }
        }
        assert_eq!(meaning("CKR_VENDOR_DEFINED+0x1"), None, "a vendor's own code has no words");
    }
}
