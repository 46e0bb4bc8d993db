//! Workbooks for Excel and LibreOffice: real dates, real numbers, titles and states in the chosen language.
//!
//! May import `report`, `text` and the sheets.
//!
//! Pitfall: only `write_string` keeps a stranger's `=cmd()` from being a formula; the general `write` must not be
//! used. The same inventory gives the same bytes: the only time in the file is that of the report.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::problem::{failure_phrase, note_text, phrase};
use super::sanitize;
use super::sheet::{BETWEEN, Field, Sheet, sheets};
use super::table::Tint;
use crate::domain::time::Moment;
use crate::report::inventory::Inventory;
use crate::text::{Language, Texts};

/// The workbook of an inventory: certificates first, then tokens, keys, problems and drivers.
pub fn inventory(inventory: &Inventory, texts: &Texts, zone: &TimeZone) -> io::Result<Vec<u8>> {
    workbook(&sheets(inventory), "sheet-inventory", inventory.envelope.generated_at, texts, zone)
}

/// A workbook of any sheets under a title, dated with the report's time.
pub fn workbook(
    sheets: &[Sheet],
    title: &'static str,
    generated_at: Moment,
    texts: &Texts,
    zone: &TimeZone,
) -> io::Result<Vec<u8>> {
    let book = Book { texts, zone, formats: Formats::new(texts.language()) };
    book.write(sheets, title, generated_at).map_err(io::Error::other)
}

/// The formats of cells.
struct Formats {
    header: Format,
    text: Format,
    quoted: Format,
    number: Format,
    date: Format,
}

impl Formats {
    fn new(language: Language) -> Self {
        let date = match language {
            Language::English => "yyyy-mm-dd",
            // Unescaped slashes would make it the reader's own short date, month first on an American system.
            Language::Vietnamese => r"dd\/mm\/yyyy",
        };
        let cell = Format::new().set_align(FormatAlign::Top);
        Self {
            header: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00DD_E7F3))
                .set_border_bottom(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter),
            text: cell.clone().set_num_format("@"),
            // Without the quote prefix a cell becomes a formula as soon as somebody edits it.
            quoted: cell.clone().set_num_format("@").set_quote_prefix(),
            number: cell.clone().set_num_format("0"),
            date: cell.set_num_format(date),
        }
    }
}

struct Book<'a> {
    texts: &'a Texts,
    zone: &'a TimeZone,
    formats: Formats,
}

/// More columns than this are a wide sheet.
const WIDE: usize = 14;

/// The number that the format has for A4 paper.
const A4: u8 = 9;

/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (8, 48);

impl Book<'_> {
    fn write(&self, sheets: &[Sheet], title: &'static str, generated_at: Moment) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let mut properties = DocProperties::new()
            .set_title(self.texts.get(title))
            .set_author("tokenctl")
            .set_comment(format!("tokenctl {} · {generated_at}", env!("CARGO_PKG_VERSION")));
        if let Some(time) = excel_time(generated_at) {
            properties = properties.set_creation_datetime(&time);
        }
        workbook.set_properties(&properties);
        for sheet in sheets {
            self.sheet(sheet, workbook.add_worksheet())?;
        }
        workbook.save_to_buffer()
    }

    fn sheet(&self, sheet: &Sheet, page: &mut Worksheet) -> Result<(), XlsxError> {
        page.set_name(self.texts.get(sheet.name))?;
        let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
        let mut widest: Vec<usize> = Vec::new();
        for (column, titled) in (0_u16..).zip(sheet.columns) {
            let title = self.texts.get(titled.title);
            // Room for the button of the filter.
            widest.push(title.width() + 3);
            page.write_string_with_format(0, column, title, &self.formats.header)?;
        }
        let mut states: BTreeMap<(u16, &'static str), Tint> = BTreeMap::new();
        for (row, fields) in (1_u32..).zip(&sheet.rows) {
            for ((column, field), widest) in (0_u16..).zip(fields).zip(&mut widest) {
                *widest = (*widest).max(self.cell(page, row, column, field)?);
                if let Field::State { word, tint, .. } = field {
                    states.insert((column, word), *tint);
                }
            }
        }
        for (column, width) in (0_u16..).zip(&widest) {
            let width = u32::try_from((*width).clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(8);
            page.set_column_width(column, f64::from(width) + 1.0)?;
        }
        // A wide sheet keeps the holder in sight as well, and is not squeezed onto one page's width.
        let wide = sheet.columns.len() > WIDE;
        page.set_freeze_panes(1, if wide { 2 } else { 0 })?;
        page.set_paper_size(A4).set_landscape().set_repeat_rows(0, 0)?;
        if !wide {
            page.set_print_fit_to_pages(1, 0);
        }
        if let Some(last_column) = sheet.columns.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) {
            page.autofilter(0, 0, last_row, last_column)?;
        }
        for ((column, word), tint) in states {
            if let Some(format) = tinted(tint) {
                let rule = ConditionalFormatCell::new()
                    .set_rule(ConditionalFormatCellRule::EqualTo(self.texts.get(word)))
                    .set_format(format);
                page.add_conditional_format(1, column, last_row, column, &rule)?;
            }
        }
        Ok(())
    }

    /// Writes a cell with the type of its field, and tells how wide it is.
    fn cell(&self, page: &mut Worksheet, row: u32, column: u16, field: &Field) -> Result<usize, XlsxError> {
        let text = match field {
            Field::Empty => return Ok(0),
            Field::Number(number) => match exact(*number) {
                Some(exact) => {
                    page.write_number_with_format(row, column, exact, &self.formats.number)?;
                    return Ok(number.to_string().len());
                }
                None => number.to_string(),
            },
            Field::Moment(moment) => match excel_day(*moment, self.zone) {
                Some(day) => {
                    page.write_datetime_with_format(row, column, &day, &self.formats.date)?;
                    return Ok(10);
                }
                None => self.texts.day(*moment, self.zone),
            },
            Field::Day(day) => match excel_date(*day) {
                Some(date) => {
                    page.write_datetime_with_format(row, column, &date, &self.formats.date)?;
                    return Ok(10);
                }
                None => self.texts.date(*day),
            },
            Field::States(states) => {
                states.iter().map(|(_, word)| self.texts.get(word)).collect::<Vec<_>>().join(BETWEEN)
            }
            Field::Truth(truth) => self.texts.get(if *truth { "word-yes" } else { "word-no" }),
            Field::State { word, .. } => self.texts.get(word),
            Field::Text(text) => text.clone(),
            Field::Serial(text) => text.to_uppercase(),
            Field::Problems(problems) => {
                let said = problems.iter().map(|problem| self.texts.say(&phrase(problem, self.texts, self.zone)));
                said.collect::<Vec<_>>().join(BETWEEN)
            }
            Field::Notes(notes) => {
                notes.iter().map(|note| note_text(note, self.texts)).collect::<Vec<_>>().join(BETWEEN)
            }
            Field::Failures(failures) => {
                let said = failures.iter().map(|failure| self.texts.say(&failure_phrase(failure)));
                said.collect::<Vec<_>>().join(BETWEEN)
            }
        };
        let text = sanitize::cell(&text);
        let format = if sanitize::starts_formula(&text) { &self.formats.quoted } else { &self.formats.text };
        page.write_string_with_format(row, column, text.as_ref(), format)?;
        Ok(text.width())
    }
}

/// The number as a spreadsheet holds it, if it holds it exactly.
#[allow(clippy::cast_precision_loss, reason = "the range is checked: integers below 2^53 are exact")]
fn exact(number: i64) -> Option<f64> {
    (number.unsigned_abs() < 1 << 53).then_some(number as f64)
}

/// The calendar day in the body's zone; `None` before 1900, where spreadsheets have no dates.
fn excel_day(moment: Moment, zone: &TimeZone) -> Option<ExcelDateTime> {
    excel_date(moment.day_in(zone))
}

/// A calendar day; `None` before 1900.
fn excel_date(day: Date) -> Option<ExcelDateTime> {
    let parts = (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()));
    match parts {
        (Ok(year), Ok(month), Ok(day)) if year >= 1900 => ExcelDateTime::from_ymd(year, month, day).ok(),
        _ => None,
    }
}

/// The UTC date and time of a moment.
fn excel_time(moment: Moment) -> Option<ExcelDateTime> {
    let time = moment.utc();
    let day = excel_day(moment, &TimeZone::UTC)?;
    let (hour, minute) = (u16::try_from(time.hour()).ok()?, u8::try_from(time.minute()).ok()?);
    day.and_hms(hour, minute, f64::from(time.second())).ok()
}

/// How a state of this tint is coloured; the words say the same.
fn tinted(tint: Tint) -> Option<Format> {
    let (ink, paper) = match tint {
        Tint::Good => (0x0000_6100, 0x00C6_EFCE),
        Tint::Warning => (0x007F_6000, 0x00FF_EB9C),
        Tint::Bad => (0x009C_0006, 0x00FF_C7CE),
        Tint::Plain | Tint::Dim | Tint::Strong => return None,
    };
    Some(Format::new().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(paper)))
}
