//! The pure domain: names, certificates, keys, pairing, PIN states, selectors, URIs, verdicts.
//!
//! Nothing here knows PKCS#11, files, environment, clocks or terminals; `tests/layering.rs` checks that.

pub mod can_sign;
pub mod certificate;
pub mod check;
pub mod collation;
pub mod csr;
pub mod decision;
pub mod fold;
pub mod form;
pub mod formula;
pub mod import;
pub mod key;
pub mod known;
pub mod mail;
pub mod matching;
pub mod merge;
pub mod name;
pub mod names;
pub mod noted_hash;
pub mod pairing;
pub mod phrase;
pub mod pin;
pub mod plan;
pub mod policy;
pub mod problem;
pub mod raised;
pub mod reader;
pub mod redact;
pub mod roster;
#[cfg(test)]
pub(crate) mod schema;
pub mod secret;
pub mod selector;
pub mod shell;
pub mod situation;
pub mod statistics;
pub mod time;
pub mod tlv;
pub mod token;
pub mod unit;
pub mod unlock;
pub mod uri;
pub mod verdict;
pub mod verify;
