//! Whatever opensc.conf is, and wherever temporary files go, the healthy card beside a mute one is read, as OpenSC itself
//! works without a readable file.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::desk::{Desk, OPENPGP};
use super::mute::{BOTH, PATIENCE, labels, readers};
use super::support::{Cards, Outcome, UnblockStyle};

/// The variables of the cards.
type Variables = [(&'static str, PathBuf); 3];

/// Both cards, the names of their readers, and the variables; one of the cards is mute.
fn with_a_mute_card(mute: usize) -> (Desk, [String; 2], Variables) {
    let desk = Desk::new(&BOTH, UnblockStyle::Default);
    let names = readers(&desk);
    desk.cards.mute(mute, true);
    let variables = desk.cards.environment();
    (desk, names, variables)
}

/// The healthy card is read and the mute one is named, for the reason that it is mute.
fn expect_the_healthy_card(command: &mut Command, variables: Variables, change: (&str, &Path), mute: &str) {
    command.args(PATIENCE).args(["--batch", "--format", "json", "--lang", "en", "--module"]).arg(Cards::module());
    command.args(["token", "list"]).envs(variables).env(change.0, change.1);
    let outcome = Outcome::of(command);
    let said = format!("{change:?}: {}{}", String::from_utf8_lossy(&outcome.stdout), outcome.stderr);
    assert_eq!(outcome.status, 1, "{said}");
    let report = outcome.json();
    assert_eq!(labels(&report), [OPENPGP, "OpenPGP card (User PIN (sig))"], "{said}");
    let failures = report["drivers"][0]["slot_failures"].as_array().expect("a list");
    assert_eq!(failures.len(), 1, "{said}");
    assert_eq!((&failures[0]["reader"], &failures[0]["kind"]), (&json!(mute), &json!("hung")), "{said}");
}

#[test]
fn an_opensc_conf_that_cannot_be_read_counts_as_empty_beside_a_mute_card() {
    let (desk, names, variables) = with_a_mute_card(0);
    let home = &desk.home;
    let file = variables[1].1.clone();
    let fifo = home.path().join("fifo.conf");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success(), "a FIFO");
    let places = [home.path().to_owned(), file.join("below-a-file"), home.path().join("missing"), fifo];
    std::thread::scope(|scope| {
        for place in &places {
            let (variables, mute) = (variables.clone(), &names[0]);
            scope.spawn(move || {
                expect_the_healthy_card(&mut home.process(), variables, ("OPENSC_CONF", place), mute);
            });
        }
    });
    // Its user may not read it: root may read everything.
    let set =
        |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    set(file.parent().expect("a folder"), 0o755);
    set(&file, 0);
    expect_the_healthy_card(&mut home.process_of_a_user(&[]), variables, ("OPENSC_CONF", &file), &names[0]);
}

#[test]
fn the_healthy_card_is_read_beside_a_mute_one_however_opensc_conf_is_written() {
    let (desk, names, variables) = with_a_mute_card(0);
    let texts = [
        "App Default {\n debug = 0;\n}\n",
        "app default{\n debug = 0;\n}\n",
        "app default {\n debug = 0;\n}\n}\n",
        "app x {\n debug_file = \"/tmp/x;\n}\napp default {\n debug = 0;\n}\n",
        "# c\rapp default {\r debug = 0;\r}\r",
    ];
    std::thread::scope(|scope| {
        for (number, text) in texts.iter().enumerate() {
            let (file, home) = (desk.file(&format!("{number}.conf"), text), &desk.home);
            let (variables, mute) = (variables.clone(), &names[0]);
            scope.spawn(move || {
                expect_the_healthy_card(&mut home.process(), variables, ("OPENSC_CONF", &file), mute);
            });
        }
    });
}

#[test]
fn a_missing_folder_for_temporary_files_costs_no_card_beside_a_mute_one() {
    let (desk, names, variables) = with_a_mute_card(1);
    let missing = Path::new("/missing/folder");
    expect_the_healthy_card(&mut desk.home.process(), variables.clone(), ("TMPDIR", missing), &names[1]);
    let runtime = desk.home.path().join("runtime");
    assert_eq!(std::fs::read_dir(runtime).expect("the folder").count(), 0, "the copies are removed");
    let mut process = desk.home.process();
    process.env("XDG_RUNTIME_DIR", missing);
    expect_the_healthy_card(&mut process, variables, ("TMPDIR", missing), &names[1]);
}
