//! The pure domain: names, certificates, keys, pairing, PIN states, selectors, URIs, verdicts.
//!
//! Nothing here knows PKCS#11, files, environment, clocks or terminals; `tests/layering.rs` keeps it so.

pub mod certificate;
pub mod key;
pub mod phrase;
pub mod pin;
pub mod problem;
pub mod time;
