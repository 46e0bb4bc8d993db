//! Which subscribers a request is for: the verdicts of an inventory and a staff list, turned into cases.
//!
//! May import `domain` and `report`. Pitfall: a match by name alone is a proposal; such a subscriber is left out and
//! told, unless the officer says otherwise.

use std::collections::BTreeSet;

use super::Case;
use crate::domain::form::{Change, Changed, FormKind, ReasonKey, Service};
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinState;
use crate::domain::roster::{DeviceState, Entry, HolderKind, Roster, Status};
use crate::domain::verdict::{Action, Advice, Difference, DifferingField, Judge, Reason, Verdict, decide, revocation};
use crate::report::holders::{Holder, Holders};
use crate::report::inventory::Inventory;

/// What `tokenctl request` is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// Form 04 for those whose window is open.
    Renewal,
    /// Form 04 for those whose information differs.
    Change,
    /// Form 06 for those whose PIN is locked.
    Recovery,
    /// Form 05 for those who left.
    Revocation,
    /// Form 01 for persons who need a new certificate.
    NewPersons,
    /// Form 02 for organisations that need one.
    NewOrganisations,
}

impl Wanted {
    /// Its form.
    pub fn form(self) -> FormKind {
        match self {
            Self::Renewal | Self::Change => FormKind::RenewalChange,
            Self::Recovery => FormKind::Recovery,
            Self::Revocation => FormKind::Revocation,
            Self::NewPersons => FormKind::NewPerson,
            Self::NewOrganisations => FormKind::NewOrganisation,
        }
    }

    /// The command's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Renewal => "renewal",
            Self::Change => "change",
            Self::Recovery => "recovery",
            Self::Revocation => "revocation",
            Self::NewPersons | Self::NewOrganisations => "new",
        }
    }
}

/// The cases of a request, and what the officer should look at.
#[derive(Debug, Clone, Default)]
pub struct Chosen<'a> {
    /// In the inventory's order, then those whom only the staff list knows.
    pub cases: Vec<Case<'a>>,
    /// Who was left out, and which changes are only proposed.
    pub remarks: Vec<Phrase>,
}

/// Chooses the cases of a request. `proposed` takes those matched by name alone as well.
pub fn choose<'a>(
    wanted: Wanted,
    inventory: &'a Inventory,
    roster: Option<&'a Roster>,
    judge: &Judge<'_>,
    proposed: bool,
) -> Chosen<'a> {
    let holders = Holders::new(inventory, roster, judge.settings);
    let mut chosen = Chosen::default();
    let mut devices = BTreeSet::new();
    for holder in &holders.all {
        let facts = holders.facts(holder);
        let Some(service) = service(wanted, &decide(&facts, judge), facts.entry, holder) else { continue };
        // Form 06 is about devices: one row, whatever certificates lie on it.
        let device = (&holder.token.driver, holder.token.slot);
        if wanted == Wanted::Recovery && !devices.insert(device) {
            continue;
        }
        let name = holder.name().unwrap_or_default();
        if facts.match_proposed && !proposed && wanted != Wanted::Recovery {
            chosen.remarks.push(Phrase::new("form-left-out-proposed").with("name", name));
            continue;
        }
        if let Service::Change(changes) | Service::RenewAndChange(changes) = &service {
            for change in changes.iter().filter(|change| change.what != Changed::Email) {
                let (old, new) = (change.old.as_deref().unwrap_or_default(), change.new.as_deref().unwrap_or_default());
                let remark = Phrase::new("form-change-proposed").with("name", name);
                chosen.remarks.push(remark.with("old", old).with("new", new));
            }
        }
        let entry = holders.entry_of(holder).filter(|_| !facts.match_proposed || proposed);
        chosen.cases.push(Case { token: Some(holder.token), certificate: Some(holder.certificate), entry, service });
    }
    if wanted == Wanted::Recovery {
        let locked = inventory.tokens.iter().filter(|token| {
            token.initialized && token.user_pin.state == PinState::Locked && token.certificates.is_empty()
        });
        let service = Service::Recover;
        let case = |token| Case { token: Some(token), certificate: None, entry: None, service: service.clone() };
        chosen.cases.extend(locked.map(case));
    }
    let unseen = holders.matching.unmatched_entries.iter().filter_map(|index| holders.entries.get(*index));
    for entry in unseen {
        if let Some(service) = service_of_unseen(wanted, entry, judge) {
            chosen.cases.push(Case { token: None, certificate: None, entry: Some(entry), service });
        }
    }
    chosen
}

fn service(wanted: Wanted, verdict: &Verdict, entry: Option<&Entry>, holder: &Holder<'_>) -> Option<Service> {
    let advice = |action: Action| verdict.advice.iter().find(|advice| advice.action == action);
    let renew = advice(Action::Renew);
    let change = advice(Action::ChangeInformation).filter(|advice| !advice.changes.is_empty());
    let changes = |advice: &Advice| advice.changes.iter().map(change_of).collect();
    match wanted {
        Wanted::Renewal | Wanted::Change => match (renew, change) {
            (Some(_), Some(change)) => Some(Service::RenewAndChange(changes(change))),
            (Some(_), None) if wanted == Wanted::Renewal => Some(Service::Renew),
            (None, Some(change)) if wanted == Wanted::Change => Some(Service::Change(changes(change))),
            _ => None,
        },
        Wanted::Recovery => advice(Action::Recover).map(|_| Service::Recover),
        Wanted::Revocation => advice(Action::Revoke).map(|advice| Service::Revoke(reason(advice.reason))),
        Wanted::NewPersons | Wanted::NewOrganisations => {
            let kind = entry.map_or_else(|| holder.kind(), |entry| entry.kind);
            advice(Action::Reissue).filter(|_| is_for(wanted, kind)).map(|_| Service::New)
        }
    }
}

/// SIM PKI, central signing, tokens that were not plugged in, and people who have nothing yet.
fn service_of_unseen(wanted: Wanted, entry: &Entry, judge: &Judge<'_>) -> Option<Service> {
    match wanted {
        Wanted::Revocation => revocation(entry, false, judge).map(|advice| Service::Revoke(reason(advice.reason))),
        Wanted::NewPersons | Wanted::NewOrganisations => {
            let needs_one = entry.status == Status::Working
                && !entry.unsure
                && entry.device_state == DeviceState::Usable
                && entry.certificate_serial.is_none()
                && entry.device_serial.is_none();
            (needs_one && is_for(wanted, entry.kind)).then_some(Service::New)
        }
        Wanted::Renewal | Wanted::Change | Wanted::Recovery => None,
    }
}

fn is_for(wanted: Wanted, kind: HolderKind) -> bool {
    (wanted == Wanted::NewOrganisations) == (kind == HolderKind::Organisation)
}

fn change_of(difference: &Difference) -> Change {
    let (what, old) = match difference.field {
        // The certificate names bodies from the general to the special, a letter the other way round.
        DifferingField::Organisation => {
            (Changed::Organisation, difference.certificate.iter().rev().cloned().collect::<Vec<_>>().join(", "))
        }
        DifferingField::Name => (Changed::Name, difference.certificate.first().cloned().unwrap_or_default()),
        DifferingField::Email => (Changed::Email, difference.certificate.first().cloned().unwrap_or_default()),
    };
    Change { what, old: Some(old).filter(|old| !old.is_empty()), new: Some(difference.roster.clone()) }
}

/// The verdict's reason in the form's words; `None` is left to fill.
fn reason(reason: Reason) -> Option<ReasonKey> {
    match reason {
        Reason::Retired => Some(ReasonKey::Retired),
        Reason::Left => Some(ReasonKey::Resigned),
        Reason::Died => Some(ReasonKey::Died),
        Reason::Dissolved => Some(ReasonKey::BodyDissolved),
        Reason::DeviceLost => Some(ReasonKey::DeviceLost),
        Reason::DeviceBroken => Some(ReasonKey::DeviceBroken),
        Reason::KeySuspect => Some(ReasonKey::KeyExposed),
        Reason::Moved => Some(ReasonKey::PositionChanged),
        Reason::Expired => Some(ReasonKey::Expired),
        _ => None,
    }
}
