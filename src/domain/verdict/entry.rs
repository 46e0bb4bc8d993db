//! The verdict on an entry of the staff list for which no certificate was read.
//!
//! Pitfall: an entry without a token serial has no certificate; one with a serial has a token that was not plugged in,
//! and nothing is requested for it.

use jiff::civil::Date;

use super::decide::{by_list, plain, term};
use super::{Action, Advice, Facts, Judge, NextStep, Note, Reason, Recipient, Rule, Verdict};
use crate::domain::can_sign::{Ground, Signing};
use crate::domain::roster::{Carrier, Entry, HolderKind, Status};
use crate::domain::time::Moment;

/// What to do for an entry for which no certificate of a government CA was read; nothing if they can sign.
pub fn of_entry(entry: &Entry, signing: Signing, judge: &Judge<'_>) -> Verdict {
    let renewals = entry.renewals.unwrap_or(0);
    let notes = if renewals > 0 { vec![Note::RenewedByRoster] } else { Vec::new() };
    let facts = Facts {
        entry: Some(entry),
        not_after: entry.valid_until.and_then(|day| end_of(day, judge)),
        ..Facts::default()
    };
    let advice = by_list(entry, &facts, judge).unwrap_or_else(|| {
        if entry.status != Status::Working {
            return Vec::new();
        }
        match (entry.carrier, signing.reason) {
            // The list's own date is all that is known.
            (Carrier::SimPki | Carrier::Central, _) if facts.not_after.is_some() => vec![term(&facts, judge, renewals)],
            (_, Ground::NotWithinDates) if facts.not_after.is_some() => vec![term(&facts, judge, renewals)],
            (_, Ground::NotRead) => {
                vec![plain(Action::Undecided, Reason::NotRead, Rule::Article9, NextStep::ReadDevice)]
            }
            (_, Ground::NoCertificate) => vec![first(entry, Reason::NoCertificate)],
            (_, Ground::OtherCa) => vec![first(entry, Reason::OtherIssuer)],
            _ => Vec::new(),
        }
    });
    Verdict { advice, notes, renewals }
}

/// Whether the list alone decides what is to be done for this entry, whatever the dates of a certificate are.
pub fn is_exceptional(entry: &Entry, judge: &Judge<'_>) -> bool {
    by_list(entry, &Facts { entry: Some(entry), ..Facts::default() }, judge).is_some()
}

/// What to do about a token that the list calls lost or broken, if another one was read.
pub fn of_device(entry: &Entry, signing: Signing, judge: &Judge<'_>) -> Verdict {
    let facts = Facts { entry: Some(entry), is_covered: signing.class.is_able(), ..Facts::default() };
    Verdict { advice: by_list(entry, &facts, judge).unwrap_or_default(), notes: Vec::new(), renewals: 0 }
}

/// Form 01 or 02 for a person or agency without a certificate.
fn first(entry: &Entry, reason: Reason) -> Advice {
    Advice {
        form: Some(if entry.kind == HolderKind::Organisation { "02" } else { "01" }.to_owned()),
        recipient: Some(Recipient::Authority),
        ..plain(Action::Issue, reason, Rule::Article9, NextStep::ApplyForFirst)
    }
}

/// The last second of a day in the agency's zone.
fn end_of(day: Date, judge: &Judge<'_>) -> Option<Moment> {
    let end = day.at(23, 59, 59, 0).to_zoned(judge.zone.clone()).ok()?;
    Moment::from_unix_seconds(end.timestamp().as_second())
}
