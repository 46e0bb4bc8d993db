//! Tests what pkcs11-tool cannot show about the scripted driver, with the crate cryptoki as the second judge: hostile
//! lengths and counts, threads and locks, keys that always require a login.
//!
//! Pitfall: each test loads its own copy of the module, and none is finalised, since cryptoki does not.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass};
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use serde_json::json;
use support::{Fault, Object, P_256, RSA_2048, Rig, Script, Token, USER_PIN};

fn load(rig: &Rig) -> Pkcs11 {
    let module = Pkcs11::new(rig.module()).expect("the module loads");
    module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).expect("and initialises");
    module
}

fn certificates() -> [Attribute; 1] {
    [Attribute::Class(ObjectClass::CERTIFICATE)]
}

#[test]
fn more_handles_than_asked_for_are_claimed() {
    let rig = Script::tokens(1).fault(Fault::at("C_FindObjects").claims_more(5000)).install();
    let module = load(&rig);
    let slot = module.get_all_slots().expect("slots")[0];
    let session = module.open_ro_session(slot).expect("a session");
    let search = std::panic::AssertUnwindSafe(|| session.find_objects(&certificates()).map(|found| found.len()));
    // Known for cryptoki 0.12: it trusts the count and panics on its own buffer.
    assert!(std::panic::catch_unwind(search).is_err(), "the claim is beyond the caller's buffer");
}

#[test]
fn claimed_lengths_are_hostile_as_the_script_says() {
    let odd = Object::certificate(&[1], "odd", b"not DER at all")
        .attribute("CKA_SUBJECT", json!({"claim": 100_000}))
        .attribute("CKA_ISSUER", json!({"sensitive": true}))
        .attribute("CKA_START_DATE", json!({"error": "CKR_GENERAL_ERROR"}));
    let rig = Script::empty().slot(1, Token::named("Odd").object(odd)).install();
    let module = load(&rig);
    let slot = module.get_all_slots().expect("slots")[0];
    let session = module.open_ro_session(slot).expect("a session");
    let object = session.find_objects(&certificates()).expect("a search")[0];
    let info = |wanted| session.get_attribute_info(object, &[wanted]).map(|mut info| info.remove(0));
    let shown = format!("{:?}", info(AttributeType::Subject).expect("a claim is no error"));
    assert!(shown.contains("100000"), "the claimed length: {shown}");
    let shown = format!("{:?}", info(AttributeType::Issuer).expect("an answer"));
    assert_eq!(shown, "Sensitive", "CKR_ATTRIBUTE_SENSITIVE");
    let shown = format!("{:?}", info(AttributeType::SerialNumber).expect("an answer"));
    assert_eq!(shown, "TypeInvalid", "what the object has not");
    let error = info(AttributeType::StartDate).expect_err("the whole call fails");
    assert!(matches!(error, Error::Pkcs11(RvError::GeneralError, _)), "with the script's code: {error}");

    let rig = Script::tokens(1).fault(Fault::at("C_GetAttributeValue").claims_lengths(77_777)).install();
    let module = load(&rig);
    let slot = module.get_all_slots().expect("slots")[0];
    let session = module.open_ro_session(slot).expect("a session");
    let object = session.find_objects(&certificates()).expect("a search")[0];
    let shown = format!("{:?}", session.get_attribute_info(object, &[AttributeType::Id]).expect("no error"));
    assert!(shown.contains("77777"), "every length is the rule's: {shown}");
}

/// Reads each token in a separate thread and returns the total time.
fn read_in_threads(rig: &Rig) -> Duration {
    let module = load(rig);
    let slots = module.get_all_slots().expect("slots");
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for slot in slots {
            let module = &module;
            scope.spawn(move || {
                let session = module.open_ro_session(slot).expect("a session");
                assert_eq!(session.find_objects(&certificates()).expect("a search").len(), 1, "its certificate");
            });
        }
    });
    begin.elapsed()
}

#[test]
fn latency_is_per_slot_and_a_global_lock_adds_it_up() {
    let parallel = Script::tokens(8).set("latency_ms", 20);
    let serial = parallel.clone().set("global_lock", true).install();
    let parallel = parallel.install();
    let one = read_in_threads(&parallel);
    let all = read_in_threads(&serial);
    let wire = |rig: &Rig| u32::try_from(rig.calls().on_slot(1)).expect("few calls") * Duration::from_millis(20);
    assert!(one >= wire(&parallel), "no slot is faster than its own calls: {one:?}");
    assert!(2 * one < all, "slots with a lock each do not wait for each other: {one:?} against {all:?}");
    assert!(all >= 8 * wire(&serial), "one lock makes them wait for each other: {all:?}");
    assert!(parallel.calls().overlaps().is_empty(), "threads were promised: no overlap is a fault");
}

#[test]
fn a_driver_without_os_locking_says_so_and_notices_threads_that_come_all_the_same() {
    let rig = Script::tokens(4).set("os_locking", false).set("latency_ms", 20).install();
    let module = Pkcs11::new(rig.module()).expect("the module loads");
    let error = module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).expect_err("no threads");
    assert!(matches!(error, Error::Pkcs11(RvError::CantLock, _)), "CKR_CANT_LOCK: {error}");
    module.initialize(CInitializeArgs::new(CInitializeFlags::empty())).expect("one thread is welcome");
    std::thread::scope(|scope| {
        for slot in module.get_all_slots().expect("slots") {
            let module = &module;
            scope.spawn(move || module.open_ro_session(slot).map(drop));
        }
    });
    assert!(!rig.calls().overlaps().is_empty(), "the log shows who broke the promise");
}

#[test]
fn an_always_authenticate_key_signs_only_after_a_login_of_its_own() {
    let key = Object::private_key(&[9], "qualified", &P_256).attribute("CKA_ALWAYS_AUTHENTICATE", true);
    let rig = Script::empty().slot(1, Token::named("Card").object(key)).install();
    let module = load(&rig);
    let slot = module.get_all_slots().expect("slots")[0];
    let session = module.open_rw_session(slot).expect("a session");
    let pin = AuthPin::new(USER_PIN.into());
    session.login(UserType::User, Some(&pin)).expect("the login");
    let key = session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)]).expect("a search")[0];
    let error = session.sign(&Mechanism::Ecdsa, key, &[7; 32]).expect_err("not yet");
    assert!(matches!(error, Error::Pkcs11(RvError::UserNotLoggedIn, _)), "the key wants its own login: {error}");
    assert_eq!(rig.calls().count("C_Login"), 1, "nobody logged in twice");
}

#[test]
fn a_corrupt_signature_differs_from_the_right_one() {
    let token = Token::named("Card").key_pair(&[1], "key", &RSA_2048);
    let rig = Script::empty().slot(1, token).fault(Fault::at("C_Sign").nth(2).corrupts()).install();
    let module = load(&rig);
    let slot = module.get_all_slots().expect("slots")[0];
    let session = module.open_rw_session(slot).expect("a session");
    session.login(UserType::User, Some(&AuthPin::new(USER_PIN.into()))).expect("the login");
    let key = session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)]).expect("a search")[0];
    let sign = || session.sign(&Mechanism::Sha256RsaPkcs, key, b"nonce").expect("a signature");
    let (right, wrong) = (sign(), sign());
    assert_eq!(right.len(), wrong.len(), "both look like signatures");
    assert_ne!(right, wrong, "the second is spoilt");
}
