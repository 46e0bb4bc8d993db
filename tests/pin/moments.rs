//! Ctrl-C, deadlines and kills, at each moment of a run.
//!
//! Pitfall: signals go only to the program, like a terminal's Ctrl-C; its hosts are in separate groups.

use std::process::{Child, Command, Stdio};

use serde_json::json;

use super::desk::{Desk, NEW_PIN, Run, WRONG};
use super::support::{Fault, SO_PIN, Script, USER_PIN};
use super::typed::start_screen;

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status();
    assert!(status.expect("kill").success(), "SIG{name} can be sent");
}

/// Starts a run whose output is kept.
fn start(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
}

fn end(child: Child) -> Run {
    Run::from(child.wait_with_output().expect("the program ends"))
}

#[test]
fn control_c_at_any_question_sends_nothing() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let questions = ["SO PIN (administrator PIN)", "New PIN for token", "Repeat the new PIN:", "last four"];
    let answers = [SO_PIN, NEW_PIN, NEW_PIN];
    for stop in 0..questions.len() {
        let mut screen = start_screen(&desk, &["pin", "unlock"]);
        for (question, answer) in questions.iter().zip(answers).take(stop) {
            screen.answer(question, &format!("{answer}\n"));
        }
        screen.answer(questions[stop], "\u{3}");
        let (status, shown) = screen.end();
        assert_eq!((status, desk.counts()), (9, (0, 0, 0)), "Ctrl-C at question {stop}:\n{shown}");
        for secret in answers {
            assert!(!shown.contains(secret), "what is typed is not shown:\n{shown}");
        }
    }
    desk.home.no_child_left();
}

#[test]
fn an_unlock_on_a_terminal_shows_the_plan_asks_and_wants_the_serial_typed() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let mut screen = start_screen(&desk, &["pin", "unlock"]);
    // The plan comes first.
    screen.until("If wrong");
    screen.answer("SO PIN (administrator PIN)", &format!("{SO_PIN}\n"));
    screen.answer("New PIN for token", &format!("{NEW_PIN}\n"));
    screen.answer("Repeat the new PIN:", &format!("{NEW_PIN}\n"));
    screen.answer("last four", "0001\n");
    let (status, shown) = screen.end();
    assert_eq!((status, desk.counts()), (0, (2, 1, 0)), "{shown}");
    assert!(shown.contains("login with the new PIN and a valid signature"), "{shown}");
    assert!(!shown.contains(NEW_PIN) && !shown.contains(SO_PIN), "nothing secret is shown:\n{shown}");
}

#[test]
fn another_serial_typed_is_status_7_and_sends_nothing() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let (so, new) = (desk.file("so", SO_PIN), desk.file("new", NEW_PIN));
    let files = ["--so-pin-file", so.to_str().expect("UTF-8"), "--new-pin-file", new.to_str().expect("UTF-8")];
    let mut screen = start_screen(&desk, &[&["pin", "unlock"][..], &files].concat());
    screen.answer("last four", "0002\n");
    let (status, shown) = screen.end();
    assert_eq!((status, desk.counts()), (7, (0, 0, 0)), "{shown}");
}

#[test]
fn control_c_during_the_call_waits_for_its_end_and_reports_it() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").sleeps(1500)));
    let mut screen = start_screen(&desk, &["pin", "verify"]);
    screen.answer("User PIN of token", &format!("{USER_PIN}\n"));
    desk.wait_for_call("C_Login", 1);
    screen.type_in("\u{3}");
    let (status, shown) = screen.end();
    assert_eq!((status, desk.counts()), (0, (1, 0, 0)), "the call ended well, and that is told:\n{shown}");
    assert!(shown.contains("the PIN is correct") && shown.contains("After"), "with the state after it:\n{shown}");
}

#[test]
fn a_signal_between_secrets_and_call_sends_nothing() {
    for name in ["INT", "TERM", "HUP"] {
        // The third process is the one that would act; it checks the token first.
        let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_GetTokenInfo").process(3).sleeps(1500)));
        let child = start(desk.unlocking(SO_PIN, NEW_PIN, &[]));
        desk.wait_for_call("C_GetTokenInfo", 3);
        signal(&child, name);
        let run = end(child);
        assert_eq!((run.status, desk.counts()), (9, (0, 0, 0)), "SIG{name} before the call: {}", run.said());
        let words = [("intent".to_owned(), "–".to_owned()), ("result".to_owned(), "cancelled".to_owned())];
        assert_eq!(desk.journal_words(), words, "the intent is written before the host is started, then its end");
        assert_eq!(desk.journal()[1]["ended"], "refused", "which is no try");
    }
}

#[test]
fn a_signal_during_an_unlock_lets_it_be_done_and_proves_nothing_more() {
    for name in ["INT", "TERM", "HUP"] {
        let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").sleeps(1500)));
        let child = start(desk.unlocking(SO_PIN, NEW_PIN, &[]));
        desk.wait_for_call("C_Login", 1);
        signal(&child, name);
        let run = end(child);
        assert_eq!((run.status, desk.counts()), (1, (1, 1, 0)), "SIG{name} in C_Login: {}", run.said());
        assert_eq!((run.word("/result"), run.word("/after/user_pin")), ("unlocked", "ok"), "{}", run.said());
        assert_eq!(run.report["proof"]["login"], json!(null), "the proof was not begun: {}", run.said());
        assert!(run.error.contains("cancelled before the login"), "and that is said: {}", run.error);
    }
}

#[test]
fn a_driver_that_says_itself_that_a_call_was_cancelled_is_not_believed() {
    let forged = || Fault::at("C_Login").keeps_writing_frames(&[json!("cancelled")], 20);
    let desk = Desk::of(&Script::tokens(1).fault(forged()).fault(Fault::at("C_Login").hangs()));
    let child = start(desk.unlocking(SO_PIN, NEW_PIN, &["--pin-timeout", "1"]));
    desk.wait_for_call("C_Login", 1);
    signal(&child, "INT");
    let run = end(child);
    assert_eq!((run.status, desk.counts()), (8, (1, 0, 0)), "the try may be spent: {}", run.said());
    assert_eq!((run.word("/result"), run.word("/try_spent")), ("unknown", "counted"), "{}", run.said());
    assert_eq!(desk.journal().pop().expect("a line")["ended"], "unknown", "for the next run as well");
    desk.home.no_child_left();
}

#[test]
fn a_call_that_outlasts_its_deadline_is_unknown_and_counted_and_nothing_follows() {
    for (call, counts) in [("C_Login", (1, 0, 0)), ("C_InitPIN", (1, 1, 0))] {
        let desk = Desk::of(&Script::tokens(1).fault(Fault::at(call).hangs()));
        let run = desk.unlock(SO_PIN, NEW_PIN, &["--pin-timeout", "1"]);
        assert_eq!((run.status, desk.counts()), (8, counts), "{call} hangs: {}", run.said());
        assert_eq!((run.word("/result"), run.word("/try_spent")), ("unknown", "counted"), "{call}: {}", run.said());
        assert_eq!(run.word("/call"), call, "which call: {}", run.said());
        assert!(run.error.contains("check the state before trying again"), "{call}: {}", run.error);
        let last = desk.journal().pop().expect("a line");
        assert_eq!((&last["phase"], &last["ended"]), (&json!("result"), &json!("unknown")), "{call}: {last}");
        desk.home.no_child_left();
        let status = desk.run(&["pin", "status"]);
        let tries = status.report["tokens"][0]["recent_tries"].as_array().map(Vec::len);
        assert_eq!(tries, Some(1), "{call}: the ledger warns of it: {}", status.said());
    }
}

#[test]
fn a_crash_inside_the_call_is_unknown_and_counted() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").crashes()));
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (8, (1, 0, 0)), "{}", run.said());
    assert_eq!((run.word("/result"), run.word("/try_spent")), ("unknown", "counted"), "{}", run.said());
}

#[test]
fn a_pin_that_was_made_up_is_shown_where_nobody_knows_whether_it_was_set() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_InitPIN").after().hangs()));
    let mut command = desk.command(&["pin", "unlock", "--batch", "--yes", "--generate", "--pin-timeout", "1"]);
    let run = Run::of(command.arg("--so-pin-file").arg(desk.file("so-pin", SO_PIN)));
    assert_eq!(run.status, 8, "{}", run.said());
    let pin = run.error.split("new PIN: ").nth(1).and_then(|rest| rest.lines().next()).expect("the PIN is shown");
    assert!(run.error.contains("if the new PIN was set, it is this one"), "{}", run.error);
    assert_eq!(desk.verify(pin, &[]).status, 0, "it was set indeed, and would be lost otherwise");
}

#[test]
fn pin_calls_have_a_deadline_of_their_own() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").sleeps(2500)));
    let run = desk.verify(USER_PIN, &["--timeout", "1", "--pin-timeout", "60"]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 0)), "longer than a reading call may take: {}", run.said());
}

#[test]
fn a_killed_parent_leaves_a_host_that_finishes_the_call_and_an_intent_without_result() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").sleeps(1500)));
    let mut child = start(desk.unlocking(WRONG, NEW_PIN, &[]));
    desk.wait_for_call("C_Login", 1);
    child.kill().expect("SIGKILL");
    child.wait().expect("it ends");
    assert_eq!(desk.rig.hosts().len(), 1, "the host is inside the call, and stays");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    desk.home.no_child_left();
    assert_eq!(desk.counts(), (1, 0, 0), "nothing after the call that was under way");
    assert_eq!(desk.rig.tries_left(1, "so"), 2, "the call came to its end: one try is spent");
    assert_eq!(desk.journal_words(), [("intent".to_owned(), "–".to_owned())], "the journal shows the kill");
    let verify = desk.run(&["journal", "verify"]);
    assert_eq!(verify.status, 0, "a kill is no forgery: {}", verify.said());
    assert!(verify.output.contains("intent-without-result"), "but it is found: {}", verify.output);
    let status = desk.run(&["pin", "status"]);
    let tries = &status.report["tokens"][0]["recent_tries"];
    assert_eq!((&tries[0]["secret"], &tries[0]["spent"]), (&json!("so-pin"), &json!("counted")), "{}", status.said());
}

#[test]
fn a_parent_killed_right_before_the_call_leaves_no_call_and_no_host() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_GetTokenInfo").process(3).after().stops_at_gate("look")));
    let mut child = start(desk.unlocking(SO_PIN, NEW_PIN, &[]));
    desk.rig.wait_for_gate("look");
    child.kill().expect("SIGKILL");
    child.wait().expect("it ends");
    desk.rig.open_gate("look");
    desk.home.no_child_left();
    assert_eq!(desk.counts(), (0, 0, 0), "its announcement had no listener");
}

#[test]
fn a_host_whose_parent_was_killed_gives_up_a_call_that_never_comes_back() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").hangs()));
    let mut child = start(desk.verifying(USER_PIN, &["--pin-timeout", "1"]));
    desk.wait_for_call("C_Login", 1);
    child.kill().expect("SIGKILL");
    child.wait().expect("it ends");
    desk.home.no_child_left();
}

#[test]
fn a_killed_parent_leaves_no_second_call() {
    let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_Login").sleeps(1500)));
    let mut child = start(desk.unlocking(SO_PIN, NEW_PIN, &[]));
    desk.wait_for_call("C_Login", 1);
    child.kill().expect("SIGKILL");
    child.wait().expect("it ends");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    desk.home.no_child_left();
    assert_eq!(desk.counts(), (1, 0, 0), "the login was right, but nobody is there any more to say so");
}
