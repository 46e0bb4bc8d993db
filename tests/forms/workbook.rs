//! The same dossiers as workbook and CSV, read back cell by cell.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use tokenctl::render::form_table::{csv, xlsx};

use crate::dossiers::{NAMES, definition, fixture, table};
use crate::letter::dossiers;

fn sheet(bytes: Vec<u8>) -> (Vec<Vec<Data>>, usize, Vec<String>) {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let name = workbook.sheet_names()[0].clone();
    let range = workbook.worksheet_range(&name).expect("a sheet");
    let formulas = workbook.worksheet_formula(&name).expect("formulas can be listed");
    let formulas = formulas.used_cells().map(|(_, _, formula)| formula.clone()).collect();
    let first = range.start().expect("cells").0 as usize;
    (range.rows().map(<[Data]>::to_vec).collect(), first, formulas)
}

#[test]
fn a_workbook_holds_every_cell_as_text_and_no_formula() {
    for (name, dossier) in dossiers() {
        let form = definition(dossier.kind);
        let bytes = xlsx(&dossier, &form).expect("a workbook");
        assert_eq!(bytes, xlsx(&dossier, &form).expect("a workbook"), "{name}: the same bytes again");
        let (cells, first, formulas) = sheet(bytes);
        assert_eq!(first, 0, "{name}: the sheet begins at its top");
        assert!(formulas.iter().all(String::is_empty), "{name}: formulas: {formulas:?}");
        let heading = cells.iter().position(|row| row[0] == Data::String("STT".to_owned())).expect("headings");
        let data = heading + if form.has_groups() { 2 } else { 1 };
        for (number, column) in form.columns.iter().enumerate() {
            let row = if column.group.is_some() { heading + 1 } else { heading };
            assert_eq!(cells[row][number], Data::String(column.title.clone()), "{name}: title of column {number}");
        }
        for (row, expected) in table(&dossier, &form).iter().enumerate() {
            for (column, text) in expected.iter().enumerate() {
                let found = &cells[data + row][column];
                let same = match found {
                    Data::String(found) => found == text,
                    Data::Empty => text.is_empty(),
                    _ => false,
                };
                assert!(same, "{name}: row {}, column {column}: `{text}`, found {found:?}", row + 1);
            }
        }
        let all: String = cells.iter().flatten().map(ToString::to_string).collect();
        assert!(all.contains(&dossier.recipient), "{name}: the recipient");
        assert!(all.contains(&form.title), "{name}: the legal title");
    }
}

#[test]
fn csv_begins_with_a_byte_order_mark_and_no_cell_begins_a_formula() {
    for (name, dossier) in dossiers() {
        let form = definition(dossier.kind);
        let bytes = csv(&dossier, &form, true).expect("a CSV");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let text = text.strip_prefix('\u{feff}').expect("Excel needs the mark for Vietnamese");
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        let expected = table(&dossier, &form);
        assert_eq!(rows.len(), expected.len() + 1, "{name}: a heading and every row");
        for (row, expected) in rows[1..].iter().zip(&expected) {
            for (found, expected) in row.iter().zip(expected) {
                assert!(!found.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: `{found}` begins a formula");
                let bare = tokenctl::domain::formula::whole(found);
                assert_eq!(bare, *expected, "{name}: nothing but the guards is added");
            }
        }
    }
    let dossier = fixture(NAMES[0]).dossier();
    let plain = csv(&dossier, &definition(dossier.kind), false).expect("a CSV");
    assert!(plain.starts_with(b"STT,"), "--no-bom leaves it out");
}
