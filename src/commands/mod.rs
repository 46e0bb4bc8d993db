//! Commands: one use case per file, from request to report; no printing, no clap, no cryptoki.
//!
//! May import `driver` (client, protocol, discovery), `report`, `domain`, `interact`, `config`, `environment`, and the
//! sentences of problems (`text::problem`).

pub mod assemble;
pub mod certificate;
pub mod check;
pub mod config;
pub mod context;
pub mod decisions;
pub mod doctor;
pub mod gather;
pub mod import;
pub mod incomplete;
pub mod inventory;
pub mod journal;
pub mod keys;
pub mod login;
pub mod month;
pub mod narrow;
pub mod pdf;
pub mod pick;
pub mod pin;
pub mod plan;
pub mod readers;
pub mod reading;
pub mod report;
pub mod request;
pub mod revocation;
pub mod roster;
pub mod roster_confirm;
pub mod roster_template;
pub mod saved;
pub mod select;
mod sightings;
pub mod support;
pub mod trust;
mod unread;
pub mod verify;
mod vocabulary;

pub use context::Context;
