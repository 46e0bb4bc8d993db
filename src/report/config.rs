//! What `config show` reports: every setting in force, and where it comes from.

use serde::{Deserialize, Serialize};

use super::Envelope;

/// The report of `config show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ConfigShow {
    /// Kind `config-show`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Where the config file is, or would be; null where the system names no such place.
    pub file: Option<String>,
    /// Whether it is there.
    pub file_exists: bool,
    /// Every setting, in the order of the documentation.
    pub settings: Vec<Setting>,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Setting {
    /// The key with its table before it, `renewal.open_days`.
    pub key: String,
    /// Its value; null where nothing is set.
    pub value: serde_json::Value,
    /// Where it comes from.
    pub source: Source,
}

/// Where a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "SettingSource"))]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The config file.
    File,
    /// The program.
    Default,
}
