//! Validation of one path from an anchor to a certificate (RFC 5280 6.1), signatures included.
//!
//! Pitfall: the dates of the end certificate are not checked here. An expired certificate has a state of its own, and
//! its path is still worth showing.

use super::certificate::X509;
use super::constraints::Allowed;
use super::policy::Policies;
pub use super::policy::PolicyInputs;
use super::signature::SignatureFault;
use crate::domain::time::Moment;

/// Why a path does not lead to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathFault {
    /// Its issuer is not among those given, on the token or in the store.
    IssuerNotFound,
    /// It is a root that is not trusted.
    RootNotTrusted,
    /// Its signature is invalid.
    Signature(SignatureFault),
    /// A certificate above the end has expired.
    Expired,
    /// A certificate above the end is not valid yet.
    NotYetValid,
    /// It issued a certificate but is not a CA.
    NotCa,
    /// More CAs follow than pathLenConstraint allows.
    PathTooLong,
    /// It issued a certificate but its keyUsage lacks keyCertSign.
    MayNotSignCertificates,
    /// A critical extension that is not processed here, by its OID.
    CriticalExtension(String),
    /// A name is outside what an issuer permits.
    NameNotPermitted,
    /// The path is not valid for any acceptable policy.
    PolicyNotPermitted,
    /// The search was given up: more candidates than a legitimate path has.
    TooManyCandidates,
}

impl PathFault {
    /// Its word in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::IssuerNotFound => "issuer-not-found",
            Self::RootNotTrusted => "root-not-trusted",
            Self::Signature(SignatureFault::Wrong) => "signature-wrong",
            Self::Signature(SignatureFault::UnsupportedAlgorithm) => "signature-algorithm-unsupported",
            Self::Signature(SignatureFault::UnsupportedKey) => "signature-key-unsupported",
            Self::Expired => "issuer-expired",
            Self::NotYetValid => "issuer-not-yet-valid",
            Self::NotCa => "issuer-not-a-ca",
            Self::PathTooLong => "path-too-long",
            Self::MayNotSignCertificates => "issuer-may-not-sign-certificates",
            Self::CriticalExtension(_) => "critical-extension-unsupported",
            Self::NameNotPermitted => "name-not-permitted",
            Self::PolicyNotPermitted => "policy-not-permitted",
            Self::TooManyCandidates => "too-many-candidates",
        }
    }
}

/// Validates a path listed from the end to the anchor. A fault comes with the index of its certificate in `path`.
pub(super) fn validate(path: &[&X509], at: Moment, inputs: &PolicyInputs) -> Result<(), (usize, PathFault)> {
    let Some((anchor, below)) = path.split_last() else { return Err((0, PathFault::IssuerNotFound)) };
    let length = below.len();
    // If the end is its own anchor, its dates are a state of their own.
    if length > 0 {
        dates(anchor, at).map_err(|fault| (length, fault))?;
    }
    let mut policies = Policies::new(inputs, length);
    let mut allowed = Allowed::default();
    let mut issuer: &X509 = anchor;
    let mut may_follow = length;
    for (place, certificate) in below.iter().enumerate().rev() {
        let last = place == 0;
        let fault = |fault| (place, fault);
        if certificate.issuer != issuer.subject {
            return Err(fault(PathFault::IssuerNotFound));
        }
        certificate.signed_by(&issuer.key).map_err(|why| fault(PathFault::Signature(why)))?;
        if !last {
            dates(certificate, at).map_err(fault)?;
        }
        if (last || !certificate.is_self_issued()) && !allowed.admit(certificate) {
            return Err(fault(PathFault::NameNotPermitted));
        }
        if !policies.enter(certificate, last) {
            return Err(fault(PathFault::PolicyNotPermitted));
        }
        if let Some(oid) = &certificate.unknown_critical {
            return Err(fault(PathFault::CriticalExtension(oid.to_string())));
        }
        if last {
            if !policies.finish(certificate) {
                return Err(fault(PathFault::PolicyNotPermitted));
            }
            break;
        }
        may_follow = issues(certificate, may_follow).map_err(fault)?;
        if !policies.leave(certificate) {
            return Err(fault(PathFault::PolicyNotPermitted));
        }
        if let Some(constraints) = &certificate.name_constraints {
            allowed.add(constraints);
        }
        issuer = certificate;
    }
    Ok(())
}

/// Whether a certificate may be between anchor and end (6.1.4 k to n), and how many CAs may follow it.
fn issues(certificate: &X509, may_follow: usize) -> Result<usize, PathFault> {
    if !certificate.version_3 || !certificate.is_ca {
        return Err(PathFault::NotCa);
    }
    let mut may_follow = may_follow;
    if !certificate.is_self_issued() {
        may_follow = may_follow.checked_sub(1).ok_or(PathFault::PathTooLong)?;
    }
    if let Some(limit) = certificate.path_length {
        may_follow = may_follow.min(usize::from(limit));
    }
    if certificate.key_usage.is_some_and(|usage| !usage.key_cert_sign()) {
        return Err(PathFault::MayNotSignCertificates);
    }
    Ok(may_follow)
}

fn dates(certificate: &X509, at: Moment) -> Result<(), PathFault> {
    if at < certificate.not_before {
        return Err(PathFault::NotYetValid);
    }
    if certificate.not_after < at {
        return Err(PathFault::Expired);
    }
    Ok(())
}
