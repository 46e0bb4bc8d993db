//! New PINs typed by a person: the rule is shown first, and an unacceptable one loses neither a try nor the SO PIN
//! typed before it. `script` (util-linux) makes the terminal.
#![cfg(target_os = "linux")]

use super::desk::{Desk, NEW_PIN, WRONG};
use super::support::{SO_PIN, Screen, USER_PIN};

const SO_PROMPT: &str = "SO PIN (administrator PIN) of token";
const NEW_PROMPT: &str = "New PIN for token";
const AGAIN: &str = "Repeat the new PIN:";
const RULE: &str = "The new PIN needs";

/// The program with these arguments in a separate terminal.
pub(crate) fn start_screen(desk: &Desk, arguments: &[&str]) -> Screen {
    let mut program = desk.home.process();
    program.args(arguments).args(["--lang", "en", "--module", desk.rig.module_text()]);
    Screen::start(&program)
}

#[test]
fn the_rule_comes_first_and_a_weak_new_pin_is_asked_for_again_without_the_so_pin() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let mut screen = start_screen(&desk, &["pin", "unlock", "--yes"]);
    screen.until(RULE);
    screen.answer(SO_PROMPT, &format!("{SO_PIN}\n"));
    for weak in ["1234", "12345678", "khong-co-hoa-1", ""] {
        screen.answer(NEW_PROMPT, &format!("{weak}\n"));
        screen.until("enter another one");
    }
    screen.answer(NEW_PROMPT, &format!("{NEW_PIN}\n"));
    screen.answer(AGAIN, "Mua-xuan-2028\n");
    screen.until("The two differ");
    assert_eq!(desk.counts(), (0, 0, 0), "nothing was sent until one fitted");
    screen.answer(NEW_PROMPT, &format!("{NEW_PIN}\n"));
    screen.answer(AGAIN, &format!("{NEW_PIN}\n"));
    let (status, shown) = screen.end();
    assert_eq!((status, desk.counts()), (0, (2, 1, 0)), "one login of the officer, one of the proof:\n{shown}");
    assert_eq!(shown.matches(SO_PROMPT).count(), 1, "the SO PIN was asked for once:\n{shown}");
    let rule = "The new PIN needs 8 to 16 characters, an upper-case letter, a lower-case letter, a digit, no letters";
    assert!(shown.contains(rule), "every rule is told:\n{shown}");
    for secret in [SO_PIN, NEW_PIN, "1234\n", "khong-co-hoa-1"] {
        assert!(!shown.contains(secret), "nothing that was typed is shown ({secret}):\n{shown}");
    }
    assert_eq!(desk.verify(NEW_PIN, &[]).status, 0, "the PIN that was typed at last is in force");
}

#[test]
fn a_weak_new_pin_of_a_change_is_asked_for_again_without_the_old_one() {
    let by_file = Desk::with(|token| token);
    assert_eq!(by_file.change(USER_PIN, NEW_PIN, &[]).status, 0, "a change by files");
    let desk = Desk::with(|token| token);
    let mut screen = start_screen(&desk, &["pin", "change", "--yes"]);
    screen.until(RULE);
    screen.answer("User PIN of token", &format!("{USER_PIN}\n"));
    screen.answer(NEW_PROMPT, &format!("{USER_PIN}\n"));
    screen.until("the same as the old one");
    screen.answer(NEW_PROMPT, &format!("{NEW_PIN}\n"));
    screen.answer(AGAIN, &format!("{NEW_PIN}\n"));
    let (status, shown) = screen.end();
    assert_eq!((status, desk.counts()), (0, by_file.counts()), "as many calls as by files:\n{shown}");
    assert_eq!(shown.matches("User PIN of token").count(), 1, "the old PIN was asked for once:\n{shown}");
}

#[test]
fn control_c_or_ten_weak_new_pins_send_nothing() {
    let desk = Desk::with(|token| token.left("user_pin", 0));
    let mut screen = start_screen(&desk, &["pin", "unlock", "--yes"]);
    screen.answer(SO_PROMPT, &format!("{SO_PIN}\n"));
    screen.answer(NEW_PROMPT, "1234\n");
    screen.answer(NEW_PROMPT, "\u{3}");
    let (status, shown) = screen.end();
    assert_eq!((status, desk.counts()), (9, (0, 0, 0)), "cancelled:\n{shown}");

    let mut screen = start_screen(&desk, &["pin", "unlock", "--yes"]);
    screen.answer(SO_PROMPT, &format!("{SO_PIN}\n"));
    for _ in 0..10 {
        screen.answer(NEW_PROMPT, "1234\n");
    }
    let (status, shown) = screen.end();
    assert_eq!((status, desk.counts()), (7, (0, 0, 0)), "refused:\n{shown}");
    let words = [("refused".to_owned(), "cancelled".to_owned()), ("refused".to_owned(), "new-pin-refused".to_owned())];
    assert_eq!(desk.journal_words(), words, "and the journal says so");
}

#[test]
fn a_weak_new_pin_in_a_file_is_refused_before_the_so_pin_is_asked_for() {
    let desk = Desk::with(|token| token);
    let file = desk.file("new-pin", "1234");
    let file = file.to_str().expect("plain");
    let (status, shown) = start_screen(&desk, &["pin", "unlock", "--yes", "--new-pin-file", file]).end();
    assert_eq!((status, desk.counts()), (7, (0, 0, 0)), "{shown}");
    assert!(!shown.contains(SO_PROMPT) && shown.contains("new-pin-refused"), "nothing has to be typed:\n{shown}");
    let (status, shown) = {
        let file = desk.file("new-pin", NEW_PIN);
        let mut screen =
            start_screen(&desk, &["pin", "unlock", "--yes", "--new-pin-file", file.to_str().expect("plain")]);
        screen.answer(SO_PROMPT, &format!("{WRONG}\n"));
        screen.end()
    };
    assert_eq!(
        (status, desk.counts()),
        (5, (1, 0, 0)),
        "one that fits is used, and a wrong SO PIN costs its try:\n{shown}"
    );
}
