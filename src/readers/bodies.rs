//! A list of agencies, for `--bodies`: a CSV with a column of names, or one name per line.
//!
//! May import `domain`. Pitfall: a list of one column has commas in its names ("Sở Văn hóa, Thể thao và Du lịch").

use csv::ReaderBuilder;

use super::encoding::{EncodingFault, decode};
use crate::domain::fold;
use crate::domain::roster::StaffField;
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// The maximum number of agencies in a list.
const MOST: usize = 100_000;

/// Why a list of agencies cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodiesFault {
    /// Not readable text.
    Encoding(EncodingFault),
    /// A workbook or another binary file.
    NotText,
    /// It contains no names.
    Empty,
}

situation_error!(BodiesFault);

impl Situation for BodiesFault {
    fn told(&self) -> Told {
        let told = |id| Class::Usage.told(id, id).hint("bodies-hint");
        match self {
            Self::Encoding(fault) => fault.told(),
            Self::NotText => told("bodies-not-text"),
            Self::Empty => told("bodies-empty"),
        }
    }
}

/// The names of a list, in order.
///
/// # Errors
/// Not text, or without names.
pub fn read_bodies(bytes: &[u8]) -> Result<Vec<String>, BodiesFault> {
    if matches!(bytes, [b'P', b'K', 3 | 5, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..]) {
        return Err(BodiesFault::NotText);
    }
    let text = decode(bytes).map_err(BodiesFault::Encoding)?;
    let is_title =
        |cell: &String| matches!(StaffField::of_title(&fold::title(cell)), Some(StaffField::Unit | StaffField::Name));
    let heading_of = |rows: &[Vec<String>]| rows.iter().take(20).position(|row| row.iter().any(is_title));
    // Several columns without a title are one column, in which a comma is part of a name.
    let in_columns = [b';', b'\t', b','].into_iter().map(|delimiter| split(&text, delimiter)).find(|rows| {
        let heading = heading_of(rows).and_then(|at| rows.get(at));
        heading.is_some_and(|row| row.len() > 1)
    });
    let by_tab = || text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.contains('\t'));
    let rows = match in_columns {
        Some(rows) => rows,
        None if by_tab() => split(&text, b'\t'),
        None => text.lines().map(|line| vec![line.trim().trim_matches('"').to_owned()]).collect(),
    };
    let heading = heading_of(&rows);
    let column = heading.and_then(|at| rows.get(at)?.iter().position(is_title));
    let name = |row: &Vec<String>| {
        let cell = match column {
            Some(column) => row.get(column),
            None => row.iter().find(|cell| cell.chars().any(char::is_alphabetic)),
        };
        cell.filter(|cell| cell.chars().any(char::is_alphabetic)).cloned()
    };
    let names: Vec<String> = rows.iter().skip(heading.map_or(0, |at| at + 1)).filter_map(name).take(MOST).collect();
    if names.is_empty() { Err(BodiesFault::Empty) } else { Ok(names) }
}

/// Rows of cells.
fn split(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let rows = reader.into_records().map_while(Result::ok);
    rows.map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_bodies_is_a_column_or_a_name_a_line() {
        let names = vec!["UBND phường A".to_owned(), "Sở Văn hóa, Thể thao".to_owned()];
        for list in [
            "Cơ quan\nUBND phường A\nSở Văn hóa, Thể thao\n",
            "UBND phường A\r\n\r\nSở Văn hóa, Thể thao",
            "STT;Tên đơn vị;Ghi chú\n1;UBND phường A;\n2;Sở Văn hóa, Thể thao;x\n",
            "STT,Đơn vị\n1,UBND phường A\n2,\"Sở Văn hóa, Thể thao\"\n",
            "DANH SÁCH;\nSTT;Đơn vị\n1;UBND phường A\n2;Sở Văn hóa, Thể thao\n",
            "1\tUBND phường A\n2\tSở Văn hóa, Thể thao\n",
        ] {
            assert_eq!(read_bodies(list.as_bytes()), Ok(names.clone()), "{list:?}");
        }
        assert_eq!(read_bodies(b"Unit\n\n1\n"), Err(BodiesFault::Empty));
        assert_eq!(read_bodies(b"PK\x03\x04"), Err(BodiesFault::NotText));
        assert!(matches!(read_bodies(b"C\xf4ng an"), Err(BodiesFault::Encoding(_))));
    }
}
