//! The safety rules, each with the number of calls that could use a try.

use super::desk::{Desk, NEW_PIN, WRONG};
use super::support::{Fault, REPRESENTATIVE_CODES, SO_PIN, Script, Token, USER_PIN};
use serde_json::json;

#[test]
fn an_unlock_sends_the_so_pin_once_and_the_new_pin_once_to_set_and_once_to_prove() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (2, 1, 0)), "SO login, C_InitPIN, one login to prove: {}", run.said());
    assert_eq!((run.word("/result"), run.word("/code")), ("unlocked", "CKR_OK"), "{}", run.said());
    assert_eq!((run.word("/before/user_pin"), run.word("/after/user_pin")), ("locked", "ok"), "{}", run.said());
    assert_eq!(run.report["proof"]["login"], true, "proved by a login: {}", run.said());
    assert_eq!(run.report["proof"]["signature"], true, "and by a signature: {}", run.said());
    assert_eq!(run.word("/try_spent"), "no", "a right SO PIN costs nothing");
    let phases = desk.journal_words();
    let phases: Vec<&str> = phases.iter().map(|(phase, _)| phase.as_str()).collect();
    assert_eq!(phases, ["intent", "result", "intent", "result"], "the unlock and its proof");
    desk.home.no_child_left();
}

#[test]
fn a_change_sends_the_old_pin_once_and_proves_the_new_one_once() {
    let desk = Desk::with(|token| token);
    let run = desk.change(USER_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "C_SetPIN, one login to prove: {}", run.said());
    assert_eq!(run.word("/result"), "changed", "{}", run.said());
    assert_eq!(desk.verify(NEW_PIN, &[]).status, 0, "the new PIN is in force");
    assert_eq!(desk.verify(USER_PIN, &[]).status, 5, "the old one is not");
}

#[test]
fn an_so_change_logs_in_and_sets_and_proves_nothing_by_a_user_login() {
    let desk = Desk::with(|token| token);
    let run = desk.change_so(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "the standard wants an SO session: {}", run.said());
    assert_eq!(desk.verify_so(NEW_PIN, &[]).status, 0, "the new SO PIN is in force");
}

#[test]
fn a_wrong_secret_is_sent_once_and_nothing_follows() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let run = desk.unlock(WRONG, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (5, (1, 0, 0)), "no C_InitPIN after a refused login: {}", run.said());
    assert_eq!((run.word("/result"), run.word("/try_spent")), ("failed", "yes"), "{}", run.said());
    assert_eq!(run.word("/after/so_pin"), "count-low", "the state after is read again: {}", run.said());
    assert_eq!(desk.rig.tries_left(1, "so"), 2, "one try of the SO PIN");

    let desk = Desk::with(|token| token);
    let run = desk.change(WRONG, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (5, (0, 0, 1)), "no proof after a refused change: {}", run.said());
    let run = desk.verify(WRONG, &["--allow-retry"]);
    assert_eq!((run.status, desk.counts()), (5, (1, 0, 1)), "one more login, for one more command: {}", run.said());
    assert_eq!(run.word("/after/user_pin"), "final-try", "two wrong tries of three: {}", run.said());
}

#[test]
fn the_try_that_locks_is_status_6() {
    let desk = Desk::with(|token| token.left("user_pin", 1));
    let run = desk.verify(WRONG, &["--allow-last-try"]);
    assert_eq!((run.status, desk.counts()), (6, (1, 0, 0)), "CKR_PIN_INCORRECT, but locked now: {}", run.said());
    assert_eq!(run.word("/after/user_pin"), "locked", "{}", run.said());
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (6, (1, 0, 0)), "not sent any more, by the flag: {}", run.said());
}

#[test]
fn the_last_try_is_never_spent_unless_somebody_says_so() {
    let desk = Desk::with(|token| token.left("user_pin", 1).left("so_pin", 1));
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (7, (0, 0, 0)), "{name} on the final try: {}", run.said());
        assert_eq!(run.word("/result"), "refused", "{name}: {}", run.said());
        assert!(run.error.contains("--allow-last-try"), "{name} names the option: {}", run.error);
    }
    for (name, run, _) in desk.all_deeds(&["--allow-last-try"]) {
        assert_eq!(run.status, 0, "{name} with the right secret: {}", run.said());
    }
}

#[test]
fn what_the_flags_call_locked_is_not_tried() {
    let desk = Desk::with(|token| token.left("user_pin", 0).left("so_pin", 0));
    for (name, run, counts) in desk.all_deeds(&["--allow-last-try"]) {
        assert_eq!((run.status, counts), (6, (0, 0, 0)), "{name} on a locked token: {}", run.said());
    }
    assert_eq!(desk.journal_words().len(), 5, "each refusal is recorded");
    assert!(desk.journal_words().iter().all(|(phase, _)| phase == "refused"), "{:?}", desk.journal_words());
}

#[test]
fn locked_is_understood_from_the_code_where_no_flag_ever_tells() {
    let desk = Desk::with(|token| token.set("style", "tpm").left("user_pin", 0));
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (6, (1, 0, 0)), "CKR_PIN_LOCKED: {}", run.said());
    assert_eq!(run.word("/code"), "CKR_PIN_LOCKED", "{}", run.said());
}

#[test]
fn a_general_error_at_login_counts_as_a_spent_try_and_is_in_the_ledger() {
    let script = Script::tokens(1).fault(Fault::at("C_Login").returns("CKR_GENERAL_ERROR"));
    let desk = Desk::of(&script);
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (1, (1, 0, 0)), "nothing after it: {}", run.said());
    assert_eq!((run.word("/try_spent"), run.word("/code")), ("counted", "CKR_GENERAL_ERROR"), "{}", run.said());
    let status = desk.run(&["pin", "status"]);
    let tries = &status.report["tokens"][0]["recent_tries"];
    assert_eq!(tries.as_array().map(Vec::len), Some(1), "the ledger has it: {}", status.said());
    assert_eq!((&tries[0]["secret"], &tries[0]["spent"]), (&json!("so-pin"), &json!("counted")), "{tries}");
    let run = desk.unlock(SO_PIN, NEW_PIN, &["--allow-retry"]);
    assert!(
        run.error.contains("wrong or unknown try of the SO PIN was recorded"),
        "said before the next prompt: {}",
        run.error
    );
}

#[test]
fn locked_from_c_init_pin_is_explained_as_a_matter_of_so_pin_or_policy() {
    let desk = Desk::with(|token| token.left("user_pin", 0).set("unlock", "none"));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (6, (1, 1, 0)), "SO login, C_InitPIN, no more: {}", run.said());
    assert!(run.error.contains("unblocking was disabled"), "not the user PIN's lock: {}", run.error);
    assert_eq!(run.word("/after/user_pin"), "locked", "{}", run.said());
    assert_eq!(run.word("/try_spent"), "no", "the SO PIN was right: {}", run.said());
}

#[test]
fn so_flags_of_an_uninitialised_token_mean_nothing() {
    let blank = Token::bare("").set("initialized", false).set("extra_flags", 0x00C0_0000);
    let desk = Desk::of(&Script::tokens(1).slot(9, blank));
    let run = desk.run(&["pin", "status"]);
    let token = &run.report["tokens"][1];
    assert_eq!((run.status, &token["so_pin"]["state"]), (0, &json!("unknown")), "{}", run.said());
    assert_eq!(run.report["summary"]["so_locked"], 0, "nobody's worry: {}", run.said());
    assert_eq!(desk.counts(), (0, 0, 0), "no login for a status");
}

#[test]
fn another_token_in_the_reader_stops_everything() {
    let other = Token::of_holder(2);
    let swap = Fault::at("C_GetTokenInfo").process(1).after().swaps_token(0);
    let desk = Desk::of(&Script::tokens(1).spare(other).fault(swap));
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (7, (0, 0, 0)), "{name} after a swap: {}", run.said());
        assert!(run.error.contains("nothing was sent"), "{name} says so: {}", run.error);
    }
}

#[test]
fn a_token_locked_meanwhile_by_somebody_else_is_status_6_without_a_login() {
    let lock = |pin| Fault::at("C_GetTokenInfo").process(1).after().locks(pin);
    let desk = Desk::of(&Script::tokens(1).fault(lock("user")).fault(lock("so")));
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (6, (0, 0, 0)), "{name}: locked between plan and act: {}", run.said());
        assert_eq!(
            run.word("/before/user_pin"),
            "ok",
            "{name}: it was in order when the plan was made: {}",
            run.said()
        );
    }
}

#[test]
fn a_token_taken_out_between_plan_and_act_stops_everything() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_GetTokenInfo").process(1).after().pulls_token()));
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (7, (0, 0, 0)), "{name} after a removal: {}", run.said());
    }
}

#[test]
fn a_label_that_two_tokens_bear_selects_neither() {
    let named = |serial: &str| Token::of_holder(1).set("label", "VGCA Token").set("serial", serial);
    let desk = Desk::of(&Script::empty().slot(1, named("10000001")).slot(2, named("10000002")));
    for (name, run, counts) in desk.all_deeds(&["--token", "label:VGCA Token"]) {
        assert_eq!((run.status, counts), (4, (0, 0, 0)), "{name}: two tokens of one label: {}", run.said());
        assert!(run.error.contains("serial:10000001"), "{name} tells what tells them apart: {}", run.error);
    }
    for (name, run, _) in desk.all_deeds(&["--token", "serial:10000002"]) {
        assert_eq!(run.status, 0, "{name} by serial: {}", run.said());
        assert!(desk.rig.calls().count_on("C_Login", 1) == 0, "{name}: the other token is not touched");
    }
}

#[test]
fn without_a_confirmation_and_without_a_person_nothing_is_sent() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let (so, new) = (desk.file("so-pin", SO_PIN), desk.file("new-pin", NEW_PIN));
    for batch in [&["--batch"][..], &[]] {
        let mut command = desk.command(&["pin", "unlock"]);
        command.args(batch).arg("--so-pin-file").arg(&so).arg("--new-pin-file").arg(&new);
        let run = super::desk::Run::of(&mut command);
        assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{batch:?}, no --yes: {}", run.said());
        assert!(run.error.contains("--yes"), "{batch:?} names the way out: {}", run.error);
    }
}

#[test]
fn an_so_pin_that_must_be_changed_first_is_named_with_its_command() {
    let desk = Desk::with(|token| token.left("user_pin", 0).must_change("so_pin"));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{}", run.said());
    assert!(run.error.contains("tokenctl pin change --so"), "the way out: {}", run.error);
    assert_eq!(desk.change_so(SO_PIN, "Quan-tri-9900", &[]).status, 0, "and it works");
    let run = desk.unlock("Quan-tri-9900", NEW_PIN, &[]);
    assert_eq!(run.status, 0, "then the unlock does: {}", run.said());
}

#[test]
fn a_write_protected_token_is_not_logged_in_to_for_nothing() {
    let desk = Desk::with(|token| token.set("write_protected", true));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (1, (0, 0, 0)), "{}", run.said());
    for run in [desk.change(USER_PIN, NEW_PIN, &[]), desk.change_so(SO_PIN, NEW_PIN, &[])] {
        assert_eq!((run.status, desk.counts()), (1, (0, 0, 0)), "{}", run.said());
        assert!(run.error.contains("write-protected"), "{}", run.error);
    }
    assert_eq!(desk.journal_words().len(), 3, "each refusal is recorded: {:?}", desk.journal_words());
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 0)), "a login alone needs no writing: {}", run.said());
}

#[test]
fn nothing_is_sent_a_second_time_and_no_second_method_is_tried_whatever_a_call_returns() {
    for code in REPRESENTATIVE_CODES {
        for (call, most) in [("C_Login", (1, 0, 0)), ("C_InitPIN", (1, 1, 0))] {
            let script = Script::tokens(1).fault(Fault::at(call).returns(code));
            let desk = Desk::of(&script);
            let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
            assert_eq!(desk.counts(), most, "{call} returned {code}: {}", run.said());
            assert_ne!(run.status, 0, "{call} returned {code}: {}", run.said());
            assert_ne!(run.status, 70, "{call} returned {code} is no bug of ours: {}", run.said());
            let told = run.word("/code");
            assert!(told == code || told.starts_with("CKR_VENDOR_DEFINED"), "{call} returned {code}: {}", run.said());
        }
        let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_SetPIN").returns(code)));
        let run = desk.change(USER_PIN, NEW_PIN, &[]);
        assert_eq!(desk.counts(), (0, 0, 1), "C_SetPIN returned {code}: {}", run.said());
    }
}

#[test]
fn a_session_that_is_refused_costs_nothing_and_says_so() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_OpenSession").process(3).returns("CKR_DEVICE_ERROR")));
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (1, (0, 0, 0)), "{}", run.said());
    assert_eq!(run.word("/try_spent"), "no", "{}", run.said());
    assert!(run.error.contains("nothing was sent"), "{}", run.error);
    assert!(!run.error.contains("treat it as a used try"), "no false alarm: {}", run.error);
}

#[test]
fn an_unlock_that_cannot_be_proved_is_status_1_and_not_tried_again() {
    for (fault, login, signature) in [
        (Fault::at("C_Login").process(5).returns("CKR_PIN_INCORRECT"), json!(false), json!(null)),
        (Fault::at("C_Sign").corrupts(), json!(true), json!(false)),
        // A missing signature is different from an invalid one.
        (Fault::at("C_Sign").returns("CKR_DEVICE_ERROR"), json!(true), json!(null)),
        (Fault::at("C_Sign").crashes(), json!(true), json!(null)),
    ] {
        let desk = Desk::of(&Script::tokens(1).fault(fault));
        let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
        assert_eq!((run.status, desk.counts()), (1, (2, 1, 0)), "one proof, once: {}", run.said());
        assert_eq!(run.word("/result"), "unlocked", "it was set: {}", run.said());
        assert_eq!(
            (&run.report["proof"]["login"], &run.report["proof"]["signature"]),
            (&login, &signature),
            "{}",
            run.said()
        );
        assert!(run.error.contains("could not be verified"), "{}", run.error);
    }
}

#[test]
fn pins_typed_on_the_reader_are_sent_as_null() {
    let pad = |types: &str| {
        let types = types.to_owned();
        Desk::with(move |token| token.left("user_pin", 0).set("pin_pad", json!({"types": types})))
    };
    let desk = pad("right");
    let run = desk.run(&["pin", "unlock", "--batch", "--yes"]);
    assert_eq!((run.status, desk.counts()), (0, (2, 1, 0)), "the reader asks: {}", run.said());
    let desk = pad("wrong");
    let run = desk.run(&["pin", "unlock", "--batch", "--yes"]);
    assert_eq!((run.status, desk.counts()), (5, (1, 0, 0)), "wrong on the reader: {}", run.said());
    let desk = pad("cancel");
    let run = desk.run(&["pin", "unlock", "--batch", "--yes"]);
    assert_eq!((run.status, desk.counts()), (9, (1, 0, 0)), "broken off at the reader: {}", run.said());
    let run = desk.run(&["pin", "unlock", "--batch", "--yes", "--generate"]);
    assert_eq!((run.status, desk.counts()), (7, (1, 0, 0)), "no PIN is made up for a reader's keys: {}", run.said());
    assert!(!run.error.contains("new PIN:"), "and none is shown: {}", run.error);
}
