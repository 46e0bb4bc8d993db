//! What Windows loads and what it refuses, with messages that people can act on.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::rig::{Driver, Home, Ran, fixture};

/// The failure of the one driver.
fn failure(ran: &Ran) -> serde_json::Value {
    ran.json()["drivers"][0]["failure"].clone()
}

fn copied(folder: &TempDir, names: &[&str]) -> PathBuf {
    for name in names {
        let from = fixture("dependent").join(name);
        std::fs::copy(from, folder.path().join(name)).expect("a module can be copied");
    }
    folder.path().join(names[0])
}

#[test]
fn a_missing_neighbour_dll_is_told_as_such() {
    let folder = TempDir::new().expect("a temporary folder");
    let module = copied(&folder, &["dependent.dll"]);
    let home = Home::new();
    let ran = home.run(&module, &["--format", "json", "driver", "list"]);
    assert_eq!(failure(&ran)["kind"], "dependency-missing", "error 126: {}", ran.all());
    // The loader names none: the module's own table does.
    assert_eq!(failure(&ran)["library"], "neighbour.dll", "{}", ran.all());
    assert_eq!(failure(&ran)["libraries"], serde_json::json!(["neighbour.dll"]), "and no other: {}", ran.all());
    let ran = home.run(&module, &["driver", "list"]);
    assert!(ran.stdout.contains("it needs `neighbour.dll`"), "in words: {}", ran.all());
    assert_eq!(ran.status, 1, "the driver failed: {}", ran.all());
}

#[test]
fn a_neighbour_dll_is_found_beside_the_driver_and_not_beside_the_program() {
    let folder = TempDir::new().expect("a temporary folder");
    let module = copied(&folder, &["dependent.dll", "neighbour.dll"]);
    let ran = Home::new().run(&module, &["--format", "json", "driver", "list"]);
    assert_eq!(
        failure(&ran)["ckr"],
        "CKR_GENERAL_ERROR",
        "both were loaded, and dependent.dll answered: {}",
        ran.all()
    );
    assert_eq!(failure(&ran)["call"], "C_GetFunctionList", "at its first call: {}", ran.all());
}

#[test]
fn a_32_bit_driver_is_told_by_its_header_before_anything_is_loaded() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut bytes = std::fs::read(fixture("talkative.dll")).expect("a module");
    let header = usize::try_from(u32::from_le_bytes(bytes[0x3c..0x40].try_into().expect("four bytes"))).expect("small");
    // IMAGE_FILE_MACHINE_I386 and the magic number of PE32.
    bytes[header + 4..header + 6].copy_from_slice(&[0x4c, 0x01]);
    bytes[header + 24..header + 26].copy_from_slice(&[0x0b, 0x01]);
    let module = folder.path().join("small.dll");
    std::fs::write(&module, bytes).expect("a module can be written");
    let ran = Home::new().run(&module, &["--format", "json", "driver", "list"]);
    assert_eq!(failure(&ran)["kind"], "wrong-architecture", "by the header: {}", ran.all());
    let ran = Home::new().run(&module, &["driver", "list"]);
    assert!(ran.stdout.contains("wrong architecture"), "in words: {}", ran.all());
    assert!(ran.stdout.contains("install this system's driver"), "with what to do: {}", ran.all());
}

#[test]
fn text_and_nothing_are_no_libraries() {
    let folder = TempDir::new().expect("a temporary folder");
    let text = folder.path().join("text.dll");
    std::fs::write(&text, "MZ, or so it says").expect("a file");
    let home = Home::new();
    let ran = home.run(&text, &["--format", "json", "driver", "list"]);
    assert_eq!(failure(&ran)["kind"], "not-a-library", "a text: {}", ran.all());
    let ran = home.run(&folder.path().join("none.dll"), &["--format", "json", "driver", "list"]);
    assert_eq!(failure(&ran)["kind"], "not-found", "nothing: {}", ran.all());
    assert_eq!(ran.status, 3, "no such driver: {}", ran.all());
}

#[test]
fn a_bare_name_is_never_taken_from_the_current_folder() {
    let driver = Driver::new(&["One"], serde_json::json!([]));
    let folder = driver.module.parent().expect("the driver's folder");
    let ran_in = |module: &str| {
        let home = Home::new();
        let mut command = home.with_module(Path::new(module), &["--format", "json", "driver", "list"]);
        command.current_dir(folder);
        Ran::of(command)
    };
    let bare = ran_in("fault.dll");
    assert_eq!(failure(&bare)["kind"], "not-found", "a bare name is looked for in System32: {}", bare.all());
    assert_eq!(driver.calls(), [], "the file in the current folder was not loaded");
    let relative = ran_in(".\\fault.dll");
    assert_eq!(relative.status, 0, "a path is a path: {}", relative.all());
}

#[test]
fn a_path_with_forward_slashes_is_loaded() {
    let driver = Driver::new(&["One"], serde_json::json!([]));
    let slashes = driver.module.to_str().expect("a path of ASCII").replace('\\', "/");
    let ran = Home::new().run(Path::new(&slashes), &["--format", "json", "token", "list"]);
    assert_eq!(ran.status, 0, "the loader wants backslashes and gets them: {}", ran.all());
    assert_eq!(ran.json()["tokens"][0]["label"], "One", "its token: {}", ran.all());
}

#[test]
fn a_path_with_vietnamese_letters_and_blanks_is_loaded() {
    let driver = Driver::new(&["One"], serde_json::json!([]));
    let folder = TempDir::with_prefix("Trình điều khiển ").expect("a temporary folder");
    let module = folder.path().join("của thiết bị.dll");
    std::fs::copy(&driver.module, &module).expect("the driver can be copied");
    let script = driver.module.with_file_name("fault.dll.json");
    std::fs::copy(script, folder.path().join("của thiết bị.dll.json")).expect("the script can be copied");
    let ran = Home::new().run(&module, &["--format", "json", "token", "list"]);
    assert_eq!(ran.status, 0, "it is loaded: {}", ran.all());
    assert_eq!(ran.json()["tokens"][0]["label"], "One", "its token: {}", ran.all());
}

#[test]
fn a_driver_that_prints_through_the_c_runtime_does_not_disturb_the_report() {
    let ran = Home::new().run(&fixture("talkative.dll"), &["--format", "json", "-v", "driver", "list"]);
    assert_eq!(failure(&ran)["ckr"], "CKR_GENERAL_ERROR", "its answer arrives: {}", ran.all());
    assert_eq!(failure(&ran)["kind"], "not-pkcs11", "and is no nonsense on the pipe: {}", ran.all());
    assert!(!ran.stdout.contains("talkative:"), "what it printed is not in the report: {}", ran.all());
}
