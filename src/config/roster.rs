//! `roster` in the config: a path, or a table with the path, the sheet, and the agency's own titles and words.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::roster::Vocabulary;

/// The staff list and how to read it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StaffList {
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// Its sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The decisions on matches to confirm; by default the file beside the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<PathBuf>,
    /// Titles of columns, and what they hold.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Words for states, and what they mean.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<String, String>,
}

impl StaffList {
    /// The titles and words that are added to the built-in ones.
    pub fn vocabulary(&self) -> Vocabulary {
        Vocabulary::new(&self.columns, &self.states)
    }
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Table {
    file: Option<PathBuf>,
    sheet: Option<String>,
    decisions: Option<PathBuf>,
    columns: BTreeMap<String, String>,
    states: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Either {
    File(PathBuf),
    Table(Table),
}

impl<'de> Deserialize<'de> for StaffList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Either::deserialize(deserializer)? {
            Either::File(file) => Self { file: Some(file), ..Self::default() },
            Either::Table(Table { file, sheet, decisions, columns, states }) => {
                Self { file, sheet, decisions, columns, states }
            }
        })
    }
}
