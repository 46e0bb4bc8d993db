//! What no real token in the tests provides: PUKs, cards behind OpenSC, flags that are wrong or never set.

use serde_json::json;

use super::desk::{Desk, NEW_PIN, Run, WRONG};
use super::support::{Certificate, Fault, Object};
use super::support::{Key, P_256, P_384, RSA_2048, SO_PIN, Script, Token, USER_PIN};

const PUK: &str = "Mo-khoa-556677";

fn locked_with_puk(unlock: &str) -> Script {
    Script::empty().slot(1, Token::of_holder(1).puk(PUK).set("unlock", unlock).left("user_pin", 0))
}

/// The same behind a library with this description.
fn library(script: Script, description: &str) -> Script {
    script.set("library", json!({"description": description, "manufacturer": "Somebody"}))
}

#[test]
fn a_puk_unlocks_by_one_c_set_pin_and_no_other_call() {
    let desk = Desk::by("puk-set-pin", &locked_with_puk("puk-set-pin"));
    let run = desk.unlock_with_puk(PUK, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "C_SetPIN, one login to prove: {}", run.said());
    assert_eq!((run.word("/way"), run.word("/secret")), ("puk-set-pin", "puk"), "{}", run.said());
    assert_eq!(run.report["proof"]["signature"], true, "{}", run.said());

    let desk = Desk::by("puk-set-pin", &locked_with_puk("puk-set-pin"));
    let run = desk.unlock_with_puk(WRONG, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (5, (0, 0, 1)), "a wrong PUK, once: {}", run.said());
    assert_eq!(desk.rig.tries_left(1, "puk"), 2, "one try of the PUK");
    let run = desk.unlock_with_puk(PUK, NEW_PIN, &["--allow-retry"]);
    assert!(run.error.contains("One wrong or unknown try of the PUK was recorded"), "the ledger has it: {}", run.error);
}

#[test]
fn a_change_where_c_set_pin_means_the_puk_logs_in_first() {
    let desk =
        Desk::by("puk-set-pin", &Script::empty().slot(1, Token::of_holder(1).puk(PUK).set("unlock", "puk-set-pin")));
    let run = desk.change(USER_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (2, 0, 1)), "login, C_SetPIN, one login to prove: {}", run.said());
    let run = desk.change(WRONG, USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (5, (3, 0, 1)), "a wrong PIN never reaches C_SetPIN: {}", run.said());
}

#[test]
fn ykcs11_gets_its_prefixes() {
    let script = locked_with_puk("puk-set-pin-ykcs11").change_token(1, |token| token.set("max_pin", 24));
    let script = library(script, "PKCS#11 PIV Library (SP-800-73)");
    let desk = Desk::by("puk-set-pin-ykcs11", &script);
    let run = desk.unlock_with_puk(PUK, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "{}", run.said());
    assert_eq!(desk.verify(NEW_PIN, &[]).status, 0, "the PIN was set without its prefix");
    let run = desk.change(NEW_PIN, "Mua-ha-2028", &[]);
    assert_eq!(run.status, 0, "a change goes without prefixes: {}", run.said());
}

#[test]
fn ykcs11_is_recognised_without_a_word_of_the_config() {
    let desk = Desk::unconfigured(&library(locked_with_puk("puk-set-pin-ykcs11"), "YubiKey PKCS#11 (ykcs11)"));
    let run = desk.run(&["pin", "unlock", "--plan"]);
    assert_eq!((run.status, run.word("/way")), (0, "puk-set-pin-ykcs11"), "{}", run.said());
}

#[test]
fn the_way_of_an_unknown_driver_is_nobodys_guess() {
    let desk = Desk::unconfigured(&locked_with_puk("so-init-pin"));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{}", run.said());
    assert!(run.error.contains("unlock"), "the config can say it: {}", run.error);
    for way in ["outside", "none"] {
        desk.configure(&format!("unlock = \"{way}\"\n"));
        let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
        assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{way}: {}", run.said());
    }
}

#[test]
fn opensc_is_unlocked_as_its_own_configuration_says() {
    let styles = [
        (None, "outside", 7, (0, 0, 0)),
        (Some("set_pin_in_unlogged_session"), "puk-set-pin", 0, (1, 0, 1)),
        (Some("set_pin_in_specific_context"), "puk-set-pin-context", 7, (0, 0, 0)),
        (Some("init_pin_in_so_session"), "so-init-pin", 0, (2, 1, 0)),
    ];
    for (style, way, status, counts) in styles {
        let unlock = if way == "puk-set-pin" { way } else { "so-init-pin" };
        let desk = Desk::unconfigured(&library(locked_with_puk(unlock), "OpenSC smartcard framework"));
        let line = style.map(|style| format!("user_pin_unblock_style = {style};")).unwrap_or_default();
        let conf = format!("app opensc-pkcs11 {{\n  pkcs11 {{\n    {line}\n  }}\n}}\n");
        let conf = desk.file("opensc.conf", conf);
        let mut command = desk.command(&["pin", "unlock", "--plan"]);
        let run = Run::of(command.env("OPENSC_CONF", &conf));
        assert_eq!((run.status, run.word("/way")), (0, way), "{style:?}: {}", run.said());
        assert_eq!(run.word("/plan/opensc_conf"), conf.to_str().expect("UTF-8"), "{style:?}: {}", run.said());
        let mut command = desk.command(&["pin", "unlock", "--batch", "--yes"]);
        command.env("OPENSC_CONF", &conf).arg("--so-pin-file").arg(desk.file("so", SO_PIN));
        command.arg("--puk-file").arg(desk.file("puk", PUK)).arg("--new-pin-file").arg(desk.file("new", NEW_PIN));
        let run = Run::of(&mut command);
        assert_eq!((run.status, desk.counts()), (status, counts), "{style:?}: {}", run.said());
    }
}

#[test]
fn an_openpgp_card_says_incorrect_though_it_is_locked() {
    let desk = Desk::with(|token| token.set("style", "openpgp").left("user_pin", 1));
    let run = desk.verify(WRONG, &["--allow-last-try"]);
    assert_eq!((run.status, run.word("/code")), (6, "CKR_PIN_INCORRECT"), "the flag says locked: {}", run.said());
    let run = desk.verify(USER_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (6, (1, 0, 0)), "nothing more is sent: {}", run.said());
}

#[test]
fn flags_that_never_come_are_no_all_clear() {
    let script = Script::empty().slot(1, Token::of_holder(1).set("style", "tpm"));
    let script = library(script, "TPM2.0 Cryptoki");
    let desk = Desk::unconfigured(&script);
    let run = desk.run(&["pin", "status"]);
    assert_eq!(run.report["tokens"][0]["user_pin"]["state"], "unknown", "not `ok`: {}", run.said());
    let run = desk.verify(WRONG, &[]);
    assert_eq!((run.status, desk.counts()), (5, (1, 0, 0)), "{}", run.said());
    assert!(run.error.contains("does not report how many tries are left"), "warned before: {}", run.error);
    // Each try after the first is explicitly allowed, since the journal counts what the flags do not show.
    let on_purpose = &["--allow-retry", "--allow-last-try"];
    for _ in 0..2 {
        desk.verify(WRONG, on_purpose);
    }
    let run = desk.verify(USER_PIN, on_purpose);
    assert_eq!((run.status, run.word("/code")), (6, "CKR_PIN_LOCKED"), "known from the code alone: {}", run.said());
    assert_eq!(run.word("/after/user_pin"), "unknown", "{}", run.said());
    assert!(run.error.contains("tpm2_dictionarylockout --clear-lockout"), "what a TPM needs: {}", run.error);
}

#[test]
fn stale_flags_are_not_believed_because_a_fresh_host_reads_the_state_after() {
    let desk = Desk::with(|token| token.set("stale_flags", true).left("user_pin", 0));
    let run = desk.unlock(SO_PIN, NEW_PIN, &[]);
    assert_eq!(
        (run.status, run.word("/after/user_pin")),
        (0, "ok"),
        "the acting host still said locked: {}",
        run.said()
    );
    let desk = Desk::with(|token| token.set("stale_flags", true).left("user_pin", 1));
    let run = desk.verify(WRONG, &["--allow-last-try"]);
    assert_eq!((run.status, run.word("/after/user_pin")), (6, "locked"), "and here final try: {}", run.said());
}

#[test]
fn a_driver_that_does_not_say_what_it_is_is_no_driver_that_nobody_knows() {
    let mute = Script::tokens(1).fault(Fault::at("C_GetInfo").returns("CKR_GENERAL_ERROR"));
    let run = Desk::unconfigured(&mute).run(&["pin", "unlock", "--plan"]);
    let cares = run.report["plan"]["cares"].to_string();
    assert!(cares.contains("C_GetInfo failed with CKR_GENERAL_ERROR"), "why the advice is so poor is told: {cares}");
}

#[test]
fn an_so_login_that_accepts_anything_is_no_proof() {
    let card = Token::of_holder(1).set("so_accepts_anything", true).left("user_pin", 0);
    let desk = Desk::unconfigured(&library(Script::empty().slot(1, card), "OpenSC smartcard framework"));
    desk.configure("unlock = \"so-init-pin\"\n");
    let run = desk.verify_so(WRONG, &[]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 0)), "{}", run.said());
    assert!(run.error.contains("proves nothing"), "a good login says nothing there, and that is said: {}", run.error);
    let run = desk.unlock(WRONG, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (3, 1, 0)), "what counts is the user login: {}", run.said());
    assert_eq!(run.report["proof"]["login"], true, "{}", run.said());
}

fn holder_of(key: &Key, private: Object) -> Desk {
    let der = Certificate::of("Người ký").key(key).der();
    let token = Token::named("Ký số").set("serial", "00000077").certificate(&[1], "Ký số", &der);
    Desk::of(&Script::empty().slot(1, token.object(Object::public_key(&[1], "Ký số", key)).object(private)))
}

#[test]
fn each_kind_of_key_proves_the_new_pin_by_a_signature() {
    for key in [&RSA_2048, &P_256, &P_384] {
        let desk = holder_of(key, Object::private_key(&[1], "Ký số", key));
        let run = desk.change(USER_PIN, NEW_PIN, &[]);
        assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "{}: {}", key.name, run.said());
        assert_eq!(run.report["proof"]["signature"], true, "{}: {}", key.name, run.said());
        assert_eq!(desk.rig.calls().count("C_Sign"), 1, "{}: one signature", key.name);
    }
}

#[test]
fn the_proof_ends_at_the_login_where_a_signature_would_cost_more_and_says_so() {
    let key = || Object::private_key(&[1], "Ký số", &RSA_2048);
    for (private, why) in [
        (key().attribute("CKA_ALWAYS_AUTHENTICATE", true), "always-authenticate"),
        (key().attribute("CKA_SIGN", false), "may-not-sign"),
        (Object::private_key(&[9], "Ký số", &RSA_2048), "no-key"),
    ] {
        let desk = holder_of(&RSA_2048, private);
        let run = desk.change(USER_PIN, NEW_PIN, &[]);
        assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "{why}: {}", run.said());
        assert_eq!(
            (&run.report["proof"]["login"], &run.report["proof"]["signature"]),
            (&json!(true), &json!(null)),
            "{why}"
        );
        assert_eq!(run.word("/proof/signature_skipped"), why, "{}", run.said());
        assert_eq!(desk.rig.calls().count("C_SignInit"), 0, "{why}: nothing is signed");
    }
    let desk = Desk::of(&Script::empty().slot(1, Token::named("Trống").set("serial", "00000078")));
    let run = desk.change(USER_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, run.word("/proof/signature_skipped")), (0, "no-pair"), "{}", run.said());
}

#[test]
fn a_key_of_another_certificate_proves_no_signature() {
    let desk = holder_of(&RSA_2048, Object::private_key(&[1], "Ký số", &super::support::RSA_2048_OTHER));
    let run = desk.change(USER_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, &run.report["proof"]["signature"]), (1, &json!(false)), "done, not proved: {}", run.said());
}
