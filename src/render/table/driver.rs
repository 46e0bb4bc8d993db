//! `driver list`: the modules that were tried, and the results.

use super::super::columns::Columns;
use super::super::sheet::{Field, shared};
use super::view::View;
use super::{Cell, Style, Tint};
use crate::domain::phrase::Phrase;
use crate::report::inventory::{Driver, Inventory};
use crate::text::problem;

/// Shows the drivers, each with the reason if it cannot serve.
pub fn driver_list(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let columns = columns();
    let mut table = view.table(&columns);
    for driver in &inventory.drivers {
        table.row(view.cells(&columns, driver));
        if let (Some(bits), Some(host)) = (driver.bits, &driver.host) {
            let served = Phrase::new("table-small-host").with("bits", bits).with("host", host.as_str());
            table.note(view.say(&served).tint(Tint::Dim));
        }
        for failure in driver.failures() {
            table.note(view.say(&problem::failure_phrase(failure)).tint(Tint::Bad));
        }
        for problem in &driver.problems {
            table.note(view.problem(problem));
        }
        for note in &driver.notes {
            table.note(Cell::new(problem::note_text(note, &view.texts)).tint(Tint::Dim));
        }
    }
    let mut text = view.table_or(&table, "table-no-drivers");
    if inventory.drivers.is_empty() {
        text.push_str(&view.hint(&Phrase::new("table-hint-module")));
    }
    text
}

fn columns() -> Columns<Driver> {
    shared::drivers()
        .pick(&["path", "status", "found_by", "library", "cryptoki_version", "slots", "tokens"])
        .showing("library", |driver| {
            let library = [&driver.library, &driver.library_version].into_iter().flatten();
            Field::text(Some(library.map(String::as_str).collect::<Vec<_>>().join(" ")))
        })
        .number("load_milliseconds", "table-load-time", |driver| {
            Field::text(driver.load_milliseconds.map(|milliseconds| format!("{milliseconds} ms")))
        })
}
