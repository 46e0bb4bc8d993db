//! The order of an import: one login, written once, read back by a new process, proved, and only then the old one deleted.

use serde_json::{Value, json};

use super::desk::{Desk, Run, healthy, new, old, sha256, token, with};
use super::support::{Fault, P_256, RSA_2048, Script, Token};

/// CKA_CLASS, CERTIFICATE_TYPE, TOKEN, PRIVATE, LABEL, SUBJECT, ID, VALUE.
const TEMPLATE: &str = "attributes=0,128,1,2,3,257,258,17";

fn unharmed(desk: &Desk, run: &Run, why: &str) {
    assert!(desk.on_token().contains(&sha256(&old(&RSA_2048))), "{why}: the old certificate stays: {}", run.said);
    let keys = desk.json(&["key", "list", "--login", "--pin-file", "pin", "--token", "slot:1"]);
    assert!(keys.said.contains("\"class\": \"private\""), "{why}: and the key: {}", keys.said);
}

#[test]
fn a_renewed_certificate_is_written_once_read_back_and_proved_in_one_login() {
    let desk = healthy();
    let run = desk.import(&["new.cer"]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
    let proof = json!({"read_back": true, "signature": true, "signature_skipped": null});
    assert_eq!((&run.result(0)["proof"], &run.result(0)["key_id"]), (&proof, &json!("0a0b")), "{}", run.said);
    let calls = desk.rig.calls();
    let counts = ["C_Login", "C_CreateObject", "C_DestroyObject", "C_Sign", "C_InitPIN", "C_SetPIN"]
        .map(|name| calls.count(name));
    assert_eq!(counts, [1, 1, 0, 2, 0, 0], "one login, one write, a signature before it and one after");
    assert_eq!(calls.processes().len(), 3, "the reading, the login, and a fresh process that reads back");
    let written: Vec<&str> =
        calls.0.iter().filter(|call| call.name == "C_CreateObject").map(|call| call.detail.as_str()).collect();
    assert_eq!(written, [TEMPLATE], "nothing unlisted");
    assert_eq!(desk.rig.tries_left(1, "user"), 3, "no try is spent");
    let lines = desk.journal();
    let told = |line: &Value| json!([line["action"], line["method"], line["phase"], line["secret"], line["ended"]]);
    let expected = [
        json!(["cert-import", "login", "intent", "user-pin", null]),
        json!(["cert-import", "login", "result", "user-pin", "done"]),
        json!(["cert-import", "create-object", "intent", "none", null]),
        json!(["cert-import", "create-object", "result", "none", "done"]),
    ];
    assert_eq!(lines.iter().map(told).collect::<Vec<_>>(), expected, "each call has its intent before it");
    assert_eq!(lines[2]["certificate"], sha256(&new(&RSA_2048)), "the journal says which");
    assert!(!run.said.contains(super::support::USER_PIN), "no PIN anywhere");
    desk.rig.no_host_left();
    let again = desk.import(&["new.cer"]);
    assert_eq!((again.status, again.ended(0)), (0, ("already-there", None)), "{}", again.said);
    assert_eq!(desk.rig.calls().count("C_Login"), 1, "which costs no login");
}

#[test]
fn a_token_that_asks_for_issuer_and_serial_is_given_them_once() {
    let desk = with(Script::empty().slot(1, token(&RSA_2048).set("writing", json!({"wants_issuer": true}))));
    let run = desk.import(&["new.cer"]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
    let calls = desk.rig.calls();
    let written: Vec<&str> =
        calls.0.iter().filter(|call| call.name == "C_CreateObject").map(|call| call.detail.as_str()).collect();
    assert_eq!(written, [TEMPLATE, &format!("{TEMPLATE},129,130")], "once more, with issuer and serial");
    let always = with(
        Script::empty().slot(1, token(&RSA_2048)).fault(Fault::at("C_CreateObject").returns("CKR_TEMPLATE_INCOMPLETE")),
    );
    let run = always.import(&["new.cer"]);
    assert_eq!((run.status, run.ended(0)), (1, ("failed", Some("call-failed"))), "{}", run.said);
    assert_eq!(always.rig.calls().count("C_CreateObject"), 2, "and not a third time");
}

#[test]
fn the_old_certificate_goes_only_after_the_new_one_was_read_back_and_proved() {
    let desk = healthy();
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
    run.replaced_with_a_copy(&old(&RSA_2048));
    let calls = desk.rig.calls();
    let place = |name: &str| calls.0.iter().position(|call| call.name == name).expect(name);
    let last = |name: &str| calls.0.iter().rposition(|call| call.name == name).expect(name);
    let writer = calls.0[place("C_CreateObject")].process;
    let fresh = calls.0.iter().skip(place("C_CreateObject")).position(|call| call.process != writer);
    let fresh = fresh.expect("a fresh process") + place("C_CreateObject");
    assert!(fresh < last("C_Sign") && last("C_Sign") < place("C_DestroyObject"), "in this order");
    assert_eq!((calls.count("C_Login"), calls.count("C_DestroyObject")), (1, 1), "one login, one deletion");
    assert_eq!(desk.on_token(), [sha256(&new(&RSA_2048))], "the new one alone");
    let deletion = desk.journal().into_iter().find(|line| line["action"] == "cert-delete").expect("a line");
    assert_eq!(deletion["certificate"], sha256(&old(&RSA_2048)), "{deletion}");
}

#[test]
fn what_is_read_back_differently_leaves_the_old_one_where_it_was() {
    let desk = with(Script::empty().slot(1, token(&RSA_2048)).fault(Fault::at("C_CreateObject").corrupts()));
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (1, ("failed", Some("read-back-differs"))), "{}", run.said);
    assert_eq!(
        (&run.result(0)["proof"]["read_back"], &run.result(0)["replaces"][0]["deleted"]),
        (&json!(false), &json!(false)),
        "{}",
        run.said
    );
    assert_eq!(desk.rig.calls().count("C_DestroyObject"), 0, "nothing is deleted");
    unharmed(&desk, &run, "another certificate was stored");
}

#[test]
fn a_key_that_signs_otherwise_gets_no_certificate_and_one_that_fails_afterwards_deletes_nothing() {
    let desk = with(Script::empty().slot(1, token(&RSA_2048)).fault(Fault::at("C_Sign").corrupts()));
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("signature-wrong"))), "{}", run.said);
    assert_eq!(desk.rig.calls().count("C_CreateObject"), 0, "nothing is written");
    let desk = with(Script::empty().slot(1, token(&RSA_2048)).fault(Fault::at("C_Sign").nth(2).corrupts()));
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (1, ("written", Some("not-proved"))), "{}", run.said);
    assert_eq!(
        (&run.result(0)["proof"]["signature"], desk.rig.calls().count("C_DestroyObject")),
        (&json!(false), 0),
        "{}",
        run.said
    );
    unharmed(&desk, &run, "no signature proves the new one");
}

#[test]
fn a_certificate_that_is_not_valid_yet_is_written_and_the_one_before_stays() {
    let desk = healthy();
    let later = super::desk::renewed(&RSA_2048).valid("261215000000Z", "281215000000Z").der();
    desk.file("later.cer", &later);
    let run = desk.import(&["later.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (1, ("written", Some("old-stays"))), "{}", run.said);
    assert_eq!(run.result(0)["warnings"], json!(["not-yet-valid"]), "{}", run.said);
    assert_eq!(desk.rig.calls().count("C_DestroyObject"), 0, "who signs tomorrow needs the old one");
}

#[test]
fn a_swapped_token_gets_no_certificate() {
    let spare = Token::named("Other").set("serial", "00000099").key_pair(&[1], "x", &RSA_2048);
    let script = Script::empty().slot(1, token(&RSA_2048)).spare(spare).set("sessions_survive", true);
    let desk = with(script.fault(Fault::at("C_SignInit").nth(1).after().swaps_token(0)));
    let run = desk.import(&["new.cer"]);
    assert_eq!((run.status, run.ended(0).0), (7, "refused"), "{}", run.said);
    assert_eq!(desk.rig.calls().count("C_CreateObject"), 0, "the other token is sent nothing");
}

#[test]
fn a_call_that_never_comes_back_is_looked_at_by_a_fresh_process_and_told() {
    let quick = ["--pin-timeout", "1"];
    let desk = with(Script::empty().slot(1, token(&RSA_2048)).fault(Fault::at("C_CreateObject").hangs()));
    let run = desk.import(&[&["new.cer", "--replace"], &quick[..]].concat());
    assert_eq!((run.status, run.ended(0)), (1, ("failed", Some("driver-lost"))), "{}", run.said);
    let last = desk.journal().pop().expect("a line");
    unharmed(&desk, &run, "it hung before it wrote");
    assert_eq!(
        (&last["phase"], &last["ended"], &last["try_spent"]),
        (&json!("result"), &json!("unknown"), &json!("no")),
        "{last}"
    );
    let desk = with(Script::empty().slot(1, token(&RSA_2048)).fault(Fault::at("C_CreateObject").after().aborts()));
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0).0), (1, "written"), "it died after it wrote: {}", run.said);
    assert_eq!(run.result(0)["proof"]["read_back"], json!(true), "a fresh process saw it: {}", run.said);
    unharmed(&desk, &run, "and the old one is not touched");
    let again = desk.import(&["new.cer"]);
    assert_eq!((again.status, again.ended(0)), (0, ("already-there", None)), "and later it is there: {}", again.said);
}

#[test]
fn without_a_writable_journal_nothing_is_sent() {
    let desk = healthy();
    desk.file("journal", "a file in the way");
    let run = desk.import(&["new.cer"]);
    assert_eq!(run.ended(0).0, "refused", "{}", run.said);
    assert_eq!((run.status, desk.rig.calls().with_secrets()), (1, 0), "no login: {}", run.said);
}

#[test]
fn a_plan_writes_nothing_and_needs_no_pin() {
    let desk = healthy();
    let run = desk.json(&["cert", "import", "new.cer", "--plan"]);
    assert_eq!(
        (run.status, &run.document["plan"], &run.result(0)["result"]),
        (0, &json!(true), &Value::Null),
        "{}",
        run.said
    );
    assert_eq!(run.result(0)["token"]["serial"], "00000077", "{}", run.said);
    let calls = desk.rig.calls();
    assert_eq!((calls.with_secrets(), calls.count("C_CreateObject")), (0, 0), "nothing was sent");
    assert!(desk.journal().is_empty(), "and nothing recorded");
    let table = desk.run(&["cert", "import", "new.cer", "--plan"]);
    assert!(table.text().contains("to be written") && table.text().contains("nothing was written"), "{}", table.text());
    let table = desk.run(&["cert", "import", "new.cer", "--plan", "--lang", "vi"]);
    assert!(table.text().contains("sẽ ghi") && table.text().contains("chưa ghi gì"), "{}", table.text());
    // What happens to the previous one is shown before the confirmation.
    let goes = desk.json(&["cert", "import", "new.cer", "--plan", "--replace"]);
    assert_eq!(goes.result(0)["replaces"][0]["deleted"], false, "{}", goes.said);
    for (more, said) in
        [(&[][..], "is kept as well"), (&["--replace"], "is deleted once this one is written and verified")]
    {
        let table = desk.run(&[&["cert", "import", "new.cer", "--plan"], more].concat());
        assert!(table.text().split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{}", table.text());
    }
}

#[test]
fn keys_that_sign_in_no_such_login_get_their_certificate_and_say_that_it_is_not_proved() {
    let key =
        super::support::Object::private_key(&super::desk::ID, "An", &P_256).attribute("CKA_ALWAYS_AUTHENTICATE", true);
    let own = Token::named("An").set("serial", "00000077").certificate(&super::desk::ID, "An", &old(&P_256));
    let own = own.object(super::support::Object::public_key(&super::desk::ID, "An", &P_256)).object(key);
    let desk = Desk::of(&Script::empty().slot(1, own));
    desk.file("new.cer", new(&P_256));
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (1, ("written", Some("not-proved"))), "{}", run.said);
    assert_eq!(run.result(0)["proof"]["signature_skipped"], "always-authenticate", "{}", run.said);
    assert_eq!((desk.rig.calls().count("C_Login"), desk.rig.calls().count("C_DestroyObject")), (1, 0), "no second PIN");
}
