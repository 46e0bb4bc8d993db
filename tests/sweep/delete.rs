//! Every call of `cert delete --superseded`: the renewed certificate and the keys are there afterwards, the old one is
//! gone only if its copy is beside the journal and its successor's key signed, and the report says which.

use super::bench::{
    Bench, CHOSEN, Deed, Place, Run, own_places, renewed, script as plain, sweep, with_codes, with_harms,
};
use super::support::{Script, Token};
use super::verdict::{asked_only, ensure};
use super::written::{Written, intents, is_kept, written};

const DELETE: Deed =
    Deed { words: "cert delete --superseded --token slot:2 --pin-file @user --yes --format json", logins: (1, 0) };

/// The index of the old certificate among the token's objects; after it come its keys and the renewed one.
const OLD: u64 = 0;

fn script() -> Script {
    plain().change_token(CHOSEN, |token| token.certificate(&[1], "renewed", &renewed()))
}

/// Whether the old one is gone; if anything else is gone, that is a fault.
fn is_gone(bench: &Bench, run: &Run) -> Result<bool, String> {
    let Written { created, destroyed: gone } = written(bench, run)?;
    ensure(gone.iter().all(|place| *place == OLD), "a key or the renewed certificate was deleted", run)?;
    ensure(created.is_empty(), "something was written", run)?;
    Ok(!gone.is_empty())
}

fn judge(bench: &Bench, run: &Run) -> Result<(), String> {
    asked_only(&DELETE, run)?;
    ensure(bench.rig.wrong_tries("slot:2", "user") == 0, "a try was spent", run)?;
    ensure(run.calls.reached().len() <= 1, "more than one PIN reached a token", run)?;
    ensure(run.calls.count("C_DestroyObject") <= 1, "deleted more than once", run)?;
    intents(run)?;
    let intents = run.journal.iter().filter(|line| line["method"] == "destroy-object" && line["phase"] == "intent");
    ensure(intents.count() >= run.calls.count("C_DestroyObject"), "a deletion without an intent before it", run)?;
    let gone = is_gone(bench, run)?;
    let report = run.report();
    let one = report.as_ref().map(|report| report["results"][0].clone()).unwrap_or_default();
    let result = one["result"].as_str();
    if gone {
        ensure(is_kept(bench, &one["copy"]), "gone without a copy", run)?;
        ensure(run.calls.count("C_Sign") == 1, "gone without a signature of its successor's key", run)?;
        ensure(matches!(result, Some("deleted" | "unknown")), "it is gone, and the report denies it", run)?;
    }
    ensure(result != Some("deleted") || gone, "deleted, says the report, and it is there", run)?;
    ensure(run.outcome.status != 0 || gone, "status 0 means deleted", run)
}

fn healthy() -> Vec<Place> {
    let bench = Bench::new();
    let run = bench.run_script(&DELETE, &script(), &[]);
    assert_eq!(run.outcome.status, 0, "a healthy token: {}", run.show());
    judge(&bench, &run).expect("in health");
    own_places(&run.calls)
}

fn is_weighty(place: &Place) -> bool {
    ["C_DestroyObject", "C_Login", "C_Sign", "C_SignInit"].contains(&place.call.as_str())
}

#[test]
fn a_deletion_leaves_the_renewed_certificate_and_the_keys_whatever_a_call_says() {
    let places = healthy();
    let count = sweep(4, &with_codes(&places, is_weighty), |bench, (place, code)| {
        let run = bench.run_script(&DELETE, &script().fault(place.rule().returns(*code)), &[]);
        judge(bench, &run).map_err(|why| format!("{place:?} says {code}: {why}"))
    });
    println!("sweep: cert delete: {count} cases");
}

#[test]
fn a_deletion_leaves_the_renewed_certificate_and_the_keys_whatever_a_call_does() {
    let places = healthy();
    let count = sweep(4, &with_harms(&places, is_weighty), |bench, (place, harm)| {
        let other = Token::of_holder(9).set("serial", "00000099");
        // A swap during the deleting call itself goes unnoticed if sessions survive it.
        let survives = place.call != "C_DestroyObject";
        let harmed = script().spare(other).set("sessions_survive", survives).fault(harm.rule(place));
        let run = bench.run_script(&DELETE, &harmed, &["--timeout", "1", "--pin-timeout", "1"]);
        judge(bench, &run).map_err(|why| format!("{place:?} {harm:?}: {why}"))
    });
    println!("sweep: cert delete: {count} cases");
}
