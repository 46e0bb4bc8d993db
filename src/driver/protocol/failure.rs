//! Why a driver, or a slot of it, could not be read: known to the host if the driver cannot serve, otherwise to the parent.

use serde::{Deserialize, Serialize};

use super::Fault;
use crate::driver::rv::Rv;
use crate::report::inventory::FailureKind;

/// Why a driver, or a slot of it, could not be read. What only the parent knows is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The kind.
    pub kind: FailureKind,
    /// The C_ function, also one that never returned or is not there to be called.
    pub call: Option<String>,
    /// What the call returned.
    pub rv: Option<Rv>,
    /// Other words: the loader's, an exit status.
    pub detail: Option<String>,
    /// Other libraries that are missing.
    #[serde(default)]
    pub libraries: Vec<String>,
    /// The slot.
    #[serde(skip)]
    pub slot: Option<u64>,
    /// The signal or exception.
    #[serde(skip)]
    pub signal: Option<String>,
    /// Whole seconds waited.
    #[serde(skip)]
    pub seconds: Option<u64>,
    /// The reader, if the slot does not name it.
    #[serde(skip)]
    pub reader: Option<String>,
    /// Readers that hold a card, one of which may be the cause.
    #[serde(skip)]
    pub cards_in: Vec<String>,
}

impl Failure {
    /// A failure with only its kind.
    pub fn new(kind: FailureKind) -> Self {
        Self {
            kind,
            call: None,
            rv: None,
            detail: None,
            libraries: Vec::new(),
            slot: None,
            signal: None,
            seconds: None,
            reader: None,
            cards_in: Vec::new(),
        }
    }
}

/// A call without which the driver cannot serve.
impl From<Fault<&str>> for Failure {
    fn from(fault: Fault<&str>) -> Self {
        Self { call: Some(fault.call.to_owned()), rv: Some(fault.rv), ..Self::new(FailureKind::CallFailed) }
    }
}
