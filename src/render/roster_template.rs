//! A staff list to fill in: column titles, lists to choose from, dates as dates, and a sheet with explanations.
//!
//! May import `domain` and `text`. Pitfall: a column of numbers must be formatted as text before anyone types into it,
//! or the spreadsheet removes leading zeros. The example's row must not be read as a person, so its number is a word.

use std::io;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use crate::domain::roster::{CARRIERS, Entry, HolderKind, KINDS, Meaning, STATES, StaffField, State, TITLES, Titles};
use crate::text::{Language, Texts, capitalised};

/// How many pages side by side the list is printed on.
const PAGES_ACROSS: u16 = 2;
/// Height of one line of text, in points.
const LINE: u32 = 15;
/// The number of rows with lists to choose from.
const PREPARED: u32 = 2_000;

/// The workbook; `entries` are filled in below the example.
pub fn roster_template(entries: &[Entry], texts: &Texts) -> io::Result<Vec<u8>> {
    write(entries, texts).map_err(io::Error::other)
}

/// Every field but the family name, which has a column only if the name has two.
fn titles() -> impl Iterator<Item = &'static Titles> {
    TITLES.iter().filter(|titles| titles.field != StaffField::FamilyName)
}

fn write(entries: &[Entry], texts: &Texts) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2024, 6, 25)?));
    list(workbook.add_worksheet(), entries, texts)?;
    explanation(workbook.add_worksheet(), texts)?;
    workbook.save_to_buffer()
}

fn list(sheet: &mut Worksheet, entries: &[Entry], texts: &Texts) -> Result<(), XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00DD_EBF7));
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let filled = text.clone().set_border(FormatBorder::Thin);
    let date = Format::new().set_num_format(r"dd\/mm\/yyyy").set_align(FormatAlign::Top).set_align(FormatAlign::Center);
    let filled_date = date.clone().set_border(FormatBorder::Thin);
    let index = Format::new().set_align(FormatAlign::Top).set_align(FormatAlign::Center).set_border(FormatBorder::Thin);
    let example = Format::new()
        .set_num_format("@")
        .set_italic()
        .set_font_color(Color::Gray)
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin);
    sheet.set_name(texts.get("roster-template-sheet"))?;
    // Twenty-four columns on one page would be unreadable: two pages across, number and name on both.
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(PAGES_ACROSS, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3).set_repeat_rows(0, 0)?.set_repeat_columns(0, 1)?;
    sheet.set_footer("&C&P/&N");
    sheet.set_freeze_panes(1, 2)?;
    sheet.write_string_with_format(0, 0, texts.get("roster-template-index"), &heading)?;
    sheet.write_string_with_format(1, 0, texts.get("roster-template-example"), &example)?;
    sheet.set_column_width(0, 6)?;
    sheet.set_row_height(0, 2 * LINE)?.set_row_height(1, 2 * LINE)?;
    for (column, titles) in (1_u16..).zip(titles()) {
        let title = capitalised(title_of(titles, texts));
        sheet.write_string_with_format(0, column, &title, &heading)?;
        sheet.write_string_with_format(1, column, titles.example, &example)?;
        sheet.set_column_width(column, width(titles))?;
        sheet.set_column_format(column, if is_date(titles.field) { &date } else { &text })?;
        let choices = choices(titles.field);
        if !choices.is_empty() {
            sheet.add_data_validation(
                2,
                column,
                PREPARED,
                column,
                &DataValidation::new().allow_list_strings(&choices)?,
            )?;
        }
    }
    for (row, entry) in (2_u32..).zip(entries) {
        sheet.write_number_with_format(row, 0, row - 1, &index)?;
        let mut lines = 1;
        for (column, titles) in (1_u16..).zip(titles()) {
            if let Some(day) = day_of(titles.field, entry) {
                let year = u16::try_from(day.year()).unwrap_or(1900);
                let month = u8::try_from(day.month()).unwrap_or(1);
                let moment = ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).unwrap_or(1))?;
                sheet.write_datetime_with_format(row, column, &moment, &filled_date)?;
            } else {
                let value = text_of(titles.field, entry).unwrap_or_default();
                lines = lines.max(lines_of(value, width(titles)));
                sheet.write_string_with_format(row, column, value, &filled)?;
            }
        }
        sheet.set_row_height(row, lines * LINE)?;
    }
    Ok(())
}

/// The number of lines of a text in a column, with room for wide characters; no spreadsheet increases the row height by
/// itself.
fn lines_of(text: &str, width: u32) -> u32 {
    let wide = text.chars().filter(|letter| letter.is_uppercase()).count() / 4;
    let letters = u32::try_from(text.chars().count() + wide).unwrap_or(u32::MAX);
    letters.div_ceil(width.saturating_sub(2).max(1)).clamp(1, 20)
}

fn explanation(sheet: &mut Worksheet, texts: &Texts) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(texts.get("roster-template-help-sheet"))?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.write_string(0, 0, texts.get("roster-template-help"))?;
    let heads = [
        "roster-template-help-column",
        "roster-template-help-aliases",
        "roster-template-help-values",
        "roster-template-help-example",
    ];
    for ((column, id), width) in (0_u16..).zip(heads).zip([26, 60, 60, 30]) {
        sheet.write_string_with_format(2, column, texts.get(id), &bold)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, titles) in (3_u32..).zip(&TITLES) {
        let cells = [
            title_of(titles, texts).to_owned(),
            titles.aliases.join(", "),
            choices(titles.field).join(", "),
            titles.example.to_owned(),
        ];
        let mut lines = 1;
        for ((column, cell), width) in (0_u16..).zip(cells).zip([26, 60, 60, 30]) {
            lines = lines.max(lines_of(&cell, width));
            sheet.write_string_with_format(row, column, cell, &wrap)?;
        }
        sheet.set_row_height(row, lines * LINE)?;
    }
    Ok(())
}

fn title_of(titles: &'static Titles, texts: &Texts) -> &'static str {
    match texts.language() {
        Language::Vietnamese => titles.vietnamese,
        Language::English => titles.english,
    }
}

fn is_date(field: StaffField) -> bool {
    matches!(field, StaffField::IdentityDate | StaffField::BirthDate | StaffField::ValidUntil)
}

fn width(titles: &Titles) -> u32 {
    match titles.field {
        StaffField::Unit | StaffField::Email => 28,
        StaffField::Name | StaffField::Address | StaffField::IdentityPlace => 24,
        StaffField::Department | StaffField::DeviceSerial | StaffField::CertificateSerial => 18,
        StaffField::Title => 16,
        StaffField::IdentityNumber | StaffField::Province | StaffField::Status | StaffField::DeviceState => 14,
        StaffField::Carrier | StaffField::Phone | StaffField::TaxCode => 13,
        StaffField::Renewals => 9,
        _ => 12,
    }
}

/// The words to choose from in a column.
fn choices(field: StaffField) -> Vec<&'static str> {
    fn shown<T>(table: &'static [Meaning<T>], wanted: impl Fn(&T) -> bool) -> Vec<&'static str> {
        table.iter().filter(|one| wanted(&one.value)).map(|one| one.shown).collect()
    }
    match field {
        StaffField::Carrier => shown(&CARRIERS, |_| true),
        StaffField::Kind => shown(&KINDS, |_| true),
        StaffField::Status => shown(&STATES, |state| matches!(state, State::Person(_))),
        StaffField::DeviceState => shown(&STATES, |state| matches!(state, State::Device(_))),
        StaffField::Operator => vec!["Viettel", "Vinaphone", "Mobifone", "Viettel/cs", "Vinaphone/cs", "Mobifone/cs"],
        StaffField::Renewals => vec!["0", "1"],
        _ => Vec::new(),
    }
}

fn day_of(field: StaffField, entry: &Entry) -> Option<Date> {
    match field {
        StaffField::IdentityDate => entry.identity_date,
        StaffField::BirthDate => entry.birth_date,
        StaffField::ValidUntil => entry.valid_until,
        _ => None,
    }
}

fn text_of(field: StaffField, entry: &Entry) -> Option<&str> {
    let text = match field {
        StaffField::Name => Some(entry.name.as_str()),
        StaffField::Title => entry.title.as_deref(),
        StaffField::IdentityNumber => entry.identity_number.as_deref(),
        StaffField::Unit => entry.unit.as_deref(),
        StaffField::Department => entry.department.as_deref(),
        StaffField::Province => entry.province.as_deref(),
        StaffField::Email => entry.email.as_deref(),
        StaffField::Phone => entry.phone.as_deref(),
        StaffField::DeviceSerial => entry.device_serial.as_deref(),
        StaffField::CertificateSerial => entry.certificate_serial.as_deref(),
        StaffField::TaxCode => entry.tax_code.as_deref(),
        StaffField::BudgetCode => entry.budget_code.as_deref(),
        StaffField::Carrier => CARRIERS.iter().find(|one| one.value == entry.carrier).map(|one| one.shown),
        StaffField::Kind if entry.kind == HolderKind::Organisation => {
            KINDS.iter().find(|one| one.value == entry.kind).map(|one| one.shown)
        }
        _ => None,
    };
    text.filter(|text| !text.is_empty())
}
