//! `verify --possession`: a key is proved only by its signature, and the PIN follows the rules of the single entry point.

use serde_json::{Value, json};

use super::authority::file;
use super::support::{
    Fault, Key, Kryoptic, Object, Outcome, P_256, P_384, RSA_2048, RSA_2048_OTHER, RSA_3072, Rig, Script, SoftHsm,
    Token, USER_PIN,
};
use super::{authority, command::Desk, support};

const WRONG: &str = "Khong-phai-99";

fn certificate(key: &Key) -> Vec<u8> {
    support::Certificate::of("Nguyễn Văn An").valid("200101000000Z", "300101000000Z").key(key).der()
}

/// A token whose certificate belongs to the first key, while its private key is another object.
fn token(key: &Key, private: Object) -> Token {
    Token::named("An").set("serial", "00000077").certificate(&[1], "An", &certificate(key)).object(private)
}

struct Run {
    status: i32,
    document: Value,
    said: String,
}

impl Run {
    fn possession(&self) -> (&str, Option<&str>) {
        let possession = &self.document["results"][0]["possession"];
        (possession["state"].as_str().unwrap_or("–"), possession["reason"].as_str())
    }
}

fn ask_with(desk: &Desk, rig: &Rig, pin: &str, words: &[&str]) -> Run {
    support::secret_file(&desk.path().join("pin"), pin);
    let mut command = desk.home.process();
    command.current_dir(desk.path()).args(["--at", authority::AT, "--batch", "--module", rig.module_text()]);
    command.args(["verify", "--possession", "--offline", "--pin-file", "pin"]).args(words);
    let output = command.output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run {
        status: output.status.code().unwrap_or(-1),
        document: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
        said: text(&output.stdout) + &text(&output.stderr),
    }
}

fn ask(desk: &Desk, rig: &Rig, pin: &str, words: &[&str]) -> Run {
    ask_with(desk, rig, pin, &[&["--format", "json"], words].concat())
}

#[test]
fn each_kind_of_key_proves_itself_by_a_signature_in_one_login() {
    for key in [&RSA_2048, &RSA_3072, &P_256, &P_384] {
        let desk = Desk::new();
        file(desk.path(), "root.der", certificate(key));
        let rig = Script::empty().slot(1, token(key, Object::private_key(&[1], "An", key))).install();
        let run = ask(&desk, &rig, USER_PIN, &["--trust", "root.der"]);
        assert_eq!(run.possession(), ("proved", None), "{}: {}", key.name, run.said);
        let calls = rig.calls();
        assert_eq!((calls.count("C_Login"), calls.count("C_Sign")), (1, 1), "{}", key.name);
        assert_eq!((calls.count("C_SetPIN"), calls.count("C_InitPIN")), (0, 0), "{}: nothing is changed", key.name);
        assert_eq!(rig.tries_left(1, "user"), 3, "{}: no try is spent", key.name);
    }
}

#[test]
fn a_key_of_another_certificate_under_the_same_id_is_critical() {
    let desk = Desk::new();
    file(desk.path(), "root.der", certificate(&RSA_2048));
    let private = Object::private_key(&[1], "An", &RSA_2048_OTHER);
    let rig = Script::empty().slot(1, token(&RSA_2048, private)).install();
    let run = ask(&desk, &rig, USER_PIN, &["--trust", "root.der"]);
    assert_eq!((run.status, run.possession()), (11, ("refused", Some("signature-wrong"))), "{}", run.said);
    let table = ask_with(&desk, &rig, USER_PIN, &["--trust", "root.der", "--lang", "en"]);
    assert!(table.said.contains("NOT PROVED: the token signs with a different key"), "{}", table.said);
    let table = ask_with(&desk, &rig, USER_PIN, &["--trust", "root.der", "--lang", "vi"]);
    assert!(table.said.contains("CHƯA KIỂM TRA ĐƯỢC: thiết bị ký bằng khóa khác"), "{}", table.said);
}

#[test]
fn what_cannot_be_proved_says_why_and_never_passes_for_proved() {
    let own = || Object::private_key(&[1], "An", &RSA_2048);
    let several = token(&RSA_2048, own()).object(Object::private_key(&[1], "An", &RSA_2048_OTHER));
    let cases = [
        (token(&RSA_2048, Object::private_key(&[9], "An", &RSA_2048)), "key-absent", None, 11),
        (several, "not-asked", Some("several-keys"), 11),
        (
            token(&RSA_2048, own().attribute("CKA_ALWAYS_AUTHENTICATE", true)),
            "not-asked",
            Some("always-authenticate"),
            11,
        ),
        (token(&RSA_2048, own().attribute("CKA_SIGN", false)), "not-asked", Some("may-not-sign"), 11),
    ];
    for (token, state, reason, status) in cases {
        let desk = Desk::new();
        let rig = Script::empty().slot(1, token).install();
        let run = ask(&desk, &rig, USER_PIN, &[]);
        assert_eq!((run.status, run.possession()), (status, (state, reason)), "untrusted as well: {}", run.said);
        let calls = rig.calls();
        assert_eq!((calls.count("C_Login"), calls.count("C_Sign")), (1, 0), "{reason:?}: nothing was signed");
    }
    let desk = Desk::new();
    let rig = Script::empty()
        .slot(1, token(&RSA_2048, own()))
        .fault(Fault::at("C_Sign").slot(1).returns("CKR_FUNCTION_FAILED"))
        .install();
    let run = ask(&desk, &rig, USER_PIN, &[]);
    assert_eq!((run.status, run.possession()), (11, ("refused", Some("call-failed"))), "{}", run.said);
    assert_eq!(rig.calls().count("C_Login"), 1, "and it is not tried again");
}

#[test]
fn a_certificate_without_a_key_that_can_be_asked_costs_no_pin() {
    let desk = Desk::new();
    let token = Token::named("An").set("serial", "00000077");
    let token =
        token.certificate(&[], "An", &certificate(&RSA_2048)).object(Object::private_key(&[1], "An", &RSA_2048));
    let rig = Script::empty().slot(1, token).install();
    let run = ask(&desk, &rig, USER_PIN, &[]);
    assert_eq!(run.possession(), ("not-asked", Some("no-key-id")), "{}", run.said);
    assert_eq!(rig.calls().count("C_Login"), 0, "no PIN is sent for nothing");
}

#[test]
fn every_certificate_of_the_token_answers_in_the_same_login() {
    let desk = Desk::new();
    let other = support::Certificate::of("Trần Thị Bích").valid("200101000000Z", "300101000000Z").key(&P_256).der();
    let token = token(&RSA_2048, Object::private_key(&[1], "An", &RSA_2048))
        .certificate(&[2], "Bích", &other)
        .object(Object::private_key(&[2], "Bích", &P_384));
    let rig = Script::empty().slot(1, token).install();
    let run = ask(&desk, &rig, USER_PIN, &[]);
    let states: Vec<_> =
        run.document["results"].as_array().expect("results").iter().map(|one| &one["possession"]["state"]).collect();
    assert_eq!((run.status, states), (11, vec![&json!("proved"), &json!("refused")]), "{}", run.said);
    assert_eq!(rig.calls().count("C_Login"), 1, "one login for both");
}

#[test]
fn a_wrong_pin_spends_exactly_one_try_and_a_script_may_not_repeat_it() {
    let desk = Desk::new();
    let rig = Script::empty().slot(1, token(&RSA_2048, Object::private_key(&[1], "An", &RSA_2048))).install();
    let run = ask(&desk, &rig, WRONG, &[]);
    assert_eq!((run.status, &run.document), (5, &Value::Null), "no judgement beside it: {}", run.said);
    assert_eq!((rig.calls().count("C_Login"), rig.tries_left(1, "user")), (1, 2), "one try");
    let run = ask(&desk, &rig, WRONG, &[]);
    assert_eq!(run.status, 7, "refused: {}", run.said);
    assert_eq!((rig.calls().count("C_Login"), rig.tries_left(1, "user")), (1, 2), "and no more");
}

#[test]
fn a_locked_pin_and_a_last_try_are_refused_before_anything_is_sent() {
    for (left, words, logins) in [(0, &[][..], 0), (1, &[], 0), (1, &["--allow-last-try", "--allow-retry"], 1)] {
        let desk = Desk::new();
        let token = token(&RSA_2048, Object::private_key(&[1], "An", &RSA_2048)).left("user_pin", left);
        let rig = Script::empty().slot(1, token).install();
        let run = ask(&desk, &rig, USER_PIN, words);
        assert_eq!(rig.calls().count("C_Login"), logins, "{left} left, {words:?}: {}", run.said);
        assert_eq!(run.document.is_null(), logins == 0, "{left} left, {words:?}: {}", run.said);
    }
}

#[test]
fn a_swapped_token_gets_no_pin() {
    let holder = |name: &str, serial: &str| {
        let der = support::Certificate::of(name).key(&RSA_2048).der();
        let token = Token::named(name).set("serial", serial).certificate(&[1], name, &der);
        token.object(Object::private_key(&[1], name, &RSA_2048))
    };
    let desk = Desk::new();
    let swap = Fault::at("C_OpenSession").process(3).swaps_token(0);
    let rig = Script::empty().slot(1, holder("An", "00000077")).spare(holder("Bích", "00000078")).fault(swap).install();
    let run = ask(&desk, &rig, USER_PIN, &[]);
    assert_eq!(rig.calls().count("C_Login"), 0, "another token lies there: {}", run.said);
    assert!(run.status != 0 && run.document.is_null(), "and nothing is concluded: {}", run.said);
    assert!(run.said.contains("00000078"), "it is named: {}", run.said);
}

#[test]
fn a_source_of_the_pin_without_possession_is_refused_and_so_are_files_beside_it() {
    let desk = Desk::new();
    for words in [&["holder.pem", "--pin-file", "pin"][..], &["holder.pem", "--possession"], &["--allow-last-try"]] {
        let (status, stdout, _) = desk.run(words);
        assert_eq!((status, stdout.as_str()), (2, ""), "{words:?}");
    }
}

/// A pair written by pkcs11-tool, and the program's result for it.
fn on_module(module: &std::path::Path, environment: (&str, std::path::PathBuf), serial_of: &str) -> Value {
    let desk = Desk::new();
    support::secret_file(&desk.path().join("pin"), USER_PIN);
    let mut command = desk.home.process();
    command.current_dir(desk.path()).env(environment.0, environment.1);
    command.args(["--at", authority::AT, "--batch", "--format", "json", "--module"]).arg(module);
    command.args(["verify", "--possession", "--offline", "--pin-file", "pin", "--token", serial_of]);
    let outcome = Outcome::of(&mut command);
    assert_eq!(outcome.status, 11, "no root is trusted: {outcome:?}");
    outcome.json()["results"][0]["possession"].clone()
}

#[test]
fn keys_on_softhsm_are_proved_and_a_strange_one_is_not() {
    for (key, expected) in [
        (&RSA_2048, json!({"state": "proved", "reason": null})),
        (&P_256, json!({"state": "proved", "reason": null})),
        (&RSA_2048_OTHER, json!({"state": "refused", "reason": "signature-wrong"})),
    ] {
        let softhsm = SoftHsm::new();
        softhsm.token("An", "12345678", USER_PIN);
        let own = if key.is_rsa() { &RSA_2048 } else { key };
        softhsm.write("An", USER_PIN, "cert", "01", &certificate(own));
        softhsm.write("An", USER_PIN, "privkey", "01", key.pkcs8);
        assert_eq!(on_module(softhsm.module(), softhsm.environment(), "An"), expected, "{}", key.name);
    }
}

#[test]
fn a_key_on_kryoptic_is_proved() {
    let kryoptic = Kryoptic::new(1);
    kryoptic.token(0, "An", "12345678", USER_PIN);
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    for (kind, der) in [("cert", certificate(&RSA_2048)), ("privkey", RSA_2048.pkcs8.to_vec())] {
        let path = file(folder.path(), kind, der);
        let mut tool = kryoptic.pkcs11_tool();
        tool.args([
            "--slot",
            "0",
            "--login",
            "--pin",
            USER_PIN,
            "--type",
            kind,
            "--id",
            "01",
            "--label",
            "An",
            "--usage-sign",
        ]);
        support::succeed(tool.arg("--write-object").arg(path));
    }
    let found = on_module(kryoptic.module(), kryoptic.environment(), "An");
    assert_eq!(found, json!({"state": "proved", "reason": null}), "by its signature");
}
