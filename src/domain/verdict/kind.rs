//! Whether a certificate is a person's or an organisation's, judged by its own names.
//!
//! May import `domain` only. Pitfall: "Ban" begins names of agencies and is a person's name, and both are written in
//! capitals; unclear cases are asked about, because a guess would lead to the wrong form.

use crate::domain::certificate::Subject;
use crate::domain::fold;
use crate::domain::names::{Names, is_family};
use crate::domain::roster::{HolderKind, begins_like_a_body};

/// What a certificate's names show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Whose it is.
    Kind(HolderKind),
    /// It looks like an organisation's, without proof.
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
/// agencies, or has an agency's word in a name in capitals.
pub fn told(subject: &Subject, names: &Names, is_listed: impl Fn(&str) -> bool) -> Told {
    let has = |kinds: &[&str]| {
        let kind_is = |kind: &str| kinds.iter().any(|wanted| wanted.eq_ignore_ascii_case(kind));
        subject.identifiers.iter().any(|identifier| identifier.kind.as_deref().is_some_and(kind_is))
    };
    let is_person = has(&["CCCD", "CMND", "HC", "PID", "BHXH"]);
    let Some(name) = subject.common_name.as_deref() else {
        let is_body = has(&["MST", "MNS"]) && !is_person;
        return Told::Kind(if is_body { HolderKind::Organisation } else { HolderKind::Person });
    };
    let words = fold::words(name);
    let begins_like_a_body = begins_like_a_body(&words);
    let is_called_a_body = begins_like_a_body || ends_like_a_body(&words);
    let may_be_a_body = begins_like_a_body || begins_like_an_institution(&words);
    let is_human = is_human(&words);
    if (has(&["MST", "MNS"]) && !is_person) || is_own_organisation(subject, name, names, is_human && !is_called_a_body)
    {
        return Told::Kind(HolderKind::Organisation);
    }
    if is_person {
        return Told::Kind(HolderKind::Person);
    }
    let in_capitals = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    let is_body = (is_called_a_body && in_capitals && !is_human) || (is_called_a_body || !is_human) && is_listed(name);
    if is_body {
        Told::Kind(HolderKind::Organisation)
    } else if is_human && !in_capitals && !may_be_a_body {
        Told::Kind(HolderKind::Person)
    } else if is_called_a_body || may_be_a_body || (in_capitals && !is_human && words.contains(' ')) {
        Told::Unsure
    } else {
        Told::Kind(HolderKind::Person)
    }
}

/// Whether the holder's name is that of its organisation. A person's name is not an organisation's, unless identical.
fn is_own_organisation(subject: &Subject, name: &str, names: &Names, is_human: bool) -> bool {
    if subject.organizations.iter().any(|organisation| organisation == name) {
        return true;
    }
    if is_human || subject.organizations.is_empty() {
        return false;
    }
    let name = names.body(name);
    subject.organizations.iter().any(|organisation| names.body(organisation).is(&name))
}

/// First words of names that do not belong to a person, beside those of agencies and units in staff lists. None is a
/// family name.
const FIRST_WORDS: [&str; 41] = [
    "phường",
    "xã",
    "thị trấn",
    "thị xã",
    "đặc khu",
    "quận",
    "huyện",
    "tỉnh",
    "thành phố",
    "đảng bộ",
    "chi bộ",
    "tỉnh đoàn",
    "thành đoàn",
    "huyện đoàn",
    "đoàn thanh niên",
    "hội",
    "liên hiệp",
    "cơ quan",
    "đơn vị",
    "chi nhánh",
    "tổng công ty",
    "doanh nghiệp",
    "hợp tác xã",
    "htx",
    "ngân hàng",
    "bưu điện",
    "bảo hiểm",
    "điện lực",
    "hải quan",
    "thuế",
    "thi hành án",
    "cảng vụ",
    "hạt kiểm lâm",
    "vườn quốc gia",
    "đài",
    "báo",
    "tạp chí",
    "nhà xuất bản",
    "nhà thiếu nhi",
    "cung văn hóa",
    "trung đoàn",
];

fn begins_like_an_institution(words: &str) -> bool {
    FIRST_WORDS.iter().any(|first| fold::begins_with(words, first))
}

/// Last words of organisations' names, in the languages used in certificates.
const LAST_WORDS: [&str; 22] = [
    "ubnd",
    "hđnd",
    "văn phòng",
    "phòng",
    "ban",
    "sở",
    "cục",
    "viện",
    "trường",
    "trung tâm",
    "công ty",
    "tnhh",
    "department",
    "office",
    "committee",
    "company",
    "school",
    "hospital",
    "centre",
    "center",
    "bank",
    "ltd",
];

fn ends_like_a_body(words: &str) -> bool {
    LAST_WORDS.iter().any(|last| words.strip_suffix(last).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
}

/// Whether a name begins, or ends as in other languages, with a family name, and is no longer than a person's.
fn is_human(words: &str) -> bool {
    let has_family = |word: Option<&str>| word.is_some_and(is_family);
    let count = words.split(' ').count();
    (2..=5).contains(&count) && (has_family(words.split(' ').next()) || has_family(words.rsplit(' ').next()))
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
}
