//! A card in a reader for which OpenSC has no slot is read like any other: by default only four readers have slots, and the
//! driver does not mention a fifth one.

use serde_json::{Value, json};

use super::desk::{Desk, OPENPGP, Run};
use super::mute::{BOTH, PATIENCE, labels, readers};
use super::support::{CardKind, Cards, Home, Outcome, UnblockStyle};

const SECOND: &str = "OpenPGP card (User PIN (sig))";

fn in_first_and_fifth_reader() -> Desk {
    Desk { home: Home::new(), cards: Cards::in_first_and_fifth_reader(BOTH) }
}

/// Replaces text of the user's opensc.conf.
fn configure(desk: &Desk, from: &str, to: &str) {
    let [_, (_, file), _] = desk.cards.environment();
    let text = std::fs::read_to_string(&file).expect("opensc.conf");
    assert!(text.contains(from), "{text}");
    std::fs::write(&file, text.replacen(from, to, 1)).expect("opensc.conf");
}

/// Reader and slot of every token.
fn places(run: &Run) -> Vec<(&str, u64)> {
    let tokens = run.report["tokens"].as_array().expect("tokens").iter();
    tokens.map(|token| (token["reader"].as_str().expect("a reader"), token["slot"].as_u64().expect("a slot"))).collect()
}

#[test]
fn a_card_in_the_fifth_reader_is_read_as_if_opensc_had_a_slot_for_it() {
    let desk = in_first_and_fifth_reader();
    let run = desk.run(&["inventory"]);
    assert_eq!(run.status, 0, "{}", run.said);
    assert_eq!(labels(&run.report), [OPENPGP, SECOND, OPENPGP, SECOND], "both cards: {}", run.said);
    let driver = &run.report["drivers"][0];
    assert_eq!((&driver["status"], &driver["slot_failures"]), (&json!("ok"), &json!([])), "{}", run.said);
    let here = places(&run);
    assert_eq!(here[2].0, "Far reader 00 00", "{}", run.said);
    // OpenSC itself, if it may have more slots, gives them the same numbers, and no reader is read apart.
    configure(&desk, "    pkcs11 {", "    pkcs11 { max_virtual_slots = 64;");
    let whole = desk.run(&["inventory"]);
    assert_eq!((whole.status, places(&whole)), (0, here), "{}", whole.said);
    assert_eq!(whole.report["drivers"][0]["notes"], json!([]), "{}", whole.said);
    assert_eq!(driver["notes"].as_array().map(Vec::len), Some(1), "a remark: {}", run.said);
    assert_eq!(driver["tokens"], whole.report["drivers"][0]["tokens"], "{}", run.said);
    desk.home.no_child_left();
}

#[test]
fn a_slot_number_is_the_one_of_opensc_whatever_is_in_the_readers_between() {
    let desk = in_first_and_fifth_reader();
    let [_, (_, file), _] = desk.cards.environment();
    let usual = std::fs::read_to_string(&file).expect("opensc.conf");
    let set = |options: &str, ignored: &str| {
        let text = usual.replacen("    pkcs11 {", &format!("    pkcs11 {{ {options}"), 1);
        let text = text.replacen("app default {", &format!("app default {{ {ignored}"), 1);
        std::fs::write(&file, text).expect("opensc.conf");
    };
    let ignored = "ignored_readers = \"Empty reader\";";
    let cases = [
        // Three empty readers are between the two cards.
        ("", "max_virtual_slots = 4;", ""),
        ("", "max_virtual_slots = 8;", ""),
        ("", "max_virtual_slots = 4;", ignored),
        ("slots_per_card = 0x2;", "max_virtual_slots = 0x4;", ""),
        ("slots_per_card = 010;", "max_virtual_slots = 010;", ""),
        ("slots_per_card = 3;", "max_virtual_slots = 4;", ignored),
    ];
    for (of_a_card, few, ignored) in cases {
        let what = format!("{of_a_card} {few} {ignored}");
        set(&format!("{of_a_card} {few}"), ignored);
        let run = desk.run(&["inventory"]);
        let notes = run.report["drivers"][0]["notes"].as_array().map(Vec::len);
        assert_eq!((run.status, notes), (0, Some(1)), "{what}: one reader is read apart: {}", run.said);
        set(&format!("{of_a_card} max_virtual_slots = 64;"), ignored);
        let whole = desk.run(&["inventory"]);
        assert_eq!(whole.report["drivers"][0]["notes"], json!([]), "{what}: {}", whole.said);
        assert_eq!(places(&run), places(&whole), "{what}: {}", whole.said);
    }
    set("max_virtual_slots = 4;", "");
    let far = places(&desk.run(&["token", "list"]))[2].1;
    for (slot, status, presented) in [(far, 0, &["20-0082-9000"][..]), (4, 3, &[])] {
        let before = desk.cards.counters();
        let mut command = desk.home.process();
        command.args(["--batch", "--lang", "en", "--module"]).arg(Cards::module()).envs(desk.cards.environment());
        command.args(["pin", "verify", "--token", &format!("slot:{slot}"), "--pin-file"]);
        let run = Outcome::of(command.arg(desk.file("pin", Cards::PIN))).expect_status(status, "that slot or none");
        let after = desk.cards.counters();
        assert_eq!(after[0], before[0], "slot {slot}: the near card was given nothing: {}", run.stderr);
        assert_eq!(after[1].presented[before[1].presented.len()..], *presented, "slot {slot}: {}", run.stderr);
    }
}

#[test]
fn the_card_in_the_fifth_reader_is_selected_and_gets_its_pin_and_no_other_does() {
    let desk = in_first_and_fifth_reader();
    let run = desk.run(&["inventory", "--token", "reader:Far reader 00 00"]);
    assert_eq!((run.status, labels(&run.report)), (0, vec![OPENPGP, SECOND]), "{}", run.said);
    // Both cards at once: one through OpenSC as it is, one through its own host.
    let run = desk.run(&["inventory", "--token", &format!("label:{OPENPGP}")]);
    let found: Vec<&str> = places(&run).iter().map(|place| place.0).collect();
    assert_eq!((run.status, found), (0, vec!["Virtual reader 00 00", "Far reader 00 00"]), "{}", run.said);
    let before = desk.cards.counters();
    let token = "pkcs11:token=OpenPGP%20card%20%28User%20PIN%29;slot-description=Far%20reader%2000%2000";
    let pin = desk.file("pin", Cards::PIN);
    let mut command = desk.home.process();
    command.args(["--batch", "--lang", "en", "--module"]).arg(Cards::module()).envs(desk.cards.environment());
    command.args(["pin", "verify", "--token", token, "--pin-file"]).arg(pin);
    Outcome::of(&mut command).expect_status(0, "the PIN of the far card");
    let after = desk.cards.counters();
    assert_eq!(after[0], before[0], "the near card was given nothing");
    assert_eq!(after[1].presented[before[1].presented.len()..], ["20-0082-9000"], "one PIN call, once");
}

#[test]
fn doctor_says_that_the_card_in_the_fifth_reader_is_read() {
    let desk = in_first_and_fifth_reader();
    let run = desk.run(&["doctor"]);
    assert!(run.said.contains("Far reader 00 00: the card is read by"), "{}", run.said);
    assert!(!run.said.contains("no driver recognises"), "{}", run.said);
}

#[test]
fn a_mute_card_in_the_fifth_reader_is_named_and_the_first_is_read() {
    let desk = in_first_and_fifth_reader();
    desk.cards.mute(1, true);
    let run = desk.run(&[&PATIENCE[..], &["token", "list"]].concat());
    assert_eq!((run.status, labels(&run.report)), (1, vec![OPENPGP, SECOND]), "{}", run.said);
    let driver = &run.report["drivers"][0];
    assert_eq!((&driver["status"], &driver["failure"]), (&json!("partial"), &Value::Null), "{}", run.said);
    let failures = driver["slot_failures"].as_array().expect("a list");
    assert_eq!(failures.len(), 1, "{}", run.said);
    assert_eq!((&failures[0]["reader"], &failures[0]["kind"]), (&json!("Far reader 00 00"), &json!("hung")));
    let doctor = desk.run(&[&PATIENCE[..], &["doctor"]].concat());
    assert!(doctor.said.contains("reader Far reader 00 00: "), "{}", doctor.said);
    assert!(!doctor.said.contains("no driver recognises"), "it is not of another driver: {}", doctor.said);
}

#[test]
fn the_users_own_number_of_slots_and_ignored_readers_are_heeded() {
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    let names = readers(&desk);
    configure(&desk, "    pkcs11 {", "    pkcs11 { max_virtual_slots = 4;");
    let run = desk.run(&["token", "list"]);
    assert_eq!((run.status, labels(&run.report)), (0, vec![OPENPGP, SECOND, OPENPGP, SECOND]), "{}", run.said);
    configure(&desk, "app default {", &format!("app default {{ ignored_readers = \"{}\";", names[1]));
    let run = desk.run(&["token", "list"]);
    assert_eq!((run.status, labels(&run.report)), (0, vec![OPENPGP, SECOND]), "the user ignores it: {}", run.said);
    assert_eq!(run.report["drivers"][0]["notes"], json!([]), "{}", run.said);
}

#[test]
fn a_reader_without_a_slot_that_cannot_be_read_apart_is_named() {
    let desk = Desk { home: Home::new(), cards: Cards::in_nested_readers([CardKind::OpenPgp; 2]) };
    let names = readers(&desk);
    configure(&desk, "    pkcs11 {", "    pkcs11 { max_virtual_slots = 4;");
    let run = desk.run(&["token", "list"]);
    assert_eq!((run.status, labels(&run.report)), (1, vec![OPENPGP, SECOND]), "{}", run.said);
    let failures = &run.report["drivers"][0]["slot_failures"];
    assert_eq!(failures[0]["reader"], names[1], "{}", run.said);
    assert_eq!((&failures[0]["kind"], &failures[0]["cards_in"]), (&json!("not-apart"), &json!([names[0]])));
}

#[test]
fn each_card_is_read_once_however_opensc_conf_is_written() {
    let desk = in_first_and_fifth_reader();
    for text in [
        "App Default {\n debug = 0;\n}\n",
        "app default {\n debug = 0;\n}\n}\n",
        "app default {\n pkcs11 {\n max_virtual_slots = 16;\n max_virtual_slots = 64;\n}\n}\n",
    ] {
        desk.cards.configure(text);
        let run = desk.run(&["token", "list"]);
        assert_eq!(
            (run.status, labels(&run.report)),
            (0, vec![OPENPGP, SECOND, OPENPGP, SECOND]),
            "{text}: {}",
            run.said
        );
        let mut readers: Vec<_> = places(&run).into_iter().map(|place| place.0).collect();
        readers.dedup();
        assert_eq!(readers, ["Virtual reader 00 00", "Far reader 00 00"], "{text}: {}", run.said);
    }
}

#[test]
fn a_card_in_a_reader_whose_name_opensc_cuts_is_read_once() {
    let desk = Desk { home: Home::new(), cards: Cards::in_a_reader_of_a_long_name(BOTH) };
    let run = desk.run(&["token", "list"]);
    assert_eq!((run.status, labels(&run.report)), (0, vec![OPENPGP, SECOND, OPENPGP, SECOND]), "{}", run.said);
    assert!(places(&run)[2].0.ends_with("..."), "cut: {}", run.said);
    assert_eq!(run.report["drivers"][0]["notes"], json!([]), "OpenSC has slots for it: {}", run.said);
    let doctor = desk.run(&["doctor"]);
    assert!(!doctor.said.contains("no driver recognises"), "{}", doctor.said);
}
