//! XLSX through calamine: values as typed, formulas by the value that was saved with them.
//!
//! Pitfall: a date is a number with a date format; calamine tells it, and the 1904 system of old Macs as well.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use jiff::civil::{Date, date};

use super::fault::RosterFileFault;
use super::unpacked;
use crate::domain::roster::{Cell, Parser, Roster};

/// The most columns of a row that are kept.
const MAX_COLUMNS: u32 = 256;
/// The most cells of a sheet.
const MAX_CELLS: u64 = 50_000_000;

/// Reads a list from a workbook.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Roster, RosterFileFault> {
    unpacked::check(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| not_a_workbook(&error))?;
    let sheets = workbook.sheet_names();
    let chosen = match sheet {
        Some(name) => sheets.iter().find(|candidate| *candidate == name),
        None => sheets.first(),
    };
    let Some(chosen) = chosen.cloned() else {
        return Err(RosterFileFault::NoSheet { name: sheet.map(str::to_owned), sheets });
    };
    let mut cells = workbook.worksheet_cells_reader(&chosen).map_err(|error| not_a_workbook(&error))?;
    let mut parser = Parser::new();
    let mut row: (u32, Vec<Cell>) = (0, Vec::new());
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| not_a_workbook(&error))? {
        count += 1;
        if count > MAX_CELLS {
            return Err(RosterFileFault::TooManyCells { limit: MAX_CELLS });
        }
        let (number, column) = cell.get_position();
        if number != row.0 {
            let finished = std::mem::replace(&mut row, (number, Vec::new()));
            parser.push(u64::from(finished.0) + 1, finished.1)?;
        }
        if column >= MAX_COLUMNS {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if row.1.len() <= column {
            row.1.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = row.1.get_mut(column) {
            *place = convert(cell.get_value());
        }
    }
    parser.push(u64::from(row.0) + 1, row.1)?;
    Ok(parser.finish()?)
}

fn convert(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        #[expect(clippy::cast_precision_loss, reason = "numbers of sixteen digits are refused later as rounded")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let number = moment.as_f64();
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            civil(year, month, day)
                .filter(|_| (1.0..80_000.0).contains(&number))
                .map_or(Cell::Number(number), Cell::Date)
        }
        DataRef::DateTime(duration) => Cell::Number(duration.as_f64()),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

fn civil(year: u16, month: u8, day: u8) -> Option<Date> {
    let date_of = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (date_of >= date(1900, 1, 1)).then_some(date_of)
}

fn not_a_workbook(error: &XlsxError) -> RosterFileFault {
    match error {
        XlsxError::Password => RosterFileFault::OldOrEncryptedWorkbook,
        _ => RosterFileFault::NotAWorkbook { fault: error.to_string().chars().take(200).collect() },
    }
}
