//! Shared by the integration tests: the scripted driver, real software tokens, test certificates, the program in a
//! clean environment.
//!
//! A test writes `mod support;` and uses the parts it needs. Pitfall: everything is in temporary folders that are
//! deleted with their owner, so keep the fixture alive as long as its module is in use.
#![allow(dead_code, reason = "each test uses its own part")]
#![allow(unused_imports, reason = "each test uses its own part")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(clippy::doc_markdown, reason = "PKCS#11 names stand in every second sentence")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a fixture fails by panicking")]
#![allow(clippy::needless_pass_by_value, reason = "scripts read better when their parts are given away")]
#![allow(clippy::missing_panics_doc, reason = "tests panic to fail")]

mod calls;
#[cfg(target_os = "linux")]
mod cards;
mod certificate;
mod codes;
pub mod contract;
mod fault;
mod home;
mod keys;
mod kryoptic;
mod modules;
mod nss;
mod opencryptoki;
mod outcome;
mod rig;
#[cfg(target_os = "linux")]
mod screen;
mod script;
mod softhsm;
mod token;
mod tools;
#[cfg(target_os = "linux")]
mod tpm2;

pub use calls::{Calls, Reached};
#[cfg(target_os = "linux")]
pub use cards::{CardKind, Cards, Counters, UnblockStyle};
pub use certificate::{Certificate, tlv};
pub use codes::{EVERY_CODE, REPRESENTATIVE_CODES};
pub use fault::{Fault, Place as FaultPlace};
#[cfg(unix)]
pub use home::script_file;
pub use home::{Home, program_file, secret_file, tokenctl};
pub use keys::{Key, P_256, P_384, RSA_2048, RSA_2048_OTHER, RSA_3072};
pub use kryoptic::Kryoptic;
pub use modules::{Variant, fault_driver, kryoptic, virtual_cards};
pub use nss::Nss;
pub use opencryptoki::{OpenCryptoki, inside_opencryptoki};
pub use outcome::Outcome;
pub use rig::Rig;
#[cfg(target_os = "linux")]
pub use screen::Screen;
pub use script::{Object, SO_PIN, Script, Token, USER_PIN, attributes, hex};
pub use softhsm::SoftHsm;
pub use token::comparable;
pub use tools::{pkcs11_tool, run, succeed, tool};
#[cfg(target_os = "linux")]
pub use tpm2::Tpm2;
