//! Reads slots: one thread and one session each, if the driver supports threads.

use std::sync::Mutex;

use super::Voice;
use crate::domain::pin::flags;
use crate::driver::pkcs11::{Module, Session};
use crate::driver::protocol::{FaultScope, ReadSlots, Reply, SlotDone, SlotReading, TokenFlag};
use crate::driver::rv::Rv;

/// The role of the user PIN's holder.
const USER_PIN_FLAGS: u64 = flags::USER_PIN_INITIALIZED
    | flags::USER_PIN_COUNT_LOW
    | flags::USER_PIN_FINAL_TRY
    | flags::USER_PIN_LOCKED
    | flags::USER_PIN_TO_BE_CHANGED;

/// Reads every slot of the request, which may be all that are `listed`, and reports each result immediately.
pub(super) fn slots(module: &Module, request: &ReadSlots, listed: &[u64], voice: &Voice) {
    let slots = request.slots.as_deref().unwrap_or(listed);
    let threads = if module.threads() { request.jobs.clamp(1, slots.len().max(1)) } else { 1 };
    let queue = Mutex::new(slots.iter().copied());
    let work = || {
        loop {
            let next = queue.lock().map_or(None, |mut slots| slots.next());
            let Some(slot) = next else { break };
            one(module, request, slot, voice);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
}

/// One slot: its description first, so that a token whose objects cannot be read is still known, and a hang has its reader.
fn one(module: &Module, request: &ReadSlots, slot: u64, voice: &Voice) {
    let mut reading = SlotReading { slot, ..SlotReading::default() };
    let mut done = SlotDone { slot, ..SlotDone::default() };
    let mut present = true;
    match module.slot_info(slot) {
        Ok(state) => {
            present = state.token_present;
            reading.description = Some(state.description);
            reading.manufacturer = Some(state.manufacturer);
            voice.say(&Reply::Slot(Box::new(reading.clone())));
        }
        Err(fault) => done.add(FaultScope::Slot, fault),
    }
    match module.token_info(slot) {
        Ok(token) => reading.token = token,
        Err(fault) if present => done.add(FaultScope::Slot, fault),
        Err(_) => {}
    }
    // An uninitialised token has no objects, and its flags mean little.
    let initialized = reading.token.as_ref().is_some_and(|token| token.flags & flags::TOKEN_INITIALIZED != 0);
    match &reading.token {
        Some(_) if present && initialized => {
            voice.say(&Reply::Slot(Box::new(reading)));
            contents(module, request, None, &mut done, voice);
        }
        Some(_) => denied(module, request, (reading, present, initialized), &mut done, voice),
        None => voice.say(&Reply::Slot(Box::new(reading))),
    }
    voice.say(&Reply::SlotDone(done));
}

/// A token that the driver reports as absent or not initialised: this is accepted if the token shows nothing, or
/// refuses a session.
fn denied(
    module: &Module,
    request: &ReadSlots,
    (mut reading, present, initialized): (SlotReading, bool, bool),
    done: &mut SlotDone,
    voice: &Voice,
) {
    let shows = reading.token.as_ref().is_some_and(|token| {
        initialized || token.flags & USER_PIN_FLAGS != 0 || !token.identity.label.text.trim().is_empty()
    });
    let may_show = shows || present && request.objects;
    let opened = may_show.then(|| module.open_session(reading.slot, false));
    // A token whose PIN is set is in use, whatever its other flags say: then a refusal is a failure.
    let in_use = present && reading.token.as_ref().is_some_and(|token| token.flags & USER_PIN_FLAGS != 0);
    let refused =
        opened.as_ref().and_then(|opened| opened.as_ref().err()).filter(|fault| in_use && !is_blank(fault.rv));
    if let Some(fault) = refused {
        done.add(FaultScope::Slot, *fault);
    }
    let is_unread = refused.is_some();
    let session = opened.and_then(Result::ok);
    let mut objects = Vec::new();
    if let Some(session) = session.filter(|_| !shows) {
        let mut search = SlotDone { slot: reading.slot, ..SlotDone::default() };
        module.read_in(session, &mut search, request.by_class, &mut |some| objects.extend(some));
        if !objects.is_empty() {
            *done = SlotDone { faults: [std::mem::take(&mut done.faults), search.faults].concat(), ..search };
        }
    }
    let readable = session.is_some() && shows || !objects.is_empty();
    if readable || is_unread {
        reading.missing.extend((!present).then_some(TokenFlag::Present));
        reading.missing.extend((!initialized).then_some(TokenFlag::Initialized));
    } else if !present {
        reading.token = None;
    }
    let slot = reading.slot;
    voice.say(&Reply::Slot(Box::new(reading)));
    if !objects.is_empty() {
        if request.mechanisms {
            self::mechanisms(module, done);
        }
        voice.say(&Reply::Objects(slot, objects));
    } else if readable {
        contents(module, request, session, done, voice);
    }
}

/// Whether a session is refused as with a token that holds nothing yet, or with none.
fn is_blank(rv: Rv) -> bool {
    matches!(
        rv,
        Rv::TOKEN_NOT_RECOGNIZED
            | Rv::TOKEN_NOT_INITIALIZED
            | Rv::TOKEN_NOT_PRESENT
            | Rv::DEVICE_REMOVED
            | Rv::SLOT_ID_INVALID
    )
}

/// Mechanisms, and objects in a session without a login: the open one, or a new one.
fn contents(module: &Module, request: &ReadSlots, session: Option<Session>, done: &mut SlotDone, voice: &Voice) {
    let slot = done.slot;
    if request.mechanisms {
        self::mechanisms(module, done);
    }
    if !request.objects {
        return;
    }
    let mut sink = |objects| voice.say(&Reply::Objects(slot, objects));
    match session {
        Some(session) => module.read_in(session, done, request.by_class, &mut sink),
        None => module.read_objects(done, request.by_class, &mut sink),
    }
}

/// The mechanisms of a slot's token.
pub(super) fn mechanisms(module: &Module, done: &mut SlotDone) {
    let fault = match module.mechanisms(done.slot) {
        Ok((mechanisms, undescribed)) => {
            done.mechanisms = Some(mechanisms);
            undescribed
        }
        Err(fault) => Some(fault),
    };
    if let Some(fault) = fault {
        done.add(FaultScope::Object, fault);
    }
}
