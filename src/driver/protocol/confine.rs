//! Confinement of a driver: what is requested of a host, and what it reports as being in force.

use serde::{Deserialize, Serialize};

use super::OsText;

/// The request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confine {
    /// Folders that the driver may write to, besides those for temporary files.
    pub write: Vec<OsText>,
}

/// What is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confinement {
    /// Nothing: this system has no means.
    None,
    /// Writing is confined; the system has no means for the network.
    Files,
    /// Writing is confined, and TCP is blocked.
    FilesAndNetwork,
}
