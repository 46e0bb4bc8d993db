//! The PIV card: user PIN, and the PUK through OpenSC's `set_pin_in_unlogged_session`.

use super::desk::{Desk, PIV, WRONG};
use super::support::{CardKind, Cards, Certificate, UnblockStyle};

fn desk() -> Desk {
    Desk::new(&[CardKind::Piv], UnblockStyle::SetPinInUnloggedSession)
}

const VERIFY: [&str; 4] = ["pin", "verify", "--token", PIV];

#[test]
fn a_right_pin_is_given_to_the_card_once() {
    let desk = desk();
    let run = desk.run_with(&VERIFY, &[("pin", Cards::PIN)]).expect(0, &["20-0080-9000"], (3, 3), "the right PIN");
    assert_eq!(run.word("/code"), "CKR_OK", "{}", run.said);
    desk.run_with(&["inventory", "--login", "--token", PIV], &[("pin", Cards::PIN)]).expect(
        0,
        &["20-0080-9000"],
        (3, 3),
        "an inventory with a login",
    );
    desk.home.no_child_left();
}

#[test]
fn a_wrong_pin_costs_the_one_try_that_was_asked_for() {
    let desk = desk();
    let run = desk.run_with(&VERIFY, &[("pin", WRONG)]).expect(5, &["20-0080-63C2"], (2, 3), "a wrong PIN");
    assert_eq!((run.word("/code"), run.word("/try_spent")), ("CKR_PIN_INCORRECT", "yes"), "{}", run.said);
    // A program without history, and a driver that shows nothing after the first try: the flag appears after the second.
    let desk = desk.with_new_home();
    desk.run_with(&["inventory", "--login", "--token", PIV], &[("pin", WRONG)]).expect(
        5,
        &["20-0080-63C1"],
        (1, 3),
        "an inventory with a wrong PIN",
    );
    let desk = desk.with_new_home();
    desk.run_with(&VERIFY, &[("pin", Cards::PIN)]).expect(7, &[], (1, 3), "the last try is refused");
    desk.run_with(&["inventory", "--login", "--token", PIV], &[("pin", Cards::PIN)]).expect(
        7,
        &[],
        (1, 3),
        "to an inventory as well",
    );
    let allowed = [&VERIFY[..], &["--allow-last-try"]].concat();
    desk.run_with(&allowed, &[("pin", Cards::PIN)]).expect(
        0,
        &["20-0080-9000"],
        (3, 3),
        "and given where it is allowed",
    );
    desk.home.no_child_left();
}

#[test]
fn a_locked_card_gets_no_pin_any_more() {
    let mut desk = desk();
    for (status, left) in [(5, 2), (5, 1), (6, 0)] {
        desk = desk.with_new_home();
        let wrong = [&VERIFY[..], if left == 0 { &["--allow-last-try"] } else { &[] }].concat();
        let run = desk.run_with(&wrong, &[("pin", WRONG)]);
        assert_eq!((run.status, run.presented.len(), run.left), (status, 1, (left, 3)), "{}", run.said);
    }
    let desk = desk.with_new_home();
    let allowed = [&VERIFY[..], &["--allow-last-try"]].concat();
    desk.run_with(&allowed, &[("pin", Cards::PIN)]).expect(6, &[], (0, 3), "the right PIN comes too late");
    let run = desk.run(&["pin", "unlock", "--plan", "--token", PIV]).expect(0, &[], (0, 3), "the plan");
    assert_eq!(run.word("/way"), "puk-set-pin", "{}", run.said);
}

/// Digits, six to eight of them: what a PIV card accepts.
const NEW: &str = "73920516";

#[test]
fn the_puk_unlocks_a_locked_card_and_one_login_proves_it() {
    let mut desk = desk();
    for _ in 0..3 {
        desk = desk.with_new_home();
        desk.run_with(&[&VERIFY[..], &["--allow-last-try"]].concat(), &[("pin", WRONG)]);
    }
    let desk = desk.with_new_home();
    let run = desk.run_with(&["pin", "unlock", "--yes", "--token", PIV], &[("puk", Cards::ADMIN), ("new-pin", NEW)]);
    let run = run.expect(0, &["2C-0080-9000", "20-0080-9000"], (3, 3), "the PUK once, the new PIN once");
    assert_eq!((run.word("/way"), run.word("/before/user_pin")), ("puk-set-pin", "locked"), "{}", run.said);
    desk.run_with(&VERIFY, &[("pin", NEW)]).expect(0, &["20-0080-9000"], (3, 3), "the new PIN is in force");
    desk.home.no_child_left();
}

#[test]
fn a_signature_of_the_cards_key_proves_the_new_pin() {
    let desk = desk();
    desk.cards.certify(0, Certificate::of("Nguyễn Văn An"));
    let token = desk.label();
    let run = desk.run_with(&["pin", "unlock", "--yes", "--token", &token], &[("puk", Cards::ADMIN), ("new-pin", NEW)]);
    let run = run.expect(0, &["2C-0080-9000", "20-0080-9000"], (3, 3), "the PUK once, the new PIN once");
    assert_eq!(run.report["proof"]["signature"], true, "{}", run.said);
}

#[test]
fn a_wrong_puk_costs_one_of_its_own_tries_and_the_pin_none() {
    let desk = desk();
    let run = desk.run_with(&["pin", "unlock", "--yes", "--token", PIV], &[("puk", WRONG), ("new-pin", NEW)]);
    let run = run.expect(5, &["2C-0080-63C2"], (3, 2), "a wrong PUK");
    assert_eq!((run.word("/code"), run.word("/try_spent")), ("CKR_PIN_INCORRECT", "yes"), "{}", run.said);
    desk.with_new_home().run_with(&VERIFY, &[("pin", Cards::PIN)]).expect(0, &["20-0080-9000"], (3, 2), "the old PIN");
}

#[test]
fn a_third_wrong_puk_is_not_sent_although_the_card_never_told_of_two() {
    let desk = desk();
    let unlock = ["pin", "unlock", "--yes", "--allow-retry", "--token", PIV];
    for (said, left) in [("2C-0080-63C2", 2), ("2C-0080-63C1", 1)] {
        let run = desk.run_with(&unlock, &[("puk", WRONG), ("new-pin", NEW)]);
        run.expect(5, &[said], (3, left), "asked for, and wrong");
    }
    for secret in [WRONG, Cards::ADMIN] {
        let run = desk.run_with(&unlock, &[("puk", secret), ("new-pin", NEW)]);
        run.expect(7, &[], (3, 1), "the last one would block the PUK for good");
    }
    let allowed = [&unlock[..], &["--allow-last-try"]].concat();
    let run = desk.run_with(&allowed, &[("puk", Cards::ADMIN), ("new-pin", NEW)]);
    run.expect(0, &["2C-0080-9000", "20-0080-9000"], (3, 3), "on purpose it is");
}

#[test]
fn a_change_gives_the_old_pin_once_and_the_new_one_once() {
    let desk = desk();
    let change = ["pin", "change", "--yes", "--token", PIV];
    let run = desk.run_with(&change, &[("pin", Cards::PIN), ("new-pin", NEW)]);
    assert_eq!((run.status, run.left), (0, (3, 3)), "{}", run.said);
    let heads: Vec<_> = run.presented.iter().map(|command| &command[..7]).collect();
    assert_eq!(heads.last(), Some(&"20-0080"), "the proof comes last: {}", run.said);
    assert_eq!(heads.iter().filter(|head| head.starts_with("24")).count(), 1, "{heads:?}: {}", run.said);
    desk.with_new_home().run_with(&VERIFY, &[("pin", NEW)]).expect(0, &["20-0080-9000"], (3, 3), "the new PIN");
}

#[test]
fn a_generated_pin_leaves_a_card_that_can_be_logged_into() {
    let desk = desk();
    let run = desk.run_with(&["pin", "unlock", "--yes", "--generate", "--token", PIV], &[("puk", Cards::ADMIN)]);
    let run = run.expect(0, &["2C-0080-9000", "20-0080-9000"], (3, 3), "the PUK once, the generated PIN once");
    let digits = |word: &str| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit());
    let made: Vec<_> =
        run.said.split_whitespace().map(|word| word.trim_matches('`')).filter(|word| digits(word)).collect();
    let [pin] = made[..] else { panic!("one PIN of eight digits is shown: {made:?}: {}", run.said) };
    desk.with_new_home().run_with(&VERIFY, &[("pin", pin)]).expect(0, &["20-0080-9000"], (3, 3), "the generated PIN");
}

#[test]
fn what_the_card_cannot_have_never_reaches_it() {
    let desk = desk();
    // Letters of a Vietnamese keyboard may be intended, so that is a refusal; the others cannot be this card's PIN.
    for (pin, status) in [("Đemo1234", 7), ("12345", 5), ("123456789", 5), ("12345a", 5)] {
        for command in [&VERIFY[..], &["inventory", "--login", "--token", PIV]] {
            desk.run_with(command, &[("pin", pin)]).expect(status, &[], (3, 3), &format!("{pin} by {command:?}"));
        }
        let unlock = ["pin", "unlock", "--yes", "--token", PIV];
        desk.run_with(&unlock, &[("puk", Cards::ADMIN), ("new-pin", pin)]).expect(
            7,
            &[],
            (3, 3),
            &format!("new: {pin}"),
        );
    }
    for (puk, status) in [("1234567", 5), ("123456789", 5), ("1234567Đ", 7)] {
        let unlock = ["pin", "unlock", "--yes", "--token", PIV];
        desk.run_with(&unlock, &[("puk", puk), ("new-pin", NEW)]).expect(status, &[], (3, 3), &format!("PUK {puk}"));
    }
}

#[test]
fn a_style_that_does_not_unlock_a_piv_card_sends_it_nothing() {
    for style in [UnblockStyle::Default, UnblockStyle::InitPinInSoSession] {
        let desk = Desk::new(&[CardKind::Piv], style);
        let unlock = ["pin", "unlock", "--yes", "--token", PIV];
        for secret in ["puk", "so-pin"] {
            let run = desk.run_with(&unlock, &[(secret, Cards::ADMIN), ("new-pin", NEW)]);
            run.expect(7, &[], (3, 3), &format!("{style:?}: an unlock with a {secret}"));
        }
        let run = desk.run_with(&["pin", "verify", "--so", "--token", PIV], &[("so-pin", Cards::ADMIN)]);
        run.expect(7, &[], (3, 3), &format!("{style:?}: a PIV card has no security officer"));
    }
}

/// What OpenSC reads otherwise than it looks, or not at all: nothing is set there.
fn misread() -> [String; 6] {
    let set = "user_pin_unblock_style = set_pin_in_unlogged_session;";
    [
        "app default {\n pkcs11 {\n user_pin_unblock_style=set_pin_in_unlogged_session;\n }\n}\n".to_owned(),
        format!("app default {{\n pkcs11 {{\n {set}\n }}\n}}\n}}\n"),
        format!("app default{{\n pkcs11{{\n {set}\n }}\n}}\n"),
        format!("app default {{\n pkcs11 {{\n USER_PIN_UNBLOCK_STYLE = none;\n {set}\n }}\n}}\n"),
        format!("app Opensc-Pkcs11 {{\n pkcs11 {{\n }}\n}}\napp default {{\n pkcs11 {{\n {set}\n }}\n}}\n"),
        format!("app default {{\n}}\napp default {{\n pkcs11 {{\n {set}\n }}\n}}\n"),
    ]
}

#[test]
fn a_style_that_opensc_does_not_read_costs_no_try() {
    let desk = Desk::new(&[CardKind::Piv], UnblockStyle::Default);
    let unlock = ["pin", "unlock", "--yes", "--token", PIV];
    for (number, text) in misread().iter().enumerate() {
        desk.cards.configure(text);
        let run = desk.run_with(&unlock, &[("puk", Cards::ADMIN), ("new-pin", NEW)]).expect(7, &[], (3, 3), text);
        assert_eq!(run.word("/way"), "outside", "{text}: {}", run.said);
        let told = run.report["plan"]["cares"].to_string();
        assert_eq!(told.contains("unusual way"), number < 4, "{text}: {told}");
    }
}

#[test]
fn the_configuration_that_is_believed_is_the_one_that_opensc_gets() {
    let desk = Desk::new(&[CardKind::Piv], UnblockStyle::Default);
    let conf = desk.file(
        "named.conf",
        "app default {\n pkcs11 {\n user_pin_unblock_style = set_pin_in_unlogged_session;\n }\n}\n",
    );
    let config = desk.home.path().join("config/tokenctl/config.toml");
    std::fs::create_dir_all(config.parent().expect("a folder")).expect("the config's folder");
    let driver = Cards::module();
    std::fs::write(&config, format!("[[driver]]\npath = {driver:?}\nopensc_conf = {conf:?}\n")).expect("the config");
    let unlock = ["pin", "unlock", "--yes", "--token", PIV];
    let run = desk.run_with(&unlock, &[("puk", Cards::ADMIN), ("new-pin", NEW)]);
    let run = run.expect(0, &["2C-0080-9000", "20-0080-9000"], (3, 3), "as the named file says");
    assert_eq!(run.word("/plan/opensc_conf"), conf.to_str().expect("UTF-8"), "{}", run.said);
    // The same card with the file of the variable, in which no style is set.
    std::fs::remove_file(&config).expect("the config");
    let run = desk.run_with(&unlock, &[("puk", Cards::ADMIN), ("new-pin", Cards::PIN)]);
    run.expect(7, &[], (3, 3), "as the other file says");
}
