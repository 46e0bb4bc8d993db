//! PIN commands on real tokens: change, unlock, verify.

use std::process::Command;

use crate::rig::{Home, Ran, SoftHsm};

const TOKEN: [&str; 5] = ["--batch", "--format", "json", "--token", "serial:10240113"];

/// A PIN command with its secrets in variables, as a script would run it.
fn pin(home: &Home, module: &SoftHsm, arguments: &[&str], secrets: &[(&str, &str)]) -> Ran {
    let mut command: Command = module.command(home, &[&TOKEN[..], &["pin"], arguments].concat());
    for (name, value) in secrets {
        command.env(name, value);
    }
    let ran = Ran::of(command);
    for (_, value) in secrets {
        assert!(!ran.all().contains(value), "a secret is never shown: {}", ran.all());
    }
    ran
}

fn verify(home: &Home, module: &SoftHsm, value: &str) -> i32 {
    pin(home, module, &["verify", "--pin-env", "OLD"], &[("OLD", value)]).status
}

#[test]
fn a_user_pin_is_changed_and_only_the_new_one_works_then() {
    let (home, module) = (Home::new(), SoftHsm::new());
    let ran = pin(
        &home,
        &module,
        &["change", "--yes", "--pin-env", "OLD", "--new-pin-env", "NEW"],
        &[("OLD", "Demo1234"), ("NEW", "Sen-hong-2030")],
    );
    assert_eq!(ran.status, 0, "it is changed: {}", ran.all());
    assert_eq!(verify(&home, &module, "Sen-hong-2030"), 0, "the new one works");
    assert_eq!(verify(&home, &module, "Demo1234"), 5, "the old one does not");
}

#[test]
fn a_user_pin_is_unlocked_with_the_so_pin_and_proved_by_a_login() {
    let (home, module) = (Home::new(), SoftHsm::new());
    assert_eq!(verify(&home, &module, "not-the-pin"), 5, "a wrong try");
    let ran = pin(
        &home,
        &module,
        &["unlock", "--yes", "--so-pin-env", "SO", "--new-pin-env", "NEW"],
        &[("SO", "DemoSO1234"), ("NEW", "Sen-hong-2030")],
    );
    assert_eq!(ran.status, 0, "it is unlocked: {}", ran.all());
    assert_eq!(ran.json()["result"], "unlocked", "and says so: {}", ran.all());
    assert_eq!(verify(&home, &module, "Sen-hong-2030"), 0, "the new one works");
}

#[test]
fn a_wrong_so_pin_unlocks_nothing() {
    let (home, module) = (Home::new(), SoftHsm::new());
    let ran = pin(
        &home,
        &module,
        &["unlock", "--yes", "--so-pin-env", "SO", "--new-pin-env", "NEW"],
        &[("SO", "not-the-so-pin"), ("NEW", "Sen-hong-2030")],
    );
    assert_eq!(ran.status, 5, "the SO PIN is wrong: {}", ran.all());
    assert_eq!(verify(&home, &module, "Demo1234"), 0, "the old PIN still works");
}
