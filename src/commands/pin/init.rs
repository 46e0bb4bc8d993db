//! `token init`: erases everything on a token and sets it up with a new label, an SO PIN and a first user PIN.
//!
//! Pitfall: an initialised token has another label, some drivers give it another slot (SoftHSM2), and a blank token
//! gets another serial. It is found again by its new identity before anything else is sent to it.

use super::attempt::{Attempted, attempt, state_of, take_result};
use super::error::PinError;
use super::facts::kind;
use super::guard::guard;
use super::pass::pass;
use super::proof::prove;
use super::spec::Spec;
use super::{Desk, Ended, NewPin};
use crate::commands::keys::{Contents, contents};
use crate::commands::reading::{Reading, Scope, Wanted, document, read};
use crate::commands::select::{self, Chosen, one_token_or_blank};
use crate::domain::known::init_barrier;
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinCall;
use crate::domain::raised;
use crate::domain::secret::{Role, Secret};
use crate::domain::selector::Named;
use crate::driver::protocol::Deed;
use crate::interact::confirm::{Confirmation, confirm_by};
use crate::interact::secret::SecretSource;
use crate::journal::attempt::{Action, Method};
use crate::report::inventory::Token;
use crate::report::pin::{AttemptResult, Identity, Proof};
use crate::report::token_init::TokenInit;
use crate::report::{Envelope, Kind};

/// What to initialise, and how.
#[derive(Debug, Clone)]
pub struct InitRequest {
    /// The new label, at most 32 bytes.
    pub label: String,
    /// Where the SO PIN comes from: the current one, or the first one of a blank token.
    pub so_pin: SecretSource,
    /// Where the first user PIN comes from.
    pub new: NewPin,
    /// `--destroy-valid`.
    pub destroy_valid: bool,
    /// `--confirm-serial`: instead of typing it.
    pub confirmed: Option<String>,
}

/// Initialises a token, once, finds it again, sets its user PIN and verifies it.
pub fn init_token(desk: &mut Desk<'_, '_>, request: &InitRequest) -> raised::Result<Ended<TokenInit>> {
    let mut chosen = one_token_or_blank(desk.context)?;
    let (family, card) = kind(&chosen);
    if let Some(barrier) = init_barrier(family, card) {
        return Err(PinError::InitBarred(chosen.named, barrier).into());
    }
    // Also of a token that says it is not initialised: with some drivers all of them do.
    let found = contents(desk.context, &mut chosen)?;
    if !request.destroy_valid {
        refuse_in_use(&found, &chosen.named)?;
    }
    let lost = Phrase::new("init-lost").with("token", super::guard::named(&chosen.token));
    let lost = lost.with("keys", found.keys.len()).with("certificates", found.certificates.len());
    (desk.tell)(&lost.with("label", &request.label));
    let asked = Confirmation::of_whole(&chosen.token.identity);
    confirm_by(desk.sources.terminal, &asked, request.confirmed.as_deref(), desk.context.batch)?;
    let spec = Spec {
        action: Action::TokenInit,
        method: Method::InitToken,
        spends: Role::SoPin,
        deed: Deed::InitToken(request.label.clone()),
        calls: &[PinCall::InitToken],
        success: AttemptResult::Initialized,
        confirm: false,
    };
    let mut attempted = attempt(desk, &chosen, &spec, &request.so_pin, Some(&request.new));
    let initialized = attempted.attempt.result == Some(AttemptResult::Initialized);
    let (mut now, mut proved) = (None, Proof::default());
    if initialized && attempted.error.is_none() {
        if let Some(fresh) = found_again(desk, &chosen, &request.label) {
            now = Some(Identity::from(&fresh.token));
            attempted.error = first_pin(desk, &fresh, &mut attempted).err();
            if attempted.error.is_none() {
                (proved, attempted.error) = prove(desk, &fresh, None, &mut attempted);
            }
        } else {
            attempted.attempt.result = Some(AttemptResult::Failed);
            attempted.error = Some(PinError::NotFoundAgain(request.label.clone()).into());
        }
    }
    let generated = attempted.take_generated();
    let report = TokenInit {
        envelope: Envelope::new(Kind::TokenInit, desk.context.now),
        attempt: attempted.attempt,
        initialized,
        now,
        proof: proved,
    };
    Ok(Ended { report, error: attempted.error, generated })
}

/// Refuses a token with a valid certificate, by this machine's clock, and one that could not be read completely.
fn refuse_in_use(found: &Contents, token: &Named) -> Result<(), PinError> {
    let now = crate::clock::now();
    let in_force = found.certificates.iter().filter(|held| {
        // The CA chain is on every token; what cannot be read may be anybody's.
        !held.read.is_ca && held.read.not_after.is_none_or(|ends| ends >= now)
    });
    let holders: Vec<String> = in_force
        .map(|held| {
            let subject = held.read.subject.as_ref().and_then(|subject| subject.common_name.clone());
            subject.unwrap_or_else(|| held.read.sha256.chars().take(16).collect())
        })
        .collect();
    if !holders.is_empty() {
        return Err(PinError::InUse { token: token.clone(), holders: holders.join(", ") });
    }
    match &found.incomplete {
        Some(why) => Err(PinError::ContentsUnread(token.clone(), Box::new(why.clone()))),
        None => Ok(()),
    }
}

/// The token by its new name: with its previous serial or, if that is gone or meaningless, as the only one that was not
/// there before.
fn found_again(desk: &Desk<'_, '_>, chosen: &Chosen, label: &str) -> Option<Chosen> {
    let wanted = Wanted { slots: None, ..chosen.wanted() };
    let mut served = read(desk.context, vec![wanted], Scope::default()).ok()?;
    let inventory = document(desk.context, Kind::TokenList, &mut served);
    let own = chosen.token.identity.telling_serial();
    let named = |token: &Token| token.initialized && token.identity.label.as_deref() == Some(label);
    let kept = own.is_some() && inventory.tokens.iter().any(|token| token.identity.serial.as_deref() == own);
    let is_new = |token: &Token| {
        let serial = token.identity.telling_serial();
        serial.is_none_or(|serial| !chosen.seen.iter().any(|seen| seen == serial))
    };
    let is_it = |token: &Token| {
        named(token)
            && match own {
                Some(_) if kept => token.identity.serial.as_deref() == own,
                // kryoptic gives it another serial, in the slot that it has.
                Some(_) => token.identity.slot == chosen.token.identity.slot && is_new(token),
                None => is_new(token),
            }
    };
    let mut candidates = (0..).zip(&inventory.tokens).filter(|(_, token)| is_it(token)).map(|(at, _)| at);
    let (Some(at), None) = (candidates.next(), candidates.next()) else { return None };
    select::chosen(desk.context, &inventory, at, &Reading { discovery: chosen.discovery.clone(), served })
}

/// Sets the first user PIN with the SO PIN, which the token has just accepted.
fn first_pin(desk: &mut Desk<'_, '_>, fresh: &Chosen, attempted: &mut Attempted) -> raised::Result<()> {
    let spec = Spec {
        action: Action::TokenInit,
        method: Method::SoInitPin,
        spends: Role::SoPin,
        deed: Deed::InitPin,
        calls: &[PinCall::LoginSo, PinCall::InitPin],
        success: AttemptResult::Initialized,
        confirm: false,
    };
    let (Some(so_pin), Some(new), Some(journal)) = (attempted.so_pin.take(), &attempted.new, &attempted.journal) else {
        return Ok(());
    };
    let guard = guard(fresh, Role::SoPin, state_of(&fresh.token, Role::SoPin));
    let secrets = vec![so_pin, Secret::copy_of(new.expose())];
    let passed = pass(None, desk, fresh, &spec, guard, journal, secrets)?;
    take_result(desk, fresh, &spec, attempted, passed)
}
