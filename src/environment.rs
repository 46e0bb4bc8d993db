//! The environment of the process; nothing else reads it.
//!
//! May import std and etcetera. Pitfall: HOME is unset on Windows; ask [`Environment::home`] and
//! [`Environment::config_folder`], which know the system's own names.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The variables that the tool reads itself; `--…-env NAME` requests others by name.
const NAMES: [&str; 25] = [
    "TOKENCTL_MODULE",
    "TOKENCTL_CONFIG",
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "SystemRoot",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramW6432",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LANG",
    "NO_COLOR",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_CACHE_HOME",
    "PATH",
    "OPENSC_CONF",
    "PCSCLITE_CSOCK_NAME",
    "P11_KIT_NO_USER_CONFIG",
    "http_proxy",
    "no_proxy",
    "NO_PROXY",
];

/// The environment at the start of the program, or as given by a test.
///
/// Debug shows no values, since any variable may contain a secret.
#[derive(Clone)]
pub struct Environment {
    values: BTreeMap<OsString, OsString>,
    ours: bool,
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Environment").field("names", &self.values.keys()).finish_non_exhaustive()
    }
}

impl Environment {
    /// Reads the environment of this process.
    pub fn of_process() -> Self {
        let values = NAMES.iter().filter_map(|name| Some(((*name).into(), read(OsStr::new(name))?))).collect();
        Self { values, ours: true }
    }

    /// Creates an environment with only these variables.
    #[allow(dead_code, reason = "the tests' own environments")]
    pub fn given<Name: Into<OsString>, Value: Into<OsString>>(
        variables: impl IntoIterator<Item = (Name, Value)>,
    ) -> Self {
        let values = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { values, ours: false }
    }

    /// The folder of this program; `None` for a given environment.
    pub fn program_folder(&self) -> Option<PathBuf> {
        let program = if self.ours { std::env::current_exe().ok()? } else { return None };
        program.parent().map(PathBuf::from)
    }

    /// The value of any variable, for `--pin-env NAME` and similar. The caller wipes it.
    pub fn variable(&self, name: &str) -> Option<OsString> {
        // The standard library panics on a name with `=` or NUL on some systems.
        if name.is_empty() || name.contains(['=', '\0']) {
            return None;
        }
        match self.values.get(OsStr::new(name)) {
            Some(value) => Some(value.clone()),
            None if self.ours => read(OsStr::new(name)),
            None => None,
        }
    }

    /// A variable's value if set and not empty.
    fn filled(&self, name: &str) -> Option<&OsStr> {
        self.values.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// A folder or file named by a variable.
    fn path(&self, name: &str) -> Option<PathBuf> {
        self.filled(name).map(PathBuf::from)
    }

    /// Text of a variable if set, not empty and Unicode.
    fn text(&self, name: &str) -> Option<&str> {
        self.filled(name)?.to_str()
    }

    /// The folders in a PATH-like variable. Relative ones are left out: they depend on the current folder.
    pub fn folders(&self, name: &str) -> Vec<PathBuf> {
        let Some(list) = self.filled(name) else { return Vec::new() };
        std::env::split_paths(list).filter(|path| path.is_absolute()).collect()
    }

    /// The files that `TOKENCTL_MODULE` names, separated as in PATH.
    pub fn modules(&self) -> Vec<PathBuf> {
        let Some(list) = self.filled("TOKENCTL_MODULE") else { return Vec::new() };
        std::env::split_paths(list).filter(|path| !path.as_os_str().is_empty()).collect()
    }

    /// Whether p11-kit must not read the user's configuration; an empty value counts too.
    pub fn forbids_user_modules(&self) -> bool {
        self.values.contains_key(OsStr::new("P11_KIT_NO_USER_CONFIG"))
    }

    /// The config file that `TOKENCTL_CONFIG` names.
    pub fn config_file(&self) -> Option<PathBuf> {
        self.path("TOKENCTL_CONFIG")
    }

    /// The user's home.
    pub fn home(&self) -> Option<PathBuf> {
        let own = if cfg!(windows) { self.path("USERPROFILE") } else { self.path("HOME") };
        // Under cron HOME may be missing; the system's user table still has it.
        own.or_else(|| if self.ours { etcetera::home_dir().ok() } else { None })
    }

    /// The user's configuration folder: `XDG_CONFIG_HOME` or `~/.config`, on Windows `APPDATA`.
    pub fn config_folder(&self) -> Option<PathBuf> {
        self.folder("XDG_CONFIG_HOME", &[".config"], "APPDATA", &["AppData", "Roaming"])
    }

    /// The folder for data that can be fetched again: `XDG_CACHE_HOME` or `~/.cache`, on Windows `LOCALAPPDATA`.
    pub fn cache_folder(&self) -> Option<PathBuf> {
        self.folder("XDG_CACHE_HOME", &[".cache"], "LOCALAPPDATA", &["AppData", "Local"])
    }

    /// The http proxy. The upper-case name is not read: a server's CGI programs get it from their callers.
    pub fn http_proxy(&self) -> Option<&str> {
        self.text("http_proxy")
    }

    /// The hosts contacted without the proxy.
    pub fn no_proxy(&self) -> Option<&str> {
        self.text("no_proxy").or_else(|| self.text("NO_PROXY"))
    }

    fn folder(&self, unix: &str, under_home: &[&str], windows: &str, under_profile: &[&str]) -> Option<PathBuf> {
        let (name, below) = if cfg!(windows) { (windows, under_profile) } else { (unix, under_home) };
        // The XDG base directory specification: relative paths are ignored.
        self.path(name).filter(|path| path.is_absolute()).or_else(|| {
            let mut folder = self.home()?;
            folder.extend(below);
            Some(folder)
        })
    }

    /// `LC_ALL`, `LC_MESSAGES` and `LANG`, in order of precedence.
    pub fn locales(&self) -> [Option<&str>; 3] {
        [self.text("LC_ALL"), self.text("LC_MESSAGES"), self.text("LANG")]
    }

    /// Where this process writes by default: the folder for temporary files, and the current one.
    #[allow(clippy::unused_self, reason = "the process has them, and this is where it is asked")]
    pub fn written_folders(&self) -> Vec<PathBuf> {
        [Some(std::env::temp_dir()), std::env::current_dir().ok()].into_iter().flatten().collect()
    }

    /// Whether the locale uses UTF-8; `None` if locales do not decide that (Windows).
    pub fn is_utf8(&self) -> Option<bool> {
        if cfg!(windows) {
            return None;
        }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| self.text(name));
        let plain = |locale: &str| locale.to_ascii_lowercase().replace('-', "");
        Some(locale.is_some_and(|locale| plain(locale).contains("utf8")))
    }

    /// Whether `NO_COLOR` is set and not empty (<https://no-color.org>).
    pub fn no_color(&self) -> bool {
        self.filled("NO_COLOR").is_some()
    }

    /// The Windows folder.
    pub fn system_root(&self) -> Option<PathBuf> {
        self.path("SystemRoot")
    }

    /// The folder of 64-bit programs on Windows, even for a 32-bit process.
    pub fn program_files(&self) -> Option<PathBuf> {
        self.path("ProgramW6432").or_else(|| self.path("ProgramFiles"))
    }

    /// The folder of 32-bit programs on 64-bit Windows.
    pub fn program_files_x86(&self) -> Option<PathBuf> {
        self.path("ProgramFiles(x86)")
    }

    /// Where a private file for a short time may be, best first.
    pub fn temporary_folders(&self) -> Vec<PathBuf> {
        let usual = [PathBuf::from("/tmp"), PathBuf::from("/var/tmp")];
        let own = [Some(std::env::temp_dir()), self.path("XDG_RUNTIME_DIR")];
        let mut folders: Vec<PathBuf> = own.into_iter().flatten().collect();
        folders.extend(usual.into_iter().filter(|_| cfg!(unix)));
        folders.dedup();
        folders
    }

    /// The configuration file of OpenSC. An empty variable names one that does not exist: OpenSC then reads none.
    pub fn opensc_conf(&self) -> Option<PathBuf> {
        self.values.get(OsStr::new("OPENSC_CONF")).map(PathBuf::from)
    }

    /// The socket of pcscd if it was moved.
    pub fn pcscd_socket(&self) -> Option<PathBuf> {
        self.path("PCSCLITE_CSOCK_NAME")
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn read(name: &OsStr) -> Option<OsString> {
    std::env::var_os(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let environment = Environment::given([("NO_COLOR", ""), ("LANG", ""), ("TOKENCTL_MODULE", "")]);
        assert!(!environment.no_color(), "NO_COLOR empty");
        assert_eq!(environment.locales(), [None, None, None], "LANG empty");
        assert!(environment.modules().is_empty(), "no module");
    }

    #[test]
    fn the_module_list_is_split_as_path_is() {
        let list = std::env::join_paths(["/a/libone.so", "/b/libtwo.so"]).expect("a list");
        let environment = Environment::given([("TOKENCTL_MODULE", list)]);
        assert_eq!(environment.modules(), ["/a/libone.so", "/b/libtwo.so"].map(PathBuf::from), "both files");
    }

    #[cfg(unix)]
    #[test]
    fn a_relative_xdg_folder_is_ignored() {
        let environment = Environment::given([("HOME", "/home/an"), ("XDG_CONFIG_HOME", "relative")]);
        assert_eq!(environment.config_folder(), Some(PathBuf::from("/home/an/.config")), "the default rules");
    }

    #[test]
    fn a_secret_in_a_variable_is_not_in_debug() {
        let environment = Environment::given([("PIN_OF_AN", "secret-1234")]);
        assert_eq!(environment.variable("PIN_OF_AN"), Some("secret-1234".into()), "asked by name");
        assert!(!format!("{environment:?}").contains("secret-1234"), "Debug shows names only");
    }

    #[test]
    fn a_nonsense_name_is_no_variable() {
        for name in ["", "A=B", "A\0B", "TOKENCTL_SURELY_NOT_SET"] {
            assert_eq!(Environment::of_process().variable(name), None, "{name:?}");
        }
    }
}
