//! Views of reports: table, JSON, CSV, workbook, letter.

pub mod archive;
mod code;
pub(crate) mod columns;
pub mod csv;
pub mod docx;
pub mod form_table;
pub mod html;
pub mod json;
pub mod nagios;
pub mod openmetrics;
pub mod redact;
pub mod roster_template;
pub mod sheet;
pub mod table;
pub mod word;
pub mod xlsx;
