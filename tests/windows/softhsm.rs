//! Real tokens: the same inventory as on Linux, and logins.

use serde_json::Value;

use crate::rig::{Home, Ran, SoftHsm, fixture};

const LOGIN: [&str; 7] = ["--format", "json", "--token", "serial:10240113", "inventory", "--login", "--pin-stdin"];

/// Removes what may differ between systems: the driver's location, and the slot numbers of SoftHSM.
fn comparable(mut inventory: Value) -> Value {
    for driver in inventory["drivers"].as_array_mut().expect("drivers") {
        driver["path"] = Value::Null;
    }
    for token in inventory["tokens"].as_array_mut().expect("tokens") {
        for field in ["driver", "slot", "reader"] {
            token[field] = Value::Null;
        }
    }
    let by_serial = |token: &Value| token["serial"].as_str().map(str::to_owned);
    inventory["tokens"].as_array_mut().expect("tokens").sort_by_key(by_serial);
    inventory
}

fn native(name: &str) -> Value {
    let text = std::fs::read_to_string(fixture(name)).expect("what the program said on Linux");
    comparable(serde_json::from_str(&text).expect("a JSON document"))
}

#[track_caller]
fn same(windows: &Value, linux: &Value) {
    if windows == linux {
        return;
    }
    let pretty = |value: &Value| serde_json::to_string_pretty(value).expect("JSON");
    let (windows, linux) = (pretty(windows), pretty(linux));
    let differing: Vec<_> = windows.lines().zip(linux.lines()).filter(|(here, there)| here != there).take(10).collect();
    panic!("Windows and Linux differ (Windows, Linux): {differing:#?}");
}

#[test]
fn the_inventory_is_that_of_linux_but_for_paths_and_slots() {
    let ran = SoftHsm::new().run(&Home::new(), &["--format", "json", "inventory"]);
    assert_eq!(ran.status, 0, "every token is read: {}", ran.all());
    let inventory = ran.json();
    assert!(inventory["summary"]["certificates"].as_u64() > Some(5), "there is something to compare");
    same(&comparable(inventory), &native("native.json"));
}

#[test]
fn the_inventory_after_a_login_is_that_of_linux_and_the_pin_comes_through_a_pipe() {
    let ran = Ran::with_input(SoftHsm::new().command(&Home::new(), &LOGIN), b"Demo1234\r\n");
    assert_eq!(ran.status, 0, "the PIN is right: {}", ran.all());
    same(&comparable(ran.json()), &native("native-login.json"));
}

#[test]
fn a_wrong_pin_is_refused_with_status_5_and_costs_one_try() {
    let (home, module) = (Home::new(), SoftHsm::new());
    let ran = Ran::with_input(module.command(&home, &LOGIN), b"wrong-pin");
    assert_eq!(ran.status, 5, "the PIN is wrong: {}", ran.all());
    assert!(!ran.all().contains("wrong-pin"), "a PIN is never shown: {}", ran.all());
    let after = module.run(&home, &["--format", "json", "--token", "serial:10240113", "inventory"]).json();
    assert_eq!(after["tokens"][0]["user_pin"]["state"], "count-low", "the try is seen afterwards");
}

#[test]
fn a_login_is_in_the_journal_below_programdata_or_the_profile() {
    let (home, module) = (Home::new(), SoftHsm::new());
    let ran = Ran::with_input(module.command(&home, &LOGIN), b"Demo1234");
    assert_eq!(ran.status, 0, "the PIN is right: {}", ran.all());
    let journals: Vec<_> = ["ProgramData", "Local"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(home.path().join(folder).join("tokenctl")).into_iter().flatten().flatten())
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap_or_default())
        .collect();
    let entries = journals.concat();
    assert!(entries.contains("10240113"), "the attempt on the token is recorded: {entries:?}");
    assert!(!entries.contains("Demo1234"), "without the PIN");
}

#[test]
fn vietnamese_tables_are_utf_8_in_a_pipe_and_follow_the_config_below_appdata() {
    let home = Home::new();
    let folder = home.path().join("Roaming").join("tokenctl");
    std::fs::create_dir(&folder).expect("the config's folder");
    std::fs::write(folder.join("config.toml"), "language = \"vi\"\n").expect("the config");
    let ran = SoftHsm::new().run(&home, &["token", "list"]);
    assert_eq!(ran.status, 0, "tokens are listed: {}", ran.all());
    assert!(ran.stdout.contains("Nguyễn"), "names keep their marks: {}", ran.stdout);
    assert!(ran.stdout.contains("Thuê bao"), "the config's language rules: {}", ran.stdout);
}
