//! The one definition of "can sign", with its reason: for one certificate, and for a person of the staff list.
//!
//! A person can sign if their certificate of a government CA is valid by date, not revoked and not to be revoked, and
//! its
//! key is on a present, unlocked token, or is held by SIM PKI or central signing. May import `domain` only.
//! Pitfall: what was not read is unknown, and never counts as able to sign.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fold;
use super::matching::MatchedBy;
use super::roster::{Carrier, DeviceState, Entry, Status};
use super::time::days_between;
use super::verdict::{Facts, Judge};

/// Whether somebody can sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ability {
    /// Yes, and for a while.
    CanSign,
    /// Yes, but not for long: it expires within `renewal.open_days`.
    StopsSoon,
    /// Unknown from what was read.
    Unknown,
    /// No.
    CannotSign,
}

impl Ability {
    /// The identifier of its word.
    pub fn id(self) -> &'static str {
        match self {
            Self::CanSign => "cansign-class-can-sign",
            Self::StopsSoon => "cansign-class-stops-soon",
            Self::Unknown => "cansign-class-unknown",
            Self::CannotSign => "cansign-class-cannot-sign",
        }
    }

    /// Whether they can sign today.
    pub fn is_able(self) -> bool {
        matches!(self, Self::CanSign | Self::StopsSoon)
    }
}

/// Why, in order: earlier reasons are lesser obstacles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Valid by date, and the key is on the token as far as visible.
    Valid,
    /// SIM PKI or central signing, as the staff list says.
    Carried,
    /// The user PIN is locked.
    PinLocked,
    /// The key is not on the token.
    KeyMissing,
    /// The certificate is not valid by date.
    NotWithinDates,
    /// Only a certificate of a public CA.
    OtherCa,
    /// Only the name matches, which has to be confirmed.
    OnlyProposed,
    /// The token matches, but its certificate has another name, which has to be confirmed.
    OtherNameOnDevice,
    /// Several could be theirs.
    Ambiguous,
    /// The list names a token or certificate that was not read.
    NotRead,
    /// Its dates cannot be read.
    DatesUnreadable,
    /// A decisive cell of the list cannot be read.
    ListUnsure,
    /// No certificate.
    NoCertificate,
    /// The token is lost.
    DeviceLost,
    /// The token is broken.
    DeviceBroken,
    /// The key was exposed, or may have been.
    KeySuspect,
    /// It was revoked.
    Revoked,
    /// It is suspended.
    Suspended,
    /// It is to be revoked: its holder has left.
    ToBeRevoked,
}

impl Ground {
    /// The identifier of its sentence.
    pub fn id(self) -> &'static str {
        match self {
            Self::Valid => "cansign-valid",
            Self::Carried => "cansign-carried",
            Self::PinLocked => "roster-obstacle-pin-locked",
            Self::KeyMissing => "roster-obstacle-key-missing",
            Self::NotWithinDates => "roster-obstacle-not-within-dates",
            Self::OtherCa => "roster-obstacle-other-ca",
            Self::OnlyProposed => "roster-obstacle-only-proposed",
            Self::OtherNameOnDevice => "roster-obstacle-other-name-on-device",
            Self::Ambiguous => "roster-obstacle-ambiguous",
            Self::NotRead => "cansign-not-read",
            Self::DatesUnreadable => "cansign-dates-unreadable",
            Self::ListUnsure => "cansign-list-unsure",
            Self::NoCertificate => "roster-obstacle-no-certificate",
            Self::DeviceLost => "cansign-device-lost",
            Self::DeviceBroken => "cansign-device-broken",
            Self::KeySuspect => "cansign-key-suspect",
            Self::Revoked => "cansign-revoked",
            Self::Suspended => "cansign-suspended",
            Self::ToBeRevoked => "cansign-to-be-revoked",
        }
    }
}

/// Whether and why, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Signing {
    /// Whether they can.
    pub class: Ability,
    /// Why.
    pub reason: Ground,
    /// Last day of the certificate, or of its renewal that is on the token and follows without a gap; if known.
    #[cfg_attr(test, schemars(with = "Option<crate::domain::schema::Day>"))]
    pub until: Option<Date>,
}

/// Why somebody cannot sign, or why it is unknown, for a schema: without the reasons for being able to.
#[cfg(test)]
pub(crate) fn obstacles(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::schema::words_but::<Ground>(&["valid", "carried"], generator)
}

/// Their names in a schema.
#[cfg(test)]
pub(crate) fn inabilities(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::schema::words_but::<Ability>(&["can-sign", "stops-soon"], generator)
}

impl Signing {
    fn no(reason: Ground) -> Self {
        Self { class: Ability::CannotSign, reason, until: None }
    }

    fn unknown(reason: Ground) -> Self {
        Self { class: Ability::Unknown, reason, until: None }
    }

    /// Able to sign until a day, and not after it.
    fn until(day: Date, reason: Ground, judge: &Judge<'_>) -> Self {
        let days = days_between(judge.now.day_in(judge.zone), day);
        let until = Some(day);
        match days {
            ..0 => Self { until, ..Self::no(Ground::NotWithinDates) },
            days if days <= judge.settings.renewal.open_days => Self { class: Ability::StopsSoon, reason, until },
            _ => Self { class: Ability::CanSign, reason, until },
        }
    }
}

/// With one certificate on a token.
pub fn by_certificate(facts: &Facts<'_>, judge: &Judge<'_>) -> Signing {
    let listed = match facts.entry {
        Some(entry) => by_list(entry, state_of(entry, facts)),
        None => by_state(facts.device),
    };
    if let Some(found) = listed {
        // What the list says of a person applies to their own certificate only.
        return unconfirmed(facts).map_or(found, Signing::unknown);
    }
    if facts.issuer.is_none_or(|issuer| !judge.settings.is_government(issuer)) {
        return Signing::no(Ground::OtherCa);
    }
    if let Some(reason) = unconfirmed(facts) {
        return Signing::unknown(reason);
    }
    if facts.is_doubtful {
        return Signing::unknown(Ground::Ambiguous);
    }
    if let Some(suspended) = facts.revoked {
        return Signing::no(if suspended { Ground::Suspended } else { Ground::Revoked });
    }
    let (Some(start), Some(end)) = (facts.not_before, facts.not_after) else {
        return Signing::unknown(Ground::DatesUnreadable);
    };
    let day = end.day_in(judge.zone);
    if judge.now < start || end < judge.now {
        return Signing { until: Some(day), ..Signing::no(Ground::NotWithinDates) };
    }
    if facts.key_missing {
        return Signing::no(Ground::KeyMissing);
    }
    if facts.pin_locked {
        return Signing::no(Ground::PinLocked);
    }
    // A renewal on the token follows without a gap.
    let until = facts.renewal.map_or(day, |renewal| renewal.until.day_in(judge.zone));
    Signing::until(until, Ground::Valid, judge)
}

/// Why it must first be confirmed that this certificate belongs to the entry.
fn unconfirmed(facts: &Facts<'_>) -> Option<Ground> {
    Some(match facts.proposed_by? {
        MatchedBy::DeviceSerial => Ground::OtherNameOnDevice,
        _ => Ground::OnlyProposed,
    })
}

/// What was read for an entry of the staff list to which no certificate belongs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unmatched {
    /// Nothing.
    #[default]
    Nothing,
    /// Certificates that could be theirs as well as others'.
    Ambiguous,
    /// The token that the list names, to its end; there is no certificate on it.
    EmptyToken,
}

/// A person or agency of the staff list with all their certificates; the best one counts.
pub fn by_entry(entry: &Entry, certificates: &[Facts<'_>], unmatched: Unmatched, judge: &Judge<'_>) -> Signing {
    // A further certificate that may be theirs changes nothing about somebody who has left.
    let has_left = entry.status != Status::Working && certificates.iter().any(|facts| facts.proposed_by.is_none());
    let counts = |facts: &&Facts<'_>| !has_left || facts.proposed_by.is_none();
    let mut found: Vec<Signing> =
        certificates.iter().filter(counts).map(|facts| by_certificate(facts, judge)).collect();
    if certificates.is_empty() || entry.carrier != Carrier::Token {
        found.push(without_reading(entry, unmatched, judge));
    }
    found.into_iter().min().unwrap_or(Signing::no(Ground::NoCertificate))
}

/// What the list alone shows.
fn without_reading(entry: &Entry, unmatched: Unmatched, judge: &Judge<'_>) -> Signing {
    if let Some(found) = by_list(entry, entry.device_state) {
        return found;
    }
    let is_past = |day: Date| days_between(judge.now.day_in(judge.zone), day) < 0;
    match (entry.carrier, entry.valid_until) {
        (Carrier::SimPki | Carrier::Central, Some(day)) => Signing::until(day, Ground::Carried, judge),
        (Carrier::SimPki | Carrier::Central, None) => {
            Signing { class: Ability::CanSign, reason: Ground::Carried, until: None }
        }
        (Carrier::Token, Some(day)) if is_past(day) => Signing::until(day, Ground::NotWithinDates, judge),
        (Carrier::Token, _) if unmatched == Unmatched::Ambiguous => Signing::unknown(Ground::Ambiguous),
        // A certificate that the list names may be on another token.
        (Carrier::Token, None) if unmatched == Unmatched::EmptyToken && entry.certificate_serial.is_none() => {
            Signing::no(Ground::NoCertificate)
        }
        (Carrier::Token, until) if is_recorded(entry) => Signing { until, ..Signing::unknown(Ground::NotRead) },
        (Carrier::Token, _) => Signing::no(Ground::NoCertificate),
    }
}

/// Whether the list names a token or a certificate.
pub fn is_recorded(entry: &Entry) -> bool {
    entry.device_serial.is_some() || entry.certificate_serial.is_some() || entry.valid_until.is_some()
}

/// What the list says against it, given the state of the token.
fn by_list(entry: &Entry, state: DeviceState) -> Option<Signing> {
    if entry.unsure {
        return Some(Signing::unknown(Ground::ListUnsure));
    }
    if !matches!(entry.status, Status::Working | Status::Moved) {
        return Some(Signing::no(Ground::ToBeRevoked));
    }
    by_state(state)
}

fn by_state(state: DeviceState) -> Option<Signing> {
    match state {
        DeviceState::Usable => None,
        DeviceState::Lost => Some(Signing::no(Ground::DeviceLost)),
        DeviceState::Broken => Some(Signing::no(Ground::DeviceBroken)),
        DeviceState::KeySuspect => Some(Signing::no(Ground::KeySuspect)),
        DeviceState::Locked => Some(Signing::no(Ground::PinLocked)),
        DeviceState::Revoked => Some(Signing::no(Ground::Revoked)),
    }
}

/// The state of a certificate's token: what its own entry says, or another entry that names the same token. A lost token
/// is lost with every key on it.
pub fn state_of(entry: &Entry, facts: &Facts<'_>) -> DeviceState {
    match device_state(entry, facts.device_serial) {
        DeviceState::Usable | DeviceState::Locked if facts.device != DeviceState::Usable => facts.device,
        own => own,
    }
}

/// The state of the token with this serial; what the list says of another one does not apply to it.
fn device_state(entry: &Entry, device_serial: Option<&str>) -> DeviceState {
    match (entry.device_serial.as_deref(), device_serial) {
        (Some(listed), Some(read)) if fold::number(listed) != fold::number(read) => DeviceState::Usable,
        _ => entry.device_state,
    }
}

#[cfg(test)]
mod tests;
