//! The filled-in form: rows of cells, what is left to fill in, and what was wrong. Every renderer shows this one value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::FormKind;
use super::definition::{ColumnKey, ContactKey};
use super::people::{Body, Contact};
use crate::domain::phrase::Phrase;

/// What a field shows that is left to fill in by hand.
pub const BLANK: &str = "……";
/// The mark in a column of services.
pub const MARK: &str = "×";

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "state", content = "text")]
pub enum FormCell {
    /// Text; may have several lines, and a blank to fill in if a part of it is unknown.
    Filled(String),
    /// Marked.
    Marked,
    /// To fill in by hand.
    ToFill,
    /// Rightly empty: the field does not apply to this holder.
    Empty,
}

impl FormCell {
    /// The text that a document shows.
    pub fn text(&self) -> &str {
        match self {
            Self::Filled(text) => text,
            Self::Marked => MARK,
            Self::ToFill => BLANK,
            Self::Empty => "",
        }
    }
}

/// One row of the list; a column without an entry is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRow {
    /// Its cells.
    pub cells: BTreeMap<ColumnKey, FormCell>,
}

impl FormRow {
    /// The text of a column.
    pub fn text(&self, column: ColumnKey) -> &str {
        self.cells.get(&column).map_or("", FormCell::text)
    }
}

/// A field of the letter outside the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LetterField {
    /// Number and symbol.
    Number,
    /// Date of issue.
    Date,
    /// The issuing agency.
    Body,
    /// The place before the date.
    Place,
    /// The recipient.
    Recipient,
    /// The signatory's title.
    HeadTitle,
    /// The signatory's name.
    HeadName,
}

/// The place of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "part", content = "key")]
pub enum FormField {
    /// In the letter.
    Letter(LetterField),
    /// In the contact block.
    Contact(ContactKey),
    /// In the list.
    Column(ColumnKey),
}

/// A field to fill in by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ToFill {
    /// Which field.
    #[serde(flatten)]
    pub field: FormField,
    /// Its title as printed.
    pub title: String,
    /// The rows, by the number in the first column; empty for the letter and the contact block.
    pub rows: Vec<usize>,
}

impl ToFill {
    /// The sentence.
    pub fn phrase(&self) -> Phrase {
        let id = match self.field {
            _ if !self.rows.is_empty() => "form-to-fill-rows",
            FormField::Contact(_) => "form-to-fill-contact",
            FormField::Letter(_) | FormField::Column(_) => "form-to-fill-letter",
        };
        let phrase = Phrase::new(id).with("field", &self.title);
        if self.rows.is_empty() {
            return phrase;
        }
        phrase.with("count", self.rows.len()).with("rows", rows_in_short(&self.rows))
    }
}

/// Row numbers as ranges, `1–4, 7`; the input is in ascending order. Only the first dozen ranges, to stay readable: the
/// sentence has their number, the machine-readable output all of them.
pub fn rows_in_short(rows: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &row in rows {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
            _ => ranges.push((row, row)),
        }
    }
    let one =
        |(first, last): &(usize, usize)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    let mut shown: Vec<String> = ranges.iter().take(12).map(one).collect();
    if shown.len() < ranges.len() {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

/// What is wrong with a value that the form requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RowFault {
    /// The certificate has no common name.
    NameMissing,
    /// The certificate's serial number could not be read.
    SerialUnreadable,
    /// It is negative, zero, longer than 20 bytes or not hex (RFC 5280 4.1.2.2).
    SerialMalformed,
    /// The token's serial number is missing or all zeros, so it does not identify a token.
    DeviceSerialUnusable,
    /// The address is not an e-mail address.
    EmailMalformed,
    /// The address was not issued by an agency.
    EmailRefused,
    /// An identity number is neither 12 nor 9 digits; spreadsheets turn them into `1.2E+11`.
    IdentityMalformed,
    /// A tax code is not 10 or 13 digits.
    TaxCodeMalformed,
    /// A date is not dd/mm/yyyy.
    DateMalformed,
    /// The text is too long for a name.
    TextTooLong,
    /// Control, direction or zero-width characters were removed; the rest is in the document.
    HiddenCharacters,
}

impl RowFault {
    /// The identifier of its sentence.
    fn sentence(self) -> &'static str {
        match self {
            Self::NameMissing => "form-row-name-missing",
            Self::SerialUnreadable => "form-row-serial-unreadable",
            Self::SerialMalformed => "form-row-serial-malformed",
            Self::DeviceSerialUnusable => "form-row-device-serial-unusable",
            Self::EmailMalformed => "form-row-email-malformed",
            Self::EmailRefused => "form-row-email-refused",
            Self::IdentityMalformed => "form-row-identity-malformed",
            Self::TaxCodeMalformed => "form-row-tax-code-malformed",
            Self::DateMalformed => "form-row-date-malformed",
            Self::TextTooLong => "form-row-text-too-long",
            Self::HiddenCharacters => "form-row-hidden-characters",
        }
    }
}

/// One wrong value. It is in the report; the document has a blank in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RowError {
    /// The number in the first column.
    pub row: usize,
    /// The holder, as far as known.
    pub name: Option<String>,
    /// Key of the column.
    pub column: ColumnKey,
    /// The column's title.
    pub title: String,
    /// What is wrong, as a code.
    pub fault: RowFault,
    /// The value, cleaned and shortened.
    pub value: Option<String>,
}

impl RowError {
    /// The sentence.
    pub fn phrase(&self) -> Phrase {
        Phrase::new(self.fault.sentence())
            .with("row", self.row)
            .with("name", self.name.as_deref().unwrap_or(BLANK))
            .with("column", &self.title)
            .with("value", self.value.as_deref().unwrap_or(""))
    }
}

/// What an officer provides for one letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Its number, if the registry has assigned one.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<jiff::civil::Date>,
    /// These people sign centrally, and the letter says so.
    pub is_central: bool,
    /// With remarks to be deleted by a clerk: the edition of the form, where to sign.
    pub is_draft: bool,
}

/// A filled-in form with everything that its documents show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Which form.
    pub kind: FormKind,
    /// The issuing agency, its texts cleaned.
    pub body: Body,
    /// The focal officer, likewise.
    pub officer: Contact,
    /// The recipient; may contain a [`BLANK`].
    pub recipient: String,
    /// The contact block: titles and values in the form's order.
    pub contact: Vec<(String, FormCell)>,
    /// The list.
    pub rows: Vec<FormRow>,
    /// What is left to fill in, the letter first, then the list by column.
    pub to_fill: Vec<ToFill>,
    /// What is wrong, by row, then column.
    pub row_errors: Vec<RowError>,
    /// The details of this letter.
    #[serde(default)]
    pub details: Details,
}

impl Dossier {
    /// The same with the details of this letter, which then no longer have to be filled in.
    #[must_use]
    pub fn with_details(mut self, details: Details) -> Self {
        let given = |field: &FormField| match field {
            FormField::Letter(LetterField::Number) => details.number.is_some(),
            FormField::Letter(LetterField::Date) => details.date.is_some(),
            _ => false,
        };
        self.to_fill.retain(|one| !given(&one.field));
        self.details = details;
        self
    }
}
