//! `driver list`: the modules that were tried, and the results.

use super::super::{problem, word};
use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::phrase::Phrase;
use crate::report::inventory::{Driver, Inventory};

/// Shows the drivers, each with why it cannot serve where it cannot.
pub fn driver_list(inventory: &Inventory, style: &Style) -> String {
    let view = View::new(style);
    let mut table = Table::new(vec![
        view.text("table-driver"),
        view.value("table-status"),
        view.value("table-found-by"),
        view.text("table-library"),
        view.value("table-cryptoki"),
        view.number("table-slots"),
        view.number("table-tokens"),
        view.number("table-load-time"),
    ]);
    for driver in &inventory.drivers {
        table.row(row(&view, driver));
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

fn row(view: &View<'_>, driver: &Driver) -> Vec<Cell> {
    let library = [&driver.library, &driver.library_version].into_iter().flatten();
    let library: Vec<_> = library.map(String::as_str).collect();
    let milliseconds = driver.load_milliseconds.map(|milliseconds| format!("{milliseconds} ms"));
    vec![
        Cell::new(&driver.path),
        view.word(word::driver_status(driver.status)),
        view.word(word::found_by(driver.found_by)),
        Cell::maybe(Some(library.join(" "))),
        Cell::maybe(driver.cryptoki_version.as_ref()),
        view.count(driver.slots),
        view.count(driver.tokens),
        Cell::maybe(milliseconds),
    ]
}
