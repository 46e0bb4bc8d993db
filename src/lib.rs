//! `tokenctl` administers PKCS#11 signing tokens through their vendors' drivers.
//!
//! The library is the program's internals, in the layers shown in `docs/ARCHITECTURE.md`; its only public contract is
//! the command line and the documents described in `docs/OUTPUT.md`.

mod at_once;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod domain;
pub mod driver;
pub mod environment;
pub mod failure;
pub mod file;
mod heap;
pub mod http;
pub mod interact;
pub mod journal;
pub mod readers;
pub mod render;
pub mod report;
mod run;
pub mod text;
pub mod waiting;

pub use run::run;
