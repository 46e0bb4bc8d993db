//! From facts to a verdict: revocation alone, else recovery, then renewal or reissue, then changes.

use jiff::civil::Date;

use super::{
    Action, Advice, Deadline, Facts, Judge, NextStep, Note, Reason, Recipient, Rule, SettingUsed, Told, Verdict,
    decided, differences, kind_of,
};
use crate::domain::can_sign::state_of;
use crate::domain::roster::{DeviceState, Entry, HolderKind, Status};
use crate::domain::time::{DAY, days_between};

/// Judges one certificate of a holder.
pub fn decide(facts: &Facts<'_>, judge: &Judge<'_>) -> Verdict {
    let (renewals, mut notes) = renewals(facts, judge);
    notes.extend(remarks(facts, judge));
    let mut advice = advice(facts, judge, renewals);
    // A token is recovered whoever holds it; anything else is filed for a person.
    let is_unconfirmed = |one: &&mut Advice| one.action != Action::Recover && is_filed(one.action);
    for one in advice.iter_mut().filter(is_unconfirmed).filter(|_| facts.proposed_by.is_some()) {
        (one.proposed, one.next_step) = (true, NextStep::ConfirmHolder);
    }
    if advice.iter().all(|one| matches!(one.action, Action::OtherCa | Action::Undecided)) {
        return Verdict { advice, notes: Vec::new(), renewals: 0 };
    }
    Verdict { advice, notes, renewals }
}

fn advice(facts: &Facts<'_>, judge: &Judge<'_>, renewals: u32) -> Vec<Advice> {
    let Some(issuer) = facts.issuer else {
        return vec![plain(
            Action::Undecided,
            Reason::IssuerUnreadable,
            Rule::GovernmentIssuers,
            NextStep::AskAuthority,
        )];
    };
    if !judge.settings.is_government(issuer) {
        return vec![plain(Action::OtherCa, Reason::OtherIssuer, Rule::GovernmentIssuers, NextStep::Nothing)];
    }
    let listed = facts.entry.and_then(|entry| by_list(entry, facts, judge));
    let is_revocation = |one: &&Advice| one.action == Action::Revoke;
    let is_usable = facts.revoked != Some(false) && facts.not_after.is_none_or(|end| judge.now <= end);
    if is_usable && (facts.is_superseded || facts.waits) {
        // What is done for the certificate in use is enough for both, except that a revocation concerns each. A renewal
        // replaces its predecessor, unless the key itself is in other hands.
        let is_of_key = |one: &&Advice| matches!(one.reason, Reason::KeySuspect | Reason::DeviceLost);
        let concerns = |one: &&Advice| is_revocation(one) && (!facts.is_renewed || is_of_key(one));
        let revocations: Vec<Advice> = listed.iter().flatten().filter(concerns).cloned().collect();
        if !revocations.is_empty() {
            return revocations;
        }
    }
    if facts.is_superseded {
        let reason = match facts.revoked {
            Some(true) => Reason::Suspended,
            Some(false) => Reason::Revoked,
            None => Reason::Superseded,
        };
        return vec![plain(Action::Keep, reason, Rule::Article12, NextStep::Nothing)];
    }
    if let Some(suspended) = facts.revoked {
        // A suspension may be lifted: what has to be revoked still has to be.
        let still_due = listed.filter(|listed| suspended && listed.iter().any(|one| is_revocation(&one)));
        return still_due.unwrap_or_else(|| vec![revoked(facts, judge, suspended)]);
    }
    if let Some(listed) = listed.filter(|_| !facts.waits) {
        return listed;
    }
    if facts.waits {
        return vec![plain(Action::Keep, Reason::NotYetValid, Rule::Article9, NextStep::Nothing)];
    }
    if facts.is_doubtful {
        let unsure = plain(Action::Undecided, Reason::HolderUnsure, Rule::Article17, NextStep::NameDevice);
        return is_locked(facts).then(|| recovery(judge)).into_iter().chain([unsure]).collect();
    }
    if facts.entry.is_none() && facts.device != DeviceState::Usable {
        // The request needs what only the list says of the holder.
        let is_broken = facts.device == DeviceState::Broken;
        let reason = if is_broken { Reason::DeviceBroken } else { Reason::DeviceLost };
        return vec![plain(Action::Undecided, reason, Rule::Article17, NextStep::AddHolder)];
    }
    let mut term = term(facts, judge, renewals);
    if matches!(term.action, Action::Reissue | Action::Undecided)
        && term.reason != Reason::DatesUnreadable
        && facts.is_covered
    {
        term = plain(Action::Keep, Reason::Covered, Rule::Article12, NextStep::Nothing);
    }
    let is_alive = !matches!(term.action, Action::Reissue | Action::Undecided);
    let mut found = Vec::new();
    if is_locked(facts) && is_alive {
        found.push(recovery(judge));
    }
    let change = if is_alive { change(facts, judge) } else { None };
    if term.action != Action::Keep || (found.is_empty() && change.is_none()) {
        found.push(term);
    }
    found.extend(change);
    found
}

fn is_locked(facts: &Facts<'_>) -> bool {
    facts.pin_locked
        || facts.copy_locked
        || facts.entry.is_some_and(|entry| state_of(entry, facts) == DeviceState::Locked)
}

/// What follows from a revocation found: a new certificate for a holder who still needs one. A suspension may be
/// lifted, but only by the CA.
fn revoked(facts: &Facts<'_>, judge: &Judge<'_>, suspended: bool) -> Advice {
    let has_left = facts.entry.is_some_and(|entry| {
        let state = state_of(entry, facts);
        entry.status != Status::Working && revocation(entry, state, facts.proposed_by.is_some(), judge).is_some()
    });
    if has_left || facts.is_covered {
        return plain(Action::Keep, Reason::Revoked, Rule::Article17, NextStep::Nothing);
    }
    if suspended {
        return plain(Action::Undecided, Reason::Suspended, Rule::Article17, NextStep::AskAuthority);
    }
    match kind(facts) {
        Told::Kind(kind) => new_certificate(Reason::Revoked, kind, judge),
        Told::Unsure => whose(),
    }
}

fn kind(facts: &Facts<'_>) -> Told {
    match (facts.entry, facts.kind, facts.subject) {
        (Some(entry), ..) => Told::Kind(entry.kind),
        (None, Some(told), _) => told,
        (None, None, Some(subject)) => kind_of(subject),
        (None, None, None) => Told::Kind(HolderKind::Person),
    }
}

/// A new certificate is due, but the form is unclear.
fn whose() -> Advice {
    plain(Action::Undecided, Reason::KindUnsure, Rule::Article12, NextStep::StateHolderKind)
}

/// What the staff list decides, whatever the dates are.
pub(super) fn by_list(entry: &Entry, facts: &Facts<'_>, judge: &Judge<'_>) -> Option<Vec<Advice>> {
    if entry.unsure {
        let rule = Rule::Article17;
        return Some(vec![plain(Action::Undecided, Reason::StateUnreadable, rule, NextStep::CorrectRoster)]);
    }
    let state = state_of(entry, facts);
    let is_needed = entry.status == Status::Working && !facts.is_covered;
    if state == DeviceState::Revoked {
        return Some(if is_needed {
            vec![new_certificate(Reason::AlreadyRevoked, entry.kind, judge)]
        } else {
            vec![plain(Action::Keep, Reason::AlreadyRevoked, Rule::Article17, NextStep::Nothing)]
        });
    }
    if let Some(revocation) = revocation(entry, state, facts.proposed_by.is_some(), judge) {
        // A person still at work needs another one.
        let new = is_needed.then(|| new_certificate(revocation.reason, entry.kind, judge));
        return Some(std::iter::once(revocation).chain(new).collect());
    }
    let moved = || vec![plain(Action::Keep, Reason::Moved, Rule::Article17, NextStep::ReceivingBodyFiles)];
    (entry.status == Status::Moved).then(moved)
}

/// Form 01 or 02 to replace a certificate that was revoked or is to be.
fn new_certificate(reason: Reason, kind: HolderKind, judge: &Judge<'_>) -> Advice {
    Advice {
        deadline: Some(today(judge)),
        form: Some(if kind == HolderKind::Organisation { "02" } else { "01" }.to_owned()),
        recipient: Some(Recipient::Authority),
        ..plain(Action::Reissue, reason, Rule::Article17, NextStep::ApplyForNew)
    }
}

/// Whether something is filed for it.
fn is_filed(action: Action) -> bool {
    !matches!(action, Action::Keep | Action::OtherCa | Action::Undecided | Action::RenewSoon)
}

/// The verdict from the dates alone.
pub(super) fn term(facts: &Facts<'_>, judge: &Judge<'_>, renewals: u32) -> Advice {
    let rules = &judge.settings.renewal;
    let Some(end) = facts.not_after else {
        return plain(Action::Undecided, Reason::DatesUnreadable, Rule::Article9, NextStep::AskAuthority);
    };
    let end_day = end.day_in(judge.zone);
    let days = days_between(judge.now.day_in(judge.zone), end_day);
    let reissue = |reason, setting| {
        let deadline = Some(Deadline { date: end_day, days });
        let Told::Kind(kind) = kind(facts) else { return Advice { deadline, ..whose() } };
        Advice {
            setting,
            deadline,
            form: Some(if kind == HolderKind::Organisation { "02" } else { "01" }.to_owned()),
            recipient: Some(Recipient::Authority),
            ..plain(Action::Reissue, reason, Rule::Article12, NextStep::ApplyForNew)
        }
    };
    if judge.now > end {
        return Advice { rule: Rule::Article9, ..reissue(Reason::Expired, None) };
    }
    if facts.not_before.is_some_and(|start| judge.now < start) {
        return plain(Action::Keep, Reason::NotYetValid, Rule::Article9, NextStep::Nothing);
    }
    if let Some(renewal) = facts.renewal {
        let renewed_from = Some(renewal.from.day_in(judge.zone));
        let kept = plain(Action::Keep, Reason::Covered, Rule::Article12, NextStep::Nothing);
        return Advice { renewed_from, ..kept };
    }
    let window = setting("renewal.open_days", rules.open_days);
    if days > rules.soon_days.max(rules.open_days) {
        return Advice {
            setting: window,
            ..plain(Action::Keep, Reason::FarFromEnd, Rule::Article12, NextStep::Nothing)
        };
    }
    if renewals >= rules.max_renewals {
        let limit = setting("renewal.max_renewals", i64::from(rules.max_renewals));
        if days > rules.open_days {
            let reason = Reason::AlreadyRenewed;
            return Advice { setting: limit, ..plain(Action::Keep, reason, Rule::Article12, NextStep::Nothing) };
        }
        return reissue(Reason::AlreadyRenewed, limit);
    }
    if days < rules.min_days_left {
        return reissue(Reason::WindowMissed, setting("renewal.min_days_left", rules.min_days_left));
    }
    let last_day = shifted(end_day, -rules.min_days_left);
    let is_open = days <= rules.open_days;
    let (action, reason, next_step) = if is_open {
        (Action::Renew, Reason::WindowOpen, NextStep::FileRenewal)
    } else {
        (Action::RenewSoon, Reason::WindowAhead, NextStep::FileRenewalLater)
    };
    Advice {
        setting: window,
        opens: (!is_open).then(|| shifted(end_day, -rules.open_days)),
        deadline: Some(Deadline { date: last_day, days: days - rules.min_days_left }),
        form: Some("04".to_owned()),
        recipient: Some(delegated(judge)),
        ..plain(action, reason, Rule::Article12, next_step)
    }
}

/// Form 05, if the staff list gives a reason of Art. 17. Also for holders without a token here.
fn revocation(entry: &Entry, state: DeviceState, proposed: bool, judge: &Judge<'_>) -> Option<Advice> {
    let reason = match (state, entry.status) {
        (DeviceState::Revoked, _) => return None,
        (DeviceState::KeySuspect, _) => Reason::KeySuspect,
        (DeviceState::Lost, _) => Reason::DeviceLost,
        (_, Status::Retired) => Reason::Retired,
        (_, Status::Left) => Reason::Left,
        (_, Status::Died) => Reason::Died,
        (_, Status::Dissolved) => Reason::Dissolved,
        (_, Status::Moved) if judge.settings.revoke_moved => Reason::Moved,
        (DeviceState::Broken, _) => Reason::DeviceBroken,
        (DeviceState::Usable | DeviceState::Locked, Status::Working | Status::Moved) => return None,
    };
    let next_step = match reason {
        _ if proposed => NextStep::ConfirmHolder,
        Reason::DeviceLost => NextStep::FileRevocationOfLost,
        _ => NextStep::FileRevocation,
    };
    let by_setting = reason == Reason::Moved;
    Some(Advice {
        setting: by_setting.then(|| SettingUsed { name: "revoke_moved".to_owned(), value: "true".to_owned() }),
        deadline: Some(today(judge)),
        form: Some("05".to_owned()),
        recipient: Some(Recipient::Authority),
        proposed,
        ..plain(Action::Revoke, reason, Rule::Article17, next_step)
    })
}

fn recovery(judge: &Judge<'_>) -> Advice {
    Advice {
        setting: setting_of_delegation(judge),
        deadline: Some(today(judge)),
        form: Some("06".to_owned()),
        recipient: Some(delegated(judge)),
        ..plain(Action::Recover, Reason::PinLocked, Rule::Article22, NextStep::FileRecovery)
    }
}

fn change(facts: &Facts<'_>, judge: &Judge<'_>) -> Option<Advice> {
    // A renewal may already have the information of the staff list.
    let (subject, emails) = match facts.renewal {
        Some(renewal) => (renewal.subject, renewal.emails),
        None => (facts.subject, facts.emails),
    };
    let found = differences(subject?, emails, facts.entry?, judge.settings);
    let changes = decided(found, facts.ruling);
    if changes.is_empty() {
        return None;
    }
    let proposed = facts.proposed_by.is_some() || changes.iter().all(|one| one.proposed);
    let next_step = if facts.proposed_by.is_some() {
        NextStep::ConfirmHolder
    } else if proposed {
        NextStep::ConfirmChange
    } else {
        NextStep::FileChange
    };
    Some(Advice {
        setting: setting_of_delegation(judge),
        // The certificate is wrong now, however long it remains valid.
        deadline: Some(today(judge)),
        form: Some("04".to_owned()),
        recipient: Some(delegated(judge)),
        changes,
        proposed,
        ..plain(Action::ChangeInformation, Reason::InformationDiffers, Rule::Article15, next_step)
    })
}

/// How often it was renewed, and the evidence: the highest count counts.
fn renewals(facts: &Facts<'_>, judge: &Judge<'_>) -> (u32, Vec<Note>) {
    let mut notes = Vec::new();
    let mut renewals = 0;
    if facts.older_of_same_key > 0 {
        notes.push(Note::RenewedByOlderCertificate);
        renewals = facts.older_of_same_key;
    }
    if let (Some(start), Some(end)) = (facts.not_before, facts.not_after) {
        let seconds = end.unix_seconds().saturating_sub(start.unix_seconds());
        if seconds <= judge.settings.renewal.renewed_validity_days.saturating_mul(DAY) {
            notes.push(Note::RenewedByValidity);
            renewals = renewals.max(1);
        }
    }
    if let Some(times) = facts.entry.and_then(|entry| entry.renewals).filter(|times| *times > 0) {
        notes.push(Note::RenewedByRoster);
        renewals = renewals.max(times);
    }
    (renewals, notes)
}

fn remarks(facts: &Facts<'_>, judge: &Judge<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    if facts.key_missing {
        notes.push(Note::KeyNotOnToken);
    }
    let Some(entry) = facts.entry else { return notes };
    if facts.proposed_by.is_some() {
        notes.push(Note::MatchProposed);
    }
    if entry.email.as_deref().is_some_and(|email| judge.settings.refuses(email)) {
        notes.push(Note::RosterEmailRefused);
    }
    let title = facts.subject.and_then(|subject| subject.title.as_deref());
    if let (Some(said), Some(wanted)) = (title, entry.title.as_deref())
        && !judge.settings.names.is_same_body(said, wanted)
    {
        notes.push(Note::TitleDiffers);
    }
    notes
}

pub(super) fn plain(action: Action, reason: Reason, rule: Rule, next_step: NextStep) -> Advice {
    Advice {
        action,
        reason,
        rule,
        setting: None,
        opens: None,
        renewed_from: None,
        deadline: None,
        form: None,
        recipient: None,
        next_step,
        changes: Vec::new(),
        proposed: false,
    }
}

fn delegated(judge: &Judge<'_>) -> Recipient {
    if judge.settings.delegated { Recipient::Department } else { Recipient::Authority }
}

#[expect(clippy::unnecessary_wraps, reason = "fills a field that is optional")]
fn setting_of_delegation(judge: &Judge<'_>) -> Option<SettingUsed> {
    Some(SettingUsed { name: "delegated".to_owned(), value: judge.settings.delegated.to_string() })
}

#[expect(clippy::unnecessary_wraps, reason = "fills a field that is optional")]
fn setting(name: &str, value: i64) -> Option<SettingUsed> {
    Some(SettingUsed { name: name.to_owned(), value: value.to_string() })
}

fn today(judge: &Judge<'_>) -> Deadline {
    Deadline { date: judge.now.day_in(judge.zone), days: 0 }
}

fn shifted(day: Date, days: i64) -> Date {
    jiff::Span::new().try_days(days).map_or(day, |span| day.saturating_add(span))
}
