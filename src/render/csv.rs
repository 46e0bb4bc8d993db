//! CSV (RFC 4180, lines end with a line feed): machine names and values, never translated.
//!
//! May import `report` and the sheets.
//!
//! Pitfall: Excel reads CSV in the local code page unless it begins with a byte order mark, and evaluates cells that
//! begin with `=`, `+`, `-` or `@`: such text gets an apostrophe in front. Numbers remain numbers. If the system's list
//! separator is a semicolon, Excel uses it to open the file, so no list written here contains one.

use std::io::{self, Write};

use jiff::tz::TimeZone;

use super::sheet::{BETWEEN, Field, Sheet, rows};
use crate::report::inventory::Inventory;
use crate::text::problem::{failure_message, problem_message};
use crate::text::sanitize;

/// Writes an inventory: one row per certificate, one per token without any, one per failed driver.
pub fn write_inventory(
    inventory: &Inventory,
    zone: &TimeZone,
    byte_order_mark: bool,
    output: &mut dyn Write,
) -> io::Result<()> {
    write_sheet(&rows(inventory), zone, byte_order_mark, output)
}

/// Writes any sheet under its machine names; the dates in sentences are days of this zone.
pub fn write_sheet(sheet: &Sheet, zone: &TimeZone, byte_order_mark: bool, output: &mut dyn Write) -> io::Result<()> {
    if byte_order_mark {
        output.write_all("\u{feff}".as_bytes())?;
    }
    write_record(output, sheet.columns.iter().map(|column| column.name.to_owned()))?;
    for row in &sheet.rows {
        write_record(output, row.iter().map(|field| text_of(field, zone)))?;
    }
    Ok(())
}

/// One record. A cell is also quoted for a semicolon or tab in it, which a spreadsheet may treat as a separator like
/// the comma.
pub(super) fn write_record(output: &mut dyn Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    let mut line = String::new();
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            line.push(',');
        }
        if cell.contains([',', ';', '\t', '"', '\r', '\n']) {
            line.extend(["\"", &cell.replace('"', "\"\""), "\""]);
        } else {
            line.push_str(&cell);
        }
    }
    line.push('\n');
    output.write_all(line.as_bytes())
}

/// A field as a cell; text is made harmless, the program's own values do not need that.
fn text_of(field: &Field, zone: &TimeZone) -> String {
    let text = match field {
        Field::Empty => return String::new(),
        Field::Number(number) => return number.to_string(),
        Field::Share(tenths) if tenths % 10 == 0 => return (tenths / 10).to_string(),
        Field::Share(tenths) => return format!("{}.{}", tenths / 10, tenths % 10),
        Field::Moment(moment) => return moment.to_string(),
        Field::Day(day) => return day.to_string(),
        Field::Truth(truth) => return truth.to_string(),
        Field::State { machine, .. } => return machine.clone(),
        Field::Text(text)
        | Field::Serial(text)
        | Field::Said { machine: text, .. }
        | Field::Named { machine: text, .. } => text.clone(),
        Field::States(states) => states.iter().map(|(machine, _)| machine.as_str()).collect::<Vec<_>>().join(BETWEEN),
        Field::Problems(problems) => {
            problems.iter().map(|problem| problem_message(problem, zone)).collect::<Vec<_>>().join(BETWEEN)
        }
        Field::Notes(notes) => notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>().join(BETWEEN),
        Field::Failures(failures) => failures.iter().map(failure_message).collect::<Vec<_>>().join(BETWEEN),
    };
    sanitize::csv_cell(&text).into_owned()
}
