//! Verdicts: keep, renew, reissue, change information, revoke, recover; each with its reason, rule and deadline.
//!
//! May import `domain` only. Days are calendar days in the agency's time zone. Pitfall: legal rules marked as uncertain
//! are settings, and the verdict names the setting that led to it. Nothing here is legal advice.

mod decide;
mod difference;
mod entry;
mod kind;
mod settings;
mod words;

pub use decide::decide;
pub use difference::{Difference, DifferingField, decided, differences};
pub use entry::{is_exceptional, of_device, of_entry};
pub use kind::{Told, kind_of, told};
pub use settings::{GovernmentIssuer, JudgeSettings, RenewalRules};
pub use words::{Action, NextStep, Note, PORTAL, Reason, Recipient, Rule};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::certificate::{Issuer, Subject};
use super::decision::Ruling;
use super::matching::MatchedBy;
use super::roster::{DeviceState, Entry};
use super::time::Moment;

/// What is known of one certificate of a holder.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// Who issued it.
    pub issuer: Option<&'a Issuer>,
    /// Whose it is.
    pub subject: Option<&'a Subject>,
    /// The kind of holder, judged by its names and the staff list; `None` leaves that to the subject alone.
    pub kind: Option<Told>,
    /// Its e-mail addresses.
    pub emails: &'a [String],
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// Another one of the same key or holder on the token is used instead.
    pub is_superseded: bool,
    /// What is used instead is its renewal, of the same key.
    pub is_renewed: bool,
    /// Its renewal, which is on the token already.
    pub renewal: Option<Renewal<'a>>,
    /// It is not yet valid, and another one of the same key or holder on the token is used until then.
    pub waits: bool,
    /// How many older certificates of the same key are on the token.
    pub older_of_same_key: u32,
    /// It is revoked; also true if it is only suspended.
    pub revoked: Option<bool>,
    /// Its key is known not to be on the token.
    pub key_missing: bool,
    /// The user PIN of the token is locked.
    pub pin_locked: bool,
    /// The same certificate is also on another token, whose user PIN is locked.
    pub copy_locked: bool,
    /// The staff list's entry for it.
    pub entry: Option<&'a Entry>,
    /// The entry is only a match to confirm, on this basis.
    pub proposed_by: Option<MatchedBy>,
    /// The officer's decision on the two.
    pub ruling: Option<Ruling>,
    /// Several people of the staff list could be its holder, and what is to be done differs between them.
    pub is_doubtful: bool,
    /// Serial of the token.
    pub device_serial: Option<&'a str>,
    /// What other entries of the staff list say of the token: lost or broken, otherwise usable.
    pub device: DeviceState,
    /// The same person has another certificate that lets them sign for longer.
    pub is_covered: bool,
}

/// A renewal that is on the token, is not yet valid, and follows the certificate in use without a gap.
#[derive(Debug, Clone, Copy)]
pub struct Renewal<'a> {
    /// Start of its validity.
    pub from: Moment,
    /// End of its validity.
    pub until: Moment,
    /// Whose it is.
    pub subject: Option<&'a Subject>,
    /// Its e-mail addresses.
    pub emails: &'a [String],
}

/// The present, the zone of calendar days, and the rules.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The present.
    pub now: Moment,
    /// Where calendar days are counted.
    pub zone: &'a TimeZone,
    /// The rules.
    pub settings: &'a JudgeSettings,
}

/// What to do with one certificate: at least one piece of advice, most important first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What to do; two if two apply (renewal with a change, recovery with a renewal).
    pub advice: Vec<Advice>,
    /// Further remarks.
    pub notes: Vec<Note>,
    /// How often it was renewed, as far as known.
    pub renewals: u32,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Advice {
    /// What to do.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// The rule behind it.
    pub rule: Rule,
    /// The setting that led to it.
    pub setting: Option<SettingUsed>,
    /// First day on which it can be filed, if in the future.
    #[cfg_attr(test, schemars(with = "Option<crate::domain::schema::Day>"))]
    pub opens: Option<Date>,
    /// First day of the renewal that is on the token already, if that is why there is nothing to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<crate::domain::schema::Day>"))]
    pub renewed_from: Option<Date>,
    /// Last day on which it can be filed.
    pub deadline: Option<Deadline>,
    /// Number of the form, `01` to `06`.
    pub form: Option<String>,
    /// Who gets it.
    pub recipient: Option<Recipient>,
    /// What the officer does next.
    pub next_step: NextStep,
    /// Differences from the staff list, for a change.
    pub changes: Vec<Difference>,
    /// To be confirmed by the officer before filing.
    pub proposed: bool,
}

/// A day and the days left until it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Deadline {
    /// The calendar day in the agency's time zone.
    #[cfg_attr(test, schemars(with = "crate::domain::schema::Day"))]
    pub date: Date,
    /// Calendar days until it; negative once it has passed.
    pub days: i64,
}

/// A setting and its value when the verdict was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SettingUsed {
    /// Its name in the config file.
    pub name: String,
    /// Its value.
    pub value: String,
}

#[cfg(test)]
mod tests;
