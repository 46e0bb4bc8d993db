//! Hostile values in every field of every structure and attribute: eight strange tokens beside a healthy one.
//!
//! Pitfall: the generator is deterministic, so that a case that fails here fails everywhere.

use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, Strategy, any};
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};

use super::support::{Home, Outcome, Rig, Script, Token, hex};

/// Texts that have caused harm somewhere.
const TEXTS: [&str; 8] = [
    "",
    "\u{1b}]0;x\u{7}\u{1b}[2J",
    "\u{202e}gnp.exe",
    "=cmd|' /C calc'!A0",
    "\u{feff}\u{200b}",
    "{\"a\":1}",
    "../../etc/passwd",
    "a\0b",
];

const ATTRIBUTES: [&str; 20] = [
    "CKA_ID",
    "CKA_LABEL",
    "CKA_VALUE",
    "CKA_CERTIFICATE_TYPE",
    "CKA_KEY_TYPE",
    "CKA_MODULUS",
    "CKA_PUBLIC_EXPONENT",
    "CKA_EC_PARAMS",
    "CKA_EC_POINT",
    "CKA_SENSITIVE",
    "CKA_EXTRACTABLE",
    "CKA_ALWAYS_AUTHENTICATE",
    "CKA_SIGN",
    "CKA_VERIFY",
    "CKA_DECRYPT",
    "CKA_ENCRYPT",
    "CKA_WRAP",
    "CKA_DERIVE",
    "CKA_VALUE_LEN",
    "CKA_PUBLIC_KEY_INFO",
];

fn text() -> impl Strategy<Value = Value> {
    Union::new([
        vec(any::<u8>(), 0..70).prop_map(|bytes| hex(&bytes)).boxed(),
        proptest::sample::select(&TEXTS[..]).prop_map(|text| hex(text.as_bytes())).boxed(),
        Just(json!({"hex": "ff", "padding": "none"})).boxed(),
        Just(json!({"text": "123", "padding": "nul"})).boxed(),
    ])
}

fn number() -> impl Strategy<Value = Value> {
    Union::new([
        any::<u64>().prop_map(Value::from).boxed(),
        (0_u64..300).prop_map(Value::from).boxed(),
        Just(json!("unavailable")).boxed(),
        Just(json!(0xffff_ffff_u64)).boxed(),
    ])
}

fn attribute() -> impl Strategy<Value = Value> {
    Union::new([
        vec(any::<u8>(), 0..80).prop_map(|bytes| hex(&bytes)).boxed(),
        proptest::sample::select(&TEXTS[..]).prop_map(|text| hex(text.as_bytes())).boxed(),
        (0_usize..70_000).prop_map(|count| json!({"zeros": count})).boxed(),
        any::<u64>().prop_map(Value::from).boxed(),
        any::<u64>().prop_map(|length| json!({"claim": length})).boxed(),
        (0_u64..9000).prop_map(|length| json!({"claim": length})).boxed(),
        Just(json!({"unavailable": true})).boxed(),
        Just(json!({"sensitive": true})).boxed(),
        proptest::sample::select(super::support::EVERY_CODE).prop_map(|code| json!({"error": code})).boxed(),
        any::<bool>().prop_map(Value::from).boxed(),
    ])
}

fn object() -> impl Strategy<Value = Value> {
    let class = Union::new([(0_u64..5).prop_map(Value::from).boxed(), number().boxed()]);
    let attributes = btree_map(proptest::sample::select(&ATTRIBUTES[..]), attribute(), 0..12);
    (class, attributes).prop_map(|(class, attributes)| json!({"class": class, "attributes": attributes}))
}

fn mechanism() -> impl Strategy<Value = Value> {
    let strange = (number(), number(), number(), number())
        .prop_map(|(kind, min, max, flags)| json!({"mechanism": kind, "min": min, "max": max, "flags": flags}));
    Union::new([number().boxed(), strange.boxed()])
}

/// CK_INFO.
fn library() -> impl Strategy<Value = Value> {
    (text(), text(), any::<(u8, u8)>(), any::<(u8, u8)>(), number()).prop_map(
        |(description, manufacturer, version, cryptoki, flags)| {
            json!({
                "description": description, "manufacturer": manufacturer, "version": version,
                "cryptoki_version": cryptoki, "flags": flags,
            })
        },
    )
}

/// Lengths and counts that no honest driver returns, from the strange slots.
fn lie() -> impl Strategy<Value = Value> {
    let lengths = Union::new([
        proptest::sample::select(&["unavailable", "huge", "larger"][..])
            .prop_map(|word| json!({"lengths": word}))
            .boxed(),
        (0_u64..9000).prop_map(|length| json!({"lengths": length})).boxed(),
    ]);
    let lists = proptest::sample::select(&["C_FindObjects", "C_GetMechanismList"][..]);
    let action = Union::new([
        lengths.prop_map(|action| ("C_GetAttributeValue", action)).boxed(),
        (lists, 0_u64..5000).prop_map(|(call, count)| (call, json!({"more_handles": count}))).boxed(),
    ]);
    (2_u64..10, action).prop_map(|(slot, (call, action))| json!({"call": call, "slot": slot, "action": action}))
}

/// A slot with strange reader and token; initialised more often than not, so that its objects are read.
fn slot() -> impl Strategy<Value = Value> {
    let token = (
        (text(), text(), text(), text(), text()),
        (any::<u32>(), any::<bool>(), number(), number()),
        (any::<(u8, u8)>(), any::<(u8, u8)>(), vec(number(), 8)),
        vec(object(), 0..6),
        vec(mechanism(), 0..4),
    );
    let token = token.prop_map(|(texts, (flags, initialized, min, max), versions, objects, mechanisms)| {
        let flags = if initialized { flags | 0x400 } else { flags };
        json!({
            "label": texts.0, "manufacturer": texts.1, "model": texts.2, "serial": texts.3, "utc_time": texts.4,
            "flags": flags, "min_pin": min, "max_pin": max, "hardware_version": versions.0,
            "firmware_version": versions.1, "counters": versions.2, "objects": objects, "mechanisms": mechanisms,
        })
    });
    let reader = (text(), text(), any::<u32>(), any::<(u8, u8)>(), any::<(u8, u8)>());
    (reader, token).prop_map(|((description, manufacturer, flags, hardware, firmware), token)| {
        // CKF_TOKEN_PRESENT stays: every token must be accounted for.
        json!({
            "description": description, "manufacturer": manufacturer, "flags": flags | 1,
            "hardware_version": hardware, "firmware_version": firmware, "token": token,
        })
    })
}

fn run(home: &Home, rig: &Rig, words: &[&str]) -> Outcome {
    let mut command = home.process();
    Outcome::of(command.args(words).args(["--at", "2026-11-22T01:00:00Z", "--module"]).arg(rig.module()))
}

#[test]
fn strange_tokens_never_break_a_report_nor_touch_the_healthy_one_beside_them() {
    const FORMATS: [&[&str]; 4] = [
        &["inventory", "--format", "json"],
        &["inventory"],
        &["check", "--format", "csv"],
        &["pin", "status", "--lang", "vi"],
    ];
    // Its mechanisms are read as well.
    const WHOLE: [&str; 6] = ["token", "show", "--token", "slot:2", "--format", "json"];
    let (home, rig) = (Home::new(), Script::tokens(1).install());
    let healthy = run(&home, &rig, FORMATS[0]).json()["tokens"][0].clone();
    let cases = if super::full() { 600 } else { 16 };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 64, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let strange = (library(), vec(slot(), 8), vec(lie(), 0..3));
    let result = runner.run(&strange, |(library, slots, lies)| {
        let mut script = Script::empty().set("library", library).set("faults", lies).slot(1, Token::of_holder(1));
        for (id, mut slot) in (2_u64..).zip(slots) {
            slot["id"] = id.into();
            script = script.raw_slot(slot);
        }
        rig.reset();
        rig.rewrite(&script);
        let fail = |why: &str, outcome: &Outcome| {
            Err(TestCaseError::fail(format!("{why}: status {}\n{}", outcome.status, outcome.stderr)))
        };
        for words in FORMATS {
            let outcome = run(&home, &rig, words);
            if !matches!(outcome.status, 0 | 1 | 2 | 10 | 11) || outcome.stderr.contains("panicked") {
                return fail("no such status", &outcome);
            }
            let Ok(text) = std::str::from_utf8(&outcome.stdout) else { return fail("no UTF-8", &outcome) };
            if words.contains(&"json") {
                let report: Value =
                    serde_json::from_str(text).map_err(|error| TestCaseError::fail(error.to_string()))?;
                let tokens = report["tokens"].as_array().cloned().unwrap_or_default();
                if tokens.iter().find(|token| token["slot"] == 1) != Some(&healthy) {
                    return fail("the healthy token changed", &outcome);
                }
                if tokens.len() != 9 && report["drivers"][0]["slot_failures"].as_array().is_none_or(Vec::is_empty) {
                    return fail("a token is missing and nobody says why", &outcome);
                }
            } else if text.contains(['\u{1b}', '\u{202e}', '\u{7}']) && !words.contains(&"csv") {
                return fail("an escape sequence reaches the terminal", &outcome);
            }
        }
        let outcome = run(&home, &rig, &WHOLE);
        if !matches!(outcome.status, 0 | 1) || serde_json::from_slice::<Value>(&outcome.stdout).is_err() {
            return fail("one token in full", &outcome);
        }
        if rig.calls().with_secrets() > 0 {
            return Err(TestCaseError::fail("a login"));
        }
        Ok(())
    });
    if let Err(fault) = result {
        panic!("{fault}");
    }
    home.no_child_left();
    println!("sweep: hostile values: {cases} cases of eight tokens in five reports");
}
