//! What `cert import` and `cert delete` report.
//!
//! Imports `domain`. Absent is `null`: a `result` of `null` is a plan. Pitfall: `written` means that the call returned
//! CKR_OK or that the certificate was read back; only `proof` says what was proved.

use serde::{Deserialize, Serialize};

use super::Envelope;
use super::pin::{Identity, JournalNote, SignatureSkipped};
use super::verify::UnreadFile;
use crate::domain::time::Moment;
use crate::journal::attempt::SecretKind;

/// The report of `cert import`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CertImport {
    /// Kind `cert-import`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Whether it is a plan, for which nothing was written and no PIN was requested.
    pub plan: bool,
    /// Each certificate of the files, in their order.
    pub results: Vec<Imported>,
    /// Counts.
    pub summary: ImportSummary,
    /// Those of several files that could not be read, or have invalid content.
    pub unread: Vec<UnreadFile>,
}

/// The result for a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ImportResult {
    /// It is now on the token.
    Written,
    /// It was already there.
    AlreadyThere,
    /// No plugged-in token has its key.
    NoKeyHere,
    /// It was not written, for a reason of its own.
    Refused,
    /// Writing it failed.
    Failed,
    /// Whether it is there is not known.
    Unknown,
}

/// One certificate of the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Imported {
    /// The file.
    pub file: String,
    /// SHA-256 over its DER, lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// RFC 4514 text.
    pub subject: Option<String>,
    /// The common name.
    pub holder: Option<String>,
    /// Its serial number, lower-case hex.
    pub serial_number: Option<String>,
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// The token that has its key, if one was found.
    pub token: Option<Identity>,
    /// The token that had its key in the saved inventories, if none is here.
    pub awaits: Option<Identity>,
    /// CKA_ID of its private key in hex, once it was seen.
    pub key_id: Option<String>,
    /// Its result; null in a plan: it would be written.
    pub result: Option<ImportResult>,
    /// Why, as a code.
    pub reason: Option<String>,
    /// The call that decided.
    pub call: Option<String>,
    /// What it returned, `CKR_…`.
    pub code: Option<String>,
    /// Whether the driver overwrites the previous one with it, as the security officer.
    pub overwrites: bool,
    /// The secrets needed to write it, in order; empty if nothing is to be written.
    #[cfg_attr(test, schemars(extend("items" = {"enum": ["user-pin", "so-pin"]})))]
    pub secrets: Vec<SecretKind>,
    /// The calls needed to write it, in order; empty if nothing is to be written.
    #[cfg_attr(test, schemars(extend("items" = {"enum": ["C_Login(CKU_USER)", "C_Sign", "C_CreateObject", "C_DestroyObject", "C_Login(CKU_SO)", "C_Logout"]})))]
    pub calls: Vec<String>,
    /// Warnings about it: `not-yet-valid`, `older`.
    #[cfg_attr(test, schemars(extend("items" = {"enum": [NOT_YET_VALID, OLDER]})))]
    pub warnings: Vec<String>,
    /// What was proved; each part null if it was not tried.
    pub proof: ImportProof,
    /// Certificates of the same key that were on the token before.
    pub replaces: Vec<Replaced>,
    /// The places that still show the old certificate.
    pub stale_views: Vec<StaleView>,
    /// Where it was recorded.
    pub journal: Option<JournalNote>,
}

/// The warning of a certificate that is not yet valid.
pub const NOT_YET_VALID: &str = "not-yet-valid";
/// The warning of a certificate that has expired or is not newer than an existing one, and is still intended.
pub const OLDER: &str = "older";

impl Imported {
    /// Whether the previous certificates may be removed once it is proved: one that is not yet valid, or older than they are,
    /// leaves them unchanged.
    pub fn takes_the_place_of_others(&self) -> bool {
        !self.warnings.iter().any(|warning| warning == NOT_YET_VALID || warning == OLDER)
    }

    /// The copies of previous certificates that may be gone from the token although it is not there: a driver that overwrites
    /// them had begun to.
    pub fn may_be_lost(&self) -> impl Iterator<Item = &str> {
        let began =
            self.overwrites && !matches!(self.result, None | Some(ImportResult::Refused | ImportResult::AlreadyThere));
        let unsure = began && !(self.result == Some(ImportResult::Written) && self.proof.read_back == Some(true));
        let lost = move |old: &&Replaced| unsure && old.deleted != Some(false);
        self.replaces.iter().filter(lost).filter_map(|old| old.copy.as_deref())
    }
}

/// What was proved of a certificate on the token; null if it was not tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImportProof {
    /// Whether a fresh process read the same bytes back.
    pub read_back: Option<bool>,
    /// Whether its private key signed a nonce and the signature verified under it: after the writing, or before it if the
    /// driver overwrites the previous one.
    pub signature: Option<bool>,
    /// Why there is no signature.
    pub signature_skipped: Option<SignatureSkipped>,
}

impl ImportProof {
    /// Whether both were proved.
    pub fn is_whole(&self) -> bool {
        self.read_back == Some(true) && self.signature == Some(true)
    }
}

/// A certificate of the same key that was on the token before; if the driver overwrites, also one of the same CKA_ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Replaced {
    /// SHA-256 over its DER.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// End of its validity.
    pub not_after: Option<Moment>,
    /// Whether it is gone, deleted or overwritten; null if that was not requested or is not known, in a plan false if
    /// it is to be.
    pub deleted: Option<bool>,
    /// The copy of it beside the journal.
    pub copy: Option<String>,
}

/// A place that still shows the old certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StaleView {
    /// `driver` or `windows-store`.
    #[cfg_attr(test, schemars(extend("enum" = ["driver", "windows-store"])))]
    pub kind: String,
    /// The driver, if it is one.
    pub driver: Option<String>,
    /// The old certificate shown there.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: Option<String>,
}

/// Counts of certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImportSummary {
    /// All.
    pub certificates: u64,
    /// To be written, in a plan.
    pub planned: u64,
    /// Written and proved.
    pub proved: u64,
    /// Written, not proved.
    pub unproved: u64,
    /// Already there.
    pub already_there: u64,
    /// Without a key here.
    pub no_key_here: u64,
    /// Refused.
    pub refused: u64,
    /// Failed, or not known.
    pub failed: u64,
}

impl ImportSummary {
    /// Counts results.
    pub fn of(results: &[Imported]) -> Self {
        let mut summary = Self::default();
        for one in results {
            let add = |count: &mut u64| *count = count.saturating_add(1);
            add(&mut summary.certificates);
            add(match one.result {
                None => &mut summary.planned,
                Some(ImportResult::Written) if one.proof.is_whole() => &mut summary.proved,
                Some(ImportResult::Written) => &mut summary.unproved,
                Some(ImportResult::AlreadyThere) => &mut summary.already_there,
                Some(ImportResult::NoKeyHere) => &mut summary.no_key_here,
                Some(ImportResult::Refused) => &mut summary.refused,
                Some(ImportResult::Failed | ImportResult::Unknown) => &mut summary.failed,
            });
        }
        summary
    }
}

/// The report of `cert delete`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CertDelete {
    /// Kind `cert-delete`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Whether it is a plan, for which nothing was deleted.
    pub plan: bool,
    /// The token.
    pub token: Identity,
    /// Each named certificate, or every superseded one.
    pub results: Vec<Deleted>,
    /// Where it was recorded.
    pub journal: Option<JournalNote>,
}

/// The result for a certificate to delete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeleteResult {
    /// It is gone.
    Deleted,
    /// It was not deleted, for a reason of its own.
    Refused,
    /// Deleting it failed.
    Failed,
    /// Whether it is there is not known.
    Unknown,
}

/// One certificate to delete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Deleted {
    /// SHA-256 over its DER.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// Its subject, RFC 4514.
    pub subject: Option<String>,
    /// Its serial number, lower-case hex.
    pub serial_number: Option<String>,
    /// End of its validity.
    pub not_after: Option<Moment>,
    /// The certificate that replaces it, if it is superseded.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub successor: Option<String>,
    /// Its result; null in a plan: it would be deleted.
    pub result: Option<DeleteResult>,
    /// Why, as a code.
    pub reason: Option<String>,
    /// The call that decided.
    pub call: Option<String>,
    /// What it returned.
    pub code: Option<String>,
    /// The copy of it beside the journal.
    pub copy: Option<String>,
}
