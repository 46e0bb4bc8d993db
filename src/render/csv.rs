//! CSV, safe in a spreadsheet.
