use super::*;

fn text_cell(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn dates_are_read_in_three_forms_and_nothing_else() {
    let day_of = |text: &str| day(&text_cell(text));
    let third = Ok(Some(date(2024, 2, 29)));
    for text in ["29/02/2024", "29/2/2024", "29-02-2024", "29.02.2024", "2024-02-29", "2024-02-29T00:00:00", "45351"] {
        assert_eq!(day_of(text), third, "`{text}` is 29 February 2024");
    }
    assert_eq!(day(&Cell::Number(45351.0)), third, "Excel's number of that day");
    assert_eq!(day(&Cell::Number(45351.75)), third, "a time of day is left out");
    for wrong in
        ["30/02/2024", "02/29/2024", "1/1/24", "2024", "hôm nay", "1/1", "1/1/2024/5", "32/01/2024", "01-01/2024"]
    {
        assert_eq!(day_of(wrong), Err(CellFaultKind::Date), "`{wrong}` is no date that can be read");
    }
    for wrong in [0.0, 60.0, 1980.0, -5.0, 1e9, f64::NAN] {
        assert_eq!(day(&Cell::Number(wrong)), Err(CellFaultKind::Date), "{wrong} is no day number");
    }
    assert_eq!(day(&Cell::Number(59.0)), Ok(Some(date(1900, 2, 28))), "before the day that never was");
    assert_eq!(day(&Cell::Number(61.0)), Ok(Some(date(1900, 3, 1))), "after it");
    assert_eq!(day_of("  "), Ok(None), "blank is absent");
}

#[test]
fn numbers_that_a_spreadsheet_rounded_are_detected() {
    for wrong in ["1.2E+11", "1,2E+11", "1.08501E+11", "5E+10", "7.1e10", "001000000000"] {
        assert_eq!(identity_number(&text_cell(wrong)), Err(CellFaultKind::Rounded), "`{wrong}` was rounded");
    }
    assert_eq!(identity_number(&Cell::Number(1.2e11)), Err(CellFaultKind::Rounded), "a tail of zeros tells it");
    assert_eq!(naming_number(&Cell::Number(1e16)), Err(CellFaultKind::Rounded), "beyond fifteen digits");
    assert_eq!(naming_number(&text_cell("12E5")), Ok(Some("12E5".to_owned())), "a hexadecimal serial is no power");
}

#[test]
fn lost_zeros_of_identity_numbers_come_back() {
    let number_of = |cell: Cell| identity_number(&cell).unwrap().unwrap();
    assert_eq!(number_of(Cell::Number(1_085_012_345.0)), "001085012345", "a citizen of Hanoi");
    assert_eq!(number_of(text_cell("34085012345")), "034085012345", "one zero lost");
    assert_eq!(number_of(text_cell("'001085012345")), "001085012345", "the apostrophe that keeps text");
    assert_eq!(number_of(text_cell("=\"001085012345\"")), "001085012345", "the formula that keeps text");
    assert_eq!(number_of(text_cell("001 085 012 345")), "001085012345", "spaces are to read");
    assert_eq!(number_of(Cell::Number(12_345_678.0)), "012345678", "an older card of nine digits");
    assert_eq!(number_of(text_cell("C1234567")), "C1234567", "a passport stays");
}

#[test]
fn formulas_and_error_values_are_no_text() {
    assert_eq!(text(&text_cell("=A1&B1")), Err(CellFaultKind::Formula), "a formula in a CSV file");
    assert_eq!(text(&text_cell("#N/A")), Err(CellFaultKind::ErrorValue), "an error in a CSV file");
    assert_eq!(text(&Cell::Error("#REF!".to_owned())), Err(CellFaultKind::ErrorValue), "an error in a workbook");
    assert_eq!(text(&text_cell(&"x".repeat(2000))), Err(CellFaultKind::TooLong), "no value is that long");
}

#[test]
fn words_are_known_with_and_without_diacritics_and_in_english() {
    for word in ["Nghỉ hưu", "NGHI HUU", "retired"] {
        assert_eq!(status(&text_cell(word)), Ok((Status::Retired, None)), "`{word}`");
    }
    assert_eq!(
        status(&text_cell("Mất thiết bị")),
        Ok((Status::Working, Some(DeviceState::Lost))),
        "one column for both"
    );
    assert_eq!(carrier(&text_cell("Ký số tập trung")), Ok(Carrier::Central), "central signing");
    assert_eq!(carrier(&text_cell("sim-pki")), Ok(Carrier::SimPki), "punctuation does not matter");
    assert_eq!(renewals(&text_cell("×")), Ok(Some(1)), "a mark means once");
    assert!(
        matches!(status(&text_cell("nghỉ phép")), Err(CellFaultKind::UnknownWord { .. })),
        "on leave is not in the list"
    );
}
