//! `key generate` and `key delete`: what is generated stays on the token, and what is needed is kept.

use serde_json::json;

use super::desk::{Desk, SO_PIN, USER_PIN, judged};
use super::support::{
    self, Certificate, Fault, Kryoptic, Object, P_256, RSA_2048, Script, SoftHsm, Token, inside_opencryptoki, succeed,
    tool,
};

fn generate(desk: &Desk, more: &[&str]) -> support::Outcome {
    desk.run(&[&["key", "generate", "--format", "json"], more].concat(), &[("pin", support::USER_PIN)])
}

fn delete(desk: &Desk, more: &[&str]) -> support::Outcome {
    desk.run(&[&["key", "delete", "--format", "json"], more].concat(), &[("pin", support::USER_PIN)])
}

fn fingerprint(spki: &[u8]) -> String {
    use sha2::Digest as _;
    tokenctl::domain::tlv::hex(&sha2::Sha256::digest(spki))
}

#[test]
fn a_key_pair_is_made_once_in_one_login_and_read_again_by_a_fresh_host() {
    let desk = Desk::of(&Script::empty().slot(1, Token::named("An")));
    let (made, calls) = desk.counted(|| generate(&desk, &["--type", "rsa:2048"]));
    let made = made.expect_status(0, "a healthy token").json();
    assert_eq!((&made["result"], &made["kind"]), (&json!("generated"), &json!("key-generate")), "{made}");
    assert_eq!((&made["key"]["id"], &made["key"]["label"]), (&json!("01"), &json!("rsa:2048")), "the first free id");
    assert_eq!(made["key"]["spki_sha256"], fingerprint(RSA_2048.spki), "the very key");
    assert_eq!((&made["extractable"], &made["public_key_shown"]), (&json!(false), &json!(true)), "{made}");
    let secrets = (calls.count("C_Login"), calls.count("C_GenerateKeyPair"), calls.count("C_DestroyObject"));
    assert_eq!(secrets, (1, 1, 0), "one login, one generation");
    assert!(
        desk.journal().contains("\"action\":\"key-generate\",\"method\":\"generate-key-pair\""),
        "{}",
        desk.journal()
    );
    assert!(!format!("{made}{}", desk.journal()).contains(support::USER_PIN), "no PIN anywhere");
    let made = generate(&desk, &["--type", "ec:p256", "--label", "Khoá hai"]).expect_status(0, "a second one").json();
    assert_eq!((&made["key"]["id"], &made["key"]["curve"]), (&json!("02"), &json!("p-256")), "the next free id");
    desk.rig.no_host_left();
}

#[test]
fn an_id_in_use_is_refused_also_where_only_the_login_shows_it() {
    let desk = Desk::of(&Script::empty().slot(1, Token::named("An").key_pair(&[1], "một", &P_256)));
    let (made, calls) = desk.counted(|| generate(&desk, &["--type", "rsa:2048", "--id", "01"]));
    assert_eq!((made.status, made.error()["code"].clone()), (7, json!("id-in-use")), "{}", made.stderr);
    assert_eq!(calls.count("C_Login"), 0, "no PIN was sent for it");
    // A private key without a public one is visible only after the login.
    let hidden = Token::named("An").object(Object::private_key(&[1], "ẩn", &RSA_2048));
    let desk = Desk::of(&Script::empty().slot(1, hidden));
    let (made, calls) = desk.counted(|| generate(&desk, &["--type", "rsa:2048", "--id", "01"]));
    assert_eq!((made.status, &made.json()["code"]), (7, &json!("id-in-use")), "{}", made.stderr);
    assert_eq!((calls.count("C_Login"), calls.count("C_GenerateKeyPair")), (1, 0), "nothing was made");
}

#[test]
fn a_token_that_was_not_read_whole_gets_no_key_under_an_id_that_may_be_in_use() {
    let script = Script::empty().slot(1, Token::named("An").key_pair(&[1], "một", &P_256));
    let desk = Desk::of(&script.fault(Fault::at("C_FindObjectsInit").process(2).nth(2).returns("CKR_DEVICE_ERROR")));
    let (made, calls) = desk.counted(|| generate(&desk, &["--type", "rsa:2048"]));
    assert_eq!((made.status, made.error()["code"].clone()), (1, json!("token-unread")), "{}", made.stderr);
    assert_eq!((calls.count("C_Login"), calls.count("C_GenerateKeyPair")), (0, 0), "nothing was sent");
}

#[test]
fn a_generation_that_fails_or_never_comes_back_costs_no_try_and_is_not_repeated() {
    let refused = Fault::at("C_GenerateKeyPair").returns("CKR_DEVICE_MEMORY");
    for (fault, status, code, result) in
        [(refused, 1, "CKR_DEVICE_MEMORY", "failed"), (Fault::at("C_GenerateKeyPair").crashes(), 8, "null", "unknown")]
    {
        let desk = Desk::of(&Script::empty().slot(1, Token::named("An")).fault(fault));
        let (made, calls) = desk.counted(|| generate(&desk, &["--type", "rsa:2048"]));
        let report = made.json();
        assert_eq!((made.status, &report["result"]), (status, &json!(result)), "{}", made.stderr);
        assert_eq!(report["code"].as_str().unwrap_or("null"), code, "{report}");
        assert_eq!(report["try_spent"], "no", "the PIN was right: {report}");
        assert_eq!((calls.count("C_Login"), calls.count("C_GenerateKeyPair")), (1, 1), "once");
        let verified = desk.run(&["pin", "verify"], &[("pin", support::USER_PIN)]);
        assert_eq!(verified.status, 0, "the next use of the PIN is not refused: {}", verified.stderr);
    }
}

#[test]
fn another_token_in_the_slot_gets_neither_pin_nor_key() {
    let script = Script::empty().slot(1, Token::named("An")).spare(Token::named("Bình").set("serial", "99999999"));
    let desk = Desk::of(&script.fault(Fault::at("C_OpenSession").process(3).swaps_token(0)));
    let (made, calls) = desk.counted(|| generate(&desk, &["--type", "rsa:2048"]));
    assert_eq!((made.status, &made.json()["code"]), (7, &json!("token-changed")), "{}", made.stderr);
    assert_eq!((calls.count("C_Login"), calls.count("C_GenerateKeyPair")), (0, 0), "nothing was sent");
}

fn with_certificate(until: &str) -> Desk {
    let der = Certificate::of("Nguyễn Văn An").valid("200101000000Z", until).key(&RSA_2048).der();
    Desk::of(&Script::empty().slot(1, Token::named("An").certificate(&[1], "An", &der).key_pair(&[1], "An", &RSA_2048)))
}

#[test]
fn the_key_of_a_certificate_in_force_is_never_deleted_whatever_at_says() {
    let desk = with_certificate("491231000000Z");
    let own = fingerprint(RSA_2048.spki);
    let (made, calls) = desk.counted(|| delete(&desk, &["--confirm-fingerprint", &own, "--at", "2099-01-01"]));
    assert_eq!((made.status, made.error()["code"].clone()), (7, json!("certificate-in-force")), "{}", made.stderr);
    assert_eq!((calls.count("C_Login"), calls.count("C_DestroyObject")), (0, 0), "nothing was sent");
}

#[test]
fn a_key_is_deleted_by_its_typed_fingerprint_alone_and_both_objects_go() {
    let desk = with_certificate("241231000000Z");
    let own = fingerprint(RSA_2048.spki);
    for (arguments, code) in [
        (&[][..], "not-confirmed"),
        (&["--confirm-fingerprint", "deadbeef"], "confirmation-differs"),
        (&["--confirm-fingerprint", &own[..7]], "confirmation-differs"),
    ] {
        let (made, calls) = desk.counted(|| delete(&desk, arguments));
        let last = made.stderr.lines().last().unwrap_or_default();
        assert_eq!((made.status, last.contains(code)), (7, true), "{}", made.stderr);
        assert_eq!((calls.count("C_Login"), calls.count("C_DestroyObject")), (0, 0), "nothing was sent");
    }
    let (made, calls) = desk.counted(|| delete(&desk, &["--confirm-fingerprint", &own[..8]]));
    let report = made.expect_status(0, "an expired certificate").json();
    assert_eq!((&report["result"], &report["deleted"]), (&json!("deleted"), &json!(["private", "public"])), "{report}");
    assert_eq!((calls.count("C_Login"), calls.count("C_DestroyObject")), (1, 2), "one login, each object once");
    let listed = desk.run(&["key", "list", "--login", "--format", "json"], &[("pin", support::USER_PIN)]).json();
    assert_eq!(listed["tokens"][0]["keys"], json!([]), "none is left");
}

#[test]
fn a_deletion_in_part_says_what_is_gone() {
    let script = Script::empty().slot(1, Token::named("An").key_pair(&[1], "An", &RSA_2048));
    let desk = Desk::of(&script.fault(Fault::at("C_DestroyObject").nth(2).returns("CKR_FUNCTION_FAILED")));
    let made = delete(&desk, &["--confirm-fingerprint", &fingerprint(RSA_2048.spki)]);
    let report = made.json();
    assert_eq!((made.status, &report["result"]), (1, &json!("failed")), "{}", made.stderr);
    assert_eq!((&report["deleted"], &report["try_spent"]), (&json!(["private"]), &json!("no")), "{report}");
}

#[test]
fn softhsm_makes_every_kind_and_pkcs11_tool_sees_a_private_key_that_cannot_leave() {
    let softhsm = SoftHsm::new();
    softhsm.token("Khoá mềm", SO_PIN, USER_PIN);
    let desk = Desk::softhsm(&softhsm);
    let kinds = ["rsa:2048", "ec:p256", "ec:p384", "ec:p521", "ed25519"];
    for (at, kind) in kinds.iter().enumerate() {
        let id = format!("{:02x}", at + 1);
        let made = desk.run(&["key", "generate", "--type", kind, "--format", "json"], &[("pin", USER_PIN)]);
        let made = made.expect_status(0, kind).json();
        assert_eq!((&made["key"]["id"], &made["public_key_shown"]), (&json!(id), &json!(true)), "{kind}: {made}");
        let name = ["csr", "create", "--subject", "CN=An,C=VN", "--key", &id];
        let request = desk.run(&name, &[("pin", USER_PIN)]).expect_status(0, kind);
        judged(&request.stdout, &["-noout"]);
    }
    let objects = succeed(softhsm.pkcs11_tool().args(["--login", "--pin", USER_PIN, "-O", "--type", "privkey"]));
    assert_eq!(objects.matches("Private Key Object").count(), kinds.len(), "{objects}");
    assert_eq!(objects.matches("never extractable").count(), kinds.len(), "none can leave: {objects}");
    assert_eq!(objects.matches("always sensitive").count(), kinds.len(), "{objects}");
    let mut judge = tool("p11tool");
    judge.env("SOFTHSM2_CONF", softhsm.environment().1).arg("--provider").arg(softhsm.module());
    let listed = succeed(judge.args(["--list-all", "pkcs11:"]));
    assert_eq!(listed.matches("Type: Public key").count(), kinds.len(), "p11tool sees the public keys: {listed}");
    // One of them is deleted again, and the others stay.
    let keys = desk.run(&["key", "list", "--format", "json"], &[]).json();
    let tokens = keys["tokens"].as_array().expect("tokens").iter();
    let mut all = tokens.flat_map(|token| token["keys"].as_array().cloned().unwrap_or_default());
    let own = all.find(|key| key["id"] == "02").unwrap_or_else(|| panic!("no key 02: {keys}"))["spki_sha256"].clone();
    let own = own.as_str().expect("a fingerprint").to_owned();
    let gone = desk.run(&["key", "delete", "--key", "02", "--confirm-fingerprint", &own], &[("pin", USER_PIN)]);
    gone.expect_status(0, "a key without a certificate");
    let objects = succeed(softhsm.pkcs11_tool().args(["--login", "--pin", USER_PIN, "-O"]));
    assert_eq!(objects.matches("Key Object").count(), 2 * (kinds.len() - 1), "{objects}");
}

#[test]
fn kryoptic_and_opencryptoki_make_a_key_that_signs_a_request() {
    let kryoptic = Kryoptic::new(1);
    kryoptic.token(0, "Khoá thật", SO_PIN, USER_PIN);
    let desk = Desk::before(kryoptic.module(), Some(kryoptic.environment()));
    for kind in ["rsa:2048", "ec:p256", "ec:p384"] {
        let made = desk.run(&["key", "generate", "--type", kind, "--format", "json"], &[("pin", USER_PIN)]);
        let id = made.expect_status(0, kind).json()["key"]["id"].as_str().expect("an id").to_owned();
        let request = desk.run(&["csr", "create", "--subject", "CN=An,C=VN", "--key", &id], &[("pin", USER_PIN)]);
        judged(&request.expect_status(0, kind).stdout, &["-noout"]);
    }
    inside_opencryptoki("generate::kryoptic_and_opencryptoki_make_a_key_that_signs_a_request", |opencryptoki| {
        let desk = Desk::before(opencryptoki.module(), None);
        let pin = support::OpenCryptoki::USER_PIN;
        desk.run(&["key", "generate", "--type", "rsa:2048"], &[("pin", pin)]).expect_status(0, "RSA");
        let request = desk.run(&["csr", "create", "--subject", "CN=An,C=VN"], &[("pin", pin)]);
        judged(&request.expect_status(0, "RSA").stdout, &["-noout"]);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_tpm_makes_keys_that_sign_requests_and_refuses_what_it_does_not_know() {
    let tpm = support::Tpm2::new("TPM", SO_PIN, USER_PIN);
    let desk = Desk::before(&support::Tpm2::module(), tpm.environment());
    let on = ["--token", "label:TPM", "--format", "json"];
    for (kind, id) in [("rsa:2048", "01"), ("ec:p256", "02")] {
        let made = desk.run(&[&["key", "generate", "--type", kind], &on[..]].concat(), &[("pin", USER_PIN)]);
        assert_eq!(made.expect_status(0, kind).json()["key"]["id"], id, "{kind}");
        let request = ["csr", "create", "--subject", "CN=An,C=VN", "--token", "label:TPM", "--key", id];
        judged(&desk.run(&request, &[("pin", USER_PIN)]).expect_status(0, kind).stdout, &["-noout"]);
    }
    let objects = succeed(tpm.pkcs11_tool().args(["--login", "--pin", USER_PIN, "-O", "--type", "privkey"]));
    assert_eq!(objects.matches("Private Key Object").count(), 2, "{objects}");
    assert_eq!(objects.matches("never extractable").count(), 2, "none can leave: {objects}");
    let (made, calls) = desk.counted(|| {
        desk.run(&[&["key", "generate", "--type", "rsa:2048", "--id", "01"], &on[..]].concat(), &[("pin", USER_PIN)])
    });
    assert_eq!((made.status, calls.count("C_GenerateKeyPair")), (7, 0), "an id in use: {}", made.stderr);
    let made = desk.run(&[&["key", "generate", "--type", "ed25519"], &on[..]].concat(), &[("pin", USER_PIN)]);
    let report = made.json();
    assert_eq!((made.status, &report["code"]), (1, &json!("CKR_MECHANISM_INVALID")), "{}", made.stderr);
    assert_eq!(report["try_spent"], "no", "the PIN was right: {report}");
    let (made, calls) = desk.counted(|| {
        desk.run(
            &["csr", "create", "--subject", "CN=An,C=VN", "--key", "01", "--token", "label:TPM"],
            &[("pin", "99999999")],
        )
    });
    assert_eq!((made.status, calls.count("C_Login"), calls.count("C_Sign")), (5, 1, 0), "{}", made.stderr);
}
