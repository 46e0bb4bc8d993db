//! Drivers that deny having a token which they nevertheless serve: a flag that they never set.

use serde_json::{Value, json};

use super::support::{Fault, Home, Outcome, Rig, Script, Token};
use super::{inventory, token, tokenctl};

/// CKF_LOGIN_REQUIRED and CKF_RNG: what some modules always report.
const NEITHER_INITIALIZED_NOR_PIN: u64 = 0x5;
/// CKF_USER_PIN_INITIALIZED.
const USER_PIN: u64 = 0x8;
const REMOVABLE: u64 = 0x2;

fn codes(token: &Value) -> Vec<(&str, &str)> {
    let problems = token["problems"].as_array().expect("problems");
    let odd = problems.iter().filter(|problem| problem["code"] == "token-flag-missing");
    odd.map(|problem| (problem["severity"].as_str().unwrap(), problem["details"]["flag"].as_str().unwrap())).collect()
}

fn slot(id: u64, flags: u64, token: &Token) -> Value {
    json!({"id": id, "description": format!("Reader {id}"), "flags": flags, "token": token.json()})
}

#[test]
fn a_token_whose_module_never_says_initialised_is_read_where_it_shows_something() {
    let home = Home::new();
    let flags = |token: Token, flags: u64| token.set("flags", flags);
    let nameless = |token: Token| token.set("label", "");
    let shown = [
        ("a label", flags(Token::of_holder(1), NEITHER_INITIALIZED_NOR_PIN)),
        ("a PIN flag", nameless(flags(Token::of_holder(1), USER_PIN))),
        ("objects", nameless(flags(Token::of_holder(1), 0))),
    ];
    for (what, token_of_case) in shown {
        let rig = Script::empty().slot(1, token_of_case).install();
        let report = inventory(&home, &rig).expect_status(0, what).json();
        let token = token(&report, 1).expect(what);
        assert_eq!(token["initialized"], true, "{what}: {token}");
        assert_eq!(token["certificates"].as_array().map(Vec::len), Some(1), "{what}: it is read: {token}");
        assert_eq!(codes(&token), [("note", "CKF_TOKEN_INITIALIZED")], "{what}: and what is odd is said: {token}");
        assert_eq!(report["summary"]["tokens"], 1, "{what}: it counts");
    }
}

#[test]
fn a_token_that_shows_nothing_or_takes_no_session_is_not_initialised_and_no_failure() {
    let home = Home::new();
    let bare = || Token::bare("").set("flags", 0).set("objects", json!([]));
    let refuses = Fault::at("C_OpenSession").slot(1).returns("CKR_TOKEN_NOT_RECOGNIZED");
    let cases = [
        ("nothing", Script::empty().slot(1, bare())),
        ("a label, as kryoptic and others give before", {
            let token = Token::of_holder(1).set("flags", NEITHER_INITIALIZED_NOR_PIN);
            Script::empty().slot(1, token).fault(refuses)
        }),
        ("nothing, and a search that fails", {
            Script::empty().slot(1, bare()).fault(Fault::at("C_FindObjectsInit").returns("CKR_GENERAL_ERROR"))
        }),
    ];
    for (what, script) in cases {
        let rig = script.install();
        let report = inventory(&home, &rig).expect_status(0, what).json();
        let token = token(&report, 1).expect(what);
        assert_eq!((&token["initialized"], codes(&token).len()), (&json!(false), 0), "{what}: {token}");
        assert_eq!(report["drivers"][0]["slot_failures"], json!([]), "{what}: {}", report["drivers"][0]);
    }
}

#[test]
fn what_a_token_that_shows_nothing_refuses_is_a_failure_unless_blank_tokens_refuse_it() {
    let home = Home::new();
    let nameless = |flags: u64| Token::of_holder(1).set("label", "").set("flags", flags);
    let calls = ["C_OpenSession", "C_FindObjectsInit", "C_FindObjects"];
    let codes = ["CKR_DEVICE_ERROR", "CKR_USER_NOT_LOGGED_IN", "CKR_DEVICE_MEMORY"];
    let mut cases: Vec<(&str, &str)> = calls.iter().flat_map(|call| codes.map(|code| (*call, code))).collect();
    cases.extend([("C_OpenSession", "CKR_GENERAL_ERROR"), ("C_GetAttributeValue", "CKR_DEVICE_REMOVED")]);
    for (call, code) in cases {
        let rig = Script::empty().slot(1, nameless(4)).fault(Fault::at(call).returns(code)).install();
        let report = inventory(&home, &rig).expect_status(1, "it could not be read").json();
        let failure = &report["drivers"][0]["slot_failures"][0];
        assert_eq!((&failure["call"], &failure["ckr"]), (&json!(call), &json!(code)), "{report}");
    }
    let named = Token::of_holder(1).set("flags", NEITHER_INITIALIZED_NOR_PIN);
    let rig = Script::empty().slot(1, named).fault(Fault::at("C_OpenSession").returns("CKR_DEVICE_ERROR")).install();
    inventory(&home, &rig).expect_status(1, "a label alone is enough to be a token");
    // An answer that says nothing is not a failure, but noted.
    let refuses = Fault::at("C_FindObjectsInit").returns("CKR_GENERAL_ERROR");
    let rig = Script::empty().slot(1, nameless(0)).fault(refuses).install();
    let report = inventory(&home, &rig).expect_status(0, "it may be blank").json();
    assert!(report["drivers"][0]["notes"].to_string().contains("CKR_GENERAL_ERROR"), "{}", report["drivers"][0]);
}

#[test]
fn a_token_that_only_shows_objects_is_one_for_commands_that_send_a_pin_too() {
    let home = Home::new();
    let nameless = || Token::of_holder(1).set("label", "").set("flags", 4);
    let pin = home.path().join("pin");
    super::support::secret_file(&pin, "123456");
    let verify = ["pin", "verify", "--batch", "--pin-file", pin.to_str().expect("a path")];
    let rig = Script::empty().slot(1, nameless()).install();
    tokenctl(&home, &rig, &verify).expect_status(5, "found, and its PIN was never set, as `pin status` says");
    tokenctl(&home, &rig, &["pin", "unlock", "--plan"]).expect_status(0, "found");
    let rig = Script::empty().slot(1, nameless()).slot(2, Token::of_holder(2)).install();
    tokenctl(&home, &rig, &verify).expect_status(4, "which of the two?");
    assert_eq!(rig.calls().with_secrets(), 0, "no PIN was sent");
    let blank = Token::bare("").set("flags", 0).set("objects", json!([]));
    let rig = Script::empty().slot(1, blank).slot(2, Token::of_holder(2)).install();
    tokenctl(&home, &rig, &["pin", "unlock", "--plan"]).expect_status(0, "a blank token is none of them");
}

#[test]
fn a_token_in_a_slot_that_is_said_to_be_empty_is_read_and_an_empty_slot_stays_empty() {
    let home = Home::new();
    let script =
        Script::empty().raw_slot(slot(1, REMOVABLE, &Token::of_holder(1))).empty_slot(2).slot(3, Token::of_holder(3));
    let rig = script.install();
    let report = inventory(&home, &rig).expect_status(0, "all is read").json();
    let found = token(&report, 1).expect("the module serves it");
    assert_eq!(found["certificates"].as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(codes(&found), [("note", "CKF_TOKEN_PRESENT")], "{found}");
    assert_eq!(codes(&token(&report, 3).expect("the other")), [], "nothing is odd there");
    assert!(token(&report, 2).is_none(), "an empty slot has no token");
    // A pulled token may still be listed by name, but accepts no session.
    let pulled = Fault::at("C_OpenSession").slot(1).returns("CKR_TOKEN_NOT_PRESENT");
    let rig = script_of_denied().fault(pulled).install();
    let report = inventory(&home, &rig).expect_status(0, "nothing is there").json();
    assert_eq!((&report["tokens"], &report["drivers"][0]["slot_failures"]), (&json!([]), &json!([])), "{report}");
}

fn script_of_denied() -> Script {
    Script::empty().raw_slot(slot(1, REMOVABLE, &Token::of_holder(1)))
}

#[test]
fn a_pin_goes_to_a_denied_token_by_the_same_door() {
    let home = Home::new();
    let token = Token::of_holder(1).user_pin("123456").set("flags", NEITHER_INITIALIZED_NOR_PIN | USER_PIN);
    let rig = Script::empty().raw_slot(slot(1, REMOVABLE, &token)).install();
    let mut command = home.process();
    command.args(["--batch", "--module"]).arg(rig.module()).args(["pin", "verify", "--pin-stdin"]);
    let outcome = Outcome::with_input(&mut command, b"123456");
    outcome.expect_status(0, "the PIN is right");
    let calls = rig.calls();
    assert_eq!(calls.with_secrets(), 1, "one PIN call: {:?}", calls.table());
}

#[test]
fn a_hang_in_c_get_token_info_names_the_reader() {
    let home = Home::new();
    let rig = Script::tokens(2).fault(Fault::at("C_GetTokenInfo").slot(1).hangs()).install();
    let report = inventory(&home, &rig).expect_status(1, "one slot hangs").json();
    let failure = &report["drivers"][0]["slot_failures"][0];
    assert_eq!((&failure["kind"], &failure["call"]), (&json!("hung"), &json!("C_GetTokenInfo")), "{failure}");
    assert_eq!(failure["reader"], "Reader 1", "{failure}");
    assert!(token(&report, 2).is_some(), "the other slot is read");
}

#[test]
fn a_failure_is_said_once_in_words_with_its_code_in_brackets() {
    let home = Home::new();
    let script = Script::tokens(1).fault(Fault::at("C_FindObjectsInit").slot(1).returns("CKR_USER_NOT_LOGGED_IN"));
    let rig = script.install();
    let said = |rig: &Rig, language: &str| {
        let mut command = home.process();
        command.args(["--at", "2026-11-22", "--lang", language, "--module"]).arg(rig.module()).arg("inventory");
        String::from_utf8_lossy(&Outcome::of(&mut command).stdout).replace('\n', " ")
    };
    let english = said(&rig, "en");
    assert!(english.contains("`tokenctl inventory --login` reads it"), "{english}");
    let rig_of = |code: &str| Script::tokens(1).fault(Fault::at("C_OpenSession").slot(1).returns(code)).install();
    let rig = rig_of("CKR_DEVICE_ERROR");
    let english = said(&rig, "en");
    let words = "the token or the reader reports a fault (CKR_DEVICE_ERROR from C_OpenSession)";
    assert_eq!(english.split_whitespace().collect::<Vec<_>>().join(" ").matches(words).count(), 1, "{english}");
    let vietnamese = said(&rig, "vi").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(vietnamese.contains("thiết bị hoặc đầu đọc báo lỗi (CKR_DEVICE_ERROR"), "{vietnamese}");
    // Documents keep their sentence.
    let report = inventory(&home, &rig).expect_status(1, "one slot failed").json();
    let failures = report["drivers"][0]["slot_failures"].as_array().expect("a list");
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(
        failures[0]["message"].as_str().unwrap().ends_with("C_OpenSession failed with CKR_DEVICE_ERROR"),
        "{failures:?}"
    );
}

#[test]
fn a_class_of_objects_that_fails_like_the_one_before_is_said_once() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_FindObjects").slot(1).returns("CKR_DEVICE_ERROR")).install();
    let report = inventory(&home, &rig).json();
    let failures = report["drivers"][0]["slot_failures"].as_array().expect("a list");
    let mut once = failures.clone();
    once.dedup();
    assert_eq!((failures.is_empty(), failures.len()), (false, once.len()), "{failures:?}");
}

#[test]
fn a_slot_number_that_doubles_cannot_hold_is_there_as_text_too() {
    let home = Home::new();
    let large = (1_u64 << 53) + 1;
    let failing = large + 2;
    let fault = Fault::at("C_GetTokenInfo").slot(failing).returns("CKR_DEVICE_ERROR");
    let rig = Script::empty()
        .slot(large, Token::of_holder(1))
        .slot(failing, Token::of_holder(2))
        .slot(7, Token::of_holder(7));
    let rig = rig.fault(fault).install();
    let report = inventory(&home, &rig).expect_status(1, "one slot failed").json();
    assert_eq!(token(&report, large).expect("the token")["slot_text"], large.to_string());
    assert_eq!(report["drivers"][0]["slot_failures"][0]["slot_text"], failing.to_string());
    assert_eq!(token(&report, 7).expect("the token")["slot_text"], Value::Null, "a double holds it");
}

#[test]
fn a_cut_label_selects_by_its_very_bytes_and_its_twin_does_not() {
    let home = Home::new();
    let token = |number: u64, label: &[u8]| Token::of_holder(number).set("label", super::support::hex(label));
    let rig = Script::empty().slot(1, token(1, b"Nguy\xE1")).slot(2, token(2, b"Nguy\xE2")).install();
    let report = inventory(&home, &rig).expect_status(0, "both are read").json();
    let uri = |slot| super::token(&report, slot).expect("a token")["uri"].as_str().expect("a URI").to_owned();
    assert!(uri(1).ends_with("token=Nguy%E1") && uri(2).ends_with("token=Nguy%E2"), "{} {}", uri(1), uri(2));
    for slot in [1, 2] {
        let only_label = format!("pkcs11:token=Nguy%E{slot}");
        for selector in [uri(slot), only_label] {
            let report =
                tokenctl(&home, &rig, &["--token", &selector, "token", "list"]).expect_status(0, "found").json();
            let slots: Vec<&Value> = report["tokens"].as_array().unwrap().iter().map(|token| &token["slot"]).collect();
            assert_eq!(slots, [&json!(slot)], "{selector}");
        }
    }
    let none = tokenctl(&home, &rig, &["--token", "pkcs11:token=Nguy%E3", "token", "list"]);
    none.expect_status(3, "another byte is another label");
}

#[cfg(target_os = "linux")]
#[test]
fn progress_names_the_driver_it_waits_for() {
    let home = Home::new();
    let quick = Script::tokens(1).install();
    let slow = Script::tokens(2).fault(Fault::at("C_GetTokenInfo").slot(2).stops_at_gate("slow")).install();
    let module = slow.folder().join("libslow.so");
    std::fs::copy(slow.module(), &module).expect("a copy");
    std::fs::copy(format!("{}.json", slow.module().display()), format!("{}.json", module.display()))
        .expect("its script");
    let mut program = home.process();
    program.args(["--lang", "en", "--module", quick.module_text()]).arg("--module").arg(&module);
    let mut screen =
        super::support::Screen::start(program.args(["token", "list"]).env("TERM", "xterm").env("COLUMNS", "160"));
    screen.until("waiting for libslow.so");
    std::fs::File::create(format!("{}.json.gate.slow.open", module.display())).expect("the gate can be opened");
    let (status, shown) = screen.end();
    assert_eq!(status, 0, "{shown}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_cut_label_has_the_uri_that_p11tool_prints_and_takes() {
    takes_the_uri_of_p11tool(&Token::of_holder(1).set("label", super::support::hex(b"Nguy\xE1")));
}

#[cfg(target_os = "linux")]
#[test]
fn a_token_padded_with_nuls_is_selected_by_the_uri_that_p11tool_prints() {
    let mut padded = b"VGCA".to_vec();
    padded.resize(32, 0);
    let token = Token::of_holder(1).set("label", super::support::hex(&padded));
    takes_the_uri_of_p11tool(&token);
}

#[cfg(target_os = "linux")]
#[test]
fn a_token_with_rests_behind_a_nul_is_selected_by_the_uri_that_p11tool_prints() {
    let mut label = b"VGCA\0\0old label".to_vec();
    label.resize(32, b' ');
    let token = Token::of_holder(1).set("label", super::support::hex(&label));
    takes_the_uri_of_p11tool(&token);
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_token_leaves_empty_is_in_its_uri_as_in_that_of_p11tool() {
    for empty in ["serial", "label", "model", "manufacturer"] {
        takes_the_uri_of_p11tool(&Token::of_holder(1).set(empty, ""));
    }
}

/// Compares our URI of a token with p11tool's, and selects by it; each of the others is refused.
#[cfg(target_os = "linux")]
fn takes_the_uri_of_p11tool(token: &Token) {
    let home = Home::new();
    let rig = Script::empty().slot(1, token.clone()).install();
    let report = inventory(&home, &rig).expect_status(0, "it is read").json();
    let ours = super::token(&report, 1).expect("a token")["uri"].as_str().expect("a URI").to_owned();
    let p11tool = |arguments: &[&str]| {
        let mut command = super::support::tool("p11tool");
        super::support::run(command.arg("--provider").arg(rig.module()).args(arguments))
    };
    let listed = p11tool(&["--list-token-urls"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let theirs = listed
        .lines()
        .find(|line| line.contains("Scripted") || line.contains("Tokenctl%20tests"))
        .unwrap_or_else(|| panic!("{listed}"));
    assert_eq!(ours, theirs.trim(), "the judge prints the same: {listed}");
    let selected =
        tokenctl(&home, &rig, &["--token", theirs.trim(), "token", "list"]).expect_status(0, "its URI").json();
    assert_eq!(selected["tokens"].as_array().map(Vec::len), Some(1), "is taken");
}

#[test]
fn a_uri_sends_no_pin_to_a_token_that_only_resembles_the_one_it_names() {
    let home = Home::new();
    let hex = super::support::hex;
    let of = |label: &[u8], serial: &[u8]| {
        Token::of_holder(1).set("label", hex(label)).set("serial", hex(serial)).set("model", hex(b"Model"))
    };
    for (label, serial, uris) in [
        (&b"VGCA Token"[..], &b"S2"[..], &["pkcs11:token=VGCA%20Token;serial=", "pkcs11:token=;serial=S2"][..]),
        (b"bad\xE1", b"S2", &["pkcs11:token=bad%EF%BF%BD", "pkcs11:token=bad%E2", "pkcs11:token=bad"]),
        (b"A", b"S\xE2", &["pkcs11:serial=S%EF%BF%BD", "pkcs11:serial=S%E1"]),
        (b"A", b"ABCD", &["pkcs11:serial=abcd"]),
        (b"  lead", b" S1", &["pkcs11:token=lead", "pkcs11:serial=S1"]),
        ("A\u{a0}".as_bytes(), b"S1", &["pkcs11:token=A"]),
        (b"A\t", b"S1", &["pkcs11:token=A"]),
        (b"x", b"S1", &["pkcs11:token=x%00z"]),
        (b"x\0y", b"S1", &["pkcs11:token=x%00z", "pkcs11:token=x"]),
        ("Va\u{306}".as_bytes(), b"S1", &["pkcs11:token=V%C4%83"]),
        (b"A", b"S1", &["pkcs11:token=A?module-path=", "pkcs11:slot-description=R%EF%BF%BD"]),
    ] {
        let rig = Script::empty().slot(1, of(label, serial)).install();
        for uri in uris {
            let refused = tokenctl(&home, &rig, &["pin", "verify", "--batch", "--token", uri, "--pin-env", "NO_PIN"]);
            refused.expect_status(3, uri);
        }
        assert_eq!(rig.calls().count("C_Login"), 0, "{uris:?}");
        let own = inventory(&home, &rig).expect_status(0, "it is read").json();
        let own = super::token(&own, 1).expect("a token")["uri"].as_str().expect("a URI").to_owned();
        tokenctl(&home, &rig, &["token", "list", "--token", &own]).expect_status(0, &own);
    }
}
