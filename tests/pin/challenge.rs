//! `pin unlock --challenge`: the token's challenge goes to a person, the response returns to the same session, once;
//! imitated by the scripted driver, because no such token was available.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use super::desk::{Desk, NEW_PIN, Run};
use super::support::{Fault, Object, Script, SoftHsm, Token, Variant, attributes};
use super::typed::start_screen;

const CHALLENGE: &str = "00112233AABBCCDD";
const RESPONSE: &str = "0123456789ABCDEF";
const WRONG_RESPONSE: &str = "FEDCBA9876543210";
const GET: &str = "ETC_UnlockGetChallenge";
const COMPLETE: &str = "ETC_UnlockComplete";

/// SafeNet's object with the tries of both PINs, and how often the token was unlocked, out of five.
fn counters(user_most: u64, so_left: u64, unlocks: u64) -> Object {
    let number = |value: u64| json!({"ulong": value});
    Object::new(
        5,
        attributes(&[
            ("0x300", number(0x8000_5002)),
            ("0x80001110", number(0)),
            ("0x80001112", number(user_most)),
            ("0x80001111", number(so_left)),
            ("0x80001113", number(10)),
            ("0x80001142", number(unlocks)),
            ("0x80001143", number(5)),
        ]),
    )
}

/// A locked token that returns a challenge.
fn token() -> Token {
    let challenge = json!({"gives": CHALLENGE.to_lowercase(), "takes": RESPONSE});
    Token::of_holder(1).left("user_pin", 0).set("challenge", challenge)
}

fn safenet(token: Token) -> Script {
    let library = json!({"description": "SafeNet eToken PKCS#11", "manufacturer": "SafeNet, Inc."});
    Script::empty().set("library", library).slot(1, token)
}

fn desk() -> Desk {
    Desk::unconfigured(&safenet(token().object(counters(15, 10, 2))))
}

/// The program with the new PIN in a file, up to its challenge, where a caller would read it.
fn begun(desk: &Desk, more: &[&str]) -> (Child, String) {
    let mut command = desk.command(&["pin", "unlock", "--challenge", "--response-stdin", "--yes"]);
    command.arg("--new-pin-file").arg(desk.file("new-pin", NEW_PIN)).args(more);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut said = String::new();
    let mut lines = BufReader::with_capacity(1, child.stderr.as_mut().expect("piped"));
    while !said.contains("Challenge of") && lines.read_line(&mut said).expect("UTF-8") > 0 {}
    (child, said)
}

/// The same, with this response.
fn answered(desk: &Desk, response: &str, more: &[&str]) -> Run {
    let (mut child, said) = begun(desk, more);
    // After a refusal it no longer reads.
    let _gone = child.stdin.take().expect("piped").write_all(response.as_bytes());
    let mut run = Run::from(child.wait_with_output().expect("it ends"));
    run.error.insert_str(0, &said);
    run
}

/// Calls of the two functions.
fn exchanged(desk: &Desk) -> (usize, usize) {
    let calls = desk.rig.calls();
    (calls.count(GET), calls.count(COMPLETE))
}

#[test]
fn an_answered_challenge_unlocks_once_in_one_session_and_is_proved() {
    let desk = desk();
    let run = answered(&desk, &format!("{RESPONSE}\n"), &["--quiet"]);
    assert_eq!((run.status, exchanged(&desk), desk.counts()), (0, (1, 1), (1, 0, 0)), "{}", run.said());
    assert!(run.error.contains(CHALLENGE), "shown even with --quiet: {}", run.error);
    assert_eq!((run.word("/result"), run.word("/way")), ("unlocked", "challenge-response"), "{}", run.said());
    assert_eq!((&run.report["proof"]["login"], &run.report["proof"]["signature"]), (&json!(true), &json!(true)));
    assert_eq!((run.word("/secret"), run.word("/try_spent")), ("so-pin", "no"), "{}", run.said());
    let calls = desk.rig.calls();
    let of = |name: &str| calls.0.iter().find(|call| call.name == name).expect("it was made").clone();
    assert_eq!(of(GET).process, of(COMPLETE).process, "the session that gave the challenge takes the response");
    assert_eq!(of(COMPLETE).detail, "tries=15 changed=0", "the token keeps the number of tries that it had");
    let sessions = calls.0.iter().filter(|call| call.process == of(GET).process && call.name == "C_OpenSession");
    assert_eq!(sessions.count(), 1, "one session");
    let words = desk.journal_words();
    let (intent, ok) = (("intent".to_owned(), "–".to_owned()), ("result".to_owned(), "CKR_OK".to_owned()));
    assert_eq!(words, [intent.clone(), ok.clone(), intent, ok], "the unlock and its proof");
    assert_eq!(desk.journal()[0]["method"], "challenge-response");
    assert_eq!(desk.verify(NEW_PIN, &[]).status, 0, "the new PIN is in force");
}

#[test]
fn neither_the_response_nor_the_new_pin_is_told_anywhere() {
    let desk = desk();
    let run = answered(&desk, RESPONSE, &["-vv"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let journal = std::fs::read_to_string(desk.journal_path()).expect("the journal");
    for secret in [RESPONSE, &RESPONSE.to_lowercase(), NEW_PIN] {
        assert!(!run.said().contains(secret) && !journal.contains(secret), "{secret}: {}", run.said());
    }
    let printing = safenet(token().object(counters(15, 10, 2))).fault(Fault::at(COMPLETE).writes("stderr", RESPONSE));
    let desk = Desk::unconfigured(&printing);
    let run = answered(&desk, RESPONSE, &["-vv"]);
    assert!(!run.said().contains(RESPONSE), "nor by a driver that prints it: {}", run.said());
}

#[test]
fn a_wrong_response_costs_one_try_and_is_not_sent_again_by_a_machine() {
    let desk = desk();
    let run = answered(&desk, WRONG_RESPONSE, &[]);
    assert_eq!((run.status, exchanged(&desk), desk.counts()), (5, (1, 1), (0, 0, 0)), "{}", run.said());
    assert_eq!((run.word("/code"), run.word("/try_spent")), ("CKR_PIN_INCORRECT", "yes"), "{}", run.said());
    assert_eq!((run.word("/call"), run.word("/result")), (COMPLETE, "failed"), "{}", run.said());
    assert!(run.error.contains("the response was wrong; one try was used"), "{}", run.error);
    assert_eq!(desk.rig.wrong_tries("slot:1", "so"), 1, "one try of the administrator's key");
    let again = answered(&desk, RESPONSE, &[]);
    assert_eq!((again.status, exchanged(&desk)), (7, (1, 1)), "not asked for another challenge: {}", again.said());
    assert_eq!(again.word("/code"), "tried-before", "{}", again.said());
    let meant = answered(&desk, RESPONSE, &["--allow-retry"]);
    assert_eq!((meant.status, exchanged(&desk)), (0, (2, 2)), "{}", meant.said());
}

#[test]
fn what_cannot_be_a_response_is_not_sent() {
    for typed in ["0123456789ABCDE", "0123456789ABCDEF0123", "not a response", "", "Đ123456789ABCDEF"] {
        let desk = desk();
        let run = answered(&desk, typed, &[]);
        assert_eq!((run.status, exchanged(&desk)), (5, (1, 0)), "{}", run.said());
        assert_eq!(run.word("/result"), "refused", "{}", run.said());
        let calls = desk.rig.calls();
        assert_eq!(calls.count("C_Initialize"), calls.count("C_Finalize"), "the session is given up properly");
    }
}

/// Refused with this code and status, before any secret or challenge was requested, and recorded as refused.
fn is_refused(desk: &Desk, code: &str, status: i32) {
    let run = answered(desk, RESPONSE, &[]);
    assert_eq!((run.status, run.word("/code")), (status, code), "{}", run.said());
    assert_eq!((exchanged(desk), desk.counts()), ((0, 0), (0, 0, 0)), "{code}: {}", run.said());
    assert_eq!(desk.journal_words(), [("refused".to_owned(), code.to_owned())], "{code}");
}

#[test]
fn a_challenge_whose_cost_is_unknown_or_too_high_is_refused_before_anything_is_asked() {
    let full = || token().object(counters(15, 10, 2));
    let cases: [(&str, Script, i32); 5] = [
        ("challenge-tries-unknown", safenet(token()), 7),
        ("no-unlocks-left", safenet(token().object(counters(15, 10, 5))), 7),
        ("final-try", safenet(token().object(counters(15, 1, 2))), 7),
        ("so-pin-locked", safenet(token().object(counters(15, 0, 2))), 6),
        ("challenge-on-pin-pad", safenet(full().set("pin_pad", json!({"types": "right"}))), 7),
    ];
    for (code, script, status) in cases {
        is_refused(&Desk::unconfigured(&script), code, status);
    }
}

#[test]
fn a_driver_without_the_functions_is_refused_before_anything_is_asked() {
    let script = safenet(token().object(counters(15, 10, 2)));
    let rig = script.install_as(Variant::NoChallenge);
    is_refused(&Desk { home: super::support::Home::new(), rig }, "challenge-not-offered", 7);
}

#[test]
fn a_module_of_another_make_has_no_unlock_by_challenge() {
    let (softhsm, home) = (SoftHsm::new(), super::support::Home::new());
    softhsm.token("An", super::support::SO_PIN, super::support::USER_PIN);
    let (name, path) = softhsm.environment();
    let mut command = home.process();
    command.env(name, path).args(["pin", "unlock", "--challenge", "--plan", "--lang", "en"]);
    command.arg("--module").arg(softhsm.module());
    let run = Run::of(&mut command);
    assert!(run.output.contains("does not support unlocking by challenge and response"), "{}", run.said());
}

#[test]
fn without_a_person_and_without_a_source_no_challenge_is_asked_for() {
    let desk = desk();
    let new = desk.file("new-pin", NEW_PIN);
    let base = ["pin", "unlock", "--challenge", "--yes", "--new-pin-file", new.to_str().expect("plain")];
    for (more, status, code) in [(&[][..], 5, "pin-missing"), (&["--batch"], 2, "pin-missing-in-batch")] {
        let run = desk.run(&[&base[..], more].concat());
        assert_eq!((run.status, exchanged(&desk)), (status, (0, 0)), "{}", run.said());
        assert!(run.error.contains(code) && run.error.contains("--response-stdin"), "{}", run.error);
        assert!(!run.error.contains("--response-file"), "no option that is not there: {}", run.error);
    }
    for wrong in [&["--so-pin-stdin"][..], &["--puk-stdin"]] {
        let run = desk.run(&[&["pin", "unlock", "--challenge"], wrong].concat());
        assert_eq!(run.status, 2, "the response takes their place: {}", run.said());
    }
    assert_eq!(desk.run(&["pin", "unlock", "--response-stdin"]).status, 2, "a response to what?");
    let twice = desk.run(&["pin", "unlock", "--challenge", "--response-stdin", "--new-pin-stdin", "--yes"]);
    assert_eq!((twice.status, exchanged(&desk)), (2, (0, 0)), "one standard input, one secret: {}", twice.said());
}

#[test]
fn a_token_swapped_while_a_person_types_gets_nothing() {
    let other = Token::of_holder(2);
    let script = safenet(token().object(counters(15, 10, 2))).spare(other).set("sessions_survive", true);
    let desk = Desk::unconfigured(&script.fault(Fault::at(GET).after().swaps_token(0)));
    let run = answered(&desk, RESPONSE, &[]);
    assert_eq!((run.status, exchanged(&desk)), (7, (1, 0)), "{}", run.said());
    assert_eq!((run.word("/result"), run.word("/code")), ("refused", "token-changed"), "{}", run.said());
    assert!(run.word("/found/label").contains('2'), "the other one is named: {}", run.said());
    let words = desk.journal_words();
    assert_eq!(words[1], ("result".to_owned(), "token-changed".to_owned()), "{words:?}");
}

#[test]
fn a_driver_that_hangs_or_dies_is_told_by_what_it_was_given() {
    let at = |fault: Fault| Desk::unconfigured(&safenet(token().object(counters(15, 10, 2))).fault(fault));
    for fault in [Fault::at(GET).hangs(), Fault::at(GET).aborts()] {
        let desk = at(fault);
        let run = answered(&desk, RESPONSE, &["--timeout", "1"]);
        assert_eq!((run.word("/result"), run.word("/code")), ("refused", "driver-lost"), "{}", run.said());
        assert_eq!(exchanged(&desk), (1, 0), "{}", run.said());
        assert_ne!(run.status, 0);
    }
    for fault in [Fault::at(COMPLETE).hangs(), Fault::at(COMPLETE).aborts(), Fault::at(COMPLETE).after().aborts()] {
        let desk = at(fault);
        let run = answered(&desk, RESPONSE, &["--pin-timeout", "1"]);
        assert_eq!((run.status, run.word("/result")), (8, "unknown"), "{}", run.said());
        assert_eq!((run.word("/try_spent"), exchanged(&desk)), ("counted", (1, 1)), "{}", run.said());
    }
    let desk = at(Fault::at(GET).returns("CKR_FUNCTION_FAILED"));
    let run = answered(&desk, RESPONSE, &[]);
    assert_eq!((run.status, run.word("/code"), exchanged(&desk)), (1, "no-challenge", (1, 0)), "{}", run.said());
    let desk = Desk::unconfigured(&safenet(Token::of_holder(1).object(counters(15, 10, 2))));
    let run = answered(&desk, RESPONSE, &[]);
    assert_eq!(
        (run.word("/code"), exchanged(&desk)),
        ("no-challenge", (1, 0)),
        "no administrator's key: {}",
        run.said()
    );
    let desk = at(Fault::at(GET).claims_more(4096));
    let run = answered(&desk, RESPONSE, &[]);
    assert_eq!((run.word("/code"), exchanged(&desk)), ("no-challenge", (1, 0)), "a length of nonsense: {}", run.said());
}

#[test]
fn a_person_may_take_longer_than_any_call() {
    let desk = desk();
    let (mut child, _) = begun(&desk, &["--timeout", "1", "--pin-timeout", "1"]);
    // Time itself is being tested: longer than both deadlines.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    child.stdin.take().expect("piped").write_all(RESPONSE.as_bytes()).expect("it still listens");
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!((run.status, exchanged(&desk)), (0, (1, 1)), "{}", run.said());
}

#[test]
fn a_program_that_vanishes_while_a_person_types_leaves_no_host_and_no_unlock() {
    let desk = desk();
    let (mut child, _) = begun(&desk, &[]);
    child.kill().expect("killed");
    child.wait().expect("gone");
    desk.home.no_child_left();
    assert_eq!(exchanged(&desk), (1, 0), "nothing was sent");
    let answers = answered(&desk, RESPONSE, &[]);
    assert_eq!(answers.status, 0, "the next run begins anew: {}", answers.said());
}

#[test]
fn at_a_terminal_all_is_asked_before_the_challenge_and_a_slip_is_typed_again() {
    let desk = desk();
    let mut screen = start_screen(&desk, &["pin", "unlock", "--challenge"]);
    screen.until("The new PIN needs");
    for question in ["New PIN for token", "Repeat the new PIN:"] {
        screen.answer(question, &format!("{NEW_PIN}\n"));
    }
    screen.until("To confirm, type the last four characters");
    assert_eq!(exchanged(&desk), (0, 0), "nothing yet");
    screen.answer("serial:", "0001\n");
    screen.until(CHALLENGE);
    screen.answer("Response to the challenge", "0123456789ABCDE\n");
    screen.until("16 hexadecimal digits");
    assert_eq!(exchanged(&desk), (1, 0), "a slip is not sent, and costs no new challenge");
    screen.answer("Response to the challenge", "0123 4567 89ab cdef\n");
    let (status, shown) = screen.end();
    assert_eq!((status, exchanged(&desk)), (0, (1, 1)), "{shown}");
    assert!(!shown.contains("89ab cdef") && !shown.contains(NEW_PIN), "not shown while it is typed:\n{shown}");
}

#[test]
fn control_c_at_the_response_sends_nothing() {
    let desk = desk();
    let new = desk.file("new-pin", NEW_PIN);
    let words = ["pin", "unlock", "--challenge", "--yes", "--new-pin-file", new.to_str().expect("plain")];
    let mut screen = start_screen(&desk, &words);
    screen.answer("Response to the challenge", "\u{3}");
    let (status, shown) = screen.end();
    assert_eq!((status, exchanged(&desk), desk.counts()), (9, (1, 0), (0, 0, 0)), "{shown}");
    assert_eq!(desk.journal_words(), [("refused".to_owned(), "cancelled".to_owned())], "{shown}");
    desk.home.no_child_left();
    let mut screen = start_screen(&desk, &words);
    for _ in 0..3 {
        screen.answer("Response to the challenge", "0123\n");
    }
    let (status, shown) = screen.end();
    assert_eq!((status, exchanged(&desk)), (5, (2, 0)), "three slips end it:\n{shown}");
}

#[test]
fn the_plan_shows_the_way_and_asks_for_nothing() {
    let desk = desk();
    let run = desk.run(&["pin", "unlock", "--challenge", "--plan"]);
    assert_eq!((run.status, exchanged(&desk), desk.counts()), (0, (0, 0), (0, 0, 0)), "{}", run.said());
    assert_eq!(
        (run.word("/way"), &run.report["plan"]["tested"]),
        ("challenge-response", &json!(false)),
        "{}",
        run.said()
    );
    assert_eq!(run.report["plan"]["barrier"], Value::Null, "{}", run.said());
    let usual = desk.run(&["pin", "unlock", "--plan"]);
    assert_eq!(usual.word("/way"), "so-init-pin", "only where it is asked for: {}", usual.said());
    assert!(usual.output.contains("--challenge"), "the usual plan names it: {}", usual.said());
}
