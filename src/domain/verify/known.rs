//! Roots known by fingerprint, so that a certificate found on a token can become an anchor.
//!
//! Pitfall: the certificates themselves are not shipped, and a fingerprint is only added to this table after it was
//! computed from the certificate; one merely read somewhere would make an unverified claim an anchor.

use super::certificate::X509;

/// Name, SHA-256 over the DER, and where to fetch it over http.
const ROOTS: &[(&str, &str, Option<&str>)] = &[
    (
        "RootCA chuyên dùng Chính phủ G2",
        "f04ba4b459a7c9a1b971ad9b1cb833e695a80c79aea63b174b66a70edfe2fdb8",
        Some("http://ca.gov.vn/pki/pub/crt/rootcag2.crt"),
    ),
    ("Vietnam National Root CA", "bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7", None),
];

/// Where to fetch known roots; what is fetched counts only with the right fingerprint.
pub fn addresses_of_known_roots() -> impl Iterator<Item = &'static str> {
    ROOTS.iter().filter_map(|(_, _, url)| *url)
}

/// The name of the root with this fingerprint.
pub fn known_as(sha256: &str) -> Option<&'static str> {
    ROOTS.iter().find(|(_, known, _)| *known == sha256).map(|(name, ..)| *name)
}

/// Whether a certificate is a known root: its fingerprint is listed and its own signature is valid.
pub fn is_known_root(certificate: &X509) -> bool {
    known_as(&certificate.sha256).is_some()
        && certificate.is_self_issued()
        && certificate.signed_by(&certificate.key).is_ok()
}
