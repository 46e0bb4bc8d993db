//! Whether a certificate is a person's or an organisation's, judged by its own names.
//!
//! May import `domain` only. Pitfall: "Ban" begins names of agencies and is a person's name, and both are written in
//! capitals; unclear cases are asked about, because a guess would lead to the wrong form.

mod words;

use std::sync::LazyLock;

use self::words::{
    AFTER_THI, AFTER_VAN, AFTER_Y, FAMILY_LAST, FIRST_OF_PEOPLE, FIRST_WORDS, LAST_OR_GIVEN, LAST_WORDS, OF_AGENCIES,
    PLACES,
};
use crate::domain::certificate::Subject;
use crate::domain::fold;
use crate::domain::names::{Names, is_family};
use crate::domain::roster::{HolderKind, begins_like_a_body, first_words_of_bodies};

/// What a certificate's names show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Whose it is.
    Kind(HolderKind),
    /// It may be either's.
    Unsure,
}

impl Told {
    /// For counting and showing; a form is only made from [`Told::Kind`].
    pub fn likely(self) -> HolderKind {
        match self {
            Self::Kind(kind) => kind,
            Self::Unsure => HolderKind::Organisation,
        }
    }
}

/// Person or organisation, from the names and identifiers of a certificate alone.
pub fn kind_of(subject: &Subject) -> Told {
    told(subject, &Names::default(), |_| false)
}

/// The same with a staff list, which has names of agencies.
///
/// An organisation has a tax or budget code and no identity number, or its own name as O, or is one of the staff list's
/// agencies, or has an agency's word in a name in capitals. A person has an identity number, or a name that begins with
/// a family name and has no word of an agency. Everything else is unsure.
pub fn told(subject: &Subject, names: &Names, is_listed: impl Fn(&str) -> bool) -> Told {
    let has = |kinds: &[&str]| {
        let kind_is = |kind: &str| kinds.iter().any(|wanted| wanted.eq_ignore_ascii_case(kind));
        subject.identifiers.iter().any(|identifier| identifier.kind.as_deref().is_some_and(kind_is))
    };
    let is_person = has(&["CCCD", "CMND", "HC", "PID", "BHXH"]);
    let is_body = has(&["MST", "MNS"]) && !is_person;
    let look = subject.common_name.as_deref().map(|name| (name, look(name)));
    if is_body || look.is_some_and(|(name, look)| is_own_organisation(subject, name, names, look)) {
        Told::Kind(HolderKind::Organisation)
    } else if is_person {
        Told::Kind(HolderKind::Person)
    } else {
        match look {
            Some((_, Look::Person { is_marked: true })) => Told::Kind(HolderKind::Person),
            Some((name, look)) if look == Look::Body || is_listed(name) => Told::Kind(HolderKind::Organisation),
            Some((_, Look::Person { .. })) => Told::Kind(HolderKind::Person),
            _ => Told::Unsure,
        }
    }
}

/// Whether the holder's name is that of its organisation. A person's name is not an organisation's, unless identical.
fn is_own_organisation(subject: &Subject, name: &str, names: &Names, look: Look) -> bool {
    if subject.organizations.iter().any(|organisation| organisation == name) {
        return true;
    }
    if matches!(look, Look::Person { .. }) || subject.organizations.is_empty() {
        return false;
    }
    let name = names.body(name);
    subject.organizations.iter().any(|organisation| names.body(organisation).is(&name))
}

/// What a name looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// An agency's name in capitals.
    Body,
    /// Neither for certain.
    Either,
    /// A person's name.
    Person {
        /// With the middle word `Văn` or `Thị`, which says so; the name of a place may be the same as any other.
        is_marked: bool,
    },
}

fn look(name: &str) -> Look {
    let words = fold::words(name);
    let (count, first) = (words.split(' ').count(), words.split(' ').next());
    let in_capitals = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    let (is_body, is_bare_body) = (begins_like_a_body(&words), begins_like_a_bare_body(&words));
    let is_marked = has_middle_word(&words, first.is_some_and(is_family) && !is_body && !is_bare_body);
    if is_body {
        // Ban, Khoa, Phòng and Trường are family names, too.
        return if in_capitals && !(is_marked && count <= 4) { Look::Body } else { Look::Either };
    }
    if begins_like_an_institution(&words) || (is_bare_body && !is_marked) {
        return Look::Either;
    }
    let may_be_given = ends_with(&words, LAST_OR_GIVEN);
    let is_human = is_human(name);
    if in_capitals && (may_be_given || ends_with(&words, LAST_WORDS)) {
        // A name of a few words may be a person's whose family name is rare.
        let is_body = !(is_human || may_be_given && count <= 4);
        return if is_body { Look::Body } else { Look::Either };
    }
    let of_an_agency = count >= 4 && !is_marked && OF_AGENCIES.iter().any(|one| contains(&words, one));
    if is_human && !of_an_agency {
        Look::Person { is_marked }
    } else if is_marked && !in_capitals && !may_be_given && count <= 5 && is_written_like_a_name(name) {
        // The family name is not known, the middle word is.
        Look::Person { is_marked }
    } else {
        Look::Either
    }
}

/// Whether the second word is `Văn` or `Thị`. After a first word that is not a family name it may begin `văn hóa` instead.
fn has_middle_word(words: &str, has_family: bool) -> bool {
    let mut words = words.split(' ').skip(1);
    let (Some(second), Some(third)) = (words.next(), words.next()) else { return false };
    let compounds = match second {
        "văn" | "van" => AFTER_VAN,
        "thị" | "thi" => AFTER_THI,
        _ => return false,
    };
    has_family || !compounds.iter().any(|one| is_spelt(third, one))
}

/// Whether a word is the other one, written with its diacritics or without any.
fn is_spelt(word: &str, other: &str) -> bool {
    word == other || (word.is_ascii() && word == fold::title(other))
}

/// The words at the beginning of agencies' names, as written without diacritics.
static BARE_FIRST_WORDS: LazyLock<Vec<String>> =
    LazyLock::new(|| first_words_of_bodies().chain(FIRST_WORDS.iter().copied()).map(fold::title).collect());

fn begins_like_a_bare_body(words: &str) -> bool {
    words.is_ascii() && BARE_FIRST_WORDS.iter().any(|first| fold::begins_with(words, first))
}

fn begins_like_an_institution(words: &str) -> bool {
    FIRST_WORDS.iter().any(|first| fold::begins_with(words, first)) || PLACES.iter().any(|one| is_spelt(words, one))
}

fn ends_with(words: &str, last: &[&str]) -> bool {
    last.iter().any(|last| words.strip_suffix(last).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
}

fn contains(words: &str, piece: &str) -> bool {
    let is_edge = |rest: &str, edge: fn(&str) -> bool| rest.is_empty() || edge(rest);
    words.match_indices(piece).any(|(at, _)| {
        is_edge(words.get(..at).unwrap_or_default(), |before| before.ends_with(' '))
            && is_edge(words.get(at + piece.len()..).unwrap_or_default(), |behind| behind.starts_with(' '))
    })
}

/// Whether a name is written like a person's, has at most six words, and begins with a family name or, as in other
/// languages, ends with one.
fn is_human(name: &str) -> bool {
    // `Nguyễn Văn A (Phó Chủ tịch)`, and `Nguyễn Văn A 2` beside one of the same name.
    let name = name.split('(').next().unwrap_or(name).trim();
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end();
    let words = fold::words(name);
    let (first, last) = (words.split(' ').next(), words.rsplit(' ').next());
    let count = words.split(' ').count();
    let ends_in_a_family =
        || count <= 4 && last.is_some_and(|last| FAMILY_LAST.iter().any(|family| is_spelt(last, family)));
    (2..=6).contains(&count)
        && is_written_like_a_name(name)
        && (first.is_some_and(is_family) || begins_like_a_person(name, &words) || ends_in_a_family())
}

/// Names without a family name, or with one of two words: H'Hen Niê, Y Bya Êban, K'Brẻo, A Lăng Bhuôi.
fn begins_like_a_person(name: &str, words: &str) -> bool {
    let has_mark = || {
        let rest = name.strip_prefix(['H', 'h', 'K', 'k']);
        rest.is_some_and(|rest| rest.trim_start().starts_with(['\'', '\u{2019}', '\u{2bc}', '`']))
    };
    let is_word = || words.split(' ').nth(1).is_some_and(|second| AFTER_Y.iter().any(|one| is_spelt(second, one)));
    has_mark() || (FIRST_OF_PEOPLE.iter().any(|first| fold::begins_with(words, first)) && !is_word())
}

/// In capitals, in small letters, or each word with a capital; without a digit.
fn is_written_like_a_name(name: &str) -> bool {
    if name.chars().any(char::is_numeric) {
        return false;
    }
    let begins_small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let is_middle = |word: &str| matches!(fold::title(word).as_str(), "van" | "thi");
    !name.chars().any(char::is_uppercase) || name.split_whitespace().all(|word| !begins_small(word) || is_middle(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::Identifier;

    fn of(name: &str) -> Told {
        told(&subject(name), &Names::default(), |listed| listed == "Đài Truyền Thanh A" || listed == "Nguyễn Văn A")
    }

    fn subject(name: &str) -> Subject {
        Subject {
            common_name: Some(name.to_owned()), organizations: vec!["HÀ NỘI".to_owned()], ..Subject::default()
        }
    }

    #[test]
    fn a_body_is_known_by_its_word_in_capitals_or_by_the_staff_list_without_any_number() {
        let body = Told::Kind(HolderKind::Organisation);
        for name in
            ["ỦY BAN NHÂN DÂN PHƯỜNG A", "UBND XÃ B", "PHÒNG TÀI CHÍNH", "TÀI CHÍNH OFFICE", "Đài Truyền Thanh A"]
        {
            assert_eq!(of(name), body, "{name}");
        }
        let person = Told::Kind(HolderKind::Person);
        for name in ["Nguyễn Văn A", "NGUYỄN VĂN A", "Khóa Văn C", "Mai Trường"] {
            assert_eq!(of(name), person, "{name}");
        }
        for name in ["Phòng Tài chính", "NGUYỄN VĂN BAN", "HỢP TÁC XÃ A", "Uỷ ban nhân dân xã C"] {
            assert_eq!(of(name), Told::Unsure, "{name}");
        }
        let number = Identifier { kind: Some("CCCD".to_owned()), value: "1".to_owned() };
        let known = Subject { identifiers: vec![number], ..subject("NGUYỄN VĂN BAN") };
        assert_eq!(kind_of(&known), person, "an identity number is a person's");
    }

    #[test]
    fn no_name_in_capitals_that_may_be_a_persons_is_an_organisations_by_guess() {
        use unicode_normalization::UnicodeNormalization;
        for name in [
            "LƯU VĂN TRƯỜNG",
            "QUÁCH VĂN TRƯỜNG",
            "PHÙNG XUÂN TRƯỜNG",
            "VƯƠNG ĐÌNH VIỆN",
            "TRIỆU VĂN BAN",
            "KIỀU TRƯỜNG",
            "TĂNG VĂN SỞ",
            "BÀN VĂN BAN",
            "PHÙNG TRUNG TÂM",
            "BAN THỊ HOA",
            "PHÒNG THỊ LAN",
            "TRƯỜNG VĂN HÙNG",
            "KHOA VĂN MINH",
            // A family name of no list.
            "XYA ĐÌNH VIỆN",
            "XYA TRƯỜNG",
        ] {
            assert_eq!(of(name), Told::Unsure, "{name}");
            assert_eq!(of(&name.nfd().collect::<String>()), Told::Unsure, "{name}, decomposed");
        }
    }

    #[test]
    fn clear_bodies_stay_bodies() {
        for name in [
            "SỞ Y TẾ",
            "PHÒNG TÀI CHÍNH",
            "TRƯỜNG MẦM NON HOA SEN",
            "VĂN PHÒNG HĐND",
            "PHÒNG VĂN HÓA",
            "PHÒNG VĂN HÓA VÀ THÔNG TIN",
            "TRƯỜNG VĂN HÓA",
            "SỞ VĂN HÓA",
            "PHÒNG THỊ TRƯỜNG",
            "BỆNH VIỆN BẠCH MAI",
            "TRUNG TÂM Y TẾ",
            "TRUNG TÂM",
            "KHOA DƯỢC",
            "BAN TỔ CHỨC",
            "VĂN PHÒNG",
        ] {
            assert_eq!(of(name), Told::Kind(HolderKind::Organisation), "{name}");
        }
    }

    #[test]
    fn what_is_no_persons_name_for_certain_is_asked_about_unless_the_staff_list_names_it() {
        for name in [
            "CAO ĐẲNG NGHỀ HÀ NỘI",
            "Cao đẳng Nghề Hà Nội",
            "CAO ĐẲNG Y TẾ",
            "ĐOÀN ĐẠI BIỂU QUỐC HỘI",
            "LÂM SẢN VÀ MÔI TRƯỜNG",
            "HÀ ĐÔNG",
            "MAI DỊCH",
            "VNPT",
            "EVN",
            "An",
            "SO NOI VU",
            "DANG UY XA A",
            "TRUONG CAO DANG Y TE",
            "Xí nghiệp Môi trường số 1",
            "Cổng thông tin điện tử",
            "mail.hanoi.gov.vn",
            "Bạch Mai",
            "Y tế Hà Nội",
            "Kế toán trưởng",
            "Hệ thống Một cửa",
            "Nguyễn 2 Văn A",
        ] {
            assert_eq!(of(name), Told::Unsure, "{name}");
            let listed = told(&subject(name), &Names::default(), |listed| listed == name);
            assert_eq!(listed, Told::Kind(HolderKind::Organisation), "{name} in the staff list");
        }
        let listed = told(&subject("TRẦN PHÚ"), &Names::default(), |listed| listed == "TRẦN PHÚ");
        assert_eq!(listed, Told::Kind(HolderKind::Organisation), "a ward that is called like a person");
        let nameless = Subject { common_name: None, ..subject("") };
        assert_eq!(kind_of(&nameless), Told::Unsure, "without a name");
    }

    #[test]
    fn a_persons_name_of_any_people_stays_a_persons() {
        for name in [
            "LÊ AN",
            "NGUYỄN THỊ HỒNG HẠNH",
            "NGUYỄN VĂN HÓA",
            "Hòang Thị Thuỷ",
            "HÒANG MINH",
            "Ðặng Văn A",
            "NGUYEN VAN TRUONG",
            "TRUONG VAN HUNG",
            "Vu Thi Hoa",
            "Lò Văn Ban",
            "SÙNG A PÁO",
            "Giàng A Páo",
            "Mua Thị Dia",
            "Siu H'Nga",
            "H’Hen Niê",
            "Y Bya Êban",
            "K'Brẻo",
            "Ka Hem",
            "A Lăng Bhuôi",
            "THẠCH SA RINH",
            "DANH ÚT",
            "Tôn Nữ Thị Ninh",
            "Công Tằng Tôn Nữ",
            "Nguyễn Thị Thái Bình",
            "Nguyễn Văn A (Phó Chủ tịch)",
            "Nguyễn Văn A 2",
            "Nguyễn thị Mai",
            "nguyễn văn a",
            "An Nguyễn",
            "Kiều Trường",
            "Phùng Trung Tâm",
            "TRẦN QUỐC HỘI",
        ] {
            assert_eq!(of(name), Told::Kind(HolderKind::Person), "{name}");
        }
    }
}
