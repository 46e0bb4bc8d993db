//! Every call of `pin unlock --challenge`, every code, hang, crash and swap: the response goes once, to the token that
//! returned the challenge, and the report shows the real state of the user PIN.

use serde_json::json;

use super::bench::{Bench, CHOSEN, Deed, Harm, NEW_PIN, Place, Run, crossed, own_places, sweep, with_codes};
use super::support::{Object, Script, Token, attributes};
use super::verdict::{asked_only, ensure};
use super::written::intents;

const CHALLENGE: Deed = Deed {
    words: "pin unlock --challenge --response-stdin --token slot:2 --new-pin-file @new --yes --format json",
    logins: (1, 0),
};
const RESPONSE: &str = "0123456789ABCDEF";
const COMPLETE: &str = "ETC_UnlockComplete";

/// Three tokens of a driver that supports it; the chosen one reports the tries that the call takes.
fn script() -> Script {
    let number = |value: u64| json!({"ulong": value});
    let counters = Object::new(
        5,
        attributes(&[
            ("0x300", number(0x8000_5002)),
            ("0x80001112", number(15)),
            ("0x80001142", number(1)),
            ("0x80001143", number(5)),
        ]),
    );
    let library = json!({"description": "SafeNet eToken PKCS#11", "manufacturer": "SafeNet, Inc."});
    let challenge = json!({"gives": "00112233aabbccdd", "takes": RESPONSE});
    Script::tokens(3)
        .set("library", library)
        .change_token(CHOSEN, |token| token.object(counters.clone()).set("challenge", challenge.clone()))
}

fn judge(bench: &Bench, run: &Run) -> Result<(), String> {
    asked_only(&CHALLENGE, run)?;
    let text = format!("{}{}", String::from_utf8_lossy(&run.outcome.stdout), run.outcome.stderr);
    ensure(![NEW_PIN, RESPONSE].iter().any(|secret| text.contains(secret)), "a secret in what was said", run)?;
    let calls = ["ETC_UnlockGetChallenge", COMPLETE].map(|call| run.calls.count(call));
    ensure(calls[0] <= 1 && calls[1] <= 1, "asked or sent twice", run)?;
    ensure(calls[1] <= calls[0], "a response without its challenge", run)?;
    let reached = run.calls.reached();
    ensure(reached.iter().all(|one| one.token == "slot:2"), "a secret came to another token", run)?;
    let wrong = ["user", "so"].map(|pin| bench.rig.wrong_tries("slot:2", pin));
    ensure(wrong == [0, 0], "a try was spent", run)?;
    ensure(intents(run)? >= calls[1], "a response without an intent in the journal", run)?;
    let unlocked = reached.iter().any(|one| one.call == COMPLETE && one.code == 0);
    let report = run.report();
    let word = |name: &str| report.as_ref().map_or("none", |report| report[name].as_str().unwrap_or("none"));
    ensure(word("result") != "unlocked" || unlocked, "unlocked, says the report, and it is not", run)?;
    let told = matches!(word("result"), "unlocked" | "unknown");
    ensure(!unlocked || told, "it was unlocked, and the report denies it", run)?;
    ensure(word("result") != "refused" || calls[1] == 0, "refused, says the report, and it was sent", run)?;
    let proved = report.as_ref().is_some_and(|report| report["proof"]["login"] == true);
    ensure(run.outcome.status != 0 || unlocked && proved, "status 0 means unlocked and proved", run)
}

fn healthy() -> Vec<Place> {
    let bench = Bench::new();
    let run = bench.run_answering(&CHALLENGE, &script(), &[], RESPONSE);
    assert_eq!(run.outcome.status, 0, "a healthy token: {}", run.show());
    judge(&bench, &run).expect("in health");
    own_places(&run.calls)
}

/// The most important calls, which the short sweep always covers.
fn is_weighty(place: &Place) -> bool {
    place.call.starts_with("ETC_") || place.call == "C_Login"
}

#[test]
fn a_response_goes_once_whatever_a_call_says() {
    let places = healthy();
    let count = sweep(4, &with_codes(&places, is_weighty), |bench, (place, code)| {
        let faulty = script().fault(place.rule().returns(*code));
        let run = bench.run_answering(&CHALLENGE, &faulty, &[], RESPONSE);
        judge(bench, &run).map_err(|why| format!("{place:?} says {code}: {why}"))
    });
    println!("sweep: pin unlock --challenge: {count} cases");
}

#[test]
fn a_response_goes_once_and_to_its_own_token_whatever_a_call_does() {
    const HARMS: [Harm; 5] = [Harm::Hangs, Harm::Dies, Harm::DiesAfterwards, Harm::Swapped, Harm::SwappedAfterwards];
    let places = healthy();
    let few = |_: usize, place: &Place, _: usize, harm: Harm| {
        super::full() || is_weighty(place) || !matches!(harm, Harm::Hangs) && place.call != "C_GetAttributeValue"
    };
    let cases = crossed(&places, &HARMS, few);
    let count = sweep(4, &cases, |bench, (place, harm)| {
        let other = Token::of_holder(9).set("serial", "00000099");
        // A swap during the call itself goes unnoticed if sessions survive it.
        let survives = !is_weighty(place);
        let harmed = script().spare(other).set("sessions_survive", survives).fault(harm.rule(place));
        let run = bench.run_answering(&CHALLENGE, &harmed, &["--timeout", "1", "--pin-timeout", "1"], RESPONSE);
        judge(bench, &run).map_err(|why| format!("{place:?} {harm:?}: {why}"))
    });
    println!("sweep: pin unlock --challenge: {count} cases");
}
