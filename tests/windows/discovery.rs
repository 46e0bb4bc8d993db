//! Drivers found by default: System32, Program Files, the registry; and the service without which there is none.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::rig::{Driver, Home, Ran, fixture};

/// What a bare `driver list` finds.
fn found(home: &Home) -> Vec<Value> {
    let ran = Ran::of(home.tokenctl(&["--format", "json", "driver", "list"]));
    ran.json()["drivers"].as_array().cloned().unwrap_or_default()
}

fn is_found(drivers: &[Value], path: &Path, by: &str) -> bool {
    let same = |text: &str| text.eq_ignore_ascii_case(&path.display().to_string());
    drivers.iter().any(|driver| driver["found_by"] == by && driver["path"].as_str().is_some_and(same))
}

/// A file that is created and removed again.
struct Placed(PathBuf);

impl Placed {
    fn at(path: PathBuf) -> Self {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::copy(fixture("talkative.dll"), &path).expect("a module can be copied");
        Self(path)
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

#[test]
fn a_known_driver_in_system32_is_found() {
    let system = PathBuf::from(std::env::var_os("SystemRoot").expect("the Windows folder")).join("System32");
    let placed = Placed::at(system.join("eca_csp11_v1.dll"));
    let drivers = found(&Home::new());
    assert!(is_found(&drivers, &placed.0, "known"), "by its usual place: {drivers:?}");
}

#[test]
fn a_known_driver_in_program_files_is_found() {
    let home = Home::new();
    let folder = home.path().join("Program Files").join("OpenSC Project").join("OpenSC").join("pkcs11");
    let placed = Placed::at(folder.join("opensc-pkcs11.dll"));
    let drivers = found(&home);
    assert!(is_found(&drivers, &placed.0, "known"), "by its usual place: {drivers:?}");
}

fn registry(arguments: &[&str]) {
    let output = Command::new("reg").args(arguments).output().expect("reg.exe starts");
    assert!(output.status.success(), "reg {arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
}

/// Both views in one test: wine's 64-bit prefix has only one, and two tests would write the same key.
#[test]
fn a_vendors_key_in_either_view_of_the_registry_leads_to_its_driver() {
    const KEY: &str = "HKLM\\SOFTWARE\\SafeNet\\Authentication\\SAC";
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let placed = Placed::at(folder.path().join("vendor.dll"));
    for view in ["/reg:64", "/reg:32"] {
        let path = placed.0.to_str().expect("a path of ASCII");
        registry(&["add", KEY, "/v", "PKCS11Path", "/d", path, "/f", view]);
        let drivers = found(&Home::new());
        registry(&["delete", KEY, "/f", view]);
        assert!(is_found(&drivers, &placed.0, "registry"), "by the vendor's key, {view}: {drivers:?}");
    }
}

#[test]
fn without_a_token_the_state_of_the_smart_card_service_is_told() {
    let driver = Driver::of_script(&json!({"slots": []}));
    let ran = Home::new().run(&driver.module, &["token", "list"]);
    assert_eq!(ran.status, 0, "no token is no failure of a list: {}", ran.all());
    assert!(ran.stderr.contains("SCardSvr"), "the service by its name on Windows: {}", ran.all());
}
