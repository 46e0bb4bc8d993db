//! The sheet of drivers.

use super::super::columns::Columns;
use super::super::word;
use super::{Field, Sheet};
use crate::report::inventory::{Driver, Inventory};

/// One row per driver.
pub(super) fn drivers(inventory: &Inventory) -> Sheet {
    Sheet::of("sheet-drivers", &columns(), &inventory.drivers)
}

/// The columns about each driver.
pub(crate) fn columns() -> Columns<Driver> {
    Columns::<Driver>::new()
        .text("path", "table-driver", |driver| Field::Text(driver.path.clone()))
        .value("status", "table-status", |driver| Field::state(&driver.status, word::driver_status(driver.status)))
        .value("found_by", "table-found-by", |driver| Field::state(&driver.found_by, word::found_by(driver.found_by)))
        .text("library", "table-library", |driver| Field::text(driver.library.as_ref()))
        .value("library_version", "sheet-library-version", |driver| Field::text(driver.library_version.as_ref()))
        .value("cryptoki_version", "table-cryptoki", |driver| Field::text(driver.cryptoki_version.as_ref()))
        .number("slots", "table-slots", |driver| Field::number(driver.slots))
        .number("tokens", "table-tokens", |driver| Field::number(driver.tokens))
        .text("failures", "sheet-failures", Field::failures)
        .text("notes", "sheet-notes", |driver| match driver.notes.as_slice() {
            [] => Field::Empty,
            notes => Field::Notes(notes.to_vec()),
        })
}
