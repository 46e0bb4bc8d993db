//! Workbooks for Excel and LibreOffice: real dates, real numbers, titles and states in the chosen language.
//!
//! May import `report`, `text` and the sheets.
//!
//! Pitfall: only `write_string` stops an untrusted `=cmd()` from becoming a formula; the general `write` must not be
//! used. The same inventory gives the same bytes: the only time in the file is that of the report.

mod summary;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::sheet::{self, BETWEEN, Field, Sheet};
use super::table::Tint;
use crate::at_once::at_once;
use crate::domain::phrase::Phrase;
use crate::domain::time::Moment;
use crate::report::inventory::Inventory;
use crate::text::problem::{failure_phrase, note_text, phrase};
use crate::text::sanitize;
use crate::text::{Language, Texts};

/// The workbook of an inventory: the summary first, then certificates, tokens, keys, problems and drivers.
#[allow(dead_code, reason = "tests write the workbook of nobody in particular")]
pub fn inventory(inventory: &Inventory, texts: &Texts, zone: &TimeZone) -> io::Result<Vec<u8>> {
    workbook(&sheet::inventory(inventory), None, inventory.envelope.generated_at, texts, zone)
}

/// A workbook, dated with the report's time, of the agency that prints it.
pub fn workbook(
    book: &sheet::Book,
    body: Option<&str>,
    generated_at: Moment,
    texts: &Texts,
    zone: &TimeZone,
) -> io::Result<Vec<u8>> {
    let writer = Writer {
        texts,
        zone,
        formats: Formats::new(texts.language()),
        title: texts.get(book.title),
        body,
        generated_at,
    };
    writer.write(book).map_err(io::Error::other)
}

/// The formats of cells.
struct Formats {
    header: Format,
    text: Format,
    quoted: Format,
    number: Format,
    percent: Format,
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
            // Without the quote prefix a cell becomes a formula as soon as it is edited.
            quoted: cell.clone().set_num_format("@").set_quote_prefix(),
            number: cell.clone().set_num_format("0"),
            percent: cell.clone().set_num_format("0.0%"),
            date: cell.set_num_format(date),
        }
    }

    /// The same for the summary: with lines around the cells, whose texts may have several lines.
    fn lined(language: Language) -> Self {
        let plain = Self::new(language);
        let lined = |format: Format| format.set_border(FormatBorder::Thin).set_text_wrap();
        Self {
            header: lined(plain.header).set_align(FormatAlign::Center),
            text: lined(plain.text),
            quoted: lined(plain.quoted),
            number: lined(plain.number),
            percent: lined(plain.percent),
            date: lined(plain.date),
        }
    }

    /// The same in bold, for the row of totals.
    fn bold(self) -> Self {
        Self {
            header: self.header,
            text: self.text.set_bold(),
            quoted: self.quoted.set_bold(),
            number: self.number.set_bold(),
            percent: self.percent.set_bold(),
            date: self.date.set_bold(),
        }
    }

    /// The format that most cells of a column have: that of the first one that is not empty.
    fn usual(&self, sheet: &Sheet, column: usize) -> &Format {
        let first = sheet.rows.iter().filter_map(|row| row.get(column)).find(|field| **field != Field::Empty);
        match first {
            Some(Field::Moment(_) | Field::Day(_)) => &self.date,
            Some(Field::Number(_)) => &self.number,
            Some(Field::Share(_)) => &self.percent,
            _ => &self.text,
        }
    }
}

struct Writer<'a> {
    texts: &'a Texts,
    zone: &'a TimeZone,
    formats: Formats,
    title: String,
    body: Option<&'a str>,
    generated_at: Moment,
}

/// More columns than this are a wide sheet.
const WIDE: usize = 14;

/// The format's number for A4 paper.
const A4: u8 = 9;

/// The deflate level: the usual 6 takes an eighth of a large workbook's time and makes it a sixth smaller.
const COMPRESSION: u8 = 3;

/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (8, 48);

/// The widest column of a wide sheet, which is printed one page wide.
const WIDE_WIDTH: usize = 18;

impl Writer<'_> {
    fn write(&self, book: &sheet::Book) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let mut properties = DocProperties::new().set_title(&self.title).set_author("tokenctl").set_comment(format!(
            "tokenctl {} · {}",
            env!("CARGO_PKG_VERSION"),
            self.generated_at
        ));
        if let Some(time) = excel_time(self.generated_at) {
            properties = properties.set_creation_datetime(&time);
        }
        workbook.set_properties(&properties).set_zip_compression_level(COMPRESSION);
        if let Some(summary) = &book.summary {
            let hidden = book.sheets.iter().filter(|sheet| !book.shows(sheet)).map(|sheet| self.texts.get(sheet.name));
            let hidden = hidden.collect::<Vec<_>>().join(", ");
            self.summary(summary, &hidden, workbook.add_worksheet())?;
        }
        for page in self.pages(book) {
            workbook.push_worksheet(page?);
        }
        workbook.save_to_buffer()
    }

    /// The full sheets, all filled at the same time: in a large workbook that is most of the work.
    fn pages(&self, book: &sheet::Book) -> Vec<Result<Worksheet, XlsxError>> {
        let page = |sheet: &Sheet| {
            let mut page = Worksheet::new();
            self.sheet(sheet, &mut page)?;
            page.set_hidden(!book.shows(sheet));
            Ok(page)
        };
        at_once(&book.sheets, book.sheets.len(), page)
    }

    /// The day of the report, after the agency's name.
    fn dated(&self) -> String {
        let day = Phrase::new("sheet-dated").with("day", self.texts.day(self.generated_at, self.zone));
        let day = self.texts.say(&day);
        self.body.map_or_else(|| day.clone(), |body| format!("{} · {day}", sanitize::cell(body)))
    }

    /// A4 landscape, as wide as one page, with page numbers.
    fn printed(page: &mut Worksheet) {
        page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_margins(0.5, 0.5, 0.75, 0.6, 0.3, 0.3);
        page.set_footer("&C&P/&N");
    }

    /// Title, agency and day in the margin of a sheet whose first row contains its titles.
    fn marginal(&self) -> String {
        let text = format!("{} · {}", self.title, self.dated());
        // A header holds 255 characters, and an ampersand is a command in it.
        format!("&C{}", text.replace('&', "&&").chars().take(200).collect::<String>())
    }

    fn sheet(&self, sheet: &Sheet, page: &mut Worksheet) -> Result<(), XlsxError> {
        page.set_name(self.texts.get(sheet.name))?;
        let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
        let mut widest: Vec<usize> = Vec::new();
        for (column, titled) in (0_u16..).zip(&sheet.columns) {
            let title = self.texts.get(titled.title);
            // Space for the button of the filter.
            widest.push(title.width() + 3);
            page.write_string_with_format(0, column, title, &self.formats.header)?;
        }
        let usual: Vec<&Format> = (0..sheet.columns.len()).map(|column| self.formats.usual(sheet, column)).collect();
        for (column, format) in (0_u16..).zip(&usual) {
            page.set_column_format(column, format)?;
        }
        let mut states: BTreeMap<(u16, &'static str), Tint> = BTreeMap::new();
        for (row, fields) in (1_u32..).zip(&sheet.rows) {
            for (((column, field), widest), usual) in (0_u16..).zip(fields).zip(&mut widest).zip(&usual) {
                *widest = (*widest).max(self.cell(page, (row, column), field, &self.formats, Some(usual))?);
                if let Field::State { word, tint, .. } = field {
                    states.insert((column, word), *tint);
                }
            }
        }
        for (column, width) in (0_u16..).zip(&widest) {
            let widest = if sheet.columns.len() > WIDE { WIDE_WIDTH } else { WIDTHS.1 };
            let width = u32::try_from((*width).clamp(WIDTHS.0, widest)).unwrap_or(8);
            page.set_column_width(column, f64::from(width) + 1.0)?;
        }
        // A wide sheet keeps the holder visible as well.
        page.set_freeze_panes(1, if sheet.columns.len() > WIDE { 2 } else { 0 })?;
        page.set_repeat_rows(0, 0)?.set_header(self.marginal());
        Self::printed(page);
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

    /// Writes a cell with the type of its field, and returns its width. A cell in the usual format of its column is
    /// written without one and inherits it from the column, because the library hashes every format that it is given.
    fn cell(
        &self,
        page: &mut Worksheet,
        at: (u32, u16),
        field: &Field,
        formats: &Formats,
        usual: Option<&Format>,
    ) -> Result<usize, XlsxError> {
        let text: Cow<'_, str> = match field {
            Field::Empty => return Ok(0),
            Field::Share(tenths) => {
                let tenths = i32::try_from(*tenths).unwrap_or(0);
                put(page, at, &Value::Number(f64::from(tenths) / 1_000.0), &formats.percent, usual)?;
                return Ok(6);
            }
            Field::Said { phrase, .. } => self.texts.say(phrase).into(),
            Field::Number(number) => match exact(*number) {
                Some(exact) => {
                    put(page, at, &Value::Number(exact), &formats.number, usual)?;
                    return Ok(number.to_string().len());
                }
                None => number.to_string().into(),
            },
            Field::Moment(moment) => match excel_day(*moment, self.zone) {
                Some(day) => {
                    put(page, at, &Value::Day(&day), &formats.date, usual)?;
                    return Ok(10);
                }
                None => self.texts.day(*moment, self.zone).into(),
            },
            Field::Day(day) => match excel_date(*day) {
                Some(date) => {
                    put(page, at, &Value::Day(&date), &formats.date, usual)?;
                    return Ok(10);
                }
                None => self.texts.date(*day).into(),
            },
            Field::States(states) => {
                let said = states.iter().map(|(machine, word)| match word {
                    Some(word) => self.texts.get(word),
                    None => machine.clone(),
                });
                said.collect::<Vec<_>>().join(BETWEEN).into()
            }
            Field::Truth(truth) => self.texts.get(if *truth { "word-yes" } else { "word-no" }).into(),
            Field::State { word, .. } => self.texts.get(word).into(),
            Field::Text(text) | Field::Named { name: text, .. } => text.as_str().into(),
            Field::Serial(text) => text.to_uppercase().into(),
            Field::Problems(problems) => {
                let said = problems.iter().map(|problem| self.texts.say(&phrase(problem, self.texts, self.zone)));
                said.collect::<Vec<_>>().join(BETWEEN).into()
            }
            Field::Notes(notes) => {
                notes.iter().map(|note| note_text(note, self.texts)).collect::<Vec<_>>().join(BETWEEN).into()
            }
            Field::Failures(failures) => {
                let said = failures.iter().map(|failure| self.texts.say(&failure_phrase(failure)));
                said.collect::<Vec<_>>().join(BETWEEN).into()
            }
        };
        let text = sanitize::cell(&text);
        let format = if sanitize::starts_formula(&text) { &formats.quoted } else { &formats.text };
        put(page, at, &Value::Text(&text), format, usual)?;
        Ok(text.width())
    }
}

/// The value of a cell.
enum Value<'v> {
    Text(&'v str),
    Number(f64),
    Day(&'v ExcelDateTime),
}

/// Writes a value in this format, through the column if it is the usual one there.
fn put(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value<'_>,
    format: &Format,
    usual: Option<&Format>,
) -> Result<(), XlsxError> {
    let own = usual.is_none_or(|usual| !std::ptr::eq(usual, format));
    match (value, own) {
        (Value::Text(text), true) => page.write_string_with_format(row, column, *text, format)?,
        (Value::Text(text), false) => page.write_string(row, column, *text)?,
        (Value::Number(number), true) => page.write_number_with_format(row, column, *number, format)?,
        (Value::Number(number), false) => page.write_number(row, column, *number)?,
        (Value::Day(day), true) => page.write_datetime_with_format(row, column, *day, format)?,
        (Value::Day(day), false) => page.write_datetime(row, column, *day)?,
    };
    Ok(())
}

/// The number as a spreadsheet holds it, if it holds it exactly.
#[allow(clippy::cast_precision_loss, reason = "the range is checked: integers below 2^53 are exact")]
fn exact(number: i64) -> Option<f64> {
    (number.unsigned_abs() < 1 << 53).then_some(number as f64)
}

/// The calendar day in the agency's zone; `None` before 1900, where spreadsheets have no dates.
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

/// The UTC date and time.
fn excel_time(moment: Moment) -> Option<ExcelDateTime> {
    let time = moment.utc();
    let day = excel_day(moment, &TimeZone::UTC)?;
    let (hour, minute) = (u16::try_from(time.hour()).ok()?, u8::try_from(time.minute()).ok()?);
    day.and_hms(hour, minute, f64::from(time.second())).ok()
}

/// The colour of a state of this tint; the words say the same.
fn tinted(tint: Tint) -> Option<Format> {
    let (ink, paper) = match tint {
        Tint::Good => (0x0000_6100, 0x00C6_EFCE),
        Tint::Warning => (0x007F_6000, 0x00FF_EB9C),
        Tint::Bad => (0x009C_0006, 0x00FF_C7CE),
        Tint::Plain | Tint::Dim | Tint::Strong => return None,
    };
    Some(Format::new().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(paper)))
}
