//! Keys and requests. A request holds its subject's name in bytes that cannot be changed, so it is left out.

use super::redact;
use crate::report::keys::{CsrCreate, KeyShown};

redact! {
    KeyShown { id: hex, label: label, key: inner }
    CsrCreate {
        envelope: keep, attempt: inner, key: inner, subject: person, emails: email, signature_algorithm: keep,
        request: empty,
    }
}
