//! The letters as LibreOffice shows them.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Instant;

use serde::Deserialize;
use tokenctl::domain::form::{
    Body, CertificateFacts, ColumnKey, Contact, Details, Dossier, FormCell, FormDefinition, FormEntry, FormField,
    FormKind, LetterField, Request, Rules, Service, Subscriber, build, clean,
};
use tokenctl::domain::roster::Carrier;
use tokenctl::render::docx::{columns, docx};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::dossiers::{NAMES, definition, fixture, fixtures, table};
use crate::office::{self, Page};

#[derive(Deserialize)]
struct Names {
    names: Vec<Name>,
}

#[derive(Deserialize)]
struct Name {
    why: String,
    name: String,
}

fn hostile() -> Vec<Name> {
    let text = std::fs::read_to_string(fixtures().join("names/hostile.json")).expect("the names are there");
    serde_json::from_str::<Names>(&text).expect("the names are readable").names
}

fn service(kind: FormKind) -> Service {
    match kind {
        FormKind::NewPerson | FormKind::NewOrganisation => Service::New,
        FormKind::RenewalChange => Service::Renew,
        FormKind::Revocation => Service::Revoke(None),
        FormKind::Recovery => Service::Recover,
    }
}

fn dossier(kind: FormKind, names: impl Iterator<Item = String>) -> Dossier {
    let entries: Vec<FormEntry> = (1_u64..)
        .zip(names)
        .map(|(number, name)| FormEntry {
            certificate: Some(CertificateFacts {
                common_name: Some(name.clone()),
                serial_number: Some(format!("7af2df52{number:08x}")),
                emails: vec![format!("canbo{number}@thanhpho.gov.vn")],
                organizations: vec!["ỦY BAN NHÂN DÂN PHƯỜNG".to_owned()],
                locality: Some("Hà Nội".to_owned()),
                ..CertificateFacts::default()
            }),
            device_serial: Some(format!("6{number:07}")),
            subscriber: Subscriber { name: Some(name), ..Subscriber::default() },
            service: service(kind),
        })
        .collect();
    let request = Request {
        kind,
        body: &Body::default(),
        officer: &Contact::default(),
        recipient: None,
        entries: &entries,
        rules: &Rules::default(),
    };
    build(&request, &definition(kind)).expect("the dossier can be made")
}

/// A letter of an agency with a complete config, with this many people of one office.
fn short(kind: FormKind, rows: usize, is_central: bool) -> Dossier {
    let text = |text: &str| Some(text.to_owned());
    let names = ["Lê Thị Thu Lan", "Dương Quốc Tùng", "Dương Thị Thu Vân", "Lê Thị Bích Yến", "Nguyễn Thị Hồng Nhung"];
    let entries: Vec<FormEntry> = names
        .iter()
        .cycle()
        .take(rows)
        .zip(1_u64..)
        .map(|(name, number)| {
            let email = format!("ttmhanh{number}_phoankiem@hanoi.gov.vn");
            FormEntry {
                certificate: (kind != FormKind::NewPerson && kind != FormKind::NewOrganisation).then(|| {
                    CertificateFacts {
                        common_name: text(name),
                        serial_number: Some(format!("7af2df52{number:08x}")),
                        emails: vec![email.clone()],
                        ..CertificateFacts::default()
                    }
                }),
                device_serial: Some(format!("9e2c3dbe{number:08x}")),
                subscriber: Subscriber {
                    is_organisation: kind == FormKind::NewOrganisation,
                    means: if is_central { Carrier::Central } else { Carrier::Token },
                    name: text(name),
                    birth_date: text("01/01/1985"),
                    identity_number: Some(format!("0010850000{number:02}")),
                    identity_date: text("10/05/2021"),
                    identity_place: text("Cục CS QLHC về TTXH"),
                    email: Some(email),
                    organisation: text("Ủy ban nhân dân phường Hoàn Kiếm"),
                    province: text("Hà Nội"),
                    position: text("Công chức"),
                    phone: text("0912345678"),
                    address: text("Số 126 phố Hàng Trống, phường Hoàn Kiếm"),
                    tax_code: text("0100112233"),
                    budget_code: text("1012345"),
                    ..Subscriber::default()
                },
                service: service(kind),
            }
        })
        .collect();
    let body = Body {
        name: text("ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM"),
        parent: text("Ủy ban nhân dân thành phố Hà Nội"),
        symbol: text("UBND-VP"),
        place: text("Hoàn Kiếm"),
        province: text("thành phố Hà Nội"),
        authority: text("TM. ỦY BAN NHÂN DÂN"),
        head_title: text("Chủ tịch"),
        head_name: text("Nguyễn Văn Bình"),
        ..Body::default()
    };
    let officer = Contact {
        name: text("Trần Thị Thu Oanh"),
        identity_number: text("001085012345"),
        identity_date: text("10/05/2021"),
        identity_place: text("Cục Cảnh sát QLHC về TTXH"),
        position: text("Chuyên viên Văn phòng"),
        mobile: text("0912345678"),
        email: text("ttoanh_phoankiem@hanoi.gov.vn"),
        address: text("Số 126 phố Hàng Trống, phường Hoàn Kiếm, thành phố Hà Nội"),
    };
    let request =
        Request { kind, body: &body, officer: &officer, recipient: None, entries: &entries, rules: &Rules::default() };
    let dossier = build(&request, &definition(kind)).expect("the dossier can be made");
    dossier.with_details(Details { is_central, ..Details::default() })
}

/// Whether LibreOffice shows Vietnamese in letters with the widths of Times New Roman.
fn has_times() -> bool {
    let mut font = std::process::Command::new("fc-match");
    font.env("FONTCONFIG_FILE", office::fonts()).args(["-f", "%{family}", "Times New Roman:charset=1ea1"]);
    let output = font.output();
    let family = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    ["Times New Roman", "Liberation Serif", "Tinos"].iter().any(|name| family.contains(name))
}

/// Short letters by name: how many rows fit, with Times and with the wider letters of a computer without it.
const SHORT: [(&str, FormKind, bool, [usize; 2]); 6] = [
    ("short-01", FormKind::NewPerson, false, [5, 1]),
    ("short-01-central", FormKind::NewPerson, true, [2, 1]),
    ("short-02", FormKind::NewOrganisation, false, [4, 2]),
    ("short-04", FormKind::RenewalChange, false, [6, 2]),
    ("short-05", FormKind::Revocation, false, [4, 1]),
    ("short-06", FormKind::Recovery, false, [6, 3]),
];

pub(crate) fn dossiers() -> BTreeMap<String, Dossier> {
    let mut dossiers = BTreeMap::new();
    for (name, kind, is_central, [times, wide]) in SHORT {
        let rows = if has_times() { times } else { wide };
        dossiers.insert(name.to_owned(), short(kind, rows, is_central));
    }
    for name in NAMES {
        dossiers.insert(name.to_owned(), fixture(name).dossier());
    }
    for kind in FormKind::ALL {
        let names = hostile().into_iter().map(|name| name.name);
        dossiers.insert(format!("hostile-names-{}", kind.number()), dossier(kind, names));
    }
    dossiers
}

/// Each letter by name: its source, and its pages.
type Letters = BTreeMap<String, (Dossier, FormDefinition, Vec<Page>)>;

/// One conversion serves all tests of this file.
fn letters() -> &'static Letters {
    static LETTERS: OnceLock<Letters> = OnceLock::new();
    LETTERS.get_or_init(|| {
        let dossiers = dossiers();
        let documents = dossiers
            .iter()
            .map(|(name, dossier)| (name.clone(), docx(dossier, &definition(dossier.kind)).expect("a letter")))
            .collect();
        let mut pages = office::pages(&documents);
        dossiers
            .into_iter()
            .map(|(name, dossier)| {
                let pages = pages.remove(&name).expect("each letter was converted");
                let form = definition(dossier.kind);
                (name, (dossier, form, pages))
            })
            .collect()
    })
}

/// What two spellings share, ignoring fonts and spaces.
fn bare(text: &str) -> String {
    text.nfkc()
        .filter(|character| !character.is_whitespace() && !matches!(character, '\u{200c}' | '\u{200d}'))
        .collect()
}

/// Where a cell ends in the text of its column, as Poppler may write it.
fn end_of(cell: &str, column: &str) -> Option<usize> {
    let stacked = |text: &str| {
        let mut before = false;
        text.chars().any(|character| {
            let mark = is_combining_mark(character);
            std::mem::replace(&mut before, mark) && mark
        })
    };
    if !stacked(cell) {
        // Poppler returns Hebrew and Arabic words in visual order.
        return [cell.to_owned(), as_on_paper(cell)]
            .iter()
            .find_map(|spelling| column.find(spelling.as_str()).map(|start| start + spelling.len()));
    }
    // It returns stacked marks repeatedly, in various places nearby.
    let near: String = column.chars().take(cell.chars().count() * 4).collect();
    cell.chars().all(|wanted| near.contains(wanted)).then_some(0)
}

/// Words written from right to left, reversed.
fn as_on_paper(text: &str) -> String {
    let from_the_right = |character: &char| matches!(character, '\u{590}'..='\u{8ff}');
    let characters: Vec<char> = text.chars().collect();
    let runs = characters.chunk_by(|one, other| from_the_right(one) == from_the_right(other));
    runs.flat_map(|run| {
        let turned = run.first().is_some_and(from_the_right);
        let run: Vec<char> = if turned { run.iter().rev().copied().collect() } else { run.to_vec() };
        run
    })
    .collect()
}

/// The left and right edge of each column, in points.
fn edges(dossier: &Dossier, form: &FormDefinition) -> Vec<(f64, f64)> {
    let points = |twips: usize| f64::from(u32::try_from(twips).expect("a page is not that wide")) / 20.0;
    columns(dossier, form).into_iter().map(|(left, width)| (points(left), points(left + width))).collect()
}

#[test]
fn every_cell_of_81_hostile_names_is_in_the_pdf() {
    let names = hostile();
    assert_eq!(names.len(), 81, "the list is the one that the forms are judged by");
    for (letter, (dossier, form, pages)) in letters() {
        let rows = table(dossier, form);
        for (number, (column, (left, right))) in form.columns.iter().zip(edges(dossier, form)).enumerate() {
            let shown: String = pages.iter().map(|page| bare(&page.column(left, right))).collect();
            let mut from = 0;
            for (row, cells) in rows.iter().enumerate() {
                let expected = bare(&cells[number]);
                let why = if letter.starts_with("hostile") { names[row].why.as_str() } else { "" };
                let rest = &shown[from..];
                let end = end_of(&expected, rest).unwrap_or_else(|| {
                    panic!("{letter}, row {}, {}: `{expected}` ({why}) is not in …{rest}", row + 1, column.title)
                });
                from += end;
            }
        }
    }
}

#[test]
fn names_are_shown_cleaned_and_nothing_else_is_lost() {
    let (dossier, form, _) = &letters()["hostile-names-04"];
    for (name, cells) in hostile().iter().zip(table(dossier, form)) {
        assert_eq!(cells[1], clean(&name.name).0, "{}: the cell is the cleaned name", name.why);
    }
}

#[test]
fn page_two_has_the_heading_rows_its_number_and_lies_across() {
    for (letter, (dossier, form, pages)) in letters().iter().filter(|(letter, _)| letter.starts_with("hostile")) {
        assert!(pages.len() >= 3, "{letter}: 81 rows are more than two pages");
        for (number, page) in (1..).zip(pages) {
            assert!(page.width > page.height, "{letter}: page {number} lies across");
            let top: String =
                page.words.iter().filter(|word| word.bottom < 57.0).map(|word| word.text.as_str()).collect();
            if number == 1 {
                assert_eq!(top, "", "{letter}: the first page has neither a number nor a line for the clerk to delete");
            } else {
                assert_eq!(top, number.to_string(), "{letter}: page {number} has its number in the upper margin");
            }
        }
        for (column, (left, right)) in form.columns.iter().zip(edges(dossier, form)) {
            let shown = bare(&pages[1].column(left, right));
            let title = bare(&column.title);
            assert!(shown.contains(&title), "{letter}: page 2 repeats `{}`, got {shown}", column.title);
        }
        if let Some(group) = form.columns.iter().find_map(|column| column.group.as_ref()) {
            let all: String = pages[1].words.iter().map(|word| word.text.as_str()).collect();
            assert!(bare(&all).contains(&bare(group)), "{letter}: page 2 repeats the upper heading `{group}`");
        }
    }
}

#[test]
fn no_page_is_empty_and_the_signature_stands_on_the_last() {
    for (letter, (dossier, form, pages)) in letters() {
        let last: String = pages.last().expect("a page").words.iter().map(|word| word.text.as_str()).collect();
        assert!(
            bare(&last).contains(&bare(form.words.get("copies")))
                && !bare(&last).contains(&bare(form.words.get("sign_here"))),
            "{letter}: signature on the last page: {last}"
        );
        for page in pages {
            assert!(page.words.len() > 5, "{letter}: a page without text");
        }
        let first: String = pages[0].words.iter().map(|word| word.text.as_str()).collect();
        for text in [
            form.words.get("national_name"),
            form.words.get("motto"),
            &form.about(dossier.details.is_central),
            &dossier.recipient,
        ] {
            assert!(bare(&first).contains(&bare(text)), "{letter}: the first page says `{text}`");
        }
    }
}

#[test]
fn a_letter_is_an_official_letter_in_the_order_of_its_form() {
    for (letter, (dossier, form, pages)) in letters() {
        let text = bare(&pages.iter().flat_map(|page| &page.words).map(|word| word.text.as_str()).collect::<String>());
        let central = dossier.details.is_central;
        let about = format!("{}{}", form.words.get("subject"), form.about(central));
        let list = form.list_heading.replace("{count}", &dossier.rows.len().to_string());
        let contact = if central { &form.contact_heading_central } else { &form.contact_heading };
        let parts = [about.as_str(), "Kính gửi", &format!("1. {contact}"), &format!("2. {list}")];
        let mut from = 0;
        for part in parts {
            let found = text[from..]
                .find(&bare(part))
                .unwrap_or_else(|| panic!("{letter}: `{part}` after {from} in {text:.2000}"));
            from += found;
        }
        assert!(!text.contains(&bare(&form.edition)), "{letter}: nothing for the clerk to delete");
        assert_eq!(text.matches("liênhệ:").count(), 0, "{letter}: the form's own heading, once");
    }
}

#[test]
fn a_draft_says_what_a_clerk_deletes_and_a_given_number_and_date_are_printed() {
    let dossier = fixture(NAMES[0]).dossier();
    let form = definition(dossier.kind);
    let date = jiff::civil::date(2026, 2, 5);
    let details = |is_draft| Details { number: Some("5".to_owned()), date: Some(date), is_draft, is_central: false };
    let letter = |is_draft| docx(&dossier.clone().with_details(details(is_draft)), &form).expect("a letter");
    let documents = BTreeMap::from([("draft".to_owned(), letter(true)), ("letter".to_owned(), letter(false))]);
    let pages = office::pages(&documents);
    let text = |name: &str| {
        bare(&pages[name].iter().flat_map(|page| &page.words).map(|word| word.text.as_str()).collect::<String>())
    };
    for name in ["draft", "letter"] {
        assert!(text(name).contains("ngày05tháng02năm2026"), "{name}: the date with its zeros");
        assert!(text(name).contains("Số:05/"), "{name}: the number before the symbol, below 10 with a zero");
    }
    assert!(text("draft").contains(&bare(&form.edition)), "a draft names the edition");
    assert!(!text("letter").contains(&bare(&form.edition)), "a letter does not");
    let left: Vec<FormField> = dossier.with_details(details(false)).to_fill.into_iter().map(|one| one.field).collect();
    assert!(!left.contains(&FormField::Letter(LetterField::Number)), "what is given is not asked for: {left:?}");
}

#[test]
fn short_lists_stay_on_one_page_with_the_signature() {
    let long: Vec<String> = SHORT
        .into_iter()
        .map(|(name, ..)| (name, &letters()[name]))
        .filter(|(_, (_, _, pages))| pages.len() != 1)
        .map(|(name, (dossier, _, pages))| format!("{name}: {} rows on {} pages", dossier.rows.len(), pages.len()))
        .collect();
    assert_eq!(long, Vec::<String>::new(), "they are short lists");
}

/// Five holders of certificates of an agency dissolved by a merger, with its full name and those above it.
fn five_changes() -> Dossier {
    let mut dossier = short(FormKind::RenewalChange, 5, false);
    let old = "Cơ quan, tổ chức công tác: ỦY BAN NHÂN DÂN PHƯỜNG HÀNG TRỐNG, ỦY BAN NHÂN DÂN QUẬN HOÀN KIẾM, THÀNH PHỐ \
               HÀ NỘI";
    for row in &mut dossier.rows {
        row.cells.insert(ColumnKey::OldInformation, FormCell::Filled(old.to_owned()));
        row.cells.insert(ColumnKey::NewInformation, FormCell::Filled("Ủy ban nhân dân phường Hoàn Kiếm".to_owned()));
    }
    dossier
}

/// Letters of an ordinary month, with the pages they need at the decree's sizes. Nine people on form 01 do not fit on
/// one: around the list 13 points per line remain, and eleven columns take two lines per person at a readable size.
const PAGES: [(&str, FormKind, usize, usize); 8] = [
    ("pages-01-09", FormKind::NewPerson, 9, 2),
    ("pages-01-18", FormKind::NewPerson, 18, 2),
    ("pages-01-60", FormKind::NewPerson, 60, 4),
    ("pages-02-09", FormKind::NewOrganisation, 9, 1),
    ("pages-04-09", FormKind::RenewalChange, 9, 1),
    ("pages-05-09", FormKind::Revocation, 9, 2),
    ("pages-06-09", FormKind::Recovery, 9, 1),
    ("pages-06-18", FormKind::Recovery, 18, 1),
];

#[test]
fn a_list_takes_no_more_pages_than_it_needs() {
    if !has_times() {
        return;
    }
    let mut dossiers: BTreeMap<String, Dossier> =
        PAGES.into_iter().map(|(name, kind, rows, _)| (name.to_owned(), short(kind, rows, false))).collect();
    dossiers.insert("pages-04-changes".to_owned(), five_changes());
    let documents = dossiers
        .iter()
        .map(|(name, one)| (name.clone(), docx(one, &definition(one.kind)).expect("a letter")))
        .collect();
    let pages = office::pages(&documents);
    let found: Vec<(&str, usize)> = PAGES.iter().map(|(name, ..)| (*name, pages[*name].len())).collect();
    let wanted: Vec<(&str, usize)> = PAGES.iter().map(|(name, _, _, pages)| (*name, *pages)).collect();
    assert_eq!(found, wanted, "the fewest pages");
    assert_eq!(pages["pages-04-changes"].len(), 1, "five long rows");
    let is_upright = |name: &str| pages[name].iter().all(|page| page.width < page.height);
    assert!(!is_upright("pages-06-09"), "across it is on one page in larger letters");
    assert!(is_upright("pages-06-18"), "form 06 has few columns: upright it is on one page");
    assert!(!is_upright("pages-01-09"), "form 01 has eleven");
    for (name, pages) in &pages {
        let top = |text: &str| pages[0].words.iter().find(|word| word.text == text).map(|word| word.top);
        assert_eq!(top("CỘNG"), top("NAM"), "{name}: the name of the state is on one line");
    }
}

#[test]
fn the_signature_is_never_on_a_page_without_the_closing_sentence() {
    for (letter, (dossier, form, pages)) in letters() {
        let last = pages.last().expect("a page");
        let text: String = last.words.iter().map(|word| word.text.as_str()).collect();
        assert!(bare(&text).contains("giảiquyết./."), "{letter}: they are together: {text}");
        // Word keeps the last row there as well.
        let xml = office::part(&docx(dossier, form).expect("a letter"), "word/document.xml");
        let list = xml.rsplit("<w:tbl>").nth(1).expect("the list is the last table but the signature");
        let rows = list.split("</w:tbl>").next().expect("its rows").split("<w:tr>").skip(1);
        let row = rows.filter(|row| !row.contains("<w:tblHeader") && !row.contains("<w:gridSpan")).last();
        let kept = row.expect("its last row").matches("<w:keepNext").count();
        assert_eq!(kept, form.columns.len(), "{letter}: every cell of the last row");
    }
}

/// Lists with row counts for which the page ends before, in and after the signature; a signature is four rows high.
const AROUND_THE_END: [usize; 6] = [18, 20, 26, 28, 30, 33];

#[test]
fn the_signature_is_never_on_a_page_without_a_row_of_the_list() {
    let mut dossiers = BTreeMap::new();
    for kind in [FormKind::NewPerson, FormKind::Revocation] {
        for rows in [9].into_iter().chain(AROUND_THE_END) {
            dossiers.insert(format!("end-{}-{rows:02}", kind.number()), short(kind, rows, false));
        }
    }
    let documents = dossiers
        .iter()
        .map(|(name, one)| (name.clone(), docx(one, &definition(one.kind)).expect("a letter")))
        .collect();
    let mut ends = std::collections::BTreeSet::new();
    for (letter, pages) in office::pages(&documents) {
        let rows = dossiers[&letter].rows.len();
        let words = |page: &Page| page.words.iter().map(|word| word.text.clone()).collect::<String>();
        let last = words(pages.last().expect("a page"));
        let shown = (1..=rows).filter(|row| last.contains(&format!("ttmhanh{row}_"))).count();
        assert!(shown > 0, "{letter}: the last row is on the page of the signature: {last}");
        assert!(bare(&last).contains("giảiquyết./.") && last.contains("Nguyễn"), "{letter}: all of it: {last}");
        let all: String = pages.iter().map(&words).collect();
        for row in 1..=rows {
            assert_eq!(all.matches(&format!("ttmhanh{row}_")).count(), 1, "{letter}: row {row} is there once");
        }
        ends.insert((pages.len(), shown.min(3)));
    }
    assert!(ends.iter().any(|(pages, shown)| *pages > 1 && *shown == 1), "the page ended right there: {ends:?}");
}

#[test]
fn an_address_is_never_broken() {
    for (letter, (dossier, _, pages)) in letters() {
        let cells = dossier.rows.iter().flat_map(|row| row.cells.values().map(tokenctl::domain::form::FormCell::text));
        let contact = dossier.contact.iter().map(|(_, value)| value.text());
        let words: Vec<&str> = pages.iter().flat_map(|page| &page.words).map(|word| word.text.as_str()).collect();
        let is_address = |word: &&str| word.contains('@') && word.ends_with(".gov.vn");
        for address in cells.chain(contact).flat_map(|text| text.split([' ', '\n'])).filter(is_address) {
            assert!(words.contains(&address), "{letter}: `{address}` is whole on one line");
        }
    }
}

#[test]
fn no_row_is_cut_in_two_and_only_the_list_repeats_its_heading() {
    let dossier = fixture(NAMES[0]).dossier();
    let form = definition(dossier.kind);
    let xml = office::part(&docx(&dossier, &form).expect("a letter"), "word/document.xml");
    assert_eq!(xml.matches("<w:tr>").count(), xml.matches("<w:cantSplit").count(), "every row stays whole");
    assert_eq!(xml.matches("<w:tblHeader").count(), if form.has_groups() { 2 } else { 1 }, "the list's heading rows");
}

#[test]
fn the_same_dossier_gives_the_same_bytes() {
    let dossier = fixture(NAMES[0]).dossier();
    let form = definition(dossier.kind);
    assert_eq!(docx(&dossier, &form), docx(&dossier, &form), "no clock and no counter shows in a letter");
}

#[test]
fn a_thousand_rows_take_their_share_of_time_and_fit_a_mail() {
    let letter = |rows: usize| {
        let dossier = dossier(FormKind::RenewalChange, (0..rows).map(|number| format!("Nguyễn Văn {number}")));
        let start = Instant::now();
        let bytes = docx(&dossier, &definition(FormKind::RenewalChange)).expect("a letter");
        (start.elapsed(), bytes.len())
    };
    // The minimum of three, because the machine has other work.
    let least = |rows: usize| (0..3).map(|_| letter(rows)).min().expect("three");
    let (hundred, thousand) = (least(100), least(1_000));
    assert!(thousand.0 < hundred.0 * 40, "ten times the rows: {thousand:?}, {hundred:?}");
    assert!(thousand.1 < 400 << 10, "{} octets, which every office can send", thousand.1);
}
