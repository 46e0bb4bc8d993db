//! The forms of issue: rows against dossiers written by hand, letters through LibreOffice, workbooks through calamine.
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]

mod dossiers;
mod letter;
mod office;
mod report;
mod rows;
mod workbook;
