//! Problems: what `check` weighs and the inventory records, each with a stable code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How bad a problem is, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; changes no exit status.
    Note,
    /// Something to do soon: `check` ends with 10.
    Warning,
    /// Something is broken or about to be: `check` ends with 11.
    Critical,
}

/// The stable code of a problem. Renaming one breaks scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// notAfter has passed.
    CertificateExpired,
    /// notAfter is within `--warn` or `--crit`.
    CertificateExpiring,
    /// notBefore is in the future.
    CertificateNotYetValid,
    /// It, or a certificate of its path, is revoked or suspended.
    CertificateRevoked,
    /// It is not known whether it is revoked.
    RevocationUnknown,
    /// No path leads to a trusted root.
    CertificateUntrusted,
    /// Its key is not on the token.
    CertificateOrphan,
    /// Its public key is on the token, but a login showed no private key.
    PrivateKeyMissing,
    /// Stored under a key's CKA_ID but made for another key.
    CertificateForeign,
    /// The outer SEQUENCE cannot be walked.
    CertificateMalformed,
    /// One field could not be read; `details.field` names it.
    CertificateField,
    /// Breaks a rule of RFC 5280 but can be read; `details.rule` names it.
    CertificateNotRfc5280,
    /// RSA below 2048 bits or a curve below 224 bits.
    WeakKey,
    /// Signed with MD5 or SHA-1.
    WeakDigest,
    /// At least one wrong user PIN since the last correct one.
    UserPinCountLow,
    /// One more wrong user PIN locks it.
    UserPinFinalTry,
    /// The user PIN is locked.
    UserPinLocked,
    /// No user PIN was ever set.
    UserPinNotSet,
    /// The user PIN must be changed before use.
    UserPinMustChange,
    /// At least one wrong SO PIN since the last correct one.
    SoPinCountLow,
    /// One more wrong SO PIN locks it.
    SoPinFinalTry,
    /// The SO PIN is locked.
    SoPinLocked,
    /// The SO PIN must be changed before use.
    SoPinMustChange,
    /// Its key is on tokens with other serials as well: a copy.
    KeyOnSeveralTokens,
    /// A driver, or some slot of it, could not be read.
    DriverFailed,
    /// A slot could not be read; the driver's other slots could.
    SlotFailed,
    /// A card is in a reader, and no driver recognises it.
    CardNotRecognised,
    /// An object or one of its attributes could not be read.
    ObjectUnreadable,
    /// A text on the token is not valid UTF-8.
    TextNotUtf8,
    /// The driver does not set a flag without which the token would be passed over; `details.flag` names it.
    TokenFlagMissing,
}

impl ProblemCode {
    /// Whether it follows from a judgement on the path and revocation of a certificate.
    pub fn is_judgement(self) -> bool {
        matches!(self, Self::CertificateRevoked | Self::RevocationUnknown | Self::CertificateUntrusted)
    }

    /// Whether it concerns the certificate itself, wherever it is stored, and so is the same on each token.
    pub fn is_of_certificate(self) -> bool {
        matches!(
            self,
            Self::CertificateExpired
                | Self::CertificateExpiring
                | Self::CertificateNotYetValid
                | Self::CertificateRevoked
                | Self::RevocationUnknown
                | Self::CertificateUntrusted
                | Self::CertificateMalformed
                | Self::CertificateField
                | Self::CertificateNotRfc5280
                | Self::WeakKey
                | Self::WeakDigest
        )
    }
}

/// One problem of one token, key, certificate or driver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// How bad it is.
    pub severity: Severity,
    /// The certificate's SHA-256, else the object's CKA_ID in hex, else null for the token itself.
    pub subject: Option<String>,
    /// The sentence in English; a table shows it in the chosen language from `code` and `details`.
    pub message: String,
    /// The values of the sentence, so that it can be rendered in another language.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
}
