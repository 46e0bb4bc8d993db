//! CSV and workbooks read back: with their own parsers, and with LibreOffice, which officers use.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use jiff::tz::TimeZone;
use tempfile::TempDir;
use tokenctl::render::sheet::inventory as book;
use tokenctl::render::{csv as csv_file, xlsx};
use tokenctl::report::inventory::Inventory;
use tokenctl::text::{Language, Texts};

#[path = "support/libreoffice.rs"]
#[allow(unreachable_pub, reason = "other tests use it from their own support")]
mod libreoffice;

fn sample() -> Inventory {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/inventory/sample.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn workbook(language: Language) -> Vec<u8> {
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    xlsx::inventory(&sample(), &Texts::new(language), &zone).unwrap()
}

fn csv_rows(inventory: &Inventory) -> Vec<BTreeMap<String, String>> {
    let mut bytes = Vec::new();
    csv_file::write_inventory(inventory, &TimeZone::UTC, true, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("Excel needs the byte order mark for Vietnamese");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("every row has every column")
}

/// The sheet at a position: its titles, and its rows by title.
fn sheet(language: Language, position: usize) -> (Vec<String>, Vec<BTreeMap<String, Data>>) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(workbook(language))).unwrap();
    let name = book.sheet_names()[position].clone();
    let range = book.worksheet_range(&name).unwrap();
    let titles: Vec<_> = range.headers().unwrap();
    let rows = range.rows().skip(1).map(|row| titles.iter().cloned().zip(row.iter().cloned()).collect()).collect();
    (titles, rows)
}

#[test]
fn csv_has_one_row_a_certificate_a_bare_token_and_a_failed_driver() {
    let rows = csv_rows(&sample());
    let count = |kind: &str| rows.iter().filter(|row| row["row"] == kind).count();
    assert_eq!(count("certificate"), 7, "every certificate has its row");
    assert_eq!(count("token"), 2, "so has every token without one, initialised or not");
    assert_eq!(count("driver"), 3, "and every driver that failed, even in part");
    let first = &rows[0];
    assert_eq!(first["not_after"], "2026-12-12T17:00:00Z", "moments are ISO in UTC");
    assert_eq!((first["validity"].as_str(), first["pairing"].as_str()), ("expiring", "current"), "words are JSON's");
    assert_eq!((first["days_left"].as_str(), rows[1]["days_left"].as_str()), ("20", "-1076"), "numbers stay numbers");
    assert_eq!(first["token_serial"], "b7bb0da0c5d0a5a1", "and each row names its token");
    let failed = rows.iter().find(|row| row["driver"].ends_with("libeToken.so")).unwrap();
    assert_eq!(failed["messages"], "C_Initialize did not return within 30 seconds", "a failure says which call");
}

#[test]
fn csv_columns_are_the_same_in_every_language_and_the_mark_can_be_left_out() {
    let mut bytes = Vec::new();
    csv_file::write_inventory(&sample(), &TimeZone::UTC, false, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("row,holder,organizations,"), "--no-bom begins with the first column");
}

#[test]
fn csv_cells_of_strangers_cannot_be_formulas_or_act_on_a_terminal() {
    let mut bytes = Vec::new();
    csv_file::write_inventory(&sample(), &TimeZone::UTC, false, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let harmful = |character: char| (character.is_control() && character != '\n') || character == '\u{202e}';
    assert!(!text.contains(harmful), "no control or bidi character is written");
    let hostile = csv_rows(&sample()).into_iter().find(|row| row["holder"].contains("cmd")).unwrap();
    assert_eq!(hostile["holder"], "'=cmd|'/c calc'!A1", "a name that begins a formula has an apostrophe");
    assert_eq!(hostile["organizations"], "'+HYPERLINK(\"http://evil.example\")", "quotes survive");
    assert_eq!(hostile["emails"], "'@evil\u{fffd}gpj.exe", "an at sign counts too");
    assert_eq!(hostile["serial_number"], "'-7f", "so does a minus in text");
    for row in csv_rows(&sample()) {
        for (column, cell) in row.iter().filter(|(column, _)| *column != "days_left") {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{column} is a formula: {cell}");
        }
    }
}

#[test]
fn hostile_cells_survive_a_csv_round_trip() {
    let mut inventory = sample();
    let nasty = "a,b;\"c\"\u{2028}d\ne'f\\g";
    inventory.tokens[0].certificates[0].label = Some(nasty.to_owned());
    inventory.tokens[0].identity.label = Some("x".repeat(40_000));
    let rows = csv_rows(&inventory);
    assert_eq!(rows[0]["label"], "a,b;\"c\"\u{fffd}d\u{fffd}e'f\\g", "separators and quotes come back");
    assert!(rows[0]["token_label"].ends_with("…[+7257]"), "what Excel could not hold is cut with a mark");
    assert_eq!(rows[0].len(), rows[1].len(), "no column is lost or won");
}

#[test]
fn workbook_cells_have_the_types_that_a_spreadsheet_can_reckon_with() {
    let (titles, rows) = sheet(Language::English, 1);
    assert_eq!(titles[..3], ["Row", "Holder", "Organisation"], "titles are for people");
    let first = &rows[0];
    let Data::DateTime(until) = first["Valid until"] else { panic!("a date is a date: {:?}", first["Valid until"]) };
    assert_eq!(until.to_ymd_hms_milli(), (2026, 12, 13, 0, 0, 0, 0), "the calendar day of the body's zone, not UTC's");
    assert_eq!(first["Days left"], Data::Float(20.0), "a number is a number");
    assert_eq!(rows[1]["Days left"], Data::Float(-1076.0), "also below zero");
    assert_eq!(first["Validity"], Data::String("expiring".to_owned()), "a state is a word");
    assert_eq!(
        first["Certificate serial"],
        Data::String("7AF2DF52182653D3".to_owned()),
        "a serial is text in capitals"
    );
    assert_eq!(rows.len(), 12, "the rows are those of the CSV");
}

#[test]
fn workbook_speaks_vietnamese_and_keeps_every_mark() {
    let (titles, rows) = sheet(Language::Vietnamese, 1);
    for title in ["Thuê bao", "Cơ quan, tổ chức", "Số hiệu chứng thư", "Hiệu lực đến", "Thời hạn"]
    {
        assert!(titles.iter().any(|one| one == title), "a column is titled {title}");
    }
    assert_eq!(rows[0]["Thuê bao"], Data::String("Nguyễn Thị Hồng Nhung".to_owned()), "names keep their marks");
    assert_eq!(rows[0]["Thời hạn"], Data::String("sắp hết hạn".to_owned()), "states are said in Vietnamese");
}

/// The cells of a summary of this kind, as text.
fn summary(kind: &str, language: Language, body: Option<&str>) -> Vec<Vec<String>> {
    summary_of(sample(), kind, language, body)
}

fn summary_of(mut inventory: Inventory, kind: &str, language: Language, body: Option<&str>) -> Vec<Vec<String>> {
    kind.clone_into(&mut inventory.envelope.kind);
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    let at = inventory.envelope.generated_at;
    let bytes = xlsx::workbook(&book(&inventory), body, at, &Texts::new(language), &zone).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn a_summary_has_title_agency_day_and_total_at_most_eight_columns_and_words_only() {
    let codes = ["expiring", "not-yet-valid", "count-low", "final-try", "critical", "certificate-expiring", "current"];
    for (kind, title) in [
        ("inventory", "Bản kiểm kê thiết bị lưu khóa bí mật"),
        ("check", "Kết quả kiểm tra thiết bị và chứng thư"),
        ("token-list", "Danh sách thiết bị lưu khóa bí mật"),
        ("cert-list", "Danh sách chứng thư"),
    ] {
        let cells = summary(kind, Language::Vietnamese, Some("Sở Y tế"));
        assert_eq!(cells[0][0], title, "{kind}: its title");
        assert!(cells[1][0].starts_with("Sở Y tế · Ngày "), "{kind}: agency and day: {:?}", cells[1]);
        let titles: Vec<&String> = cells[3].iter().filter(|cell| !cell.is_empty()).collect();
        assert!((6..=8).contains(&titles.len()), "{kind}: at most eight columns: {titles:?}");
        assert!(titles.iter().any(|title| *title == "Ngày đọc"), "{kind}: with the day of the reading: {titles:?}");
        assert!(cells.iter().any(|row| row[0].starts_with("Tổng cộng: ")), "{kind}: a row of totals");
        assert!(
            cells.iter().any(|row| row[0].starts_with("Các trang tính đang ẩn: ")),
            "{kind}: what is hidden is named"
        );
        for cell in cells.iter().flatten() {
            assert!(!codes.contains(&cell.as_str()), "{kind}: `{cell}` is a code");
        }
        let failed = cells.iter().filter(|row| row[0].contains("libeToken.so")).count();
        assert_eq!(failed, 1, "{kind}: a driver that failed is said");
    }
    let english = summary("inventory", Language::English, None);
    assert_eq!(english[3][0], "Holder", "English words");
    assert_eq!(english[1][0], "2026-11-22", "without an agency the day stands alone: {:?}", english[1]);
}

#[test]
fn a_certificate_in_two_objects_is_one_in_every_total() {
    let mut inventory = sample();
    let totals = |inventory: &Inventory| {
        ["inventory", "cert-list", "token-list", "check"].map(|kind| {
            let cells = summary_of(inventory.clone(), kind, Language::English, None);
            let total = cells.iter().find(|row| row[0].starts_with("Total: ")).expect("a row of totals");
            total[0].clone()
        })
    };
    let before = totals(&inventory);
    let sum = &inventory.summary;
    assert_eq!(before[0], format!("Total: tokens {}, certificates {}", sum.tokens, sum.certificates), "the summary's");
    for token in &mut inventory.tokens {
        token.certificates.extend(token.certificates.clone());
        let of_certificates = token.problems.iter().filter(|one| one.code.is_of_certificate()).cloned();
        let of_certificates: Vec<_> = of_certificates.collect();
        token.problems.extend(of_certificates);
    }
    assert_eq!(totals(&inventory), before, "the same with each certificate twice");
}

#[test]
fn workbook_has_no_formula_whatever_strangers_call_themselves() {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(workbook(Language::English))).unwrap();
    let names = book.sheet_names();
    assert_eq!(
        names,
        ["Summary", "Certificates", "Tokens", "Keys", "Problems", "Drivers"],
        "the summary, then one sheet a subject"
    );
    for name in names {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name} has no formula");
    }
    let (_, rows) = sheet(Language::English, 1);
    let hostile = rows.iter().find(|row| row["Certificate serial"] == Data::String("-7F".to_owned())).unwrap();
    assert_eq!(hostile["Holder"], Data::String("=cmd|'/c calc'!A1".to_owned()), "the name is whole, as text");
    assert_eq!(hostile["Label"], Data::String("\u{fffd}[2J\u{fffd}]0;owned\u{fffd}".to_owned()), "controls are shown");
}

#[test]
fn workbook_of_the_same_inventory_has_the_same_bytes() {
    assert!(workbook(Language::Vietnamese) == workbook(Language::Vietnamese), "audits compare files");
}

#[test]
fn workbook_takes_cells_longer_than_excel_does() {
    let mut inventory = sample();
    inventory.tokens[0].certificates[0].label = Some("ư".repeat(40_000));
    let bytes = xlsx::inventory(&inventory, &Texts::new(Language::English), &TimeZone::UTC).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Certificates").unwrap();
    let longest = range.used_cells().map(|(_, _, cell)| cell.to_string()).max_by_key(String::len).unwrap();
    assert!(longest.ends_with("…[+7257]"), "the cell is cut with a mark");
}

/// Opens a file with LibreOffice and returns its cells as shown.
fn libreoffice_cells(folder: &Path, file: &str, input: &[&str]) -> String {
    // Comma, double quote, UTF-8, from row 1; the last token: cells as shown.
    libreoffice(folder, file, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true", input)
}

/// The same for a workbook's second sheet, which is the full one.
fn libreoffice_full_sheet(folder: &Path, file: &str) -> String {
    let to = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,2";
    convert(folder, file, to, &[]);
    let shown = fs::read_dir(folder.join("shown")).unwrap().map(|one| one.unwrap().path());
    let made: Vec<PathBuf> = shown.filter(|path| path.extension().is_some_and(|one| one == "csv")).collect();
    assert_eq!(made.len(), 1, "one sheet was asked for: {made:?}");
    fs::read_to_string(&made[0]).unwrap()
}

/// Converts a file with LibreOffice, in a separate profile.
fn libreoffice(folder: &Path, file: &str, to: &str, input: &[&str]) -> String {
    convert(folder, file, to, input);
    let converted = folder.join("shown").join(file).with_extension(to.split(':').next().unwrap_or(to));
    fs::read_to_string(&converted).unwrap_or_else(|fault| panic!("{} must be there: {fault}", converted.display()))
}

fn convert(folder: &Path, file: &str, to: &str, input: &[&str]) {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let shown = folder.join("shown");
    let mut office = Command::new("soffice");
    office
        .args([profile.as_str(), "--headless", "--norestore"])
        .args(input)
        .args(["--convert-to", to, "--outdir"])
        .args([&shown, &folder.join(file)])
        // The file is named after its sheet, whose name needs a UTF-8 locale.
        .env("LC_ALL", "C.UTF-8")
        .env("HOME", folder);
    let convert = || {
        // Leftovers of a conversion without a result, such as its lock.
        let _not_there = fs::remove_dir_all(&shown);
        let output = office.output().expect("LibreOffice is needed: apt-get install libreoffice-calc-nogui");
        assert!(output.status.success(), "LibreOffice must open the file: {}", String::from_utf8_lossy(&output.stderr));
    };
    let kind = to.split(':').next();
    let is_made = |file: &Path| file.extension().and_then(|extension| extension.to_str()) == kind;
    let any_made = || fs::read_dir(&shown).is_ok_and(|made| made.flatten().any(|one| is_made(&one.path())));
    libreoffice::until_made(convert, any_made);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the file is the test's own, in a temporary folder")]
fn libreoffice_opens_the_workbook_and_shows_what_we_wrote() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("sample.xlsx"), workbook(Language::Vietnamese)).unwrap();
    let text = libreoffice_full_sheet(folder.path(), "sample.xlsx");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 12, "every row is there");
    assert_eq!(rows[0]["Hiệu lực đến"], "13/12/2026", "a date is shown as Vietnamese write it");
    assert_eq!(rows[0]["Còn (ngày)"], "20", "a number as a number");
    let hostile = rows.iter().find(|row| row["Số hiệu chứng thư"] == "-7F").unwrap();
    assert_eq!(hostile["Thuê bao"], "=cmd|'/c calc'!A1", "a name that looks like a formula is shown, not run");
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the file is the test's own, in a temporary folder")]
fn libreoffice_takes_the_cells_of_our_csv_for_text() {
    let folder = TempDir::new().unwrap();
    let mut bytes = Vec::new();
    csv_file::write_inventory(&sample(), &TimeZone::UTC, true, &mut bytes).unwrap();
    fs::write(folder.path().join("sample.csv"), bytes).unwrap();
    // Language, no quoting as text, special numbers and formulas evaluated: the most careless way to open it.
    let careless = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true,true,true";
    let text = libreoffice_cells(folder.path(), "sample.csv", &[careless]);
    assert!(text.contains("=cmd|'/c calc'!A1"), "the name is shown whole");
    assert!(!text.contains("#NAME?") && !text.contains("Err:") && !text.contains("#VALUE"), "nothing was calculated");
}

/// Ways to open a CSV file: separator (comma, semicolon, both, tab) and language (Vietnamese has a decimal comma);
/// everything that looks like a formula is calculated (the thirteenth field).
const CARELESS: [(&str, &str); 4] = [("44", "1033"), ("59", "1066"), ("44/59", "1066"), ("9", "1066")];

/// The cells of several files as LibreOffice shows them when opened one after another.
fn opened(folder: &Path, files: &[&str], (separator, language): (&str, &str)) -> Vec<String> {
    let way = format!(
        "--infilter=Text - txt - csv (StarCalc):{separator},34,76,1,,{language},false,true,false,false,false,0,true"
    );
    files.iter().map(|file| libreoffice_cells(folder, file, &[&way])).collect()
}

/// Texts that become 33333 if some way of opening them makes a formula of them.
const SUMS: [&str; 14] = [
    "=11111+22222",
    "VGCA;=11111+22222",
    "VGCA; =11111+22222",
    "VGCA;\"=11111+22222\"",
    "VGCA;\"\"=11111+22222",
    "VGCA;+11111+22222",
    "VGCA;-11111+44444",
    "VGCA;@SUM(11111,22222)",
    "VGCA\t=11111+22222",
    "VGCA\n=11111+22222",
    "VGCA\r=11111+22222",
    "VGCA|=11111+22222",
    "VGCA,=11111+22222;=11111+22222",
    ";=11111+22222",
];

#[test]
#[allow(clippy::disallowed_methods, reason = "the file is the test's own, in a temporary folder")]
fn no_way_to_open_our_csv_calculates_a_strangers_text() {
    let folder = TempDir::new().unwrap();
    let mut inventory = sample();
    let token = inventory.tokens[0].clone();
    inventory.tokens = SUMS
        .iter()
        .map(|sum| {
            let mut token = token.clone();
            token.identity.label = Some((*sum).to_owned());
            token.identity.model = Some(format!("x{sum}"));
            token.certificates[0].label = Some((*sum).to_owned());
            token.certificates[0].emails = vec!["a@b.vn".to_owned(), (*sum).to_owned()];
            token
        })
        .collect();
    let mut bytes = Vec::new();
    csv_file::write_inventory(&inventory, &TimeZone::UTC, true, &mut bytes).unwrap();
    fs::write(folder.path().join("sample.csv"), &bytes).unwrap();
    // The same without the protection, to prove that the test detects formulas.
    let control = SUMS.map(|sum| format!("An,\"{}\",Bình", sum.replace('"', "\"\""))).join("\n");
    fs::write(folder.path().join("control.csv"), control).unwrap();
    let bare = SUMS[1];
    fs::write(folder.path().join("bare.csv"), format!("An,{bare},Bình\n{bare}\n")).unwrap();
    for way in CARELESS {
        let shown = opened(folder.path(), &["sample.csv", "control.csv", "bare.csv"], way);
        assert!(shown[0].contains("VGCA"), "{way:?}: the cells are there");
        assert!(!shown[0].contains("33333"), "{way:?}: something was calculated:\n{}", shown[0]);
        if way.0 == "59" || way.0 == "44" {
            assert!(shown[1..].iter().any(|text| text.contains("33333")), "{way:?}: it is without our care: {shown:?}");
        }
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the file is the test's own, in a temporary folder")]
fn a_list_stays_one_cell_whether_commas_or_semicolons_separate() {
    let folder = TempDir::new().unwrap();
    let mut inventory = sample();
    let subject = inventory.tokens[0].certificates[0].subject.as_mut().unwrap();
    subject.organizational_units = vec!["Sở Một".to_owned(), "Phòng Hai".to_owned(), "Tổ Ba".to_owned()];
    let mut bytes = Vec::new();
    csv_file::write_inventory(&inventory, &TimeZone::UTC, true, &mut bytes).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains("Sở Một | Phòng Hai | Tổ Ba"), "one separator, neither a comma nor a semicolon");
    fs::write(folder.path().join("commas.csv"), &bytes).unwrap();
    // The same sheet as saved by Excel or LibreOffice if the list separator is a semicolon.
    let mut other =
        csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    for row in csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes())
        .records()
    {
        other.write_record(&row.unwrap()).unwrap();
    }
    fs::write(folder.path().join("semicolons.csv"), other.into_inner().unwrap()).unwrap();
    for language in ["1033", "1066"] {
        for (file, separator) in [("commas.csv", "44/59"), ("semicolons.csv", "59")] {
            let way = format!("--infilter=Text - txt - csv (StarCalc):{separator},34,76,1,,{language},false,true");
            let shown = libreoffice_cells(folder.path(), file, &[&way]);
            let rows: Vec<BTreeMap<String, String>> =
                csv::Reader::from_reader(shown.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap();
            let case = format!("{file} by {separator} in {language}");
            assert_eq!(rows.len(), 12, "{case}: every row");
            assert_eq!(rows[0]["organizational_units"], "Sở Một | Phòng Hai | Tổ Ba", "{case}: in its column");
            assert_eq!(rows[0]["token_serial"], "b7bb0da0c5d0a5a1", "{case}: and nothing has moved");
        }
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the file is the test's own, in a temporary folder")]
fn libreoffice_sees_the_filter_the_colours_and_the_title() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("sample.xlsx"), workbook(Language::Vietnamese)).unwrap();
    let flat = libreoffice(folder.path(), "sample.xlsx", "fods", &[]);
    for condition in ["hết hạn", "sắp hết hạn", "còn hạn", "ĐÃ KHÓA"] {
        let rule = format!("calcext:value=\"=&quot;{condition}&quot;\"");
        assert!(flat.contains(&rule), "a cell that says {condition} is coloured by a condition");
    }
    assert!(flat.contains("table:display-filter-buttons=\"true\""), "the header can be filtered");
    assert!(flat.contains("<dc:title>Bản kiểm kê thiết bị lưu khóa bí mật</dc:title>"), "the document has a title");
}

/// Every word of the contract for a kind, a state, a use or an algorithm in the sample.
fn codes(inventory: &Inventory) -> std::collections::BTreeSet<String> {
    let document = serde_json::to_value(inventory).unwrap();
    let mut found = std::collections::BTreeSet::new();
    let keys = [
        "code",
        "severity",
        "state",
        "validity",
        "pairing",
        "private_key",
        "status",
        "found_by",
        "class",
        "usage",
        "type",
        "curve",
        "signature_algorithm",
        "key_usage",
        "revocation",
    ];
    collect(&document, &keys, &mut found);
    found
}

fn collect(value: &serde_json::Value, keys: &[&str], found: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, keys, found)),
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                if keys.contains(&key.as_str()) {
                    let many = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                    found.extend(many.iter().filter_map(|one| one.as_str().map(str::to_owned)));
                }
                collect(value, keys, found);
            }
        }
        _ => {}
    }
}

#[test]
fn no_cell_of_a_workbook_is_a_code_and_no_cell_of_the_csv_is_a_word() {
    let mut inventory = sample();
    let key = inventory.tokens.iter_mut().flat_map(|token| &mut token.keys).next().expect("a key");
    key.usage = ["encrypt", "decrypt", "sign", "sign_recover", "verify", "wrap", "unwrap", "derive", "vendor_use"]
        .map(str::to_owned)
        .to_vec();
    let codes = codes(&inventory);
    for expected in ["certificate-expiring", "sign_recover", "locked", "sha256-with-rsa", "foreign", "rsa"] {
        assert!(codes.contains(expected), "the sample has {expected}: {codes:?}");
    }
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    let bytes = xlsx::inventory(&inventory, &Texts::new(Language::Vietnamese), &zone).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for name in book.sheet_names() {
        for row in book.worksheet_range(&name).unwrap().rows() {
            for cell in row {
                let text = cell.to_string();
                for part in text.split(" | ") {
                    // Values only the driver knows have no word, and some words are the same in both languages.
                    let own =
                        ["vendor_use", "secp256k1", "p11-kit"].contains(&part) || part.chars().all(char::is_uppercase);
                    assert!(own || !codes.contains(part), "{name}: `{part}` is a code");
                    seen.insert(part.to_owned());
                }
            }
        }
    }
    for word in
        ["chứng thư sắp hết hạn", "ký kèm nội dung", "RSA với SHA-256", "RSA", "vendor_use", "trình điều khiển gặp lỗi"]
    {
        assert!(seen.contains(word), "`{word}` is said: {seen:?}");
    }
    let row = &csv_rows(&inventory)[0];
    assert_eq!(row["signature_algorithm"], "sha256-with-rsa", "machines get the code");
    assert_eq!((row["key_type"].as_str(), row["problems"].as_str()), ("rsa", "certificate-expiring"), "of each field");
}
