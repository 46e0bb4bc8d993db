//! Titles before a name: `ThS. Nguyễn Văn An`, `Đ/c Trần Thị Bình`, `Ông Lê Văn Cường`.
//!
//! May import the family names only. Pitfall: Ông is also a family name (Ông Văn Tùng), so `Ông` and `Bà` are removed
//! only before a common family name; `CN.` may mean a branch and is kept.

use crate::domain::names::is_common_family;

/// Degrees and forms of address, in lower case, without dots.
const TITLES: [&str; 19] = [
    "ths",
    "ts",
    "bs",
    "bscki",
    "bsckii",
    "ckii",
    "cki",
    "ks",
    "gs",
    "pgs",
    "pgsts",
    "gsts",
    "ls",
    "ds",
    "ncs",
    "tskh",
    "đ/c",
    "đồng chí",
    "tiến sĩ",
];

/// Forms of address that may be a family name.
const ADDRESSES: [&str; 2] = ["ông", "bà"];

/// The name without the title; a name of one word is kept.
pub(super) fn without_title(name: &str) -> &str {
    let mut rest = name.trim();
    while let Some(shorter) = shortened(rest) {
        rest = shorter;
    }
    rest
}

fn shortened(name: &str) -> Option<&str> {
    // `ThS.Nguyễn` has no space; `Đồng chí` has one.
    let ends = name.char_indices().filter(|(_, letter)| matches!(letter, '.' | ':' | ' ' | '\u{a0}')).take(3);
    ends.filter_map(|(end, mark)| {
        let (title, rest) = (name.get(..end)?, name.get(end + mark.len_utf8()..)?);
        let rest = rest.trim_start_matches(|mark: char| mark.is_whitespace() || matches!(mark, '.' | ':'));
        let title: String = title.to_lowercase().chars().filter(|letter| *letter != '.').collect();
        let family = rest.split_whitespace().next().unwrap_or_default().to_lowercase();
        let is_title =
            TITLES.contains(&title.as_str()) || (ADDRESSES.contains(&title.as_str()) && is_common_family(&family));
        (is_title && rest.chars().any(char::is_whitespace)).then_some(rest)
    })
    .last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_or_a_form_of_address_is_no_part_of_a_name() {
        for text in [
            "ThS. Nguyễn Văn An",
            "ThS.Nguyễn Văn An",
            "TS Nguyễn Văn An",
            "PGS.TS. Nguyễn Văn An",
            "PGS. TS Nguyễn Văn An",
            "BS.CKI. Nguyễn Văn An",
            "Đ/c Nguyễn Văn An",
            "Đồng chí Nguyễn Văn An",
            "Đ/c: Ông Nguyễn Văn An",
            "Bà\u{a0}Nguyễn Văn An",
            "Nguyễn Văn An",
        ] {
            assert_eq!(without_title(text), "Nguyễn Văn An", "{text}");
        }
        for name in
            ["Ông Văn Tùng", "Y Bya Êban", "K Brẻo", "H'Hen Niê", "CN. Ngân hàng", "Tsằn A Sìu", "TS.", "ThS. An"]
        {
            assert_eq!(without_title(name), name, "it may all be the name");
        }
    }
}
