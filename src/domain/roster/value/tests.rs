use super::*;

fn text_cell(text: &str) -> StaffCell {
    StaffCell::Text(text.to_owned())
}

#[test]
fn dates_are_read_in_three_forms_and_nothing_else() {
    let day_of = |text: &str| day(&text_cell(text));
    let third = Ok(Some(date(2024, 2, 29)));
    for text in [
        "29/02/2024",
        "29/2/2024",
        "29-02-2024",
        "29.02.2024",
        "2024-02-29",
        "2024-02-29T00:00:00",
        "45351",
        "29 / 02 / 2024",
        "29/02/2024.",
        "ngày 29/02/2024",
        "ngày 29 tháng 2 năm 2024",
        "29/02/2024\u{a0}",
    ] {
        assert_eq!(day_of(text), third, "`{text}` is 29 February 2024");
    }
    assert_eq!(day(&StaffCell::Number(45351.0)), third, "Excel's number of that day");
    assert_eq!(day(&StaffCell::Number(45351.75)), third, "a time of day is left out");
    for wrong in ["30/02/2024", "02/29/2024", "2024", "hôm nay", "1/1", "1/1/2024/5", "32/01/2024", "01-01/2024"] {
        assert_eq!(day_of(wrong), Err(CellFaultKind::Date), "`{wrong}` is no date that can be read");
    }
    for wrong in [0.0, 60.0, 1980.0, -5.0, 1e9, f64::NAN] {
        assert_eq!(day(&StaffCell::Number(wrong)), Err(CellFaultKind::Date), "{wrong} is no day number");
    }
    assert_eq!(day(&StaffCell::Number(59.0)), Ok(Some(date(1900, 2, 28))), "before the day that never was");
    assert_eq!(day(&StaffCell::Number(61.0)), Ok(Some(date(1900, 3, 1))), "after it");
    assert_eq!(day_of("  "), Ok(None), "blank is absent");
}

#[test]
fn numbers_that_a_spreadsheet_rounded_are_detected() {
    for wrong in ["1.2E+11", "1,2E+11", "1.08501E+11", "5E+10", "7.1e10", "001000000000"] {
        assert_eq!(identity_number(&text_cell(wrong)), Err(CellFaultKind::Rounded), "`{wrong}` was rounded");
    }
    assert_eq!(identity_number(&StaffCell::Number(1.2e11)), Err(CellFaultKind::Rounded), "a tail of zeros tells it");
    assert_eq!(naming_number(&StaffCell::Number(1e16)), Err(CellFaultKind::Rounded), "beyond fifteen digits");
    assert_eq!(naming_number(&text_cell("12E5")), Ok(Some("12E5".to_owned())), "a hexadecimal serial is no power");
}

#[test]
fn lost_zeros_of_identity_numbers_come_back() {
    let number_of = |cell: StaffCell| identity_number(&cell).unwrap().unwrap();
    assert_eq!(number_of(StaffCell::Number(1_085_012_345.0)), "001085012345", "a citizen of Hanoi");
    assert_eq!(number_of(text_cell("34085012345")), "034085012345", "one zero lost");
    assert_eq!(number_of(text_cell("'001085012345")), "001085012345", "the apostrophe that keeps text");
    assert_eq!(number_of(text_cell("=\"001085012345\"")), "001085012345", "the formula that keeps text");
    assert_eq!(number_of(text_cell("001 085 012 345")), "001085012345", "spaces are to read");
    assert_eq!(number_of(StaffCell::Number(12_345_678.0)), "012345678", "an older card of nine digits");
    assert_eq!(number_of(text_cell("C1234567")), "C1234567", "a passport stays");
}

#[test]
fn formulas_and_error_values_are_no_text() {
    assert_eq!(text(&text_cell("=A1&B1")), Err(CellFaultKind::Formula), "a formula in a CSV file");
    assert_eq!(text(&text_cell("#N/A")), Err(CellFaultKind::ErrorValue), "an error in a CSV file");
    assert_eq!(text(&StaffCell::Error("#REF!".to_owned())), Err(CellFaultKind::ErrorValue), "an error in a workbook");
    assert_eq!(text(&text_cell(&"x".repeat(2000))), Err(CellFaultKind::TooLong), "no value is that long");
}

fn status_of(text: &str, of_persons: bool) -> Result<Option<State>, CellFaultKind> {
    status(&text_cell(text), &Vocabulary::default(), of_persons)
}

#[test]
fn words_are_known_with_and_without_diacritics_and_in_english() {
    for word in ["Nghỉ hưu", "NGHI HUU", "retired", "hưu trí"] {
        assert_eq!(status_of(word, false), Ok(Some(State::Person(Status::Retired))), "`{word}`");
    }
    for word in ["nghỉ thai sản", "Biệt phái", "đang công tác"] {
        assert_eq!(
            status_of(word, false),
            Ok(Some(State::Person(Status::Working))),
            "`{word}` still holds the position"
        );
    }
    assert_eq!(status_of("chuyển đi", false), Ok(Some(State::Person(Status::Moved))), "moved");
    for (word, state) in
        [("Mất token", DeviceState::Lost), ("đã thu hồi", DeviceState::Revoked), ("bị khóa", DeviceState::Locked)]
    {
        assert_eq!(status_of(word, false), Ok(Some(State::Device(state))), "`{word}`: one column for both");
    }
    let carrier_of = |text: &str| carrier(&text_cell(text));
    assert_eq!(carrier_of("Ký số tập trung"), Ok(Some((Carrier::Central, None))), "central signing");
    assert_eq!(carrier_of("sim-pki"), Ok(Some((Carrier::SimPki, None))), "punctuation does not matter");
    assert_eq!(
        carrier_of("SIM PKI (Viettel)"),
        Ok(Some((Carrier::SimPki, Some("Viettel".to_owned())))),
        "with its operator"
    );
    assert_eq!(renewals(&text_cell("×")), Ok(Some(1)), "a mark means once");
    assert!(matches!(status_of("ở nhà", false), Err(CellFaultKind::UnknownWord { .. })), "an unknown word is no guess");
}

#[test]
fn a_word_for_both_is_told_by_its_column_or_asked() {
    assert_eq!(status_of("mất", false), Err(CellFaultKind::LostOrDied), "a column for persons and devices");
    assert_eq!(status_of("đã mất", false), Err(CellFaultKind::LostOrDied), "likewise");
    assert_eq!(status_of("mất", true), Ok(Some(State::Person(Status::Died))), "a column for persons");
    let device = device_state(&text_cell("mất"), &Vocabulary::default());
    assert_eq!(device, Ok(Some(DeviceState::Lost)), "a column for devices");
}

#[test]
fn a_phone_number_gets_its_zero_back() {
    let phone_of = |cell: StaffCell| phone(&cell).unwrap().unwrap();
    assert_eq!(phone_of(StaffCell::Number(912_345_678.0)), "0912345678", "a mobile number as a number");
    assert_eq!(phone_of(text_cell("2438251234")), "02438251234", "a fixed line of Hanoi");
    assert_eq!(phone_of(text_cell("0912.345.678")), "0912345678", "dots are to read");
    assert_eq!(phone_of(text_cell("+84 912 345 678")), "0912345678", "the country's code");
    assert_eq!(phone_of(text_cell("0912345678 / 0987654321")), "0912345678 / 0987654321", "two numbers stay");
    assert!(is_restored(&StaffCell::Number(912_345_678.0), "0912345678"), "marked as put back");
    assert!(!is_restored(&text_cell("+84912345678"), "0912345678"), "no zero was lost here");
}

#[test]
fn a_year_of_two_digits_is_told_from_other_wrong_dates() {
    for text in ["31/12/26", "1-2-80", "01.02.85"] {
        assert_eq!(day(&text_cell(text)), Err(CellFaultKind::ShortYear), "`{text}`");
    }
}

#[test]
fn a_date_of_birth_of_which_only_the_year_is_known_is_no_fault() {
    for text in ["1980", "00/00/1980", "0/0/1980", "__/__/1980", "--/--/1980", "5/1980", "00/05/1980"] {
        assert!(is_year(&text_cell(text)), "`{text}`");
    }
    for text in ["01/02/1980", "31/02/1980", "00/00/80", "13/1980", "00/13/1980", "x/1980"] {
        assert!(!is_year(&text_cell(text)), "`{text}`");
    }
}
