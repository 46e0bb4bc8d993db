//! One login on one token, once: who may, with the PIN from where, and what it uses up.

use serde_json::{Value, json};

use super::support::{Fault, Home, Outcome, Rig, Script, Token, USER_PIN};
use super::{ARGUMENTS, tokens};

/// A run that logs in, with the PIN in a variable.
fn with_pin(home: &Home, rig: &Rig, pin: &str, arguments: &[&str]) -> Outcome {
    let mut command = home.process();
    command.args(ARGUMENTS).arg("--module").arg(rig.module()).env("MY_PIN", pin);
    Outcome::of(command.args(["inventory", "--login", "--pin-env", "MY_PIN"]).args(arguments))
}

fn one(token: Token) -> Rig {
    Script::empty().slot(1, token).install()
}

/// The output never contains the PIN of a failed login.
fn never_told(outcome: &Outcome, pin: &str) {
    assert!(!outcome.stderr.contains(pin), "the PIN is in no message: {}", outcome.stderr);
    assert!(!String::from_utf8_lossy(&outcome.stdout).contains(pin), "nor in the report");
}

#[test]
fn the_right_pin_shows_private_keys_with_one_c_login() {
    let home = Home::new();
    let rig = one(Token::of_holder(1));
    let report = with_pin(&home, &rig, USER_PIN, &[]).expect_status(0, "the right PIN").json();
    let token = &tokens(&report)[0];
    assert_eq!(token["logged_in"], true, "{token}");
    let classes: Vec<&Value> = token["keys"].as_array().expect("keys").iter().map(|key| &key["class"]).collect();
    assert!(classes.contains(&&json!("private")), "the private key is seen: {classes:?}");
    assert_eq!(token["certificates"][0]["private_key"], "present", "{token}");
    assert_eq!(rig.calls().count("C_Login"), 1, "exactly one");
    home.no_child_left();
}

#[test]
fn a_wrong_pin_is_status_5_with_the_state_after_it_and_never_sent_again() {
    let home = Home::new();
    let rig = one(Token::of_holder(1));
    let outcome = with_pin(&home, &rig, "Sai-roi-99", &[]).expect_status(5, "a wrong PIN");
    assert_eq!(outcome.stdout, b"", "no half report");
    let error = outcome.error();
    assert_eq!(error["exit_status"], 5, "{error}");
    assert_eq!(error["code"], "pin-wrong", "{error}");
    let message = error["message"].as_str().expect("a sentence");
    assert!(message.contains("CKR_PIN_INCORRECT"), "it names the code: {message}");
    assert_eq!(rig.calls().count("C_Login"), 1, "one try and no more");
    assert_eq!(rig.tries_left(1, "user"), 2, "one of three is spent");
    never_told(&outcome, "Sai-roi-99");
}

#[test]
fn a_pin_that_locks_with_this_try_is_status_6() {
    let home = Home::new();
    let rig = one(Token::of_holder(1).left("user_pin", 1));
    let outcome = with_pin(&home, &rig, "Sai-roi-99", &["--allow-last-try"]).expect_status(6, "now it is locked");
    assert_eq!(rig.calls().count("C_Login"), 1, "one try: {}", outcome.stderr);
    assert_eq!(rig.tries_left(1, "user"), 0, "the last is spent");
}

#[test]
fn a_locked_pin_is_status_6_and_nothing_is_sent() {
    let home = Home::new();
    let rig = one(Token::of_holder(1).left("user_pin", 0));
    let outcome = with_pin(&home, &rig, USER_PIN, &[]).expect_status(6, "locked");
    assert_eq!(outcome.error()["code"], "pin-locked", "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 0, "no call at all");
    let outcome = with_pin(&home, &rig, USER_PIN, &["--allow-last-try"]).expect_status(6, "still locked");
    assert_eq!(rig.calls().count("C_Login"), 0, "no option changes that: {}", outcome.stderr);
}

#[test]
fn the_last_try_is_refused_with_status_7_and_no_c_login() {
    let home = Home::new();
    let rig = one(Token::of_holder(1).left("user_pin", 1));
    let outcome = with_pin(&home, &rig, USER_PIN, &[]).expect_status(7, "the last try is the holder's");
    assert_eq!(outcome.error()["code"], "final-try", "{}", outcome.stderr);
    assert!(
        outcome.error()["hint"].as_str().is_some_and(|hint| hint.contains("--allow-last-try")),
        "{}",
        outcome.stderr
    );
    assert_eq!(rig.calls().count("C_Login"), 0, "nothing was sent");
    let report = with_pin(&home, &rig, USER_PIN, &["--allow-last-try"]).expect_status(0, "on purpose").json();
    assert_eq!(tokens(&report)[0]["logged_in"], true, "the right PIN works");
    assert_eq!(rig.calls().count("C_Login"), 1, "once");
}

#[test]
fn a_pin_that_was_never_set_is_not_asked_for() {
    let home = Home::new();
    let rig = one(Token::bare("Trắng").set("so_pin", json!({"value": "Quan-tri-7788"})));
    let outcome = with_pin(&home, &rig, USER_PIN, &[]).expect_status(5, "there is no PIN");
    assert_eq!(outcome.error()["code"], "pin-not-set", "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 0, "nothing was sent");
}

#[test]
fn a_pin_pad_gets_null_and_nobody_is_asked() {
    let home = Home::new();
    let rig = one(Token::of_holder(1).set("pin_pad", json!({})));
    let mut command = home.process();
    command.args(ARGUMENTS).arg("--module").arg(rig.module()).args(["inventory", "--login"]);
    let report = Outcome::of(&mut command).expect_status(0, "typed on the reader").json();
    assert_eq!(tokens(&report)[0]["logged_in"], true, "the driver demands NULL and got it");
    assert_eq!(rig.calls().count("C_Login"), 1, "once");
}

#[test]
fn without_a_terminal_and_a_source_nothing_is_sent_and_a_hint_names_the_sources() {
    let home = Home::new();
    let rig = one(Token::of_holder(1));
    for (batch, status) in [(&[][..], 5), (&["--batch"], 2)] {
        let mut command = home.process();
        command.args(ARGUMENTS).args(batch).arg("--module").arg(rig.module()).args(["inventory", "--login"]);
        without_terminal(&mut command);
        let outcome = Outcome::of(&mut command).expect_status(status, "no PIN");
        let error = outcome.error();
        assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("--pin-file")), "{batch:?}: {error}");
    }
    assert_eq!(rig.calls().count("C_Login"), 0, "nothing was sent");
}

#[cfg(unix)]
#[allow(unsafe_code, reason = "a session without a terminal is made between fork and exec")]
fn without_terminal(command: &mut std::process::Command) {
    use std::os::unix::process::CommandExt;
    // SAFETY: setsid is async-signal-safe.
    unsafe {
        command.pre_exec(|| {
            // A group leader cannot, and then it has no terminal of its own anyway.
            let _already = rustix::process::setsid();
            Ok(())
        });
    }
}

#[cfg(not(unix))]
fn without_terminal(_: &mut std::process::Command) {}

#[test]
fn a_token_swapped_between_look_and_login_gets_no_pin() {
    let home = Home::new();
    // The second process is the one that logs in: another token is in the reader then.
    let rig = Script::empty()
        .slot(1, Token::of_holder(1))
        .spare(Token::of_holder(2))
        .fault(Fault::at("C_GetSlotInfo").slot(1).process(2).swaps_token(0))
        .install();
    let outcome = with_pin(&home, &rig, USER_PIN, &[]).expect_status(7, "another token");
    assert_eq!(outcome.error()["code"], "token-changed", "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 0, "nothing was sent to the other one");
}

#[test]
fn a_pin_locked_between_look_and_login_is_not_sent() {
    let home = Home::new();
    let rig = Script::empty()
        .slot(1, Token::of_holder(1))
        .fault(Fault::at("C_GetSlotInfo").slot(1).process(2).locks("user"))
        .install();
    let outcome = with_pin(&home, &rig, USER_PIN, &[]).expect_status(6, "somebody else locked it");
    assert_eq!(outcome.error()["code"], "pin-locked", "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 0, "nothing was sent");
}

#[test]
fn a_login_on_several_tokens_is_refused_with_what_tells_them_apart() {
    let home = Home::new();
    let rig = Script::tokens(3).install();
    let outcome = with_pin(&home, &rig, USER_PIN, &[]).expect_status(4, "three tokens");
    for serial in ["00000001", "00000002", "00000003"] {
        assert!(outcome.stderr.contains(serial), "the list names {serial}: {}", outcome.stderr);
    }
    assert_eq!(rig.calls().with_secrets(), 0, "no token saw a PIN");
    let outcome = with_pin(&home, &rig, USER_PIN, &["--token", "serial:00000002"]);
    let report = outcome.expect_status(0, "one of them").json();
    assert_eq!(tokens(&report).len(), 1, "and only that is shown");
    assert_eq!((rig.calls().count("C_Login"), rig.calls().count_on("C_Login", 2)), (1, 1), "one login, there");
}

#[test]
fn a_hang_in_c_login_counts_as_a_spent_try_and_is_never_repeated() {
    let home = Home::new();
    let rig = Script::empty().slot(1, Token::of_holder(1)).fault(Fault::at("C_Login").hangs()).install();
    let outcome = with_pin(&home, &rig, USER_PIN, &["--pin-timeout", "1"]).expect_status(8, "nobody knows");
    assert_eq!(outcome.error()["code"], "unknown-counted-as-try", "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 1, "once");
    never_told(&outcome, USER_PIN);
    home.no_child_left();
}

#[test]
fn a_crash_in_c_login_counts_as_a_spent_try_and_is_never_repeated() {
    let home = Home::new();
    let rig = Script::empty().slot(1, Token::of_holder(1)).fault(Fault::at("C_Login").crashes()).install();
    let outcome = with_pin(&home, &rig, USER_PIN, &[]).expect_status(8, "nobody knows");
    assert_eq!(outcome.error()["code"], "unknown-counted-as-try", "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 1, "once");
}

#[test]
fn a_crash_after_the_login_is_a_report_in_part_and_no_second_login() {
    let home = Home::new();
    for fault in [Fault::at("C_FindObjects").nth(2).crashes(), Fault::at("C_GetAttributeValue").nth(2).hangs()] {
        let rig = Script::empty().slot(1, Token::of_holder(1)).fault(fault).install();
        let outcome = with_pin(&home, &rig, USER_PIN, &[]).expect_status(1, "in part");
        let report = outcome.json();
        assert_eq!(report["drivers"][0]["status"], "partial", "{report}");
        assert_eq!(tokens(&report)[0]["logged_in"], true, "the PIN was right");
        assert_eq!(rig.calls().count("C_Login"), 1, "once");
    }
}

#[test]
fn a_general_error_of_c_login_is_told_as_a_possibly_spent_try() {
    let home = Home::new();
    let rig =
        Script::empty().slot(1, Token::of_holder(1)).fault(Fault::at("C_Login").returns("CKR_GENERAL_ERROR")).install();
    let outcome = with_pin(&home, &rig, USER_PIN, &[]);
    assert!(outcome.stderr.contains("CKR_GENERAL_ERROR"), "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 1, "once");
    assert_ne!(outcome.status, 0, "no login, no success");
}

#[cfg(target_os = "linux")]
#[test]
fn the_hidden_variable_is_not_inherited_by_the_host() {
    let home = Home::new();
    // Processes started by a host have its environment, and can be inspected.
    let rig = Script::empty()
        .slot(1, Token::of_holder(1))
        .fault(Fault::at("C_FindObjects").nth(1).leaves_child("nothing", false))
        .fault(Fault::at("C_FindObjects").nth(1).stops_at_gate("look"))
        .install();
    let mut command = home.process();
    command.args(["--format", "json", "--at", "2026-11-22", "--module"]).arg(rig.module()).env("MY_PIN", USER_PIN);
    command.args(["inventory", "--login", "--pin-env", "MY_PIN"]).stdout(std::process::Stdio::null());
    let mut run = command.spawn().expect("the program starts");
    rig.wait_for_gate("look");
    let calls = rig.calls();
    let holds = |bytes: &[u8]| bytes.windows(USER_PIN.len()).any(|window| window == USER_PIN.as_bytes());
    let child = calls.told("child")[0].to_owned();
    let environment = std::fs::read(format!("/proc/{child}/environ")).expect("the child's environment");
    let host = calls.0.last().expect("a call").process;
    let command_line = std::fs::read(format!("/proc/{host}/cmdline")).expect("the host's arguments");
    rig.open_gate("look");
    assert!(run.wait().expect("it ends").success(), "the right PIN");
    assert!(environment.windows(5).any(|window| window == b"HOME="), "the environment was read");
    assert!(!holds(&environment) && !holds(&command_line), "the PIN is in the host's environment or arguments");
}

#[test]
fn beside_what_could_not_be_read_a_pin_goes_only_to_a_token_that_is_named_beyond_doubt() {
    let home = Home::new();
    let serial = || Token::of_holder(1).set("serial", super::support::hex(b"10240113"));
    for failing in ["C_Initialize", "C_GetSlotList", "C_GetTokenInfo"] {
        let rig = one(serial());
        let sick = Script::tokens(2).fault(Fault::at(failing).returns("CKR_DEVICE_ERROR")).install();
        let verify = |words: &[&str]| {
            let mut command = home.process();
            command.args(ARGUMENTS).arg("--module").arg(rig.module()).arg("--module").arg(sick.module());
            command.env("MY_PIN", USER_PIN).arg("--batch").args(words);
            Outcome::of(command.args(["--pin-env", "MY_PIN"]))
        };
        let label = tokens(&super::inventory(&home, &rig).json())[0]["label"].as_str().expect("a label").to_owned();
        let (named, uri) =
            (format!("label:{label}"), format!("pkcs11:serial=10240113?module-path={}", rig.module_text()));
        for vague in
            [&[][..], &["--token", &named], &["--token", &label], &["--token", "pkcs11:"], &["--token", "slot:1"]]
        {
            // Both drivers call their readers by the same names: what is in reader 1 is shown, and slot 2 is another one.
            if failing == "C_GetTokenInfo" && vague.contains(&"slot:1") {
                continue;
            }
            for command in [&["pin", "verify"][..], &["inventory", "--login"], &["check", "--login"]] {
                let what = format!("{failing}, {command:?} {vague:?}");
                let outcome = verify(&[command, vague].concat()).expect_status(7, &what);
                assert_eq!(outcome.error()["code"], "token-uncertain", "{}", outcome.stderr);
            }
        }
        assert_eq!((rig.calls().count("C_Login"), sick.calls().count("C_Login")), (0, 0), "{failing}");
        for exact in ["serial:10240113", "10240113", "reader:Reader 1", &uri] {
            verify(&["pin", "verify", "--token", exact]).expect_status(0, exact);
        }
        assert_eq!(rig.calls().count("C_Login"), 4, "{failing}");
    }
    // Drivers without PC/SC call their slots as they like: an equal name does not prove that it is the same token.
    let rig = one(serial());
    let sick = Script::tokens(1).fault(Fault::at("C_GetTokenInfo").returns("CKR_DEVICE_ERROR")).install();
    let mut command = home.process();
    command.args(ARGUMENTS).arg("--module").arg(rig.module()).arg("--module").arg(sick.module());
    command.env("MY_PIN", USER_PIN).args(["--batch", "pin", "verify", "--pin-env", "MY_PIN"]);
    let outcome = Outcome::of(&mut command).expect_status(7, "both have a Reader 1");
    assert_eq!(outcome.error()["code"], "token-uncertain", "{}", outcome.stderr);
    assert_eq!(rig.calls().count("C_Login"), 0);
}

/// `pin verify` of this PIN, at this token.
fn verify(home: &Home, rig: &Rig, token: &str, pin: &str) -> Outcome {
    let mut command = home.process();
    command.args(ARGUMENTS).args(["--lang", "en", "--batch", "--module", rig.module_text()]).env("MY_PIN", pin);
    Outcome::of(command.args(["pin", "verify", "--token", token, "--pin-env", "MY_PIN"]))
}

/// Repeats a command with the `--token` of the hint.
fn token_of_hint(outcome: &Outcome) -> String {
    let error = outcome.error();
    let hint = error["hint"].as_str().expect("a hint");
    let (_, named) = hint.split_once("--token ").unwrap_or_else(|| panic!("{hint}"));
    named.trim_end_matches('`').trim_matches('\'').to_owned()
}

#[test]
fn a_slot_that_fails_may_be_another_pin_of_the_same_card() {
    let home = Home::new();
    let slot = |id: u64, label: &str, pin: &str| {
        let token = Token::bare(label).set("serial", super::support::hex(b"10240011")).user_pin(pin);
        json!({"id": id, "description": "ACS ACR39U 00 00", "token": token.json()})
    };
    let script = Script::empty().raw_slot(slot(0, "User PIN", "123456")).raw_slot(slot(1, "Sign PIN", "654321"));
    let by_card = [
        "reader:ACS ACR39U 00 00",
        "serial:10240011",
        "10240011",
        "pkcs11:serial=10240011",
        "pkcs11:slot-description=ACS%20ACR39U%2000%2000",
    ];
    let healthy = script.install();
    for token in by_card {
        verify(&home, &healthy, token, "123456").expect_status(4, token);
    }
    for failing in ["C_GetTokenInfo", "C_GetSlotInfo"] {
        let rig = script.clone().fault(Fault::at(failing).slot(0).returns("CKR_DEVICE_ERROR")).install();
        // The other one keeps its serial if only its reader is not known.
        let by_card: &[&str] = if failing == "C_GetTokenInfo" { &by_card } else { &[by_card[0], by_card[4]] };
        for token in by_card {
            let outcome = verify(&home, &rig, token, "123456").expect_status(7, &format!("{failing}, {token}"));
            assert_eq!(outcome.error()["code"], "token-uncertain", "{}", outcome.stderr);
            assert_eq!(token_of_hint(&outcome), "slot:1", "{}", outcome.stderr);
        }
        assert_eq!(rig.calls().count("C_Login"), 0, "{failing}: the PIN of the other one reached none");
        verify(&home, &rig, "slot:1", "654321").expect_status(0, "the slot that was read");
    }
}

#[test]
fn a_card_of_two_pins_is_not_all_there_where_another_driver_shows_one_of_them() {
    let home = Home::new();
    let slot = |id: u64, label: &str, pin: &str| {
        let token = Token::bare(label).set("serial", super::support::hex(b"10240011")).user_pin(pin);
        json!({"id": id, "description": "ACS ACR39U 00 00", "token": token.json()})
    };
    let one = Script::empty().raw_slot(slot(0, "User PIN", "123456")).install();
    let both = Script::empty().raw_slot(slot(0, "User PIN", "123456")).raw_slot(slot(1, "Sign PIN", "654321"));
    let sick = both.fault(Fault::at("C_GetTokenInfo").slot(1).returns("CKR_DEVICE_ERROR")).install();
    let mut command = home.process();
    command.args(ARGUMENTS).args(["--batch", "--module", one.module_text(), "--module", sick.module_text()]);
    command.args(["pin", "verify", "--token", "serial:10240011", "--pin-env", "MY_PIN"]).env("MY_PIN", "654321");
    let outcome = Outcome::of(&mut command).expect_status(7, "the second driver shows the token too");
    assert_eq!(outcome.error()["code"], "token-uncertain", "{}", outcome.stderr);
    assert_eq!((one.calls().count("C_Login"), sick.calls().count("C_Login")), (0, 0), "{}", outcome.stderr);
}

#[test]
fn a_holder_is_not_certain_beside_a_token_whose_certificates_were_not_read() {
    let home = Home::new();
    let of = |serial: &[u8], pin: &str| Token::of_holder(1).set("serial", super::support::hex(serial)).user_pin(pin);
    let script = Script::empty().slot(1, of(b"10240001", "123456")).slot(2, of(b"10240002", "654321"));
    let holder = "holder:Trần Thị Bích 1";
    verify(&home, &script.install(), holder, "654321").expect_status(4, "both hold her certificate");
    let faults = [
        Fault::at("C_FindObjectsInit").slot(2).returns("CKR_DEVICE_ERROR"),
        Fault::at("C_OpenSession").slot(2).returns("CKR_DEVICE_ERROR"),
        Fault::at("C_OpenSession").slot(2).crashes(),
        Fault::at("C_GetAttributeValue").slot(2).returns("CKR_DEVICE_ERROR"),
    ];
    for (place, fault) in faults.into_iter().enumerate() {
        let rig = script.clone().fault(fault).install();
        let outcome = verify(&home, &rig, holder, "654321").expect_status(7, &format!("fault {place}"));
        assert_eq!(outcome.error()["code"], "token-uncertain", "{}", outcome.stderr);
        assert_eq!(rig.calls().count("C_Login"), 0, "fault {place}: {}", outcome.stderr);
        assert_eq!(token_of_hint(&outcome), "serial:10240001", "{}", outcome.stderr);
        // The label and the slot of the other one are known.
        verify(&home, &rig, "slot:1", "123456").expect_status(0, &format!("fault {place}, by slot"));
        verify(&home, &rig, "serial:10240001", "123456").expect_status(0, &format!("fault {place}, as the hint says"));
    }
    // A fault on the token itself hides no other one.
    let own = Script::empty().slot(1, of(b"10240001", "123456")).slot(2, Token::of_holder(2));
    let own = own.fault(Fault::at("C_GetAttributeValue").slot(1).nth(9).returns("CKR_DEVICE_ERROR")).install();
    assert_eq!(verify(&home, &own, holder, "123456").status, 0, "her certificate was read");
}

#[test]
fn the_hint_beside_what_was_not_read_names_the_token_as_it_is_accepted() {
    let home = Home::new();
    let of = |number, serial: &[u8]| Token::of_holder(number).set("serial", super::support::hex(serial));
    let script = Script::empty().slot(1, of(1, b"123")).slot(2, of(2, b"124"));
    let rig = script.fault(Fault::at("C_GetTokenInfo").slot(2).returns("CKR_DEVICE_ERROR")).install();
    let outcome = verify(&home, &rig, "serial:123", USER_PIN).expect_status(7, "many have such a serial");
    assert_eq!(outcome.error()["code"], "token-uncertain", "{}", outcome.stderr);
    let named = token_of_hint(&outcome);
    assert_eq!(named, "reader:Reader 1", "{}", outcome.stderr);
    verify(&home, &rig, &named, USER_PIN).expect_status(0, &named);
    // Nor do later hints name it by what is refused.
    let locked = Script::empty().slot(1, of(1, b"123").left("user_pin", 0)).slot(2, of(2, b"124"));
    let locked = locked.fault(Fault::at("C_GetTokenInfo").slot(2).returns("CKR_DEVICE_ERROR")).install();
    let outcome = verify(&home, &locked, &named, USER_PIN).expect_status(6, "locked");
    assert!(!outcome.stderr.contains("serial:123"), "{}", outcome.stderr);
}
