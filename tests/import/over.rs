//! A driver that overwrites the certificate of a slot, and only for its security officer, like ykcs11 according to its
//! published source.

use serde_json::{Value, json};

use super::desk::{AT, Desk, ID, Run, new, old, renewed, sha256, token};
use super::support::{Certificate, Fault, Object, P_256, RSA_2048, RSA_2048_OTHER, Script, Token, secret_file};

/// A PIN that this kind of card accepts.
const PIN: &str = "Sen-4711";
/// An AES-192 key in hex; not a vendor's default.
const MANAGEMENT: &str = "6b1fd04e92a7c35880de17f6a4b9c2037e5d618fa2904bc1";
const WRONG_KEY: &str = "6b1fd04e92a7c35880de17f6a4b9c2037e5d618fa2904bc2";

fn library() -> Value {
    json!({"description": "PKCS#11 PIV Library (SP-800-73)", "manufacturer": "Yubico (www.yubico.com)"})
}

fn as_yubikey(token: Token) -> Token {
    token.set("writing", json!({"overwrites": true, "needs": "so"})).user_pin(PIN).so_pin(MANAGEMENT)
}

pub fn script(token: Token) -> Script {
    Script::empty().set("library", library()).slot(1, as_yubikey(token))
}

pub fn desk_of(script: Script) -> Desk {
    let desk = super::desk::with(script);
    for (name, secret) in [("pin", PIN), ("management", MANAGEMENT), ("wrong-key", WRONG_KEY), ("wrong", "Sen-4712")] {
        secret_file(&desk.path(name), secret);
    }
    desk
}

fn healthy() -> Desk {
    desk_of(script(token(&RSA_2048)))
}

pub const OVER: [&str; 3] = ["--replace", "--so-pin-file", "management"];

pub fn import(desk: &Desk, words: &[&str]) -> Run {
    desk.import(&[&["new.cer"], &OVER[..], words].concat())
}

/// Logins of the user and of the security officer, writes and deletions.
pub fn counts(desk: &Desk) -> [usize; 4] {
    let calls = desk.rig.calls();
    let logins = |user: &str| calls.0.iter().filter(|call| call.name == "C_Login" && call.detail == user).count();
    [logins("user=1"), logins("user=0"), calls.count("C_CreateObject"), calls.count("C_DestroyObject")]
}

pub fn keeps_the_old_one(desk: &Desk, run: &Run) {
    assert_eq!(desk.on_token(), [sha256(&old(&RSA_2048))], "the one before stays: {}", run.said);
    assert_ne!(run.result(0)["replaces"][0]["deleted"], true, "and the report says so: {}", run.said);
}

#[test]
fn one_user_login_for_a_signature_and_one_so_login_for_the_write_in_this_order() {
    let desk = healthy();
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
    let proof = json!({"read_back": true, "signature": true, "signature_skipped": null});
    assert_eq!(run.result(0)["proof"], proof, "{}", run.said);
    assert_eq!(counts(&desk), [1, 1, 1, 0], "one login each, one write, and nothing is deleted by a call of its own");
    let calls = desk.rig.calls();
    assert_eq!(["C_Sign", "C_Logout"].map(|name| calls.count(name)), [1, 1], "one signature, and the officer leaves");
    assert_eq!(calls.processes().len(), 4, "the reading, the user, the officer, and a fresh one that reads back");
    let place = |name: &str, detail: &str| {
        let found = calls.0.iter().position(|call| call.name == name && call.detail.contains(detail));
        found.unwrap_or_else(|| panic!("{name} {detail}"))
    };
    let (signed, officer) = (place("C_Sign", ""), place("C_Login", "user=0"));
    assert!(place("C_Login", "user=1") < signed && signed < officer, "the proof comes first");
    assert!(
        officer < place("C_CreateObject", "") && place("C_CreateObject", "") < place("C_Logout", ""),
        "then the write"
    );
    assert_ne!(calls.0[signed].process, calls.0[officer].process, "each in a process of its own");
    let written = calls.0.iter().find(|call| call.name == "C_CreateObject").expect("a write");
    assert_eq!(written.detail, "attributes=0,128,1,2,3,257,258,17", "the template is that of every import");
    run.replaced_with_a_copy(&old(&RSA_2048));
    assert_eq!(desk.on_token(), [sha256(&new(&RSA_2048))], "exactly one");
    desk.rig.no_host_left();
}

#[test]
fn both_logins_and_the_write_are_in_the_journal_and_no_secret_is_anywhere() {
    let desk = healthy();
    let run = import(&desk, &["-v"]);
    assert_eq!(run.status, 0, "{}", run.said);
    let lines = desk.journal();
    let told = |line: &Value| json!([line["action"], line["method"], line["phase"], line["secret"], line["ended"]]);
    let expected = [
        json!(["cert-import", "login", "intent", "user-pin", null]),
        json!(["cert-import", "login", "result", "user-pin", "done"]),
        json!(["cert-import", "login", "intent", "so-pin", null]),
        json!(["cert-import", "login", "result", "so-pin", "done"]),
        json!(["cert-import", "create-object", "intent", "none", null]),
        json!(["cert-import", "create-object", "result", "none", "done"]),
    ];
    assert_eq!(lines.iter().map(told).collect::<Vec<_>>(), expected, "each call has its intent before it");
    assert_eq!(run.result(0)["journal"]["last_hash"], lines[5]["hash"], "the note names the last line: {}", run.said);
    let journal = std::fs::read_to_string(desk.path("journal/journal.jsonl")).expect("the journal");
    let table = healthy();
    let table = table.run(&[&["cert", "import", "new.cer", "--pin-file", "pin", "--yes"], &OVER[..]].concat());
    let everything = run.said + &journal + table.text() + &table.stderr;
    assert!(everything.contains("was overwritten"), "{everything}");
    for secret in [PIN, MANAGEMENT] {
        assert!(!everything.to_lowercase().contains(&secret.to_lowercase()), "a secret was told: {everything}");
    }
}

#[test]
fn a_wrong_management_key_is_sent_once_and_never_again_by_itself() {
    let desk = healthy();
    let wrong = ["new.cer", "--replace", "--so-pin-file", "wrong-key"];
    let run = desk.import(&wrong);
    assert_eq!((run.status, run.ended(0).0), (5, "refused"), "{}", run.said);
    assert_eq!(
        (run.result(0)["call"].as_str(), run.result(0)["code"].as_str()),
        (Some("C_Login"), Some("CKR_PIN_INCORRECT")),
        "{}",
        run.said
    );
    assert_eq!(counts(&desk), [1, 1, 0, 0], "one try");
    keeps_the_old_one(&desk, &run);
    let again = desk.import(&wrong);
    assert_eq!((again.status, again.ended(0)), (7, ("refused", Some("tried-before"))), "{}", again.said);
    assert_eq!(counts(&desk), [1, 1, 0, 0], "the ledger counts the try, and the user PIN is not sent for nothing");
}

#[test]
fn a_wrong_user_pin_ends_before_the_security_officer() {
    let desk = healthy();
    let run = desk.json(&[&["cert", "import", "new.cer", "--pin-file", "wrong", "--yes"], &OVER[..]].concat());
    assert_eq!((run.status, run.ended(0).0), (5, "refused"), "{}", run.said);
    assert_eq!(counts(&desk), [1, 0, 0, 0], "no management key for a user who is not the holder");
    assert_eq!(desk.rig.wrong_tries("slot:1", "so"), 0, "none was spent");
    keeps_the_old_one(&desk, &run);
}

#[test]
fn without_a_source_of_the_management_key_batch_sends_nothing() {
    let desk = healthy();
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (2, ("refused", Some("pin-missing-in-batch"))), "{}", run.said);
    assert_eq!(counts(&desk), [0; 4], "not even the user PIN");
    assert!(run.said.contains("SO PIN"), "which of the two is missing is said: {}", run.said);
    keeps_the_old_one(&desk, &run);
}

#[test]
fn what_cannot_be_a_management_key_is_sent_to_nobody() {
    let desk = healthy();
    for (name, text) in [
        ("short", "Sen-4711"),
        ("odd", &MANAGEMENT[..40]),
        ("letters", "xyz1fd04e92a7c35880de17f6a4b9c2037e5d618fa2904bc"),
    ] {
        secret_file(&desk.path(name), text);
        let run = desk.import(&["new.cer", "--replace", "--so-pin-file", name]);
        assert_eq!(
            (run.status, run.ended(0)),
            (5, ("refused", Some("pin-characters-impossible"))),
            "{name}: {}",
            run.said
        );
    }
    assert_eq!(counts(&desk), [0; 4], "eight bytes would be a try of the user PIN to this driver");
}

#[test]
fn a_token_swapped_after_the_proof_gets_neither_the_key_nor_a_certificate() {
    let spare = || as_yubikey(Token::named("Other").set("serial", "00000099").key_pair(&ID, "x", &RSA_2048));
    let swapped = script(token(&RSA_2048)).spare(spare());
    let desk = desk_of(swapped.fault(Fault::at("C_Finalize").process(2).after().swaps_token_in(1, Some(0))));
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("token-changed"))), "{}", run.said);
    assert_eq!(counts(&desk), [1, 0, 0, 0], "the other token is sent nothing");
    assert_eq!(run.result(0)["replaces"][0]["deleted"], false, "{}", run.said);
    let survives = script(token(&RSA_2048)).spare(spare()).set("sessions_survive", true);
    let desk = desk_of(survives.fault(Fault::at("C_Login").process(3).after().swaps_token(0)));
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("token-changed"))), "{}", run.said);
    assert_eq!(counts(&desk), [1, 1, 0, 0], "and nothing is written to it after the login either");
}

#[test]
fn a_plan_says_that_it_is_written_over_and_names_the_secrets_and_the_calls() {
    let desk = healthy();
    let run = desk.json(&["cert", "import", "new.cer", "--replace", "--plan"]);
    let one = run.result(0);
    assert_eq!((run.status, &one["result"], &one["overwrites"]), (0, &Value::Null, &json!(true)), "{}", run.said);
    assert_eq!(one["secrets"], json!(["user-pin", "so-pin"]), "{}", run.said);
    let calls = json!(["C_Login(CKU_USER)", "C_Sign", "C_Login(CKU_SO)", "C_CreateObject", "C_Logout"]);
    assert_eq!((&one["calls"], &one["replaces"][0]["deleted"]), (&calls, &json!(false)), "{}", run.said);
    for (language, over, secrets) in [
        ("en", "this driver overwrites the previous one", "the user PIN for one signature of the key, then the SO PIN"),
        (
            "vi",
            "trình điều khiển này ghi đè chứng thư trước",
            "mã PIN người dùng để khóa tạo một chữ ký thử, rồi SO PIN",
        ),
    ] {
        let table = desk.run(&["cert", "import", "new.cer", "--replace", "--plan", "--lang", language]);
        let text = table.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(over) && text.contains(secrets) && text.contains("C_Login(CKU_SO)"), "{text}");
    }
    assert_eq!(counts(&desk), [0; 4], "nothing was sent");
    let other = super::desk::healthy();
    let run = other.json(&["cert", "import", "new.cer", "--plan"]);
    let one = run.result(0);
    assert_eq!((&one["overwrites"], &one["secrets"]), (&json!(false), &json!(["user-pin"])), "{}", run.said);
    let refused = healthy().json(&["cert", "import", "new.cer", "--plan"]);
    assert_eq!(
        (refused.ended(0), &refused.result(0)["secrets"]),
        (("refused", Some("driver-overwrites")), &json!([])),
        "{}",
        refused.said
    );
}

#[test]
fn a_key_that_gives_no_signature_first_is_not_written_over() {
    let asks = Object::private_key(&ID, "An", &P_256).attribute("CKA_ALWAYS_AUTHENTICATE", true);
    let own = Token::named("An").set("serial", "00000077").certificate(&ID, "An", &old(&P_256));
    let desk = desk_of(script(own.object(Object::public_key(&ID, "An", &P_256)).object(asks)));
    desk.file("new.cer", new(&P_256));
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("not-proved-before"))), "{}", run.said);
    assert_eq!(run.result(0)["proof"]["signature_skipped"], "always-authenticate", "{}", run.said);
    assert_eq!(counts(&desk), [1, 0, 0, 0], "no management key without the proof");
    let desk = desk_of(script(token(&RSA_2048)).fault(Fault::at("C_Sign").corrupts()));
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("signature-wrong"))), "{}", run.said);
    assert_eq!(counts(&desk), [1, 0, 0, 0], "nor with a wrong one");
    keeps_the_old_one(&desk, &run);
}

#[test]
fn one_that_is_not_valid_yet_does_not_take_the_place_of_the_one_in_use() {
    let desk = healthy();
    desk.file("new.cer", renewed(&RSA_2048).valid("261215000000Z", "281215000000Z").der());
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("not-yet-valid"))), "{}", run.said);
    assert_eq!(counts(&desk), [0; 4], "before any PIN");
}

#[test]
fn whatever_certificate_has_the_id_of_the_key_gets_a_copy_before_it_is_lost() {
    let foreign = Certificate::of("Somebody else").valid("240101000000Z", "270101000000Z").key(&RSA_2048_OTHER).der();
    let own = Token::named("An").set("serial", "00000077").certificate(&ID, "left over", &foreign);
    let desk = desk_of(script(own.key_pair(&ID, "An", &RSA_2048)));
    let planned = desk.json(&["cert", "import", "new.cer", "--replace", "--plan"]);
    assert_eq!(planned.result(0)["replaces"][0]["sha256"], sha256(&foreign), "the plan names it: {}", planned.said);
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
    let copy = run.result(0)["replaces"][0]["copy"].as_str().expect("a copy").to_owned();
    assert_eq!(std::fs::read(copy).expect("the copy"), foreign, "{}", run.said);
}

#[test]
fn without_a_copy_nothing_is_written_over() {
    let desk = healthy();
    desk.file(&format!("journal/certificate-{}.cer", sha256(&old(&RSA_2048))), "something else under its name");
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("no-copy"))), "{}", run.said);
    assert_eq!(counts(&desk), [1, 0, 0, 0], "the officer is not asked");
    keeps_the_old_one(&desk, &run);
}

/// A certificate that the token generates for its own key, as named by the driver.
fn attested() -> Token {
    let der =
        Certificate::of("YubiKey PIV Attestation 9a").valid("160314000000Z", "520417000000Z").key(&RSA_2048).der();
    token(&RSA_2048).certificate(&ID, "X.509 Certificate for PIV Attestation 9a", &der)
}

#[test]
fn an_attestation_of_the_key_is_neither_the_one_before_nor_deleted() {
    let desk = desk_of(script(attested()));
    let planned = desk.json(&["cert", "import", "new.cer", "--replace", "--plan"]);
    let replaced = planned.result(0)["replaces"].as_array().expect("a list").clone();
    assert_eq!((planned.status, replaced.len()), (0, 1), "the holder's alone: {}", planned.said);
    // The slot has one certificate: deleting a superseded one there would delete the one in use.
    let run = desk.json(&["cert", "delete", "--superseded", "--token", "slot:1", "--pin-file", "pin", "--yes"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("needs-so-login"))), "{}", run.said);
    assert_eq!(counts(&desk), [0; 4], "refused before any PIN");
}

#[test]
fn an_so_source_that_nothing_needs_is_not_read_and_that_is_said() {
    let desk = super::desk::healthy();
    let run = desk.import(&["new.cer", "--so-pin-file", "not-there"]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
    assert!(run.said.contains("no token to be written needs the SO PIN"), "{}", run.said);
}

#[test]
fn one_management_key_never_goes_to_two_tokens() {
    let second = as_yubikey(Token::named("Bình").set("serial", "00000078").certificate(&ID, "B", &old(&P_256)));
    let second = second.key_pair(&ID, "B", &P_256);
    let desk = desk_of(script(token(&RSA_2048)).slot(2, second));
    desk.file("in/a.cer", new(&RSA_2048));
    desk.file("in/b.cer", new(&P_256));
    secret_file(&desk.path("pins"), format!("00000077,{PIN}\n00000078,{PIN}\n"));
    let run = desk.json(&[&["cert", "import", "in", "--pins", "pins", "--yes"], &OVER[..]].concat());
    assert_eq!(run.status, 7, "{}", run.said);
    assert!(run.said.contains("one-pin-for-several") && run.said.contains("one source of the SO PIN"), "{}", run.said);
    assert!(!run.said.contains("`--pins FILE`"), "no list of SO PINs exists to be advised: {}", run.said);
    assert_eq!(counts(&desk), [0; 4], "nothing was sent");
}

#[cfg(target_os = "linux")]
#[test]
fn the_officer_is_asked_only_after_the_user_was_right() {
    let desk = healthy();
    let start = || {
        let mut program = desk.home.process();
        program.current_dir(desk.home.path()).args(["cert", "import", "new.cer", "--replace", "--yes"]);
        program.args(["--at", AT, "--lang", "en", "--module", desk.rig.module_text()]);
        super::support::Screen::start(&program)
    };
    let mut screen = start();
    screen.answer("User PIN of token", "Sen-4712\n");
    let (status, shown) = screen.end();
    assert_eq!((status, counts(&desk)), (5, [1, 0, 0, 0]), "{shown}");
    let mut screen = start();
    screen.answer("User PIN of token", &format!("{PIN}\n"));
    screen.answer("SO PIN (administrator", &format!("{MANAGEMENT}\n"));
    let (status, shown) = screen.end();
    assert_eq!((status, counts(&desk)), (0, [2, 1, 1, 0]), "{shown}");
    assert!(!shown.contains(MANAGEMENT) && !shown.contains(PIN), "{shown}");
    let stopped = healthy();
    let mut program = stopped.home.process();
    program.current_dir(stopped.home.path()).args(["cert", "import", "new.cer", "--replace", "--yes"]);
    program.args(["--at", AT, "--lang", "en", "--module", stopped.rig.module_text()]);
    let mut screen = super::support::Screen::start(&program);
    screen.answer("User PIN of token", &format!("{PIN}\n"));
    screen.answer("SO PIN (administrator", "\u{3}");
    let (status, shown) = screen.end();
    assert_eq!((status, counts(&stopped)), (9, [1, 0, 0, 0]), "Ctrl-C at the second question: {shown}");
}
