//! Reports: one serialisable type a command. JSON is the contract; tables, CSV and workbooks are views of it.
//!
//! May import `domain` only. A field once named stays named: renaming one makes `tokenctl/2`.

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
pub mod roster;
mod shared;
pub mod statistics;
pub mod support;
pub mod token_init;
pub mod trust;
pub mod urgency;
pub mod verify;
pub mod work;

pub use kind::Kind;
use serde::{Deserialize, Serialize};

use crate::domain::time::Moment;

/// The schema that every document of this version names.
pub const SCHEMA: &str = "tokenctl/1";

/// The word that documents have for a state or code; `None` for what is no word there.
pub fn word_of(state: &impl Serialize) -> Option<String> {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    }
}

/// What every JSON document begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Envelope {
    /// Always `tokenctl/1`.
    pub schema: String,
    /// The command's words joined by `-`.
    pub kind: String,
    /// `--at` where given, else the time of the run.
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

/// A number of things, as reports have it.
pub fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
