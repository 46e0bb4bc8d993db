//! Reading slots: one thread and one session each, where the module can take threads.

use std::sync::Mutex;

use super::Voice;
use crate::driver::pkcs11::{Fault, Module};
use crate::driver::protocol::{CallFault, FaultScope, ReadSlots, Reply, SlotDone, SlotReading};

/// CKF_TOKEN_INITIALIZED (PKCS#11 3.1, 3.2): before that, a token has no objects and its flags mean little.
const TOKEN_INITIALIZED: u64 = 0x400;

/// Reads every slot of the request and says what was found as soon as it was.
pub(super) fn slots(module: &Module, request: &ReadSlots, voice: &Voice) {
    let threads = if module.threads() { request.jobs.clamp(1, request.slots.len().max(1)) } else { 1 };
    let queue = Mutex::new(request.slots.iter().copied());
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

/// One slot: what it is first, so that a token whose objects cannot be read is still known.
fn one(module: &Module, request: &ReadSlots, slot: u64, voice: &Voice) {
    let mut reading = SlotReading { slot, ..SlotReading::default() };
    let mut done = SlotDone { slot, ..SlotDone::default() };
    let mut present = true;
    match module.slot_info(slot) {
        Ok(state) => {
            present = state.token_present;
            reading.description = Some(state.description);
            reading.manufacturer = Some(state.manufacturer);
        }
        Err(fault) => done.faults.push(slot_fault(fault)),
    }
    if present {
        match module.token_info(slot) {
            Ok(token) => reading.token = token,
            Err(fault) => done.faults.push(slot_fault(fault)),
        }
    }
    let initialized = reading.token.as_ref().is_some_and(|token| token.flags & TOKEN_INITIALIZED != 0);
    voice.say(&Reply::Slot(Box::new(reading)));
    if initialized {
        contents(module, request, &mut done, voice);
    }
    voice.say(&Reply::SlotDone(done));
}

/// Mechanisms, and objects in a session without a login.
fn contents(module: &Module, request: &ReadSlots, done: &mut SlotDone, voice: &Voice) {
    let slot = done.slot;
    if request.mechanisms {
        self::mechanisms(module, done);
    }
    if request.objects {
        module.read_objects(done, request.by_class, &mut |objects| voice.say(&Reply::Objects(slot, objects)));
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
    done.faults.extend(fault.map(|fault| CallFault {
        call: fault.call.to_owned(),
        rv: Some(fault.rv),
        scope: FaultScope::Object,
        detail: "mechanisms".to_owned(),
    }));
}

pub(super) fn slot_fault(fault: Fault) -> CallFault {
    CallFault { call: fault.call.to_owned(), rv: Some(fault.rv), scope: FaultScope::Slot, detail: String::new() }
}
