//! p11-kit's module configuration (pkcs11.conf(5)), interpreted as p11-kit does.
//!
//! Pitfall: every file of a folder describes a module, whatever its ending, and files with the same name the same one. A user's file is merged key by key with the
//! administrator's and the system's file of that name, and its keys take precedence. Names and paths are bytes.

mod file;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use self::file::{Content, Fields};

/// Our name in `enable-in` and `disable-in`.
const PROGRAM: &[u8] = b"tokenctl";

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
}

impl Folders {
    /// The folders of a Unix machine.
    pub fn of_machine(config_folder: Option<&Path>) -> Self {
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
        }
    }
}

/// Whether this process must not trust a user's files: it is root, or has rights that its user lacks.
#[cfg(unix)]
pub(super) fn is_privileged() -> bool {
    use rustix::process::{getegid, geteuid, getgid, getuid};
    geteuid().is_root() || getuid() != geteuid() || getgid() != getegid() || is_secure()
}

/// Whether the kernel gave the program rights at its start; file capabilities change no user or group.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "the start's own values are told by a C function only")]
fn is_secure() -> bool {
    // SAFETY: the function takes a number, and returns 0 if the kernel gave no such value.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// Other systems have no file capabilities.
#[cfg(all(unix, not(target_os = "linux")))]
fn is_secure() -> bool {
    false
}

/// p11-kit's configuration is that of Unix systems.
#[cfg(not(unix))]
pub(super) fn is_privileged() -> bool {
    false
}

/// What the configuration says.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    /// Every module, in p11-kit's order.
    pub(super) modules: Vec<Module>,
    /// What is wrong with its files.
    pub(super) remarks: Vec<Remark>,
}

/// Something about p11-kit's files that their owner should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A module's file cannot be read, or not to its end: the module is not used.
    Unread(PathBuf),
    /// The same of a `pkcs11.conf`: it may forbid the user's modules, so they are not used.
    UnreadSettings(PathBuf),
    /// A line that is not `name: value`; p11-kit itself then loads nothing.
    Line {
        /// The file.
        file: PathBuf,
        /// Its number, from 1.
        line: usize,
    },
    /// An unknown `user-config`; p11-kit itself then loads nothing.
    UserConfig(PathBuf),
    /// A library that is missing although it is marked as critical; p11-kit itself then loads nothing.
    Critical {
        /// The file that names it.
        file: PathBuf,
        /// The library.
        library: PathBuf,
    },
}

/// One configured module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Module {
    /// The configuration file that decides on it: it names the library, or disables the module.
    pub(super) configuration: PathBuf,
    /// The library.
    pub(super) library: Result<PathBuf, NoLibrary>,
    /// Whether this program may use it.
    pub(super) enabled: bool,
    /// Libraries that files of lower precedence name for it.
    pub(super) replaced: Vec<PathBuf>,
    /// `x-init-reserved`, the string for pReserved.
    pub(super) init_args: Option<String>,
    priority: i64,
    critical: bool,
}

/// Why a module has no library that can be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoLibrary {
    /// It is a program or a socket (`remote:`).
    Remote,
    /// Its relative name leads out of the module folder, to this file.
    Outside(PathBuf),
    /// Its `module:` is blank, which removes what other files name.
    Blank,
    /// Its configuration names neither.
    Nonsense,
}

/// A value and the file that sets it.
#[derive(Debug, Clone)]
struct Written {
    value: Vec<u8>,
    file: PathBuf,
}

/// The files of one name.
#[derive(Debug, Default)]
struct Merged {
    /// The first file.
    file: PathBuf,
    fields: BTreeMap<Vec<u8>, Written>,
    /// Every value of `module`, by precedence.
    libraries: Vec<Vec<u8>>,
    /// A file that could not be read to its end, and may disable the module.
    unread: Option<PathBuf>,
}

impl Merged {
    fn add(&mut self, file: &Path, fields: Fields) {
        self.libraries.extend(fields.get(b"module").map(<[u8]>::to_vec));
        for (key, value) in fields.into_values() {
            self.fields.entry(key).or_insert_with(|| Written { value, file: file.to_path_buf() });
        }
    }

    fn written(&self, key: &[u8]) -> Option<&Written> {
        self.fields.get(key)
    }

    fn field(&self, key: &[u8]) -> Option<&[u8]> {
        self.written(key).map(|written| &*written.value).filter(|value| !value.is_empty())
    }
}

/// Every configured module, by priority (higher first), then by its name.
pub(super) fn configuration(folders: &Folders) -> Configuration {
    let mut remarks = Vec::new();
    let (system, user) = match user_config(folders, &mut remarks) {
        UserConfig::Merge => (true, true),
        UserConfig::None => (true, false),
        UserConfig::Only => (false, true),
    };
    let mut merged: BTreeMap<OsString, Merged> = BTreeMap::new();
    // The first file to set a key wins, so the user's comes first.
    let users = folders.user.iter().filter(|_| user).map(|folder| (folder, true));
    let systems = folders.admin.iter().chain(&folders.system).filter(|_| system).map(|folder| (folder, false));
    for (folder, own) in users.chain(systems) {
        for file in module_files(folder) {
            let Some(name) = file.file_name().map(module_name) else { continue };
            let content = file::read(&file);
            if !matches!(content, Content::Whole(_)) {
                remarks.push(Remark::Unread(file.clone()));
            }
            // p11-kit ignores what users have hidden from themselves.
            if own && matches!(content, Content::Denied) {
                continue;
            }
            let module = merged.entry(name).or_insert_with(|| Merged { file: file.clone(), ..Merged::default() });
            match content {
                Content::Whole(fields) => {
                    remarks.extend(fields.refused().map(|line| Remark::Line { file: file.clone(), line }));
                    module.add(&file, fields);
                }
                Content::TooLong(fields) => {
                    module.add(&file, fields);
                    module.unread.get_or_insert(file);
                }
                Content::Denied | Content::Broken | Content::Absent => {
                    module.unread.get_or_insert(file);
                }
            }
        }
    }
    let mut modules: Vec<Module> = merged.into_values().map(|merged| module(&merged, folders)).collect();
    modules.sort_by_key(|module| std::cmp::Reverse(module.priority));
    remarks.extend(modules.iter().filter_map(missing_critical));
    Configuration { modules, remarks }
}

fn missing_critical(module: &Module) -> Option<Remark> {
    let library =
        module.library.as_ref().ok().filter(|library| module.critical && module.enabled && !library.exists())?;
    Some(Remark::Critical { file: module.configuration.clone(), library: library.clone() })
}

fn module(merged: &Merged, folders: &Folders) -> Module {
    let library = match (merged.field(b"module"), merged.field(b"remote")) {
        // p11-kit uses `remote:` if both are given.
        (_, Some(_)) => Err(NoLibrary::Remote),
        (Some(name), None) => library(name, folders),
        (None, None) if merged.unread.is_some() || merged.written(b"module").is_some() => Err(NoLibrary::Blank),
        (None, None) => Err(NoLibrary::Nonsense),
    };
    // An empty list names no program: `enable-in:` alone disables a module.
    let (enabled, decided) = match (merged.written(b"enable-in"), merged.written(b"disable-in")) {
        (Some(list), _) => (names_us(&list.value), Some(list)),
        (None, Some(list)) => (!names_us(&list.value), Some(list)),
        (None, None) => (true, None),
    };
    // With an empty `remote:` p11-kit starts no program, and does not take the library instead.
    let refused = merged.written(b"remote").filter(|remote| remote.value.is_empty());
    let (enabled, decided) = (enabled && refused.is_none(), decided.filter(|_| !enabled).or(refused));
    let names = merged.written(b"remote").filter(|remote| !remote.value.is_empty()).or(merged.written(b"module"));
    let file = decided.filter(|_| !enabled).or(names).map_or(&merged.file, |written| &written.file);
    let replaced = merged.libraries.iter().skip(1).filter(|name| !name.is_empty());
    Module {
        configuration: merged.unread.as_ref().unwrap_or(file).clone(),
        library,
        enabled: enabled && merged.unread.is_none(),
        replaced: replaced.map(|name| locate(&file::path(name), folders)).collect(),
        init_args: merged.field(b"x-init-reserved").map(|text| String::from_utf8_lossy(text).into_owned()),
        priority: merged.field(b"priority").map_or(0, leading_number),
        critical: merged.field(b"critical") == Some(b"yes"),
    }
}

fn library(name: &[u8], folders: &Folders) -> Result<PathBuf, NoLibrary> {
    let name = file::path(name);
    let place = locate(&name, folders);
    if leads_out(&name) { Err(NoLibrary::Outside(place)) } else { Ok(place) }
}

fn names_us(list: &[u8]) -> bool {
    list.split(|byte| *byte == b',' || file::is_space(*byte)).any(|name| name == PROGRAM)
}

/// The number at the beginning, as `strtol` takes it: `7 # high` is 7, a word is 0.
fn leading_number(text: &[u8]) -> i64 {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1_i64, rest),
        [b'+', rest @ ..] => (1, rest),
        rest => (1, rest),
    };
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    let add = |number: i64, digit: &u8| number.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
    digits.fold(0, add).saturating_mul(sign)
}

/// Whether a relative name leaves its starting folder. An absolute one is the administrator's choice.
fn leads_out(path: &Path) -> bool {
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

/// A module's file: absolute, or in the first module folder that has it. `~` is a name like any other.
fn locate(name: &Path, folders: &Folders) -> PathBuf {
    if name.is_absolute() {
        return name.to_path_buf();
    }
    let mut places = folders.modules.iter().map(|folder| folder.join(name));
    let first = places.clone().next();
    places.find(|place| place.exists()).or(first).unwrap_or_else(|| name.to_path_buf())
}

/// The name that a file gives to its module. p11-kit removes the ending only from names that it approves of, and warns of
/// the others.
fn module_name(file: &OsStr) -> OsString {
    let is_plain = |name: &&str| {
        let mut bytes = name.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_alphanumeric())
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    let stem = file.to_str().filter(is_plain).and_then(|name| name.strip_suffix(".module"));
    stem.map_or_else(|| file.to_owned(), OsString::from)
}

/// Every file in a folder, as p11-kit takes them: an editor's copies too.
fn module_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| !path.is_dir()).collect::<Vec<_>>();
    files.sort();
    files
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum UserConfig {
    Merge,
    None,
    Only,
}

/// Whose modules count. The administrator's setting comes first, then the user's own, unless the former is `none`.
fn user_config(folders: &Folders, remarks: &mut Vec<Remark>) -> UserConfig {
    let administrators = written_mode(&folders.global, false, remarks).unwrap_or(UserConfig::Merge);
    if folders.without_user || administrators == UserConfig::None {
        return UserConfig::None;
    }
    written_mode(&folders.user_global, true, remarks).unwrap_or(administrators)
}

/// `user-config` of the first of these files that exists. With an unknown value p11-kit reads nothing at all; here the
/// system's modules are kept, and so they are if the value cannot be read.
fn written_mode(files: &[PathBuf], own: bool, remarks: &mut Vec<Remark>) -> Option<UserConfig> {
    let mut contents = files.iter().map(|file| (file, file::read(file)));
    let (file, content) = contents.find(|(_, content)| !matches!(content, Content::Absent))?;
    let fields = match content {
        Content::Whole(fields) => fields,
        // As p11-kit does.
        Content::Denied if own => return None,
        _ => {
            remarks.push(Remark::UnreadSettings(file.clone()));
            return Some(UserConfig::None);
        }
    };
    remarks.extend(fields.refused().map(|line| Remark::Line { file: file.clone(), line }));
    Some(match fields.get(b"user-config")? {
        b"merge" => UserConfig::Merge,
        b"none" => UserConfig::None,
        b"only" | b"override" => UserConfig::Only,
        _ => {
            remarks.push(Remark::UserConfig(file.clone()));
            UserConfig::None
        }
    })
}

// Its paths are Unix paths, like p11-kit's.
#[cfg(test)]
#[cfg(unix)]
mod tests;
