//! Exactly the required calls: 4 per driver, 2 per slot, 5 for a small token and 8 or 9 for a larger one, 1 per object,
//! 2 per certificate of a small token (3 more if a buffer is too small), and C_Login only if requested.

use serde_json::{Value, json};

use super::support::{Calls, Certificate, Fault, Home, Object, RSA_2048, Rig, Script, Token, USER_PIN, secret_file};
use super::{inventory, tokenctl, tokens};

/// Calls that are part of the contract; finding the function list does not count.
fn counted(calls: &Calls) -> usize {
    let entry = ["C_GetFunctionList", "C_GetInterface", "C_GetInterfaceList"];
    calls.total() - entry.iter().map(|name| calls.count(name)).sum::<usize>()
}

fn value_reads_beyond_certificates(calls: &Calls) -> Vec<String> {
    // CKA_VALUE is 17; the log names the attributes of each call.
    let values = calls.0.iter().filter(|call| call.name == "C_GetAttributeValue" && names(&call.detail, 17));
    values.filter(|call| !names(&call.detail, 128)).map(|call| call.detail.clone()).collect()
}

fn names(detail: &str, attribute: u32) -> bool {
    let list = detail.split_whitespace().find_map(|word| word.strip_prefix("attributes=")).unwrap_or_default();
    list.split(',').any(|word| word == attribute.to_string())
}

#[test]
fn an_inventory_makes_exactly_the_promised_calls() {
    for count in [0, 1, 7, 40] {
        let home = Home::new();
        let rig = Script::tokens(count).empty_slot(900).install();
        inventory(&home, &rig).expect_status(0, "healthy tokens");
        let calls = rig.calls();
        // A certificate and a public key on each; the private key is not visible.
        let count = usize::try_from(count).expect("small");
        // An empty slot is asked for its token too, because some modules never report one as present; no session is
        // opened on it. One search shows certificate and key.
        assert_eq!(counted(&calls), 4 + 2 + (2 + 5 + 3) * count, "{:?}", calls.table());
        assert_eq!(calls.count("C_Login"), 0, "nobody asked for a login");
        assert_eq!(calls.count("C_GetSlotList"), 1, "some drivers probe every reader in each");
        assert_eq!(calls.count("C_OpenSession"), count, "one session a token");
        assert_eq!(calls.processes().len(), 1, "one host");
        assert_eq!(value_reads_beyond_certificates(&calls), Vec::<String>::new(), "CKA_VALUE from certificates only");
    }
}

#[test]
fn a_login_adds_one_call_and_the_objects_it_shows() {
    let home = Home::new();
    // A serial that identifies the token, so that no certificate is looked for.
    let rig = Script::empty().slot(1, Token::of_holder(1).set("serial", "10240113")).install();
    secret_file(&rig.folder().join("pin"), USER_PIN);
    let pin = rig.folder().join("pin");
    let pin = pin.to_str().expect("a plain path");
    let outcome = tokenctl(&home, &rig, &["inventory", "--login", "--pin-file", pin]);
    let report = outcome.expect_status(0, "the right PIN").json();
    assert_eq!(tokens(&report)[0]["keys"].as_array().map(Vec::len), Some(2), "the private key is seen");
    let calls = rig.calls();
    assert_eq!(calls.count("C_Login"), 1, "exactly one");
    assert_eq!(value_reads_beyond_certificates(&calls), Vec::<String>::new(), "never the value of a key");
    // First the token is checked without a session; then one reading with the login.
    assert_eq!(calls.processes().len(), 2, "two hosts");
    assert_eq!(calls.count("C_OpenSession"), 1, "one session in all: {:?}", calls.table());
}

#[test]
fn a_certificate_beyond_the_buffer_costs_three_calls_and_its_neighbours_one() {
    let home = Home::new();
    let long: Vec<String> = (0..400).map(|at| format!("PHÒNG BAN SỐ {at}")).collect();
    let names: Vec<&str> = long.iter().map(String::as_str).collect();
    let der = Certificate::of("Nguyễn Văn Dài").organizations(&names).der();
    assert!(der.len() > 6143, "it is longer than the buffer");
    let rig = Script::tokens(1).certificate(1, &[2], &der).install();
    let report = inventory(&home, &rig).expect_status(0, "a long certificate").json();
    assert_eq!(tokens(&report)[0]["certificates"].as_array().map(Vec::len), Some(2), "both are read");
    assert_eq!(counted(&rig.calls()), 4 + 2 + 5 + (2 + 1 + 1 + 3), "{:?}", rig.calls().table());
}

#[test]
fn a_thousand_objects_are_found_in_batches_and_read_once_each() {
    let home = Home::new();
    let der = Certificate::of("Trần Thị Nhiều").der();
    let mut token = Token::named("Nhiều");
    for at in 0..1100_u32 {
        token = token.certificate(&at.to_be_bytes(), "một", &der);
    }
    let rig = Script::empty().slot(1, token).install();
    let report = inventory(&home, &rig).expect_status(0, "many certificates").json();
    assert_eq!(tokens(&report)[0]["certificates"].as_array().map(Vec::len), Some(1100), "every one");
    assert_eq!(
        counted(&rig.calls()),
        4 + 2 + 1 + 5 + 4 + 1100,
        "two searches in two batches, and the empty one that ends the first: {:?}",
        rig.calls().table()
    );
}

#[test]
fn a_list_of_drivers_opens_no_session() {
    let home = Home::new();
    let rig = Script::tokens(3).install();
    let report = tokenctl(&home, &rig, &["driver", "list"]).expect_status(0, "a list").json();
    assert_eq!(report["drivers"][0]["tokens"], 3, "it counts tokens");
    assert_eq!(rig.calls().count("C_OpenSession"), 0, "without a session");
}

#[test]
fn a_selected_token_is_the_only_one_with_a_session() {
    let home = Home::new();
    let rig = Script::tokens(5).install();
    let report = tokenctl(&home, &rig, &["--token", "serial:00000003", "token", "show"]).expect_status(0, "one").json();
    assert_eq!(tokens(&report).len(), 1, "one token");
    let calls = rig.calls();
    assert_eq!((calls.count("C_OpenSession"), calls.count_on("C_OpenSession", 3)), (1, 1), "{:?}", calls.table());
}

fn certificate(token: &Value, common_name: &str) -> Option<Value> {
    let mut all = token["certificates"].as_array().expect("a list").iter();
    all.find(|one| one["subject"]["common_name"] == common_name).cloned()
}

/// An odd object and a healthy certificate.
fn odd(object: Object) -> Rig {
    Script::empty()
        .slot(1, Token::named("lạ").object(object).certificate(&[9], "lành", &Certificate::of("Lành").der()))
        .install()
}

#[test]
fn one_unreadable_attribute_costs_itself_and_not_its_object() {
    let home = Home::new();
    let object = Object::certificate(&[1], "hỏng", &Certificate::of("Hỏng nhãn").key(&RSA_2048).der())
        .attribute("CKA_LABEL", json!({"error": "CKR_GENERAL_ERROR"}));
    let report = inventory(&home, &odd(object)).json();
    let token = tokens(&report)[0].clone();
    let odd = certificate(&token, "Hỏng nhãn").expect("the certificate is read all the same");
    assert_eq!(odd["label"], json!(null), "its label is absent");
    assert!(certificate(&token, "Lành").is_some(), "its neighbour is whole");
}

#[test]
fn an_absurd_length_is_not_believed_and_not_allocated() {
    let home = Home::new();
    for claim in [json!({"claim": 4_000_000_000_u64}), json!({"claim": u64::MAX - 1})] {
        let object =
            Object::certificate(&[1], "to", &Certificate::of("To").der()).attribute("CKA_VALUE", claim.clone());
        let report = inventory(&home, &odd(object)).json();
        let token = tokens(&report)[0].clone();
        assert!(certificate(&token, "Lành").is_some(), "{claim}: its neighbour is whole");
        assert!(token["problems"].as_array().is_some_and(|all| !all.is_empty()), "{claim}: it is told: {token}");
    }
    for lengths in ["unavailable", "huge", "larger"] {
        let rig = Script::tokens(2).fault(Fault::at("C_GetAttributeValue").slot(1).claims_lengths(lengths)).install();
        let report = inventory(&home, &rig).json();
        let other = super::token(&report, 2).expect("the other token");
        assert_eq!(other["certificates"].as_array().map(Vec::len), Some(1), "{lengths}: the other token is whole");
    }
}
