//! Every call of `cert import`: the old certificate and the key are there afterwards, or both old and new; with
//! `--replace` the new one alone only if it was proved; and no second PIN is ever sent.

use super::bench::{Bench, Deed, Place, Run, codes, crossed, own_places, renewed, script, sweep, with_harms};
use super::support::Token;
use super::verdict::{asked_only, ensure};
use super::written::{Written, intents, written};

const IMPORT: Deed =
    Deed { words: "cert import @renewed.cer --token slot:2 --pin-file @user --yes --format json", logins: (1, 0) };
const REPLACE: Deed = Deed {
    words: "cert import @renewed.cer --token slot:2 --pin-file @user --yes --replace --format json",
    logins: (1, 0),
};

/// CKA_VALUE.
const VALUE: &str = "17";
/// The indices of the old certificate and of its keys among the token's objects.
const OLD: u64 = 0;
const KEYS: [u64; 2] = [1, 2];

/// What is on the token now, by the driver's state: whether the new one is there, and whether the old one is gone.
fn on_token(bench: &Bench, run: &Run) -> Result<(bool, bool), String> {
    let Written { created, destroyed } = written(bench, run)?;
    let new = tokenctl::domain::tlv::hex(&renewed());
    ensure(created.len() <= 1, "written more than once", run)?;
    ensure(created.iter().all(|object| object[VALUE] == new.as_str()), "other bytes were written", run)?;
    ensure(!destroyed.iter().any(|place| KEYS.contains(place)), "a key was deleted", run)?;
    ensure(destroyed.iter().all(|place| *place == OLD), "the new certificate was deleted", run)?;
    Ok((!created.is_empty(), destroyed.contains(&OLD)))
}

/// Properties of an import with a fault at a place.
fn judge(bench: &Bench, deed: &Deed, run: &Run) -> Result<(), String> {
    asked_only(deed, run)?;
    let replaces = deed.words.contains("--replace");
    ensure(bench.rig.wrong_tries("slot:2", "user") == 0, "a try was spent", run)?;
    let secrets = run.calls.reached().len();
    ensure(secrets <= 1, "more than one PIN reached a token", run)?;
    ensure(run.calls.count("C_DestroyObject") <= usize::from(replaces), "deleted more than was asked for", run)?;
    let (there, gone) = on_token(bench, run)?;
    ensure(!gone || (replaces && there), "the old one is gone and the new one not there", run)?;
    let report = run.report();
    let result = report.as_ref().and_then(|report| report["results"][0]["result"].as_str());
    let one = report.as_ref().map(|report| report["results"][0].clone()).unwrap_or_default();
    let proved = one["proof"]["read_back"] == true && one["proof"]["signature"] == true;
    ensure(!gone || proved, "the old one was deleted without a proof", run)?;
    ensure(result != Some("written") || there, "written, says the report, and it is not there", run)?;
    ensure(!there || !matches!(result, Some("refused" | "no-key-here")), "it is there, and the report denies it", run)?;
    ensure(one["replaces"][0]["deleted"] != true || gone, "deleted, says the report, and it is there", run)?;
    ensure(one["replaces"][0]["deleted"] != false || !gone, "it is gone, and the report denies it", run)?;
    let whole = there && proved && (gone || !replaces);
    ensure(run.outcome.status != 0 || whole, "status 0 means written and proved", run)?;
    intents(run)?;
    let writes =
        run.journal.iter().filter(|line| line["method"] == "create-object" && line["phase"] == "intent").count();
    ensure(writes >= run.calls.count("C_CreateObject").min(1), "a write without an intent before it", run)
}

fn healthy(deed: &Deed) -> Vec<Place> {
    let bench = Bench::new();
    let run = bench.run(deed, None, &[]);
    assert_eq!(run.outcome.status, 0, "a healthy token takes it: {}", run.show());
    judge(&bench, deed, &run).expect("in health");
    own_places(&run.calls)
}

#[test]
fn an_import_leaves_the_old_certificate_or_both_whatever_a_call_says() {
    for deed in [&IMPORT, &REPLACE] {
        let places = healthy(deed);
        let loud = ["C_CreateObject", "C_DestroyObject", "C_Login", "C_Sign", "C_OpenSession"];
        let few = |_: usize, place: &Place, nth: usize, _: &str| {
            super::full() || loud.contains(&place.call.as_str()) || nth % 7 == 3
        };
        let cases = crossed(&places, codes(), few);
        let count = sweep(4, &cases, |bench, (place, code)| {
            let run = bench.run(deed, Some(place.rule().returns(*code)), &[]);
            judge(bench, deed, &run).map_err(|why| format!("{place:?} says {code}: {why}"))
        });
        println!("sweep: {}: {count} cases", deed.words);
    }
}

#[test]
fn an_import_leaves_the_old_certificate_or_both_whatever_a_call_does() {
    for deed in [&IMPORT, &REPLACE] {
        let places = healthy(deed);
        let loud = ["C_CreateObject", "C_DestroyObject", "C_Login", "C_Sign", "C_SignInit", "C_GetTokenInfo"];
        let cases = with_harms(&places, |place| loud.contains(&place.call.as_str()));
        let count = sweep(4, &cases, |bench, (place, harm)| {
            let other = Token::of_holder(9).set("serial", "00000099");
            // A swap during the writing call itself goes unnoticed if sessions survive it.
            let survives = !matches!(place.call.as_str(), "C_CreateObject" | "C_DestroyObject");
            let harmed = script().spare(other).set("sessions_survive", survives).fault(harm.rule(place));
            let run = bench.run_script(deed, &harmed, &["--timeout", "1", "--pin-timeout", "1"]);
            judge(bench, deed, &run).map_err(|why| format!("{place:?} {harm:?}: {why}"))
        });
        println!("sweep: {}: {count} cases", deed.words);
    }
}
