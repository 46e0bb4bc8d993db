//! A login that stays open: signing, writing and deleting in it, without another PIN call.
//!
//! The login goes through the single entry point. Pitfall: each operation is bound to the token again, and each one
//! that writes has its intent in the journal before the call and its result after it.

use super::Desk;
use super::attempt::{Attempted, attempt, refuse_state, state_of};
use super::guard::{identity, mark};
use super::pass::said;
use super::record::{entry_of, note, refused_at_once};
use super::rules::refuse_past_tries;
use super::secrets::{refuse_impossible, refuse_missing_so};
use super::spec::Spec;
use crate::commands::Context;
use crate::commands::reading::{Scope, Served, document, read};
use crate::commands::select::Chosen;
use crate::domain::phrase::Phrase;
use crate::domain::problem::{Problem, ProblemCode};
use crate::domain::raised::{self, Raised};
use crate::domain::secret::Role;
use crate::driver::client::{ActEnd, Acted, Actor};
use crate::driver::protocol::{Act, Deed, Doomed, NewCertificate, Prove, ReadObjects, Signed, Withheld};
use crate::driver::rv::Rv;
use crate::interact::secret::{SecretError, SecretRequest, SecretSource, check_sources};
use crate::journal::attempt::{Action, Code, Ended, Method, SecretKind, Spent};
use crate::journal::{Hold, Journal, JournalEntry, LastHash, Outcome};
use crate::report::Kind;
use crate::report::inventory::Token;
use crate::report::pin::{Attempt, JournalNote};

/// A login that stays open. Dropping it ends the host, and with it the login.
pub(crate) struct Session {
    actor: Actor,
    /// Whether the host still answers.
    lost: bool,
    pub(crate) journal: Journal,
    last_hash: Option<LastHash>,
    /// Whether it is the security officer's login, which is ended by a separate call.
    so: bool,
    /// Keeps other runs from the token.
    _hold: Option<Hold>,
}

/// What is visible after a login.
pub(crate) struct Entered {
    pub(crate) session: Session,
    pub(crate) token: Token,
    /// Whether all of it could be read.
    pub(crate) whole: bool,
}

/// Why a login failed, with the entry point's report of it.
pub(crate) struct NotEntered {
    pub(crate) attempt: Attempt,
    pub(crate) error: Raised,
}

/// The object to write or delete.
pub(crate) enum Write {
    /// C_CreateObject.
    Create(Box<NewCertificate>),
    /// C_DestroyObject.
    Destroy(Doomed),
}

/// How a write ended.
#[derive(Debug)]
pub(crate) enum Wrote {
    /// The call returned with CKR_OK.
    Done,
    /// The call returned with something else.
    Failed {
        /// The call.
        call: String,
        /// What it returned.
        rv: Rv,
    },
    /// No call was made: the token is a different one, or could not be checked.
    Withheld,
    /// No call was made: the journal could not be written.
    NoJournal,
    /// The host was lost before the call, or earlier.
    Stopped(Phrase),
    /// It is not known whether it was done.
    Unknown(Phrase),
}

/// Logs in once, through the single entry point, and reads the token.
pub(crate) fn enter(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    action: Action,
    pin: &SecretSource,
    confirm: bool,
) -> Result<Entered, Box<NotEntered>> {
    let what = ReadObjects { objects: true, mechanisms: false, stays: true };
    let spec = Spec { confirm, ..Spec::login(action, Deed::Read(what)) };
    let mut attempted = attempt(desk, chosen, &spec, pin, None);
    let (reading, attempt) = (attempted.reading.take(), attempted.attempt.clone());
    let session = Session::of(chosen, attempted, false)?;
    let mut served = vec![Served { found: chosen.found.clone(), reading, doors: Vec::new() }];
    let mut inventory = document(desk.context, Kind::TokenShow, &mut served);
    inventory.tokens.iter_mut().for_each(|token| token.logged_in = true);
    crate::commands::reading::finish(desk.context, &mut inventory);
    let whole = inventory.drivers.iter().all(|driver| !driver.status.is_failure());
    match chosen.of_slot(inventory) {
        Some(token) => Ok(Entered { session, token, whole }),
        None => Err(lost_after_login(chosen, attempt)),
    }
}

/// The security officer's login; the whole command was confirmed at the user's.
fn so_spec(action: Action) -> Spec {
    Spec::login_so(action, Deed::EnterSo)
}

/// Obstacles to the security officer's login that follows the user's, found before either is made: a PIN is not sent
/// for something that cannot be completed. A source that can be read twice is read.
pub(crate) fn may_enter_as_so(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    action: Action,
    pin: &SecretSource,
    so_pin: &SecretSource,
) -> Result<(), Box<NotEntered>> {
    let spec = so_spec(action);
    may_begin(desk, chosen, &spec, pin, so_pin).map_err(|error| {
        let attempt = refused_at_once(desk.context, chosen, action, spec.method, spec.spends, &error);
        Box::new(NotEntered { attempt, error })
    })
}

fn may_begin(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    pin: &SecretSource,
    so_pin: &SecretSource,
) -> raised::Result<()> {
    refuse_state(chosen, Role::SoPin, state_of(&chosen.token, Role::SoPin), desk.allowed)?;
    refuse_missing_so(chosen, Role::SoPin)?;
    refuse_past_tries(desk, chosen, spec, so_pin)?;
    if chosen.token.pin_pad {
        return Ok(());
    }
    check_sources([(Role::UserPin, pin), (Role::SoPin, so_pin)], desk.context.batch)?;
    match so_pin {
        SecretSource::Prompt if !desk.sources.asks(so_pin) => Err(SecretError::NoTerminal(Role::SoPin).into()),
        // Standard input can be read only once.
        SecretSource::Prompt | SecretSource::Stdin => Ok(()),
        SecretSource::File(_) | SecretSource::Environment(_) | SecretSource::Listed { .. } => {
            let read = desk.sources.read(&SecretRequest::new(Role::SoPin, so_pin.clone(), &chosen.named.name))?;
            Ok(refuse_impossible(chosen, Role::SoPin, &read.secret)?)
        }
    }
}

/// Logs the security officer in once, through the single entry point, in a new host.
pub(crate) fn enter_as_so(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    action: Action,
    so_pin: &SecretSource,
) -> Result<Session, Box<NotEntered>> {
    let attempted = attempt(desk, chosen, &so_spec(action), so_pin, None);
    Session::of(chosen, attempted, true)
}

fn lost_after_login(chosen: &Chosen, attempt: Attempt) -> Box<NotEntered> {
    let token = chosen.named.clone();
    let failure = Box::new(Phrase::new("import-driver-lost-after-login"));
    Box::new(NotEntered { attempt, error: super::PinError::Stopped { token, failure, sent: true }.into() })
}

impl Session {
    /// The session that a login left open; `so` if it is the security officer's.
    fn of(chosen: &Chosen, attempted: Attempted, so: bool) -> Result<Self, Box<NotEntered>> {
        let Attempted { attempt, error, actor, journal, hold, .. } = attempted;
        if let Some(error) = error {
            return Err(Box::new(NotEntered { attempt, error }));
        }
        match (actor, journal) {
            (Some(actor), Some(journal)) => Ok(Self { actor, lost: false, journal, last_hash: None, so, _hold: hold }),
            _ => Err(lost_after_login(chosen, attempt)),
        }
    }

    /// Where the writes were recorded.
    pub(crate) fn note(&self) -> JournalNote {
        note(&self.journal, self.last_hash.as_ref())
    }

    /// Signs with the named private keys, in order; fewer if the host was lost or the token is a different one.
    pub(crate) fn sign(&mut self, chosen: &Chosen, proves: Vec<Prove>) -> Vec<Signed> {
        if proves.is_empty() || self.lost {
            return Vec::new();
        }
        self.act(chosen, Deed::Sign(proves)).signed
    }

    /// Writes or deletes, once: the intent before, the result after.
    pub(crate) fn write(&mut self, context: &Context<'_>, chosen: &Chosen, write: Write) -> Wrote {
        if self.lost {
            return Wrote::Stopped(Phrase::new("import-host-lost"));
        }
        let (deed, call, entry) = operation(context, chosen, write);
        let Ok(ticket) = self.journal.intent(&entry) else { return Wrote::NoJournal };
        let acted = self.act(chosen, deed);
        let wrote = judge(&acted, call);
        let (ended, code) = match &wrote {
            Wrote::Done => (Ended::Done, Some(Code::ckr(&Rv::OK.to_string()))),
            Wrote::Failed { rv, .. } => (Ended::Failed, Some(Code::ckr(&rv.to_string()))),
            Wrote::Withheld => (Ended::Refused, Some(Code::situation("token-changed"))),
            Wrote::NoJournal | Wrote::Stopped(_) => (Ended::Refused, Some(Code::situation("driver-lost"))),
            Wrote::Unknown(_) => (Ended::Unknown, None),
        };
        let outcome = Outcome { time: crate::clock::now(), ended, code, try_spent: Spent::No, after: None };
        // The object exists or not, whether or not that can still be recorded; the note shows which.
        self.last_hash = self.journal.result(ticket, &outcome).ok();
        wrote
    }

    fn act(&mut self, chosen: &Chosen, deed: Deed) -> Acted {
        let act = Act { slot: chosen.slot(), deed, pin_pad: false, guard: identity(chosen) };
        let acted = self.actor.act(act, Vec::new(), &mut |_| {});
        self.lost |= acted.end != ActEnd::Done;
        acted
    }

    /// C_Logout of a security officer and C_Finalize, if every call returned. A card may keep such a login after the
    /// process has ended.
    pub(crate) fn close(mut self, chosen: &Chosen) {
        if self.so && !self.lost {
            // What was written stays; a fault in it does no harm.
            let _remark = self.act(chosen, Deed::Leave);
        }
        if !self.lost {
            // A fault in it costs nothing: the host is gone either way.
            let _closed = self.actor.close();
        }
    }
}

/// The token as a new process sees it without a login, and whether all of it could be read. Ctrl-C does not prevent
/// what was written from being read. If a required certificate is missing, the token is checked again: another token
/// that was inserted during the reading says nothing about this one.
pub(crate) fn seen_again(context: &Context<'_>, chosen: &Chosen, expected: &[String]) -> Option<(Token, bool)> {
    let context = context.undisturbed();
    let mut served = read(&context, vec![chosen.wanted()], Scope::OBJECTS).ok()?;
    let raw =
        served.first()?.reading.as_ref()?.slots.get(&chosen.token.identity.slot)?.reading.as_ref()?.token.clone()?;
    let inventory = document(&context, Kind::TokenShow, &mut served);
    // Another token in the reader says nothing about this one.
    let same = identity(chosen).is_of(&raw);
    let unread = |problem: &Problem| problem.code == ProblemCode::ObjectUnreadable;
    let failed = inventory.drivers.iter().any(|driver| driver.status.is_failure());
    let token = chosen.of_slot(inventory).filter(|_| same)?;
    let whole = !failed && !token.problems.iter().any(unread);
    let shows = |sha256: &String| token.certificates.iter().any(|certificate| certificate.sha256 == *sha256);
    if !expected.iter().all(shows) && !is_still_there(&context, chosen) {
        return None;
    }
    Some((token, whole))
}

/// Whether the token in the reader still reports the same identity.
fn is_still_there(context: &Context<'_>, chosen: &Chosen) -> bool {
    let Ok(mut actor) = Actor::open(&context.launcher, &chosen.target(context)) else { return false };
    let now = actor.look(chosen.slot()).ok().and_then(|slot| slot.token);
    // A fault in it costs nothing: the host is gone either way.
    let _closed = actor.close();
    now.is_some_and(|now| identity(chosen).is_of(&now))
}

/// Binds the next step to a certificate that is on the token now.
pub(crate) fn bind(chosen: &mut Chosen, token: &Token) {
    chosen.certificate = mark(&token.certificates);
}

/// The operation, its call, and its words in the journal.
fn operation(context: &Context<'_>, chosen: &Chosen, write: Write) -> (Deed, &'static str, JournalEntry) {
    let (deed, call, action, method, certificate) = match write {
        Write::Create(new) => {
            let sha256 = sha256_of(&new.value);
            (Deed::Create(new), "C_CreateObject", Action::CertImport, Method::CreateObject, sha256)
        }
        Write::Destroy(doomed) => {
            let sha256 = Some(doomed.mark.sha256.clone());
            (Deed::Destroy(doomed), "C_DestroyObject", Action::CertDelete, Method::DestroyObject, sha256)
        }
    };
    let entry = entry_of(context, chosen, action, method, Role::UserPin);
    (deed, call, JournalEntry { secret: SecretKind::None, certificate, ..entry })
}

fn sha256_of(value: &str) -> Option<String> {
    use sha2::Digest as _;
    let der = crate::domain::tlv::unhex(value)?;
    Some(crate::domain::tlv::hex(&sha2::Sha256::digest(der)))
}

/// The result of a write.
fn judge(acted: &Acted, goal: &str) -> Wrote {
    if let Some((call, rv)) = acted.called.iter().find(|(_, rv)| !rv.is_ok()) {
        return Wrote::Failed { call: call.clone(), rv: *rv };
    }
    // A call that returned successfully is done, whatever the driver does afterwards.
    let reached = acted.called.iter().any(|(call, rv)| call == goal && rv.is_ok());
    match (&acted.end, &acted.withheld) {
        (ActEnd::Unknown(failure), _) => Wrote::Unknown(said(failure)),
        _ if reached => Wrote::Done,
        (_, Some(Withheld::Token(_) | Withheld::Certificate(_) | Withheld::Unread(_))) => Wrote::Withheld,
        (ActEnd::Stopped(failure), _) => Wrote::Stopped(said(failure)),
        (ActEnd::Cancelled, _) => Wrote::Stopped(Phrase::new("attempt-cancelled")),
        // A host that reports neither is not believed.
        (ActEnd::Done, _) => Wrote::Unknown(Phrase::new("driver-nonsense").with("call", goal.to_owned())),
    }
}
