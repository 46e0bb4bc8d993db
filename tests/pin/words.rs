//! `pin status` and `pin unlock --plan` for every state, in both languages and as JSON: no login, no trace.

use serde_json::{Value, json};

use super::desk::{Desk, Run};
use super::support::{SO_PIN, Script, Token, pkcs11_tool, succeed};

/// Every state: its name, the token, and the words of `pin status` for user and SO PIN.
fn states() -> Vec<(&'static str, Token, &'static str, &'static str)> {
    let token = || Token::of_holder(1);
    vec![
        ("in order", token(), "ok", "ok"),
        ("one wrong try", token().left("user_pin", 2), "count-low", "ok"),
        ("final try", token().left("user_pin", 1), "final-try", "ok"),
        ("locked", token().left("user_pin", 0), "locked", "ok"),
        ("both locked", token().left("user_pin", 0).left("so_pin", 0), "locked", "locked"),
        ("SO low", token().left("so_pin", 2), "ok", "count-low"),
        ("SO final", token().left("so_pin", 1), "ok", "final-try"),
        ("SO locked", token().left("so_pin", 0), "ok", "locked"),
        ("user must change", token().must_change("user_pin"), "ok", "ok"),
        ("SO must change", token().must_change("so_pin"), "ok", "ok"),
        ("never set", Token::bare("Trống").set("serial", "00000005").so_pin(SO_PIN), "not-set", "ok"),
        ("write-protected", token().set("write_protected", true), "ok", "ok"),
        ("PIN pad", token().set("pin_pad", json!({})), "ok", "ok"),
    ]
}

/// The same behind a driver with measured flags, and as a table in a language.
fn table(desk: &Desk, arguments: &[&str], language: &str) -> Run {
    let mut command = desk.home.process();
    Run::of(command.args(arguments).args(["--lang", language, "--module", desk.rig.module_text()]))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

#[test]
fn every_state_is_told_in_both_languages_without_a_login() {
    let measured = json!({"description": "SoftHSM v2", "manufacturer": "SoftHSM"});
    let mut meanings = Vec::new();
    for (name, token, user, so) in states() {
        let script = Script::empty().slot(1, token).set("library", measured.clone());
        let desk = Desk::unconfigured(&script);
        let run = desk.run(&["pin", "status"]);
        let token = &run.report["tokens"][0];
        let said = (token["user_pin"]["state"].as_str(), token["so_pin"]["state"].as_str());
        assert_eq!((run.status, said), (0, (Some(user), Some(so))), "{name}: {}", run.said());
        for key in ["meaning", "next_step", "so_meaning", "so_next_step"] {
            assert!(text(token, key).contains(' '), "{name}: {key} is a sentence: {token}");
        }
        meanings.push(format!("{} {}", text(token, "meaning"), text(token, "so_meaning")));
        let plan = desk.run(&["pin", "unlock", "--plan"]);
        assert_eq!(plan.status, 0, "{name}: a plan is no failure: {}", plan.said());
        assert!(plan.report["result"].is_null() && plan.report["journal"].is_null(), "{name}: {}", plan.said());
        for language in ["en", "vi"] {
            for arguments in [&["pin", "status"][..], &["pin", "unlock", "--plan"]] {
                let run = table(&desk, arguments, language);
                assert_eq!(run.status, 0, "{name}, {language}, {arguments:?}: {}", run.said());
                for piece in ["pin-meaning", "pin-next", "attempt-", "unlock-", "table-", "word-"] {
                    assert!(!run.output.contains(piece), "{name}, {language}: no bare identifier: {}", run.output);
                }
            }
        }
        let vietnamese = table(&desk, &["pin", "status"], "vi").output;
        assert!(vietnamese.contains("mã PIN") || vietnamese.contains("Mã PIN"), "{name}: {vietnamese}");
        assert_eq!(desk.counts(), (0, 0, 0), "{name}: no login, no PIN call");
        assert!(!desk.journal_path().exists(), "{name}: the journal is not touched");
    }
    let told: std::collections::BTreeSet<&String> = meanings.iter().collect();
    assert!(told.len() >= 10, "the states are told apart: {told:?}");
}

#[test]
fn a_token_says_the_same_to_the_judge() {
    for (name, token, user, so) in states() {
        let desk = Desk::of(&Script::empty().slot(1, token));
        let listing = succeed(pkcs11_tool(desk.rig.module()).arg("-L"));
        for (state, who) in [(user, "user"), (so, "SO")] {
            assert_eq!(listing.contains(&format!("{who} PIN locked")), state == "locked", "{name}: {listing}");
            assert_eq!(listing.contains(&format!("final {who} PIN try")), state == "final-try", "{name}: {listing}");
            assert_eq!(listing.contains(&format!("{who} PIN count low")), state == "count-low", "{name}: {listing}");
        }
    }
}

#[test]
fn no_warning_from_an_unmeasured_driver_is_not_called_ok() {
    let desk = Desk::with(|token| token);
    let run = desk.run(&["pin", "status"]);
    let token = &run.report["tokens"][0];
    assert_eq!(
        (&token["user_pin"]["state"], &token["user_pin"]["flags_trusted"]),
        (&json!("ok"), &json!(false)),
        "{token}"
    );
    assert!(text(token, "meaning").contains("No warning reported"), "{token}");
    let english = table(&desk, &["pin", "status"], "en").output;
    assert!(english.contains("no warning reported"), "{english}");
    let vietnamese = table(&desk, &["pin", "status"], "vi").output;
    assert!(!vietnamese.contains("no warning"), "{vietnamese}");
}

#[test]
fn a_plan_names_way_secret_holder_calls_cost_and_cares() {
    let desk = Desk::with(|token| token.left("user_pin", 0).left("so_pin", 1));
    let run = desk.run(&["pin", "unlock", "--plan"]);
    assert_eq!((run.status, run.word("/way"), run.word("/secret")), (0, "so-init-pin", "so-pin"), "{}", run.said());
    let plan = &run.report["plan"];
    assert_eq!(plan["calls"], json!(["C_OpenSession", "C_Login(CKU_SO)", "C_InitPIN"]), "in order: {plan}");
    assert_eq!(plan["last_try"], true, "the SO PIN's final try: {plan}");
    for key in ["way_text", "held_by_text", "failure_cost"] {
        assert!(text(plan, key).contains(' '), "{key} in words: {plan}");
    }
    assert!(plan["opensc_conf"].is_null(), "no OpenSC here: {plan}");
    assert_eq!(desk.counts(), (0, 0, 0), "a plan asks for nothing and sends nothing");

    let desk = Desk::with(|token| token);
    let run = desk.run(&["pin", "unlock", "--plan"]);
    let cares = run.report["plan"]["cares"].to_string();
    assert!(cares.contains("not locked: this sets a new PIN for its holder"), "{cares}");
    let desk = Desk::with(|token| token.left("user_pin", 0).left("so_pin", 0));
    let run = desk.run(&["pin", "unlock", "--plan"]);
    assert_eq!(run.word("/way"), "none", "{}", run.said());
    assert!(run.report["plan"]["barrier"].is_string(), "and why not: {}", run.said());
}

#[test]
fn a_status_of_several_tokens_counts_them_and_a_selector_picks_one() {
    let script = Script::tokens(3).change_token(2, |token| token.left("user_pin", 0));
    let desk = Desk::of(&script.empty_slot(9));
    let run = desk.run(&["pin", "status"]);
    let summary = &run.report["summary"];
    assert_eq!(
        (&summary["tokens"], &summary["locked"], &summary["ok"]),
        (&json!(3), &json!(1), &json!(2)),
        "{summary}"
    );
    let run = desk.run(&["pin", "status", "--token", "serial:00000002"]);
    assert_eq!(run.report["tokens"].as_array().map(Vec::len), Some(1), "{}", run.said());
    assert_eq!(run.word("/tokens/0/user_pin/state"), "locked", "{}", run.said());
    let run = desk.run(&["pin", "status", "--token", "serial:none"]);
    assert_eq!(run.status, 3, "no such token: {}", run.said());
}
