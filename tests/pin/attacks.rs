//! Odd orders and dishonest drivers: deliberate attempts to make the program use an unrequested try.
//!
//! The driver's log shows which token each secret reached; nothing here relies on the report alone.

use std::process::Command;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::desk::{Desk, NEW_PIN, Run, WRONG};
use super::support::{Calls, Fault, SO_PIN, Script, Token, USER_PIN};

/// Call, secret and code of every secret that reached a token.
fn reached(calls: &Calls) -> Vec<(String, String, u64)> {
    calls.reached().into_iter().map(|reached| (reached.call, reached.secret, reached.code)).collect()
}

fn was(call: &str, secret: &str, code: u64) -> (String, String, u64) {
    (call.to_owned(), secret.to_owned(), code)
}

/// PKCS#11 codes as in the log.
const INCORRECT: u64 = 0xA0;

/// `inventory --login` with this PIN, as an automated job runs it.
fn inventory(desk: &Desk, pin: &str, more: &[&str]) -> Run {
    let mut command = desk.command(&["inventory", "--login", "--batch"]);
    Run::of(command.arg("--pin-file").arg(desk.file("pin", pin)).args(more))
}

/// One way to enter a PIN at a desk.
type Attempt<'a> = &'a dyn Fn(&Desk) -> Run;

#[test]
fn a_pin_that_a_driver_wrote_over_is_whole_in_the_next_call() {
    // A change with this driver is C_Login and C_SetPIN, both with the old PIN.
    let script = Script::empty().slot(1, Token::of_holder(1).puk("87654321").set("unlock", "puk-set-pin"));
    let desk = Desk::by("puk-set-pin", &script.fault(Fault::at("C_Login").alters_pin()));
    let run = desk.change(USER_PIN, NEW_PIN, &[]);
    let expected = [was("C_Login", "user", 0), was("C_SetPIN", "user", 0), was("C_Login", "user", 0)];
    assert_eq!((run.status, reached(&desk.rig.calls())), (0, expected.to_vec()), "{}", run.said());

    let every = ["C_Login", "C_InitPIN"]
        .into_iter()
        .fold(Script::tokens(1), |script, call| script.fault(Fault::at(call).alters_pin()));
    let desk = Desk::of(&every);
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!(
        (run.status, &run.report["proof"]["login"]),
        (0, &json!(true)),
        "the proof has it whole: {}",
        run.said()
    );
}

#[test]
fn a_module_named_twice_gets_a_wrong_pin_once() {
    let desk = Desk::of(&Script::tokens(1));
    let link = desk.rig.folder().join("again.so");
    std::os::unix::fs::symlink(desk.rig.module(), &link).expect("a link");
    for again in [desk.rig.module(), &link] {
        let _none_yet = std::fs::remove_dir_all(desk.home.path().join("journal"));
        desk.rig.reset();
        let run = desk.verify(WRONG, &["--module", again.to_str().expect("UTF-8")]);
        assert_eq!((run.status, desk.counts()), (5, (1, 0, 0)), "one driver, one try: {}", run.said());
    }
}

/// Two drivers with the same token, like a card served by two vendors.
fn two_drivers() -> (Desk, super::support::Rig) {
    let desk = Desk::of(&Script::tokens(1));
    let shared = desk.rig.folder().join("both");
    let script = Script::tokens(1).set("shared", shared.to_str().expect("UTF-8"));
    desk.rig.rewrite(&script);
    (desk, script.install())
}

#[test]
fn a_wrong_try_by_one_driver_stops_a_machine_at_the_other() {
    let (desk, other) = two_drivers();
    let log = desk.rig.folder().join("both.log");
    let run = desk.verify(WRONG, &["--module", other.module_text()]);
    let tries = || Calls::read(&log).reached().len();
    assert_eq!((run.status, tries()), (5, 1), "seen by both, sent once: {}", run.said());
    let mut command = desk.home.process();
    command.args(["pin", "verify", "--batch", "--format", "json", "--module", other.module_text(), "--pin-file"]);
    let run = Run::of(command.arg(desk.file("pin", WRONG)));
    assert_eq!((run.status, tries()), (7, 1), "the token's tries are its own, whoever serves it: {}", run.said());
}

#[test]
fn a_driver_that_claims_a_known_serial_gets_no_pin_of_it() {
    let honest = Script::tokens(1);
    for (field, claimed) in [("manufacturer", "Somebody"), ("model", "Other"), ("label", "Other")] {
        let liar = Script::empty().slot(1, Token::of_holder(1).set(field, claimed)).install();
        let desk = Desk::of(&honest);
        // The dishonest one comes first, as in an alphabetical folder.
        let mut command = desk.home.process();
        command.args(["pin", "verify", "--batch", "--format", "json", "--token", "serial:00000001"]);
        command.args(["--module", liar.module_text(), "--module", desk.rig.module_text(), "--pin-file"]);
        let run = Run::of(command.arg(desk.file("pin", USER_PIN)));
        assert_eq!(reached(&liar.calls()), [], "{field}: the liar heard nothing: {}", run.said());
        assert_eq!(run.status, 4, "{field}: two tokens of one serial, and neither is chosen: {}", run.said());
        for driver in [&liar, &desk.rig] {
            let folder = driver.folder().file_name().and_then(|name| name.to_str()).expect("a name");
            assert!(run.error.contains(folder), "{field}: what tells them apart is said: {}", run.error);
        }
    }
}

#[test]
fn a_login_of_another_program_forgives_no_wrong_try() {
    for process in 4..9 {
        let fault = Fault::at("C_Login").process(process).returns("CKR_USER_ALREADY_LOGGED_IN");
        let desk = Desk::of(&Script::tokens(1).fault(fault));
        assert_eq!(desk.verify(WRONG, &[]).status, 5, "a wrong try");
        let run = inventory(&desk, WRONG, &["--allow-retry"]);
        if (desk.counts().0, desk.rig.calls().reached().len()) != (2, 1) {
            // Its login was in another process.
            continue;
        }
        // The driver did not check the PIN: nothing is known about it.
        let next = desk.verify(WRONG, &[]);
        assert_eq!((next.status, desk.rig.calls().reached().len()), (7, 1), "{}\n{}", run.said(), next.said());
        return;
    }
    panic!("the login of `inventory` is in none of these processes");
}

/// Moves every line of the journal this many days into the past, with matching hashes.
fn age(desk: &Desk, days: i64) {
    let path = desk.journal_path();
    let text = std::fs::read_to_string(&path).expect("a journal");
    let mut previous = "0".repeat(64);
    let mut aged = String::new();
    for line in text.lines() {
        let (body, _hash) = line.rsplit_once(",\"hash\":").expect("a sealed line");
        let document: Value = serde_json::from_str(line).expect("JSON");
        let time: jiff::Timestamp = document["time"].as_str().expect("a time").parse().expect("a time");
        let old = time - jiff::SignedDuration::from_hours(24 * days);
        let body = body
            .replace(document["time"].as_str().expect("a time"), &old.to_string())
            .replace(document["previous_hash"].as_str().expect("a hash"), &previous);
        let digest = Sha256::digest(format!("{body}}}").as_bytes());
        previous = tokenctl::domain::tlv::hex(&digest);
        aged.push_str(&format!("{body},\"hash\":\"{previous}\"}}\n"));
    }
    std::fs::write(path, aged).expect("the journal");
}

#[test]
fn a_wrong_try_of_last_month_still_stops_a_machine() {
    // If no flag shows it, a monthly job would lock the token within three months.
    let desk = Desk::with(|token| token.set("silent", true));
    assert_eq!(desk.verify(WRONG, &[]).status, 5, "the first try");
    age(&desk, 31);
    assert_eq!(desk.run(&["journal", "verify"]).status, 0, "the aged journal is whole");
    let run = desk.verify(WRONG, &[]);
    assert_eq!((run.status, desk.counts()), (7, (1, 0, 0)), "nothing says that the PIN is right now: {}", run.said());
    let run = desk.verify(USER_PIN, &["--allow-retry"]);
    assert_eq!(run.status, 0, "on purpose it is sent: {}", run.said());
    assert_eq!(inventory(&desk, USER_PIN, &[]).status, 0, "and a right one is the end of it");
}

#[test]
fn a_retry_on_purpose_is_no_leave_to_spend_the_last_try() {
    let desk = Desk::with(|token| token.left("user_pin", 2));
    assert_eq!(desk.verify(WRONG, &["--allow-retry"]).status, 5, "the try before the last");
    let run = desk.verify(WRONG, &["--allow-retry"]);
    assert_eq!((run.status, desk.counts()), (7, (1, 0, 0)), "the last wants its own word: {}", run.said());
    let run = inventory(&desk, WRONG, &["--allow-retry"]);
    assert_eq!((run.status, desk.counts()), (7, (1, 0, 0)), "of every command: {}", run.said());
}

#[test]
fn every_command_counts_the_wrong_try_of_every_other() {
    let change = |desk: &Desk| desk.change(WRONG, NEW_PIN, &[]);
    let verify = |desk: &Desk| desk.verify(WRONG, &[]);
    let login = |desk: &Desk| inventory(desk, WRONG, &[]);
    let keys = |desk: &Desk| {
        let mut command = desk.command(&["key", "list", "--login", "--batch"]);
        Run::of(command.arg("--pin-file").arg(desk.file("pin", WRONG)))
    };
    let commands: [(&str, Attempt<'_>); 4] =
        [("pin change", &change), ("pin verify", &verify), ("inventory", &login), ("key list", &keys)];
    for (first, one) in commands {
        for (second, other) in commands {
            let desk = Desk::with(|token| token.set("silent", true));
            let run = one(&desk);
            assert_eq!(
                reached(&desk.rig.calls()).last().map(|last| last.2),
                Some(INCORRECT),
                "{first}: {}",
                run.said()
            );
            let run = other(&desk);
            let tries = reached(&desk.rig.calls()).len();
            assert_eq!((run.status, tries), (7, 1), "{second} after {first}: {}", run.said());
        }
    }
    let desk = Desk::with(|token| token.set("silent", true));
    assert_eq!(desk.verify_so(WRONG, &[]).status, 5, "the SO PIN once");
    let run = desk.unlock(WRONG, NEW_PIN, &[]);
    assert_eq!((run.status, reached(&desk.rig.calls()).len()), (7, 1), "the SO PIN is one secret: {}", run.said());
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!(run.status, 0, "and the user PIN another: {}", run.said());
}

#[test]
fn a_run_killed_in_its_call_counts_as_a_try_for_the_next_machine() {
    let desk = Desk::with(|token| token.set("silent", true));
    desk.rig.rewrite(
        &Script::empty()
            .slot(1, Token::of_holder(1).set("silent", true))
            .fault(Fault::at("C_Login").stops_at_gate("in")),
    );
    let mut command = desk.verifying(WRONG, &[]);
    let mut child =
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().expect("a run");
    desk.rig.wait_for_gate("in");
    child.kill().expect("SIGKILL");
    child.wait().expect("its end");
    // The host is inside the call, which cannot be undone.
    let run = desk.verify(WRONG, &[]);
    assert_eq!((run.status, desk.counts().0), (7, 1), "while it is there: {}", run.said());
    desk.rig.open_gate("in");
    desk.home.no_child_left();
    let run = desk.verify(WRONG, &[]);
    assert_eq!((run.status, desk.counts().0), (7, 1), "and when it is gone: {}", run.said());
    assert_eq!(reached(&desk.rig.calls()), [was("C_Login", "user", INCORRECT)], "one try in all");
}

#[test]
fn a_child_that_a_driver_leaves_behind_holds_up_neither_this_run_nor_the_next() {
    for escapes in ["nothing", "session"] {
        let desk = Desk::of(&Script::tokens(1).fault(Fault::at("C_OpenSession").leaves_child(escapes, true)));
        let first = desk.verify(USER_PIN, &[]);
        let second = desk.verify(USER_PIN, &[]);
        let children: Vec<String> = desk.rig.calls().told("child").into_iter().map(str::to_owned).collect();
        for child in &children {
            let _gone = Command::new("kill").args(["-KILL", child]).output();
        }
        assert!(children.len() >= 2, "each run left one: {children:?}");
        assert_eq!((first.status, second.status), (0, 0), "{escapes}: {}\n{}", first.said(), second.said());
        assert_eq!(desk.rig.calls().reached().len(), 2, "{escapes}: one login each");
    }
}

#[test]
fn a_pad_is_asked_once_and_for_the_token_that_was_named() {
    let pad = |number| Token::of_holder(number).set("pin_pad", json!({"types": "wrong"}));
    let script = Script::empty().slot(1, pad(1)).spare(pad(2));
    let desk = Desk::of(&script);
    let run = desk.run(&["inventory", "--login", "--batch"]);
    assert_eq!((run.status, desk.counts()), (5, (1, 0, 0)), "a wrong PIN typed there, once: {}", run.said());
    for call in ["C_GetTokenInfo", "C_OpenSession"] {
        let swapped = (1..6).any(|process| {
            let swap = Fault::at(call).slot(1).process(process).nth(1).after().swaps_token(0);
            let desk = Desk::of(&script.clone().fault(swap));
            let run = desk.run(&["inventory", "--login", "--batch"]);
            let tokens: Vec<String> = desk.rig.calls().reached().into_iter().map(|reached| reached.token).collect();
            assert!(
                !tokens.contains(&"spare:0".to_owned()),
                "{call} in {process}: the other pad was asked: {}",
                run.said()
            );
            tokens.is_empty() && run.status == 7
        });
        assert!(swapped, "{call}: at least one exchange came between look and login");
    }
}
