use std::fmt::Write as _;

use jiff::civil::date;
use rust_xlsxwriter::{Format, Formula, Workbook};

mod office;

use super::*;
use crate::domain::roster::{RosterFault, Status};
use crate::readers::encoding::EncodingFault;

const LIST: &str = "Họ tên;Đơn vị;Ngày sinh;Trạng thái\r\nLê An;\"Văn phòng\r\nUBND\";01/02/1980;Nghỉ hưu\r\n\r\nĐỗ Bình;Tư pháp;;\r\n";

fn read_roster(bytes: &[u8], sheet: Option<&str>) -> Result<Roster, RosterFileFault> {
    super::read_roster(bytes, sheet, &Vocabulary::default())
}

#[test]
fn every_delimiter_and_encoding_reads_the_same_list() {
    let expected = read_roster(LIST.as_bytes(), None).unwrap();
    assert_eq!(expected.entries.len(), 2, "two people");
    for delimiter in [",", "\t"] {
        let list = LIST.replace(';', delimiter);
        assert_eq!(read_roster(list.as_bytes(), None).as_ref(), Ok(&expected), "delimiter {delimiter:?}");
    }
    let marked = format!("\u{feff}{LIST}");
    assert_eq!(read_roster(marked.as_bytes(), None).as_ref(), Ok(&expected), "UTF-8 with a mark");
    let utf16 = |bytes_of: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(bytes_of).collect::<Vec<u8>>();
    assert_eq!(read_roster(&utf16(u16::to_le_bytes), None).as_ref(), Ok(&expected), "UTF-16, Excel's Unicode text");
    assert_eq!(read_roster(&utf16(u16::to_be_bytes), None).as_ref(), Ok(&expected), "UTF-16, the other order");
}

#[test]
fn rows_are_counted_as_the_spreadsheet_shows_them() {
    let roster = read_roster(LIST.as_bytes(), None).unwrap();
    let rows: Vec<u64> = roster.entries.iter().map(|entry| entry.row).collect();
    assert_eq!(rows, [2, 4], "a line break in quotes is no row, an empty line is one");
    let unix = LIST.replace("\r\n", "\n");
    let rows: Vec<u64> = read_roster(unix.as_bytes(), None).unwrap().entries.iter().map(|entry| entry.row).collect();
    assert_eq!(rows, [2, 4], "also with the line breaks of Unix");
    let old = LIST.replace("\r\n", "\r");
    let rows: Vec<u64> = read_roster(old.as_bytes(), None).unwrap().entries.iter().map(|entry| entry.row).collect();
    assert_eq!(rows, [2, 4], "and of old Macs");
}

#[test]
fn excels_separator_line_is_no_row() {
    let roster = read_roster(b"sep=;\r\nName;Unit\r\nA;B\r\n", None).unwrap();
    assert_eq!(roster.entries[0].row, 3, "it is counted, and it is no heading");
}

#[test]
fn another_encoding_is_refused_by_line() {
    assert_eq!(
        read_roster(b"Ho ten;Don vi\nL\xea An;V\xe3n", None),
        Err(RosterFileFault::Encoding(EncodingFault::NotUtf8 { line: 2 })),
        "Windows-1258"
    );
    let mixed = ["Họ tên;Đơn vị\n".as_bytes(), b"L\xea An;x\n"].concat();
    let fault = read_roster(&mixed, None);
    assert_eq!(fault, Err(RosterFileFault::Encoding(EncodingFault::Mixed { line: 2 })), "two files joined");
}

#[test]
fn an_open_quotation_mark_is_found() {
    let fault = read_roster("Name;Unit\nA;\"B\nC;D\n".as_bytes(), None);
    assert_eq!(fault, Err(RosterFault::OpenQuote { row: 2 }.into()), "the row in which it began");
    let inch = read_roster("Name;Unit\nA;12\" screen\n".as_bytes(), None);
    assert!(inch.is_ok(), "a mark within a value opens nothing: {inch:?}");
}

#[test]
fn empty_and_foreign_files_are_told_apart() {
    assert_eq!(read_roster(b"", None), Err(RosterFault::Empty.into()), "an empty file");
    assert_eq!(
        read_roster(b"\xd0\xcf\x11\xe0rest", None),
        Err(RosterFileFault::OldOrEncryptedWorkbook),
        "an .xls file"
    );
    let kind = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    let ods = [b"PK\x03\x04".as_slice(), &[0; 26], kind].concat();
    assert_eq!(read_roster(&ods, None), Err(RosterFileFault::OpenDocument), "an .ods file is told as that");
    let broken = read_roster(b"PK\x03\x04rest", None);
    assert!(matches!(broken, Err(RosterFileFault::NotAWorkbook { .. })), "a damaged workbook: {broken:?}");
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_by_type() {
    let bytes = workbook(|workbook| {
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let sheet = workbook.add_worksheet();
        sheet.write_row(1, 1, ["Họ tên", "CCCD", "Ngày sinh", "Ngày cấp", "Đơn vị", "Trạng thái"]).unwrap();
        sheet.write_row(2, 1, ["Lê An"]).unwrap();
        sheet.write_number(2, 2, 1_085_012_345.0).unwrap();
        sheet.write_number_with_format(2, 3, 29_252.0, &day).unwrap();
        sheet.write_number(2, 4, 44_197.0).unwrap();
        sheet.write_formula(2, 5, Formula::new("=\"Văn\"&\" phòng\"").set_result("Văn phòng")).unwrap();
        sheet.write_string(2, 6, "nghỉ hưu").unwrap();
    });
    let roster = read_roster(&bytes, None).unwrap();
    let entry = &roster.entries[0];
    assert_eq!(entry.row, 3, "rows as Excel shows them");
    assert_eq!(entry.identity_number.as_deref(), Some("001085012345"), "a number lost its zeros");
    assert_eq!(entry.birth_date, Some(date(1980, 2, 1)), "a date cell");
    assert_eq!(entry.identity_date, Some(date(2021, 1, 1)), "a day number without a format");
    assert_eq!(entry.unit.as_deref(), Some("Văn phòng"), "a formula's saved value");
    assert_eq!(entry.status, Status::Retired, "a word");
}

#[test]
fn a_named_sheet_is_read_and_a_missing_one_is_said() {
    let bytes = workbook(|workbook| {
        workbook.add_worksheet().set_name("Bìa").unwrap();
        let sheet = workbook.add_worksheet().set_name("Danh sách").unwrap();
        sheet.write_row(0, 0, ["Họ tên", "Đơn vị"]).unwrap();
        sheet.write_row(1, 0, ["Lê An", "Văn phòng"]).unwrap();
    });
    assert_eq!(read_roster(&bytes, Some("Danh sách")).unwrap().entries.len(), 1, "the sheet of that name");
    assert_eq!(read_roster(&bytes, None).unwrap().entries.len(), 1, "the sheet with a list is found behind a cover");
    assert_eq!(read_roster(&bytes, Some("danh sách ")).unwrap().entries.len(), 1, "case and spaces do not matter");
    let sheets = vec!["Bìa".to_owned(), "Danh sách".to_owned()];
    let expected = RosterFileFault::NoSheet { name: Some("Khác".to_owned()), sheets };
    assert_eq!(read_roster(&bytes, Some("Khác")), Err(expected), "the sheets that it has");
}

#[test]
fn a_cell_in_the_last_row_and_column_costs_nothing() {
    let bytes = workbook(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, ["Họ tên", "Đơn vị"]).unwrap();
        sheet.write_row(1, 0, ["Lê An", "Văn phòng"]).unwrap();
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(read_roster(&bytes, None).unwrap().entries.len(), 1, "the far cell makes no rectangle");
}

#[test]
fn two_hundred_thousand_rows_are_read() {
    let mut list = String::from("Họ tên;Đơn vị;Email;CCCD;Ngày sinh\n");
    for row in 0..200_000 {
        writeln!(list, "Nguyễn Văn {row};Phòng {};a{row}@hanoi.gov.vn;{row:012};01/02/1980", row % 100).unwrap();
    }
    let list = list.replace("000000;", "000001;");
    assert_eq!(read_roster(list.as_bytes(), None).unwrap().entries.len(), 200_000, "every row is an entry");
}
