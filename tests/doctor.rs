//! `doctor`: everything an installation needs, each thing broken once; the run continues past every fault.
//!
//! Pitfall: whether pcscd runs depends on this machine, so every run names its driver, and the findings on the smart
//! card service are checked on virtual cards (tests/cards).
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails, and writes its own files"
)]

#[path = "softhsm/mod.rs"]
#[allow(dead_code, reason = "nothing logs in here")]
mod softhsm;
#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use softhsm::{Tokens, module};
use support::{Fault, Home, Outcome, Script};

/// A day after all fixtures, on which a clock can be right.
const AT: &str = "2026-12-01";

fn doctor(home: &Home, driver: &Path, more: &[&str]) -> Command {
    let mut command = home.process();
    command.args(["doctor", "--batch", "--at", AT, "--module"]).arg(driver).args(more);
    command
}

/// The status and the findings of an area.
fn found(command: &mut Command, area: &str) -> (i32, Vec<Value>) {
    let outcome = Outcome::of(command.args(["--format", "json"]));
    let findings = outcome.json()["findings"].as_array().expect("findings").clone();
    (outcome.status, findings.into_iter().filter(|finding| finding["code"] == area).collect())
}

/// The areas that need action, except the smart card service of this machine.
fn to_do(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let bad = findings.filter(|one| one["severity"] == "warning" || one["severity"] == "critical");
    bad.filter_map(|one| one["code"].as_str()).filter(|code| *code != "smart-card-service").collect()
}

#[test]
fn on_a_healthy_machine_every_area_is_in_order_and_the_status_is_0() {
    let tokens = Tokens::demo(AT);
    let home = Home::new();
    let run = |more: &[&str]| {
        let mut command = doctor(&home, &module(), more);
        Outcome::of(command.env("SOFTHSM2_CONF", tokens.configuration()))
    };
    let report = run(&["--format", "json"]).expect_status(0, "nothing to do").json();
    assert_eq!(to_do(&report), Vec::<&str>::new(), "{report:#}");
    let mut areas: Vec<_> =
        report["findings"].as_array().expect("findings").iter().filter_map(|one| one["code"].as_str()).collect();
    areas.dedup();
    // The readers depend on this machine; everything else is always checked.
    let always = ["system", "driver", "p11-kit", "config", "journal", "clock", "language", "terminal", "disk"];
    let looked_at: Vec<_> = areas.into_iter().filter(|area| always.contains(area)).collect();
    assert_eq!(looked_at, always, "in the order in which they are needed");
    let english = run(&["--lang", "en"]).expect_status(0, "as a table");
    assert!(
        english.text().contains("shows 15 tokens") && english.text().contains("Nothing needs doing"),
        "{english:?}"
    );
    let vietnamese = run(&["--lang", "vi"]).expect_status(0, "as a table");
    assert!(vietnamese.text().contains("thấy 15 thiết bị"), "{}", vietnamese.text());
    assert!(vietnamese.text().contains("Không có việc nào cần làm"), "{}", vietnamese.text());
    assert_eq!(fs::read_dir(home.path().join("state")).expect("the home").count(), 0, "nothing is left there");
    assert!(!home.path().join("journal").exists(), "no journal is begun");
}

#[test]
fn a_broken_config_is_a_finding_with_its_line_and_ends_nothing() {
    let home = Home::new();
    let rig = Script::tokens(2).install();
    let config = home.path().join("config.toml");
    for (text, said) in [
        ("language = \"vi\"\ncolour = true\n", "colour"),
        ("language = \n", "line 1"),
        ("timezone = \"Asia/Nowhere\"\n", "timezone"),
        ("[check]\nwarn = \"soon\"\n", "soon"),
    ] {
        fs::write(&config, text).expect("a config");
        let mut command = doctor(&home, rig.module(), &[]);
        let (status, findings) = found(command.env("TOKENCTL_CONFIG", &config), "config");
        assert_eq!((status, findings.len()), (1, 1), "{text}: {findings:?}");
        assert_eq!(findings[0]["severity"], "critical", "{text}: {findings:?}");
        assert!(findings[0]["what"].as_str().expect("a sentence").contains(said), "{text}: {findings:?}");
        let mut command = doctor(&home, rig.module(), &[]);
        let (_, drivers) = found(command.env("TOKENCTL_CONFIG", &config), "driver");
        assert!(drivers[0]["what"].as_str().expect("a sentence").contains("shows 2 tokens"), "{text}: {drivers:?}");
    }
    let mut command = doctor(&home, rig.module(), &[]);
    let (status, findings) = found(command.env("TOKENCTL_CONFIG", home.path().join("none.toml")), "config");
    assert_eq!((status, &findings[0]["severity"]), (1, &json!("critical")), "a file that is not there: {findings:?}");
}

#[test]
fn a_driver_that_fails_is_named_with_why_and_the_others_are_read() {
    let home = Home::new();
    let good = Script::tokens(1).install();
    for (call, fault, said) in [
        ("C_Initialize", "hang", "did not return"),
        ("C_GetSlotList", "crash", "crashed"),
        ("C_Initialize", "CKR_DEVICE_ERROR", "CKR_DEVICE_ERROR"),
    ] {
        let place = Fault::at(call);
        let fault = match fault {
            "hang" => place.hangs(),
            "crash" => place.crashes(),
            code => place.returns(code),
        };
        let sick = Script::tokens(1).fault(fault).install();
        let mut command = doctor(&home, sick.module(), &["--timeout", "1", "--module", good.module_text()]);
        let (status, findings) = found(&mut command, "driver");
        assert_eq!((status, findings.len()), (1, 2), "{said}: {findings:?}");
        let what = findings[0]["what"].as_str().expect("a sentence");
        assert!(what.contains(sick.module_text()) && what.contains(said), "{what}");
        assert_eq!(findings[0]["severity"], "critical", "{findings:?}");
        let remedy = findings[0]["remedy"].as_str().expect("what to do");
        let command = format!("`tokenctl driver list -v --module {}`", sick.module_text());
        assert!(remedy.contains(&command), "of the driver that failed: {remedy}");
        assert_eq!(findings[1]["severity"], Value::Null, "the other one serves: {findings:?}");
    }
    home.no_child_left();
    let text = home.path().join("driver.so");
    fs::write(&text, "no library").expect("a file");
    for driver in [text.as_path(), Path::new("/nowhere/driver.so")] {
        let (status, findings) = found(&mut doctor(&home, driver, &[]), "driver");
        assert_eq!((status, &findings[0]["severity"]), (1, &json!("critical")), "{findings:?}");
    }
}

#[test]
fn a_clock_that_cannot_be_right_is_told_before_any_date_is_judged_by_it() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let clock = |at: &str| {
        let mut command = home.process();
        command.args(["doctor", "--batch", "--lang", "en", "--at", at, "--module"]).arg(rig.module());
        let (status, findings) = found(&mut command, "clock");
        (status, findings[0]["severity"].clone(), findings[0]["what"].as_str().expect("a sentence").to_owned())
    };
    let (status, severity, what) = clock("1980-01-01");
    assert_eq!((status, severity), (1, json!("critical")), "{what}");
    let (status, severity, what) = clock(AT);
    assert_eq!((status, severity), (0, Value::Null), "{what}");
    let journal = home.path().join("journal");
    fs::create_dir(&journal).expect("the journal's folder");
    let written = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/0.1.0/journal.jsonl");
    fs::copy(written, journal.join("journal.jsonl")).expect("entries of 2026-11-26");
    let (status, severity, what) = clock("2026-11-20");
    assert_eq!((status, severity), (1, json!("critical")), "{what}");
    assert!(what.contains("the last entry of the journal is later: 2026-11-26"), "{what}");
    assert_eq!(clock(AT).1, Value::Null, "later than every entry");
}

#[test]
fn a_journal_that_cannot_be_written_or_was_changed_is_critical() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let at = |folder: &Path| {
        let mut command = doctor(&home, rig.module(), &[]);
        found(command.env("TOKENCTL_JOURNAL", folder), "journal")
    };
    let blocked = home.path().join("blocked");
    fs::write(&blocked, "a file where the folder should be").expect("a file");
    let (status, findings) = at(&blocked.join("journal"));
    assert_eq!((status, &findings[0]["severity"]), (1, &json!("critical")), "{findings:?}");

    let folder = home.path().join("kept");
    fs::create_dir(&folder).expect("a folder");
    let journal = folder.join("journal.jsonl");
    let written = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/0.1.0/journal.jsonl");
    let lines = fs::read_to_string(written).expect("the fixture");
    fs::write(&journal, &lines).expect("a journal");
    let (status, findings) = at(&folder);
    assert_eq!((status, findings.len()), (0, 2), "{findings:?}");
    assert!(findings[1]["what"].as_str().expect("a sentence").contains("intact, 12 entries"), "{findings:?}");
    fs::write(&journal, lines.replace("CKR_PIN_INCORRECT", "CKR_OK")).expect("a journal");
    let (status, findings) = at(&folder);
    assert_eq!((status, &findings[1]["severity"]), (1, &json!("critical")), "{findings:?}");
    assert!(findings[1]["remedy"].as_str().expect("what to do").contains("journal verify"), "{findings:?}");
}

#[cfg(unix)]
#[test]
fn a_journal_folder_that_others_may_write_to_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = home.path().join("journal");
    fs::create_dir(&folder).expect("a folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).expect("its mode");
    let (status, findings) = found(&mut doctor(&home, rig.module(), &[]), "journal");
    assert_eq!((status, &findings[0]["severity"]), (1, &json!("warning")), "{findings:?}");
    assert!(findings[0]["remedy"].as_str().expect("what to do").contains("chmod go-w"), "{findings:?}");
}

#[cfg(unix)]
#[test]
fn a_terminal_that_cannot_show_vietnamese_letters_is_told() {
    let rig = Script::tokens(1).install();
    let home = Home::new();
    let line = format!(
        "exec '{}' doctor --lang en --at {AT} --module '{}'",
        env!("CARGO_BIN_EXE_tokenctl"),
        rig.module_text()
    );
    let on_terminal = |locale: &str| {
        let mut command = support::tool("script");
        command
            .args(["-qec", &line, "/dev/null"])
            .envs(home.process().get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))));
        Outcome::of(command.env("LC_ALL", locale).env("TERM", "xterm"))
    };
    let plain = on_terminal("C");
    assert_eq!(plain.status, 1, "{}", plain.text());
    assert!(plain.text().contains("The locale does not use UTF-8"), "{}", plain.text());
    let unicode = on_terminal("C.UTF-8");
    assert!(!unicode.text().contains("does not use UTF-8"), "{}", unicode.text());
}

#[cfg(unix)]
#[test]
fn what_p11_kit_itself_would_not_accept_is_told_and_what_it_accepts_is_not() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = home.path().join("config/pkcs11");
    fs::create_dir_all(folder.join("modules")).expect("a folder");
    let long = format!("#{}\nenable-in: other\n", "x".repeat(70_000));
    let module = format!("module: {}\n", rig.module_text());
    for (file, text, severity, said) in [
        ("modules/a.module", "module:\n".to_owned(), None, ""),
        ("modules/a.module", module.clone(), None, ""),
        ("modules/a.module", format!("{module}enable-in:\n"), Some("note"), "is not enabled for tokenctl"),
        ("modules/a.module", format!("nonsense\n{module}"), Some("note"), "line 1"),
        ("modules/a.module", format!("{module}[section]\n"), Some("note"), "line 2"),
        ("modules/a.module", "module: /nope.so\ncritical: yes\n".to_owned(), Some("note"), "/nope.so is missing"),
        ("modules/a.module", format!("{module}{long}"), Some("warning"), "is longer than 64 KiB: the driver"),
        ("pkcs11.conf", "user-config: foo\n".to_owned(), Some("note"), "unknown value of `user-config`"),
        ("pkcs11.conf", long.clone(), Some("warning"), "the user's configuration of p11-kit is not used"),
    ] {
        let path = folder.join(file);
        fs::write(&path, &text).expect("a file");
        let mut command = home.process_of_a_user(&[rig.folder()]);
        command.args(["doctor", "--batch", "--lang", "en", "--at", AT]);
        let (_, findings) = found(&mut command, "p11-kit");
        fs::remove_file(&path).expect("the file can go");
        // The machine may have its own files.
        let place = path.display().to_string();
        let told: Vec<_> = findings.iter().filter(|one| one["what"].to_string().contains(&place)).collect();
        match severity {
            None => assert_eq!(told, Vec::<&Value>::new(), "{text}"),
            Some(severity) => {
                let what = told.first().and_then(|one| one["what"].as_str()).expect(said);
                assert!(what.contains(said) && told[0]["severity"] == severity, "{told:?}");
            }
        }
    }
}

#[test]
fn every_no_token_hint_leads_to_doctor() {
    let home = Home::new();
    let rig = Script::empty().empty_slot(0).install();
    for words in [&["token", "list"][..], &["inventory"], &["cert", "list"], &["check"], &["pin", "status"], &["plan"]]
    {
        let mut command = home.process();
        command.args(words).args(["--lang", "en", "--batch", "--module"]).arg(rig.module());
        let outcome = Outcome::of(&mut command);
        assert!(outcome.stderr.contains("`tokenctl doctor`"), "{words:?}: {}", outcome.stderr);
    }
    let mut command = home.process();
    command.args(["token", "list", "--lang", "en"]).env("TOKENCTL_MODULE", "/nowhere/driver.so");
    let outcome = Outcome::of(&mut command);
    assert!(outcome.stderr.contains("`tokenctl doctor`"), "{}", outcome.stderr);
}

#[test]
fn a_long_sentence_draws_the_rule_of_a_file_no_longer() {
    let home = Home::new();
    let far = home.path().join("folder".repeat(20)).join("driver.so");
    for language in ["vi", "en"] {
        let outcome = Outcome::of(&mut doctor(&home, &far, &["--lang", language]));
        let text = outcome.text();
        let (rule, longest) = (
            text.lines().nth(1).expect("the rule under the titles").chars().count(),
            text.lines().map(|line| line.chars().count()).max().expect("lines"),
        );
        let titles = text.lines().next().expect("the titles");
        // Two columns of words before the sentences, which are written for 80 characters.
        let sentences = titles.rfind("  ").expect("columns") + 2;
        let before = titles[..sentences].chars().count();
        assert!(longest > before + 80, "{text}");
        assert_eq!(rule, before + 80, "{text}");
    }
}
