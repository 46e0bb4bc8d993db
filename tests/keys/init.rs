//! `token init`: which tokens may be erased, that the confirmation is typed in full, and that the SO PIN is tried once.

use serde_json::json;

use super::desk::{Desk, SO_PIN};
use super::support::{self, Certificate, Fault, Kryoptic, RSA_2048, Script, SoftHsm, Token, succeed};

const NEW_PIN: &str = "Mua-xuan-2027";
const SERIAL: &str = "77310246";

fn token() -> Token {
    Token::named("An").set("serial", SERIAL).key_pair(&[1], "An", &RSA_2048)
}

fn init(desk: &Desk, so_pin: &str, more: &[&str]) -> support::Outcome {
    let words = ["token", "init", "--label", "Phòng 2", "--format", "json"];
    desk.run(&[&words, more].concat(), &[("so-pin", so_pin), ("new-pin", NEW_PIN)])
}

const CONFIRMED: [&str; 2] = ["--confirm-serial", SERIAL];

#[test]
fn a_token_is_initialised_once_found_by_its_new_name_and_its_pin_proved() {
    let desk = Desk::of(&Script::empty().slot(1, token()));
    let (made, calls) = desk.counted(|| init(&desk, support::SO_PIN, &CONFIRMED));
    let report = made.expect_status(0, "a token without a certificate").json();
    assert_eq!((&report["kind"], &report["result"]), (&json!("token-init"), &json!("initialized")), "{report}");
    assert_eq!((&report["token"]["label"], &report["now"]["label"]), (&json!("An"), &json!("Phòng 2")), "{report}");
    assert_eq!((&report["initialized"], &report["proof"]["login"]), (&json!(true), &json!(true)), "{report}");
    let secrets = ["C_InitToken", "C_Login", "C_InitPIN", "C_SetPIN"].map(|call| calls.count(call));
    assert_eq!(secrets, [1, 2, 1, 0], "SO login and proof");
    assert!(desk.journal().contains("\"action\":\"token-init\",\"method\":\"init-token\""), "{}", desk.journal());
    let listed = desk.run(&["key", "list", "--login", "--format", "json"], &[("pin", NEW_PIN)]).json();
    assert_eq!(listed["tokens"][0]["keys"], json!([]), "everything is lost");
    desk.rig.no_host_left();
}

#[test]
fn nothing_is_sent_before_the_whole_serial_was_named() {
    let desk = Desk::of(&Script::empty().slot(1, token()));
    for (more, code) in [
        (&[][..], "not-confirmed"),
        (&["--confirm-serial", "0246"], "confirmation-differs"),
        (&["--confirm-serial", "An"], "confirmation-differs"),
    ] {
        let (made, calls) = desk.counted(|| init(&desk, support::SO_PIN, more));
        let last = made.stderr.lines().last().unwrap_or_default();
        assert_eq!((made.status, last.contains(code)), (7, true), "{}", made.stderr);
        assert_eq!((calls.count("C_InitToken"), calls.with_secrets()), (0, 0), "nothing was sent");
    }
    let too_long = ["token", "init", "--label", "Phòng Công nghệ thông tin và Chuyển đổi số"];
    let (made, calls) = desk.counted(|| desk.run(&too_long, &[]));
    assert_eq!((made.status, calls.total()), (2, 0), "a label of more than 32 octets: {}", made.stderr);
}

#[test]
fn a_certificate_in_force_keeps_a_token_from_being_initialised_unless_that_is_said() {
    let der = Certificate::of("Nguyễn Văn An").valid("200101000000Z", "491231000000Z").key(&RSA_2048).der();
    let desk = Desk::of(&Script::empty().slot(1, token().certificate(&[1], "An", &der)));
    let (made, calls) =
        desk.counted(|| init(&desk, support::SO_PIN, &[&CONFIRMED[..], &["--at", "2099-01-01"]].concat()));
    assert_eq!((made.status, made.error()["code"].clone()), (7, json!("certificate-in-force")), "{}", made.stderr);
    assert!(made.stderr.contains("Nguyễn Văn An"), "whose: {}", made.stderr);
    assert_eq!((calls.count("C_InitToken"), calls.with_secrets()), (0, 0), "nothing was sent");
    init(&desk, support::SO_PIN, &[&CONFIRMED[..], &["--destroy-valid"]].concat()).expect_status(0, "it was said");
    // A certificate that could not be read may be valid.
    let script = Script::empty()
        .slot(1, token())
        .fault(Fault::at("C_FindObjectsInit").nth(1).process(2).returns("CKR_DEVICE_ERROR"));
    let desk = Desk::of(&script);
    let (made, calls) = desk.counted(|| init(&desk, support::SO_PIN, &CONFIRMED));
    assert_eq!((made.status, made.error()["code"].clone()), (7, json!("token-contents-unknown")), "{}", made.stderr);
    assert_eq!(calls.count("C_InitToken"), 0, "nothing was sent");
}

#[test]
fn a_token_that_denies_being_initialised_is_read_before_it_is_erased() {
    let der = Certificate::of("Nguyễn Văn An").valid("200101000000Z", "491231000000Z").key(&RSA_2048).der();
    // Neither a label nor CKF_TOKEN_INITIALIZED, and once CKF_LOGIN_REQUIRED.
    for flags in [0, 4] {
        let denied = || token().certificate(&[1], "An", &der).set("label", "").set("flags", flags);
        let refuses =
            |call: &str, code: &str| Script::empty().slot(1, denied()).fault(Fault::at(call).process(2).returns(code));
        for (script, code) in [
            (Script::empty().slot(1, denied()), "certificate-in-force"),
            (refuses("C_OpenSession", "CKR_DEVICE_ERROR"), "token-contents-unknown"),
            (refuses("C_FindObjectsInit", "CKR_DEVICE_ERROR"), "token-contents-unknown"),
            (refuses("C_FindObjectsInit", "CKR_GENERAL_ERROR"), "token-contents-unknown"),
            (refuses("C_FindObjects", "CKR_USER_NOT_LOGGED_IN"), "token-contents-unknown"),
        ] {
            let desk = Desk::of(&script);
            let (made, calls) = desk.counted(|| init(&desk, support::SO_PIN, &CONFIRMED));
            assert_eq!((made.status, made.error()["code"].clone()), (7, json!(code)), "{flags}: {}", made.stderr);
            assert_eq!((calls.count("C_InitToken"), calls.with_secrets()), (0, 0), "{code}: nothing was sent");
        }
        // A blank token refuses a session, and holds nothing.
        let blank = Script::empty()
            .slot(1, token().set("objects", json!([])).set("label", "").set("flags", flags))
            .fault(Fault::at("C_OpenSession").process(2).returns("CKR_TOKEN_NOT_RECOGNIZED"));
        let desk = Desk::of(&blank);
        init(&desk, support::SO_PIN, &CONFIRMED).expect_status(0, "there is nothing to lose");
    }
}

#[test]
fn a_wrong_so_pin_is_tried_once_and_nothing_is_lost() {
    let desk = Desk::of(&Script::empty().slot(1, token()));
    let (made, calls) = desk.counted(|| init(&desk, "Khong-phai-99", &CONFIRMED));
    let report = made.json();
    assert_eq!(
        (made.status, &report["code"], &report["try_spent"]),
        (5, &json!("CKR_PIN_INCORRECT"), &json!("yes")),
        "{}",
        made.stderr
    );
    assert_eq!(report["initialized"], false, "{report}");
    let secrets = ["C_InitToken", "C_Login", "C_InitPIN"].map(|call| calls.count(call));
    assert_eq!(secrets, [1, 0, 0], "one try");
    let (made, calls) = desk.counted(|| init(&desk, "Khong-phai-99", &CONFIRMED));
    assert_eq!((made.status, calls.count("C_InitToken")), (7, 0), "a machine does not try again: {}", made.stderr);
    let listed = desk.run(&["key", "list", "--login", "--format", "json"], &[("pin", support::USER_PIN)]).json();
    assert_eq!(listed["tokens"][0]["keys"].as_array().map(Vec::len), Some(2), "the keys are there: {listed}");
}

#[test]
fn kinds_that_initialising_bricks_or_blocks_are_refused_by_the_table() {
    let library = |description: &str, maker: &str| json!({"description": description, "manufacturer": maker});
    for (library, token, why) in [
        (library("PKCS#11 PIV Library (SP-800-73)", "Yubico (www.yubico.com)"), token(), "ykman piv reset"),
        (
            library("OpenSC smartcard framework", "OpenSC Project"),
            token().set("manufacturer", "Feitian"),
            "vendor's tool",
        ),
        (
            library("OpenSC smartcard framework", "OpenSC Project"),
            token().set("manufacturer", "piv_II"),
            "not initialised through",
        ),
    ] {
        let desk = Desk::of(&Script::empty().set("library", library).slot(1, token));
        let (made, calls) =
            desk.counted(|| init(&desk, support::SO_PIN, &[&CONFIRMED[..], &["--destroy-valid"]].concat()));
        assert_eq!((made.status, made.error()["code"].clone()), (7, json!("init-barred")), "{}", made.stderr);
        assert!(made.stderr.contains(why), "{}", made.stderr);
        assert_eq!((calls.count("C_InitToken"), calls.with_secrets()), (0, 0), "nothing was sent");
    }
}

#[test]
fn another_token_in_the_slot_is_not_initialised_in_its_place() {
    for process in [3, 4] {
        let script = Script::empty().slot(1, token()).spare(Token::named("Bình").set("serial", "99999999"));
        let fault = if process == 3 {
            Fault::at("C_Initialize").process(3).swaps_token_in(1, Some(0))
        } else {
            // After the initialisation, before the first user PIN is set.
            Fault::at("C_InitToken").after().swaps_token(0)
        };
        let desk = Desk::of(&script.fault(fault));
        let (made, calls) = desk.counted(|| init(&desk, support::SO_PIN, &CONFIRMED));
        let reached: Vec<_> = calls.reached().into_iter().filter(|one| one.token == "spare:0").collect();
        assert!(reached.is_empty(), "no secret reached the other token: {reached:?}");
        if process == 3 {
            assert_eq!((made.status, calls.count("C_InitToken")), (7, 0), "{}", made.stderr);
        } else {
            let report = made.json();
            assert_eq!(
                (made.status, &report["initialized"], &report["now"]),
                (1, &json!(true), &json!(null)),
                "{}",
                made.stderr
            );
        }
    }
}

#[test]
fn softhsm_renumbers_its_slots_and_the_token_is_followed() {
    let softhsm = SoftHsm::new();
    softhsm.token("Một", SO_PIN, "87654321");
    let desk = Desk::softhsm(&softhsm);
    let before = desk.run(&["token", "list", "--format", "json"], &[]).json();
    let blank = before["tokens"]
        .as_array()
        .expect("tokens")
        .iter()
        .find(|token| token["initialized"] == false)
        .expect("a free slot")
        .clone();
    let slot = format!("slot:{}", blank["slot"]);
    let words = ["--token", &slot, "--confirm-serial", &slot];
    let made = init(&desk, SO_PIN, &words).expect_status(0, "a blank token is told by its slot");
    let report = made.json();
    assert_ne!(report["now"]["slot"], blank["slot"], "the slot is another one now: {report}");
    assert_eq!((&report["now"]["label"], &report["proof"]["login"]), (&json!("Phòng 2"), &json!(true)), "{report}");
    let listing = succeed(softhsm.pkcs11_tool().arg("-L"));
    assert!(listing.contains("Phòng 2") && listing.contains("Một"), "the neighbour is untouched: {listing}");
    succeed(softhsm.pkcs11_tool().args(["--token-label", "Phòng 2", "--login", "--pin", NEW_PIN, "-O"]));
    // The same token again, by its serial.
    let serial = report["now"]["serial"].as_str().expect("a serial").to_owned();
    let selector = format!("serial:{serial}");
    let again = init(&desk, SO_PIN, &["--token", &selector, "--confirm-serial", &serial]).expect_status(0, "again");
    assert_eq!(again.json()["now"]["serial"], serial.as_str(), "{}", again.text());
    let wrong = init(&desk, "99999999", &["--token", &selector, "--confirm-serial", &serial]);
    assert_eq!((wrong.status, &wrong.json()["initialized"]), (5, &json!(false)), "{}", wrong.stderr);
}

#[test]
fn kryoptic_is_initialised_anew_and_counts_one_try() {
    let kryoptic = Kryoptic::new(1);
    kryoptic.token(0, "Khoá thật", SO_PIN, "87654321");
    let desk = Desk::before(kryoptic.module(), Some(kryoptic.environment()));
    let listed = desk.run(&["token", "list", "--format", "json"], &[]).json();
    let serial = listed["tokens"][0]["serial"].as_str().unwrap_or_default().to_owned();
    let named = if serial.trim_matches('0').is_empty() { "Khoá thật".to_owned() } else { serial };
    let (made, calls) = desk.counted(|| init(&desk, SO_PIN, &["--confirm-serial", &named]));
    let report = made.expect_status(0, "kryoptic").json();
    assert_eq!((&report["now"]["label"], &report["proof"]["login"]), (&json!("Phòng 2"), &json!(true)), "{report}");
    assert_eq!(["C_InitToken", "C_InitPIN"].map(|call| calls.count(call)), [1, 1], "once each");
}
