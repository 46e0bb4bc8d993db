//! Certificates, read leniently: one bad field becomes `None` and a problem, its neighbours stay.

use serde::{Deserialize, Serialize};

use super::key::PublicKey;
use super::problem::ProblemCode;
use super::time::Moment;

/// A certificate field by field (RFC 5280 4.1). What could not be read is `None` or empty, and named in `problems`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 over the DER of the certificate alone (trailing bytes of CKA_VALUE left out), lower-case hex.
    pub sha256: String,
    /// Lower-case hex of the magnitude as openssl prints it, "-" before a negative one.
    pub serial_number: Option<String>,
    /// The raw contents octets of the INTEGER, lower-case hex.
    pub serial_number_der: Option<String>,
    /// The holder.
    pub subject: Option<Subject>,
    /// Raw DER of the subject Name, to compare with issuers.
    pub subject_der: Vec<u8>,
    /// The issuer.
    pub issuer: Option<Issuer>,
    /// Raw DER of the issuer Name.
    pub issuer_der: Vec<u8>,
    /// rfc822Name entries of the subjectAltName, then e-mail addresses of the subject, without repetition.
    pub emails: Vec<String>,
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity, inclusive.
    pub not_after: Option<Moment>,
    /// basicConstraints cA.
    pub is_ca: bool,
    /// The certified public key.
    pub key: Option<PublicKey>,
    /// Raw DER of the SubjectPublicKeyInfo.
    pub spki_der: Vec<u8>,
    /// `sha256-with-rsa`, `ecdsa-with-sha256`, …, else the OID in dots.
    pub signature_algorithm: Option<String>,
    /// `digital-signature`, `non-repudiation`, … in the order of RFC 5280 4.2.1.3.
    pub key_usage: Vec<String>,
    /// OIDs in dots, in the certificate's order.
    pub extended_key_usage: Vec<String>,
    /// Policy OIDs in dots.
    pub policies: Vec<String>,
    /// http, https and ldap URIs of the CRL distribution points.
    pub crl_urls: Vec<String>,
    /// OCSP responders of authorityInfoAccess.
    pub ocsp_urls: Vec<String>,
    /// caIssuers of authorityInfoAccess.
    pub ca_issuer_urls: Vec<String>,
    /// What could not be read, or was read although it breaks a rule.
    pub problems: Vec<FieldProblem>,
}

/// One field that could not be read (`CertificateField`), or that breaks RFC 5280 (`CertificateNotRfc5280`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// `CertificateField`, `CertificateNotRfc5280` or `CertificateMalformed`.
    pub code: ProblemCode,
    /// The field's name in snake case as in the report (`not_after`, `subject`, `key_usage`, …).
    pub field: &'static str,
    /// What is wrong with it, in a few English words without the field's name.
    pub fault: String,
}

/// The holder's name as text and as fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// RFC 4514: most specific first, with escapes; any string type as readable text.
    pub text: String,
    /// The last CN.
    pub common_name: Option<String>,
    /// Every O, in the certificate's order.
    pub organizations: Vec<String>,
    /// Every OU, in the certificate's order.
    pub organizational_units: Vec<String>,
    /// L.
    pub locality: Option<String>,
    /// ST.
    pub state_or_province: Option<String>,
    /// C.
    pub country: Option<String>,
    /// T.
    pub title: Option<String>,
    /// UID values split at the first colon, and serialNumber (2.5.4.5) values.
    pub identifiers: Vec<Identifier>,
}

/// One identifier of a holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// The prefix before the first colon: `MST`, `CCCD`, `CMND`, `HC`, `BHXH`, `MNS`, `PID`, or any other; `None` without one.
    pub kind: Option<String>,
    /// What follows it.
    pub value: String,
}

/// The issuer's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// RFC 4514 text.
    pub text: String,
    /// The last CN.
    pub common_name: Option<String>,
    /// The first O.
    pub organization: Option<String>,
}
