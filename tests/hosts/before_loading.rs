//! What is refused before a library is loaded: foreign code runs from its first constructor on.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::support::{Home, Outcome, Rig, Script, succeed, tool};

/// `driver list` of one module, with a config.
fn listed(home: &Home, module: &Path, config: &str) -> Value {
    let folder = home.path().join("config").join("tokenctl");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("config.toml"), config).expect("a config");
    let mut command = home.process();
    command.args(["--format", "json", "--module"]).arg(module).args(["driver", "list"]);
    Outcome::of(&mut command).json()["drivers"][0].clone()
}

fn waived(module: &Path, key: &str) -> String {
    format!("[[driver]]\npath = \"{}\"\n{key} = true\n", module.display())
}

#[test]
fn a_library_that_others_can_replace_is_not_loaded_unless_the_config_says_so() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let module = rig.module();
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
    let before = fs::metadata(module).expect("the module").permissions().mode();
    for place in [module, rig.folder()] {
        mode(place, 0o777);
        let driver = listed(&home, module, "");
        assert_eq!(driver["status"], "unloadable", "{driver}");
        assert_eq!(driver["failure"]["kind"], "writable-by-others", "{driver}");
        let note = driver["notes"][0].as_str().unwrap_or_default();
        assert!(note.contains(&format!("`{}`", place.display())), "the place is named: {driver}");
        assert_eq!(rig.calls().total(), 0, "nothing was called");
        mode(place, if place == module { before } else { 0o700 });
    }
    mode(rig.folder(), 0o777);
    assert_eq!(listed(&home, module, &waived(module, "allow_writable"))["status"], "ok", "allowed on purpose");
    mode(rig.folder(), 0o1777);
    assert_eq!(listed(&home, module, "")["status"], "ok", "as in /tmp: the file is its owner's alone");
}

#[test]
fn a_module_of_p11_kit_that_leaves_its_folder_is_not_loaded_unless_the_config_names_it() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = home.path().join("config").join("pkcs11").join("modules");
    fs::create_dir_all(&folder).expect("a folder");
    let away = Path::new("../../../../..").join(rig.module().strip_prefix("/").expect("a full path"));
    fs::write(folder.join("evil.module"), format!("module: {}\n", away.display())).expect("a configuration");
    let list = |config: &str| {
        let folder = home.path().join("config").join("tokenctl");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("config.toml"), config).expect("a config");
        let mut command = home.process_of_a_user(&[rig.folder()]);
        let report = Outcome::of(command.args(["--format", "json", "driver", "list"])).json();
        let drivers = report["drivers"].as_array().expect("a list").clone();
        let name = rig.module().file_name().expect("a name").to_string_lossy().into_owned();
        drivers
            .into_iter()
            .filter(|driver| driver["path"].as_str().is_some_and(|path| path.ends_with(&name)))
            .collect::<Vec<_>>()
    };
    let found = list("");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["failure"]["kind"], "outside-modules", "{found:?}");
    assert!(found[0]["notes"][0].as_str().is_some_and(|note| note.contains("evil.module")), "{found:?}");
    assert_eq!(rig.calls().total(), 0, "nothing was called");
    let found = list(&format!("[[driver]]\npath = \"{}\"\n", rig.module().display()));
    assert_eq!(found.iter().map(|driver| &driver["status"]).collect::<Vec<_>>(), ["ok"], "meant, by its full path");
}

/// A library with a constructor that creates a file, and these functions.
#[cfg(target_os = "linux")]
fn library(home: &Home, name: &str, functions: &str, more: &[&str]) -> (PathBuf, PathBuf) {
    let (source, library) = (home.path().join(format!("{name}.c")), home.path().join(name));
    let mark = home.path().join(format!("{name}.loaded"));
    let text = format!(
        "#include <stdio.h>\n__attribute__((constructor)) static void loaded(void) {{ FILE *f = fopen(\"{}\", \"w\"); if (f) fclose(f); }}\n{functions}\n",
        mark.display()
    );
    fs::write(&source, text).expect("its source");
    succeed(tool("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).args(more));
    (library, mark)
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_without_an_entry_point_in_its_table_runs_no_constructor() {
    let home = Home::new();
    let entry = "unsigned long C_GetFunctionList(void *list) { return 5; }";
    let import =
        "extern unsigned long C_GetFunctionList(void *); unsigned long use(void) { return C_GetFunctionList(0); }";
    for (name, functions, style, loaded) in [
        ("none-gnu.so", "int other(void) { return 1; }", "-Wl,--hash-style=gnu", false),
        ("none-sysv.so", "int other(void) { return 1; }", "-Wl,--hash-style=sysv", false),
        ("nothing.so", "", "-Wl,--hash-style=both", false),
        ("import.so", import, "-Wl,--unresolved-symbols=ignore-all", false),
        ("entry-gnu.so", entry, "-Wl,--hash-style=gnu", true),
        ("entry-sysv.so", entry, "-Wl,--hash-style=sysv", true),
        ("interface.so", "unsigned long C_GetInterface(void) { return 5; }", "-Wl,--hash-style=gnu", true),
    ] {
        let (library, mark) = library(&home, name, functions, &[style]);
        let driver = listed(&home, &library, "");
        assert_eq!(driver["failure"]["kind"], "not-pkcs11", "{name}: {driver}");
        assert_eq!(driver["status"], "unloadable", "{name}: {driver}");
        assert_eq!(mark.exists(), loaded, "{name}: whether its constructor ran");
    }
    let (library, mark) = library(&home, "hidden.so", "", &[]);
    listed(&home, &library, &waived(&library, "allow_no_entry_point"));
    assert!(mark.exists(), "allowed on purpose, the loader judges");
}

#[test]
fn the_scripted_driver_and_its_like_are_loaded_as_before() {
    let home = Home::new();
    let rig: Rig = Script::tokens(1).install();
    let driver = listed(&home, rig.module(), "");
    assert_eq!((&driver["status"], &driver["confined"]), (&"ok".into(), &false.into()), "{driver}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_library_that_a_driver_lacks_is_named_in_text_and_json() {
    let home = Home::new();
    let helper = |name: &str, function: &str| {
        let soname = format!("-Wl,-soname,{name}");
        library(&home, name, &format!("int {function}(void) {{ return 1; }}"), &[&soname]).0
    };
    let helpers =
        [helper("libvendorhelper.so", "one"), helper("libvendorother.so", "two"), helper("libvendorkept.so", "kept")];
    let entry = "extern int one(void); extern int two(void); extern int kept(void);\
                 unsigned long C_GetFunctionList(void *list) { return one() + two() + kept(); }";
    let [one, two, kept] = helpers.each_ref().map(|path| path.to_str().expect("a plain path"));
    let (driver, _) = library(&home, "vendor.so", entry, &[one, two, kept, "-Wl,-rpath,$ORIGIN"]);
    fs::remove_file(one).and_then(|()| fs::remove_file(two)).expect("they were there");
    let said = listed(&home, &driver, "");
    assert_eq!(said["failure"]["kind"], "dependency-missing", "{said}");
    assert_eq!(said["failure"]["library"], "libvendorhelper.so", "the one that the loader names: {said}");
    assert_eq!(
        said["failure"]["libraries"],
        serde_json::json!(["libvendorhelper.so", "libvendorother.so"]),
        "every missing one, and none that lies in the folder that the driver names: {said}"
    );
    let message = said["failure"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("`libvendorhelper.so`, `libvendorother.so`"), "{said}");
    let outcome =
        Outcome::of(home.process().args(["--lang", "en", "-v", "--module"]).arg(&driver).args(["token", "list"]));
    let text = String::from_utf8_lossy(&outcome.stdout).replace('\n', " ");
    assert!(text.contains("`libvendorhelper.so`, `libvendorother.so`"), "in a listing too: {text}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_wrong_with_a_library_that_a_driver_needs_is_told_in_the_loaders_own_words() {
    let home = Home::new();
    let (helper, _) = library(&home, "libvendor.so", "int one(void) { return 1; }", &["-Wl,-soname,libvendor.so"]);
    let entry = "extern int one(void); unsigned long C_GetFunctionList(void *list) { return one(); }";
    let path = helper.to_str().expect("a plain path");
    let (driver, _) = library(&home, "vendor.so", entry, &[path, "-Wl,-rpath,$ORIGIN"]);
    fs::write(&helper, "not a library").expect("it can be replaced");
    let said = listed(&home, &driver, "");
    assert_eq!(said["failure"]["kind"], "load-failed", "the file is there: {said}");
    let note = said["notes"][0].as_str().unwrap_or_else(|| panic!("a note: {said}"));
    assert!(note.contains("libvendor.so"), "the library is named, not just the driver: {note}");
}
