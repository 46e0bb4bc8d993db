//! Folding for comparing names of people and agencies as Vietnamese people write them. Never for display.
//!
//! May import Unicode tables only. Folding removes differences without meaning: case, spaces, punctuation, old or new
//! place of the tone mark, and for agencies abbreviations (`UBND`) and y/i (`kỹ`, `kĩ`). Pitfall: tone marks themselves
//! distinguish people and places (An Khê, An Khe) and are never dropped; an abbreviation with two meanings has two
//! readings, and equals either.

mod abbreviation;
mod family;
mod syllable;
#[cfg(test)]
mod tests;
mod word;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use abbreviation::Table;
pub use family::{is_common_family, is_family};
use serde::{Deserialize, Serialize};

/// An agency's settings for names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameRules {
    /// In names of agencies y and i are the same letter if both spellings are usual: kỹ and kĩ, quý and quí.
    pub y_as_i: bool,
    /// The same for names of people, where Lý and Lí may differ.
    pub y_as_i_of_persons: bool,
    /// Abbreviations beyond the built-in ones, with their meanings. One that ends with a dot is recognised only with it.
    pub abbreviations: BTreeMap<String, String>,
}

impl Default for NameRules {
    fn default() -> Self {
        Self { y_as_i: true, y_as_i_of_persons: false, abbreviations: BTreeMap::new() }
    }
}

/// Folding by one set of rules. Its table is built once; a copy shares it.
#[derive(Debug, Clone)]
pub struct Names(Arc<Made>);

#[derive(Debug)]
struct Made {
    rules: NameRules,
    table: Table,
    /// Cache of folded names of agencies: thousands of people have one of a few hundred.
    bodies: Mutex<HashMap<String, BodyName>>,
}

/// The limits of cached agency names, and of their length: a hostile file has a new one every time.
const MOST_BODIES: usize = 4096;
const LONGEST_BODY: usize = 400;

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.0.rules == other.0.rules
    }
}

impl Eq for Names {}

impl Default for Names {
    fn default() -> Self {
        static BUILT_IN: OnceLock<Names> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::new(NameRules::default())).clone()
    }
}

impl Names {
    /// Builds the table of these rules.
    pub fn new(rules: NameRules) -> Self {
        let table = Table::new(&rules.abbreviations, rules.y_as_i);
        Self(Arc::new(Made { rules, table, bodies: Mutex::default() }))
    }

    /// Folds a person's name.
    pub fn person(&self, text: &str) -> String {
        word::joined(&word::words(text, self.0.rules.y_as_i_of_persons))
    }

    /// Folds an agency's name.
    pub fn body(&self, text: &str) -> BodyName {
        let mut bodies = self.0.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = bodies.get(text) {
            return known.clone();
        }
        let readings = self.0.table.readings(word::words(text, self.0.rules.y_as_i));
        let body = BodyName { readings: readings.into() };
        if bodies.len() < MOST_BODIES && text.len() <= LONGEST_BODY {
            bodies.insert(text.to_owned(), body.clone());
        }
        body
    }

    /// Whether two texts are the same agency's name.
    pub fn is_same_body(&self, one: &str, other: &str) -> bool {
        self.body(one).is(&self.body(other))
    }
}

/// An agency's name, folded: one reading, or several if an abbreviation has several meanings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyName {
    /// Most likely first; never empty.
    readings: Arc<[String]>,
}

impl BodyName {
    /// The key for grouping and sorting.
    pub fn key(&self) -> &str {
        self.readings.first().map_or("", String::as_str)
    }

    /// Every reading.
    pub fn readings(&self) -> &[String] {
        &self.readings
    }

    /// Whether it is empty after folding.
    pub fn is_empty(&self) -> bool {
        self.key().is_empty()
    }

    /// Whether the other one is this agency's name too.
    pub fn is(&self, other: &Self) -> bool {
        self.readings.iter().any(|reading| other.readings.contains(reading))
    }

    /// Whether one reading consists of some of these names in sequence: `văn phòng ủy ban nhân dân phường 1`.
    pub fn is_made_of(&self, parts: &[Self]) -> bool {
        self.readings.iter().any(|reading| is_made_of(reading, parts))
    }

    /// Whether it contains the other one.
    pub fn mentions(&self, other: &Self) -> bool {
        let holds =
            |long: &String| other.readings.iter().any(|short| format!(" {long} ").contains(&format!(" {short} ")));
        self.readings.iter().any(holds)
    }

    /// Whether this is the other one followed by some of these names: `sở tài chính thành phố hà nội`.
    pub fn is_within(&self, other: &Self, above: &[Self]) -> bool {
        other.readings.iter().any(|short| {
            self.readings.iter().any(|long| {
                let rest = long.strip_prefix(short.as_str()).and_then(|rest| rest.strip_prefix(' '));
                rest.is_some_and(|rest| is_made_of(rest, above))
            })
        })
    }
}

fn is_made_of(text: &str, parts: &[BodyName]) -> bool {
    parts.iter().flat_map(|part| part.readings.iter()).filter(|part| !part.is_empty()).any(|part| {
        match text.strip_prefix(part.as_str()) {
            Some("") => true,
            Some(rest) => rest.strip_prefix(' ').is_some_and(|rest| is_made_of(rest, parts)),
            None => false,
        }
    })
}
