//! The first page of a workbook, for reading and printing: title, table with totals, important facts.
//!
//! Pitfall: LibreOffice does not increase a row's height for wrapped text, so the heights are estimated here.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::{Formats, Writer};
use crate::domain::phrase::Phrase;
use crate::render::sheet::{Field, Summary};

/// The narrowest and the widest column of a summary, in characters; its texts may have several lines.
const SUMMARY_WIDTHS: (usize, usize) = (9, 34);

/// The row of a summary's titles, under the title, agency and day, and an empty row.
const HEADER_ROW: u32 = 3;

impl Writer<'_> {
    /// Title, agency and day, the table with its totals, and important facts beside it.
    pub(super) fn summary(&self, summary: &Summary, hidden: &str, page: &mut Worksheet) -> Result<(), XlsxError> {
        page.set_name(self.texts.get("sheet-summary"))?;
        let last_column = summary.last_column();
        let lined = Formats::lined(self.texts.language());
        let title = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
        let centred = Format::new().set_align(FormatAlign::Center);
        across(page, 0, last_column, &self.title, &title)?;
        across(page, 1, last_column, &self.dated(), &centred)?;

        let mut widest: Vec<usize> = Vec::new();
        for (column, titled) in (0_u16..).zip(&summary.columns) {
            let title = self.texts.get(titled.title);
            widest.push(title.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0).max(title.width() / 2) + 2);
            page.write_string_with_format(HEADER_ROW, column, title, &lined.header)?;
        }
        let mut row = HEADER_ROW;
        let mut of_rows: Vec<Vec<usize>> =
            vec![summary.columns.iter().map(|one| self.texts.get(one.title).width()).collect()];
        for fields in &summary.rows {
            row = row.saturating_add(1);
            let mut of_row = Vec::with_capacity(fields.len());
            for ((column, field), widest) in (0_u16..).zip(fields).zip(&mut widest) {
                if *field == Field::Empty {
                    page.write_blank(row, column, &lined.text)?;
                }
                let width = self.cell(page, (row, column), field, &lined, None)?;
                *widest = (*widest).max(width);
                of_row.push(width);
            }
            of_rows.push(of_row);
        }
        let last_row = self.under(summary, hidden, page, row.saturating_add(1), &lined.bold())?;
        fit(page, &widest, &of_rows)?;
        page.set_freeze_panes(HEADER_ROW.saturating_add(1), 0)?;
        page.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
        page.set_print_area(0, 0, last_row, last_column)?;
        page.set_print_center_horizontally(true);
        Self::printed(page);
        Ok(())
    }

    /// The totals of a summary in this row, and its notes below. Returns the last row.
    fn under(
        &self,
        summary: &Summary,
        hidden: &str,
        page: &mut Worksheet,
        mut row: u32,
        bold: &Formats,
    ) -> Result<u32, XlsxError> {
        let last_column = summary.last_column();
        let total = self.texts.say(&summary.total);
        if summary.totals.is_empty() {
            across(page, row, last_column, &total, &bold.text)?;
        } else {
            page.write_string_with_format(row, 0, total, &bold.text)?;
            for (column, field) in (1_u16..).zip(&summary.totals) {
                self.cell(page, (row, column), field, bold, None)?;
            }
        }
        let small = Format::new().set_italic().set_text_wrap().set_align(FormatAlign::Top);
        let mut notes: Vec<String> = summary.notes.iter().map(|note| self.texts.say(note)).collect();
        if !hidden.is_empty() {
            notes.push(self.texts.say(&Phrase::new("sheet-hidden").with("sheets", hidden)));
        }
        for note in notes {
            row = row.saturating_add(1);
            across(page, row, last_column, &note, &small)?;
        }
        Ok(row)
    }
}

/// Makes the columns of a summary wide enough for the widest text in each, and its rows, from that of the titles on, high
/// enough for their texts, of which these are the widths.
fn fit(page: &mut Worksheet, widest: &[usize], of_rows: &[Vec<usize>]) -> Result<(), XlsxError> {
    let widths: Vec<usize> = widest.iter().map(|one| (*one).clamp(SUMMARY_WIDTHS.0, SUMMARY_WIDTHS.1)).collect();
    for (column, width) in (0_u16..).zip(&widths) {
        page.set_column_width(column, f64::from(u32::try_from(*width).unwrap_or(9)) + 1.0)?;
    }
    // LibreOffice does not increase a row's height for wrapped text; Excel does.
    for (row, of_row) in (HEADER_ROW..).zip(of_rows) {
        let lines = of_row.iter().zip(&widths).map(|(text, width)| folded(*text, *width)).max();
        if let Some(lines @ 2..) = lines {
            page.set_row_height(row, 15.0 * f64::from(u32::try_from(lines).unwrap_or(1)))?;
        }
    }
    Ok(())
}

/// The approximate number of lines of a text in a column; words leave a gap at the end of each.
fn folded(text: usize, width: usize) -> usize {
    if text <= width { 1 } else { (text + text / 6).div_ceil(width.max(1)) }
}

/// A text over all columns of a summary, or in the only one.
fn across(page: &mut Worksheet, row: u32, last_column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if last_column == 0 {
        page.write_string_with_format(row, 0, text, format)?;
    } else {
        page.merge_range(row, 0, row, last_column, text, format)?;
    }
    Ok(())
}
