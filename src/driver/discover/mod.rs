//! The PKCS#11 drivers of this machine: from options, otherwise `TOKENCTL_MODULE`, otherwise p11-kit, known drivers and
//! config.
//!
//! May import std, `domain`, `report`, `config` and `environment`; loads nothing. Pitfall: one file can have many names
//! (links, multiarch folders, p11-kit beside the table), and all of them must lead to a single driver.

mod file;
pub mod machine;
mod nothing;
mod p11_kit;
mod service;
mod small_host;
mod sources;
mod windows;
mod writable;

use std::path::{Path, PathBuf};

pub use nothing::{NoDriver, no_token};
pub use p11_kit::{Folders as P11KitFolders, Remark as P11KitRemark};
pub use service::{Service, service_state};
pub use sources::Sources;

use self::file::FileIdentity;
use super::header::{self, HeaderFault};
use crate::config::Driver as Configured;
use crate::domain::known;
use crate::domain::unlock::Way;
use crate::report::inventory::{FailureKind, FoundBy};

/// The settings of a driver in the config or in p11-kit's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DriverSettings {
    /// A name that the user gave.
    pub name: Option<String>,
    /// Seconds for one read call.
    pub timeout: Option<u32>,
    /// Seconds for all its calls in one reading.
    pub total_timeout: Option<u32>,
    /// Processes for its slots.
    pub hosts: Option<u32>,
    /// The string for `C_Initialize`'s pReserved.
    pub init_args: Option<String>,
    /// How its locked user PIN is unlocked.
    pub unlock: Option<Way>,
    /// The OpenSC configuration for it.
    pub opensc_conf: Option<PathBuf>,
    /// Whether to confine it, if its own config entry sets this.
    pub confine: Option<bool>,
    /// Folders that it may then write to.
    pub confine_write: Vec<PathBuf>,
    /// Which checks before loading are waived.
    pub waived: Waived,
}

/// Which checks before loading the config waives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waived {
    /// That others can change the file or a folder above it.
    pub writable: bool,
    /// That its symbol table has no entry point.
    pub entry_point: bool,
}

impl DriverSettings {
    fn of(configured: &Configured) -> Self {
        Self {
            name: configured.name.clone(),
            timeout: configured.timeout,
            total_timeout: configured.total_timeout,
            hosts: configured.hosts,
            init_args: configured.init_args.clone(),
            unlock: configured.unlock,
            opensc_conf: configured.opensc_conf.clone(),
            confine: configured.confine,
            confine_write: configured.confine_write.clone(),
            waived: Waived { writable: configured.allow_writable, entry_point: configured.allow_no_entry_point },
        }
    }
}

/// A driver to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its absolute path, by the first name it was found under.
    pub path: PathBuf,
    /// How it was first found.
    pub found_by: FoundBy,
    /// Whether the user named it, by an option, the environment or the config, however else it was found.
    pub named: bool,
    /// Whether it only passes on what other drivers show, as p11-kit's proxy does.
    pub passes_on: bool,
    /// Its own settings.
    pub settings: DriverSettings,
    /// Its word size, if its header shows it.
    pub bits: Option<u32>,
    /// The program that serves it; `None` for this program itself.
    pub host: Option<PathBuf>,
    /// Why it cannot be loaded: only for one that the user named, which must not vanish silently.
    pub fault: Option<HeaderFault>,
}

/// Why a file was skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// According to its header it cannot be loaded here.
    Header(HeaderFault),
    /// The config says `disabled = true`.
    Disabled,
    /// p11-kit's configuration disables it for this program, or replaces it.
    NotEnabled {
        /// The configuration file's name.
        configuration: String,
    },
    /// A 32-bit driver beside the 64-bit one of the same name, which serves the same tokens.
    Twin,
    /// p11-kit's own proxy or trust module, which only repeats others.
    Aggregate,
    /// p11-kit runs it as a program and not as a library.
    Remote {
        /// The configuration file's name.
        configuration: String,
    },
    /// p11-kit's configuration names it, but the file could not be understood.
    Configuration {
        /// The configuration file.
        configuration: String,
    },
}

impl Reason {
    /// Whether it is a driver of the other word size, which the user may wonder about.
    pub fn is_wrong_architecture(&self) -> bool {
        matches!(self, Self::Header(fault) if fault.kind() == FailureKind::WrongArchitecture)
    }
}

/// A file that was seen but not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub reason: Reason,
}

/// What discovery found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discovery {
    /// The drivers to ask, in the order of asking.
    pub drivers: Vec<Found>,
    /// What was seen but not used.
    pub passed_over: Vec<PassedOver>,
    /// What is wrong with p11-kit's configuration.
    pub remarks: Vec<P11KitRemark>,
    /// Where drivers were searched for, for the message.
    pub looked_in: Vec<String>,
}

impl Discovery {
    /// The drivers of another word size or processor that were skipped.
    pub fn wrong_architecture(&self) -> impl Iterator<Item = &Path> {
        self.passed_over
            .iter()
            .filter(|passed| passed.reason.is_wrong_architecture())
            .map(|passed| passed.path.as_path())
    }
}

/// Finds the drivers. Options alone count if there are any, otherwise the environment's list alone, otherwise
/// everything else.
pub fn discover(sources: &Sources) -> Discovery {
    let mut search = Search { sources, discovery: Discovery::default(), seen: Vec::new(), off: Vec::new() };
    if !sources.modules.is_empty() {
        search.named(&sources.modules, FoundBy::Option);
    } else if !sources.environment.is_empty() {
        search.named(&sources.environment, FoundBy::Environment);
    } else {
        search.everything();
    }
    search.discovery
}

/// How a file came into view.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// The user named it, if only in the config: a fault is reported as a failed driver.
    ByName,
    /// It is at a usual path: a faulty one is skipped.
    ByItsPlace,
}

struct Search<'a> {
    sources: &'a Sources,
    discovery: Discovery,
    seen: Vec<FileIdentity>,
    /// The libraries that p11-kit's configuration switches off.
    off: Vec<PathBuf>,
}

impl Search<'_> {
    fn named(&mut self, modules: &[PathBuf], found_by: FoundBy) {
        for module in modules {
            let path = self.resolve(module);
            let settings = self.configured(&path).map(DriverSettings::of).unwrap_or_default();
            self.add(&path, found_by, settings, Asked::ByName);
        }
    }

    /// The file of a `--module` option: a name from the config, a path, or a bare file name in p11-kit's and library folders.
    fn resolve(&self, module: &Path) -> PathBuf {
        let named = self.sources.configured.iter().find(|driver| {
            driver.name.as_deref().is_some_and(|name| module.as_os_str() == name) && !driver.path.as_os_str().is_empty()
        });
        if let Some(driver) = named {
            return driver.path.clone();
        }
        let bare = module.components().count() == 1 && module.file_name() == Some(module.as_os_str());
        // Windows' own loader would take a bare name from the current folder, which anyone may control.
        if bare && (cfg!(windows) || !module.exists()) {
            let folders = self.sources.p11_kit.modules.iter().cloned();
            let libraries = self.sources.roots.libraries.iter().map(PathBuf::from);
            let mut places = folders.chain(libraries).map(|folder| folder.join(module)).peekable();
            let first = places.peek().cloned();
            match places.find(|path| path.is_file()) {
                Some(path) => return path,
                // The place where it should be is reported as missing.
                None if cfg!(windows) => return first.unwrap_or_else(|| module.to_path_buf()),
                None => {}
            }
        }
        module.to_path_buf()
    }

    fn everything(&mut self) {
        self.looked_in();
        let kit = p11_kit::configuration(&self.sources.p11_kit);
        self.discovery.remarks = kit.remarks;
        self.switched_off(&kit.modules);
        for module in kit.modules {
            self.p11_kit_module(module);
        }
        for candidate in known::candidates(&self.sources.roots) {
            let path = PathBuf::from(candidate.path);
            if path.exists() {
                self.unless_disabled(&path, FoundBy::Known);
            }
        }
        for path in &self.sources.registry {
            if path.exists() {
                self.unless_disabled(path, FoundBy::Registry);
            }
        }
        for driver in &self.sources.configured {
            if driver.path.as_os_str().is_empty() {
                continue;
            }
            if driver.disabled {
                self.pass_over(driver.path.clone(), Reason::Disabled);
            } else {
                self.add(&driver.path, FoundBy::Config, DriverSettings::of(driver), Asked::ByName);
            }
        }
        self.without_twins();
    }

    /// Skips a 32-bit driver that the user did not name if its 64-bit build is installed too: vendors install both, and
    /// two processes that use one card for the same purpose would only disturb each other.
    fn without_twins(&mut self) {
        let name = |found: &Found| found.path.file_name().map(std::ffi::OsStr::to_ascii_lowercase);
        let own = |found: &&Found| found.host.is_none() && found.fault.is_none();
        let mut names: Vec<_> = self.discovery.drivers.iter().filter(own).filter_map(name).collect();
        // Nor does one serve the tokens of a driver that p11-kit's configuration switches off.
        names.extend(self.off.iter().filter_map(|path| path.file_name()).map(std::ffi::OsStr::to_ascii_lowercase));
        let is_twin = |found: &mut Found| {
            found.host.is_some() && !found.named && name(found).is_some_and(|name| names.contains(&name))
        };
        let twins: Vec<Found> = self.discovery.drivers.extract_if(.., is_twin).collect();
        for twin in twins {
            self.pass_over(twin.path, Reason::Twin);
        }
    }

    fn looked_in(&mut self) {
        let kit = &self.sources.p11_kit;
        let shown = |path: &PathBuf| path.display().to_string();
        let folders = kit.system.iter().chain(&kit.admin).chain(&kit.user).map(shown);
        // Multiarch folders of other processors would only lengthen the sentence.
        let roots = self.sources.roots.folders().filter(|folder| Path::new(folder).is_dir()).map(str::to_owned);
        let config = self.sources.config_file.iter().map(shown);
        self.discovery.looked_in = folders.chain(roots).chain(config).collect();
    }

    /// Notes which libraries p11-kit would not load for this program although its configuration names them, and reports
    /// where they are switched off. A driver that the user names is used anyway.
    fn switched_off(&mut self, modules: &[p11_kit::Module]) {
        let is_on = |path: &PathBuf| {
            let identity = FileIdentity::of(path);
            let mut on =
                modules.iter().filter(|module| module.enabled).filter_map(|module| module.library.as_ref().ok());
            on.any(|library| FileIdentity::of(library) == identity)
        };
        for module in modules {
            let named = match &module.library {
                Ok(path) | Err(p11_kit::NoLibrary::Outside(path)) if !module.enabled => Some(path),
                _ => None,
            };
            // A program in its place serves the same tokens, but is not started.
            let replaced = module.replaced.iter().filter(|_| module.library != Err(p11_kit::NoLibrary::Remote));
            for path in named.into_iter().chain(replaced) {
                let configured = self.configured(path).is_some_and(|driver| !driver.disabled);
                if is_on(path) || configured || self.off.contains(path) {
                    continue;
                }
                self.off.push(path.clone());
                let configuration = module.configuration.display().to_string();
                self.pass_over(path.clone(), Reason::NotEnabled { configuration });
            }
        }
    }

    fn p11_kit_module(&mut self, module: p11_kit::Module) {
        let configuration = module.configuration.display().to_string();
        let path = match module.library {
            Ok(path) if module.enabled => path,
            Err(p11_kit::NoLibrary::Remote) => {
                return self.pass_over(module.configuration, Reason::Remote { configuration });
            }
            Err(p11_kit::NoLibrary::Outside(path)) => {
                // If the config names it, it is handled there.
                if module.enabled && path.exists() && self.configured(&path).is_none() {
                    let fault = Some(HeaderFault::Outside { path: path.clone(), configuration });
                    let found_by = FoundBy::P11Kit;
                    let (named, passes_on, settings) = (false, false, DriverSettings::default());
                    let found = Found { path, found_by, named, passes_on, settings, bits: None, host: None, fault };
                    self.discovery.drivers.push(found);
                }
                return;
            }
            Err(p11_kit::NoLibrary::Nonsense) => {
                return self.pass_over(module.configuration, Reason::Configuration { configuration });
            }
            Ok(_) | Err(p11_kit::NoLibrary::Blank) => return,
        };
        if passes_on(&path) {
            return self.pass_over(path, Reason::Aggregate);
        }
        let (mut settings, asked) = match self.configured(&path) {
            Some(driver) if driver.disabled => return,
            Some(driver) => (DriverSettings::of(driver), Asked::ByName),
            // Distributions ship configuration for modules that are not installed, which is not a failure.
            None => (DriverSettings::default(), Asked::ByItsPlace),
        };
        settings.init_args = settings.init_args.or(module.init_args);
        self.add(&path, FoundBy::P11Kit, settings, asked);
    }

    fn unless_disabled(&mut self, path: &Path, found_by: FoundBy) {
        match self.configured(path) {
            // The config's own turn reports it once, by the name the user wrote.
            Some(driver) if driver.disabled => {}
            Some(driver) => self.add(path, found_by, DriverSettings::of(driver), Asked::ByName),
            None if self.is_off(path) => {}
            None => self.add(path, found_by, DriverSettings::default(), Asked::ByItsPlace),
        }
    }

    fn is_off(&self, path: &Path) -> bool {
        let identity = FileIdentity::of(path);
        self.off.iter().any(|off| FileIdentity::of(off) == identity)
    }

    /// The config's entry for a file, whatever name refers to it.
    fn configured(&self, path: &Path) -> Option<&Configured> {
        let identity = FileIdentity::of(path);
        self.sources
            .configured
            .iter()
            .filter(|driver| !driver.path.as_os_str().is_empty())
            .find(|driver| driver.path == path || FileIdentity::of(&driver.path) == identity)
    }

    fn add(&mut self, path: &Path, found_by: FoundBy, settings: DriverSettings, asked: Asked) {
        let identity = FileIdentity::of(path);
        if self.seen.contains(&identity) {
            return;
        }
        self.seen.push(identity);
        // Windows' loader requires full paths with backslashes only, which this produces.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let (inspected, host) = self.inspected(&path);
        let named = asked == Asked::ByName;
        let (bits, fault) = match inspected {
            // Reported even for a driver that was not named: otherwise a token plugged in would be missing without
            // explanation.
            Ok(bits) => (Some(bits), before_loading(&path, settings.waived)),
            Err(fault) if named => (None, Some(fault)),
            Err(fault) => return self.pass_over(path, Reason::Header(fault)),
        };
        let passes_on = passes_on(&path);
        self.discovery.drivers.push(Found { path, found_by, named, passes_on, settings, bits, host, fault });
    }

    /// The word size of a library, and the host that can load it if this program cannot.
    fn inspected(&self, path: &Path) -> (Result<u32, HeaderFault>, Option<PathBuf>) {
        let own = header::inspect_for(path, self.sources.target).map(|header| header.bits);
        match (&own, &self.sources.small_host) {
            (Err(HeaderFault::WrongClass { .. }), Some(small)) => match header::inspect_for(path, small.target) {
                Ok(header) => (Ok(header.bits), Some(small.program.clone())),
                Err(_) => (own, None),
            },
            _ => (own, None),
        }
    }

    fn pass_over(&mut self, path: PathBuf, reason: Reason) {
        self.discovery.passed_over.push(PassedOver { path, reason });
    }
}

/// Whether it is one of p11-kit's own modules, by its name or by that of the file that it is a link to.
fn passes_on(path: &Path) -> bool {
    let is_aggregate = |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(known::is_aggregate);
    is_aggregate(path) || std::fs::canonicalize(path).is_ok_and(|file| is_aggregate(&file))
}

/// Why a loadable library is not loaded, unless the config waives it.
fn before_loading(path: &Path, waived: Waived) -> Option<HeaderFault> {
    let place = if waived.writable { None } else { writable::by_others(path) };
    let writable = place.map(|place| HeaderFault::Writable { path: path.to_path_buf(), place });
    let no_entry_point = || HeaderFault::NoEntryPoint { path: path.to_path_buf() };
    writable.or_else(|| (!waived.entry_point && !header::has_entry_point(path)).then(no_entry_point))
}

#[cfg(test)]
mod tests;
