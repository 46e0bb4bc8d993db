//! Whether a certificate may be used: paths, lists, responses, the judgement, and the command.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]
#![allow(clippy::panic, clippy::indexing_slicing, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]

#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod algorithms;
mod authority;
mod cases;
mod command;
mod freshest;
mod mutation;
mod network;
mod path_rules;
mod pkits;
mod possession;
mod real_tokens;
mod revocation;
mod server;
mod sign;
mod signed;
mod signed_ed25519;
mod signed_pdf;
mod trust;
mod world;
