//! The heading row: found among the first rows, because lists begin with a title and the body's name.

use super::fault::RosterFault;
use super::field::{Field, is_left_out};
use super::{Cell, value};
use crate::domain::fold;

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Field and title by column.
    columns: Vec<Option<(Field, String)>>,
    unknown: Vec<String>,
}

impl Header {
    /// How many titles of a row are known.
    pub fn known_titles(cells: &[Cell]) -> usize {
        cells
            .iter()
            .filter(|cell| title_of(cell).is_some_and(|title| Field::of_title(&fold::title(&title)).is_some()))
            .count()
    }

    /// Reads the heading row.
    pub fn read(cells: &[Cell]) -> Result<Self, RosterFault> {
        let mut header = Self { columns: Vec::with_capacity(cells.len()), unknown: Vec::new() };
        let mut seen = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            let Some(title) = title_of(cell) else {
                header.columns.push(None);
                continue;
            };
            seen.push(title.clone());
            let folded = fold::title(&title);
            let field = Field::of_title(&folded);
            if let Some(field) = field
                && let Some(first) = header.column_of(field)
            {
                let first_title = header.title_at(first);
                return Err(RosterFault::TwoColumns {
                    field,
                    first: format!("{first_title} ({})", letters(first)),
                    second: format!("{title} ({})", letters(index)),
                });
            }
            if field.is_none() && !is_left_out(&folded) {
                header.unknown.push(title.clone());
            }
            header.columns.push(field.map(|field| (field, title)));
        }
        if header.column_of(Field::Name).is_none() {
            return Err(RosterFault::MissingColumn { field: Field::Name, seen });
        }
        let certain = [Field::Email, Field::IdentityNumber, Field::DeviceSerial, Field::CertificateSerial, Field::Unit];
        if certain.into_iter().all(|field| header.column_of(field).is_none()) {
            return Err(RosterFault::NothingToMatchBy { seen });
        }
        Ok(header)
    }

    /// Titles that are not known.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    pub(super) fn field_at(&self, column: usize) -> Option<Field> {
        self.columns.get(column)?.as_ref().map(|(field, _)| *field)
    }

    pub(super) fn title_at(&self, column: usize) -> &str {
        self.columns.get(column).and_then(Option::as_ref).map_or("", |(_, title)| title)
    }

    /// The title of the name's column.
    pub(super) fn name_title(&self) -> &str {
        self.column_of(Field::Name).map_or("", |column| self.title_at(column))
    }

    pub(super) fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| column.as_ref().is_some_and(|(known, _)| *known == field))
    }
}

/// The title in a cell, on one line and cut at a length that no title has.
fn title_of(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => value::cleaned(text).map(|title| title.chars().take(80).collect()),
        _ => None,
    }
}

/// The letters of a column as a spreadsheet shows them: A, B, … Z, AA.
pub(super) fn letters(column: usize) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let shown: Vec<String> = [0, 25, 26, 701, 702].into_iter().map(letters).collect();
        assert_eq!(shown, ["A", "Z", "AA", "ZZ", "AAA"], "as Excel counts");
    }
}
