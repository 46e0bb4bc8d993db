//! What `config show` reports: every setting in effect, and its source.

use serde::{Deserialize, Serialize};

use super::Envelope;

/// The report of `config show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ConfigShow {
    /// Kind `config-show`.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The path of the config file, whether it exists or not; null if the system has no such place.
    pub file: Option<String>,
    /// Whether it exists.
    pub file_exists: bool,
    /// Every setting, in the order of the documentation.
    pub settings: Vec<Setting>,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Setting {
    /// The key with its table, `renewal.open_days`.
    pub key: String,
    /// Its value; null if nothing is set.
    pub value: serde_json::Value,
    /// Its source.
    pub source: Source,
}

/// The source of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "SettingSource"))]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The config file.
    File,
    /// The default.
    Default,
}
