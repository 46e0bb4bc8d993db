use super::*;
use crate::domain::certificate::{Issuer, Subject};
use crate::domain::key::PublicKey;

const ALL: View = View { private_visible: true, complete: true };
const PUBLIC: View = View { private_visible: false, complete: true };

fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn of(text: &str) -> &'static Subject {
    kept(Subject { text: text.to_owned(), ..Subject::default() })
}

fn by(organization: &str) -> &'static Issuer {
    kept(Issuer { organization: Some(organization.to_owned()), ..Issuer::default() })
}

fn certified(algorithm: &str, spki: &str) -> &'static PublicKey {
    let (algorithm, spki_sha256) = (Some(algorithm.to_owned()), Some(spki.to_owned()));
    kept(PublicKey { algorithm, spki_sha256, ..PublicKey::default() })
}

fn certificate<'a>(spki: &str, id: &'a str, from: &str) -> CertificateView<'a> {
    CertificateView {
        id: Some(id),
        subject: Some(of("CN=Nguyễn Văn A")),
        issuer: Some(by("Ban Cơ yếu Chính phủ")),
        key: Some(certified("rsa", spki)),
        not_before: Some(from.parse().unwrap()),
        ..CertificateView::default()
    }
}

fn key<'a>(private: bool, spki: Option<&'a str>, id: &'a str) -> KeyFact<'a> {
    KeyFact { private, id: Some(id), algorithm: Some("rsa"), bits: None, curve: None, spki }
}

fn pairings(keys: &[KeyFact<'_>], certificates: &[CertificateView<'_>], view: View) -> Vec<Pairing> {
    pair(keys, certificates, view).iter().map(|paired| paired.pairing).collect()
}

const OLD: &str = "2021-01-01T00:00:00Z";
const NEW: &str = "2026-01-01T00:00:00Z";

#[test]
fn the_public_key_decides_and_not_the_id() {
    let keys = [key(true, Some("aa"), "01")];
    let verdicts = pairings(&keys, &[certificate("aa", "99", OLD), certificate("bb", "01", OLD)], ALL);
    assert_eq!(verdicts, [Pairing::Current, Pairing::Foreign], "an id is a hint, a public key is proof");
}

#[test]
fn a_renewed_certificate_supersedes_the_old_one_of_its_key() {
    let keys = [key(true, Some("aa"), "01")];
    let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), certificate("aa", "01", NEW)], ALL);
    assert_eq!(verdicts, [Pairing::Superseded, Pairing::Current], "the same key, a newer certificate");
    let unseen = pairings(&[], &[certificate("aa", "01", OLD), certificate("aa", "01", NEW)], PUBLIC);
    assert_eq!(unseen, [Pairing::Superseded, Pairing::Unknown], "that is known without any key");
}

/// A certificate with its standing and its end.
fn standing<'a>(one: CertificateView<'a>, standing: Standing, end: &str) -> CertificateView<'a> {
    CertificateView { standing, not_after: Some(end.parse().unwrap()), ..one }
}

fn turns_of(certificates: &[CertificateView<'_>], keys: &[KeyFact<'_>]) -> Vec<(Option<usize>, Option<usize>)> {
    let found = turns(certificates, &pairings(keys, certificates, ALL));
    found.iter().map(|turn| (turn.renewal, turn.waits_for)).collect()
}

const SOON: &str = "2026-12-10T00:00:00Z";

#[test]
fn a_renewal_that_has_not_begun_leaves_the_valid_one_in_use_and_is_not_superseded_by_it() {
    let keys = [key(true, Some("aa"), "01"), key(true, Some("bb"), "02")];
    let old = standing(certificate("aa", "01", OLD), Standing::Valid, "2026-12-20T00:00:00Z");
    for (what, spki, id) in [("the same key", "aa", "01"), ("another key of the holder", "bb", "02")] {
        let renewal = standing(certificate(spki, id, SOON), Standing::Ahead, "2030-01-01T00:00:00Z");
        let both = [old, renewal];
        assert_eq!(pairings(&keys, &both, ALL), [Pairing::Current, Pairing::Current], "{what}");
        assert_eq!(turns_of(&both, &keys), [(Some(1), None), (None, Some(0))], "{what}: it follows");
        let begun = [old, CertificateView { standing: Standing::Valid, ..renewal }];
        assert_eq!(pairings(&keys, &begun, ALL), [Pairing::Superseded, Pairing::Current], "{what}: its day has come");
        let over = [CertificateView { standing: Standing::Over, ..old }, renewal];
        assert_eq!(pairings(&keys, &over, ALL), [Pairing::Superseded, Pairing::Current], "{what}: none is valid");
        assert_eq!(turns_of(&over, &keys), [(None, None); 2], "{what}: nothing to wait for");
    }
}

#[test]
fn a_renewal_follows_only_without_a_gap_and_only_if_it_lasts_longer() {
    let keys = [key(true, Some("aa"), "01")];
    let old = standing(certificate("aa", "01", OLD), Standing::Valid, "2026-12-09T23:59:59Z");
    let at = |start, end| [old, standing(certificate("aa", "01", start), Standing::Ahead, end)];
    let late = "2030-01-01T00:00:00Z";
    assert_eq!(turns_of(&at(SOON, late), &keys)[0], (Some(1), None), "the second after the last one is no gap");
    assert_eq!(turns_of(&at("2026-12-10T00:00:01Z", late), &keys)[0], (None, None), "a second later is one");
    let shorter = at("2026-12-01T00:00:00Z", "2026-12-05T00:00:00Z");
    assert_eq!(turns_of(&shorter, &keys), [(None, None), (None, Some(0))], "it ends before the old one does");
}

#[test]
fn what_is_no_longer_valid_supersedes_nothing_that_is() {
    let keys = [key(true, Some("aa"), "01"), key(true, Some("bb"), "02")];
    let long = standing(certificate("aa", "01", OLD), Standing::Valid, "2030-01-01T00:00:00Z");
    for (what, spki, id) in [("the same key", "aa", "01"), ("another key of the holder", "bb", "02")] {
        let newer = standing(certificate(spki, id, NEW), Standing::Over, "2026-06-01T00:00:00Z");
        let expected = [Pairing::Current, Pairing::Superseded];
        assert_eq!(pairings(&keys, &[long, newer], ALL), expected, "{what}: expired or revoked");
        let named = certificates_of(&keys[..1], &[newer, long], &pair(&keys, &[newer, long], ALL));
        assert_eq!(named, [Some(1)], "{what}: the key names the one in use");
        let valid = CertificateView { standing: Standing::Valid, ..newer };
        assert_eq!(pairings(&keys, &[long, valid], ALL), expected, "{what}: of two valid ones the last to end");
        let same_end = CertificateView { not_after: long.not_after, ..valid };
        let newest = [Pairing::Superseded, Pairing::Current];
        assert_eq!(pairings(&keys, &[long, same_end], ALL), newest, "{what}: of one end the newer");
    }
}

#[test]
fn a_certificate_is_deleted_only_for_one_that_is_used_instead() {
    let old = standing(certificate("aa", "01", OLD), Standing::Valid, "2026-12-20T00:00:00Z");
    let renewal = standing(certificate("aa", "01", SOON), Standing::Ahead, "2030-01-01T00:00:00Z");
    assert!(!is_successor(&renewal, &old) && !is_successor(&old, &renewal), "neither replaces the other yet");
    let begun = CertificateView { standing: Standing::Valid, ..renewal };
    assert!(is_successor(&begun, &old) && !is_successor(&old, &begun), "once it has begun");
    let expired = standing(certificate("aa", "01", NEW), Standing::Over, "2026-06-01T00:00:00Z");
    assert!(is_successor(&old, &expired) && !is_successor(&expired, &old), "an expired one replaces nothing");
    let other = standing(certificate("bb", "02", NEW), Standing::Valid, "2030-01-01T00:00:00Z");
    assert!(!is_successor(&other, &old), "another key's signs for nothing of this one");
}

#[test]
fn a_new_key_of_the_same_subject_and_issuer_supersedes_too() {
    let keys = [key(true, Some("aa"), "01"), key(true, Some("bb"), "02")];
    let certificates = [certificate("aa", "01", OLD), certificate("bb", "02", NEW)];
    assert_eq!(pairings(&keys, &certificates, ALL), [Pairing::Superseded, Pairing::Current], "same holder");
    let other = CertificateView { issuer: Some(by("VNPT")), ..certificates[1] };
    let verdicts = pairings(&keys, &[certificates[0], other], ALL);
    assert_eq!(verdicts, [Pairing::Current, Pairing::Current], "another CA's certificate replaces nothing");
}

#[test]
fn a_newer_certificate_without_its_key_takes_nothing_from_the_one_that_works_here() {
    let keys = [key(true, Some("aa"), "01")];
    let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), certificate("bb", "02", NEW)], ALL);
    assert_eq!(verdicts, [Pairing::Current, Pairing::Orphan], "the newer one cannot be used here");
}

#[test]
fn a_signing_and_an_encryption_certificate_of_one_holder_are_both_current() {
    let keys = [key(true, Some("aa"), "01"), key(true, Some("bb"), "02")];
    let later = certificate("bb", "02", "2021-01-01T00:00:05Z");
    let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), later], ALL);
    assert_eq!(verdicts, [Pairing::Current, Pairing::Current], "issued together, five seconds apart");
}

#[test]
fn without_login_and_public_keys_nothing_is_called_orphan() {
    let paired = pair(&[], &[certificate("aa", "01", OLD)], PUBLIC);
    assert_eq!(paired, [Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown }], "nobody can know");
    let paired = pair(&[], &[certificate("aa", "01", OLD)], ALL);
    assert_eq!(paired, [Paired { pairing: Pairing::Orphan, private_key: PrivateKey::Absent }], "after login one can");
    let paired = pair(&[key(false, Some("aa"), "01")], &[certificate("aa", "01", OLD)], PUBLIC);
    assert_eq!(
        paired,
        [Paired { pairing: Pairing::Current, private_key: PrivateKey::Unknown }],
        "a public key tells as well"
    );
}

#[test]
fn while_private_objects_are_hidden_another_public_key_makes_no_orphan() {
    let keys = [key(false, Some("bb"), "02")];
    let paired = pair(&keys, &[certificate("aa", "01", OLD)], PUBLIC);
    assert_eq!(
        paired,
        [Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown }],
        "its key may be hidden"
    );
}

#[test]
fn a_certificate_whose_key_was_not_seen_displaces_none_whose_key_was() {
    let keys = [key(false, Some("aa"), "01")];
    let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), certificate("bb", "02", NEW)], PUBLIC);
    assert_eq!(verdicts, [Pairing::Current, Pairing::Unknown], "the newer one may not work here");
    let verdicts = pairings(&[], &[certificate("aa", "01", OLD), certificate("bb", "02", NEW)], PUBLIC);
    assert_eq!(verdicts, [Pairing::Superseded, Pairing::Unknown], "of two unseen ones the newer is the likely one");
}

#[test]
fn an_unfinished_reading_never_makes_an_orphan() {
    let broken = View { private_visible: true, complete: false };
    let paired = pair(&[key(false, Some("bb"), "02")], &[certificate("aa", "01", OLD)], broken);
    assert_eq!(
        paired,
        [Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown }],
        "its key may be unread"
    );
}

#[test]
fn an_ec_private_key_that_hides_its_point_is_found_by_its_id() {
    let keys = [key(true, None, "01")];
    let paired = pair(&keys, &[certificate("aa", "01", OLD)], ALL);
    assert_eq!(
        paired,
        [Paired { pairing: Pairing::Current, private_key: PrivateKey::Present }],
        "the only hint there is"
    );
}

#[test]
fn a_private_key_that_hides_its_public_one_under_an_id_of_no_certificate_may_be_any_certificates() {
    let unknown = Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown };
    let stray = [key(true, None, "01")];
    let one = [certificate("aa", "02", OLD)];
    assert_eq!(pair(&stray, &one, ALL), [unknown], "an id is a hint, and proves no orphan");
    let two = [certificate("aa", "02", OLD), certificate("bb", "01", OLD)];
    let found = [Pairing::Orphan, Pairing::Current];
    assert_eq!(pairings(&stray, &two, ALL), found, "one with the key's own id has it");
    let other = [KeyFact { algorithm: Some("ec"), ..stray[0] }];
    assert_eq!(pairings(&other, &one, ALL), [Pairing::Orphan], "a key of another kind is another key");
    let sized = [KeyFact { bits: Some(3072), ..stray[0] }];
    let key = PublicKey { bits: Some(2048), ..certified("rsa", "aa").clone() };
    let one = [CertificateView { key: Some(kept(key)), ..one[0] }];
    assert_eq!(pairings(&sized, &one, ALL), [Pairing::Orphan], "and so is one of another size");
}

#[test]
fn a_private_key_that_hides_its_public_one_is_not_proved_by_an_id_that_another_key_has_too() {
    let keys = [key(true, None, "01"), key(false, Some("bb"), "01")];
    let certificates = [certificate("aa", "01", OLD)];
    let verdicts = pair(&keys, &certificates, ALL);
    let unknown = Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown };
    assert_eq!(verdicts, [unknown], "it belongs to one of the two");
    assert_eq!(certificates_of(&keys, &certificates, &verdicts), [None, None], "and names neither");
    assert_eq!(pairings(&keys[1..], &certificates, ALL), [Pairing::Foreign], "the other key alone is another one");
    let own = [keys[0], keys[1], key(false, Some("aa"), "01")];
    let present = Paired { pairing: Pairing::Current, private_key: PrivateKey::Present };
    assert_eq!(pair(&own, &certificates, ALL), [present], "beside its own public key it is found");
}

#[test]
fn a_private_key_that_tells_only_its_kind_makes_no_orphan() {
    let kinds = |private: &'static str, kind: &str, id| {
        let key = KeyFact { algorithm: Some(private), id, ..key(true, None, "01") };
        pair(&[key], &[CertificateView { key: Some(certified(kind, "aa")), ..certificate("aa", "01", OLD) }], ALL)[0]
    };
    let present = Paired { pairing: Pairing::Current, private_key: PrivateKey::Present };
    assert_eq!(kinds("ml-dsa", "ml-dsa-65", Some("01")), present, "the parameter set is the certificate's to tell");
    assert_eq!(kinds("ec-edwards", "ed25519", Some("01")), present, "so is the curve");
    let unknown = Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown };
    assert_eq!(kinds("0x80000001", "1.2.3", Some("01")), unknown, "nobody knows what the two are");
    assert_eq!(kinds("rsa", "rsa", None), unknown, "a key without id and public key may be its own");
    assert_eq!(kinds("rsa", "ec", None).pairing, Pairing::Orphan, "a key of another kind is not");
}

#[test]
fn a_certificate_whose_key_cannot_be_read_is_neither_in_use_nor_in_the_way_of_another() {
    let broken = CertificateView { key: None, subject: None, ..certificate("aa", "01", NEW) };
    let keys = [key(true, Some("aa"), "01")];
    let paired = pair(&keys, &[certificate("aa", "01", OLD), broken], ALL);
    assert_eq!(paired[0].pairing, Pairing::Current, "half a certificate supersedes nothing");
    assert_eq!(
        paired[1],
        Paired { pairing: Pairing::Unknown, private_key: PrivateKey::Unknown },
        "and nobody knows its key"
    );
}

#[test]
fn a_ca_certificate_is_nobodys() {
    let ca = CertificateView { is_ca: true, ..certificate("cc", "03", NEW) };
    let keys = [key(true, Some("aa"), "01")];
    let verdicts = pairings(&keys, &[certificate("aa", "01", OLD), ca], ALL);
    assert_eq!(verdicts, [Pairing::Current, Pairing::Ca], "it neither serves the holder nor supersedes");
}

#[test]
fn a_key_names_its_current_certificate() {
    let keys = [key(true, Some("aa"), "01")];
    let certificates = [certificate("aa", "01", NEW), certificate("aa", "01", OLD)];
    let verdicts = pair(&keys, &certificates, ALL);
    assert_eq!(certificates_of(&keys, &certificates, &verdicts), [Some(0)], "the current one of two");
}

#[test]
fn a_key_that_hides_its_public_one_names_the_certificate_under_its_id() {
    let keys = [key(true, None, "02"), key(false, None, "02"), key(true, Some("cc"), "01")];
    let certificates = [certificate("aa", "01", OLD), certificate("bb", "02", OLD)];
    let verdicts = pair(&keys, &certificates, ALL);
    let expected = [Some(1), None, None];
    assert_eq!(certificates_of(&keys, &certificates, &verdicts), expected, "only a private key may hide it");
}

#[test]
fn ten_thousand_pairs_are_paired_like_two() {
    let name = |at: usize| format!("{at:04x}");
    let names: Vec<String> = (0..10_000).map(name).collect();
    let keys: Vec<KeyFact<'_>> = names.iter().map(|name| key(true, Some(name), name)).collect();
    let certificates: Vec<CertificateView<'_>> =
        names.iter().map(|name| CertificateView { subject: Some(of(name)), ..certificate(name, name, OLD) }).collect();
    let verdicts = pair(&keys, &certificates, ALL);
    assert!(verdicts.iter().all(|one| one.pairing == Pairing::Current), "every key has its certificate");
    let places: Vec<Option<usize>> = (0..10_000).map(Some).collect();
    assert_eq!(certificates_of(&keys, &certificates, &verdicts), places, "and each certificate its key");
}

#[test]
fn only_a_certificate_of_the_same_key_or_of_one_that_was_seen_is_proved_to_replace_another() {
    let proved = |keys: &[KeyFact<'_>], certificates: &[CertificateView<'_>]| {
        replaced(certificates, &pair(keys, certificates, PUBLIC))
    };
    let others = [certificate("aa", "01", OLD), certificate("bb", "02", NEW)];
    assert_eq!(proved(&[], &others), [false, false], "neither key was seen");
    assert_eq!(proved(&[key(false, Some("bb"), "02")], &others), [true, false], "the newer one's was");
    assert_eq!(proved(&[], &[others[0], certificate("aa", "01", NEW)]), [true, false], "the same key");
}
