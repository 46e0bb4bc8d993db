//! One login for reading, on exactly one token, once.
//!
//! Everything that can be known is known before the PIN is asked for; nothing is sent when it could cost the last try.

use super::Context;
use super::pin::attempt::{entry_of, open_journal, states};
use super::pin::secrets::refuse_impossible;
use super::reading::{Reading, Scope, Served, document, finish, read};
use super::select::{Chosen, identity_of, one_token};
use crate::domain::attempt::{Action, Code, Ended, Method, Spent};
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinCall, PinOutcome, PinState, outcome_of};
use crate::domain::secret::Role;
use crate::domain::situation::{Class, Situation};
use crate::driver::client::{Access, Failure};
use crate::driver::protocol::{Guard, Login};
use crate::driver::rv::Rv;
use crate::interact::secret::{SecretRequest, SecretSource, Sources};
use crate::journal::{Journal, Outcome};
use crate::render::problem::failure_phrase;
use crate::render::word;
use crate::report::inventory::{Inventory, Token};
use crate::situation_error;

/// Flags of CK_TOKEN_INFO (PKCS#11 3.1, 3.2).
mod flag {
    pub(super) const USER_PIN_FINAL_TRY: u64 = 0x2_0000;
    pub(super) const USER_PIN_LOCKED: u64 = 0x4_0000;
}

/// How to log in.
pub struct LoginRequest<'a> {
    /// Where the user PIN comes from.
    pub source: SecretSource,
    /// `--allow-last-try`.
    pub allow_last_try: bool,
    /// What secrets are read from.
    pub sources: Sources<'a>,
    /// Hears warnings about the source of the PIN.
    pub warn: &'a mut dyn FnMut(&Phrase),
}

/// Why there was no login, or why it failed.
#[derive(Debug)]
pub enum LoginError {
    /// The user PIN is locked; nothing was sent.
    Locked(String),
    /// One more wrong try locks it, and `--allow-last-try` was not given; nothing was sent.
    FinalTry(String),
    /// No user PIN was ever set; nothing was sent.
    NotSet(String),
    /// The token in the slot is another one now; nothing was sent.
    Changed(String),
    /// The PIN was sent, and the module refused it.
    Refused {
        /// The token's name.
        token: String,
        /// What C_Login returned.
        rv: Rv,
        /// What that means.
        outcome: PinOutcome,
        /// The state after it, read by a fresh host, as a word.
        after: Option<PinState>,
    },
    /// The call did not come back, or the driver ended in it.
    Unknown(String, Box<Phrase>),
    /// The token could not be read, before any login.
    Unread(String),
}

situation_error!(LoginError);

impl Situation for LoginError {
    fn class(&self) -> Class {
        match self {
            Self::Locked(_) => Class::PinLocked,
            Self::FinalTry(_) | Self::Changed(_) => Class::Refused,
            Self::NotSet(_) => Class::PinWrong,
            Self::Refused { after: Some(PinState::Locked), .. } => Class::PinLocked,
            Self::Refused { outcome, .. } => outcome.class().unwrap_or(Class::Failed),
            Self::Unknown(..) => Class::DriverLost,
            Self::Unread(_) => Class::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Locked(_) => "pin-locked",
            Self::FinalTry(_) => "last-try",
            Self::NotSet(_) => "pin-not-set",
            Self::Changed(_) => "token-changed",
            Self::Refused { outcome, .. } => outcome.code(),
            Self::Unknown(..) => "login-unknown",
            Self::Unread(_) => "token-unread",
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Locked(token) => Phrase::new("login-locked").with("token", token),
            Self::FinalTry(token) => Phrase::new("login-final-try").with("token", token),
            Self::NotSet(token) => Phrase::new("login-not-set").with("token", token),
            Self::Changed(token) => Phrase::new("login-token-changed").with("token", token),
            Self::Refused { token, rv, outcome, after } => {
                let state = after.map_or("word-pin-unknown", |state| word::pin_state(state).0);
                Phrase::new("login-refused")
                    .with("token", token)
                    .with("code", rv.to_string())
                    .with("meaning", outcome.phrase(&Role::UserPin.phrase()))
                    .with("state", Phrase::new(state))
            }
            Self::Unknown(token, failure) => {
                Phrase::new("login-unknown").with("token", token).with("failure", (**failure).clone())
            }
            Self::Unread(token) => Phrase::new("login-unread").with("token", token),
        }
    }

    fn hint(&self) -> Option<Phrase> {
        match self {
            Self::Locked(_) => Some(Phrase::new("login-locked-hint")),
            Self::FinalTry(_) => Some(Phrase::new("login-final-try-hint")),
            Self::NotSet(_) | Self::Changed(_) | Self::Unread(_) => None,
            Self::Refused { .. } | Self::Unknown(..) => Some(Phrase::new("login-refused-hint")),
        }
    }
}

/// How a token is called in sentences: label and serial.
pub fn token_name(token: &Token) -> String {
    match (&token.label, &token.serial) {
        (Some(label), Some(serial)) => format!("{label} ({serial})"),
        (Some(name), None) | (None, Some(name)) => name.clone(),
        (None, None) => token.uri.clone(),
    }
}

/// Logs in to the one selected token and reads it.
pub fn read_with_login(
    context: &Context<'_>,
    kind: &str,
    scope: Scope,
    mut request: LoginRequest<'_>,
) -> anyhow::Result<(Inventory, Reading)> {
    let chosen = one_token(context)?;
    let name = token_name(&chosen.token);
    refuse_early(&chosen.token, &name, request.allow_last_try)?;
    // A try that nobody could record is not made.
    let journal = open_journal(context)?;
    let guard = guard(&chosen.token, request.allow_last_try);
    let (mut served, after) = if chosen.token.pin_pad {
        (request.warn)(&Phrase::new("login-pin-pad").with("token", &name));
        read_once(context, &chosen, &journal, scope, Access { login: Login::PinPad, secret: &[], guard: &guard })?
    } else {
        let read_secret = request.sources.read(&SecretRequest::new(Role::UserPin, request.source, &name))?;
        read_secret.warnings.iter().for_each(|warning| (request.warn)(warning));
        let secret = read_secret.secret;
        refuse_impossible(&chosen, Role::UserPin, &secret)?;
        let access = Access { login: Login::Secret, secret: secret.expose(), guard: &guard };
        read_once(context, &chosen, &journal, scope, access)?
    };
    let reading = served.first().and_then(|served| served.reading.as_ref());
    let Some(outcome) = reading.and_then(|reading| reading.slots.get(&chosen.token.slot)) else {
        return Err(failed(&name, reading.and_then(|reading| reading.failure.as_ref())).into());
    };
    let (done, failure) = (outcome.done.clone(), outcome.failure.clone());
    let mut inventory = document(context, kind, &mut served);
    if done.as_ref().is_some_and(|done| done.guarded) {
        return Err(guarded(&inventory, &chosen, &name, request.allow_last_try).into());
    }
    match (done.and_then(|done| done.login), &failure) {
        (Some(rv), _) if !rv.is_ok() && rv != Rv::USER_ALREADY_LOGGED_IN => {
            return Err(
                LoginError::Refused { token: name, rv, outcome: outcome_of(rv.0, PinCall::LoginUser), after }.into()
            );
        }
        (Some(_), _) => {}
        (None, Some(failure)) if failure.call.as_deref().is_some_and(is_after_login) => {
            // The PIN was right, and the driver broke off later: what it gave until then is told.
            inventory.tokens.iter_mut().for_each(|token| token.logged_in = true);
            finish(context, &mut inventory);
        }
        (None, failure) => return Err(failed(&name, failure.as_ref()).into()),
    }
    Ok((inventory, Reading { discovery: chosen.reading.discovery, served }))
}

/// Reads the chosen slot in a fresh host that looks at the token again right before C_Login: between question and
/// answer a minute may pass.
fn read_once(
    context: &Context<'_>,
    chosen: &Chosen,
    journal: &Journal,
    scope: Scope,
    access: Access<'_>,
) -> anyhow::Result<(Vec<Served>, Option<PinState>)> {
    let ticket = journal.intent(&entry_of(context, chosen, Action::Login, Method::Login, Role::UserPin))?;
    let served = read(context, vec![(chosen.found.clone(), Some(vec![chosen.token.slot]))], scope, Some(access));
    let mut outcome = recorded(served.as_deref().ok(), chosen.token.slot);
    // A right PIN leaves nothing to worry about; what anything else left behind is read by a fresh host.
    if outcome.ended != Ended::Done {
        outcome.after = token_now(context, chosen).as_ref().map(states);
    }
    journal.result(ticket, &outcome)?;
    Ok((served?, outcome.after.map(|after| after.user_pin)))
}

/// The journal's words for how a login ended. What is not known to be unsent counts as a try.
fn recorded(served: Option<&[Served]>, slot: u64) -> Outcome {
    let reading = served.and_then(|served| served.first()).and_then(|served| served.reading.as_ref());
    let outcome = reading.and_then(|reading| reading.slots.get(&slot));
    let done = outcome.and_then(|outcome| outcome.done.as_ref());
    let returned = done.and_then(|done| done.login);
    let unsent = done.is_some() && returned.is_none();
    let broke_off_later = outcome
        .and_then(|outcome| outcome.failure.as_ref()?.call.as_deref())
        .is_some_and(|call| done.is_none() && is_after_login(call));
    let (ended, try_spent) = match returned {
        Some(rv) if rv.is_ok() || rv == Rv::USER_ALREADY_LOGGED_IN => (Ended::Done, Spent::No),
        Some(rv) => (Ended::Failed, Spent::from(outcome_of(rv.0, PinCall::LoginUser).try_spent())),
        None if broke_off_later => (Ended::Done, Spent::No),
        None if unsent => (Ended::Failed, Spent::No),
        None => (Ended::Unknown, Spent::Counted),
    };
    Outcome {
        time: crate::clock::now(),
        ended,
        code: returned.map(|rv| Code::ckr(&rv.to_string())),
        try_spent,
        after: None,
    }
}

/// What the host looks at before it sends the PIN.
fn guard(token: &Token, allow_last_try: bool) -> Guard {
    let final_try = if allow_last_try { 0 } else { flag::USER_PIN_FINAL_TRY };
    // Where the driver never sets the flags, a set one means nothing.
    let forbidden = if token.user_pin.state == PinState::Unknown { 0 } else { final_try | flag::USER_PIN_LOCKED };
    Guard {
        label: token.label.clone(),
        serial: token.serial.clone(),
        manufacturer: token.manufacturer.clone(),
        model: token.model.clone(),
        forbidden,
    }
}

/// Why the host did not send the PIN: another token, or a state that got worse.
fn guarded(seen: &Inventory, chosen: &Chosen, name: &str, allow_last_try: bool) -> LoginError {
    let now = seen.tokens.iter().find(|token| token.slot == chosen.token.slot);
    now.filter(|token| identity_of(token) == identity_of(&chosen.token))
        .and_then(|token| refuse_early(token, name, allow_last_try).err())
        .unwrap_or_else(|| LoginError::Changed(name.to_owned()))
}

/// Whether a call comes after C_Login in a reading.
fn is_after_login(call: &str) -> bool {
    ["C_FindObjectsInit", "C_FindObjects", "C_FindObjectsFinal", "C_GetAttributeValue"].contains(&call)
}

/// A reading that broke off: in C_Login its result is not known.
fn failed(name: &str, failure: Option<&Failure>) -> LoginError {
    match failure {
        Some(failure) if failure.call.as_deref() == Some("C_Login") => {
            let failure = failure_phrase(&super::assemble::driver_failure(failure));
            LoginError::Unknown(name.to_owned(), Box::new(failure))
        }
        _ => LoginError::Unread(name.to_owned()),
    }
}

/// Refuses what can only go wrong, before anybody is asked for anything.
fn refuse_early(token: &Token, name: &str, allow_last_try: bool) -> Result<(), LoginError> {
    match token.user_pin.state {
        PinState::Locked => Err(LoginError::Locked(name.to_owned())),
        PinState::FinalTry if !allow_last_try => Err(LoginError::FinalTry(name.to_owned())),
        PinState::NotSet => Err(LoginError::NotSet(name.to_owned())),
        PinState::Ok | PinState::CountLow | PinState::FinalTry | PinState::Unknown => Ok(()),
    }
}

/// The token in the slot as a fresh host sees it.
pub fn token_now(context: &Context<'_>, chosen: &Chosen) -> Option<Token> {
    let wanted = vec![(chosen.found.clone(), Some(vec![chosen.token.slot]))];
    let mut served = read(context, wanted, Scope::default(), None).ok()?;
    let inventory = document(context, "token-show", &mut served);
    inventory.tokens.into_iter().find(|token| token.slot == chosen.token.slot)
}
