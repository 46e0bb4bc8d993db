//! Every call of an import over the certificate of a slot, by the security officer: afterwards the old one is there, or
//! the new one, or a copy of the old one after the write began, which is reported; and each secret is sent once, to the
//! intended token.

use serde_json::json;

use super::bench::{
    Bench, CHOSEN, Deed, MANAGEMENT, PIV_PIN, Place, Run, own_places, renewed, script, sweep, with_codes, with_harms,
};
use super::support::{Fault, Script, Token};
use super::verdict::{asked_only, ensure};
use super::written::{Written, intents, is_kept, written};

const OVER: Deed = Deed {
    words: "cert import @renewed.cer --token slot:2 --pin-file @piv --so-pin-file @management --yes --replace --format json",
    logins: (1, 1),
};

/// CKA_VALUE.
const VALUE: &str = "17";
/// The index of the old certificate among the token's objects.
const OLD: u64 = 0;

fn over() -> Script {
    let library = json!({"description": "PKCS#11 PIV Library (SP-800-73)", "manufacturer": "Yubico (www.yubico.com)"});
    let writing = json!({"overwrites": true, "needs": "so"});
    let own = |token: Token| token.set("writing", writing.clone()).user_pin(PIV_PIN).so_pin(MANAGEMENT);
    script().set("library", library).change_token(CHOSEN, own)
}

/// Whether the old one is there, whether the new one is, and whether anything was written.
fn on_token(bench: &Bench, run: &Run) -> Result<(bool, bool, bool), String> {
    let Written { created, destroyed } = written(bench, run)?;
    let new = tokenctl::domain::tlv::hex(&renewed());
    ensure(created.len() <= 1, "written more than once", run)?;
    ensure(destroyed.iter().all(|place| *place == OLD), "a key was deleted", run)?;
    let there = created.iter().any(|object| object[VALUE] == new.as_str());
    Ok((!destroyed.contains(&OLD), there, !created.is_empty()))
}

fn judge(bench: &Bench, run: &Run) -> Result<(), String> {
    asked_only(&OVER, run)?;
    ensure(["user", "so"].iter().all(|pin| bench.rig.wrong_tries("slot:2", pin) == 0), "a try was spent", run)?;
    ensure(run.calls.reached().len() <= 2, "a secret was sent twice", run)?;
    ensure(run.calls.count("C_DestroyObject") == 0, "a deletion of its own", run)?;
    let (old, new, wrote) = on_token(bench, run)?;
    let report = run.report();
    let one = report.as_ref().map(|report| report["results"][0].clone()).unwrap_or_default();
    let (result, replaced) = (one["result"].as_str(), &one["replaces"][0]);
    if wrote {
        ensure(is_kept(bench, &replaced["copy"]), "written over without a copy", run)?;
        ensure(run.calls.count("C_Sign") == 1, "written over without a signature of the key", run)?;
        ensure(
            !matches!(result, Some("refused" | "no-key-here")),
            "it was written over, and the report denies it",
            run,
        )?;
    }
    ensure(
        old || new || wrote && matches!(result, Some("failed" | "unknown")),
        "both are gone, and it is not said",
        run,
    )?;
    ensure(replaced["deleted"] != true || !old, "gone, says the report, and it is there", run)?;
    ensure(replaced["deleted"] != false || old, "it is gone, and the report denies it", run)?;
    let proof = &one["proof"];
    ensure(proof["read_back"] != true || new, "read back, says the report, and it is not there", run)?;
    let whole = new && proof["read_back"] == true && proof["signature"] == true && replaced["deleted"] == true;
    ensure(run.outcome.status != 0 || whole, "status 0 means written and proved", run)?;
    intents(run)?;
    let shown = run.show() + &serde_json::to_string(&run.journal).expect("JSON");
    ensure(!shown.contains(MANAGEMENT) && !shown.contains(PIV_PIN), "a secret was told", run)
}

fn healthy() -> Vec<Place> {
    let bench = Bench::new();
    let run = bench.run_script(&OVER, &over(), &[]);
    assert_eq!(run.outcome.status, 0, "a healthy token takes it: {}", run.show());
    judge(&bench, &run).expect("in health");
    own_places(&run.calls)
}

fn is_weighty(place: &Place) -> bool {
    ["C_CreateObject", "C_Login", "C_Sign", "C_Logout"].contains(&place.call.as_str())
}

#[test]
fn writing_over_loses_nothing_whatever_a_call_says() {
    let places = healthy();
    let count = sweep(4, &with_codes(&places, is_weighty), |bench, (place, code)| {
        for rule in [place.rule(), place.rule().after()] {
            let run = bench.run_script(&OVER, &over().fault(rule.returns(*code)), &[]);
            judge(bench, &run).map_err(|why| format!("{place:?} says {code}: {why}"))?;
        }
        Ok(())
    });
    println!("sweep: cert import over: {count} cases");
}

#[test]
fn writing_over_loses_nothing_whatever_a_call_does() {
    let places = healthy();
    let count = sweep(4, &with_harms(&places, is_weighty), |bench, (place, harm)| {
        let other = Token::of_holder(9).set("serial", "00000099").user_pin(PIV_PIN).so_pin(MANAGEMENT);
        // A swap during the writing call itself goes unnoticed if sessions survive it.
        let survives = place.call != "C_CreateObject";
        let harmed = over().spare(other).set("sessions_survive", survives).fault(harm.rule(place));
        let run = bench.run_script(&OVER, &harmed, &["--timeout", "1", "--pin-timeout", "1"]);
        judge(bench, &run).map_err(|why| format!("{place:?} {harm:?}: {why}"))
    });
    println!("sweep: cert import over: {count} cases");
}

#[test]
fn writing_over_with_other_bytes_is_told_and_the_copy_is_whole() {
    let bench = Bench::new();
    let run = bench.run_script(&OVER, &over().fault(Fault::at("C_CreateObject").corrupts()), &[]);
    judge(&bench, &run).expect("told");
    let (old, new, wrote) = on_token(&bench, &run).expect("the state");
    assert_eq!((old, new, wrote, run.outcome.status), (false, false, true, 1), "{}", run.show());
}
