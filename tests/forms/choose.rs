//! Which holders go on which form.

use jiff::tz::TimeZone;
use tokenctl::commands::request::{Chosen, Wanted, choose};
use tokenctl::domain::form::{Changed, ReasonKey, Service};
use tokenctl::domain::pin::PinState;
use tokenctl::domain::roster::{Carrier, Entry, Roster, Status};
use tokenctl::domain::verdict::{Judge, JudgeSettings};
use tokenctl::report::holders::Holders;
use tokenctl::report::inventory::{Certificate, Inventory, Pairing, Summary, Token};
use tokenctl::report::work::judged;
use tokenctl::report::{Envelope, Kind};

use crate::report::token;

const NOW: &str = "2026-11-22T01:00:00Z";

/// A token whose certificate was issued for five years and expires in this many days; its PIN is in order.
fn of(name: &str, serial: &str, days: i64) -> Token {
    let now: tokenctl::domain::time::Moment = NOW.parse().unwrap();
    let mut token = token();
    token.identity.serial = Some(format!("6{serial}"));
    token.identity.slot = u64::from_str_radix(serial, 16).unwrap();
    token.user_pin.state = PinState::Ok;
    let certificate = &mut token.certificates[0];
    serial.clone_into(&mut certificate.sha256);
    certificate.serial_number = Some(serial.to_owned());
    certificate.pairing = Pairing::Current;
    certificate.not_after = Some(now.plus_days(days));
    certificate.not_before = Some(now.plus_days(days - 1_825));
    certificate.emails = vec![format!("{serial}@hanoi.gov.vn")];
    let subject = certificate.subject.as_mut().unwrap();
    subject.common_name = Some(name.to_owned());
    subject.organizations = vec!["UBND phường A".to_owned()];
    token
}

fn entry(name: &str, serial: &str) -> Entry {
    Entry {
        name: name.to_owned(),
        certificate_serial: Some(serial.to_owned()),
        email: Some(format!("{serial}@hanoi.gov.vn")),
        unit: Some("UBND phường A".to_owned()),
        ..Entry::default()
    }
}

fn inventory() -> Inventory {
    let mut locked = of("Khóa Văn C", "0c", 900);
    locked.user_pin.state = PinState::Locked;
    let older = Certificate {
        pairing: Pairing::Superseded,
        sha256: "old".to_owned(),
        serial_number: Some("0cc0".to_owned()),
        ..locked.certificates[0].clone()
    };
    locked.certificates.push(older);
    let mut empty = of("", "0e", 900);
    empty.user_pin.state = PinState::Locked;
    empty.certificates.clear();
    let mut public = of("Công Ty H", "0f", 900);
    public.user_pin.state = PinState::Locked;
    let issuer = public.certificates[0].issuer.as_mut().unwrap();
    issuer.organization = Some("VNPT".to_owned());
    let tokens = vec![
        of("Gia Hạn A", "0a", 60),
        of("Cả Hai B", "0b", 60),
        locked,
        of("Nghỉ Hưu D", "0d", 900),
        of("Hết Hạn E", "01", -10),
        of("Trùng Tên F", "02", 900),
        empty,
        public,
    ];
    let envelope = Envelope::new(Kind::Inventory, NOW.parse().unwrap());
    Inventory { envelope, drivers: Vec::new(), tokens, summary: Summary::default(), unread: Vec::new() }
}

fn roster() -> Roster {
    let moved = Entry { unit: Some("Ủy ban nhân dân phường Z".to_owned()), ..entry("Cả Hai B", "0b") };
    let retired = Entry { status: Status::Retired, ..entry("Nghỉ Hưu D", "0d") };
    let same_name =
        Entry {
            name: "Trùng Tên F".to_owned(), unit: Some("Ủy ban nhân dân phường Z".to_owned()), ..Entry::default()
        };
    let nothing_yet = Entry { name: "Mới Tuyển G".to_owned(), ..Entry::default() };
    let sim = Entry { name: "Có SIM H".to_owned(), carrier: Carrier::SimPki, ..Entry::default() };
    let gone = Entry { status: Status::Died, carrier: Carrier::Central, ..entry("Từ Trần K", "77") };
    let entries =
        vec![entry("Gia Hạn A", "0a"), moved, retired, entry("Hết Hạn E", "01"), same_name, nothing_yet, sim, gone];
    Roster { entries, ..Roster::default() }
}

/// Each case as name and service.
fn chosen(wanted: Wanted, proposed: bool) -> (Vec<(String, Service)>, Vec<String>) {
    let (inventory, roster, settings) = (inventory(), roster(), JudgeSettings::default());
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    let judge = Judge { now: NOW.parse().unwrap(), zone: &zone, settings: &settings };
    let holders = Holders::new(&inventory, Some(&roster), &settings);
    let judged = judged(&holders, &judge);
    let Chosen { cases, remarks, .. } = choose(wanted, &judged, &settings, proposed);
    let name = |case: &tokenctl::commands::request::Case<'_>| {
        let subject = case.certificate.and_then(|certificate| certificate.subject.as_ref());
        let of_certificate = subject.and_then(|subject| subject.common_name.clone());
        of_certificate.or(case.entry.map(|entry| entry.name.clone())).unwrap_or_default()
    };
    let cases = cases.iter().map(|case| (name(case), case.service.clone())).collect();
    (cases, remarks.iter().map(|remark| remark.id.to_owned()).collect())
}

fn names(cases: &[(String, Service)]) -> Vec<&str> {
    cases.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn a_renewal_takes_open_windows_and_sets_both_marks_where_information_differs_too() {
    let (cases, remarks) = chosen(Wanted::Renewal, false);
    assert_eq!(names(&cases), ["Gia Hạn A", "Cả Hai B"], "only those whose window is open");
    assert_eq!([&cases[0].1, &cases[1].1], [&Service::Renew; 2], "a change that is only proposed is left out");
    assert_eq!(remarks, ["form-left-out-change"], "and told");
    let (cases, remarks) = chosen(Wanted::Renewal, true);
    assert_eq!(cases[0].1, Service::Renew, "nothing else differs");
    let Service::RenewAndChange(changes) = &cases[1].1 else { panic!("both marks, got {:?}", cases[1].1) };
    assert_eq!(changes[0].what, Changed::Organisation, "the employing body");
    assert_eq!(changes[0].old.as_deref(), Some("UBND phường A"), "what the certificate says");
    assert_eq!(changes[0].new.as_deref(), Some("Ủy ban nhân dân phường Z"), "what the staff list says");
    assert_eq!(remarks, ["form-change-proposed"], "two spellings may be one body, so a person looks");
}

#[test]
fn a_match_by_name_alone_is_left_out_and_told_until_the_officer_takes_it() {
    let (cases, remarks) = chosen(Wanted::Change, false);
    assert!(cases.is_empty(), "neither the text nor the person is certain: {cases:?}");
    assert_eq!(remarks, ["form-left-out-change", "form-left-out-proposed"], "both are told");
    let (cases, _) = chosen(Wanted::Change, true);
    assert_eq!(names(&cases), ["Cả Hai B", "Trùng Tên F"], "the officer's word counts");
}

#[test]
fn a_locked_device_is_one_row_and_public_cas_have_no_form() {
    let (cases, _) = chosen(Wanted::Recovery, false);
    assert_eq!(names(&cases), ["Khóa Văn C", ""], "one row a device, also for a device without certificates");
}

#[test]
fn who_left_is_revoked_also_where_no_token_was_read() {
    let (cases, _) = chosen(Wanted::Revocation, false);
    let expected = [("Nghỉ Hưu D", ReasonKey::Retired), ("Từ Trần K", ReasonKey::Died)];
    let expected = expected.map(|(name, reason)| (name.to_owned(), Service::Revoke(Some(reason))));
    assert_eq!(cases, expected, "with the staff list's reason");
}

#[test]
fn new_certificates_are_for_those_who_missed_the_window_and_those_who_have_none() {
    let (cases, _) = chosen(Wanted::NewPersons, false);
    assert_eq!(
        names(&cases),
        ["Hết Hạn E", "Mới Tuyển G"],
        "expired, and on the staff list without anything; who has a SIM can sign"
    );
    let (cases, _) = chosen(Wanted::NewOrganisations, false);
    assert!(cases.is_empty(), "no organisation among them: {cases:?}");
}
