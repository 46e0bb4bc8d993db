//! What is refused, each for its own reason, before any PIN is requested.

use serde_json::json;

use super::desk::{Desk, healthy, new, old, renewed, token, with};
use super::support::{Certificate, Fault, RSA_2048, RSA_2048_OTHER, Script, Token};

fn refused(desk: &Desk, der: &[u8], words: &[&str], status: i32, ended: (&str, &str), sentence: &str) {
    desk.file("it.cer", der);
    let run = desk.import(&[&["it.cer"], words].concat());
    assert_eq!((run.status, run.ended(0)), (status, (ended.0, Some(ended.1))), "{}", run.said);
    let calls = desk.rig.calls();
    assert_eq!((calls.with_secrets(), calls.count("C_CreateObject")), (0, 0), "{}: nothing was sent", ended.1);
    let table = desk.run(&[&["cert", "import", "--pin-file", "pin", "--yes", "it.cer"], words].concat());
    assert!(table.text().contains(sentence), "{}: {}", ended.1, table.text());
}

#[test]
fn each_refusal_has_its_own_code_and_sentence_and_asks_for_no_pin() {
    /// The certificate, the status, result and reason, a part of the sentence.
    type Case = (Vec<u8>, i32, (&'static str, &'static str), &'static str);
    let person = |key| renewed(key);
    let cases: [Case; 6] = [
        (person(&RSA_2048_OTHER).der(), 3, ("no-key-here", "no-key-here"), "no key here"),
        (
            person(&RSA_2048).valid("230101000000Z", "270101000000Z").der(),
            7,
            ("refused", "not-newer"),
            "newer or equally new",
        ),
        (
            Certificate::of("Nguyễn Văn An").valid("240201000000Z", "261101000000Z").key(&RSA_2048).der(),
            7,
            ("refused", "certificate-expired"),
            "it has expired",
        ),
        (person(&RSA_2048).ca().der(), 7, ("refused", "ca-certificate"), "certificate of a CA"),
        (
            Certificate::of("Nguyễn Văn Anh").valid("261101000000Z", "281101000000Z").key(&RSA_2048).der(),
            7,
            ("refused", "other-subject"),
            "--accept-subject",
        ),
        (
            // The version is missing although there are extensions: a strict parser does not accept it as a certificate.
            broken(&new(&RSA_2048)),
            7,
            ("refused", "certificate-malformed"),
            "it is not a valid certificate",
        ),
    ];
    for (der, status, ended, sentence) in cases {
        refused(&healthy(), &der, &[], status, ended, sentence);
    }
}

/// A certificate whose outer algorithm differs from the signed one.
fn broken(der: &[u8]) -> Vec<u8> {
    let mut der = der.to_vec();
    let algorithm = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
    let last = der.windows(algorithm.len()).rposition(|window| window == algorithm).expect("the outer algorithm");
    der[last + algorithm.len() - 1] = 0x0C;
    der
}

#[test]
fn another_subject_is_written_where_it_is_meant() {
    let desk = healthy();
    desk.file("it.cer", Certificate::of("Nguyễn Văn Anh").valid("261101000000Z", "281101000000Z").key(&RSA_2048).der());
    let run = desk.import(&["it.cer", "--accept-subject"]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
}

#[test]
fn a_key_on_several_tokens_is_written_to_none_until_one_is_named() {
    let second = Token::named("Copy").set("serial", "00000078").key_pair(&super::desk::ID, "An", &RSA_2048);
    let desk = with(Script::empty().slot(1, token(&RSA_2048)).slot(2, second));
    let run = desk.import(&["new.cer"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("key-on-several-tokens"))), "{}", run.said);
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was sent");
    let run = desk.import(&["new.cer", "--token", "serial:00000078"]);
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
    assert_eq!(run.result(0)["token"]["serial"], "00000078", "the one that was named");
}

#[test]
fn a_write_protected_token_and_a_driver_that_overwrites_are_refused_before_the_login() {
    let desk = Desk::of(&Script::empty().slot(1, token(&RSA_2048).set("write_protected", true)));
    refused(&desk, &new(&RSA_2048), &[], 7, ("refused", "token-write-protected"), "write-protected");
    let library = json!({"description": "PKCS#11 PIV Library (SP-800-73)", "manufacturer": "Yubico (www.yubico.com)"});
    let writing = json!({"overwrites": true, "needs": "so"});
    let desk = Desk::of(&Script::empty().set("library", library).slot(1, token(&RSA_2048).set("writing", writing)));
    refused(&desk, &new(&RSA_2048), &[], 7, ("refused", "driver-overwrites"), "--replace");
    refused(&desk, &new(&RSA_2048), &[], 7, ("refused", "driver-overwrites"), "management key");
    assert_eq!(desk.on_token(), [super::desk::sha256(&old(&RSA_2048))], "the old one stays");
}

#[test]
fn a_token_without_room_says_so_and_keeps_what_it_has() {
    let script = Script::empty().slot(1, token(&RSA_2048));
    let desk = with(script.fault(Fault::at("C_CreateObject").returns("CKR_DEVICE_MEMORY")));
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("no-room"))), "{}", run.said);
    assert_eq!(run.result(0)["code"], "CKR_DEVICE_MEMORY", "{}", run.said);
    assert_eq!((desk.rig.calls().count("C_CreateObject"), desk.on_token().len()), (1, 1), "tried once");
}

#[test]
fn a_path_that_leads_to_another_root_than_the_one_named_is_refused() {
    let desk = healthy();
    desk.file("root.cer", Certificate::of("Root").ca().key(&RSA_2048_OTHER).der());
    let run = desk.import(&["new.cer", "--trust", "root.cer"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("path-not-valid"))), "{}", run.said);
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was sent");
}

#[test]
fn a_public_key_without_its_private_key_is_found_out_after_the_login_and_nothing_is_written() {
    let own = Token::named("An").set("serial", "00000077");
    let own = own.object(super::support::Object::public_key(&super::desk::ID, "An", &RSA_2048));
    let desk = with(Script::empty().slot(1, own));
    let run = desk.import(&["new.cer"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("private-key-missing"))), "{}", run.said);
    assert_eq!((desk.rig.calls().count("C_Login"), desk.rig.calls().count("C_CreateObject")), (1, 0), "one login");
}

#[test]
fn an_unlisted_driver_that_lets_only_its_officer_write_says_so_and_keeps_what_it_has() {
    // The security officer is involved only if the table says so; otherwise the code is reported.
    let own = token(&RSA_2048).set("writing", json!({"overwrites": true, "needs": "so"}));
    let desk = with(Script::empty().slot(1, own));
    let run = desk.import(&["new.cer", "--replace"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("needs-so-login"))), "{}", run.said);
    assert_eq!(run.result(0)["code"], "CKR_USER_TYPE_INVALID", "{}", run.said);
    let table = desk.run(&["cert", "import", "--pin-file", "pin", "--yes", "new.cer", "--replace"]);
    assert!(table.text().contains("the maker's tool"), "{}{}", table.text(), table.stderr);
    let calls = desk.rig.calls();
    let counts = ["C_Login", "C_CreateObject", "C_DestroyObject"].map(|call| calls.count(call));
    assert_eq!(counts, [2, 2, 0], "asked once a run, and nothing was deleted");
    assert_eq!(desk.rig.tries_left(1, "user"), 3, "the PIN was right");
    assert_eq!(desk.on_token(), [super::desk::sha256(&old(&RSA_2048))], "the old one stays");
}
