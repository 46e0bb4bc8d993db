//! The places where drivers may be named or installed, collected once, so that discovery itself is a pure function of
//! them.

use std::path::PathBuf;

use super::p11_kit::{Folders, is_privileged};
use super::small_host::SmallHost;
use crate::config::{Config, Driver as Configured};
use crate::domain::known::{Platform, Roots};
use crate::driver::header::Target;
use crate::environment::Environment;

/// Every source of drivers.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Files of `--module`; if there are any, they alone count.
    pub modules: Vec<PathBuf>,
    /// Files of `TOKENCTL_MODULE`; if there are any, they alone count.
    pub environment: Vec<PathBuf>,
    /// Drivers of the config.
    pub configured: Vec<Configured>,
    /// The config file, named if nothing was found.
    pub config_file: Option<PathBuf>,
    /// p11-kit's folders.
    pub p11_kit: Folders,
    /// The usual places of known drivers.
    pub roots: Roots,
    /// Libraries that the Windows registry names.
    pub registry: Vec<PathBuf>,
    /// What this build can load.
    pub target: Target,
    /// The host of 32-bit drivers, if it is installed.
    pub small_host: Option<SmallHost>,
}

impl Sources {
    /// The sources of this machine. The config may be the default one.
    pub fn of_machine(environment: &Environment, config: &Config, modules: &[PathBuf]) -> Self {
        Self {
            modules: modules.to_vec(),
            environment: environment.modules(),
            configured: config.drivers.clone(),
            config_file: Config::file(environment),
            p11_kit: if cfg!(unix) {
                let folders = Folders::of_machine(environment.config_folder().as_deref());
                Folders { without_user: environment.forbids_user_modules() || is_privileged(), ..folders }
            } else {
                Folders::default()
            },
            roots: roots(environment),
            registry: if modules.is_empty() { super::windows::registered_libraries() } else { Vec::new() },
            target: Target::of_build(),
            small_host: SmallHost::of_machine(environment),
        }
    }

    /// Empty sources, to be filled.
    #[cfg(test)]
    pub fn none() -> Self {
        Self {
            modules: Vec::new(),
            environment: Vec::new(),
            configured: Vec::new(),
            config_file: None,
            p11_kit: Folders::default(),
            roots: Roots { platform: Platform::of_build(), libraries: Vec::new(), programs: Vec::new() },
            registry: Vec::new(),
            target: Target::of_build(),
            small_host: None,
        }
    }
}

fn roots(environment: &Environment) -> Roots {
    let text = |path: Option<PathBuf>| path.map(|path| path.display().to_string());
    match Platform::of_build() {
        Platform::Linux => Roots::linux(),
        Platform::MacOs => Roots::macos(),
        Platform::Windows => Roots::windows(
            &text(environment.system_root()).unwrap_or_else(|| "C:\\Windows".to_owned()),
            &text(environment.program_files()).unwrap_or_else(|| "C:\\Program Files".to_owned()),
            text(environment.program_files_x86()).as_deref(),
        ),
    }
}
