//! Plans name only existing methods, and can be followed; a change uses the calls that the driver requires.

use serde_json::json;

use super::desk::{Desk, NEW_PIN, Run, WRONG};
use super::support::{Nss, SO_PIN, Script, Token, USER_PIN, secret_file};

/// A card behind OpenSC with this style in opensc.conf.
fn card(manufacturer: &str, style: Option<&str>) -> Desk {
    let token = Token::of_holder(1).set("manufacturer", manufacturer).set("model", "PKCS#15 emulated");
    let library = json!({"description": "OpenSC smartcard framework", "manufacturer": "OpenSC Project"});
    let desk = Desk::unconfigured(&Script::empty().slot(1, token.left("user_pin", 0)).set("library", library));
    let line = style.map(|style| format!("user_pin_unblock_style = {style};")).unwrap_or_default();
    let conf = desk.file("opensc.conf", format!("app opensc-pkcs11 {{\n pkcs11 {{\n {line}\n }}\n}}\n"));
    desk.configure(&format!("opensc_conf = \"{}\"\n", conf.display()));
    desk
}

fn cares(run: &Run) -> String {
    run.report["plan"]["cares"].to_string()
}

#[test]
fn a_piv_plan_names_no_security_officer_in_any_style() {
    for (style, way) in [
        (None, "outside"),
        (Some("set_pin_in_unlogged_session"), "puk-set-pin"),
        (Some("set_pin_in_specific_context"), "puk-set-pin-context"),
        (Some("init_pin_in_so_session"), "outside"),
    ] {
        let desk = card("piv_II", style);
        let run = desk.run(&["pin", "unlock", "--plan"]);
        assert_eq!((run.status, run.word("/way")), (0, way), "{style:?}: {}", run.said());
        assert!(!run.word("/secret").contains("so"), "{style:?}: {}", run.said());
        let warned = cares(&run).contains("default style");
        assert_eq!(warned, style.is_none(), "the warning stands in the default style alone: {}", run.said());
        let untested = cares(&run).contains("untested");
        assert_eq!(untested, way != "puk-set-pin", "the PUK's way is tested: {}", run.said());
    }
    let desk = card("piv_II", Some("init_pin_in_so_session"));
    let run = desk.unlock(SO_PIN, "73519264", &[]);
    assert_eq!((run.status, desk.counts()), (7, (0, 0, 0)), "no C_Login of an SO that is not there: {}", run.said());
    assert!(cares(&run).contains("set_pin_in_unlogged_session"), "which style would do: {}", run.said());
}

#[test]
fn the_lines_of_a_plan_without_a_way_can_be_followed_to_the_letter() {
    let desk = Desk::unconfigured(&Script::empty().slot(1, Token::of_holder(1).left("user_pin", 0)));
    let run = desk.run(&["pin", "unlock", "--plan"]);
    assert_eq!((run.status, run.word("/way")), (0, "unknown"), "{}", run.said());
    let lines = run.report["plan"]["config_lines"].as_array().expect("lines").clone();
    let lines: Vec<&str> = lines.iter().filter_map(serde_json::Value::as_str).collect();
    let path = format!("path = \"{}\"", desk.rig.module_text());
    assert_eq!(lines, ["[[driver]]", &path, "unlock = \"so-init-pin\""], "{}", run.said());
    for language in ["en", "vi"] {
        let mut command = desk.home.process();
        command.args(["pin", "unlock", "--plan", "--lang", language, "--module", desk.rig.module_text()]);
        let shown = Run::of(&mut command);
        assert!(lines.iter().all(|line| shown.output.contains(line)), "{language}: {}", shown.said());
    }

    let folder = desk.home.path().join("config/tokenctl");
    std::fs::create_dir_all(&folder).expect("the config's folder");
    std::fs::write(folder.join("config.toml"), lines.join("\n")).expect("the config");
    let run = desk.run(&["pin", "unlock", "--plan"]);
    assert_eq!(run.word("/way"), "so-init-pin", "the lines name the way: {}", run.said());
    assert_eq!(run.report["plan"]["config_lines"], json!([]), "and none are left to write: {}", run.said());
    assert_eq!(desk.unlock(SO_PIN, NEW_PIN, &[]).status, 0, "which unlocks it");

    desk.configure("name = \"quầy\"\n");
    let run = desk.run(&["pin", "unlock", "--plan"]);
    let lines = &run.report["plan"]["config_lines"];
    assert_eq!(
        lines,
        &json!([path, "unlock = \"so-init-pin\""]),
        "a table that is there is not doubled: {}",
        run.said()
    );
}

#[test]
fn a_change_on_a_module_that_wants_a_login_first_logs_in_first() {
    let nss = Token::of_holder(1).set("style", "nss").set("manufacturer", "Mozilla Foundation").set("model", "NSS 3");
    let library = json!({"description": "NSS Internal Crypto Services", "manufacturer": "Mozilla Foundation"});
    let desk = Desk::unconfigured(&Script::empty().slot(1, nss).set("library", library));
    let run = desk.change(USER_PIN, NEW_PIN, &[]);
    assert_eq!((run.status, desk.counts()), (0, (2, 0, 1)), "login, C_SetPIN, proof: no failed call: {}", run.said());
    let wrong = desk.change(WRONG, "Mua-thu-2028", &[]);
    assert_eq!((wrong.status, desk.counts()), (5, (3, 0, 1)), "one login, and no C_SetPIN after it: {}", wrong.said());
}

#[test]
fn nss_softokn_changes_its_password_and_has_no_so() {
    let nss = Nss::new(USER_PIN);
    let rig = Script::forwarding_to(nss.module()).install();
    let home = super::support::Home::new();
    let folder = home.path().join("config/tokenctl");
    std::fs::create_dir_all(&folder).expect("the config's folder");
    let module = rig.module_text();
    let driver = format!("[[driver]]\npath = \"{module}\"\ninit_args = \"{}\"\n", nss.init_args());
    std::fs::write(folder.join("config.toml"), driver).expect("the config");
    let run = |words: &[&str], secrets: &[(&str, &str)]| {
        let mut command = home.process();
        command.args(words).args(["--module", module, "--token", Nss::LABEL, "--format", "json", "--lang", "en"]);
        for (option, secret) in secrets {
            let file = home.path().join("tmp").join(option);
            secret_file(&file, secret);
            command.arg(format!("--{option}-file")).arg(file);
        }
        let before = rig.calls();
        let run = Run::of(&mut command);
        let calls = rig.calls().since(&before);
        (run, (calls.count("C_Login"), calls.count("C_InitPIN"), calls.count("C_SetPIN")))
    };
    let change = ["pin", "change", "--batch", "--yes"];
    let (changed, counts) = run(&change, &[("pin", USER_PIN), ("new-pin", NEW_PIN)]);
    assert_eq!((changed.status, counts), (0, (2, 0, 1)), "login, C_SetPIN, proof: {}", changed.said());
    assert_eq!(run(&["pin", "verify", "--batch"], &[("pin", NEW_PIN)]).0.status, 0, "it is in force");
    assert_eq!(run(&["pin", "verify", "--batch"], &[("pin", USER_PIN)]).0.status, 5, "the old one is not");
    let (so, counts) = run(&["pin", "verify", "--so", "--batch"], &[("so-pin", NEW_PIN)]);
    assert_eq!((so.status, so.word("/code"), counts), (7, "no-so-pin", (0, 0, 0)), "{}", so.said());
    let (plan, _) = run(&["pin", "unlock", "--plan"], &[]);
    assert_eq!((plan.status, plan.word("/way")), (0, "none"), "{}", plan.said());
}

#[test]
fn the_command_of_a_hint_works_as_it_is_pasted_into_a_shell() {
    // Neither serial nor label distinguishes them, and no other command would find their driver.
    let nameless = |number| Token::of_holder(number).set("serial", "0000").set("label", "VGCA Token");
    let locked = nameless(1).left("user_pin", 0);
    let two = Script::empty().slot(1, locked).slot(2, nameless(2));
    let desk = Desk::of(&two);
    let run = desk.verify(USER_PIN, &["--token", "slot:1"]);
    assert_eq!(run.status, 6, "it is locked: {}", run.said());
    let (hint, plan) = pasted(&desk, &run);
    assert_eq!((plan.status, plan.word("/token/reader")), (0, "Reader 1"), "{hint}: {}", plan.said());
}

#[test]
fn the_command_of_a_hint_asks_the_drivers_that_the_user_named() {
    let only = |desk: &Desk, run: &Run| {
        let drivers = run.report["drivers"].as_array().expect("drivers");
        drivers.len() == 1 && drivers.iter().all(|one| one["path"] == desk.rig.module_text())
    };
    let none = Desk::unconfigured(&Script::empty());
    let run = none.verify(USER_PIN, &[]);
    assert!(run.status == 3 && run.error.contains("\"no-token\""), "{}", run.said());
    let (hint, drivers) = pasted(&none, &run);
    assert!(drivers.status == 0 && only(&none, &drivers), "{hint}: {}", drivers.said());

    let one = Desk::unconfigured(&Script::empty().slot(1, Token::of_holder(1)).slot(2, Token::of_holder(2)));
    for words in [["cert", "show", "ffffffff"], ["cert", "delete", "ffffffff"]] {
        let run = one.run(&[&words[..], &["--token", "slot:2"]].concat());
        assert!(run.status == 3 && run.error.contains("\"no-certificate\""), "{words:?}: {}", run.said());
        let (hint, certificates) = pasted(&one, &run);
        assert!(certificates.status == 0 && only(&one, &certificates), "{hint}: {}", certificates.said());
        let tokens = certificates.report["tokens"].as_array().expect("tokens");
        let slots: Vec<_> = tokens.iter().map(|token| &token["slot"]).collect();
        assert_eq!(slots, [2], "{hint}: the certificates of that token");
    }
}

/// The hint of a run, and the command in it as a shell runs it.
fn pasted(desk: &Desk, run: &Run) -> (String, Run) {
    let error: serde_json::Value = serde_json::from_str(&run.error).expect("an error");
    let hint = error["error"]["hint"].as_str().expect("a hint").to_owned();
    let command = hint.split('`').find_map(|part| part.strip_prefix("tokenctl ")).expect("a command");
    let format = if command.contains("--format") { "" } else { "--format json" };
    let program = desk.home.process();
    let mut shell = std::process::Command::new("sh");
    shell.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.arg("-c").arg(format!("\"$0\" {command} {format}")).arg(program.get_program());
    let run = Run::of(&mut shell);
    (hint, run)
}
