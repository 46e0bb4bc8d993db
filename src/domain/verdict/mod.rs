//! Verdicts: keep, renew, reissue, change information, revoke, recover; each with its reason, rule and deadline.
//!
//! May import `domain` only. Days are calendar days of the body's time zone. Pitfall: the rules marked uncertain in
//! the law are settings, and the verdict names the setting that led to it. Nothing here is legal advice.

mod decide;
mod difference;
mod entry;
mod kind;
mod settings;
mod words;

pub use decide::decide;
pub use difference::{Difference, DifferingField, decided, differences};
pub use entry::{of_device, of_entry};
pub use kind::{Told, kind_of, told};
pub use settings::{GovernmentIssuer, RenewalRules, Settings};
pub use words::{Action, NextStep, Note, PORTAL, Reason, Recipient, Rule};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::certificate::{Issuer, Subject};
use super::decision::Ruling;
use super::matching::MatchedBy;
use super::roster::Entry;
use super::time::Moment;

/// What is known of one certificate of a holder.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// Who issued it.
    pub issuer: Option<&'a Issuer>,
    /// Whose it is.
    pub subject: Option<&'a Subject>,
    /// Whose it is, as its names tell beside the staff list; `None` leaves that to the subject alone.
    pub kind: Option<Told>,
    /// Its e-mail addresses.
    pub emails: &'a [String],
    /// Start of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// A newer one of the same key or holder is on the token.
    pub is_superseded: bool,
    /// How many older certificates of the same key are on the token.
    pub older_of_same_key: u32,
    /// It is revoked; true where it is only suspended.
    pub revoked: Option<bool>,
    /// The key of it is known not to be on the token.
    pub key_missing: bool,
    /// The user PIN of the token is locked.
    pub pin_locked: bool,
    /// The same certificate lies on another token as well, whose user PIN is locked.
    pub copy_locked: bool,
    /// Whom the roster has for it.
    pub entry: Option<&'a Entry>,
    /// That the roster's entry is this holder's is only proposed, and by what.
    pub proposed_by: Option<MatchedBy>,
    /// What the officer decided of the two.
    pub ruling: Option<Ruling>,
    /// Serial of the token.
    pub device_serial: Option<&'a str>,
    /// The same person has another certificate with which they can sign for longer.
    pub is_covered: bool,
}

/// The present, the zone of calendar days, and the rules.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The present.
    pub now: Moment,
    /// Where calendar days are counted.
    pub zone: &'a TimeZone,
    /// The rules.
    pub settings: &'a Settings,
}

/// What is to be done with one certificate: at least one advice, the weightiest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What is to be done; two where two apply (renewal with a change, recovery with a renewal).
    pub advice: Vec<Advice>,
    /// What is worth saying beside it.
    pub notes: Vec<Note>,
    /// How often it was renewed, as far as is known.
    pub renewals: u32,
}

/// One thing to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Advice {
    /// What to do.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// The rule that it rests on.
    pub rule: Rule,
    /// The setting that led to it.
    pub setting: Option<SettingUsed>,
    /// First day on which it can be filed, where that lies ahead.
    #[cfg_attr(test, schemars(with = "Option<crate::domain::schema::Day>"))]
    pub opens: Option<Date>,
    /// Last day on which it can be filed.
    pub deadline: Option<Deadline>,
    /// Number of the form, `01` to `06`.
    pub form: Option<String>,
    /// Who gets it.
    pub recipient: Option<Recipient>,
    /// What the officer does next.
    pub next_step: NextStep,
    /// What differs from the roster, for a change.
    pub changes: Vec<Difference>,
    /// To be confirmed by the officer before it is filed.
    pub proposed: bool,
}

/// A day and how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Deadline {
    /// The calendar day in the body's time zone.
    #[cfg_attr(test, schemars(with = "crate::domain::schema::Day"))]
    pub date: Date,
    /// Calendar days until it; negative once it has passed.
    pub days: i64,
}

/// A setting and its value when the verdict was made.
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
