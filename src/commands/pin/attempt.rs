//! The one door to every call that changes a token or can cost a try.
//!
//! The order never varies: journal, past tries, secrets, policy, confirmation, a fresh look at the token, the intent
//! in the journal, the act — once — and the state read again by a fresh host, then the result in the journal.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::error::PinError;
use super::facts::recent;
use super::judge::judge;
use super::secrets::{read_secrets, refuse_missing_so};
use super::{Desk, NewPin};
use crate::commands::Context;
use crate::commands::assemble::{bare_token, driver_failure, trust};
use crate::commands::login::token_name;
use crate::commands::reading::target;
use crate::commands::select::{Chosen, identity_of};
use crate::domain::attempt::{Action, Code, Ended as EndedWord, Method, SecretKind, States};
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinCall, PinState};
use crate::domain::secret::{Role, Secret};
use crate::driver::client::{ActEnd, Acted, Actor, Failure, Launcher};
use crate::driver::protocol::{Act, Deed};
use crate::interact::confirm::{confirm, proof_of};
use crate::interact::secret::SecretSource;
use crate::journal::{Entry, Journal, LastHash, Outcome, Place, Who, warning};
use crate::render::problem::failure_phrase;
use crate::report::inventory::Token;
use crate::report::pin::{Attempt, AttemptResult, Identity, JournalNote};

/// What is to be attempted.
pub(super) struct Spec {
    pub(super) action: Action,
    pub(super) method: Method,
    /// The secret that is sent and may be spent.
    pub(super) spends: Role,
    pub(super) deed: Deed,
    /// Which call a return value belongs to.
    pub(super) calls: &'static [PinCall],
    /// What is put before the old and the new secret, for drivers that want it.
    pub(super) prefixes: (&'static str, &'static str),
    /// What success is called.
    pub(super) success: AttemptResult,
    /// Whether the typed confirmation is wanted.
    pub(super) confirm: bool,
}

/// What an attempt left behind.
pub(super) struct Attempted {
    pub(super) attempt: Attempt,
    pub(super) error: Option<anyhow::Error>,
    /// The new PIN, once it was sent: for the proof, and for the person where it was made up.
    pub(super) new: Option<Secret>,
    /// Whether it was made up.
    pub(super) generated: bool,
    pub(super) journal: Option<Journal>,
}

impl Attempted {
    /// The PIN that was made up, where it is in force or may be.
    pub(super) fn take_generated(&mut self) -> Option<Secret> {
        let in_force = !matches!(self.attempt.result, Some(AttemptResult::Refused | AttemptResult::Failed) | None);
        self.new.take().filter(|_| self.generated && in_force)
    }
}

/// An attempt that has not begun: the token as it is.
pub(super) fn blank(chosen: &Chosen, spends: Role) -> Attempt {
    Attempt {
        token: Identity::from(&chosen.token),
        secret: SecretKind::from(spends),
        before: Some(states(&chosen.token)),
        after: None,
        result: None,
        code: None,
        call: None,
        try_spent: None,
        message: None,
        journal: None,
    }
}

pub(crate) fn states(token: &Token) -> States {
    States { user_pin: token.user_pin.state, so_pin: token.so_pin.state }
}

/// The state of the secret that is sent; a PUK has none that PKCS#11 tells.
pub(super) fn state_of(token: &Token, role: Role) -> PinState {
    match role {
        Role::UserPin => token.user_pin.state,
        Role::SoPin => token.so_pin.state,
        Role::Puk | Role::NewPin => PinState::Unknown,
    }
}

/// Opens the journal, which must be writable before anything is attempted.
pub(crate) fn open_journal(context: &Context<'_>) -> anyhow::Result<Journal> {
    let candidates = Place::candidates(&|name| context.environment.variable(name));
    Ok(Journal::open(&Place::for_writing(&candidates)?)?)
}

pub(super) fn entry(desk: &Desk<'_, '_>, chosen: &Chosen, spec: &Spec) -> Entry {
    entry_of(desk.context, chosen, spec.action, spec.method, spec.spends)
}

/// The journal's words for an attempt that is about to be made.
pub(crate) fn entry_of(context: &Context<'_>, chosen: &Chosen, action: Action, method: Method, spends: Role) -> Entry {
    Entry {
        time: crate::clock::now(),
        who: Who::of_system(&|name| context.environment.variable(name)),
        driver: chosen.token.driver.clone(),
        token: Identity::from(&chosen.token).for_journal(),
        action,
        method,
        secret: SecretKind::from(spends),
        before: Some(states(&chosen.token)),
    }
}

/// What stands in the way whatever the secret is.
fn refuse_early(token: &Token, spec: &Spec, allow_last_try: bool) -> Result<(), PinError> {
    let name = token_name(token);
    if !token.initialized {
        return Err(PinError::NotInitialized(name));
    }
    let writes = spec.calls.iter().any(|call| !matches!(call, PinCall::LoginUser | PinCall::LoginSo));
    if writes && token.write_protected {
        return Err(PinError::WriteProtected(name));
    }
    match state_of(token, spec.spends) {
        PinState::Locked => Err(PinError::Locked(spec.spends, name)),
        PinState::FinalTry if !allow_last_try => Err(PinError::FinalTry(spec.spends, name)),
        PinState::NotSet => Err(PinError::NotSet(name)),
        PinState::Ok | PinState::CountLow | PinState::FinalTry | PinState::Unknown => Ok(()),
    }
}

/// Attempts, once.
pub(super) fn attempt(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    old: &SecretSource,
    new: Option<&NewPin>,
) -> Attempted {
    let mut attempted = Attempted {
        attempt: blank(chosen, spec.spends),
        error: None,
        new: None,
        generated: new == Some(&NewPin::Generate),
        journal: None,
    };
    if let Err(error) = steps(desk, chosen, spec, old, new, &mut attempted) {
        attempted.attempt.result.get_or_insert(AttemptResult::Refused);
        refused(desk, chosen, spec, &mut attempted, &error);
        attempted.error = Some(error);
    }
    attempted
}

/// Records that nothing was sent, and why.
fn refused(desk: &Desk<'_, '_>, chosen: &Chosen, spec: &Spec, attempted: &mut Attempted, error: &anyhow::Error) {
    if attempted.attempt.result != Some(AttemptResult::Refused) {
        return;
    }
    let code = crate::failure::Failure::of(error).code;
    attempted.attempt.code.get_or_insert_with(|| code.to_owned());
    if let Some(journal) = &attempted.journal
        && let Ok(hash) = journal.refused(&entry(desk, chosen, spec), code)
    {
        attempted.attempt.journal = Some(note(journal, Some(&hash)));
    }
}

/// Records a refusal that came before any step; `None` where no journal can be written, which refuses all the same.
pub(super) fn record_refusal(
    desk: &Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    code: &'static str,
) -> Option<JournalNote> {
    let journal = open_journal(desk.context).ok()?;
    let hash = journal.refused(&entry(desk, chosen, spec), code).ok()?;
    Some(note(&journal, Some(&hash)))
}

pub(super) fn note(journal: &Journal, hash: Option<&LastHash>) -> JournalNote {
    JournalNote {
        path: journal.place().journal().display().to_string(),
        scope: journal.place().scope,
        last_hash: hash.map(|hash| hash.0.clone()),
    }
}

fn steps(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    old: &SecretSource,
    new: Option<&NewPin>,
    attempted: &mut Attempted,
) -> anyhow::Result<()> {
    let name = token_name(&chosen.token);
    let journal = &*attempted.journal.insert(open_journal(desk.context)?);
    attempted.attempt.journal = Some(note(journal, None));
    refuse_early(&chosen.token, spec, desk.allow_last_try)?;
    refuse_missing_so(chosen, spec.spends)?;
    let (old, new) = if chosen.token.pin_pad {
        if new == Some(&NewPin::Generate) {
            return Err(PinError::GenerateOnPad(name).into());
        }
        (desk.tell)(&Phrase::new("attempt-pin-pad").with("token", &name));
        (Secret::empty(), new.map(|_| Secret::empty()))
    } else {
        warn_of_past_tries(desk, chosen, spec.spends);
        read_secrets(desk, chosen, spec, old, new, &name)?
    };
    if spec.confirm {
        let proof = proof_of(chosen.token.serial.as_deref(), chosen.token.label.as_deref());
        confirm(desk.sources.terminal, &proof, desk.yes, desk.context.batch)?;
    }
    let mut actor = look_again(desk, chosen, spec)?;
    if desk.context.launcher.interrupted.load(Ordering::Relaxed) {
        return Err(PinError::Cancelled.into());
    }
    let ticket = journal.intent(&entry(desk, chosen, spec))?;
    attempted.attempt.result = Some(AttemptResult::Unknown);
    let act = Act { slot: chosen.token.slot, deed: spec.deed.clone(), pin_pad: chosen.token.pin_pad };
    let (old_prefix, new_prefix) = spec.prefixes;
    let sent_old = old.behind(old_prefix);
    let sent_new = new.as_ref().map(|new| new.behind(new_prefix));
    let secrets: Vec<&[u8]> = std::iter::once(&sent_old).chain(sent_new.as_ref()).map(Secret::expose).collect();
    let acted = actor.act(act, &secrets);
    close(actor, &acted);
    attempted.new = new;
    let after = token_after(desk, chosen);
    let result = judge(spec, &name, &acted, after.as_ref());
    let outcome = Outcome {
        time: crate::clock::now(),
        ended: match (&result.error, result.spent) {
            (None, _) => EndedWord::Done,
            (Some(PinError::Unknown(..)), _) => EndedWord::Unknown,
            (Some(_), _) => EndedWord::Failed,
        },
        code: result.rv.map(|rv| Code::ckr(&rv.to_string())),
        try_spent: result.spent,
        after: after.as_ref().map(states),
    };
    attempted.attempt.after = after.as_ref().map(states);
    attempted.attempt.call = result.call;
    attempted.attempt.code = result.rv.map(|rv| rv.to_string());
    attempted.attempt.try_spent = Some(result.spent);
    attempted.attempt.result = Some(match &result.error {
        None => spec.success,
        Some(PinError::Unknown(..)) => AttemptResult::Unknown,
        Some(_) => AttemptResult::Failed,
    });
    // What came of the call is told also where it cannot be recorded any more.
    let recorded = journal.result(ticket, &outcome);
    if let Ok(hash) = &recorded {
        attempted.attempt.journal = Some(note(journal, Some(hash)));
    }
    if let Some(error) = result.error {
        return Err(error.into());
    }
    recorded.map(|_hash| ()).map_err(|_its_path_says_enough| not_recorded(&name, journal).into())
}

/// A journal that failed after the deed.
pub(super) fn not_recorded(name: &str, journal: &Journal) -> PinError {
    PinError::NotRecorded(name.to_owned(), journal.place().journal())
}

/// C_Finalize where every call came back, so that the token is left as a driver leaves it.
pub(super) fn close(actor: Actor, acted: &Acted) {
    if acted.end == ActEnd::Done {
        // A fault in C_Finalize costs nothing: the result is known, and the host is gone either way.
        let _remark = actor.close();
    }
}

/// The token as a fresh host sees it after the act; Ctrl-C during the act does not keep it from being read.
pub(super) fn token_after(desk: &Desk<'_, '_>, chosen: &Chosen) -> Option<Token> {
    let launcher = Launcher { interrupted: Arc::default(), ..desk.context.launcher.clone() };
    let mut actor = Actor::open(&launcher, &target(desk.context, &chosen.found)).ok()?;
    let token = look(&mut actor, chosen).ok()??;
    // As above.
    let _remark = actor.close();
    Some(token)
}

/// What lies in the slot now, read without a session.
fn look(actor: &mut Actor, chosen: &Chosen) -> Result<Option<Token>, Failure> {
    let now = actor.look(chosen.token.slot)?;
    let trust = trust(&chosen.found, Some(actor.library()));
    let token = now.token.as_ref();
    Ok(token.map(|token| bare_token(&chosen.token.driver, now.slot, now.description.as_ref(), token, trust)))
}

/// A wrong try of the last days is shown before the next prompt.
fn warn_of_past_tries(desk: &mut Desk<'_, '_>, chosen: &Chosen, spends: Role) {
    let tries = recent(desk.context, &chosen.token, SecretKind::from(spends));
    if let Some(phrase) = warning(&tries, super::LEDGER_HOURS, &desk.context.zone) {
        (desk.tell)(&phrase);
    }
    match state_of(&chosen.token, spends) {
        PinState::CountLow => (desk.tell)(&Phrase::new("attempt-warn-count-low").with("role", spends.phrase())),
        PinState::FinalTry => (desk.tell)(&Phrase::new("attempt-warn-final-try").with("role", spends.phrase())),
        PinState::Unknown if spends == Role::UserPin => (desk.tell)(&Phrase::new("attempt-warn-unknown")),
        PinState::Ok | PinState::Locked | PinState::NotSet | PinState::Unknown => {}
    }
}

/// Right before the call: the same token is in the slot, and nobody locked it meanwhile. Read by the very host that
/// will act, before it opens a session.
fn look_again(desk: &Desk<'_, '_>, chosen: &Chosen, spec: &Spec) -> anyhow::Result<Actor> {
    let name = || token_name(&chosen.token);
    let interrupted = || desk.context.launcher.interrupted.load(Ordering::Relaxed);
    let stopped = |failure: Failure| {
        if interrupted() { PinError::Cancelled } else { PinError::Stopped(name(), Box::new(said(&failure))) }
    };
    let target = target(desk.context, &chosen.found);
    let mut actor = Actor::open(&desk.context.launcher, &target).map_err(stopped)?;
    let Some(token) = look(&mut actor, chosen).map_err(stopped)? else {
        return Err(PinError::Changed(name()).into());
    };
    if identity_of(&token) != identity_of(&chosen.token) {
        return Err(PinError::Changed(name()).into());
    }
    refuse_early(&token, spec, desk.allow_last_try)?;
    Ok(actor)
}

pub(super) fn said(failure: &Failure) -> Phrase {
    failure_phrase(&driver_failure(failure))
}
