//! The codes of documents as words: kinds of problems, key usages, states that a document spells out, algorithms.
//!
//! May import `domain`, `report`. Scripts get the code itself. Pitfall: a driver may use a code that is not in this
//! table; it is shown unchanged.

use crate::domain::phrase::Phrase;
use crate::domain::pin::PinState;
use crate::domain::problem::ProblemCode;

/// The word of a kind of problem.
pub(crate) fn problem(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::CertificateExpired => "code-certificate-expired",
        ProblemCode::CertificateExpiring => "code-certificate-expiring",
        ProblemCode::CertificateNotYetValid => "code-certificate-not-yet-valid",
        ProblemCode::CertificateRevoked => "code-certificate-revoked",
        ProblemCode::RevocationUnknown => "code-revocation-unknown",
        ProblemCode::CertificateUntrusted => "code-certificate-untrusted",
        ProblemCode::CertificateOrphan => "code-certificate-orphan",
        ProblemCode::PrivateKeyMissing => "code-private-key-missing",
        ProblemCode::CertificateForeign => "code-certificate-foreign",
        ProblemCode::CertificateMalformed => "code-certificate-malformed",
        ProblemCode::CertificateField => "code-certificate-field",
        ProblemCode::CertificateNotRfc5280 => "code-certificate-not-rfc5280",
        ProblemCode::WeakKey => "code-weak-key",
        ProblemCode::WeakDigest => "code-weak-digest",
        ProblemCode::UserPinCountLow => "code-user-pin-count-low",
        ProblemCode::UserPinFinalTry => "code-user-pin-final-try",
        ProblemCode::UserPinLocked => "code-user-pin-locked",
        ProblemCode::UserPinNotSet => "code-user-pin-not-set",
        ProblemCode::UserPinMustChange => "code-user-pin-must-change",
        ProblemCode::SoPinCountLow => "code-so-pin-count-low",
        ProblemCode::SoPinFinalTry => "code-so-pin-final-try",
        ProblemCode::SoPinLocked => "code-so-pin-locked",
        ProblemCode::SoPinMustChange => "code-so-pin-must-change",
        ProblemCode::KeyOnSeveralTokens => "code-key-on-several-tokens",
        ProblemCode::DriverFailed => "code-driver-failed",
        ProblemCode::SlotFailed => "code-slot-failed",
        ProblemCode::CardNotRecognised => "code-card-not-recognised",
        ProblemCode::ObjectUnreadable => "code-object-unreadable",
        ProblemCode::TextNotUtf8 => "code-text-not-utf8",
        ProblemCode::TokenFlagMissing => "code-token-flag-missing",
    }
}

/// The word for a permission of a key, by the name of its attribute without `CKA_`.
pub(crate) fn key_use(name: &str) -> Option<&'static str> {
    Some(match name {
        "encrypt" => "code-use-encrypt",
        "decrypt" => "code-use-decrypt",
        "sign" => "code-use-sign",
        "sign_recover" => "code-use-sign-recover",
        "verify" => "code-use-verify",
        "verify_recover" => "code-use-verify-recover",
        "wrap" => "code-use-wrap",
        "unwrap" => "code-use-unwrap",
        "derive" => "code-use-derive",
        "encapsulate" => "code-use-encapsulate",
        "decapsulate" => "code-use-decapsulate",
        _ => return None,
    })
}

/// The word for a certificate's purpose: its KeyUsage by name, its ExtKeyUsage by OID.
pub(crate) fn purpose(name: &str) -> Option<&'static str> {
    Some(match name {
        "digital-signature" => "code-purpose-digital-signature",
        "non-repudiation" => "code-purpose-non-repudiation",
        "key-encipherment" => "code-purpose-key-encipherment",
        "data-encipherment" => "code-purpose-data-encipherment",
        "key-agreement" => "code-purpose-key-agreement",
        "key-cert-sign" => "code-purpose-key-cert-sign",
        "crl-sign" => "code-purpose-crl-sign",
        "encipher-only" => "code-purpose-encipher-only",
        "decipher-only" => "code-purpose-decipher-only",
        "2.5.29.37.0" => "code-purpose-any",
        "1.3.6.1.5.5.7.3.1" => "code-purpose-server",
        "1.3.6.1.5.5.7.3.2" => "code-purpose-client",
        "1.3.6.1.5.5.7.3.3" => "code-purpose-code-signing",
        "1.3.6.1.5.5.7.3.4" => "code-purpose-email",
        "1.3.6.1.5.5.7.3.8" => "code-purpose-time-stamp",
        "1.3.6.1.5.5.7.3.9" => "code-purpose-ocsp",
        "1.3.6.1.4.1.311.20.2.2" => "code-purpose-smartcard",
        "1.3.6.1.4.1.311.10.3.12" | "1.3.6.1.5.5.7.3.36" => "code-purpose-document",
        _ => return None,
    })
}

/// The word for a state of a PIN, by the word used in documents.
pub(crate) fn pin_state(code: &str) -> Option<&'static str> {
    serde_json::from_value::<PinState>(code.into()).ok().map(PinState::word)
}

/// The algorithm of a key as named in standards.
pub(crate) fn key_algorithm(name: &str) -> String {
    match name {
        "ed25519" => "Ed25519".to_owned(),
        "ed448" => "Ed448".to_owned(),
        _ if name.starts_with("gost-r-") => {
            name.trim_end_matches("-256").trim_end_matches("-512").to_uppercase().replacen('-', " ", 2)
        }
        // FIPS 205 writes "s" and "f" in lower case.
        _ if name.starts_with("slh-dsa-") => {
            let (all, speed) = name.split_at(name.len().saturating_sub(1));
            all.to_uppercase() + speed
        }
        _ => name.to_uppercase(),
    }
}

/// A curve as named in standards.
pub(crate) fn curve(name: &str) -> String {
    if name.starts_with("p-") { name.to_uppercase() } else { name.to_owned() }
}

/// A signature algorithm with its parts as named in standards; `None` if it has no parts.
pub(crate) fn signature(name: &str) -> Option<Phrase> {
    let (left, right) = name.split_once("-with-")?;
    // X9.62 and GOST name the key first, PKCS #1 the hash.
    let (key, hash) = if is_hash(right) { (left, right) } else { (right, left) };
    Some(Phrase::new("code-signature").with("key", key.to_uppercase()).with("hash", hash_name(hash)))
}

fn is_hash(name: &str) -> bool {
    ["sha", "md", "sm3", "gost-r-34.11"].iter().any(|family| name.starts_with(family))
}

/// `sha256` is SHA-256, `sha512-256` is SHA-512/256, `sha3-256` is SHA3-256.
fn hash_name(name: &str) -> String {
    match name.strip_prefix("sha").filter(|_| !name.starts_with("sha3-")) {
        Some(bits) => format!("SHA-{}", bits.replacen('-', "/", 1)),
        None => name.to_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_have_the_names_of_their_standards() {
        for (code, key, hash) in [
            ("sha256-with-rsa", "RSA", "SHA-256"),
            ("sha1-with-rsa", "RSA", "SHA-1"),
            ("sha512-256-with-rsa", "RSA", "SHA-512/256"),
            ("ecdsa-with-sha384", "ECDSA", "SHA-384"),
            ("ecdsa-with-sha3-256", "ECDSA", "SHA3-256"),
            ("md5-with-rsa", "RSA", "MD5"),
            ("sm2-with-sm3", "SM2", "SM3"),
        ] {
            let expected = Phrase::new("code-signature").with("key", key.to_owned()).with("hash", hash.to_owned());
            assert_eq!(signature(code), Some(expected), "{code}");
        }
        for code in ["ed25519", "ml-dsa-44", "1.2.3.4"] {
            assert_eq!(signature(code), None, "{code} is its own name");
        }
    }

    #[test]
    fn every_purpose_that_the_reader_names_has_a_word() {
        let usages = "digital-signature non-repudiation key-encipherment data-encipherment key-agreement key-cert-sign \
                      crl-sign encipher-only decipher-only 1.3.6.1.5.5.7.3.2 1.3.6.1.5.5.7.3.4 1.3.6.1.4.1.311.20.2.2";
        for name in usages.split_whitespace() {
            assert!(purpose(name).is_some(), "{name}");
        }
        assert_eq!(purpose("1.2.3.4"), None, "another one stays as it is");
    }

    #[test]
    fn every_state_of_a_pin_is_found_by_its_code() {
        for code in ["ok", "count-low", "final-try", "locked", "not-set", "unknown"] {
            assert!(pin_state(code).is_some(), "{code}");
        }
        assert_eq!(pin_state("half-open"), None, "a word of a later version stays as it is");
    }
}
