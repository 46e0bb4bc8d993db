//! Every call of `pin unlock`, and every code: the report shows what happened to the token.

use super::bench::{Bench, CHOSEN, Deed, NEW_PIN, Place, Run, codes, places, sweep};
use super::verdict::{asked_only, ensure};
use super::written::intents;

pub const UNLOCK: Deed = Deed {
    words: "pin unlock --token slot:2 --so-pin-file @so --new-pin-file @new --yes --format json",
    logins: (1, 1),
};

/// The status for a code of the unlocking call, by the meaning of the code in PKCS#11 3.1; 1 for all others.
fn status_of(call: &str, code: &str) -> i32 {
    match (call, code) {
        ("C_Login", "CKR_PIN_INCORRECT" | "CKR_PIN_INVALID" | "CKR_PIN_LEN_RANGE" | "CKR_USER_PIN_NOT_INITIALIZED") => {
            5
        }
        (_, "CKR_PIN_LOCKED") => 6,
        (_, "CKR_PIN_EXPIRED") => 7,
        (
            _,
            "CKR_SLOT_ID_INVALID"
            | "CKR_DEVICE_REMOVED"
            | "CKR_SESSION_CLOSED"
            | "CKR_SESSION_HANDLE_INVALID"
            | "CKR_TOKEN_NOT_PRESENT"
            | "CKR_TOKEN_NOT_RECOGNIZED",
        ) => 3,
        (_, "CKR_CANCEL" | "CKR_FUNCTION_CANCELED" | "CKR_FUNCTION_REJECTED") => 9,
        _ => 1,
    }
}

/// Whether the token has the new PIN: C_InitPIN was made and was not the call that failed.
fn unlocked(run: &Run, place: &Place) -> bool {
    let made = run.calls.count_on("C_InitPIN", CHOSEN) == 1;
    made && place.call != "C_InitPIN"
}

/// Every C_Login and C_InitPIN was recorded before it was made, and its end afterwards.
fn journal_is_whole(run: &Run) -> Result<(), String> {
    let logins = run.calls.count("C_Login");
    ensure(intents(run)? >= logins, "a login without an intent in the journal", run)
}

/// Properties of an unlock with a fault at a place.
pub fn judge(run: &Run, place: &Place, code: Option<&str>) -> Result<(), String> {
    asked_only(&UNLOCK, run)?;
    ensure(run.calls.count("C_InitPIN") <= 1 && run.calls.count("C_SetPIN") == 0, "a PIN set more than once", run)?;
    let text = format!("{}{}", String::from_utf8_lossy(&run.outcome.stdout), run.outcome.stderr);
    ensure(!text.contains(NEW_PIN) && !text.contains(super::support::SO_PIN), "a PIN in what was said", run)?;
    journal_is_whole(run)?;
    let report = run.report();
    let result = report.as_ref().map_or("none", |report| report["result"].as_str().unwrap_or("none"));
    let done = unlocked(run, place);
    if code.is_some() {
        ensure(
            (result == "unlocked") == done,
            &format!("the token {} the new PIN", if done { "has" } else { "has not" }),
            run,
        )?;
    } else {
        ensure(result != "unlocked" || done, "unlocked, says the report, and it is not", run)?;
    }
    let proved = report.as_ref().is_some_and(|report| report["proof"]["login"] == true);
    ensure(run.outcome.status != 0 || done && proved, "status 0 means unlocked and proved", run)?;
    // A failed signature leaves an unlocked token and status 1.
    let signed = report.as_ref().is_some_and(|report| report["proof"]["signature"] == true);
    ensure(run.outcome.status == 0 || !(done && proved && signed), "unlocked and proved means status 0", run)?;
    let deed = matches!(place.call.as_str(), "C_Login" | "C_InitPIN") && !done;
    if deed {
        // A driver that hung or died in the call is reported as such, with its own status.
        let status = code.map_or(8, |code| status_of(&place.call, code));
        ensure(run.outcome.status == status, &format!("the status must be {status}"), run)?;
    }
    Ok(())
}

#[test]
fn unlocking_tells_every_code_of_every_call_and_what_became_of_the_token() {
    let healthy = Bench::new().run(&UNLOCK, None, &[]);
    assert_eq!(healthy.outcome.status, 0, "a healthy token is unlocked and proved: {}", healthy.show());
    let codes = codes();
    let chosen = |place: &Place| super::full() || place.slot == Some(CHOSEN) || place.slot.is_none();
    let places: Vec<Place> = places(&healthy.calls).into_iter().filter(chosen).collect();
    // The short sweep takes every code at the calls with secrets and two at the others.
    let few = |place: &Place, at: usize| {
        super::full() || at % 6 == 4 || matches!(place.call.as_str(), "C_Login" | "C_InitPIN")
    };
    let cases: Vec<(&Place, &str)> = places
        .iter()
        .flat_map(|place| {
            codes.iter().enumerate().filter(move |(at, _)| few(place, *at)).map(move |(_, code)| (place, *code))
        })
        .collect();
    let count = sweep(4, &cases, |bench, (place, code)| {
        let run = bench.run(&UNLOCK, Some(place.rule().returns(*code)), &[]);
        judge(&run, place, Some(code)).map_err(|why| format!("unlock where {place:?} says {code}: {why}"))
    });
    println!("sweep: pin unlock: {count} cases");
}
