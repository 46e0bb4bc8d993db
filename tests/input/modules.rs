//! Files that are not PKCS#11 drivers.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::support::{Home, Outcome, Script, SoftHsm, Token};

/// A run on one path, as JSON.
fn driver(home: &Home, module: &Path, status: i32) -> Value {
    let mut command = home.process();
    command.args(["--format", "json", "--module"]).arg(module).arg("inventory");
    let report = Outcome::of(&mut command).expect_status(status, "a report about the driver").json();
    assert_eq!(report["tokens"], json!([]), "no token");
    assert_eq!(report["summary"]["drivers_failed"], 1, "{}", report["summary"]);
    report["drivers"][0].clone()
}

fn file(home: &Home, name: &str, bytes: &[u8]) -> PathBuf {
    let path = home.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    path
}

/// The same library for another word size: only its class byte differs.
fn other_word_size(home: &Home) -> PathBuf {
    let rig = Script::empty().install();
    let mut bytes = std::fs::read(rig.module()).expect("the module");
    assert_eq!(&bytes[..5], b"\x7fELF\x02", "a 64-bit ELF");
    bytes[4] = 1;
    file(home, "libfault32.so", &bytes)
}

#[test]
fn a_text_file_is_no_library_and_is_never_loaded() {
    let home = Home::new();
    let failed = driver(&home, &file(&home, "notes.so", b"INPUT(libreal.so)\n"), 1);
    assert_eq!(
        (&failed["status"], &failed["failure"]["kind"]),
        (&json!("unloadable"), &json!("not-a-library")),
        "{failed}"
    );
}

#[test]
fn an_empty_and_a_truncated_file_are_no_libraries() {
    let home = Home::new();
    for (name, bytes) in [("empty.so", &b""[..]), ("short.so", b"\x7fELF\x02\x01\x01")] {
        let failed = driver(&home, &file(&home, name, bytes), 1);
        assert_eq!(failed["failure"]["kind"], "not-a-library", "{failed}");
    }
}

#[test]
fn a_library_of_another_word_size_says_so() {
    let home = Home::new();
    let failed = driver(&home, &other_word_size(&home), 1);
    assert_eq!(failed["failure"]["kind"], "wrong-architecture", "{failed}");
    let mut command = home.process();
    command.arg("--lang").arg("vi").arg("--module").arg(other_word_size(&home)).args(["driver", "list"]);
    let table = Outcome::of(&mut command).expect_status(1, "a table");
    assert!(!table.text().contains("driver-failure"), "it is said in words: {}", table.text());
}

#[test]
fn a_directory_is_no_library() {
    let home = Home::new();
    let folder = home.path().join("folder.so");
    std::fs::create_dir(&folder).expect("a folder");
    assert_eq!(driver(&home, &folder, 1)["failure"]["kind"], "not-a-library", "a folder");
}

#[test]
fn a_module_that_is_not_there_is_status_3_with_its_path() {
    let home = Home::new();
    let failed = driver(&home, &home.path().join("absent.so"), 3);
    assert_eq!(failed["failure"]["kind"], "not-found", "{failed}");
    assert!(failed["path"].as_str().is_some_and(|path| path.ends_with("absent.so")), "{failed}");
}

#[test]
fn a_bad_module_never_hides_a_good_one() {
    let home = Home::new();
    let rig = Script::tokens(2).install();
    let bad = file(&home, "notes.so", b"hello");
    let mut command = home.process();
    command.args(["--format", "json", "--module"]).arg(&bad).arg("--module").arg(rig.module()).arg("inventory");
    let report = Outcome::of(&mut command).expect_status(1, "one of two").json();
    assert_eq!(report["tokens"].as_array().map(Vec::len), Some(2), "the good one is read");
    assert_eq!(report["drivers"][0]["status"], "unloadable", "the bad one is told");
}

#[test]
fn one_module_through_two_names_is_one_driver() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let mut command = home.process();
    let detour = rig.folder().join(".").join("libfault.so");
    command.args(["--format", "json", "--module"]).arg(rig.module()).arg("--module").arg(detour).arg("inventory");
    let report = Outcome::of(&mut command).expect_status(0, "one driver").json();
    assert_eq!(report["drivers"].as_array().map(Vec::len), Some(1), "{}", report["drivers"]);
}

#[test]
fn softhsm_without_its_configuration_is_told_with_call_and_code() {
    let home = Home::new();
    let hsm = SoftHsm::new();
    let mut command = home.process();
    command.env("SOFTHSM2_CONF", home.path().join("nothing.conf"));
    command.args(["--format", "json", "--module"]).arg(hsm.module()).arg("inventory");
    let outcome = Outcome::of(&mut command).expect_status(1, "it answers, with an error");
    assert!(outcome.stderr.contains("SOFTHSM2_CONF"), "and what to look at: {}", outcome.stderr);
    let report = outcome.json();
    let failure = &report["drivers"][0]["failure"];
    assert_eq!((&failure["kind"], &failure["call"]), (&json!("call-failed"), &json!("C_Initialize")), "{failure}");
    assert!(failure["ckr"].as_str().is_some_and(|ckr| ckr.contains("CKR_GENERAL_ERROR")), "{failure}");
}

#[test]
fn drivers_without_a_token_are_0_for_lists_and_3_for_check_and_selectors() {
    let home = Home::new();
    let rig = Script::empty().empty_slot(1).install();
    for words in [&["inventory"][..], &["token", "list"], &["cert", "list"], &["key", "list"], &["driver", "list"]] {
        super::tokenctl(&home, &rig, words).expect_status(0, &words.join(" "));
    }
    super::tokenctl(&home, &rig, &["check"]).expect_status(3, "nothing to check");
    super::tokenctl(&home, &rig, &["--token", "x", "inventory"]).expect_status(3, "nothing to select");
    let line = super::tokenctl(&home, &rig, &["check", "--nagios"]).expect_status(3, "unknown");
    assert!(line.text().starts_with("TOKENCTL UNKNOWN"), "{}", line.text());
}

#[test]
fn a_module_named_in_the_environment_is_told_as_such() {
    let home = Home::new();
    let mut command = home.process();
    command.env("TOKENCTL_MODULE", home.path().join("absent.so")).args(["--format", "json", "inventory"]);
    let report = Outcome::of(&mut command).expect_status(3, "the named one is not there").json();
    assert_eq!(report["drivers"][0]["found_by"], "environment", "{}", report["drivers"]);
}

#[test]
fn drivers_named_before_and_after_the_command_are_all_read() {
    let home = Home::new();
    let [before, after] = [1, 2].map(|holder| Script::empty().slot(holder, Token::of_holder(holder)).install());
    let mut command = home.process();
    command.arg("--module").arg(before.module()).args(["inventory", "--format", "json", "--module"]);
    let report = Outcome::of(command.arg(after.module())).expect_status(0, "two healthy drivers").json();
    let drivers: Vec<&str> =
        report["drivers"].as_array().into_iter().flatten().filter_map(|one| one["path"].as_str()).collect();
    assert_eq!(drivers, [before.module_text(), after.module_text()], "none is lost, whichever side it stands on");
}
