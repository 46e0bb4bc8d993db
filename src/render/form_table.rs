//! A dossier as a workbook and as CSV, to send the list with the letter or enter it into the registration system.
//!
//! May import `domain`, rust_xlsxwriter. Pitfall: a cell that begins like a formula must remain text in both.

use std::borrow::Cow;
use std::io;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::csv::write_record;
use super::docx::DocumentError;
use crate::domain::form::{BLANK, Dossier, FormDefinition};
use crate::domain::formula;

/// The total width of a workbook's columns, in characters, for the whole of the form's shares.
const WHOLE_WIDTH: f64 = 150.0;

/// The workbook: title, recipient, headings (merged if the form has two levels), rows, contact block.
pub fn xlsx(dossier: &Dossier, form: &FormDefinition) -> Result<Vec<u8>, DocumentError> {
    workbook(dossier, form).map_err(|error| DocumentError::Workbook { fault: error.to_string() })
}

fn workbook(dossier: &Dossier, form: &FormDefinition) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed date: the same dossier gives the same bytes, and the letter's own date is still to fill in.
    let created = ExcelDateTime::from_ymd(2024, 6, 25)?;
    workbook.set_properties(&DocProperties::new().set_title(&form.title).set_creation_datetime(&created));
    let sheet = workbook.add_worksheet();
    sheet.set_name(format!("Mau {}", form.number))?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);

    let last_column = column_number(form.columns.len().saturating_sub(1));
    let base = || Format::new().set_font_name("Times New Roman").set_font_size(12).set_num_format("@");
    let title = base().set_bold().set_font_size(14).set_align(FormatAlign::Center).set_text_wrap();
    let centre = base().set_align(FormatAlign::Center).set_text_wrap();
    let small = base().set_italic().set_font_size(10).set_align(FormatAlign::Right);
    let edition = format!("{} {}, {}", form.words.get("form"), form.number, form.edition);
    let body = dossier.body.name.as_deref().unwrap_or(BLANK);
    let addressee = format!("{}: {}", form.words.get("addressee"), dossier.recipient);
    let head = [
        (edition.as_str(), &small),
        (body, &centre),
        (&form.heading, &title),
        (&form.title, &title),
        (&addressee, &centre),
    ];
    let mut row: u32 = 0;
    for (text, format) in head {
        span(sheet, (row, 0, row, last_column), text, format)?;
        row = row.saturating_add(1);
    }
    row = row.saturating_add(1);

    let cell = base().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter).set_text_wrap();
    let heading = cell.clone().set_bold().set_align(FormatAlign::Center);
    let first_data = headings(sheet, form, row, &heading)?;
    sheet.set_repeat_rows(row, first_data.saturating_sub(1))?;
    sheet.set_freeze_panes(first_data, 0)?;
    row = first_data;
    for line in &dossier.rows {
        for (column, definition) in (0_u16..).zip(&form.columns) {
            sheet.write_string_with_format(row, column, line.text(definition.key), &cell)?;
        }
        row = row.saturating_add(1);
    }

    row = row.saturating_add(1);
    sheet.write_string_with_format(row, 0, format!("{}:", form.words.get("contact")), &base().set_bold())?;
    for (title, value) in &dossier.contact {
        row = row.saturating_add(1);
        sheet.write_string_with_format(row, 0, format!("- {title}: {}", value.text()), &base())?;
    }
    workbook.save_to_buffer()
}

/// Writes the headings and returns the first row under them.
fn headings(sheet: &mut Worksheet, form: &FormDefinition, row: u32, format: &Format) -> Result<u32, XlsxError> {
    let two_levels = form.has_groups();
    let lower = if two_levels { row.saturating_add(1) } else { row };
    let whole = form.columns.iter().map(|column| f64::from(column.width)).sum::<f64>().max(1.0);
    let mut column: u16 = 0;
    for run in form.header_runs() {
        if let Some(group) = run.first().and_then(|column| column.group.as_deref()) {
            let last = column.saturating_add(column_number(run.len().saturating_sub(1)));
            span(sheet, (row, column, row, last), group, format)?;
        }
        for definition in run {
            let first = if definition.group.is_some() { lower } else { row };
            span(sheet, (first, column, lower, column), &definition.title, format)?;
            sheet.set_column_width(column, f64::from(definition.width) / whole * WHOLE_WIDTH)?;
            column = column.saturating_add(1);
        }
    }
    Ok(lower.saturating_add(1))
}

/// A text over several cells, or in one if the range is one cell, which no workbook may merge.
fn span(sheet: &mut Worksheet, range: (u32, u16, u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    let (first_row, first_column, last_row, last_column) = range;
    if (first_row, first_column) == (last_row, last_column) {
        sheet.write_string_with_format(first_row, first_column, text, format)?;
    } else {
        sheet.merge_range(first_row, first_column, last_row, last_column, text, format)?;
    }
    Ok(())
}

/// Definitions hold at most forty columns.
fn column_number(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The list as CSV (RFC 4180) with one heading row, `Group: Column` if the form has two levels.
pub fn csv(dossier: &Dossier, form: &FormDefinition, byte_order_mark: bool) -> Result<Vec<u8>, DocumentError> {
    let mut bytes = if byte_order_mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let failed = |error: io::Error| DocumentError::Text { fault: error.to_string() };
    let titles = form.columns.iter().map(|column| as_text(&column.flat_title()).into_owned());
    write_record(&mut bytes, titles).map_err(failed)?;
    for row in &dossier.rows {
        let cells = form.columns.iter().map(|column| as_text(row.text(column.key)).into_owned());
        write_record(&mut bytes, cells).map_err(failed)?;
    }
    Ok(bytes)
}

/// A cell that a spreadsheet treats as text, whatever it begins with.
///
/// The dossier's texts are already clean, and their line feeds are needed, so the sanitiser of tables is not used.
fn as_text(cell: &str) -> Cow<'_, str> {
    formula::broken(cell)
}
