//! `request`: the contents of the letters, compared with rows written by hand, in every format.

use std::io::Read;

use serde_json::{Value, json};

use crate::desk::{Desk, csv, inventory, token};

const ISSUED: &str = "10/05/2021, Cục Cảnh sát QLHC về TTXH";

/// Command, form, rows written by hand.
#[allow(clippy::too_many_lines, reason = "rows written by hand, one after another")]
fn dossiers() -> Vec<(&'static [&'static str], Vec<Vec<String>>)> {
    let rows = |rows: &[&[&str]]| rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let lan = [
        "Đinh Thị Lan",
        "0361E7",
        "dtlan_bvxp@hanoi.gov.vn",
        "Cơ quan, tổ chức công tác: Benh vien Xanh Pon, So Y te, Thanh pho Ha Noi\nĐịa chỉ thư điện tử công vụ: dtlan_bvxp@hanoi.gov.vn",
        "Cơ quan, tổ chức công tác: Sở Y tế thành phố Hà Nội\nĐịa chỉ thư điện tử công vụ: dtlan_soyt@hanoi.gov.vn",
        "×",
        "×",
    ];
    let son = [
        "1",
        "Hoàng Văn Sơn",
        "2E9A47B05DC8136F",
        "hvson_sotc@hanoi.gov.vn",
        "Cơ quan, tổ chức công tác: SỞ TÀI CHÍNH, THÀNH PHỐ HÀ NỘI",
        "Sở Nội vụ",
        "",
        "×",
    ];
    let numbered = |number: &'static str| [&[number][..], &lan].concat();
    let with = |number: &str| format!("{number}\n{ISSUED}");
    vec![
        (&["renewal", "--proposed"], rows(&[&numbered("1")])),
        (&["change", "--proposed"], rows(&[&son, &numbered("2")])),
        (
            &["recovery"],
            rows(&[&[
                "1",
                "10251300",
                "Ngô Gia Huy",
                "Ủy ban nhân dân phường Hoàn Kiếm",
                "nghuy_phoankiem@hanoi.gov.vn",
            ]]),
        ),
        (
            &["revocation"],
            rows(&[
                &[
                    "1",
                    "Phạm Hà",
                    &with("001190000011"),
                    "",
                    "",
                    "pha_sotc@hanoi.gov.vn",
                    "5A01AABBCCDDEE11",
                    "",
                    "Thôi việc",
                ],
                &[
                    "2",
                    "Phạm Quốc Bảo",
                    &with("001090023417"),
                    "",
                    "",
                    "pqbao_phoankiem@hanoi.gov.vn",
                    "58C7930AE41FB26D",
                    "10244181",
                    "Nghỉ hưu",
                ],
            ]),
        ),
        (
            &["new"],
            rows(&[
                &[
                    "1",
                    "Bùi Anh Tuấn",
                    "01/02/1988",
                    &with("001088000002"),
                    "batuan_sokhcn@hanoi.gov.vn",
                    "Sở Khoa học và Công nghệ",
                    "Hà Nội",
                    "Chuyên viên",
                    "0912000002",
                    "5C31E8A90B47D216",
                    "",
                ],
                &[
                    "2",
                    "Đỗ Quyên",
                    "30/04/1995",
                    &with("001195000012"),
                    "……",
                    "Sở Tài chính",
                    "Hà Nội",
                    "Văn thư",
                    "0912000012",
                    "",
                    "",
                ],
                &[
                    "3",
                    "Trần Đức Thắng",
                    "20/11/1979",
                    &with("001079004512"),
                    "tdthang_sotc@hanoi.gov.vn",
                    "Sở Tài chính",
                    "Hà Nội",
                    "Trưởng phòng",
                    "0912000003",
                    "41D09B6CE2F87035",
                    "",
                ],
            ]),
        ),
    ]
}

/// Every letter except the one with the private address is complete.
fn status_of(command: &[&str]) -> i32 {
    i32::from(command == ["new"])
}

#[test]
fn each_request_holds_the_rows_written_by_hand_in_csv_json_workbook_and_letter() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let desk = Desk::new();
    for (command, expected) in dossiers() {
        let words = [&["request"], command].concat();
        let run =
            |more: &[&str]| desk.office(&[&words[..], more].concat()).expect_status(status_of(command), "a letter");
        let rows = csv(&run(&["--format", "csv"]).stdout);
        assert_eq!(rows[1..], expected, "{command:?} as CSV");

        let report = run(&["--format", "json"]).json();
        assert_eq!(report["kind"], format!("request-{}", command[0]), "its kind");
        let keys: Vec<&str> =
            report["columns"].as_array().expect("columns").iter().filter_map(|one| one["key"].as_str()).collect();
        let cell = |cell: &Value| match cell["state"].as_str() {
            Some("filled") => cell["text"].as_str().expect("text").to_owned(),
            Some("marked") => "×".to_owned(),
            Some("to-fill") => "……".to_owned(),
            _ => String::new(),
        };
        let rows = report["rows"].as_array().expect("rows").iter();
        let rows: Vec<Vec<String>> = rows.map(|row| keys.iter().map(|key| cell(&row[*key])).collect()).collect();
        assert_eq!(rows, expected, "{command:?} as JSON");

        let file = desk.text(&format!("{}.xlsx", command[0]));
        run(&["--output", &file]);
        let mut workbook: Xlsx<_> = open_workbook(&file).expect("a workbook");
        let sheet = workbook.worksheet_range_at(0).expect("a sheet").expect("its cells");
        let filled: Vec<String> = sheet
            .used_cells()
            .map(|(_, _, cell)| match cell {
                Data::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect();
        for cell in expected.iter().flatten().filter(|cell| !cell.is_empty()) {
            assert!(filled.contains(cell), "{command:?}: the workbook lacks {cell:?}: {filled:?}");
        }

        let file = desk.text(&format!("{}.docx", command[0]));
        run(&["--output", &file]);
        let text = letter_text(&file);
        for line in expected.iter().flatten().flat_map(|cell| cell.lines()) {
            assert!(text.contains(line), "{command:?}: the letter lacks {line:?}");
        }
    }
}

/// The letter's body, read with the archive reader that the workbook reader also uses.
pub fn letter_text(file: &str) -> String {
    let mut unpacked = std::process::Command::new("unzip")
        .args(["-p", file, "word/document.xml"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("unzip: apt-get install unzip");
    let mut xml = String::new();
    unpacked.stdout.take().expect("piped").read_to_string(&mut xml).expect("the letter is UTF-8");
    assert!(unpacked.wait().expect("unzip ends").success(), "{file} is an archive");
    let mut text = String::new();
    for piece in xml.split('<').skip(1) {
        let (tag, said) = piece.split_once('>').expect("a tag ends");
        if tag == "w:t" || tag.starts_with("w:t ") {
            text.push_str(said);
        } else if tag == "/w:p" {
            text.push('\n');
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

#[test]
fn a_private_address_is_an_error_in_the_row_list_and_not_in_the_document() {
    let desk = Desk::new();
    let outcome = desk
        .office(&["request", "new", "--format", "csv", "--lang", "en"])
        .expect_status(1, "one value was left blank");
    assert!(!outcome.text().contains("gmail"), "not in the document: {}", outcome.text());
    let line = "warning: row 2 (Đỗ Quyên): `dquyen@gmail.com` is not issued by a state agency, so “Địa chỉ thư điện tử công vụ” is left blank";
    assert!(outcome.stderr.lines().any(|told| told == line), "in the list of rows: {}", outcome.stderr);

    let mut saved = inventory();
    token(&mut saved, "10253334")["certificates"][0]["emails"] = json!(["lan1990@gmail.com"]);
    let desk = Desk::with(&saved);
    let outcome = desk.run(&["request", "renewal", "--from", "inventory.json", "--format", "csv", "--lang", "vi"]);
    assert_eq!(outcome.status, 1, "the registered address is private: {}", outcome.stderr);
    assert!(!outcome.text().contains("gmail"), "not in the document: {}", outcome.text());
    assert!(
        outcome.stderr.contains("cảnh báo: dòng 1 (Đinh Thị Lan): `lan1990@gmail.com`"),
        "told: {}",
        outcome.stderr
    );
}

#[test]
fn what_the_tool_cannot_know_is_listed_as_to_be_filled() {
    let desk = Desk::new();
    let all = [
        "Số, ký hiệu văn bản",
        "Ngày, tháng, năm ban hành",
        "Tên cơ quan, tổ chức ban hành văn bản",
        "Địa danh",
        "Nơi nhận (Kính gửi)",
        "Chức vụ người ký",
        "Họ và tên người ký",
        "Họ và tên",
        "Số định danh cá nhân",
        "Ngày cấp",
        "Nơi cấp",
        "Chức vụ",
        "Cơ quan, tổ chức công tác",
        "Số điện thoại di động",
    ];
    let fields = |outcome: &crate::support::Outcome, words: [&str; 2]| -> Vec<String> {
        let field = |line: &str| words.iter().find_map(|word| Some(line.strip_prefix(word)?.to_owned()));
        outcome.stderr.lines().filter_map(field).collect()
    };
    let bare = desk.office(&["request", "recovery", "--format", "csv", "--lang", "vi"]).expect_status(0, "a letter");
    assert_eq!(fields(&bare, ["cần điền: ", "cần điền về cán bộ đầu mối: "]), all, "without any settings");
    let config = "[body]\nname = \"A\"\nplace = \"B\"\nprovince = \"thành phố Hà Nội\"\nhead_title = \"C\"\nhead_name = \"D\"\n[officer]\nname = \"E\"\nidentity_number = \"001085012345\"\nidentity_date = \"10/05/2021\"\nidentity_place = \"F\"\nposition = \"G\"\nmobile = \"912345678\"\n";
    desk.write("config/tokenctl/config.toml", config.as_bytes());
    let asked = desk.office(&["request", "recovery", "--format", "csv", "--lang", "en"]).expect_status(0, "a letter");
    assert_eq!(fields(&asked, ["to fill in: ", "to fill in about"]), all[..2], "number and date are the registry's");
    let letter = desk.text("mau06.docx");
    desk.office(&["request", "recovery", "--output", &letter]).expect_status(0, "a letter");
    let text = letter_text(&letter);
    assert!(text.contains("Số điện thoại di động: 0912345678"), "with the zero that the config lacks: {text}");
}

#[test]
fn sim_pki_and_central_subscribers_get_their_rows() {
    let desk = Desk::new();
    let list = "Họ và tên;Đơn vị;Tỉnh/Thành phố;Chức vụ;Thư điện tử công vụ;Điện thoại;Số định danh cá nhân;Ngày cấp;Nơi cấp;Ngày sinh;Số hiệu chứng thư;Loại;Trạng thái;Nhà mạng\n\
        Vũ Đình Khôi;Sở Y tế;Hà Nội;Bác sĩ;vdk@hanoi.gov.vn;0987654321;001085000001;10/05/2021;X;01/01/1985;;SIM PKI;đang công tác;viettel/cs\n\
        Lê Ký;Sở Y tế;Hà Nội;Bác sĩ;lk@hanoi.gov.vn;0987654322;001085000002;10/05/2021;X;01/01/1985;5a01aa;SIM PKI;nghỉ hưu;\n\
        Hồ Tâm;Sở Y tế;Hà Nội;Bác sĩ;ht@hanoi.gov.vn;0987654323;001085000003;10/05/2021;X;01/01/1985;5a01bb;ký số tập trung;từ trần;\n";
    desk.write("sim.csv", list.as_bytes());
    let run = |kind: &str| {
        let words = [
            "request",
            kind,
            "--from",
            "inventory.json",
            "--roster",
            "sim.csv",
            "--format",
            "csv",
            "--token",
            "10240113",
        ];
        desk.run(&words)
    };
    let new = run("new");
    assert_eq!(
        (new.status, new.text()),
        (3, ""),
        "who has a SIM can sign, and needs no new certificate: {}",
        new.stderr
    );
    let gone = csv(&run("revocation").expect_status(0, "revocation").stdout);
    let names: Vec<&str> = gone[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(names.len(), 2, "both who left, by the list alone: {gone:?}");
    assert!(names[0].starts_with("Lê Ký") && names[1].starts_with("Hồ Tâm"), "{gone:?}");
    assert_eq!((gone[1][6].as_str(), gone[2][6].as_str()), ("5A01AA", "5A01BB"), "with the list's certificate serials");
}

#[test]
fn a_request_for_nobody_is_told_and_writes_nothing() {
    let desk = Desk::new();
    let words = ["request", "recovery", "--token", "10240113", "--output", "mau06.docx", "--lang", "en"];
    let outcome = desk.office(&words);
    assert_eq!((outcome.status, outcome.text()), (3, ""), "nobody: {}", outcome.stderr);
    assert!(!desk.path("mau06.docx").exists(), "nothing written");
}
