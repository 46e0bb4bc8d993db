//! The forms: rows compared with dossiers written by hand, letters through LibreOffice, workbooks through calamine.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

mod choose;
mod dossiers;
mod letter;
#[path = "../support/libreoffice.rs"]
#[allow(unreachable_pub, reason = "other tests use it from their own support")]
mod libreoffice;
mod office;
mod report;
mod rows;
mod schema;
mod workbook;
