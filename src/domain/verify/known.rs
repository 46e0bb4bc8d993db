//! Roots that are known by their fingerprint, so that a certificate found on a token can become an anchor.
//!
//! Pitfall: the certificates themselves are not shipped, and a fingerprint enters this table only after it was computed
//! from the certificate; one that was merely read somewhere would make a stranger's word an anchor.

use super::certificate::X509;

/// Name and SHA-256 over the DER.
const ROOTS: &[(&str, &str)] = &[
    ("RootCA chuyên dùng Chính phủ G2", "f04ba4b459a7c9a1b971ad9b1cb833e695a80c79aea63b174b66a70edfe2fdb8"),
    ("Vietnam National Root CA", "bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7"),
];

/// The name under which a fingerprint is known.
pub fn known_as(sha256: &str) -> Option<&'static str> {
    ROOTS.iter().find(|(_, known)| *known == sha256).map(|(name, _)| *name)
}

/// Whether a certificate is a known root: its fingerprint is on the list and its own signature holds.
pub fn is_known_root(certificate: &X509) -> bool {
    known_as(&certificate.sha256).is_some()
        && certificate.is_self_issued()
        && certificate.signed_by(&certificate.key).is_ok()
}
