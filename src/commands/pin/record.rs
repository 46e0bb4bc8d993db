//! What the journal records of an attempt, and how it keeps other runs from the token meanwhile.
//!
//! Pitfall: the time is this machine's, whatever `--at` says.

use super::Desk;
use super::attempt::{blank, states};
use super::error::PinError;
use super::spec::Spec;
use crate::commands::Context;
use crate::commands::select::Chosen;
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Raised};
use crate::domain::secret::Role;
use crate::journal::attempt::{Action, Method, SecretKind};
use crate::journal::{Hold, Journal, JournalEntry, JournalError, LastHash, PATIENCE, Place, Who};
use crate::report::pin::{Attempt, AttemptResult, JournalNote};

/// Opens the journal, which must be writable before anything is attempted.
pub(super) fn open_journal(context: &Context<'_>) -> raised::Result<Journal> {
    Ok(Journal::open(&Place::for_writing(&context.journal_places())?)?)
}

/// The same for what a specification says.
pub(super) fn entry(desk: &Desk<'_, '_>, chosen: &Chosen, spec: &Spec) -> JournalEntry {
    entry_of(desk.context, chosen, spec.action, spec.method, spec.spends)
}

/// The journal entry for an attempt about to be made.
pub(super) fn entry_of(
    context: &Context<'_>,
    chosen: &Chosen,
    action: Action,
    method: Method,
    spends: Role,
) -> JournalEntry {
    JournalEntry {
        time: crate::clock::now(),
        who: Who::of_system(&|name| context.environment.variable(name)),
        driver: chosen.token.driver.clone(),
        token: chosen.token.identity.clone(),
        action,
        method,
        secret: SecretKind::from(spends),
        certificate: None,
        before: Some(states(&chosen.token)),
    }
}

/// An attempt refused before any step, and recorded like any other; without a note if no journal can be written, which
/// refuses anyway.
pub(super) fn refused_at_once(
    context: &Context<'_>,
    chosen: &Chosen,
    action: Action,
    method: Method,
    spends: Role,
    error: &Raised,
) -> Attempt {
    let code = error.told().code;
    let entry = entry_of(context, chosen, action, method, spends);
    let journal = open_journal(context).ok().and_then(|journal| {
        let hash = journal.refused(&entry, code).ok()?;
        Some(note(&journal, Some(&hash)))
    });
    let (result, code) = (Some(AttemptResult::Refused), Some(code.to_owned()));
    Attempt { result, code, journal, ..blank(chosen, spends) }
}

/// Where an attempt was recorded.
pub(super) fn note(journal: &Journal, hash: Option<&LastHash>) -> JournalNote {
    JournalNote {
        path: journal.place().journal().display().to_string(),
        scope: journal.place().scope,
        last_hash: hash.map(|hash| hash.0.clone()),
    }
}

/// A journal that failed after the operation.
pub(super) fn not_recorded(chosen: &Chosen, journal: &Journal) -> PinError {
    PinError::NotRecorded(chosen.named.clone(), journal.place().journal())
}

/// Keeps other runs from the token.
pub(super) fn hold(desk: &mut Desk<'_, '_>, chosen: &Chosen, journal: &Journal) -> raised::Result<Hold> {
    let (context, token, tell) = (desk.context, &chosen.named, &mut *desk.tell);
    let stop = || context.is_interrupted();
    let held = journal.hold(
        &chosen.token.identity,
        &chosen.token.driver,
        crate::clock::now(),
        &context.zone,
        &stop,
        &mut |who| {
            tell(&Phrase::new("door-waiting").with("token", token).with("who", who.clone()).with("seconds", PATIENCE));
        },
    );
    match held {
        Err(JournalError::TokenInUse(_)) if stop() => Err(PinError::Cancelled.into()),
        held => Ok(held?),
    }
}
