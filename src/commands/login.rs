//! One login for reading, on exactly one token, once.
//!
//! Everything that can be known is known before the PIN is asked for; nothing is sent when it could cost the last try.

use super::Context;
use super::pin::attempt::{entry_of, open_journal, states};
use super::reading::{Reading, Scope, Served, document, read};
use super::select::{Chosen, one_token};
use crate::domain::attempt::{Action, Code, Ended, Method, Spent};
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinCall, PinOutcome, PinState, outcome_of};
use crate::domain::secret::Role;
use crate::domain::situation::{Class, Situation};
use crate::driver::client::Failure;
use crate::driver::protocol::Login;
use crate::driver::rv::Rv;
use crate::interact::secret::{SecretRequest, SecretSource, Sources};
use crate::journal::Outcome;
use crate::render::problem::failure_phrase;
use crate::render::word;
use crate::report::inventory::{Inventory, Token};
use crate::situation_error;

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
    let entry = || entry_of(context, &chosen, Action::Login, Method::Login, Role::UserPin);
    let secret = if chosen.token.pin_pad {
        (request.warn)(&Phrase::new("login-pin-pad").with("token", &name));
        None
    } else {
        let read_secret = request.sources.read(&SecretRequest::new(Role::UserPin, request.source, &name))?;
        read_secret.warnings.iter().for_each(|warning| (request.warn)(warning));
        // Between question and answer a minute may pass: look again, right before the one try.
        still_the_same(context, &chosen, &name, request.allow_last_try)?;
        Some(read_secret.secret)
    };
    let login = match &secret {
        Some(secret) => (Login::Secret, secret.expose()),
        None => (Login::PinPad, &[][..]),
    };
    let ticket = journal.intent(&entry())?;
    let wanted = vec![(chosen.found.clone(), Some(vec![chosen.token.slot]))];
    let served = read(context, wanted, scope, Some(login));
    drop(secret);
    let returned = served.as_ref().ok().and_then(|served| login_of(served, chosen.token.slot));
    let after = token_now(context, &chosen);
    journal.result(ticket, &recorded(returned, after.as_ref()))?;
    let served = served?;
    let outcome = served
        .first()
        .and_then(|served| served.reading.as_ref())
        .and_then(|reading| reading.slots.get(&chosen.token.slot).or(None).map(|outcome| (reading, outcome)));
    let Some((_, outcome)) = outcome else {
        let failure = served.first().and_then(|served| served.reading.as_ref()?.failure.clone());
        return Err(failed(&name, failure.as_ref()).into());
    };
    let login = outcome.done.as_ref().and_then(|done| done.login);
    match (login, &outcome.failure) {
        (Some(rv), _) if !rv.is_ok() && rv != Rv::USER_ALREADY_LOGGED_IN => {
            let after = after.map(|token| token.user_pin.state);
            Err(LoginError::Refused { token: name, rv, outcome: outcome_of(rv.0, PinCall::LoginUser), after }.into())
        }
        (None, failure) if outcome.done.is_none() || failure.is_some() => Err(failed(&name, failure.as_ref()).into()),
        (None, _) => Err(LoginError::Unread(name).into()),
        (Some(_), _) => {
            let inventory = document(context, kind, &served);
            Ok((inventory, Reading { discovery: chosen.reading.discovery, served }))
        }
    }
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

/// The same token, in the same state of its PIN, is in the slot; read by a fresh host.
fn still_the_same(context: &Context<'_>, chosen: &Chosen, name: &str, allow_last_try: bool) -> anyhow::Result<()> {
    match token_now(context, chosen) {
        Some(token) if super::select::identity_of(&token) == super::select::identity_of(&chosen.token) => {
            refuse_early(&token, name, allow_last_try)?;
            Ok(())
        }
        _ => Err(LoginError::Changed(name.to_owned()).into()),
    }
}

/// The token in the slot as a fresh host sees it.
pub fn token_now(context: &Context<'_>, chosen: &Chosen) -> Option<Token> {
    let wanted = vec![(chosen.found.clone(), Some(vec![chosen.token.slot]))];
    let served = read(context, wanted, Scope::default(), None).ok()?;
    let inventory = document(context, "token-show", &served);
    inventory.tokens.into_iter().find(|token| token.slot == chosen.token.slot)
}

/// What C_Login returned.
fn login_of(served: &[Served], slot: u64) -> Option<Rv> {
    served.first()?.reading.as_ref()?.slots.get(&slot)?.done.as_ref()?.login
}

/// The journal's words for how it ended.
fn recorded(returned: Option<Rv>, after: Option<&Token>) -> Outcome {
    let done = returned.is_some_and(|rv| rv.is_ok() || rv == Rv::USER_ALREADY_LOGGED_IN);
    Outcome {
        time: crate::clock::now(),
        ended: match returned {
            Some(_) if done => Ended::Done,
            Some(_) => Ended::Failed,
            None => Ended::Unknown,
        },
        code: returned.map(|rv| Code::ckr(&rv.to_string())),
        try_spent: match returned {
            Some(_) if done => Spent::No,
            Some(rv) => Spent::from(outcome_of(rv.0, PinCall::LoginUser).try_spent()),
            None => Spent::Counted,
        },
        after: after.map(states),
    }
}
