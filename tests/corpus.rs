//! Replays the seeds of all fuzz targets on stable Rust: `fixtures/corpus/<target>`, grown by `./fuzz.sh`.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![allow(
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    reason = "the product's bans do not hold for its tests"
)]
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]

#[path = "../fuzz/properties.rs"]
mod properties;

use std::path::Path;

/// Every seed of a target; a panic names the seed.
fn replay(target: &str, least: usize, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/corpus").join(target);
    let mut seeds: Vec<_> =
        std::fs::read_dir(folder).expect("the seeds").map(|seed| seed.expect("a seed").path()).collect();
    seeds.sort();
    assert!(seeds.len() >= least, "{} seeds of {target}", seeds.len());
    for seed in seeds {
        let bytes = std::fs::read(&seed).expect("a seed");
        let held = std::panic::catch_unwind(|| property(&bytes));
        assert!(held.is_ok(), "the seed {} breaks the property", seed.display());
    }
}

#[test]
fn certificates_of_the_corpus_are_read_as_far_as_they_go() {
    replay("certificate", 30, properties::certificate);
}

#[test]
fn uris_of_the_corpus_survive_being_written() {
    replay("uri", 20, properties::uri);
}

#[test]
fn messages_of_the_corpus_survive_the_pipe() {
    replay("protocol", 10, properties::protocol);
}

#[test]
fn staff_lists_of_the_corpus_are_read_or_refused() {
    replay("roster", 8, properties::roster);
}

#[test]
fn inventories_of_the_corpus_are_read_or_refused() {
    replay("inventory", 8, properties::inventory);
}

#[test]
fn lists_of_the_corpus_are_read_or_refused() {
    replay("crl", 9, properties::crl);
}

#[test]
fn responses_of_the_corpus_are_never_believed() {
    replay("ocsp", 7, properties::ocsp);
}

#[test]
fn signatures_of_the_corpus_sign_nothing_else() {
    replay("cms", 6, properties::cms);
}

#[test]
fn signed_pdfs_of_the_corpus_hold_or_break() {
    replay("pdf", 4, properties::pdf);
}

#[test]
fn bundles_of_the_corpus_give_whole_certificates() {
    replay("pkcs7", 6, properties::pkcs7);
}
