use super::*;

fn matched(entries: &[Entry], candidates: &[Candidate<'_>]) -> Matching {
    matching(entries, candidates, &Names::default(), &BTreeSet::new())
}

fn entry(name: &str, unit: &str, email: &str) -> Entry {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Entry { name: name.to_owned(), unit: text(unit), email: text(email), ..Entry::default() }
}

fn candidate<'a>(name: &'a str, unit: &'a str, email: &'a str) -> Candidate<'a> {
    Candidate { name: Some(name), units: vec![unit], emails: vec![email], ..Candidate::default() }
}

fn pairs(found: &Matching) -> Vec<(usize, usize, MatchedBy, bool)> {
    found.matches.iter().map(|one| (one.entry, one.candidate, one.by, one.proposed)).collect()
}

#[test]
fn the_surest_key_wins() {
    let mut first = entry("Lê An", "Văn phòng", "an@hanoi.gov.vn");
    first.certificate_serial = Some("7A:F2:DF".to_owned());
    let mut one = candidate("Lê An", "Khác", "other@hanoi.gov.vn");
    one.certificate_serials = vec!["007af2df"];
    let found = matched(&[first], &[one]);
    assert_eq!(pairs(&found), [(0, 0, MatchedBy::CertificateSerial, false)], "the certificate's number is certain");
}

#[test]
fn each_key_finds_in_its_turn() {
    let mut device = entry("A", "", "");
    device.device_serial = Some("00123".to_owned());
    let mut identity = entry("C", "", "");
    identity.identity_number = Some("001085012345".to_owned());
    let entries =
        [device, entry("B", "", "B@x.gov.vn"), identity, entry("Nguyễn  D", "UBND phường 1", ""), entry("E", "", "")];
    let mut by_device = candidate("a", "", "");
    by_device.device_serials = vec!["123"];
    let mut by_identity = candidate("c c", "", "");
    by_identity.identifiers = vec!["001085012345"];
    let candidates = [
        candidate("E", "", ""),
        candidate("nguyễn d", "UBND PHƯỜNG 1.", ""),
        by_identity,
        candidate("x", "", "b@x.gov.vn"),
        by_device,
    ];
    let found = matched(&entries, &candidates);
    let expected = [
        (0, 4, MatchedBy::DeviceSerial, false),
        (1, 3, MatchedBy::Email, false),
        (2, 2, MatchedBy::IdentityNumber, false),
        (3, 1, MatchedBy::NameAndUnit, false),
        (4, 0, MatchedBy::Name, true),
    ];
    assert_eq!(pairs(&found), expected, "a name alone is a proposal");
}

#[test]
fn a_device_with_another_name_on_it_is_only_proposed() {
    let mut owner = entry("Lê An", "", "");
    owner.device_serial = Some("77".to_owned());
    let mut token = candidate("Đỗ Bình", "", "");
    token.device_serials = vec!["77"];
    assert!(matched(&[owner], &[token]).matches[0].proposed, "devices are handed on");
}

#[test]
fn diacritics_tell_people_apart() {
    let found = matched(&[entry("Nguyễn Văn Hùng", "", "")], &[candidate("Nguyễn Văn Hưng", "", "")]);
    assert_eq!((found.unmatched_entries, found.unmatched_candidates), (vec![0], vec![0]), "Hùng is not Hưng");
}

#[test]
fn two_people_of_one_name_are_ambiguous_on_both_sides() {
    let entries = [entry("Lê An", "Phòng 1", ""), entry("Lê An", "Phòng 2", "")];
    let found = matched(&entries, &[candidate("Lê An", "Phòng 3", "")]);
    let expected = [Ambiguity { by: MatchedBy::Name, entries: vec![0, 1], candidates: vec![0] }];
    assert_eq!(found.ambiguities, expected, "nobody is guessed");
    assert!(
        found.unmatched_entries.is_empty() && found.matches.is_empty(),
        "ambiguous is neither matched nor unmatched"
    );
}

#[test]
fn a_shared_address_is_settled_by_name() {
    let entries = [entry("Lê An", "", "vp@x.gov.vn"), entry("Đỗ Bình", "", "vp@x.gov.vn")];
    let found = matched(&entries, &[candidate("Đỗ Bình", "", "vp@x.gov.vn"), candidate("Lê An", "", "VP@x.gov.vn")]);
    let expected = [(0, 1, MatchedBy::Email, false), (1, 0, MatchedBy::Email, false)];
    assert_eq!(pairs(&found), expected, "name and address together are certain");
}

#[test]
fn one_person_may_have_two_tokens() {
    let entries = [entry("Lê An", "", "an@x.gov.vn")];
    let found = matched(&entries, &[candidate("Lê An", "", "an@x.gov.vn"), candidate("Lê An", "", "an@x.gov.vn")]);
    assert_eq!(found.matches.len(), 2, "both are theirs");
}

#[test]
fn a_later_key_settles_what_an_earlier_left_open() {
    let mut first = entry("A", "", "vp@x.gov.vn");
    first.identity_number = Some("001000000011".to_owned());
    let mut second = entry("B", "", "vp@x.gov.vn");
    second.identity_number = Some("001000000022".to_owned());
    let mut one = candidate("a a", "", "vp@x.gov.vn");
    one.identifiers = vec!["001000000011"];
    let mut two = candidate("b b", "", "vp@x.gov.vn");
    two.identifiers = vec!["001000000022"];
    let found = matched(&[first, second], &[one, two]);
    assert_eq!((found.matches.len(), found.ambiguities.len()), (2, 0), "identity numbers tell them apart");
}

#[test]
fn ten_thousand_people_are_matched_without_square_work() {
    let names: Vec<String> = (0..10_000).map(|index| format!("Người {index}")).collect();
    let entries: Vec<Entry> = names.iter().map(|name| entry(name, "Phòng", "")).collect();
    let candidates: Vec<Candidate<'_>> = names.iter().map(|name| candidate(name, "Phòng", "")).collect();
    assert_eq!(matched(&entries, &candidates).matches.len(), 10_000, "each finds their own");
}
