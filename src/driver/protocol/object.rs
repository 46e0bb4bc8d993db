//! Objects that are written to a token or deleted from it, in the session that a reading left open.
//!
//! Pitfall: some drivers refuse a whole template because of one unknown attribute, so it lists only what the standard
//! requires.

use serde::{Deserialize, Serialize};

use super::CertificateMark;

/// A certificate to write (PKCS#11 3.1, 4.6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCertificate {
    /// CKA_ID of the private key, in hex.
    pub id: String,
    /// CKA_LABEL.
    pub label: String,
    /// CKA_SUBJECT: the DER in hex.
    pub subject: String,
    /// CKA_ISSUER: the DER in hex, for drivers that require it.
    pub issuer: String,
    /// CKA_SERIAL_NUMBER: the DER in hex, for drivers that require it.
    pub serial_number: String,
    /// CKA_VALUE in hex.
    pub value: String,
}

/// A certificate to delete: every object with these bytes under this CKA_ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doomed {
    /// CKA_ID in hex; `None` for any.
    pub id: Option<String>,
    /// Its bytes.
    pub mark: CertificateMark,
}
