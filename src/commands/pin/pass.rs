//! One PIN call: the intent in the journal, a new host, the guard and the call in it, the state read again by another
//! new host, the result in the journal.
//!
//! Nothing slow happens between the guard's check and the call: the journal was written before the host was started.

use super::Desk;
use super::guard::{as_token, identity, needs_mark};
use super::judge::{Judged, judge};
use super::record::entry;
use super::spec::Spec;
use crate::commands::assemble::{Assembled, assemble_object, driver_failure};
use crate::commands::select::Chosen;
use crate::domain::phrase::Phrase;
use crate::domain::secret::Secret;
use crate::domain::situation::Situation;
use crate::driver::client::{ActEnd, Acted, Actor, Closed, DriverReading, SlotOutcome};
use crate::driver::protocol::{Act, Deed, Failure, Guard, Reply, TokenReading};
use crate::journal::attempt::{Code, Ended, States};
use crate::journal::{Journal, JournalError, LastHash, Outcome};
use crate::report::inventory::Token;
use crate::text::problem::failure_phrase;

/// The token afterwards, as a new host sees it.
pub(super) enum After {
    /// The same token.
    Same(Box<Token>),
    /// Another token, or none: its state says nothing about the one that was meant.
    Other(Option<Box<Token>>),
    /// It could not be read.
    Unread,
    /// It was not checked: nothing was sent, or a reading reported it.
    Skipped,
}

impl After {
    /// The token, if it is the same.
    pub(super) fn token(&self) -> Option<&Token> {
        match self {
            Self::Same(token) => Some(token),
            Self::Other(_) | Self::Unread | Self::Skipped => None,
        }
    }

    /// The token in the slot instead.
    pub(super) fn other(&self) -> Option<&Token> {
        match self {
            Self::Other(token) => token.as_deref(),
            Self::Same(_) | Self::Unread | Self::Skipped => None,
        }
    }

    pub(super) fn states(&self) -> Option<States> {
        self.token().map(super::attempt::states)
    }

    /// Why no state is reported.
    pub(super) fn why_not(&self, chosen: &Chosen) -> Option<Phrase> {
        let about = |id| Phrase::new(id).with("token", &chosen.named);
        match self {
            Self::Same(_) | Self::Skipped => None,
            Self::Other(Some(found)) => Some(about("door-after-other").with("found", super::guard::named(found))),
            Self::Other(None) => Some(about("door-after-gone")),
            Self::Unread => Some(about("door-after-unread")),
        }
    }
}

/// The result of a call.
pub(super) struct Passed {
    pub(super) judged: Judged,
    pub(super) acted: Acted,
    pub(super) after: After,
    /// What was read, for an operation that reads.
    pub(super) reading: DriverReading<Assembled>,
    /// The host, if the reading leaves its login open.
    pub(super) actor: Option<Actor>,
    pub(super) recorded: Result<LastHash, JournalError>,
}

/// Makes one call, once. The secrets are wiped as soon as they are sent. It is made in the open host, if there is one,
/// because only that can finish what it began; otherwise in a new one.
///
/// # Errors
/// The intent could not be written, so nothing was begun.
pub(super) fn pass(
    open: Option<Actor>,
    desk: &Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    guard: Guard,
    journal: &Journal,
    secrets: Vec<Secret>,
) -> Result<Passed, JournalError> {
    let ticket = journal.intent(&entry(desk, chosen, spec))?;
    let mut reading = DriverReading::default();
    let act = Act { slot: chosen.slot(), deed: spec.deed.clone(), pin_pad: chosen.token.pin_pad, guard };
    let (acted, actor) = act_once(open, desk, chosen, act, secrets, &mut reading);
    let after = if worth_a_look(spec, &acted) { after(desk, chosen) } else { After::Skipped };
    let judged = judge(spec, chosen, desk.allowed, &acted, after.token());
    let refused = judged.error.as_ref().filter(|_| judged.ended == Ended::Refused);
    let code = refused.map(|error| Code::situation(error.code()));
    let outcome = Outcome {
        time: crate::clock::now(),
        ended: judged.ended,
        code: code.or_else(|| judged.rv.map(|rv| Code::ckr(&rv.to_string()))),
        try_spent: judged.spent,
        after: after.states(),
    };
    let recorded = journal.result(ticket, &outcome);
    Ok(Passed { judged, acted, after, reading, actor, recorded })
}

/// Whether the state may have changed: a PIN call was made, or may have been. A correct PIN in a reading needs no
/// check.
fn worth_a_look(spec: &Spec, acted: &Acted) -> bool {
    let pin_call = |call: &str| spec.calls.iter().any(|pin_call| pin_call.name() == call);
    let sent = acted.called.iter().any(|(call, _)| pin_call(call)) || matches!(acted.end, ActEnd::Unknown(_));
    let right = acted.called.iter().any(|(call, rv)| pin_call(call) && rv.is_ok());
    // An initialised token has a new name, and possibly another slot.
    sent && !(right && matches!(spec.deed, Deed::Read(_) | Deed::EnterSo | Deed::InitToken(_)))
}

/// Opens the driver in a new host, unless one is open, and acts. Returns a host whose login stays.
fn act_once(
    open: Option<Actor>,
    desk: &Desk<'_, '_>,
    chosen: &Chosen,
    act: Act,
    secrets: Vec<Secret>,
    reading: &mut DriverReading<Assembled>,
) -> (Acted, Option<Actor>) {
    let slot = chosen.token.identity.slot;
    let ended = |end| (Acted { called: Vec::new(), withheld: None, signed: Vec::new(), end }, None);
    let stays = match act.deed {
        Deed::Read(read) => read.stays,
        Deed::EnterSo => true,
        _ => false,
    };
    if desk.context.is_interrupted() {
        return ended(ActEnd::Cancelled);
    }
    let opened = || Actor::open(&desk.context.launcher, &chosen.target(desk.context));
    let mut actor = match open.map_or_else(opened, Ok) {
        Ok(actor) => actor,
        Err(_) if desk.context.is_interrupted() => return ended(ActEnd::Cancelled),
        Err(failure) => return ended(ActEnd::Stopped(failure)),
    };
    let mut outcome = SlotOutcome::default();
    let acted = actor.act(act, secrets, &mut |reply| match reply {
        Reply::Slot(slot) => outcome.reading = Some(*slot),
        Reply::Objects(_, objects) => outcome.objects.extend(objects.into_iter().map(assemble_object)),
        Reply::SlotDone(done) => outcome.done = Some(done),
        _ => {}
    });
    if let ActEnd::Unknown(failure) | ActEnd::Stopped(failure) = &acted.end {
        outcome.failure = Some(Failure { slot: Some(slot), ..failure.clone() });
    }
    reading.library = Some(actor.library().clone());
    reading.slots.insert(slot, outcome);
    if stays && acted.end == ActEnd::Done {
        reading.log = actor.log();
        return (acted, Some(actor));
    }
    // C_Finalize if every call returned, so that the driver closes the token properly. A fault in it does no harm: the
    // result is known, and the host is gone either way.
    let closed = if acted.end == ActEnd::Done { actor.close() } else { Closed { note: None, log: actor.log() } };
    reading.log = closed.log;
    reading.notes.extend(closed.note);
    (acted, None)
}

/// The token as a new host sees it; Ctrl-C during the operation does not prevent reading it.
pub(super) fn after(desk: &Desk<'_, '_>, chosen: &Chosen) -> After {
    let context = desk.context.undisturbed();
    let Ok(mut actor) = Actor::open(&context.launcher, &chosen.target(&context)) else { return After::Unread };
    let seen = look(&mut actor, chosen);
    // As above.
    let _closed = actor.close();
    match seen {
        Err(_failure) => After::Unread,
        Ok(None) => After::Other(None),
        Ok(Some((true, token))) => After::Same(Box::new(as_token(chosen, &token))),
        Ok(Some((false, token))) => After::Other(Some(Box::new(as_token(chosen, &token)))),
    }
}

/// The token in the slot now, and whether it is the chosen one. A session is opened only if nothing but a certificate
/// identifies it.
fn look(actor: &mut Actor, chosen: &Chosen) -> Result<Option<(bool, TokenReading)>, Failure> {
    let Some(token) = actor.look(chosen.slot())?.token else { return Ok(None) };
    let mut same = identity(chosen).is_of(&token);
    if same && needs_mark(chosen) && chosen.certificate.is_some() {
        let act = Act { slot: chosen.slot(), deed: Deed::Look, pin_pad: false, guard: identity(chosen) };
        let acted = actor.act(act, Vec::new(), &mut |_| {});
        same = acted.end == ActEnd::Done && acted.withheld.is_none() && acted.called.iter().all(|(_, rv)| rv.is_ok());
    }
    Ok(Some((same, token)))
}

/// A failure in words.
pub(crate) fn said(failure: &Failure) -> Phrase {
    failure_phrase(&driver_failure(failure))
}
