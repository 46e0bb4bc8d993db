//! Drivers besides the one that serves the card: they do not recognise it, or have nothing to serve on this machine.

use serde_json::{Value, json};

use super::support::{Certificate, Fault, Home, Object, Outcome, Rig, Script, Token};
use super::{ARGUMENTS, token};

/// A driver that does not recognise the card in its slot 2, as OpenSC does not recognise another vendor's.
fn stranger() -> Rig {
    let unknown = Fault::at("C_GetTokenInfo").slot(2).returns("CKR_TOKEN_NOT_RECOGNIZED");
    Script::empty().slot(2, Token::of_holder(7)).fault(unknown).install()
}

fn both(home: &Home, modules: &[&Rig], arguments: &[&str]) -> Outcome {
    let mut command = home.process();
    command.args(["--lang", "en", "--at", "2026-11-22", "--timeout", "2"]);
    for rig in modules {
        command.arg("--module").arg(rig.module());
    }
    Outcome::of(command.args(arguments))
}

#[test]
fn a_card_of_another_driver_is_a_note_and_no_failure() {
    let home = Home::new();
    let (vendor, stranger) = (Script::empty().slot(2, Token::of_holder(1)).install(), stranger());
    for modules in [[&vendor, &stranger], [&stranger, &vendor]] {
        let report = both(&home, &modules, &["--format", "json", "inventory"]).expect_status(0, "it was read").json();
        assert_eq!(report["summary"]["drivers_failed"], 0, "{}", report["drivers"]);
        assert!(token(&report, 2).is_some(), "the vendor's driver reads it");
        let path = stranger.module().display().to_string();
        let drivers = report["drivers"].as_array().expect("drivers");
        let driver = drivers.iter().find(|driver| driver["path"] == path).expect("it is listed");
        assert_eq!((&driver["status"], &driver["slot_failures"]), (&json!("ok"), &json!([])), "{driver}");
        assert!(driver["notes"][0].as_str().is_some_and(|note| note.contains("seen in reader Reader 2")), "{driver}");
        assert_eq!(driver["problems"], Value::Null, "another driver has read it: {driver}");
    }
}

#[test]
fn a_card_that_no_driver_knows_is_one_line_with_its_reader() {
    let home = Home::new();
    let (one, other, vendor) = (stranger(), stranger(), Script::tokens(1).install());
    let report = both(&home, &[&one, &other], &["--format", "json", "token", "list"]);
    let report = report.expect_status(0, "no driver failed").json();
    let problems: Vec<&Value> = report["drivers"]
        .as_array()
        .expect("drivers")
        .iter()
        .flat_map(|driver| driver["problems"].as_array().into_iter().flatten())
        .collect();
    assert_eq!(problems.len(), 1, "once, though two drivers saw it: {}", report["drivers"]);
    assert_eq!(problems[0]["code"], "card-not-recognised", "{}", problems[0]);
    assert_eq!(problems[0]["details"]["reader"], "Reader 2", "{}", problems[0]);
    let said = both(&home, &[&one, &other, &vendor], &["token", "list"]).expect_status(0, "no driver failed");
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(text.matches("no driver recognises the card in reader Reader 2").count(), 1, "{text}");
    let check = both(&home, &[&one, &vendor], &["check"]);
    let text = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(text.contains("no driver recognises the card in reader Reader 2"), "{text}");
    assert!([10, 11].contains(&check.status), "nobody knows what it holds: {}", check.status);
}

#[test]
fn a_driver_without_its_service_is_unused_where_nobody_named_it() {
    for code in ["CKR_GENERAL_ERROR", "CKR_HOST_MEMORY"] {
        let home = Home::new();
        let rig = Script::tokens(1).fault(Fault::at("C_Initialize").returns(code)).install();
        let modules = home.path().join("config").join("pkcs11").join("modules");
        std::fs::create_dir_all(&modules).expect("a folder");
        std::fs::write(modules.join("idle.module"), format!("module: {}\n", rig.module().display())).expect("a file");
        let outcome = Outcome::of(home.process_of_a_user(&[rig.folder()]).args(ARGUMENTS).arg("inventory"));
        let report = outcome.json();
        let path = rig.module().display().to_string();
        let drivers = report["drivers"].as_array().expect("drivers");
        let driver = drivers.iter().find(|driver| driver["path"] == path).expect("it is listed");
        assert_eq!((&driver["status"], &driver["failure"]), (&json!("unused"), &Value::Null), "{driver}");
        let note = driver["notes"][0].as_str().unwrap_or_default();
        assert!(note.contains(code) && note.contains("disabled = true") && note.contains(&path), "{driver}");
        // Other drivers of this machine are read as well.
        let fails = |driver: &&Value| !["ok", "unused"].contains(&driver["status"].as_str().unwrap_or_default());
        let failed = drivers.iter().filter(fails).count();
        assert_eq!(report["summary"]["drivers_failed"], failed, "{}", report["summary"]);
        assert!(failed > 0 || outcome.status == 0, "no failure: {}", outcome.stderr);
        // If it was named, it is one.
        let mut named = home.process_of_a_user(&[rig.folder()]);
        let named = named.args(ARGUMENTS).arg("--module").arg(rig.module()).arg("inventory");
        let report = Outcome::of(named).expect_status(1, "it was named").json();
        assert_eq!(report["drivers"][0]["status"], "failed", "{}", report["drivers"][0]);
        // One that dies or hangs is one as well.
        let rig = Script::tokens(1).fault(Fault::at("C_Initialize").crashes()).install();
        std::fs::write(modules.join("idle.module"), format!("module: {}\n", rig.module().display())).expect("a file");
        let report = Outcome::of(home.process_of_a_user(&[rig.folder()]).args(ARGUMENTS).arg("inventory")).json();
        let path = rig.module().display().to_string();
        let drivers = report["drivers"].as_array().expect("drivers").clone();
        let driver = drivers.into_iter().find(|driver| driver["path"] == path).expect("it is listed");
        assert_eq!(driver["status"], "crashed", "{driver}");
    }
}

#[cfg(unix)]
#[test]
fn as_root_no_module_of_the_users_configuration_is_loaded() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let modules = home.path().join("config").join("pkcs11").join("modules");
    std::fs::create_dir_all(&modules).expect("a folder");
    std::fs::write(modules.join("mine.module"), format!("module: {}\n", rig.module().display())).expect("a file");
    let lists = |command: &mut std::process::Command| {
        let report = Outcome::of(command.args(["--format", "json", "driver", "list"])).json();
        report.to_string().contains(rig.module_text())
    };
    assert!(lists(&mut home.process_of_a_user(&[rig.folder()])), "a user's own module");
    // p11-kit checks whether the variable is set, not its value.
    let mut without = home.process_of_a_user(&[rig.folder()]);
    assert!(!lists(without.env("P11_KIT_NO_USER_CONFIG", "")), "the user said so");
    std::fs::write(modules.join("mine.module"), format!("module: {}\nenable-in:\n", rig.module().display()))
        .expect("a file");
    assert!(!lists(&mut home.process_of_a_user(&[rig.folder()])), "enabled in no program");
    std::fs::write(modules.join("mine.module"), format!("module: {}\n", rig.module().display())).expect("a file");
    if rustix::process::geteuid().is_root() {
        assert!(!lists(&mut home.process()), "root reads nothing of it");
    }
}

#[cfg(unix)]
#[test]
fn a_driver_that_the_config_names_fails_as_one_named_by_an_option_does() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_Initialize").returns("CKR_GENERAL_ERROR")).install();
    let (missing, config) = (home.path().join("libmissing.so"), home.path().join("config"));
    let drivers = [("idle", rig.module()), ("missing", &*missing)];
    let (modules, own) = (config.join("pkcs11").join("modules"), config.join("tokenctl"));
    std::fs::create_dir_all(&modules).expect("a folder");
    std::fs::create_dir_all(&own).expect("a folder");
    for (name, path) in drivers {
        let text = format!("module: {}\n", path.display());
        std::fs::write(modules.join(format!("{name}.module")), text).expect("a file");
    }
    let read = |words: &[&str]| Outcome::of(home.process_of_a_user(&[rig.folder()]).args(ARGUMENTS).args(words));
    let statuses = |report: &Value| {
        let listed = report["drivers"].as_array().expect("drivers").iter();
        let status = |path: &std::path::Path| {
            let found = listed.clone().find(|driver| driver["path"] == path.display().to_string());
            found.map(|driver| driver["status"].as_str().expect("a status").to_owned())
        };
        drivers.map(|(_, path)| status(path))
    };
    let before = read(&["driver", "list"]).json();
    assert_eq!(statuses(&before), [Some("unused".to_owned()), None], "p11-kit alone names them: {before}");
    let text = drivers.map(|(_, path)| format!("[[driver]]\npath = \"{}\"\n", path.display())).concat();
    std::fs::write(own.join("config.toml"), text).expect("a config");
    let named = read(&["driver", "list"]).expect_status(1, "the user named them").json();
    assert_eq!(statuses(&named), ["failed", "unloadable"].map(|status| Some(status.to_owned())), "{named}");
    let check = read(&["check"]).expect_status(11, "tokens may be missing").json();
    let told = check.to_string();
    for (_, path) in drivers {
        let name = path.file_name().expect("a name").to_string_lossy();
        assert!(told.contains(&*name), "{name}: {told}");
    }
}

/// Only root can give a program capabilities.
#[cfg(target_os = "linux")]
#[test]
fn with_file_capabilities_no_module_of_the_users_configuration_is_loaded() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let modules = home.path().join("config").join("pkcs11").join("modules");
    std::fs::create_dir_all(&modules).expect("a folder");
    std::fs::write(modules.join("mine.module"), format!("module: {}\n", rig.module().display())).expect("a file");
    let lists = |mut command: std::process::Command| {
        let report = Outcome::of(command.args(["--format", "json", "driver", "list"])).json();
        report.to_string().contains(rig.module_text())
    };
    let (plain, capable) = (home.process_of_a_user(&[rig.folder()]), home.process_of_a_user(&[rig.folder()]));
    assert!(lists(plain), "a user's own module");
    // CAP_CHOWN, permitted but not in effect (capabilities(7)): enough for the kernel to call the start secure.
    let mut rights = 0x0200_0000_u32.to_le_bytes().to_vec();
    rights.extend([1_u32, 0, 0, 0].into_iter().flat_map(u32::to_le_bytes));
    let program = home.path().join("tokenctl");
    rustix::fs::setxattr(&program, "security.capability", &rights, rustix::fs::XattrFlags::empty()).expect("set");
    assert!(!lists(capable), "with rights that its user lacks it reads nothing of it");
}

#[test]
fn p11_kits_proxy_serves_no_token_that_a_driver_of_its_own_shows() {
    let home = Home::new();
    let token = || Token::of_holder(1).user_pin("123456");
    let (direct, passing_on) = (Script::empty().slot(2, token()).install(), Script::empty().slot(2, token()).install());
    for name in ["p11-kit-proxy.so", "p11-kit-client.so"] {
        let proxy = passing_on.folder().join(name);
        std::fs::copy(passing_on.module(), &proxy).expect("a copy");
        let script = |module: &std::path::Path| format!("{}.json", module.display());
        std::fs::copy(script(passing_on.module()), script(&proxy)).expect("its script");
        let run = |words: &[&str], pin: &str| {
            let mut command = home.process();
            command.args(["--format", "json", "--batch", "--at", "2026-11-22", "--module"]).arg(&proxy);
            Outcome::with_input(command.arg("--module").arg(direct.module()).args(words), pin.as_bytes())
        };
        let report = run(&["inventory"], "").expect_status(0, "both read").json();
        let tokens = report["tokens"].as_array().expect("tokens");
        assert_eq!(tokens.len(), 1, "{name}: one token: {report}");
        assert_eq!(tokens[0]["driver"], direct.module_text(), "{name}: the direct one serves, though it came second");
        assert_eq!(tokens[0]["also_seen_by"][0]["driver"], proxy.display().to_string(), "{name}: the other is noted");
        let before = direct.calls().with_secrets();
        run(&["pin", "verify", "--pin-stdin"], "123456").expect_status(0, "the PIN is right");
        assert_eq!(direct.calls().with_secrets(), before + 1, "{name}: the PIN goes to the direct driver");
    }
}

#[cfg(unix)]
#[test]
fn a_link_of_another_name_to_p11_kits_proxy_serves_no_token_either() {
    let home = Home::new();
    let token = || Token::of_holder(1).user_pin("123456");
    let (direct, passing_on) = (Script::empty().slot(2, token()).install(), Script::empty().slot(2, token()).install());
    let (proxy, link) = (passing_on.folder().join("p11-kit-proxy.so"), passing_on.folder().join("renamed.so"));
    std::fs::copy(passing_on.module(), &proxy).expect("a copy");
    std::os::unix::fs::symlink(&proxy, &link).expect("a link");
    let script = |module: &std::path::Path| format!("{}.json", module.display());
    for place in [&proxy, &link] {
        std::fs::copy(script(passing_on.module()), script(place)).expect("its script");
    }
    let mut command = home.process();
    command.args(["--format", "json", "--batch", "--at", "2026-11-22", "--module"]).arg(&link);
    let report = Outcome::of(command.arg("--module").arg(direct.module()).arg("inventory")).expect_status(0, "read");
    let report = report.json();
    let tokens = report["tokens"].as_array().expect("tokens");
    assert_eq!(tokens.len(), 1, "one token: {report}");
    assert_eq!(tokens[0]["driver"], direct.module_text(), "the direct one serves, though it came second");
    assert_eq!(tokens[0]["also_seen_by"][0]["driver"], link.display().to_string(), "the other is noted");
}

#[test]
fn a_failure_of_a_slot_names_its_reader() {
    let home = Home::new();
    let rig = Script::tokens(2).fault(Fault::at("C_OpenSession").slot(2).returns("CKR_DEVICE_ERROR")).install();
    let report = super::inventory(&home, &rig).expect_status(1, "one slot failed").json();
    assert_eq!(report["drivers"][0]["slot_failures"][0]["reader"], "Reader 2", "{}", report["drivers"][0]);
    let outcome = both(&home, &[&rig], &["token", "list"]).expect_status(1, "one slot failed");
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert!(text.contains("reader Reader 2 (slot 2):"), "{text}");
}

#[test]
fn two_cards_alike_in_two_readers_keep_each_their_own_other_sighting() {
    let home = Home::new();
    let twins = || Script::empty().slot(2, Token::of_holder(1)).slot(3, Token::of_holder(1)).install();
    let (one, other) = (twins(), twins());
    let report = both(&home, &[&one, &other], &["--format", "json", "inventory"]).expect_status(0, "both read").json();
    let tokens = super::tokens(&report);
    assert_eq!(tokens.len(), 2, "two cards: {}", report["tokens"]);
    for token in tokens {
        let seen: Vec<&Value> =
            token["also_seen_by"].as_array().expect("a list").iter().map(|at| &at["slot"]).collect();
        assert_eq!(seen, [&token["slot"]], "the other driver's sighting of the same reader");
    }
}

#[test]
fn of_two_drivers_that_see_a_token_the_one_serves_it_that_can_read_it() {
    let home = Home::new();
    let well = Script::empty().slot(2, Token::of_holder(1)).install();
    for (fault, status) in [
        (Fault::at("C_OpenSession").returns("CKR_DEVICE_ERROR"), 1),
        (Fault::at("C_FindObjectsInit").returns("CKR_DEVICE_ERROR"), 1),
        (Fault::at("C_FindObjectsInit").hangs(), 1),
        (Fault::at("C_GetAttributeValue").returns("CKR_DEVICE_ERROR"), 0),
    ] {
        let sick = Script::empty().slot(2, Token::of_holder(1)).fault(fault).install();
        for modules in [[&sick, &well], [&well, &sick]] {
            let selected = ["--format", "json", "--token", "serial:00000001", "cert", "list"];
            for words in [&["--format", "json", "inventory"][..], &selected[..]] {
                let report = both(&home, &modules, words).expect_status(status, "whatever failed is told").json();
                let tokens = report["tokens"].as_array().expect("tokens");
                assert_eq!(tokens.len(), 1, "one token: {report}");
                assert_eq!(tokens[0]["driver"], well.module_text(), "the one that read it: {report}");
                assert_eq!(tokens[0]["also_seen_by"][0]["driver"], sick.module_text(), "{report}");
                assert_eq!(tokens[0]["certificates"].as_array().map(Vec::len), Some(1), "{report}");
            }
        }
    }
}

#[test]
fn a_driver_that_shows_more_of_a_token_serves_it_in_spite_of_one_object_that_it_cannot_read() {
    let home = Home::new();
    let der = Certificate::of("Lê Văn Hai").der();
    let unreadable = Object::certificate(&[9], "ba", &[]).attribute("CKA_VALUE", json!({"error": "CKR_DEVICE_ERROR"}));
    let more = Token::of_holder(1).certificate(&[8], "hai", &der).object(unreadable);
    let more = Script::empty().slot(2, more).install();
    let less = Script::empty().slot(2, Token::of_holder(1)).install();
    let report = both(&home, &[&more, &less], &["--format", "json", "inventory"]).json();
    let tokens = report["tokens"].as_array().expect("tokens");
    assert_eq!(tokens.len(), 1, "one token: {report}");
    assert_eq!(tokens[0]["driver"], more.module_text(), "the one that shows more: {report}");
    let problems = tokens[0]["problems"].as_array().expect("problems");
    assert!(problems.iter().any(|one| one["code"] == "object-unreadable"), "what it could not read is told: {report}");
}

#[test]
fn one_token_is_one_whatever_the_case_and_padding_of_its_serial() {
    let home = Home::new();
    // A serial of zeros identifies nothing by itself; with the reader, the names and a certificate it is the same.
    for (one, other) in [("00ab01", "00AB01"), ("000000", "000000")] {
        let rig = |serial: &str| Script::empty().slot(2, Token::of_holder(1).set("serial", serial)).install();
        let (one, other) = (rig(one), rig(other));
        let report = both(&home, &[&one, &other], &["--format", "json", "inventory"]).expect_status(0, "read").json();
        assert_eq!(report["tokens"].as_array().map(Vec::len), Some(1), "{report}");
    }
}
