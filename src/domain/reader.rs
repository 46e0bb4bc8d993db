//! Names of readers.
//!
//! Pure. Pitfall: a reader has one name, and each driver cuts it at 64 bytes, so one name may be the beginning of another.

/// Whether two names refer to one reader, one of them perhaps cut by a driver.
pub fn is_same_reader(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        // A name that was cut within a character ends with its replacement.
        let whole = name.trim_end_matches(char::REPLACEMENT_CHARACTER);
        whole.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (one, other) = (plain(one), plain(other));
    // A shorter one is not a cut name but a different one.
    let cut = |short: &str, long: &str| short.len() >= 60 && long.starts_with(short);
    one == other || cut(&one, &other) || cut(&other, &one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_driver_cut_is_the_same_even_within_a_character() {
        let long = "Đầu đọc thẻ thông minh của Ủy ban nhân dân phường Cầu Giấy 00";
        // As a driver shows 64 bytes of it.
        let cut = String::from_utf8_lossy(&long.as_bytes()[..64]).into_owned();
        assert!(cut.ends_with(char::REPLACEMENT_CHARACTER), "cut within a letter: {cut}");
        assert!(is_same_reader(&cut, long) && is_same_reader(long, &cut), "{cut}");
        assert!(!is_same_reader("ACS ACR39U 0", "ACS ACR39U 00 00"), "a shorter name is another one");
    }
}
