//! Printed output: pages of workbooks and of the report, and what the command line adds to a letter.

use std::path::Path;
use std::process::{Command, Stdio};

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::cases::{office_file, run};
use crate::desk::{Desk, csv};
use crate::letters::letter_text;
use crate::libreoffice::until_made;

const CONFIG: &str = "[body]\nname = \"ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM\"\nparent = \"Ủy ban nhân dân thành phố Hà Nội\"\n\
    symbol = \"UBND-VP\"\nplace = \"Hoàn Kiếm\"\nprovince = \"thành phố Hà Nội\"\nhead_title = \"Chủ tịch\"\nhead_name = \"Nguyễn Văn Bình\"\n";

/// The office's inventory with its first eight tokens.
fn eight(desk: &Desk) -> String {
    let text = std::fs::read_to_string(office_file("all.json")).expect("the inventory");
    let mut inventory: Value = serde_json::from_str(&text).expect("JSON");
    inventory["tokens"].as_array_mut().expect("tokens").truncate(8);
    desk.write("eight.json", inventory.to_string().as_bytes())
}

/// The number of pages of each of these files in a folder, by one run of LibreOffice.
fn pages(folder: &Path, files: &[String]) -> Vec<usize> {
    let mut office = Command::new("soffice");
    office.arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()));
    office.args(["--headless", "--norestore", "--convert-to", "pdf", "--outdir"]).arg(folder.join("pdf"));
    office.args(files).env("HOME", folder).stdin(Stdio::null());
    let convert = || {
        let output = office.output().expect("LibreOffice is needed: apt-get install libreoffice-calc-nogui");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let pdf = |file: &String| {
        let name = Path::new(file).with_extension("pdf");
        folder.join("pdf").join(name.file_name().expect("a name"))
    };
    until_made(convert, || files.iter().all(|file| pdf(file).exists()));
    let count = |file: &String| {
        let output = Command::new("pdfinfo").arg(pdf(file)).output().expect("pdfinfo: apt-get install poppler-utils");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let pages =
            text.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap_or_else(|| panic!("{file}: {text}"));
        pages.trim().parse().expect("a number")
    };
    files.iter().map(count).collect()
}

#[test]
fn eight_tokens_print_on_one_or_two_pages() {
    let desk = Desk::empty();
    desk.write("config/tokenctl/config.toml", CONFIG.as_bytes());
    let (from, staff) = (eight(&desk), office_file("full.csv"));
    let staff = staff.to_str().expect("a plain path");
    // A staff list of 60 makes a longer worklist; eight people are enough for eight tokens.
    let list: Vec<String> =
        std::fs::read_to_string(staff).expect("the list").lines().take(9).map(str::to_owned).collect();
    let short = desk.write("eight.csv", list.join("\n").as_bytes());
    let mut files = Vec::new();
    for (words, roster) in [
        (&["inventory"][..], None),
        (&["check"], None),
        (&["token", "list"], None),
        (&["cert", "list"], None),
        (&["plan"], Some(short.as_str())),
        (&["report"], Some(staff)),
    ] {
        let file = desk.text(&format!("{}.xlsx", words.join("-")));
        let roster: Vec<&str> = roster.map_or_else(Vec::new, |list| vec!["--roster", list]);
        let more = ["--from", &from, "--output", &file, "--lang", "vi", "-q"];
        let outcome = desk.run(&[words, &roster, &more].concat());
        assert!([0, 10, 11].contains(&outcome.status), "{words:?}: {}", outcome.stderr);
        let mut workbook: Xlsx<_> = open_workbook(&file).expect("a workbook");
        assert_eq!(workbook.sheet_names()[0], "Tóm tắt", "{words:?}: the summary comes first");
        let cells = workbook.worksheet_range_at(0).expect("a sheet").expect("its cells");
        let columns = cells.width();
        assert!(columns <= 8, "{words:?}: {columns} columns");
        let agency = cells.get((1, 0)).map(ToString::to_string).unwrap_or_default();
        assert_eq!(agency, "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM · Ngày 22/11/2026", "{words:?}: agency and day");
        files.push(file);
    }
    for (file, pages) in files.iter().zip(pages(&desk.path(""), &files)) {
        assert!((1..=2).contains(&pages), "{file} prints on {pages} pages");
    }
}

#[test]
fn a_share_is_a_number_in_the_workbook_and_the_units_are_added_up() {
    let desk = Desk::empty();
    let file = desk.text("ky-so.xlsx");
    run(&desk, &["roster", "check", "--output", &file, "--lang", "vi"], &office_file("full.csv"))
        .expect_status(0, "it");
    let mut workbook: Xlsx<_> = open_workbook(&file).expect("a workbook");
    let cells = workbook.worksheet_range_at(0).expect("a sheet").expect("its cells");
    let total = cells.rows().find(|row| row[0] == Data::String("Tổng cộng".to_owned())).expect("a row of totals");
    assert_eq!(total[1..4], [Data::Float(56.0), Data::Float(49.0), Data::Float(0.875)], "56, 49 and 87.5%");
    let units = cells.rows().skip(4).take_while(|row| row[0] != total[0]);
    let added: f64 = units
        .filter_map(|row| match row[1] {
            Data::Float(number) => Some(number),
            _ => None,
        })
        .sum();
    assert!((added - 56.0).abs() < f64::EPSILON, "the units make up the total: {added}");
}

#[test]
fn the_report_is_a_document_to_sign_with_the_numbers_of_the_command() {
    let desk = Desk::empty();
    desk.write("config/tokenctl/config.toml", CONFIG.as_bytes());
    let file = desk.text("bao-cao.docx");
    let words = ["report", "--period", "2026", "--output", &file, "--lang", "en"];
    run(&desk, &words, &office_file("full.csv")).expect_status(0, "a document");
    let text = letter_text(&file);
    let lines = [
        "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: ……/BC-UBND",
        "BÁO CÁO",
        "49/56 người phải ký số đã ký được (87,5%).",
        "Trường Tiểu học Trưng Vương",
        "- Lưu: VT, VP.",
        "CHỦ TỊCH",
        "Nguyễn Văn Bình",
    ];
    let mut from = 0;
    for line in lines {
        let found = text[from..].find(line).unwrap_or_else(|| panic!("`{line}` after {from} in {text}"));
        from += found;
    }
    assert!(text.contains("(năm 2026)"), "the period as offices name it: {text}");
    assert!(
        text.contains("Ủy ban nhân dân phường Hoàn Kiếm báo cáo tình hình"),
        "in normal case in running text: {text}"
    );
    let numbers = run(&desk, &["report", "--period", "2026", "--format", "json"], &office_file("full.csv")).json();
    let active = numbers["total"]["active"].to_string();
    assert!(text.contains(&format!("Còn hạn (chưa kiểm tra thu hồi)\n{active}\n")), "the same number: {text}");
    let again = desk.text("again.docx");
    run(&desk, &["report", "--period", "2026", "--output", &again], &office_file("full.csv")).expect_status(0, "again");
    assert_eq!(std::fs::read(&file).expect("it"), std::fs::read(&again).expect("it"), "the same bytes in any language");
    let secret = run(&desk, &["report", "--output", "x.docx", "--redact"], &office_file("full.csv"));
    assert_eq!(secret.status, 2, "a document of the agency cannot be redacted: {}", secret.stderr);
}

#[test]
fn a_letter_says_what_the_command_line_gives() {
    let desk = Desk::empty();
    desk.write("config/tokenctl/config.toml", CONFIG.as_bytes());
    let file = desk.text("mau04.docx");
    let words = [
        "request",
        "renewal",
        "--output",
        &file,
        "--number",
        "7",
        "--date",
        "2026-02-05",
        "--to",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ HÀ NỘI",
        "--signer",
        "Phó Chủ tịch: Trần Thị Bích",
    ];
    run(&desk, &words, &office_file("full.csv")).expect_status(0, "a letter");
    let text = letter_text(&file);
    for line in [
        "Số: 07/UBND-VP",
        "V/v đề nghị gia hạn, thay đổi nội dung thông tin",
        "Hoàn Kiếm, ngày 05 tháng 02 năm 2026",
        "Kính gửi: Sở Khoa học và Công nghệ Hà Nội",
        "PHÓ CHỦ TỊCH\nTrần Thị Bích\n",
        "- Lưu: VT, VP.",
    ] {
        assert!(text.contains(line), "`{line}` in {text}");
    }
    assert!(!text.contains("Nguyễn Văn Bình"), "the config's signatory is not this letter's: {text}");
    assert!(!text.contains("bản tháng") && !text.contains("Chữ ký của người"), "no line for a clerk to delete: {text}");
    let draft = desk.text("nhap.docx");
    let words = ["request", "renewal", "--output", &draft, "--draft"];
    run(&desk, &words, &office_file("full.csv")).expect_status(0, "a draft");
    assert!(letter_text(&draft).contains("(Chữ ký của người có thẩm quyền"), "a draft says where to sign");
}

const CARRIERS: &str = "Họ và tên,Ngày sinh,Số CCCD,Ngày cấp,Nơi cấp,Chức vụ,Đơn vị,Tỉnh/Thành phố,Email công vụ,Số điện thoại,Loại chữ ký số,Nhà mạng,Số hiệu chứng thư,Ngày hết hạn,Trạng thái\n\
    Nguyễn Văn Tập,01/01/1970,001170100001,10/05/2021,X,Chủ tịch,Sở Nội vụ,Hà Nội,nvtap@hanoi.gov.vn,0912000001,ký số tập trung,,5A01AA,01/10/2026,đang công tác\n\
    Hồ Thị Sim,02/02/1971,001171100039,10/05/2021,X,Kế toán,Sở Nội vụ,Hà Nội,htsim@hanoi.gov.vn,0912000002,SIM PKI,Viettel/cs,5A01BB,01/10/2026,đang công tác\n\
    Lê Thị An,02/02/1971,001171100040,10/05/2021,X,Kế toán,Sở Nội vụ,Hà Nội,ltan@hanoi.gov.vn,0912000003,SIM PKI,Mobifone,5A01CC,10/01/2027,đang công tác\n";

#[test]
fn central_signing_has_a_letter_of_its_own_and_a_sim_card_its_operator_and_number() {
    let desk = Desk::empty();
    let list = desk.write("sim.csv", CARRIERS.as_bytes());
    let from = eight(&desk);
    let sources = ["--from", &from, "--roster", &list, "--lang", "vi"];
    let file = desk.text("tap-trung.docx");
    let central = desk.run(&[&["request", "new", "--central", "--output", &file][..], &sources].concat());
    let central = central.expect_status(0, "a letter");
    let text = letter_text(&file);
    assert!(text.contains("cho cá nhân sử dụng dịch vụ ký số tập trung"), "a subject of its own: {text}");
    assert!(text.contains("1. Thông tin người tiếp nhận chứng thư chữ ký số:"), "nobody collects a device: {text}");
    assert!(text.contains("Nguyễn Văn Tập") && !text.contains("Hồ Thị Sim"), "and only its people: {text}");
    assert!(central.stderr.contains("người không dùng ký số tập trung"), "the others are told: {}", central.stderr);

    let new = desk.run(&[&["request", "new", "--format", "csv"][..], &sources].concat()).expect_status(0, "a letter");
    let rows = csv(&new.stdout);
    let [title, row, ..] = rows.as_slice() else { panic!("a row: {rows:?}") };
    assert_eq!((title[10].as_str(), row[1].as_str(), row[10].as_str()), ("SIM PKI", "Hồ Thị Sim", "Viettel/cs"));

    let renewal = desk.run(&[&["request", "renewal", "--format", "csv"][..], &sources].concat());
    let rows = csv(&renewal.expect_status(0, "a letter").stdout);
    assert_eq!(rows[1][1..3], ["Lê Thị An", "5A01CC\nSIM PKI: 0912000003"], "the signing number beside the serial");
}

#[test]
fn rows_follow_the_units_of_the_list_and_the_given_names_within_them() {
    let desk = Desk::empty();
    let titles = "Họ và tên,Đơn vị,Email công vụ,Loại chữ ký số,Trạng thái\n";
    let row = |name: &str, unit: &str| format!("{name},{unit},,USB token,đang công tác\n");
    let people = [
        row("Lê Văn Yên", "Sở Y tế"),
        row("Trần Thị Ánh", "Sở Nội vụ"),
        row("Phan Đức Đạt", "Sở Y tế"),
        row("Vũ An", "Sở Y tế"),
        row("Bùi Dũng", "Sở Nội vụ"),
    ];
    let list = desk.write("list.csv", format!("{titles}{}", people.concat()).as_bytes());
    let from = eight(&desk);
    let new = desk.run(&["request", "new", "--format", "csv", "--from", &from, "--roster", &list]);
    let rows = csv(&new.stdout);
    let names: Vec<&str> = rows[1..].iter().map(|row| row[1].as_str()).collect();
    let names = names.get(..5).unwrap_or(&names);
    assert_eq!(names, ["Vũ An", "Phan Đức Đạt", "Lê Văn Yên", "Trần Thị Ánh", "Bùi Dũng"], "{}", new.stderr);
}
