//! Names of readers.
//!
//! Pure. Pitfall: a reader has one name, and each driver cuts it at 64 bytes, OpenSC at 61 with dots behind, so one name may
//! be the beginning of another.

/// Whether two names refer to one reader, one of them perhaps cut by a driver.
pub fn is_same_reader(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        // A name that was cut within a character ends with its replacement.
        let whole = name.trim_end_matches(char::REPLACEMENT_CHARACTER);
        whole.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (one, other) = (plain(one), plain(other));
    // A shorter one is not a cut name but a different one. OpenSC ends a name that it cuts with dots.
    let cut = |short: &str, long: &str| {
        let begins = |part: &str| long.starts_with(plain(part).as_str());
        short.len() >= 60 && (begins(short) || short.strip_suffix("...").is_some_and(begins))
    };
    one == other || cut(&one, &other) || cut(&other, &one)
}

/// What the shortest form in which a driver shows a name has in common with the forms of others: two readers that are the
/// same by it cannot be distinguished by the names that drivers show.
pub fn shortest(name: &str) -> String {
    let kept = name.as_bytes().get(..61).filter(|_| name.len() > 64);
    kept.map_or_else(|| name.to_owned(), |kept| format!("{}...", String::from_utf8_lossy(kept)))
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
        let broadcom = "Broadcom Corp Contacted SmartCard [Contacted SmartCard] (0123456789ABCD) 00 00";
        for name in [long, broadcom, &broadcom.replacen("Corp", "Đầu", 1), &broadcom.replacen("ed]", "thẻ]", 1)] {
            let cut = shortest(name);
            assert!(is_same_reader(&cut, name) && is_same_reader(name, &cut), "as OpenSC cuts it: {cut}");
            assert!(!is_same_reader(&cut, "Broadcom Corp Contacted SmartCard [Contacted] 00 00"), "another: {cut}");
        }
        let alike = broadcom.replace("00 00", "00 01");
        assert!(!is_same_reader(broadcom, &alike), "whole names tell them apart");
        assert!(is_same_reader(&shortest(broadcom), &alike), "names that were cut do not");
        assert!(!is_same_reader("Broadcom...", broadcom), "OpenSC cuts no name so short");
        assert!(!is_same_reader("ACS ACR39U 0", "ACS ACR39U 00 00"), "a shorter name is another one");
    }
}
