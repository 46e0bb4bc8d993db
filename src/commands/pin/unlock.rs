//! `pin unlock`: the plan, which asks for nothing, and the one operation that unlocks.

use super::attempt::{Attempted, attempt, blank};
use super::challenge::Challenge;
use super::facts::{OpenSc, recent_tries, settled_advice};
use super::proof::{challenge, prove, read_objects};
use super::record::refused_at_once;
use super::spec::Spec;
use super::{Desk, Ended, NewPin};
use crate::commands::Context;
use crate::commands::select::{Chosen, current_certificate, one_token};
use crate::domain::phrase::Phrase;
use crate::domain::pin::PinCall;
use crate::domain::raised::{self, Raised};
use crate::domain::secret::Role;
use crate::domain::situation::Situation as _;
use crate::domain::unlock::{Barrier, UnlockAdvice, UnlockError, Way};
use crate::driver::protocol::Deed;
use crate::interact::secret::SecretSource;
use crate::journal::attempt::{Action, Method, SecretKind};
use crate::report::inventory::Token;
use crate::report::pin::{Attempt, AttemptResult, PinUnlock, Plan, Proof};
use crate::report::{Envelope, Kind};

/// What to unlock with.
#[derive(Debug, Clone)]
pub struct UnlockRequest {
    /// Where the SO PIN comes from.
    pub so_pin: SecretSource,
    /// Where the PUK comes from.
    pub puk: SecretSource,
    /// Where the new user PIN comes from.
    pub new: NewPin,
    /// `--challenge`: where the response comes from; `None` for the method of the table or the config.
    pub response: Option<SecretSource>,
}

/// A token with what is known about unlocking it.
struct Known {
    chosen: Chosen,
    advice: UnlockAdvice,
    plan: Plan,
    /// Its contents, if they have been read already.
    objects: Option<Token>,
    /// The setting that the method depends on, as OpenSC is given it until the end.
    _conf: OpenSc,
}

fn known(context: &Context<'_>, by_challenge: bool) -> raised::Result<Known> {
    let mut chosen = one_token(context)?;
    let objects = by_challenge.then(|| read_objects(context, &mut chosen)).flatten();
    if let Some(token) = &objects {
        // The vendor's own tries: the call takes their number, and they may be worse than the flags.
        chosen.token.user_pin.clone_from(&token.user_pin);
        chosen.token.so_pin.clone_from(&token.so_pin);
    }
    let (advice, conf) = settled_advice(context, &mut chosen, by_challenge.then_some(Way::ChallengeResponse));
    let secret = secret_of(advice.way).map(SecretKind::from);
    let say = |phrase: &Phrase| context.texts.say(phrase);
    let plan = Plan {
        row: advice.row.to_owned(),
        held_by: advice.held_by,
        held_by_text: say(&advice.held_by.phrase()),
        way_text: say(&advice.way.phrase()),
        calls: advice.calls.iter().map(|call| (*call).to_owned()).collect(),
        failure_cost: advice.failure_cost.as_ref().map(say),
        cares: advice.cares.iter().chain(advice.untested_mark().as_ref()).map(say).collect(),
        tested: advice.tested,
        configured: advice.configured,
        barrier: advice.barrier.map(|barrier| say(&not_now(barrier, &chosen).phrase())),
        last_try: advice.last_try,
        opensc_conf: conf.file.clone().filter(|_| advice.row == "opensc"),
        config_lines: config_lines(context, &chosen, advice.way),
        recent_tries: secret.map(|secret| recent_tries(context, &chosen.token, secret)).unwrap_or_default(),
    };
    Ok(Known { chosen, advice, plan, objects, _conf: conf })
}

/// The lines for the config once the token's issuer has confirmed the method.
fn config_lines(context: &Context<'_>, chosen: &Chosen, way: Way) -> Vec<String> {
    if way != Way::Unknown {
        return Vec::new();
    }
    let path = &chosen.found.path;
    // A second table for one path would be refused: then only the last line is added to the first.
    let there_already = context.config.drivers.iter().any(|driver| driver.path == *path);
    let table = (!there_already).then(|| "[[driver]]".to_owned());
    let path = format!("path = {}", toml::Value::String(path.display().to_string()));
    table.into_iter().chain([path, format!("unlock = \"{}\"", Way::SoInitPin.name())]).collect()
}

/// The secret that a method sends.
fn secret_of(way: Way) -> Option<Role> {
    match way {
        Way::SoInitPin => Some(Role::SoPin),
        Way::PukSetPin | Way::PukSetPinYkcs11 | Way::PukSetPinContext => Some(Role::Puk),
        Way::ChallengeResponse => Some(Role::Response),
        Way::Outside | Way::None | Way::Unknown => None,
    }
}

fn report(context: &Context<'_>, known: &Known, attempt: Attempt, proof: Proof) -> PinUnlock {
    PinUnlock {
        envelope: Envelope::new(Kind::PinUnlock, context.now),
        attempt,
        way: known.advice.way,
        plan: known.plan.clone(),
        proof,
    }
}

/// `--plan`: shows the method, asks for nothing, changes nothing.
/// `by_challenge`: by challenge and response, whatever the table says.
pub fn plan(context: &Context<'_>, by_challenge: bool) -> raised::Result<PinUnlock> {
    let known = known(context, by_challenge)?;
    let role = secret_of(known.advice.way);
    let secret = role.map_or(SecretKind::None, SecretKind::from);
    let attempt = Attempt { secret, ..blank(&known.chosen, role.unwrap_or(Role::NewPin)) };
    Ok(report(context, &known, attempt, Proof::default()))
}

/// Unlocks, once, and verifies the result. `show` receives the plan before anything is asked.
pub fn unlock(
    desk: &mut Desk<'_, '_>,
    request: &UnlockRequest,
    show: &mut dyn FnMut(&PinUnlock),
) -> raised::Result<Ended<PinUnlock>> {
    let mut known = known(desk.context, request.response.is_some())?;
    let role = secret_of(known.advice.way).unwrap_or(Role::NewPin);
    show(&report(desk.context, &known, blank(&known.chosen, role), Proof::default()));
    let spec = spec(known.advice.way, known.chosen.token.user_pin.tries_max);
    let refusal = known.advice.permit(desk.allowed.last_try);
    let (Some(spec), Ok(())) = (spec, refusal) else {
        return Ok(refused(desk.context, &known, refusal.err().unwrap_or(Barrier::UnknownWay)));
    };
    let source = match (&request.response, spec.spends) {
        (Some(response), _) => response,
        (None, Role::Puk) => &request.puk,
        (None, _) => &request.so_pin,
    };
    let challenge = match known.objects.take() {
        Some(token) => current_certificate(&token).and_then(Challenge::of),
        None => challenge(desk, &mut known.chosen),
    };
    let attempted = attempt(desk, &known.chosen, &spec, source, Some(&request.new));
    Ok(finish(desk, &known, attempted, challenge.as_ref()))
}

fn not_now(barrier: Barrier, chosen: &Chosen) -> UnlockError {
    UnlockError { barrier, token: chosen.named.clone() }
}

/// A refusal before any secret is requested is recorded like any other.
fn refused(context: &Context<'_>, known: &Known, barrier: Barrier) -> Ended<PinUnlock> {
    let error = Raised::from(not_now(barrier, &known.chosen));
    let role = secret_of(known.advice.way).unwrap_or(Role::NewPin);
    let attempt = refused_at_once(context, &known.chosen, Action::PinUnlock, Method::None, role, &error);
    Ended::new(report(context, known, attempt, Proof::default()), Some(error))
}

fn finish(
    desk: &mut Desk<'_, '_>,
    known: &Known,
    mut attempted: Attempted,
    challenge: Option<&Challenge>,
) -> Ended<PinUnlock> {
    let mut proof = Proof::default();
    if attempted.error.is_none() {
        (proof, attempted.error) = prove(desk, &known.chosen, challenge, &mut attempted);
    }
    let generated = attempted.take_generated();
    Ended { report: report(desk.context, known, attempted.attempt, proof), error: attempted.error, generated }
}

/// The calls of a method; `None` if this tool makes none. `tries` is the user PIN's number of tries.
fn spec(way: Way, tries: Option<u64>) -> Option<Spec> {
    let (method, spends, deed, calls): (_, _, _, &'static [PinCall]) = match way {
        Way::SoInitPin => (Method::SoInitPin, Role::SoPin, Deed::InitPin, &[PinCall::LoginSo, PinCall::InitPin]),
        Way::PukSetPin => (Method::PukSetPin, Role::Puk, Deed::SetPinPublic, &[PinCall::SetPinWithPuk]),
        Way::PukSetPinYkcs11 => (Method::PukSetPinYkcs11, Role::Puk, Deed::SetPinPublic, &[PinCall::SetPinWithPuk]),
        Way::ChallengeResponse => {
            (Method::ChallengeResponse, Role::Response, Deed::Complete(tries?), &[PinCall::UnlockComplete])
        }
        Way::PukSetPinContext | Way::Outside | Way::None | Way::Unknown => return None,
    };
    Some(Spec {
        action: Action::PinUnlock,
        method,
        spends,
        deed,
        calls,
        success: AttemptResult::Unlocked,
        confirm: true,
    })
}
