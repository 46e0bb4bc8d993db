//! Every call of `key generate` and `token init`, every code, hang and crash: the report shows what happened to the
//! token, and the SO PIN is tried once.

use super::bench::{Bench, CHOSEN, Deed, NEW_PIN, Place, Run, places, sweep};
use super::support::{REPRESENTATIVE_CODES, SO_PIN, USER_PIN};
use super::verdict::{asked_only, ensure};
use super::written::intents;

const GENERATE: Deed = Deed {
    words: "key generate --token slot:2 --type rsa:2048 --id 7f --pin-file @user --format json",
    logins: (1, 0),
};
const INIT: Deed = Deed {
    words: "token init --token slot:2 --label Neu --confirm-serial 00000002 --destroy-valid --so-pin-file @so --new-pin-file @new --format json",
    logins: (1, 1),
};
const TIMEOUTS: [&str; 4] = ["--timeout", "1", "--pin-timeout", "1"];

/// What a run may do at its place.
#[derive(Clone, Copy, Debug)]
enum Harm {
    Code(&'static str),
    Hang,
    Crash,
}

/// No PIN is shown, each call with one is recorded beforehand, and nothing is generated or initialised twice.
fn is_careful(deed: &Deed, run: &Run) -> Result<(), String> {
    asked_only(deed, run)?;
    let text = format!("{}{}", String::from_utf8_lossy(&run.outcome.stdout), run.outcome.stderr);
    ensure(![NEW_PIN, SO_PIN, USER_PIN].iter().any(|pin| text.contains(pin)), "a PIN in what was said", run)?;
    let intents = intents(run)?;
    let once = |call: &str| run.calls.count(call) <= 1;
    ensure(once("C_GenerateKeyPair") && once("C_InitToken") && once("C_InitPIN"), "something was done twice", run)?;
    let sent = run.calls.count("C_InitToken") + run.calls.count("C_Login");
    ensure(intents >= sent.min(1), "a PIN without an intent in the journal", run)
}

/// What happened to the chosen token, according to the driver.
fn happened(run: &Run, deed: &str) -> bool {
    run.calls.0.iter().any(|call| call.name == deed && call.slot == Some(CHOSEN))
}

fn generated(run: &Run, place: &Place) -> Result<(), String> {
    is_careful(&GENERATE, run)?;
    let made = happened(run, "!made");
    let report = run.report();
    let result = report.as_ref().map_or("none", |report| report["result"].as_str().unwrap_or("none"));
    ensure(result != "generated" || made, "made, says the report, and it is not", run)?;
    ensure(
        !made || result == "generated" || place.call == "C_GenerateKeyPair",
        "it was made, and the report says otherwise",
        run,
    )?;
    ensure(run.outcome.status != 0 || made, "status 0 means made", run)?;
    let spent = report.as_ref().map_or("none", |report| report["try_spent"].as_str().unwrap_or("none"));
    ensure(place.call != "C_GenerateKeyPair" || spent == "no", "the PIN was right", run)
}

fn initialized(run: &Run, place: &Place) -> Result<(), String> {
    is_careful(&INIT, run)?;
    let reached: Vec<_> = run.calls.reached();
    let took = reached.iter().any(|one| one.call == "C_InitToken" && one.code == 0);
    let wrong = reached.iter().filter(|one| one.code != 0).count();
    ensure(wrong == 0, "a PIN that is right was refused", run)?;
    let pin = reached.iter().any(|one| one.call == "C_InitPIN");
    let report = run.report();
    let said = report.as_ref().is_some_and(|report| report["initialized"] == true);
    ensure(!said || took, "initialised, says the report, and it is not", run)?;
    let result = report.as_ref().map_or("none", |report| report["result"].as_str().unwrap_or("none"));
    ensure(
        !took || said || matches!(result, "unknown" | "failed"),
        "it was initialised, and the report says nothing of it",
        run,
    )?;
    let proved = report.as_ref().is_some_and(|report| report["proof"]["login"] == true);
    ensure(
        run.outcome.status != 0 || took && pin && proved,
        "status 0 means initialised, with a PIN that is proved",
        run,
    )?;
    ensure(place.call != "C_InitToken" || run.outcome.status != 0, "the call failed, and the status is 0", run)
}

fn swept(deed: &Deed, judge: fn(&Run, &Place) -> Result<(), String>, important: &[&str]) -> usize {
    let healthy = Bench::new().run(deed, None, &[]);
    assert_eq!(healthy.outcome.status, 0, "a healthy token: {}", healthy.show());
    let full = super::full();
    let places: Vec<Place> = places(&healthy.calls);
    let own = |place: &&Place| full || place.slot == Some(CHOSEN) || place.slot.is_none();
    let mut cases: Vec<(&Place, Harm)> = Vec::new();
    for (at, place) in places.iter().filter(own).enumerate() {
        let weighty = full || important.contains(&place.call.as_str());
        let codes = REPRESENTATIVE_CODES.iter().enumerate().filter(|(nth, _)| weighty || nth % 12 == at % 12);
        cases.extend(codes.map(|(_, code)| (place, Harm::Code(code))));
        cases.push((place, Harm::Crash));
        if weighty {
            cases.push((place, Harm::Hang));
        }
    }
    sweep(8, &cases, |bench, (place, harm)| {
        let (fault, options) = match harm {
            Harm::Code(code) => (place.rule().returns(*code), &[][..]),
            Harm::Hang => (place.rule().hangs(), &TIMEOUTS[..]),
            Harm::Crash => (place.rule().crashes(), &[][..]),
        };
        let run = bench.run(deed, Some(fault), options);
        judge(&run, place).map_err(|why| format!("{} at {place:?} ({harm:?}): {why}", deed.name(2)))
    })
}

#[test]
fn a_key_pair_is_there_where_the_report_says_so_whatever_call_fails() {
    let count = swept(&GENERATE, generated, &["C_Login", "C_GenerateKeyPair"]);
    println!("sweep: key generate: {count} cases");
}

#[test]
fn a_token_is_initialised_where_the_report_says_so_and_its_so_pin_is_tried_once() {
    let count = swept(&INIT, initialized, &["C_InitToken", "C_Login", "C_InitPIN"]);
    println!("sweep: token init: {count} cases");
}
