//! A PIN must be one that the token can accept: digits on a PIV card, the lengths of each kind, no unintended
//! character. Nothing else is sent, wherever it was typed or generated.

use std::process::Command;

use serde_json::json;

use super::desk::{Desk, NEW_PIN, Run};
use super::support::{Script, Token};

const PIV_PIN: &str = "735192";
const PIV_PUK: &str = "Q7-x2!mZ";

/// A locked card behind OpenSC, whose configuration lets the PUK unlock it.
fn card(token: Token) -> Desk {
    let library = json!({"description": "OpenSC smartcard framework", "manufacturer": "OpenSC Project"});
    let desk = Desk::unconfigured(&Script::empty().slot(1, token).set("library", library));
    let text = "app opensc-pkcs11 {\n pkcs11 {\n user_pin_unblock_style = set_pin_in_unlogged_session;\n }\n}\n";
    let conf = desk.file("opensc.conf", text);
    desk.configure(&format!("opensc_conf = \"{}\"\n", conf.display()));
    desk
}

fn piv_token() -> Token {
    let token = Token::of_holder(1).set("manufacturer", "piv_II").set("model", "PKCS#15 emulated");
    let token = token.set("style", "opensc-piv").set("unlock", "puk-set-pin").set("min_pin", 4).set("max_pin", 8);
    token.user_pin(PIV_PIN).puk(PIV_PUK)
}

fn piv() -> Desk {
    card(piv_token())
}

/// `pin unlock` with the PUK; the new PIN comes from an environment variable, or is generated.
fn unlocking(desk: &Desk, new: Option<&str>) -> Command {
    let mut command = desk.command(&["pin", "unlock", "--batch", "--yes"]);
    command.arg("--puk-file").arg(desk.file("puk", PIV_PUK));
    match new {
        Some(new) => command.args(["--new-pin-env", "NEUE"]).env("NEUE", new),
        None => command.arg("--generate"),
    };
    command
}

fn made_up(run: &Run) -> &str {
    let line = run.error.lines().find_map(|line| line.strip_prefix("new PIN: "));
    line.unwrap_or_else(|| panic!("no PIN was shown: {}", run.said()))
}

#[test]
fn a_generated_pin_of_a_piv_card_is_eight_digits_that_work() {
    let desk = card(piv_token().left("user_pin", 0));
    let run = Run::of(&mut unlocking(&desk, None));
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "C_SetPIN and the login that proves it: {}", run.said());
    let pin = made_up(&run).to_owned();
    assert!(pin.len() == 8 && pin.bytes().all(|byte| byte.is_ascii_digit()), "eight digits: {pin}");
    assert!(run.error.contains("accepts only digits"), "and it is said: {}", run.error);
    assert_eq!(desk.verify(&pin, &[]).status, 0, "the card takes it");
}

#[test]
fn letters_never_reach_a_piv_card_and_the_hint_advises_what_it_takes() {
    let desk = card(piv_token().left("user_pin", 0));
    for (new, why) in
        [("Mua-2027", "characters other than digits"), ("735192640", "at most 8"), ("73519", "at least 6")]
    {
        let run = Run::of(&mut unlocking(&desk, Some(new)));
        assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{new}: nothing is sent: {}", run.said());
        assert_eq!(run.word("/code"), "new-pin-refused", "{new}: {}", run.said());
        assert!(run.error.contains(why), "{new}: {}", run.error);
        assert!(run.error.contains("only digits; choose 8 to 8"), "{new}: the hint says what goes: {}", run.error);
        assert!(run.error.contains("[pin_policy]"), "{new}: and where the rules are: {}", run.error);
    }
}

#[test]
fn eight_digits_satisfy_the_usual_policy_on_a_piv_card_and_nowhere_else() {
    let desk = card(piv_token().left("user_pin", 0));
    let run = Run::of(&mut unlocking(&desk, Some("73519264")));
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "{}", run.said());
    let desk = Desk::with(|token| token);
    let run = desk.change(super::support::USER_PIN, "73519264", &[]);
    assert_eq!(
        (run.status, desk.counts()),
        (7, (0, 0, 0)),
        "letters are wanted where the token takes them: {}",
        run.said()
    );
}

#[test]
fn a_policy_that_contradicts_the_card_is_refused_with_the_lines_that_settle_it() {
    let desk = card(piv_token().left("user_pin", 0));
    let config = desk.home.path().join("config/tokenctl/config.toml");
    let before = std::fs::read_to_string(&config).expect("the config");
    std::fs::write(&config, format!("{before}[pin_policy]\nupper = true\nmin_length = 10\n")).expect("the config");
    for new in [None, Some("73519264"), Some("Mua-2027-Xuan")] {
        let run = Run::of(&mut unlocking(&desk, new));
        assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{new:?}: {}", run.said());
        assert_eq!(run.word("/code"), "pin-policy-impossible", "{new:?}: {}", run.said());
        for line in ["`[pin_policy]`", "min_length = 8", "upper = false"] {
            assert!(run.error.contains(line), "{new:?}: {line}: {}", run.error);
        }
        // The warning about a standard error that is not a terminal names `--generate-to`.
        let advice = run.error.replace("--generate-to", "");
        assert!(!advice.contains("--generate"), "{new:?}: that could not work either: {}", run.error);
    }
    std::fs::write(&config, format!("{before}[pin_policy]\nmin_length = 8\nupper = false\n")).expect("the config");
    let run = Run::of(&mut unlocking(&desk, None));
    assert_eq!(run.status, 0, "the lines do settle it: {}", run.said());
}

#[test]
fn a_pin_or_puk_that_a_card_cannot_have_costs_no_try() {
    let desk = piv();
    for (pin, code) in [("Demo1234", "pin-characters-impossible"), ("12345", "pin-length-impossible")] {
        let run = desk.verify(pin, &[]);
        assert_eq!((run.status, desk.counts()), (5, (0, 0, 0)), "{pin}: {}", run.said());
        assert_eq!(run.word("/code"), code, "{pin}: {}", run.said());
        let mut command = desk.command(&["token", "show", "--login", "--batch"]);
        let run = Run::of(command.arg("--pin-file").arg(desk.file("pin", pin)));
        assert_eq!((run.status, desk.counts()), (5, (0, 0, 0)), "--login, {pin}: {}", run.said());
    }
    let run = desk.unlock_with_puk("1234567", "73519264", &[]);
    assert_eq!((run.status, desk.counts()), (5, (0, 0, 0)), "a PUK of seven: {}", run.said());
    assert_eq!(run.word("/code"), "pin-length-impossible", "{}", run.said());
}

#[test]
fn an_openpgp_card_takes_no_admin_pin_below_eight() {
    let token = Token::of_holder(1).set("manufacturer", "OpenPGP project").set("model", "PKCS#15 emulated");
    let desk = card(token.set("style", "openpgp").set("label", "OpenPGP card (User PIN)"));
    let run = desk.verify_so("1234567", &[]);
    assert_eq!((run.status, desk.counts()), (5, (0, 0, 0)), "{}", run.said());
    assert_eq!(run.word("/code"), "pin-length-impossible", "{}", run.said());
}

#[test]
fn a_yubikey_behind_opensc_takes_letters_and_a_shorter_puk() {
    let token = piv_token().puk("123456").left("user_pin", 0);
    let slot = json!({"id": 1, "description": "Yubico YubiKey OTP+FIDO+CCID 00 00", "token": token.json()});
    let library = json!({"description": "OpenSC smartcard framework", "manufacturer": "OpenSC Project"});
    let desk = Desk::by("puk-set-pin", &Script::empty().raw_slot(slot).set("library", library));
    let run = desk.unlock_with_puk("123456", "Mua-2027", &[]);
    assert_eq!((run.status, desk.counts()), (0, (1, 0, 1)), "{}", run.said());
}

#[test]
fn no_so_pin_is_sent_to_a_card_without_a_security_officer() {
    let nss = Token::of_holder(1).set("style", "nss").set("manufacturer", "Mozilla Foundation").set("model", "NSS 3");
    let library = json!({"description": "NSS Internal Crypto Services", "manufacturer": "Mozilla Foundation"});
    let nss = Desk::unconfigured(&Script::empty().slot(1, nss).set("library", library));
    for desk in [piv(), nss] {
        for run in [desk.verify_so("Quan-tri-7788", &[]), desk.change_so("Quan-tri-7788", NEW_PIN, &[])] {
            assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{}", run.said());
            assert_eq!(run.word("/code"), "no-so-pin", "{}", run.said());
        }
    }
}

/// The accented form of this token's own PIN, which a Vietnamese keyboard produces.
const ACCENTED: &str = "Đemo1234";

#[test]
fn characters_that_nobody_can_confirm_are_refused_before_anything_is_sent() {
    let desk = Desk::with(|token| token.user_pin(ACCENTED).set("login_required", true));
    let file = desk.file("pin", ACCENTED);
    let sources: [&dyn Fn(&mut Command); 3] = [
        &|command| {
            command.arg("--pin-file").arg(&file);
        },
        &|command| {
            command.args(["--pin-env", "MA"]).env("MA", ACCENTED);
        },
        &|command| {
            command.arg("--pin-stdin").stdin(std::fs::File::open(&file).expect("the file"));
        },
    ];
    for (at, source) in sources.iter().enumerate() {
        for words in [&["pin", "verify"][..], &["token", "show", "--login"], &["inventory", "--login"]] {
            let mut command = desk.command(words);
            source(&mut command);
            let run = Run::of(&mut command);
            assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{words:?}, source {at}: {}", run.said());
            assert!(run.error.contains("--allow-accents"), "{words:?}, source {at}: {}", run.error);
            let mut command = desk.command(words);
            source(&mut command);
            let run = Run::of(command.arg("--allow-accents"));
            assert_eq!((run.status, desk.counts()), (0, (1, 0, 0)), "{words:?}, source {at}: {}", run.said());
            desk.rig.reset();
        }
    }
}

#[test]
fn an_accent_in_so_pin_or_puk_is_refused_as_well() {
    let desk = card(piv_token().set("manufacturer", "Aventra"));
    for run in [desk.verify_so(ACCENTED, &[]), desk.unlock_with_puk(ACCENTED, NEW_PIN, &[])] {
        assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "{}", run.said());
        assert_eq!(run.word("/code"), "pin-accents", "{}", run.said());
    }
}
