//! Vietnamese family names, in lower case.

/// Those of nine in ten people.
const COMMON: [&str; 22] = [
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "đào", "đinh", "trịnh", "mai", "lâm", "cao",
];

/// The next most common, and spellings without diacritics.
const OTHERS: [&str; 34] = [
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "vu", "vo", "dang", "bui", "ho", "ngo", "duong", "ly", "dinh",
    "đoàn", "doan", "lam", "trương", "truong", "trinh", "dao", "tô", "hà", "tạ", "lương", "luong", "thái", "châu",
    "chu", "nông", "hứa", "lò", "giàng",
];

/// Whether this is one of the family names of nine in ten people.
pub fn is_common_family(word: &str) -> bool {
    COMMON.contains(&word)
}

/// Whether this is one of the family names shared by nearly everybody, with or without diacritics.
pub fn is_family(word: &str) -> bool {
    is_common_family(word) || OTHERS.contains(&word)
}
