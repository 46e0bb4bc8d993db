//! Behaviour of real drivers beyond the standard: padding, encodings, clocks, flags, claims.

use serde_json::{Value, json};

use super::support::{Certificate, Fault, Home, Script, Token, hex};
use super::{inventory, tokens};

fn one(home: &Home, token: Token) -> Value {
    let report =
        inventory(home, &Script::empty().slot(7, token).install()).expect_status(0, "a quirk is no fault").json();
    tokens(&report).remove(0)
}

#[test]
fn labels_that_are_not_utf8_are_repaired_and_their_bytes_kept() {
    let home = Home::new();
    // Latin-1, and a label cut in the middle of a character, as OpenSC does.
    for (bytes, shown) in
        [(&b"H\xe0 N\xf4i"[..], "H\u{fffd} N\u{fffd}i"), ("Nguyễn".as_bytes().get(..6).unwrap(), "Nguy\u{fffd}")]
    {
        let mut padded = bytes.to_vec();
        padded.resize(32, b' ');
        let token = one(&home, Token::named("x").set("label", hex(&padded)));
        assert_eq!(token["label"], shown, "repaired");
        assert_eq!(token["label_hex"], hex(bytes)["hex"], "the raw bytes are kept");
        let codes: Vec<&Value> = token["problems"].as_array().expect("a list").iter().map(|one| &one["code"]).collect();
        assert_eq!(codes, [&json!("text-not-utf8")], "and it is told: {}", token["problems"]);
    }
}

#[test]
fn nul_padding_and_garbage_behind_it_are_no_part_of_a_text() {
    let home = Home::new();
    let mut label = b"IBM OS PKCS#11".to_vec();
    label.resize(32, 0);
    let mut serial = b"123\0garbage".to_vec();
    serial.resize(16, b'x');
    let token = one(&home, Token::named("x").set("label", hex(&label)).set("serial", hex(&serial)));
    assert_eq!(token["label"], "IBM OS PKCS#11", "NUL ends a text");
    assert_eq!(token["label_hex"], Value::Null, "and is no fault of encoding");
    assert_eq!(token["serial"], "123", "whatever stands behind it");
}

#[test]
fn a_garbage_clock_is_nobodys_business() {
    let home = Home::new();
    // CKF_CLOCK_ON_TOKEN (0x40) with nonsense in utcTime.
    let token = Token::named("Đồng hồ").set("extra_flags", 0x40).set("utc_time", hex(&[0xff; 16]));
    let token = one(&home, token.certificate(&[1], "một", &Certificate::of("Một").der()));
    assert_eq!(token["label"], "Đồng hồ", "the token is listed");
    assert_eq!(token["certificates"].as_array().map(Vec::len), Some(1), "with what is on it");
    assert_eq!(token["problems"], json!([]), "without any problem");
}

#[test]
fn an_uninitialised_slot_is_no_token_to_worry_about() {
    let home = Home::new();
    // As SoftHSM shows its last slot: SO_PIN_LOCKED and SO_PIN_TO_BE_CHANGED without TOKEN_INITIALIZED.
    let blank = Token::bare("").set("initialized", false).set("extra_flags", 0x0040_0000 + 0x0080_0000);
    let rig = Script::tokens(1).slot(9, blank).install();
    let report = inventory(&home, &rig).expect_status(0, "one token and a blank one").json();
    assert_eq!(report["summary"]["tokens"], 1, "it is not counted");
    assert_eq!(report["summary"]["locked"], 0, "nor is its SO PIN locked");
    let blank = super::token(&report, 9).expect("it is listed apart");
    assert_eq!(blank["initialized"], false, "{blank}");
    assert_eq!(blank["problems"], json!([]), "{blank}");
    // Some modules never report a token full of objects as initialised, so one check is needed.
    assert_eq!(rig.calls().count_on("C_OpenSession", 9), 1, "one session, to see whether there is anything");
    let list = super::tokenctl(&home, &rig, &["token", "show", "--token", "slot:9"]);
    assert_eq!(list.json()["tokens"][0]["initialized"], false, "{}", list.stderr);
}

#[test]
fn more_handles_than_were_asked_for_are_told_and_not_read_beyond_the_buffer() {
    let home = Home::new();
    let healthy = inventory(&home, &Script::tokens(2).install()).json();
    let rig = Script::tokens(2).fault(Fault::at("C_FindObjects").slot(1).claims_more(5000)).install();
    let report = inventory(&home, &rig).json();
    assert_eq!(super::token(&report, 2), super::token(&healthy, 2), "the other token is whole");
    assert_eq!(report["drivers"][0]["slot_failures"][0]["kind"], "nonsense", "{}", report["drivers"][0]);
    for list in ["certificates", "keys"] {
        let known = |report: &Value| super::token(report, 1).map(|token| token[list].as_array().map_or(0, Vec::len));
        assert_eq!(known(&report), known(&healthy), "nothing is made of handles that are none: {list}");
    }
}

#[test]
fn a_search_ends_where_no_handle_comes_and_not_at_a_short_batch() {
    let home = Home::new();
    let of = |number: u8| Certificate::of(&format!("Người {number}")).der();
    let token = (1..=3).fold(Token::of_holder(1), |token, number| token.certificate(&[number], "more", &of(number)));
    let script = || Script::empty().slot(1, token.clone());
    let healthy = inventory(&home, &script().install()).expect_status(0, "four certificates").json();
    assert_eq!(healthy["tokens"][0]["certificates"].as_array().map(Vec::len), Some(4), "{}", healthy["tokens"][0]);
    for (field, value) in [("handles_a_call", 1), ("handles_a_call", 2), ("largest_search", 10), ("largest_search", 1)]
    {
        let rig = script().set(field, json!(value)).install();
        let report = inventory(&home, &rig).expect_status(0, "every object is read").json();
        assert_eq!(super::token(&report, 1), super::token(&healthy, 1), "{field} {value}: nothing is lost");
    }
}

#[test]
fn a_search_that_breaks_off_keeps_what_it_gave_and_says_so() {
    let home = Home::new();
    let der = Certificate::of("Người khác").der();
    let token = Token::of_holder(1).certificate(&[9], "more", &der);
    let fault = |code| Fault::at("C_FindObjects").slot(1).nth(2).returns(code);
    // The search without a class is refused: if only it fails, nothing is lost.
    let one_by_one = |code| {
        let script = Script::empty().slot(1, token.clone()).set("handles_a_call", json!(1));
        script.set("search_for_all", json!("refused")).fault(fault(code))
    };
    let report = inventory(&home, &one_by_one("CKR_DEVICE_ERROR").install()).json();
    assert_eq!(report["tokens"][0]["certificates"].as_array().map(Vec::len), Some(1), "the first one was given");
    assert!(report.to_string().contains("CKR_DEVICE_ERROR"), "and what is missing is told: {report}");
    // A module that ends a search by itself after its last handle.
    let whole = Script::tokens(1).fault(fault("CKR_OPERATION_NOT_INITIALIZED")).install();
    let report = inventory(&home, &whole).expect_status(0, "nothing is missing").json();
    assert_eq!(report["tokens"][0]["certificates"].as_array().map(Vec::len), Some(1), "{}", report["tokens"][0]);
}

#[test]
fn c_initialize_is_given_null_where_a_module_takes_nothing_else() {
    let home = Home::new();
    let cases =
        [Script::tokens(1).set("null_arguments_only", json!(true)), Script::tokens(1).set("os_locking", json!(false))];
    for script in cases {
        let rig = script.install();
        inventory(&home, &rig).expect_status(0, "it is read");
        assert_eq!(rig.calls().count("C_Initialize"), 2, "each form once: {:?}", rig.calls().table());
    }
    let refused = Fault::at("C_Initialize").nth(1).returns("CKR_NEED_TO_CREATE_THREADS");
    let rig = Script::tokens(1).fault(refused).install();
    inventory(&home, &rig).expect_status(0, "it is read without threads");
    let hopeless = Script::tokens(1).fault(Fault::at("C_Initialize").returns("CKR_CANT_LOCK")).install();
    inventory(&home, &hopeless).expect_status(1, "it cannot serve");
    assert_eq!(hopeless.calls().count("C_Initialize"), 2, "never more than once each");
}

#[test]
fn a_search_that_gives_a_handle_twice_is_told_and_ends() {
    let home = Home::new();
    // 1,024 handles requested, as many claimed, most of them invalid: it would never end.
    let rig = Script::tokens(2).fault(Fault::at("C_FindObjects").slot(1).claims_more(1023)).install();
    let report = inventory(&home, &rig).json();
    assert_eq!(report["drivers"][0]["slot_failures"][0]["kind"], "nonsense", "{}", report["drivers"][0]);
    assert!(rig.calls().count_on("C_FindObjects", 1) <= 5, "once a class, and once for all: {:?}", rig.calls().table());
}

#[test]
fn more_slots_than_were_asked_for_are_no_reason_to_crash() {
    let home = Home::new();
    let rig = Script::tokens(2).fault(Fault::at("C_GetSlotList").claims_more(100_000)).install();
    let report = inventory(&home, &rig).json();
    assert_eq!(tokens(&report).len(), 2, "the two that exist are read: {}", report["drivers"]);
}

#[test]
fn a_missing_function_is_an_error_of_that_call() {
    let home = Home::new();
    let rig = Script::tokens(2).set("null_functions", json!(["C_GetInfo"])).install();
    let report = inventory(&home, &rig).expect_status(0, "a module need not describe itself").json();
    assert_eq!(tokens(&report).len(), 2, "its tokens are listed");
    assert_eq!(report["drivers"][0]["library"], Value::Null, "absent is null");
    let rig = Script::tokens(2).set("null_functions", json!(["C_OpenSession"])).install();
    let report = inventory(&home, &rig).expect_status(1, "no session, no objects").json();
    let failure = &report["drivers"][0]["slot_failures"][0];
    assert!(failure["ckr"].as_str().is_some_and(|ckr| ckr.contains("CKR_FUNCTION_NOT_SUPPORTED")), "{failure}");
}

#[test]
fn slot_numbers_are_sparse_and_large() {
    let home = Home::new();
    let rig = Script::empty().slot(0x7fff_fff0, Token::of_holder(1)).slot(0, Token::of_holder(2)).install();
    let report = inventory(&home, &rig).expect_status(0, "sparse slots").json();
    let slots: Vec<u64> = tokens(&report).iter().map(|token| token["slot"].as_u64().expect("a number")).collect();
    assert_eq!(slots, [0, 0x7fff_fff0], "in order of their numbers");
}

#[test]
fn the_same_state_gives_the_same_bytes() {
    let home = Home::new();
    let rig = Script::tokens(12).install();
    let first = inventory(&home, &rig).expect_status(0, "healthy");
    for _ in 0..3 {
        assert_eq!(inventory(&home, &rig), first, "threads finish in any order, the report does not");
    }
}

#[test]
fn one_certificate_is_read_from_a_token_without_keys_and_ids() {
    let home = Home::new();
    let token = Token::named("x").certificate(&[], "", &Certificate::of("Không mã").der());
    let token = one(&home, token);
    assert_eq!(token["certificates"][0]["id"], Value::Null, "an empty id is absent");
    assert_eq!(token["certificates"][0]["label"], Value::Null, "an empty label too");
    assert_eq!(token["certificates"][0]["subject"]["common_name"], "Không mã", "the rest is read");
}
