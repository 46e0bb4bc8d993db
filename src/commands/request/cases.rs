//! The holders that a request is for: the verdicts of an inventory and a staff list, turned into cases.
//!
//! May import `domain` and `report`. Pitfall: only confirmed cases go into a letter. A match by name alone and a
//! different text for an agency are left out and reported, unless the officer confirms them.

use std::collections::{BTreeSet, HashSet};

use super::Case;
use crate::domain::form::{Change, Changed, FormKind, ReasonKey, Service};
use crate::domain::matching::MatchedBy;
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinState;
use crate::domain::roster::HolderKind;
use crate::domain::verdict::{Action, Difference, DifferingField, JudgeSettings, Reason};
use crate::report::Kind;
use crate::report::copies::Placed;
use crate::report::holders::{Holder, is_unread_since};
use crate::report::inventory::Token;
use crate::report::proposal::{Proposal, Undecided, undecided};
use crate::report::work::{Judged, Work};

/// What `tokenctl request` was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// Form 04 for holders whose renewal window is open.
    Renewal,
    /// Form 04 for holders whose information differs.
    Change,
    /// Form 06 for holders whose PIN is locked.
    Recovery,
    /// Form 05 for holders who left.
    Revocation,
    /// Form 01 for people who need a new certificate.
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

    /// The kind of its report.
    pub fn document(self) -> Kind {
        match self {
            Self::Renewal => Kind::RequestRenewal,
            Self::Change => Kind::RequestChange,
            Self::Recovery => Kind::RequestRecovery,
            Self::Revocation => Kind::RequestRevocation,
            Self::NewPersons | Self::NewOrganisations => Kind::RequestNew,
        }
    }
}

/// The cases of a request, and points for the officer to check.
#[derive(Debug, Clone, Default)]
pub struct Chosen<'a> {
    /// In the inventory's order, then those only in the staff list.
    pub cases: Vec<Case<'a>>,
    /// What is to be confirmed, and is therefore in no row.
    pub left_out: Vec<Proposal>,
    /// What would be in a row of form 01 or 02, once it is stated whose it is.
    pub undecided: Vec<Undecided>,
    /// The same in sentences, and what is in a row although it is to be confirmed.
    pub remarks: Vec<Phrase>,
}

impl Chosen<'_> {
    /// How many people or agencies the cases are of: each row of the staff list once, and beside it each subject. A case
    /// with neither counts by itself.
    pub fn holders(&self) -> usize {
        let (mut entries, mut subjects) = (HashSet::new(), HashSet::new());
        let mut found = 0;
        for case in &self.cases {
            let subject = || Some(case.certificate?.subject.as_ref()?.text.as_str());
            let is_new = match case.entry {
                Some(entry) => entries.insert(std::ptr::from_ref(entry)),
                None => subject().is_none_or(|subject| subjects.insert(subject)),
            };
            found += usize::from(is_new);
        }
        found
    }
}

/// Chooses the cases of a request. `proposed` also includes what is to be confirmed.
pub fn choose<'a>(wanted: Wanted, judged: &Judged<'_, 'a>, settings: &JudgeSettings, proposed: bool) -> Chosen<'a> {
    let mut chosen = Chosen::default();
    let mut devices = BTreeSet::new();
    for work in &judged.works {
        let Some(service) = service(wanted, work, true) else { continue };
        let is_confirmed = work.holder.and_then(|holder| holder.found).is_none_or(|found| !found.proposed);
        let entry = work.entry.filter(|_| is_confirmed || proposed);
        let (token, certificate) = (work.holder.map(|one| one.token), work.holder.map(|one| one.certificate));
        let case = |service| Case { token, certificate, entry, service };
        // Form 06 is about tokens: one row each, whatever certificates are on it, and whoever holds it.
        if wanted == Wanted::Recovery {
            let new = locked(work).into_iter().filter(|(token, _)| devices.insert(std::ptr::from_ref(*token)));
            chosen.cases.extend(new.map(|(token, certificate)| Case {
                token: Some(token),
                certificate: Some(certificate),
                ..case(service.clone())
            }));
            if work.holder.is_none() {
                chosen.cases.push(case(service));
            }
            continue;
        }
        let proposal = Proposal::of(work);
        if let Some(proposal) = proposal.filter(|proposal| concerns(proposal, wanted)) {
            if proposed {
                chosen.remarks.extend(remarks(&proposal, "form-change-proposed"));
            } else {
                let id = if is_confirmed { "form-left-out-change" } else { "form-left-out-proposed" };
                chosen.remarks.extend(remarks(&proposal, id));
                chosen.left_out.push(proposal);
            }
        }
        let confirmed = if proposed { Some(service) } else { self::service(wanted, work, false) };
        chosen.cases.extend(confirmed.filter(|_| is_confirmed || proposed).map(case));
    }
    if matches!(wanted, Wanted::NewPersons | Wanted::NewOrganisations) {
        chosen.undecided = undecided(judged);
        chosen.remarks.extend(Undecided::remark(&chosen.undecided));
    }
    // A token without a certificate has no unit either.
    if wanted == Wanted::Recovery && settings.unit.is_none() {
        let is_asked_for = |token: &&Token| settings.not_read_since.is_none_or(|since| is_unread_since(token, since));
        let tokens = judged.holders.inventory.tokens.iter().filter(is_asked_for);
        let locked = tokens.filter(|token| {
            token.initialized && token.user_pin.state == PinState::Locked && token.certificates.is_empty()
        });
        let service = Service::Recover;
        let case = |token| Case { token: Some(token), certificate: None, entry: None, service: service.clone() };
        chosen.cases.extend(locked.map(case));
    }
    chosen
}

/// The tokens of a certificate that are to be recovered; if only the staff list calls one locked, the decisive one.
fn locked<'a>(work: &Work<'_, 'a>) -> Vec<Placed<'a>> {
    let Some(holder) = work.holder else { return Vec::new() };
    let locked: Vec<Placed<'a>> =
        holder.places().filter(|(token, _)| token.user_pin.state == PinState::Locked).collect();
    if locked.is_empty() { vec![(holder.token, holder.certificate)] } else { locked }
}

/// Whether a match to confirm concerns the request: a change concerns form 04 only.
fn concerns(proposal: &Proposal, wanted: Wanted) -> bool {
    proposal.match_proposed || matches!(wanted, Wanted::Renewal | Wanted::Change)
}

fn remarks(proposal: &Proposal, id: &'static str) -> Vec<Phrase> {
    let name = proposal.certificate.holder.as_deref().unwrap_or(&proposal.entry.name);
    if id == "form-left-out-proposed" {
        return vec![
            match proposal.by {
                MatchedBy::DeviceSerial => Phrase::new("form-left-out-other-name").with("listed", &proposal.entry.name),
                _ => Phrase::new(id),
            }
            .with("name", name),
        ];
    }
    let of_change = |difference: &Difference| {
        let change = change_of(difference);
        Phrase::new(id)
            .with("name", name)
            .with("old", change.old.unwrap_or_default())
            .with("new", change.new.unwrap_or_default())
    };
    proposal.changes.iter().map(of_change).collect()
}

/// The request of one row; without `proposed` only confirmed changes.
fn service(wanted: Wanted, work: &Work<'_, '_>, proposed: bool) -> Option<Service> {
    let advice = |action: Action| work.verdict.advice.iter().find(|advice| advice.action == action);
    match wanted {
        Wanted::Renewal | Wanted::Change => {
            let changes: Vec<Change> = advice(Action::ChangeInformation)
                .map(|advice| {
                    advice.changes.iter().filter(|change| proposed || !change.proposed).map(change_of).collect()
                })
                .unwrap_or_default();
            match (advice(Action::Renew), changes.is_empty()) {
                (Some(_), false) => Some(Service::RenewAndChange(changes)),
                (Some(_), true) if wanted == Wanted::Renewal => Some(Service::Renew),
                (None, false) if wanted == Wanted::Change => Some(Service::Change(changes)),
                _ => None,
            }
        }
        Wanted::Recovery => advice(Action::Recover).map(|_| Service::Recover),
        Wanted::Revocation => advice(Action::Revoke).map(|advice| Service::Revoke(reason(advice.reason))),
        Wanted::NewPersons | Wanted::NewOrganisations => {
            let kind = work.entry.map(|entry| entry.kind).or(work.holder.map(Holder::kind)).unwrap_or_default();
            let new = advice(Action::Reissue).or(advice(Action::Issue));
            new.filter(|_| is_for(wanted, kind)).map(|_| Service::New)
        }
    }
}

fn is_for(wanted: Wanted, kind: HolderKind) -> bool {
    (wanted == Wanted::NewOrganisations) == (kind == HolderKind::Organisation)
}

fn change_of(difference: &Difference) -> Change {
    let (what, old) = match difference.field {
        // The certificate names agencies from general to specific, a letter the other way round.
        DifferingField::Organisation => {
            (Changed::Organisation, difference.certificate.iter().rev().cloned().collect::<Vec<_>>().join(", "))
        }
        DifferingField::Name => (Changed::Name, difference.certificate.first().cloned().unwrap_or_default()),
        DifferingField::Email => (Changed::Email, difference.certificate.first().cloned().unwrap_or_default()),
    };
    Change { what, old: Some(old).filter(|old| !old.is_empty()), new: Some(difference.roster.clone()) }
}

/// The verdict's reason in the form's words; `None` is left to fill in.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::Subject;
    use crate::domain::roster::Entry;
    use crate::report::inventory::Certificate;

    #[test]
    fn somebody_with_two_certificates_in_a_letter_is_one_holder() {
        let (an, binh) = (Entry::default(), Entry::default());
        let of = |text: &str| {
            let subject = Some(Subject { text: text.to_owned(), ..Subject::default() });
            Certificate { subject, ..Certificate::default() }
        };
        let certificates = [of("CN=An"), of("CN=An"), of("CN=Ca"), of("CN=Ca"), of("CN=Du"), Certificate::default()];
        let entries = [Some(&an), Some(&an), Some(&binh), None, None, None];
        let case = |(certificate, entry)| Case {
            token: None,
            certificate: Some(certificate),
            entry,
            service: Service::Revoke(None),
        };
        let cases = certificates.iter().zip(entries).map(case).collect();
        let chosen = Chosen { cases, ..Chosen::default() };
        assert_eq!(chosen.holders(), 5, "two rows of the list, two subjects beside it, and one that cannot be read");
    }
}
