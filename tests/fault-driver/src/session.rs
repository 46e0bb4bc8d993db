//! Sessions, logins, and calls that change a PIN.
//!
//! Pitfall: a login applies to all sessions of a process with a token, and ends with the last of them.

use cryptoki_sys as c;
use cryptoki_sys::{
    CK_FLAGS, CK_RV, CK_SESSION_HANDLE, CK_SESSION_INFO, CK_SLOT_ID, CK_ULONG, CK_USER_TYPE, CK_UTF8CHAR_PTR,
};

use crate::call::{Answer, Call};
use crate::driver::{Driver, Session};
use crate::general::present;
use crate::pin::{attempt, attempt_login, flags};
use crate::script::{Style, Token, Unlock};
use crate::spy;
use crate::state::{Holder, TokenState};
use crate::value::hex;

/// What a PIN pad sets by default.
const TYPED_ON_PAD: &[u8] = b"typed-on-the-pad";

pub fn open(call: &Call, slot: CK_SLOT_ID, asked: CK_FLAGS, target: *mut CK_SESSION_HANDLE) -> Answer {
    let (holder, token, _) = present(call.driver, slot)?;
    if asked & c::CKF_SERIAL_SESSION == 0 {
        return Err(c::CKR_SESSION_PARALLEL_NOT_SUPPORTED);
    }
    if target.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    let read_write = asked & c::CKF_RW_SESSION != 0;
    if read_write && token.write_protected {
        return Err(c::CKR_TOKEN_WRITE_PROTECTED);
    }
    let mut runtime = call.driver.runtime();
    if !read_write && runtime.logins.get(&slot) == Some(&c::CKU_SO) {
        return Err(c::CKR_SESSION_READ_WRITE_SO_EXISTS);
    }
    runtime.opened += 1;
    let handle = 0x7000 + runtime.opened;
    runtime.sessions.insert(
        handle,
        Session { slot, holder, read_write, found: None, last: None, signing: None, challenged: false },
    );
    // SAFETY: the caller's place for a handle, not null.
    unsafe { target.write_unaligned(handle) };
    Ok(())
}

/// Records what a real module behind this one opened, so that its later calls can be assigned to slots.
pub fn note(slot: CK_SLOT_ID, handle: *const CK_SESSION_HANDLE, code: CK_RV) -> CK_RV {
    if code == c::CKR_OK
        && !handle.is_null()
        && let Ok(driver) = Driver::get()
    {
        // SAFETY: the real module has just written it.
        let handle = unsafe { handle.read_unaligned() };
        let session = Session {
            slot,
            holder: Holder::Slot(slot as u64),
            read_write: true,
            found: None,
            last: None,
            signing: None,
            challenged: false,
        };
        driver.runtime().sessions.insert(handle, session);
    }
    code
}

pub fn close(call: &Call, handle: CK_SESSION_HANDLE) -> Answer {
    let mut runtime = call.driver.runtime();
    let session = runtime.sessions.remove(&handle).ok_or(c::CKR_SESSION_HANDLE_INVALID)?;
    if !runtime.sessions.values().any(|other| other.slot == session.slot) {
        runtime.logins.remove(&session.slot);
    }
    Ok(())
}

#[allow(clippy::unnecessary_wraps, reason = "every answer has this type")]
pub fn close_all(call: &Call, slot: CK_SLOT_ID) -> Answer {
    let mut runtime = call.driver.runtime();
    runtime.sessions.retain(|_, session| session.slot != slot);
    runtime.logins.remove(&slot);
    Ok(())
}

pub fn info(call: &Call, handle: CK_SESSION_HANDLE, target: *mut CK_SESSION_INFO) -> Answer {
    let (slot, _) = alive(call.driver, handle)?;
    let runtime = call.driver.runtime();
    let read_write = runtime.sessions.get(&handle).is_some_and(|session| session.read_write);
    let state = match (runtime.logins.get(&slot).copied(), read_write) {
        (Some(c::CKU_SO), _) => c::CKS_RW_SO_FUNCTIONS,
        (Some(_), true) => c::CKS_RW_USER_FUNCTIONS,
        (Some(_), false) => c::CKS_RO_USER_FUNCTIONS,
        (None, true) => c::CKS_RW_PUBLIC_SESSION,
        (None, false) => c::CKS_RO_PUBLIC_SESSION,
    };
    if target.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    let flags = c::CKF_SERIAL_SESSION | if read_write { c::CKF_RW_SESSION } else { 0 };
    // SAFETY: the caller's structure, not null.
    unsafe { target.write_unaligned(CK_SESSION_INFO { slotID: slot, state, flags, ulDeviceError: 0 }) };
    Ok(())
}

pub fn login(
    call: &Call,
    handle: CK_SESSION_HANDLE,
    user: CK_USER_TYPE,
    given: CK_UTF8CHAR_PTR,
    length: CK_ULONG,
) -> Answer {
    let (slot, holder) = alive(call.driver, handle)?;
    let (_, token, pins) = present(call.driver, slot)?;
    if user != c::CKU_CONTEXT_SPECIFIC {
        may_login(call.driver, slot, user)?;
    } else if call.driver.runtime().sessions.get(&handle).is_none_or(|session| session.signing.is_none()) {
        return Err(c::CKR_OPERATION_NOT_INITIALIZED);
    }
    let so = match user {
        c::CKU_SO => true,
        c::CKU_USER | c::CKU_CONTEXT_SPECIFIC => false,
        _ => return Err(c::CKR_USER_TYPE_INVALID),
    };
    // Measured: neither has a security officer.
    match token.style {
        Style::OpenscPiv if so => return Err(c::CKR_GENERAL_ERROR),
        Style::Nss if so => return Err(c::CKR_USER_TYPE_INVALID),
        _ => {}
    }
    if !so && pins.user.digest.is_none() {
        return Err(c::CKR_USER_PIN_NOT_INITIALIZED);
    }
    let secret = secret(call, token, "pPin[ulPinLen]", given, length)?;
    let result = change_pins(call.driver, holder, token, |pins| {
        let result = match &secret {
            Secret::Given(pin) => attempt_login(token, pins, so, pin),
            Secret::TypedRight => Ok(()),
            Secret::TypedWrong => attempt_login(token, pins, so, b"\0wrong"),
        };
        reached(call.driver, "C_Login", slot, holder, if so { "so" } else { "user" }, result);
        result
    })?;
    let mut runtime = call.driver.runtime();
    if result.is_ok() {
        runtime.stale.remove(&slot);
    } else if token.stale_flags {
        let state = call.driver.state.read();
        let pins = state.tokens.get(&holder.name()).cloned().unwrap_or(pins);
        runtime.stale.insert(slot, flags(token, &pins));
    }
    result?;
    if user == c::CKU_CONTEXT_SPECIFIC {
        if let Some(signing) = runtime.sessions.get_mut(&handle).and_then(|session| session.signing.as_mut()) {
            signing.authenticated = true;
        }
    } else {
        runtime.logins.insert(slot, user);
    }
    Ok(())
}

fn may_login(driver: &Driver, slot: CK_SLOT_ID, user: CK_USER_TYPE) -> Answer {
    let runtime = driver.runtime();
    match runtime.logins.get(&slot) {
        Some(already) if *already == user => return Err(c::CKR_USER_ALREADY_LOGGED_IN),
        Some(_) => return Err(c::CKR_USER_ANOTHER_ALREADY_LOGGED_IN),
        None => {}
    }
    let reading = runtime.sessions.values().any(|session| session.slot == slot && !session.read_write);
    if user == c::CKU_SO && reading { Err(c::CKR_SESSION_READ_ONLY_EXISTS) } else { Ok(()) }
}

pub fn logout(call: &Call, handle: CK_SESSION_HANDLE) -> Answer {
    let (slot, _) = alive(call.driver, handle)?;
    call.driver.runtime().logins.remove(&slot).map(|_| ()).ok_or(c::CKR_USER_NOT_LOGGED_IN)
}

pub fn init_pin(call: &Call, handle: CK_SESSION_HANDLE, given: CK_UTF8CHAR_PTR, length: CK_ULONG) -> Answer {
    let (slot, holder) = writing(call.driver, handle)?;
    let (_, token, pins) = present(call.driver, slot)?;
    if call.driver.runtime().logins.get(&slot) != Some(&c::CKU_SO) {
        return Err(c::CKR_USER_NOT_LOGGED_IN);
    }
    match token.unlock {
        Unlock::SoInitPin => {}
        Unlock::None => return Err(c::CKR_PIN_LOCKED),
        Unlock::PukSetPin | Unlock::PukSetPinYkcs11 => return Err(c::CKR_FUNCTION_NOT_SUPPORTED),
    }
    if pins.so.must_change {
        return Err(c::CKR_PIN_EXPIRED);
    }
    let new = new_pin(call, token, "pPin[ulPinLen]", given, length)?;
    change_pins(call.driver, holder, token, |pins| {
        pins.user.set(&new);
        reached(call.driver, "C_InitPIN", slot, holder, "new", Ok(()));
    })
}

/// C_InitToken: the current SO PIN, or the first one of a blank token; all objects and the user PIN are deleted.
pub fn init_token(
    call: &Call,
    slot: CK_SLOT_ID,
    (given, length): (CK_UTF8CHAR_PTR, CK_ULONG),
    label: CK_UTF8CHAR_PTR,
) -> Answer {
    let (holder, token, pins) = present(call.driver, slot)?;
    if call.driver.runtime().sessions.values().any(|session| session.slot == slot) {
        return Err(c::CKR_SESSION_EXISTS);
    }
    if token.write_protected {
        return Err(c::CKR_TOKEN_WRITE_PROTECTED);
    }
    if label.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: the caller's label, which has 32 bytes according to the standard.
    let label = unsafe { std::slice::from_raw_parts(label, 32) };
    let label = hex(label);
    let blank = !token.initialized && pins.label.is_none();
    let secret = secret(call, token, "pPin[ulPinLen]", given, length)?;
    let objects = call.driver.card(holder)?.objects.len();
    change_pins(call.driver, holder, token, |pins| {
        let result = match &secret {
            Secret::Given(pin) if blank => {
                pins.so.set(pin);
                Ok(())
            }
            Secret::Given(pin) => attempt_login(token, pins, true, pin),
            Secret::TypedRight => Ok(()),
            Secret::TypedWrong => attempt_login(token, pins, true, b"\0wrong"),
        };
        reached(call.driver, "C_InitToken", slot, holder, "so", result);
        if result.is_ok() {
            pins.label = Some(label);
            pins.user.digest = None;
        }
        result
    })??;
    call.driver.change(|state| state.written.entry(holder.name()).or_default().destroyed.extend(0..objects))
}

pub fn set_pin(
    call: &Call,
    handle: CK_SESSION_HANDLE,
    old: (CK_UTF8CHAR_PTR, CK_ULONG),
    new: (CK_UTF8CHAR_PTR, CK_ULONG),
) -> Answer {
    let (slot, holder) = writing(call.driver, handle)?;
    let (_, token, _) = present(call.driver, slot)?;
    let login = call.driver.runtime().logins.get(&slot).copied();
    if token.style == Style::Nss && login.is_none() {
        return Err(c::CKR_USER_NOT_LOGGED_IN);
    }
    let old = match secret(call, token, "pOldPin[ulOldLen]", old.0, old.1)? {
        Secret::Given(old) => old,
        Secret::TypedRight => {
            let new = new_pin(call, token, "pNewPin[ulNewLen]", new.0, new.1)?;
            return change_pins(call.driver, holder, token, |pins| {
                if login == Some(c::CKU_SO) {
                    pins.so.set(&new);
                } else {
                    pins.user.set(&new);
                }
                reached(call.driver, "C_SetPIN", slot, holder, "new", Ok(()));
            });
        }
        Secret::TypedWrong => b"\0wrong".to_vec(),
    };
    let prefixed = token.unlock == Unlock::PukSetPinYkcs11;
    let mut new = new_pin(call, token, "pNewPin[ulNewLen]", new.0, new.1)?;
    if prefixed && let Some(bare) = new.strip_prefix(b"pin:") {
        new = bare.to_vec();
    }
    let puk = match token.unlock {
        Unlock::PukSetPin if login.is_none() => Some(old.clone()),
        Unlock::PukSetPinYkcs11 => old.strip_prefix(b"puk:").map(<[u8]>::to_vec),
        _ => None,
    };
    let old = if prefixed { old.strip_prefix(b"pin:").unwrap_or(&old).to_vec() } else { old };
    change_pins(call.driver, holder, token, |pins| {
        let (secret, result) = if let Some(puk) = &puk {
            ("puk", attempt(token.style, &mut pins.puk, puk))
        } else if login == Some(c::CKU_SO) {
            ("so", attempt_login(token, pins, true, &old))
        } else {
            ("user", attempt_login(token, pins, false, &old))
        };
        match (result, secret) {
            (Err(_), _) => {}
            (Ok(()), "so") => pins.so.set(&new),
            (Ok(()), _) => pins.user.set(&new),
        }
        reached(call.driver, "C_SetPIN", slot, holder, secret, result);
        result
    })?
}

/// The slot of a session whose token is still in it.
pub fn alive(driver: &Driver, handle: CK_SESSION_HANDLE) -> Result<(CK_SLOT_ID, Holder), CK_RV> {
    let runtime = driver.runtime();
    let session = runtime.sessions.get(&handle).ok_or(c::CKR_SESSION_HANDLE_INVALID)?;
    let slot = session.slot as u64;
    if runtime.gone.contains(&slot) {
        return Err(c::CKR_DEVICE_REMOVED);
    }
    let now = runtime.swapped.get(&slot).map_or(Holder::Slot(slot), |spare| Holder::Spare(*spare));
    if driver.script.sessions_survive {
        return Ok((session.slot, now));
    }
    if now == session.holder { Ok((session.slot, session.holder)) } else { Err(c::CKR_SESSION_HANDLE_INVALID) }
}

pub fn writing(driver: &Driver, handle: CK_SESSION_HANDLE) -> Result<(CK_SLOT_ID, Holder), CK_RV> {
    let alive = alive(driver, handle)?;
    let read_write = driver.runtime().sessions.get(&handle).is_some_and(|session| session.read_write);
    if read_write { Ok(alive) } else { Err(c::CKR_SESSION_READ_ONLY) }
}

enum Secret {
    Given(Vec<u8>),
    TypedRight,
    TypedWrong,
}

fn secret(call: &Call, token: &Token, name: &str, given: CK_UTF8CHAR_PTR, length: CK_ULONG) -> Result<Secret, CK_RV> {
    let Some(pad) = &token.pin_pad else {
        if given.is_null() {
            return Err(c::CKR_ARGUMENTS_BAD);
        }
        // SAFETY: not null, and the caller gives its length.
        let pin = unsafe { std::slice::from_raw_parts(given, length as usize) }.to_vec();
        if call.effects.print_pin {
            spy::print(name, given, &pin);
        }
        if call.effects.alter_pin {
            // SAFETY: the caller's buffer; PKCS#11 does not promise that a module leaves it alone.
            unsafe { given.write_bytes(b'#', pin.len()) };
        }
        return Ok(Secret::Given(pin));
    };
    match pad.types.as_str() {
        _ if !given.is_null() => Err(c::CKR_ARGUMENTS_BAD),
        "right" => Ok(Secret::TypedRight),
        "cancel" => Err(c::CKR_FUNCTION_CANCELED),
        _ => Ok(Secret::TypedWrong),
    }
}

fn new_pin(call: &Call, token: &Token, name: &str, given: CK_UTF8CHAR_PTR, length: CK_ULONG) -> Result<Vec<u8>, CK_RV> {
    let Secret::Given(new) = secret(call, token, name, given, length)? else { return Ok(TYPED_ON_PAD.to_vec()) };
    let (min, max) = (token.min_pin.get(), token.max_pin.get());
    let sane = min > 0 && min <= max;
    if sane && !(min..=max).contains(&length) { Err(c::CKR_PIN_LEN_RANGE) } else { Ok(new) }
}

/// Records which token a secret reached, under the lock of the state, so in the order in which tries were used.
pub fn reached(driver: &Driver, name: &str, slot: CK_SLOT_ID, holder: Holder, secret: &str, result: Result<(), CK_RV>) {
    let code = result.err().unwrap_or(c::CKR_OK);
    driver.log("!reached", Some(slot), &format!("{name} token={} secret={secret} rv={code}", holder.word()));
}

/// Changes a token's PINs while no other process can.
pub fn change_pins<T>(
    driver: &Driver,
    holder: Holder,
    token: &Token,
    change: impl FnOnce(&mut TokenState) -> T,
) -> Result<T, CK_RV> {
    driver.change(|state| change(state.tokens.entry(holder.name()).or_insert_with(|| TokenState::new(token))))
}
