//! Library, slots, tokens and mechanisms.
//!
//! Pitfall: the structures are packed on Windows, so each is built completely and written at once.

use std::ffi::CStr;

use cryptoki_sys as c;
use cryptoki_sys::{
    CK_C_INITIALIZE_ARGS, CK_FLAGS, CK_INFO, CK_MECHANISM_INFO, CK_MECHANISM_TYPE, CK_RV, CK_SLOT_ID, CK_SLOT_INFO,
    CK_TOKEN_INFO, CK_ULONG, CK_VERSION, CK_VOID_PTR,
};

use crate::call::{Answer, Call};
use crate::driver::Driver;
use crate::pin;
use crate::script::{Mechanism, Script, Slot, SlotList, Token};
use crate::state::{Holder, State, TokenState};
use crate::value::{Number, unhex};

pub fn initialize(call: &Call, arguments: CK_VOID_PTR) -> Answer {
    let script = &call.driver.script;
    let arguments = arguments.cast::<CK_C_INITIALIZE_ARGS>();
    if script.null_arguments_only && !arguments.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: the caller's structure, or null.
    let arguments = (!arguments.is_null()).then(|| unsafe { arguments.read_unaligned() });
    let reserved = arguments.map_or(std::ptr::null_mut(), |arguments| arguments.pReserved);
    let threads = arguments.is_some_and(|arguments| arguments.flags & c::CKF_OS_LOCKING_OK != 0);
    match &script.reserved {
        None if !reserved.is_null() => return Err(c::CKR_ARGUMENTS_BAD),
        Some(_) if reserved.is_null() => return Err(c::CKR_ARGUMENTS_BAD),
        // SAFETY: not null, and the script says that the caller passes a C string.
        Some(wanted) if unsafe { CStr::from_ptr(reserved.cast()) }.to_bytes() != wanted.as_bytes() => {
            return Err(c::CKR_ARGUMENTS_BAD);
        }
        _ => {}
    }
    if threads && !script.os_locking {
        return Err(c::CKR_CANT_LOCK);
    }
    let mut runtime = call.driver.runtime();
    if runtime.initialized {
        return Err(c::CKR_CRYPTOKI_ALREADY_INITIALIZED);
    }
    runtime.initialized = true;
    runtime.threads = threads;
    Ok(())
}

#[allow(clippy::unnecessary_wraps, reason = "every answer has this type")]
pub fn finalize(call: &Call) -> Answer {
    let mut runtime = call.driver.runtime();
    runtime.initialized = false;
    runtime.sessions.clear();
    runtime.logins.clear();
    Ok(())
}

pub fn info(call: &Call, target: *mut CK_INFO) -> Answer {
    let library = &call.driver.script.library;
    fill(target, |old: CK_INFO| CK_INFO {
        cryptokiVersion: version(library.cryptoki_version),
        manufacturerID: library.manufacturer.fill(old.manufacturerID),
        flags: library.flags.get(),
        libraryDescription: library.description.fill(old.libraryDescription),
        libraryVersion: version(library.version),
    })
}

pub fn slot_list(call: &Call, present_only: bool, list: *mut CK_SLOT_ID, count: *mut CK_ULONG) -> Answer {
    let script = &call.driver.script;
    let state = call.driver.refresh();
    let present = |slot: &&Slot| !present_only || token_in(script, &state, slot).is_some();
    let slots: Vec<CK_SLOT_ID> = script.slots.iter().filter(present).map(|slot| slot.id.get()).collect();
    let mut runtime = call.driver.runtime();
    runtime.counted |= list.is_null();
    runtime.listed += 1;
    let (counted, listed) = (runtime.counted, runtime.listed);
    drop(runtime);
    match script.slot_list {
        SlotList::CountedFirst if !counted => hand_over(&[], list, count, 0),
        SlotList::RefusedUntilCounted if !counted => Err(c::CKR_ARGUMENTS_BAD),
        SlotList::WithTokenOnly if !present_only => hand_over(&[], list, count, 0),
        SlotList::RefusedWithoutToken if !present_only => Err(c::CKR_FUNCTION_FAILED),
        SlotList::Growing if listed <= 2 && !list.is_null() => Err(c::CKR_BUFFER_TOO_SMALL),
        SlotList::Overfull if !list.is_null() && !count.is_null() => {
            // SAFETY: the caller's number, not null.
            let room = unsafe { count.read_unaligned() } as usize;
            let fitting = slots.len().min(room);
            hand_over(&slots[..fitting], list, count, (slots.len() - fitting) as CK_ULONG)
        }
        _ => hand_over(&slots, list, count, call.effects.more),
    }
}

pub fn slot_info(call: &Call, slot: CK_SLOT_ID, target: *mut CK_SLOT_INFO) -> Answer {
    let state = call.driver.refresh();
    let slot = find(&call.driver.script, slot)?;
    let present = token_in(&call.driver.script, &state, slot).is_some();
    let usual = c::CKF_REMOVABLE_DEVICE | c::CKF_HW_SLOT | if present { c::CKF_TOKEN_PRESENT } else { 0 };
    fill(target, |old: CK_SLOT_INFO| CK_SLOT_INFO {
        slotDescription: slot.description.fill(old.slotDescription),
        manufacturerID: slot.manufacturer.fill(old.manufacturerID),
        flags: slot.flags.map_or(usual, Number::get),
        hardwareVersion: version(slot.hardware_version),
        firmwareVersion: version(slot.firmware_version),
    })
}

pub fn token_info(call: &Call, slot: CK_SLOT_ID, target: *mut CK_TOKEN_INFO) -> Answer {
    let (holder, token, pins) = present(call.driver, slot)?;
    let mut pin_flags = pin::flags(token, &pins);
    if token.stale_flags {
        pin_flags = *call.driver.runtime().stale.entry(slot).or_insert(pin_flags);
    }
    let renamed = pins.label.as_deref().and_then(|label| unhex(label).ok());
    let begun = if renamed.is_some() { c::CKF_TOKEN_INITIALIZED } else { 0 };
    let flags = token.flags.map_or_else(|| plain_flags(token) | pin_flags | begun, Number::get);
    let runtime = call.driver.runtime();
    let sessions = runtime.sessions.values().filter(|session| session.slot == slot && session.holder == holder);
    let (all, writing) = sessions
        .fold((0, 0), |(all, writing), session| (all + 1, writing + CK_ULONG::from(u8::from(session.read_write))));
    let number = |index: usize, usual: CK_ULONG| match token.counters[index].get() {
        0 => usual,
        given => given,
    };
    fill(target, |old: CK_TOKEN_INFO| CK_TOKEN_INFO {
        label: renamed.and_then(|label| label.try_into().ok()).unwrap_or_else(|| token.label.fill(old.label)),
        manufacturerID: token.manufacturer.fill(old.manufacturerID),
        model: token.model.fill(old.model),
        serialNumber: token.serial.fill(old.serialNumber),
        flags,
        ulMaxSessionCount: number(0, 0),
        ulSessionCount: number(1, all),
        ulMaxRwSessionCount: number(2, 0),
        ulRwSessionCount: number(3, writing),
        ulMaxPinLen: token.max_pin.get(),
        ulMinPinLen: token.min_pin.get(),
        ulTotalPublicMemory: number(4, c::CK_UNAVAILABLE_INFORMATION),
        ulFreePublicMemory: number(5, c::CK_UNAVAILABLE_INFORMATION),
        ulTotalPrivateMemory: number(6, c::CK_UNAVAILABLE_INFORMATION),
        ulFreePrivateMemory: number(7, c::CK_UNAVAILABLE_INFORMATION),
        hardwareVersion: version(token.hardware_version),
        firmwareVersion: version(token.firmware_version),
        utcTime: token.utc_time.fill(old.utcTime),
    })
}

pub fn mechanism_list(call: &Call, slot: CK_SLOT_ID, list: *mut CK_MECHANISM_TYPE, count: *mut CK_ULONG) -> Answer {
    let (_, token, _) = present(call.driver, slot)?;
    let types: Vec<CK_MECHANISM_TYPE> = token.mechanisms.iter().map(mechanism_type).collect();
    hand_over(&types, list, count, call.effects.more)
}

pub fn mechanism_info(
    call: &Call,
    slot: CK_SLOT_ID,
    wanted: CK_MECHANISM_TYPE,
    target: *mut CK_MECHANISM_INFO,
) -> Answer {
    let (_, token, _) = present(call.driver, slot)?;
    let known = token.mechanisms.iter().find(|known| mechanism_type(known) == wanted);
    let (min, max, flags) = match known.ok_or(c::CKR_MECHANISM_INVALID)? {
        Mechanism::Plain(_) => (0, 0, c::CKF_SIGN),
        Mechanism::Full { min, max, flags, .. } => (min.get(), max.get(), flags.get()),
    };
    fill(target, |_| CK_MECHANISM_INFO { ulMinKeySize: min, ulMaxKeySize: max, flags })
}

/// The token in a slot now, with its PINs as all processes see them.
pub fn present(driver: &Driver, slot: CK_SLOT_ID) -> Result<(Holder, &Token, TokenState), CK_RV> {
    let state = driver.refresh();
    let slot = find(&driver.script, slot)?;
    let (holder, token) = token_in(&driver.script, &state, slot).ok_or(c::CKR_TOKEN_NOT_PRESENT)?;
    let pins = state.tokens.get(&holder.name()).cloned().unwrap_or_else(|| TokenState::new(token));
    Ok((holder, token, pins))
}

fn token_in<'a>(script: &'a Script, state: &State, slot: &Slot) -> Option<(Holder, &'a Token)> {
    let id = slot.id.get() as u64;
    if state.gone.contains(&id) {
        return None;
    }
    let holder = Holder::of(state, id);
    holder.token(script).map(|token| (holder, token))
}

fn find(script: &Script, slot: CK_SLOT_ID) -> Result<&Slot, CK_RV> {
    script.slot(slot).ok_or(c::CKR_SLOT_ID_INVALID)
}

fn plain_flags(token: &Token) -> CK_FLAGS {
    let on = |on: bool, flag: CK_FLAGS| if on { flag } else { 0 };
    on(token.initialized, c::CKF_TOKEN_INITIALIZED)
        | on(token.login_required, c::CKF_LOGIN_REQUIRED)
        | on(token.write_protected, c::CKF_WRITE_PROTECTED)
        | on(token.pin_pad.is_some(), c::CKF_PROTECTED_AUTHENTICATION_PATH)
        | c::CKF_RNG
        | token.extra_flags.get()
}

fn mechanism_type(mechanism: &Mechanism) -> CK_MECHANISM_TYPE {
    match mechanism {
        Mechanism::Plain(number) | Mechanism::Full { mechanism: number, .. } => number.get(),
    }
}

fn version((major, minor): (u8, u8)) -> CK_VERSION {
    CK_VERSION { major, minor }
}

/// Writes a whole structure over the caller's.
fn fill<T>(target: *mut T, make: impl FnOnce(T) -> T) -> Answer {
    if target.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: the caller's structure of this type; it is plain data, so any bytes in it are a value.
    unsafe { target.write_unaligned(make(target.read_unaligned())) };
    Ok(())
}

/// PKCS#11 3.1, section 5.2: null asks for the count, and too small a buffer is reported.
fn hand_over<T: Copy>(items: &[T], list: *mut T, count: *mut CK_ULONG, more: CK_ULONG) -> Answer {
    if count.is_null() {
        return Err(c::CKR_ARGUMENTS_BAD);
    }
    // SAFETY: the caller's number, not null.
    let room = unsafe { count.read_unaligned() } as usize;
    // SAFETY: as above.
    unsafe { count.write_unaligned(items.len() as CK_ULONG + more) };
    if list.is_null() {
        return Ok(());
    }
    if room < items.len() {
        return Err(c::CKR_BUFFER_TOO_SMALL);
    }
    // SAFETY: the caller said that there is room for `room` items.
    unsafe { list.copy_from_nonoverlapping(items.as_ptr(), items.len()) };
    Ok(())
}
