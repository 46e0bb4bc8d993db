//! Names of agencies in running text: "Ủy ban nhân dân phường Hoàn Kiếm", even if a config has it in capitals.
//!
//! Pitfall: a name in mixed case is left as it is, because that spelling was deliberate.

/// Names and words in their usual case; the longest match counts.
const USUAL: [&str; 75] = [
    "Ủy ban nhân dân",
    "Uỷ ban nhân dân",
    "Hội đồng nhân dân",
    "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "Mặt trận Tổ quốc Việt Nam",
    "Văn phòng",
    "Đảng ủy",
    "Tỉnh ủy",
    "Thành ủy",
    "phường",
    "xã",
    "thành phố",
    "tỉnh",
    "quận",
    "huyện",
    "thị trấn",
    "thị xã",
    "đặc khu",
    "và",
    "Trường",
    "Trung học cơ sở",
    "Trung học phổ thông",
    "Tiểu học",
    "Mầm non",
    "Phổ thông",
    "Trạm Y tế",
    "Trung tâm",
    "Bệnh viện",
    "đa khoa",
    "Sở",
    "Phòng",
    "Ban Quản lý",
    "dự án",
    "Chi cục",
    "Cục",
    "Tổng cục",
    "Chính phủ",
    "Bộ",
    "Khoa học và Công nghệ",
    "Giáo dục và Đào tạo",
    "Nội vụ",
    "Tài chính",
    "Tư pháp",
    "Xây dựng",
    "Nông nghiệp và Môi trường",
    "Công Thương",
    "Y tế",
    "Văn hóa",
    "Thể thao",
    "Du lịch",
    "Dân tộc",
    "Tôn giáo",
    "Thanh tra",
    "Ngoại vụ",
    "Hành chính công",
    "Phục vụ",
    "Thông tin và Truyền thông",
    "Tài nguyên và Môi trường",
    "Lao động",
    "Thương binh",
    "Xã hội",
    "Kế hoạch",
    "Đầu tư",
    "Kinh tế",
    "Hạ tầng",
    "Đô thị",
    "Kho bạc Nhà nước",
    "Tòa án nhân dân",
    "Viện",
    "Đại học",
    "Cao đẳng",
    "Công an",
    "Ban Chỉ huy Quân sự",
    "Chứng thực số và Bảo mật thông tin",
    "Cơ yếu",
];
/// Words that stay in capitals.
const CAPITALS: [&str; 16] = [
    "UBND", "HĐND", "UBMTTQ", "MTTQ", "THCS", "THPT", "TH", "MN", "TYT", "TTYT", "BQL", "VP", "TP", "TP.", "VNPT", "II",
];

/// The name in its usual case.
pub(super) fn running(name: &str) -> String {
    let has_lower = name.chars().any(char::is_lowercase);
    let has_upper = name.chars().any(char::is_uppercase);
    if has_lower == has_upper {
        return name.to_owned();
    }
    let words: Vec<&str> = name.split(' ').collect();
    let mut shown: Vec<String> = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let [first, tail @ ..] = rest {
        let known = USUAL.iter().filter(|usual| begins_with(rest, usual)).max_by_key(|usual| usual.chars().count());
        if let Some(usual) = known {
            shown.push((*usual).to_owned());
            rest = rest.get(usual.split(' ').count()..).unwrap_or_default();
            continue;
        }
        shown.push(if CAPITALS.contains(first) { (*first).to_owned() } else { capitalised(first) });
        rest = tail;
    }
    first_upper(&shown.join(" "))
}

/// A province or city after another name: "thành phố Hà Nội", however it is written alone.
pub(super) fn province(name: &str) -> String {
    let name = running(name);
    let kind = ["Thành phố ", "Tỉnh "].into_iter().find_map(|kind| Some((kind, name.strip_prefix(kind)?)));
    kind.map_or_else(|| name.clone(), |(kind, rest)| kind.to_lowercase() + rest)
}

fn begins_with(words: &[&str], usual: &str) -> bool {
    let mut words = words.iter();
    usual.split(' ').all(|wanted| words.next().is_some_and(|word| word.to_lowercase() == wanted.to_lowercase()))
}

/// "HOÀN" becomes "Hoàn", "20-10" stays.
fn capitalised(word: &str) -> String {
    first_upper(&word.to_lowercase())
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_of_a_config_become_the_usual_case() {
        for (capitals, usual) in [
            ("ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM", "Ủy ban nhân dân phường Hoàn Kiếm"),
            ("TRƯỜNG TIỂU HỌC TRƯNG VƯƠNG", "Trường Tiểu học Trưng Vương"),
            ("SỞ KHOA HỌC VÀ CÔNG NGHỆ THÀNH PHỐ HÀ NỘI", "Sở Khoa học và Công nghệ thành phố Hà Nội"),
            ("TRƯỜNG MẦM NON 20-10", "Trường Mầm non 20-10"),
            ("UBND XÃ QUẢNG BẠCH", "UBND xã Quảng Bạch"),
            ("ủy ban nhân dân xã đại xuyên", "Ủy ban nhân dân xã Đại Xuyên"),
            ("UBND phường Ba Đình", "UBND phường Ba Đình"),
        ] {
            assert_eq!(running(capitals), usual, "`{capitals}`");
        }
    }

    #[test]
    fn a_province_behind_a_department_begins_in_lower_case() {
        for (alone, behind) in [
            ("Thành phố Hà Nội", "thành phố Hà Nội"),
            ("TỈNH NINH BÌNH", "tỉnh Ninh Bình"),
            ("thành phố Huế", "thành phố Huế"),
            ("Đồng Tháp", "Đồng Tháp"),
            ("……", "……"),
        ] {
            assert_eq!(province(alone), behind, "`{alone}`");
        }
    }
}
