//! p11-kit's rules, in folders created for each test.

use super::*;

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder).expect("a folder");
    let mut file = std::fs::File::create(folder.join(name)).expect("a file");
    std::io::Write::write_all(&mut file, text.as_bytes()).expect("written");
}

fn modules(folders: &Folders) -> Vec<Module> {
    configuration(folders).modules
}

/// The module of a single file.
fn module_of(text: &str) -> Module {
    let mut merged = Merged::default();
    merged.add(Path::new("x.module"), Fields::of(text.as_bytes()));
    module(&merged, &Folders::default())
}

fn folders(root: &Path) -> Folders {
    Folders {
        system: vec![root.join("system")],
        admin: vec![root.join("admin")],
        user: vec![root.join("user")],
        modules: vec![root.join("lib-empty"), root.join("lib")],
        global: vec![root.join("pkcs11.conf")],
        user_global: vec![root.join("user.conf")],
        without_user: false,
    }
}

#[test]
fn the_users_keys_win_over_the_administrators_and_the_systems() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(&root.join("system"), "a.module", "module: /lib/system.so\npriority: 1\nx-init-reserved: configdir=x\n");
    write(&root.join("admin"), "a.module", "module: /lib/admin.so\npriority: 5\n");
    write(&root.join("user"), "a.module", "priority: 9\n");
    let found = modules(&folders(root));
    assert_eq!(found.len(), 1, "one name is one module");
    assert_eq!(found[0].library, Ok(PathBuf::from("/lib/admin.so")), "the administrator's library");
    assert_eq!(found[0].priority, 9, "the user's priority");
    assert_eq!(found[0].init_args.as_deref(), Some("configdir=x"), "the system's argument stays");
}

#[test]
fn the_administrator_can_forbid_the_users_configuration() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(root, "pkcs11.conf", "user-config: none\n");
    write(&root.join("user"), "a.module", "module: /lib/a.so\n");
    write(&root.join("system"), "b.module", "module: /lib/b.so\n");
    let found = modules(&folders(root));
    assert_eq!(found.iter().map(|module| &module.library).collect::<Vec<_>>(), [&Ok("/lib/b.so".into())], "b only");
}

#[test]
fn both_configuration_files_say_whose_modules_count_as_p11_kit_takes_them() {
    // Each line as answered by `p11-kit list-modules` 0.24.
    let cases = [
        ("", "", "a b"),
        ("none", "", "b"),
        ("none", "only", "b"),
        ("only", "", "a"),
        ("", "none", "b"),
        ("", "only", "a"),
        ("only", "merge", "a b"),
        ("merge", "override", "a"),
        // p11-kit reads nothing at all here.
        ("nonsense", "", "b"),
        ("", "nonsense", "b"),
    ];
    for (system, user, expected) in cases {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        for (file, word) in [("pkcs11.conf", system), ("user.conf", user)] {
            let text = if word.is_empty() { String::new() } else { format!("user-config: {word}\n") };
            write(root, file, &text);
        }
        write(&root.join("user"), "a.module", "module: /lib/a.so\n");
        write(&root.join("system"), "b.module", "module: /lib/b.so\n");
        let found = |folders: &Folders| -> Vec<String> {
            let libraries = modules(folders).into_iter().filter_map(|module| module.library.ok());
            libraries.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
        };
        let expected: Vec<&str> = expected.split(' ').collect();
        assert_eq!(found(&folders(root)), expected, "system {system:?}, user {user:?}");
        let without = Folders { without_user: true, ..folders(root) };
        assert_eq!(found(&without), ["b"], "as root, whatever the files say: {system:?}, {user:?}");
    }
}

#[test]
fn enable_in_and_disable_in_are_honoured_for_our_name() {
    let cases = [
        ("", true),
        ("enable-in: firefox, tokenctl", true),
        ("enable-in: firefox", false),
        ("disable-in: tokenctl", false),
        ("disable-in: firefox tokenctl", false),
        ("disable-in: tokenctl-other", true),
        // As `p11-kit list-modules` shows it.
        ("enable-in:", false),
        ("enable-in: ", false),
        ("disable-in:", true),
        ("enable-in: tokenctl\ndisable-in: tokenctl", true),
    ];
    for (line, enabled) in cases {
        let module = module_of(&format!("module: /a.so\n{line}\n"));
        assert_eq!(module.enabled, enabled, "{line}");
    }
}

#[test]
fn higher_priority_comes_first_and_names_break_ties() {
    let root = tempfile::tempdir().expect("a folder");
    let system = root.path().join("system");
    write(&system, "c.module", "module: /c.so\npriority: 3");
    write(&system, "b.module", "module: /b.so");
    write(&system, "a.module", "module: /a.so");
    write(&system, "z.module", "module: /z.so\npriority: -1");
    write(&system, "b.conf", "module: /b.conf.so");
    let order = modules(&folders(root.path())).into_iter().filter_map(|module| module.library.ok());
    assert_eq!(
        order.collect::<Vec<_>>(),
        ["/c.so", "/a.so", "/b.so", "/b.conf.so", "/z.so"].map(PathBuf::from),
        "by name"
    );
}

#[test]
fn every_file_is_a_module_and_its_name_is_taken_as_p11_kit_takes_it() {
    // Each line as `p11_kit_modules_load` of p11-kit 0.24.1 has it: the names of modules, and whether a file of the
    // administrator with an empty `enable-in:` switches the system's off.
    let cases = [
        ("softhsm2.module", "softhsm2", "softhsm2", true),
        ("softhsm2", "softhsm2", "softhsm2.module", true),
        ("mine.conf", "mine.conf", "mine", false),
        ("a.b.module", "a.b", "a.b", true),
        ("x.module~", "x.module~", "x", false),
        ("a.module.dpkg-old", "a.module.dpkg-old", "a.module", false),
        ("y.MODULE", "y.MODULE", "y", false),
        (".hidden", ".hidden", "hidden", false),
        (".module", ".module", ".module", true),
        // With a character of which it does not approve, the whole name counts.
        (".h.module", ".h.module", ".h", false),
        ("-x.module", "-x.module", "-x", false),
        ("x+.module", "x+.module", "x+", false),
        ("a b.module", "a b.module", "a b", false),
        ("a b.module", "a b.module", "a b.module", true),
        ("\u{fc}.module", "\u{fc}.module", "\u{fc}", false),
        ("x.module.module", "x.module", "x.module", false),
    ];
    for (file, name, administrators, is_off) in cases {
        assert_eq!(module_name(OsStr::new(file)), *name, "{file}");
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        write(&root.join("system"), file, "module: /lib/a.so\n");
        let alone = modules(&folders(root));
        assert_eq!(alone.iter().map(|module| &module.library).collect::<Vec<_>>(), [&Ok("/lib/a.so".into())], "{file}");
        write(&root.join("admin"), administrators, "enable-in:\n");
        let on = modules(&folders(root)).iter().any(|module| module.enabled && module.library.is_ok());
        assert_eq!(!on, is_off, "{file} beside {administrators}");
    }
}

#[test]
fn a_folder_is_no_module_and_a_link_to_nothing_cannot_be_read() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(&root.join("system"), "a.module", "module: /lib/a.so\n");
    std::fs::create_dir_all(root.join("admin/a.module")).expect("a folder");
    std::os::unix::fs::symlink("/nowhere", root.join("pkcs11.conf")).expect("a link");
    let found = configuration(&folders(root));
    assert!(found.modules[0].enabled && found.remarks.is_empty(), "settings in a link to nothing are none: {found:?}");
    std::os::unix::fs::symlink("/nowhere", root.join("admin/b.module")).expect("a link");
    let found = configuration(&folders(root));
    assert_eq!(
        found.remarks,
        [Remark::Unread(root.join("admin/b.module"))],
        "of a module, it makes p11-kit load nothing"
    );
}

#[test]
fn an_empty_remote_switches_its_module_off() {
    for (system, administrators) in [
        ("module: /lib/a.so\nremote:\n", "priority: 1\n"),
        ("module: /lib/a.so\n", "remote: \n"),
        ("module: /lib/a.so\nremote: |ssh host\n", "remote:\n"),
    ] {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        write(&root.join("system"), "a.module", system);
        write(&root.join("admin"), "a.module", administrators);
        let found = modules(&folders(root));
        assert_eq!((found[0].enabled, &found[0].library), (false, &Ok("/lib/a.so".into())), "{system}{administrators}");
        let file = if administrators.starts_with("remote") { "admin/a.module" } else { "system/a.module" };
        assert_eq!(found[0].configuration, root.join(file), "{system}{administrators}: it is known where");
    }
}

#[test]
fn a_relative_name_lies_in_the_module_folder_that_has_it() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(&root.join("lib"), "x.so", "");
    let folders = folders(root);
    assert_eq!(locate(Path::new("x.so"), &folders), root.join("lib/x.so"), "the second folder has it");
    assert_eq!(
        locate(Path::new("none.so"), &folders),
        root.join("lib-empty/none.so"),
        "the first is named where none has it"
    );
    let below = root.join("lib-empty/~/x.so");
    assert_eq!(locate(Path::new("~/x.so"), &folders), below, "to p11-kit `~` is a name like any other");
}

#[test]
fn a_relative_name_that_leaves_the_module_folder_is_no_library() {
    for (name, refused) in [
        ("../../tmp/evil.so", true),
        ("sub/../../evil.so", true),
        ("~/../../evil.so", true),
        ("~/../x.so", false),
        ("sub/../x.so", false),
        ("./x.so", false),
        ("/opt/../opt/x.so", false),
    ] {
        let found = module_of(&format!("module: {name}\n")).library;
        assert_eq!(matches!(found, Err(NoLibrary::Outside(_))), refused, "{name}: {found:?}");
    }
}

#[test]
fn the_usual_folders_are_those_of_debian_fedora_and_the_user() {
    let folders = Folders::of_machine(Some(Path::new("/home/an/.config")));
    assert_eq!(folders.user, [PathBuf::from("/home/an/.config/pkcs11/modules")], "the user's");
    assert!(folders.system.contains(&"/usr/share/p11-kit/modules".into()), "the system's");
    assert!(folders.admin.contains(&"/etc/pkcs11/modules".into()), "the administrator's");
    assert!(folders.modules.contains(&"/usr/lib64/pkcs11".into()), "Fedora's modules");
    if cfg!(target_arch = "x86_64") {
        assert_eq!(folders.modules.first(), Some(&"/usr/lib/x86_64-linux-gnu/pkcs11".into()), "Debian's modules");
    }
}

#[test]
fn comments_blanks_and_nonsense_lines_are_passed_by() {
    let found = module_of("# module: /no.so\n\n  module :  /yes.so  \nnonsense\nkey:\n");
    assert_eq!(found.library, Ok("/yes.so".into()), "the module");
    assert_eq!(module_of("").library, Err(NoLibrary::Nonsense), "a file that names nothing");
    assert_eq!(module_of("remote: |ssh host\n").library, Err(NoLibrary::Remote), "a program is not run");
}

#[test]
fn a_blank_module_removes_what_other_files_name_and_another_one_replaces_it() {
    for (user, library, replaced) in [
        ("module:\n", Err(NoLibrary::Blank), "/lib/a.so"),
        ("module: /lib/b.so\n", Ok("/lib/b.so".into()), "/lib/a.so"),
        ("priority: 1\n", Ok("/lib/a.so".into()), ""),
    ] {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        write(&root.join("system"), "a.module", "module: /lib/a.so\n");
        write(&root.join("user"), "a.module", user);
        let found = modules(&folders(root));
        assert_eq!(found[0].library, library, "{user}");
        let wanted: Vec<PathBuf> =
            Some(replaced).filter(|path| !path.is_empty()).map(PathBuf::from).into_iter().collect();
        assert_eq!(found[0].replaced, wanted, "{user}");
    }
}

#[test]
fn the_file_that_disables_a_module_is_the_one_named() {
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(&root.join("system"), "a.module", "module: /lib/a.so\n");
    write(&root.join("admin"), "a.module", "enable-in:\n");
    write(&root.join("user"), "a.module", "priority: 1\n");
    let found = modules(&folders(root));
    assert!(!found[0].enabled, "{found:?}");
    assert_eq!(found[0].configuration, root.join("admin/a.module"), "the administrator's");
}

#[test]
fn a_priority_is_the_number_at_the_beginning_and_names_count_without_their_ending() {
    for (written, number) in [("7 # x", 7), ("10abc", 10), ("+6", 6), ("-2", -2), ("0x10", 0), ("abc", 0), ("", 0)] {
        let found = module_of(&format!("module: /a.so\npriority: {written}\n"));
        assert_eq!(found.priority, number, "{written:?}");
    }
    let root = tempfile::tempdir().expect("a folder");
    let system = root.path().join("system");
    write(&system, "a-b.module", "module: /a-b.so");
    write(&system, "a.module", "module: /a.so");
    let order = modules(&folders(root.path())).into_iter().filter_map(|module| module.library.ok());
    assert_eq!(order.collect::<Vec<_>>(), ["/a.so", "/a-b.so"].map(PathBuf::from), "`a` comes before `a-b`");
}

// macOS takes only names in UTF-8.
#[cfg(target_os = "linux")]
#[test]
fn names_and_paths_are_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let root = tempfile::tempdir().expect("a folder");
    let system = root.path().join("system");
    std::fs::create_dir_all(&system).expect("a folder");
    let path = |byte: u8| PathBuf::from(std::ffi::OsStr::from_bytes(&[b"/lib/", &[byte][..], b".so"].concat()));
    for byte in [0xe1, 0xe2] {
        let file = system.join(std::ffi::OsStr::from_bytes(&[&[byte][..], b".module"].concat()));
        let text = [b"# \xff\nmodule: ", path(byte).as_os_str().as_bytes()].concat();
        std::io::Write::write_all(&mut std::fs::File::create(file).expect("a file"), &text).expect("written");
    }
    let libraries: Vec<_> =
        modules(&folders(root.path())).into_iter().filter_map(|module| module.library.ok()).collect();
    assert_eq!(libraries, [path(0xe1), path(0xe2)], "two modules, by their exact paths");
}

#[test]
fn a_file_that_is_too_long_is_not_used_by_halves() {
    let long = format!("#{}\n", "x".repeat(70_000));
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(&root.join("system"), "a.module", "module: /lib/a.so\n");
    let users = root.join("user/a.module");
    write(&root.join("user"), "a.module", &format!("priority: 3\n{long}enable-in: other\n"));
    let found = configuration(&folders(root));
    assert!(!found.modules[0].enabled, "what follows may disable it: {found:?}");
    assert_eq!(found.modules[0].configuration, users, "and it is known where");
    assert_eq!(found.remarks, [Remark::Unread(users)], "and it is told");
}

#[test]
fn settings_that_cannot_be_read_forbid_the_users_modules() {
    let long = format!("#{}\nuser-config: none\n", "x".repeat(70_000));
    for (file, text) in [("pkcs11.conf", Some(&*long)), ("pkcs11.conf", None), ("user.conf", Some(&*long))] {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        match text {
            Some(text) => write(root, file, text),
            None => std::fs::create_dir(root.join(file)).expect("a folder, which cannot be read as a file"),
        }
        write(&root.join("user"), "a.module", "module: /lib/a.so\n");
        write(&root.join("system"), "b.module", "module: /lib/b.so\n");
        let found = configuration(&folders(root));
        let libraries: Vec<_> = found.modules.iter().map(|module| &module.library).collect();
        assert_eq!(libraries, [&Ok("/lib/b.so".into())], "{file}: the system's only");
        assert_eq!(found.remarks, [Remark::UnreadSettings(root.join(file))], "and it is told");
    }
}

#[test]
fn what_makes_p11_kit_load_nothing_is_told_and_the_rest_is_read() {
    let cases = [
        ("system/a.module", "nonsense\nmodule: /lib/a.so\n", 1),
        ("user/a.module", "# x\n\n[p11-kit]\nmodule: /lib/a.so\n", 3),
        ("pkcs11.conf", "user-config: merge\nnonsense", 2),
    ];
    for (name, text, line) in cases {
        let root = tempfile::tempdir().expect("a folder");
        let file = root.path().join(name);
        write(&root.path().join("system"), "b.module", "module: /lib/b.so\n");
        write(file.parent().expect("a folder"), file.file_name().and_then(|name| name.to_str()).expect("a name"), text);
        let found = configuration(&folders(root.path()));
        assert_eq!(found.remarks, [Remark::Line { file, line }], "{name}");
        assert!(found.modules.iter().all(|module| module.enabled && module.library.is_ok()), "{name}: {found:?}");
    }
    let root = tempfile::tempdir().expect("a folder");
    let root = root.path();
    write(root, "pkcs11.conf", "user-config: foo\n");
    let file = root.join("system/a.module");
    write(&root.join("system"), "a.module", "module: /nope.so\ncritical: yes\n");
    write(&root.join("system"), "b.module", "module: /nope.so\ncritical: yes\nenable-in:\n");
    write(&root.join("system"), "c.module", "module: /nope.so\n");
    let critical = Remark::Critical { file, library: "/nope.so".into() };
    assert_eq!(configuration(&folders(root)).remarks, [Remark::UserConfig(root.join("pkcs11.conf")), critical], "both");
}
