//! Unusable input: one sentence in each language, status 2, nothing on stdout, nothing half written.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::desk::{AT, Desk, inventory};
use crate::support::Outcome;

const TITLES: &str = "họ tên, họ và tên đệm, số định danh cá nhân, ngày cấp, nơi cấp, ngày sinh, chức vụ, đơn vị, phòng ban, tỉnh/thành phố, địa chỉ, thư điện tử công vụ, điện thoại, nhà mạng, số hiệu thiết bị, số hiệu chứng thư, ngày hết hạn, loại, trạng thái, tình trạng thiết bị, đã gia hạn, tổ chức/cá nhân, mã số thuế, mã quan hệ ngân sách";
const ENGLISH_TITLES: &str = "name, family name, identity number, date of issue, place of issue, date of birth, position, unit, department, province, address, e-mail, phone, operator, device serial, certificate serial, valid until, type, status, device state, renewals, person or organisation, tax code, budget code";

/// Compares stdout, stderr and status of a plan in both languages.
fn refused(desk: &Desk, words: &[&str], english: &str, vietnamese: &str) {
    for (language, expected) in [("en", english), ("vi", vietnamese)] {
        let outcome = desk.run(&[words, &["--lang", language]].concat());
        assert_eq!(outcome.stderr, expected, "{words:?} in {language}");
        assert_eq!((outcome.status, outcome.text()), (2, ""), "{words:?}: a usage error and no report");
    }
}

/// A workbook whose shared texts unpack to more than is kept; `lies` writes sizes of one byte into the directory and
/// before the part.
#[cfg(target_os = "linux")]
fn bomb(lies: bool) -> Vec<u8> {
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).expect("a part");
    let texts = b"<si><t>x</t></si>".repeat(64 * 1024);
    writer.write_all(b"<sst>").expect("its beginning");
    for _ in 0..130 {
        writer.write_all(&texts).expect("texts without end");
    }
    let mut bytes = writer.finish().expect("a ZIP file").into_inner();
    if lies {
        for (start, size_at) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
            let places: Vec<usize> =
                (0..bytes.len()).filter(|place| bytes[*place..].starts_with(start.as_slice())).collect();
            for place in places {
                bytes[place + size_at..place + size_at + 4].copy_from_slice(&1_u32.to_le_bytes());
            }
        }
    }
    bytes
}

#[cfg(target_os = "linux")]
#[test]
fn a_workbook_that_unpacks_beyond_measure_is_refused_before_it_fills_memory() {
    for lies in [false, true] {
        let desk = Desk::new();
        let list = desk.write("staff.xlsx", &bomb(lies));
        assert!(std::fs::metadata(&list).expect("the file").len() < 2 << 20, "small as a file");
        for (language, expected) in [
            (
                "en",
                "caused by: the part “xl/sharedStrings.xml” of the workbook unpacks to more than the limit of 134217728 bytes\n\nhint: save only the staff list in a new workbook, without pictures, or as CSV UTF-8; docs/ROSTER.md describes every column\n",
            ),
            (
                "vi",
                "nguyên nhân: phần “xl/sharedStrings.xml” của tệp XLSX khi giải nén lớn hơn 134217728 byte, là mức được đọc\n\ngợi ý: lưu riêng danh sách cán bộ vào một tệp XLSX mới, không kèm hình ảnh, hoặc lưu thành CSV UTF-8; docs/ROSTER.vi.md mô tả từng cột\n",
            ),
        ] {
            let program = desk.process();
            // A quarter of what the texts would need.
            let mut command = std::process::Command::new("sh");
            command.arg("-c").arg("ulimit -v 400000; exec \"$0\" \"$@\"").arg(program.get_program());
            command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
            command.current_dir(desk.path("."));
            command.args([
                "plan",
                "--from",
                "inventory.json",
                "--roster",
                "staff.xlsx",
                "--lang",
                language,
                "--at",
                AT,
            ]);
            let outcome = Outcome::of(&mut command);
            assert_eq!((outcome.status, outcome.text()), (2, ""), "lies: {lies}: {}", outcome.stderr);
            assert!(outcome.stderr.contains("staff.xlsx"), "it names the file: {}", outcome.stderr);
            // A part larger than it claims is a damaged one.
            assert!(lies || outcome.stderr.ends_with(expected), "{}", outcome.stderr);
        }
    }
}

/// The same for a staff list with this content.
fn staff_refused(content: &[u8], english: &str, vietnamese: &str) {
    let desk = Desk::new();
    desk.write("staff.csv", content);
    let words = ["plan", "--from", "inventory.json", "--roster", "staff.csv", "--output", "plan.csv"];
    let english =
        format!("error: the staff list `staff.csv` cannot be used\n{english}; docs/ROSTER.md describes every column\n");
    let vietnamese =
        format!("lỗi: không dùng được danh sách cán bộ `staff.csv`\n{vietnamese}; docs/ROSTER.vi.md mô tả từng cột\n");
    refused(&desk, &words, &english, &vietnamese);
    assert!(!desk.path("plan.csv").exists(), "nothing half written");
}

#[test]
fn a_missing_required_column_is_named_with_the_titles_seen_and_known() {
    staff_refused(
        "Đơn vị;Chức danh\nX;Y\n".as_bytes(),
        &format!(
            "caused by: the column \"họ tên\" (`name`) is missing; the list has: Đơn vị, Chức danh\n\nhint: known titles: {TITLES}; or in English: {ENGLISH_TITLES}"
        ),
        &format!(
            "nguyên nhân: thiếu cột \"họ tên\" (`name`); danh sách có các cột: Đơn vị, Chức danh\n\ngợi ý: các tiêu đề cột được nhận biết: {TITLES}; hoặc bằng tiếng Anh: {ENGLISH_TITLES}"
        ),
    );
}

#[test]
fn two_columns_for_one_field_are_named_with_their_letters() {
    staff_refused(
        "Họ tên;Email;Thư điện tử\nLê An;X;Y\n".as_bytes(),
        "caused by: two columns hold \"thư điện tử công vụ\" (`e-mail`): Email (B) and Thư điện tử (C)\n\nhint: `tokenctl roster template -o staff.xlsx` writes a list to fill in",
        "nguyên nhân: có hai cột cùng chứa \"thư điện tử công vụ\" (`e-mail`): Email (B) và Thư điện tử (C)\n\ngợi ý: `tokenctl roster template -o danh-sach.xlsx` tạo danh sách mẫu để điền",
    );
}

/// The list is read except for these cells: they are reported, the report is written, and the status is 1.
fn cells_told(staff: &str, english: &str, vietnamese: &str) {
    let desk = Desk::new();
    desk.write("staff.csv", staff.as_bytes());
    let words = ["plan", "--from", "inventory.json", "--roster", "staff.csv", "--format", "json", "--at", AT];
    for (language, expected) in [("en", english), ("vi", vietnamese)] {
        let output = desk.process().args(words).args(["--lang", language]).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(expected), "`{expected}` is told in {language}: {said}");
        assert_eq!(output.status.code(), Some(1), "a cell that could not be used is no success: {said}");
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("the report comes all the same");
    }
}

#[test]
fn every_invalid_date_is_named_by_row_and_column_and_costs_its_cell() {
    cells_told(
        "Họ tên;Ngày cấp;Đơn vị\nLê An;31/02/2020;X\nLê Bình;01/02/80;X\nLê Chi;44000;X\nLê Dung;01/02/2021;X\n",
        "warning: row 2, column B (Ngày cấp): `31/02/2020` is not a date; write dd/mm/yyyy, such as 31/12/1980\nwarning: row 3, column B (Ngày cấp): the year in `01/02/80` has two digits; write all four, such as 31/12/1980\nwarning: 2 cells of the staff list cannot be used; everything else was read; docs/ROSTER.md describes what each column may contain\n",
        "cảnh báo: dòng 2, cột B (Ngày cấp): `31/02/2020` không phải ngày tháng; viết dd/mm/yyyy, ví dụ 31/12/1980\n",
    );
}

#[test]
fn an_identity_number_that_excel_rounded_is_detected() {
    cells_told(
        "Họ tên;Số định danh cá nhân\nLê An;1.2E+11\n",
        "warning: row 2, column B (Số định danh cá nhân): the spreadsheet rounded the number to `1.2E+11`; format the column as Text and enter the number again\n",
        "cảnh báo: dòng 2, cột B (Số định danh cá nhân): bảng tính đã làm tròn số thành `1.2E+11`; định dạng cột thành Văn bản (Text) rồi nhập lại\n",
    );
}

#[test]
fn mixed_encodings_are_refused_with_how_to_save_as_utf_8() {
    let list = [b"H\xe1\xbb\x8d t\xc3\xaan\nL\xc3\xaa An\n".as_slice(), b"S\xe0i G\xf2n\n"].concat();
    staff_refused(
        &list,
        "caused by: the file mixes encodings: it is UTF-8 before line 3 and something else from there on\n\nhint: in Excel choose Save As, \"CSV UTF-8 (Comma delimited)\"; in Notepad choose Save As, Encoding \"UTF-8\"",
        "nguyên nhân: tệp lẫn nhiều bảng mã: trước dòng 3 là UTF-8, từ dòng đó trở đi là bảng mã khác\n\ngợi ý: trong Excel chọn Lưu thành (Save As), kiểu \"CSV UTF-8 (Comma delimited)\"; trong Notepad chọn Lưu thành, Mã hóa \"UTF-8\"",
    );
}

#[test]
fn an_empty_staff_list_says_which_titles_it_needs() {
    staff_refused(
        b"",
        &format!("caused by: the staff list is empty\n\nhint: known titles: {TITLES}; or in English: {ENGLISH_TITLES}"),
        &format!(
            "nguyên nhân: danh sách cán bộ rỗng\n\ngợi ý: các tiêu đề cột được nhận biết: {TITLES}; hoặc bằng tiếng Anh: {ENGLISH_TITLES}"
        ),
    );
}

#[test]
fn a_formula_is_no_value() {
    cells_told(
        "Họ tên;Đơn vị\n\"=HYPERLINK(\"\"x\"\")\";X\n",
        "warning: row 2, column A (Họ tên): `=HYPERLINK(\"x\")` is a formula as text; enter the value\n",
        "cảnh báo: dòng 2, cột A (Họ tên): `=HYPERLINK(\"x\")` là công thức dạng chữ; nhập giá trị\n",
    );
}

#[test]
fn two_hundred_thousand_rows_take_no_more_than_their_share() {
    let desk = Desk::new();
    let time = |rows: usize| {
        let mut list = "Họ tên;Đơn vị;Thư điện tử công vụ;Ngày cấp\n".to_owned();
        for row in 0..rows {
            list.push_str(&format!("Lê Văn {row};Đơn vị {};a{row}@hanoi.gov.vn;01/02/2021\n", row % 300));
        }
        let list = desk.write("staff.csv", list.as_bytes());
        let start = Instant::now();
        // Not through `Outcome`, which kills after a minute: a loaded machine may need longer.
        let words = ["roster", "check", "--from", "inventory.json", "--roster", &list, "--format", "json"];
        let output = desk.process().args(words).args(["--at", AT]).output().expect("it runs");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
        assert_eq!(report["summary"]["must_sign"], json!(rows), "every row counts");
        start.elapsed()
    };
    let (short, long) = (time(20_000), time(200_000));
    // Ten times the rows: quadratic time would be a hundred times as long.
    let bound = short.max(Duration::from_millis(100)) * 40;
    assert!(long < bound, "20,000 rows took {short:?}, 200,000 took {long:?}");
}

/// The same for a saved inventory with this content.
fn inventory_refused(content: &[u8], english: &str, vietnamese: &str) {
    let desk = Desk::empty();
    desk.write("saved.json", content);
    let english = format!("error: the saved inventory `saved.json` cannot be read\ncaused by: {english}\n");
    let vietnamese = format!("lỗi: không đọc được bản kiểm kê đã lưu `saved.json`\nnguyên nhân: {vietnamese}\n");
    for command in [&["plan"][..], &["report"], &["request", "renewal"], &["check"]] {
        refused(&desk, &[command, &["--from", "saved.json"]].concat(), &english, &vietnamese);
    }
}

const AGAIN: &str = "hint: run the inventory again: `tokenctl inventory --output inventory.json --force`";
const AGAIN_VI: &str = "gợi ý: kiểm kê lại: `tokenctl inventory --output inventory.json --force`";

#[test]
fn an_inventory_of_another_schema_version_is_refused() {
    let mut saved = inventory();
    saved["schema"] = json!("tokenctl/9");
    inventory_refused(
        saved.to_string().as_bytes(),
        "the document uses the schema `tokenctl/9`; this version reads `tokenctl/1`\n\nhint: run the inventory again with this version, or read the file with the version that wrote it",
        "tài liệu theo lược đồ `tokenctl/9`; phiên bản này đọc `tokenctl/1`\n\ngợi ý: kiểm kê lại bằng phiên bản này, hoặc đọc tệp bằng phiên bản đã ghi tệp",
    );
}

#[test]
fn a_truncated_inventory_is_refused_with_the_place_where_it_ends() {
    let saved = inventory().to_string();
    let mut end = 3000;
    while !saved.is_char_boundary(end) {
        end += 1;
    }
    let column = saved[..end].len();
    inventory_refused(
        &saved.as_bytes()[..end],
        &format!("the file ends in the middle of the document, at line 1, column {column}\n\n{AGAIN}"),
        &format!("tệp bị cụt giữa chừng, ở dòng 1, cột {column}\n\n{AGAIN_VI}"),
    );
}

#[test]
fn an_inventory_edited_by_hand_is_refused_with_the_place_of_the_slip() {
    let saved = "{\"schema\":\"tokenctl/1\",\"kind\":\"inventory\",\"generated_at\":\"2026-11-22T01:00:00Z\",\n\"generated_at\":\"2026-11-22T01:00:00Z\"}";
    let desk = Desk::empty();
    desk.write("saved.json", saved.as_bytes());
    for (language, words) in [("en", "`generated_at` appears twice"), ("vi", "`generated_at`")] {
        let outcome = desk.run(&["plan", "--from", "saved.json", "--lang", language]);
        assert_eq!((outcome.status, outcome.text()), (2, ""), "refused");
        assert!(outcome.stderr.contains(words), "{}", outcome.stderr);
    }
    let mut saved = inventory();
    saved["tokens"][1]["slot"] = json!("seven");
    desk.write("saved.json", saved.to_string().as_bytes());
    let outcome = desk.run(&["plan", "--from", "saved.json", "--lang", "en"]);
    assert_eq!((outcome.status, outcome.text()), (2, ""), "refused");
    assert!(outcome.stderr.contains("`tokens[1].slot` at line 1, column "), "{}", outcome.stderr);
}

#[test]
fn an_unknown_setting_is_told_with_the_nearest_known_one() {
    let desk = Desk::new();
    let file = desk.write("config/tokenctl/config.toml", b"language = \"vi\"\n[officr]\nname = \"A\"\n");
    refused(
        &desk,
        &["plan", "--from", "inventory.json"],
        &format!("error: `{file}`, line 2: unknown setting `officr`\n\nhint: did you mean `officer`?\n"),
        &format!("lỗi: `{file}`, dòng 2: không có mục cấu hình `officr`\n\ngợi ý: có phải là `officer`?\n"),
    );
}

#[test]
fn a_missing_body_is_left_to_fill_and_the_hint_says_how() {
    let desk = Desk::new();
    let words = ["request", "recovery", "--from", "inventory.json", "--format", "csv"];
    for (language, body, hint) in [
        ("en", "to fill in: ", "hint: `tokenctl config init` asks once for the agency and the focal officer"),
        (
            "vi",
            "cần điền: Tên cơ quan, tổ chức ban hành văn bản",
            "gợi ý: `tokenctl config init` hỏi một lần thông tin cơ quan và cán bộ đầu mối",
        ),
    ] {
        let outcome = desk.run(&[&words[..], &["--lang", language]].concat()).expect_status(0, "a letter to fill");
        assert!(outcome.stderr.contains(body), "what is missing: {}", outcome.stderr);
        assert!(outcome.stderr.ends_with(&format!("{hint}\n")), "and the hint: {}", outcome.stderr);
    }
}

#[test]
fn an_output_folder_that_does_not_exist_is_refused_and_not_made() {
    let desk = Desk::new();
    for (command, file) in [(&["plan"][..], "p.xlsx"), (&["request", "recovery"], "m.docx"), (&["report"], "r.json")] {
        let output = format!("nowhere/{file}");
        let english = format!(
            "error: the folder `nowhere` for `{output}` does not exist\n\nhint: create the folder first, or name another one with `--output`\n"
        );
        let vietnamese = format!(
            "lỗi: không có thư mục `nowhere` để ghi `{output}`\n\ngợi ý: tạo thư mục trước, hoặc nêu thư mục khác bằng `--output`\n"
        );
        refused(&desk, &[command, &["--from", "inventory.json", "--output", &output]].concat(), &english, &vietnamese);
        assert!(!desk.path("nowhere").exists(), "the folder is not made");
    }
}

#[test]
fn an_existing_file_is_not_replaced_without_force() {
    let desk = Desk::new();
    desk.write("plan.csv", b"mine");
    let words = ["plan", "--from", "inventory.json", "--output", "plan.csv"];
    assert_eq!(desk.run(&words).status, 7, "refused");
    assert_eq!(std::fs::read(desk.path("plan.csv")).expect("the file"), b"mine", "left as it was");
    desk.run(&[&words[..], &["--force"]].concat()).expect_status(0, "replaced on purpose");
}

/// Any file in place of an inventory or a list leads to an error message, never to a panic.
#[test]
fn foreign_files_end_with_a_sentence() {
    let desk = Desk::new();
    let workbook = [b"PK\x03\x04".as_slice(), &[0; 64]].concat();
    for (index, content) in
        [&b"\x00\x01\x02"[..], b"{}", b"[]", b"null", b"\xff\xfeA", b"[[[[", &workbook].iter().enumerate()
    {
        let name = format!("foreign{index}");
        desk.write(&name, content);
        for words in [["plan", "--from", name.as_str()], ["plan", "--roster", name.as_str()]] {
            let outcome: Outcome =
                desk.run(&[&words[..], &["--lang", "en"], &["--from", "inventory.json"][..]].concat());
            if words[1] == "--from" {
                // One broken inventory of several leads to a line and status 1; the others are read.
                assert_eq!(outcome.status, 1, "{words:?} at {AT}: {}", outcome.stderr);
                let said = format!("warning: `{name}` was left out: ");
                assert!(outcome.stderr.starts_with(&said), "{words:?}: {}", outcome.stderr);
                continue;
            }
            assert_eq!((outcome.status, outcome.text()), (2, ""), "{words:?} at {AT}: {}", outcome.stderr);
            assert!(outcome.stderr.starts_with("error: "), "{words:?}: {}", outcome.stderr);
        }
    }
}

#[test]
fn lists_of_other_programs_are_read_or_refused_with_what_to_do() {
    let text = "Họ và tên,Đơn vị,Ngày hết hạn,Loại\nNguyễn Thị Thuỷ,Sở Y tế,46387,SIM PKI\n";
    let desk = Desk::new();
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [("utf8.csv", text.as_bytes()), ("utf16.csv", &utf16)] {
        let list = desk.write(name, bytes);
        let words = ["roster", "check", "--from", "inventory.json", "--roster", &list, "--format", "json"];
        let check = desk.run(&words).expect_status(0, name).json();
        let person = &check["people"][0];
        assert_eq!(person["entry"]["name"], "Nguyễn Thị Thuỷ", "{name}: {check}");
        assert_eq!(person["until"], "2026-12-31", "{name}: a day number that a spreadsheet left as text");
    }
    // Windows-1258, and unsupported spreadsheet formats.
    staff_refused(
        b"H\xf2\xf2 v\xe0 t\xean,\xd0\xf5n v\xf2\nL\xea An,X\n",
        "caused by: line 1 is not UTF-8 text\n\nhint: in Excel choose Save As, \"CSV UTF-8 (Comma delimited)\"; in Notepad choose Save As, Encoding \"UTF-8\"",
        "nguyên nhân: dòng 1 không phải văn bản UTF-8\n\ngợi ý: trong Excel chọn Lưu thành (Save As), kiểu \"CSV UTF-8 (Comma delimited)\"; trong Notepad chọn Lưu thành, Mã hóa \"UTF-8\"",
    );
    let ods = [b"PK\x03\x04".as_slice(), &[0; 26], b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"].concat();
    staff_refused(
        &ods,
        "caused by: the file is an OpenDocument spreadsheet (.ods)\n\nhint: open it in Excel or LibreOffice, remove the password, and save it as XLSX or as CSV UTF-8",
        "nguyên nhân: tệp là bảng tính OpenDocument (.ods)\n\ngợi ý: mở tệp bằng Excel hoặc LibreOffice, bỏ mật khẩu và lưu thành XLSX hoặc CSV UTF-8",
    );
}
