//! The user's configuration: `config.toml` below the user's configuration folder, otherwise the file of
//! `TOKENCTL_CONFIG`.
//!
//! May import std, `domain`, `environment` and `waiting`. Every setting has a default, so a file is not required.
//! Pitfall: a table may contain a number where a person should have written text; `schema.rs` reports this with line
//! and column before serde sees it.

mod edit;
mod effective;
mod error;
mod roster;
mod schema;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize};

pub use crate::domain::form::{Body, Contact};
pub use crate::domain::names::NameRules;
pub use crate::domain::policy::Policy as PinPolicy;
pub use edit::{Answer, with_answers};
pub use effective::{Effective, effective, template};
pub use error::ConfigError;
pub use roster::StaffList;

use crate::domain::mail;
use crate::domain::unlock::Way;
use crate::environment::Environment;
use crate::waiting;

/// `expiring` from here on, unless option or file say otherwise: the renewal window opens then.
pub const WARN: &str = "90d";
/// Critical from here on: there is hardly enough time left for a request to be processed.
pub const CRIT: &str = "15d";
/// Seconds for one read call of a driver.
pub const TIMEOUT: u32 = 30;
/// Seconds for all calls of a driver.
pub const TOTAL_TIMEOUT: u32 = 600;

/// A config file longer than this is a mistake.
const LONGEST: u64 = 1024 * 1024;

/// Everything that the config file can set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `vi` or `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// IANA name of the zone of calendar days.
    pub timezone: String,
    /// The staff list.
    #[serde(deserialize_with = "roster::path_or_table")]
    pub roster: StaffList,
    /// Domains of e-mail addresses that the CA refuses.
    pub refused_email_domains: Vec<String>,
    /// Whether renewal, change and recovery go to the province's department instead of the CA.
    pub delegated: bool,
    /// Whether a certificate of a person who moved to another agency is revoked instead of kept.
    pub revoke_moved: bool,
    /// Thresholds of `check`.
    pub check: Check,
    /// Rules of renewal.
    pub renewal: Renewal,
    /// How names are compared.
    pub names: NameRules,
    /// The agency's own rules for new PINs.
    pub pin_policy: PinPolicy,
    /// The agency that the officer files for.
    pub body: Body,
    /// The officer.
    pub officer: Contact,
    /// The forms.
    pub forms: Forms,
    /// The settings for every driver without its own.
    pub every_driver: EveryDriver,
    /// Drivers, by path.
    #[serde(rename = "driver", skip_serializing_if = "Vec::is_empty")]
    pub drivers: Vec<Driver>,
    /// Government CAs beyond the built-in ones.
    #[serde(rename = "government_ca", skip_serializing_if = "Vec::is_empty")]
    pub government_cas: Vec<GovernmentCa>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            language: None,
            timezone: "Asia/Ho_Chi_Minh".to_owned(),
            roster: StaffList::default(),
            refused_email_domains: mail::refused_by_default(),
            delegated: true,
            revoke_moved: false,
            check: Check::default(),
            renewal: Renewal::default(),
            names: NameRules::default(),
            pin_policy: PinPolicy::default(),
            body: Body::default(),
            officer: Contact::default(),
            forms: Forms::default(),
            every_driver: EveryDriver::default(),
            drivers: Vec::new(),
            government_cas: Vec::new(),
        }
    }
}

/// Thresholds of `check`: days (`90d`, or a number of days) or a date, as `--warn` and `--crit` take them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Check {
    /// From when on a certificate is `expiring`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "threshold")]
    pub warn: Option<String>,
    /// From when on that is critical.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "threshold")]
    pub crit: Option<String>,
}

/// Rules of renewal (Decree 68/2024, Art. 12); to be checked by the agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Renewal {
    /// A certificate must still be valid for this many days.
    pub min_days_left: u32,
    /// How often a certificate may be renewed.
    pub max_renewals: u32,
    /// How many days before it expires a renewal is worth requesting.
    pub open_days: u32,
    /// How many days before it expires a renewal is announced.
    pub soon_days: u32,
    /// A certificate valid no longer than this many days counts as a renewed one.
    pub renewed_validity_days: u32,
}

impl Default for Renewal {
    fn default() -> Self {
        Self { min_days_left: 30, max_renewals: 1, open_days: 90, soon_days: 180, renewed_validity_days: 1096 }
    }
}

/// The forms' edition and an agency's own data file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Forms {
    /// The edition that documents name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// A data file instead of the built-in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
}

/// The settings for every driver without its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EveryDriver {
    /// Whether drivers may write only to their own folders and those for temporary files, and use no network.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confine: bool,
    /// Further folders that confined drivers may write to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub confine_write: Vec<PathBuf>,
    /// Seconds for all calls of a driver in one reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_timeout: Option<u32>,
}

/// One driver: its name and its special settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Driver {
    /// The library's absolute path.
    pub path: PathBuf,
    /// A name for `--module` and for tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Never search it; `--module` still does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    /// Seconds for one read call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// Seconds for all its calls in one reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_timeout: Option<u32>,
    /// Processes for its slots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<u32>,
    /// The string for `C_Initialize`'s pReserved, which NSS needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_args: Option<String>,
    /// How its locked user PIN is unlocked, if by one of the ways that `schema.rs` lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlock: Option<Way>,
    /// The OpenSC configuration for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opensc_conf: Option<PathBuf>,
    /// Whether it is confined; otherwise as in `every_driver`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confine: Option<bool>,
    /// Folders that it may write to if it is confined, together with those of `every_driver`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub confine_write: Vec<PathBuf>,
    /// Load it although others can change the file or a folder above it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allow_writable: bool,
    /// Load it although its own table names no entry point of PKCS#11.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allow_no_entry_point: bool,
}

/// A government CA: a certificate belongs to it if the issuer contains each given text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GovernmentCa {
    /// A part of the issuer's organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// A part of the issuer's common name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
}

/// A threshold may be written as a bare number of days.
fn threshold<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Days(u32),
        Text(String),
    }
    Ok(Some(match Written::deserialize(deserializer)? {
        Written::Days(days) => format!("{days}d"),
        Written::Text(text) => text,
    }))
}

impl Config {
    /// Where the config file is, or would be.
    pub fn file(environment: &Environment) -> Option<PathBuf> {
        environment
            .config_file()
            .or_else(|| environment.config_folder().map(|folder| folder.join("tokenctl").join("config.toml")))
    }

    /// Reads the config file; without one, [`Config::default`] applies.
    ///
    /// A file that `TOKENCTL_CONFIG` names must exist.
    pub fn load(environment: &Environment) -> Result<Self, ConfigError> {
        let Some(file) = Self::file(environment) else { return Ok(Self::default()) };
        match Self::text(environment)? {
            Some(text) => Self::parse(&text, &file),
            None if environment.config_file().is_some() => Err(ConfigError::NotFound { file }),
            None => Ok(Self::default()),
        }
    }

    /// The config if it can be read without waiting and without a mistake: a page of help does not wait for a FIFO.
    pub fn at_hand(environment: &Environment) -> Option<Self> {
        let file = Self::file(environment)?;
        if std::fs::metadata(file).ok()?.is_file() { Self::load(environment).ok() } else { None }
    }

    /// The text of the config file; `None` if there is none.
    pub fn text(environment: &Environment) -> Result<Option<String>, ConfigError> {
        let Some(file) = Self::file(environment) else { return Ok(None) };
        match read(&file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ConfigError::reading(file, &error)),
        }
    }

    /// Creates the folder for the config file.
    pub fn make_folder(file: &Path) -> Result<(), ConfigError> {
        let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
        std::fs::create_dir_all(folder)
            .map_err(|error| ConfigError::NoFolder { folder: folder.to_path_buf(), cause: error.to_string() })
    }

    /// Reads a config file's text; relative paths in it are relative to its folder.
    pub fn parse(text: &str, file: &Path) -> Result<Self, ConfigError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let driver_is_table = schema::check(text, file)?;
        let mut config = typed(text, driver_is_table).map_err(|error| ConfigError::of_toml(&error, text, file))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        for path in config.paths_mut() {
            *path = folder.join(&path);
        }
        Ok(config)
    }

    fn paths_mut(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let drivers = self.drivers.iter_mut().flat_map(|driver| {
            std::iter::once(&mut driver.path).chain(&mut driver.opensc_conf).chain(&mut driver.confine_write)
        });
        let every = &mut self.every_driver.confine_write;
        drivers.chain(every).chain(&mut self.roster.file).chain(&mut self.roster.decisions).chain(&mut self.forms.file)
    }
}

/// The text as settings. A table `[driver]` is `[every_driver]`: TOML does not allow it beside `[[driver]]`.
fn typed(text: &str, driver_is_table: bool) -> Result<Config, toml::de::Error> {
    if !driver_is_table {
        return toml::from_str(text);
    }
    let mut table: toml::Table = toml::from_str(text)?;
    if let Some(every) = table.remove("driver") {
        table.insert("every_driver".to_owned(), every);
    }
    table.try_into()
}

/// Reads a whole file that is short and UTF-8.
fn read(file: &Path) -> std::io::Result<String> {
    use std::io::Read as _;
    let metadata = std::fs::metadata(file)?;
    if metadata.len() > LONGEST {
        return Err(ErrorKind::FileTooLarge.into());
    }
    let mut text = String::new();
    waiting::open(file)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests;
