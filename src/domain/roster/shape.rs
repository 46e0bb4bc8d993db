//! What a row is: a person, the heading of a group, or another row that lists contain.
//!
//! Pitfall: a row that might be a person is never skipped silently; an unclear one is asked about.

use super::field::StaffField;
use super::group::{self, Group};
use super::header::HeaderRow;
use super::{StaffCell, value};
use crate::domain::fold;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// A person.
    Person,
    /// The heading of the rows below it.
    Group(Group),
    /// Titles repeated, column numbers, totals.
    Aside,
    /// Place and date, "NGƯỜI LẬP", a signatory's name: the rows below are no longer part of the list.
    Signature,
    /// A remark.
    Note,
    /// Values without a name.
    NameMissing,
    /// A name alone, where other rows have more.
    Question,
}

/// What preceded a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    /// Rows above have a sequence number.
    pub(super) numbered: bool,
    /// The signatures have begun.
    pub(super) signed: bool,
}

/// Determines what a row is.
pub(super) fn shape(header: &HeaderRow, cells: &[StaffCell], before: Before) -> Shape {
    if is_example(header, cells) {
        return Shape::Aside;
    }
    if is_plainly_a_person(header, cells) {
        return Shape::Person;
    }
    let row = ListRow::new(header, cells);
    // "Nam | Nữ" below "Năm sinh".
    if row.name.is_empty() && !row.texts.is_empty() && row.texts.iter().all(|text| is_sex(text)) {
        return Shape::Aside;
    }
    if row.name == header.name_title() && !row.name.is_empty() {
        return Shape::Aside;
    }
    if row.is_numbering() || (row.strong == 0 && row.first_text().is_some_and(is_total)) {
        return Shape::Aside;
    }
    if row.strong > 0 {
        return if row.name.is_empty() { Shape::NameMissing } else { Shape::Person };
    }
    if row.name.is_empty() { row.without_name(before) } else { row.with_name(before) }
}

struct ListRow {
    name: String,
    /// The sequence number.
    index: Option<String>,
    /// Every text, in column order.
    texts: Vec<String>,
    /// Texts in columns of known fields other than the name.
    weak: usize,
    /// Values that only a person or an agency has: an address, a number, a date.
    strong: usize,
}

impl ListRow {
    fn new(header: &HeaderRow, cells: &[StaffCell]) -> Self {
        let mut row = Self { name: String::new(), index: None, texts: Vec::new(), weak: 0, strong: 0 };
        for (column, cell) in cells.iter().enumerate() {
            let text = value::shown(cell);
            if text.is_empty() {
                continue;
            }
            if header.index() == Some(column) {
                row.index = Some(text.clone());
            }
            match header.field_at(column) {
                Some(StaffField::Name) => row.name.clone_from(&text),
                Some(field) if is_evidence(field, cell) => row.strong += 1,
                Some(_) => row.weak += 1,
                None => {}
            }
            row.texts.push(text);
        }
        row
    }

    /// `(1) (2) (3)` or `A B 1 2`, which some lists have below their titles.
    fn is_numbering(&self) -> bool {
        let short = |text: &String| {
            let bare = text.trim_matches(['(', ')', '[', ']']);
            bare.len() <= 2 && bare.chars().all(|letter| letter.is_ascii_digit() || letter.is_ascii_uppercase())
        };
        let digits = self.texts.iter().filter(|text| text.chars().any(|letter| letter.is_ascii_digit())).count();
        self.texts.len() >= 3 && digits >= 2 && self.texts.iter().all(short)
    }

    /// The first text other than the sequence number.
    fn first_text(&self) -> Option<&str> {
        let mut texts = self.texts.iter().filter(|text| !is_count(text));
        texts.next().map(String::as_str)
    }

    fn without_name(&self, before: Before) -> Shape {
        let texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        if before.signed || texts.iter().any(|text| is_signature(&fold::title(text))) {
            return Shape::Signature;
        }
        if self.weak == 0 {
            if let Some(group) = group::of_row(&texts) {
                return Shape::Group(group);
            }
            return Shape::Note;
        }
        // Short remarks below lists can be in any column; a single value may be what is left of a person.
        Shape::NameMissing
    }

    fn with_name(&self, before: Before) -> Shape {
        let folded = fold::title(&self.name);
        let counted = self.index.as_deref().is_some_and(is_count);
        let has_order = self.index.as_deref().is_some_and(|index| !is_count(index));
        if !counted && is_signature(&folded) {
            return Shape::Signature;
        }
        if !counted && is_remark(&self.name, &folded) {
            return Shape::Note;
        }
        let texts = match &self.index {
            Some(index) => vec![index.as_str(), self.name.as_str()],
            None => vec![self.name.as_str()],
        };
        if self.weak == 0
            && let Some(group) = group::of_row(&texts)
        {
            return Shape::Group(group);
        }
        if counted {
            return Shape::Person;
        }
        if before.signed {
            return Shape::Signature;
        }
        if self.weak > 0 && !has_order {
            return Shape::Person;
        }
        if !looks_like_a_name(&self.name) {
            return Shape::Note;
        }
        if before.numbered || has_order { Shape::Question } else { Shape::Person }
    }
}

fn is_sex(text: &str) -> bool {
    matches!(fold::title(text).as_str(), "nam" | "nu")
}

/// A plain sequence number.
fn is_count(text: &str) -> bool {
    let bare = text.trim_end_matches(['.', ')']);
    !bare.is_empty() && bare.len() <= 6 && bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// The example row of a template.
fn is_example(header: &HeaderRow, cells: &[StaffCell]) -> bool {
    let index = header.index().and_then(|column| cells.get(column));
    matches!(index, Some(StaffCell::Text(text)) if text.starts_with(['V', 'v', 'E', 'e'])
        && matches!(fold::title(text).as_str(), "vi du" | "vd" | "example"))
}

/// Nearly every row: a name with an address or number. Recognised without copying.
fn is_plainly_a_person(header: &HeaderRow, cells: &[StaffCell]) -> bool {
    let name = header.column_of(StaffField::Name).and_then(|column| cells.get(column));
    let is_name =
        matches!(name, Some(StaffCell::Text(name)) if name.trim() != header.name_title() && !name.trim().is_empty());
    is_name
        && cells.iter().enumerate().any(|(column, cell)| match (header.field_at(column), cell) {
            (Some(StaffField::Email), StaffCell::Text(text)) => text.contains('@'),
            (Some(StaffField::IdentityNumber | StaffField::Phone), StaffCell::Text(text)) => is_long_number(text),
            _ => false,
        })
}

fn is_long_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 8 && text.chars().filter(|letter| letter.is_alphabetic()).count() <= 1
}

/// Whether a cell holds what its title says, and nothing that a total or a remark could hold.
fn is_evidence(field: StaffField, cell: &StaffCell) -> bool {
    let text = value::shown(cell);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match field {
        StaffField::Email => text.contains('@'),
        StaffField::IdentityNumber | StaffField::Phone => is_long_number(&text),
        StaffField::BirthDate | StaffField::IdentityDate | StaffField::ValidUntil => {
            value::day(cell).is_ok_and(|day| day.is_some_and(|day| day.year() >= 1920))
        }
        StaffField::DeviceSerial | StaffField::CertificateSerial => {
            digits >= 2 && text.len() >= 6 && !text.contains(' ')
        }
        StaffField::TaxCode | StaffField::BudgetCode => digits >= 7 && is_long_number(&format!("0{text}")),
        StaffField::Carrier => value::carrier(cell).is_ok(),
        StaffField::Kind => value::kind(cell).is_ok(),
        _ => false,
    }
}

/// "Tổng cộng: 60 người", "Cộng", "Tổng số". With diacritics, since names begin with "Tống Công".
fn is_total(text: &str) -> bool {
    let text = fold::words(text);
    let starts = |word: &str| fold::begins_with(&text, word);
    let counted = || {
        text.split(' ').skip(1).all(|word| {
            word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'i' | b'v' | b'x'))
                || (word.len() == 1 && word != "y")
                || matches!(
                    word,
                    "số" | "cộng"
                        | "người"
                        | "cán"
                        | "bộ"
                        | "thiết"
                        | "bị"
                        | "lượng"
                        | "là"
                        | "mục"
                        | "phần"
                        | "nhóm"
                        | "toàn"
                        | "so"
                        | "cong"
                        | "nguoi"
                )
        })
    };
    [
        "tổng cộng",
        "tổng số",
        "tiểu cộng",
        "danh sách có",
        "danh sách gồm",
        "danh sách này có",
        "ấn định danh sách",
        "total",
        "cộng mục",
        "cộng phần",
    ]
    .into_iter()
    .any(starts)
        || (["cộng", "tổng", "cong", "tong"].into_iter().any(starts) && counted())
}

/// "Hà Nội, ngày 02 tháng 11 năm 2026", "NGƯỜI LẬP BIỂU", "TM. ỦY BAN NHÂN DÂN".
fn is_signature(folded: &str) -> bool {
    let dated = folded.split_once("ngay ").is_some_and(|(_, rest)| {
        rest.starts_with(|letter: char| letter.is_ascii_digit())
            || rest.starts_with("thang ")
            || rest.contains(" thang ")
    });
    let starts = [
        "nguoi lap",
        "nguoi tong hop",
        "nguoi ky",
        "nguoi kiem tra",
        "nguoi duyet",
        "thu truong",
        "tm ",
        "kt ",
        "tl ",
        "tuq ",
        "q chu tich",
        "ky ten",
        "ky va ghi",
        "ky ghi ro",
        "xac nhan",
        "can bo lap",
        "can bo dau moi",
        "ke toan truong",
        "lanh dao don vi",
        "dai dien",
    ];
    dated
        || starts.iter().any(|start| folded.starts_with(start))
        || matches!(folded, "chu tich" | "pho chu tich" | "giam doc" | "hieu truong")
}

/// "Ghi chú: …", "* Những người …".
fn is_remark(text: &str, folded: &str) -> bool {
    text.starts_with(['*', '(', '-', '+'])
        || ["ghi chu", "luu y", "chu thich", "note"].iter().any(|start| folded.starts_with(start))
}

/// Two to six words made of letters.
pub(super) fn looks_like_a_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let of_letters =
        |word: &&str| word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '\'' | '’' | '-' | '.'));
    (1..=6).contains(&words.len()) && words.iter().all(of_letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_and_signatures_are_told_from_names() {
        for text in [
            "Tổng cộng: 60 người",
            "CỘNG",
            "Tổng số 12 cán bộ",
            "Cộng: 36 người",
            "Total 5",
            "Cộng I",
            "Cộng (II)",
            "Tổng I + II",
            "Cộng mục A",
            "Tiểu cộng",
        ] {
            assert!(is_total(text), "`{text}` is a total");
        }
        for text in
            ["Hà Nội, ngày 02 tháng 11 năm 2026", "Hoàn Kiếm, ngày 02/11/2026", "NGƯỜI LẬP BIỂU", "TM. ỦY BAN NHÂN DÂN"]
        {
            assert!(is_signature(&fold::title(text)), "`{text}` belongs to a signature");
        }
        for name in ["Tống Công Minh", "Cống Thị Tổng", "Ngày Văn An", "Tổng Thị Lan", "Ký Văn Tên"] {
            let folded = fold::title(name);
            assert!(!is_total(name) && !is_signature(&folded), "`{name}` is a name");
            assert!(looks_like_a_name(name), "`{name}` looks like one");
        }
    }
}
