//! The sheet of drivers.

use super::super::word;
use super::{Field, Sheet, SheetColumn, columns};
use crate::report::inventory::{Driver, Inventory};

const DRIVERS: &[SheetColumn] = columns![
    "path" => "table-driver",
    "status" => "table-status",
    "found_by" => "table-found-by",
    "library" => "table-library",
    "library_version" => "sheet-library-version",
    "cryptoki_version" => "table-cryptoki",
    "slots" => "table-slots",
    "tokens" => "table-tokens",
    "failures" => "sheet-failures",
    "notes" => "sheet-notes",
];

/// One row a driver.
pub(super) fn drivers(inventory: &Inventory) -> Sheet {
    let row = |driver: &Driver| {
        let failures: Vec<_> = driver.failures().cloned().collect();
        vec![
            Field::Text(driver.path.clone()),
            Field::state(&driver.status, word::driver_status(driver.status)),
            Field::state(&driver.found_by, word::found_by(driver.found_by)),
            Field::text(driver.library.as_ref()),
            Field::text(driver.library_version.as_ref()),
            Field::text(driver.cryptoki_version.as_ref()),
            Field::number(driver.slots),
            Field::number(driver.tokens),
            if failures.is_empty() { Field::Empty } else { Field::Failures(failures) },
            if driver.notes.is_empty() { Field::Empty } else { Field::Notes(driver.notes.clone()) },
        ]
    };
    Sheet { name: "sheet-drivers", columns: DRIVERS, rows: inventory.drivers.iter().map(row).collect() }
}
