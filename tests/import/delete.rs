//! `cert delete`: only certificates not in use, after a copy was made and the successor's key has signed.

use serde_json::json;

use super::desk::{Desk, Run, healthy, new, old, sha256, token, with};
use super::support::{Certificate, Fault, RSA_2048, RSA_2048_OTHER, Script, Token};

fn both() -> Token {
    token(&RSA_2048).certificate(&super::desk::ID, "An", &new(&RSA_2048))
}

fn delete(desk: &Desk, words: &[&str]) -> Run {
    desk.json(&[&["cert", "delete", "--token", "slot:1", "--pin-file", "pin", "--yes"], words].concat())
}

#[test]
fn superseded_certificates_go_in_one_login_after_a_signature_and_leave_a_copy() {
    let desk = with(Script::empty().slot(1, both()));
    let run = delete(&desk, &["--superseded"]);
    assert_eq!((run.status, run.ended(0)), (0, ("deleted", None)), "{}", run.said);
    let one = run.result(0);
    assert_eq!(
        (&one["sha256"], &one["successor"]),
        (&json!(sha256(&old(&RSA_2048))), &json!(sha256(&new(&RSA_2048)))),
        "{one}"
    );
    assert_eq!(std::fs::read(one["copy"].as_str().expect("a path")).expect("the copy"), old(&RSA_2048), "the copy");
    let calls = desk.rig.calls();
    assert_eq!(
        ["C_Login", "C_Sign", "C_DestroyObject", "C_CreateObject"].map(|name| calls.count(name)),
        [1, 1, 1, 0],
        "exactly"
    );
    assert_eq!(desk.on_token(), [sha256(&new(&RSA_2048))], "the new one stays");
    let run = delete(&desk, &["--superseded"]);
    assert_eq!(run.status, 3, "nothing more: {}", run.said);
    assert_eq!(desk.rig.calls().count("C_Login"), 1, "and no PIN for nothing");
}

#[test]
fn a_certificate_in_use_is_kept_and_no_pin_is_asked_for() {
    let desk = healthy();
    let run = delete(&desk, &[&sha256(&old(&RSA_2048))]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("certificate-still-runs"))), "{}", run.said);
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was sent");
    let expired = Certificate::of("Nguyễn Văn An").valid("200101000000Z", "210101000000Z").key(&RSA_2048_OTHER).der();
    let desk = Desk::of(&Script::empty().slot(1, token(&RSA_2048).certificate(&[7], "old", &expired)));
    let run = delete(&desk, &[&sha256(&expired)]);
    assert_eq!((run.status, run.ended(0)), (0, ("deleted", None)), "{}", run.said);
    assert_eq!(desk.on_token(), [sha256(&old(&RSA_2048))], "only the expired one");
}

#[test]
fn a_successor_whose_key_does_not_sign_lets_nothing_be_deleted() {
    let desk = Desk::of(&Script::empty().slot(1, both()).fault(Fault::at("C_Sign").corrupts()));
    let run = delete(&desk, &["--superseded"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("not-proved"))), "{}", run.said);
    assert_eq!((desk.rig.calls().count("C_DestroyObject"), desk.on_token().len()), (0, 2), "both stay");
}

#[test]
fn a_deletion_that_fails_or_hangs_is_told_as_it_is() {
    let refusing = Script::empty().slot(1, both()).fault(Fault::at("C_DestroyObject").returns("CKR_ACTION_PROHIBITED"));
    let desk = Desk::of(&refusing);
    let run = delete(&desk, &["--superseded"]);
    assert_eq!((run.status, run.ended(0)), (1, ("failed", Some("call-failed"))), "{}", run.said);
    assert_eq!(run.result(0)["code"], "CKR_ACTION_PROHIBITED", "{}", run.said);
    let desk = Desk::of(&Script::empty().slot(1, both()).fault(Fault::at("C_DestroyObject").after().aborts()));
    let run = delete(&desk, &["--superseded"]);
    assert_eq!(
        (run.status, run.ended(0)),
        (0, ("deleted", Some("driver-lost"))),
        "a fresh process sees it gone: {}",
        run.said
    );
    assert_eq!(desk.rig.calls().count("C_DestroyObject"), 1, "once");
}

#[test]
fn a_plan_and_a_missing_confirmation_send_nothing() {
    let desk = Desk::of(&Script::empty().slot(1, both()));
    let run = desk.json(&["cert", "delete", "--superseded", "--plan", "--token", "slot:1"]);
    assert_eq!(
        (run.status, &run.document["plan"], &run.result(0)["result"]),
        (0, &json!(true), &json!(null)),
        "{}",
        run.said
    );
    let run = desk.json(&["cert", "delete", "--superseded", "--token", "slot:1", "--pin-file", "pin"]);
    assert_eq!(run.status, 7, "nobody typed the fingerprint: {}", run.said);
    assert!(run.said.contains("not-confirmed"), "{}", run.said);
    assert_eq!((desk.rig.calls().with_secrets(), desk.on_token().len()), (0, 2), "nothing was sent");
}

#[cfg(target_os = "linux")]
#[test]
fn the_fingerprint_is_typed_at_a_terminal_and_another_one_deletes_nothing() {
    let desk = Desk::of(&Script::empty().slot(1, both()));
    let pin = desk.path("pin");
    let start = || {
        let mut program = desk.home.process();
        program.args(["cert", "delete", "--superseded", "--token", "slot:1", "--pin-file"]).arg(&pin);
        program.args(["--at", super::desk::AT, "--lang", "en", "--module", desk.rig.module_text()]);
        super::support::Screen::start(&program)
    };
    let own = sha256(&old(&RSA_2048));
    for (typed, status) in [(&sha256(&new(&RSA_2048))[..8], 7), (&own[..7], 7), ("\u{3}", 9)] {
        let mut screen = start();
        let enter = if typed == "\u{3}" { "" } else { "\n" };
        screen.answer("fingerprint", &format!("{typed}{enter}"));
        let (ended, shown) = screen.end();
        assert_eq!((ended, desk.rig.calls().with_secrets()), (status, 0), "{typed}: no PIN was sent:\n{shown}");
        assert_eq!(desk.on_token().len(), 2, "{typed}: both stay");
    }
    let mut screen = start();
    screen.answer("fingerprint", &format!("{}\n", own[..8].to_uppercase()));
    let (status, shown) = screen.end();
    assert_eq!(status, 0, "{shown}");
    assert_eq!(desk.on_token(), [sha256(&new(&RSA_2048))], "the one whose fingerprint was typed is gone");
    assert_eq!(desk.rig.calls().count("C_DestroyObject"), 1, "once");
}
