//! The calls an inventory makes: a USB token answers in 5 to 30 ms, so every call counts.
//!
//! Pitfall: C_GetFunctionList does not access hardware and is not counted, like C_GetInterface.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use support::{Calls, Certificate, Home, Script, Token};

const ATTRIBUTE_VALUE: &str = "17";

fn calls_of_an_inventory(script: &Script) -> Calls {
    let (home, rig) = (Home::new(), script.install());
    home.tokenctl().args(["inventory", "--module"]).arg(rig.module()).assert().success();
    rig.calls()
}

fn budget(calls: &Calls) -> usize {
    calls.total() - calls.count("C_GetFunctionList") - calls.count("C_GetInterface")
}

#[test]
fn an_inventory_makes_4_calls_a_driver_2_a_slot_5_a_small_token_2_a_certificate_and_1_a_key() {
    for tokens in [1, 8] {
        let script = Script::tokens(tokens).empty_slot(90).empty_slot(91);
        let calls = calls_of_an_inventory(&script);
        let tokens = usize::try_from(tokens).expect("few");
        // Each token has a certificate and a public key; its private key is visible only after a login.
        let allowed = 4 + 2 * (tokens + 2) + 5 * tokens + 3 * tokens;
        assert!(budget(&calls) <= allowed, "{} calls, {allowed} allowed: {:#?}", budget(&calls), calls.table());
        assert_eq!(calls.with_secrets(), 0, "no login was asked for");
    }
}

#[test]
fn a_hundred_certificates_cost_one_call_each_and_their_value_is_read_from_certificates_only() {
    let add = |token: Token, number: u8| token.certificate(&[number], "more", &Certificate::of("Người dùng").der());
    let token = (0..100).fold(Token::of_holder(1), add);
    let calls = calls_of_an_inventory(&Script::empty().slot(5, token));
    let allowed = 4 + 2 + 8 + 102;
    assert!(budget(&calls) <= allowed, "{} calls, {allowed} allowed: {:#?}", budget(&calls), calls.table());
    let with_value = calls.0.iter().filter(|call| {
        let types = call.detail.strip_prefix("attributes=").unwrap_or_default();
        types.split(',').any(|kind| kind == ATTRIBUTE_VALUE)
    });
    assert_eq!(with_value.count(), 101, "CKA_VALUE of 101 certificates, and of no key");
}

#[test]
fn a_pair_whose_private_key_shows_itself_costs_11_calls_of_the_device() {
    let key = &support::RSA_2048;
    let der = Certificate::of("Người dùng").key(key).der();
    let token =
        Token::named("Thẻ").certificate(&[1], "một", &der).object(support::Object::public_key(&[1], "một", key));
    let private = support::Object::private_key(&[1], "một", key).seen();
    let calls = calls_of_an_inventory(&Script::empty().slot(5, token.object(private)));
    assert_eq!(budget(&calls) - 4, 11, "{:#?}", calls.table());
}

#[test]
fn a_driver_that_cannot_give_threads_costs_one_more_initialisation_at_most() {
    let calls = calls_of_an_inventory(&Script::tokens(2).set("os_locking", false));
    let allowed = 4 + 1 + 2 * 2 + 5 * 2 + 3 * 2;
    assert!(budget(&calls) <= allowed, "{} calls, {allowed} allowed: {:#?}", budget(&calls), calls.table());
}
