//! Fuzzes `properties::protocol`; `tests/corpus.rs` runs it over the seeds of `fixtures/corpus/protocol`.
#![no_main]

#[path = "../properties.rs"]
#[allow(dead_code, reason = "each target has one property")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::protocol(bytes));
