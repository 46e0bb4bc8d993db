use super::*;
use crate::domain::certificate::Identifier;
use crate::domain::matching::MatchedBy;
use crate::domain::roster::HolderKind;
use crate::domain::roster::{DeviceState, Status};

fn hanoi() -> TimeZone {
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap()
}

fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

fn government() -> Issuer {
    Issuer {
        text: String::new(),
        common_name: Some("CA phục vụ các cơ quan Nhà nước G2".to_owned()),
        organization: Some("Ban Cơ yếu Chính phủ".to_owned()),
    }
}

fn subject() -> Subject {
    Subject {
        common_name: Some("Lê An".to_owned()),
        organizations: vec!["ỦY BAN NHÂN DÂN PHƯỜNG BA ĐÌNH".to_owned()],
        organizational_units: vec!["Văn phòng".to_owned()],
        title: Some("Chuyên viên".to_owned()),
        ..Subject::default()
    }
}

fn person() -> Entry {
    Entry {
        name: "Lê An".to_owned(),
        unit: Some("Ủy ban nhân dân phường Ba Đình".to_owned()),
        email: Some("an@hanoi.gov.vn".to_owned()),
        title: Some("Chuyên viên".to_owned()),
        ..Entry::default()
    }
}

/// Judges, at noon on 1 January 2026 in Hanoi, a five-year certificate that expires at the end of a day there.
fn judge(change: impl FnOnce(&mut Facts<'_>, &mut JudgeSettings), entry: Option<&Entry>, end: &str) -> Verdict {
    let (issuer, subject, emails) = (government(), subject(), vec!["an@hanoi.gov.vn".to_owned()]);
    let mut settings = JudgeSettings::default();
    let not_after = at(&format!("{end}T16:59:59Z"));
    let mut facts = Facts {
        issuer: Some(&issuer),
        subject: Some(&subject),
        emails: &emails,
        not_before: Some(not_after.plus_days(-1825)),
        not_after: Some(not_after),
        entry,
        ..Facts::default()
    };
    change(&mut facts, &mut settings);
    let zone = hanoi();
    decide(&facts, &Judge { now: at("2026-01-01T05:00:00Z"), zone: &zone, settings: &settings })
}

fn actions(verdict: &Verdict) -> Vec<Action> {
    verdict.advice.iter().map(|advice| advice.action).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn each_boundary_of_the_renewal_window_has_its_verdict() {
    // End of validity, days to it, verdict, reason, last day for filing and days to it.
    let rows = [
        ("2026-07-01", 181, Action::Keep, Reason::FarFromEnd, None),
        ("2026-06-30", 180, Action::RenewSoon, Reason::WindowAhead, Some(("2026-05-31", 150))),
        ("2026-04-02", 91, Action::RenewSoon, Reason::WindowAhead, Some(("2026-03-03", 61))),
        ("2026-04-01", 90, Action::Renew, Reason::WindowOpen, Some(("2026-03-02", 60))),
        ("2026-02-01", 31, Action::Renew, Reason::WindowOpen, Some(("2026-01-02", 1))),
        ("2026-01-31", 30, Action::Renew, Reason::WindowOpen, Some(("2026-01-01", 0))),
        ("2026-01-30", 29, Action::Reissue, Reason::WindowMissed, Some(("2026-01-30", 29))),
        ("2026-01-01", 0, Action::Reissue, Reason::WindowMissed, Some(("2026-01-01", 0))),
        ("2025-12-31", -1, Action::Reissue, Reason::Expired, Some(("2025-12-31", -1))),
        ("2020-12-31", -1827, Action::Reissue, Reason::Expired, Some(("2020-12-31", -1827))),
    ];
    for (end, days, action, reason, deadline) in rows {
        let verdict = judge(|_, _| {}, None, end);
        let advice = &verdict.advice[0];
        assert_eq!((advice.action, advice.reason), (action, reason), "{days} days before the end ({end})");
        let expected = deadline.map(|(date, days)| Deadline { date: day(date), days });
        assert_eq!(advice.deadline, expected, "{days} days before the end ({end})");
        assert_eq!(verdict.advice.len(), 1, "one verdict where one applies");
    }
}

#[test]
fn an_opening_window_tells_its_first_and_last_day() {
    let verdict = judge(|_, _| {}, None, "2026-04-02");
    let advice = &verdict.advice[0];
    assert_eq!(advice.opens, Some(day("2026-01-02")), "ninety days before the end");
    let setting = SettingUsed { name: "renewal.open_days".to_owned(), value: "90".to_owned() };
    assert_eq!(advice.setting, Some(setting), "the setting that led to it");
    assert_eq!(advice.form.as_deref(), Some("04"), "the form to be filed");
}

#[test]
fn days_are_those_of_the_bodys_zone() {
    // 17:00Z on 31 January is 1 February in Hanoi, so 31 days are left instead of 30.
    let verdict = judge(|facts, _| facts.not_after = Some(at("2026-01-31T17:00:00Z")), None, "2026-01-31");
    assert_eq!(
        verdict.advice[0].deadline,
        Some(Deadline { date: day("2026-01-02"), days: 1 }),
        "the next day in Hanoi"
    );
}

#[test]
fn settings_move_the_window() {
    let verdict = judge(|_, settings| settings.renewal.min_days_left = 60, None, "2026-02-15");
    assert_eq!(verdict.advice[0].reason, Reason::WindowMissed, "45 days are too few under the earlier decree's 60");
    let setting = SettingUsed { name: "renewal.min_days_left".to_owned(), value: "60".to_owned() };
    assert_eq!(verdict.advice[0].setting, Some(setting), "and the setting is named");
}

/// Its name, the note that states it, the staff list's entry, and the change of the facts.
type Evidence<'e> = (&'static str, Note, Option<&'e Entry>, fn(&mut Facts<'_>));

#[test]
fn each_evidence_of_a_renewal_leads_to_a_new_issue() {
    let mut marked = person();
    marked.renewals = Some(1);
    let rows: [Evidence<'_>; 4] = [
        ("an older certificate of the key", Note::RenewedByOlderCertificate, None, |facts| facts.older_of_same_key = 1),
        ("three years less a day", Note::RenewedByValidity, None, |facts| {
            facts.not_before = facts.not_after.map(|end| end.plus_days(-1095));
        }),
        ("three years with a leap day", Note::RenewedByValidity, None, |facts| {
            facts.not_before = facts.not_after.map(|end| end.plus_days(-1096));
        }),
        ("the roster's mark", Note::RenewedByRoster, Some(&marked), |_| {}),
    ];
    for (evidence, note, entry, change) in rows {
        let verdict = judge(|facts, _| change(facts), entry, "2026-03-01");
        assert_eq!(actions(&verdict), [Action::Reissue], "{evidence}");
        assert_eq!(verdict.advice[0].reason, Reason::AlreadyRenewed, "{evidence}");
        assert_eq!(verdict.notes, [note], "the evidence is said: {evidence}");
        assert_eq!(verdict.advice[0].recipient, Some(Recipient::Authority), "a new issue goes to the CA");
    }
    let longer =
        judge(|facts, _| facts.not_before = facts.not_after.map(|end| end.plus_days(-1097)), None, "2026-03-01");
    assert_eq!(actions(&longer), [Action::Renew], "a day longer than a renewal is a first issue");
    let twice = judge(
        |facts, settings| {
            facts.older_of_same_key = 1;
            settings.renewal.max_renewals = 2;
        },
        None,
        "2026-03-01",
    );
    assert_eq!(actions(&twice), [Action::Renew], "where two renewals are allowed");
    let early = judge(|facts, _| facts.older_of_same_key = 1, None, "2026-06-01");
    assert_eq!((early.advice[0].action, early.advice[0].reason), (Action::Keep, Reason::AlreadyRenewed), "not yet due");
}

#[test]
fn each_reason_of_revocation_stands_alone_but_for_a_new_one_of_those_still_at_work() {
    let rows = [
        (Status::Retired, DeviceState::Usable, Reason::Retired, NextStep::FileRevocation),
        (Status::Left, DeviceState::Usable, Reason::Left, NextStep::FileRevocation),
        (Status::Died, DeviceState::Usable, Reason::Died, NextStep::FileRevocation),
        (Status::Dissolved, DeviceState::Usable, Reason::Dissolved, NextStep::FileRevocation),
        (Status::Working, DeviceState::Lost, Reason::DeviceLost, NextStep::FileRevocationOfLost),
        (Status::Working, DeviceState::Broken, Reason::DeviceBroken, NextStep::FileRevocation),
        (Status::Retired, DeviceState::KeySuspect, Reason::KeySuspect, NextStep::FileRevocation),
    ];
    for (status, device_state, reason, next_step) in rows {
        let entry = Entry { status, device_state, unit: Some("Khác".to_owned()), ..person() };
        let verdict = judge(|facts, _| facts.pin_locked = true, Some(&entry), "2026-03-01");
        let expected = match status {
            Status::Working => vec![Action::Revoke, Action::Reissue],
            _ => vec![Action::Revoke],
        };
        assert_eq!(actions(&verdict), expected, "nothing else is filed beside it: {status:?} {device_state:?}");
        let advice = &verdict.advice[0];
        assert_eq!((advice.reason, advice.next_step), (reason, next_step), "{status:?} {device_state:?}");
        assert_eq!(advice.form.as_deref(), Some("05"), "the form of revocation");
        assert_eq!(advice.recipient, Some(Recipient::Authority), "revocations go to the CA");
        assert_eq!(advice.deadline.map(|deadline| deadline.days), Some(0), "without delay");
    }
}

#[test]
fn somebody_who_moved_keeps_the_certificate_unless_the_body_says_otherwise() {
    let entry = Entry { status: Status::Moved, ..person() };
    let kept = judge(|_, _| {}, Some(&entry), "2026-03-01");
    assert_eq!((kept.advice[0].action, kept.advice[0].next_step), (Action::Keep, NextStep::ReceivingBodyFiles), "kept");
    let revoked = judge(|_, settings| settings.revoke_moved = true, Some(&entry), "2026-03-01");
    assert_eq!(actions(&revoked), [Action::Revoke], "by a setting");
    assert_eq!(
        revoked.advice[0].setting.as_ref().map(|used| used.name.as_str()),
        Some("revoke_moved"),
        "which is named"
    );
}

#[test]
fn a_proposed_match_never_revokes_in_silence() {
    let entry = Entry { status: Status::Retired, ..person() };
    let verdict = judge(|facts, _| facts.proposed_by = Some(MatchedBy::Name), Some(&entry), "2026-03-01");
    assert!(verdict.advice[0].proposed, "it must be confirmed");
    assert_eq!(verdict.advice[0].next_step, NextStep::ConfirmHolder, "and the next step says so");
}

#[test]
fn changes_are_found_and_titles_alone_are_none() {
    let same = Entry { unit: Some("văn phòng - ỦY BAN nhân dân phường Ba Đình".to_owned()), ..person() };
    assert_eq!(actions(&judge(|_, _| {}, Some(&same), "2029-01-01")), [Action::Keep], "made of OU and O");
    let title = Entry { title: Some("Trưởng phòng".to_owned()), ..person() };
    let verdict = judge(|_, _| {}, Some(&title), "2029-01-01");
    assert_eq!(actions(&verdict), [Action::Keep], "a title alone is no case");
    assert_eq!(verdict.notes, [Note::TitleDiffers], "and that is said");

    let other = Entry { unit: Some("UBND phường Ngọc Hà".to_owned()), ..person() };
    let verdict = judge(|_, _| {}, Some(&other), "2029-01-01");
    assert_eq!(actions(&verdict), [Action::ChangeInformation], "another body");
    let advice = &verdict.advice[0];
    assert!(advice.proposed, "bodies are written in many ways, so it is proposed");
    assert_eq!(advice.changes[0].certificate, ["ỦY BAN NHÂN DÂN PHƯỜNG BA ĐÌNH", "Văn phòng"], "both texts are shown");
    assert_eq!(advice.changes[0].roster, "UBND phường Ngọc Hà", "both texts are shown");

    let mail = Entry { email: Some("An.Moi@hanoi.gov.vn".to_owned()), ..person() };
    let verdict = judge(|_, _| {}, Some(&mail), "2029-01-01");
    assert!(!verdict.advice[0].proposed, "another address is certain");
    let private = Entry { email: Some("an@gmail.com".to_owned()), ..person() };
    let verdict = judge(|_, _| {}, Some(&private), "2029-01-01");
    assert_eq!(actions(&verdict), [Action::Keep], "nobody changes to a private address");
    assert_eq!(verdict.notes, [Note::RosterEmailRefused], "and that is said");
}

#[test]
fn two_marks_stand_where_two_apply() {
    let other = Entry { email: Some("moi@hanoi.gov.vn".to_owned()), ..person() };
    let both = judge(|_, _| {}, Some(&other), "2026-03-01");
    assert_eq!(actions(&both), [Action::Renew, Action::ChangeInformation], "one form 04 with both marks");
    let locked = judge(|facts, _| facts.pin_locked = true, None, "2026-03-01");
    assert_eq!(actions(&locked), [Action::Recover, Action::Renew], "recovery before renewal");
    let only = judge(|facts, _| facts.pin_locked = true, None, "2029-01-01");
    assert_eq!(actions(&only), [Action::Recover], "nothing else is due");
    let late = judge(|facts, _| facts.pin_locked = true, Some(&other), "2025-12-01");
    assert_eq!(actions(&late), [Action::Reissue], "a new one has the right information and its own PIN");
}

#[test]
fn recipients_follow_the_delegation() {
    let delegated = judge(|facts, _| facts.pin_locked = true, None, "2026-03-01");
    let recipients: Vec<_> = delegated.advice.iter().map(|advice| advice.recipient).collect();
    assert_eq!(recipients, [Some(Recipient::Department); 2], "recovery and renewal go to the department");
    let central = judge(|_, settings| settings.delegated = false, None, "2026-03-01");
    assert_eq!(central.advice[0].recipient, Some(Recipient::Authority), "elsewhere to the CA");
    for recipient in [Recipient::Department, Recipient::Authority] {
        assert!(recipient.phrase().to_string().contains(PORTAL), "the portal is always named");
    }
}

#[test]
fn only_government_certificates_get_a_verdict() {
    let public = Issuer { organization: Some("VNPT Group".to_owned()), ..Issuer::default() };
    let verdict = judge(|facts, _| facts.issuer = Some(Box::leak(Box::new(public.clone()))), None, "2025-01-01");
    assert_eq!(actions(&verdict), [Action::OtherCa], "an expired one of a public CA is none of ours");
    let unaccented = Issuer { organization: Some("Ban Co yeu Chinh phu".to_owned()), ..Issuer::default() };
    assert!(JudgeSettings::default().is_government(&unaccented), "G1 writes without diacritics");
    let vnpt = GovernmentIssuer { organization: Some("vnpt".to_owned()), common_name: None };
    let own = JudgeSettings { government_issuers: vec![vnpt], ..JudgeSettings::default() };
    assert!(own.is_government(&public), "the table can be extended");
    let unknown = judge(|facts, _| facts.issuer = None, None, "2026-03-01");
    assert_eq!(actions(&unknown), [Action::Undecided], "an unreadable issuer is said");
}

#[test]
fn superseded_future_and_unreadable_certificates_are_told_apart() {
    let old = judge(|facts, _| facts.is_superseded = true, None, "2025-01-01");
    assert_eq!(
        (old.advice[0].action, old.advice[0].reason),
        (Action::Keep, Reason::Superseded),
        "a newer one is there"
    );
    let future = judge(|facts, _| facts.not_before = Some(at("2026-02-01T00:00:00Z")), None, "2031-01-31");
    assert_eq!(future.advice[0].reason, Reason::NotYetValid, "it has not begun");
    let blank = judge(|facts, _| facts.not_after = None, None, "2026-03-01");
    assert_eq!(actions(&blank), [Action::Undecided], "no end, no verdict");
    let endless = judge(|facts, _| facts.not_after = Some(at("9999-12-31T23:59:59Z")), None, "2026-03-01");
    assert_eq!(actions(&endless), [Action::Keep], "the end of RFC 5280 overflows nothing");
}

#[test]
fn a_renewal_on_the_token_leaves_nothing_to_file_and_is_revoked_with_its_predecessor() {
    let from = at("2026-01-20T00:00:00Z");
    let (subject, emails) = (subject(), ["an@hanoi.gov.vn".to_owned()]);
    let followed = |emails: &[String], entry: Option<&Entry>, end: &str| {
        let (subject, emails) = (Box::leak(Box::new(subject.clone())), emails.to_vec().leak());
        let renewal = Renewal { from, until: at("2029-01-20T00:00:00Z"), subject: Some(subject), emails };
        judge(|facts, _| facts.renewal = Some(renewal), entry, end)
    };
    // A closed window, an open one, and one ahead: none asks for a form.
    for end in ["2026-01-25", "2026-03-01", "2026-06-30"] {
        let verdict = followed(&emails, Some(&person()), end);
        let advice = &verdict.advice[0];
        assert_eq!((advice.action, advice.reason), (Action::Keep, Reason::Covered), "{end}: nothing to do");
        assert_eq!(advice.renewed_from, Some(day("2026-01-20")), "{end}: with the day on which it begins");
        assert_eq!((verdict.advice.len(), &advice.form), (1, &None), "{end}: no form");
    }
    let moved = Entry { email: Some("moi@hanoi.gov.vn".to_owned()), ..person() };
    let renewed = followed(&["moi@hanoi.gov.vn".to_owned()], Some(&moved), "2026-01-25");
    assert_eq!(actions(&renewed), [Action::Keep], "the renewal has the list's address already");
    let stale = followed(&emails, Some(&moved), "2026-01-25");
    assert_eq!(actions(&stale), [Action::ChangeInformation], "otherwise it will be wrong too");
    let waiting = |entry: Option<&Entry>| {
        let wait = |facts: &mut Facts<'_>, _: &mut JudgeSettings| {
            (facts.waits, facts.pin_locked, facts.not_before) = (true, true, Some(from));
        };
        judge(wait, entry, "2029-01-20")
    };
    assert_eq!(actions(&waiting(None)), [Action::Keep], "the one in use stands for both");
    let retired = Entry { status: Status::Retired, ..person() };
    assert_eq!(actions(&waiting(Some(&retired))), [Action::Revoke], "but it must not begin for somebody who left");
    let lost = Entry { device_state: DeviceState::Lost, ..person() };
    assert_eq!(actions(&waiting(Some(&lost))), [Action::Revoke], "and one new certificate is enough");
}

#[test]
fn organisations_are_told_from_people() {
    let identifier = |kind: &str| Identifier { kind: Some(kind.to_owned()), value: "1".to_owned() };
    let with =
        |kinds: &[&str]| Subject { identifiers: kinds.iter().map(|kind| identifier(kind)).collect(), ..subject() };
    assert_eq!(kind_of(&with(&[])), Told::Kind(HolderKind::Person), "no identifier");
    assert_eq!(kind_of(&with(&["MST"])), Told::Kind(HolderKind::Organisation), "a tax code");
    assert_eq!(kind_of(&with(&["MST", "CCCD"])), Told::Kind(HolderKind::Person), "a person of an organisation");
    let own = Subject {
        common_name: Some("Văn phòng X".to_owned()),
        organizations: vec!["VĂN PHÒNG X".to_owned()],
        ..subject()
    };
    assert_eq!(kind_of(&own), Told::Kind(HolderKind::Organisation), "its own name as O");
    let expired = judge(|facts, _| facts.subject = Some(Box::leak(Box::new(own.clone()))), None, "2025-12-01");
    assert_eq!(expired.advice[0].form.as_deref(), Some("02"), "an organisation applies on form 02");
}

#[test]
fn a_revoked_certificate_is_replaced_and_a_suspended_one_left_to_the_ca() {
    let judged =
        |suspended, entry: Option<&Entry>| judge(|facts, _| facts.revoked = Some(suspended), entry, "2026-04-01");
    let reissued = &judged(false, None).advice[0];
    assert_eq!(
        (reissued.action, reissued.reason),
        (Action::Reissue, Reason::Revoked),
        "no renewal, whatever the window"
    );
    assert_eq!(reissued.form.as_deref(), Some("01"), "a new one for the person");
    let suspended = &judged(true, Some(&person())).advice[0];
    assert_eq!(
        (suspended.action, suspended.next_step),
        (Action::Undecided, NextStep::AskAuthority),
        "it may come back"
    );
    let left = Entry { status: Status::Left, ..person() };
    assert_eq!(judged(false, Some(&left)).advice[0].action, Action::Keep, "what was to be revoked is revoked");
}

#[test]
fn a_name_that_begins_like_an_institution_is_never_a_persons_by_guess() {
    let told = |name: &str| kind_of(&Subject { common_name: Some(name.to_owned()), ..Subject::default() });
    for name in [
        "Phường Bạch Mai",
        "PHƯỜNG BẠCH MAI",
        "Xã Yên Bình",
        "Bưu điện Hà Nội",
        "BƯU ĐIỆN HÀ NỘI",
        "Đài Phát thanh và Truyền hình",
        "Bảo hiểm xã hội huyện Ba Vì",
        "Hội Phụ nữ xã Yên Bình",
        "Thành đoàn Hà Nội",
        "Chi nhánh Văn phòng đăng ký đất đai",
        "Ngân hàng Chính sách",
        "Hợp tác xã Bạch Mai",
        "Thuế cơ sở 1",
        "Ho\u{323}\u{302}i Nông dân",
    ] {
        assert_eq!(told(name), Told::Unsure, "{name}");
    }
    for name in ["Hồ Hội", "Mai Thị Trường Sở", "Nguyễn Văn Xã", "H'Hen Niê"] {
        assert_eq!(told(name), Told::Kind(HolderKind::Person), "{name}");
    }
}
