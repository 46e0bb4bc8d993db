//! A card that accepts a command and never answers makes all of OpenSC hang. The card in the next reader is still read,
//! its PIN goes through the same entry point, and the mute one is reported by its reader.

use serde_json::{Value, json};

use super::desk::{Desk, OPENPGP, PIV};
use super::support::{CardKind, Cards, Home, Outcome, UnblockStyle};

pub(crate) const BOTH: [CardKind; 2] = [CardKind::OpenPgp, CardKind::OpenPgp];

/// Four seconds are long for a card in memory.
pub(crate) const PATIENCE: [&str; 2] = ["--timeout", "4"];

pub(crate) fn labels(report: &Value) -> Vec<&str> {
    let tokens = report["tokens"].as_array().into_iter().flatten();
    tokens.filter_map(|token| token["label"].as_str()).collect()
}

/// The names of both readers, as the cards are in them.
pub(crate) fn readers(desk: &Desk) -> [String; 2] {
    let report = desk.run(&["token", "list"]).expect(0, &[], (3, 3), "both cards answer").report;
    let mut names: Vec<String> = report["tokens"]
        .as_array()
        .expect("tokens")
        .iter()
        .map(|token| token["reader"].as_str().expect("a reader").to_owned())
        .collect();
    names.dedup();
    names.try_into().expect("two readers")
}

/// Each of them at the same time: a run with a mute card waits for its deadline.
fn each(mute: [usize; 2], run: impl Fn(usize) + Sync) {
    std::thread::scope(|scope| {
        for mute in mute {
            let run = &run;
            scope.spawn(move || run(mute));
        }
    });
}

#[test]
fn a_mute_card_costs_its_own_reader_and_not_the_next_one() {
    each([0, 1], |mute| {
        let desk = Desk::new(&BOTH, UnblockStyle::Default);
        let names = readers(&desk);
        desk.cards.mute(mute, true);
        let run = desk.run(&[&PATIENCE[..], &["token", "list"]].concat());
        assert_eq!(run.status, 1, "{}", run.said);
        assert_eq!(labels(&run.report), [OPENPGP, "OpenPGP card (User PIN (sig))"], "the healthy card: {}", run.said);
        let driver = &run.report["drivers"][0];
        assert_eq!((&driver["status"], &driver["failure"]), (&json!("partial"), &Value::Null), "{}", run.said);
        let failures = driver["slot_failures"].as_array().expect("a list");
        assert_eq!(failures.len(), 1, "one line: {}", run.said);
        assert_eq!(failures[0]["reader"], names[mute], "with the name of the reader: {}", run.said);
        assert_eq!(failures[0]["kind"], "hung", "{}", run.said);
        let healthy = &run.report["tokens"][0]["reader"];
        assert_eq!(*healthy, names[1 - mute], "{}", run.said);
        // The same in words.
        let mut command = desk.home.process();
        command.args(PATIENCE).args(["--lang", "en", "--module"]).arg(Cards::module()).args(["token", "list"]);
        let copies = desk.home.path().join("copies");
        std::fs::create_dir(&copies).expect("a folder");
        command.env("TMPDIR", &copies);
        let outcome = Outcome::of(command.envs(desk.cards.environment())).expect_status(1, "in part");
        let text = outcome.text().replace('\n', " ");
        assert_eq!(text.matches(&format!("reader {}: ", names[mute])).count(), 1, "{text}");
        assert_eq!(std::fs::read_dir(&copies).expect("the folder").count(), 0, "the private copies are removed");
        desk.home.no_child_left();
        desk.cards.mute(mute, false);
        assert_eq!(readers(&desk), names, "all is well again");
    });
}

#[test]
fn a_pin_goes_to_the_healthy_card_beside_a_mute_one_and_to_no_other() {
    each([1, 0], |mute| {
        let desk = Desk::new(&BOTH, UnblockStyle::Default);
        let names = readers(&desk);
        desk.cards.mute(mute, true);
        let healthy = 1 - mute;
        let before = desk.cards.counters();
        let selector = format!("reader:{}", names[healthy]);
        let verify = |pin: &str| {
            let mut command = desk.home.process();
            command.args(PATIENCE).args(["--batch", "--format", "json", "--lang", "en", "--module"]);
            command.arg(Cards::module()).envs(desk.cards.environment());
            let selector =
                format!("pkcs11:token=OpenPGP%20card%20%28User%20PIN%29;slot-description={}", coded(&names[healthy]));
            command.args(["pin", "verify", "--token", &selector, "--pin-file"]);
            Outcome::of(command.arg(desk.file("pin", pin)))
        };
        let outcome = verify(Cards::PIN);
        outcome.expect_status(0, &format!("the PIN of the card in {selector}"));
        let after = desk.cards.counters();
        assert_eq!(after[mute], before[mute], "the mute card was given nothing");
        let presented = &after[healthy].presented[before[healthy].presented.len()..];
        assert_eq!(presented, ["20-0082-9000"], "one PIN call, once");
    });
}

#[test]
fn where_every_card_is_mute_both_readers_are_named_and_the_status_is_8() {
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    let names = readers(&desk);
    desk.cards.mute(0, true);
    desk.cards.mute(1, true);
    let run = desk.run(&[&PATIENCE[..], &["token", "list"]].concat());
    assert_eq!(run.status, 8, "{}", run.said);
    let driver = &run.report["drivers"][0];
    assert_eq!(driver["failure"]["cards_in"], json!(names), "{}", run.said);
    let sick: Vec<&Value> =
        driver["slot_failures"].as_array().expect("a list").iter().map(|one| &one["reader"]).collect();
    assert_eq!(sick, [&json!(names[0]), &json!(names[1])], "{}", run.said);
}

#[test]
fn a_reader_that_cannot_be_hidden_from_opensc_is_named_and_its_neighbour_is_read() {
    // OpenSC ignores a reader whose name contains an entry of its list, so the first reader cannot be ignored alone.
    let desk = Desk { home: Home::new(), cards: Cards::in_nested_readers(BOTH) };
    let names = readers(&desk);
    assert!(names[1].contains(&names[0]) && names[1] != names[0], "{names:?}");
    desk.cards.mute(1, true);
    let run = desk.run(&[&PATIENCE[..], &["token", "list"]].concat());
    assert_eq!(run.status, 1, "{}", run.said);
    assert_eq!(labels(&run.report), [OPENPGP, "OpenPGP card (User PIN (sig))"], "the healthy card: {}", run.said);
    desk.cards.mute(1, false);
    desk.cards.mute(0, true);
    let run = desk.run(&[&PATIENCE[..], &["token", "list"]].concat());
    assert_eq!((run.status, labels(&run.report)), (8, Vec::new()), "{}", run.said);
    let failures = run.report["drivers"][0]["slot_failures"].as_array().expect("a list");
    let of = |name: &String| failures.iter().find(|failure| failure["reader"] == *name).expect("a line of its own");
    assert_eq!(of(&names[0])["kind"], "hung", "{}", run.said);
    let not_apart = of(&names[1]);
    assert_eq!(not_apart["cards_in"], json!([names[0]]), "which reader is in its way: {}", run.said);
}

#[test]
fn beside_a_mute_card_no_pin_goes_to_a_token_that_nothing_tells_from_another() {
    let desk = Desk::new(&[CardKind::OpenPgpOfZeros, CardKind::OpenPgp], UnblockStyle::Default);
    let healthy = desk.run(&["token", "list"]).report["tokens"][0].clone();
    let serial = healthy["serial"].clone();
    assert!(
        serial.is_null() || serial.as_str().is_some_and(|serial| serial.bytes().all(|byte| byte == b'0')),
        "{serial}"
    );
    desk.cards.mute(1, true);
    let reader = coded(healthy["reader"].as_str().expect("a reader"));
    let token = format!("pkcs11:token=OpenPGP%20card%20%28User%20PIN%29;slot-description={reader}");
    let run = desk.run_with(&[&PATIENCE[..], &["pin", "verify", "--token", &token]].concat(), &[("pin", Cards::PIN)]);
    assert_eq!((run.status, &run.presented), (7, &Vec::new()), "{}", run.said);
    assert!(run.said.contains("token-not-told-apart"), "{}", run.said);
}

#[test]
fn beside_a_mute_card_a_label_a_slot_or_nothing_names_no_token_for_a_pin() {
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    desk.cards.mute(0, true);
    let label = format!("label:{OPENPGP}");
    for selector in [&["--token", label.as_str()][..], &["--token", "slot:0"], &["--token", OPENPGP]] {
        let words = [&PATIENCE[..], &["pin", "verify"], selector].concat();
        let run = desk.run_with(&words, &[("pin", Cards::PIN)]);
        assert_eq!((run.status, &run.presented), (7, &Vec::new()), "{selector:?}: {}", run.said);
        assert!(run.said.contains("token-uncertain"), "{selector:?}: {}", run.said);
    }
}

#[test]
fn one_mute_card_alone_is_named_by_its_reader() {
    let desk = Desk::new(&[CardKind::OpenPgp], UnblockStyle::Default);
    let report = desk.run(&["token", "list"]).report;
    let name = report["tokens"][0]["reader"].as_str().expect("a reader").to_owned();
    desk.cards.mute(0, true);
    let run = desk.run(&[&PATIENCE[..], &["token", "list"]].concat());
    assert_eq!(run.status, 8, "{}", run.said);
    let failure = &run.report["drivers"][0]["failure"];
    assert_eq!(failure["cards_in"], json!([name]), "{}", run.said);
    let message = failure["message"].as_str().expect("a sentence");
    assert!(message.contains(&name) && message.contains("remove it and try again"), "{message}");
}

#[test]
fn a_driver_that_is_not_opensc_says_where_cards_are() {
    use super::support::{Fault, Script};
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    let names = readers(&desk);
    let rig = Script::tokens(1).fault(Fault::at("C_Initialize").hangs()).install();
    let run = |language: &str| {
        let mut command = desk.home.process();
        command.args(["--timeout", "1", "--lang", language, "--module"]).arg(rig.module()).arg("token").arg("list");
        Outcome::of(command.envs(desk.cards.environment())).expect_status(8, "it hangs").text().replace('\n', " ")
    };
    let text = run("en");
    let words = format!("cards are in “{}”, “{}”: remove one of them and try again", names[0], names[1]);
    assert!(text.contains(&words) && text.contains("C_Initialize did not"), "{text}");
    assert!(run("vi").contains(&format!("có thẻ trong “{}”, “{}”: rút một thẻ ra rồi thử lại", names[0], names[1])));
}

#[test]
fn the_users_own_opensc_conf_is_heeded_beside_a_mute_card() {
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    let names = readers(&desk);
    // The user hides the healthy reader: nothing of it may be read, even through the private copy.
    let [_, (_, file), _] = desk.cards.environment();
    let text = std::fs::read_to_string(&file).expect("opensc.conf");
    let hidden = text.replacen("app default {", &format!("app default {{ ignored_readers = \"{}\";", names[1]), 1);
    std::fs::write(&file, hidden).expect("opensc.conf");
    desk.cards.mute(0, true);
    let run = desk.run(&[&PATIENCE[..], &["token", "list"]].concat());
    assert_eq!(labels(&run.report), Vec::<&str>::new(), "{}", run.said);
    let failures = run.report["drivers"][0]["slot_failures"].as_array().expect("a list");
    assert!(failures.iter().any(|failure| failure["reader"] == names[0]), "{}", run.said);
}

fn coded(text: &str) -> String {
    text.bytes().fold(String::new(), |coded, byte| coded + &format!("%{byte:02X}"))
}

#[test]
fn a_stopped_smart_card_service_is_told_whenever_a_driver_of_cards_found_no_reader() {
    use super::support::{Script, Token};
    let (home, rig) = (Home::new(), Script::empty().slot(1, Token::of_holder(1)).install());
    let run = |words: &[&str]| {
        let mut command = home.process();
        command.env("PCSCLITE_CSOCK_NAME", home.path().join("nobody-listens")).args(["--lang", "en", "--module"]);
        Outcome::of(command.arg(Cards::module()).arg("--module").arg(rig.module()).args(words))
    };
    let sentence = "The smart card service pcscd is not running";
    for words in [&["token", "list"][..], &["inventory"], &["driver", "list"]] {
        let outcome = run(words).expect_status(0, "the other driver has a token");
        assert!(outcome.stderr.contains(sentence), "{words:?}: {}", outcome.stderr);
    }
    let report = run(&["--format", "json", "check"]).json();
    let notes = report["drivers"][0]["notes"].to_string();
    assert!(notes.contains(sentence), "{notes}");
}

#[test]
fn a_card_that_another_driver_cannot_read_is_no_other_card_in_the_reader_that_pcsc_knows() {
    use super::support::{Fault, Script};
    let desk = Desk::new(&[CardKind::Piv], UnblockStyle::Default);
    let name = desk.run(&["token", "list"]).word("/tokens/0/reader").to_owned();
    for (called, status, presented) in [("Slot 0", 7, &[][..]), (&name, 0, &["20-0080-9000"])] {
        let slot = json!({"id": 1, "description": called, "token": {"label": "unread", "objects": []}});
        let sick = Script::empty().raw_slot(slot).fault(Fault::at("C_GetTokenInfo").returns("CKR_DEVICE_ERROR"));
        let sick = sick.install();
        let module = sick.module_text();
        let verify = ["--module", module, "pin", "verify", "--token", PIV];
        desk.run_with(&verify, &[("pin", Cards::PIN)]).expect(status, presented, (3, 3), called);
    }
}
