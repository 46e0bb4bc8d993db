//! p11-kit's module configuration (pkcs11.conf(5)), interpreted as p11-kit does.
//!
//! Pitfall: files with the same name describe the same module. A user's file is merged key by key with the
//! administrator's and the system's file of that name, and its keys take precedence.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// Our name in `enable-in` and `disable-in`.
const PROGRAM: &str = "tokenctl";
/// A longer configuration file is a mistake.
const LONGEST: u64 = 64 * 1024;

/// The folders of p11-kit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    /// The distribution's module configuration.
    pub system: Vec<PathBuf>,
    /// The administrator's module configuration.
    pub admin: Vec<PathBuf>,
    /// The user's module configuration.
    pub user: Vec<PathBuf>,
    /// The folder of relative `module:` names.
    pub modules: Vec<PathBuf>,
    /// `pkcs11.conf` of the administrator, which may forbid the user's configuration.
    pub global: Vec<PathBuf>,
    /// The user's own `pkcs11.conf`, which may turn the user's or the system's modules off.
    pub user_global: Vec<PathBuf>,
    /// Whether the user's files are ignored: as root, with another user's rights, or with `P11_KIT_NO_USER_CONFIG`.
    pub without_user: bool,
    /// The user's home, for `~/` in module names.
    pub home: Option<PathBuf>,
}

impl Folders {
    /// The folders of a Unix machine.
    pub fn of_machine(home: Option<PathBuf>, config_folder: Option<&Path>) -> Self {
        // /usr/local is where administrators build p11-kit, and Homebrew's first prefix.
        let roots: &[&str] = if cfg!(target_os = "macos") { &["/usr/local", "/opt/homebrew"] } else { &["/usr/local"] };
        let paths = |first: &str, folder: &str| {
            let below = roots.iter().map(|root| format!("{root}/{folder}"));
            std::iter::once(first.to_owned()).chain(below).map(PathBuf::from).collect::<Vec<_>>()
        };
        // This processor's folder first: another's may exist too, and a relative name takes the first.
        let multiarch = match std::env::consts::ARCH {
            "x86" => "i386-linux-gnu".to_owned(),
            "arm" => "arm-linux-gnueabihf".to_owned(),
            processor => format!("{processor}-linux-gnu"),
        };
        let mut modules = vec![PathBuf::from(format!("/usr/lib/{multiarch}/pkcs11"))];
        modules.extend(paths("/usr/lib64/pkcs11", "lib/pkcs11"));
        modules.push(PathBuf::from("/usr/lib/pkcs11"));
        Self {
            system: paths("/usr/share/p11-kit/modules", "share/p11-kit/modules"),
            admin: paths("/etc/pkcs11/modules", "etc/pkcs11/modules"),
            user: config_folder.iter().map(|folder| folder.join("pkcs11").join("modules")).collect(),
            modules,
            global: paths("/etc/pkcs11/pkcs11.conf", "etc/pkcs11/pkcs11.conf"),
            user_global: config_folder.iter().map(|folder| folder.join("pkcs11").join("pkcs11.conf")).collect(),
            without_user: false,
            home,
        }
    }
}

/// Whether this process must not trust a user's files: it is root, or has rights that its user lacks.
#[cfg(unix)]
pub(super) fn is_privileged() -> bool {
    use rustix::process::{getegid, geteuid, getgid, getuid};
    geteuid().is_root() || getuid() != geteuid() || getgid() != getegid()
}

/// p11-kit's configuration is that of Unix systems.
#[cfg(not(unix))]
pub(super) fn is_privileged() -> bool {
    false
}

/// One configured module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Module {
    /// The configuration file that names it.
    pub(super) configuration: String,
    /// The library.
    pub(super) library: Result<PathBuf, NoLibrary>,
    /// Whether this program may use it.
    pub(super) enabled: bool,
    /// `x-init-reserved`, the string for pReserved.
    pub(super) init_args: Option<String>,
    priority: i64,
}

/// Why a module has no library that can be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoLibrary {
    /// It is a program or a socket (`remote:`).
    Remote,
    /// Its relative name leads out of the module folder, to this file.
    Outside(PathBuf),
    /// Its configuration names neither.
    Nonsense,
}

/// Every configured module, by priority (higher first), then by the name of its configuration.
pub(super) fn modules(folders: &Folders) -> Vec<Module> {
    let mut merged: BTreeMap<String, (PathBuf, BTreeMap<String, String>)> = BTreeMap::new();
    let (system, user) = match user_config(folders) {
        UserConfig::Merge => (true, true),
        UserConfig::None => (true, false),
        UserConfig::Only => (false, true),
    };
    // The first file to set a key wins, so the user's comes first.
    let users = folders.user.iter().filter(|_| user);
    let systems = folders.admin.iter().chain(&folders.system).filter(|_| system);
    for folder in users.chain(systems) {
        for file in module_files(folder) {
            let (Some(name), Some(fields)) = (file_name(&file), read_fields(&file)) else { continue };
            let (_, known) = merged.entry(name).or_insert_with(|| (file.clone(), BTreeMap::new()));
            for (key, value) in fields {
                known.entry(key).or_insert(value);
            }
        }
    }
    let mut modules = merged.into_values().map(|(file, fields)| module(&file, &fields, folders)).collect::<Vec<_>>();
    modules.sort_by_key(|module| std::cmp::Reverse(module.priority));
    modules
}

fn module(file: &Path, fields: &BTreeMap<String, String>, folders: &Folders) -> Module {
    let written = |name: &str| fields.get(name).map(String::as_str);
    let field = |name: &str| written(name).filter(|value| !value.is_empty());
    let library = match (field("module"), field("remote")) {
        // p11-kit uses `remote:` if both are given.
        (_, Some(_)) => Err(NoLibrary::Remote),
        (Some(name), None) if leads_out(name) => Err(NoLibrary::Outside(locate(name, folders))),
        (Some(name), None) => Ok(locate(name, folders)),
        (None, None) => Err(NoLibrary::Nonsense),
    };
    Module {
        configuration: file.display().to_string(),
        library,
        // An empty list names no program: `enable-in:` alone disables a module.
        enabled: match (written("enable-in"), written("disable-in")) {
            (Some(list), _) => names_us(list),
            (None, Some(list)) => !names_us(list),
            (None, None) => true,
        },
        init_args: field("x-init-reserved").map(str::to_owned),
        priority: field("priority").and_then(|number| number.parse().ok()).unwrap_or(0),
    }
}

fn names_us(list: &str) -> bool {
    list.split([',', ' ', '\t']).any(|name| name == PROGRAM)
}

/// Whether a relative name leaves its starting folder. An absolute one is the administrator's choice.
fn leads_out(name: &str) -> bool {
    let path = Path::new(name.strip_prefix("~/").unwrap_or(name));
    let mut depth = 0_i32;
    path.is_relative()
        && path.components().any(|part| {
            depth += match part {
                Component::ParentDir => -1,
                Component::Normal(_) => 1,
                _ => 0,
            };
            depth < 0
        })
}

/// A module's file: absolute, under the home, or in the first module folder that has it.
fn locate(name: &str, folders: &Folders) -> PathBuf {
    if let (Some(rest), Some(home)) = (name.strip_prefix("~/"), &folders.home) {
        return home.join(rest);
    }
    let path = PathBuf::from(name);
    if path.is_absolute() {
        return path;
    }
    let places = folders.modules.iter().map(|folder| folder.join(&path)).collect::<Vec<_>>();
    places.iter().find(|place| place.exists()).or(places.first()).cloned().unwrap_or(path)
}

fn module_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "module"))
        .collect::<Vec<_>>();
    files.sort();
    files
}

fn file_name(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_string_lossy().into_owned())
}

/// The `key: value` lines of a file; `None` if it cannot be read.
fn read_fields(file: &Path) -> Option<BTreeMap<String, String>> {
    use std::io::Read as _;
    if !std::fs::metadata(file).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(fields(&String::from_utf8_lossy(&bytes)))
}

fn fields(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum UserConfig {
    Merge,
    None,
    Only,
}

/// Whose modules count. The administrator's setting comes first, then the user's own, unless the former is `none`.
fn user_config(folders: &Folders) -> UserConfig {
    if folders.without_user {
        return UserConfig::None;
    }
    match written_mode(&folders.global).unwrap_or(UserConfig::Merge) {
        UserConfig::None => UserConfig::None,
        mode => written_mode(&folders.user_global).unwrap_or(mode),
    }
}

/// `user-config` of the first of these files that exists. With an unknown value p11-kit reads nothing at all; here the
/// system's modules are kept.
fn written_mode(files: &[PathBuf]) -> Option<UserConfig> {
    let written = files.iter().find_map(|file| read_fields(file))?.remove("user-config")?;
    Some(match written.as_str() {
        "merge" => UserConfig::Merge,
        "only" | "override" => UserConfig::Only,
        _ => UserConfig::None,
    })
}

// Its paths are Unix paths, like p11-kit's.
#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        std::fs::create_dir_all(folder).expect("a folder");
        let mut file = std::fs::File::create(folder.join(name)).expect("a file");
        std::io::Write::write_all(&mut file, text.as_bytes()).expect("written");
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
            home: Some(root.join("home")),
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
            let module =
                module(Path::new("x.module"), &fields(&format!("module: /a.so\n{line}\n")), &Folders::default());
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
        write(&system, "ignored.conf", "module: /no.so");
        let order = modules(&folders(root.path())).into_iter().filter_map(|module| module.library.ok());
        assert_eq!(order.collect::<Vec<_>>(), ["/c.so", "/a.so", "/b.so", "/z.so"].map(PathBuf::from), "the order");
    }

    #[test]
    fn a_relative_name_lies_in_the_module_folder_that_has_it() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        write(&root.join("lib"), "x.so", "");
        let folders = folders(root);
        assert_eq!(locate("x.so", &folders), root.join("lib/x.so"), "the second folder has it");
        assert_eq!(locate("none.so", &folders), root.join("lib-empty/none.so"), "the first is named where none has it");
        assert_eq!(locate("~/x.so", &folders), root.join("home/x.so"), "the home");
    }

    #[test]
    fn a_relative_name_that_leaves_the_module_folder_is_no_library() {
        for (name, refused) in [
            ("../../tmp/evil.so", true),
            ("sub/../../evil.so", true),
            ("~/../evil.so", true),
            ("sub/../x.so", false),
            ("./x.so", false),
            ("/opt/../opt/x.so", false),
        ] {
            let fields = fields(&format!("module: {name}\n"));
            let found = module(Path::new("x.module"), &fields, &Folders::default()).library;
            assert_eq!(matches!(found, Err(NoLibrary::Outside(_))), refused, "{name}: {found:?}");
        }
    }

    #[test]
    fn the_usual_folders_are_those_of_debian_fedora_and_the_user() {
        let folders = Folders::of_machine(Some("/home/an".into()), Some(Path::new("/home/an/.config")));
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
        let fields = fields("# module: /no.so\n\n  module :  /yes.so  \nnonsense\nkey:\n");
        assert_eq!(fields.get("module").map(String::as_str), Some("/yes.so"), "the module");
        let empty = module(Path::new("x.module"), &BTreeMap::new(), &Folders::default());
        assert_eq!(empty.library, Err(NoLibrary::Nonsense), "a file that names nothing");
        let remote = BTreeMap::from([("remote".to_owned(), "|ssh host".to_owned())]);
        let remote = module(Path::new("x.module"), &remote, &Folders::default());
        assert_eq!(remote.library, Err(NoLibrary::Remote), "a program is not run");
    }
}
