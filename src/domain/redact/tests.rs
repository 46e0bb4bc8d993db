//! Pseudonyms: what they preserve and what they hide.

use super::*;
use crate::domain::phrase::Phrase;

fn redactor() -> Redactor {
    Redactor::new(Some([7; 32]), Some("/home/lan".to_owned()))
}

#[test]
fn one_run_has_one_pseudonym_for_a_text_and_another_run_has_another() {
    let (one, other) = (redactor(), Redactor::new(Some([8; 32]), None));
    let name = one.name(Kind::Person, "Nguyễn Thị Minh Hạnh");
    assert_eq!(one.name(Kind::Person, " NGUYỄN THỊ  MINH HẠNH"), name, "case and spaces make no other person");
    assert_eq!(
        one.name(Kind::Label, "Nguyễn Thị Minh Hạnh").replace("label", "person"),
        name,
        "a label that is a name"
    );
    assert_ne!(one.name(Kind::Person, "Nguyễn Thị Minh Hành"), name, "diacritics tell people apart");
    assert_ne!(other.name(Kind::Person, "Nguyễn Thị Minh Hạnh"), name, "without the key nobody can try all names");
    assert_eq!(one.name(Kind::Person, "  "), "", "nothing stays nothing");
}

#[test]
fn without_random_bytes_nothing_is_told() {
    let blank = Redactor::new(None, None);
    assert_eq!(blank.name(Kind::Serial, "10246215"), blank.name(Kind::Serial, "10246216"), "all alike");
}

#[test]
fn numbers_in_hex_stay_numbers_in_hex() {
    let redactor = redactor();
    let serial = "5c31e8a90b47d216";
    let shown = redactor.hex(serial);
    assert!(shown.len() == serial.len() && shown != serial, "{shown}");
    assert!(shown.chars().all(|digit| digit.is_ascii_hexdigit()), "{shown}");
    assert_eq!(redactor.hex("5C31E8A90B47D216"), shown, "in either case");
    assert_eq!(redactor.hex(&"a".repeat(90)).len(), 64, "no longer than the hash");
}

#[test]
fn a_slot_number_made_of_a_serial_does_not_tell_it() {
    let redactor = redactor();
    assert_eq!(redactor.slot(3), 3, "a place in a row");
    assert_ne!(redactor.slot(0x1024_1130), 0x1024_1130, "SoftHSM's slot number is its serial");
    assert!(redactor.slot(0x1024_1130) >= 256, "and is no place in a row");
}

#[test]
fn paths_lose_accounts_and_files_that_people_named() {
    let redactor = redactor();
    let path = |text: &str| redactor.path(text);
    assert_eq!(path("/home/lan/.local/lib/libeToken.so"), "~/.local/lib/libeToken.so", "the own folder");
    assert_eq!(path("/usr/lib/softhsm/libsofthsm2.so"), "/usr/lib/softhsm/libsofthsm2.so", "nobody's folder");
    for (account, text) in [
        ("huy", "/home/huy/lib.so"),
        ("huy", "/Users/huy/lib.so"),
        ("huy", "C:\\Users\\huy\\lib.dll"),
        ("huy", "/media/huy/STICK/lib.so"),
        ("huy", "/run/media/huy/STICK/lib.so"),
        ("lannister", "/home/lannister/lib.so"),
    ] {
        let shown = path(text);
        assert!(shown.contains("user-") && !shown.contains(account), "{text}: {shown}");
    }
    assert_eq!(path("C:\\Users\\Public\\lib.dll"), "C:\\Users\\Public\\lib.dll", "everybody's folder");
    assert_eq!(redactor.file("/home/lan/config.toml"), "~/config.toml", "a file that the program names");
    assert_eq!(redactor.file("/opt/x/libykcs11.so.2"), "/opt/x/libykcs11.so.2", "a library");
    let saved = redactor.file("/data/Bùi Anh Tuấn/Bui Anh Tuan.json");
    assert!(saved.starts_with("file-") && saved.contains(".json") && !saved.contains("Tu"), "{saved}");
    assert!(!redactor.file("/data/ban.tuan").contains("tuan"), "an ending may be a name as well");
}

#[test]
fn a_sentence_names_a_token_as_the_report_does() {
    let redactor = redactor();
    let label = redactor.name(Kind::Label, "VGCA Token (2)");
    let serial = redactor.name(Kind::Serial, "10246215");
    let phrase = Phrase::new("attempt-locked").with("token", "VGCA Token (2) (10246215)").with("role", "PUK");
    let expected = Phrase::new("attempt-locked").with("token", format!("{label} ({serial})")).with("role", "PUK");
    assert_eq!(redactor.phrase(&phrase), expected, "label and serial, and the role as it is");
    let uri = "pkcs11:model=M;serial=10246215;token=VGCA%20Token%20%282%29";
    assert_eq!(redactor.uri(uri), format!("pkcs11:model=M;serial={serial};token={label}"), "in a URI as well");
    let list = "VGCA Token (2) (`serial:10246215`); … +3";
    let phrase = Phrase::new("selection-several-there").with("count", 4_i64).with("tokens", list);
    let shown = redactor.phrase(&phrase).to_string();
    assert!(shown.contains(&format!("{label} (`serial:{serial}`); … +3")), "{shown}");
}

#[test]
fn a_value_that_nobody_classified_is_replaced_also_deep_in_a_sentence() {
    let inner = Phrase::new("some-cause").with("unheard-of", "Bùi Anh Tuấn").with("code", "CKR_OK");
    let shown = redactor().phrase(&Phrase::new("some-sentence").with("sentence", inner)).to_string();
    assert!(!shown.contains("Tuấn") && shown.contains("text-") && shown.contains("CKR_OK"), "{shown}");
}

#[test]
fn what_the_system_says_of_an_error_stays_and_what_only_looks_like_it_does_not() {
    let redactor = redactor();
    let said = |cause: &str| redactor.phrase(&Phrase::new("output-failed").with("fault", cause)).to_string();
    let real = std::io::Error::from_raw_os_error(2).to_string();
    assert!(said(&real).contains(&real), "the system's own words");
    assert!(!said("Bùi Anh Tuấn (os error 2)").contains("Tuấn"), "a stranger's words");
}
