//! Reports: one serialisable type per command. JSON is the contract; tables, CSV and workbooks are views of it.
//!
//! May import `domain` and the words of the journal (`journal::attempt`). The name of a field is fixed: renaming one
//! makes `tokenctl/2`.

pub mod assess;
pub mod bodies;
pub mod changes;
mod compare;
pub mod config;
pub mod confirm;
pub mod copies;
pub mod diff;
pub mod doctor;
pub mod holders;
pub mod import;
pub mod inventory;
pub mod journal;
pub mod keys;
mod kind;
pub mod listing;
pub mod merge;
pub mod month;
pub mod note;
pub mod overview;
pub mod pin;
pub mod plan;
pub mod proposal;
pub mod request;
pub mod revocations;
pub mod roster;
mod shared;
pub mod statistics;
pub mod support;
pub mod token_init;
pub mod trust;
pub mod urgency;
pub mod verify;
pub mod work;

use kind::kinds;
use serde::{Deserialize, Serialize};

use crate::domain::time::Moment;

/// The schema named in every document of this version.
pub const SCHEMA: &str = "tokenctl/1";

kinds! {
    /// The report of `cert delete`.
    CertDelete: import::CertDelete => "cert-delete",
    /// The report of `cert import`.
    CertImport: import::CertImport => "cert-import",
    /// The report of `cert list`.
    CertList: inventory::Inventory => "cert-list",
    /// The report of `cert show`: the one certificate and its token.
    CertShow: inventory::Inventory => "cert-show",
    /// The report of `check`.
    Check: roster::CheckedStaff<'_> => "check",
    /// The report of `config show`.
    ConfigShow: config::ConfigShow => "config-show",
    /// The report of `csr create`.
    CsrCreate: keys::CsrCreate => "csr-create",
    /// The report of `diff`: what changed between two inventories.
    Diff: diff::Diff => "diff",
    /// The report of `doctor`.
    Doctor: doctor::Doctor => "doctor",
    /// The report of `driver list`.
    DriverList: inventory::Inventory => "driver-list",
    /// The report of `inventory`, and the file that `--add-to` keeps.
    Inventory: bodies::WithBodies<'_> => "inventory",
    /// The report of `journal show`.
    JournalShow: journal::JournalShow => "journal-show",
    /// The report of `journal verify`.
    JournalVerify: journal::JournalVerify => "journal-verify",
    /// The report of `key delete`.
    KeyDelete: keys::KeyDelete => "key-delete",
    /// The report of `key generate`.
    KeyGenerate: keys::KeyGenerate => "key-generate",
    /// The report of `key list`.
    KeyList: inventory::Inventory => "key-list",
    /// The report of `month`: what a run wrote, and what is pending.
    Month: month::Month => "month",
    /// The report of `pin change`.
    PinChange: pin::PinChange => "pin-change",
    /// The report of `pin status`.
    PinStatus: pin::PinStatus => "pin-status",
    /// The report of `pin unlock`, with and without `--plan`.
    PinUnlock: pin::PinUnlock => "pin-unlock",
    /// The report of `pin verify`.
    PinVerify: pin::PinVerify => "pin-verify",
    /// The report of `plan`.
    Plan: plan::Plan => "plan",
    /// The report of `report`.
    Report: statistics::Statistics => "report",
    /// The report of `request change`: form 04.
    RequestChange: request::RequestReport => "request-change",
    /// The report of `request new`: form 01 or 02.
    RequestNew: request::RequestReport => "request-new",
    /// The report of `request recovery`: form 06.
    RequestRecovery: request::RequestReport => "request-recovery",
    /// The report of `request renewal`: form 04.
    RequestRenewal: request::RequestReport => "request-renewal",
    /// The report of `request revocation`: form 05.
    RequestRevocation: request::RequestReport => "request-revocation",
    /// The report of `roster check`.
    RosterCheck: roster::RosterCheck => "roster-check",
    /// The report of `roster confirm`.
    RosterConfirm: confirm::RosterConfirm => "roster-confirm",
    /// The report of `support`: what goes into the archive.
    Support: support::Support => "support",
    /// The report of `token init`.
    TokenInit: token_init::TokenInit => "token-init",
    /// The report of `token list`.
    TokenList: inventory::Inventory => "token-list",
    /// The report of `token show`.
    TokenShow: inventory::Inventory => "token-show",
    /// The report of `trust add`.
    TrustAdd: trust::TrustReport => "trust-add",
    /// The report of `trust fetch`.
    TrustFetch: trust::TrustReport => "trust-fetch",
    /// The report of `trust list`.
    TrustList: trust::TrustReport => "trust-list",
    /// The report of `trust remove`.
    TrustRemove: trust::TrustReport => "trust-remove",
    /// The report of `verify`.
    Verify: verify::VerifyReport => "verify",
}

/// A document without anything to redact: its only texts are words of the contract, it has no hash and no slot. A
/// test reads its schema, so that a text field cannot be forgotten.
pub trait NamesNobody {}

/// The word that documents use for a state or code; `None` if they have none.
pub fn word_of(state: &impl Serialize) -> Option<String> {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    }
}

/// The beginning of every JSON document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Envelope {
    /// Always `tokenctl/1`.
    pub schema: String,
    /// The command's words joined by `-`.
    pub kind: String,
    /// `--at` if given, otherwise the time of the run.
    pub generated_at: Moment,
    /// The program that wrote the document.
    pub tool: Tool,
}

/// The program that wrote a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    /// `tokenctl`.
    #[cfg_attr(test, schemars(extend("const" = "tokenctl")))]
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Envelope {
    /// The envelope of a report of this kind.
    pub fn new(kind: Kind, generated_at: Moment) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            kind: kind.word().to_owned(),
            generated_at,
            tool: Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        }
    }
}

/// A count, as used in reports.
pub fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
