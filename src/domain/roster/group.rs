//! Rows that are headings of those below them: "I | Ủy ban nhân dân phường …", "1.2 Phòng …".
//!
//! Agencies and units are recognised by their first words, other headings below an agency by their level. Pitfall: a
//! heading not recognised as an agency never becomes one, since the agency is compared with certificates and printed in
//! letters.

use super::value;
use crate::domain::fold;

/// A heading row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Its level, outermost first; `None` if it has no number.
    order: Option<Order>,
    /// Its text without the number.
    pub(super) text: String,
    kind: Kind,
}

impl Group {
    /// Whether its number is as plain as a person's.
    pub(super) fn is_numbered_like_a_person(&self) -> bool {
        self.order == Some(Order::Number(1))
    }
}

/// The kinds of numbers, from the outermost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// `A`, by its place in the alphabet.
    Letter(u8),
    Roman,
    /// `1`, `1.2`: the number of parts.
    Number(u8),
    /// `a)`.
    Small,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Body,
    Department,
    /// "Khối trường học": neither an agency nor a unit.
    Heading,
    /// Determined by the heading above it.
    Unknown,
}

/// The headings that apply to the next row.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    open: Vec<(u8, Kind, String)>,
    last_letter: Option<u8>,
}

impl Groups {
    /// Begins a group.
    pub(super) fn begin(&mut self, group: Group) {
        let level = match group.order {
            // C, D, I, L, M, V and X are letters if they continue a sequence of letters, else Roman numerals.
            Some(Order::Letter(letter)) if self.continues(letter) => {
                self.last_letter = Some(letter);
                1
            }
            Some(Order::Letter(_) | Order::Roman) => 2,
            Some(Order::Number(depth)) => depth.saturating_add(2),
            Some(Order::Small) => 20,
            None if group.kind == Kind::Department => 19,
            None => 1,
        };
        while self.open.last().is_some_and(|(open, _, _)| *open >= level) {
            self.open.pop();
        }
        let below_a_body = self.open.iter().any(|(_, kind, _)| *kind == Kind::Body);
        let kind = match group.kind {
            Kind::Unknown if below_a_body => Kind::Department,
            Kind::Unknown => Kind::Heading,
            kind => kind,
        };
        self.open.push((level, kind, group.text));
    }

    fn continues(&self, letter: u8) -> bool {
        !matches!(letter, b'C' | b'D' | b'I' | b'L' | b'M' | b'V' | b'X')
            || self.last_letter.is_some_and(|last| last.saturating_add(1) == letter)
    }

    /// The agency of the following rows.
    pub(super) fn body(&self) -> Option<&str> {
        self.of(Kind::Body)
    }

    /// The unit of the following rows, if it is below the agency.
    pub(super) fn department(&self) -> Option<&str> {
        let body = self.open.iter().rposition(|(_, kind, _)| *kind == Kind::Body);
        let department = self.open.iter().rposition(|(_, kind, _)| *kind == Kind::Department)?;
        if body.is_some_and(|body| body > department) {
            return None;
        }
        self.open.get(department).map(|(_, _, text)| text.as_str())
    }

    fn of(&self, wanted: Kind) -> Option<&str> {
        self.open.iter().rev().find(|(_, kind, _)| *kind == wanted).map(|(_, _, text)| text.as_str())
    }
}

/// The group that a heading row begins, from its only texts: a number and a heading, or both in one cell.
pub(super) fn of_row(texts: &[&str]) -> Option<Group> {
    let (number, text) = match texts {
        [text] => split(text),
        [number, text] => (order(number.trim_end_matches(['.', ')', '-', '/'])), (*text).to_owned()),
        _ => return None,
    };
    let (text, number) = match (number, texts) {
        // "1 | 1.2 Phòng …" does not occur, "I | I. Ủy ban …" does.
        (Some(number), [_, text]) => (split(text).1, Some(number)),
        (number, _) => (text, number),
    };
    let text = without_count(&value::cleaned(&text)?).to_owned();
    let kind = kind_of(&text);
    let is_plain_number = matches!(number, Some(Order::Number(1)));
    // A plain number may also be a person's, and a text without a number may be anything.
    let known = kind != Kind::Unknown;
    (known || (number.is_some() && !is_plain_number)).then_some(Group { order: number, text, kind })
}

/// "Phòng Kinh tế (12 người)", "Phòng Kinh tế: 12 người" without the count.
fn without_count(text: &str) -> &str {
    let is_count = |tail: &str| {
        let bare = tail.trim_matches(['(', ')', ':', ' ', '.']);
        let mut words = bare.split_whitespace();
        let is_number = words.next().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        is_number
            && words.all(|word| matches!(fold::title(word).as_str(), "nguoi" | "can" | "bo" | "cb" | "dong" | "chi"))
    };
    let end = [" (", ":"].into_iter().filter_map(|mark| text.rfind(mark)).max();
    match end.and_then(|end| text.get(..end).zip(text.get(end..))) {
        Some((head, tail)) if is_count(tail) && !head.trim().is_empty() => head.trim_end_matches([' ', '-', ':']),
        _ => text,
    }
}

/// A number before a text in the same cell: "I. Ủy ban …", "1.2 Phòng …", "a) Tổ …".
fn split(text: &str) -> (Option<Order>, String) {
    let bare = text.trim_start();
    let Some((first, rest)) = bare.split_once([' ', '\u{a0}']) else { return (None, bare.to_owned()) };
    let number = first.trim_end_matches(['.', ')', '-', '/', ':']);
    let marked = number.len() < first.len() || number.contains('.');
    match order(number) {
        Some(found) if marked || matches!(found, Order::Number(_) | Order::Roman) => {
            (Some(found), rest.trim_start_matches(['-', '–', '.', ' ']).to_owned())
        }
        _ => (None, bare.to_owned()),
    }
}

fn order(number: &str) -> Option<Order> {
    let bytes = number.as_bytes();
    match bytes {
        [] => None,
        [letter @ b'A'..=b'Z'] => Some(Order::Letter(*letter)),
        [b'a'..=b'z'] => Some(Order::Small),
        _ if bytes.iter().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C')) => Some(Order::Roman),
        _ if number
            .split('.')
            .all(|part| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit())) =>
        {
            u8::try_from(number.split('.').count()).ok().map(Order::Number)
        }
        // I.1, II.2: below a Roman numeral.
        _ => {
            let (roman, rest) = number.split_once('.')?;
            let is_roman =
                !roman.is_empty() && roman.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C'));
            (is_roman && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')).then_some(Order::Number(1 + 1))
        }
    }
}

/// First words of agencies. With diacritics, since "Tô", "Trương" and "Đoàn" are family names.
const BODIES: [&str; 63] = [
    "ủy ban",
    "uỷ ban",
    "uy ban",
    "ubnd",
    "hội đồng nhân dân",
    "hđnd",
    "đảng ủy",
    "đảng uỷ",
    "huyện ủy",
    "quận ủy",
    "thành ủy",
    "tỉnh ủy",
    "mặt trận",
    "ubmttq",
    "mttq",
    "trường",
    "truong tieu hoc",
    "truong thcs",
    "truong mam non",
    "truong thpt",
    "th",
    "thcs",
    "thpt",
    "mn",
    "mầm non",
    "tiểu học",
    "trạm",
    "tram y te",
    "tyt",
    "ttyt",
    "bệnh viện",
    "bv",
    "sở",
    "cục",
    "chi cục",
    "trung tâm",
    "trung tam",
    "tt",
    "công an",
    "ban chỉ huy quân sự",
    "ban quản lý",
    "bql",
    "viện",
    "học viện",
    "đại học",
    "kho bạc",
    "tòa án",
    "toà án",
    "thanh tra",
    "bộ",
    "tổng cục",
    "công ty",
    "liên đoàn",
    "hội nông dân",
    "hội liên hiệp",
    "hội cựu chiến binh",
    "hội chữ thập đỏ",
    "đoàn tncs",
    "đoàn thanh niên cộng sản",
    "quỹ",
    "nhà văn hóa",
    "thư viện",
    "bảo tàng",
];
/// First words of units.
const DEPARTMENTS: [&str; 17] = [
    "phòng",
    "phong kinh te",
    "phong van hoa",
    "văn phòng",
    "van phong",
    "bộ phận",
    "bo phan",
    "tổ",
    "đội",
    "khoa",
    "ban",
    "nhóm",
    "vp",
    "lãnh đạo",
    "thường trực",
    "phân hiệu",
    "cơ sở",
];
/// First words of headings that name neither.
const HEADINGS: [&str; 17] = [
    "khối",
    "các",
    "danh sách",
    "cán bộ",
    "công chức",
    "viên chức",
    "người lao động",
    "hợp đồng",
    "nhân viên",
    "giáo viên",
    "phần",
    "mục",
    "trường hợp",
    "đơn vị",
    "cơ quan",
    "danh sach",
    "khoi",
];

fn kind_of(text: &str) -> Kind {
    let text = fold::words(text);
    let starts = |words: &[&str]| words.iter().any(|word| fold::begins_with(&text, word));
    if starts(&HEADINGS) {
        Kind::Heading
    } else if starts(&BODIES) {
        Kind::Body
    } else if starts(&DEPARTMENTS) {
        Kind::Department
    } else {
        Kind::Unknown
    }
}

/// The first words of names of agencies and units, in lower case.
pub fn first_words_of_bodies() -> impl Iterator<Item = &'static str> {
    BODIES.into_iter().chain(DEPARTMENTS)
}

/// Whether folded words begin like names of agencies and units.
pub fn begins_like_a_body(words: &str) -> bool {
    BODIES.iter().chain(&DEPARTMENTS).any(|word| fold::begins_with(words, word))
}

/// Whether a text names a unit by its first word.
pub(super) fn is_department(text: &str) -> bool {
    kind_of(text) == Kind::Department
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(rows: &[&[&str]]) -> Vec<(Option<String>, Option<String>)> {
        let mut groups = Groups::default();
        let mut found = Vec::new();
        for row in rows {
            if let Some(group) = of_row(row) {
                groups.begin(group);
            }
            found.push((groups.body().map(str::to_owned), groups.department().map(str::to_owned)));
        }
        found
    }

    fn pair(body: &str, department: &str) -> (Option<String>, Option<String>) {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        (some(body), some(department))
    }

    #[test]
    fn departments_stand_below_the_body_above_them() {
        let found = units(&[
            &["I", "Ủy ban nhân dân phường Hoàn Kiếm"],
            &["1.1 Văn phòng"],
            &["1.2 Phòng Kinh tế"],
            &["II", "Trường Mầm non 20-10"],
            &["III. Khối trường học"],
            &["1", "Trường Tiểu học Trưng Vương"],
            &["1.1", "Tổ Toán"],
        ]);
        let ward = "Ủy ban nhân dân phường Hoàn Kiếm";
        let expected = [
            pair(ward, ""),
            pair(ward, "Văn phòng"),
            pair(ward, "Phòng Kinh tế"),
            pair("Trường Mầm non 20-10", ""),
            pair("", ""),
            pair("Trường Tiểu học Trưng Vương", ""),
            pair("Trường Tiểu học Trưng Vương", "Tổ Toán"),
        ];
        assert_eq!(found, expected, "body and department of the rows below each heading");
    }

    #[test]
    fn letters_and_roman_numbers_are_told_apart() {
        let found =
            units(&[&["A", "UBND phường 1"], &["I", "Phòng Văn hóa"], &["B", "UBND phường 2"], &["C", "Trạm Y tế"]]);
        let expected = [
            pair("UBND phường 1", ""),
            pair("UBND phường 1", "Phòng Văn hóa"),
            pair("UBND phường 2", ""),
            pair("Trạm Y tế", ""),
        ];
        assert_eq!(found, expected, "C after B is a letter, I after A a Roman number");
    }

    #[test]
    fn how_many_stand_below_a_heading_is_no_part_of_its_name() {
        for text in ["Phòng Kinh tế (12 người)", "Phòng Kinh tế: 12 người", "Phòng Kinh tế (12)", "Phòng Kinh tế"]
        {
            assert_eq!(without_count(text), "Phòng Kinh tế", "{text}");
        }
        assert_eq!(without_count("Tổ dân phố (khu 1)"), "Tổ dân phố (khu 1)");
    }

    #[test]
    fn a_person_heads_no_group() {
        for row in [
            &["1", "Nguyễn Văn Bình"][..],
            &["Nguyễn Văn Bình"],
            &["12", "Tổng Thị Lan"],
            &["Mai Anh"],
            &["5", "Tô Văn An"],
            &["6", "Trương Thị Sở"],
        ] {
            assert_eq!(of_row(row), None, "{row:?} is a person");
        }
    }
}
