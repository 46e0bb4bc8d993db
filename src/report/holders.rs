//! Holders' certificates of an inventory beside the staff list: the input of plan, roster check and report.
//!
//! May import `domain` and the inventory's types. Pitfall: the CA's own certificates are on the same tokens but have no
//! holder; superseded ones have a holder but are not matched a second time.

mod names;
mod unit;
mod units;
mod unread;

use std::collections::{BTreeSet, HashMap};

pub use names::{CertificateName, EntryName, TokenName};
pub use unit::{OfUnit, of_unit};
use units::Units;
pub use unread::is_unread_since;

use super::copies::{Placed, fingerprint, rank};
use super::inventory::{Certificate, Inventory, Pairing, PrivateKey, Revocation, Token};
use super::revocations::{is_suspension, revoked};
use crate::domain::can_sign::state_of;
use crate::domain::decision::{Decisions, Ruling};
use crate::domain::fold;
use crate::domain::matching::{Candidate, Match, Matching, matching};
use crate::domain::names::Names;
use crate::domain::pairing::Turn;
use crate::domain::pin::PinState;
use crate::domain::problem::Problem;
use crate::domain::roster::{DeviceState, Entry, HolderKind, Roster};
use crate::domain::time::Moment;
use crate::domain::unit::Unit;
use crate::domain::verdict::{Facts, JudgeSettings, Renewal, Told, told};
use crate::domain::verify::State;

/// One certificate of a holder on a token.
#[derive(Debug, Clone)]
pub struct Holder<'a> {
    /// The token.
    pub token: &'a Token,
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Other places of the same certificate: it is one, wherever it is.
    pub copies: Vec<Placed<'a>>,
    /// The number of older government certificates of the same key on the token.
    pub older_of_same_key: u32,
    /// Its renewal on the token, which is not yet valid and follows it without a gap.
    pub renewal: Option<&'a Certificate>,
    /// The certificate on the token that is used until this one begins.
    pub waits_for: Option<&'a Certificate>,
    /// The certificate on the token that is used instead of this one, which is valid as well.
    pub gives_way_to: Option<&'a Certificate>,
    /// Issued by a known government CA.
    pub is_government: bool,
    /// Its holder, by its names beside the staff list.
    pub told: Told,
    /// The staff list's entry, if one was found.
    pub found: Option<Match>,
    /// The entry of the certificate that is used instead, certainly: what it says of its holder applies to this one too.
    pub found_instead: Option<Match>,
    /// The officer's decision on that entry and this certificate.
    pub ruling: Option<Ruling>,
}

/// What is known against a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokedState {
    /// It is revoked.
    Revoked,
    /// It is suspended, which may be lifted.
    Suspended,
}

/// An inventory beside a staff list.
#[derive(Debug)]
pub struct Holders<'a> {
    /// The inventory.
    pub inventory: &'a Inventory,
    /// The staff list, whole.
    pub roster: Option<&'a Roster>,
    /// Every certificate of a holder, in the inventory's order.
    pub all: Vec<Holder<'a>>,
    /// The staff list, or the part that `--unit` leaves; empty without one.
    pub entries: Vec<&'a Entry>,
    /// The matches; candidates are indices into `all`.
    pub matching: Matching,
    units: Units<'a>,
    names: Names,
    /// The tokens that the staff list calls lost or broken, by their folded serials.
    gone: HashMap<String, DeviceState>,
}

impl<'a> Holders<'a> {
    /// Finds the holders of an inventory and matches them with the staff list.
    pub fn new(inventory: &'a Inventory, roster: Option<&'a Roster>, settings: &JudgeSettings) -> Self {
        let mut all = folded(inventory.tokens.iter().flat_map(|token| of_token(token, settings)).collect());
        let entries: Vec<&Entry> = roster.map(|roster| roster.entries.iter().collect()).unwrap_or_default();
        let (units, names) = (Units::new(&entries, &settings.names), settings.names.clone());
        for holder in &mut all {
            if let Some(subject) = &holder.certificate.subject {
                holder.told = told(subject, &names, |name: &str| units.spelling_of(name).is_some());
            }
        }
        let matching = Matching::default();
        let gone = gone(&entries);
        let mut holders = Self { inventory, roster, all, entries, matching, units, names, gone };
        if let Some(roster) = roster {
            holders.match_entries(&roster.decisions);
        }
        if let Some(unit) = &settings.unit {
            holders.keep(&Unit::new(unit, &settings.names));
        }
        if let Some(since) = settings.not_read_since {
            holders.keep_unread(since);
        }
        holders
    }

    fn match_entries(&mut self, decisions: &Decisions) {
        let places: Vec<usize> =
            self.all.iter().enumerate().filter(|(_, one)| one.counts()).map(|(place, _)| place).collect();
        let candidates: Vec<Candidate<'_>> =
            places.iter().filter_map(|place| self.all.get(*place)).map(Holder::candidate).collect();
        let place = |index: &usize| places.get(*index).copied().unwrap_or(usize::MAX);
        let apart = self.apart(&places, decisions);
        let mut found = matching(&self.entries, &candidates, &self.names, &apart);
        for one in &mut found.matches {
            one.candidate = place(&one.candidate);
            let ruling = self.ruling(one, decisions);
            one.proposed &= !ruling.is_some_and(Ruling::confirms_person);
        }
        for one in &mut found.ambiguities {
            one.candidates = one.candidates.iter().map(place).collect();
        }
        found.unmatched_candidates = found.unmatched_candidates.iter().map(place).collect();
        for one in &found.matches {
            let ruling = self.ruling(one, decisions);
            if let Some(holder) = self.all.get_mut(one.candidate) {
                holder.found = Some(*one);
                holder.ruling = ruling;
            }
        }
        self.match_waiting();
        self.matching = found;
    }

    /// Whose certificate is certain, theirs is its renewal as well.
    fn match_waiting(&mut self) {
        if self.all.iter().all(|one| one.waits_for.is_none() && one.gives_way_to.is_none()) {
            return;
        }
        let certain = self.all.iter().filter_map(|one| {
            let found = one.found.filter(|found| !found.proposed)?;
            Some((fingerprint(one.certificate)?, found))
        });
        let certain: HashMap<&str, Match> = certain.collect();
        for holder in &mut self.all {
            let used = holder.waits_for.filter(|_| !holder.is_superseded()).and_then(fingerprint);
            holder.found = used.and_then(|used| certain.get(used).copied()).or(holder.found);
            let instead = holder.gives_way_to.filter(|_| holder.is_superseded()).and_then(fingerprint);
            holder.found_instead = instead.and_then(|instead| certain.get(instead).copied());
        }
    }

    fn ruling(&self, found: &Match, decisions: &Decisions) -> Option<Ruling> {
        decisions.of(self.entries.get(found.entry)?, &self.all.get(found.candidate)?.certificate.sha256)
    }

    /// Entries and certificates, by their places, that the officer decided not to match.
    fn apart(&self, places: &[usize], decisions: &Decisions) -> BTreeSet<(usize, usize)> {
        let mut apart = BTreeSet::new();
        for sha256 in decisions.refused_certificates() {
            let theirs = |place: &usize| self.all.get(*place).is_some_and(|one| one.certificate.sha256 == sha256);
            for candidate in places.iter().enumerate().filter(|(_, place)| theirs(place)).map(|(index, _)| index) {
                let refused = |entry: &Entry| decisions.of(entry, sha256).is_some_and(Ruling::is_refused);
                let entries = self.entries.iter().enumerate().filter(|(_, entry)| refused(entry));
                apart.extend(entries.map(|(entry, _)| (entry, candidate)));
            }
        }
        apart
    }

    /// The staff list's entry of a holder.
    pub fn entry_of(&self, holder: &Holder<'_>) -> Option<&'a Entry> {
        self.entries.get(holder.found?.entry).copied()
    }

    /// The entry of the certificate that is used instead of a holder's.
    pub fn entry_instead(&self, holder: &Holder<'_>) -> Option<&'a Entry> {
        self.entries.get(holder.found_instead?.entry).copied()
    }

    /// The staff list's unit, otherwise the certificate's, spelt as in the staff list if it has the same one.
    pub fn unit_of(&self, holder: &Holder<'a>) -> Option<&'a str> {
        self.entry_of(holder).and_then(Entry::place_of_work).or_else(|| {
            let unit = holder.unit()?;
            self.units.spelling_of(unit).or(Some(unit))
        })
    }

    /// The name by which a unit is grouped: one for all its spellings in the staff list.
    pub fn group_of(&self, unit: &str) -> String {
        self.units.group_of(unit)
    }

    /// Every reading of an agency's name.
    pub fn readings_of(&self, body: &str) -> Vec<String> {
        self.names.body(body).readings().to_vec()
    }

    /// What the staff list says of a holder's token in whatever row: whose keys are on it as well may be in another one.
    fn device_of(&self, holder: &Holder<'_>) -> DeviceState {
        let serials = holder.places().filter_map(|(token, _)| token.identity.proving_serial_key());
        let states = serials.filter_map(|serial| self.gone.get(&fold::number(&serial)).copied());
        // The only copy may be on the broken one, but what is lost is lost.
        states.min_by_key(|state| *state != DeviceState::Lost).unwrap_or_default()
    }

    /// What is known of a holder's certificate, for a verdict.
    pub fn facts<'f>(&'f self, holder: &'f Holder<'a>) -> Facts<'f> {
        let certificate = holder.certificate;
        let entry = self.entry_of(holder).or(self.entry_instead(holder));
        // Of several tokens the one mentioned in the staff list.
        let wanted = entry.and_then(|entry| entry.device_serial.as_deref()).map(fold::number);
        let listed = holder.serials().find(|serial| wanted.as_ref() == Some(&fold::number(serial)));
        Facts {
            issuer: certificate.issuer.as_ref(),
            subject: certificate.subject.as_ref(),
            kind: Some(holder.told),
            emails: &certificate.emails,
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            is_superseded: holder.is_superseded(),
            is_renewed: holder
                .gives_way_to
                .is_some_and(|other| other.spki_sha256().is_some() && other.spki_sha256() == certificate.spki_sha256()),
            renewal: holder.renewal.and_then(renewal),
            waits: holder.waits_for.is_some(),
            older_of_same_key: holder.older_of_same_key,
            revoked: holder.revoked().map(|state| state == RevokedState::Suspended),
            key_missing: holder.key_is_missing(),
            pin_locked: holder.token.user_pin.state == PinState::Locked,
            copy_locked: holder.copies.iter().any(|(token, _)| token.user_pin.state == PinState::Locked),
            entry,
            proposed_by: holder.found.filter(|found| found.proposed).map(|found| found.by),
            ruling: holder.ruling,
            device_serial: listed.or(holder.token.identity.serial.as_deref()),
            is_covered: false,
            is_doubtful: false,
            device: self.device_of(holder),
        }
    }

    /// Whether a certificate is known to be revoked or suspended: by a check, or revoked by its own entry in the staff list.
    pub fn revoked(&self, holder: &Holder<'a>) -> Option<RevokedState> {
        let by_list = || {
            let facts = self.facts(holder);
            let is_own = facts.proposed_by.is_none();
            let entry = facts.entry.filter(|entry| is_own && !entry.unsure)?;
            (state_of(entry, &facts) == DeviceState::Revoked).then_some(RevokedState::Revoked)
        };
        match holder.revoked() {
            Some(RevokedState::Revoked) => Some(RevokedState::Revoked),
            found => by_list().or(found),
        }
    }
}

impl<'a> Holder<'a> {
    /// Whether it is the one of its key or holder on the token that counts: neither superseded, nor waiting for its turn.
    pub fn counts(&self) -> bool {
        !self.is_superseded() && self.waits_for.is_none()
    }

    /// Another certificate of the same key or holder on the token is used instead.
    pub fn is_superseded(&self) -> bool {
        self.certificate.pairing == Pairing::Superseded
    }

    /// What was found out about its revocation, and not lifted.
    fn revoked(&self) -> Option<RevokedState> {
        let is_suspended = || self.revocation_found().is_some_and(is_suspension);
        (self.certificate.revocation == Revocation::Judged(State::Revoked))
            .then(|| if is_suspended() { RevokedState::Suspended } else { RevokedState::Revoked })
    }

    fn revocation_found(&self) -> Option<&'a Problem> {
        self.places().find_map(|(token, certificate)| revoked(token, certificate))
    }

    /// When it was revoked, if that was found out; a suspension is none.
    pub fn revoked_at(&self) -> Option<Moment> {
        let found = self.revocation_found().filter(|found| !is_suspension(found))?;
        found.details.get("revoked_at")?.parse().ok()
    }

    /// The key is known not to be on the token.
    pub fn key_is_missing(&self) -> bool {
        matches!(self.certificate.pairing, Pairing::Orphan | Pairing::Foreign)
            || self.certificate.private_key == PrivateKey::Absent
    }

    /// Every place of the certificate, the one that counts first.
    pub fn places(&self) -> impl Iterator<Item = Placed<'a>> {
        std::iter::once((self.token, self.certificate)).chain(self.copies.iter().copied())
    }

    /// Serials of the tokens with it.
    fn serials(&self) -> impl Iterator<Item = &'a str> {
        self.places().filter_map(|(token, _)| token.identity.serial.as_deref())
    }

    /// The holder's name.
    pub fn name(&self) -> Option<&'a str> {
        self.certificate.common_name()
    }

    /// Person or organisation, according to the certificate.
    pub fn kind(&self) -> HolderKind {
        self.told.likely()
    }

    /// The unit that the certificate names. An organisation's is its own: O is the one above it.
    pub fn unit(&self) -> Option<&'a str> {
        self.organisation().or_else(|| self.certificate.subject.as_ref()?.unit())
    }

    /// Every agency that the certificate names, from the widest.
    pub fn bodies(&self) -> impl DoubleEndedIterator<Item = &'a str> + use<'a> {
        let subject = self.certificate.subject.iter();
        let names = subject.flat_map(|subject| subject.organizations.iter().chain(&subject.organizational_units));
        names.map(String::as_str)
    }

    /// The name of the organisation whose certificate it is.
    pub fn organisation(&self) -> Option<&'a str> {
        self.name().filter(|_| self.told == Told::Kind(HolderKind::Organisation))
    }

    fn candidate(&self) -> Candidate<'a> {
        let spki = self.certificate.spki_sha256();
        let of_key = |one: &&Certificate| {
            one.sha256 == self.certificate.sha256 || (spki.is_some() && one.spki_sha256() == spki && !one.is_ca)
        };
        Candidate {
            certificate_serials: self
                .places()
                .flat_map(|(token, _)| &token.certificates)
                .filter(of_key)
                .filter_map(|one| one.serial_number.as_deref())
                .collect(),
            device_serials: self.serials().collect(),
            emails: self.certificate.emails.iter().map(String::as_str).collect(),
            identifiers: self
                .certificate
                .subject
                .iter()
                .flat_map(|subject| &subject.identifiers)
                .map(|identifier| identifier.value.as_str())
                .collect(),
            name: self.name(),
            units: self.bodies().collect(),
        }
    }
}

/// The holders' certificates on a token, if it is initialised.
fn of_token<'a>(token: &'a Token, settings: &JudgeSettings) -> Vec<Holder<'a>> {
    if !token.initialized {
        return Vec::new();
    }
    let is_x509 = |one: &Certificate| one.certificate_type.is_none();
    let of_holder = |one: &&Certificate| !one.is_ca && one.pairing != Pairing::Ca && is_x509(one);
    // Half a certificate beside a whole one adds nothing; alone it is all that is known of its holder.
    let in_use = |one: &Certificate| matches!(one.pairing, Pairing::Current | Pairing::Superseded);
    let malformed = token.malformed();
    let half = |one: &Certificate| one.sha256.is_empty() || malformed.contains(one.sha256.as_str());
    let whole = token.certificates.iter().any(|one| in_use(one) && !half(one));
    let meant = |one: &&Certificate| of_holder(one) && !(whole && half(one));
    let turns = token.turns();
    let at = |place: Option<usize>| token.certificates.get(place?);
    let holder = |(certificate, turn): (&'a Certificate, Turn)| Holder {
        token,
        certificate,
        copies: Vec::new(),
        older_of_same_key: older_of_same_key(token, certificate, settings),
        renewal: at(turn.renewal),
        waits_for: at(turn.waits_for),
        gives_way_to: at(turn.gives_way_to),
        is_government: certificate.issuer.as_ref().is_some_and(|issuer| settings.is_government(issuer)),
        told: Told::Kind(HolderKind::Person),
        found: None,
        found_instead: None,
        ruling: None,
    };
    token.certificates.iter().zip(turns).filter(|(one, _)| meant(one)).map(holder).collect()
}

/// The tokens that a staff list calls lost or broken.
fn gone(entries: &[&Entry]) -> HashMap<String, DeviceState> {
    let is_gone =
        |entry: &&&Entry| matches!(entry.device_state, DeviceState::Lost | DeviceState::Broken) && !entry.unsure;
    let named = entries.iter().filter(is_gone).filter_map(|entry| {
        let serial = fold::number(entry.device_serial.as_deref()?);
        (!serial.is_empty()).then_some((serial, entry.device_state))
    });
    let mut gone = HashMap::new();
    for (serial, state) in named {
        let known = gone.entry(serial).or_insert(state);
        if state == DeviceState::Lost {
            *known = state;
        }
    }
    gone
}

/// A renewal, for a verdict on the certificate that it follows.
fn renewal(certificate: &Certificate) -> Option<Renewal<'_>> {
    let (from, until) = (certificate.not_before?, certificate.not_after?);
    Some(Renewal { from, until, subject: certificate.subject.as_ref(), emails: &certificate.emails })
}

/// Each certificate once, at its preferred place. Whether it waits for another one or has a renewal is known if that is so
/// at any of them: a person is one, in whatever order their tokens were read.
fn folded(all: Vec<Holder<'_>>) -> Vec<Holder<'_>> {
    let mut folded: Vec<Holder<'_>> = Vec::with_capacity(all.len());
    let mut at: HashMap<&str, usize> = HashMap::with_capacity(all.len());
    for mut holder in all {
        if let Some(sha256) = fingerprint(holder.certificate) {
            if let Some(first) = at.get(sha256).and_then(|place| folded.get_mut(*place)) {
                if rank((holder.token, holder.certificate)) > rank((first.token, first.certificate)) {
                    std::mem::swap(&mut holder.token, &mut first.token);
                    std::mem::swap(&mut holder.certificate, &mut first.certificate);
                }
                first.renewal = last_to_end(first.renewal, holder.renewal);
                first.waits_for = last_to_end(first.waits_for, holder.waits_for);
                first.copies.push((holder.token, holder.certificate));
                first.older_of_same_key = first.older_of_same_key.max(holder.older_of_same_key);
                continue;
            }
            at.insert(sha256, folded.len());
        }
        folded.push(holder);
    }
    folded
}

fn last_to_end<'a>(one: Option<&'a Certificate>, other: Option<&'a Certificate>) -> Option<&'a Certificate> {
    one.into_iter().chain(other).max_by_key(|certificate| (certificate.not_after, &certificate.sha256))
}

fn older_of_same_key(token: &Token, certificate: &Certificate, settings: &JudgeSettings) -> u32 {
    let (Some(spki), Some(start)) = (certificate.spki_sha256(), certificate.not_before) else { return 0 };
    let older = token.certificates.iter().filter(|one| {
        one.sha256 != certificate.sha256
            && one.spki_sha256() == Some(spki)
            && one.not_before.is_some_and(|other| other < start)
            && one.issuer.as_ref().is_some_and(|issuer| settings.is_government(issuer))
    });
    u32::try_from(older.count()).unwrap_or(u32::MAX)
}
