use super::*;

fn parse(rows: &[&[&str]]) -> Result<Roster, RosterFault> {
    let vocabulary = Vocabulary::default();
    let mut parser = Parser::new(&vocabulary);
    for (row, cells) in (1..).zip(rows) {
        let cells = cells
            .iter()
            .map(|text| if text.is_empty() { StaffCell::Empty } else { StaffCell::Text((*text).to_owned()) });
        parser.push(row, cells.collect())?;
    }
    parser.finish()
}

#[test]
fn columns_are_found_in_any_order_and_language() {
    let vietnamese =
        parse(&[&["STT", "Thư điện tử công vụ", "Họ và tên"], &["1", "an@hanoi.gov.vn", "Lê An"]]).unwrap();
    let bare = parse(&[&["HO TEN", "thu dien tu"], &["Lê An", "an@hanoi.gov.vn"]]).unwrap();
    let english = parse(&[&["E-mail", "Name"], &["an@hanoi.gov.vn", "Lê  An"]]).unwrap();
    assert_eq!(vietnamese.entries, bare.entries, "with and without diacritics");
    assert_eq!(vietnamese.entries, english.entries, "in English");
    assert_eq!(vietnamese.entries[0].name, "Lê An", "spaces are collapsed");
    assert_eq!(vietnamese.unknown_columns, Vec::<String>::new(), "a running number is no unknown column");
}

#[test]
fn a_title_above_and_signatures_below_are_no_rows() {
    let roster = parse(&[
        &["DANH SÁCH CÁN BỘ"],
        &["UBND phường Ba Đình", "", ""],
        &["Họ tên", "Đơn vị", "Email", "Ký nhận"],
        &["Lê An", "Văn phòng", "", ""],
        &["Họ tên", "Đơn vị", "Email", "Ký nhận"],
        &["", "", "", "NGƯỜI LẬP"],
    ]);
    let roster = roster.unwrap();
    assert_eq!(roster.entries.len(), 1, "only the person: {:?}", roster.entries);
    assert_eq!(roster.entries[0].row, 4, "rows are counted as the spreadsheet shows them");
    assert_eq!(roster.unknown_columns, ["Ký nhận"], "an unknown column is said");
}

#[test]
fn a_missing_required_column_says_what_was_seen() {
    let fault = parse(&[&["Đơn vị", "Email"], &["Văn phòng", "a@b.gov.vn"]]).unwrap_err();
    let seen = vec!["Đơn vị".to_owned(), "Email".to_owned()];
    assert_eq!(fault, RosterFault::MissingColumn { field: StaffField::Name, seen }, "the titles that the list has");
    let names = parse(&[&["Họ tên", "Chức vụ"], &["Lê An", "Chủ tịch"]]).unwrap_err();
    assert!(matches!(names, RosterFault::NothingToMatchBy { .. }), "names alone match nothing for certain: {names:?}");
}

#[test]
fn two_columns_for_one_field_are_refused() {
    let fault = parse(&[&["Họ tên", "Email", "Thư điện tử công vụ"]]).unwrap_err();
    let expected = RosterFault::TwoColumns {
        field: StaffField::Email,
        first: "Email (B)".to_owned(),
        second: "Thư điện tử công vụ (C)".to_owned(),
    };
    assert_eq!(fault, expected, "both titles and letters");
}

#[test]
fn one_bad_cell_costs_one_cell_and_is_listed_with_its_place() {
    let roster = parse(&[
        &["Họ tên", "Ngày sinh", "CCCD", "Đơn vị"],
        &["Lê An", "31/02/1980", "1.2E+11", "Văn phòng"],
        &["", "", "", "Văn phòng"],
        &["Lê Bình", "01/02/80", "001085012345", "Văn phòng"],
    ])
    .unwrap();
    let places: Vec<(u64, &str, &str, &CellFaultKind)> = roster
        .faults
        .iter()
        .map(|fault| (fault.row, fault.column.as_str(), fault.title.as_str(), &fault.kind))
        .collect();
    let expected = [
        (2, "B", "Ngày sinh", &CellFaultKind::Date),
        (2, "C", "CCCD", &CellFaultKind::Rounded),
        (3, "A", "Họ tên", &CellFaultKind::NameMissing),
        (4, "B", "Ngày sinh", &CellFaultKind::ShortYear),
    ];
    assert_eq!(places, expected, "row, letter, title and what is wrong");
    let read: Vec<(&str, Option<&str>)> =
        roster.entries.iter().map(|entry| (entry.name.as_str(), entry.unit.as_deref())).collect();
    assert_eq!(read, [("Lê An", Some("Văn phòng")), ("Lê Bình", Some("Văn phòng"))], "the rest of their rows is read");
}

#[test]
fn an_empty_list_and_a_list_without_rows_are_told_apart() {
    assert_eq!(parse(&[]), Err(RosterFault::Empty), "nothing at all");
    assert_eq!(parse(&[&["", " "]]), Err(RosterFault::Empty), "blanks are nothing");
    assert_eq!(parse(&[&["Họ tên", "Đơn vị"]]), Err(RosterFault::NoRows), "a heading alone");
}
