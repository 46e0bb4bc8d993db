//! Folded titles that are written otherwise than in the table of titles, and those of columns that are left out.
//!
//! Pure. Pitfall: an abbreviation may have several meanings, so a title may have several spellings, and their number is bounded.

/// Words of titles that replace others.
const SHORT: &[(&str, &[&str])] = &[
    ("cts", &["chung thu so", "chung thu"]),
    ("cks", &["chu ky so"]),
    ("ckscd", &["chu ky so"]),
    ("cb", &["can bo"]),
    ("cbcc", &["can bo"]),
    ("cbccvc", &["can bo"]),
    ("ccvc", &["can bo"]),
    ("cbvc", &["can bo"]),
    ("cbgv", &["can bo"]),
    ("gv", &["can bo"]),
    ("nld", &["can bo"]),
    ("cbnv", &["can bo"]),
    ("dt", &["dien thoai"]),
    ("dd", &["di dong"]),
    ("hsd", &["han su dung"]),
    ("cv", &["cong vu"]),
];

/// Endings of titles that say nothing about the column.
const BEHIND: &[&str] =
    &["neu co", "bat buoc", "ghi ro", "in hoa", "dd mm yyyy", "dd mm yy", "12 so", "hien nay", "hien tai"];

/// Other spellings of a folded title: with abbreviations expanded, and without meaningless endings.
pub(super) fn spellings(folded: &str) -> Vec<String> {
    let bare = BEHIND.iter().find_map(|end| folded.strip_suffix(end)).unwrap_or(folded).trim_end();
    let mut found = vec![String::new()];
    for word in bare.split(' ').take(10) {
        let long = SHORT.iter().find(|(short, _)| *short == word).map(|(_, long)| *long);
        let written = long.filter(|_| found.len() <= 8).unwrap_or(std::slice::from_ref(&word));
        let joined =
            |text: &String, word: &str| if text.is_empty() { word.to_owned() } else { format!("{text} {word}") };
        found =
            written.iter().flat_map(|word| found.iter().map(|text| joined(text, word)).collect::<Vec<_>>()).collect();
    }
    found.retain(|title| title != folded && !title.is_empty());
    found
}

/// Common column titles that no rule needs.
pub(super) fn is_left_out(folded: &str) -> bool {
    matches!(
        folded,
        "" | "stt"
            | "tt"
            | "so tt"
            | "so thu tu"
            | "ghi chu"
            | "no"
            | "nr"
            | "note"
            | "notes"
            | "remarks"
            | "gioi tinh"
            | "nam nu"
            | "ngay cap chung thu"
            | "ngay cap chung thu so"
            | "ngay cap token"
            | "ngay cap thiet bi"
    )
}

/// Titles of the sequence number.
pub(super) fn is_index(folded: &str) -> bool {
    matches!(folded, "stt" | "tt" | "so tt" | "so thu tu" | "no" | "nr")
}
