//! Family names of Vietnamese people, in small letters.

/// Those of nine people in ten.
const COMMON: [&str; 22] = [
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "đào", "đinh", "trịnh", "mai", "lâm", "cao",
];

/// The next ones, and the spellings without diacritics.
const OTHERS: [&str; 34] = [
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "vu", "vo", "dang", "bui", "ho", "ngo", "duong", "ly", "dinh",
    "đoàn", "doan", "lam", "trương", "truong", "trinh", "dao", "tô", "hà", "tạ", "lương", "luong", "thái", "châu",
    "chu", "nông", "hứa", "lò", "giàng",
];

/// Whether nine people in ten have this name or one of a few others like it.
pub fn is_common_family(word: &str) -> bool {
    COMMON.contains(&word)
}

/// Whether this is one of the family names that nearly everybody has one of, with or without diacritics.
pub fn is_family(word: &str) -> bool {
    is_common_family(word) || OTHERS.contains(&word)
}
