use proptest::prelude::*;

use super::*;

fn person(text: &str) -> String {
    Names::default().person(text)
}

fn same(one: &str, other: &str) -> bool {
    Names::default().is_same_body(one, other)
}

#[test]
fn old_and_new_places_of_every_tone_are_one_name() {
    for (old, new) in [
        ("hoà", "hòa"),
        ("hoá", "hóa"),
        ("hoả", "hỏa"),
        ("hoã", "hõa"),
        ("hoạ", "họa"),
        ("khoè", "khòe"),
        ("khoé", "khóe"),
        ("khoẻ", "khỏe"),
        ("khoẽ", "khõe"),
        ("khoẹ", "khọe"),
        ("thuỳ", "thùy"),
        ("thuý", "thúy"),
        ("thuỷ", "thủy"),
        ("thuỹ", "thũy"),
        ("thuỵ", "thụy"),
        ("uỷ", "ủy"),
        ("Hoàng", "Hòang"),
        ("Huỳnh", "Hùynh"),
    ] {
        assert_eq!(person(old), person(new), "{old} and {new}");
        assert!(same(old, new), "{old} and {new} in a body");
    }
    assert_eq!(person("Phạm Thị Minh Thuỷ"), person("PHẠM THỊ MINH THỦY"), "a whole name");
}

#[test]
fn the_u_of_qu_and_single_vowels_have_no_second_place() {
    assert_ne!(person("quý"), person("qúy"), "the u belongs to the consonant");
    assert_ne!(person("gìa"), person("già"), "gi is a consonant here");
    assert_ne!(person("múa"), person("muá"), "ua has one place");
    assert_ne!(person("thuý"), person("thuí"), "uy and ui are two");
}

#[test]
fn tone_marks_and_letters_tell_names_apart() {
    for (one, other) in [
        ("An Khê", "An Khe"),
        ("Hùng", "Hưng"),
        ("Hòa", "Hoa"),
        ("Hóa", "Hòa"),
        ("Đỗ", "Do"),
        ("Lý", "Lí"),
        ("Thúy", "Thủy"),
        ("Oanh", "Oành"),
    ] {
        assert_ne!(person(one), person(other), "{one} and {other} are two people");
        assert!(one == "Lý" || !same(one, other), "{one} and {other} are two bodies");
    }
}

#[test]
fn case_spaces_punctuation_quotation_marks_and_hyphens_are_no_difference_between_persons() {
    let plain = person("Nguyễn Thị Hồng Hạnh");
    for text in [
        "  NGUYỄN  THỊ\u{a0}HỒNG HẠNH ",
        "Nguyễn Thị Hồng-Hạnh",
        "“Nguyễn Thị Hồng Hạnh”",
        "Nguyễn\u{200b} Thị Hồng Hạnh.",
        "Nguye\u{302}\u{303}n Thi\u{323} Ho\u{302}\u{300}ng Ha\u{323}nh",
    ] {
        assert_eq!(person(text), plain, "{text:?}");
    }
    assert_eq!(person("H'Hen Niê"), person("H’Hen Niê"), "both apostrophes");
    assert_eq!(person("Ðặng Văn A"), person("Đặng Văn A"), "Eth for Đ");
    assert_eq!(person("Nguyễn Văn \u{410}n"), person("Nguyễn Văn An"), "a Cyrillic А");
    assert_eq!(person("\u{41d}oàng  Thị Mai."), person("Hoàng Thị Mai"), "a Cyrillic Н, two blanks and a dot");
}

#[test]
fn abbreviations_are_the_names_they_stand_for() {
    for (short, long) in [
        ("UBND phường Hoàn Kiếm", "Uỷ ban nhân dân phường Hoàn Kiếm"),
        ("UBND P. Hoàn Kiếm", "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM"),
        ("UBND P.Hoàn Kiếm", "Ủy ban nhân dân phường Hoàn Kiếm"),
        ("UBND P Hoàn Kiếm", "Ủy ban nhân dân phường Hoàn Kiếm"),
        ("U.B.N.D phường Hoàn Kiếm", "Ủy ban nhân dân phường Hoàn Kiếm"),
        ("UBND TP. Hà Nội", "Ủy ban nhân dân thành phố Hà Nội"),
        ("UBND TP.HCM", "Ủy ban nhân dân Thành phố Hồ Chí Minh"),
        ("UBND X. Ba Vì, H. Ba Vì", "Ủy ban nhân dân xã Ba Vì - huyện Ba Vì"),
        ("UBND Q. Hoàn Kiếm", "Ủy ban nhân dân quận Hoàn Kiếm"),
        ("UBND TX. Sơn Tây", "Ủy ban nhân dân thị xã Sơn Tây"),
        ("UBND TT. Sóc Sơn", "Ủy ban nhân dân thị trấn Sóc Sơn"),
        ("VP HĐND&UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("Văn phòng HĐND - UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("UBMTTQ phường Hoàn Kiếm", "Ủy ban Mặt trận Tổ quốc Việt Nam phường Hoàn Kiếm"),
        ("UB MTTQ VN phường Hoàn Kiếm", "Ủy ban MTTQ Việt Nam phường Hoàn Kiếm"),
        ("Trường THCS Ngô Sỹ Liên", "TRƯỜNG TRUNG HỌC CƠ SỞ NGÔ SĨ LIÊN"),
        ("THCS Ngô Sĩ Liên", "Trường Trung học cơ sở Ngô Sĩ Liên"),
        ("Trường TH Trưng Vương", "Trường Tiểu học Trưng Vương"),
        ("TH&THCS Ba Vì", "Trường Tiểu học và Trung học cơ sở Ba Vì"),
        ("Trường THPT Phan Đình Phùng", "Trường Trung học phổ thông Phan Đình Phùng"),
        ("Trường MN 20/10", "Trường Mầm non 20-10"),
        ("TYT P. Hoàn Kiếm", "Trạm Y tế phường Hoàn Kiếm"),
        ("TTYT H. Ba Vì", "Trung tâm y tế huyện Ba Vì"),
        ("BV Bạch Mai", "Bệnh viện Bạch Mai"),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
        ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
        ("Sở TN&MT", "Sở Tài nguyên và Môi trường"),
        ("Phòng GD&ĐT", "Phòng Giáo dục và Đào tạo"),
        ("Phòng GD-ĐT", "Phòng Giáo dục và Đào tạo"),
        ("Sở LĐTB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở LĐ-TB&XH", "Sở Lao động, Thương binh và Xã hội"),
        ("P. Nội vụ", "Phòng Nội vụ"),
        ("TT. Y tế", "Trung tâm y tế"),
        ("Phòng Quản lý đô thị", "Phòng Quản lí đô thị"),
        ("UBND P1", "Ủy ban nhân dân phường 1"),
        ("UBND Q.1", "UBND Q1"),
        ("UBNDphường X", "UBND phường X."),
        ("UB ND phường X", "Ủy ban nhân dân phường X"),
        ("VPUBND TP Hà Nội", "Văn phòng Ủy ban nhân dân thành phố Hà Nội"),
        ("P.Tư pháp", "Phòng Tư pháp"),
        ("P. VH-XH", "Phòng Văn hóa - Xã hội"),
        ("P.KT, HT&ĐT", "Phòng Kinh tế, Hạ tầng và Đô thị"),
        ("PGD&ĐT", "Phòng GD-ĐT"),
        ("Trường TH-THCS A", "Trường Tiểu học và Trung học cơ sở A"),
        ("THCS-THPT A", "Trường THCS và THPT A"),
        ("Trạm YT phường X", "Trạm y tế P. X"),
        ("Ban CHQS phường X", "Ban Chỉ huy quân sự phường X"),
        ("CA phường X", "Công an phường X"),
        ("Hội LHPN phường X", "Hội Liên hiệp Phụ nữ phường X"),
        ("Hội CCB phường X", "Hội Cựu chiến binh phường X"),
        ("Đoàn TNCS HCM phường X", "Đoàn Thanh niên Cộng sản Hồ Chí Minh phường X"),
        ("ĐU phường X", "Đảng uỷ phường X"),
        ("Sở VHTT", "Sở Văn hóa và Thể thao"),
        ("Sở VH, TT&DL", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Sở KH-ĐT", "Sở Kế hoạch và Đầu tư"),
        ("BHXH quận X", "Bảo hiểm xã hội quận X"),
        ("TrườngTHCS Ngô Sĩ Liên", "Trường Trung học cơ sở Ngô Sĩ Liên"),
        ("TRƯỜNGTHCS NGÔ SĨ LIÊN", "Trường THCS Ngô Sỹ Liên"),
        ("TrườngTHCSNgô Sĩ Liên", "Trường Trung học cơ sở Ngô Sĩ Liên"),
        ("TrườngTH Trưng Vương", "Trường Tiểu học Trưng Vương"),
        ("UBNDPhường Hoàn Kiếm", "Ủy ban nhân dân phường Hoàn Kiếm"),
        ("UBND phường1", "Ủy ban nhân dân phường 1"),
        ("UBND P.01", "Ủy ban nhân dân Phường 1"),
        ("UBND phường 07", "UBND P7"),
        ("Trường MN 02/09", "Trường Mầm non 2-9"),
        ("UBND Q.Ba Đình", "Ủy ban nhân dân quận Ba Đình"),
        ("UBND TX.Sơn Tây", "Ủy ban nhân dân thị xã Sơn Tây"),
        ("UBND TT.Sóc Sơn", "Ủy ban nhân dân thị trấn Sóc Sơn"),
        ("TT.Y tế quận Ba Đình", "Trung tâm Y tế Q. Ba Đình"),
        ("P.Nội vụ", "Phòng Nội vụ"),
        ("PhòngGD&ĐT", "Phòng Giáo dục và Đào tạo"),
        ("SởKH&CN", "Sở Khoa học và Công nghệ"),
        ("Chi cục Thuế khu vực II", "Chi cục Thuế khu vực 2"),
        ("Trường THPT số III", "Trường Trung học phổ thông số 3"),
        ("UBND phường  Hoàn\u{a0}Kiếm ..", "UBND\u{2007}phường Hoàn Kiếm"),
        ("UBND phường Hoàn Kiếm;", "UBND phường “Hoàn Kiếm”"),
        ("UBND phường\nHoàn Kiếm", "UBND phường Hoàn Kiếm"),
        // A Cyrillic Н and а, a Greek Ο, a full-width U, an Eth.
        ("UBND phường \u{41d}oàn Kiếm", "UBND phường Hoàn Kiếm"),
        ("UBND phường H\u{3bf}àn Kiếm", "UBND phường Hoàn Kiếm"),
        ("UBND phường Ho\u{430}\u{300}n Kiếm", "UBND phường Hoàn Kiếm"),
        ("\u{ff35}BND phường Hoàn Kiếm", "UBND phường Hoàn Kiếm"),
        ("UBND phường Ðồng Xuân", "UBND phường Đồng Xuân"),
    ] {
        assert!(
            same(short, long),
            "{short} = {long}: {:?}, {:?}",
            Names::default().body(short),
            Names::default().body(long)
        );
    }
}

#[test]
fn other_bodies_stay_other_bodies() {
    for (one, other) in [
        ("UBND phường Hoàn Kiếm", "UBND quận Hoàn Kiếm"),
        ("UBND P. Hoàn Kiếm", "UBND Q. Hoàn Kiếm"),
        ("UBND phường An Khê", "UBND phường An Khe"),
        ("UBND phường Hoàn Kiếm", "HĐND phường Hoàn Kiếm"),
        ("Trường TH Trưng Vương", "Trường THCS Trưng Vương"),
        ("Trường X", "Trường Xã"),
        ("TT. Sóc Sơn", "TX. Sóc Sơn"),
        ("Phòng TH", "Phòng Tiểu học"),
        ("Trường Mầm non 20-10", "Trường Mầm non 2010"),
        ("UBND xã Ba Vì", "UBND phường Ba Vì"),
        ("UBND P1", "UBND Q1"),
        ("UBND P1", "UBND P11"),
        ("Xã Na Ca", "Xã Na Công an"),
        ("Sở VHTT", "Sở VHTT&DL"),
        ("Trường TH-THCS A", "Trường THCS-THPT A"),
        ("UBND phường 10", "UBND phường 1"),
        ("UBND phường 010", "UBND phường 01"),
        ("Khu II", "Khu III"),
        ("Trường Mầm non 20-10", "Trường Mầm non 2-10"),
        ("Xã Tân Vi", "Xã Tân 6"),
        ("Sởi", "Sở I"),
    ] {
        assert!(!same(one, other), "{one} is not {other}");
    }
    assert!(same("P. An Khê", "Phường An Khê") && same("P. An Khê", "Phòng An Khê"), "both readings of P.");
    assert!(!same("Phường An Khê", "Phòng An Khê"), "which are two bodies");
}

#[test]
fn a_body_extends_the_table_and_sets_y_and_i() {
    let rules = NameRules {
        y_as_i: false,
        y_as_i_of_persons: true,
        abbreviations: BTreeMap::from([("TTDVC".to_owned(), "Trung tâm Dịch vụ công".to_owned())]),
    };
    let names = Names::new(rules);
    assert!(names.is_same_body("TTDVC phường 1", "Trung tâm dịch vụ công phường 1"), "their own abbreviation");
    assert!(!names.is_same_body("Phòng Quản lý", "Phòng Quản lí"), "y and i are two");
    assert_eq!(names.person("Lý Quý"), names.person("Lí Quí"), "and one in names of persons");
}

#[test]
fn a_name_is_found_made_of_others() {
    let names = Names::default();
    let parts = [names.body("UBND phường 1"), names.body("Văn phòng"), names.body("TP Hà Nội")];
    assert!(names.body("VP UBND P. 1 thành phố Hà Nội").is_made_of(&parts), "three of them");
    assert!(!names.body("VP UBND P. 10").is_made_of(&parts), "another number");
    assert!(names.body("Sở Tài chính TP. Hà Nội").is_within(&names.body("Sở Tài chính"), &parts), "with its city");
}

proptest! {
    #[test]
    fn folding_a_folded_name_changes_nothing(text in "\\PC{0,40}") {
        let folded = person(&text);
        prop_assert_eq!(person(&folded), folded);
    }

    #[test]
    fn folding_a_folded_body_changes_nothing(
        words in proptest::collection::vec(
            prop_oneof![
                Just("UBND"), Just("P."), Just("P"), Just("TT."), Just("X"), Just("TH"), Just("Trường"), Just("THCS"), Just("&"),
                Just("MTTQ"), Just("Việt"), Just("Nam"), Just("HĐND"), Just("U.B.N.D"), Just("Hoà"), Just("Quý"), Just("20-10"),
                Just("TP.HCM"), Just("nhân"), Just("dân"), Just("ủy"), Just("ban"), Just("tiểu"), Just("học"),
            ],
            0..8,
        )
    ) {
        let names = Names::default();
        for reading in names.body(&words.join(" ")).readings() {
            prop_assert!(names.body(reading).readings().contains(reading), "{:?}: {}", words, reading);
        }
    }

    #[test]
    fn two_names_with_other_letters_or_tones_stay_two(one in "[aàáảãạăâbcdđeèéêghiìíklmnoòóôơpqrstuùúưvxyỳý]{1,6}",
        other in "[aàáảãạăâbcdđeèéêghiìíklmnoòóôơpqrstuùúưvxyỳý]{1,6}") {
        use unicode_normalization::UnicodeNormalization;
        let tone = |letter: &char| ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'].contains(letter);
        let letters = |text: &str| text.nfd().filter(|letter| !tone(letter)).collect::<String>();
        let tones = |text: &str| { let mut found: Vec<char> = text.nfd().filter(tone).collect(); found.sort_unstable(); found };
        if letters(&one) != letters(&other) || tones(&one) != tones(&other) {
            prop_assert_ne!(person(&one), person(&other));
        }
    }
}
