//! A staff list to fill in: titles, lists to choose from, dates as dates, and a sheet that explains.
//!
//! May import `domain` and `text`. Pitfall: a column of numbers must be text before anybody types into it, or the spreadsheet
//! eats leading zeros; and the example's row must not be read as a person, so its number is a word.

use std::io;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use crate::domain::roster::{CARRIERS, Entry, Field, HolderKind, KINDS, Meaning, STATES, State, TITLES, Titles};
use crate::text::{Language, Texts};

/// How many rows take a choice from a list.
const PREPARED: u32 = 2_000;

/// The workbook; `entries` are filled in below the example.
pub fn roster_template(entries: &[Entry], texts: &Texts) -> io::Result<Vec<u8>> {
    write(entries, texts).map_err(io::Error::other)
}

/// Every field but the family name, which has its column only where the name has two.
fn titles() -> impl Iterator<Item = &'static Titles> {
    TITLES.iter().filter(|titles| titles.field != Field::FamilyName)
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
    let text = Format::new().set_num_format("@");
    let date = Format::new().set_num_format(r"dd\/mm\/yyyy");
    let example = Format::new().set_num_format("@").set_italic().set_font_color(Color::Gray);
    sheet.set_name(texts.get("roster-template-sheet"))?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 2)?;
    sheet.write_string_with_format(0, 0, texts.get("roster-template-index"), &heading)?;
    sheet.write_string_with_format(1, 0, texts.get("roster-template-example"), &example)?;
    sheet.set_column_width(0, 7)?;
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
        sheet.write_number(row, 0, row - 1)?;
        for (column, titles) in (1_u16..).zip(titles()) {
            match day_of(titles.field, entry) {
                Some(day) => {
                    let year = u16::try_from(day.year()).unwrap_or(1900);
                    let month = u8::try_from(day.month()).unwrap_or(1);
                    let moment = ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).unwrap_or(1))?;
                    sheet.write_datetime_with_format(row, column, &moment, &date)?;
                }
                None => {
                    if let Some(value) = text_of(titles.field, entry) {
                        sheet.write_string_with_format(row, column, value, &text)?;
                    }
                }
            }
        }
    }
    Ok(())
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
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, column, cell, &wrap)?;
        }
    }
    Ok(())
}

fn title_of(titles: &'static Titles, texts: &Texts) -> &'static str {
    match texts.language() {
        Language::Vietnamese => titles.vietnamese,
        Language::English => titles.english,
    }
}

fn capitalised(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

fn is_date(field: Field) -> bool {
    matches!(field, Field::IdentityDate | Field::BirthDate | Field::ValidUntil)
}

fn width(titles: &Titles) -> u32 {
    match titles.field {
        Field::Name | Field::Unit | Field::Email | Field::Address | Field::IdentityPlace => 30,
        _ => 16,
    }
}

/// The words to choose from in a column.
fn choices(field: Field) -> Vec<&'static str> {
    fn shown<T>(table: &'static [Meaning<T>], wanted: impl Fn(&T) -> bool) -> Vec<&'static str> {
        table.iter().filter(|one| wanted(&one.value)).map(|one| one.shown).collect()
    }
    match field {
        Field::Carrier => shown(&CARRIERS, |_| true),
        Field::Kind => shown(&KINDS, |_| true),
        Field::Status => shown(&STATES, |state| matches!(state, State::Person(_))),
        Field::DeviceState => shown(&STATES, |state| matches!(state, State::Device(_))),
        Field::Operator => vec!["Viettel", "Vinaphone", "Mobifone", "Viettel/cs", "Vinaphone/cs", "Mobifone/cs"],
        Field::Renewals => vec!["0", "1"],
        _ => Vec::new(),
    }
}

fn day_of(field: Field, entry: &Entry) -> Option<Date> {
    match field {
        Field::IdentityDate => entry.identity_date,
        Field::BirthDate => entry.birth_date,
        Field::ValidUntil => entry.valid_until,
        _ => None,
    }
}

fn text_of(field: Field, entry: &Entry) -> Option<&str> {
    let text = match field {
        Field::Name => Some(entry.name.as_str()),
        Field::Title => entry.title.as_deref(),
        Field::IdentityNumber => entry.identity_number.as_deref(),
        Field::Unit => entry.unit.as_deref(),
        Field::Department => entry.department.as_deref(),
        Field::Province => entry.province.as_deref(),
        Field::Email => entry.email.as_deref(),
        Field::Phone => entry.phone.as_deref(),
        Field::DeviceSerial => entry.device_serial.as_deref(),
        Field::CertificateSerial => entry.certificate_serial.as_deref(),
        Field::TaxCode => entry.tax_code.as_deref(),
        Field::BudgetCode => entry.budget_code.as_deref(),
        Field::Carrier => CARRIERS.iter().find(|one| one.value == entry.carrier).map(|one| one.shown),
        Field::Kind if entry.kind == HolderKind::Organisation => {
            KINDS.iter().find(|one| one.value == entry.kind).map(|one| one.shown)
        }
        _ => None,
    };
    text.filter(|text| !text.is_empty())
}
