//! The report of `verify`: a judgement a certificate, with the path and the statements it rests on.
//!
//! Pitfall: `null` means that nothing is known; a status of `good` always names the list it rests on.

use serde::{Deserialize, Serialize};

use super::Envelope;
use crate::domain::time::Moment;
use crate::domain::verify::{Format, Method, Reason, Source, State};

/// Every certificate that was asked about.
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
    /// The addresses that were asked, each with what came of it.
    pub addresses: Vec<AddressAsked>,
    /// The files of several that could not be read, and are not judged.
    pub unread: Vec<UnreadFile>,
}

/// Whether a signature over a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SignatureState {
    /// Digest, signature, path and revocation of the signer's certificate were all checked and hold.
    Valid,
    /// The signature holds, and its certificate is not effective.
    NotEffective,
    /// The signature does not hold.
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
    /// Why it is not valid, as a code of the signature, else one of the certificate; null where it is valid.
    pub reason: Option<String>,
    /// Which part of the file it is about; `null` where it is about all of the content.
    pub covers: Option<Covered>,
    /// The digest algorithm.
    #[cfg_attr(test, schemars(extend("enum" = ["sha-1", "sha-224", "sha-256", "sha-384", "sha-512", null])))]
    pub digest: Option<String>,
    /// What holds, but not as well as it should.
    #[cfg_attr(test, schemars(extend("items" = {"enum": ["sha1-signature", "rsa-below-2048"]})))]
    pub weaknesses: Vec<String>,
    /// The time that the signer's own computer claims.
    pub claimed_time: Option<Moment>,
    /// The time-stamp beside it.
    pub timestamp: Option<TimestampFound>,
    /// The moment that the certificate was judged for: a proved time, else the moment asked about.
    pub judged_at: Moment,
    /// The judgement of the signer's certificate; `null` where it is not known.
    pub certificate: Option<Verified>,
}

/// How much of a file a signature is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Covered {
    /// Octets from the beginning, but for the signature itself.
    pub octets: u64,
    /// Octets of the file.
    pub of: u64,
    /// Octets that were added later.
    pub later: u64,
    /// Whether another valid signature is about those as well.
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
    /// The time that it states.
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
    /// The state.
    pub state: State,
    /// Why, as a code; `null` where it is effective.
    pub reason: Option<String>,
    /// The subject of the certificate that `reason` is about.
    pub reason_subject: Option<String>,
    /// What holds, but not as well as it should: `sha1-signature`, `rsa-below-2048`.
    #[cfg_attr(test, schemars(extend("items" = {"enum": ["sha1-signature", "rsa-below-2048"]})))]
    pub weaknesses: Vec<String>,
    /// The path from the certificate upwards, as far as it goes.
    pub chain: Vec<ChainCertificate>,
    /// The trusted certificate at its end.
    pub anchor: Option<AnchorFound>,
    /// What decides about revocation: of the certificate, or of the one of its path that is revoked or unknown.
    pub revocation: RevocationFound,
    /// What the other method says where it contradicts `revocation`: then one says good and the other revoked.
    pub contradiction: Option<RevocationFound>,
    /// Whether the token holds the private key (`--possession`).
    pub possession: Possession,
}

/// Whether the private key was proved to be on the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PossessionState {
    /// A signature over a nonce verifies with the certificate's public key.
    Proved,
    /// The token gave no such signature.
    Refused,
    /// The token holds no private key of the certificate's CKA_ID.
    KeyAbsent,
    /// The key was not asked.
    #[default]
    NotAsked,
}

/// What is known of the private key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Possession {
    /// The state.
    pub state: PossessionState,
    /// Why it was refused, or not asked, as a code.
    #[cfg_attr(test, schemars(extend("enum" = ["signature-wrong", "call-failed", "several-keys", "always-authenticate", "may-not-sign", "no-key-id", "key-not-supported", null])))]
    pub reason: Option<&'static str>,
}

impl Possession {
    /// A state with its reason.
    pub fn new(state: PossessionState, reason: &'static str) -> Self {
        Self { state, reason: Some(reason) }
    }
}

/// An address that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AddressAsked {
    /// The address, without what a request in it asked.
    pub url: String,
    /// `fetched`, `not-modified`, or why nothing came.
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
    /// Where it came from.
    pub source: Source,
    /// Whether it is revoked; `null` for the anchor and where there is no path.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RevocationStatus {
    /// A fresh signed statement says that it is not.
    Good,
    /// A signed statement says that it is.
    Revoked,
    /// Neither.
    Unknown,
    /// It was not asked, because there is no path.
    NotChecked,
}

/// A revocation status and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RevocationFound {
    /// The status.
    pub status: RevocationStatus,
    /// How it was learned.
    pub method: Option<Method>,
    /// The file of the list that was given.
    pub source: Option<String>,
    /// The address that the answer came from.
    pub url: Option<String>,
    /// When the statement was made.
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

impl RevocationFound {
    /// Nothing was asked.
    pub fn not_checked() -> Self {
        Self {
            status: RevocationStatus::NotChecked,
            method: None,
            source: None,
            url: None,
            this_update: None,
            next_update: None,
            produced_at: None,
            stale: false,
            reason: None,
            revoked_at: None,
        }
    }
}

/// Counts of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VerifySummary {
    /// Certificates judged.
    pub certificates: u64,
    /// Of them effective.
    pub effective: u64,
    /// Of them with unknown revocation.
    pub unknown: u64,
    /// Of them in any other state.
    pub not_effective: u64,
}
