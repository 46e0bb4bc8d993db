//! The words of columns with a fixed choice, folded, as used by offices; a config adds its own.
//!
//! Pitfall: "mất" refers to a lost token as well as to a person who died. The column decides; if it does not, the user
//! is asked.

use super::{Carrier, DeviceState, HolderKind, Status};

/// What a word says about a person or a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// About the person.
    Person(Status),
    /// About the token or its certificate.
    Device(DeviceState),
}

/// One meaning: its key in `[roster.states]`, the word that the tool writes, and every word for it, folded.
pub struct Meaning<T> {
    /// The meaning.
    pub value: T,
    /// Its name in the config and in JSON.
    pub key: &'static str,
    /// The word in Vietnamese, as shown in lists of choices.
    pub shown: &'static str,
    /// Every word for it, without diacritics, case and punctuation.
    pub words: &'static [&'static str],
}

/// The states of people and tokens.
pub const STATES: [Meaning<State>; 12] = [
    Meaning {
        value: State::Person(Status::Working),
        key: "working",
        shown: "đang công tác",
        words: &[
            "dang cong tac",
            "dang lam viec",
            "lam viec",
            "dang lam",
            "con lam viec",
            "cong tac",
            "hoat dong",
            "dang hoat dong",
            "con cong tac",
            "tai chuc",
            "duong chuc",
            "dang tai chuc",
            "dang giu chuc vu",
            "nghi thai san",
            "thai san",
            "nghi sinh",
            "nghi om",
            "nghi om dai ngay",
            "om dai ngay",
            "om dai han",
            "hop dong",
            "tap su",
            "nghi khong luong",
            "nghi phep",
            "di hoc",
            "biet phai",
            "duoc biet phai",
            "di biet phai",
            "moi",
            "moi tuyen",
            "tuyen moi",
            "bo nhiem",
            "moi bo nhiem",
            "tiep nhan",
            "working",
            "active",
            "employed",
            "on leave",
            "maternity leave",
            "seconded",
        ],
    },
    Meaning {
        value: State::Person(Status::Retired),
        key: "retired",
        shown: "nghỉ hưu",
        words: &[
            "nghi huu",
            "da nghi huu",
            "ve huu",
            "da ve huu",
            "huu tri",
            "huu",
            "nghi che do",
            "nghi huu truoc tuoi",
            "nghi huu som",
            "ve huu som",
            "cho nghi huu",
            "retired",
        ],
    },
    Meaning {
        value: State::Person(Status::Moved),
        key: "moved",
        shown: "chuyển công tác",
        words: &[
            "chuyen cong tac",
            "da chuyen cong tac",
            "chuyen di",
            "da chuyen di",
            "da chuyen",
            "chuyen",
            "dieu dong",
            "da dieu dong",
            "luan chuyen",
            "da luan chuyen",
            "chuyen don vi",
            "chuyen co quan",
            "chuyen don vi khac",
            "chuyen cong tac khac",
            "chuyen co quan khac",
            "thuyen chuyen",
            "dieu chuyen",
            "moved",
            "transferred",
        ],
    },
    Meaning {
        value: State::Person(Status::Left),
        key: "left",
        shown: "thôi việc",
        words: &[
            "thoi viec",
            "nghi viec",
            "da thoi viec",
            "da nghi viec",
            "nghi cong tac",
            "da nghi",
            "xin nghi viec",
            "buoc thoi viec",
            "tinh gian",
            "tinh gian bien che",
            "cham dut hop dong",
            "het hop dong",
            "thoi cong tac",
            "xin thoi viec",
            "left",
            "resigned",
            "dismissed",
        ],
    },
    Meaning {
        value: State::Person(Status::Died),
        key: "died",
        shown: "từ trần",
        words: &["tu tran", "da tu tran", "qua doi", "da qua doi", "chet", "da chet", "hy sinh", "died", "deceased"],
    },
    Meaning {
        value: State::Person(Status::Dissolved),
        key: "dissolved",
        shown: "giải thể",
        words: &[
            "giai the",
            "da giai the",
            "sap nhap",
            "da sap nhap",
            "chia tach",
            "hop nhat",
            "da hop nhat",
            "cham dut hoat dong",
            "dissolved",
            "merged",
        ],
    },
    Meaning {
        value: State::Device(DeviceState::Usable),
        key: "usable",
        shown: "đang sử dụng",
        words: &[
            "dang su dung",
            "dang dung",
            "su dung",
            "binh thuong",
            "tot",
            "con dung",
            "con su dung",
            "su dung binh thuong",
            "hoat dong tot",
            "hoat dong binh thuong",
            "con hieu luc",
            "da cap",
            "da nhan",
            "da ban giao",
            "usable",
            "ok",
            "in use",
        ],
    },
    Meaning {
        value: State::Device(DeviceState::Lost),
        key: "lost",
        shown: "mất thiết bị",
        words: &[
            "mat thiet bi",
            "mat token",
            "mat usb",
            "mat usb token",
            "token bi mat",
            "thiet bi bi mat",
            "mat sim",
            "mat sim pki",
            "lam mat",
            "bi mat thiet bi",
            "bi mat token",
            "da mat thiet bi",
            "da mat token",
            "bao mat",
            "bao mat token",
            "that lac",
            "bi that lac",
            "roi mat",
            "mat cap",
            "that lac thiet bi",
            "that lac token",
            "lost",
            "device lost",
            "token lost",
        ],
    },
    Meaning {
        value: State::Device(DeviceState::Broken),
        key: "broken",
        shown: "hỏng thiết bị",
        words: &[
            "hong",
            "hong thiet bi",
            "bi hong",
            "hong token",
            "token hong",
            "thiet bi hong",
            "hu",
            "hu hong",
            "loi",
            "loi thiet bi",
            "loi token",
            "khong nhan",
            "khong su dung duoc",
            "broken",
            "device broken",
        ],
    },
    Meaning {
        value: State::Device(DeviceState::Locked),
        key: "locked",
        shown: "bị khóa",
        words: &[
            "khoa",
            "bi khoa",
            "da khoa",
            "khoa pin",
            "bi khoa pin",
            "khoa token",
            "bi khoa token",
            "khoa thiet bi",
            "bi khoa thiet bi",
            "khoa ma pin",
            "bi khoa ma pin",
            "locked",
            "pin locked",
            "blocked",
        ],
    },
    Meaning {
        value: State::Device(DeviceState::KeySuspect),
        key: "key-suspect",
        shown: "lộ khóa",
        words: &[
            "lo khoa",
            "nghi lo",
            "nghi lo khoa",
            "lo khoa bi mat",
            "nghi ngo lo khoa",
            "nghi lo khoa bi mat",
            "bi lo khoa",
            "lo pin",
            "lo ma pin",
            "key suspect",
            "key exposed",
            "compromised",
        ],
    },
    Meaning {
        value: State::Device(DeviceState::Revoked),
        key: "revoked",
        shown: "đã thu hồi",
        words: &[
            "thu hoi",
            "da thu hoi",
            "bi thu hoi",
            "da thu hoi chung thu",
            "da thu hoi token",
            "da thu hoi thiet bi",
            "da nop lai",
            "da nop token",
            "da nop thiet bi",
            "da ban giao lai",
            "da tra",
            "da tra token",
            "da tra thiet bi",
            "revoked",
            "returned",
        ],
    },
];

/// Words that say that a token is lost, or that a person died.
pub(super) const LOST_OR_DIED: [&str; 4] = ["mat", "da mat", "bi mat", "mat roi"];

/// How people sign.
pub const CARRIERS: [Meaning<Carrier>; 3] = [
    Meaning {
        value: Carrier::Token,
        key: "token",
        shown: "USB Token",
        words: &[
            "usb token",
            "token",
            "usb",
            "usb token pki",
            "thiet bi usb token",
            "thiet bi",
            "usbtoken",
            "chu ky so usb token",
            "cks usb token",
            "etoken",
            "token usb",
        ],
    },
    Meaning {
        value: Carrier::SimPki,
        key: "sim-pki",
        shown: "SIM PKI",
        words: &[
            "sim pki",
            "sim",
            "simpki",
            "pki sim",
            "sim ky so",
            "sim based",
            "mobile pki",
            "chu ky so sim",
            "cks sim",
            "sim cks",
        ],
    },
    Meaning {
        value: Carrier::Central,
        key: "central",
        shown: "ký số tập trung",
        words: &[
            "ky so tap trung",
            "tap trung",
            "central",
            "central signing",
            "ky so tu xa",
            "tu xa",
            "remote signing",
            "hsm",
            "chu ky so tap trung",
            "cks tap trung",
            "remote",
            "ky tap trung",
        ],
    },
];

/// Person and organisation.
pub const KINDS: [Meaning<HolderKind>; 2] = [
    Meaning {
        value: HolderKind::Person,
        key: "person",
        shown: "cá nhân",
        words: &["ca nhan", "nguoi", "can bo", "person", "individual"],
    },
    Meaning {
        value: HolderKind::Organisation,
        key: "organisation",
        shown: "tổ chức",
        words: &["to chuc", "co quan", "co quan to chuc", "don vi", "organisation", "organization", "body"],
    },
];

/// The meaning of a word.
pub(super) fn meaning<T: Copy>(table: &[Meaning<T>], word: &str) -> Option<T> {
    table.iter().find(|meaning| meaning.words.contains(&word)).map(|meaning| meaning.value)
}

/// Words of a cell that mean nothing.
pub(super) const NOTHING: [&str; 9] =
    ["khong", "khong co", "ko", "ko co", "chua", "chua co", "chua cap", "cho cap", "none"];

/// The meaning of a word with additions before or after it: "đã nghỉ hưu theo chế độ", "biệt phái đến hết 2027".
///
/// "Chuyển đến Sở …" may refer to someone who came or who left, so a following place is not enough.
pub(super) fn with_more(word: &str, known: impl Fn(&str) -> Option<State>) -> Option<State> {
    let bare = word.strip_prefix("da ").or_else(|| word.strip_prefix("dang ")).unwrap_or(word);
    let heads = |text: &str| -> Option<State> {
        let mut ends: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        ends.reverse();
        ends.into_iter().find_map(|at| {
            let (head, tail) = text.split_at(at);
            known(head).filter(|state| is_circumstance(tail.trim_start(), *state))
        })
    };
    known(bare).filter(|_| bare != word).or_else(|| heads(word)).or_else(|| heads(bare))
}

/// When, why, or, if unambiguous, where to.
fn is_circumstance(tail: &str, state: State) -> bool {
    let (first, rest) = tail.split_once(' ').unwrap_or((tail, ""));
    let is_time = |text: &str| {
        let word = text.split(' ').next().unwrap_or_default();
        word.starts_with(|letter: char| letter.is_ascii_digit())
            || ["ngay", "thang", "nam", "quy", "dau", "cuoi", "het", "khi", "nay"].contains(&word)
    };
    match first {
        "tu" | "den" | "ke" | "truoc" | "sau" => is_time(rest.strip_prefix("tu ").unwrap_or(rest)),
        "theo" | "do" | "vi" => true,
        "sang" => matches!(state, State::Person(Status::Moved | Status::Working)),
        "ve" | "tai" | "o" => state == State::Person(Status::Working) && first != "ve",
        _ => is_time(tail) && first != "khi" && first != "nay",
    }
}

/// The state of a name in `[roster.states]`.
pub(super) fn state_of_key(key: &str) -> Option<State> {
    STATES.iter().find(|meaning| meaning.key == key).map(|meaning| meaning.value)
}

/// The choices, as the tool writes them.
pub(super) fn shown<T>(table: &[Meaning<T>], wanted: impl Fn(&T) -> bool) -> String {
    let words: Vec<&str> = table.iter().filter(|one| wanted(&one.value)).map(|one| one.shown).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::fold;

    fn check<T>(table: &[Meaning<T>]) {
        let mut seen = BTreeSet::new();
        for meaning in table {
            assert!(
                meaning.words.contains(&fold::title(meaning.shown).as_str()),
                "`{}` is a word of it",
                meaning.shown
            );
            for word in meaning.words {
                assert_eq!(fold::title(word), *word, "`{word}` must be written folded");
                assert!(seen.insert(*word), "`{word}` has two meanings");
                assert!(!LOST_OR_DIED.contains(word), "`{word}` is a question");
            }
        }
    }

    #[test]
    fn a_word_with_a_circumstance_is_still_that_word_and_a_doubtful_one_is_none() {
        let said = |text: &str| with_more(&fold::title(text), |word| meaning(&STATES, word));
        for (text, state) in [
            ("Đã nghỉ hưu theo chế độ", Status::Retired),
            ("nghỉ hưu từ 01/10/2026", Status::Retired),
            ("đang nghỉ thai sản", Status::Working),
            ("Nghỉ thai sản đến hết tháng 3/2027", Status::Working),
            ("biệt phái tại Sở Nội vụ", Status::Working),
            ("Chuyển công tác từ 01/10/2026", Status::Moved),
            ("chuyển công tác sang Sở Tài chính", Status::Moved),
            ("Thôi việc ngày 5/10/2026", Status::Left),
        ] {
            assert_eq!(said(text), Some(State::Person(state)), "{text}");
        }
        assert_eq!(said("mất token từ tháng 10"), Some(State::Device(DeviceState::Lost)));
        for text in [
            "chuyển đến Sở Tài chính",
            "chuyển công tác từ Sở Tài chính",
            "chuyển công tác về UBND phường",
            "chưa nghỉ hưu",
            "không mất token",
            "nghỉ hưu nhưng còn làm việc",
            "đã mất ngày 01/10/2026",
        ] {
            assert_eq!(said(text), None, "`{text}` can be read in two ways");
        }
    }

    #[test]
    fn no_word_of_a_column_has_two_meanings() {
        check(&STATES);
        check(&CARRIERS);
        check(&KINDS);
    }
}
