//! The report of `verify`: a judgement per certificate, with the path and the statements it is based on.
//!
//! Pitfall: `null` means that nothing is known; a status of `good` always names the list it is based on.

use serde::{Deserialize, Serialize};

use super::Envelope;
use crate::domain::time::Moment;
use crate::domain::verify::{Format, Method, Reason, Source, State};

/// Every requested certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VerifyReport {
    /// Schema, kind, time and tool.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The judgements, files in their order, then tokens in theirs.
    pub results: Vec<Verified>,
    /// The signatures of files (`--signature`), files in their order.
    pub signatures: Vec<FileSignature>,
    /// Counts.
    pub summary: VerifySummary,
    /// The addresses contacted, each with the result.
    pub addresses: Vec<AddressAsked>,
    /// Those of several files that could not be read, and are not judged.
    pub unread: Vec<UnreadFile>,
}

/// Whether a signature over a file is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SignatureState {
    /// Digest, signature, path and revocation of the signer's certificate were all checked and are valid.
    Valid,
    /// The signature is valid, but its certificate is not effective.
    NotEffective,
    /// The signature is not valid.
    Invalid,
    /// Something was not, or could not be, checked; or the file was changed afterwards.
    Unknown,
}

/// One signature of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FileSignature {
    /// The file.
    pub file: String,
    /// Its place among the file's signatures, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub number: u64,
    /// Its kind.
    pub format: Format,
    /// The state.
    pub state: SignatureState,
    /// Why it is not valid, as a code of the signature, otherwise of the certificate; null if it is valid.
    pub reason: Option<String>,
    /// Which part of the file it covers; `null` if it covers all of the content.
    pub covers: Option<Covered>,
    /// The digest algorithm.
    #[cfg_attr(test, schemars(extend("enum" = ["sha-1", "sha-224", "sha-256", "sha-384", "sha-512", null])))]
    pub digest: Option<String>,
    /// Weaknesses that do not invalidate it.
    #[cfg_attr(test, schemars(extend("items" = {"enum": ["sha1-signature", "rsa-below-2048"]})))]
    pub weaknesses: Vec<String>,
    /// The time claimed by the signer's own computer.
    pub claimed_time: Option<Moment>,
    /// The time-stamp beside it.
    pub timestamp: Option<TimestampFound>,
    /// The time that the certificate was judged for: a proved time, otherwise the requested one.
    pub judged_at: Moment,
    /// The judgement of the signer's certificate; `null` if it is not known.
    pub certificate: Option<Verified>,
}

/// How much of a file a signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Covered {
    /// Bytes from the beginning, except the signature itself.
    pub octets: u64,
    /// Bytes of the file.
    pub of: u64,
    /// Bytes that were added later.
    pub later: u64,
    /// Whether another valid signature covers those as well.
    pub later_signed: bool,
}

/// A time-stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TimestampFound {
    /// Whether its time is proved.
    pub state: SignatureState,
    /// Why not, as a code.
    pub reason: Option<String>,
    /// The time in it.
    pub time: Option<Moment>,
    /// The judgement of the authority's certificate.
    pub certificate: Option<Verified>,
}

/// One judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Judgement"))]
pub struct Verified {
    /// The holder's name, RFC 4514.
    pub subject: Option<String>,
    /// The holder's common name.
    pub holder: Option<String>,
    /// Serial number in lower-case hex.
    pub serial_number: Option<String>,
    /// SHA-256 over the DER.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// The file it came from.
    pub file: Option<String>,
    /// Serial number of the token it came from.
    pub token: Option<String>,
    /// The other places of the same certificate; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<VerifiedPlace>,
    /// The state.
    pub state: State,
    /// Why, as a code; `null` if it is effective.
    pub reason: Option<String>,
    /// The subject of the certificate that `reason` is about.
    pub reason_subject: Option<String>,
    /// Weaknesses that do not invalidate it: `sha1-signature`, `rsa-below-2048`.
    #[cfg_attr(test, schemars(extend("items" = {"enum": ["sha1-signature", "rsa-below-2048"]})))]
    pub weaknesses: Vec<String>,
    /// The path from the certificate upwards, as far as it is known.
    pub chain: Vec<ChainCertificate>,
    /// The trusted certificate at its end.
    pub anchor: Option<AnchorFound>,
    /// What decides about revocation: of the certificate, or of the one in its path that is revoked or unknown.
    pub revocation: RevocationFound,
    /// The result of the other method if it contradicts `revocation`: then one is good and the other revoked.
    pub contradiction: Option<RevocationFound>,
    /// Whether the token contains the private key (`--possession`).
    pub possession: Possession,
}

/// A place of a certificate that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VerifiedPlace {
    /// The file.
    pub file: Option<String>,
    /// Serial number of the token.
    pub token: Option<String>,
}

/// Whether the private key was proved to be on the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PossessionState {
    /// A signature over a nonce verifies with the certificate's public key.
    Proved,
    /// The token returned no such signature.
    Refused,
    /// The token has no private key with the certificate's CKA_ID.
    KeyAbsent,
    /// The key was not used.
    #[default]
    NotAsked,
}

/// The knowledge about the private key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Possession {
    /// The state.
    pub state: PossessionState,
    /// Why it was refused, or not used, as a code.
    #[cfg_attr(test, schemars(extend("enum" = ["signature-wrong", "call-failed", "several-keys", "always-authenticate", "may-not-sign", "no-key-id", "key-not-supported", null])))]
    pub reason: Option<&'static str>,
}

impl Possession {
    /// A state with its reason.
    pub fn new(state: PossessionState, reason: &'static str) -> Self {
        Self { state, reason: Some(reason) }
    }
}

/// An address that was contacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AddressAsked {
    /// The address, without the content of a request in it.
    pub url: String,
    /// `fetched`, `not-modified`, or why there was no answer.
    #[cfg_attr(test, schemars(extend("enum" = ["fetched", "not-modified", "https-not-supported", "address-not-http", "private-address", "host-not-found", "no-connection", "address-timed-out", "answer-too-long", "http-status", "answer-not-http", "too-many-redirects"])))]
    pub result: String,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
pub struct UnreadFile {
    /// The file.
    pub file: String,
    /// Why, as a code of an error.
    pub code: String,
}

/// One certificate of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChainCertificate {
    /// SHA-256 over its DER.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// Its holder, RFC 4514.
    pub subject: Option<String>,
    /// Its source.
    pub source: Source,
    /// Whether it is revoked; `null` for the anchor and without a path.
    pub revocation: Option<RevocationFound>,
}

/// The end of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AnchorFound {
    /// SHA-256 over its DER.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// The name of a known root.
    pub known_as: Option<String>,
}

/// A revocation list, and when the next one is due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListDue {
    /// The address it was fetched from.
    pub url: Option<String>,
    /// Its file.
    pub file: Option<String>,
    /// When the next one is due.
    pub next_update: Moment,
}

/// Whether something is revoked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RevocationStatus {
    /// A fresh signed statement says that it is not.
    Good,
    /// A signed statement says that it is.
    Revoked,
    /// Neither of these.
    Unknown,
    /// Not checked, because there is no path.
    #[default]
    NotChecked,
}

/// A revocation status and its source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RevocationFound {
    /// The status.
    pub status: RevocationStatus,
    /// The method.
    pub method: Option<Method>,
    /// The file of the given list.
    pub source: Option<String>,
    /// The address of the answer's source.
    pub url: Option<String>,
    /// The time of the statement.
    pub this_update: Option<Moment>,
    /// When the next one is due.
    pub next_update: Option<Moment>,
    /// When a responder signed it.
    pub produced_at: Option<Moment>,
    /// Whether it is older than it may be.
    pub stale: bool,
    /// Why it is revoked.
    pub reason: Option<Reason>,
    /// Since when.
    pub revoked_at: Option<Moment>,
}

/// Counts of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VerifySummary {
    /// Certificates judged.
    pub certificates: u64,
    /// Effective ones.
    pub effective: u64,
    /// Ones with unknown revocation.
    pub unknown: u64,
    /// Ones in any other state.
    pub not_effective: u64,
}
