//! Challenge and response: the token returns a challenge, a person obtains the response from the holder of the
//! administrator's key, and the same session accepts it.
//!
//! Everything else has been asked or refused before; only the response remains. Pitfall: the challenge is bound to the
//! session that returned it, so the host stays open during the telephone call, and the guard checks the token again
//! afterwards.

use super::guard::withheld;
use super::pass::said;
use super::spec::Spec;
use super::{Desk, PinError};
use crate::commands::select::Chosen;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::secret::{Role, Secret};
use crate::domain::selector::Named;
use crate::domain::situation::Situation;
use crate::domain::tlv::unhex;
use crate::driver::client::{ActEnd, Acted, Actor};
use crate::driver::protocol::{Act, Deed, Failure, Guard, Reply};
use crate::driver::rv::Rv;
use crate::interact::secret::{SecretError, SecretSource};
use crate::report::pin::Identity;

/// How many times an impossible response may be typed.
const ROUNDS: usize = 3;
/// Responses come from block ciphers: whole blocks, and no more of them than in a challenge.
const BLOCK: usize = 8;
const LONGEST: usize = 64;

/// Obtains the token's challenge, shows it, and reads the response. Returns the host, whose session issued the
/// challenge, open.
pub(super) fn respond(
    desk: &mut Desk<'_, '_>,
    chosen: &Chosen,
    spec: &Spec,
    source: &SecretSource,
    guard: &Guard,
    found: &mut Option<Identity>,
) -> raised::Result<(Actor, Secret)> {
    let named = &chosen.named;
    let stopped =
        |failure: &Failure| PinError::Stopped { token: named.clone(), failure: Box::new(said(failure)), sent: false };
    let mut actor = match Actor::open(&desk.context.launcher, &chosen.target(desk.context)) {
        Ok(actor) => actor,
        Err(_) if desk.context.is_interrupted() => return Err(PinError::Cancelled.into()),
        Err(failure) => return Err(stopped(&failure).into()),
    };
    let act = Act { slot: chosen.slot(), deed: Deed::Challenge, pin_pad: false, guard: guard.clone() };
    let mut given = None;
    let acted = actor.act(act, Vec::new(), &mut |reply| {
        if let Reply::Challenge(challenge) = reply {
            given = Some(challenge);
        }
    });
    if let Some(why) = &acted.withheld {
        let (error, other) = withheld(chosen, spec.spends, desk.allowed, why, false);
        *found = other.as_ref().map(Identity::from);
        return Err(error.into());
    }
    if let Some(error) = fault_of(&acted, named) {
        return Err(error.into());
    }
    if let ActEnd::Unknown(failure) | ActEnd::Stopped(failure) = &acted.end {
        return Err(stopped(failure).into());
    }
    let challenge = given.filter(|challenge| unhex(challenge).is_some_and(|bytes| !bytes.is_empty()));
    let (ActEnd::Done, Some(challenge)) = (&acted.end, challenge) else {
        return Err(PinError::Cancelled.into());
    };
    let asked = actor.while_asking(|| ask(desk, source, &named.name, &challenge));
    match asked {
        Ok(response) => Ok((actor, response)),
        Err(error) => {
            // Nothing was sent: the session is given up as a driver expects it.
            let _closed = actor.close();
            Err(error)
        }
    }
}

/// The first call that failed.
fn fault_of(acted: &Acted, named: &Named) -> Option<PinError> {
    let (call, rv) = acted.called.iter().find(|(_, rv)| !rv.is_ok())?;
    let (token, rv) = (named.clone(), *rv);
    Some(match call.as_str() {
        _ if rv == Rv::TOKEN_NOT_PRESENT => PinError::Changed { token, found: None, sent: false },
        "C_OpenSession" => PinError::NoSession { token, call: call.clone(), rv },
        _ => PinError::NoChallenge { token, rv },
    })
}

/// Shows the challenge and reads the response; the user may retype an impossible one.
fn ask(desk: &mut Desk<'_, '_>, source: &SecretSource, name: &str, challenge: &str) -> raised::Result<Secret> {
    let shown = Phrase::new("challenge-shown").with("token", name).with("challenge", challenge.to_uppercase());
    let asks = desk.sources.asks(source);
    let of_terminal = |error| SecretError::of_terminal(error, Role::Response);
    if asks {
        desk.sources.terminal.say(&shown).map_err(of_terminal)?;
    } else {
        (desk.insist)(&shown);
    }
    let mut round = 1;
    loop {
        let typed = desk.read(Role::Response, source, name)?;
        if desk.context.is_interrupted() {
            return Err(PinError::Cancelled.into());
        }
        match response(&typed) {
            Some(response) => return Ok(response),
            None if asks && round < ROUNDS => {
                desk.sources.terminal.say(&PinError::NoResponse.phrase()).map_err(of_terminal)?;
                round += 1;
            }
            None => return Err(PinError::NoResponse.into()),
        }
    }
}

/// The bytes of a response in hexadecimal digits, which may be grouped; `None` if it cannot be one.
fn response(typed: &Secret) -> Option<Secret> {
    let mut bytes = zeroize::Zeroizing::new([0_u8; LONGEST]);
    let mut digits = 0_usize;
    for letter in typed.expose().iter().filter(|letter| !b" -:".contains(letter)) {
        let digit = u8::try_from(char::from(*letter).to_digit(16)?).ok()?;
        let byte = bytes.get_mut(digits / 2)?;
        *byte = (*byte << 4) | digit;
        digits = digits.saturating_add(1);
    }
    let whole = digits > 0 && digits.is_multiple_of(2 * BLOCK);
    bytes.get(..digits / 2).filter(|_| whole).map(Secret::copy_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_whole_blocks_in_hexadecimal_digits_and_nothing_else_is_sent() {
        let of = |typed: &str| response(&Secret::copy_of(typed.as_bytes())).map(|bytes| bytes.expose().to_vec());
        let eight = vec![0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF];
        for typed in ["0123456789ABCDEF", "0123 4567 89ab cdef", "01-23-45-67-89-AB-CD-EF", "01:23:45:67:89:ab:cd:ef"] {
            assert_eq!(of(typed), Some(eight.clone()), "{typed}");
        }
        assert_eq!(of(&"0f".repeat(24)).map(|bytes| bytes.len()), Some(24), "three blocks");
        let too_long = "00".repeat(72);
        for typed in
            ["", "0123456789ABCDE", "0123456789ABCDEF0", "0123456789ABCDEG", "0x0123456789ABCD", "Đ123", &too_long]
        {
            assert_eq!(of(typed), None, "{typed}");
        }
    }
}
