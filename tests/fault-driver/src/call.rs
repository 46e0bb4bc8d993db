//! The path of every call: counted, logged, delayed, altered by the script's rules, then answered.
//!
//! Pitfall: the log line is written before anything can hang or crash, so that the last line names the culprit.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::Duration;

use cryptoki_sys as c;
use cryptoki_sys::{CK_FUNCTION_LIST, CK_RV, CK_SESSION_HANDLE, CK_SLOT_ID};

use crate::driver::{Driver, lock};
use crate::fault::{self, Effects, Moment};
use crate::script::When;

/// What a call refers to, and what the log may say about it.
pub struct Target {
    place: Place,
    detail: String,
}

enum Place {
    Library,
    Slot(CK_SLOT_ID),
    Session(CK_SESSION_HANDLE),
}

impl Target {
    pub fn library() -> Self {
        Self { place: Place::Library, detail: String::new() }
    }

    pub fn slot(slot: CK_SLOT_ID) -> Self {
        Self { place: Place::Slot(slot), detail: String::new() }
    }

    pub fn session(session: CK_SESSION_HANDLE) -> Self {
        Self { place: Place::Session(session), detail: String::new() }
    }

    pub fn detail(self, detail: String) -> Self {
        Self { detail, ..self }
    }
}

/// One call that is being answered.
pub struct Call {
    pub driver: &'static Driver,
    pub effects: Effects,
}

/// A function's answer; success is `Ok`.
pub type Answer = Result<(), CK_RV>;

/// Answers one call.
pub fn serve(
    name: &'static str,
    target: &Target,
    forward: impl FnOnce(&CK_FUNCTION_LIST) -> CK_RV,
    local: impl FnOnce(&Call) -> Answer,
) -> CK_RV {
    let driver = match Driver::get() {
        Ok(driver) => driver,
        Err(message) => {
            eprintln!("fault driver: {message}");
            return c::CKR_GENERAL_ERROR;
        }
    };
    let slot = match target.place {
        Place::Library => None,
        Place::Slot(slot) => Some(slot),
        Place::Session(session) => driver.runtime().sessions.get(&session).map(|session| session.slot),
    };
    let _flight = Flight::begin(driver, name, slot);
    let moment = Moment { name, slot, nth: driver.count(name, slot), overall: driver.count_all() };
    driver.log(name, slot, &target.detail);

    let _global = driver.script.global_lock.then(|| lock(&driver.global));
    let wire = slot.map(|slot| driver.slot_lock(slot));
    let _wire = wire.as_ref().map(|wire: &Arc<_>| lock(wire));
    if let Some(slot) = slot {
        sleep(Duration::from_millis(latency(driver, slot)));
    }

    let mut effects = Effects::default();
    if let Some(code) = fault::apply(driver, When::Before, &moment, &mut effects) {
        return code;
    }
    let call = Call { driver, effects };
    let code = match &driver.forward {
        Some(real) => forward(real.list()),
        None if !driver.runtime().initialized && !before_initialize(name) => c::CKR_CRYPTOKI_NOT_INITIALIZED,
        None => local(&call).err().unwrap_or(c::CKR_OK),
    };
    let mut effects = call.effects;
    fault::apply(driver, When::After, &moment, &mut effects).unwrap_or(code)
}

fn latency(driver: &Driver, slot: CK_SLOT_ID) -> u64 {
    driver.script.slot(slot).and_then(|slot| slot.latency_ms).unwrap_or(driver.script.latency_ms)
}

fn before_initialize(name: &str) -> bool {
    matches!(name, "C_Initialize" | "C_GetFunctionList" | "C_GetInterface" | "C_GetInterfaceList")
}

/// Detects callers that use threads although they did not announce it.
struct Flight(&'static Driver);

impl Flight {
    fn begin(driver: &'static Driver, name: &str, slot: Option<CK_SLOT_ID>) -> Self {
        let others = driver.in_flight.fetch_add(1, Ordering::SeqCst);
        if others > 0 && !driver.runtime().threads {
            driver.log("!overlap", slot, name);
        }
        Self(driver)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}
