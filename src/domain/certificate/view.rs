//! A certificate as the verdicts on it see it, whoever holds it.

use super::{Issuer, Subject};
use crate::domain::key::PublicKey;
use crate::domain::time::Moment;

/// Whether a certificate can be used at the moment of judgement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// No longer: it has expired or is known to be revoked; or its dates could not be read.
    #[default]
    Over,
    /// Not yet: its validity begins in the future.
    Ahead,
    /// Valid by date, and not known to be revoked.
    Valid,
}

/// What pairing and health are decided by. It borrows from the reader's certificate or the report's alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CertificateView<'a> {
    /// Its SHA-256.
    pub sha256: &'a str,
    /// CKA_ID in hex.
    pub id: Option<&'a str>,
    /// The holder.
    pub subject: Option<&'a Subject>,
    /// The issuer.
    pub issuer: Option<&'a Issuer>,
    /// The certified key.
    pub key: Option<&'a PublicKey>,
    /// Key usage.
    pub key_usage: &'a [String],
    /// basicConstraints cA.
    pub is_ca: bool,
    /// Signature algorithm by name or OID.
    pub signature_algorithm: Option<&'a str>,
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// Whether it can be used now.
    pub standing: Standing,
}

impl<'a> CertificateView<'a> {
    /// SHA-256 of its SubjectPublicKeyInfo.
    pub fn spki(&self) -> Option<&'a str> {
        self.key?.spki_sha256.as_deref()
    }

    /// Algorithm name of its key.
    pub fn algorithm(&self) -> Option<&'a str> {
        self.key?.algorithm.as_deref()
    }

    /// Whether subject and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.subject.zip(self.issuer).is_some_and(|(subject, issuer)| subject.text == issuer.text)
    }
}
