//! The OpenPGP card: user PIN, and the admin PIN as SO PIN through OpenSC's `init_pin_in_so_session`.

use super::desk::{Desk, OPENPGP, WRONG};
use super::support::{CardKind, Cards, UnblockStyle};

fn desk() -> Desk {
    Desk::new(&[CardKind::OpenPgp], UnblockStyle::InitPinInSoSession)
}

const VERIFY: [&str; 4] = ["pin", "verify", "--token", OPENPGP];

#[test]
fn a_right_pin_is_given_to_the_card_once_and_a_wrong_one_costs_one_try() {
    let desk = desk();
    desk.run_with(&VERIFY, &[("pin", Cards::PIN)]).expect(0, &["20-0082-9000"], (3, 3), "the right PIN");
    let run = desk.run_with(&VERIFY, &[("pin", WRONG)]).expect(5, &["20-0082-63C2"], (2, 3), "a wrong PIN");
    assert_eq!((run.word("/code"), run.word("/try_spent")), ("CKR_PIN_INCORRECT", "yes"), "{}", run.said);
    desk.home.no_child_left();
}

const NEW: &str = "Mua-xuan-2027";

#[test]
fn the_admin_pin_unlocks_as_so_and_one_login_proves_it() {
    let mut desk = desk();
    for left in [2, 1, 0] {
        desk = desk.with_new_home();
        let run = desk.run_with(&[&VERIFY[..], &["--allow-last-try"]].concat(), &[("pin", WRONG)]);
        assert_eq!((run.presented.len(), run.left), (1, (left, 3)), "{}", run.said);
    }
    let desk = desk.with_new_home();
    let run = desk.run(&["pin", "unlock", "--plan", "--token", OPENPGP]).expect(0, &[], (0, 3), "the plan");
    assert_eq!(run.word("/way"), "so-init-pin", "{}", run.said);
    let unlock = ["pin", "unlock", "--yes", "--token", OPENPGP];
    let run = desk.run_with(&unlock, &[("so-pin", Cards::ADMIN), ("new-pin", NEW)]);
    assert_eq!((run.status, run.left), (0, (3, 3)), "{}", run.said);
    let heads: Vec<_> = run.presented.iter().map(|command| &command[..7]).collect();
    assert_eq!(heads, ["20-0083", "2C-0281", "20-0082"], "the admin PIN, the new PIN, the proof: {}", run.said);
    desk.run_with(&VERIFY, &[("pin", NEW)]).expect(0, &["20-0082-9000"], (3, 3), "the new PIN is in force");
    desk.home.no_child_left();
}

#[test]
fn a_wrong_admin_pin_costs_one_of_its_own_tries() {
    let desk = desk();
    let unlock = ["pin", "unlock", "--yes", "--token", OPENPGP];
    let run = desk.run_with(&unlock, &[("so-pin", WRONG), ("new-pin", NEW)]);
    let run = run.expect(5, &["20-0083-63C2"], (3, 2), "a wrong admin PIN");
    assert_eq!((run.word("/code"), run.word("/try_spent")), ("CKR_PIN_INCORRECT", "yes"), "{}", run.said);
}

#[test]
fn a_change_gives_the_old_pin_once_and_the_new_one_once() {
    let desk = desk();
    let change = ["pin", "change", "--yes", "--token", OPENPGP];
    let run = desk.run_with(&change, &[("pin", Cards::PIN), ("new-pin", NEW)]);
    assert_eq!((run.status, run.left), (0, (3, 3)), "{}", run.said);
    let heads: Vec<_> = run.presented.iter().map(|command| &command[..7]).collect();
    assert_eq!(heads.iter().filter(|head| head.starts_with("24")).count(), 1, "{heads:?}: {}", run.said);
    assert_eq!(heads.last(), Some(&"20-0082"), "the proof comes last: {}", run.said);
}

#[test]
fn what_the_card_cannot_have_never_reaches_it() {
    let desk = desk();
    for (pin, status) in [("Đemo1234", 7), ("12345", 5)] {
        desk.run_with(&VERIFY, &[("pin", pin)]).expect(status, &[], (3, 3), pin);
    }
    let unlock = ["pin", "unlock", "--yes", "--token", OPENPGP];
    let admin = Cards::ADMIN;
    let cases = [("1234567", NEW, 5), ("Đ2345678", NEW, 7), (admin, "Mùa-xuân-2027", 7), (admin, "12345", 7)];
    for (so_pin, new, status) in cases {
        let run = desk.run_with(&unlock, &[("so-pin", so_pin), ("new-pin", new)]);
        run.expect(status, &[], (3, 3), &format!("{so_pin} {new}"));
    }
}

#[test]
fn a_generated_pin_leaves_a_card_that_can_be_logged_into() {
    let desk = desk();
    let unlock = ["pin", "unlock", "--yes", "--generate", "--token", OPENPGP];
    let run = desk.run_with(&unlock, &[("so-pin", Cards::ADMIN)]);
    assert_eq!((run.status, run.presented.len(), run.left), (0, 3, (3, 3)), "admin PIN, new PIN, proof: {}", run.said);
    assert_eq!(run.report["proof"]["login"], true, "{}", run.said);
}

#[test]
fn an_admin_pin_is_given_as_often_as_it_is_asked_for() {
    let desk = desk();
    let run = desk.run_with(&["pin", "verify", "--so", "--token", OPENPGP], &[("so-pin", WRONG)]);
    run.expect(5, &["20-0083-63C2"], (3, 2), "a wrong admin PIN");
    let desk = desk.with_new_home();
    let change = ["pin", "change", "--so", "--yes", "--token", OPENPGP];
    let run = desk.run_with(&change, &[("so-pin", Cards::ADMIN), ("new-pin", NEW)]);
    assert_eq!((run.status, run.left), (0, (3, 3)), "{}", run.said);
    let changes = run.presented.iter().filter(|command| *command == "24-0083-9000").count();
    assert_eq!(changes, 1, "changed once: {}", run.said);
    let desk = desk.with_new_home();
    let run = desk.run_with(&["pin", "verify", "--so", "--token", OPENPGP], &[("so-pin", NEW)]);
    run.expect(0, &["20-0083-9000"], (3, 3), "the new admin PIN is in force");
}

#[test]
fn a_card_without_a_resetting_code_loses_no_try_to_a_puk() {
    let desk = Desk::new(&[CardKind::OpenPgp], UnblockStyle::SetPinInUnloggedSession);
    let unlock = ["pin", "unlock", "--yes", "--token", OPENPGP];
    let run = desk.run_with(&unlock, &[("puk", Cards::ADMIN), ("new-pin", NEW)]);
    assert_ne!(run.status, 0, "the admin PIN is no resetting code: {}", run.said);
    assert_eq!(
        (run.presented, run.left),
        (vec!["2C-0081-6982".to_owned()], (3, 3)),
        "refused by the card: {}",
        run.said
    );
    desk.run_with(&VERIFY, &[("pin", Cards::PIN)]).expect(0, &["20-0082-9000"], (3, 3), "the old PIN is in force");
}
