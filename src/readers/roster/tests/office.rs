//! Lists as agencies have them: cover sheets, titles in two rows, group rows, totals, signatures, remarks.

use rust_xlsxwriter::{Format, Workbook};

use super::super::{Roster, RosterFileFault, Vocabulary, read_roster};
use crate::domain::roster::{CellFaultKind, CellNoteKind, DeviceState, Entry, Status};

fn read(bytes: &[u8]) -> Roster {
    read_roster(bytes, None, &Vocabulary::default()).unwrap()
}

fn csv(rows: &[&str]) -> Roster {
    read(rows.join("\n").as_bytes())
}

fn names(roster: &Roster) -> Vec<&str> {
    roster.entries.iter().map(|entry| entry.name.as_str()).collect()
}

fn at<'r>(roster: &'r Roster, name: &str) -> &'r Entry {
    roster
        .entries
        .iter()
        .find(|entry| entry.name == name)
        .unwrap_or_else(|| panic!("{name} is read: {:?}", names(roster)))
}

/// The number of people under each agency, in the list's order.
fn by_body(roster: &Roster) -> Vec<(&str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for entry in &roster.entries {
        let body = entry.unit.as_deref().unwrap_or("-");
        match counts.last_mut().filter(|(last, _)| *last == body) {
            Some((_, count)) => *count += 1,
            None => counts.push((body, 1)),
        }
    }
    counts
}

#[test]
fn group_rows_totals_and_signatures_are_no_people_and_swallow_none() {
    let roster = read(include_bytes!("../../../../fixtures/roster/groups.xlsx"));
    assert_eq!(roster.entries.len(), 60, "everybody and nobody else");
    assert_eq!(roster.faults, [], "no cell is wrong");
    let bodies = [
        ("Ủy ban nhân dân phường Hoàn Kiếm", 36),
        ("Trường Tiểu học Trưng Vương", 7),
        ("Trường Trung học cơ sở Ngô Sĩ Liên", 7),
        ("Trường Mầm non 20-10", 5),
        ("Trạm Y tế phường Hoàn Kiếm", 5),
    ];
    assert_eq!(by_body(&roster), bodies, "in their units");
    assert!(
        roster.left_out.iter().any(|row| row.text.starts_with("Tổng cộng")),
        "the total is said: {:?}",
        roster.left_out
    );
}

#[test]
fn titles_in_two_rows_are_read_and_group_rows_give_the_unit() {
    let roster = read(include_bytes!("../../../../fixtures/roster/two-rows.xlsx"));
    assert_eq!(roster.entries.len(), 60, "everybody and nobody else");
    assert_eq!(roster.faults, [], "no cell is wrong");
    let first = at(&roster, "Nguyễn Văn Bình");
    assert_eq!(first.identity_number.as_deref(), Some("001170100000"), "“Số” under “Căn cước công dân”");
    assert_eq!(first.identity_date.map(|date| date.to_string()).as_deref(), Some("2021-05-10"), "“Ngày cấp” likewise");
    assert_eq!(first.unit.as_deref(), Some("UBND phường Hoàn Kiếm"), "from the row above");
    assert_eq!(by_body(&roster).len(), 5, "five units: {:?}", by_body(&roster));
}

#[test]
fn body_and_department_are_two_fields() {
    let department = read(include_bytes!("../../../../fixtures/roster/department-only.csv"));
    assert!(
        department.entries.iter().all(|entry| entry.unit.is_none() && entry.department.is_some()),
        "no body is made of it"
    );
    let both = read(include_bytes!("../../../../fixtures/roster/body-and-department.csv"));
    assert!(both.entries.iter().all(|entry| entry.unit.is_some()), "the body is read");
    let rows = csv(&["Họ tên,Cơ quan,Đơn vị,Email", "Lê An,UBND xã A,Phòng Kinh tế,an@hanoi.gov.vn"]);
    let entry = at(&rows, "Lê An");
    let found = (entry.unit.as_deref(), entry.department.as_deref());
    assert_eq!(
        found,
        (Some("UBND xã A"), Some("Phòng Kinh tế")),
        "the unit is a department where a body stands beside it"
    );
}

#[test]
fn the_words_of_a_device_column_are_those_of_the_device() {
    let roster = read(include_bytes!("../../../../fixtures/roster/device-column.csv"));
    assert_eq!(roster.faults, [], "“mất” in the column of devices is no question");
    let lost: Vec<&str> = roster
        .entries
        .iter()
        .filter(|entry| entry.device_state == DeviceState::Lost && entry.status == Status::Working)
        .map(|entry| entry.name.as_str())
        .collect();
    assert_eq!(lost, ["Vũ Thu Nga"], "the one whose device is lost");
}

#[test]
fn a_lost_device_and_a_death_are_not_guessed() {
    let roster = csv(&["Họ tên,Email,Trạng thái", "Lê An,an@hanoi.gov.vn,mất"]);
    assert_eq!(roster.faults[0].kind, CellFaultKind::LostOrDied, "a question");
    assert!(at(&roster, "Lê An").unsure, "nothing may be filed for her");
    let person = csv(&["Họ tên,Email,Tình trạng công tác", "Lê An,an@hanoi.gov.vn,mất"]);
    assert_eq!(at(&person, "Lê An").status, Status::Died, "the column is that of persons");
}

#[test]
fn departments_in_numbered_rows_stand_below_their_body() {
    let roster = csv(&[
        "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM,,,,",
        "DANH SÁCH CÁN BỘ SỬ DỤNG CHỮ KÝ SỐ,,,,",
        "TT,Họ và tên,Chức vụ,Mail,Số seri",
        "(1),(2),(3),(4),(5)",
        "I,Ủy ban nhân dân phường Hoàn Kiếm,,,",
        "1.1 Lãnh đạo,,,,",
        "1,Nguyễn Văn Bình,Chủ tịch,a@hanoi.gov.vn,",
        "1.2,Phòng Kinh tế,,,",
        "2,Tô Văn An,Trưởng phòng,b@hanoi.gov.vn,12345678",
        "3,Trương Thị Sở,,,",
        "Cộng: 3 người,,,,",
        "II,Trạm Y tế phường Hoàn Kiếm,,,",
        "4,Mai Anh,Y sĩ,,",
        "Tổng cộng,4,,,",
        ",,,\"Hà Nội, ngày 02 tháng 11 năm 2026\",",
        "NGƯỜI LẬP BIỂU,,TM. ỦY BAN NHÂN DÂN,,",
        ",,CHỦ TỊCH,,",
        ",Trần Thu Trang,Nguyễn Văn Bình,,",
        "Ghi chú: danh sách gồm cả người nghỉ thai sản,,,,",
    ]);
    assert_eq!(names(&roster), ["Nguyễn Văn Bình", "Tô Văn An", "Trương Thị Sở", "Mai Anh"], "people only");
    assert_eq!(roster.faults, [], "and no question");
    let place = |name: &str| {
        let entry = at(&roster, name);
        (entry.unit.as_deref().unwrap_or("-"), entry.department.as_deref().unwrap_or("-"))
    };
    assert_eq!(place("Nguyễn Văn Bình"), ("Ủy ban nhân dân phường Hoàn Kiếm", "Lãnh đạo"), "the leaders' group");
    assert_eq!(place("Tô Văn An"), ("Ủy ban nhân dân phường Hoàn Kiếm", "Phòng Kinh tế"), "the department");
    assert_eq!(place("Mai Anh"), ("Trạm Y tế phường Hoàn Kiếm", "-"), "the department does not outlive its body");
}

#[test]
fn a_row_that_might_be_a_person_is_never_dropped_in_silence() {
    let roster = csv(&[
        "STT,Họ và tên,Chức vụ,Email",
        "1,Lê An,Chuyên viên,an@hanoi.gov.vn",
        ",Đỗ Bình,,",
        "2,Trường Sơn,,",
        "3,Phòng Văn Minh,,",
        ",,Chuyên viên,binh@hanoi.gov.vn",
    ]);
    assert_eq!(names(&roster), ["Lê An"], "what is certain");
    let asked: Vec<(u64, &CellFaultKind)> = roster.faults.iter().map(|fault| (fault.row, &fault.kind)).collect();
    let maybe = &CellFaultKind::MaybePerson;
    let expected = [(3, maybe), (4, maybe), (5, maybe), (6, &CellFaultKind::NameMissing)];
    let mut sorted = asked.clone();
    sorted.sort_by_key(|(row, _)| *row);
    assert_eq!(sorted, expected, "every other row is a question");
}

#[test]
fn a_merged_title_over_two_columns_of_a_name_is_one_name() {
    let roster = csv(&["STT,Họ và tên,,Đơn vị", "1,Nguyễn Văn,Bình,UBND xã A", "2,Lê Thị,Hoa,UBND xã A"]);
    assert_eq!(names(&roster), ["Nguyễn Văn Bình", "Lê Thị Hoa"], "the given name has a column of its own");
    let titled = csv(&["Họ và tên đệm,Tên,Đơn vị", "Nguyễn Văn,Bình,UBND xã A"]);
    assert_eq!(names(&titled), ["Nguyễn Văn Bình"], "with titles of their own");
}

#[test]
fn titles_under_a_common_title_are_told_apart() {
    let roster = csv(&[
        "STT,Họ tên,Căn cước công dân,,Chứng thư số,,Thiết bị,",
        ",,Số,Ngày cấp,Số hiệu,Ngày hết hạn,Số seri,Tình trạng",
        "1,Lê An,1085012345,10/05/2021,5401ab,20/11/2029,12345678,hỏng",
    ]);
    let entry = at(&roster, "Lê An");
    assert_eq!(entry.identity_number.as_deref(), Some("001085012345"), "the card's number");
    assert_eq!(entry.certificate_serial.as_deref(), Some("5401ab"), "the certificate's");
    assert_eq!(entry.device_serial.as_deref(), Some("12345678"), "the device's");
    assert_eq!(entry.device_state, DeviceState::Broken, "the device's state");
    assert_eq!(entry.valid_until.map(|day| day.to_string()).as_deref(), Some("2029-11-20"), "the certificate's end");
    assert!(matches!(roster.notes[0].kind, CellNoteKind::ZeroRestored { .. }), "and the zeros put back are marked");
}

#[test]
fn a_config_adds_titles_and_words() {
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    let columns = [pair("Tên CB", "name"), pair("Nơi làm", "department"), pair("Mã số", "ignore")].into();
    let states = [pair("nghỉ mất sức", "retired")].into();
    let vocabulary = Vocabulary::new(&columns, &states);
    let list = "Tên CB;Nơi làm;Mã số;Trạng thái\nLê An;Tổ 1;7;Nghỉ mất sức\n";
    let roster = read_roster(list.as_bytes(), None, &vocabulary).unwrap();
    let entry = at(&roster, "Lê An");
    assert_eq!((entry.department.as_deref(), entry.status), (Some("Tổ 1"), Status::Retired), "title and word");
    assert_eq!(roster.unknown_columns, Vec::<String>::new(), "a column left out on purpose is not unknown");
}

#[test]
fn a_cover_sheet_is_passed_over_and_two_lists_are_a_question() {
    let book = |sheets: &[(&str, &[[&str; 3]])]| {
        let mut workbook = Workbook::new();
        for (name, rows) in sheets {
            let sheet = workbook.add_worksheet().set_name(*name).unwrap();
            for (place, row) in (0_u32..).zip(*rows) {
                sheet.write_row(place, 0, row.iter().copied()).unwrap();
            }
            sheet.merge_range(8, 0, 8, 2, "", &Format::new()).unwrap();
        }
        workbook.save_to_buffer().unwrap()
    };
    let cover: &[[&str; 3]] = &[["UBND PHƯỜNG", "", ""], ["Đơn vị: UBND phường", "Năm 2026", ""]];
    let list: &[[&str; 3]] = &[["Họ tên", "Đơn vị", "Email"], ["Lê An", "UBND xã A", "an@hanoi.gov.vn"]];
    let values: &[[&str; 3]] = &[["Đơn vị", "Chức vụ", "Loại"], ["UBND xã A", "Chủ tịch", "USB"]];
    let roster = read(&book(&[("Bìa", cover), ("DS", list), ("Danh mục", values)]));
    assert_eq!((names(&roster), roster.sheet.as_deref()), (vec!["Lê An"], Some("DS")), "the sheet with people");
    let two = read_roster(&book(&[("2025", list), ("2026", list)]), None, &Vocabulary::default());
    let sheets = vec!["2025".to_owned(), "2026".to_owned()];
    assert_eq!(two, Err(RosterFileFault::SeveralSheets { sheets }), "which one is for the officer to say");
}

#[test]
fn subtotals_and_sexes_below_a_title_are_no_people() {
    let roster = csv(&[
        "STT,Họ và tên,Năm sinh,,Chức vụ,Số CCCD,Email",
        ",,Nam,Nữ,,,",
        "I,ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM,,,,,",
        "1,Lê An,1970,,Chủ tịch,001170100000,an@hanoi.gov.vn",
        ",Cộng I,,,,2,",
        "II,TRƯỜNG MẦM NON 20-10 (01 người),,,,,",
        "2,Lê Lan,,1980,Hiệu trưởng,001180100000,lan@hanoi.gov.vn",
        ",Cộng (II): 01 người,,,,,",
        ",TỔNG I + II,,,,3,",
    ]);
    assert_eq!((names(&roster), &roster.faults), (vec!["Lê An", "Lê Lan"], &Vec::new()), "two people, no fault");
    assert_eq!(by_body(&roster)[1].0, "TRƯỜNG MẦM NON 20-10", "how many they are is no part of the name");
}

#[test]
fn titles_are_known_abbreviated_and_with_what_stands_in_brackets() {
    let roster = csv(&[
        "Số TT,Họ tên CBCCVC (ghi in hoa),Ngày sinh (dd/mm/yyyy),Số ĐT,Serial CTS,Hạn CTS,Số Seri USB,Hiện trạng sử dụng,Cơ quan (tên đầy đủ)",
        "1,Lê An,01/02/1980,0912345678,5401a2b3,20/11/2029,10252317,Mất,UBND xã A",
    ]);
    let entry = at(&roster, "Lê An");
    assert_eq!(roster.unknown_columns, Vec::<String>::new(), "every title is known");
    assert_eq!(entry.device_state, DeviceState::Lost, "a column of devices");
    let read = (entry.phone.as_deref(), entry.certificate_serial.as_deref(), entry.device_serial.as_deref());
    assert_eq!(read, (Some("0912345678"), Some("5401a2b3"), Some("10252317")));
    assert!(entry.valid_until.is_some() && entry.birth_date.is_some() && entry.unit.is_some(), "{entry:?}");
}

#[test]
fn a_body_in_a_merged_cell_is_that_of_every_row_beside_it() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, texts) in (0_u32..).zip([
        ["STT", "Họ tên", "Đơn vị", "Email"],
        ["1", "Lê An", "", "a@x.gov.vn"],
        ["2", "Lê Ba", "", "b@x.gov.vn"],
        ["3", "Lê Ca", "", "c@x.gov.vn"],
        ["4", "Lê Dư", "UBND xã B", "d@x.gov.vn"],
    ]) {
        sheet.write_row(row, 0, texts).unwrap();
    }
    sheet.merge_range(1, 2, 2, 2, "UBND xã A", &Format::new()).unwrap();
    let roster = read(&workbook.save_to_buffer().unwrap());
    assert_eq!(by_body(&roster), [("UBND xã A", 2), ("-", 1), ("UBND xã B", 1)], "no further than the cell goes");
}

#[test]
fn a_running_number_of_bodies_covers_the_rows_without_one() {
    let roster = csv(&[
        "STT,Đơn vị,Họ và tên,Email",
        "1,UBND xã A,Lê An,a@x.gov.vn",
        ",,Lê Ba,b@x.gov.vn",
        "2,,Lê Ca,c@x.gov.vn",
        ",,Lê Dư,d@x.gov.vn",
        "3,UBND xã B,Lê Em,e@x.gov.vn",
    ]);
    assert_eq!(by_body(&roster), [("UBND xã A", 2), ("-", 2), ("UBND xã B", 1)], "a number without a body ends it");
    let own = csv(&["STT,Họ và tên,Đơn vị,Email", "1,Lê An,UBND xã A,a@x.gov.vn", ",Lê Ba,,b@x.gov.vn"]);
    assert_eq!(by_body(&own)[1], ("-", 1), "a number of people says nothing of bodies");
}

#[test]
fn dashes_and_words_for_nothing_are_no_values() {
    let roster = csv(&[
        "Họ tên,Đơn vị,Số CCCD,Email,Điện thoại,Số token,Ngày sinh,Tình trạng thiết bị",
        "Lê An,UBND xã A,-,không có,—,chưa có,…,chưa cấp",
    ]);
    let entry = at(&roster, "Lê An");
    let empty = Entry { row: 2, name: "Lê An".to_owned(), unit: Some("UBND xã A".to_owned()), ..Entry::default() };
    assert_eq!((entry, &roster.faults), (&empty, &Vec::new()), "nothing is put into a letter");
}

#[test]
fn states_with_a_date_or_a_reason_are_understood_and_doubtful_ones_asked() {
    let state = |word: &str| csv(&["Họ tên,Đơn vị,Trạng thái", &format!("Lê An,UBND xã A,{word}")]);
    for (word, status) in [
        ("nghỉ hưu từ 01/10/2026", Status::Retired),
        ("Đã nghỉ hưu theo chế độ", Status::Retired),
        ("đang nghỉ thai sản", Status::Working),
        ("biệt phái tại Sở Nội vụ", Status::Working),
        ("Chuyển sang Sở Tài chính", Status::Moved),
    ] {
        let roster = state(word);
        assert_eq!((at(&roster, "Lê An").status, roster.faults.len()), (status, 0), "{word}");
    }
    for word in ["chuyển đến Sở Tài chính", "sắp nghỉ hưu", "mất từ tháng 10"] {
        let roster = state(word);
        assert!(at(&roster, "Lê An").unsure && roster.faults.len() == 1, "`{word}` is asked about");
    }
}
