//! The report of `trust list`, `add`, `remove` and `fetch`: the store of trusted certificates, and what changed in it.

use serde::Serialize;

use super::Envelope;
use crate::domain::time::Moment;

/// Certificates of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrustReport {
    /// Schema, kind, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The store.
    pub folder: String,
    /// The ones listed, added, or removed.
    pub certificates: Vec<TrustedCertificate>,
}

/// One trusted certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
pub struct TrustedCertificate {
    /// SHA-256 over its DER.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// Its holder, RFC 4514.
    pub subject: Option<String>,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// The name of a known root.
    pub known_as: Option<String>,
    /// Its file.
    pub file: String,
    /// The result; `null` in a list.
    pub change: Option<TrustChange>,
}

/// The result for a certificate of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TrustChange {
    /// It is now trusted.
    Added,
    /// It was already trusted.
    AlreadyThere,
    /// It is trusted no longer.
    Removed,
}
