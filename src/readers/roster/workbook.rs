//! XLSX through calamine: values as typed, formulas by the value saved with them.
//!
//! Pitfall: a date is a number with a date format; calamine reports this, and also the 1904 system of old Macs.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::{Date, date};

use super::fault::RosterFileFault;
use super::unpacked;
use crate::domain::fold;
use crate::domain::roster::{Merged, Parser, Roster, StaffCell, Vocabulary, staff_list_titles};

/// The maximum number of columns of a row that are kept.
const MAX_COLUMNS: u32 = 256;
/// The maximum number of cells of a sheet.
const MAX_CELLS: u64 = 50_000_000;

/// The maximum number of merged cells read of a sheet.
const MAX_MERGED: usize = 100_000;

/// How many rows of a sheet are searched for a staff list.
const PROBED_ROWS: usize = 40;

/// Reads a list from a workbook.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>, vocabulary: &Vocabulary) -> Result<Roster, RosterFileFault> {
    unpacked::check(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| not_a_workbook(&error))?;
    let chosen = match sheet {
        Some(name) => named(&workbook, name)?,
        None => found(&mut workbook, vocabulary)?,
    };
    let mut parser = Parser::new(vocabulary);
    parser.merged(merged(&mut workbook, &chosen));
    let mut result = Ok(());
    each_row(&mut workbook, &chosen, |number, cells| {
        result = parser.push(number, cells);
        result.is_ok()
    })?;
    result?;
    let mut roster = parser.finish()?;
    for fault in &mut roster.faults {
        fault.sheet = Some(chosen.clone());
    }
    roster.sheet = Some(chosen);
    Ok(roster)
}

/// The cells merged over several rows. If they cannot be read, cells are used unchanged.
fn merged(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Vec<Merged> {
    let of_rows = |region: &Dimensions| region.end.0 > region.start.0;
    let regions = workbook.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    let merged = |region: Dimensions| Merged {
        column: usize::try_from(region.start.1).unwrap_or(usize::MAX),
        first: u64::from(region.start.0) + 1,
        last: u64::from(region.end.0) + 1,
    };
    regions.into_iter().filter(of_rows).take(MAX_MERGED).map(merged).collect()
}

/// The sheet with this name, ignoring case and surrounding spaces.
fn named(workbook: &Xlsx<Cursor<&[u8]>>, name: &str) -> Result<String, RosterFileFault> {
    let sheets = workbook.sheet_names();
    let folded = fold::text(name);
    let exact = sheets.iter().find(|sheet| *sheet == name);
    let chosen = exact.or_else(|| sheets.iter().find(|sheet| fold::text(sheet) == folded)).cloned();
    chosen.ok_or_else(|| RosterFileFault::NoSheet { name: Some(name.to_owned()), sheets })
}

/// The sheet with the titles of a staff list, which covers and explanations lack.
fn found(workbook: &mut Xlsx<Cursor<&[u8]>>, vocabulary: &Vocabulary) -> Result<String, RosterFileFault> {
    let visible = |sheet: &&Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let mut sheets: Vec<String> =
        workbook.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    if sheets.is_empty() {
        sheets = workbook.sheet_names();
    }
    let mut lists = Vec::new();
    if sheets.len() > 1 {
        for sheet in &sheets {
            let mut rows = Vec::new();
            each_row(workbook, sheet, |number, cells| {
                if cells.iter().any(|cell| *cell != StaffCell::Empty) {
                    rows.push((number, cells));
                }
                rows.len() < PROBED_ROWS
            })?;
            if staff_list_titles(&rows, vocabulary) > 0 {
                lists.push(sheet.clone());
            }
        }
    }
    if lists.len() > 1 {
        return Err(RosterFileFault::SeveralSheets { sheets: lists });
    }
    let chosen = lists.pop().or_else(|| sheets.first().cloned());
    chosen.ok_or(RosterFileFault::NoSheet { name: None, sheets: Vec::new() })
}

/// Passes on each row of a sheet until `take` has enough.
fn each_row(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    mut take: impl FnMut(u64, Vec<StaffCell>) -> bool,
) -> Result<(), RosterFileFault> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(|error| not_a_workbook(&error))?;
    let mut row: (u32, Vec<StaffCell>) = (0, Vec::new());
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| not_a_workbook(&error))? {
        count += 1;
        if count > MAX_CELLS {
            return Err(RosterFileFault::TooManyCells { limit: MAX_CELLS });
        }
        let (number, column) = cell.get_position();
        if number != row.0 {
            let finished = std::mem::replace(&mut row, (number, Vec::new()));
            if !take(u64::from(finished.0) + 1, finished.1) {
                return Ok(());
            }
        }
        if column >= MAX_COLUMNS {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if row.1.len() <= column {
            row.1.resize(column + 1, StaffCell::Empty);
        }
        if let Some(place) = row.1.get_mut(column) {
            *place = convert(cell.get_value());
        }
    }
    take(u64::from(row.0) + 1, row.1);
    Ok(())
}

fn convert(value: &DataRef<'_>) -> StaffCell {
    match value {
        DataRef::Empty => StaffCell::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            StaffCell::Text(text.clone())
        }
        DataRef::SharedString(text) => StaffCell::Text((*text).to_owned()),
        #[expect(clippy::cast_precision_loss, reason = "numbers of sixteen digits are refused later as rounded")]
        DataRef::Int(number) => StaffCell::Number(*number as f64),
        DataRef::Float(number) => StaffCell::Number(*number),
        DataRef::Bool(value) => StaffCell::Bool(*value),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let number = moment.as_f64();
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            civil(year, month, day)
                .filter(|_| (1.0..80_000.0).contains(&number))
                .map_or(StaffCell::Number(number), StaffCell::Date)
        }
        DataRef::DateTime(duration) => StaffCell::Number(duration.as_f64()),
        DataRef::Error(error) => StaffCell::Error(error.to_string()),
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
