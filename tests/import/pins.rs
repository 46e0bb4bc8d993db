//! One source of a PIN never goes to two tokens, and a list gives each its own.

use super::desk::{Desk, new, token};
use super::support::{P_256, RSA_2048, Script, Token, USER_PIN, secret_file};

fn two() -> Desk {
    with_second("00000088")
}

fn with_second(serial: &str) -> Desk {
    let second = Token::named("Binh").set("serial", serial).key_pair(&[2], "Binh", &P_256);
    let desk = Desk::of(&Script::empty().slot(1, token(&RSA_2048)).slot(2, second));
    desk.file("new/a.cer", new(&RSA_2048));
    desk.file("new/b.cer", new(&P_256));
    desk
}

#[test]
fn one_pin_for_several_tokens_is_refused_before_anything_is_sent() {
    let desk = two();
    let run = desk.import(&["new"]);
    assert_eq!(run.status, 7, "{}", run.said);
    assert!(run.said.contains("one-pin-for-several"), "{}", run.said);
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was sent");
}

#[test]
fn each_token_is_given_its_own_pin_and_a_wrong_one_costs_only_its_own_try() {
    let desk = two();
    secret_file(&desk.path("pins"), format!("serial,pin\n00000077,{USER_PIN}\n00000088,Khong-phai-99\n"));
    let run = desk.json(&["cert", "import", "new", "--pins", "pins", "--yes"]);
    assert_eq!(
        (run.status, run.ended(0), run.ended(1)),
        (1, ("written", None), ("refused", Some("pin-wrong"))),
        "{}",
        run.said
    );
    let calls = desk.rig.calls();
    assert_eq!((calls.count_on("C_Login", 1), calls.count_on("C_Login", 2)), (1, 1), "one login each");
    assert_eq!((desk.rig.tries_left(1, "user"), desk.rig.tries_left(2, "user")), (3, 2), "one try of the second");
    let again = desk.json(&["cert", "import", "new", "--pins", "pins", "--yes"]);
    assert_eq!(again.ended(1), ("refused", Some("tried-before")), "{}", again.said);
    assert_eq!(desk.rig.tries_left(2, "user"), 2, "a list is not tried again");
    secret_file(&desk.path("pins"), format!("00000077,{USER_PIN}\n00000088,{USER_PIN}\n"));
    let right = desk.json(&["cert", "import", "new", "--pins", "pins", "--yes", "--allow-retry"]);
    assert_eq!((right.status, right.ended(0).0, right.ended(1).0), (0, "already-there", "written"), "{}", right.said);
}

#[test]
fn a_line_of_the_list_is_for_one_token_and_not_for_every_token_of_its_serial() {
    let desk = with_second("00000077");
    secret_file(&desk.path("pins"), format!("00000077,{USER_PIN}\n"));
    let run = desk.json(&["cert", "import", "new", "--pins", "pins", "--yes"]);
    let refused = ("refused", Some("serial-shared"));
    assert_eq!((run.status, run.ended(0), run.ended(1)), (7, refused, refused), "{}", run.said);
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was sent to either");
}

#[test]
fn a_token_that_is_not_in_the_list_is_left_alone() {
    let desk = two();
    secret_file(&desk.path("pins"), format!("00000077,{USER_PIN}\n"));
    let run = desk.json(&["cert", "import", "new", "--pins", "pins", "--yes"]);
    assert_eq!(
        (run.status, run.ended(0).0, run.ended(1)),
        (1, "written", ("refused", Some("pin-not-listed"))),
        "{}",
        run.said
    );
    assert_eq!(desk.rig.calls().count_on("C_Login", 2), 0, "nothing was sent to it");
}

#[cfg(unix)]
#[test]
fn a_list_that_others_may_read_or_with_a_slip_in_it_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let desk = two();
    secret_file(&desk.path("pins"), format!("00000077,{USER_PIN}\n00000088,{USER_PIN}\n"));
    std::fs::set_permissions(desk.path("pins"), std::fs::Permissions::from_mode(0o640)).expect("its mode");
    let run = desk.json(&["cert", "import", "new", "--pins", "pins", "--yes"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("pin-file-exposed"))), "{}", run.said);
    secret_file(&desk.path("slip"), format!("00000077,{USER_PIN}\n00000088;{USER_PIN}\n"));
    let run = desk.json(&["cert", "import", "new", "--pins", "slip", "--yes"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("pin-list-line"))), "{}", run.said);
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was sent");
    assert!(!run.said.contains(USER_PIN), "and no PIN is repeated: {}", run.said);
}

#[test]
fn a_wrong_pin_is_sent_once_and_the_next_run_does_not_send_it_again() {
    let desk = super::desk::healthy();
    secret_file(&desk.path("pin"), "Khong-phai-99");
    let run = desk.import(&["new.cer"]);
    assert_eq!((run.status, run.ended(0)), (5, ("refused", Some("pin-wrong"))), "{}", run.said);
    let calls = desk.rig.calls();
    assert_eq!((calls.count("C_Login"), calls.count("C_CreateObject")), (1, 0), "once, and nothing written");
    let run = desk.import(&["new.cer"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("tried-before"))), "{}", run.said);
    assert_eq!(desk.rig.tries_left(1, "user"), 2, "one try in all");
}

#[test]
fn without_a_confirmation_nothing_is_sent() {
    let desk = super::desk::healthy();
    let run = desk.json(&["cert", "import", "new.cer", "--pin-file", "pin"]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("not-confirmed"))), "{}", run.said);
    assert_eq!(desk.rig.calls().with_secrets(), 0, "nothing was sent");
}
