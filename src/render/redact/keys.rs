//! Keys and requests. A request contains its subject's name in bytes that cannot be changed, so it is left out.

use super::redact;
use crate::report::keys::{CsrCreate, KeyDelete, KeyGenerate, KeyShown};
use crate::report::token_init::TokenInit;

redact! {
    KeyShown { id: hex, label: label, key: inner }
    KeyGenerate { envelope: keep, attempt: inner, key: inner, extractable: keep, public_key_shown: keep }
    KeyDelete { envelope: keep, attempt: inner, key: inner, deleted: keep }
    TokenInit { envelope: keep, attempt: inner, initialized: keep, now: inner, proof: keep }
    CsrCreate {
        envelope: keep, attempt: inner, key: inner, subject: person, emails: email, signature_algorithm: keep,
        request: empty,
    }
}
