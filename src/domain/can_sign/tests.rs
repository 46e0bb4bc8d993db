use super::*;
use crate::domain::certificate::Issuer;
use crate::domain::time::Moment;
use crate::domain::verdict::{JudgeSettings, Renewal};

fn signing(change: impl FnOnce(&mut Facts<'_>), entry: &Entry) -> Signing {
    let issuer = Issuer { organization: Some("Ban Cơ yếu Chính phủ".to_owned()), ..Issuer::default() };
    let at = |text: &str| text.parse::<Moment>().ok();
    let mut facts = Facts {
        issuer: Some(&issuer),
        not_before: at("2023-01-01T00:00:00Z"),
        not_after: at("2027-12-31T16:59:59Z"),
        device_serial: Some("77"),
        entry: Some(entry),
        ..Facts::default()
    };
    change(&mut facts);
    judged(|judge| by_entry(entry, &[facts], Unmatched::Nothing, judge))
}

fn judged(judge: impl FnOnce(&Judge<'_>) -> Signing) -> Signing {
    let settings = JudgeSettings::default();
    let zone = jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    judge(&Judge { now: "2026-11-25T03:00:00Z".parse().unwrap(), zone: &zone, settings: &settings })
}

fn alone(entry: &Entry) -> (Ability, Ground) {
    let found = judged(|judge| by_entry(entry, &[], Unmatched::Nothing, judge));
    (found.class, found.reason)
}

#[test]
fn each_obstacle_has_its_class_and_reason() {
    let plain = Entry::default();
    let end = |text: &'static str| move |facts: &mut Facts<'_>| facts.not_after = text.parse().ok();
    let proposed = |by: MatchedBy| move |facts: &mut Facts<'_>| facts.proposed_by = Some(by);
    let rows = [
        (signing(|_| {}, &plain), Ability::CanSign, Ground::Valid),
        (signing(end("2027-02-23T16:59:59Z"), &plain), Ability::StopsSoon, Ground::Valid),
        (signing(end("2027-02-24T16:59:59Z"), &plain), Ability::CanSign, Ground::Valid),
        (signing(end("2026-11-25T02:59:59Z"), &plain), Ability::CannotSign, Ground::NotWithinDates),
        (signing(|facts| facts.not_after = None, &plain), Ability::Unknown, Ground::DatesUnreadable),
        (signing(|facts| facts.pin_locked = true, &plain), Ability::CannotSign, Ground::PinLocked),
        (signing(|facts| facts.key_missing = true, &plain), Ability::CannotSign, Ground::KeyMissing),
        (signing(|facts| facts.issuer = None, &plain), Ability::CannotSign, Ground::OtherCa),
        (signing(proposed(MatchedBy::Name), &plain), Ability::Unknown, Ground::OnlyProposed),
        (signing(proposed(MatchedBy::DeviceSerial), &plain), Ability::Unknown, Ground::OtherNameOnDevice),
    ];
    for (found, class, reason) in rows {
        assert_eq!((found.class, found.reason), (class, reason), "{found:?}");
    }
}

#[test]
fn a_renewal_on_the_token_lets_its_holder_sign_until_it_ends_in_turn() {
    let renewal = Renewal {
        from: "2026-12-10T00:00:00Z".parse().unwrap(),
        until: "2029-12-10T00:00:00Z".parse().unwrap(),
        subject: None,
        emails: &[],
    };
    let followed = |facts: &mut Facts<'_>| {
        (facts.not_after, facts.renewal) = ("2026-12-20T00:00:00Z".parse().ok(), Some(renewal));
    };
    let found = signing(followed, &Entry::default());
    let expected = (Ability::CanSign, Ground::Valid, "2029-12-10".parse().ok());
    assert_eq!((found.class, found.reason, found.until), expected, "no day without a valid certificate");
}

#[test]
fn what_the_list_says_of_person_and_device_counts() {
    let of = |device_state, status| Entry { status, device_state, ..Entry::default() };
    let rows = [
        (of(DeviceState::Lost, Status::Working), Ground::DeviceLost),
        (of(DeviceState::Broken, Status::Working), Ground::DeviceBroken),
        (of(DeviceState::KeySuspect, Status::Working), Ground::KeySuspect),
        (of(DeviceState::Locked, Status::Working), Ground::PinLocked),
        (of(DeviceState::Revoked, Status::Working), Ground::Revoked),
        (of(DeviceState::Usable, Status::Retired), Ground::ToBeRevoked),
    ];
    for (entry, reason) in rows {
        let found = signing(|_| {}, &entry);
        assert_eq!((found.class, found.reason), (Ability::CannotSign, reason), "{entry:?}");
        assert_eq!(alone(&entry), (Ability::CannotSign, reason), "the same where no token was read");
    }
    let other = Entry { device_serial: Some("78".to_owned()), ..of(DeviceState::Lost, Status::Working) };
    assert_eq!(signing(|_| {}, &other).class, Ability::CanSign, "the lost one is another device");
    let unsure = Entry { unsure: true, ..Entry::default() };
    assert_eq!(signing(|_| {}, &unsure).class, Ability::Unknown, "nothing is guessed");
}

#[test]
fn sim_and_central_can_sign_until_the_day_in_the_list() {
    for carrier in [Carrier::SimPki, Carrier::Central] {
        let until = |day: &str| alone(&Entry { carrier, valid_until: day.parse().ok(), ..Entry::default() });
        assert_eq!(until(""), (Ability::CanSign, Ground::Carried), "no day in the list");
        assert_eq!(until("2026-11-25"), (Ability::StopsSoon, Ground::Carried), "its last day");
        assert_eq!(until("2026-11-24"), (Ability::CannotSign, Ground::NotWithinDates), "the day after");
        assert_eq!(until("2027-12-31"), (Ability::CanSign, Ground::Carried), "far off");
    }
}

#[test]
fn what_was_not_read_is_unknown_and_what_is_nowhere_is_missing() {
    let device = Entry { device_serial: Some("77".to_owned()), ..Entry::default() };
    assert_eq!(alone(&device), (Ability::Unknown, Ground::NotRead), "the list names a device");
    assert_eq!(alone(&Entry::default()), (Ability::CannotSign, Ground::NoCertificate), "nothing anywhere");
    let past = Entry { valid_until: "2026-01-01".parse().ok(), ..device };
    assert_eq!(alone(&past), (Ability::CannotSign, Ground::NotWithinDates), "the list says that it has ended");
}

#[test]
fn of_several_certificates_the_best_counts() {
    let entry = Entry::default();
    let good = signing(|_| {}, &entry);
    let issuer = Issuer { organization: Some("Ban Cơ yếu Chính phủ".to_owned()), ..Issuer::default() };
    let start = "2023-01-01T00:00:00Z".parse().ok();
    let old =
        Facts { issuer: Some(&issuer), not_before: start, not_after: start, entry: Some(&entry), ..Facts::default() };
    let new = Facts { not_after: "2027-12-31T16:59:59Z".parse().ok(), ..old };
    assert_eq!(
        judged(|judge| by_entry(&entry, &[old, new], Unmatched::Nothing, judge)),
        good,
        "an expired one beside it takes nothing away"
    );
}
