//! The lenient certificate parser: what x509-cert refuses, what openssl says, and what happens to damaged certificates.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must say where"
)]

mod build;
mod corpus;
mod hostile;
mod judge;
mod lenient;
mod mutation;
mod names;

use std::path::PathBuf;

use tokenctl::domain::certificate::{Certificate, FieldProblem};
use tokenctl::domain::problem::ProblemCode;

/// A file or folder among the fixtures.
fn fixture(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures", name].iter().collect()
}

/// The well-formed certificates made by `fixtures/certificates/make.sh`, by name and in its order.
fn well_formed() -> Vec<(String, Vec<u8>)> {
    let folder = fixture("certificates");
    let mut found: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{} must be readable: {error}", folder.display()))
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "der"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    found.sort();
    assert!(found.len() >= 14, "the fixtures of make.sh must be there");
    found
}

/// One of the `well_formed` certificates.
fn certificate_named(name: &str) -> Vec<u8> {
    let path = fixture("certificates").join(name).with_extension("der");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{} must be readable: {error}", path.display()))
}

/// The only problem of a certificate.
fn only_problem(certificate: &Certificate) -> &FieldProblem {
    match certificate.problems.as_slice() {
        [problem] => problem,
        other => panic!("exactly one problem expected, not {other:#?}"),
    }
}

/// Asserts that the only problem is a note on `field` whose fault contains `words`.
fn assert_noted(certificate: &Certificate, field: &str, words: &str) {
    let problem = only_problem(certificate);
    assert_eq!(problem.code, ProblemCode::CertificateNotRfc5280, "read although it breaks a rule: {problem:?}");
    assert_eq!(problem.field, field, "the field: {problem:?}");
    assert!(problem.fault.contains(words), "the fault must say `{words}`: {problem:?}");
}
