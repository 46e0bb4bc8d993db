//! One entry point: a PIN goes to the named token, or to none.
//!
//! Pitfall: the processes of a run are numbered: 1 the first reading, 2 the pair for the proof (and, without a usable
//! serial, such as 00000001, the certificate), 3 the act, 4 the state after it, 5 the proof, 6 the state after that.

use serde_json::json;

use super::desk::{Desk, NEW_PIN, WRONG};
use super::support::{Fault, FaultPlace, SO_PIN, Script, Token, USER_PIN};

/// Two tokens that differ only in their certificates.
fn alike(number: u64) -> Token {
    Token::of_holder(number).set("label", "VGCA Token").set("serial", "0000000000000000")
}

/// The second token is in the reader from this moment on.
fn swapped_at(place: FaultPlace) -> Desk {
    Desk::of(&Script::tokens(1).spare(Token::of_holder(2)).fault(place.swaps_token(0)))
}

#[test]
fn a_token_swapped_after_c_init_pin_never_gets_the_new_pin() {
    let desk = swapped_at(Fault::at("C_InitPIN").after());
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (1, (1, 1, 0)), "no login for the proof: {}", run.said());
    assert_eq!(run.word("/result"), "unlocked", "the first token was: {}", run.said());
    assert_eq!(run.report["after"], json!(null), "and its state is not the other one's: {}", run.said());
    assert_eq!(run.word("/found/serial"), "00000002", "which is named: {}", run.said());
    assert_eq!(run.report["proof"]["login"], json!(null), "nothing was proved: {}", run.said());
    for serial in ["00000001", "00000002"] {
        assert!(run.error.contains(serial), "both are named: {}", run.error);
    }
    let serials: Vec<_> = desk.journal().iter().map(|line| line["token"]["serial"].clone()).collect();
    assert_eq!(serials, ["00000001", "00000001"], "the journal tells of the first alone");
    assert_eq!(desk.journal()[1]["after"], json!(null), "nor takes the other one's state for its own");
}

#[test]
fn a_token_swapped_between_so_login_and_c_init_pin_gets_no_new_pin() {
    let desk = swapped_at(Fault::at("C_Login").process(3).after());
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (7, (1, 0, 0)), "C_InitPIN was withheld: {}", run.said());
    assert_eq!((run.word("/result"), run.word("/try_spent")), ("failed", "no"), "{}", run.said());
    assert!(run.error.contains("token-changed") && run.error.contains("was not made"), "{}", run.error);
}

#[test]
fn a_token_swapped_right_after_the_session_was_opened_gets_nothing() {
    let desk = swapped_at(Fault::at("C_OpenSession").after());
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (7, (0, 0, 0)), "{name}: {}", run.said());
        assert_eq!((run.word("/result"), run.word("/code")), ("refused", "token-changed"), "{name}: {}", run.said());
        assert_eq!(run.word("/found/serial"), "00000002", "{name} names the other one: {}", run.said());
        assert!(run.error.contains("00000001") && run.error.contains("00000002"), "{name}: {}", run.error);
    }
    let ended = desk.journal().iter().filter(|line| line["phase"] == "result").all(|line| line["ended"] == "refused");
    assert!(ended, "each intent has its end, which is no try: {:?}", desk.journal());
}

#[test]
fn nothing_slow_lies_between_the_last_look_and_the_call() {
    // The moment in which the journal used to be locked and flushed: after the check, before the session.
    let desk = swapped_at(Fault::at("C_OpenSession"));
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (7, (0, 0, 0)), "{name}: {}", run.said());
    }
    // The journal is written before the driver is loaded, and the check is the last call before each PIN call.
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Initialize").process(3).crashes()));
    let run = desk.verify(USER_PIN, &[]);
    assert_ne!(run.status, 0, "{}", run.said());
    let phases: Vec<_> = desk.journal().iter().map(|line| line["phase"].clone()).collect();
    assert_eq!(phases, ["intent", "result"], "the intent was written before the host could fail");
    let desk = Desk::with(|token| token.set("serial", "10240113"));
    assert_eq!(desk.change_so(SO_PIN, NEW_PIN, &[]).status, 0, "a deed of two PIN calls");
    let calls = desk.rig.calls();
    let pin_calls = ["C_Login", "C_InitPIN", "C_SetPIN"];
    for (at, call) in calls.0.iter().enumerate().filter(|(_, call)| pin_calls.contains(&call.name.as_str())) {
        let before = &calls.0[at - 1];
        assert_eq!(
            (before.name.as_str(), before.process),
            ("C_GetTokenInfo", call.process),
            "right before {}",
            call.name
        );
    }
}

#[test]
fn tokens_with_serials_of_zeros_are_told_apart_by_their_certificate() {
    // The second reading finds the certificate; the third process is the one that acts.
    let swap = Fault::at("C_OpenSession").process(3).swaps_token(0);
    let desk = Desk::of(&Script::empty().slot(1, alike(1)).spare(alike(2)).fault(swap));
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (7, (0, 0, 0)), "{name}: {}", run.said());
        assert_eq!((run.word("/result"), run.word("/code")), ("refused", "token-changed"), "{name}: {}", run.said());
    }
    // The named token is served as usual.
    let desk = Desk::of(&Script::empty().slot(1, alike(1)));
    for (name, run, _) in desk.all_deeds(&[]) {
        assert_eq!(run.status, 0, "{name}: {}", run.said());
    }
}

#[test]
fn tokens_with_a_serial_that_many_have_are_told_apart_by_their_certificate() {
    let common = |number| alike(number).set("serial", super::support::hex(b"123"));
    let swap = Fault::at("C_OpenSession").process(3).swaps_token(0);
    let desk = Desk::of(&Script::empty().slot(1, common(1)).spare(common(2)).fault(swap));
    for (name, run, counts) in desk.all_deeds(&[]) {
        assert_eq!((run.status, counts), (7, (0, 0, 0)), "{name}: {}", run.said());
        assert_eq!((run.word("/result"), run.word("/code")), ("refused", "token-changed"), "{name}: {}", run.said());
    }
}

#[test]
fn the_pin_of_a_holder_reaches_no_token_that_lacks_the_certificate_that_named_it() {
    // Each is exchanged at some call of every process of the run, also between the choice and the next reading.
    for serial in [&b"0000"[..], b"123"] {
        let one = |number| alike(number).set("serial", super::support::hex(serial));
        let script = Script::empty().slot(1, one(1)).spare(one(2));
        let mut withheld = 0;
        for call in ["C_GetTokenInfo", "C_OpenSession", "C_FindObjectsInit"] {
            for process in 1..5 {
                let desk = Desk::of(&script.clone().fault(Fault::at(call).process(process).swaps_token(0)));
                for (name, run, _) in desk.all_deeds(&["--token", "holder:Trần Thị Bích 1"]) {
                    withheld += usize::from(run.status == 7);
                    let reached: Vec<_> = desk.rig.calls().reached().into_iter().map(|one| one.token).collect();
                    let other = reached.iter().any(|token| token == "spare:0");
                    assert!(!other, "{serial:?}, {call} in {process}, {name}: {reached:?}, {}", run.said());
                }
            }
        }
        assert!(withheld > 0, "some came between the choice and the call");
    }
}

#[test]
fn a_pin_that_got_worse_since_it_was_shown_is_not_sent() {
    // A try is used elsewhere between check and call.
    let desk = Desk::with(|token| token);
    let other = Fault::at("C_OpenSession").process(3).after().locks("user");
    let locked = Desk::of(&Script::tokens(1).fault(other));
    let run = locked.change(USER_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, locked.counts()), (6, (0, 0, 0)), "locked after the session was opened: {}", run.said());
    let spent = Fault::at("C_OpenSession").process(3).after().spends("user");
    let low = Desk::of(&Script::tokens(1).fault(spent));
    let run = low.change(USER_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, low.counts()), (7, (0, 0, 0)), "one try less than was shown: {}", run.said());
    assert_eq!((run.word("/before/user_pin"), run.word("/result")), ("ok", "refused"), "{}", run.said());
    assert_eq!(desk.verify(WRONG, &[]).status, 5, "a wrong one is sent where nothing got worse");
}

#[test]
fn a_token_still_locked_after_the_act_is_not_logged_in_to_for_the_proof() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_InitPIN").after().locks("user")));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (1, (1, 1, 0)), "no login: {}", run.said());
    assert_eq!((run.word("/after/user_pin"), run.word("/result")), ("locked", "unlocked"), "{}", run.said());
    assert!(run.error.contains("none was attempted"), "and that is said: {}", run.error);
}

#[test]
fn a_token_swapped_before_the_proof_gets_no_pin_and_its_state_is_not_told() {
    let desk = swapped_at(Fault::at("C_OpenSession").process(5).after());
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (1, (1, 1, 0)), "the proof was withheld: {}", run.said());
    assert_eq!(run.word("/after/user_pin"), "ok", "the state before the swap was the token's own: {}", run.said());
    let last = desk.journal().pop().expect("a line");
    assert_eq!((&last["phase"], &last["ended"]), (&json!("result"), &json!("refused")), "{last}");
}

#[test]
fn a_reading_with_login_goes_through_the_same_door() {
    let desk = swapped_at(Fault::at("C_OpenSession").process(2).after());
    let mut command = desk.command(&["inventory", "--login", "--batch"]);
    let run = super::desk::Run::of(command.arg("--pin-file").arg(desk.file("pin", USER_PIN)));
    assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{}", run.said());
    assert!(run.error.contains("token-changed"), "{}", run.error);
    assert!(run.error.contains("00000001") && run.error.contains("00000002"), "both identities: {}", run.error);
}

#[test]
fn five_automated_runs_send_one_try() {
    let desk = Desk::with(|token| token);
    for run in 0..5 {
        let mut command = desk.command(&["inventory", "--login", "--batch"]);
        let ended = super::desk::Run::of(command.arg("--pin-file").arg(desk.file("pin", WRONG)));
        assert_eq!(ended.status, if run == 0 { 5 } else { 7 }, "run {run}: {}", ended.said());
        assert_eq!(ended.error.contains("tried-before"), run > 0, "run {run}: {}", ended.error);
    }
    assert_eq!((desk.counts(), desk.rig.tries_left(1, "user")), ((1, 0, 0), 2), "one try of three");
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (7, (1, 0, 0)), "the same ledger for the PIN commands: {}", run.said());
    assert!(run.error.contains("--allow-retry"), "it says what to do: {}", run.error);
    assert_eq!(desk.verify(USER_PIN, &["--allow-retry"]).status, 0, "on purpose");
    assert_eq!(desk.verify(USER_PIN, &[]).status, 0, "and the right one wipes the slate");
}

#[test]
fn a_day_in_the_future_does_not_silence_past_tries() {
    let desk = Desk::with(|token| token);
    assert_eq!(desk.verify(WRONG, &[]).status, 5, "one wrong try");
    let run = desk.verify(WRONG, &["--at", "2030-01-01"]);
    assert_eq!((run.status, desk.counts()), (7, (1, 0, 0)), "refused all the same: {}", run.said());
    let run = desk.verify(WRONG, &["--at", "2030-01-01", "--allow-retry"]);
    assert!(run.error.contains("try of the user PIN was recorded"), "and the warning is said: {}", run.error);
}

#[test]
fn two_unseen_tries_make_the_next_one_a_last_try() {
    let desk = Desk::by(
        "puk-set-pin",
        &Script::empty().slot(1, Token::of_holder(1).puk("12345678").set("unlock", "puk-set-pin").left("user_pin", 0)),
    );
    let retry = &["--allow-retry"][..];
    for _ in 0..2 {
        assert_eq!(desk.unlock_with_puk("87654321", NEW_PIN, retry).status, 5, "a wrong PUK");
    }
    let run = desk.unlock_with_puk("87654321", NEW_PIN, retry);
    assert_eq!((run.status, desk.counts()), (7, (0, 0, 2)), "the third is not sent: {}", run.said());
    assert_eq!(run.word("/code"), "final-try", "{}", run.said());
    assert!(run.error.contains("--allow-last-try"), "{}", run.error);
    let run = desk.unlock_with_puk("87654321", NEW_PIN, &["--allow-retry", "--allow-last-try"]);
    assert_eq!(desk.counts(), (0, 0, 3), "on purpose: {}", run.said());
    let run = desk.unlock_with_puk("12345678", NEW_PIN, retry);
    assert_eq!((run.status, desk.counts()), (7, (0, 0, 3)), "{}", run.said());
    let said = ["may be locked", "it is locked for good"];
    assert!(said.iter().all(|words| run.error.contains(words)), "three of them: {}", run.error);
    let status =
        desk.home.process().args(["pin", "status", "--lang", "en", "--module", desk.rig.module_text()]).output();
    let shown = String::from_utf8_lossy(&status.expect("it runs").stdout).into_owned();
    assert!(shown.contains("PUK: 3"), "recent tries say of which secret: {shown}");
}

#[test]
fn a_second_run_on_the_same_token_waits_and_then_names_who_holds_it() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").hangs()));
    let mut first = desk.verifying(USER_PIN, &[]).stdout(std::process::Stdio::null()).spawn().expect("the first run");
    desk.wait_for_call("C_Login", 1);
    let second = desk.verify(USER_PIN, &["--allow-retry"]);
    let holder = format!("process {} since 20", first.id());
    first.kill().expect("SIGKILL");
    first.wait().expect("it ends");
    assert_eq!((second.status, desk.counts()), (7, (1, 0, 0)), "one login only: {}", second.said());
    assert!(second.error.contains("token-in-use") && second.error.contains(&holder), "{}", second.error);
    assert!(second.error.contains("waiting for up to 5 seconds"), "it said how long it waits: {}", second.error);
}

#[test]
fn a_module_listed_first_that_claims_a_known_serial_and_reader_gets_no_pin() {
    let desk = Desk::with(|token| token);
    let liar = Script::empty().slot(1, Token::named("Somebody else").set("serial", "00000001")).install();
    let mut command = desk.home.process();
    command.args(["pin", "verify", "--batch", "--lang", "en", "--format", "json", "--token", "serial:00000001"]);
    command.args(["--module", liar.module_text(), "--module", desk.rig.module_text()]);
    let run = super::desk::Run::of(command.arg("--pin-file").arg(desk.file("pin", USER_PIN)));
    assert_eq!(run.status, 4, "two tokens, and nobody is chosen: {}", run.said());
    assert_eq!((liar.calls().with_secrets(), desk.counts()), (0, (0, 0, 0)), "neither got a PIN");
}

#[test]
fn the_driver_that_the_pin_goes_to_is_named_before_it_is_sent() {
    let desk = Desk::with(|token| token);
    let run = desk.verify(USER_PIN, &[]);
    let first = run.error.lines().next().unwrap_or_default();
    assert!(first.contains(desk.rig.module_text()), "its path stands in the first line: {}", run.error);
}

#[test]
fn a_signature_that_could_not_be_made_is_not_one_that_failed_to_verify() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Sign").returns("CKR_FUNCTION_FAILED")));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!(run.status, 1, "not proved: {}", run.said());
    assert_eq!(run.report["proof"]["signature"], json!(null), "it was not made: {}", run.said());
    assert_eq!(run.word("/proof/signature_skipped"), "call-failed", "{}", run.said());
    assert!(run.error.contains("C_Sign with it returned CKR_FUNCTION_FAILED"), "{}", run.error);
    assert!(!run.error.contains("is not valid") && !run.output.contains("is NOT valid"), "{}", run.said());
}

#[test]
fn a_driver_that_alters_the_pin_is_handed_a_fresh_copy() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").after().alters_pin()));
    let run = desk.change_so(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "C_SetPIN was handed the SO PIN itself: {}", run.said());
}
