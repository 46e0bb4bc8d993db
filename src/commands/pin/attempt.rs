//! The single entry point for every call that changes a token or can use up a try, including reading with `--login`.
//!
//! The order never varies: journal, state, past tries, secrets, policy, confirmation. Then `pass` writes the intent
//! into the journal, starts a new host, checks the guard and makes the call once; then the state is read again and the
//! result written into the journal.

use super::error::PinError;
use super::facts::{past_tries, recent};
use super::guard::{guard, named, needs_mark};
use super::pass::{After, Passed, pass};
use super::record::{entry, hold, not_recorded, note, open_journal};
use super::respond::respond;
use super::rules::{blocked, is_typed, refuse_past_tries};
use super::secrets::{read_secrets, refuse_missing_so};
use super::spec::Spec;
use super::{Allowed, Desk, Generated, NewPin};
use crate::commands::assemble::{Assembled, Item, trust};
use crate::commands::select::Chosen;
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinCall, PinState};
use crate::domain::raised::{self, Raised};
use crate::domain::secret::{Role, Secret};
use crate::domain::situation::Situation;
use crate::driver::client::{Actor, DriverReading};
use crate::driver::protocol::{Deed, Library, Signed};
use crate::driver::rv::Rv;
use crate::interact::confirm::{Confirmation, confirm};
use crate::interact::secret::SecretSource;
use crate::journal::attempt::{Ended as EndedWord, SecretKind, States};
use crate::journal::{Hold, Journal, warning};
use crate::report::inventory::{Key, Token};
use crate::report::pin::{Attempt, AttemptResult, Identity};

/// The outcome of an attempt.
pub(crate) struct Attempted {
    pub(crate) attempt: Attempt,
    pub(crate) error: Option<Raised>,
    /// The new PIN, once sent: for the proof, and for the user if it was generated.
    pub(super) new: Option<Secret>,
    /// Whether it was generated.
    pub(super) generated: bool,
    pub(super) journal: Option<Journal>,
    /// The token afterwards, once a call was made.
    pub(super) after: Option<After>,
    /// What was read, for an operation that reads.
    pub(crate) reading: Option<DriverReading<Assembled>>,
    /// The signatures, for an operation that signs.
    pub(crate) signed: Vec<Signed>,
    /// Each call of the operation that returned, with its return value.
    pub(crate) called: Vec<(String, Rv)>,
    /// The SO PIN of a successful initialisation, for the first user PIN.
    pub(super) so_pin: Option<Secret>,
    /// The host of a login that stays open.
    pub(super) actor: Option<Actor>,
    /// Whether the journal already records the end.
    recorded: bool,
    /// Keeps other runs from the token until the proof has ended.
    pub(super) hold: Option<Hold>,
}

impl Attempted {
    /// The PIN that was generated, if it is or may be in force.
    pub(super) fn take_generated(&mut self) -> Option<Generated> {
        let result = self.attempt.result;
        let in_force = !matches!(result, Some(AttemptResult::Refused | AttemptResult::Failed) | None);
        let pin = self.new.take().filter(|_| self.generated && in_force)?;
        Some(Generated { pin, uncertain: result == Some(AttemptResult::Unknown) })
    }

    /// The keys that were read.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        let slots = self.reading.iter().flat_map(|reading| reading.slots.values());
        slots.flat_map(|slot| &slot.objects).filter_map(|object| match &object.item {
            Item::Key(key, _) => Some(&**key),
            Item::Certificate(_) => None,
        })
    }
}

/// An attempt not yet begun, with the token's current state.
pub(super) fn blank(chosen: &Chosen, spends: Role) -> Attempt {
    Attempt {
        token: Identity::from(&chosen.token),
        secret: SecretKind::from(spends),
        before: Some(states(&chosen.token)),
        after: None,
        found: None,
        result: None,
        code: None,
        call: None,
        try_spent: None,
        message: None,
        journal: None,
    }
}

pub(super) fn states(token: &Token) -> States {
    States { user_pin: token.user_pin.state, so_pin: token.so_pin.state }
}

/// The state of the secret that is sent; PKCS#11 reports none for a PUK.
pub(super) fn state_of(token: &Token, role: Role) -> PinState {
    match role {
        Role::UserPin => token.user_pin.state,
        Role::SoPin | Role::Response => token.so_pin.state,
        Role::Puk | Role::NewPin => PinState::Unknown,
    }
}

/// Obstacles that do not depend on the secret.
fn refuse_early(chosen: &Chosen, spec: &Spec, allowed: Allowed) -> Result<(), PinError> {
    let (token, named) = (&chosen.token, || chosen.named.clone());
    let initializes = matches!(spec.deed, Deed::InitToken(_));
    if !token.initialized && !initializes {
        return Err(PinError::NotInitialized(named()));
    }
    let writes = spec.calls.iter().any(|call| !matches!(call, PinCall::LoginUser | PinCall::LoginSo));
    if writes && token.write_protected {
        return Err(PinError::WriteProtected(named()));
    }
    if !token.initialized {
        // Its flags mean nothing yet.
        return Ok(());
    }
    refuse_state(chosen, spec.spends, state_of(token, spec.spends), allowed)
}

/// Refuses a state in which this secret is not sent.
pub(super) fn refuse_state(chosen: &Chosen, role: Role, state: PinState, allowed: Allowed) -> Result<(), PinError> {
    let named = chosen.named.clone();
    match state {
        PinState::Locked => Err(PinError::Locked(role, named)),
        PinState::FinalTry if !allowed.last_try => Err(PinError::FinalTry(role, named)),
        PinState::NotSet => Err(PinError::NotSet(named)),
        PinState::Ok | PinState::CountLow | PinState::FinalTry | PinState::Unknown => Ok(()),
    }
}

/// Attempts once.
pub(crate) fn attempt(
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
        after: None,
        reading: None,
        signed: Vec::new(),
        called: Vec::new(),
        so_pin: None,
        actor: None,
        recorded: false,
        hold: None,
    };
    if let Err(error) = steps(desk, chosen, spec, old, new, &mut attempted) {
        attempted.attempt.result.get_or_insert(AttemptResult::Refused);
        refused(desk, chosen, spec, &mut attempted, &error);
        attempted.error = Some(error);
    }
    attempted
}

/// Records that nothing was sent, and why.
fn refused(desk: &Desk<'_, '_>, chosen: &Chosen, spec: &Spec, attempted: &mut Attempted, error: &Raised) {
    if attempted.attempt.result != Some(AttemptResult::Refused) || attempted.recorded {
        return;
    }
    let code = error.told().code;
    attempted.attempt.code.get_or_insert_with(|| code.to_owned());
    if let Some(journal) = &attempted.journal
        && let Ok(hash) = journal.refused(&entry(desk, chosen, spec), code)
    {
        attempted.attempt.journal = Some(note(journal, Some(&hash)));
    }
}

fn steps(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    source: &SecretSource,
    new: Option<&NewPin>,
    attempted: &mut Attempted,
) -> raised::Result<()> {
    let journal = &*attempted.journal.insert(open_journal(desk.context)?);
    attempted.attempt.journal = Some(note(journal, None));
    refuse_early(chosen, spec, desk.allowed)?;
    refuse_missing_so(chosen, spec.spends)?;
    // Beside a faulty reader a PIN is sent only to a token that can be identified again.
    if chosen.door.is_some() && needs_mark(chosen) && chosen.certificate.is_none() {
        return Err(PinError::Untold(chosen.named.clone()).into());
    }
    if refuse_past_tries(desk, chosen, spec, source).is_err() {
        // The intent of a run still in progress counts as a try: that run is waited for, or reported.
        let waited = hold(desk, chosen, journal)?;
        refuse_past_tries(desk, chosen, spec, source)?;
        drop(waited);
    }
    introduce(desk, chosen, spec, source);
    let (mut old, new) = if chosen.token.pin_pad {
        if new == Some(&NewPin::Generate) {
            return Err(PinError::GenerateOnPad(chosen.named.clone()).into());
        }
        (desk.tell)(&Phrase::new("attempt-pin-pad").with("token", &chosen.named));
        (Secret::empty(), new.map(|_| Secret::empty()))
    } else {
        warn_of_past_tries(desk, chosen, spec.spends);
        read_secrets(desk, chosen, spec, source, new)?
    };
    if spec.confirm {
        let asked = Confirmation::of(&chosen.token.identity);
        confirm(desk.sources.terminal, &asked, desk.yes, desk.context.batch)?;
    }
    if desk.context.is_interrupted() {
        return Err(PinError::Cancelled.into());
    }
    let hold = hold(desk, chosen, journal)?;
    attempted.hold = Some(hold);
    // Anything another run did until now is in the journal.
    refuse_past_tries(desk, chosen, spec, source)?;
    let guard = guard(chosen, spec.spends, state_of(&chosen.token, spec.spends));
    let mut open = None;
    if matches!(spec.deed, Deed::Complete(_)) {
        let (actor, response) = respond(desk, chosen, spec, source, &guard, &mut attempted.attempt.found)?;
        (open, old) = (Some(actor), response);
    }
    let (old_prefix, new_prefix) = spec.method.prefixes();
    let secrets =
        std::iter::once(old.behind(old_prefix)).chain(new.as_ref().map(|new| new.behind(new_prefix))).collect();
    attempted.so_pin = matches!(spec.deed, Deed::InitToken(_)).then_some(old);
    let passed = pass(open, desk, chosen, spec, guard, journal, secrets)?;
    attempted.new = new;
    take_result(desk, chosen, spec, attempted, passed)
}

/// Takes the result of the call. It is reported even if it can no longer be recorded.
pub(super) fn take_result(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    attempted: &mut Attempted,
    passed: Passed,
) -> raised::Result<()> {
    let Passed { judged, acted, after, reading, actor, recorded } = passed;
    let attempt = &mut attempted.attempt;
    attempt.after = after.states();
    if let Some(why) = after.why_not(chosen) {
        (desk.tell)(&why);
    }
    attempt.call = judged.call;
    attempt.code = judged.rv.map(|rv| rv.to_string());
    attempt.try_spent = Some(judged.spent);
    attempt.found = judged.found.as_ref().or_else(|| after.other()).map(Identity::from);
    attempt.result = Some(match judged.ended {
        EndedWord::Done => spec.success,
        EndedWord::Unknown => AttemptResult::Unknown,
        EndedWord::Failed => AttemptResult::Failed,
        EndedWord::Refused => AttemptResult::Refused,
    });
    attempted.after = Some(after);
    attempted.reading = Some(reading);
    attempted.signed = acted.signed;
    attempted.called = acted.called;
    attempted.actor = actor;
    if let (Ok(hash), Some(journal)) = (&recorded, &attempted.journal) {
        attempted.attempt.journal = Some(note(journal, Some(hash)));
    }
    if let Some(error) = judged.error {
        if judged.ended == EndedWord::Refused {
            attempted.attempt.code = Some(Situation::code(&error).to_owned());
        }
        attempted.recorded = true;
        return Err(error.into());
    }
    match (recorded, &attempted.journal) {
        (Err(_its_path_says_enough), Some(journal)) => Err(not_recorded(chosen, journal).into()),
        _ => Ok(()),
    }
}

/// Says which token the secret goes to, and through which driver; for a reading only if it prompts.
fn introduce(desk: &mut Desk<'_, '_>, chosen: &Chosen, spec: &Spec, source: &SecretSource) {
    let asks = is_typed(desk, chosen, source) && desk.sources.terminal.is_present();
    if matches!(spec.deed, Deed::Read(_)) && !asks {
        return;
    }
    let words = |raw: fn(&Library) -> &str| chosen.library.as_ref().map_or("–", raw).to_owned();
    let phrase = Phrase::new("door-goes-to")
        .with("role", spec.spends.phrase())
        .with("token", named(&chosen.token))
        .with("driver", &chosen.token.driver)
        .with("library", words(|library| &library.description.text))
        .with("manufacturer", words(|library| &library.manufacturer.text));
    (desk.tell)(&phrase);
}

/// A wrong try in the last few days is shown before the next prompt.
fn warn_of_past_tries(desk: &mut Desk<'_, '_>, chosen: &Chosen, spends: Role) {
    let tries = recent(desk.context, &chosen.token, SecretKind::from(spends));
    if let Some(phrase) = warning(&tries, super::LEDGER_HOURS, &desk.context.zone) {
        (desk.tell)(&phrase.with("role", spends.phrase()));
    }
    let all = past_tries(desk.context, &chosen.token, SecretKind::from(spends)).len();
    if let Some(blocked) = blocked(chosen, spends, all)
        && !trust(&chosen.found, chosen.library.as_ref()).shows_each_try_of(spends)
    {
        (desk.tell)(&Phrase::new("door-warn-blocked").with("role", spends.phrase()).with("blocked", blocked));
    }
    match state_of(&chosen.token, spends) {
        PinState::CountLow => (desk.tell)(&Phrase::new("attempt-warn-count-low").with("role", spends.phrase())),
        PinState::FinalTry => (desk.tell)(&Phrase::new("attempt-warn-final-try").with("role", spends.phrase())),
        PinState::Unknown if spends == Role::UserPin => (desk.tell)(&Phrase::new("attempt-warn-unknown")),
        PinState::Ok | PinState::Locked | PinState::NotSet | PinState::Unknown => {}
    }
}
