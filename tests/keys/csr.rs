//! `csr create`: the contents of the request, the subject, and that nothing else is ever output.

use serde_json::json;

use super::desk::{Desk, SO_PIN, USER_PIN, judged};
use super::support::{
    self, Certificate, Fault, Key, Kryoptic, P_256, P_384, RSA_2048, RSA_3072, Script, SoftHsm, Token,
    inside_opencryptoki, succeed,
};

const NAME: &str = "CN=Nguyễn Văn An,O=UBND phường Hoàn Kiếm,C=VN";
const TYPED: [&str; 4] = ["--subject", NAME, "--email", "an@hanoi.gov.vn"];

fn token(key: &Key) -> Token {
    Token::named("An").key_pair(&[1], "ký", key)
}

fn create(desk: &Desk, more: &[&str]) -> support::Outcome {
    desk.run(&[&["csr", "create"], more].concat(), &[("pin", support::USER_PIN)])
}

/// The SubjectPublicKeyInfo in a request, as openssl reads it.
fn key_of(pem: &[u8]) -> String {
    judged(pem, &["-noout", "-pubkey"])
}

fn pem_of(key: &Key) -> String {
    der::pem::encode_string("PUBLIC KEY", der::pem::LineEnding::LF, key.spki).expect("PEM")
}

#[test]
fn openssl_verifies_a_request_of_each_kind_of_key_with_its_name_and_address() {
    for key in [&RSA_2048, &RSA_3072, &P_256, &P_384] {
        let desk = Desk::of(&Script::empty().slot(1, token(key)));
        let (made, calls) = desk.counted(|| create(&desk, &TYPED));
        let made = made.expect_status(0, key.name);
        assert_eq!(key_of(&made.stdout), pem_of(key), "{}: the very key", key.name);
        let text = judged(&made.stdout, &["-noout", "-subject", "-text"]);
        assert!(
            text.contains("subject=C=VN,O=UBND phường Hoàn Kiếm,CN=Nguyễn Văn An")
                || text.contains(&format!("subject={NAME}")),
            "{}: {text}",
            key.name
        );
        assert!(text.contains("email:an@hanoi.gov.vn"), "{}: {text}", key.name);
        assert_eq!(
            (calls.count("C_Login"), calls.count("C_SignInit"), calls.count("C_Sign")),
            (1, 1, 1),
            "{}",
            key.name
        );
        assert!(made.stderr.contains("signed by the token"), "{}: {}", key.name, made.stderr);
        assert!(desk.journal().contains("\"action\":\"csr-create\""), "{}: it is recorded", key.name);
        assert!(!format!("{}{}", made.text(), made.stderr).contains(support::USER_PIN), "no PIN anywhere");
        desk.rig.no_host_left();
    }
}

/// Every call of `csr create` with a typed name, whatever its slot, in alphabetical order.
const EVERY_CALL: [(&str, usize); 15] = [
    ("C_Finalize", 4),
    ("C_FindObjects", 7),
    ("C_FindObjectsFinal", 5),
    ("C_FindObjectsInit", 5),
    ("C_GetAttributeValue", 2),
    ("C_GetFunctionList", 4),
    ("C_GetInfo", 4),
    ("C_GetSlotInfo", 3),
    ("C_GetSlotList", 4),
    ("C_GetTokenInfo", 4),
    ("C_Initialize", 4),
    ("C_Login", 1),
    ("C_OpenSession", 2),
    ("C_Sign", 1),
    ("C_SignInit", 1),
];

#[test]
fn the_calls_of_a_request_are_counted_exactly() {
    let desk = Desk::of(&Script::empty().slot(1, token(&RSA_2048)));
    let (made, calls) = desk.counted(|| create(&desk, &TYPED));
    made.expect_status(0, "a healthy token");
    let expected = [
        // The search for the token, the reading of its objects, the signature, the state after it.
        ("C_Initialize", 4),
        ("C_OpenSession", 2),
        ("C_Login", 1),
        ("C_SignInit", 1),
        ("C_Sign", 1),
        ("C_CreateObject", 0),
        ("C_GenerateKeyPair", 0),
        ("C_InitPIN", 0),
        ("C_SetPIN", 0),
    ];
    for (call, count) in expected {
        assert_eq!(calls.count(call), count, "{call}");
    }
    let mut all = std::collections::BTreeMap::<String, usize>::new();
    for ((call, _slot), count) in calls.table() {
        *all.entry(call).or_default() += count;
    }
    let all: Vec<(&str, usize)> = all.iter().map(|(call, count)| (call.as_str(), *count)).collect();
    assert_eq!(all, EVERY_CALL, "and not one call more");
}

#[test]
fn a_renewal_has_the_subject_of_the_old_certificate_byte_for_byte() {
    // BMPString, TeletexString and an unusual order: re-encoding would make it another name.
    let old = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
    let desk = Desk::of(&Script::empty().slot(1, token(&RSA_2048).certificate(&[1], "cũ", &old)));
    let made = create(&desk, &["--from-certificate"]).expect_status(0, "a key with its certificate");
    let subject = tokenctl::domain::certificate::parse(&old).subject_der;
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let (pem, der) = (folder.path().join("r.pem"), folder.path().join("r.der"));
    std::fs::write(&pem, &made.stdout).expect("the request");
    succeed(support::tool("openssl").args(["req", "-outform", "DER", "-in"]).arg(&pem).arg("-out").arg(&der));
    let der = std::fs::read(&der).expect("the request in DER");
    assert!(subject.len() > 20 && der.windows(subject.len()).any(|window| window == subject), "the same octets");
    judged(&made.stdout, &["-noout"]);
}

#[test]
fn of_several_keys_one_must_be_named_and_no_pin_is_asked_for_before() {
    let desk = Desk::of(&Script::empty().slot(1, token(&RSA_2048).key_pair(&[0x2a], "hai", &P_256)));
    let (made, calls) = desk.counted(|| create(&desk, &TYPED));
    assert_eq!((made.status, made.text()), (4, ""), "{}", made.stderr);
    assert!(
        made.stderr.contains("01 (rsa 2048) “ký”; 2a (p-256) “hai”") && made.stderr.contains("--key ID"),
        "{}",
        made.stderr
    );
    assert_eq!(calls.count("C_Login"), 0, "nothing was sent");
    let made = create(&desk, &[&TYPED[..], &["--key", "2A"]].concat()).expect_status(0, "the second");
    assert_eq!(key_of(&made.stdout), pem_of(&P_256), "the key that was named");
    let (made, calls) = desk.counted(|| create(&desk, &[&TYPED[..], &["--key", "99", "--format", "json"]].concat()));
    assert_eq!((made.status, calls.count("C_Login")), (3, 0), "{}", made.stderr);
    assert_eq!(made.error()["code"], "no-such-key", "{}", made.stderr);
    let (made, calls) = desk.counted(|| create(&desk, &["--from-certificate", "--key", "01", "--format", "json"]));
    assert_eq!((made.status, calls.count("C_Login")), (3, 0), "{}", made.stderr);
    assert_eq!(made.error()["code"], "key-without-certificate", "{}", made.stderr);
}

#[test]
fn a_signature_that_does_not_verify_makes_no_request() {
    let script = Script::empty().slot(1, token(&RSA_2048)).fault(Fault::at("C_Sign").corrupts());
    let desk = Desk::of(&script);
    let output = desk.file("request.pem");
    let made = create(&desk, &[&TYPED[..], &["--output", output.to_str().expect("a plain path")]].concat());
    assert_eq!((made.status, made.text(), output.exists()), (1, "", false), "{}", made.stderr);
    let made = create(&desk, &[&TYPED[..], &["--format", "json"]].concat());
    assert_eq!((made.status, &made.json()["request"]), (1, &json!(null)), "{}", made.stderr);
    assert_eq!(made.json()["code"], "signature-does-not-verify", "{}", made.stderr);
    // The public key object belongs to another private key.
    let mixed = Token::named("An").object(support::Object::public_key(&[1], "ký", &support::RSA_2048_OTHER));
    let mixed = mixed.object(support::Object::private_key(&[1], "ký", &RSA_2048));
    let made = create(&Desk::of(&Script::empty().slot(1, mixed)), &[&TYPED[..], &["--format", "json"]].concat());
    assert_eq!((made.status, &made.json()["code"]), (1, &json!("signature-does-not-verify")), "{}", made.stderr);
}

#[test]
fn a_key_that_wants_the_pin_for_each_signature_is_told_and_nothing_is_tried_twice() {
    let key = support::Object::private_key(&[1], "ký", &RSA_2048).attribute("CKA_ALWAYS_AUTHENTICATE", true);
    let token = Token::named("An").object(support::Object::public_key(&[1], "ký", &RSA_2048)).object(key);
    let desk = Desk::of(&Script::empty().slot(1, token));
    let (made, calls) = desk.counted(|| create(&desk, &[&TYPED[..], &["--format", "json"]].concat()));
    assert_eq!((made.status, &made.json()["code"]), (1, &json!("key-did-not-sign")), "{}", made.stderr);
    assert_eq!((calls.count("C_Login"), calls.count("C_Sign")), (1, 0), "one login");
}

#[test]
fn a_wrong_pin_is_sent_once_and_makes_nothing() {
    let desk = Desk::of(&Script::empty().slot(1, token(&RSA_2048)));
    let run = || desk.run(&[&["csr", "create"], &TYPED[..]].concat(), &[("pin", "Khong-phai-99")]);
    let (made, calls) = desk.counted(run);
    assert_eq!((made.status, made.text(), calls.count("C_Login")), (5, "", 1), "{}", made.stderr);
    let (made, calls) = desk.counted(run);
    assert_eq!((made.status, calls.count("C_Login")), (7, 0), "the second time it is not sent: {}", made.stderr);
}

#[test]
fn a_name_that_is_not_plainly_meant_ends_before_any_token_is_read() {
    let desk = Desk::of(&Script::empty().slot(1, token(&RSA_2048)));
    for arguments in [
        &["--subject", "CN=An, Nguyễn Văn"][..],
        &["--subject", "Nguyễn Văn An"],
        &["--subject", NAME, "--email", "ân@hanoi.gov.vn"],
        &["--subject", NAME, "--key", "xyz"],
        &["--subject", NAME, "--from-certificate"],
        &[],
    ] {
        let (made, calls) = desk.counted(|| create(&desk, arguments));
        assert_eq!((made.status, made.text()), (2, ""), "{arguments:?}: {}", made.stderr);
        assert_eq!(calls.total(), 0, "{arguments:?}: nothing was read");
    }
}

#[test]
fn a_request_goes_to_its_file_alone_and_never_over_another() {
    let desk = Desk::of(&Script::empty().slot(1, token(&P_256)));
    let file = desk.file("an.csr");
    let path = file.to_str().expect("a plain path");
    create(&desk, &[&TYPED[..], &["-o", path]].concat()).expect_status(0, "a new file");
    judged(&std::fs::read(&file).expect("the request"), &["-noout"]);
    let (made, calls) = desk.counted(|| create(&desk, &[&TYPED[..], &["-o", path]].concat()));
    assert_eq!(
        (made.status, calls.count("C_Login")),
        (7, 0),
        "the file is there: no PIN is sent for it: {}",
        made.stderr
    );
    let made = create(&desk, &[&TYPED[..], &["--redact"]].concat());
    assert_eq!(made.status, 2, "its bytes hold the name: {}", made.stderr);
    let made = create(&desk, &[&TYPED[..], &["--redact", "--format", "json"]].concat()).expect_status(0, "a report");
    assert!(made.json()["request"].is_null() && !made.text().contains("Nguyễn"), "{}", made.text());
}

/// Keys made by the judge, and requests for all of them.
fn real(desk: &Desk, kinds: &[(&str, &str)], generate: impl Fn(&[&str])) {
    for (id, kind) in kinds {
        generate(&["--keypairgen", "--key-type", kind, "--id", id, "--label", kind]);
        let made = desk.run(&[&["csr", "create", "--key", id], &TYPED[..]].concat(), &[("pin", USER_PIN)]);
        let made = made.expect_status(0, kind);
        judged(&made.stdout, &["-noout"]);
    }
}

#[test]
fn softhsm_signs_requests_of_rsa_p_256_p_384_and_ed25519() {
    let softhsm = SoftHsm::new();
    softhsm.token("Khoá mềm", SO_PIN, USER_PIN);
    let desk = Desk::softhsm(&softhsm);
    let kinds = [("01", "rsa:2048"), ("02", "EC:prime256v1"), ("03", "EC:secp384r1"), ("04", "EC:edwards25519")];
    real(&desk, &kinds, |arguments| {
        succeed(softhsm.pkcs11_tool().args(["--login", "--pin", USER_PIN]).args(arguments));
    });
}

#[test]
fn kryoptic_signs_requests_of_rsa_p_256_and_p_384() {
    let kryoptic = Kryoptic::new(1);
    kryoptic.token(0, "Khoá thật", SO_PIN, USER_PIN);
    let desk = Desk::before(kryoptic.module(), Some(kryoptic.environment()));
    let kinds = [("01", "rsa:2048"), ("02", "EC:prime256v1"), ("03", "EC:secp384r1")];
    real(&desk, &kinds, |arguments| {
        succeed(kryoptic.pkcs11_tool().args(["--login", "--pin", USER_PIN]).args(arguments));
    });
}

#[test]
fn opencryptoki_signs_a_request_of_rsa() {
    // Its soft token here generates no EC keys.
    inside_opencryptoki("csr::opencryptoki_signs_a_request_of_rsa", |opencryptoki| {
        let desk = Desk::before(opencryptoki.module(), None);
        let pin = support::OpenCryptoki::USER_PIN;
        let mut judge = opencryptoki.pkcs11_tool();
        succeed(judge.args(["--login", "--pin", pin, "--keypairgen", "--key-type", "rsa:2048", "--id", "01"]));
        let made = desk.run(&[&["csr", "create", "--key", "01"], &TYPED[..]].concat(), &[("pin", pin)]);
        judged(&made.expect_status(0, "RSA").stdout, &["-noout"]);
    });
}
