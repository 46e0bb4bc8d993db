use jiff::tz::TimeZone;

use super::*;
use crate::domain::check::{Threshold, Thresholds};
use crate::domain::key::PublicKey;
use crate::domain::pin::{SoPin, UserPin};
use crate::domain::problem::Severity;
use crate::domain::token::TokenIdentity;
use crate::report::assess::assess;
use crate::report::inventory::{Pairing, Summary};
use crate::report::merge::merge;
use crate::report::{Envelope, Kind};

fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

/// A reading of one certificate on the token of this serial, and what was found of its revocation.
fn reading(day: &str, serial: &str, found: Revocation, details: &[(&str, &str)]) -> Inventory {
    let details = details.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let problem = Problem {
        code: ProblemCode::CertificateRevoked,
        severity: Severity::Critical,
        subject: Some("aa".to_owned()),
        message: String::new(),
        details,
    };
    let is_revoked = found == Revocation::Judged(State::Revoked);
    let certificate =
        Certificate { sha256: "aa".to_owned(), revocation: found, pairing: Pairing::Current, ..Certificate::default() };
    let token = Token {
        driver: "/usr/lib/libbit4xpki.so".to_owned(),
        identity: TokenIdentity { serial: Some(serial.to_owned()), ..TokenIdentity::default() },
        firmware_version: None,
        hardware_version: None,
        uri: format!("pkcs11:serial={serial}"),
        also_seen_by: Vec::new(),
        read_at: Some(at(day)),
        holder: None,
        initialized: true,
        login_required: true,
        write_protected: false,
        pin_pad: false,
        user_pin: UserPin::default(),
        so_pin: SoPin::default(),
        logged_in: false,
        mechanisms: None,
        keys: Vec::new(),
        certificates: vec![certificate],
        problems: is_revoked.then_some(problem).into_iter().collect(),
    };
    Inventory {
        envelope: Envelope::new(Kind::Inventory, at(day)),
        drivers: Vec::new(),
        tokens: vec![token],
        summary: Summary::default(),
        unread: Vec::new(),
    }
}

const FIRST: &str = "2026-11-01T00:00:00Z";
const SECOND: &str = "2026-11-02T00:00:00Z";
const THIRD: &str = "2026-11-03T00:00:00Z";
const REVOKED: &[(&str, &str)] = &[("revocation_reason", "key-compromise")];
const HOLD: &[(&str, &str)] = &[("revocation_reason", SUSPENDED)];
const OF_CA: &[(&str, &str)] = &[(REVOKED_ISSUER, "CN=CA")];

/// A reading of that day in which the certificate was found revoked.
fn revoked_on(day: &str, details: &[(&str, &str)]) -> Inventory {
    reading(day, "11", Revocation::Judged(State::Revoked), details)
}

fn judged_on(day: &str, state: State) -> Inventory {
    reading(day, "11", Revocation::Judged(state), &[])
}

fn not_asked_on(day: &str) -> Inventory {
    reading(day, "11", Revocation::NotChecked, &[])
}

/// What is said of the certificate on the first token, and as of when.
fn said(readings: Vec<Inventory>) -> (Revocation, Option<Moment>, usize) {
    let merged = merge(readings, at("2027-01-01T00:00:00Z")).inventory;
    let token = &merged.tokens[0];
    let certificate = &token.certificates[0];
    (certificate.revocation, certificate.revocation_checked_at, token.problems.len())
}

#[test]
fn a_revocation_stays_known_when_a_newer_reading_did_not_ask() {
    for details in [REVOKED, HOLD, OF_CA] {
        let kept = (Revocation::Judged(State::Revoked), Some(at(FIRST)), 1);
        let (known, newer) = (revoked_on(FIRST, details), not_asked_on(SECOND));
        assert_eq!(said(vec![known.clone(), newer.clone()]), kept, "{details:?}, as of when it was found");
        assert_eq!(said(vec![newer.clone(), known.clone()]), kept, "whatever the order of files");
        let unknown = judged_on(SECOND, State::Unknown);
        assert_eq!(said(vec![known.clone(), unknown]), kept, "nor was there an answer");
        let grown = merge(vec![known, newer], at(THIRD)).inventory;
        assert_eq!(said(vec![grown, not_asked_on(THIRD)]), kept, "however often others are added");
    }
}

#[test]
fn a_final_revocation_is_never_lifted_and_a_suspension_by_the_next_answer() {
    let good = || judged_on(SECOND, State::Effective);
    let of = |details| said(vec![revoked_on(FIRST, details), good()]).0;
    assert_eq!(of(REVOKED), Revocation::Judged(State::Revoked), "it is for ever");
    assert_eq!(of(HOLD), Revocation::Judged(State::Effective), "a newer answer says that it was lifted");
    assert_eq!(of(OF_CA), Revocation::Judged(State::Effective), "a newer path does not go through the revoked CA");
    let older = said(vec![good(), revoked_on(THIRD, HOLD)]).0;
    assert_eq!(older, Revocation::Judged(State::Revoked), "it was suspended since");
    let grown = merge(vec![revoked_on(FIRST, HOLD), not_asked_on(THIRD)], at(THIRD)).inventory;
    let lifted = (Revocation::Judged(State::Effective), Some(at(SECOND)), 0);
    assert_eq!(said(vec![grown, good()]), lifted, "the answer is newer than the suspension, and says of when it is");
}

#[test]
fn an_older_answer_that_it_is_good_is_not_said_of_a_newer_reading() {
    let (revocation, checked_at, _) = said(vec![judged_on(FIRST, State::Effective), not_asked_on(SECOND)]);
    assert_eq!((revocation, checked_at), (Revocation::NotChecked, None), "nobody asked then");
}

#[test]
fn a_copy_on_another_token_is_revoked_as_well() {
    let copy = reading(SECOND, "22", Revocation::NotChecked, &[]);
    let merged = merge(vec![revoked_on(FIRST, REVOKED), copy], at(THIRD)).inventory;
    let found: Vec<_> = merged.tokens.iter().map(|token| token.certificates[0].revocation).collect();
    assert_eq!(found, [Revocation::Judged(State::Revoked); 2], "it is one certificate");
    assert!(merged.tokens.iter().all(|token| token.problems.len() == 1), "and each token says why");
}

#[test]
fn a_suspension_found_by_a_clock_that_was_wrong_gives_way() {
    let readings = vec![revoked_on("2099-01-01T00:00:00Z", HOLD), judged_on(SECOND, State::Effective)];
    assert_eq!(said(readings).0, Revocation::Judged(State::Effective), "its time is impossible");
}

#[test]
fn a_revocation_that_is_kept_raises_no_alarm_once_another_certificate_is_in_use() {
    let mut newer = not_asked_on(SECOND);
    let key = || Some(PublicKey { spki_sha256: Some("key".to_owned()), ..PublicKey::default() });
    let dates = |one: Certificate| Certificate {
        key: key(),
        not_before: Some(at("2026-01-01T00:00:00Z")),
        not_after: Some(at("2028-01-01T00:00:00Z")),
        ..one
    };
    let certificates = &mut newer.tokens[0].certificates;
    *certificates =
        ["aa", "bb"].map(|sha256| dates(Certificate { sha256: sha256.to_owned(), ..certificates[0].clone() })).to_vec();
    let mut merged = merge(vec![revoked_on(FIRST, REVOKED), newer], at(THIRD)).inventory;
    let limits = Thresholds { warn: Threshold::Days(90), crit: Threshold::Days(30), zone: TimeZone::UTC };
    assess(&mut merged, at(THIRD), &limits);
    let token = &merged.tokens[0];
    let weight = revoked(token, token.certificates.iter().find(|one| one.sha256 == "aa").unwrap()).unwrap().severity;
    assert_eq!(weight, Severity::Note, "its successor is used instead: {token:#?}");
}
