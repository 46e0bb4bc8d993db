//! Properties of every report about a driver with one fault, compared with the healthy report.

use serde_json::Value;

use super::bench::{Deed, Place, Run};

/// Fails with a reason and all the output.
pub fn ensure(holds: bool, why: &str, run: &Run) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("{why}: {}", run.show())) }
}

/// No unrequested login, no PIN changed by a reading command, threads only if announced.
pub fn asked_only(deed: &Deed, run: &Run) -> Result<(), String> {
    let logins = |user: &str| run.calls.0.iter().filter(|call| call.name == "C_Login" && call.detail == user).count();
    let (user, so) = (logins("user=1"), logins("user=0"));
    ensure(user <= deed.logins.0 && so <= deed.logins.1, &format!("{user} user and {so} SO logins"), run)?;
    let elsewhere = run.calls.0.iter().any(|call| call.name == "C_Login" && call.slot != Some(super::bench::CHOSEN));
    ensure(!elsewhere, "a login on another token", run)?;
    ensure(run.calls.overlaps().is_empty(), "threads where none were promised", run)
}

fn tokens(report: &Value) -> &[Value] {
    report["tokens"].as_array().map_or(&[], Vec::as_slice)
}

/// The report with tokens that can be compared between runs.
fn comparable(report: &Value) -> Value {
    let mut report = report.clone();
    for token in report["tokens"].as_array_mut().into_iter().flatten() {
        *token = crate::support::comparable(token.take());
    }
    report
}

fn in_slot(report: &Value, slot: u64) -> Option<&Value> {
    tokens(report).iter().find(|token| token["slot"] == slot)
}

/// Whether a failure names the call (and the code, if one was returned).
fn names(failure: &Value, place: &Place, code: Option<&str>) -> bool {
    failure["call"] == place.call.as_str()
        && code.is_none_or(|code| {
            let number = code.strip_prefix("0x").and_then(|hex| u64::from_str_radix(hex, 16).ok());
            match number {
                None => failure["ckr"] == code,
                Some(number) => failure["ckr"] == format!("CKR_VENDOR_DEFINED+{:#x}", number & 0x7fff_ffff),
            }
        })
}

/// Compares a listing of all tokens with the healthy one: equal except for the slot of the fault, and differences are reported.
pub fn listing(healthy: &Value, run: &Run, place: &Place, code: Option<&str>) -> Result<(), String> {
    let Some(report) = run.report() else { return Err(format!("no JSON on stdout: {}", run.show())) };
    let (healthy, report) = (&comparable(healthy), comparable(&report));
    let driver = &report["drivers"][0];
    let failures = driver["slot_failures"].as_array().cloned().unwrap_or_default();
    for token in tokens(healthy).iter().filter(|token| place.slot.is_some() && token["slot"] != place.slot.unwrap_or(0))
    {
        let slot = token["slot"].as_u64().unwrap_or_default();
        ensure(in_slot(&report, slot) == Some(token), &format!("the neighbour in slot {slot} differs"), run)?;
    }
    for failure in &failures {
        let here = place.slot.map_or(Value::Null, Value::from);
        ensure(failure["slot"] == here, "a failure of another slot", run)?;
    }
    let lost = driver["failure"]["kind"] == "hung" || driver["failure"]["kind"] == "crashed";
    let whole = tokens(healthy) == tokens(&report);
    let noted = |note: &Value| note.as_str().is_some_and(|note| note.contains(&place.call));
    let noted = driver["notes"].as_array().is_some_and(|notes| notes.iter().any(noted));
    let told = noted || failures.iter().chain([&driver["failure"]]).any(|failure| names(failure, place, code));
    let status = if driver["failure"].is_null() && failures.is_empty() {
        0
    } else if lost && tokens(&report).is_empty() {
        8
    } else {
        1
    };
    ensure(run.outcome.status == status, &format!("the status must be {status}"), run)?;
    // A token that left between two calls is the same as an absent one.
    let left = place.call == "C_GetTokenInfo" && code == Some("CKR_TOKEN_NOT_PRESENT");
    let retold = place.call == "C_Initialize" && code == Some("CKR_CRYPTOKI_ALREADY_INITIALIZED");
    ensure(whole || told || left || retold, "something is missing and nobody says why", run)?;
    if let (Some(slot), false) = (place.slot, whole) {
        let (ours, theirs) = (in_slot(&report, slot), in_slot(healthy, slot));
        kept_is_true(ours, theirs).map_err(|why| format!("{why}: {}", run.show()))?;
    }
    Ok(())
}

/// What is shown of the faulty token matches the healthy one: nothing is invented.
fn kept_is_true(ours: Option<&Value>, theirs: Option<&Value>) -> Result<(), String> {
    let (Some(ours), Some(theirs)) = (ours, theirs) else { return Ok(()) };
    for field in ["label", "serial", "reader", "manufacturer", "model", "holder"] {
        let same = ours[field] == theirs[field] || ours[field].is_null();
        if !same {
            return Err(format!("the field {field} of the sick token was invented"));
        }
    }
    let known = |token: &Value, list: &str, key: &str| -> Vec<Value> {
        token[list].as_array().map_or_else(Vec::new, |all| all.iter().map(|one| one[key].clone()).collect())
    };
    for (list, key) in [("certificates", "sha256"), ("keys", "id")] {
        let theirs = known(theirs, list, key);
        if known(ours, list, key).iter().any(|one| !one.is_null() && !theirs.contains(one)) {
            return Err(format!("something was added to the {list} of the sick token"));
        }
    }
    Ok(())
}

/// Numbers that look random and are the same in every run (SplitMix64).
pub fn seed(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
