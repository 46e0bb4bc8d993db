//! What `support` collects for the person who helps: the system, and documents without personal data.
//!
//! Imports `domain`. Pitfall: every new file in the archive also leaves the machine; it is shown before.

use serde::{Deserialize, Serialize};

use super::Envelope;
use crate::journal::attempt::{Action, Code, Phase, Scope};

/// The report of `support`: what is in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Support {
    /// Kind `support`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Every file of the archive, in its order.
    pub files: Vec<SupportFile>,
}

/// One file of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SupportFile {
    /// Its name in the archive.
    #[cfg_attr(test, schemars(extend("enum" = ["system.json", "drivers.json", "inventory.json", "journal.json", "config.json"])))]
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 over it, lower-case hex.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub sha256: String,
    /// The document in it.
    #[cfg_attr(test, schemars(extend("type" = "object")))]
    pub content: serde_json::Value,
}

/// `system.json`: what decides which drivers can run and what the program shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    /// The operating system's name for programs, `linux`.
    pub os: String,
    /// Distribution and release.
    pub release: Option<String>,
    /// The kernel's version.
    pub kernel: Option<String>,
    /// The processor that this program was built for.
    pub architecture: String,
    /// The C library.
    pub libc: Option<String>,
    /// The language of texts.
    pub language: String,
    /// The locale named in the environment.
    pub locale: Option<String>,
    /// The zone of calendar days.
    pub timezone: Option<String>,
    /// The version of this program.
    pub tool_version: String,
}

/// `journal.json`: the chain without its subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHashes {
    /// Each journal that exists.
    pub journals: Vec<HashesPart>,
}

/// The chain of one journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashesPart {
    /// Whose folder it lies in.
    pub scope: Scope,
    /// Its lines, in the order of the file.
    pub entries: Vec<HashEntry>,
}

/// One line. Without a time: with it the serial in the hash could be found by trying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashEntry {
    /// Counts from 1.
    pub sequence: u64,
    /// The kind of line.
    pub phase: Phase,
    /// The attempted operation.
    pub action: Action,
    /// The return value, or the code of the situation.
    pub code: Option<Code>,
    /// The line's hash.
    pub hash: String,
}
