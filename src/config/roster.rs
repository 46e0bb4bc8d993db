//! `roster` in the config: a path, or a table with the path, the sheet, and the agency's own titles and words.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::roster::Vocabulary;

/// The staff list and how to read it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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

/// A staff list; a path alone is the same as a table with it.
pub(super) fn path_or_table<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StaffList, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        File(PathBuf),
        Table(StaffList),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::File(file) => StaffList { file: Some(file), ..StaffList::default() },
        Written::Table(list) => list,
    })
}
