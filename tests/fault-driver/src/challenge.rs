//! SafeNet's unlock by challenge and response, with the two functions of its published header eTPkcs11.h: exported
//! besides the standard's list.
//!
//! Pitfall: a challenge belongs to the session that returned it, and is answered once.

use cryptoki_sys as c;
use cryptoki_sys::{CK_BBOOL, CK_RV, CK_SESSION_HANDLE, CK_ULONG};

use crate::call::{Answer, Call, Target, serve};
use crate::general::present;
use crate::pin::attempt_login;
use crate::session::{alive, change_pins, reached, writing};

/// The vendor's code for a token without an administrator's key.
const NO_ADMINISTRATOR: CK_RV = 0xFF00_001F;

#[cfg_attr(not(feature = "no-challenge"), unsafe(no_mangle))]
pub unsafe extern "C" fn ETC_UnlockGetChallenge(
    session: CK_SESSION_HANDLE,
    challenge: *mut u8,
    length: *mut CK_ULONG,
) -> CK_RV {
    serve(
        "ETC_UnlockGetChallenge",
        &Target::session(session),
        |_| c::CKR_FUNCTION_NOT_SUPPORTED,
        |call| give(call, session, challenge, length),
    )
}

#[cfg_attr(not(feature = "no-challenge"), unsafe(no_mangle))]
pub unsafe extern "C" fn ETC_UnlockComplete(
    session: CK_SESSION_HANDLE,
    response: *mut u8,
    response_length: CK_ULONG,
    pin: *mut u8,
    pin_length: CK_ULONG,
    tries: CK_ULONG,
    to_be_changed: CK_BBOOL,
) -> CK_RV {
    serve(
        "ETC_UnlockComplete",
        &Target::session(session).detail(format!("tries={tries} changed={to_be_changed}")),
        |_| c::CKR_FUNCTION_NOT_SUPPORTED,
        |call| take(call, session, (response, response_length), (pin, pin_length)),
    )
}

fn give(call: &Call, session: CK_SESSION_HANDLE, target: *mut u8, length: *mut CK_ULONG) -> Answer {
    let (slot, _) = alive(call.driver, session)?;
    let (_, token, _) = present(call.driver, slot)?;
    let challenge = token.challenge.as_ref().ok_or(NO_ADMINISTRATOR)?;
    let bytes = unhex(&challenge.gives)?;
    if target.is_null() || length.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: the caller's number, not null.
    let room = unsafe { length.read_unaligned() };
    if (room as usize) < bytes.len() {
        return Err(c::CKR_BUFFER_TOO_SMALL);
    }
    // SAFETY: the caller's buffer with room for it, and its number.
    unsafe {
        target.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        length.write_unaligned(bytes.len() as CK_ULONG + call.effects.more);
    }
    if let Some(session) = call.driver.runtime().sessions.get_mut(&session) {
        session.challenged = true;
    }
    Ok(())
}

fn take(call: &Call, session: CK_SESSION_HANDLE, response: (*mut u8, CK_ULONG), pin: (*mut u8, CK_ULONG)) -> Answer {
    let (slot, holder) = writing(call.driver, session)?;
    let (_, token, _) = present(call.driver, slot)?;
    let challenge = token.challenge.as_ref().ok_or(NO_ADMINISTRATOR)?;
    let challenged = {
        let mut runtime = call.driver.runtime();
        runtime.sessions.get_mut(&session).is_some_and(|session| std::mem::take(&mut session.challenged))
    };
    if !challenged {
        return Err(c::CKR_OPERATION_NOT_INITIALIZED);
    }
    let (right, given, new) = (unhex(&challenge.takes)?, bytes(response)?, bytes(pin)?);
    change_pins(call.driver, holder, token, |pins| {
        let result = if given == right { Ok(()) } else { attempt_login(token, pins, true, b"\0wrong") };
        reached(call.driver, "ETC_UnlockComplete", slot, holder, "so", result);
        if result.is_ok() {
            pins.user.set(&new);
        }
        result
    })?
}

fn bytes((pointer, length): (*mut u8, CK_ULONG)) -> Result<Vec<u8>, CK_RV> {
    if pointer.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: not null, and the caller gives its length.
    Ok(unsafe { std::slice::from_raw_parts(pointer, length as usize) }.to_vec())
}

fn unhex(text: &str) -> Result<Vec<u8>, CK_RV> {
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect::<Option<_>>().ok_or(c::CKR_GENERAL_ERROR)
}
