//! Reading all objects of a token with one search: what it saves, and that it loses nothing with any driver.
//!
//! The reference is the same token in a driver that refuses such a search, so that it is read class by class.

use serde_json::{Value, json};

use super::support::{Calls, Certificate, Fault, Home, Object, P_256, RSA_2048, Rig, Script, Token, attributes, hex};
use super::{inventory, token};

/// Certificates and keys of all kinds; with `more` further certificates.
fn holder(more: u32) -> Token {
    let der = Certificate::of("Nguyễn Văn An").key(&RSA_2048).der();
    let token = Token::of_holder(1).certificate(&[7], "không khóa", &der);
    let token = token.object(Object::public_key(&[2], "đường cong", &P_256));
    (0..more).fold(token, |token, at| {
        let der = Certificate::of(&format!("Người {at}")).der();
        token.certificate(&at.to_be_bytes(), "thêm", &der)
    })
}

fn data(at: u32) -> Object {
    Object::new("CKO_DATA", attributes(&[("CKA_LABEL", json!(format!("dữ liệu {at}"))), ("CKA_VALUE", hex(&[1, 2]))]))
}

/// Objects of a class that is not read.
fn foreign(token: Token, count: u32) -> Token {
    (0..count).fold(token, |token, at| token.object(data(at)))
}

fn read(home: &Home, script: &Script) -> (Value, Rig) {
    let rig = script.install();
    let report = inventory(home, &rig).expect_status(0, "all of it can be read").json();
    (token(&report, 1).expect("the token"), rig)
}

/// How many searches of this class were made: a number, or `any`.
fn searches(calls: &Calls, class: &str) -> usize {
    let detail = format!("class={class}");
    calls.0.iter().filter(|call| call.name == "C_FindObjectsInit" && call.detail == detail).count()
}

fn searches_by_class(calls: &Calls) -> [usize; 4] {
    ["1", "2", "3", "4"].map(|class| searches(calls, class))
}

/// Reads a token through a driver with a quirk, and compares the result with that of searches by class.
fn same_as_by_class(token: &Token, habits: &[(&str, Value)]) -> Calls {
    let home = Home::new();
    let script = || Script::empty().slot(1, token.clone());
    let script = || habits.iter().fold(script(), |script, (field, value)| script.set(field, value.clone()));
    let (expected, _) = read(&home, &script().set("search_for_all", json!("refused")));
    assert!(expected["certificates"].as_array().is_some_and(|all| all.len() >= 2), "{expected}");
    let (seen, rig) = read(&home, &script());
    assert_eq!(seen, expected, "nothing lost, nothing added with {habits:?}");
    rig.calls()
}

/// Small and large tokens, with and without objects of other classes.
fn all_sizes() -> Vec<Token> {
    let sizes = [(0, 0), (2, 1), (0, 9), (20, 0), (20, 8), (20, 40)];
    sizes.into_iter().map(|(more, data)| foreign(holder(more), data)).collect()
}

#[test]
fn modules_of_every_habit_lose_nothing_and_add_nothing() {
    let habits: [&[(&str, Value)]; 10] = [
        &[],
        &[("search_for_all", json!("nothing"))],
        &[("search_for_all", json!("no-certificates"))],
        &[("search_for_all", json!("crash"))],
        &[("fresh_handles", json!(true))],
        &[("stops_at_unknown", json!(true))],
        &[("sloppy_usages", json!(true))],
        &[("handles_a_call", json!(1))],
        &[("largest_search", json!(10)), ("stops_at_unknown", json!(true))],
        &[("handles_a_call", json!(3)), ("fresh_handles", json!(true)), ("sloppy_usages", json!(true))],
    ];
    std::thread::scope(|scope| {
        for token in all_sizes() {
            scope.spawn(move || {
                for habit in habits.iter().filter(|habit| !is_slow(habit)) {
                    same_as_by_class(&token, habit);
                }
            });
        }
    });
    same_as_by_class(&holder(0), habits[3]);
}

/// A driver that dies is reported with a status of its own elsewhere.
fn is_slow(habit: &[(&str, Value)]) -> bool {
    habit.iter().any(|(_, value)| value == "crash")
}

#[test]
fn an_object_that_does_not_tell_its_class_sends_the_token_back_to_the_searches_by_class() {
    for more in [0, 20] {
        let der = Certificate::of("Giấu loại").der();
        let hiding = Object::certificate(&[9], "giấu", &der).hiding_its_class();
        let key = Object::public_key(&[8], "giấu", &RSA_2048).hiding_its_class();
        for object in [hiding, key] {
            let calls = same_as_by_class(&holder(more).object(object), &[]);
            let keys = searches_by_class(&calls);
            assert!(more > 0 || keys.iter().all(|count| *count == 1), "each class was searched: {keys:?}");
        }
    }
}

#[test]
fn an_object_that_tells_nothing_at_once_sends_the_token_back_too() {
    let refuses =
        Object::public_key(&[8], "lạ", &RSA_2048).attribute("CKA_SIGN", json!({"error": "CKR_GENERAL_ERROR"}));
    // CKA_SIGN is requested of private keys only: the search by class never meets the error.
    let calls = same_as_by_class(&holder(0).object(refuses), &[]);
    assert_eq!(searches_by_class(&calls), [1, 1, 1, 1], "{:?}", calls.table());
}

#[test]
fn eight_objects_of_other_classes_are_passed_over_and_nine_are_not() {
    for (count, by_class) in [(8, [1, 0, 0, 0]), (9, [1, 1, 1, 1])] {
        let calls = same_as_by_class(&foreign(holder(0), count), &[]);
        assert_eq!(searches_by_class(&calls), by_class, "{count}: {:?}", calls.table());
        assert_eq!(searches(&calls, "any"), 1, "one search without a class");
    }
}

#[test]
fn a_module_full_of_other_objects_costs_at_most_ten_calls_more_than_searches_by_class() {
    // kryoptic has 117 mechanism objects, p11-kit-trust 1,297 of a vendor's class; some list them first, some last.
    for count in [117, 1297] {
        let own = |token: Token| {
            let der = Certificate::of("Trần Thị Bích").der();
            token.certificate(&[1], "một", &der).certificate(&[2], "hai", &der).object(Object::public_key(
                &[1],
                "một",
                &RSA_2048,
            ))
        };
        for token in [own(foreign(Token::named("lạ"), count)), foreign(own(Token::named("lạ")), count)] {
            let calls = same_as_by_class(&token, &[]);
            // Session, four searches of three calls each, three objects; 4 of the driver and 2 of the slot.
            let before = 4 + 2 + 1 + 4 * 3 + 3;
            let made = calls.total() - calls.count("C_GetFunctionList") - calls.count("C_GetInterface");
            assert!(made <= before + 10, "{made} calls for {before} of 0.1.0: {:?}", calls.table());
        }
    }
}

#[test]
fn the_value_of_an_object_whose_class_is_not_known_is_never_asked_for() {
    for token in all_sizes() {
        let calls = same_as_by_class(&token, &[]);
        let asks = |call: &str, kind: &str| {
            let list = call.strip_prefix("attributes=").unwrap_or_default();
            list.split(',').any(|word| word == kind)
        };
        let reads = calls.0.iter().filter(|call| call.name == "C_GetAttributeValue");
        let values: Vec<_> = reads.filter(|call| asks(&call.detail, "17")).collect();
        assert!(!values.is_empty(), "certificates were read");
        for call in values {
            assert!(
                asks(&call.detail, "128") && !asks(&call.detail, "0"),
                "asked of a certificate only: {}",
                call.detail
            );
        }
    }
}

#[test]
fn beyond_six_objects_each_certificate_costs_one_call() {
    let calls = same_as_by_class(&holder(200), &[]);
    // Three keys are hidden or read with the search for all; 202 certificates by their class.
    assert_eq!(searches_by_class(&calls), [1, 0, 0, 0], "{:?}", calls.table());
    assert_eq!(calls.count("C_GetAttributeValue"), 202 + 2, "{:?}", calls.table());
    assert_eq!(calls.count("C_FindObjects"), 2 + 1, "a short batch of certificates loses nothing: {:?}", calls.table());
}

#[test]
fn a_label_beyond_its_buffer_is_read_whole() {
    let long = "nhãn rất dài ".repeat(60);
    for object in [
        Object::public_key(&[8], "x", &RSA_2048).attribute("CKA_LABEL", json!(long)),
        Object::certificate(&[8], "x", &Certificate::of("Dài").der()).attribute("CKA_LABEL", json!(long)),
        Object::public_key(&[8], "x", &P_256).without("CKA_LABEL"),
    ] {
        same_as_by_class(&holder(0).object(object), &[]);
    }
}

#[test]
fn a_driver_that_dies_of_reading_together_is_read_class_by_class_once() {
    let home = Home::new();
    let script = || Script::tokens(2).set("search_for_all", json!("crash"));
    let healthy = inventory(&home, &Script::tokens(2).install()).expect_status(0, "healthy").json();
    let rig = script().install();
    let report = inventory(&home, &rig).expect_status(0, "nothing is missing in the end").json();
    for slot in [1, 2] {
        assert_eq!(token(&report, slot), token(&healthy, slot), "slot {slot}");
    }
    assert!(rig.calls().processes().len() <= 5, "{:?}", rig.calls().table());
    // One that dies in any search is still a failure, reported once.
    let rig = Script::tokens(2).fault(Fault::at("C_FindObjects").slot(2).crashes()).install();
    let report = inventory(&home, &rig).expect_status(1, "one slot failed").json();
    assert_eq!(report["drivers"][0]["slot_failures"].as_array().map(Vec::len), Some(1), "{}", report["drivers"][0]);
    home.no_child_left();
}

#[test]
fn private_keys_that_a_search_without_a_class_does_not_show_are_searched_by_their_class_after_a_login() {
    let home = Home::new();
    let pin = home.path().join("pin");
    super::support::secret_file(&pin, super::support::USER_PIN);
    let read = |shown: Value| {
        let rig = Script::empty().slot(1, Token::of_holder(1)).set("search_for_all", shown).install();
        let pin = pin.to_str().expect("a plain path");
        let words = ["inventory", "--login", "--token", "slot:1", "--pin-file", pin];
        let report = super::tokenctl(&home, &rig, &words).expect_status(0, "the right PIN").json();
        (token(&report, 1).expect("the token"), rig)
    };
    let (expected, rig) = read(json!("everything"));
    assert_eq!(expected["certificates"][0]["private_key"], "present", "{expected}");
    assert_eq!(searches(&rig.calls(), "3"), 0, "one that shows a private key is asked for no other");
    let (seen, _) = read(json!("no-private-keys"));
    assert_eq!(seen, expected, "the key is not missing");
}
